"""What the two lists of the review panel hold: problems by section, and what is left by effort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.panels.left_over import LeftOver
from gatewaydesk.ui.panels.lingering import Lingering, Mended, Thing
from gatewaydesk.ui.panels.pick_list import Pick
from gatewaydesk.ui.panels.problem_picks import (
    Dismissed,
    Heading,
    KnownKeys,
    Rows,
    dismissed_pick,
    heading_pick,
    left_pick,
    left_rows,
    problem_pick,
    problem_rows,
)
from gatewaydesk.ui.sections import Section, section_of
from gatewaydesk.validation.completeness import Counts, nothing_wrong
from gatewaydesk.validation.listing import Sieve, Tally, in_groups, summed
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.remaining import Left, summed_up

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

_MAY_GO = "This dataset can be submitted."
_CHECKING = "Looking for what is wrong…"
_ALL_HIDDEN = "The filter lets none of them through."


class ReviewLists:
    """Makes rows of one document's problems, and words for what no row says.

    Attributes:
        authoring: the document, or None while none is open.
        found: its problems.
        tally: how many there are of each tier.
        groups: the problems by the number of their section.
        looking: what is left is being worked out.
        doubted: what is said is of the dataset as it was before the check that is under way.
    """

    def __init__(self, left: LeftOver) -> None:
        self.authoring: Authoring | None = None
        self.sections: list[Section] = []
        self.found: list[Problem] = []
        self.tally = Tally()
        self.groups: list[tuple[int, list[Problem]]] = []
        self.looking = self.doubted = False
        self._left_over = left
        self._known_keys: KnownKeys = {}
        self._left: list[Left] = []
        self._mended, self._filled = Lingering(), Lingering()
        self._here: Pointer | None = None
        self._left_here: list[Problem] = []  # the advice that was left so since the focus came there
        self._places: tuple[Any, Places] = (None, Places(Field((), Kind.ANY, ""), None))  # of what, and they

    @property
    def lingers(self) -> bool:
        """Whether a problem that was mended or left so a moment ago is still shown."""
        return self._mended.thing is not None or bool(self._left_here)

    @property
    def ordered(self) -> list[Problem]:
        """All problems, by section and then as in the form."""
        return [one for _, group in self.groups for one in group]

    @property
    def dismissed(self) -> list[Problem]:
        """The advice that a person left so."""
        return self.authoring.dismissed if self.authoring is not None else []

    def take(self, authoring: Authoring | None, sections: list[Section]) -> None:
        """Takes the problems of the last check; `follow` groups them."""
        if authoring is not self.authoring:
            self.groups, self._left, self._known_keys = [], [], {}
            self._here, self._left_here = None, []
            self._mended.come_to(None)
            self._filled.come_to(None)
        self.authoring, self.sections = authoring, list(sections)
        self.found = authoring.problems if authoring is not None else []

    def follow(self) -> None:
        """Groups the problems that were taken last."""
        known = dict(self.groups)
        self.groups = [
            (at, known[at] if known.get(at) == group else group)
            for at, group in in_groups(self.found, self.sections, self.order)
        ]
        now = dict(self.groups)
        others = [at for at in sorted({*known, *now}) if known.get(at) is not now.get(at)]
        before, behind = ([one for at in others for one in groups.get(at, ())] for groups in (known, now))
        self._mended.follow(before, behind)
        self._follow_left_so(before)
        self.tally = summed(self.authoring.tallies.values()) if self.authoring is not None else Tally()

    def _follow_left_so(self, before: list[Problem]) -> None:
        """What was told a moment ago and is left so now stays where it stood, but where other advice took its place."""
        left_so = self.dismissed
        told = {(one.pointer, one.keyword) for one in before} if left_so else set()
        stay = [one for one in left_so if (one.pointer, one.keyword) in told or one in self._left_here]
        taken = {one.pointer for one in self.found} if stay else set()
        self._left_here = [one for one in stay if one.pointer not in taken]

    def come_to(self, pointer: Pointer) -> bool:
        """The focus is at that place now; True when something that was mended or left so goes with that."""
        gone = [self._mended.come_to(pointer), self._filled.come_to(pointer)]
        if pointer != self._here:
            gone.append(bool(self._left_here))
            self._here, self._left_here = pointer, []
        return any(gone)

    # Rows

    def problems(self, sieve: Sieve, *, dismissed: bool = False) -> tuple[Rows, str]:
        """The problems that are let through as rows, with what was left so where that is wanted, and what to say."""
        groups: dict[int, list[Any]] = dict(self.groups)
        if not sieve.lets_all_through:
            groups = {at: sieve.lets_through(group) for at, group in self.groups}
        shown, there = sum(map(len, groups.values())), len(self.found)
        last = self._mended.thing
        left_so = self.dismissed
        told = left_so if dismissed else self._left_here
        for at, group in in_groups(sieve.lets_through([one for one in told if one != last]), self.sections):
            ((_, both),) = in_groups([*groups.get(at, []), *group], self.sections, self.order)
            over = set(map(id, group))
            groups[at] = [Dismissed(one) if id(one) in over else one for one in both]
        if isinstance(last, Problem) and sieve.lets_through([last]):
            ((at, _),) = in_groups([last], self.sections)
            settled = Dismissed(last) if last in left_so else Mended(last)
            groups[at] = self._mended.put_into(groups.get(at, []), settled)
        rows = problem_rows(sorted(groups.items()), self.sections, self._known_keys)
        if shown < there:
            return rows, f"{shown:,} of {there:,} are shown." if shown else _ALL_HIDDEN
        may_go = self.authoring is not None and not self.tally.wrong and (not there or self._lets_pass)
        return rows, (_CHECKING if self.doubted else self.clean_words()) if may_go else ""

    @property
    def _lets_pass(self) -> bool:
        """Whether there are required places that are empty, and the schema allows that of all of them."""
        return bool(self.tally.empty) and not any(one.blocks for one in self.found)

    def clean_words(self) -> str:
        """What is said where nothing is wrong: required fields may be empty all the same, where null is allowed."""
        counts = Counts(*self.authoring.total_counts) if self.authoring is not None else Counts()
        return f"{nothing_wrong(counts)}. {_MAY_GO}"

    def left(self, *, optional: bool) -> tuple[Rows, str]:
        """What is left as rows, and how much that is in words."""
        if self.authoring is None:
            return Rows([], []), ""
        found = self._left_over.of(self.authoring, self.sections, optional=optional)
        self.looking = found is None
        if found is None:
            return Rows([], []), "Looking for what is left…"
        self._filled.follow(self._left, found)
        self._left = found
        last = self._filled.thing
        things: list[Thing | Mended] = self._filled.put_into(found, Mended(last)) if last is not None else [*found]
        return left_rows(things), f"{summed_up(found)}."

    def pick(self, key: tuple[Any, ...], thing: Any) -> Pick:
        """One row."""
        if isinstance(thing, Heading):
            return heading_pick(key, thing)
        over = isinstance(thing, Mended)
        inner = thing.thing if isinstance(thing, Mended) else thing
        section = section_of(self.sections, inner.pointer)
        title = section.title if section is not None else ""
        if isinstance(inner, Dismissed):
            return dismissed_pick(key, inner.problem, title)
        if isinstance(inner, Problem):
            return problem_pick(key, inner, title, over=over)
        return left_pick(key, inner, self._known_places.at(inner.pointer), title, over=over)

    # Order

    def rank(self, pointer: Pointer) -> tuple[int, ...]:
        """Sorts places by section, and then as in the form."""
        numbers = [at for at, one in enumerate(self.sections) if pointer and pointer[0] in one.members]
        return (numbers[0] if numbers else (0 if pointer else -1), *self.order(pointer))

    def order(self, pointer: Pointer) -> tuple[int, ...]:
        """Sorts places as in the form."""
        return self._known_places.at(pointer).order

    @property
    def _known_places(self) -> Places:
        """The places of the document as it is now."""
        authoring = self.authoring
        assert authoring is not None
        of = (authoring.root, authoring.document.revision)
        if self._places[0] != of:
            self._places = (of, Places(authoring.root, authoring.document.value))
        return self._places[1]
