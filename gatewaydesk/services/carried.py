"""What is said of places in a document goes along when items before theirs come, go or move."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.edits import Change
from gatewaydesk.document.following import followed, moved_along, renaming, shifting
from gatewaydesk.pointer import ABSENT, Pointer


@dataclass(kw_only=True)
class Carried:
    """Something said of a place: where it is now; `out` while the item that holds it is taken out."""

    pointer: Pointer
    out: bool = False


def carry(things: Iterable[Carried], change: Change) -> None:
    """Takes things along with a change to the document."""
    shifts, names = shifting(change.edits), renaming(change.edits)
    if not shifts and names is None:
        return
    for one in things:
        if names is not None:
            one.pointer = moved_along(one.pointer, names)
        elif one.out:
            one.out = not any(edit.old is ABSENT and _holds(edit.pointer, one.pointer) for edit in shifts)
        else:
            place = followed(one.pointer, shifts)
            one.out = place is None
            one.pointer = one.pointer if place is None else place


def _holds(above: Pointer, pointer: Pointer) -> bool:
    return pointer[: len(above)] == above


def hash_of(value: Any) -> str:
    """Of a value, to know it again without keeping it; "" where there is none."""
    return "" if value is ABSENT else hashlib.sha256(jsonio.dumps(value, indent=None).encode()).hexdigest()
