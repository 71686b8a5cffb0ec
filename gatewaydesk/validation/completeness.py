"""How much of a form is filled in, section by section, counted the way a person would count.

A leaf is a place where something is typed or chosen. All values at one template path (every `dataType` of every
column of every table) are counted in one go, so that 100,000 columns take some tens of milliseconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, filterfalse
from operator import itemgetter
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, to_text
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.validation.phrases import plural
from gatewaydesk.validation.undecided import branch_of

NOT_COUNTED = frozenset({Kind.CONST, Kind.NULL})  # nothing to do there for a person
_NEVER_BLANK = frozenset({Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER})  # a text there is wrong, not empty
ADDED = frozenset({"*", "**"})  # names of fields for what a person added: one that is no group is one thing to do
LISTS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)
DEEPEST = 24
_MOST_MADE = 1000


@dataclass(frozen=True)
class Counts:
    """Leaves done and leaves in all, of those that are required now and of every one."""

    required_done: int = 0
    required_total: int = 0
    all_done: int = 0
    all_total: int = 0

    @property
    def words(self) -> str:
        """In a few words: “7 of 9 required”, or where nothing is required “7 of 12 filled in”; "" for nothing."""
        if self.required_total:
            return f"{self.required_done:,} of {self.required_total:,} required"
        return f"{self.all_done:,} of {self.all_total:,} filled in" if self.all_total else ""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.required_done + other.required_done,
            self.required_total + other.required_total,
            self.all_done + other.all_done,
            self.all_total + other.all_total,
        )

    def __sub__(self, other: Counts) -> Counts:
        return Counts(
            self.required_done - other.required_done,
            self.required_total - other.required_total,
            self.all_done - other.all_done,
            self.all_total - other.all_total,
        )


def nothing_wrong(counts: Counts) -> str:
    """What is said where no problem is left. Where the schema allows null or [], a required field may be empty yet."""
    empty = counts.required_total - counts.required_done
    if not empty:
        return "Nothing is wrong or missing"
    return f"Nothing is wrong, and {plural(empty, 'required field')} {'is' if empty == 1 else 'are'} still empty"


def measure(root: Field, value: Any) -> dict[str, Counts]:
    """The counts of each top-level section by its pointer's text, and of the whole document under "".

    Counted as done: any value but null, a text of nothing but blanks, an empty group, and a list with fewer filled
    items than it needs. Null is what a field holds that somebody emptied where the schema requires the member and
    allows null: it is no mistake, and is not filled in either, whoever wrote it. An empty list where the schema
    requires the list and allows that is told likewise. A list counts its items, and as one leaf more where it is too
    short; an empty one counts as one leaf. Leaves in an optional group that is left out are not required. What the
    application fills in is not counted.
    """
    root = root.settled(value)
    if root.kind is not Kind.OBJECT:
        return {"": count(root, [value], True)}
    found = {}
    for child in root.children:
        inside = value.get(child.name, ABSENT) if isinstance(value, dict) else ABSENT
        found[to_text((child.name,))] = count(child, [inside], child.required)
    found[""] = sum(found.values(), Counts())
    return found


def count(field: Field, values: Sequence[Any], required: bool, depth: int = 0) -> Counts:
    """The counts of one field over all its values, which add up; `required`: a missing one has to be filled in."""
    if field.fill or field.kind in NOT_COUNTED or not values:
        return Counts()
    if depth > DEEPEST:
        return _leaves(field, values, required)
    if field.conditional:
        return _settled(field, values, required, depth)
    return _decided(field, values, required, depth)


def _settled(field: Field, values: Sequence[Any], required: bool, depth: int) -> Counts:
    """Values that the same conditions hold for are counted together."""
    by_field: dict[Field, list[Any]] = {}
    for value in values:
        by_field.setdefault(field.settled(value), []).append(value)
    return sum((_decided(one, found, required, depth) for one, found in by_field.items()), Counts())


def _decided(field: Field, values: Sequence[Any], required: bool, depth: int) -> Counts:
    """The same for a field that no condition decides about any more."""
    if field.kind in NOT_COUNTED:
        return Counts()
    if field.kind is Kind.UNION:
        return _union(field, values, required, depth)
    if field.kind is Kind.OBJECT and field.children:
        return _group(field, values, required, depth)
    if field.kind is Kind.LIST and field.item is not None:
        items = [one for one in values if type(one) is list and one]
        short = len(too_short(field, items))
        counted = _items(field, items, required, depth) + Counts(0, short if required else 0, 0, short)
        return counted + _rest(field, values, list, len(items), required)
    if field.kind is Kind.MAP and field.extra is not None:
        maps = [one for one in values if type(one) is dict and one]
        counted = _free_members(field, maps, required, depth)
        return counted + _rest(field, values, dict, len(maps), required)
    return _leaves(field, values, required)


def _items(field: Field, lists: list[list[Any]], required: bool, depth: int) -> Counts:
    total = Counts()
    for at in range(field.positions):
        position = field.item_at(at)
        if position is not None:
            total += count(position, [one[at] for one in lists if len(one) > at], required, depth + 1)
    rest = field.item_at(field.positions)
    behind = chain.from_iterable(one[field.positions :] if field.positions else one for one in lists)
    return total if rest is None else total + count(rest, list(behind), required, depth + 1)


def _free_members(field: Field, maps: list[dict[str, Any]], required: bool, depth: int) -> Counts:
    by_field: dict[int, tuple[Field, list[Any]]] = {}
    for name, value in chain.from_iterable(one.items() for one in maps):
        member = field.member_field(name)
        if member is not None:
            by_field.setdefault(id(member), (member, []))[1].append(value)
    return sum((count(member, found, required, depth + 1) for member, found in by_field.values()), Counts())


def _rest(field: Field, values: Sequence[Any], kind: type, filled: int, required: bool) -> Counts:
    """The lists or maps without content, each as one leaf."""
    if filled == len(values):
        return Counts()
    return _leaves(field, [one for one in values if not (type(one) is kind and one)], required)


def _group(field: Field, values: Sequence[Any], required: bool, depth: int) -> Counts:
    groups = [one for one in values if type(one) is dict]
    total = Counts()
    for child in field.children:
        if groups:
            total += count(child, _members(groups, child.name), child.required, depth + 1)
    if field.name in ADDED:
        return total + _leaves(field, [one for one in values if type(one) is not dict], required)
    missing = len(values) - len(groups)
    return total + _times(_absent(field, required), missing)


def _members(groups: list[dict[str, Any]], name: str) -> list[Any]:
    try:
        return list(map(itemgetter(name), groups))
    except KeyError:
        return [one.get(name, ABSENT) for one in groups]


def _union(field: Field, values: Sequence[Any], required: bool, depth: int) -> Counts:
    if all(branch.is_leaf for branch in field.branches):
        return _leaves(field, values, required)
    total = Counts()
    simple: list[Any] = []
    by_branch: dict[Field, list[Any]] = {}
    for one in values:
        (by_branch.setdefault(branch_of(field, one), []) if opens(field, one) else simple).append(one)
    for branch, chosen in by_branch.items():
        total += count(branch, chosen, required, depth + 1)
    return total + _leaves(field, simple, required)


def opens(field: Field, value: Any) -> bool:
    """Whether what is in a value of a UNION counts, and not the value: an empty group still lacks what it requires."""
    if isinstance(value, dict | list) and value:
        return True
    return isinstance(value, dict) and any(one.kind is Kind.OBJECT for one in field.branches)


def _leaves(field: Field, values: Sequence[Any], required: bool) -> Counts:
    """Each value as one leaf."""
    empty = list(filterfalse(None, values))
    done = len(values) - len(empty) + empty.count(False)  # which counts 0 as well: both are answers
    done -= len(blanks(field, values))
    if required:
        return Counts(done, len(values), done, len(values))
    return Counts(0, 0, done, len(values))


def blanks(field: Field, values: Sequence[Any]) -> list[int]:
    """The numbers of those values of a leaf that say nothing although something is there.

    They are texts of nothing but blanks, and lists with fewer filled items than are needed.
    """
    if field.kind in _NEVER_BLANK:
        return []
    with suppress(TypeError):  # not all of them are texts
        if not any(map(str.isspace, values)):
            return []
    least = max(1, field.limits.min_items or 0)
    return [
        at
        for at, one in enumerate(values)
        if (type(one) is str and one.isspace()) or (type(one) is list and one and _filled(one) < least)
    ]


def too_short(field: Field, lists: Sequence[list[Any]]) -> list[int]:
    """The numbers of those lists that have items, and fewer than are needed."""
    least = field.limits.min_items or 0
    return [at for at, items in enumerate(lists) if len(items) < least] if least > 1 else []


def _filled(items: list[Any]) -> int:
    return sum(map(is_filled, items))


def is_filled(value: Any) -> bool:
    """Whether an item of a list says anything: No and zero do, blanks do not."""
    return bool(value.strip()) if type(value) is str else bool(value) or value == 0


def _absent(field: Field, required: bool) -> Counts:
    """What a group that is not there adds: its leaves, of which those it requires count when it is required itself."""
    leaves = leaves_of_absent(field, required)
    return Counts(0, sum(asked for _, _, asked in leaves), 0, len(leaves))


@remembered
def leaves_of_absent(field: Field, required: bool) -> tuple[tuple[Pointer, Field, bool], ...]:
    """The leaves of a group that is not there, in the form's order: place in it, field, and whether it is asked for.

    They are looked for level by level: of a schema that branches without end only the first thousands of fields are
    made, and a group beyond counts as one leaf.
    """
    found: list[tuple[tuple[int, ...], Pointer, Field, bool]] = []
    made = 0
    waiting: deque[tuple[tuple[int, ...], Pointer, Field, bool, frozenset[str]]] = deque()
    waiting.append(((), (), field, required, frozenset()))
    while waiting:
        order, path, here, asked, above = waiting.popleft()
        here = here.settled(ABSENT)
        if here.fill or here.kind in NOT_COUNTED:
            continue
        repeats = bool(here.location) and here.location in above
        open_to_look = here.kind is Kind.OBJECT and not repeats and len(above) < DEEPEST and made < _MOST_MADE
        children = here.children if open_to_look else ()
        if not children:
            found.append((order, path, here, asked))
            continue
        made += len(children)
        inside = above | {here.location or str(len(above))}
        waiting.extend(
            ((*order, at), (*path, one.name), one, asked and one.required, inside) for at, one in enumerate(children)
        )
    found.sort(key=lambda one: one[0])
    return tuple((path, leaf, asked) for _, path, leaf, asked in found)


def _times(counts: Counts, times: int) -> Counts:
    return Counts(0, counts.required_total * times, 0, counts.all_total * times) if times else Counts()
