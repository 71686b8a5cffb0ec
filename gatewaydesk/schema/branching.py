"""Fields and values together: which alternative a value fits, the field of a place, what a new item starts as."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.json_types import is_number, same_json
from gatewaydesk.schema.remembered import remembered

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*", re.DOTALL)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}.*", re.DOTALL)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_LOOKS: dict[Kind, Callable[[str], Any]] = {
    Kind.DATE: _DATE.fullmatch,
    Kind.DATE_TIME: _DATE_TIME.fullmatch,
    Kind.TIME: _TIME.fullmatch,
    Kind.URL: _URL.fullmatch,
    Kind.EMAIL: lambda text: "@" in text and not any(map(str.isspace, text)),
}
TEXTS = {Kind.TEXT, *_LOOKS}
_LISTS = {Kind.LIST, Kind.TAGS, Kind.CHOICES}
_LOOK_INTO = 20  # items or members of a value that are looked at
_DEEPEST = 4
_DEEPEST_BLANK = 8
_MOST_SETTLINGS = 4

#: How well a value fits: not at all, by its JSON type only, in every way that was looked at.
_NOT, _BY_TYPE, _WELL = 0.0, 0.2, 1.0
_DECIDED = 10.0
_HIGHEST = 1000.0  # powers of two that a float holds
_AT_MOST = 4.0  # what one member, however well it fits, adds to the group it is in


def best_branch(field: Field, value: Any) -> int:
    """The number of the alternative that fits a value best; the first of equals; 0 where nothing is there.

    JSON types come first, then a member that decides (a `const`, or the default of a theme's name), then formats,
    allowed values, lengths and patterns, required and unknown members.
    """
    return best_branches(field, value)[0]


def best_branches(field: Field, value: Any) -> list[int]:
    """The numbers of all alternatives that fit a value best (see `best_branch`); the first where nothing is there."""
    branches = field.branches
    if value is ABSENT or value is None or len(branches) < 2:
        return [0]
    fits = [_fit(branch, value, 0) for branch in branches]
    best = max(fits)
    return [at for at, fit in enumerate(fits) if fit == best]


def fits_kind(field: Field, value: Any) -> bool:
    """Whether a value has the JSON type of a field, or is one of its choices."""
    if field.kind in (Kind.CHOICE, Kind.CONST):
        return any(same_json(choice.value, value) for choice in field.choices)
    return _fit(field, value, 0) > _NOT


def field_at(root: Field, pointer: Pointer, value: Any) -> Field | None:
    """The field of a place in a document; None where the schema does not speak of it.

    Args:
        root: the field of the whole document.
        pointer: the place.
        value: the whole document; it decides which alternatives the way leads through.

    Returns:
        The field as it is drawn: settled by what is written there; a UNION where the place has alternatives, not the
        alternative chosen.
    """
    here: Any = value
    field: Field | None = root
    for step in pointer:
        if field is None:
            return None
        field = _step(field, step, here)
        here = _inside(here, step)
    return field if field is None else field.settled(here)


def blank(field: Field) -> Any:
    """What a newly added item or newly included object starts as.

    Nothing is made up that a person should decide:

    - an object holds only what cannot be otherwise: required constants, the member that says which alternative it
      is, and required objects, made in the same way;
    - a list or map is empty, a constant is its value, a union starts as its first alternative;
    - null where null is allowed, else the empty text for text and false for yes/no;
    - ABSENT for a number, a choice, and whatever else has no value that means "nothing yet".
    """
    return _blank(field, 0)


# What fits


def _fit(field: Field, value: Any, depth: int) -> float:
    field = field.settled(value)
    if value is None:
        return _WELL if field.nullable or field.kind in (Kind.NULL, Kind.ANY) else _NOT
    if field.kind is Kind.ANY:
        return _BY_TYPE / 2
    if field.kind is Kind.UNION:
        return max((_fit(branch, value, depth) for branch in field.branches), default=_NOT)
    if field.kind in (Kind.CHOICE, Kind.CONST):
        return _fit_choice(field, value)
    if isinstance(value, bool):
        return _WELL if field.kind is Kind.BOOLEAN else _NOT
    if isinstance(value, str):
        return _fit_text(field, value)
    if isinstance(value, list):
        return _fit_list(field, value, depth)
    if isinstance(value, dict):
        return _fit_object(field, value, depth)
    return _fit_number(field, value)


def _fit_choice(field: Field, value: Any) -> float:
    if type(value) is str:  # mostly, and of long lists many times over
        texts = _texts(field)
        return _WELL * 2 if value in texts else _BY_TYPE / 2 if texts else _NOT
    if any(same_json(choice.value, value) for choice in field.choices):
        return _WELL * 2
    return _BY_TYPE / 2 if any(type(choice.value) is type(value) for choice in field.choices) else _NOT


@remembered
def _texts(field: Field) -> frozenset[str]:
    return frozenset(choice.value for choice in field.choices if type(choice.value) is str)


def _fit_number(field: Field, value: Any) -> float:
    limits = field.limits
    if field.kind is Kind.INTEGER:
        kind = _WELL if value % 1 == 0 else _NOT
    elif field.kind is Kind.NUMBER:
        kind = _WELL * 0.9
    else:
        return _NOT
    if not is_number(value) or not kind:
        return kind
    too_small = limits.minimum is not None and value < limits.minimum
    too_big = limits.maximum is not None and value > limits.maximum
    return kind / 2 if too_small or too_big else kind


def _fit_text(field: Field, value: str) -> float:
    if field.kind not in TEXTS:
        return _NOT
    limits = field.limits
    if not (limits.min_length or 0) <= len(value) <= (len(value) if limits.max_length is None else limits.max_length):
        return _BY_TYPE
    if limits.pattern is not None and not _matches(limits.pattern, value):
        return _BY_TYPE
    if field.kind in _LOOKS:
        return _WELL if _LOOKS[field.kind](value) else _BY_TYPE * 1.5
    if limits.format == "uuid":
        return _WELL if _UUID.fullmatch(value) else _BY_TYPE
    return _WELL if limits.pattern is not None else _WELL * 0.8


def _fit_list(field: Field, value: list[Any], depth: int) -> float:
    if field.kind not in _LISTS:
        return _NOT
    if not value or field.item is None or depth >= _DEEPEST:
        return _WELL / 2
    kinds = ((field.item_at(at), one) for at, one in enumerate(islice(value, _LOOK_INTO)))
    looked_at = [_NOT if kind is None else _fit(kind, one, depth + 1) for kind, one in kinds]
    return _WELL / 2 + sum(looked_at) / len(looked_at)


def _fit_object(field: Field, value: dict[str, Any], depth: int) -> float:
    if field.kind is Kind.MAP:
        return 2 ** (_WELL / 2)
    if field.kind is not Kind.OBJECT:
        return _NOT
    fit = _WELL
    known = 0
    members: list[float] = []
    for child in field.children:
        if child.name not in value:
            fit -= _WELL / 2 if child.required else 0
            continue
        known += 1
        here = value[child.name]
        fixed = _fixed(child)
        if fixed is not ABSENT:
            fit += _DECIDED if same_json(fixed, here) else -_DECIDED / 2
        elif depth < _DEEPEST and len(members) < _LOOK_INTO:
            members.append(min(_fit(child, here, depth + 1), _AT_MOST))  # a fit grows as a power of those inside
    if members:
        fit += sum(members) / len(members)
    strange = len(value) - known
    if strange and field.extra is None:
        fit -= strange * (_WELL if field.closed else _BY_TYPE)
    return float(2.0 ** min(fit + known * 0.01, _HIGHEST))  # above nothing, however badly it fits


def _fixed(child: Field) -> Any:
    """The value that a member must have (or, where it tells alternatives apart, is meant to have), or ABSENT."""
    if child.kind is Kind.CONST and child.choices:
        return child.choices[0].value
    if child.decides:
        return child.choices[0].value if len(child.choices) == 1 else child.default
    return ABSENT


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Any:
    """A validator for one pattern, from the engine that bounds its work; None where it does not know the pattern."""
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator(
            {"pattern": pattern}, offline=True, pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
        )
    except (ValueError, jsonschema_rs.ValidationError):
        return None


def _matches(pattern: str, text: str) -> bool:
    matcher = _matcher(pattern)
    return matcher is None or bool(matcher.is_valid(text))


# Where a step leads


def _step(field: Field, step: str | int, value: Any) -> Field | None:
    field = field.settled(value)
    if field.kind is Kind.UNION:
        branches = field.branches
        if not branches:
            return None
        best = best_branch(field, value)
        order = [branches[best], *branches[:best], *branches[best + 1 :]]
        return next((found for branch in order if (found := _step(branch, step, value)) is not None), None)
    if isinstance(step, int):
        return field.item_at(step) if field.kind in _LISTS else None
    if field.kind not in (Kind.OBJECT, Kind.MAP):
        return None
    return field.member_field(step) or field.dormant(step)


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step, ABSENT)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return ABSENT


# What is new


def _blank(field: Field, depth: int) -> Any:
    if field.kind is Kind.CONST:
        return field.choices[0].value
    if field.kind is Kind.OBJECT or (field.kind is Kind.MAP and field.conditional):
        return _blank_object(field, depth)
    if field.kind is Kind.MAP:
        return {}
    if field.kind in _LISTS:
        return []
    if field.kind is Kind.UNION and not field.nullable and field.branches and depth < _DEEPEST_BLANK:
        return _blank(field.branches[0], depth + 1)
    if field.nullable or field.kind is Kind.NULL:
        return None
    return {Kind.BOOLEAN: False}.get(field.kind, "" if field.kind in TEXTS else ABSENT)


def _blank_object(field: Field, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if not field.conditional:
        return _with_constants(field, made, depth)
    for _ in range(_MOST_SETTLINGS):  # a constant may be what a condition looks at
        before = len(made)
        made = _with_constants(field.settled(made), made, depth)
        if len(made) == before:
            break
    return made


def _with_constants(field: Field, made: dict[str, Any], depth: int) -> dict[str, Any]:
    for child in field.children:
        if child.name in made:
            continue
        fixed = _fixed(child)
        if fixed is not ABSENT and (child.required or child.decides):
            made[child.name] = fixed
        elif child.required and child.kind is Kind.OBJECT and not child.nullable and depth < _DEEPEST_BLANK:
            made[child.name] = _blank_object(child, depth + 1)
    return made
