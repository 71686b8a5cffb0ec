"""Reading rows out of a damaged SQLite file, by whatever pages are still sound.

SQLite reads nothing of a file whose schema it cannot read, and the schema stands on pages like any other. So the file
gets a first page of our own, with one table that fits every row: `lens`. Pointed at a page, it reads the rows of the
tree that begins there, and what SQLite knows about records, overflow and trees need not be known here a second time.

Where trees begin is told by the file's schema, as far as that is readable. Where it is not, or a tree broke off, every
page that no other page leads to is looked at too. A row's values tell whose row it is (`Shape.fits`).

File format: https://www.sqlite.org/fileformat2.html
"""

# ruff: noqa: S608 - statements are put together from constants and page numbers

from __future__ import annotations

import contextlib
import sqlite3
import struct
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = 4096
_COLUMNS = 48  # of the lens: more than any table has
_LEAF, _INTERIOR = 0x0D, 0x05
_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_LONGEST_PADDING = 1 << 30
_LONGEST_GAP = 200_000
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError, OverflowError)  # SQLite's own words may quote the damage

Row = dict[str, Any]


class Text(bytes):
    """A text as it stands in the file: it may no longer be UTF-8, and is not to be taken for a BLOB."""


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    may_be_null: bool
    is_rowid: bool
    has_default: bool

    def fits(self, value: object) -> bool:
        if self.is_rowid:
            return value is None
        if value is None:
            return self.may_be_null
        return type(value) is {"INTEGER": int, "BLOB": bytes}.get(self.kind, Text)


@dataclass(frozen=True)
class Shape:
    """What the rows of a table look like."""

    table: str
    columns: tuple[_Column, ...]

    def fits(self, values: tuple[Any, ...]) -> bool:
        """Whether these may be the values of one of its rows; columns that were added later may be missing."""
        here, beyond = values[: len(self.columns)], values[len(self.columns) :]
        if any(value is not None for value in beyond):
            return False
        last = max((at for at, value in enumerate(here) if value is not None), default=-1)
        return last >= 0 and all(
            column.fits(value) or (at > last and column.has_default)
            for at, (column, value) in enumerate(zip(self.columns, here, strict=True))
        )

    @property
    def is_of_drafts(self) -> bool:
        """Whether its rows stand with drafts, which they name by number."""
        return any(column.name == "draft" and column.kind == "INTEGER" for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    def values(self, row: Row) -> tuple[Any, ...]:
        """A row as it stands in a file: the number of a row is not one of its values."""
        return tuple(None if column.is_rowid else row.get(column.name) for column in self.columns)

    def row(self, number: int, values: tuple[Any, ...]) -> Row:
        """The values by the names of their columns."""
        named = zip(self.columns, values, strict=False)
        found = {column.name: number if column.is_rowid else value for column, value in named}
        return {name: value for name, value in found.items() if value is not None}


def shape_of(connection: sqlite3.Connection, table: str) -> Shape:
    """The shape of a table as a sound database has it."""
    found = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return Shape(
        table,
        tuple(
            _Column(name, kind, not notnull and not key, bool(key) and kind == "INTEGER", default is not None)
            for _, name, kind, notnull, default, key in found
        ),
    )


def rows(damaged: Path, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Row]]:
    """Every row that can be read, with the name of its table; one may come twice, the likelier first.

    Args:
        damaged: a copy: it is changed. A journal beside it is taken in first.
        shapes: of the tables that are looked for.

    Returns:
        Texts as `Text`.
    """
    _lengthen(damaged)
    _take_in_journal(damaged)
    begins = _put_lens(damaged)
    lens = _Lens(damaged)
    try:
        known = _known(lens, begins)
        if known and not set(known) & set(shapes):
            return  # another program's file
        ours = {name: page for name, page in known.items() if name in shapes}
        sound = set(ours) == set(shapes)
        for name, page in ours.items():
            for found, row in _told_apart(lens.rows(page), shapes):
                sound = sound and found == name
                yield found, row
        if not sound or lens.broke_off:
            for page in _beginnings(damaged, set(ours.values())):
                yield from _told_apart(lens.rows(page), shapes)
    finally:
        lens.close()


def _told_apart(found: Iterator[tuple[int, tuple[Any, ...]]], shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Row]]:
    for number, values in found:
        for name, shape in shapes.items():
            if shape.fits(values):
                yield name, shape.row(number, values)
                break


class _Lens:
    """The damaged file, open, with the lens as its only table."""

    def __init__(self, file: Path) -> None:
        self.broke_off = False
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.text_factory = Text
        for setting in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
            self._connection.execute(f"PRAGMA {setting}")

    def close(self) -> None:
        self._connection.close()

    def rows(self, page: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows of the tree that begins at a page: from the front, from the back, then each one between."""
        try:
            for turn in ("writable_schema=ON", None, "writable_schema=RESET"):
                self._connection.execute(
                    f"PRAGMA {turn}" if turn else f"UPDATE sqlite_schema SET rootpage = {page} WHERE name = 'lens'"
                )
        except _UNREADABLE:
            self.broke_off = True
            return
        seen: set[int] = set()
        ends: dict[str, int] = {}
        for order in ("ASC", "DESC"):
            try:
                for number, *values in self._connection.execute(f"SELECT rowid, * FROM lens ORDER BY rowid {order}"):
                    if number in seen:
                        break
                    seen.add(number)
                    ends[order] = number
                    yield number, tuple(values)
                if order == "ASC":
                    return
            except _UNREADABLE:
                self.broke_off = True
        first, last = ends.get("ASC", 0), ends.get("DESC", 0)
        for number in range(first + 1, min(last, first + _LONGEST_GAP)):
            with contextlib.suppress(*_UNREADABLE):
                row = self._connection.execute("SELECT * FROM lens WHERE rowid = ?", (number,)).fetchone()
                if row is not None and number not in seen:
                    yield number, row


def _known(lens: _Lens, begins: int) -> dict[str, int]:
    """Where each table begins, as far as the file's own schema can be read."""
    found = {}
    for _, (kind, name, _, page, *_) in lens.rows(begins) if begins else ():
        if kind == b"table" and isinstance(name, bytes) and isinstance(page, int) and page > 1:
            found[name.decode("utf-8", "replace")] = page
    return found


def _lengthen(damaged: Path) -> None:
    """SQLite reads nothing of a file that is shorter than its header says; empty pages at the end satisfy it."""
    with damaged.open("r+b") as file:
        header = file.read(_HEADER)
        says = int.from_bytes(header[28:32], "big") * int.from_bytes(header[16:18], "big")
        has = file.seek(0, 2)
        if header.startswith(_MAGIC) and has < says <= max(4 * has, _LONGEST_PADDING):
            file.truncate(says)


def _take_in_journal(damaged: Path) -> None:
    """SQLite puts what stands in a journal into the file when the last connection closes, whatever the schema says."""
    with damaged.open("r+b") as file:
        if file.read(16) != _MAGIC:  # then it would not take the file for a database
            file.seek(0)
            file.write(_lens_page()[:_HEADER])
            file.seek(18)
            file.write(b"\x02\x02")  # the journal, if there is one, is a write-ahead log
            file.seek(28)
            file.write((-(-damaged.stat().st_size // PAGE)).to_bytes(4, "big"))
    connection = sqlite3.connect(damaged, isolation_level=None)
    try:
        with contextlib.suppress(*_UNREADABLE):
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    finally:
        connection.close()
    for ending in ("-wal", "-shm", "-journal"):
        damaged.with_name(damaged.name + ending).unlink(missing_ok=True)


def _put_lens(damaged: Path) -> int:
    """Puts the first page at the end, where its tree can be read like any other, and the lens in its place.

    Returns:
        The page at which the file's schema begins now, or 0 where that is lost.
    """
    with damaged.open("r+b") as file:
        first = file.read(PAGE).ljust(PAGE, b"\0")
        pages = max(-(-file.seek(0, 2) // PAGE), 2)  # the lens begins at the second page at first
        file.truncate(pages * PAGE)
        # A tree on the first page begins after the header of the file; its cells are counted from the page's start.
        kind, cells = first[_HEADER], int.from_bytes(first[_HEADER + 3 : _HEADER + 5], "big")
        end = _HEADER + (12 if kind == _INTERIOR else 8) + 2 * cells
        begins = 0
        if kind in (_LEAF, _INTERIOR) and end <= PAGE:
            file.seek(0, 2)
            file.write(first[_HEADER:end] + bytes(_HEADER) + first[end:])
            pages += 1
            begins = pages
        file.seek(0)
        file.write(_lens_page())
        file.seek(28)
        file.write(pages.to_bytes(4, "big"))
    return begins


def _lens_page() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lens"
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute(f"PRAGMA page_size={PAGE}")
        connection.execute(f"CREATE TABLE lens ({', '.join(f'c{n}' for n in range(_COLUMNS))})")
        connection.close()
        return file.read_bytes()[:PAGE]


def _beginnings(damaged: Path, known: set[int]) -> list[int]:
    """The pages where a tree of rows may begin: no page leads to them. Trees come before what is left of one.

    Pages that were free may still hold rows that were deleted, and are believed last: in a file whose header is lost
    nothing tells them from the others.
    """
    kinds: dict[int, int] = {}
    led_to: set[int] = set()
    with damaged.open("rb") as file:
        number = 1
        while page := file.read(PAGE):
            if number > 1 and page[0] in (_LEAF, _INTERIOR) and len(page) == PAGE:
                kinds[number] = page[0]
                if page[0] == _INTERIOR:
                    led_to.update(_children(page))
            number += 1
    begin = [number for number in kinds if number not in led_to and number not in known]
    return sorted(begin, key=lambda number: (kinds[number] == _LEAF, number))


def _children(page: bytes) -> Iterator[int]:
    cells = int.from_bytes(page[3:5], "big")
    yield int.from_bytes(page[8:12], "big")
    if 12 + 2 * cells <= PAGE:
        for at in struct.unpack_from(f">{cells}H", page, 12):
            if at + 4 <= PAGE:
                yield int.from_bytes(page[at : at + 4], "big")
