"""Which schema a damaged document was written for: one that `fitting` knows none for, and that has a schema's sections.

Its members may be written in other capitals, stand beside many that no schema knows, or be wrapped up in an envelope
or a list. What is no metadata at all must not be taken for some: a single name says nothing, sections with their
members do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.fitting import ENOUGH, best, chosen, count_names, two_levels
from gatewaydesk.schema.resolve import nested_too_deep

_LEAST_SECTIONS = 2  # of a schema: one with fewer is known by its members alone
_SECTIONS = 3  # of a document, or all of those that its schema has
_HALF = 2  # of a section's members one in so many must be known
_FEWEST = 5  # names that must be known where sections do not decide
_REQUIRED = 4  # names that a schema requires: with all of so many a document is its, whatever stands beside them
_DEEPEST_ENVELOPE = 8
_MOST_LOOKED_AT = 40  # groups of an envelope
_FIRST = 20  # items of a list, of which the first ones may say nothing
_ENVELOPES = ("original_metadata", "versions", "metadata", "latest_metadata", "dataset", "data", "results", "items")
_MOST_FOREIGN = 2  # whole sections that are no schema's: with more of them a document is another schema's
_LONGEST_NAME = 40  # characters that are told of one
_OF_GWDM = frozenset(("gatewayId", "gatewayPid"))
_IN_ADDRESS = re.compile(r"/([A-Z][\w-]*)/v?(\d+(?:\.\d+)+)(?:/[\w.-]*)?#?$")
_OF_SCHEMAS = frozenset(("properties", "patternProperties", "definitions", "$defs", "examples"))


@dataclass(frozen=True)
class Guess:
    """What a document was probably written for.

    Attributes:
        names: of the schemas that know most of it; mostly only one.
        foreign: why it was written for another one all the same, in words; "" where it can be taken for theirs.
        fits: whether it fits them as it is, and nothing had to be guessed.
    """

    names: tuple[str, ...] = ()
    foreign: str = ""
    fits: bool = False


def recognised(known: Sequence[LoadedSchema], value: Any) -> list[str]:
    """Names of the schemas that a document can be taken to be written for, those that know most of it."""
    guess = guessed(known, value)
    return [] if guess.foreign else list(guess.names)


def guessed(known: Sequence[LoadedSchema], value: Any) -> Guess:
    """The schemas that a document was probably written for, and whether it was rather written for one like them.

    Args:
        known: the schemas, the likelier first.
        value: the document; one that fits a schema as it is need not be asked about.
    """
    if nested_too_deep(value):
        return Guess()
    unlike = Guess()
    for _, inner in _unwrapped(value):
        scored = []
        for schema in known:
            spelt = _as_spelt(schema.root, inner)
            if _is_written_for(schema.root, spelt):
                names_known, _, missing = count_names(schema.root, spelt)
                scored.append(((-names_known, missing, schema.origin != "shipped"), schema))
        if scored:
            most = min(score for score, _ in scored)
            found = [schema for score, schema in scored if score == most]
            guess = Guess(tuple(one.name for one in found), _why_foreign(found[0].root, inner, known))
            if not guess.foreign:
                return guess
            unlike = unlike if unlike.names else guess
    return unlike


def fitting_or_guessed(known: Sequence[LoadedSchema], value: Any) -> Guess:
    """The schemas that a document fits, and where there are none, those that it was probably written for."""
    names = best(known, value)
    if not names:
        return guessed(known, value)
    schema = next(one for one in known if one.name == names[0])
    closed = isinstance(value, dict) and chosen(schema.root, value).closed  # one that is open takes what it knows not
    return Guess(tuple(names), _why_foreign(schema.root, value, known) if closed else "", fits=True)


def envelope_of(root: Field, value: Any, name: str) -> tuple[str | int, ...]:
    """The way into a member of a document to the dataset that it holds; () where the document is no envelope of one."""
    if not isinstance(value, dict) or not isinstance(value.get(name), dict | list):
        return ()
    if name not in _ENVELOPES and any(
        one and isinstance(one, dict | list) for other, one in value.items() if other != name
    ):
        return ()  # asked about each of very many members, this must cost nothing
    if nested_too_deep(value) or any(child.name in value for child in chosen(root, value).children):
        return ()
    ways = (way for way, inner in _unwrapped(value) if way and _is_written_for(root, _as_spelt(root, inner)))
    way = next(ways, ())
    return way if way and way[0] == name else ()


def _is_written_for(root: Field, spelt: dict[str, Any]) -> bool:
    names_known, names, missing = count_names(root, spelt)
    enough = 0 if not missing and _requires(root, spelt) >= _REQUIRED else names * ENOUGH
    return names_known >= max(_FEWEST, enough) or _has_sections(root, spelt)


def _why_foreign(root: Field, value: dict[str, Any], known: Sequence[LoadedSchema]) -> str:
    """What tells that a document was written for another schema, which is not known here; "" for nothing."""
    said = _model_said(value)
    installed = {one.name.casefold() for one in known} | {one.name.partition("/")[0].casefold() for one in known}
    if said and said.casefold() not in installed:
        return f"it says that it is {said}’s"
    field = chosen(root, value)
    names = {child.name.casefold() for child in field.children}
    foreign = [
        name
        for name, below in value.items()
        if _is_group(below) and name.casefold() not in names and field.dormant(name) is None
    ]
    if len(foreign) <= _MOST_FOREIGN:
        return ""
    told = [f"“{name[:_LONGEST_NAME]}”" for name in foreign[:_MOST_FOREIGN]]
    rest = len(foreign) - len(told)
    return f"{', '.join(told)} and {rest:,} more of its sections are not that schema’s"


def _model_said(value: dict[str, Any]) -> str:
    """The model that a document names, or that only its copies at the gateway have the marks of; "" for none."""
    needed = value.get("required")
    if isinstance(needed, dict) and not _OF_GWDM.isdisjoint(needed):
        return "GWDM"
    address = value.get("$schema")
    found = _IN_ADDRESS.search(address) if isinstance(address, str) else None
    return f"{found[1]}/{found[2]}" if found else ""


def _is_group(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and bool(first)


def _unwrapped(value: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """A document and what it may be the envelope of, each with the way to it.

    What one group or list stands in beside plain values may be an envelope, and so may what has members that gateways
    wrap a dataset up in. What was written by the author comes before the gateway's own translation of it.
    """
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    for _ in range(_MOST_LOOKED_AT):
        if not waiting:
            return
        way, inner = waiting.pop()
        if len(way) > _DEEPEST_ENVELOPE:
            continue
        if isinstance(inner, list):
            at = next(
                (at for at, one in enumerate(islice(inner, _FIRST)) if one and isinstance(one, dict | list)), None
            )
            if at is not None:
                waiting.append(((*way, at), inner[at]))
        if not isinstance(inner, dict):
            continue
        yield way, inner
        below = {name: one for name, one in inner.items() if one and isinstance(one, dict | list)}
        if not _OF_SCHEMAS.isdisjoint(below):
            continue
        if len(below) > 1:
            below = {name: one for name in _ENVELOPES if (one := below.get(name)) is not None}
        waiting += [((*way, name), one) for name, one in reversed(below.items())]


def _as_spelt(root: Field, value: dict[str, Any]) -> dict[str, Any]:
    """A document with the names of its members, and of theirs, in the capitals that the schema has for them."""
    field = chosen(root, value)
    top = _renamed(field, value)
    return {
        name: _renamed(chosen(child, below), below) if child is not None and isinstance(below, dict) else below
        for name, below in top.items()
        for child in (field.child(name),)
    }


def _renamed(field: Field, value: dict[str, Any]) -> dict[str, Any]:
    spelt = {child.name.casefold(): child.name for child in field.children}
    return {spelt.get(name.casefold(), name): below for name, below in value.items()}


def _requires(root: Field, value: dict[str, Any]) -> int:
    return sum(child.required for field, _ in two_levels(root, value) for child in field.children)


def _has_sections(root: Field, value: dict[str, Any]) -> bool:
    field = chosen(root, value)
    groups = [child for child in field.children if child.children or child.branches or child.item is not None]
    there = sum(_is_section(child, value.get(child.name)) for child in groups)
    return len(groups) >= _LEAST_SECTIONS and there >= min(_SECTIONS, len(groups))


def _is_section(child: Field, value: Any) -> bool:
    """Whether a value is a group, or a list of such, that a section's own names stand in."""
    field = chosen(child, value)
    if isinstance(value, list) and field.item is not None and value:
        value = value[0]
        field = chosen(field.item, value)
    if not isinstance(value, dict) or not value:
        return False
    names = {one.name.casefold() for one in field.children}
    return sum(name.casefold() in names for name in value) * _HALF >= len(value)
