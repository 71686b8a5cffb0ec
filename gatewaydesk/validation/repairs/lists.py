"""One value where a list is wanted, a list where one value is wanted, and what a list names twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.validation.likely import options_meant, several_meant
from gatewaydesk.validation.phrases import duplicates, number, plural
from gatewaydesk.validation.repairs.choices import fitting, named
from gatewaydesk.validation.repairs.links import doi_in
from gatewaydesk.validation.repairs.numbers import as_kind, number_in, words_of
from gatewaydesk.validation.repairs.repair import LISTS, NUMBERS, TEXTS, Case, Repair, is_empty, opened
from gatewaydesk.validation.repairs.texts import begins_value, is_code
from gatewaydesk.validation.tidying import tidied

# What sets items apart in a text; “;,;” is how older exports of the HDR UK gateway write lists.
_MARKS = re.compile(r";,;|[\n;|•]")
_EDGES = " \t\"'"
_AROUND = " \t\r\n\u00a0;,|"
_BEFORE_NEXT = re.compile(r"[\s;,|]+(?=[a-z][a-z0-9+.-]*://|www\.|(?:doi[: ]\s*)?10\.[0-9]{4,9}/)", re.IGNORECASE)
_ANY_TEXT = frozenset({Kind.TEXT, Kind.ANY})
_MAILS = re.compile(r"[^\s;,|<>@]+@[^\s;,|<>@]+(?:[\s;,|]+[^\s;,|<>@]+@[^\s;,|<>@]+)+")


def split(case: Case) -> Iterator[Repair]:
    """The text's parts as the items of a list."""
    for field in case.among(LISTS):
        meant = several_meant(case.listing, _choices(field.item))
        pieces = [str(one.value) for one in meant] or pieces_of(case.listing)
        if len(pieces) < 2:
            continue
        sure = _are_apart(case.listing, field.item)
        for id, parts in _forms(pieces, field.item):
            items = [_item(piece, field.item_at(at)) for at, piece in enumerate(parts)]
            yield case.put(id, _label(id, items), items, sure=sure)


def split_item(case: Case) -> Iterator[Repair]:
    """An item's parts as items of their own, in its place."""
    at = case.pointer[-1] if case.pointer else ""
    pieces = [str(one.value) for one in several_meant(case.listing, _choices(case.field))] or pieces_of(case.listing)
    if isinstance(at, int) and len(pieces) > 1:
        sure = _are_apart(case.listing, case.field)
        for id, parts in _forms(pieces, case.field):
            items = [_item(piece, case.field) for piece in parts]
            more = (Edit((*case.pointer[:-1], at + by), ABSENT, one) for by, one in enumerate(items[1:], 1))
            edits = [Edit(case.pointer, case.value, items[0]), *more]
            yield case.change(id, _label(id, items), edits, sure)


def pieces_of(text: str) -> list[str]:
    """The parts of a text: several addresses, else what lines, semicolons and bars set apart, else commas."""
    plain = tidied(re.sub(r"^\s*\[(.*)\]\s*$", r"\1", text, flags=re.DOTALL))
    if _MAILS.fullmatch(plain):
        return re.split(r"[\s;,|]+", plain)
    if begins_value(plain) and _BEFORE_NEXT.search(plain):
        return [piece.rstrip(" ;,|") for piece in _BEFORE_NEXT.split(plain)]
    pieces = _MARKS.split(plain)
    if sum(bool(piece.strip(_EDGES)) for piece in pieces) < 2:
        pieces = plain.split(",")
    return [piece.strip(_EDGES) for piece in pieces if piece.strip(_EDGES)]


def _forms(pieces: list[str], item: Field | None) -> Iterator[tuple[str, list[str]]]:
    """The parts as they are, where all are DOIs without their addresses, and codes in capitals: a check says what fits.

    Codes are single words that have to keep to a pattern: of whatever else is written, capitals are another text.
    """
    yield "split", pieces
    bare = [doi_in(piece) for piece in pieces]
    if bare != pieces and all(bare):
        yield "split-doi", [one for one in bare if one]
    if item is not None and item.limits.pattern is not None and all(map(is_code, pieces)):
        yield "split-case", [piece.upper() for piece in pieces]


def _label(id: str, items: list[Any]) -> str:
    return f"Split into {plural(len(items), 'item')}" + (" in capital letters" if id == "split-case" else "")


def _are_apart(text: str, item: Field | None) -> bool:
    """Whether it is plain that a text is several: a comma alone may belong to the one text that it stands in."""
    chosen = item is not None and (item.kind not in (Kind.TEXT, Kind.ANY) or item.limits.pattern is not None)
    return chosen or bool(_MARKS.search(tidied(text).strip(";|•")))


def wrap(case: Case) -> Iterator[Repair]:
    """The value as the only item of a list."""
    if case.value is ABSENT or isinstance(case.value, list) or is_empty(case.value):
        return
    for field in case.among(LISTS):
        item = field.item_at(0)
        several = several_meant(case.listing, _choices(item))
        single = len(pieces_of(case.listing)) < 2 and not several  # a list of one that holds several is seldom meant
        evades = bool(case.text and case.among(TEXTS | {Kind.CHOICE}))  # the rule for a single text
        bare = case.text.strip(_AROUND) or case.value  # a mark at its end sets nothing apart
        lands = (*case.pointer, 0) if isinstance(case.value, dict) else None
        yield case.put("wrap", "Make it a list of one", [_item(bare, item)], single and not evades, lands)
        meant, sure = options_meant(case.value, _choices(item))
        for one in meant if single and not sure else ():
            yield case.put(f"wrap:{one.value}", f"Make it a list of {named(one)}", [one.value], sure=False)


def unwrap(case: Case) -> Iterator[Repair]:
    """The only item of a list in the list's place, where not only a list is wanted."""
    if isinstance(case.value, list) and len(case.value) == 1 and len(case.among(LISTS)) < len(case.alternatives):
        lands = case.pointer if isinstance(case.value[0], dict | list) else None
        yield case.put("unwrap", "Take it out of its list", case.value[0], lands=lands)


def unwrap_above(case: Case) -> Iterator[Repair]:
    """The same for a problem of the item itself: the list was read as one, and a single value may have been meant.

    Where its text breaks a rule for items and may be any text outside of the list, that may only get round the rule.
    A list that is the only item of a list was put into one too many.
    """
    above = case.pointer[:-1]
    if not case.pointer or case.pointer[-1] != 0 or len(get(case.whole, above)) != 1:
        return
    field = field_at(case.root, above, case.whole)
    single = [one.kind for one in opened(field) if one.kind not in LISTS] if field is not None else []
    if single or (isinstance(case.value, list) and len(case.value) > 1):
        sure = case.problem.keyword == "type" or not (case.text and _ANY_TEXT.intersection(single))
        yield case.change("unwrap", "Take it out of its list", case.plan(case.whole, above, case.value), sure)


def join(case: Case) -> Iterator[Repair]:
    """The items of a list as one text; of empty ones nothing is left, so that of one that is written no mark stays."""
    held = case.value
    if not isinstance(held, list) or len(held) < 2 or not all(isinstance(one, str) for one in held):
        return
    items = [one for one in held if one.strip()]
    if not items or not case.among(TEXTS):
        return
    if len(items) == 1:
        yield case.put("unwrap", "Take it out of its list", items[0])
        return
    mark = "; " if any("," in one for one in items) else ", "
    sure = not (case.pointer and isinstance(case.pointer[-1], int))  # in a list they may be items of that one
    yield case.put("join", f"Join its {plural(len(items), 'item')} into one text", mark.join(items), sure)


def repeats(case: Case) -> Iterator[Repair]:
    """Takes out what a list names again; what comes first stays."""
    place = case.pointer[:-1] if case.pointer and isinstance(case.pointer[-1], int) else case.pointer
    items = get(case.whole, place)
    again = [at for _, at in duplicates(items)]
    if again:
        label = "Remove the repeat" if len(again) == 1 else f"Remove the {number(len(again))} repeats"
        edits = [Edit((*place, at), items[at], ABSENT) for at in reversed(again)]
        yield case.change("repeats", label, edits, sure=False)


def again(case: Case) -> Iterator[Repair]:
    """Takes this item out, which stands in its list before."""
    if case.pointer and isinstance(case.pointer[-1], int) and case.value is not ABSENT:
        yield case.put("repeats:again", "Remove the repeat", ABSENT, sure=False)


def _choices(item: Field | None) -> list[Choice]:
    return list(item.choices) if item is not None else []


def _item(value: Any, field: Field | None) -> Any:
    """A value as one item of a list: a choice in its own spelling, a number as a number."""
    if field is not None and field.kind in NUMBERS and isinstance(value, str):
        found = number_in(value, words_of(field))
        meant = as_kind(found, {field.kind}) if found is not None else None
        return value if meant is None else meant
    return fitting(value, field)
