"""Signs that were written as HTML codes: `&amp;` for `&`, perhaps of a code once more."""

from __future__ import annotations

import html
import re
from html.entities import html5

TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
"""A tag: where one is, the text is HTML, and its codes are read as signs."""

_CODE = re.compile(r"&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}[0-9]{0,2});")
_NONE = "\ufffd"  # what a number stands for that is no letter, such as half of a character pair
_MOST_TIMES = 3  # that a sign was written as a code, and the code again


def codes_in(text: str) -> dict[str, str]:
    """The different codes of a text in their order, each with the sign that it stands for."""
    found = {one[0]: _sign(one[0]) for one in _CODE.finditer(text)} if "&" in text else {}
    return {code: sign for code, sign in found.items() if sign}


def without_codes(text: str) -> tuple[str, int]:
    """A text with signs in the place of its codes, and how often that had to be done until no code was left."""
    for times in range(_MOST_TIMES):
        plain = _CODE.sub(lambda found: _sign(found[0]) or found[0], text)
        if plain == text:
            return text, times
        text = plain
    return text, _MOST_TIMES


def _sign(code: str) -> str:
    """What a code stands for; "" where no code of HTML is called so. `unescape` would take “&notes;” for “¬es;”."""
    meant = html.unescape(code) if code.startswith("&#") else html5.get(code[1:], "")
    return "" if meant == _NONE else " " if meant == "\u00a0" else meant  # a common space, which is found by searches
