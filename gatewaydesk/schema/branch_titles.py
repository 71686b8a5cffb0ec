"""What the alternatives of a union are called when a person chooses between them: "One text", "A list"."""

from __future__ import annotations

from collections.abc import Sequence

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.alternatives import Deciding
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.naming import definition_title
from gatewaydesk.schema.view import View
from gatewaydesk.schema.words import plain, text

_WORDS = {  # alone, and as one beside a list
    Kind.TEXT: ("Text", "One text"),
    Kind.EMAIL: ("E-mail address", "One e-mail address"),
    Kind.URL: ("Web address", "One web address"),
    Kind.INTEGER: ("Whole number", "One whole number"),
    Kind.NUMBER: ("Number", "One number"),
    Kind.BOOLEAN: ("Yes or no", "Yes or no"),
    Kind.DATE: ("Date", "One date"),
    Kind.DATE_TIME: ("Date and time", "One date and time"),
    Kind.TIME: ("Time of day", "One time of day"),
    Kind.NULL: ("Nothing", "Nothing"),
    Kind.ANY: ("Anything, as JSON", "Anything, as JSON"),
    Kind.OBJECT: ("Details", "Details"),
    Kind.MAP: ("Named values", "Named values"),
}
_LISTS = {
    Kind.TEXT: "texts",
    Kind.EMAIL: "e-mail addresses",
    Kind.URL: "web addresses",
    Kind.INTEGER: "whole numbers",
    Kind.NUMBER: "numbers",
    Kind.DATE: "dates",
    Kind.DATE_TIME: "dates with times",
}
_LIST_KINDS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)
_SAY_NOTHING = {"list", "array", "string", "text", "object", "number", "integer", "boolean", "value", "null", "any"}
_MOST_NAMED = 3


def branch_titles(drawn: Sequence[Field], own: Sequence[View], decides: Deciding | None) -> list[str]:
    """A title for each alternative, all of them different.

    Args:
        drawn: the alternatives' fields.
        own: what each alternative says itself, without what holds for all of them.
        decides: the member that tells object alternatives apart, if there is one.
    """
    lists = sum(field.kind in _LIST_KINDS for field in drawn)
    kinds = [field.kind for field in drawn]
    titles = []
    for at, (field, view) in enumerate(zip(drawn, own, strict=True)):
        if decides is not None and decides.values[at] is not ABSENT:
            titles.append(plain(decides.values[at]))
        else:
            titles.append(_title(field, view, lists, kinds.count(field.kind) > 1))
    return _different(titles)


def _title(field: Field, view: View, lists: int, kind_is_shared: bool) -> str:
    beside = text(view.words, "title")
    if beside and beside.strip().lower() not in _SAY_NOTHING:
        return definition_title(beside, "")
    if field.kind in (Kind.CHOICE, Kind.CONST):
        return _listed(field)
    if field.kind in _LIST_KINDS:
        return "A list" if lists == 1 else f"A list of {_items(field)}"
    if field.limits.format == "uuid" or "uuid" in view.defined[1].lower():
        return "UUID"
    named = definition_title(*view.defined)
    if named and (field.kind in (Kind.OBJECT, Kind.MAP) or (field.kind is Kind.TEXT and kind_is_shared)):
        return named
    alone, beside_list = _WORDS[field.kind]
    return beside_list if lists else alone


def _listed(field: Field) -> str:
    labels = [choice.label for choice in field.choices]
    if len(labels) == 1:
        return f"The {'words' if ' ' in labels[0] else 'word'} “{labels[0]}”"
    return f"One of: {', '.join(labels[:_MOST_NAMED])}{'…' if len(labels) > _MOST_NAMED else ''}"


def _items(field: Field) -> str:
    if field.kind is Kind.CHOICES:
        return "choices"
    item = field.item
    return _LISTS.get(item.kind, "items") if item is not None else "items"


def _different(titles: list[str]) -> list[str]:
    made: list[str] = []
    for title in titles:
        number = 2
        unique = title
        while unique in made:
            unique = f"{title} ({number})"
            number += 1
        made.append(unique)
    return made
