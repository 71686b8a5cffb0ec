"""Required members that need not be asked for: what stands elsewhere in the document, or can only be one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.recognising import envelope_of
from gatewaydesk.validation.likely import bare_name
from gatewaydesk.validation.phrases import number, quoted
from gatewaydesk.validation.repairs.dates import in_words, readings
from gatewaydesk.validation.repairs.homes import case_at, strays_beside, strays_named
from gatewaydesk.validation.repairs.members import moved, rename, stray_words, take_inner
from gatewaydesk.validation.repairs.repair import Case, Repair, is_there, opened, says_nothing

Found = Iterator[tuple[Any, str]]

_COUNT = re.compile(
    r"(?:total )?(?:counts?|number|size|n)(?: of (?:the )?(?:persons|people|individuals|participants|patients))?"
    r"|(?:persons?|people|patient|participant|head|population) ?(?:count|size)",
    re.IGNORECASE,
)
_MOST_STRAYS = 3


@dataclass(frozen=True)
class Source:
    """Where a member of a schema can be filled from.

    Attributes:
        place: the member, by names from the root; the schema has to know all of `needs` as well.
        needs: the places that are read, `*` for any item of a list.
        read: the values to offer, best first, each with the words that go after “Use ”.
    """

    place: Pointer
    needs: tuple[tuple[str, ...], ...]
    read: Callable[[Any], Found]


def _persons(whole: Any) -> Found:
    """The newest count of persons among the observations, of those with a day that can be read and has been."""
    rows = get(whole, ("observations",))
    counts = [
        (day, -at, row["measuredValue"])
        for at, row in enumerate(rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and _counts_persons(row) and (day := _day_of(row.get("observationDate"))) is not None
    ]
    if counts:
        newest, _, value = max(counts)
        yield value, f"{number(value)}, the newest count of persons ({in_words(newest)})"


def _first_sentences(whole: Any) -> Found:
    """The beginning of the description, as far as its first paragraph goes."""
    text = get(whole, ("documentation", "description"))
    first = text.strip().split("\n", 1)[0].strip() if isinstance(text, str) else ""
    if first:
        yield first, f"the description's first paragraph: {quoted(first)}"


def _same_as(place: Pointer, words: str) -> Callable[[Any], Found]:
    def read(whole: Any) -> Found:
        value = get(whole, place)
        if is_there(value):
            yield value, f"{words}: {quoted(value)}"

    return read


# The models of HDR UK. A row applies to any schema that has its places, so that the versions need no rows of their own.
SOURCES = (
    Source(
        ("summary", "populationSize"),
        (("observations", "*", "observedNode"), ("observations", "*", "measuredValue")),
        _persons,
    ),
    Source(("summary", "abstract"), (("documentation", "description"),), _first_sentences),
    Source(("issued",), (("modified",),), _same_as(("modified",), "the day of the last change")),
    Source(("modified",), (("issued",),), _same_as(("issued",), "the day of issue")),
)


def from_elsewhere(case: Case) -> Iterator[Repair]:
    """What the document says in another place."""
    for source in SOURCES:
        if source.place == case.pointer and all(_knows(case.root, need) for need in source.needs):
            for at, (value, words) in enumerate(source.read(case.whole)):
                yield case.put(f"fill:{at}", f"Use {words}", value, sure=False)


def misspelt(case: Case) -> Iterator[Repair]:
    """A member beside it that the schema does not know and whose name is nearly this one."""
    if not case.pointer or case.value is not ABSENT:
        return
    for name in strays_beside(case):
        stray = case_at(case, (*case.pointer[:-1], name))
        if says_nothing(stray.value):
            continue  # it would be as empty there
        for one in rename(stray):
            way, plus, how = one.id.partition("+")
            if way == f"rename:{case.pointer[-1]}":
                also = one.label.partition("” and ")[2]
                words = f"Take it from {quoted(name)}" + (f" and {also}" if also else "")
                yield case.change(f"rename:{name}{plus}{how}", words, one.edits, one.sure, one.lands, one.loss)


def misplaced(case: Case) -> Iterator[Repair]:
    """A member of this name that stands in a group where the schema does not know it."""
    if not case.pointer or not isinstance(case.pointer[-1], str) or is_there(case.value):
        return
    for place in islice(strays_named(case, bare_name(case.pointer[-1])), _MOST_STRAYS):
        stray = case_at(case, place)
        if not says_nothing(stray.value):
            words = f"Take it from {stray_words(stray)}"
            for one in moved(stray, case.pointer, f"move:{'/'.join(place)}", words):
                yield case.change(one.id, one.label, one.edits, one.sure, one.lands, one.loss)


def wrapped(case: Case) -> Iterator[Repair]:
    """The whole dataset out of the envelope that it is in, where the schema lets that stand and misses the rest."""
    if len(case.pointer) != 1 or case.value is not ABSENT or not isinstance(case.whole, dict):
        return
    if any(child.name in case.whole for one in opened(case.root) for child in one.children):
        return
    for name in islice(case.whole, _MOST_STRAYS):
        if envelope_of(case.root, case.whole, name):
            for one in take_inner(case_at(case, (name,))):
                yield case.change(one.id, one.label, one.edits, one.sure, one.lands, one.loss)


def only_value(case: Case) -> Iterator[Repair]:
    """The one value that is allowed, or the one that the schema starts with."""
    field = case.field
    if field is None or is_there(case.value):
        return
    if field.kind is Kind.CONST and field.choices and field.choices[0].value is not None:
        choice = field.choices[0]
        yield case.put("only", f"Use {quoted(choice.label or choice.value, 60)}", choice.value)
    elif is_there(field.default) and not isinstance(field.default, dict | list):
        shown = next((one.label for one in field.choices if one.value == field.default), field.default)
        yield case.put("default", f"Use the usual value, {quoted(shown, 60)}", field.default, sure=False)


def _knows(root: Field, way: tuple[str, ...]) -> bool:
    here = [root]
    for name in way:
        found = [one for field in here for one in opened(field)]
        below = [field.item if name == "*" else field.child(name) for field in found]
        here = [field for field in below if field is not None]
    return bool(here)


def _counts_persons(row: dict[str, Any]) -> bool:
    """Whether a row counts persons; other numbers of them, such as their mean age, are measured as well."""
    value, measured = row.get("measuredValue"), row.get("measuredProperty")
    count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    named = isinstance(measured, str) and _COUNT.fullmatch(measured.strip())
    return bool(count and named) and str(row.get("observedNode")).strip().casefold() == "persons"


def _day_of(text: Any) -> date | None:
    """The one day that a text stands for, if it is not yet to come."""
    found = readings(text.strip().split("T")[0]) if isinstance(text, str) else []
    return found[0] if len(found) == 1 and found[0] <= date.today() else None
