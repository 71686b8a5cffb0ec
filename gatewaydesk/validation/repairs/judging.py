"""What the problems that a document has with a repair, and had without it, say of the repair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.document.following import moved_along, renaming
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.validation.advice.lists import MOST_REPEATED, REPEATED
from gatewaydesk.validation.advice.signs import EMPTY_TEXT
from gatewaydesk.validation.problems import COUNTED, Problem

Key = tuple[Pointer, str]

_OF_KIND = frozenset({"type", "anyOf", "oneOf", "not", "const", "falseSchema"})
_OF_ITEM = frozenset({"type", "falseSchema"})  # alternatives may differ by what is written alone
_NOT_KNOWN = frozenset({"additionalProperties", "unevaluatedProperties", "falseSchema", "propertyNames"})
_OF_PLACE = _OF_KIND | _NOT_KNOWN  # what came there has no place there, by what it is or by what it is called


class Outcome(Enum):
    """What trying a repair has shown."""

    HOLDS = "holds"  # the problem is gone, and no other has come
    HOLDS_DOUBTED = "doubted"  # it is gone, and what is there now is valid, but there is advice about it
    HOLDS_FAULTY = "faulty"  # it is gone, and what it hid has faults of its own, which are seen now
    FAILS = "fails"


def judged(
    new: Counter[Key], advice: Collection[Key], gone: Key, lands: Pointer | None, whole: Any, named: bool = False
) -> Outcome:
    """What a repair comes to.

    Args:
        new: the problems that are there with it and were not before.
        advice: those of them that are advice, if only among others.
        gone: the problem that it is to remove; there is one less of it than before, or it is among the new ones.
        lands: see `Repair`.
        whole: the document with it.
        named: see `Repair.is_named`.
    """
    if not new:
        return Outcome.HOLDS
    if gone in new:
        return Outcome.FAILS
    faults = new.keys() - advice
    if not faults:
        return Outcome.HOLDS_DOUBTED
    return Outcome.HOLDS_FAULTY if lands is not None and belongs(faults, lands, whole, named) else Outcome.FAILS


def without_next(new: Counter[Key], before: Counter[Key], gone: Key, edits: Sequence[Edit]) -> Counter[Key]:
    """The problems that a repair causes, without those that only are told next now that it took one item out.

    Of very many repeats in a list not all are told; with one of them gone another one is.
    """
    if gone[1] != REPEATED or carried(Counter([gone]), edits) or before.total() < MOST_REPEATED:
        return new
    beside = gone[0][:-1]
    if sum(place[:-1] == beside and rule == REPEATED for place, rule in before) < MOST_REPEATED:
        return new
    return Counter({key: count for key, count in new.items() if key[0][:-1] != beside or key[1] != REPEATED})


def belongs(faults: Collection[Key], place: Pointer, whole: Any, named: bool = False) -> bool:
    """Whether what came to a place of a document belongs there, and all these faults are its own.

    They are inside of it, and none says that another kind of value or another name is wanted: of an object that most of
    its members are not known there, of a list that most of its items are of another kind; but where it is `named` as
    the place is, it belongs there even so.
    """
    depth, content = len(place), get(whole, place)
    if any(at[:depth] != place or (at == place and keyword in _OF_PLACE) for at, keyword in faults):
        return False
    if named or not isinstance(content, dict | list):
        return True
    strange = _NOT_KNOWN if isinstance(content, dict) else _OF_ITEM
    parts = {at[depth] for at, keyword in faults if len(at) == depth + 1 and keyword in strange}
    return 2 * len(parts) <= len(content)


def key_of(problem: Problem) -> Key:
    """A required text of blanks is advice to a check, and counted as empty where it is told: both are one problem."""
    return problem.pointer, EMPTY_TEXT if problem.source == COUNTED else problem.keyword


def keys_of(problems: Iterable[Problem]) -> Iterator[Key]:
    """Of all problems, and of the advice behind other advice."""
    for one in problems:
        yield key_of(one)
        for other in one.behind:
            yield key_of(other)


def _followed(place: Pointer, shifts: Sequence[Edit]) -> Pointer | None:
    for edit in shifts:
        depth = len(edit.pointer) - 1
        number = edit.pointer[depth]
        if len(place) <= depth or place[:depth] != edit.pointer[:depth]:
            continue
        at = place[depth]
        if not isinstance(at, int) or not isinstance(number, int):
            continue
        if edit.new is ABSENT and at == number:
            return None
        by = -1 if edit.new is ABSENT and at > number else 1 if edit.old is ABSENT and at >= number else 0
        place = (*place[:depth], at + by, *place[depth + 1 :])
    return place


def carried(keys: Counter[Key], edits: Sequence[Edit]) -> Counter[Key]:
    """Where the problems of before are after edits that take items out of lists or put them in, or that rename."""
    names = renaming(edits)
    if names is not None:
        return Counter({(moved_along(at, names), keyword): count for (at, keyword), count in keys.items()})
    shifts = [one for one in edits if one.pointer and isinstance(one.pointer[-1], int)]
    shifts = [one for one in shifts if (one.old is ABSENT) is not (one.new is ABSENT)]
    if not shifts:
        return keys
    moved: Counter[Key] = Counter()
    for (place, keyword), count in keys.items():
        at = _followed(place, shifts)
        if at is not None:
            moved[at, keyword] += count
    return moved
