"""Which schema a damaged document was written for: one that `fitting` knows none for, and that has a schema's sections.

Its members may be written in other capitals, stand beside many that no schema knows, or be wrapped up in an envelope
or a list. What is no metadata at all must not be taken for some: a single name says nothing, sections with their
members do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.fitting import ENOUGH, chosen, count_names, two_levels
from gatewaydesk.schema.resolve import nested_too_deep

_LEAST_SECTIONS = 2  # of a schema: one with fewer is known by its members alone
_SECTIONS = 3  # of a document, or all of those that its schema has
_HALF = 2  # of a section's members one in so many must be known
_FEWEST = 5  # names that must be known where sections do not decide
_REQUIRED = 4  # names that a schema requires: with all of so many a document is its, whatever stands beside them
_DEEPEST_ENVELOPE = 6
_OF_SCHEMAS = frozenset(("properties", "patternProperties", "definitions", "$defs", "examples"))


def recognised(known: Sequence[LoadedSchema], value: Any) -> list[str]:
    """Names of the schemas that a document was probably written for, those that know most of it; mostly only one.

    Args:
        known: the schemas, the likelier first.
        value: the document; one that fits a schema as it is need not be asked about.
    """
    if nested_too_deep(value):
        return []
    for inner in _unwrapped(value):
        scored = []
        for schema in known:
            spelt = _as_spelt(schema.root, inner)
            names_known, names, missing = count_names(schema.root, spelt)
            enough = 0 if not missing and _requires(schema.root, spelt) >= _REQUIRED else names * ENOUGH
            if names_known >= max(_FEWEST, enough) or _has_sections(schema.root, spelt):
                scored.append(((-names_known, missing, schema.origin != "shipped"), schema.name))
        if scored:
            best = min(scored)[0]
            return [name for score, name in scored if score == best]
    return []


def _unwrapped(value: Any) -> Iterator[dict[str, Any]]:
    """A document, and what it is the envelope of: nothing but one group or list stands in each, beside plain values."""
    inner = value
    for _ in range(_DEEPEST_ENVELOPE):
        if isinstance(inner, list):
            inner = inner[0] if inner else None
        if not isinstance(inner, dict):
            return
        yield inner
        below = [(name, one) for name, one in inner.items() if isinstance(one, dict | list)]
        if len(below) != 1 or below[0][0] in _OF_SCHEMAS:
            return
        inner = below[0][1]


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
