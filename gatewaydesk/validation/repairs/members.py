"""Members that the schema does not know where they stand: misspelt, in the wrong group, or not wanted at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.schema.recognising import envelope_of
from gatewaydesk.validation.phrases import nearest, quoted, titled
from gatewaydesk.validation.repairs import choices, dates, homes, links, lists, numbers, texts
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.repairs.repair import Case, Repair, Thought, is_empty, is_there, opened, says_nothing

_BETWEEN = re.compile(r"[\s_-]+")
_MOST_PLACES = 3
_MOST_BESIDE = 1_000
_MOST_WRAPPED = 4
EMPTY_ITEM = "empty:item"
EMPTY_GROUP = "empty:group"
LEFT_OUT = "empty"

# What may be wrong with the value of a member that is renamed or moved, best first.
MENDS_THERE: tuple[Thought, ...] = (
    *(choices.truth, choices.option, numbers.number, numbers.as_text, lists.split, lists.wrap, lists.unwrap),
    *(texts.trim, texts.width, dates.dates, links.doi, links.web, links.mail),
)


def rename(case: Case) -> Iterator[Repair]:
    """The member that was probably meant, in the same place among its neighbours."""
    for name in homes.names_near(case):
        there: Pointer = (*case.pointer[:-1], name)
        words, sure = f"Rename to {quoted(name)}", homes.is_certain(case, there)
        plain = case.change(f"rename:{name}", words, _renamed(case, name), sure, there)
        yield from _mended_there(case, plain, there)


def rename_by_rule(case: Case) -> Iterator[Repair]:
    """A name that keeps to the rule for names: one of those allowed, or the same in other letters or without blanks."""
    known, name = case.holder, str(case.pointer[-1]) if case.pointer else ""
    held = get(case.whole, case.pointer[:-1])
    allowed = [str(choice.value) for choice in known.names.choices] if known is not None else []
    near = nearest(name, allowed)
    for wanted in dict.fromkeys([*([near] if near else []), *_respelt(name)]):
        if wanted and isinstance(held, dict) and wanted not in held and case.value is not ABSENT:
            others = (one for one in islice(held, _MOST_BESIDE) if one != name)
            rivals = (one for one in others if homes.is_spelling_of(one, wanted))
            sure = homes.is_only_spelling_of(name, wanted) and not any(rivals)
            there = (*case.pointer[:-1], wanted)
            yield case.change(f"rename:{wanted}", f"Rename to {quoted(wanted)}", _renamed(case, wanted), sure, there)


def _respelt(name: str) -> Iterator[str]:
    """Other spellings of a name, the nearest first: which of them the rule for names allows, a trial has to show."""
    for plain in (name.strip(), "".join(filter(str.isascii, unicodedata.normalize("NFKD", name.strip())))):
        for spelt in (plain, plain.lower(), plain.upper()):
            parts = _BETWEEN.split(spelt)
            yield spelt
            yield from (joint.join(parts) for joint in ("_", "-") if len(parts) > 1)


def move(case: Case) -> Iterator[Repair]:
    """To the groups that know a member of this name, the nearest group first."""
    if is_there(case.value):
        for place in islice((one for one in homes.places_for(case) if _is_free(case, one)), _MOST_PLACES):
            yield from moved(case, place, f"move:{'/'.join(map(str, place))}", f"Move to {_words(case, place)}")


def moved(case: Case, place: Pointer, id: str, words: str) -> Iterator[Repair]:
    """The member moved to another place, as it is and with its value mended as that place wants it."""
    if not _can_take(case, place):
        return
    taken_out = case.plan(case.whole, case.pointer, ABSENT)
    put_in = case.plan(with_edits(case.whole, taken_out), place, case.value)
    sure = homes.is_certain(case, place)
    yield from _mended_there(case, case.change(id, words, taken_out + put_in, sure, place), place)


def take_inner(case: Case) -> Iterator[Repair]:
    """What stands in the only member of the document, where it is a document of its own that was wrapped up."""
    inner: Any = case.whole
    names: list[str] = []
    if len(case.pointer) != 1 or not isinstance(case.pointer[0], str):
        return
    known = {child.name for one in opened(case.root) for child in one.children}
    while isinstance(inner, dict) and len(inner) == 1 and len(names) < _MOST_WRAPPED and known.isdisjoint(inner):
        name = next(iter(inner))
        names.append(name)
        inner = inner[name]
    if names and isinstance(inner, dict) and not known.isdisjoint(inner):
        label = f"Take what is in {quoted(' › '.join(names))} as the dataset"
        yield case.change("inner", label, [Edit((), case.whole, inner)], lands=())
    elif way := envelope_of(case.root, case.whole, case.pointer[0]):  # what stands beside it in the envelope goes
        names = [one for one in way if isinstance(one, str)]
        label = f"Take what is in {quoted(' › '.join(names), 60)} as the dataset"
        edits = [Edit((), case.whole, get(case.whole, way))]
        yield case.change("inner", label, edits, sure=False, lands=(), loss=True)


def _mended_there(case: Case, moved: Repair, place: Pointer) -> Iterator[Repair]:
    """A member at its new place as it is, and with its value mended as that place wants it."""
    yield moved
    whole = with_edits(case.whole, moved.edits)
    there = Case(replace(case.problem, pointer=place, keyword="type", facts={}), case.root, whole)
    for think in MENDS_THERE:
        for one in think(there):
            if one.edits:
                words = f"{moved.label} and {one.label[0].lower()}{one.label[1:]}"
                sure = moved.sure and one.sure
                yield case.change(f"{moved.id}+{one.id}", words, moved.edits + one.edits, sure, one.lands, one.loss)


def remove(case: Case) -> Iterator[Repair]:
    """Takes the member out with all that is in it."""
    if case.pointer and case.value is not ABSENT:
        title = case.problem.title or str(case.pointer[-1])
        yield case.put(
            "remove",
            f"Remove {titled(title)}",
            ABSENT,
            sure=_is_said_beside(case) or "said_elsewhere" in case.problem.facts,
        )


def leave_one(case: Case) -> Iterator[Repair]:
    """Takes out one of several members that may not stand together, or all but one; which one, a person has to say."""
    above, facts = case.pointer[:-1], case.problem.facts
    held = get(case.whole, above)
    titles = dict(zip(facts.get("names", ()), facts.get("titles", ()), strict=False))
    there = [name for name in titles if isinstance(held, dict) and name in held]
    for name in reversed(there):
        words = f"Remove {titled(titles[name])}"
        yield case.change(f"remove:{name}", words, _without(case, [name]), not is_there(held[name]))
    for name in there if len(there) > 2 else ():
        others = [one for one in there if one != name]
        lost = any(is_there(held[one]) for one in others)
        yield case.change(f"remove:but:{name}", f"Keep only {titled(titles[name])}", _without(case, others), not lost)


def _without(case: Case, names: list[str]) -> list[Edit]:
    edits: list[Edit] = []
    for name in names:
        edits += case.plan(with_edits(case.whole, edits), (*case.pointer[:-1], name), ABSENT)
    return edits


def _is_said_beside(case: Case) -> bool:
    """Whether a member that the schema knows says the same by another spelling of the same name, or a slip in it."""
    held = get(case.whole, case.pointer[:-1])
    twins = homes.twins(case)
    return isinstance(held, dict) and any(one in held and same_json(held[one], case.value) for one in twins)


def leave_out(case: Case) -> Iterator[Repair]:
    """A member that is there, empty and not required goes, or becomes null where it may be that."""
    if not case.pointer or isinstance(case.pointer[-1], int) or case.value is ABSENT or not is_empty(case.value):
        return
    if case.field is not None and case.field.required:
        return  # with null it would still be empty, and still be asked for
    yield case.put(LEFT_OUT, "Leave it out", ABSENT, sure=_may_spare_one(case))
    if case.field is not None and case.field.nullable and case.value is not None:
        yield case.put("empty:null", "Leave it empty", None)


def _may_spare_one(case: Case) -> bool:
    """Whether the group that a member is in has all the members that it needs without this one."""
    needed = case.holder.limits.min_members if case.holder is not None else None
    return needed is None or len(get(case.whole, case.pointer[:-1])) > needed


def all_left_out(one: Repair, case: Case, told: Collection[Pointer]) -> Repair:
    """The same for all members beside a place that are empty and told of, as if a person left out each of them."""
    above = case.pointer[:-1]
    held = get(case.whole, above)
    empty = (name for name in islice(held, _MOST_BESIDE) if is_empty(held[name]) and (*above, name) in told)
    fields = ((name, field_at(case.root, (*above, name), case.whole)) for name in empty)
    return replace(one, edits=tuple(_without(case, [name for name, field in fields if not (field and field.required)])))


def empty_item(case: Case) -> Iterator[Repair]:
    """The item of a list goes that the place is, or is in, where nothing is written in all of it.

    Of items in items the outermost. That is sure where the list is not left without what it needs.
    """
    for depth in range(1, len(case.pointer) + 1):
        item = case.pointer[:depth]
        value = get(case.whole, item)
        if isinstance(item[-1], int) and value is not ABSENT and says_nothing(value):
            edits = case.plan(case.whole, item, ABSENT)
            yield case.change(EMPTY_ITEM, "Remove the empty item", edits, _is_spare(case, item[:-1]))
            return


def empty_group(case: Case) -> Iterator[Repair]:
    """The outermost group goes that is not required and that the place is, or is in, where nothing is written in it.

    Never sure: it may have been put in to be filled.
    """
    for depth in range(1, len(case.pointer) + 1):
        place = case.pointer[:depth]
        value = get(case.whole, place)
        if not isinstance(value, dict) or isinstance(place[-1], int) or not says_nothing(value):
            continue
        field = field_at(case.root, place, case.whole)
        if field is not None and not field.required and field.name == place[-1]:
            edits = case.plan(case.whole, place, ABSENT)
            yield case.change(EMPTY_GROUP, f"Leave {quoted(field.title)} out", edits, sure=False)
            return


def _is_spare(case: Case, place: Pointer) -> bool:
    """Whether a list has all that it needs without its empty items, and no item means something by its number."""
    field = field_at(case.root, place, case.whole)
    if field is None:
        return True
    ways = list(opened(field))
    if any(one.expand_position is not None for one in ways):
        return False
    needed = max([int(field.required), *(one.limits.min_items or 0 for one in ways)])
    written = (one for one in islice(get(case.whole, place), _MOST_BESIDE) if not says_nothing(one))
    return len(list(islice(written, needed))) == needed


def _renamed(case: Case, name: str) -> list[Edit]:
    at = list(get(case.whole, case.pointer[:-1])).index(case.pointer[-1])
    return [
        Edit(case.pointer, case.value, ABSENT, at),
        Edit((*case.pointer[:-1], name), ABSENT, case.value, at),
    ]


def _is_free(case: Case, place: Pointer) -> bool:
    """Whether nothing is written at a place, and a member can be put there."""
    return _can_take(case, place) and not is_there(get(case.whole, place))


def _can_take(case: Case, place: Pointer) -> bool:
    """Whether what stands above a place is an object, null or not there: nothing is put into a list or a text."""
    above = (get(case.whole, place[:depth]) for depth in range(len(place)))
    return all(isinstance(one, dict) or one is None or one is ABSENT for one in above)


def _words(case: Case, place: Pointer) -> str:
    """A place by its title, and those of the groups that it is in: “Summary › Publisher”."""
    return " › ".join(_titles(case, place)[-3:])


def stray_words(case: Case) -> str:
    """A member that the schema does not know, by its name, behind the titles of the groups that it is in."""
    return " › ".join([*_titles(case, case.pointer[:-1])[-2:], quoted(case.pointer[-1])])


def _titles(case: Case, place: Pointer) -> list[str]:
    titles = []
    for depth in range(1, len(place) + 1):
        field = field_at(case.root, place[:depth], case.whole)
        if field is not None and not isinstance(place[depth - 1], int):
            titles.append(field.title)
    return titles
