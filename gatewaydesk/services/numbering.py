"""Version numbers: which one a changed description gets, by what changed, and why, in words.

The rule is the one that the schemas of HDR UK state for `version`: the first part when readers must look again, the
second when information is added, the third for corrections of wording. The fields that hold the number, the earlier
versions and the time of the last change are those that the schema's hints name.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gatewaydesk.document.aligning import NAMING
from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.widgets import filled_in
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.comparing import Changed, compare

Part = Literal["major", "minor", "patch", "same", "own"]
"""Which part of the number is raised; or none, because nothing has to be, or because a person has chosen one."""

_SEMVER = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")
_RANKS: tuple[Part, ...] = ("patch", "minor", "major")
_MEANS: dict[Part, str] = {
    "major": "readers must look again",
    "minor": "information was added or is another",
    "patch": "only wording was corrected",
}
_NAMED = 3  # fields that the sentence names
_LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Proposal:
    """The version number that a changed description should get.

    Attributes:
        number: that number, or "" where the document has no version number of three parts.
        before: the one that the gateway's copy has, or "".
        part: which part was raised; `same` where nothing has to be, `own` where a person has raised it already.
        why: a sentence on that.
        changed: how many fields decided it.
    """

    number: str
    before: str
    part: Part
    why: str
    changed: int = 0

    @property
    def raised(self) -> bool:
        """Whether the number in the document is to become another one."""
        return self.part in _RANKS


def propose(authoring: Authoring, base: Any, *, published: bool = True) -> Proposal:
    """The next version number of a document, by what differs from the gateway's copy. Fit for a background thread.

    Of more differences than `comparing.MOST`, the first decide.

    Args:
        authoring: the document as it is to be sent.
        base: the metadata that the gateway holds; only read.
        published: whether that has ever been public: a draft has no earlier versions.
    """
    value = authoring.document.value
    places = generated(authoring)
    here = places.get("version")
    before, now = (_text(get(one, here)) if here else "" for one in (base, value))
    if here is None or not (is_number(now) or is_number(before)):
        return Proposal("", before, "same", "This schema asks for no version number of three parts.")
    if not is_number(before):
        return Proposal(now, before, "same", f"The gateway's copy has no version number, so {now} stays.")
    if is_number(now) and _parts(now) > _parts(before):
        return Proposal(now, before, "own", f"You have raised it from {before} to {now} yourself.")
    if not published:
        return Proposal(before, before, "same", f"It was never published, so it is still {before}.")
    found = _ranked(authoring, base, places.values())
    if not found:
        return Proposal(before, before, "same", f"Nothing differs from the gateway's copy, so it is still {before}.")
    highest = max(rank for rank, _ in found)
    part, decisive = _RANKS[highest], [changed.words for rank, changed in found if rank == highest]
    number = _raised(before, part)
    return Proposal(number, before, part, f"{number}, because {_MEANS[part]}: {_told(decisive)}.", len(decisive))


def renew(authoring: Authoring, number: str, *, before: str = "", address: str = "") -> Change | None:
    """Writes a version number as one undoable step, with the version before it among the earlier ones, and the time.

    Args:
        authoring: the document; which of its fields are written, its schema's hints say.
        number: the new number.
        before: the number of the version that has been published and is followed by this one, or "".
        address: where that version can be read, or "".
    """
    value = authoring.document.value
    given: dict[str, Any] = {"version": number}
    revisions = generated(authoring).get("revisions")
    held = get(value, revisions) if revisions else ABSENT
    if before and before != number and revisions is not None and isinstance(held, list | type(ABSENT) | None):
        rows = held if isinstance(held, list) else []
        if all(not isinstance(row, dict) or row.get("version") != before for row in rows):
            row = _revision(authoring.field_at(revisions), before, address)
            given["revisions"] = [*rows, row] if row else rows
    return authoring.touch_generated(given, f"give it version {number}")


def is_number(text: object) -> bool:
    """Whether it is a version number of three parts."""
    return isinstance(text, str) and len(text) <= _LONGEST_NUMBER and _SEMVER.fullmatch(text) is not None


def generated(authoring: Authoring) -> dict[str, Pointer]:
    """Where the fields are that the application fills in, by the name of their rule."""
    value = authoring.document.value
    return {
        rule: from_text(text, value) for text, rule in filled_in(authoring.schema.hints, authoring.root, value).items()
    }


def _ranked(authoring: Authoring, base: Any, left_out: Iterable[Pointer]) -> list[tuple[int, Changed]]:
    """The differences that count, each with the number of the part that it raises."""
    told = compare(authoring.root, copy.deepcopy(base), authoring.document.value)
    kept = [one for one in told.changed if not any(one.pointer[: len(place)] == place for place in left_out)]
    return [(_rank(one), one) for one in kept]


def _rank(changed: Changed) -> int:
    """2 for what readers rely on: a group or an item that is gone, an item that has another name; 0 for wording."""
    then, now = changed.then, changed.now
    if now is ABSENT and isinstance(then, dict | list) and then:
        return 2
    if then is ABSENT or now is ABSENT:
        return 1
    inside_item = len(changed.pointer) > 1 and isinstance(changed.pointer[-2], int)
    if inside_item and changed.pointer[-1] in NAMING:
        return 2
    return 0 if _is_prose(then) and _is_prose(now) else 1


def _is_prose(value: Any) -> bool:
    """Several words: a single one, or a number, is information rather than wording."""
    return isinstance(value, str) and len(value.split()) > 1


def _raised(before: str, part: Part) -> str:
    major, minor, patch = _parts(before)
    if part == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if part == "minor" else f"{major}.{minor}.{patch + 1}"


def _parts(number: str) -> tuple[int, int, int]:
    major, minor, patch = map(int, number.split("."))
    return major, minor, patch


def _told(names: Sequence[str]) -> str:
    names = list(dict.fromkeys(names))
    shown = ", ".join(f"“{one}”" for one in names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown


def _revision(field: Field | None, number: str, address: str) -> dict[str, Any] | None:
    """An earlier version as the list's items want it; None where they are not made of a number and an address."""
    item = field.item_at(0) if field is not None else None
    version = item.child("version") if item is not None else None
    if item is None or version is None:
        return None
    link = item.child("url")
    if link is None or (not address and not link.required and not link.nullable):
        return {"version": number}
    if not address and not link.nullable:
        return None
    return {"version": number, "url": address or None}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
