"""From a validator's faults to problems: each at the cell a person would mend, once, in the order of the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, get, to_parts, to_text
from gatewaydesk.schema.branching import best_branch, fits_kind
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.patterns import matches
from gatewaydesk.schema.visible import visible
from gatewaydesk.validation.faults import Fault, extra_items, flatten, leads_to
from gatewaydesk.validation.hiding import HOLDS
from gatewaydesk.validation.kept_secret import is_kept, kept_secret
from gatewaydesk.validation.kinds import forbidden_members, rival_members
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.nameless import place_of
from gatewaydesk.validation.phrases import duplicates, named, titled
from gatewaydesk.validation.places import Place, Places
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.published import published
from gatewaydesk.validation.sift import Sift, without_what_follows
from gatewaydesk.validation.strays import MOVES, UNEXPECTED, names_missing, stray_facts, under_for
from gatewaydesk.validation.told import Told, is_empty
from gatewaydesk.validation.undecided import (
    asked_by_all,
    choice_facts,
    lacked,
    lacked_alone,
    lacking,
    may_decide,
    open_choice,
)
from gatewaydesk.validation.wording import empty_field, empty_item, say

_MISSING = frozenset({"required", "dependentRequired", "dependencies"})
_MOST_GROUPS = 10_000  # groups that are not there, looked into for what they require
_MOST_FOR_ONE = 250  # and those in one that is not there, whose numbers may double with every level
_LARGE_FACTS = frozenset(
    {"alternatives", "groups", "forms", "error", "schema", "known", "twin", "there", "under", "wraps"}
)

# Faults whose facts are the schema's alone: of the same rule and the same text the same is said.
_SAID_ALIKE = frozenset({"type", "enum", "const", "format", "pattern", "minLength", "maxLength"})
_LONGEST_ALIKE = 200


def problems_of(
    faults: Iterable[Fault], root: Field, value: Any, raw: Any = None, *, worded: bool = True
) -> list[Problem]:
    """The problems that faults mean.

    Args:
        faults: as a validator found them.
        root: the field tree, for titles, order and what is required.
        value: the document.
        raw: the schema as published; a fault's location is told only where it is a place in this.
        worded: without it those whose sentence decides nothing have none, nor facts.
    """
    found = list(faults)
    if not found:
        return []
    return _Report(root, value, raw, worded).problems(found)


class _Report:
    def __init__(self, root: Field, value: Any, raw: Any, worded: bool) -> None:
        self.root = root
        self.value = value
        self.raw = raw
        self._worded = worded
        self.places = Places(root, value)
        self._groups_opened = 0
        self._groups_of_one = 0
        self._follows = False
        self._locations: dict[tuple[str | int, ...], str] = {}
        self._alike: dict[tuple[tuple[str | int, ...], str, int, str], tuple[str, dict[str, Any]]] = {}

    def problems(self, faults: list[Fault]) -> list[Problem]:
        sift, known = Sift(), list(flatten(map(self._found, faults), self))
        self.places.tell_apart()
        for fault in known:
            for problem in self._of_fault(fault):
                self._follows = self._follows or problem.keyword == "contains"
                sift.take(problem, self.places.at(problem.pointer).order, fault.pointer)
        found = sift.told()
        return without_what_follows(found, self.value) if self._follows else found

    def value_at(self, pointer: Pointer) -> Any:
        """The value at a place, or ABSENT."""
        return get(self.value, pointer)

    def branch_meant(self, fault: Fault, branches: Sequence[Sequence[Fault]]) -> int | None:
        """The number of the branch that the form draws, which is the one that fits the value best.

        The branches of a schema are not always those of the field tree: null is none there, a union in a union is
        one, and of those split by type only some are left.
        """
        place = self.places.at(fault.pointer)
        if place.union is None or not place.union.branches:
            return None
        drawn = place.union.branches
        best = best_branch(place.union, place.value)
        way, depth = to_parts(drawn[best].location), len(fault.location)
        if way[:depth] == tuple(map(str, fault.location)) and way[depth : depth + 1] and way[depth].isdecimal():
            return int(way[depth])
        inner = [at for at, one in enumerate(branches) if leads_to(one, fault.pointer, way)]
        if inner:
            return inner[0]
        if len(drawn) != len(branches):
            drawn = tuple(one for one in drawn if fits_kind(one, place.value))
        number = next((at for at, one in enumerate(drawn) if one is place.union.branches[best]), None)
        return number if len(drawn) == len(branches) else None

    def _found(self, fault: Fault) -> Fault:
        """The fault at its true place, which differs from the one named where a member's name is empty."""
        there = self.places.at(fault.pointer).value  # worked out in any case, and mostly the true place
        if there is not ABSENT and not (type(there) is dict and "" in there):
            return fault
        pointer = place_of(fault, self.value, self._may_be_group)
        if pointer == fault.pointer:
            return fault
        branches = fault.branches
        return replace(
            fault, pointer=pointer, branches=lambda: [[self._found(one) for one in branch] for branch in branches()]
        )

    def _may_be_group(self, pointer: Pointer) -> bool:
        place = self.places.at(pointer)
        return place.field is not None and fits_kind(place.field, place.value)

    def _of_fault(self, fault: Fault) -> Iterator[Problem]:
        if fault.keyword in _SAID_ALIKE:
            yield from self._of_value(fault)
        elif fault.keyword in _MISSING:
            yield from self._missing(fault)
        elif fault.keyword in UNEXPECTED:
            yield from self._unexpected(fault)
        elif fault.keyword == "propertyNames":
            yield from self._bad_name(fault)
        elif fault.keyword == "uniqueItems":
            yield self._repeated(fault)
        elif numbers := extra_items(fault, self.value_at(fault.pointer)):
            for number in numbers:
                pointer = (*fault.pointer, number)
                place = self.places.at(pointer)
                forbidden = fault.facts.get("schema", False) is False
                keyword = "falseSchema" if forbidden else fault.keyword
                yield self._problem(fault, pointer, place, self._told(fault, place), keyword=keyword)
        elif fault.keyword == "not" and (names := forbidden_members(fault.facts.get("schema"))):
            yield from self._forbidden(fault, names)
        elif names := rival_members(fault.facts.get("forms"), self.value_at(fault.pointer)):
            yield from self._forbidden(fault, names, but_one=True)
        else:
            yield from self._of_value(fault)

    def _of_value(self, fault: Fault) -> Iterator[Problem]:
        place = self.places.at(fault.pointer)
        if (
            fault.pointer
            and (place.added or (place.required and not _of_another_kind(place)))
            and is_empty(place.value)
        ):
            self._groups_of_one = 0
            yield from self._empty(fault, fault.pointer, place)
        elif place.value == {} and _only_lacks(fault):  # nobody has written anything there
            told = self._told(fault, place)
            yield self._problem(fault, fault.pointer, place, told, severity=Severity.EMPTY)
        else:
            yield self._said_alike(fault, place)

    def _said_alike(self, fault: Fault, place: Place) -> Problem:
        """The problem of a value; the sentence about a short text is put together once for all cells that hold it."""
        if not self._worded and fault.keyword in _SAID_ALIKE:
            return Problem(fault.pointer, fault.keyword, "", Severity.WRONG, place.title, place.trail)
        text = place.value
        short = type(text) is str and len(text) <= _LONGEST_ALIKE and not place.secret
        if not short or not fault.pointer or not fault.location or fault.keyword not in _SAID_ALIKE:
            return self._problem(fault, fault.pointer, place, self._told(fault, place))
        key = (fault.location, fault.keyword, id(place.field), text)
        known = self._alike.get(key)
        if known is None:
            made = self._problem(fault, fault.pointer, place, self._told(fault, place))
            self._alike[key] = (made.message, dict(made.facts))
            return made
        message, facts = known
        return Problem(
            fault.pointer,
            fault.keyword,
            message,
            Severity.WRONG,
            place.title,
            place.trail,
            facts.copy(),
            "schema",
            self._location(fault, place),
        )

    def _missing(self, fault: Fault) -> Iterator[Problem]:
        name = fault.facts.get("property")
        if not isinstance(name, str):
            yield self._problem(fault, fault.pointer, self.places.at(fault.pointer), Told(fault.facts))
            return
        above = self.places.at(fault.pointer)
        open_to = lacking(open_choice(above.union, above.value), above.value) if above.union is not None else []
        of_these = len(open_to) > 1 and any(name in lacked(one, above.value) for one in open_to)
        if of_these and name not in (shared := asked_by_all(open_to)):
            comes_first = may_decide(shared - above.value.keys(), open_to)
            if not comes_first and all(lacked_alone(open_to, above.value)):
                yield self._undecided(fault, above, open_to)
            return
        pointer = (*fault.pointer, name)
        self._groups_of_one = 0
        yield from self._empty(fault, pointer, self.places.at(pointer))

    def _undecided(self, fault: Fault, place: Place, open_to: Sequence[Field]) -> Problem:
        """Of alternatives one has to be chosen: what each of them asks for, told once and where they are."""
        self._follows = True
        severity = Severity.WRONG if place.value else Severity.EMPTY
        told = Told(choice_facts(fault.pointer, place.value, open_to))
        return self._problem(fault, fault.pointer, place, told, keyword="anyOf", severity=severity)

    def _empty(
        self,
        fault: Fault,
        pointer: Pointer,
        place: Place,
        depth: int = 0,
        above: frozenset[tuple[str, ...]] = frozenset(),
    ) -> Iterator[Problem]:
        """The place itself, or for a group of fields the ones in it that have to be filled in.

        Of alternatives one has to be chosen first: which fields there will be is not known before.
        """
        group = place.field if place.field is not None and place.field.kind is Kind.OBJECT else None
        group = None if place.union is not None or (place.added and not isinstance(place.value, dict)) else group
        inner = [child for child in group.children if child.required] if group is not None else []
        these = tuple(child.location for child in inner)
        in_bounds = self._groups_opened < _MOST_GROUPS and self._groups_of_one < _MOST_FOR_ONE
        if inner and these not in above and depth < 12 and in_bounds:
            self._groups_opened += 1
            self._groups_of_one += 1
            for child in inner:
                below = (*pointer, child.name)
                inside = Fault("required", pointer, {"property": child.name})
                yield from self._empty(inside, below, self.places.at(below), depth + 1, above | {these})
            return
        keyword = fault.keyword
        message = empty_item() if place.added else empty_field()
        if keyword in ("dependentRequired", "dependencies"):
            message = say(keyword, Told(fault.facts))
        if place.field is not None and place.field.because:
            message = visible(place.field.because)
        if keyword in ("dependentRequired", "dependencies"):
            message = self._because_of_nothing(fault, pointer) or message
        yield self._problem(fault, pointer, place, None, keyword=keyword, message=message, severity=Severity.EMPTY)

    def _because_of_nothing(self, fault: Fault, pointer: Pointer) -> str:
        """The reason where what makes a member required is there, but says nothing; "" where that is not so."""
        rules_at = published(self.raw, fault.location) if self.raw is not None else None
        rules = get(self.raw, rules_at) if rules_at is not None else None
        above = self.places.at(pointer[:-1]).value
        if not isinstance(rules, dict) or not isinstance(above, dict):
            return ""
        by = [
            name
            for name, needed in rules.items()
            if name in above and isinstance(needed, list) and pointer[-1] in needed
        ]
        if not by or not all(is_empty(above[name]) for name in by):
            return ""
        return words("empty.dependent.there", name=titled(self.places.at((*pointer[:-1], by[0])).title))

    def _unexpected(self, fault: Fault) -> Iterator[Problem]:
        place = self.places.at(fault.pointer)
        names = fault.facts.get("unexpected")
        if names is None:
            names = list(place.value) if isinstance(place.value, dict) else []
        missing = names_missing(place)
        for name in names:
            pointer = (*fault.pointer, name)
            here = self.places.at(pointer)
            under = under_for(name, place) if fault.keyword == "unevaluatedProperties" else None
            facts = stray_facts(name, fault.pointer, place, missing, self.root, self.value)
            self._follows = self._follows or under is not None or facts["described"] or MOVES in facts
            told = Told({**facts, "under": under})
            yield self._problem(fault, pointer, replace(here, title=named(name)) if name else here, told)

    def _bad_name(self, fault: Fault) -> Iterator[Problem]:
        above = self.places.at(fault.pointer)
        if above.secret:  # with what its members are called
            yield self._problem(replace(fault, facts={}), fault.pointer, above, None, message=kept_secret())
            return
        name = fault.facts.get("name")
        pointer = (*fault.pointer, name) if isinstance(name, str) else fault.pointer
        yield self._problem(fault, pointer, self.places.at(pointer), Told(fault.facts))

    def _repeated(self, fault: Fault) -> Problem:
        """An item that is there twice: told at the second of the two, which can be taken out."""
        place = self.places.at(fault.pointer)
        pairs = duplicates(place.value)
        pointer = (*fault.pointer, pairs[0][1]) if pairs else fault.pointer
        return self._problem(fault, pointer, self.places.at(pointer), self._told(fault, place))

    def _forbidden(self, fault: Fault, names: list[str], *, but_one: bool = False) -> Iterator[Problem]:
        """Members that may not be there, or not all at once, or all `but_one`: told at the last, which can go."""
        places = [self.places.at((*fault.pointer, name)) for name in names]
        keyword = "together" if len(names) > 1 else "falseSchema"
        facts = {"names": names, "titles": [place.title for place in places], **({"but_one": True} if but_one else {})}
        told = Told(facts, places[-1].value, places[-1].field)
        yield self._problem(fault, (*fault.pointer, names[-1]), places[-1], told, keyword=keyword)

    def _told(self, fault: Fault, place: Place) -> Told:
        facts = fault.facts
        if fault.keyword in ("anyOf", "oneOf"):
            alternatives = facts.get("alternatives", ())
            lacking = [one.facts.get("property") for branch in alternatives for one in branch]
            names = [name for name in lacking if isinstance(name, str)]
            titles = [self.places.at((*fault.pointer, name)).title for name in names]
            facts = {**facts, "titles": titles} if titles else facts
            if _only_lacks(fault) and all(len(branch) == 1 for branch in alternatives):
                facts = {**facts, "lacking": names}  # one of which is enough, and may be there by a wrong name
        if fault.keyword == "falseSchema" and fault.pointer:
            above = self.places.at(fault.pointer[:-1]).field
            because = dict(above.barred).get(str(fault.pointer[-1])) if above is not None and above.barred else None
            facts = {**facts, "because": because} if because else facts
        if fault.keyword == "format" and fault.pointer and isinstance(fault.pointer[-1], int):
            facts = {**facts, "one_text": True} if self._may_be_one_text(fault.pointer[:-1], place.value) else facts
        return Told(facts, place.value, place.field, place.union, whole=not fault.pointer)

    def _may_be_one_text(self, above: Pointer, text: Any) -> bool:
        """Whether names may stand in the place of a list as one text, where its items have to be addresses."""
        union = self.places.at(above).union
        ways = [one.limits for one in union.branches if one.kind is Kind.TEXT] if union is not None else []
        return isinstance(text, str) and any(one.pattern is None or matches(one.pattern, text) for one in ways)

    def _problem(
        self,
        fault: Fault,
        pointer: Pointer,
        place: Place,
        told: Told | None,
        *,
        keyword: str = "",
        message: str = "",
        severity: Severity = Severity.WRONG,
    ) -> Problem:
        keyword = keyword or fault.keyword
        message = message or (say(keyword, told) if told is not None else "")
        why = self._why(fault, place) if told is not None and pointer == fault.pointer and pointer else ""
        message = f"{message} {words('because.here', because=visible(why))}" if why else message
        source = told.facts if told is not None else fault.facts
        facts = {name: one for name, one in source.items() if name not in _LARGE_FACTS}
        if told is not None:
            facts.update(told.extra)
            if is_kept(keyword, place, message, self.places, pointer):
                message, facts = kept_secret(keyword, told), {}
        return Problem(
            pointer=pointer,
            keyword=keyword,
            message=message,
            severity=severity,
            title=place.title,
            trail=place.trail,
            facts=facts,
            location=self._location(fault, place),
        )

    def _why(self, fault: Fault, place: Place) -> str:
        """What makes a rule hold that holds only for certain values; "" where it always does, or says so itself."""
        above = self.places.at(fault.pointer[:-1]).field
        if above is None or not above.bound or fault.keyword == "falseSchema":
            return ""
        location = self._location(fault, place)
        return next((because for rules, because in above.bound if location.startswith(f"{rules}/")), "")

    def _location(self, fault: Fault, place: Place) -> str:
        text = self._locations.get(fault.location)
        if text is None:
            found = published(self.raw, fault.location) if self.raw is not None else None
            text = self._locations[fault.location] = to_text(found) if found is not None else ""
        return text or (place.field.location if place.field is not None else "")


def _only_lacks(fault: Fault) -> bool:
    """Whether each alternative of a group would do once something is filled in there."""
    alternatives = fault.facts.get("alternatives", ())
    inner = [one for branch in alternatives for one in branch]
    return bool(inner) and all(one.keyword == "required" and one.pointer == fault.pointer for one in inner)


def _of_another_kind(place: Place) -> bool:
    """Whether a list stands where a group of fields is wanted, or a group for a list: wrong, although nothing is in it.

    Nobody could fill it in there, and what stands for it is written that way by programs, not by people.
    """
    if place.field is None or place.union is not None or not isinstance(place.value, dict | list):
        return False
    return not isinstance(place.value, HOLDS.get(place.field.kind, dict | list))
