"""Looks at what was uploaded as ingestion does: rows one at a time, against the fields of the schema."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from gatewaydesk.practice.adobe_rules import Json

LOOKED_AT = 20_000  # rows of one file whose values are looked at; the others are only counted
KEPT = 100  # rows whose trouble is told one by one
_BLOCK = 1 << 20
_LARGEST_ROW = 1 << 24  # also the largest array whose rows are looked at
_CODES = {"type": "DCVS-1104-400", "format": "DCVS-1105-400", "enum": "DCVS-1106-400", "required": "DCVS-1111-400"}
_PYTHON: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}
_NAMES: Mapping[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array"}
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S*")


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one value: a code of ingestion, the keyword of the schema, the place as `#/a/b`."""

    code: str
    message: str
    keyword: str = ""
    pointer: str = "#"


@dataclass
class Ingested:
    """What came of looking at a batch's files.

    Attributes:
        read: how many rows there are.
        failed: how many of them are not taken in.
        bad: the first KEPT of those: `file`, `row` (from 0), `errors`, `corrupt` (its text).
        fatal: what is wrong with whole files, as a batch's `errors` name it.
    """

    read: int = 0
    failed: int = 0
    bad: list[Json] = field(default_factory=list)
    fatal: list[Json] = field(default_factory=list)


def ingest(files: list[tuple[str, Path]], schema: Json, options: Json) -> Ingested:
    """Reads the files of one batch.

    Args:
        files: path within the batch, and where the bytes are.
        schema: the schema with everything resolved.
        options: the batch's `inputFormat`.
    """
    made = Ingested()
    if not files:
        made.fatal.append({"code": "106", "description": "The batch has no files, or an empty one."})
    for name, file in files:
        if not file.stat().st_size:
            made.fatal.append({"code": "106", "description": f"The file {name} is empty."})
        elif options["format"] == "parquet":
            if not _is_parquet(file):
                made.fatal.append({"code": "unknown", "description": f"The file {name} is not a Parquet file."})
        elif options["format"] == "csv" and not _header(file, options):
            made.fatal.append({"code": "118", "description": f"The header of the CSV file {name} has an empty name."})
        else:
            _look_through(made, name, file, schema, options)
    return made


def rows(file: Path, options: Json, schema: Json | None = None) -> Iterator[Any]:
    """The rows of a JSON or CSV file; a row that cannot be read is its text."""
    if options["format"] == "csv":
        yield from _csv_rows(file, options, schema or {})
    elif options.get("isMultiLineJson"):
        yield from _array(file)
    else:
        with file.open("rb") as lines:
            for line in iter(lambda: lines.readline(_LARGEST_ROW), b""):
                if line.strip():
                    yield _json(line)


def troubles(value: Any, schema: Json, place: str = "#") -> Iterator[Trouble]:
    """What in a value does not fit the fields of a schema."""
    wanted = str(schema.get("type"))
    # JSON's null stands for a value that is not there.
    if value is None:
        return
    if wanted in _PYTHON and (
        not isinstance(value, _PYTHON[wanted]) or (isinstance(value, bool) and wanted in ("integer", "number"))
    ):
        yield _trouble("type", place, f"expected type: {wanted}, found: {_NAMES.get(type(value), 'object')}")
        return
    if "enum" in schema and value not in schema["enum"]:
        yield _trouble("enum", place, f"{json.dumps(value)} is not a valid enum value")
    if isinstance(value, str) and not _fits(value, schema.get("format")):
        yield _trouble("format", place, f"[{value[:80]}] is not a valid {schema['format']}")
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield _trouble("type", place, f"{value} is out of the range of the field")
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if value.get(name) is None:
                yield _trouble("required", f"{place}/{name}", f"required key [{name}] not found")
        fields = schema.get("properties", {})
        for name in value.keys() & fields.keys():
            yield from troubles(value[name], fields[name], f"{place}/{name}")
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for number, one in enumerate(value):
            yield from troubles(one, schema["items"], f"{place}/{number}")


def _trouble(keyword: str, pointer: str, message: str) -> Trouble:
    return Trouble(_CODES[keyword], message, keyword, pointer)


def _look_through(made: Ingested, name: str, file: Path, schema: Json, options: Json) -> None:
    seen = 0
    for number, row in enumerate(islice(rows(file, options, schema), LOOKED_AT)):
        seen += 1
        if isinstance(row, dict):
            found = list(troubles(row, schema))
            text = json.dumps(row)
        else:
            found = [Trouble("INGEST-1401-400", "The row is corrupted and cannot be read or parsed.")]
            text = str(row)
        if found:
            made.failed += 1
            if len(made.bad) < KEPT:
                errors = [vars(one) for one in found]
                made.bad.append({"file": name, "row": number, "errors": errors, "corrupt": text[:2000]})
    made.read += max(seen, _lines(file, options)) if seen == LOOKED_AT else seen


def _lines(file: Path, options: Json) -> int:
    """How many rows a long file has, by its line ends."""
    with file.open("rb") as opened:
        count = sum(block.count(b"\n") for block in iter(lambda: opened.read(_BLOCK), b""))
    return count - 1 if options["format"] == "csv" else count


def _array(file: Path) -> Iterator[Any]:
    if file.stat().st_size > _LARGEST_ROW:
        return
    whole = _json(file.read_bytes())
    yield from whole if isinstance(whole, list) else [whole]


def _json(text: bytes) -> Any:
    """The value; a text that is not JSON, or only a scalar, as text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text.decode("utf-8", "replace")


def _reader(opened: Any, options: Json) -> Any:
    delimiter, quote = options.get("delimiter") or ",", options.get("quote") or '"'
    return csv.reader(opened, delimiter=delimiter, quotechar=quote)


def _header(file: Path, options: Json) -> bool:
    """Whether a CSV file begins with names only."""
    with file.open(encoding=options.get("charset") or "utf-8", errors="replace", newline="") as opened:
        try:
            names: list[str] = next(_reader(opened, options), [])
        except csv.Error:
            return False
    return bool(names) and all(name.strip() for name in names)


def _csv_rows(file: Path, options: Json, schema: Json) -> Iterator[Any]:
    with file.open(encoding=options.get("charset") or "utf-8", errors="replace", newline="") as opened:
        reader = _reader(opened, options)
        names: list[str] = next(reader, [])
        fields = schema.get("properties", {})
        try:
            for cells in reader:
                if len(cells) != len(names):
                    yield (options.get("delimiter") or ",").join(cells)
                else:
                    kinds = (fields.get(name, {}).get("type") for name in names)
                    yield {name: _cell(cell, kind) for name, cell, kind in zip(names, cells, kinds, strict=True)}
        except csv.Error as error:
            yield str(error)


def _cell(text: str, kind: str | None) -> Any:
    """A cell as its field wants it; one that is not such a value stays text, and an empty one is none."""
    if not text:
        return None
    try:
        match kind:
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "boolean":
                return {"true": True, "false": False}.get(text.lower(), text)
    except ValueError:
        pass
    return text


def _fits(text: str, form: str | None) -> bool:
    try:
        match form:
            case "date-time":
                datetime.fromisoformat(text)
            case "date":
                date.fromisoformat(text)
            case "uri":
                return _URI.fullmatch(text) is not None
    except ValueError:
        return False
    return True


def _is_parquet(file: Path) -> bool:
    with file.open("rb") as opened:
        first = opened.read(4)
        opened.seek(-4, 2) if file.stat().st_size >= 4 else None
        return first == opened.read(4) == b"PAR1"
