"""A JSON text and what it stands for: read while somebody types it, or following a document that changes beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.breaks import Break, find_break
from gatewaydesk.document.difference import difference
from gatewaydesk.document.edits import Edit
from gatewaydesk.document.spelling import Replacement, follow
from gatewaydesk.document.textmap import TextMap, Units
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import ABSENT


@dataclass(frozen=True)
class Reading:
    """What a typed text stands for: `value`, ABSENT for an empty text, or where it is `broken`."""

    value: Any = ABSENT
    broken: Break | None = None


def read(text: str, *, empty: bool = True) -> Reading:
    """Reads JSON that is being typed.

    Args:
        text: as it stands there.
        empty: whether an empty text stands for no value; else it counts as broken.
    """
    if empty and not text.strip():
        return Reading()
    try:
        return Reading(jsonio.loads(text))
    except FileProblem as error:
        return Reading(broken=find_break(text, error))


class Sheet:
    """A text with its places, made once for it: may take a while, and fits any thread."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = TextMap(text)
        self.units = Units(text)


@dataclass(frozen=True)
class Examined:
    """A text that was read, and what would make a value what the text says."""

    sheet: Sheet
    reading: Reading
    edits: tuple[Edit, ...]


def examine(text: str, value: Any) -> Examined:
    """Reads a whole text, and compares it with the value that stood for it before."""
    reading = read(text, empty=False)
    edits = tuple(difference(value, reading.value)) if reading.broken is None else ()
    return Examined(Sheet(text), reading, edits)


def followed(text: str, edits: Sequence[Edit], value: Any) -> tuple[Sheet, list[Replacement]]:
    """The text after a document's edits, and what is replaced to make it (see `spelling.follow`)."""
    new, replaced = follow(text, edits, value)
    return Sheet(new), replaced
