"""The practice HDR UK gateway's routes that list and fetch datasets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from gatewaydesk.practice.hdruk_call import Call, Reply, refusal_details
from gatewaydesk.practice.hdruk_rules import (
    STATUSES,
    Answer,
    existing,
    failure,
    no_results,
    paginate,
)
from gatewaydesk.practice.hdruk_store import TITLE_HOLDS
from gatewaydesk.practice.hdruk_traser import Metadata, Refusal, Silent
from gatewaydesk.practice.hdruk_writing import version_rows
from gatewaydesk.practice.kept import Row
from gatewaydesk.practice.php import encode

NOT_FOUND = (404, {"message": "Dataset not found"})
_SECOND_SORTS = {"created": "created_at", "updated": "updated_at", "metadata.summary.title": "metadata.summary.title"}
_CSV_HEAD = ("Table Name", "Table Description", "Column Name", "Column Description", "Data Type", "Sensitive")


def list_integrations(call: Call) -> Reply:
    """The team's own datasets in every status, with everything."""
    where = "team_id = ?"
    values: list[Any] = [call.team_id]
    for name, column in (("status", "status"), ("dataset_id", "datasetid"), ("mongo_pid", "mongo_pid")):
        if call.query.get(name):
            where, values = f"{where} and {column} = ?", [*values, call.query[name]]
    if "withTrashed" not in call.query:
        where += " and deleted_at is null"
    return _list_v1(call, where, values)


def list_v1(call: Call) -> Reply:
    """Everybody's datasets, for the public."""
    where = "deleted_at is null"
    values: list[Any] = []
    for name in ("status", "team_id"):
        if call.query.get(name):
            where, values = f"{where} and {name} = ?", [*values, call.query[name]]
    return _list_v1(call, where, values)


def list_v2(call: Call) -> Reply:
    """Everybody's active datasets, for the public."""
    return _list_v2(call, "status = 'ACTIVE' and deleted_at is null", ())


def list_v2_team(call: Call, team_id: int, status: str) -> Reply:
    """The team's datasets of one status, in short."""
    call.require_own(team_id)
    return _list_v2(call, "team_id = ? and status = ? and deleted_at is null", (team_id, status.upper()))


def count_v2_team(call: Call, team_id: int, field: str) -> Reply:
    """How many of the team's datasets have each value of a column."""
    call.require_own(team_id)
    return _count(call, "team_id = ? and deleted_at is null", (team_id,), field)


def count_v1(call: Call, field: str) -> Reply:
    """How many datasets have each value of a column."""
    return _count(call, "deleted_at is null", (), field)


def get_integrations(call: Call, dataset_id: int) -> Reply:
    """One of the team's datasets: without metadata, or only the metadata when a schema is named."""
    if existing(call.store, dataset_id)["deleted_at"]:
        raise no_results(dataset_id)
    dataset = call.store.dataset(dataset_id) or {}
    call.require_own(dataset["team_id"], code=500)
    wanted = _wanted(call)
    if wanted is None:
        extra: Row = {"publications": [], "named_entities": [], "collections": []}
        return 200, {"message": "success", "data": dataset | extra}
    model, _, version = wanted.partition("/")
    data = _translated(call, dataset_id, wanted)
    return 200, {"message": f"success, translated to model={model} version={version}", "data": data}


def get_v1(call: Call, dataset_id: int) -> Reply:
    """One dataset with its versions, for the public."""
    if existing(call.store, dataset_id)["deleted_at"]:
        raise no_results(dataset_id)
    dataset = call.store.dataset(dataset_id) or {}
    wanted = _wanted(call)
    if wanted is not None:
        model, _, version = wanted.partition("/")
        data = _translated(call, dataset_id, wanted)
        return 200, {"message": f"success, translated to model={model} version={version}", "data": data}
    return 200, {"message": "success", "data": dataset | {"versions": version_rows(call, dataset_id)}}


def get_v2_team(call: Call, team_id: int, dataset_id: int) -> Reply:
    """One dataset of the team named in the path; whoever asks."""
    dataset = existing(call.store, dataset_id)
    if dataset["deleted_at"] or dataset["team_id"] != team_id:
        return NOT_FOUND
    if call.query.get("export") == "structuralMetadata":
        return 200, _structural_csv(call, dataset_id)
    wanted = _wanted(call)
    versions = version_rows(call, dataset_id)[:1]
    if wanted is not None:
        versions[0]["metadata"] = {"metadata": _translated(call, dataset_id, wanted)}
    team = call.store.team(team_id)
    return 200, {"message": "success", "data": dataset | {"team": team, "versions": versions}}


def get_v2(call: Call, dataset_id: int) -> Reply:
    """One active dataset for the public, in HDRUK 4.0.0 unless another schema is asked for."""
    dataset = existing(call.store, dataset_id)
    if dataset["deleted_at"] or dataset["status"] != "ACTIVE":
        return NOT_FOUND
    try:
        wanted = _wanted(call)
    except Answer as answer:
        raise Answer(400, {"message": answer.body["message"]}) from None
    if wanted is None:
        headers = call.headers
        wanted = f"{headers.get('x-schema-model') or 'HDRUK'}/{headers.get('x-schema-version') or '4.0.0'}"
    versions = version_rows(call, dataset_id)[:1]
    versions[0]["metadata"] = {"metadata": _translated(call, dataset_id, wanted, as_text=True)}
    return 200, {"message": "success", "data": dataset | {"versions": versions}}


def list_versions(call: Call, dataset_id: int) -> Reply:
    """A dataset's versions, in short."""
    existing(call.store, dataset_id)
    shown = ("id", "version", "title", "short_title", "created_at")
    rows = call.store.versions(dataset_id)
    return 200, {"message": "success", "data": [{name: row[name] for name in shown} for row in rows]}


def get_version(call: Call, dataset_id: int, number: int) -> Reply:
    """One version's metadata."""
    existing(call.store, dataset_id)
    row = next((one for one in call.store.versions(dataset_id) if one["version"] == number), None)
    if row is None:
        return 404, {"message": "Dataset version not found"}
    parts = ("gwdmVersion", "metadata", "original_metadata")
    return 200, {"message": "success", "data": {name: row["envelope"].get(name) for name in parts}}


def _list_v1(call: Call, where: str, values: Sequence[Any]) -> Reply:
    where, values = _with_title(call, where, values)
    field, _, direction = call.query.get("sort", "").partition(":")
    if field:
        if (direction or "asc") not in ("asc", "desc"):
            raise Answer(400, {"message": "Sort direction must be either: asc, desc"})
        if not field.startswith("metadata.") and field not in (call.store.columns(where, values) or (field,)):
            raise Answer(400, {"message": f"{field} is not a valid field to sort on"})
    order = (field, direction or "asc")
    return _page(call, where, values, order, lambda row: row | {"versions": version_rows(call, row["id"])})


def _list_v2(call: Call, where: str, values: Sequence[Any]) -> Reply:
    where, values = _with_title(call, where, values)
    name, _, direction = call.query.get("sort", "").partition(":")
    if name and (name not in _SECOND_SORTS or (direction or "desc") not in ("asc", "desc")):
        raise failure(500, f"SQLSTATE[42S22]: Column not found: 1054 Unknown column '{name}' in 'order clause'")
    order = (_SECOND_SORTS[name] if name else "", direction or "desc")
    if call.query.get("with_metadata", "true").lower() in ("false", "0"):
        return _page(call, where, values, order, lambda row: None)
    return _page(call, where, values, order, lambda row: _short(call, row))


def _short(call: Call, row: Row) -> Row | None:
    """A row with the latest metadata in short; None where that is damaged."""
    envelope = call.store.versions(row["id"])[0]["envelope"]
    metadata = envelope.get("metadata") if isinstance(envelope, dict) else None
    if not isinstance(metadata, dict) or not metadata.get("summary"):
        return None
    latest = {name: metadata.get(name) for name in ("required", "summary")}
    return row | {"latest_metadata": latest | {"gwdmVersion": envelope["gwdmVersion"]}}


def _with_title(call: Call, where: str, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """Also found by title: by a column that most ways of creating leave empty."""
    wanted = call.query.get("title", "").casefold()
    return (f"{where} and {TITLE_HOLDS}", (*values, wanted)) if wanted else (where, values)


def _page(
    call: Call, where: str, values: Sequence[Any], order: tuple[str, str], show: Callable[[Row], Row | None]
) -> Reply:
    page = _positive(call.query.get("page"), 1)
    per_page = _positive(call.query.get("per_page"), 25)
    rows = call.store.page(where, values, order, per_page, (page - 1) * per_page)
    here = [show(row) for row in rows]
    total = call.store.count(where, values)
    return 200, paginate([row for row in here if row is not None], total, call.url, page, per_page)


def _positive(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) > 0 else default


def _count(call: Call, where: str, values: Sequence[Any], field: str) -> Reply:
    counted = {"" if one is None else str(one): many for one, many in call.store.count_by(field, where, values)}
    return 200, {"data": (dict.fromkeys(STATUSES, 0) if field == "status" else {}) | counted}


def _wanted(call: Call) -> str | None:
    """The schema asked for, as `MODEL/VERSION`."""
    model, version = call.query.get("schema_model"), call.query.get("schema_version")
    if not model and not version:
        return None
    if not model or not version:
        given, missing = ("schema_model", "schema_version") if model else ("schema_version", "schema_model")
        raise failure(500, f"You have given a {given} but not a {missing}")
    return f"{model}/{version}"


def _translated(call: Call, dataset_id: int, wanted: str, *, as_text: bool = False) -> Metadata:
    latest = call.store.versions(dataset_id)[0]
    try:
        return call.traser.translate_back(latest["envelope"].get("original_metadata"), latest["schema"], wanted)
    except Silent:
        raise call.no_answer() from None
    except Refusal as refusal:
        details = refusal_details(refusal)
        shown = encode(details).decode("ascii") if as_text else details
        raise Answer(400, {"message": "failed to translate", "details": shown}) from None


def _structural_csv(call: Call, dataset_id: int) -> str:
    metadata = call.store.versions(dataset_id)[0]["envelope"]["metadata"]
    section = metadata.get("structuralMetadata")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_CSV_HEAD)
    for table in (section.get("tables") if isinstance(section, dict) else None) or []:
        for column in table.get("columns") or []:
            cells = [column.get(name) for name in ("name", "description", "dataType", "sensitive")]
            writer.writerow([table.get("name"), table.get("description"), *cells])
    return text.getvalue()
