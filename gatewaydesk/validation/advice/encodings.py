"""Letters that came out of a file in another encoding than they went in, or are put together of two signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.misread import reread

_LOST = "\ufffd"
_AROUND = re.compile(r"\S{0,12}\ufffd\S{0,12}")


def misread_letters(about: About) -> Test | None:
    """“cafÃ©” for “café”, and the sign that stands where a letter was lost."""
    if about.field.kind is not Kind.TEXT:
        return None

    def test(text: str) -> Iterable[Told]:
        if text.isascii():
            return ()
        lost = _AROUND.search(text)
        if lost is not None:
            message = f"Holds “{lost[0]}”, in which a letter was lost when a file was read: write it anew."
            return (Told(message, {"found": _LOST}),)
        found = reread(text)
        if found is None:
            return ()
        message = f"Holds “{found.was}”, which was “{found.meant}” before a file was read wrongly: write it so."
        return (Told(message, {"found": found.was, "meant": found.meant}),)

    return test


def letters_of_two_signs(about: About) -> Test | None:
    """A letter and its accent as two signs: it looks the same, and who searches for the word does not find it."""
    if about.field.kind is not Kind.TEXT:
        return None
    told = Told("Holds letters that are made of two signs each, by which searches do not find them: write them as one.")
    return lambda text: (told,) if not text.isascii() and not unicodedata.is_normalized("NFC", text) else ()
