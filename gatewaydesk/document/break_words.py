"""What breaks a JSON text, in plain words: what the parser says, or what people write by habit."""

from __future__ import annotations

import bisect
import json
import re

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

# What stands at that place: what a person is told instead. The first that fits counts.
_COMMENT = "there is a comment, and JSON has none; take it out"
_QUOTES = 'names and texts stand in straight double quotes ("…")'
_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"//|/\*|#", _COMMENT),
        (r"'", f"{_QUOTES}, not in single ones"),
        ("[“”„‟«»‘’`]", f"{_QUOTES}, not in others"),
        (r"True\b", "yes is written true, in small letters"),
        (r"False\b", "no is written false, in small letters"),
        (r"(None|undefined|NULL|Null|nil)\b", "nothing is written null, in small letters"),
        (r"[+]\s*[\d.]", "a number has no plus sign before it"),
        (r"-?\.\d", "a number has a digit before its decimal point; write 0.5 and not .5"),
    )
)
_AFTER_A_NUMBER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=[\d])\.(?!\d)"), "a number has a digit after its decimal point"),
    (re.compile(r"(?<![\d.])0(?=[0-9])|(?<=(?<![\d.])0)\d"), "a number does not begin with a zero"),
    (re.compile(r"(?<=(?<![\d.])0)[xX]"), "a number is written with the digits 0 to 9 only"),
)
_MISSING = ("Expecting value", "Expecting property name", "Expecting ','", "Extra data", "Expecting ':'")
_TYPED = ("\n", "\r", "\t", "")  # control characters that people type
_BEFORE = re.compile(r",[ \t\r\n]*\Z")


def plainly(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """Where a text breaks, as an offset, and why, in words that go on after a colon."""
    at = error.pos
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return at, "this looks like a web page or XML"
    if error.msg.startswith(_MISSING):
        for pattern, words in (*_WRITTEN, *_AFTER_A_NUMBER):
            if pattern.match(text, at):
                return at, words
        comma = _BEFORE.search(text, max(0, at - 10_000), at)
        if comma is not None and text[at : at + 1] in ("}", "]"):
            return comma.start(), "there is a comma with nothing after it; take it out"
    if error.msg.startswith("Invalid control character") and text[at : at + 1] not in _TYPED:
        return (
            at,
            f"there is a character inside quotation marks that cannot be seen (U+{ord(text[at]):04X}); take it out",
        )
    known = (words for start, words in _BREAKS if error.msg.startswith(start))
    return at, next(known, "this is not how JSON is written")


class LineCount:
    """The lines of one text, for those who ask for many."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def of(self, offset: int) -> int:
        """The line that an offset lies in, from 1."""
        return bisect.bisect_left(self._ends, offset) + 1


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """An offset as people count, from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
