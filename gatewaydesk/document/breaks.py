"""Where a JSON text that is being written breaks, and why, in one sentence for the person who writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gatewaydesk.document import jsonio
from gatewaydesk.document.textmap import TextMap
from gatewaydesk.errors import FileProblem

_NO_NUMBER = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|(?P<wrong>NaN|-?Infinity|\d{4001,})')
_WORD = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?+|[\w.+\-]+|\S')


@dataclass(frozen=True)
class Break:
    """The place at which a text cannot be read on.

    Attributes:
        start, end: what is marked there, in characters; never empty unless the text is.
        line, column: the same place as people count, from 1.
        sentence: “Line 3, column 5: a comma or a closing bracket is missing.”
    """

    start: int
    end: int
    line: int
    column: int
    sentence: str


def find_break(text: str, error: FileProblem) -> Break:
    """Where a text breaks, from what `jsonio.loads` said of it."""
    at = min(_offset(text, error), len(text))
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    words = f"{error.words}." if isinstance(error, jsonio.NotJson) else error.what
    found = _WORD.match(text, at)
    start, end = found.span() if found is not None else (at, at)
    if start == end:  # at a line's end or the text's: what stands before it is marked
        start = len(text[:at].rstrip()) - 1
        start, end = max(start, 0), max(start + 1, min(1, len(text)))
    return Break(start, end, line, column, f"Line {line:,}, column {column:,}: {words[:1].lower()}{words[1:]}")


def _offset(text: str, error: FileProblem) -> int:
    if isinstance(error, jsonio.NotJson):
        return error.at
    if isinstance(error, jsonio.DuplicateMembers):
        return TextMap(text).twice() or 0
    if not isinstance(error, jsonio.NotKept):
        return 0
    if error.at >= 0:
        return error.at
    if error.place is not None:
        span = TextMap(text).span(error.place)
        return span.value if span is not None else 0
    return next((found.start() for found in _NO_NUMBER.finditer(text) if found["wrong"]), 0)
