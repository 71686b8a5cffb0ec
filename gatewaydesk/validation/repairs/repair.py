"""A repair, and what the functions that think of repairs look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gatewaydesk.document.document import Document
from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.branching import best_branch, field_at
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.problems import Problem

LISTS = frozenset({Kind.LIST, Kind.TAGS, Kind.CHOICES})
NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER})
TEXTS = frozenset({Kind.TEXT, Kind.DATE, Kind.DATE_TIME, Kind.TIME, Kind.EMAIL, Kind.URL})
_LOSING = frozenset({"remove", "cut", "sentence"})
PLACED = frozenset({"rename", "move"})
_MOST_ALTERNATIVES = 32
_LONGEST_VALUE = 4_000  # characters: no date, number, name or address is longer
_LONGEST_LIST = 20_000


@dataclass(frozen=True)
class Repair:
    """One way to mend a problem.

    Attributes:
        id: tells it from the others of its problem; up to a colon it is the kind of repair (`cut`, `date:2021-04-03`).
        label: what the button says, such as “Cut to 500 at a word”.
        problem: what it removes.
        edits: what it does to the document, valid for the value that they were made from.
        sure: it loses nothing that is written, and what is meant cannot have changed; else a person is to choose it.
        lands: where something that was written comes to stand as it is, so that what is wrong inside of it is seen for
            the first time; None where it changes what is written.
        loss: words that somebody wrote go with it, although its kind need not lose any.
    """

    id: str
    label: str
    problem: Problem
    edits: tuple[Edit, ...]
    sure: bool = True
    lands: Pointer | None = None
    loss: bool = False

    @property
    def places(self) -> frozenset[Pointer]:
        """The places that it is about, and those that it changes."""
        return frozenset([self.problem.pointer, *(edit.pointer for edit in self.edits)])

    @property
    def kind(self) -> str:
        """The kind of repair, the same for all problems."""
        return self.kinds[0]

    @property
    def loses(self) -> bool:
        """Whether it takes away something that somebody wrote."""
        return self.loss or not _LOSING.isdisjoint(self.kinds)

    @property
    def is_named(self) -> bool:
        """Whether something goes as it is where it surely belongs by what it is called, whatever is inside of it."""
        return self.sure and len(self.kinds) == 1 and self.kind in PLACED

    @property
    def kinds(self) -> tuple[str, ...]:
        """Its kind, and those of what it does besides: a member may be moved, and its value split."""
        return tuple(part.partition(":")[0] for part in self.id.split("+"))


@dataclass(frozen=True)
class Case:
    """A problem with the document that it is in and the field that it is about."""

    problem: Problem
    root: Field
    whole: Any

    @property
    def pointer(self) -> Pointer:
        """The problem's place."""
        return self.problem.pointer

    @cached_property
    def value(self) -> Any:
        """What is there, or ABSENT."""
        return get(self.whole, self.pointer)

    @property
    def text(self) -> str:
        """What is there, if it is text; else ""."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def short(self) -> str:
        """The text where it may be a single value, such as a date or an address: what is too long for that is none."""
        return self.text if len(self.text) <= _LONGEST_VALUE else ""

    @property
    def listing(self) -> str:
        """The text where it may be several values; what is longer than anybody writes them in a row is none."""
        return self.text if len(self.text) <= _LONGEST_LIST else ""

    @cached_property
    def field(self) -> Field | None:
        """What the schema says of the place, None where it says nothing."""
        return field_at(self.root, self.pointer, self.whole)

    @cached_property
    def alternatives(self) -> tuple[Field, ...]:
        """The field, or every alternative that it offers, alternatives inside alternatives opened."""
        return tuple(opened(self.field)) if self.field is not None else ()

    def among(self, kinds: Iterable[Kind]) -> list[Field]:
        """The alternatives of these kinds."""
        return [one for one in self.alternatives if one.kind in kinds]

    @cached_property
    def holder(self) -> Field | None:
        """The field of the object that the place is in, the alternative of it that is meant."""
        if not self.pointer:
            return None
        value = get(self.whole, self.pointer[:-1])
        return _meant(field_at(self.root, self.pointer[:-1], self.whole), value)

    def put(
        self, id: str, label: str, value: Any, sure: bool = True, lands: Pointer | None = None, loss: bool = False
    ) -> Repair:
        """The repair that writes another value here; ABSENT takes the place out."""
        return self.change(id, label, self.plan(self.whole, self.pointer, value), sure, lands, loss)

    def change(
        self,
        id: str,
        label: str,
        edits: Iterable[Edit],
        sure: bool = True,
        lands: Pointer | None = None,
        loss: bool = False,
    ) -> Repair:
        """The repair that makes these edits; with `loss` it is never sure."""
        return Repair(id, label, self.problem, tuple(edits), sure and not loss, lands, loss)

    def plan(self, whole: Any, pointer: Pointer, value: Any) -> list[Edit]:
        """The edits that write a value at a place of a document, new members where the schema has them."""

        def order(above: Pointer) -> list[str]:
            field = _meant(field_at(self.root, above, whole), get(whole, above))
            return [child.name for child in field.children] if field is not None else []

        return Document(whole).plan(pointer, value, order)


Thought = Callable[[Case], Iterator[Repair]]


def opened(field: Field, depth: int = 0) -> Iterator[Field]:
    """A field, or in the place of a UNION its alternatives, a bounded number of them."""
    if field.kind is not Kind.UNION or depth > 3:
        yield field
        return
    for branch in field.branches[:_MOST_ALTERNATIVES]:
        yield from opened(branch, depth + 1)


def _meant(field: Field | None, value: Any) -> Field | None:
    for _ in range(8):
        if field is None:
            return None
        field = field.settled(value)
        if field.kind is not Kind.UNION or not field.branches:
            return field
        field = field.branches[best_branch(field, value)]
    return field


def is_empty(value: Any) -> bool:
    """Whether nothing is written in a value that is there: null, blanks, nothing inside."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | dict) and not value)


def unshown(field: Field | None, value: Any) -> list[str]:
    """The members of an object that a field does not show as its own, nor the alternative of it that shows the most.

    An open group takes any other member as well, and nobody sees it there.
    """
    if field is None or not isinstance(value, dict):
        return []
    groups = [one.settled(value) for one in opened(field) if one.kind in (Kind.OBJECT, Kind.MAP, Kind.ANY)]
    hidden = ([name for name in value if one.kind is Kind.OBJECT and one.member_field(name) is None] for one in groups)
    return min(hidden, key=len, default=[])


def says_nothing(value: Any) -> bool:
    """Whether nothing is written in a value, nor in anything inside of it."""
    if isinstance(value, dict):
        return all(map(says_nothing, value.values()))
    return all(map(says_nothing, value)) if isinstance(value, list) else is_empty(value)


def is_there(value: Any) -> bool:
    """Whether something is written."""
    return value is not ABSENT and not is_empty(value)
