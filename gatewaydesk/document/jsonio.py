"""JSON files, read and written without loss: order, unknown members, big and long numbers, `1.0` apart from `1`.

What cannot be kept without loss is refused with a sentence: lone surrogates, NaN, nesting beyond `DEPTH_LIMIT`.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import simplejson

from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import Pointer, to_text

DEPTH_LIMIT = 100
SIZE_LIMIT = 200 * 1024 * 1024
_LONGEST_NUMBER = 4000
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


class DuplicateMembers(FileProblem):
    """An object names a member twice. `names` are those members; reading again with `last_wins=True` keeps the last."""

    def __init__(self, names: list[str], file: str = "") -> None:
        listed = ", ".join(f"“{name}”" for name in names[:5])
        super().__init__(
            f"{f'“{file}”' if file else 'This JSON'} names the same member twice in one object: {listed}.",
            "Remove one of the two; or open it in the window, keeping the last one.",
        )
        self.names = names


# What Python's parser says: what a person is told. The first beginning that fits counts.
_BREAKS: tuple[tuple[str, str], ...] = (
    ("Expecting value", "a value is missing"),
    ("Expecting property name", "a name in double quotes is missing"),
    ("Expecting ',' delimiter", "a comma or a closing bracket is missing"),
    ("Expecting ':' delimiter", "a colon is missing after the name"),
    ("Illegal trailing comma", "there is a comma with nothing after it"),
    ("Extra data", "there is more text after the end of the value"),
    ("Unterminated string", "the text that begins here has no closing quotation mark"),
    ("Invalid control character", "there is a line end or a tab inside quotation marks; write \\n or \\t instead"),
    ("Invalid \\uXXXX", "\\u has to be followed by four digits or letters from a to f"),
    ("Invalid \\", "a backslash stands before a character that needs none; write \\\\ for a backslash itself"),
)


class NotKept(FileProblem):
    """JSON, or nearly, that could not be written back as it is.

    Attributes:
        at: the offset of what is wrong in the text that was read, or -1 where only the place is known.
        place: where in the document that is, where the text was read as a whole.
    """

    def __init__(self, what: str, todo: str = "", *, at: int = -1, place: Pointer | None = None) -> None:
        super().__init__(what, todo)
        self.at, self.place = at, place


class NotJson(FileProblem):
    """A text breaks off being JSON, at the offset `at`. `where` and `words` say it without the sentence around them."""

    def __init__(self, text: str, error: json.JSONDecodeError) -> None:
        self.at = error.pos
        markup = text.lstrip("\ufeff \t\r\n").startswith("<")
        self.words = "this looks like a web page or XML" if markup else _plain(error.msg)
        self.where = f"line {error.lineno:,}, column {error.colno:,}"
        super().__init__(
            f"It is not JSON: {self.where}: {self.words}.",
            "Check that this is the right file."
            if markup
            else "Mend that place in a text editor, or check that this is the right file.",
        )


def read_file(path: Path, *, last_wins: bool = False, size_limit: int = SIZE_LIMIT) -> Any:
    """Reads a JSON file (UTF-8, -16 or -32, with or without a byte order mark).

    Raises:
        FileProblem: it cannot be read, is not JSON, or could not be written back unchanged.
    """
    return read_text_and_value(path, last_wins=last_wins, size_limit=size_limit)[1]


def read_text_and_value(path: Path, *, last_wins: bool = False, size_limit: int = SIZE_LIMIT) -> tuple[str, Any]:
    """A JSON file's text, and what it says; raises as `read_file` does."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            what = "a folder" if stat.S_ISDIR(about.st_mode) else "a device or a pipe"
            raise FileProblem(f"“{path}” could not be read: it is {what}, not a file.", "Name a JSON file.")
        size = about.st_size
        if size > size_limit:
            raise FileProblem(
                f"“{path.name}” has {size / 1048576:,.0f} MB; above {size_limit / 1048576:,.0f} MB none is opened.",
                "Metadata is rarely above 1 MB: is this the right file?",
            )
        data = path.read_bytes()
    except OSError as error:
        raise FileProblem(
            f"“{path}” could not be read: {os_reason(error)}.", "Check the name and your rights."
        ) from error
    try:
        text = _decode(data)
        return text, loads(text, last_wins=last_wins)
    except DuplicateMembers as error:
        raise DuplicateMembers(error.names, path.name) from error
    except FileProblem as error:
        raise FileProblem(f"“{path.name}”: {error.what}", error.todo) from error


def loads(data: bytes | str, *, last_wins: bool = False) -> Any:
    """Reads JSON text; long decimals come as `Decimal`, so that no digit is lost.

    Raises:
        FileProblem: with line and column where the text breaks.
    """
    text = data if isinstance(data, str) else _decode(data)
    if not text.strip():
        raise FileProblem("It is empty.", "A metadata file starts with “{” and ends with “}”.")
    if _may_be_too_deep(text):
        _check_depth_of_text(text)
    twice: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) != len(pairs):
            names = [name for name, _ in pairs]
            twice.extend(sorted({name for name in names if names.count(name) > 1}))
        return built

    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_float=_number, parse_int=_integer, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise NotJson(text, error) from error
    except RecursionError as error:
        raise _too_deep() from error
    if twice and not last_wins:
        raise DuplicateMembers(twice)
    if _may_hold_surrogates(text):
        check_value(value)
    return value


def dumps(value: Any, *, indent: int | None = 4) -> str:
    """Writes JSON text in the document's own order, ending with a new line when indented.

    Raises:
        FileProblem: the value holds something that JSON in UTF-8 cannot carry.
    """
    check_value(value)
    try:
        text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, separators=_separators(indent))
    except TypeError:  # a Decimal: the slower writer keeps its digits
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


def write_bytes(path: Path, data: bytes) -> None:
    """Writes beside, syncs, renames; keeps the permissions of what was there and follows a symbolic link.

    Raises:
        FileProblem: it could not be written, or there is something that is no file; what was there is untouched.
    """
    target = Path(os.path.realpath(path))
    beside = ""
    try:
        if target.exists() and not target.is_file():
            what = "a folder" if target.is_dir() else "a device or a pipe"
            raise FileProblem(f"“{path}” could not be written: it is {what}, not a file.", "Save under another name.")
        if target.exists() and not os.access(target, os.W_OK):
            raise FileProblem(f"“{target}” is read-only.", "Save under another name, or allow writing to it.")
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        os.chmod(beside, mode)
        os.replace(beside, target)
        _sync_folder(target.parent)
    except OSError as error:
        if beside:
            Path(beside).unlink(missing_ok=True)
        raise FileProblem(
            f"“{path}” could not be written: {os_reason(error)}.", "What was there before is unchanged; save elsewhere."
        ) from error


def os_reason(error: OSError) -> str:
    """The operating system's reason in words."""
    return (error.strerror or str(error)).lower() if error.strerror else str(error)


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


def _may_be_too_deep(text: str) -> bool:
    """Whether brackets stand in each other more than `DEPTH_LIMIT` deep, or do not match; before any parser sees them.

    Only the brackets outside of texts are kept, and then a level at a time is taken away.
    """
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    brackets = "".join(text.split('"')[::2]).encode("ascii", "ignore").translate(_ONE_KIND, _NO_BRACKETS)
    for _ in range(DEPTH_LIMIT):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def _may_hold_surrogates(text: str) -> bool:
    if "\\u" in text and _ESCAPED_SURROGATE.search(text):
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
        where = to_text(place) or "the top"
        raise NotKept(
            f"The text at {where} holds half of a character pair (a lone surrogate), which cannot be saved.",
            "Retype that text.",
            place=place,
        )


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig" if data.startswith(codecs.BOM_UTF8) else json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise FileProblem(
            f"It is not text in UTF-8: byte {error.start + 1:,} is not valid.", "Save it as UTF-8 and open it again."
        ) from error


def _number(text: str) -> float | Decimal:
    """A float where it keeps every digit, else a Decimal."""
    number = float(text)
    try:
        exact = Decimal(text)
    except InvalidOperation as error:
        raise NotKept(f"It holds the number {text[:40]}, which is beyond all bounds.", "Write it out.") from error
    return number if number not in (float("inf"), float("-inf")) and Decimal(repr(number)) == exact else exact


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise NotKept(f"It holds a number of {len(text):,} digits.", f"At most {_LONGEST_NUMBER:,} can be kept.")
    return int(text)


def _refuse_constant(name: str) -> Any:
    raise NotKept(f"It holds {name}, which is not a JSON number.", "Replace it by a number, or by null.")


def _plain(message: str) -> str:
    known = (words for start, words in _BREAKS if message.startswith(start))
    return next(known, "this is not how JSON is written")


def _separators(indent: int | None) -> tuple[str, str]:
    return (",", ": ") if indent is not None else (",", ":")


def _too_deep(at: int = -1) -> NotKept:
    words = f"It is nested more than {DEPTH_LIMIT} levels deep."
    return NotKept(words, "No metadata schema needs that: is this the right file?", at=at)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
