"""Text from elsewhere as it may stand in a sentence: short, on one line, with nothing in it that cannot be seen."""

from __future__ import annotations

import re

LONGEST_NAME = 120  # of a title or a member's name in a sentence

# The first words of our own sentences about a value.
_OPENINGS = frozenset(("A", "Another", "Fits", "Has", "Holds", "Is", "It", "Must", "Required"))

# Control characters, line and paragraph ends, halves of pairs, and what is invisible or turns the reading direction.
# The joiners U+200C and U+200D are left: several scripts cannot be written without them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def plain(text: str, longest: int = LONGEST_NAME) -> str:
    """Text as it may stand in a sentence: shortened, and what would break, hide or turn the line about made visible."""
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
    return text if text.isprintable() else visible(text)


def visible(text: str) -> str:
    """Text with a sign in place of each character that cannot be seen: `␊` for a new line, `[U+202E]` for a turn."""
    return text if text.isprintable() else _UNSEEN.sub(_seen, text)


def going_on(said: str) -> str:
    """A sentence behind a colon, without its full stop: one of our own goes on with a small letter, while a name that
    a gateway begins with stays as it came.
    """
    first, _, _ = said.partition(" ")
    return f"{said[:1].lower() if first in _OPENINGS else said[:1]}{said[1:].rstrip('.')}"


def _seen(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else f"[U+{code:04X}]"
