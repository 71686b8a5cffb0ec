"""What is decided by the values themselves: `if`, `dependentRequired`, `dependentSchemas` and `dependencies`.

A validator answers whether an `if` holds, so that the form and the check of the whole document mean the same by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from gatewaydesk.pointer import to_text
from gatewaydesk.schema.multiplying import deepest_from
from gatewaydesk.schema.precise_types import DEFAULT_DRAFT, SILENT, draft_of
from gatewaydesk.schema.resolve import Place, Resolver, nested_too_deep

BACKTRACK_LIMIT = 100_000
_ELSEWHERE = "http://schema.invalid/"  # where a schema without an address stands; nobody can have that one

#: Keywords that make a schema depend on the values, by the first and the last draft that knows them.
KEYWORDS: Mapping[str, tuple[int, int]] = {
    "if": (7, DEFAULT_DRAFT),
    "dependentRequired": (2019, DEFAULT_DRAFT),
    "dependentSchemas": (2019, DEFAULT_DRAFT),
    "dependencies": (4, DEFAULT_DRAFT),  # the newer drafts dropped it; the validator still keeps to it
}
#: With one of these a node sets conditions.
CONDITIONAL = frozenset(KEYWORDS)
_JOINING = ("allOf", "anyOf", "oneOf")
_TURNING = ("not", "if", "then", "else")


@dataclass(frozen=True, eq=False)
class Condition:
    """One thing that decides which schemas hold for a value.

    Attributes:
        where: the keyword's own place; tells one condition from another.
        test: the schema of an `if`; None where the mere presence of a member decides.
        trigger: that member's name.
        then, otherwise: the schema that holds when it is so, and when it is not.
        because: what decided that the condition itself counts, where that was a condition too.
    """

    where: tuple[str | int, ...]
    test: Place | None = None
    trigger: str = ""
    then: Place | None = None
    otherwise: Place | None = None
    because: str = ""

    @property
    def members(self) -> frozenset[str]:
        """The names of the members that decide, as far as they are known."""
        return frozenset({self.trigger}) if self.test is None else members_looked_at(self.test.node) or frozenset()


def conditions_of(resolver: Resolver, place: Place) -> tuple[Condition, ...]:
    """The conditions that one schema node sets, as far as the schema's draft knows them."""
    node = place.node
    if not isinstance(node, dict) or CONDITIONAL.isdisjoint(node):
        return ()
    draft = draft_of(resolver.root.node) or DEFAULT_DRAFT
    known = [word for word, (first, last) in KEYWORDS.items() if word in node and first <= draft <= last]
    found: list[Condition] = []
    for word in known:
        if word != "if":
            found += _dependents(resolver, place, word)
            continue
        test, then, otherwise = (resolver.below(place, part) for part in ("if", "then", "else"))
        if test is not None and (then is not None or otherwise is not None):
            found.append(Condition(test.location, test, "", then, otherwise, place.because))
    return tuple(found)


def _dependents(resolver: Resolver, place: Place, word: str) -> Iterable[Condition]:
    assert isinstance(place.node, dict)
    by_name = place.node[word]
    for name, wanted in by_name.items() if isinstance(by_name, dict) else ():
        where = (*place.location, word, name)
        then: Place | None
        if isinstance(wanted, list):
            names = [one for one in wanted if isinstance(one, str)]
            then = Place({"required": names}, where, place.base) if word != "dependentSchemas" else None
        else:
            then = resolver.below(place, word, name) if word != "dependentRequired" else None
        if then is not None:
            yield Condition(where, trigger=name, then=then, because=place.because)


class Tester:
    """Says which conditions hold. One for a schema; may be used from any thread."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._tests: dict[tuple[str | int, ...], tuple[Any, frozenset[str] | None, int]] = {}
        self._make: Any = None

    def holds(self, condition: Condition, value: Any) -> bool | None:
        """Whether a condition holds for a value; None where that cannot be told.

        That is so where the `if` refers to something that is missing or has an expression that is none, where no
        validator can be had for this computer, and where the value is nested too deep to be looked at in time.
        """
        if condition.test is None:
            return isinstance(value, dict) and condition.trigger in value
        if isinstance(condition.test.node, bool):
            return condition.test.node
        if condition.where not in self._tests:
            deepest = deepest_from(self._resolver, condition.test)
            validator = self._compiled(condition.test) if deepest else None
            self._tests[condition.where] = (validator, members_looked_at(condition.test.node), deepest)
        validator, members, deepest = self._tests[condition.where]
        if validator is None:
            return None
        if members is not None and isinstance(value, dict):
            value = {name: value[name] for name in members if name in value}
        if nested_too_deep(value, deepest):
            return None
        try:
            return bool(validator.is_valid(value))
        except ValueError:  # a broken character in a text, say; the check of the document names it
            return None

    def _compiled(self, test: Place) -> Any:
        try:
            import jsonschema_rs
        except ImportError:  # pragma: no cover - only where the wheel cannot be installed
            return None
        reference = quote(to_text(test.location), safe="/~")
        try:
            if self._make is None:
                self._make = self._maker(jsonschema_rs)
            return self._make(reference)
        except (ValueError, jsonschema_rs.ReferencingError, jsonschema_rs.ValidationError):
            return None

    def _maker(self, engine: Any) -> Any:
        """Makes validators for parts of the schema, in which references mean what they mean in the whole."""
        root = self._resolver.root
        draft = draft_of(root.node) or DEFAULT_DRAFT
        name = {4: "4", 6: "6", 7: "7", 2019: "201909", 2020: "202012"}[draft]
        whole: Any = root.node
        if isinstance(whole, dict):  # an unknown `$schema` would be looked for, and a known one is told beside it
            whole = {word: part for word, part in whole.items() if word != "$schema"}
        base = root.base or _ELSEWHERE
        make = partial(
            getattr(engine, f"Draft{name}Validator"),
            registry=engine.Registry([(base, whole)], draft=getattr(engine, f"Draft{name}")),
            validate_formats=True,
            offline=True,
            pattern_options=engine.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT),
        )
        return lambda reference: make({"$ref": f"{base}#{reference}"})


def members_looked_at(node: Any) -> frozenset[str] | None:
    """The members that alone decide whether an object keeps to a schema; None where others may matter, too."""
    if isinstance(node, bool):
        return frozenset()
    if not isinstance(node, dict):
        return None
    found: set[str] = set()
    for word, part in node.items():
        if word in SILENT or word == "type":
            continue
        inner: list[frozenset[str] | None]
        if word == "properties" and isinstance(part, dict):
            inner = [frozenset(part)]
        elif word == "required" and isinstance(part, list):
            inner = [frozenset(name for name in part if isinstance(name, str))]
        elif word in _JOINING and isinstance(part, list):
            inner = [members_looked_at(one) for one in part]
        elif word in _TURNING:
            inner = [members_looked_at(part)]
        else:
            return None
        for names in inner:
            if names is None:
                return None
            found |= names
    return frozenset(found)
