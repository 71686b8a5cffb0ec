"""What each errand on an Opendatasoft portal does; see the table in `opendatasoft_errands`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayProblem, Refused
from gatewaydesk.gateways import opendatasoft_data as data
from gatewaydesk.gateways import opendatasoft_form as form
from gatewaydesk.gateways import withdrawn
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.opendatasoft_answers import is_not_there
from gatewaydesk.gateways.opendatasoft_jobs import begun, job_id_of, stands
from gatewaydesk.gateways.opendatasoft_metadata import ACCESS, DEFAULT, RESTRICTED
from gatewaydesk.gateways.opendatasoft_offers import VISIBLE
from gatewaydesk.gateways.opendatasoft_reading import listed, record_errors, standing, state
from gatewaydesk.gateways.opendatasoft_way import Way, part
from gatewaydesk.gateways.work import Order, Outcome, Table
from gatewaydesk.job import WORDS, Job
from gatewaydesk.pointer import get
from gatewaydesk.schema.visible import plain

_SHOWN = 200  # characters of a value in a table
_OF_RECORD = {"field_uid": "Field", "processor_uid": "Processor", "record_id": "Record", "message": "Why"}


def tell_status(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """What goes on with a dataset now."""
    now = state(way, order.dataset_id, cancel)
    there = "Published" if now.published else "Not published"
    rows = [
        ("Published", "yes" if now.published else "no"),
        ("Status", now.name),
        ("Since", _when(now.since)),
        ("Records refused", f"{now.errors:,}"),
        ("Message", now.message),
    ]
    about = stands(Job("publish" if now.published else "unpublish", "", order.dataset_id), now)
    going = "" if now.name == "idle" else f" {about.words or WORDS[about.status]}".rstrip(".") + "."
    refused = f" {now.errors:,} of its records were refused." if now.errors else ""
    table = Table("Status", ("What", "How it is"), tuple(row for row in rows if row[1]))
    return Outcome(f"{there}, {plain(now.name)}.{going}{refused}", tables=(table,))


def set_access(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Says who may see a dataset."""
    policy = str(order.given[ACCESS])
    uid = part(order.dataset_id)
    if way.is_v2:
        way.call("PUT", f"datasets/{uid}/security/access_policy", body=policy, cancel=cancel, repeatable=True)
    else:
        row = standing(way, order.dataset_id, cancel).row
        body = {**row, "is_restricted": policy == RESTRICTED}
        way.call("PUT", f"datasets/{uid}/", body=body, cancel=cancel, repeatable=True)
    said = VISIBLE[policy]
    return Outcome(f"{said[0].upper()}{said[1:]}.", fills={f"/{ACCESS}": policy})


def add_data(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Leaves the job that adds data from a file or an address."""
    return data.added(order.dataset_id, order.given)


def look_at(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """The first rows behind an address."""
    return data.looked_at(way, order.dataset_id, order.given, cancel)


def list_sources(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Where the data of a dataset comes from."""
    found = data.sources(way, order.dataset_id, cancel)
    rows = tuple(
        (one["uid"], one["title"], one["type"], one["url"], jsonio.dumps(one["params"], indent=None)) for one in found
    )
    table = Table("Sources of its data", ("ID", "Title", "Read as", "Address", "Parameters"), rows)
    return Outcome("It has no data yet." if not rows else "Where its data comes from.", tables=(table,))


def preview(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """The first rows of a source."""
    chosen = str(order.given.get("source") or "")
    if not chosen:
        found = data.sources(way, order.dataset_id, cancel)
        if not found:
            return Outcome("It has no data yet.")
        chosen = found[0]["uid"]
    return data.preview(way, order.dataset_id, chosen, cancel)


def remove_source(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Takes a source away."""
    return data.removed(way, order.dataset_id, str(order.given["source"]), cancel)


def download(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Saves an uploaded file."""
    return data.downloaded(way, order.dataset_id, order.given, cancel)


def list_record_errors(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """The records that were refused."""
    found = record_errors(way, order.dataset_id, cancel)
    shown = {name: head for name, head in _OF_RECORD.items() if any(one.get(name) for one in found)}
    rows = tuple(tuple(_text(one.get(name)) for name in shown) for one in found)
    table = Table("Records that were refused", tuple(shown.values()), rows)
    if not rows:
        return Outcome("No record was refused.")
    words = "1 record was refused." if len(rows) == 1 else f"{len(rows):,} records were refused."
    return Outcome(words, tables=(table,))


def list_changes(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """The history of a dataset."""
    rows = tuple(changes(way, order.dataset_id, cancel))
    return Outcome(
        "Every change of its configuration, the newest first."
        if way.is_v2
        else "The last changes of its configuration, the newest first.",
        tables=(Table("Changes", ("ID", "When", "Who", "What"), rows),),
    )


def restore(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Goes back to a change."""
    change, uid = str(order.given["change"]), part(order.dataset_id)
    if way.is_v2:
        way.call("PUT", f"datasets/{uid}/restore_change", body={"change_uid": change}, cancel=cancel)
    else:
        way.call("POST", f"datasets/{uid}/versions/{part(change)}/restore/", cancel=cancel)
    return Outcome(
        "Its configuration is what it was after that change, and the history is kept. Pull it to see it here; others "
        "see it when it is published again."
    )


def abort(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Stops the processing, by whichever of its two names the portal knows."""
    uid = part(order.dataset_id)
    if not way.is_v2:
        return _moving(order, "abort", way.call("POST", f"datasets/{uid}/abort/", cancel=cancel).json)
    try:
        said = way.call("PUT", f"datasets/{uid}/abort_processing", cancel=cancel).json
    except Refused as refused:
        if refused.status not in (404, 405):
            raise
        said = way.call("PUT", f"datasets/{uid}/abort", cancel=cancel).json
    return _moving(order, "abort", said)


def publish_metadata(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Shows changed metadata without processing records (Automation only)."""
    path = f"datasets/{part(order.dataset_id)}/publish_metadata/"
    return _moving(order, "publish-metadata", way.call("POST", path, cancel=cancel).json)


def legacy(kind: str, v2: str, automation: str = "") -> Callable[[Way, Order, CancelToken], Outcome]:
    """An action that portals have begun to withdraw: one that is not found is not offered again."""

    def do(way: Way, order: Order, cancel: CancelToken) -> Outcome:
        uid = part(order.dataset_id)
        path = f"datasets/{uid}/{v2}"
        if not way.is_v2:
            path = f"datasets/{uid}/resources/{part(_realtime(way, order.dataset_id, cancel))}/{automation}/"
        try:
            return _moving(order, kind, way.call("PUT" if way.is_v2 else "POST", path, cancel=cancel).json)
        except Refused as refused:
            if refused.status not in (404, 405) or not _is_there(way, uid, cancel):
                raise
            withdrawn.remember(way.place, kind)
            raise Refused(
                "This portal no longer offers this.",
                "It is not offered here any more either. Nothing was changed.",
                status=refused.status,
                answer=refused.answer,
                way_out="withdrawn",
            ) from refused

    return do


def read_form(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """The portal's own form as a schema."""
    return form.as_schema(way, cancel)


def _moving(order: Order, kind: str, said: Any) -> Outcome:
    job = begun(kind, order.dataset_id, job_id_of(said))
    return Outcome(f"{job.title}: the portal has begun.", job=job)


def _is_there(way: Way, uid: str, cancel: CancelToken) -> bool:
    try:
        way.get(f"datasets/{uid}", cancel=cancel)
    except Refused as refused:
        if is_not_there(refused):
            return False
        raise
    return True


def _realtime(way: Way, uid: str, cancel: CancelToken) -> str:
    found = next((one["uid"] for one in data.sources(way, uid, cancel) if one["type"] == "realtime"), "")
    if not found:
        raise GatewayProblem("This dataset has no realtime source.", "Only those have records that can be recovered.")
    return str(found)


def changes(way: Way, uid: str, cancel: CancelToken) -> Iterator[tuple[str, str, str, str]]:
    """Of each change its uid, when, who, and what in words."""
    for one in listed(way, f"datasets/{part(uid)}/{'changes' if way.is_v2 else 'versions'}", cancel):
        user = get(one, ("user", "username")) or get(one, ("created_by", "username"))
        yield (
            _text(one.get("change_uid") or one.get("uid")),
            _when(one.get("timestamp") or one.get("created_at")),
            _text(user),
            _what(one),
        )


def _what(change: Mapping[str, Any]) -> str:
    """The places that a change is about, else its sections."""
    diff = change.get("diff")
    places = [
        _place([str(step) for step in get(one, ("path",)) or [section]])
        for section, parts in (diff.items() if isinstance(diff, dict) else [])
        for one in (parts if isinstance(parts, list) else [])
    ]
    sections = change.get("sections")
    named = places or ([str(one) for one in sections] if isinstance(sections, list) else [])
    return plain(", ".join(dict.fromkeys(named)), _SHOWN)


def _place(path: list[str]) -> str:
    """A path as documents here name the place: the usual template goes without saying."""
    steps = path[1:] if path[0] == DEFAULT and len(path) > 1 else path
    return ".".join(steps[:-1] if steps[-1] == "value" and len(steps) > 1 else steps)


def _when(value: Any) -> str:
    """A moment as lists show it: to the second, in the portal's own time zone (UTC)."""
    return _text(value)[:19].replace("T", " ")


def _text(value: Any) -> str:
    return "" if value is None else plain(str(value), _SHOWN)
