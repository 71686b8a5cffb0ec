"""Rows of a file on their way to Qrvey: CSV, JSON lines or one JSON list, read from any row on, never whole in memory.

A row's place is the byte after it, so that reading can go on there after a restart.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.gateways.sending import FileState
from gatewaydesk.schema.visible import plain

PART = 1_000_000  # bytes of rows in one call: what Qrvey's documents call best
_BLOCK = 1 << 16
_MOST_NAMED = 5
_LISTS = {".csv": "csv", ".tsv": "csv", ".jsonl": "lines", ".ndjson": "lines", ".json": "list"}
_NUMBERS = frozenset({"NUMBER", "NUMERIC"})
_MARK = codecs.BOM_UTF8
_BLANK = " \t\r\n"

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Rows that go out together.

    Attributes:
        rows: each as JSON text.
        end: the place of the last one: bytes from the beginning of the file.
    """

    rows: tuple[str, ...]
    end: int


def parts(file: FileState, columns: Mapping[str, str], start: int = 0, size: int = PART) -> Iterator[Part]:
    """The rows of a file from a place on, in parts of at most `size` bytes.

    Args:
        file: as it was when it was chosen; it has to be the same still.
        columns: the dataset's columns with their types. Every row has to have all of them, and no others.
        start: the place after the last row that is not wanted again; 0 for the first.

    Raises:
        FileProblem: it cannot be read, has changed, or holds a row that does not fit; the sentence says which.
    """
    held: list[str] = []
    weight, end = 0, start
    for text, place in _texts(file, columns, start):
        length = len(text.encode()) + 1
        if length > size:
            raise FileProblem(
                f"A row of “{file.path.name}” has {length:,} bytes, and Qrvey takes parts of {size:,}.", "Shorten it."
            )
        if held and weight + length > size:
            yield Part(tuple(held), end)
            held, weight = [], 0
        held.append(text)
        weight, end = weight + length, place
    if held:
        yield Part(tuple(held), end)


def _texts(file: FileState, columns: Mapping[str, str], start: int) -> Iterator[tuple[str, int]]:
    kind = _LISTS.get(file.path.suffix.casefold())
    if kind is None:
        raise FileProblem(
            f"What “{file.path.name}” holds cannot be told by its name.",
            "Rows are taken from files that end in .csv, .tsv, .jsonl, .ndjson or .json.",
        )
    read = {"csv": _csv, "lines": _lines, "list": _list}[kind]
    number = 0
    try:
        with file.path.open("rb") as opened:
            file.check(opened)
            for row, place in read(opened, file.path, start, columns):
                number += 1
                yield _fitting(row, columns, file.path, number, start), place
            file.check(opened)
    except OSError as error:
        raise FileProblem(f"“{file.path.name}” cannot be read: {error.strerror}.", "Put it back, and go on.") from error
    except UnicodeDecodeError as error:
        raise FileProblem(f"“{file.path.name}” is not written in UTF-8.", "Save it as UTF-8.") from error


def _fitting(row: Row, columns: Mapping[str, str], path: Path, number: int, start: int) -> str:
    if row.keys() != columns.keys():
        where = f"Row {number:,} of “{path.name}”" if not start else f"A row of “{path.name}”"
        raise FileProblem(f"{where} does not have the dataset's columns: {_differing(row, columns)}.", _SAME)
    return jsonio.dumps(row, indent=None)


_SAME = "Every row needs exactly the columns of the dataset, written as there."


def _differing(names: Sequence[str] | Row, columns: Mapping[str, str]) -> str:
    said = []
    for word, found in (
        ("missing", [one for one in columns if one not in names]),
        ("too many", [one for one in names if one not in columns]),
    ):
        if found:
            shown = ", ".join(f"“{plain(one)}”" for one in found[:_MOST_NAMED])
            said.append(f"{shown}{' and others' if len(found) > _MOST_NAMED else ''} {word}")
    return "; ".join(said) or "one is there twice"


def _csv(opened: IO[bytes], path: Path, start: int, columns: Mapping[str, str]) -> Iterator[tuple[Row, int]]:
    place = 0
    delimiter = "\t" if path.suffix.casefold() == ".tsv" else ","

    def lines() -> Iterator[str]:
        nonlocal place
        while line := _line(opened, path):
            place += len(line)
            yield line.decode("utf-8-sig" if place == len(line) else "utf-8")

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    try:
        names = next(reader, [])
        if sorted(names) != sorted(columns):
            raise FileProblem(
                f"The first line of “{path.name}” does not name the dataset's columns: {_differing(names, columns)}.",
                _SAME,
            )
        if start:
            opened.seek(start)
            place = start
        for values in reader:
            if not values:
                continue
            if len(values) != len(names):
                raise FileProblem(
                    f"A row of “{path.name}” that ends at byte {place:,} has {len(values):,} values, and there are "
                    f"{len(names):,} columns.",
                    "A comma within a value needs quotation marks around the value.",
                )
            yield (
                {
                    name: _typed(value, columns[name], name, path, place)
                    for name, value in zip(names, values, strict=True)
                },
                place,
            )
    except csv.Error as error:
        raise FileProblem(
            f"“{path.name}” is no CSV that can be read, near byte {place:,}: {error}.", "Save it as CSV once more."
        ) from error


def _typed(text: str, kind: str, name: str, path: Path, place: int) -> Any:
    """Text as the column's type has it; what is empty is no value."""
    if kind not in _NUMBERS:
        return text
    if not text.strip():
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise FileProblem(
            f"“{plain(text)}” in the column “{plain(name)}” of “{path.name}” is no number (the row ends at byte "
            f"{place:,}).",
            "Correct it, or make the column a text in the dataset.",
        )
    return int(number) if number == number.to_integral_value() and abs(number) < 10**18 else number


def _lines(opened: IO[bytes], path: Path, start: int, columns: Mapping[str, str]) -> Iterator[tuple[Row, int]]:
    opened.seek(start)
    place = start
    while line := _line(opened, path):
        text = line.decode("utf-8-sig" if place == 0 else "utf-8")
        place += len(line)
        if text.strip():
            yield _object(text, path, place), place


def _list(opened: IO[bytes], path: Path, start: int, columns: Mapping[str, str]) -> Iterator[tuple[Row, int]]:
    """The items of one list. Where an item ends is found out before it is read, so only one is held at a time."""
    decode, scan = codecs.getincrementaldecoder("utf-8")().decode, json.JSONDecoder().raw_decode
    opened.seek(start or (len(_MARK) if opened.read(len(_MARK)) == _MARK else 0))
    place, text, inside = opened.tell(), "", bool(start)
    while True:
        rest = text.lstrip(_BLANK if not inside else _BLANK + ",")
        place += len(text) - len(rest)  # only signs of one byte were left out
        text = rest
        if text and not inside:
            if text[0] != "[":
                raise FileProblem(f"“{path.name}” holds no list of rows.", "It has to begin with “[”.")
            text, place, inside = text[1:], place + 1, True
            continue
        if text.startswith("]"):
            return
        end = _end_of_item(scan, text)
        if end:
            item = text[:end]
            place += len(item.encode())
            text = text[end:]
            yield _object(item, path, place), place
            continue
        more = opened.read(_BLOCK)
        if not more or len(text) > PART:
            raise FileProblem(
                f"“{path.name}” is no list of rows that can be read: it goes wrong after byte {place:,}.",
                "Check it as JSON, and choose it again.",
            )
        text += decode(more)


def _end_of_item(scan: Callable[[str], tuple[Any, int]], text: str) -> int:
    """Where the first item ends; 0 where it is not whole yet. What follows it shows that a number is whole."""
    try:
        end = scan(text)[1] if text else 0
    except (ValueError, RecursionError):
        return 0
    return end if end < len(text) or text[:1] == "{" else 0


def _object(text: str, path: Path, place: int) -> Row:
    try:
        value = jsonio.loads(text)
    except FileProblem as problem:
        raise FileProblem(
            f"The row of “{path.name}” that ends at byte {place:,} is no JSON: {problem.what}",
            "Correct it, and choose the file again.",
        ) from problem
    if not isinstance(value, dict):
        raise FileProblem(
            f"The row of “{path.name}” that ends at byte {place:,} is no object.",
            "Each row has to be an object: {“column”: value, …}.",
        )
    return value


def _line(opened: IO[bytes], path: Path) -> bytes:
    line = opened.readline(PART + 1)
    if len(line) > PART:
        raise FileProblem(
            f"A line of “{path.name}” has more than {PART:,} bytes.", "Rows have to stand on lines of their own."
        )
    return line
