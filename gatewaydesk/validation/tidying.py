"""Text as it is usually written: without what cannot be seen, and in the plain letters of a keyboard."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_HALVES = re.compile("[\ud800-\udfff]")


def tidied(text: str) -> str:
    """Text without blanks around it, composed (NFC), with plain blanks and line ends, without what cannot be seen.

    The joiners of emoji and of Indic and Arabic scripts stay: they are part of how a word is written.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore") if _HALVES.search(text) else text
    lines = _UNSEEN.sub("", _LINE_ENDS.sub("\n", whole))
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", lines)).strip()


def plain(text: str) -> str:
    """Tidied text in which letters, digits and signs of full or half width, as East Asian keyboards write them, are
    the plain ones. Other marks that only look alike stay: “10²” is no 102.
    """
    return tidied("".join(_plain_width(mark) for mark in text) if not text.isascii() else text)


def has_controls(text: str) -> bool:
    """Whether a text holds what no keyboard writes, such as a terminal's escapes: what it says is not to be trusted."""
    return _CONTROLS.search(text) is not None


def _plain_width(mark: str) -> str:
    wide = unicodedata.decomposition(mark).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", mark) if wide else mark
