"""How a file's text is spelled in bytes: read from what is there, and kept when the file is written again."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass

from gatewaydesk.errors import FileProblem

# How files begin that are opened by mistake: what they are, and what to do.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "compressed (gzip)", "Unpack it first, and open what is inside."),
    (b"PK\x03\x04", "a zip archive, or a spreadsheet or text document", "Unpack it first, or export it as JSON."),
    (b"BZh", "compressed (bzip2)", "Unpack it first, and open what is inside."),
    (b"\xfd7zXZ\x00", "compressed (xz)", "Unpack it first, and open what is inside."),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)", "Unpack it first, and open what is inside."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it first, and open what is inside."),
    (b"\xd0\xcf\x11\xe0", "an old office document", "Export it as JSON."),
    (b"%PDF", "a PDF document", "Look for the JSON file that it was made from."),
    (b"SQLite format 3\x00", "a database", "Export what you need from it as JSON."),
    (b"\x89PNG", "a picture", "Choose a JSON file."),
    (b"\xff\xd8\xff", "a picture", "Choose a JSON file."),
)
_MARKS = (  # the longer ones first: UTF-32's begins as UTF-16's does
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_END = re.compile("\r\n|\n|\r")
GUESS = "Western European (Windows-1252)"


class NotUnicode(FileProblem):
    """A file is no text in UTF-8, -16 or -32."""


@dataclass(frozen=True)
class Manner:
    """How a text is written into a file.

    Attributes:
        encoding: Python's name for it.
        mark: the bytes before the text (a byte order mark), or none.
        line_end: what most of its lines end with.
        guessed: it was no Unicode, and `GUESS` was taken for it; it is written as UTF-8.
    """

    encoding: str = "utf-8"
    mark: bytes = b""
    line_end: str = "\n"
    guessed: bool = False

    def encoded(self, text: str) -> bytes:
        """A text, with `\\n` at the end of its lines, as this file's bytes."""
        return self.mark + text.replace("\n", self.line_end).encode(self.encoding)


def decoded(data: bytes, *, guess: bool = False) -> tuple[str, Manner]:
    """A file's text (with its own line ends, without a byte order mark), and how it is written.

    Args:
        data: the whole file.
        guess: takes bytes that are no Unicode for Windows-1252, where every byte stands for a letter or a sign.

    Raises:
        NotUnicode: it is not in UTF-8, -16 or -32, and could not or should not be guessed.
        FileProblem: it is something else altogether.
    """
    for begins, what, todo in _OTHERS:
        if data.startswith(begins):
            raise FileProblem(f"It is {what}, not JSON.", todo)
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    try:
        encoding = encoding or json.detect_encoding(data)
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        if not guess or encoding != "utf-8" or _NO_TEXT.search(data):
            raise _not_unicode(data, error, encoding) from error
        return _guessed(data[len(mark) :])
    return text, Manner(encoding, mark, line_end_of(text))


def line_end_of(text: str) -> str:
    """What most lines of a text end with; `\\n` where it has one line."""
    if "\r" not in text:
        return "\n"
    ends = [found.group() for found in _LINE_END.finditer(text)]
    return max(("\n", "\r\n", "\r"), key=ends.count)


def _guessed(data: bytes) -> tuple[str, Manner]:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes stand for nothing there
        text = data.decode("latin-1")
    return text, Manner(line_end=line_end_of(text), guessed=True)


def _not_unicode(data: bytes, error: UnicodeDecodeError, encoding: str) -> NotUnicode:
    name = {"utf-8": "UTF-8"}.get(encoding, encoding[:6].upper())
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start + 1:,}, in line {line:,}," if name == "UTF-8" else f"byte {error.start + 1:,}"
    told = NotUnicode(
        f"It is not text in {name}: {where} is not valid.",
        "Save it as UTF-8 and open it again." if not _NO_TEXT.search(data) else "Is this the right file?",
    )
    if name == "UTF-8":  # which all is before the byte; of the others a line end may be part of a sign
        before = error.object[: error.start].decode("utf-8")
        told.line, told.column = line, len(before) - before.rfind("\n")
    return told
