"""JSON files, read and written without loss: order, unknown members, big and long numbers, `1.0` apart from `1`.

What cannot be kept without loss is refused with a sentence: lone surrogates, NaN, nesting beyond `DEPTH_LIMIT`.
"""

from __future__ import annotations

import json
import json.scanner
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from gatewaydesk.document.break_words import LineCount, line_and_column, plainly
from gatewaydesk.document.disk import ASK_ABOVE, SIZE_MOST, TooLarge, read_bytes, write_bytes
from gatewaydesk.document.manner import decoded
from gatewaydesk.document.textmap import TextMap
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import Pointer, to_text

DEPTH_LIMIT = 100
VALUES_ASK = 1_000_000
"""Values in one file; more are read only when somebody says so: each needs 50 bytes and more, `[]` in the file two."""
VALUES_MOST = 3_000_000
"""Values that are read at all: with more of them a window could not keep moving."""
_LONGEST_NUMBER = 4000
_TEXT = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
_SURROGATE = re.compile("[\ud800-\udfff]")
_CODE = re.compile(r"\\.", re.DOTALL)
_FEW_CODES = 50
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_MARKS = bytes(byte for byte in range(256) if byte not in b'[]{},"')


@dataclass(frozen=True)
class Doubled:
    """A member that its object names more than once: its place, where in the text each of the names stands, and in
    which column the second one does.
    """

    pointer: Pointer
    offsets: tuple[int, ...]
    lines: tuple[int, ...]
    column: int

    @property
    def words(self) -> str:
        """“title” in “/summary” (lines 3 and 9)."""
        *above, name = self.pointer
        holder = f" in “{to_text(tuple(above))}”" if above else ""
        lines = [f"{line:,}" for line in sorted(set(self.lines))]
        where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(lines[:-1])} and {lines[-1]}"
        return f"“{name}”{holder} ({where})"


class DuplicateMembers(FileProblem):
    """An object names a member twice: `members` are all of those. Read with `last_wins=True`, the last one is kept."""

    def __init__(self, members: tuple[Doubled, ...], file: str = "") -> None:
        listed = ", ".join(one.words for one in members[:5])
        more = f", and {len(members) - 5:,} more" if len(members) > 5 else ""
        super().__init__(
            f"{f'“{file}”' if file else 'This JSON'} names the same member twice in one object: {listed}{more}.",
            "Remove one of the two; or open it in the window, keeping the last one.",
        )
        self.members = members
        for one in members[:1]:  # the second of the two can go
            self.line, self.column = one.lines[1], one.column


class NotKept(FileProblem):
    """JSON, or nearly, that could not be written back as it is.

    Attributes:
        at: the offset of what is wrong in the text that was read, or -1 where only the value is known.
        place: where in the document that is, where the text was read as a whole.
    """

    def __init__(
        self, what: str, todo: str = "", *, at: int = -1, place: Pointer | None = None, token: str = ""
    ) -> None:
        super().__init__(what, todo)
        self.at, self.place, self._token = at, place, token

    def find_in(self, text: str) -> None:
        """Finds the offset of what is wrong in the text that was read."""
        if self.at < 0 and self.place is not None:
            span = TextMap(text).span(self.place)
            self.at = span.value if span is not None else -1
        elif self.at < 0 and self._token:
            outside = re.compile(rf"{_TEXT}|(?P<it>{re.escape(self._token)})")
            self.at = next((found.start() for found in outside.finditer(text) if found["it"]), -1)


class NotJson(FileProblem):
    """A text breaks off being JSON, at the offset `at`. `where` and `words` say it without the sentence around them."""

    def __init__(self, text: str, error: json.JSONDecodeError) -> None:
        self.at, self.words = plainly(text, error)
        line, column = line_and_column(text, self.at)
        self.line, self.column = line, column
        self.where = f"line {line:,}, column {column:,}"
        super().__init__(
            f"It is not JSON: {self.where}: {self.words}.",
            "Check that this is the right file."
            if "web page" in self.words
            else "Mend that place in a text editor, or check that this is the right file.",
        )


class TooMany(TooLarge):
    """A file holds more values than are read, or are read unasked."""

    def __init__(self, path: Path, count: int) -> None:
        super().__init__(path, 0, 0)
        self.can_be_read = count <= VALUES_MOST
        words = f"above {VALUES_ASK / 1e6:g} million none is opened unasked"
        if not self.can_be_read:
            words = f"that is too many for Gateway Desk, which opens at most {VALUES_MOST / 1e6:g} million"
        self.what = f"“{path.name}” holds about {count / 1e6:,.1f} million values; {words}."
        self.todo = "Metadata rarely holds more than 100,000: is this the right file?"


def read_file(path: Path, *, last_wins: bool = False, size_limit: int = ASK_ABOVE) -> Any:
    """Reads a JSON file (UTF-8, -16 or -32, with or without a byte order mark).

    Raises:
        TooLarge: it has more than `size_limit` bytes, or too many values (see `ask_if_many`).
        FileProblem: it cannot be read, is not JSON, or could not be written back unchanged.
    """
    return read_text_and_value(path, last_wins=last_wins, size_limit=size_limit)[1]


def read_text_and_value(path: Path, *, last_wins: bool = False, size_limit: int = ASK_ABOVE) -> tuple[str, Any]:
    """A JSON file's text, and what it says; raises as `read_file` does."""
    data = read_bytes(path, size_limit=size_limit)
    text = ""
    try:
        text, _ = decoded(data)
        ask_if_many(path, text, size_limit)
        return text, loads(text, last_wins=last_wins)
    except TooLarge:
        raise
    except FileProblem as error:
        raise of_file(error, path.name, text) from error


def ask_if_many(path: Path, text: str, size_limit: int) -> None:
    """Looks at a file's text, before it is read, how many values it holds.

    Raises:
        TooMany: more than `VALUES_ASK`; with `SIZE_MOST` as the limit, which says that everything that can be read
            shall be, more than `VALUES_MOST`.
    """
    count = _many(text)
    if count > (VALUES_MOST if size_limit >= SIZE_MOST else VALUES_ASK):
        raise TooMany(path, count)


def of_file(error: FileProblem, name: str, text: str) -> FileProblem:
    """What is wrong with a text, said of the file of that name that it stands in."""
    if isinstance(error, DuplicateMembers):
        return DuplicateMembers(error.members, name)
    where, line, column = "", error.line, error.column
    if isinstance(error, NotKept) and error.at >= 0:
        line, column = line_and_column(text, error.at)
        where = f"line {line:,}, column {column:,}: "
    told = FileProblem(f"“{name}”: {where}{error.what}", error.todo)
    told.line, told.column = line, column
    return told


def loads(data: bytes | str, *, last_wins: bool = False) -> Any:
    """Reads JSON text; long decimals come as `Decimal`, so that no digit is lost.

    Raises:
        FileProblem: with line and column where the text breaks.
    """
    text = data if isinstance(data, str) else decoded(data)[0]
    if not text.strip():
        raise FileProblem("It is empty.", "A metadata file starts with “{” and ends with “}”.")
    if _may_be_too_deep(text):
        _check_depth_of_text(text)
    twice = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        built = dict(pairs)
        twice = twice or len(built) != len(pairs)
        return built

    try:
        decoder = (_Breathing if _many(text) else json.JSONDecoder)(
            object_pairs_hook=members, parse_float=_number, parse_int=_integer, parse_constant=_refuse_constant
        )
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        raise NotJson(text, error) from error
    except RecursionError as error:
        raise _too_deep() from error
    except NotKept as error:
        error.find_in(text)
        raise
    if twice and not last_wins:
        raise DuplicateMembers(_doubled(text))
    if _may_hold_surrogates(text):
        try:
            check_value(value)
        except NotKept as error:
            error.find_in(text)
            raise
    return value


def dumps(value: Any, *, indent: int | str | None = 4) -> str:
    """Writes JSON text in the document's own order, ending with a new line when indented.

    Raises:
        FileProblem: the value holds something that JSON in UTF-8 cannot carry.
    """
    check_value(value)
    try:
        text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, separators=_separators(indent))
    except TypeError:  # a Decimal: the slower writer, which few documents need, keeps its digits
        import simplejson

        text = simplejson.dumps(
            value, ensure_ascii=False, indent=indent, use_decimal=True, allow_nan=False, separators=_separators(indent)
        )
    return text + "\n" if indent is not None else text


def write_file(path: Path, value: Any, *, indent: int | None = 4) -> None:
    """Writes a JSON file so that at every moment either the old or the new content is there, whole.

    Raises:
        FileProblem: it could not be written; the old content is untouched.
    """
    write_bytes(path, dumps(value, indent=indent).encode("utf-8"))


def check_value(value: Any) -> None:
    """Checks, without recursion, that a value is JSON that can be written and validated safely.

    Raises:
        FileProblem: too deep, or text that UTF-8 cannot carry.
    """
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while stack:
        here, place = stack.pop()
        if isinstance(here, str):
            _check_text(here, place)
        elif isinstance(here, dict):
            if len(place) >= DEPTH_LIMIT:
                raise _too_deep()
            for name, below in here.items():
                _check_text(name, place)
                stack.append((below, (*place, name)))
        elif isinstance(here, list):
            if len(place) >= DEPTH_LIMIT:
                raise _too_deep()
            stack.extend((below, (*place, at)) for at, below in enumerate(here))


class _Breathing(json.JSONDecoder):
    """Reads value by value in Python: five times slower, and other threads come to their turns all the while."""

    def __init__(self, **hooks: Any) -> None:
        super().__init__(**hooks)
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]


def _many(text: str) -> int:
    """How many values a text holds, where that is more than `VALUES_ASK`; else 0."""
    if len(text) <= VALUES_ASK or 1 + sum(map(text.count, ",[{")) <= VALUES_ASK:
        return 0
    marks = _marks(text)  # each value but one has a comma or an opening bracket before it
    count = 1 + sum(map(marks.count, (b",", b"[", b"{"))) - marks.count(b"[]") - marks.count(b"{}")
    return count if count > VALUES_ASK else 0


def _marks(text: str) -> bytes:
    """The brackets and commas of a JSON text that stand outside of quotation marks."""
    few = text.count("\\") <= _FEW_CODES  # one way is faster for a few of them, and by far slower for many
    plain = _CODE.sub("", text) if few else text.replace("\\\\", "").replace('\\"', "")
    kept = plain.encode("ascii", "ignore").translate(None, _NO_MARKS)
    return b"".join(kept.replace(b'""', b"").split(b'"')[::2])  # most texts have no such mark in them


def _may_be_too_deep(text: str) -> bool:
    """Whether brackets stand in each other more than `DEPTH_LIMIT` deep, or do not match; before any parser sees them.

    Only the brackets outside of texts are kept, and then a level at a time is taken away.
    """
    brackets = _marks(text).translate(_ONE_KIND, b",")
    for _ in range(DEPTH_LIMIT):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def _may_hold_surrogates(text: str) -> bool:
    if _ESCAPED_SURROGATE.search(text):  # faster than to look whether there is any such code
        return True
    return not text.isascii() and _SURROGATE.search(text) is not None


def _check_depth_of_text(text: str) -> None:
    depth = deepest = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text, re.DOTALL):
        mark = token.group()
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEPTH_LIMIT:
                raise _too_deep(token.start())
        elif mark in "]}":
            depth -= 1


def _check_text(text: str, place: tuple[str | int, ...]) -> None:
    if not text.isascii() and _SURROGATE.search(text):
        where = " › ".join(f"number {part + 1:,}" if isinstance(part, int) else part for part in place)
        shown = "".join(mark if not _SURROGATE.match(mark) else "?" for mark in where)
        raise NotKept(
            f"A text{f' in “{shown}”' if shown else ''} holds half of a character pair, which cannot be saved.",
            "Retype that text.",
            place=place,
        )


def _number(text: str) -> float | Decimal:
    """A float where it keeps every digit, else a Decimal."""
    number = float(text)
    try:
        exact = Decimal(text)
    except InvalidOperation as error:
        what = f"It holds the number {text[:40]}, which is beyond all bounds."
        raise NotKept(what, "Write it out.", token=text) from error
    return number if number not in (float("inf"), float("-inf")) and Decimal(repr(number)) == exact else exact


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        what, todo = f"It holds a number of {len(text):,} digits.", f"At most {_LONGEST_NUMBER:,} can be kept."
        raise NotKept(what, todo, token=text)
    return int(text)


def _refuse_constant(name: str) -> Any:
    what = f"It holds {name}, which is not a JSON number."
    raise NotKept(what, "Replace it by a number, or by null.", token=name)


def _separators(indent: int | str | None) -> tuple[str, str]:
    return (",", ": ") if indent is not None else (",", ":")


def _too_deep(at: int = -1) -> NotKept:
    words = f"It is nested more than {DEPTH_LIMIT} levels deep."
    return NotKept(words, "No metadata schema needs that: is this the right file?", at=at)


def _doubled(text: str) -> tuple[Doubled, ...]:
    lines = LineCount(text)
    return tuple(
        Doubled(place, offsets, tuple(lines.of(offset) for offset in offsets), line_and_column(text, offsets[1])[1])
        for place, offsets in TextMap(text).doubled()
    )
