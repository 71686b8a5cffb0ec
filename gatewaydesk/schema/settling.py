"""The field that the values decide on: its schema together with all that holds because of what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from gatewaydesk.schema.conditions import Condition, Tester
from gatewaydesk.schema.fields import Field, Under
from gatewaydesk.schema.json_types import narrowed
from gatewaydesk.schema.reasons import any_of, reason
from gatewaydesk.schema.resolve import Place, Resolver
from gatewaydesk.schema.view import Parts, view_of

_MOST_KEPT = 1000  # outcomes of one set of conditions; a long list may show many
_MOST_MERGED = 10_000  # schemas merged for one outcome: with each condition inside another all are merged anew
_NOT_DRAWN = (
    "More of the schema depends on what is written here than can be shown. What you write is checked against all of it."
)


@dataclass
class _State:
    """A field as far as it is decided, the conditions that decide what comes next, and where each outcome leads."""

    active: Parts
    known: frozenset[tuple[str | int, ...]]
    undecided: tuple[Condition, ...]
    drawn: Field
    merged: int = 0
    next: dict[tuple[bool | None, ...], _State] = field(default_factory=dict)


class Settling:
    """Settles one field. What the same conditions led to is kept, so that a key press costs only their tests."""

    def __init__(
        self,
        resolver: Resolver,
        tester: Tester,
        parts: Parts,
        base: Field,
        read: Callable[[Parts], Field],
        member: Callable[[Parts, str], Field],
    ) -> None:
        """Args:
        resolver, tester: of the schema.
        parts: what holds for the field's value whatever it is.
        base: the field that these parts make.
        read: makes the field of other parts at the same place.
        member: makes the field of a member of which the parts given are said.
        """
        self._resolver, self._tester, self._parts, self._read, self._member = resolver, tester, parts, read, member
        self._dormant: dict[str, Field | None] = {}
        conditions = view_of(resolver, parts).conditions
        self._first = _State((), frozenset(one.where for one in conditions), conditions, base)

    def __call__(self, value: Any) -> Field:
        """The field for a value. A condition inside a part that holds counts too."""
        state = self._first
        while state.undecided:
            answers = tuple(self._tester.holds(one, value) for one in state.undecided)
            following = state.next.get(answers)
            if following is None:
                following = self._after(state, answers)
                if len(state.next) >= _MOST_KEPT:
                    state.next.clear()
                state.next[answers] = following
            state = following
        return state.drawn

    def dormant(self, name: str) -> Field | None:
        """A member as it is where the conditions bring it about; for one that is written and does not apply."""
        if name not in self._dormant:
            self._dormant[name] = self._first.drawn.child(name) or self._brought_about(name)
        return self._dormant[name]

    def _brought_about(self, name: str) -> Field | None:
        waiting, known = list(self._first.undecided), set(self._first.known)
        found: Parts = ()
        reasons: list[str] = []
        members: set[str] = set()
        for condition in waiting:
            for part, holds in ((condition.then, True), (condition.otherwise, False)):
                if part is None:
                    continue
                because = reason(self._resolver, condition, holds, self._first.drawn, filled=True)
                view = view_of(self._resolver, (replace(part, because=because),))
                said = view.properties.get(name, ())
                if said and not any(one.node is False for one in said):
                    found = found or tuple(replace(one, because="") for one in said)
                    reasons.append(because)
                    members |= condition.members
                more = [one for one in view.conditions if one.where not in known]
                known |= {one.where for one in more}
                waiting += more
        under = Under(any_of(reasons), frozenset(members))
        return self._member(found, name).with_(under=under) if found else None

    def _after(self, state: _State, answers: tuple[bool | None, ...]) -> _State:
        now = view_of(self._resolver, (*self._parts, *state.active))
        reached, types, added = set(now.reached), now.types, list[Place]()
        for condition, holds in zip(state.undecided, answers, strict=True):
            part = None if holds is None else condition.then if holds else condition.otherwise
            if part is None or isinstance(part.node, bool) or part.location in reached:
                continue
            more = view_of(self._resolver, (part,))
            narrower = narrowed(types, more.types)
            if more.never or narrower == frozenset():
                continue  # what is never valid is checked, and leaves nothing to be drawn
            reached |= more.reached
            types = narrower
            because = reason(self._resolver, condition, bool(holds), state.drawn)
            added.append(replace(part, via="", because=because))
        active = (*state.active, *added)
        view = view_of(self._resolver, (*self._parts, *active))
        undecided = tuple(one for one in view.conditions if one.where not in state.known)
        known = state.known | {one.where for one in undecided}
        drawn = state.drawn if not added else self._read((*self._parts, *active))
        merged = state.merged + len(view.reached)
        if undecided and state.active and merged > _MOST_MERGED:  # what the value decides at once is always drawn
            help_ = f"{drawn.help} {_NOT_DRAWN}".strip()
            drawn = drawn.with_(help=help_, expand_settled=None, expand_dormant=None)
            undecided = ()
        return _State(active, known, undecided, drawn, merged)
