"""Groups that a name in them tells apart, such as themes: names that are none, and choices that belong to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.phrases import joined

_LONGEST_NAMED = 8  # choices
_MOST_OWNERS = 3
_LISTS = (Kind.LIST, Kind.CHOICES, Kind.TAGS)


def unlisted(about: About) -> Test | None:
    """A name that tells alternatives apart and belongs to none of them, or is empty, where any name passes.

    An entry of a list without one is of no kind: its alternatives each have another default. Where the schema requires
    the name, one that is missing or empty is told with all else that is still empty.
    """
    groups = _groups(about)
    name, known = _told_apart(groups)
    if not name:
        return None
    listed = sorted(known)
    shown = ", ".join(f"“{one}”" for one in listed[:_LONGEST_NAMED])
    more = f" and {len(listed) - _LONGEST_NAMED:,} more" if len(listed) > _LONGEST_NAMED else ""
    deciders = [child for one in groups for child in one.children if child.decides]
    asked_for = any(one.required for one in deciders)
    may_lack = not about.item or any(one.choices for one in deciders)
    empty = Told(f"Is left empty: choose one of those that this schema version knows: {shown}{more}.", below=(name,))

    def test(value: Mapping[str, Any]) -> Iterator[Told]:
        given = value.get(name, "")
        if isinstance(given, str) and not given.strip():
            if not asked_for and (name in value or not may_lack):
                yield empty
        elif isinstance(given, str) and given not in known:
            message = f"“{given}” is none of those that this schema version knows: {shown}{more}."
            yield Told(message, {"actual": given, "options": listed}, (name,))

    return test


def belongs_elsewhere(about: About) -> Test | None:
    """A choice of another group, such as a sub-theme of another theme, for which the schema then takes the entry."""
    groups = _groups(about)
    name, known = _told_apart(groups)
    if not name:
        return None

    @cache  # not before a document needs it
    def offered() -> Mapping[str, Mapping[str, frozenset[Any]]]:
        """What each group offers, by the members that are lists of choices."""
        return {group: dict(_choices(one)) for group, one in known.items()}

    def test(value: Mapping[str, Any]) -> Iterator[Told]:
        given = value.get(name)
        mine = offered().get(given) if isinstance(given, str) else None
        for member, choices in mine.items() if mine is not None else ():
            items = value.get(member)
            for at, one in enumerate(items) if isinstance(items, list) else ():
                owners = [] if not isinstance(one, str) or one in choices else _owners(offered(), member, one)
                if owners:
                    shown = joined([f"“{owner}”" for owner in owners[:_MOST_OWNERS]])
                    message = f"“{one}” belongs to {shown}, and not to “{given}”: choose another, or move it there."
                    yield Told(message, {"actual": one, "owners": owners}, (member, at), ((name,),))

    return test


def _owners(offered: Mapping[str, Mapping[str, frozenset[Any]]], member: str, one: str) -> list[str]:
    return [group for group, members in offered.items() if one in members.get(member, ())]


def _groups(about: About) -> list[Field]:
    return [one for one in (about.union.branches if about.union else ()) if one.kind is Kind.OBJECT]


def _told_apart(groups: list[Field]) -> tuple[str, Mapping[str, Field]]:
    """The member that tells some groups apart, and the group of each of its values; "" where none does."""
    if not any(child.decides for one in groups[:1] for child in one.children):
        return "", {}  # where one does not, none does; the fields of the others need not be made to know that
    deciders = [(one, child) for one in groups for child in one.children if child.decides]
    names = {child.name for _, child in deciders}
    known = {_decided(child): one for one, child in deciders}
    if len(names) != 1 or len(known) < 2 or not all(isinstance(one, str) for one in known):
        return "", {}
    return names.pop(), known


def _choices(group: Field) -> Iterator[tuple[str, frozenset[Any]]]:
    for child in group.children:
        for one in child.branches or (child,):
            listed = one.choices or (one.item.choices if one.item is not None else ())
            if one.kind in _LISTS and listed:
                yield child.name, frozenset(choice.value for choice in listed if isinstance(choice.value, str))


def _decided(field: Field) -> Any:
    if len(field.choices) == 1:
        return field.choices[0].value
    return field.default if field.default is not ABSENT else None
