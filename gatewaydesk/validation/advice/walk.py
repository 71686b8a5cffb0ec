"""One walk through a document, along the plan: what each rule tells of a place, a large table a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.branching import best_branch
from gatewaydesk.validation.advice.gateway import WRITTEN_AS_CODE
from gatewaydesk.validation.advice.plan import Planner
from gatewaydesk.validation.advice.rule import LONG, Rows, Test, Told
from gatewaydesk.validation.advice.signs import BLANKS, EMPTY, EMPTY_TEXT
from gatewaydesk.validation.advice.spot import Bound, Spot
from gatewaydesk.validation.advice.table import PLACEHOLDER, RULES
from gatewaydesk.validation.advice.texts import PLACEHOLDERS, has_left_over, left_over, told_placeholder

MOST = 1_000
"""Pieces of advice that are given at once; whoever follows some of them gets the others."""

_LONGEST_COUNTED = 20_000  # items of a table in which the counts of lists are looked at
_MOST_READ = 20_000  # rows of all tables beside each other that are read for notes and for blanks at the ends
_KNOWN = frozenset((str, int))  # no number with a point: 1.0 is 1, and not the same
_MOST_KNOWN = 512  # texts and numbers of one field of which it is remembered what was told
_LONGEST_KNOWN = 20_000

_PLACEHOLDER = next(at for at, rule in enumerate(RULES) if rule.name == PLACEHOLDER)
_EMPTY = next(at for at, rule in enumerate(RULES) if rule.name == EMPTY_TEXT)

Found = tuple[int, Pointer, Told]
"""The number of a rule in the table, the place, and what it tells of it."""


class Walk:
    """One walk through a document, along the plan."""

    def __init__(self, planner: Planner, found: list[Found], known: Mapping[Pointer, object]) -> None:
        self._planner, self._found, self._known = planner, found, known
        self.quiet: dict[Pointer, object] = {}
        self._few = True

    def visit(self, spot: Spot, value: Any, pointer: Pointer) -> None:
        """Tests a value and all that is in it."""
        if spot.conditional is not None:
            settled = self._planner.settled(spot, value)
            if settled is None:
                return
            spot = settled
        tests = spot.tests
        kind = type(value)
        if kind is str or kind is int:
            for at, told in _told_of(spot, value):
                self._add(at, (*pointer, *told.below), told)
            return
        if "any" in tests and value is not None:
            self._tell(spot, "any", value, pointer)
        if kind is dict:
            if not value and "empty" in tests:
                self._tell(spot, "empty", value, pointer)
            if "group" in tests:
                self._tell(spot, "group", value, pointer)
            if spot.union is not None:
                branch = self._planner.branch(spot, best_branch(spot.union, value))
                if branch is not None:
                    self.visit(branch, value, pointer)
            members, waiting = spot.members, spot.waiting
            if members or waiting:
                for name, below in value.items():
                    child = self._planner.member(spot, name) if name in waiting else members.get(name)
                    if child is None or (type(below) in _KNOWN and child.known.get(below) == ()):
                        continue  # nothing to look for, or there was nothing when the same value was looked at
                    self.visit(child, below, (*pointer, name))
        elif kind is list:
            self._list(spot, value, pointer)
        elif value is None:
            if "null" in tests:
                self._tell(spot, "null", value, pointer)
        elif kind is not bool and "number" in tests:
            self._tell(spot, "number", value, pointer)

    def _list(self, spot: Spot, value: list[Any], pointer: Pointer) -> None:
        if not spot.is_table:
            item = spot.item
            rows = self._rows(item, value) if item is not None and (item.members or item.waiting) else len(value)
            self._few = rows <= _MOST_READ
        if spot.is_table or len(value) > LONG:
            if self._known.get(pointer) is not spot:
                self._table(spot, Rows(value), pointer)
            else:
                self.quiet[pointer] = spot
        else:
            if "list" in spot.tests:
                self._tell(spot, "list", Rows(value), pointer)
            if spot.item is not None:
                known = spot.item.known
                for at, one in enumerate(value):
                    if type(one) not in _KNOWN or known.get(one) != ():
                        self.visit(spot.item, one, (*pointer, at))
            return
        if spot.item is not None:  # the tables inside a long list
            for name, one in self._planner.tables(spot.item).items():
                for at, row in enumerate(value):
                    below = row.get(name) if type(row) is dict else None
                    place = (*pointer, at, name)
                    if self._known.get(place) is one:
                        self.quiet[place] = one
                    elif type(below) is list:
                        self._list(one, below, place)

    def _rows(self, item: Spot, value: list[Any]) -> int:
        """How many items a list has, with those of the tables in them."""
        names = self._planner.tables(item)
        below = (row.get(name) for name in names for row in value if type(row) is dict) if names else ()
        return len(value) + sum(len(one) for one in below if type(one) is list)

    def _table(self, spot: Spot, rows: Rows, pointer: Pointer) -> None:
        """A table's columns, one after the other."""
        before = len(self._found)
        if "list" in spot.tests:
            self._tell(spot, "list", rows, pointer)
        for name in spot.cells:
            self._column(name, rows, pointer, PLACEHOLDERS, _told_placeholder)
            if self._few:
                self._left_over(name, rows, pointer)
        for name in spot.needed:
            self._column(name, rows, pointer, BLANKS, _told_empty)
        for name, bound in spot.trimmed if self._few else ():
            self._trimmed(name, rows, pointer, bound)
        for name, tests in spot.changed:
            self._changed(name, rows, pointer, tests)
        for name, at, test in spot.counts:
            self._counts(name, rows, pointer, at, test)
        for name, counts, tests in spot.inner if len(rows.items) <= _LONGEST_COUNTED else ():
            for at, row in enumerate(rows.items) if name in rows.names() else ():
                below = row[name] if type(row) is dict and name in row else None
                if type(below) is list and below:
                    inside, place = Rows(below), (*pointer, at, name)
                    for member, rule, test in counts:
                        self._counts(member, inside, place, rule, test)
                    for rule, test in tests:
                        for told in test(inside):
                            self._add(rule, (*place, *told.below), told)
        if len(self._found) == before < MOST:
            self.quiet[pointer] = spot

    def _column(
        self,
        name: str,
        rows: Rows,
        pointer: Pointer,
        texts: frozenset[str],
        told: Callable[[str], tuple[int, Told]],
    ) -> None:
        """Looks a whole column through at once; cell by cell only where one of the texts may be in it."""
        if rows.lacks(name, texts):
            return
        for at, row in enumerate(rows.items):
            text = row.get(name) if type(row) is dict else None
            if type(text) is str and text in texts:
                rule, said = told(text)
                self._add(rule, (*pointer, at, name), said)

    def _left_over(self, name: str, rows: Rows, pointer: Pointer) -> None:
        """What somebody noted for themselves in a column."""
        if not has_left_over(rows.joined(name)):
            return
        for at, row in enumerate(rows.items):
            text = row.get(name) if type(row) is dict else None
            found = left_over(text) if type(text) is str and text not in PLACEHOLDERS else ""
            if found:
                self._add(_PLACEHOLDER, (*pointer, at, name), told_placeholder(found))

    def _trimmed(self, name: str, rows: Rows, pointer: Pointer, bound: Bound) -> None:
        """Blanks at the ends of a column's texts, cell by cell only where there are some."""
        if rows.are_trimmed(name):
            return
        rule, test = bound
        for at, row in enumerate(rows.items):
            text = row.get(name) if type(row) is dict else None
            if type(text) is str:
                for told in test(text):
                    self._add(rule, (*pointer, at, name), told)

    def _counts(self, name: str, rows: Rows, pointer: Pointer, rule: int, test: Test) -> None:
        """A column of counts, cell by cell only where one may be below zero, or is no number."""
        if rows.least(name) >= 0:
            return
        for at, row in enumerate(rows.items):
            value = row.get(name) if type(row) is dict else None
            if type(value) in (int, float):
                for told in test(value):
                    self._add(rule, (*pointer, at, name), told)

    def _changed(self, name: str, rows: Rows, pointer: Pointer, tests: tuple[Bound, ...]) -> None:
        """The texts of a column that a route would change: the whole column as one text, and then its cells."""
        texts = [row.get(name) if type(row) is dict else None for row in rows.items]
        if WRITTEN_AS_CODE.search("\n".join(text for text in texts if type(text) is str)) is None:
            return
        for at, text in enumerate(texts):
            if type(text) is str and WRITTEN_AS_CODE.search(text):
                for rule, test in tests:
                    for told in test(text):
                        self._add(rule, (*pointer, at, name), told)

    def _tell(self, spot: Spot, on: Any, value: Any, pointer: Pointer) -> None:
        for at, test in spot.tests[on]:
            for told in test(value):
                if len(self._found) >= MOST:
                    return
                self._found.append((at, (*pointer, *told.below), told))

    def _add(self, at: int, pointer: Pointer, told: Told) -> None:
        if len(self._found) < MOST:
            self._found.append((at, pointer, told))


def _told_placeholder(text: str) -> tuple[int, Told]:
    return _PLACEHOLDER, told_placeholder(text)


def _told_empty(text: str) -> tuple[int, Told]:
    return _EMPTY, EMPTY


def _told_of(spot: Spot, value: str | int) -> tuple[tuple[int, Told], ...]:
    known = spot.known.get(value)
    if known is not None:
        return known
    tests = chain(spot.tests.get("any", ()), spot.tests.get("text" if type(value) is str else "number", ()))
    found = tuple((at, told) for at, test in tests for told in test(value))
    if not isinstance(value, str) or len(value) <= _LONGEST_KNOWN:
        if len(spot.known) >= _MOST_KNOWN:
            spot.known.clear()
        spot.known[value] = found
    return found
