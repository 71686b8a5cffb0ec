"""Where a JSON text that is being written breaks, and why, in one sentence for the person who writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gatewaydesk.document import jsonio
from gatewaydesk.document.break_words import line_and_column
from gatewaydesk.errors import FileProblem

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
    at = min(_offset(error), len(text))
    line, column = line_and_column(text, at)
    words = f"{error.words}." if isinstance(error, jsonio.NotJson) else error.what
    found = _WORD.match(text, at)
    start, end = found.span() if found is not None else (at, at)
    if start == end:  # at a line's end or the text's: what stands before it is marked
        start = len(text[:at].rstrip()) - 1
        start, end = max(start, 0), max(start + 1, min(1, len(text)))
    return Break(start, end, line, column, f"Line {line:,}, column {column:,}: {words[:1].lower()}{words[1:]}")


def _offset(error: FileProblem) -> int:
    if isinstance(error, jsonio.DuplicateMembers):
        return error.members[0].offsets[1]
    return max(error.at, 0) if isinstance(error, (jsonio.NotJson, jsonio.NotKept)) else 0
