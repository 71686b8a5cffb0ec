"""Which of several schemas a document is probably written for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.drafts import draft_of
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.schema.resolve import nested_too_deep

ENOUGH = 0.85  # of a document's member names must be known, if it is not accepted: a poor fit is worse than none


def rank(known: Sequence[LoadedSchema], value: Any) -> list[str]:
    """Names of the schemas that accept a document, then of those that know its members' names, best first."""
    return [name for *_, name in _scored(known, value)]


def best(known: Sequence[LoadedSchema], value: Any) -> list[str]:
    """The first of `rank`, with those that fit the document just as well."""
    scored = _scored(known, value)
    return [name for refused, unknown, *_, name in scored if (refused, unknown) == scored[0][:2]]


def _scored(known: Sequence[LoadedSchema], value: Any) -> list[tuple[bool, float, bool, int, str]]:
    """The schemas that may be meant, the best first: refused or not, how little of it is known, added or not, number
    and name. Among equals, those that ship come before those that somebody happened to add."""
    if not isinstance(value, dict) or not value or nested_too_deep(value):
        return []
    scored = []
    for number, schema in enumerate(known):
        known_names, names, missing = count_names(schema.root, value)
        accepted = known_names > 0 and _accepts(schema, value)
        lone = known_names == 1 and missing  # a single `name` stands in many a file that is no metadata
        if accepted or (known_names >= names * ENOUGH and not lone):
            unknown = -known_names / (names + missing)
            scored.append((not accepted, unknown, schema.origin != "shipped", number, schema.name))
    return sorted(scored)


def newest_first(names: Iterable[str]) -> list[str]:
    """Names sorted by model, and within a model from the newest version to the oldest."""
    newest = sorted(names, key=lambda name: _version_key(name.partition("/")[2]), reverse=True)
    return sorted(newest, key=lambda name: name.partition("/")[0].lower())


def _version_key(version: str) -> list[tuple[int, int, str]]:
    """Numbers as numbers; `1.2-beta` comes before `1.2`, and that before `1.2.1`."""
    parts = re.findall(r"[0-9]+|[A-Za-z]+", version)
    return [*((2, int(part), "") if part.isdigit() else (0, 0, part.lower()) for part in parts), (1, 0, "")]


def count_names(root: Field, value: dict[str, Any]) -> tuple[int, int, int]:
    """Member names at the top and one level below: how many are known, are there, are required and not there."""
    known = there = missing = 0
    for field, here in two_levels(root, value):
        names = {child.name: child for child in field.children}
        known += sum(name in names and not _is_no_group(names[name], below) for name, below in here.items())
        there += len(here)
        missing += sum(child.required and child.name not in here for child in field.children)
    return known, there, missing


def _is_no_group(field: Field, value: Any) -> bool:
    """Whether a text or a figure stands where a group belongs: the name alone is then another document's."""
    return field.kind is Kind.OBJECT and bool(field.children) and isinstance(value, str | int | float) and value != ""


def two_levels(root: Field, value: dict[str, Any]) -> Iterable[tuple[Field, dict[str, Any]]]:
    """A document and the groups right in it, each with its field."""
    field = chosen(root, value)
    yield field, value
    for child in field.children:
        below = value.get(child.name)
        if isinstance(below, dict):
            yield chosen(child, below), below


def chosen(field: Field, value: Any) -> Field:
    """The field as a value decides it: settled, and of a union the alternative that fits best."""
    field = field.settled(value)
    if field.kind is Kind.UNION and field.branches:
        return field.branches[best_branch(field, value)].settled(value)
    return field


def _accepts(schema: LoadedSchema, value: Any) -> bool:
    import jsonschema_rs

    if nested_too_deep(value, schema.deepest):
        return False
    try:
        return bool(_validator(schema).is_valid(value))
    except (ValueError, jsonschema_rs.ReferencingError):  # it cannot be checked with, so it accepts nothing
        return False


@remembered
def _validator(schema: LoadedSchema) -> Any:
    """What tells whether a schema accepts a document, formats aside."""
    import jsonschema_rs

    classes = {
        "4": jsonschema_rs.Draft4Validator,
        "6": jsonschema_rs.Draft6Validator,
        "7": jsonschema_rs.Draft7Validator,
        "2019-09": jsonschema_rs.Draft201909Validator,
        "2020-12": jsonschema_rs.Draft202012Validator,
    }
    raw = schema.precise
    bare = {word: part for word, part in raw.items() if word != "$schema"} if isinstance(raw, dict) else raw
    limit = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
    return classes[draft_of(raw)](bare, validate_formats=False, offline=True, pattern_options=limit)
