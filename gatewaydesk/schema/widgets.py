"""The widgets that hints may ask for, and for which fields the form has each; and a check of hints against a schema."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.pointer import get, to_parts, to_text
from gatewaydesk.schema.fields import Field, Kind, walk
from gatewaydesk.schema.filling import RULES, can_be_filled, has_one_place
from gatewaydesk.schema.hints import Hints

_LISTS = (Kind.LIST, Kind.TAGS)
_LINES = (Kind.TEXT, Kind.EMAIL, Kind.URL)
_MOST_WAYS = 64  # alternatives through which a place is looked for at the same time
_MOST_SUGGESTED = 4_000  # fields that are looked through for places of nearly that name


@dataclass(frozen=True)
class Widget:
    """A way of drawing a field: which fields it is there for, and how a person would say that."""

    fits: Callable[[Field], bool]
    needs: str


def _items(field: Field) -> Kind | None:
    return field.item.kind if field.item is not None else None


WIDGETS: Mapping[str, Widget] = {
    "one-line": Widget(lambda field: field.kind in _LINES, "text"),
    "paragraph": Widget(lambda field: field.kind in _LINES, "text"),
    "radio": Widget(lambda field: field.kind in (Kind.CHOICE, Kind.BOOLEAN), "one of several choices"),
    "combo": Widget(lambda field: field.kind is Kind.CHOICE, "one of several choices"),
    "check-boxes": Widget(lambda field: field.kind is Kind.CHOICES, "several of a list of choices"),
    "chips": Widget(lambda field: field.kind in (Kind.CHOICES, Kind.TAGS), "a list of choices or short texts"),
    "list": Widget(
        lambda field: field.kind in _LISTS and field.item is not None and field.item.is_leaf, "plain values"
    ),
    "grid": Widget(lambda field: field.kind is Kind.LIST and _items(field) is Kind.OBJECT, "a list of objects"),
    "cards": Widget(lambda field: field.kind is Kind.LIST and _items(field) is Kind.OBJECT, "a list of objects"),
    "json": Widget(lambda field: True, "anything"),
}


def check_hints(hints: Hints, root: Field) -> list[str]:
    """What in the hints leads nowhere or cannot be done, in sentences; hints are never an error.

    Args:
        hints: as read.
        root: the schema's field, read with or without these hints.
    """
    return [*_unknown_places(hints, root), *_groups(hints), *_fields(hints, root)]


def filled_in(hints: Hints, root: Field, value: Any) -> dict[str, str]:
    """The places that the application fills in, each with its rule: what the hints ask for and the field can hold.

    Args:
        hints: as read.
        root: the schema's field.
        value: the document, which decides what fields there are.
    """
    found = {}
    for place, rule in hints.generated.items():
        if any(can_be_filled(field, rule) for field in _standing(root, place, value)):
            found[place] = rule
    return found


def field_of(root: Field, template: str) -> Field | None:
    """The field of a template, through whichever alternative has it; None where there is none."""
    try:
        parts = to_parts(template)
    except ValueError:
        return None
    here = [root]
    for part in parts:
        here = [below for one in here for below in _step(one, part)][:_MOST_WAYS]
    return here[0] if here else None


def _standing(root: Field, place: str, value: Any) -> list[Field]:
    """The fields of a place in a document, one for each alternative that has it; none where it does not apply now."""
    try:
        parts = to_parts(place)
    except ValueError:
        return []
    here = [root]
    for part in parts:
        here = [child for field in here for child in _members(field, part, value)][:_MOST_WAYS]
        value = get(value, (part,))
    return here


def _members(field: Field, name: str, value: Any) -> Iterator[Field]:
    settled = field.settled(value)
    child = settled.child(name)
    if child is not None:
        yield child
    for branch in settled.branches:
        yield from _members(branch, name, value)


def templates(root: Field) -> Iterator[str]:
    """The templates of all fields below a field, the outermost of each branch first; without end nowhere."""
    for count, one in enumerate(walk(root)):
        if count > _MOST_SUGGESTED:
            return
        if one.path:
            yield to_text(one.path)


def _step(field: Field, part: str) -> Iterator[Field]:
    child = field.child(part)
    if child is not None:
        yield child
    if part == "*" and field.item is not None:
        yield field.item
    if part == "**" and field.extra is not None:
        yield field.extra
    for branch in field.branches:
        yield from _step(branch, part)


def _unknown_places(hints: Hints, root: Field) -> Iterator[str]:
    known: list[str] | None = None
    for place in dict.fromkeys(place for place, _ in hints.given):
        if field_of(root, place) is not None:
            continue
        known = list(templates(root)) if known is None else known
        near = difflib.get_close_matches(place, known, 1, 0.75)
        yield f"This schema has no field “{place}”." + (f" Did you mean “{near[0]}”?" if near else "")


def _groups(hints: Hints) -> Iterator[str]:
    seen: dict[str, str] = {}
    for group in hints.groups:
        above = {member.rpartition("/")[0] for member in group.members}
        if len(above) > 1:
            yield f"The group “{group.title}” holds fields of different objects; only fields of one can stand together."
        for member in group.members:
            if seen.setdefault(member, group.title) != group.title:
                yield f"“{member}” is in two groups, “{seen[member]}” and “{group.title}”; it is shown in the first."


def _fields(hints: Hints, root: Field) -> Iterator[str]:
    named = [place for place, use in hints.given if use == "field"]
    for place in dict.fromkeys(named):
        if named.count(place) > 1:
            yield f"“{place}” is described twice; the first description counts."
    for place, rule in hints.generated.items():
        field = field_of(root, place)
        if rule not in RULES:
            yield f"“{place}” is to be filled in by “{rule}”, which Gateway Desk does not know."
        elif field is not None and not has_one_place(field):
            yield f"“{place}” cannot be filled in by “{rule}”: that is for a field that stands in one place only."
        elif field is not None and not can_be_filled(field, rule):
            yield f"“{place}” cannot be filled in by “{rule}”: that is for {RULES[rule].needs}."
    for place, hint in hints.fields.items():
        field = field_of(root, place)
        widget = WIDGETS.get(hint.widget)
        if hint.widget and widget is None:
            yield f"“{place}” is to be drawn as “{hint.widget}”, which Gateway Desk does not know."
        elif widget is not None and field is not None and not widget.fits(field):
            yield f"“{place}” cannot be drawn as “{hint.widget}”: that is for {widget.needs}."
