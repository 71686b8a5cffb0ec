"""The rules by which the application fills fields in, and whether a field takes what a rule writes.

What hints ask for and the field cannot hold is passed over: nothing is written, and the field is the person's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from gatewaydesk.schema.fields import Field, Kind, Limits
from gatewaydesk.schema.json_types import same_json

_MANY = frozenset(("*", "**"))
_DEEPEST = 4  # alternatives within alternatives that are looked into
_LISTS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)
_TEXTS = (Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.DATE, Kind.DATE_TIME, Kind.TIME)
_TEXT_KEYWORDS = {"min_length": "minLength", "max_length": "maxLength", "pattern": "pattern", "format": "format"}


@dataclass(frozen=True)
class Rule:
    """A way of filling a field in.

    Attributes:
        sample: such a value as the rule writes.
        needs: which fields it is for, as a person would say it.
    """

    sample: Any
    needs: str


_MOMENT = Rule("2026-01-31T09:30:00Z", "text that may be a time, such as “2026-01-31T09:30:00Z”")
RULES: Mapping[str, Rule] = {
    "uuid": Rule(
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "text that may be an identifier, such as “3f2504e0-4f89-41d3-9a0c-0305e82c3301”",
    ),
    "version": Rule("1.0.0", "text that may be a version, such as “1.0.0”"),
    "revisions": Rule([], "a list that may be empty"),
    "issued": _MOMENT,
    "modified": _MOMENT,
}


def can_be_filled(field: Field, rule: str) -> bool:
    """Whether the application can fill a field in by a rule: it knows the rule, there is one place, and it fits."""
    return rule in RULES and has_one_place(field) and holds(field, RULES[rule].sample)


def has_one_place(field: Field) -> bool:
    """Whether a field stands in one place of a document: not the whole of it, nor in each item of a list."""
    return bool(field.path) and _MANY.isdisjoint(field.path)


def holds(field: Field, value: Any, depth: int = 0) -> bool:
    """Whether a field takes a text or an empty list: by its kind, its choices and its limits, through alternatives."""
    field = field.settled(value)
    if field.kind is Kind.UNION:
        return depth < _DEEPEST and any(holds(branch, value, depth + 1) for branch in field.branches)
    if field.kind in (Kind.CHOICE, Kind.CONST):
        return any(same_json(choice.value, value) for choice in field.choices)
    if isinstance(value, list):
        return field.kind is Kind.ANY or (field.kind in _LISTS and not field.limits.min_items)
    return field.kind is Kind.ANY or (field.kind in _TEXTS and _is_within(field.limits, value))


def _is_within(limits: Limits, value: str) -> bool:
    given = asdict(limits)
    validator = _validator(tuple((word, given[name]) for name, word in _TEXT_KEYWORDS.items() if given[name]))
    return validator is None or bool(validator.is_valid(value))


@lru_cache(maxsize=64)
def _validator(keywords: tuple[tuple[str, Any], ...]) -> Any:
    """A validator from the engine that bounds its work; None where there is nothing, or no telling, what to keep to."""
    import jsonschema_rs

    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
    try:
        return jsonschema_rs.Draft202012Validator(
            dict(keywords), validate_formats=True, offline=True, pattern_options=options
        )
    except (ValueError, jsonschema_rs.ValidationError):
        return None
