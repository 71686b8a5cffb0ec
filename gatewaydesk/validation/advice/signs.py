"""What stands in a text and is not seen, and texts that hold nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.advice.rule import About, Test, Told

BLANKS = frozenset(("", "\t", "\n", "\r\n", *(" " * number for number in range(1, 9))))
"""Texts that hold nothing, as people leave them; for looking through large tables."""

EMPTY_TEXT = "empty-text"
"""The rule that tells of them."""

EMPTY = Told("Is empty, although it is required: fill it in.")

# Not U+200C and U+200D, which join letters in some scripts, and parts of one picture in others; nor the marks and
# isolates that right-to-left scripts are written with: only overrides make a text read otherwise than it is.
_UNSEEN = {
    "\u200b": "a zero-width space",
    "\u2060": "a word joiner",
    "\ufeff": "a byte-order mark",
    "\u00ad": "a soft hyphen",
    "\u202d": "a left-to-right override",
    "\u202e": "a right-to-left override",
}
_SPACES = {"\u00a0": "a non-breaking space", "\u202f": "a narrow non-breaking space"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_WIDE = re.compile("[\uff01-\uff5e]")
_OF_WIDE_SCRIPTS = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ASCII_FROM_WIDE = 0xFEE0


def empty_required(about: About) -> Test | None:
    """A required text that is there and holds nothing, which most schemas let pass."""
    if about.field.kind is not Kind.TEXT or not about.field.required or about.item:
        return None
    return lambda text: (EMPTY,) if not text or text.isspace() else ()


def unseen_signs(about: About) -> Test | None:
    """Signs that nobody sees and searches stumble over; in prose, a non-breaking space is as good as any."""
    field = about.field
    if field.kind is not Kind.TEXT:
        return None
    unseen = _UNSEEN if field.multiline and not about.item else _UNSEEN | _SPACES
    one = re.compile(f"[{''.join(unseen)}]")

    def test(text: str) -> Iterable[Told]:
        control = _CONTROL.search(text)
        if control is not None:
            return (_told_control(text, control),)
        if text.isascii():
            return ()
        return _told(text, one.search(text), unseen)

    return test


def _told_control(text: str, found: re.Match[str]) -> Told:
    name = f"a control character (number {ord(found[0])})"
    return Told(
        f"Holds {name} {_where(text, found)}, which no keyboard writes and nobody sees: delete it.", {"found": found[0]}
    )


def _where(text: str, found: re.Match[str]) -> str:
    near = " ".join(_CONTROL.sub(" ", text[max(0, found.start() - 12) : found.start()]).split())
    return f"behind “{near}”" if near else "at its beginning"


def _told(text: str, found: re.Match[str] | None, unseen: dict[str, str]) -> Iterator[Told]:
    if found is not None:
        name = unseen[found[0]]
        todo = "write a common space" if found[0] in _SPACES else "delete it"
        yield Told(
            f"Holds {name} {_where(text, found)}, which is not seen and hinders searching: {todo}.", {"found": found[0]}
        )
        return
    wide = _WIDE.search(text)
    if wide is not None and _OF_WIDE_SCRIPTS.search(text) is None:
        meant = chr(ord(wide[0]) - _ASCII_FROM_WIDE)
        yield Told(f"Holds “{wide[0]}”, a full-width sign: write “{meant}”.", {"found": wide[0], "meant": meant})
