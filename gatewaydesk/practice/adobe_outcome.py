"""What comes of a completed batch: what its files say, unless it was arranged otherwise."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gatewaydesk.practice.adobe_rows import KEPT, Ingested, ingest
from gatewaydesk.practice.adobe_rules import Json
from gatewaydesk.practice.adobe_store import Row

if TYPE_CHECKING:
    from gatewaydesk.practice.adobe import AdobePractice

_REASON = "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times."


def outcome(system: AdobePractice, batch: Row, schema: Json) -> tuple[str, Json]:
    """The state in which the batch ends, and its `errors`, `metrics` and the rows that went wrong (`bad`)."""
    files = system.store.rows("select * from files where batch_id = ? order by number", (batch["id"],))
    named = [(file["path"], system.store.blob(file["blob"])) for file in files]
    looks = system.looks_inside
    made = ingest(named, schema, batch["doc"]["inputFormat"]) if looks else Ingested()
    arranged = system.arranged()
    if arranged and arranged.failed_rows:
        _spoil(made, arranged.failed_rows, named[0][0] if named else "")
    end = arranged.status if arranged else _end(made, batch["doc"]["tags"])
    errors = [*made.fatal, *_by_code(made)]
    if made.failed:
        known = "acp_enableErrorDiagnostics" in batch["doc"]["tags"]
        said = f"{made.failed} rows were not ingested; see the diagnostics of the batch."
        missing = "Error diagnostics were not enabled for this batch."
        errors.append({"code": f"INGEST-{1212 if known else 1211}-400", "description": said if known else missing})
    if arranged and arranged.errors is not None:
        errors = arranged.errors
    size = sum(file["size"] for file in files)
    return end, {"errors": errors, "metrics": _metrics(made, size, end), "bad": made.bad}


def _end(made: Ingested, tags: Json) -> str:
    if made.fatal:
        return "failed"
    allowed = float(tags.get("acp_partialIngestionPercent", ["0"])[0])
    return "success" if made.failed * 100 <= allowed * made.read else "failed"


def _by_code(made: Ingested) -> list[Json]:
    """One entry for each kind of trouble, with the rows that have it."""
    rows: dict[str, list[int]] = defaultdict(list)
    said: dict[str, str] = {}
    for one in made.bad:
        for error in one["errors"]:
            said.setdefault(error["code"], f"{error['pointer']}: {error['message']}")
            if one["row"] not in rows[error["code"]]:
                rows[error["code"]].append(one["row"])
    return [
        {"code": code, "description": said[code], "rows": numbers, "recordCount": len(numbers)}
        for code, numbers in rows.items()
    ]


def _metrics(made: Ingested, size: int, end: str) -> Json:
    good = made.read - made.failed if end in ("success", "active") else 0
    told: dict[str, Any] = {
        "recordsRead": made.read,
        "recordsWritten": good,
        "inputRecordCount": made.read,
        "outputRecordCount": good,
        "failedRecordCount": made.failed,
        "inputByteSize": size,
    }
    return told | ({"failureReason": _REASON} if end in ("failed", "failure") else {})


def _spoil(made: Ingested, count: int, name: str) -> None:
    """Lets so many rows fail that are right."""
    made.failed += count
    made.read = max(made.read, made.failed)
    error = {"code": "INGEST-1401-400", "message": "The row is corrupted and cannot be read or parsed."}
    for number in range(min(count, KEPT)):
        made.bad.append(
            {"file": name, "row": number, "errors": [error | {"keyword": "", "pointer": "#"}], "corrupt": ""}
        )
