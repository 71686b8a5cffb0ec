"""What can be read about batches and their rows: the latest batches, previews, and what is wrong with which row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayProblem
from gatewaydesk.gateways import adobe_registry as registry
from gatewaydesk.gateways.adobe_answers import explain, not_understood, raise_unless
from gatewaydesk.gateways.adobe_read_back import stored
from gatewaydesk.gateways.adobe_reading import keyed, listed, moment, standing
from gatewaydesk.gateways.adobe_states import BATCHES, errors_of, failed_rows, fetch, written
from gatewaydesk.gateways.adobe_way import EXPORT, IMPORT, Way, segment
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.work import Choice, Outcome, Table
from gatewaydesk.job import Job

_LATEST = 50
_MOST_ROWS = 500  # rows with errors that are shown; the files hold all
_MOST_COLUMNS = 60
_MOST_READ = 1 << 20  # bytes of one file of diagnostics
_MOST_FILES = 50
_LONGEST_CELL = 300
Json = Mapping[str, Any]


def latest(way: Way, dataset_id: str, cancel: CancelToken) -> Outcome:
    """The newest batches of a dataset."""
    rows = tuple(
        (
            id_,
            str(one.get("status") or ""),
            moment(one.get("created")),
            moment(one.get("updated")),
            "" if written(one) is None else f"{written(one):,}",
            f"{failed_rows(one):,}" if failed_rows(one) else "",
            "; ".join(words for _, words, _, _ in errors_of(one))[:_LONGEST_CELL],
        )
        for id_, one in _batches(way, dataset_id, cancel)
    )
    columns = ("Batch", "Status", "Created", "Changed", "Rows taken in", "Rows not taken in", "Errors")
    words = "This dataset has no batches yet." if not rows else f"The newest {len(rows):,} batches."
    words = "The newest batch." if len(rows) == 1 else words
    return Outcome(words, tables=(Table("Batches", columns, rows),) if rows else ())


def choices(way: Way, dataset_id: str, search: str, cancel: CancelToken) -> Iterator[Choice]:
    """A dataset's newest batches, to choose from."""
    for id_, one in _batches(way, dataset_id, cancel):
        made = moment(one.get("created"))
        label = f"{one.get('status', '?')}, {made[:16].replace('T', ' ')} UTC" if made else str(one.get("status", "?"))
        if search.casefold() in f"{id_} {label}".casefold():
            yield Choice(id_, label, id_)


def rows_of_dataset(way: Way, dataset_id: str, cancel: CancelToken) -> Outcome:
    """The first rows of what a dataset holds."""
    found = listed(way.get(f"{EXPORT}/datasets/{segment(dataset_id)}/preview", cancel=cancel))
    if not found:
        return Outcome("There are no rows to show: the dataset is empty, or its files cannot be previewed.")
    flat = [dict(_flat(one)) for one in found]
    columns = tuple(dict.fromkeys(name for one in flat for name in one))[:_MOST_COLUMNS]
    rows = tuple(tuple(one.get(name, "") for name in columns) for one in flat)
    return Outcome(f"The first {len(rows):,} rows.", tables=(Table("First rows", columns, rows),))


def rows_of_batch(way: Way, job: Job, cancel: CancelToken) -> Outcome:
    """The first rows of a batch's first file, as the platform reads them."""
    path = f"{IMPORT}/batches/{segment(job.remote_id)}/datasets/{segment(job.dataset_id)}/preview"
    form = (job.facts.get("request") or {}).get("inputFormat") or {}
    params = [(name, str(form[name])) for name in ("format", "delimiter", "quote", "charset") if form.get(name)]
    answer = way.get(path, [*params, ("nrow", "100")], cancel=cancel)
    raise_unless(answer)
    shown = answer.json.get("preview") if isinstance(answer.json, dict) else None
    try:
        columns = tuple(str(one["name"]) for one in shown["columns"])  # type: ignore[index]
        rows = tuple(tuple(_cell(cell) for cell in row) for row in shown["rows"])  # type: ignore[index]
    except (TypeError, KeyError):
        raise not_understood(answer, "The preview could not be understood.") from None
    return Outcome(f"The first {len(rows):,} rows.", tables=(Table("First rows", columns, rows),))


def files_of_batch(way: Way, batch_id: str, cancel: CancelToken) -> Outcome:
    """The files that a batch brought in."""
    rows = tuple((one.name, f"{one.length:,}") for one in stored(way, batch_id, cancel))
    if not rows:
        return Outcome("There are no files to read: the batch was not taken in (yet), or was taken back.")
    return Outcome(f"{len(rows):,} files.", tables=(Table("Files", ("File", "Bytes"), rows),))


def diagnostics(way: Way, job: Job, cancel: CancelToken) -> Outcome:
    """What is wrong with a batch: its errors, and row by row the fields, by the titles that the schema has for them."""
    batch = fetch(way, job.remote_id, cancel)
    if batch is None:
        raise GatewayProblem("The platform does not list this batch.", "Look again in a while.")
    tables = [Table("Errors", ("Code", "What", "Rows", "How many"), errors_of(batch))] if errors_of(batch) else []
    titles = _titles(way, job.dataset_id, cancel)
    failed = tuple(_failed(way, job.remote_id, titles, cancel))
    if failed:
        tables.append(Table("Rows that were not taken in", ("File", "Field", "What", "Row"), failed))
    told = tuple(_row_errors(way, job.remote_id, cancel))
    if told:
        tables.append(Table("Errors row by row", ("File", "Code", "What", "Row"), told))
    if not tables:
        return Outcome("The platform tells of no errors in this batch.")
    asked = batch.get("tags", {}).get("acp_enableErrorDiagnostics") if isinstance(batch.get("tags"), dict) else None
    hint = "" if asked or told else " Ask for row diagnostics when you add data, and it tells more."
    return Outcome(f"What the platform says of the batch's errors.{hint}", tables=tuple(tables))


def _batches(way: Way, dataset_id: str, cancel: CancelToken) -> Iterator[tuple[str, Json]]:
    params = [("dataSet", dataset_id), ("orderBy", "desc:created"), ("limit", str(_LATEST))]
    found = keyed(way.get(BATCHES, params, cancel=cancel), "The list of batches could not be understood.")
    for id_, one in found.items():
        yield str(one.get("id") or id_), one


def _failed(way: Way, batch_id: str, titles: Mapping[str, str], cancel: CancelToken) -> Iterator[tuple[str, ...]]:
    """Rows with their violations; each names the field."""
    for name, row in _rows(way, f"{EXPORT}/batches/{segment(batch_id)}/failed", "", cancel):
        violations = row.get("_validationErrors")
        record = {key: one for key, one in row.items() if key not in ("_validationErrors", "_batchId")}
        for one in violations if isinstance(violations, list) else ():
            if isinstance(one, dict):
                field = _field(str(one.get("pointerToViolation") or ""), titles)
                yield name, field, str(one.get("message") or ""), _cell(record)


def _row_errors(way: Way, batch_id: str, cancel: CancelToken) -> Iterator[tuple[str, ...]]:
    for name, row in _rows(way, f"{EXPORT}/batches/{segment(batch_id)}/meta", "row_errors", cancel):
        record = row.get("_corrupt_record")
        file = str(row.get("_filename") or name)
        errors = row.get("_errors")
        for one in errors if isinstance(errors, list) else ():
            if isinstance(one, dict):
                yield file, str(one.get("code") or ""), str(one.get("message") or ""), _cell(record or "")


def _rows(way: Way, path: str, folder: str, cancel: CancelToken) -> Iterator[tuple[str, Json]]:
    """The records of the files of a listing of diagnostics, each with its file's name; as many as can be read."""
    answer = way.get(path, [("path", folder)] if folder else [], cancel=cancel)
    if answer.status != 200 and explain(answer).rule == "gone":
        return  # there are none, or they were not asked for, or 30 days have passed
    left = _MOST_ROWS
    for entry in listed(answer)[:_MOST_FILES]:
        name = str(entry.get("name") or "")
        inside = f"{folder}/{name}" if folder else name
        for line in _text(way, path, inside, cancel).splitlines():
            try:
                row = jsonio.loads(line) if line.strip() else None
            except FileProblem:
                continue
            if isinstance(row, dict):
                yield name, row
                left -= 1
            if not left:
                return


def _text(way: Way, path: str, inside: str, cancel: CancelToken) -> str:
    """The beginning of a file of diagnostics, up to the end of a line: there may be very many rows."""
    held = bytearray()

    def take(block: bytes) -> None:
        if not block:
            held.clear()
        elif len(held) < _MOST_READ:
            held.extend(block)

    raise_unless(way.call("GET", path, [("path", inside)], cancel=cancel, into=take))
    whole = bytes(held) if len(held) < _MOST_READ else bytes(held).rpartition(b"\n")[0]
    return whole.decode("utf-8", errors="replace")


def _titles(way: Way, dataset_id: str, cancel: CancelToken) -> Mapping[str, str]:
    """The titles of a dataset's fields; none where the schema cannot be read, which is no reason to tell nothing."""
    try:
        reference = standing(way, dataset_id, cancel).doc.get("schemaRef")
        return registry.names_of(registry.full(way, str((reference or {}).get("id")), cancel))
    except GatewayProblem:
        return {}


def _field(pointer: str, titles: Mapping[str, str]) -> str:
    """`#/_tenant/loyalty/points` as people read it: the title, and where that is."""
    steps = [step for step in pointer.lstrip("#").split("/") if step]
    place = ".".join(steps)
    title = titles.get(".".join(step for step in steps if not step.isdecimal()), "")
    return f"{title} ({place})" if title else place or "the whole row"


def _flat(value: Json, place: str = "") -> Iterator[tuple[str, str]]:
    for name, one in value.items():
        at = f"{place}.{name}" if place else str(name)
        if isinstance(one, Mapping):
            yield from _flat(one, at)
        else:
            yield at, _cell(one)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else jsonio.dumps(value, indent=None)
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"
