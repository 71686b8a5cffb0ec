"""What the alternatives of a union are called when a person chooses between them: "One text", "A list"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.alternatives import Deciding
from gatewaydesk.schema.fields import Field, Kind, Limits
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
    Kind.LIST: "lists",
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
    named = [text(view.words, "title").strip() for view in own]
    if all(named) and len(set(named)) == len(named) and not _SAY_NOTHING & {title.lower() for title in named}:
        decides = None  # they are told apart by titles of their own
    for at, (field, view) in enumerate(zip(drawn, own, strict=True)):
        if decides is not None and decides.values[at] is not ABSENT:
            titles.append(plain(decides.values[at]))
        else:
            titles.append(_title(field, view, lists, kinds.count(field.kind) > 1))
    made = list(titles)
    for at, title in enumerate(titles):
        rivals = [field for number, field in enumerate(drawn) if number != at and titles[number] == title]
        if rivals:
            made[at] = _told_apart(title, drawn[at], rivals) or title
    return _different(made)


def _title(field: Field, view: View, lists: int, kind_is_shared: bool) -> str:
    beside = text(view.words, "title")
    if beside and beside.strip().lower() not in _SAY_NOTHING:
        return definition_title(beside, "")
    if field.kind in (Kind.CHOICE, Kind.CONST):
        return _listed(field)
    if field.kind is Kind.UNION:
        return _joined([branch.title for branch in field.branches[:_MOST_NAMED]], "or")
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
    choices = [_written(choice.value, choice.label) for choice in field.choices]
    if len(choices) == 1:
        value, label = field.choices[0].value, field.choices[0].label
        if isinstance(value, str) and value:
            return f"The {'words' if ' ' in label else 'word'} “{label}”"
        return choices[0][:1].upper() + choices[0][1:]
    return f"One of: {', '.join(choices[:_MOST_NAMED])}{'…' if len(choices) > _MOST_NAMED else ''}"


def _written(value: Any, label: str) -> str:
    if value == "":
        return "empty text"
    if isinstance(value, dict | list):
        kind = "list" if isinstance(value, list) else "group"
        return f"this {kind}: {label}" if value else f"an empty {kind}"
    return f"the number {label}" if isinstance(value, int | float) and not isinstance(value, bool) else label


def _told_apart(title: str, field: Field, others: Sequence[Field]) -> str:
    """The title with what this alternative has and no other of the same title has; "" where there is nothing.

    Of a group of fields that is a member (one with a fixed value, else one that must be there, else any); of a text
    or a number its limits.
    """
    if field.kind is not Kind.OBJECT:
        limits = _limits(field.limits)
        return f"{title} {limits}" if limits and all(_limits(one.limits) != limits for one in others) else ""
    rivals = [{(child.name, _fixed(child)) for child in one.children} for one in others]
    for wanted in (lambda child: bool(_fixed(child)), lambda child: child.required, lambda child: True):
        own = [child for child in field.children if wanted(child)]
        telling = [child for child in own if all(_lacks(names, child) for names in rivals)]
        if telling:
            return f"{title} with {_joined([_named(child) for child in telling[:2]], 'and')}"
    return ""


def _lacks(names: set[tuple[str, str]], child: Field) -> bool:
    fixed = _fixed(child)
    return (child.name, fixed) not in names if fixed else all(name != child.name for name, _ in names)


def _fixed(child: Field) -> str:
    few = child.kind in (Kind.CONST, Kind.CHOICE) and len(child.choices) <= _MOST_NAMED
    return " or ".join(choice.label for choice in child.choices) if few else ""


def _named(child: Field) -> str:
    fixed = _fixed(child)
    return f"{child.title} “{fixed}”" if fixed else child.title


def _limits(limits: Limits) -> str:
    for figure, words in (
        (limits.max_length, "of at most {:,} characters"),
        (limits.min_length, "of at least {:,} characters"),
        (limits.minimum, "of at least {:,}"),
        (limits.exclusive_minimum, "above {:,}"),
        (limits.maximum, "of at most {:,}"),
        (limits.exclusive_maximum, "below {:,}"),
        (limits.multiple_of, "in steps of {:,}"),
    ):
        if figure is not None:
            return words.format(figure)
    if not limits.pattern:
        return ""
    from gatewaydesk.schema.patterns import words_for  # which brings a validator; most schemas are read without one

    words = words_for(limits.pattern)
    return f"({words.partition(', such as ')[0]})" if words else ""


def _joined(words: Sequence[str], last: str) -> str:
    """“Text, whole number or list”: the first as it is, the others as they stand inside a sentence."""
    inside = [words[0], *(word[:1].lower() + word[1:] if word[1:2].islower() else word for word in words[1:])]
    return inside[0] if len(inside) == 1 else f"{', '.join(inside[:-1])} {last} {inside[-1]}"


def _items(field: Field) -> str:
    if field.kind is Kind.CHOICES:
        return "choices"
    item = field.item
    if item is None:
        return "items"
    named = item.title if item.kind is Kind.OBJECT and item.title != field.title else ""
    return _LISTS.get(item.kind) or (f"“{named}”" if named else "items")


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
