"""Where a member that the schema does not know may belong, and whether only one place can be meant.

The same answer for the member that is to go there and for the place that it is missed at, so that one and the same
change is as sure from either side.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.validation.elsewhere import groups_with
from gatewaydesk.validation.likely import (
    bare_name,
    is_plain_slip,
    is_respelt,
    is_set_apart,
    is_slip,
    other_figures,
)
from gatewaydesk.validation.phrases import nearest
from gatewaydesk.validation.repairs.repair import Case, opened

_DEEPEST = 6
_MOST_FIELDS = 4_000
_MOST_GROUPS = 200
_MOST_BESIDE = 50


def names_near(case: Case) -> list[str]:
    """The members that are free beside a stray one and that its name may stand for, by their names or their titles."""
    known, held = case.holder, get(case.whole, case.pointer[:-1])
    if known is None or not isinstance(held, dict) or case.value is ABSENT:
        return []
    given, found = bare_name(str(case.pointer[-1])), dict[str, None]()
    free = [child for child in known.children if child.name not in held]
    for names in ({one.name: one for one in free}, {one.title: one for one in free}):
        near = nearest(given, [bare_name(name) for name in names])
        meant = next((one for name, one in names.items() if bare_name(name) == near), None)
        if meant is not None:
            found[meant.name] = None
    return list(found)


def places_for(case: Case) -> list[Pointer]:
    """The places that a stray member could be moved to: where groups know one of its name, the nearest group first."""
    if not case.pointer or not isinstance(case.pointer[-1], str):
        return []
    found: dict[Pointer, None] = {}
    for depth in range(len(case.pointer) - 1, -1, -1):
        above = case.pointer[:depth]
        field = field_at(case.root, above, case.whole)
        ways = _places(field).get(bare_name(case.pointer[-1]), ()) if field is not None else ()
        found.update(((*above, *way), None) for way in ways)
    return [place for place in found if place != case.pointer]


def twins(case: Case) -> list[str]:
    """The members beside a stray one, there or not, whose name its own is another spelling of or a slip in."""
    known, name = case.holder, str(case.pointer[-1])
    children = known.children if known is not None else ()
    return [one.name for one in children if one.name != name and is_spelling_of(name, one.name)]


def is_spelling_of(name: str, meant: str) -> bool:
    """Whether one name is another spelling of a second one, or a slip in it."""
    given, wanted = bare_name(name), bare_name(meant)
    return given == wanted or is_slip(given, wanted)


def is_certain(case: Case, place: Pointer) -> bool:
    """Whether a stray member can only have been meant to stand at a place, and nothing else can.

    Beside where it stands that is a member whose name or title it spells otherwise. What belongs to another group does
    so only if that is the only place of its name in the whole schema, no member beside it may be meant, and the schema
    lets it not stand where it is: what may stand there may mean something else. Nor is it taken from others of the
    same form, which stand astray beside it.
    """
    above, name = place[:-1], str(place[-1])
    given, stray = bare_name(str(case.pointer[-1])), str(case.pointer[-1])
    if stray != name and is_set_apart(stray):
        return False
    if above != case.pointer[:-1]:
        alone = places_for(case) == [place] and len(set(groups_with(case.root, name))) < 2
        alone = alone and not twins(case) and not names_near(case)
        alone = alone and not _is_open(case) and not _holds_more(case, place)
    elif bare_name(name) == given:
        alone = [one for one in twins(case) if bare_name(one) == given] == [name]
        alone = alone and (is_respelt(stray, name) or not (_is_open(case) or other_figures(stray, name)))
    else:  # where any name may stand, one that is nearly another may be itself
        elsewhere = _is_open(case) or places_for(case) or groups_with(case.root, stray)
        alone = names_near(case) == [name] and not elsewhere and _can_only_mean(stray, name, case.holder)
    return alone and not _has_rival(case, place)


def strays_named(case: Case, name: str) -> Iterator[tuple[str, ...]]:
    """Where in the groups of a document members of a name stand that the schema does not know there.

    Args:
        case: any case of the document.
        name: see `bare_name`.
    """
    waiting: deque[tuple[tuple[str, ...], Any]] = deque([((), case.whole)])
    for _ in range(_MOST_GROUPS):
        if not waiting:
            return
        above, held = waiting.popleft()
        for one, value in held.items() if isinstance(held, dict) else ():
            place = (*above, one)
            if bare_name(one) == name:
                known = case_at(case, place).holder
                if known is not None and known.member_field(one) is None:
                    yield place
            if isinstance(value, dict):
                waiting.append((place, value))


def strays_beside(case: Case) -> list[str]:
    """The members that stand in the same group as a place and that the schema does not know there."""
    held, known = get(case.whole, case.pointer[:-1]), case.holder
    if known is None or not isinstance(held, dict):
        return []
    return list(islice((one for one in held if known.member_field(one) is None), _MOST_BESIDE))


def case_at(case: Case, place: Pointer) -> Case:
    """The case of a stray member at a place of the same document."""
    return Case(replace(case.problem, pointer=place, keyword="additionalProperties", facts={}), case.root, case.whole)


def _has_rival(case: Case, place: Pointer) -> bool:
    """Whether another stray member may belong at a place as well."""
    there = case_at(case, place)
    beside = ((*place[:-1], one) for one in strays_beside(there) if _may_mean(one, str(place[-1]), there.holder))
    others = (*beside, *strays_named(case, bare_name(str(place[-1]))))
    return any(one != case.pointer for one in others)


def _may_mean(name: str, meant: str, group: Field | None) -> bool:
    """Whether a name is another spelling of a member's name or title, or a slip in either."""
    child = group.child(meant) if group is not None else None
    return is_spelling_of(name, meant) or (child is not None and is_spelling_of(name, child.title))


def is_only_spelling_of(name: str, meant: str) -> bool:
    """The same as `is_spelling_of`, where the one cannot be a word of its own."""
    given, wanted = bare_name(name), bare_name(meant)
    return not is_set_apart(name) and (given == wanted or is_plain_slip(given, wanted))


def _can_only_mean(name: str, meant: str, group: Field | None) -> bool:
    child = group.child(meant) if group is not None else None
    return is_only_spelling_of(name, meant) or (child is not None and is_only_spelling_of(name, child.title))


def _holds_more(case: Case, place: Pointer) -> bool:
    """Whether others stand astray beside a member that the group knows as well which it would be moved to.

    Into a group that is in their own they may all go; only what is taken out of theirs is taken apart.
    """
    if place[: len(case.pointer) - 1] == case.pointer[:-1]:
        return False
    form = case_at(case, place).holder
    others = (one for one in strays_beside(case) if one != case.pointer[-1])
    return form is not None and any(form.child(one) is not None for one in others)


def _is_open(case: Case) -> bool:
    """Whether the group that a member stands in lets any name pass."""
    return case.holder is not None and not case.holder.closed


@remembered
def _places(field: Field) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Where below a field members of each name (see `bare_name`) are known, through groups only."""
    found: dict[str, list[tuple[str, ...]]] = {}
    left = _MOST_FIELDS
    queue: list[tuple[Field, tuple[str, ...]]] = [(one, ()) for one in opened(field)]
    while queue and left > 0:
        here, way = queue.pop(0)
        for child in here.children if here.kind is Kind.OBJECT else ():
            left -= 1
            found.setdefault(bare_name(child.name), []).append((*way, child.name))
            if len(way) < _DEEPEST:
                queue.extend((one, (*way, child.name)) for one in opened(child) if one.kind is Kind.OBJECT)
    return {name: tuple(dict.fromkeys(ways)) for name, ways in found.items()}
