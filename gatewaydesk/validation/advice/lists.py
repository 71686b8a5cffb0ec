"""Lists in which something stands twice: things with the same name, texts that differ only in their letters, DOIs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from gatewaydesk.schema.fields import Kind
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.validation.advice.links import doi_of
from gatewaydesk.validation.advice.rule import LONGEST, About, Rows, Test, Told
from gatewaydesk.validation.advice.words import words_of

_ONE_OF_ITS_NAME = frozenset(("tables", "columns", "elements", "variables"))
_NAME = "name"
_MOST_OF_ONE_NAME = 20  # repeats of a name that are told one by one: of more, it is meant
MOST_REPEATED = 100  # repeats of one list that are told one by one
REPEATED = "repeated"
_COUNT = ("count",)
_LISTS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)
_NUMBERS = (Kind.INTEGER, Kind.NUMBER)
_SHORTEST = 3  # letters; “mg” and “Mg” may well be two
_FEW = 8  # groups that are compared each with each: faster than to make something to know them by
_MOST_COMPARED = 2_000  # groups of a list that are compared as wholes
_LEAST_MEMBERS = 2  # of a group that is told to be there twice: two people may have the same name
_KEYWORDS = frozenset(("keyword", "keywords", "tags"))
_OF_DOI = "10."  # stands in each, with or without an address
_APART = re.compile(r"[;|\n]")


def name_twice(about: About) -> Test | None:
    """Two tables, or two columns of a table, with the same name: told at all but the first, of many at the next few."""
    field = about.field
    named = field.item is not None and any(one.name == _NAME and one.kind is Kind.TEXT for one in field.item.children)
    if field.kind is not Kind.LIST or not named or _ONE_OF_ITS_NAME.isdisjoint(words_of(field.name)[-1:]):
        return None

    def test(rows: Rows) -> Iterable[Told]:
        if len(rows.items) > LONGEST:
            return ()
        names = rows.different(_NAME)
        return () if names is not None and len(names) == len(rows.items) else twice(rows)

    def twice(rows: Rows) -> Iterator[Told]:
        first: dict[str, int] = {}
        told: dict[str, int] = {}
        for at, row in enumerate(rows.items):
            name = row.get(_NAME) if type(row) is dict else None
            if type(name) is not str or not name.strip() or told.get(name, 0) == _MOST_OF_ONE_NAME:
                continue
            if name in first:
                told[name] = told.get(name, 0) + 1
                message = f"Is also the name of number {first[name] + 1:,} in this list: give each its own."
                if told[name] == _MOST_OF_ONE_NAME and _has_name(rows.items[at + 1 :], name):
                    message += " There are more of this name."
                yield Told(message, {"found": name, "first": first[name]}, (at, _NAME), ((first[name], _NAME),))
            else:
                first[name] = at

    return test


def _has_name(rows: list[Any], name: str) -> bool:
    return any(type(row) is dict and row.get(_NAME) == name for row in rows)


def repeated(about: About) -> Test | None:
    """A text of a list once more: the same DOI, the same but for the case of its letters, or the very same."""
    field = about.field
    item = field.item
    if field.kind not in _LISTS or item is None or about.in_list:
        return None
    if not any(one.kind in (Kind.TEXT, Kind.URL, Kind.EMAIL, Kind.CHOICE) for one in item.branches or (item,)):
        return None
    by_case = item.kind is Kind.TEXT and not field.choices

    def test(rows: Rows) -> Iterable[Told]:
        count = len(rows.items)
        if not 1 < count <= LONGEST:
            return ()
        return found(rows.items) if count <= MOST_REPEATED else _told_some(found(rows.items), MOST_REPEATED)

    def found(items: list[Any]) -> Iterator[Told]:
        first: dict[str, int] = {}
        for at, text in enumerate(items):
            words = text.split() if type(text) is str else ()
            if not words:
                continue
            bare = " ".join(words)
            doi = doi_of(bare) if _OF_DOI in bare else ""
            key = doi or (bare.casefold() if by_case and len(bare) >= _SHORTEST else bare)
            known = first.setdefault(key, at)
            if known == at or (field.limits.unique_items and text == items[known]):  # the schema itself tells that
                continue
            number, other = known + 1, items[known]
            if text == other:
                message = f"Is the same as number {number:,} in this list: take one of them out."
            elif doi:
                message = f"Is the same DOI as number {number:,} in this list: take one of them out."
            else:
                message = (
                    f"Is the same as number {number:,} in this list, “{other}”, in other letters: keep one of them."
                )
            yield Told(message, {"found": text, "first": known}, (at,), ((known,),))

    return test


def _told_some(found: Iterable[Told], most: int) -> list[Told]:
    """The first pieces of what is told of a list; where there are more, the last of them says so."""
    told = list(islice(found, most + 1))
    if len(told) > most:
        told[-2:] = [replace(told[-2], message=f"{told[-2].message} There are more such repeats in this list.")]
    return told


def group_repeated(about: About) -> Test | None:
    """The very same observation, revision, linked dataset once more, or the same thing counted once more.

    Tables and columns are known by their names.
    """
    field = about.field
    item = field.item
    if field.kind is not Kind.LIST or item is None or about.in_list:
        return None
    counts = [one.name for one in item.children if one.kind in _NUMBERS and words_of(one.name) == _COUNT]
    others = tuple(one.name for one in item.children if one.name not in counts)
    if len(counts) == 1 and others and item.kind is Kind.OBJECT:
        return _counted_twice(counts[0], others, unique=field.limits.unique_items)
    if field.limits.unique_items:
        return None
    of_groups = any(one.kind in (Kind.OBJECT, Kind.MAP) for one in item.branches or (item,))
    if not of_groups or not _ONE_OF_ITS_NAME.isdisjoint(words_of(field.name)[-1:]):
        return None

    def test(rows: Rows) -> Iterator[Told]:
        items = rows.items if 1 < len(rows.items) <= _MOST_COMPARED else []
        if len(items) <= _FEW and not any(row in items[:at] for at, row in enumerate(items)):
            return  # Python takes more for the same than JSON does
        first: dict[Any, int] = {}
        for at, row in enumerate(items):
            said = type(row) is dict and len(row) >= _LEAST_MEMBERS
            known = first.setdefault(_surface(row), at) if said else at
            if known != at and same_json(items[known], row):
                message = f"Is the same as number {known + 1:,} in this list: take one of them out."
                yield Told(message, {"first": known}, (at,), ((known,),))

    return test


def _surface(row: dict[str, Any]) -> Any:
    """What is alike for groups that are the same, and seldom for others; nothing inside is looked at."""
    return frozenset((name, one) for name, one in row.items() if type(one) in (str, int, float, bool))


def _counted_twice(count: str, others: tuple[str, ...], *, unique: bool) -> Test:
    """Rows that count the same thing, such as an age band or a code of a disease, whatever they come to."""

    def test(rows: Rows) -> Iterator[Told]:
        items = rows.items
        if not 1 < len(items) <= _MOST_COMPARED or len(rows.different(others[0]) or ()) == len(items):
            return
        first: dict[Any, int] = {}
        for at, row in enumerate(items):
            said = tuple(row.get(one) for one in others) if type(row) is dict and count in row else ()
            if not any(said) or any(one is not None and type(one) not in (str, int) for one in said):
                continue
            known = first.setdefault(said, at)
            if known == at:
                continue
            if not same_json(items[known], row):
                message = (
                    f"Counts the same as number {known + 1:,} in this list, with another result: keep one of them."
                )
            elif not unique:
                message = f"Is the same as number {known + 1:,} in this list: take one of them out."
            else:
                continue  # the schema itself tells that
            yield Told(message, {"first": known}, (at,), ((known,),))

    return test


def several_in_one(about: About) -> Test | None:
    """Keywords that stand in one row: set apart by semicolons, or the only row has commas in it."""
    field = about.field
    if field.kind not in _LISTS or about.in_list or _KEYWORDS.isdisjoint(words_of(field.name)[-1:]):
        return None
    several = "Holds several keywords, which are found only one by one: give each a row of its own."
    perhaps = "Has commas in it: if these are several keywords, give each a row of its own."

    def test(rows: Rows) -> Iterator[Told]:
        alone = len(rows.items) == 1
        texts = " ".join(text for text in rows.items[:LONGEST] if type(text) is str)
        for at, text in enumerate(rows.items[:LONGEST] if alone or _APART.search(texts) else ()):
            if type(text) is str and _APART.search(text.strip(" ;|\n")):
                yield Told(several, {"found": text}, (at,))
            elif type(text) is str and alone and _is_row(text):
                yield Told(perhaps, {"found": text}, (at,))

    return test


def _is_row(text: str) -> bool:
    """Whether commas set words apart that are written alike, and none is the rest of a term, as in “Asthma, acute”."""
    pieces = [piece.strip() for piece in text.split(",")]
    return len(pieces) > 1 and all(pieces) and len({piece[:1].isupper() for piece in pieces}) == 1
