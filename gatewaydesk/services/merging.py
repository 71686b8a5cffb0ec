"""Bringing two versions of a dataset together, in its form's words: what differs, what is taken, what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from gatewaydesk.document.aligning import NAMING
from gatewaydesk.document.difference import difference, identical
from gatewaydesk.document.edits import Edit
from gatewaydesk.document.merging import Decision, Side, merge
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.standing import Standing
from gatewaydesk.store import Base, Store
from gatewaydesk.validation import places as placing
from gatewaydesk.validation.guards import collection_paused
from gatewaydesk.validation.item_names import item_name
from gatewaydesk.validation.listing import Part, Tally, summed, tallied
from gatewaydesk.validation.problems import COUNTED, Problem, Severity

_ELSEWHERE = "Elsewhere"
_ORDER = "order of the entries"
_TWICE = (
    "Has the same name, “{}”, as another entry here: one version gave an entry this name, the other added one. "
    "Rename one of them, or take one out."
)
_MANY = 2_000  # edits in one step
_ORDER_SHOWN = 40  # entries of a list that are named to show its order


@dataclass(frozen=True)
class Result:
    """What comes of bringing two versions together.

    Attributes:
        value: the merged document. Only to be read: it shares its parts with the versions it was made of.
        problems: what a check of it finds, but for advice; first, what only bringing together can do: two entries of
            one list with the same name.
    """

    value: Any
    problems: tuple[Problem, ...]

    @property
    def tally(self) -> Tally:
        """How many problems there are of each tier."""
        return summed(tallied(self.problems).values())


class Merging:
    """Two versions that grew from one, and where they differ. Made in the background; the versions are only read.

    Attributes:
        decisions: the places where they differ, section by section, in the order of the form's sections.
        sections: the title of each section that has any, and how many.
        conflicts: the numbers of the decisions at places that both sides have changed, each in its own way.
    """

    def __init__(self, schema: LoadedSchema, base: Any, mine: Any, theirs: Any, parts: Sequence[Part]) -> None:
        """Args:
        schema: the one that `mine` follows; the merged document is checked by it.
        base: what both grew from; ABSENT where that is not known.
        mine: the draft.
        theirs: the other version.
        parts: the sections of the draft's form.
        """
        self.base, self.mine, self.theirs = base, mine, theirs
        self._authoring = Authoring(schema, {})
        self._places = tuple(placing.Places(schema.root, value) for value in (base, mine, theirs))
        with collection_paused():
            found = merge(base, mine, theirs).decisions
        number = {name: at for at, part in enumerate(parts) for name in part.members}
        at_top = {part.key: at for at, part in enumerate(parts)}.get("", len(parts))
        section = [number.get(str(one.pointer[0]), len(parts)) if one.pointer else at_top for one in found]
        order = sorted(range(len(found)), key=section.__getitem__)
        self.decisions: tuple[Decision, ...] = tuple(found[at] for at in order)
        counts: dict[int, int] = {}
        for at in section:
            counts[at] = counts.get(at, 0) + 1
        self.sections: tuple[tuple[str, int], ...] = tuple(
            (parts[at].title if at < len(parts) else _ELSEWHERE, counts[at]) for at in sorted(counts)
        )

        self.conflicts = frozenset(at for at, one in enumerate(self.decisions) if one.conflict)

    def all_of(self, side: Side) -> dict[int, Side]:
        """What takes one side throughout."""
        return dict.fromkeys(range(len(self.decisions)), side)

    # In words

    def words(self, decision: Decision) -> str:
        """The field of a decision, with what it stands in: "Table admissions › Column dob › Sensitive"."""
        place = self._place(decision)
        trail = (*place.trail, place.title)
        words = " › ".join(trail[1:] if len(trail) > 1 else trail)
        return f"{words}: {_ORDER}" if decision.order else words

    def values(self, decision: Decision) -> tuple[Any, Any, Any]:
        """What is there in the base, in mine and in theirs; of an order, the names of the first entries."""
        values = (decision.base, decision.mine, decision.theirs)
        if not decision.order:
            return values
        title = self._place(decision).title
        named = [_names(title, value) if isinstance(value, list) else value for value in values]
        return named[0], named[1], named[2]

    def is_secret(self, decision: Decision) -> bool:
        """Whether the schema calls it a secret, so that what is there is not to be shown."""
        return self._place(decision).secret

    def _place(self, decision: Decision) -> placing.Place:
        side = _side(decision)
        return self._places[side].at(decision.places[side])

    # What comes of it

    def result(self, chosen: Mapping[int, Side], check: Callable[[], object] = lambda: None) -> Result:
        """The merged document, checked. What nobody chose is as `Decision.chosen` proposes. Fit for the background.

        Args:
            chosen: what was chosen, by the numbers of the decisions.
            check: called now and then; may raise to stop.
        """
        with collection_paused():
            choices = {self.decisions[at].key: side for at, side in chosen.items()}
            merged = merge(self.base, self.mine, self.theirs, choices)
            check()
            problems, _ = self._authoring.examine(merged.value)
            check()
            twice = self._named_twice(merged.value)
            check()
        counted = (one for one in problems if one.severity is not Severity.ADVICE and one.source != COUNTED)
        return Result(merged.value, (*twice, *counted))

    def _named_twice(self, merged: Any) -> list[Problem]:
        """Entries whose names each side had once: one renamed an entry to what the other has called a new one."""
        before = [Counter(_same_named(value, ())) for value in (self.mine, self.theirs)]
        seen: Counter[_Named] = Counter()
        found = []
        places = placing.Places(self._authoring.root, merged)
        for named in _same_named(merged, ()):
            seen[named] += 1
            if seen[named] > max(one[named] for one in before):
                place = places.at(named.pointer)
                message = _TWICE.format(named.name)
                found.append(
                    Problem(named.pointer, "name-twice", message, title=place.title, trail=place.trail, source="merge")
                )
        return found

    def edits(self, result: Result) -> tuple[Edit, ...]:
        """What makes of the draft what was merged: to be made as one step.

        Very many are made fewer, each of them a whole member at the top: a window would be busy with them for seconds.
        """
        mine, merged = self.mine, result.value
        made = difference(mine, merged)
        if len(made) <= _MANY:
            return tuple(made)
        if isinstance(mine, dict) and isinstance(merged, dict) and list(mine) == list(merged):
            pairs = ((name, mine[name], merged[name]) for name in mine)
            return tuple(Edit((name,), old, new) for name, old, new in pairs if not identical(old, new))
        return (Edit((), mine, merged),)


def _side(decision: Decision) -> int:
    """Which of the versions names a decision: mine, else theirs, else the base."""
    return next((at for at, value in ((1, decision.mine), (2, decision.theirs)) if value is not ABSENT), 0)


def _names(title: str, items: list[Any]) -> list[str]:
    return [
        item_name(title, at, one) if isinstance(one, dict | list) else str(one)
        for at, one in enumerate(islice(items, _ORDER_SHOWN))
    ]


@dataclass(frozen=True)
class _Named:
    """An entry whose name another one before it in its list has; where the list is, but for numbers."""

    list: tuple[str, ...]
    name: str
    pointer: Pointer = field(compare=False)


def _same_named(value: Any, pointer: Pointer) -> Iterator[_Named]:
    if isinstance(value, dict):
        for name, below in value.items():
            if isinstance(below, dict | list):
                yield from _same_named(below, (*pointer, name))
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        member = next((one for one in NAMING if all(_is_name(item.get(one)) for item in value)), "")
        known: set[str] = set()
        for at, item in enumerate(value):
            name = str(item[member]) if member else ""
            if name in known:
                path = tuple(part for part in pointer if isinstance(part, str))
                yield _Named(path, name, (*pointer, at))
            elif name:
                known.add(name)
            yield from _same_named(item, (*pointer, at))


def _is_name(value: Any) -> bool:
    return type(value) in (str, int) and value != ""


# What a draft grew from, once it holds what the gateway holds


@dataclass(frozen=True)
class Grown:
    """What a draft grew from on one gateway, as it is kept in the store; `base` None where that is not known."""

    draft_id: str
    gateway: str
    dataset_id: str
    base: Base | None
    value: Any = None


def grown(store: Store, draft_id: str, gateway: str, dataset_id: str) -> Grown:
    """What is kept now. Raises StoreProblem."""
    base = store.bases.of_draft(draft_id, gateway)
    value = store.bases.value(base) if base is not None else None
    return Grown(draft_id, gateway, dataset_id, base, value)


def grown_from(standing: Standing, draft_id: str, schema: str) -> Grown:
    """What a draft of that schema grew from once it holds what the gateway's copy holds."""
    remote, pulled = standing.pulled.remote, standing.pulled
    base = Base(
        draft_id=draft_id,
        gateway=standing.gateway,
        dataset_id=remote.dataset_id,
        pid=remote.pid,
        mark=pulled.mark,
        schema=pulled.schema or schema,
        status=remote.status,
    )
    return Grown(draft_id, standing.gateway, remote.dataset_id, base, pulled.metadata)


def keep_grown(store: Store, what: Grown) -> None:
    """Keeps it, or that it is not known. Raises StoreProblem."""
    if what.base is None:
        store.bases.forget(what.draft_id, what.gateway)
    else:
        store.bases.keep(what.base, what.value)
