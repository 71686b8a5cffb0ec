"""Damages documents in every way that their schema forbids, and says of each what a person would expect to be told.

Nothing of the application is used here: the rules are read from the schema as published, and which of them a damaged
value breaks is asked of a validator one rule at a time.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

Pointer = tuple[str | int, ...]
Row = tuple[Mapping[str, Any], ...]  # schemas that a value must keep to all at once

WRONG, EMPTY = "wrong", "empty"
_UNIONS = ("anyOf", "oneOf")
_BESIDE = frozenset({"$ref", "allOf", *_UNIONS})
_MISTYPED = ["not it at all", 12345.5, -7, True, {"zz": 1}, ["zz", ["zz"]]]
_WRONG_TEXTS = [
    "not it at all", "2024-02-30", "3/4/2021", "2024-01-01 10:00", "2024-01-01T25:00:00Z", "2024-01-01T10:00:00", "a@b",
    "name at example.org", "example.org/page", "https://a b", "10.1234", "1.0", "d5faf9c6", "x" * 200,
]  # fmt: skip
_NAME = "zz unknown zz"
_CANDIDATES: list[Any] = [
    "Some words", "word", "2024-03-01", "2024-03-01T09:30:00Z", "09:30:00Z", "name@example.org", "1.0.0", "GB", "en",
    "https://example.org/page", "10.1234/abcd-1", "5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", "PT1H", "Words, and more",
    "https://web.www.healthdatagateway.org/dataset/5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", "P1Y", "192.0.2.1", "AB12",
    "https://api.www.healthdatagateway.org/dataset/5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", "0-150", "12", "10.1234/5",
    3, 2.5, 30, True, False,
]  # fmt: skip


def places(value: Any, at: Pointer = ()) -> Iterator[Pointer]:
    """Every place below a value's root; of a list, only those in its first two items."""
    if at:
        yield at
    if isinstance(value, dict):
        for name, below in value.items():
            yield from places(below, (*at, name))
    elif isinstance(value, list):
        for number, below in enumerate(value[:2]):
            yield from places(below, (*at, number))


@dataclass(frozen=True)
class Expected:
    """One problem that has to be told: where, how bad, and for which keyword (any of these)."""

    pointer: Pointer
    severity: str
    keywords: frozenset[str]


@dataclass(frozen=True)
class Damage:
    """A damaged document.

    Attributes:
        kind: in which way (`wrong type`, `too short`, `missing`, …).
        pointer: the place that was damaged.
        document: the whole of it; it shares what is not damaged with the document it was made from.
        expected: all the problems that it must give, and no others.
    """

    kind: str
    pointer: Pointer
    document: Any
    expected: frozenset[Expected]


_KINDS = {
    "type": "wrong type",
    **dict.fromkeys(("minLength", "minItems", "minProperties"), "too short"),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), "too long"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "out of bounds"),
    **dict.fromkeys(("enum", "const"), "bad choice"),
    **dict.fromkeys(("format", "pattern"), "bad format"),
    "uniqueItems": "repeated",
    "contains": "lacking an item",
    "additionalProperties": "extra",
    "propertyNames": "bad name",
}
_OF_THE_VALUE = frozenset(_KINDS) - {"additionalProperties", "propertyNames"}


class Rules:
    """One schema as published (draft 7 or 2020-12), with its references followed inside it."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self._old = "draft-07" in str(root.get("$schema", ""))
        self._rows: dict[int, list[Row]] = {}
        self._checks: dict[Any, Any] = {}
        self._kept: list[Any] = []

    @cached_property
    def whole(self) -> Any:
        """The validator of whole documents."""
        return self._validator(self.root)

    def rows(self, schema: Any) -> list[Row]:
        """The ways in which a value may fit a schema: one for each choice among its alternatives."""
        if not isinstance(schema, dict):
            return [] if schema is False else [({},)]
        known = self._rows.get(id(schema))
        if known is not None:
            return known
        self._kept.append(schema)  # so that no other takes its id
        self._rows[id(schema)] = [({},)]
        if self._old and "$ref" in schema:  # what stands beside it is not read in that draft
            found = self.rows(self._target(schema["$ref"]))
        else:
            found = [({name: rule for name, rule in schema.items() if name not in _BESIDE},)]
            parts = [self._target(schema["$ref"])] if "$ref" in schema else []
            for part in [*parts, *schema.get("allOf", ())]:
                found = [one + more for one in found for more in self.rows(part)]
            for union in _UNIONS:
                if union in schema:
                    branches = [row for branch in schema[union] for row in self.rows(branch)]
                    found = [one + more for one in found for more in branches]
        self._rows[id(schema)] = found
        return found

    def fits(self, row: Row, value: Any) -> bool:
        """Whether a value keeps to all of a row."""
        return all(self._check(rule).is_valid(value) for rule in row)

    def broken(self, row: Row, value: Any) -> frozenset[str]:
        """The keywords of a row that a value itself breaks, whatever is inside it; `type` alone where it breaks that.

        What is said of `items` and `properties` is not asked.
        """
        found = {
            name
            for layer in row
            for name, rule in layer.items()
            if name in _OF_THE_VALUE and not self._check({name: rule}).is_valid(value)
        }
        return frozenset({"type"} if "type" in found else found)

    def takes(self, row: Row, value: Any) -> bool:
        """Whether a row takes values of that type."""
        return all("type" not in layer or self._check({"type": layer["type"]}).is_valid(value) for layer in row)

    def _check(self, rule: Any) -> Any:
        key = id(rule) if len(rule) != 1 else json.dumps(rule, sort_keys=True)
        if key not in self._checks:
            self._kept.append(rule)
            around = {name: self.root[name] for name in ("$schema", "$defs", "definitions") if name in self.root}
            self._checks[key] = self._validator({**around, **rule})
        return self._checks[key]

    def _validator(self, schema: Any) -> Any:
        make = jsonschema_rs.Draft7Validator if self._old else jsonschema_rs.Draft202012Validator
        return make(schema, validate_formats=True, offline=True)

    def _target(self, reference: str) -> Any:
        here = self.root
        for step in reference.removeprefix("#").split("/")[1:]:
            here = here[step.replace("~1", "/").replace("~0", "~")]
        return here


def said(row: Row, keyword: str) -> list[Any]:
    """What a row says by a keyword, once for each of its schemas that does."""
    return [layer[keyword] for layer in row if keyword in layer]


def members(row: Row) -> dict[str, list[Any]]:
    """The schemas of each member that a row names."""
    found: dict[str, list[Any]] = {}
    for properties in said(row, "properties"):
        for name, schema in properties.items():
            found.setdefault(name, []).append(schema)
    return found


def needed(row: Row) -> set[str]:
    """The members that a row requires."""
    return {name for names in said(row, "required") for name in names}


def _both(schemas: list[Any]) -> Any:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


# Damaging


def damages(rules: Rules, document: Any, made: set[Any] | None = None) -> Iterator[Damage]:
    """Every damage of a valid document that its schema forbids.

    Args:
        rules: those of the schema.
        document: a valid one.
        made: what was made of other documents of the same schema is not made again; it grows.
    """
    for place, kind, value, expected in _Damager(rules).at(rules.root, document, (), True):
        known = (place, repr(value), frozenset(expected))
        if made is not None:
            if known in made:
                continue
            made.add(known)
        damaged = _with(document, place, value)
        if not rules.whole.is_valid(damaged):
            yield Damage(kind, place, damaged, frozenset(expected))


_GONE = object()
_Found = tuple[Pointer, str, Any, list[Expected]]


class _Damager:
    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def at(self, schema: Any, value: Any, here: Pointer, required: bool) -> Iterator[_Found]:
        rows = self.rules.rows(schema)
        meant = next((row for row in rows if self.rules.fits(row, value)), None)
        if meant is None:
            return
        yield from self._of_type(rows, schema, here, required)
        yield from self._of_value(rows, meant, value, here, required)
        if isinstance(value, dict):
            yield from self._of_members(schema, meant, value, here)
        elif isinstance(value, list):
            items = [one for one in said(meant, "items") if isinstance(one, dict)]
            for at, item in enumerate(value if items else ()):
                yield from self.at(_both(items), item, (*here, at), True)

    def _of_type(self, rows: list[Row], schema: Any, here: Pointer, required: bool) -> Iterator[_Found]:
        typed = all(said(row, "type") for row in rows)
        keywords = frozenset({"type"} if typed else {"type", "enum", "const", *_UNIONS})
        for other in [*_MISTYPED, None]:
            if any(not self.rules.broken(row, other) & {"type", "enum", "const"} for row in rows):
                continue
            if typed and any(self.rules.takes(row, other) for row in rows):
                continue  # right type, wrong value: told apart below
            if other is None and here and isinstance(here[-1], int):  # a row is one thing to do: it may go as well
                yield here, "missing", None, [Expected(here, EMPTY, keywords)]
            elif other is None and required and here:
                yield here, "missing", None, self.wanted(schema, here, keywords)
            else:
                yield here, "wrong type", other, [Expected(here, WRONG, keywords)]

    def _of_value(self, rows: list[Row], meant: Row, value: Any, here: Pointer, required: bool) -> Iterator[_Found]:
        kin = [row for row in rows if self.rules.takes(row, value)]
        for other in _spoilt(value, meant):
            broken = [self.rules.broken(row, other) for row in kin]
            if not all(broken) or any("type" in one for one in broken):
                continue
            keywords = frozenset[str]().union(*broken)
            if len(kin) > 1:
                keywords |= set(_UNIONS)
            empty = required and here and (not other.strip() if isinstance(other, str) else other == [])
            place = (*here, len(other) - 1) if "uniqueItems" in keywords else here
            kind = _KINDS[min(broken[0])]
            yield here, kind, other, [Expected(place, EMPTY if empty else WRONG, keywords)]

    def _of_members(self, schema: Any, meant: Row, value: dict[str, Any], here: Pointer) -> Iterator[_Found]:
        known = members(meant)
        for name in sorted(needed(meant) & set(value)):
            inside = _both(known.get(name, [{}]))
            missing = self.wanted(inside, (*here, name), frozenset({"required"}))
            yield (*here, name), "missing", _GONE, missing
        if False in said(meant, "additionalProperties"):
            extra = Expected((*here, _NAME), WRONG, frozenset({"additionalProperties"}))
            yield (*here, _NAME), "extra", "something", [extra]
        for rule in said(meant, "propertyNames"):
            name = next((one for one in ("", "Zz !", "z" * 99) if not self.rules.fits((rule,), one)), None)
            if name:
                bad = Expected((*here, name), WRONG, frozenset({"propertyNames"}))
                yield (*here, name), "bad name", value[next(iter(value))] if value else 1, [bad]
        for name, one in value.items():
            if name in known:
                yield from self.at(_both(known[name]), one, (*here, name), name in needed(meant))

    def wanted(self, schema: Any, here: Pointer, keywords: frozenset[str], depth: int = 0) -> list[Expected]:
        """What is told to be empty where something required is not there: of a group, what it requires itself."""
        rows = [row for row in self.rules.rows(schema) if said(row, "type") != ["null"]]
        inside = sorted(needed(rows[0])) if len(rows) == 1 and self.rules.takes(rows[0], {}) else []
        if not inside or depth > 8:
            return [Expected(here, EMPTY, keywords)]
        known = members(rows[0])
        return [
            one
            for name in inside
            for one in self.wanted(_both(known.get(name, [{}])), (*here, name), frozenset({"required"}), depth + 1)
        ]


def _spoilt(value: Any, row: Row) -> Iterator[Any]:
    """Values of the same type that a rule of the row may forbid."""
    if isinstance(value, str):
        yield from ("", "   ", *_WRONG_TEXTS, value + "\n", " " + value, value.upper(), value.lower())
        for limit in said(row, "minLength"):
            if limit > 1:
                yield (value + "x" * limit)[: limit - 1]
        for limit in said(row, "maxLength"):
            yield (value + string.ascii_lowercase * (limit // 20 + 1))[: limit + 1]
    elif isinstance(value, list):
        yield []
        yield from (value[: limit - 1] for limit in said(row, "minItems") if limit > 1)
        yield from (
            [*value, *(f"{at} more" for at in range(limit + 1 - len(value)))]
            for limit in said(row, "maxItems")
            if value and isinstance(value[0], str)
        )
        if True in said(row, "uniqueItems") and value:
            yield [*value, value[0]]
        yield from (["other"] for _ in said(row, "contains"))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        for words, step in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1), ("exclusiveMaximum", 0)):
            yield from (limit + step for limit in said(row, words))
        yield from (step * 1.5 for step in said(row, "multipleOf"))
        if said(row, "enum") or said(row, "const"):
            yield 987654


def _with(document: Any, place: Pointer, value: Any) -> Any:
    """The document with another value at a place; what lies beside the way there is shared."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    changed = dict(document) if isinstance(document, dict) else list(document)
    if rest:
        changed[step] = _with(changed[step], rest, value)
    elif value is _GONE:
        del changed[step]
    else:
        changed[step] = value
    return changed


# Making


def documents(rules: Rules, most: int = 6) -> list[Any]:
    """Valid documents in which every member is filled in, each with other alternatives taken."""
    made: list[Any] = []
    for turn in range(most):
        found = _Maker(rules, turn).make(rules.root, 0)
        if found is not _GONE and found not in made and rules.whole.is_valid(found):
            made.append(found)
    return made


class _Maker:
    def __init__(self, rules: Rules, turn: int) -> None:
        self.rules = rules
        self.turn = turn

    def make(self, schema: Any, depth: int, number: int = 0) -> Any:
        rows = [row for row in self.rules.rows(schema) if said(row, "type") != ["null"]]
        for at in range(len(rows)):
            row = rows[(at + self.turn) % len(rows)]
            found = self._of_row(row, depth, number)
            if found is not _GONE and self.rules.fits(row, found):
                return found
        return _GONE

    def _of_row(self, row: Row, depth: int, number: int) -> Any:
        takes = self.rules.takes
        if takes(row, {}) and (members(row) or not takes(row, "a")):
            return self._group(row, depth)
        if takes(row, []) and not takes(row, "a"):
            return self._list(row, depth)
        own = [one for layer in row for word in ("examples", "enum") for one in _listed(layer.get(word))]
        every = [*said(row, "const"), *own, *_CANDIDATES]
        for limit in said(row, "minLength"):
            every.append(string.ascii_lowercase[number:] * (limit // 10 + 1))
        good = [one for one in every if self.rules.fits(row, one)]
        return good[(number + self.turn) % len(good)] if good else _GONE

    def _group(self, row: Row, depth: int) -> Any:
        group, required = {}, needed(row)
        for name, schemas in members(row).items():
            if depth < 7 or name in required:
                found = self.make(_both(schemas), depth + 1) if depth < 12 else _GONE
                if found is not _GONE:
                    group[name] = found
        return group

    def _list(self, row: Row, depth: int) -> Any:
        items = [one for one in said(row, "items") if isinstance(one, dict)]
        count = max([2, *said(row, "minItems")])
        made = [self.make(_both(items or [{}]), depth + 1, number) for number in range(count)]
        if _GONE in made:
            return []
        if made[0] in made[1:] and True in said(row, "uniqueItems"):
            made = made[:1]
        return made[: min([count, *said(row, "maxItems")])]


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list) else ()
