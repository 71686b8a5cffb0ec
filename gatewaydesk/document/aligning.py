"""Which item of one list is which of another: the same text, the same name, or the most alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gatewaydesk.document.difference import alike, likeness

NAMING = ("pid", "id", "@id", "identifier", "uuid", "key", "name", "title", "url", "doi")
"""Members that tell an item from the others, the surest first."""

_FEW = 40  # items left on either side that are compared one by one
_SHAPE = 0.01
_ALIKE = 0.3  # less alike than this, one was taken out and another put in


def aligned(old: Sequence[Any], new: Sequence[Any], *, only_named: bool = False) -> dict[int, int]:
    """By number in `old`, the number in `new`, of the items that are the same ones, wherever they stand.

    Args:
        old: the items of one list.
        new: those of the other.
        only_named: what is alike, and neither equal nor of the same name, is not taken for the same.
    """
    pairs: dict[int, int] = {}
    _match(pairs, _numbered(map(repr, old)), _numbered(map(repr, new)))
    member = _naming(old, new)
    if member:
        _match(pairs, _numbered(repr(one[member]) for one in old), _numbered(repr(one[member]) for one in new))
    rest = [at for at in range(len(old)) if at not in pairs]
    taken = set(pairs.values())
    left = [at for at in range(len(new)) if at not in taken]
    if rest and left and not only_named and max(len(rest), len(left)) <= _FEW:
        how = _likely if len(rest) == len(left) else _surely
        for one, other in alike([old[at] for at in rest], [new[at] for at in left], how):
            pairs[rest[one]] = left[other]
    return pairs


def _surely(one: Any, other: Any) -> float:
    found = likeness(one, other)
    return found if found >= _ALIKE else 0.0


def _likely(one: Any, other: Any) -> float:
    """Where none was put in or taken out, two of the same members are one that was changed throughout."""
    shape = isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys()
    return max(likeness(one, other), _SHAPE if shape else 0.0)


def _numbered(texts: Iterable[str]) -> dict[tuple[str, int], int]:
    """By its text, and by how many of the same stand before it, the number of each item."""
    seen: dict[str, int] = {}
    places = {}
    for at, text in enumerate(texts):
        seen[text] = seen.get(text, -1) + 1
        places[text, seen[text]] = at
    return places


def _naming(old: Sequence[Any], new: Sequence[Any]) -> str:
    """The member that tells all items of both lists apart, or ""."""
    if not old or not new or not all(isinstance(one, dict) for items in (old, new) for one in items):
        return ""
    for member in NAMING:
        names = [[one.get(member) for one in items] for items in (old, new)]
        plain = all(type(name) in (str, int) and name != "" for some in names for name in some)
        if plain and all(len(set(map(repr, some))) == len(some) for some in names):
            return member
    return ""


def _match(pairs: dict[int, int], here: dict[Any, int], there: dict[Any, int]) -> None:
    taken = set(pairs.values())
    for key, at in here.items():
        other = there.get(key)
        if at not in pairs and other is not None and other not in taken:
            pairs[at] = other
            taken.add(other)
