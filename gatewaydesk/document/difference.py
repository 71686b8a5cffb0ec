"""The edits that turn one JSON value into another: few, and such that the order of members is the new one as well."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, Pointer

_FEW = 40  # up to so many items on either side, changed items are paired by likeness
_ALIKE = 0.3  # less alike than this, an item was taken out and another one put in


def difference(old: Any, new: Any) -> list[Edit]:
    """The edits that make `new` of `old` when they are applied one after the other.

    Two values count as equal when they are written alike: `1`, `1.0`, `-0.0` and `true` differ, and so do members in
    another order. Items that stay are found wherever they stand, so that an item put in or taken out is one edit.
    """
    edits: list[Edit] = []
    _compare((), old, new, edits)
    return edits


def identical(one: Any, other: Any) -> bool:
    """Whether two values would be written alike, member order included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(below, other[name]) for name, below in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(identical, one, other))
    return bool(one == other) and (not isinstance(one, float) or repr(one) == repr(other))


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: as `identical`, but that members may stand in any order."""
    if one is other:
        return True
    if one is ABSENT or other is ABSENT:
        return False
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, dict):
        return all(same(below, other[name]) for name, below in one.items())
    if isinstance(one, list):
        return all(map(same, one, other))
    return not isinstance(one, float) or repr(one) == repr(other)


def _compare(place: Pointer, old: Any, new: Any, edits: list[Edit]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        _compare_objects(place, old, new, edits)
    elif isinstance(old, list) and isinstance(new, list):
        _compare_lists(place, old, new, edits)
    elif not identical(old, new):
        edits.append(Edit(place, old, new))


# Objects


def _compare_objects(place: Pointer, old: dict[str, Any], new: dict[str, Any], edits: list[Edit]) -> None:
    rank = {name: at for at, name in enumerate(old)}
    shared = [name for name in new if name in rank]
    staying = {shared[at] for at in _rising([rank[name] for name in shared])}
    if len(staying) != len(old):
        now = list(old)
        for name in [one for one in old if one not in staying]:
            edits.append(Edit((*place, name), old[name], ABSENT, now.index(name)))
            now.remove(name)
    for at, (name, value) in enumerate(new.items()):
        if name in staying:
            _compare((*place, name), old[name], value, edits)
        else:
            edits.append(Edit((*place, name), ABSENT, value, at))


def _rising(ranks: Sequence[int]) -> list[int]:
    """The positions of a longest rising run in a sequence of different numbers (those need not move)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, rank in enumerate(ranks):
        length = bisect.bisect_left(ends, rank)
        before.append(tails[length - 1] if length else -1)
        tails[length : length + 1] = [at]
        ends[length : length + 1] = [rank]
    chain: list[int] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


# Lists


def _compare_lists(place: Pointer, old: list[Any], new: list[Any], edits: list[Edit]) -> None:
    shortest = min(len(old), len(new))
    start = next((at for at in range(shortest) if not identical(old[at], new[at])), shortest)
    most = shortest - start
    end = next((at for at in range(most) if not identical(old[-1 - at], new[-1 - at])), most)
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    number = start
    for old_from, old_to, new_from, new_to in _gaps(before, after):
        number = start + new_from
        _fill_gap(place, number, before[old_from:old_to], after[new_from:new_to], edits)


def _gaps(old: list[Any], new: list[Any]) -> list[tuple[int, int, int, int]]:
    """The stretches between items that stand on both sides, once on each, in the same order."""
    if not old or not new or len(old) == len(new) == 1:
        return [(0, len(old), 0, len(new))]
    here, there = _only(old), _only(new)
    pairs = [(here[key], at) for key, at in there.items() if key in here]
    pairs.sort(key=lambda pair: pair[1])
    anchors = [pairs[at] for at in _rising([one for one, _ in pairs])]
    gaps, old_at, new_at = [], 0, 0
    for one, other in [*anchors, (len(old), len(new))]:
        if one > old_at or other > new_at:
            gaps.append((old_at, one, new_at, other))
        old_at, new_at = one + 1, other + 1
    return gaps


def _only(items: list[Any]) -> dict[str, int]:
    """The items that are there once, by how they are written, and where they are."""
    places: dict[str, int] = {}
    for at, item in enumerate(items):
        key = repr(item)
        places[key] = -1 if key in places else at
    return {key: at for key, at in places.items() if at >= 0}


def _fill_gap(place: Pointer, number: int, old: list[Any], new: list[Any], edits: list[Edit]) -> None:
    """Turns the items from `number` on into others: pairs are changed, the rest is taken out or put in."""
    old_at = new_at = 0
    for one, other in [*_pairs(old, new), (len(old), len(new))]:
        for gone in old[old_at:one]:
            edits.append(Edit((*place, number), gone, ABSENT))
        for come in new[new_at:other]:
            edits.append(Edit((*place, number), ABSENT, come))
            number += 1
        if one < len(old):
            _compare((*place, number), old[one], new[other], edits)
            number += 1
        old_at, new_at = one + 1, other + 1


def _pairs(old: list[Any], new: list[Any]) -> list[tuple[int, int]]:
    """Which item became which: one by one where there are as many, else those that are most alike, in order."""
    if len(old) == len(new) or max(len(old), len(new)) > _FEW:
        return [(at, at) for at in range(min(len(old), len(new)))]
    return alike(old, new, lambda one, other: found if (found := likeness(one, other)) >= _ALIKE else 0.0)


def alike(old: list[Any], new: list[Any], how: Callable[[Any, Any], float]) -> list[tuple[int, int]]:
    """The pairs, in the order of both lists, that are most alike together; `how` says how much two are, 0 for never."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for one in range(len(old) - 1, -1, -1):
        for other in range(len(new) - 1, -1, -1):
            found = how(old[one], new[other])
            paired = found + best[one + 1][other + 1] if found else 0.0
            best[one][other] = max(best[one + 1][other], best[one][other + 1], paired)
    pairs, one, other = [], 0, 0
    while one < len(old) and other < len(new):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            pairs.append((one, other))
            one, other = one + 1, other + 1
    return pairs


def likeness(one: Any, other: Any) -> float:
    """From 0 to 1: how much of two values is the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        same = sum(1 for name, below in one.items() if name in other and identical(below, other[name]))
        return same / max(len(one), len(other), 1)
    if isinstance(one, list) and isinstance(other, list):
        return sum(map(identical, one, other)) / max(len(one), len(other), 1)
    return float(identical(one, other))
