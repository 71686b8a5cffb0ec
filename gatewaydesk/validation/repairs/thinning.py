"""A large document made small enough to try repairs on: long lists lose the items that have no say.

Of the lists that are passed on the way to a repair only the items on that way stay, of all others some at their
beginning. That tells the same wherever items are judged one by one. It is done only where nothing in the schema could
judge them otherwise, from the root down to the list: no condition, no alternatives, no items with a place of their own,
no counting of items of a kind, no keyword that looks at what others have looked at. A list that must not repeat itself,
or in which items come or go, stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.repairs.repair import LISTS

SMALL = 2_000  # values in a document that is checked whole
FEW = 24  # items of a list that stays whole
_SAMPLE = 2
_LINKING = frozenset(
    {"not", "contains", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$recursiveRef", "additionalItems"}
)


class Thinned:
    """A document in which long lists are short, and where its places are."""

    def __init__(self, root: Field, value: Any, paths: frozenset[Pointer], few: int) -> None:
        self._few = few
        self._kept: dict[Pointer, dict[int, int]] = {}
        self._paths = paths
        self._changing = {one[:-1] for one in paths if one and isinstance(one[-1], int)}
        self.value = self._short(value, (), root, True)

    def place(self, pointer: Pointer) -> Pointer:
        """Where a place of the document is in the short one."""
        made: list[str | int] = []
        for depth, part in enumerate(pointer):
            numbers = self._kept.get(pointer[:depth])
            made.append(numbers[part] if numbers is not None and isinstance(part, int) else part)
        return tuple(made)

    def _short(self, value: Any, place: Pointer, field: Field | None, plain: bool) -> Any:
        plain = plain and _is_plain(field)
        if not plain or field is None:
            return value
        if isinstance(value, dict):
            return {name: self._short(one, (*place, name), field.child(name), True) for name, one in value.items()}
        if not isinstance(value, list) or field.kind not in LISTS:
            return value
        kept = sorted(self._wanted(value, place, field))
        if len(kept) < len(value):
            self._kept[place] = {number: at for at, number in enumerate(kept)}
        return [self._short(value[at], (*place, at), field.item, True) for at in kept]

    def _wanted(self, items: list[Any], place: Pointer, field: Field) -> Iterable[int]:
        depth = len(place)
        on_way = {one[depth] for one in self._paths if len(one) > depth and one[:depth] == place}
        numbers = {one for one in on_way if isinstance(one, int) and one < len(items)}
        whole = len(items) <= self._few or (on_way and field.limits.unique_items) or place in self._changing
        return range(len(items)) if whole else numbers | set(range(_SAMPLE))


def _is_plain(field: Field | None) -> bool:
    """Whether what a field says of one of its parts depends on no other part."""
    if field is None or field.conditional or field.kind in (Kind.UNION, Kind.ANY):
        return False
    return not field.positions and field.expand_position is None and field.sought is None


def links(raw: Any) -> bool:
    """Whether a schema has a keyword that lets one part of a document decide about another in ways fields do not tell.

    A member that is called like one counts too, which costs time and nothing else.
    """
    waiting = [raw]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if not _LINKING.isdisjoint(one):
                return True
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return False


def is_large(value: Any, small: int) -> bool:
    """Whether a document holds more values than `small`, found without looking at many more."""
    left, waiting = small, [value]
    while waiting and left > 0:
        one = waiting.pop()
        left -= 1
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            left -= len(one)
            waiting.extend(one[:small])
    return left <= 0
