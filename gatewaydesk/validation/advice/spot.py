"""One field of a schema with the tests that were bound to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.advice.rule import On, Test
from gatewaydesk.validation.advice.table import RULES

Bound = tuple[int, Test]
"""The number of a rule in the table, and its test."""

Counts = tuple[tuple[str, int, Test], ...]
"""Members that count something, each with the number of a rule and its test."""


@dataclass(eq=False)
class Spot:
    """One field with its tests.

    Attributes:
        tests: by what they look at.
        members: of an object, those below which there is something to test; None for those without.
        waiting: members whose plans are only made when a document has them: so it is in a large schema.
        item: of a list.
        cells: of a list of objects, the members that hold descriptions; in large tables only these are looked at.
        needed: of a list of objects, the members that are texts and required; in large tables these are looked at too.
        trimmed: of a list of objects, the texts that should have no blanks at their ends, with what then is told.
        changed: of a list of objects, the members whose texts may be changed on their way, with what then is told.
        counts: of a list of objects, the members that count something, with the rule and the test of each.
        inner: of a list of objects, the lists of such in its items, as the values of a column are: what of them counts
            something, and what is tested in each as a whole.
        is_table: of a list inside the item of another: only its cells are looked at, however many there are.
        conditional: what is there depends on the value; the plan is then made for the settled field.
        union: alternatives that are objects and have tests of their own, beside `branches`.
        known: what the tests told of each text and whole number lately.
    """

    tests: dict[On, list[Bound]] = field(default_factory=dict)
    members: dict[str, Spot | None] = field(default_factory=dict)
    waiting: dict[str, Field] = field(default_factory=dict)
    within: Where | None = None
    item: Spot | None = None
    cells: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    trimmed: tuple[tuple[str, Bound], ...] = ()
    changed: tuple[tuple[str, tuple[Bound, ...]], ...] = ()
    counts: Counts = ()
    inner: tuple[tuple[str, Counts, tuple[Bound, ...]], ...] = ()
    is_table: bool = False
    conditional: Field | None = None
    union: Field | None = None
    branches: dict[int, Spot | None] = field(default_factory=dict)
    known: dict[str | int, tuple[Any, ...]] = field(default_factory=dict)
    settled: dict[Field, Spot | None] = field(default_factory=dict)
    about: Where | None = None

    @property
    def idle(self) -> bool:
        """Whether there is nothing to be looked for, here or below."""
        inside = (
            self.members
            or self.waiting
            or self.item is not None
            or self.cells
            or self.needed
            or self.trimmed
            or self.changed
            or self.counts
            or self.inner
            or self.union
        )
        return not (self.tests or inside or self.conditional)


@dataclass(frozen=True)
class Where:
    """Where in a document a field stands."""

    depth: int = 0
    lists: int = 0  # how many lists it stands in
    item: bool = False
    above: frozenset[str] = frozenset()
    examples: tuple[Any, ...] = ()  # of the alternatives, or of the list, that it belongs to

    def below(self, one: Field, *, item: bool = False) -> Where:
        """Where the members of a field stand, or its items."""
        examples = (*one.examples, *self.examples) if item else ()
        return Where(self.depth + 1, self.lists + item, item, self.above | {one.location} - {""}, examples)


def add(made: Spot, other: Spot) -> None:
    """Puts what another alternative has to be tested beside what there is already."""
    for on, bound in other.tests.items():
        mine = made.tests.setdefault(on, [])
        mine += [one for one in bound if all(RULES[one[0]].name != RULES[at].name for at, _ in mine)]
        mine.sort(key=lambda one: one[0])
    if other.members or other.waiting:
        made.members, made.waiting, made.within = other.members, other.waiting, other.within
    made.item = made.item or other.item
    made.cells = made.cells or other.cells
    made.needed = made.needed or other.needed
    made.trimmed = made.trimmed or other.trimmed
    made.changed = made.changed or other.changed
    made.counts = made.counts or other.counts
    made.inner = made.inner or other.inner
    made.is_table = made.is_table or other.is_table
    if other.union is not None:
        made.union, made.branches, made.within = other.union, other.branches, other.within
    made.conditional, made.about = other.conditional or made.conditional, other.about or made.about
