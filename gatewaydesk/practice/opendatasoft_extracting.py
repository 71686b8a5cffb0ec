"""What the practice Opendatasoft portal reads out of a resource: which extractor fits, its fields, the first records.

Addresses elsewhere are never called: what stands there is a small table made up here, and hosts under `.invalid` do not
answer.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from gatewaydesk.practice.opendatasoft_rules import Refusal

PREVIEW_ROWS = 20
MOST_FIELDS = 500
MOST_OF_TYPE: Mapping[str, int] = {
    "text": 150,
    "double": 150,
    "int": 100,
    "date": 100,
    "geo_shape": 50,
    "geo_point_2d": 50,
}
_LOOKED_AT = 64 * 1024  # bytes, to guess from
_LARGEST_VALUE = 16 * 1024 * 1024  # of JSON, in signs: one record, or a whole dictionary
_ELSEWHERE = "id,name,measured,value\n" + "".join(
    f"{number},Station {number},2025-0{number}-01,{number}.5\n" for number in range(1, 6)
)
_MISSING = "The source {url} cannot be reached."
_BETWEEN = re.compile(r"[\s,]*")
_NO_CHARACTER = re.compile(r"[^a-z0-9]+")


def _parameter(name: str, label: str, kind: str, default: Any, description: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": kind,
        "description": description,
        "default": default,
        "is_mandatory": False,
        **more,
    }


_ENCODINGS = [["utf-8", "UTF-8"], ["latin-1", "ISO 8859-1"], ["utf-16", "UTF-16"]]
_ENCODING = _parameter("encoding", "Encoding", "string", "utf-8", "How the file's text is written.", choices=_ENCODINGS)
EXTRACTORS: tuple[dict[str, Any], ...] = tuple(
    {"type": name, "label": label, "authentication": {}, "parameters": list(parameters)}
    for name, label, parameters in (
        (
            "csvfile",
            "CSV File",
            (
                _parameter("separator", "Separator", "string", ",", "The string used as field delimiter in the file."),
                _parameter(
                    "headers_first_row", "Headers first row", "boolean", True, "The first row names the fields."
                ),
                _parameter("first_row_no", "First row", "int", 1, "The row that the extraction begins with."),
                _parameter(
                    "doublequote", "Double quote", "boolean", True, "Quotes in a value are doubled.", hidden=True
                ),
                _ENCODING,
            ),
        ),
        ("jsonfile", "JSON File", (_ENCODING,)),
        ("jsondict", "JSON Dictionary", (_ENCODING,)),
        ("file", "File", ()),
        ("federated", "Federated dataset", ()),
        ("feed", "Feed", ()),
        (
            "realtime",
            "Realtime",
            (_parameter("recover", "Recovery", "boolean", False, "Records are backed up, and can be recovered."),),
        ),
    )
)
TYPES = tuple(str(one["type"]) for one in EXTRACTORS)


@contextmanager
def opened(url: str, file: Path | None) -> Iterator[IO[bytes]]:
    """The bytes behind a resource's URL; `file` is the uploaded one of an `odsfile://` URL.

    Raises:
        Refusal: there are none.
    """
    if file is None:
        host = urlsplit(url).hostname or ""
        if url.startswith("odsfile:") or not host or host.endswith(".invalid"):
            raise Refusal("extraction", reason=_MISSING.format(url=url))
        yield io.BytesIO(_ELSEWHERE.encode())
        return
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if not packed:
                yield raw
                return
            with gzip.open(raw) as unpacked:
                yield unpacked  # type: ignore[misc]
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("extraction", reason=f"{type(error).__name__}.") from error


def guess(url: str, file: Path | None) -> list[str]:
    """The extractors that are likely to work, the likeliest first."""
    with opened(url, file) as source:
        start = source.read(_LOOKED_AT).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] == b"[":
        return ["jsonfile", "file", "jsondict"]
    if start[:1] == b"{":
        return ["jsondict", "jsonfile", "file"]
    return ["csvfile", "file"] if b"\0" not in start else ["file"]


def guess_params(url: str, file: Path | None, extractor: str) -> dict[str, Any]:
    """The extractor's parameters as far as they can be told from the source."""
    if extractor not in ("csvfile", "jsonfile", "jsondict"):
        return {}
    with opened(url, file) as source:
        start = source.read(_LOOKED_AT)
    encoding = "utf-8"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif not _decodes(start):
        encoding = "latin-1"
    if extractor != "csvfile":
        return {"encoding": encoding}
    line = start.decode(encoding, "replace").partition("\n")[0]
    separator = max(",;\t|", key=line.count)
    return {"headers_first_row": True, "encoding": encoding, "separator": separator, "first_row_no": 1}


def records(resource: Mapping[str, Any], file: Path | None) -> Iterator[dict[str, Any]]:
    """The records of a resource, one by one.

    Raises:
        Refusal: it cannot be read.
    """
    kind, url, params = resource["type"], resource.get("url") or "", resource.get("params") or {}
    if kind == "realtime":
        return
    try:
        with opened(url, file) as source:
            if kind == "file":
                yield {"file": url.rpartition("/")[2]}
                return
            text = io.TextIOWrapper(source, str(params.get("encoding") or "utf-8-sig"), newline="")
            try:
                yield from _csv(text, params) if kind not in ("jsonfile", "jsondict") else _json(text, kind)
            finally:
                text.detach()
    except (UnicodeError, LookupError, csv.Error, ValueError, RecursionError) as error:
        raise Refusal("extraction", reason=f"{type(error).__name__}.") from error


def count(resource: Mapping[str, Any], file: Path | None) -> int:
    """How many records there are; of a CSV file the lines are counted, because that is quick."""
    if resource["type"] in ("jsonfile", "jsondict", "file", "realtime"):
        return sum(1 for _ in records(resource, file))
    lines, last = 0, b"\n"
    with opened(resource.get("url") or "", file) as source:
        while block := source.read(1 << 20):
            lines, last = lines + block.count(b"\n"), block[-1:]
    head = (resource.get("params") or {}).get("headers_first_row", True) is not False
    return max(lines + (last != b"\n") - head, 0)


def preview(resource: Mapping[str, Any], file: Path | None) -> dict[str, Any]:
    """The fields and the first records."""
    first = list(itertools.islice(records(resource, file), PREVIEW_ROWS))
    return {"fields": fields_of(first), "records": first}


def fields_of(first: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The fields of some records, with types that fit them."""
    names = dict.fromkeys(name for record in first for name in record)
    return [
        {
            "name": name,
            "label": name.replace("_", " ").capitalize(),
            "type": _type([record.get(name) for record in first]),
            "original_name": name,
            "description": None,
            "annotations": [],
        }
        for name in names
    ]


def too_many(fields: Iterable[Mapping[str, Any]]) -> str:
    """Why these fields are too many, or ""."""
    types = [str(field["type"]) for field in fields]
    if len(types) > MOST_FIELDS:
        return f"The dataset has {len(types)} fields; {MOST_FIELDS} are allowed."
    for kind, most in MOST_OF_TYPE.items():
        if (count := types.count(kind)) > most:
            return f"The dataset has {count} fields of type {kind}; {most} are allowed."
    return ""


def _csv(text: io.TextIOWrapper, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    separator = str(params.get("separator") or ",")
    if len(separator) != 1:
        raise Refusal("extraction", reason="The separator must be one character.")
    quoting: bool = params.get("doublequote", True) is not False
    rows = csv.reader(text, delimiter=separator, doublequote=quoting)
    first = params.get("first_row_no") or 1
    rows = itertools.islice(rows, max(int(first) - 1, 0), None)  # type: ignore[assignment]
    head = next(rows, [])
    named = params.get("headers_first_row", True) is not False
    names = [_NO_CHARACTER.sub("_", one.lower()).strip("_") if named else "" for one in head]
    names = [name or f"column_{number}" for number, name in enumerate(names, 1)]
    for row in rows if named else itertools.chain([head], rows):
        if row:
            yield dict(zip(names, row, strict=False))


def _json(text: io.TextIOWrapper, kind: str) -> Iterator[dict[str, Any]]:
    """The items of a list read piece by piece, or the members of one dictionary."""
    decoder = json.JSONDecoder()
    ahead = text.read(_LOOKED_AT).lstrip("\ufeff \r\n\t")
    if not ahead.startswith("["):
        value = json.loads(ahead + text.read(_LARGEST_VALUE))
        yield from (one if isinstance(one, dict) else {"value": one} for one in _members(value, kind))
        return
    place = 1
    while True:
        between = _BETWEEN.match(ahead, place)
        place = between.end() if between else place
        if ahead.startswith("]", place):
            return
        try:
            value, end = decoder.raw_decode(ahead, place)
            if end == len(ahead):
                raise ValueError("there may be more of it")
        except ValueError:
            ahead, place = ahead[place:], 0
            more = text.read(max(_LOOKED_AT, len(ahead)))
            if not more or len(ahead) > _LARGEST_VALUE:
                raise
            ahead += more
            continue
        place = end
        yield value if isinstance(value, dict) else {"value": value}


def _members(value: Any, kind: str) -> list[Any]:
    if kind == "jsondict" and isinstance(value, dict):
        return list(value.values())
    return [value]


def _type(values: Sequence[Any]) -> str:
    given = [str(value) for value in values if value not in (None, "")]
    for kind, read in (("int", int), ("double", float), ("date", date.fromisoformat), ("datetime", _moment)):
        if given and all(_reads(read, value) for value in given):
            return kind
    return "text"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _reads(read: Any, value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _decodes(start: bytes) -> bool:
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(start) == _LOOKED_AT and error.start > len(start) - 4  # a sign cut in two
    return True
