"""Version numbers: which one a changed description gets, by what changed, and why, in words.

The rule is the one that the schemas of HDR UK state for `version`: the first part when readers must look again, the
second when information is added, the third for corrections of wording. The fields that hold the number, the earlier
versions and the time of the last change are those that the schema's hints name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gatewaydesk.document.aligning import NAMING, aligned
from gatewaydesk.document.difference import same
from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.widgets import filled_in
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.places import Places

Part = Literal["major", "minor", "patch", "same", "own"]
"""Which part of the number is raised; or none, because nothing has to be, or because a person has chosen one."""

_SEMVER = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")
_RANKS: tuple[Part, ...] = ("patch", "minor", "major")
_MEANS: dict[Part, str] = {
    "major": "readers must look again",
    "minor": "information was added or is another",
    "patch": "only wording or order was corrected",
}
_NAMED = 3  # fields that the sentence names
_MOST = 2_000  # differences that decide; of more than that, the first do
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

    Items of lists are known by their names, wherever they stand.

    Args:
        authoring: the document as it is to be sent.
        base: the metadata that the gateway holds; only read.
        published: whether readers see that: a draft's number may stay as it is.
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
        return Proposal(before, before, "same", f"It is a draft on the gateway, so it may still be {before}.")
    walk = _Walk(Places(authoring.root, value), set(places.values()))
    found = list(walk.below((), base, (), value))
    if not found:
        return Proposal(before, before, "same", f"Nothing differs from the gateway's copy, so it is still {before}.")
    highest = max(one.rank for one in found)
    part, decisive = _RANKS[highest], [one for one in found if one.rank == highest][:_MOST]
    number, told = _raised(before, part), _told(_in_words(authoring.root, base, value, decisive))
    return Proposal(number, before, part, f"{number}, because {_MEANS[part]}: {told}.", len(decisive))


def too_low(number: str, before: str, *, published: bool = True) -> str:
    """Why a number cannot follow the gateway's one, as a sentence; "" where it can.

    Args:
        number: the number that a description is to get.
        before: the one that the gateway's copy has, or "".
        published: whether readers see that copy.
    """
    if not (published and is_number(number) and is_number(before)) or _parts(number) >= _parts(before):
        return ""
    return f"Readers see version {before} already: {number} is lower than that."


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


@dataclass(frozen=True)
class _Difference:
    """Something that differs: where it was (`then`), where it is or would be (`now`), and the part that it raises."""

    rank: int
    then: Pointer
    now: Pointer
    gone: bool = False


class _Walk:
    """Finds what differs, items by who they are; `places` are those of the newer document."""

    def __init__(self, places: Places, left_out: Collection[Pointer]) -> None:
        self._places, self._left_out = places, left_out

    def below(self, then_at: Pointer, then: Any, now_at: Pointer, now: Any) -> Iterator[_Difference]:
        """What differs between two values, each at its place in its own document."""
        if now_at in self._left_out or same(then, now) or (_is_nothing(then) and _is_nothing(now)):
            return
        if isinstance(then, dict) and isinstance(now, dict):
            for name in (*now, *(one for one in then if one not in now)):
                held, holds = then.get(name, ABSENT), now.get(name, ABSENT)
                yield from self.below((*then_at, name), held, (*now_at, name), holds)
        elif isinstance(then, list) and isinstance(now, list) and any(map(_is_group, (*then, *now))):
            yield from self._items(then_at, then, now_at, now)
        else:
            yield _Difference(self._rank(now_at, then, now), then_at, now_at, gone=_is_nothing(now))

    def _items(self, then_at: Pointer, then: list[Any], now_at: Pointer, now: list[Any]) -> Iterator[_Difference]:
        pairs = aligned(then, now)
        for one, other in pairs.items():
            renamed = _naming(then[one]) if _name_of(then[one]) != _name_of(now[other]) else ""
            for found in self.below((*then_at, one), then[one], (*now_at, other), now[other]):
                its_name = bool(renamed) and found.now == (*now_at, other, renamed)
                yield _Difference(2, found.then, found.now) if its_name else found
        for at in range(len(then)):
            if at not in pairs:
                yield _Difference(2 if _is_group(then[at]) else 1, (*then_at, at), (*now_at, at), gone=True)
        taken = set(pairs.values())
        yield from (_Difference(1, then_at, (*now_at, at)) for at in range(len(now)) if at not in taken)
        if sorted(pairs.values()) != [pairs[at] for at in sorted(pairs)]:
            yield _Difference(0, then_at, now_at)

    def _rank(self, now_at: Pointer, then: Any, now: Any) -> int:
        """2 for what readers rely on, a group that is gone; 0 for wording and order; 1 for other information."""
        if _is_nothing(then) or _is_nothing(now):
            return 2 if _is_group(then) else 1
        if isinstance(then, list) and isinstance(now, list):
            return 0 if sorted(map(repr, then)) == sorted(map(repr, now)) else 1
        field = self._places.at(now_at).field
        free = field is None or field.kind in (Kind.TEXT, Kind.ANY)
        return 0 if free and _is_prose(then) and _is_prose(now) else 1


def _is_nothing(value: Any) -> bool:
    """A gateway writes one kind of nothing for another, so that none is a change."""
    return value is ABSENT or value is None or value in ("", [], {})


def _is_group(value: Any) -> bool:
    """An object, or a list that holds some."""
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_is_group, value)))


def _naming(item: Any) -> str:
    """The member by which an item is known, or ""."""
    return next((name for name in NAMING if not _is_nothing(item.get(name))), "") if isinstance(item, dict) else ""


def _name_of(item: Any) -> Any:
    return item.get(_naming(item)) if isinstance(item, dict) else None


def _in_words(root: Field, then: Any, now: Any, found: Sequence[_Difference]) -> list[str]:
    """The fields that differ, each with what it stands in."""
    before, after = Places(root, then), Places(root, now)
    places = [before.at(one.then) if one.gone else after.at(one.now) for one in found]
    return [" › ".join((*place.trail, place.title)) for place in places]


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
