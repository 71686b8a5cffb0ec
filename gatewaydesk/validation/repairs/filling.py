"""Required members that need not be asked for: what stands elsewhere in the document, or can only be one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.phrases import number, quoted
from gatewaydesk.validation.repairs.dates import in_words
from gatewaydesk.validation.repairs.members import rename
from gatewaydesk.validation.repairs.repair import Case, Repair, is_there, opened

Found = Iterator[tuple[Any, str]]


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
    """The newest count of persons among the observations."""
    rows = get(whole, ("observations",))
    counts = [
        (str(row.get("observationDate") or ""), -at, row["measuredValue"])
        for at, row in enumerate(rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and _same(row.get("observedNode"), "persons") and _is_count(row.get("measuredValue"))
    ]
    if counts:
        newest, _, value = max(counts)
        yield value, f"{number(value)}, the newest count of persons{_on(newest)}"


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
    held, known = get(case.whole, case.pointer[:-1]), case.holder
    if not isinstance(held, dict) or known is None or not case.pointer or case.value is not ABSENT:
        return
    for name in [one for one in held if known.member_field(one) is None][:50]:
        other = Case(_at(case, (*case.pointer[:-1], name)), case.root, case.whole)
        for one in rename(other):
            way, plus, how = one.id.partition("+")
            if way == f"rename:{case.pointer[-1]}":
                also = one.label.partition("” and ")[2]
                words = f"Take it from {quoted(name)}" + (f" and {also}" if also else "")
                yield case.change(f"rename:{name}{plus}{how}", words, one.edits, one.sure)


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
        yield case.put("default", f"Use the usual value, {quoted(shown, 60)}", field.default)


def _at(case: Case, pointer: Pointer) -> Any:
    return type(case.problem)(pointer, "additionalProperties", "")


def _knows(root: Field, way: tuple[str, ...]) -> bool:
    here = [root]
    for name in way:
        found = [one for field in here for one in opened(field)]
        below = [field.item if name == "*" else field.child(name) for field in found]
        here = [field for field in below if field is not None]
    return bool(here)


def _same(value: Any, word: str) -> bool:
    return isinstance(value, str) and value.strip().casefold() == word


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _on(text: str) -> str:
    try:
        return f" ({in_words(date.fromisoformat(text[:10]))})"
    except ValueError:
        return ""
