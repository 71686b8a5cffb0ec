"""Why a condition holds, in a custodian's words: “Status is “published””."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gatewaydesk.schema.conditions import Condition, members_looked_at
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.json_types import is_number, same_json
from gatewaydesk.schema.naming import member_title
from gatewaydesk.schema.precise_types import SILENT
from gatewaydesk.schema.resolve import Place, Resolver

_MOST_VALUES = 4
_MOST_MEMBERS = 3
_LONGEST = 60
_DEEPEST = 3
_OF = "of what "  # how a reason begins that can only be told in general


class _Intricate(Exception):
    """A schema says more than a short sentence can."""


@dataclass(frozen=True)
class _Clause:
    """Something that is so, and the words for its being otherwise."""

    so: str
    not_so: str


def sentence(because: str) -> str:
    """The reason why a field is required as a whole sentence; "" without a reason."""
    return f"Required because {because}." if because else ""


def reason(resolver: Resolver, condition: Condition, holds: bool, around: Field, *, filled: bool = False) -> str:
    """What comes after “because” for a condition that holds, or that does not (and its `else` counts).

    Args:
        resolver: of the schema.
        condition: the condition.
        holds: how it turned out.
        around: the field of the value that was looked at; it knows what its members are called.
        filled: members that are required are taken to be there.
    """
    own = _own_reason(resolver, condition, holds, around, filled)
    plain = [one for one in (condition.because, own) if one and not one.startswith(_OF)]
    return " and ".join(dict.fromkeys(plain)) or own


def any_of(reasons: list[str]) -> str:
    """Reasons of which one is enough, as what comes after “only if”; "" where that is too much for a sentence."""
    plain = list(dict.fromkeys(reasons))
    if len(plain) > _MOST_VALUES or any(one.startswith(_OF) for one in plain):
        return ""
    return " or ".join(plain)


def _own_reason(resolver: Resolver, condition: Condition, holds: bool, around: Field, filled: bool) -> str:
    if condition.test is None:
        return f"{_title(around, condition.trigger)} is filled in"
    try:
        clauses = list(_clauses(resolver, condition.test, around, 0, filled))
    except _Intricate:
        clauses = []
    if clauses and holds:
        return " and ".join(clause.so for clause in clauses)
    if len(clauses) == 1:
        return clauses[0].not_so
    members = members_looked_at(condition.test.node) or frozenset()
    titles = [_title(around, name) for name in sorted(members)]
    if 0 < len(titles) <= _MOST_MEMBERS:
        return f"{_OF}is written in {_listed(titles, 'and')}"
    return f"{_OF}else is written here"


def _clauses(resolver: Resolver, place: Place, around: Field, depth: int, filled: bool) -> Iterator[_Clause]:
    """What a schema says of an object, each clause by itself."""
    place = _told(resolver, place)
    node = place.node
    assert isinstance(node, dict)
    if depth > _DEEPEST or not node.keys() <= {"properties", "required", "allOf", "anyOf", "not"}:
        raise _Intricate
    required = _strings(node.get("required"))
    properties = node.get("properties")
    names = list(properties) if isinstance(properties, dict) else []
    for name in [*names, *(one for one in required if one not in names)]:
        below = resolver.below(place, "properties", name) if name in names else None
        yield from _of_member(resolver, below, around, name, name in required, depth, filled)
    for one in resolver.several(place, "allOf"):
        yield from _clauses(resolver, one, around, depth + 1, filled)
    if "anyOf" in node:
        alternatives = [
            list(_clauses(resolver, one, around, depth + 1, filled)) for one in resolver.several(place, "anyOf")
        ]
        if not alternatives or any(len(one) != 1 for one in alternatives):
            raise _Intricate
        yield _Clause(
            " or ".join(one[0].so for one in alternatives), " and ".join(one[0].not_so for one in alternatives)
        )
    refused = resolver.below(place, "not")
    if refused is not None:
        inner = list(_clauses(resolver, refused, around, depth + 1, filled))
        if len(inner) != 1:
            raise _Intricate
        yield _Clause(inner[0].not_so, inner[0].so)


def _of_member(
    resolver: Resolver, place: Place | None, around: Field, name: str, required: bool, depth: int, filled: bool
) -> Iterator[_Clause]:
    title, field = _title(around, name), around.child(name)
    required = required or (filled and field is not None and field.required)
    place = _told(resolver, place) if place is not None else None
    node = place.node if place is not None else {}
    assert isinstance(node, dict)
    if not node:
        if required:
            yield _Clause(f"{title} is filled in", f"{title} is not filled in")
        return
    if place is not None and node.keys() <= {"properties", "required"} and field is not None:
        for inner in _clauses(resolver, place, field, depth + 1, filled):
            so = inner.so if required else f"{inner.so} or not filled in"
            yield _Clause(f"{title} › {so}", f"{title} › {inner.not_so}")
        return
    clause = _of_value(node, title, field)
    yield clause if required or "not" in node else _Clause(f"{clause.so} or not filled in", clause.not_so)


def _of_value(node: Mapping[str, Any], title: str, field: Field | None) -> _Clause:
    if len(node) == 1:
        word, told = next(iter(node.items()))
        if word == "not" and isinstance(told, dict):
            inner = _of_value(_spoken(told), title, field)
            return _Clause(inner.not_so, inner.so)
        if word in _SAID:
            said = _SAID[word](told, field)
            if said is not None:
                return _Clause(f"{title} {said[0]}", f"{title} {said[1]}")
    raise _Intricate


_Said = tuple[str, str] | None


def _is(told: Any, field: Field | None) -> _Said:
    return (f"is {_label(told, field)}", f"is not {_label(told, field)}")


def _is_one_of(told: Any, field: Field | None) -> _Said:
    if not isinstance(told, list) or not 0 < len(told) <= _MOST_VALUES:
        return None
    if len(told) == 1:
        return _is(told[0], field)
    labels = [_label(one, field) for one in told]
    return (f"is {_listed(labels, 'or')}", f"is neither {' nor '.join(labels)}")


def _holds(told: Any, field: Field | None) -> _Said:
    told = _spoken(told) if isinstance(told, dict) else {}
    if set(told) != {"const"}:
        return None
    label = _label(told["const"], field.item if field is not None else None)
    return (f"holds {label}", f"does not hold {label}")


def _filled(told: Any, field: Field | None) -> _Said:
    return ("is filled in", "is not filled in") if told == 1 else None


def _bound(so: str, not_so: str) -> Callable[[Any, Field | None], _Said]:
    return lambda told, field: (f"is {so} {told:,}", f"is {not_so} {told:,}") if is_number(told) else None


_SAID: Mapping[str, Callable[[Any, Field | None], _Said]] = {
    "const": _is,
    "enum": _is_one_of,
    "contains": _holds,
    "minLength": _filled,
    "minItems": _filled,
    "minimum": _bound("at least", "less than"),
    "maximum": _bound("at most", "more than"),
    "exclusiveMinimum": _bound("more than", "at most"),
    "exclusiveMaximum": _bound("less than", "at least"),
}


def _told(resolver: Resolver, place: Place) -> Place:
    """A schema, with the reference followed that it may be, and without the words that decide nothing."""
    if isinstance(place.node, dict) and _spoken(place.node).keys() == {"$ref"}:
        target, _ = resolver.follow(place)
        if target is None:
            raise _Intricate
        place = target
    if place.node is False:
        raise _Intricate
    return replace(place, node=_spoken(place.node) if isinstance(place.node, dict) else {})


def _spoken(node: Mapping[str, Any]) -> dict[str, Any]:
    return {word: part for word, part in node.items() if word not in SILENT and word != "type"}


def _title(around: Field, name: str) -> str:
    """What a member is called, in quotation marks: many titles are no noun that the sentence could take as it is."""
    child = around.child(name)
    return _quoted(child.title if child is not None else member_title(name, "", ""))


def _label(value: Any, field: Field | None) -> str:
    """A value as the form shows it, in quotation marks where it is text."""
    choice = next((one for one in field.choices if same_json(one.value, value)), None) if field is not None else None
    if choice is not None and (field is None or field.kind is not Kind.BOOLEAN):
        text = choice.label
    elif isinstance(value, bool):
        return "Yes" if value else "No"
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    figures = isinstance(value, int | float) and text == json.dumps(value) and len(text) <= _LONGEST
    return text if figures else _quoted(text)


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + '…'}”"


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
