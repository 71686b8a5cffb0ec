"""Where in a document a rule looks: the fields of a schema with the tests that were bound to them, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.advice.rule import About, Test
from gatewaydesk.validation.advice.spot import Bound, Counts, Spot, Where, add
from gatewaydesk.validation.advice.table import (
    LESS_THAN_NONE,
    MISSPELT_MEMBER,
    OF_FILLED,
    ON_THE_WAY,
    RULES,
    SPACE_AT_THE_ENDS,
)
from gatewaydesk.validation.advice.words import telling

_LISTS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)
_OF_GROUPS = ("group", "empty")
_DEEPEST = 10
_AT_ONCE = 400  # fields that are planned before anybody has written anything in them
_MOST = 5_000  # fields that are looked into, of a schema that branches without end

_LESS_THAN_NONE = next(at for at, rule in enumerate(RULES) if rule.name == LESS_THAN_NONE)
_OF_ROWS = [at for at, rule in enumerate(RULES) if rule.name == MISSPELT_MEMBER and rule.on == "list"]
_SPACE_AT_THE_ENDS = next(at for at, rule in enumerate(RULES) if rule.name == SPACE_AT_THE_ENDS)


class Planner:
    """Makes the plan of one schema for one day."""

    def __init__(self, raw: Any, model: str, today: date, *, escaping: bool = False) -> None:
        self._raw, self._model, self._today, self._escaping = raw, model, today, escaping
        self._left, self._at_once = _MOST, _AT_ONCE

    def plan(self, root: Field) -> Spot | None:
        """The plan of a whole document."""
        return self._spot(root, Where())

    def settled(self, spot: Spot, value: Any) -> Spot | None:
        """The plan of a conditional field for a value."""
        assert spot.conditional is not None
        assert spot.about is not None
        found = spot.conditional.settled(value)
        if found not in spot.settled:
            self._left = max(self._left, _MOST // 10)
            spot.settled[found] = self._spot(found.with_(expand_settled=None), spot.about)
        return spot.settled[found]

    def member(self, spot: Spot, name: str) -> Spot | None:
        """The plan of an object's member."""
        if name not in spot.members and name in spot.waiting and spot.within is not None:
            self._left = max(self._left, _MOST // 10)
            spot.members[name] = self._spot(spot.waiting[name], spot.within)
        return spot.members.get(name)

    def tables(self, spot: Spot) -> dict[str, Spot]:
        """The members of an object that are lists with descriptions in them."""
        for name, child in spot.waiting.items():
            if child.kind in _LISTS or child.kind is Kind.UNION:
                self.member(spot, name)
        return {name: one for name, one in spot.members.items() if one is not None and one.is_table}

    def _spot(self, one: Field, where: Where, union: Field | None = None) -> Spot | None:
        self._left -= 1
        if where.depth > _DEEPEST or self._left < 0 or one.location in where.above or one.secret:
            return None
        if one.fill:
            return self._filled(one)
        if one.conditional:
            return Spot(conditional=one, about=where)
        made = Spot()
        if one.kind is Kind.UNION:
            self._add_branches(made, one, where)
        else:
            self._add_tests(made, one, where, union)
            self._add_inside(made, one, where)
        return None if made.idle else made

    def _add_tests(self, made: Spot, one: Field, where: Where, union: Field | None, *, of_union: bool = True) -> None:
        about = About(
            one,
            self._raw,
            self._model,
            self._today,
            in_list=where.lists > 0,
            item=where.item,
            union=union,
            examples=(*one.examples, *where.examples),
            escaping=self._escaping,
        )
        for at, rule in enumerate(RULES):
            is_group = one.kind in (Kind.OBJECT, Kind.MAP)
            if (rule.on in _OF_GROUPS) is not is_group or one.decides or (rule.of_union and not of_union):
                continue
            test = rule.bind(about)
            if test is not None:
                made.tests.setdefault(rule.on, []).append((at, test))

    def _add_inside(self, made: Spot, one: Field, where: Where) -> None:
        if one.kind is Kind.OBJECT:
            self._at_once -= len(one.children)
            if self._at_once > 0:
                found = {child.name: self._spot(child, where.below(one)) for child in one.children}
                made.members = {name: spot for name, spot in found.items() if spot is not None}
            else:
                made.waiting, made.within = {child.name: child for child in one.children}, where.below(one)
        elif one.kind in _LISTS and one.item is not None:
            made.is_table = where.lists > 0
            made.cells = tuple(child.name for child in _objects(one.item) if telling(child) and not child.decides)
            made.needed = tuple(
                child.name for child in _objects(one.item) if child.kind is Kind.TEXT and child.required
            )
            made.trimmed = tuple(self._trimmed(one.item)) if made.is_table else ()
            made.changed = tuple(self._changed(one.item))
            made.counts = tuple(self._counts(one.item))
            if made.is_table:
                made.inner = tuple(self._inner(one.item))
            if not made.is_table:
                item = one.item.with_(choices=one.choices) if one.choices and not one.item.choices else one.item
                made.item = self._spot(item, where.below(one, item=True))

    def _trimmed(self, item: Field) -> Iterable[tuple[str, Bound]]:
        """The texts of a table: in its cells each is one line, whatever it is elsewhere."""
        for child in _objects(item):
            about = About(child, self._raw, self._model, self._today, in_list=True, item=True)
            test = RULES[_SPACE_AT_THE_ENDS].bind(about) if not (child.decides or child.fill or child.secret) else None
            if test is not None:
                yield child.name, (_SPACE_AT_THE_ENDS, test)

    def _counts(self, item: Field) -> Iterable[tuple[str, int, Test]]:
        """The numbers of a table that count something."""
        for child in _objects(item):
            about = About(child, self._raw, self._model, self._today, in_list=True)
            test = RULES[_LESS_THAN_NONE].bind(about)
            if test is not None:
                yield child.name, _LESS_THAN_NONE, test

    def _inner(self, item: Field) -> Iterable[tuple[str, Counts, tuple[Bound, ...]]]:
        """The lists in the items of a table: of those that a known model has, what counts something in them."""
        for child in _objects(item):
            lists = [one for one in child.branches or (child,) if one.kind is Kind.LIST and one.item is not None]
            rows = [one.item for one in lists if one.item is not None]
            counts = tuple(count for one in rows for count in self._counts(one)) if self._model else ()
            bound = ((at, RULES[at].bind(self._of_rows(one))) for one in lists for at in _OF_ROWS)
            tests = tuple((at, test) for at, test in bound if test is not None)
            if counts or tests:
                yield child.name, counts, tests

    def _of_rows(self, one: Field) -> About:
        return About(one, self._raw, self._model, self._today, in_list=True)

    def _filled(self, one: Field) -> Spot | None:
        """Of what the application fills in, only what a file brought: a day that cannot be, the same entry twice."""
        made = Spot()
        for written in one.branches or (one,):
            about = About(written, self._raw, self._model, self._today)
            for at, rule in enumerate(RULES):
                test = rule.bind(about) if rule.name in OF_FILLED else None
                if test is not None:
                    made.tests.setdefault(rule.on, []).append((at, test))
        return None if made.idle else made

    def _changed(self, item: Field) -> Iterable[tuple[str, tuple[Bound, ...]]]:
        """The texts of a table that are looked at for what a route does to them."""
        if not (self._escaping and self._model):
            return
        for child in _objects(item):
            about = About(child, self._raw, self._model, self._today, in_list=True, escaping=True)
            bound = ((at, rule.bind(about)) for at, rule in enumerate(RULES) if rule.name in ON_THE_WAY)
            tests = tuple((at, test) for at, test in bound if test is not None)
            if tests and not child.decides:
                yield child.name, tests

    def _add_branches(self, made: Spot, union: Field, where: Where) -> None:
        """What alternatives have for texts, numbers and lists is put together; of objects one is chosen each time."""
        objects = [one for one in union.branches if one.kind in (Kind.OBJECT, Kind.MAP)]
        self._at_once -= len(union.branches)
        for one in union.branches:
            if one in objects:
                continue
            inside = self._spot(one, replace(where, depth=where.depth + 1, examples=union.examples), union)
            if inside is not None:
                add(made, inside)
        if len(objects) == 1:
            inside = self._spot(objects[0], where, union)
            if inside is not None:
                add(made, inside)
        elif objects:
            about = About(objects[0], self._raw, self._model, self._today, item=where.item, union=union)
            for at, rule in enumerate(RULES):
                test = rule.bind(about) if rule.of_union else None
                if test is not None:
                    made.tests.setdefault(rule.on, []).append((at, test))
            made.union, made.within = union, where
            if self._at_once > 0:
                found = [self.branch(made, at) for at in range(len(union.branches))]
                made.union = union if any(one is not None for one in found) else None

    def branch(self, spot: Spot, at: int) -> Spot | None:
        """The plan of one of a union's alternatives that are objects."""
        if at not in spot.branches and spot.union is not None and spot.within is not None:
            spot.branches[at] = self._branch(spot.union.branches[at], spot.within)
        return spot.branches.get(at)

    def _branch(self, one: Field, where: Where) -> Spot | None:
        self._at_once -= 1
        if one.kind is not Kind.OBJECT or one.conditional:
            return None
        made = Spot()
        self._add_tests(made, one, where, None, of_union=False)
        self._add_inside(made, one, where)
        return None if made.idle else made


def _objects(item: Field) -> Iterable[Field]:
    """The members of the objects that a list holds."""
    if item.kind is Kind.UNION:
        return [child for branch in item.branches if branch.kind is Kind.OBJECT for child in branch.children]
    return item.children
