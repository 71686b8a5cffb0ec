"""One value where a list is wanted, a list where one value is wanted, and what a list names twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.schema.patterns import matches
from gatewaydesk.validation.country_codes import asks_for_country, code_meant
from gatewaydesk.validation.likely import options_meant, several_meant
from gatewaydesk.validation.phrases import duplicates, number, plural, quoted
from gatewaydesk.validation.repairs.choices import fitting, named, option_meant
from gatewaydesk.validation.repairs.links import doi_in
from gatewaydesk.validation.repairs.numbers import holds_numbers, numbers_meant, readings, words_of
from gatewaydesk.validation.repairs.repair import LISTS, TEXTS, Case, Repair, is_empty, opened, unshown
from gatewaydesk.validation.repairs.texts import begins_value, is_code
from gatewaydesk.validation.tidying import tidied

# What sets items apart in a text; “;,;” is how older exports of the HDR UK gateway write lists.
_MARKS = re.compile(r";,;|[\n;|•]")
_COMMA_IN_FIGURES = re.compile(r"[0-9],[0-9]")
_COMMA_OF_THOUSANDS = re.compile(r"[0-9],[0-9]{3}(?![0-9])")
_LISTED = re.compile(r"[-*\u2013\u2022\u00b7]\s+(?=\S)")  # what a line of a list begins with
_EDGES = " \t\"'"
_AROUND = " \t\r\n\u00a0;,|"
_BEFORE_NEXT = re.compile(r"[\s;,|]+(?=[a-z][a-z0-9+.-]*://|www\.|(?:doi[: ]\s*)?10\.[0-9]{4,9}/)", re.IGNORECASE)
_BY_NAME = "split-code"  # countries that are named, as their codes
_ANY_TEXT = frozenset({Kind.TEXT, Kind.ANY})
_MAILS = re.compile(r"[^\s;,|<>@]+@[^\s;,|<>@]+(?:[\s;,|]+[^\s;,|<>@]+@[^\s;,|<>@]+)+")


def split(case: Case) -> Iterator[Repair]:
    """The text's parts as the items of a list."""
    for field in case.among(LISTS):
        meant = several_meant(case.listing, _choices(field.item))
        pieces = [str(one.value) for one in meant] or pieces_of(case.listing)
        if len(pieces) < 2:
            continue
        yield from _one_number(case, field.item_at(0))
        sure = _are_apart(case.listing, field.item)
        for id, parts in _forms(pieces, field.item):
            items = [_item(piece, field.item_at(at)) for at, piece in enumerate(parts)]
            plain = sure and id != _BY_NAME and all(plain for _, plain in items)
            yield case.put(id, _label(id, items), [one for one, _ in items], plain)


def split_item(case: Case) -> Iterator[Repair]:
    """An item's parts as items of their own, in its place."""
    at = case.pointer[-1] if case.pointer else ""
    pieces = [str(one.value) for one in several_meant(case.listing, _choices(case.field))] or pieces_of(case.listing)
    if isinstance(at, int) and len(pieces) > 1:
        sure = _are_apart(case.listing, case.field)
        for id, parts in _forms(pieces, case.field):
            items = [_item(piece, case.field) for piece in parts]
            more = (Edit((*case.pointer[:-1], at + by), ABSENT, one) for by, (one, _) in enumerate(items[1:], 1))
            edits = [Edit(case.pointer, case.value, items[0][0]), *more]
            plain = sure and id != _BY_NAME and all(plain for _, plain in items)
            yield case.change(id, _label(id, items), edits, plain)


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
    pieces = [piece.strip(_EDGES) for piece in pieces if piece.strip(_EDGES)]
    listed = all(map(_LISTED.match, pieces))
    return [_LISTED.sub("", piece, count=1) for piece in pieces] if listed else pieces


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
    if item is not None and asks_for_country(item):
        codes = [code_meant(piece) for piece in pieces]
        if all(codes):
            yield _BY_NAME, codes


def _label(id: str, items: Sequence[tuple[Any, bool]]) -> str:
    if id == _BY_NAME:
        return f"Split into {plural(len(items), 'code')}: {quoted(', '.join(str(one) for one, _ in items), 60)}"
    return f"Split into {plural(len(items), 'item')}" + (" in capital letters" if id == "split-case" else "")


def _are_apart(text: str, item: Field | None) -> bool:
    """Whether it is plain that a text is several: a comma alone may belong to the one text or number that it is in."""
    if _is_choice(text, item) or (item is not None and option_meant(text, list(item.choices)) is not None):
        return False
    if _MARKS.search(tidied(text).strip(";|•")):
        return True
    if item is not None and holds_numbers(item):
        joined = _COMMA_OF_THOUSANDS if item.kind is Kind.INTEGER else _COMMA_IN_FIGURES
        if joined.search(text):
            return False  # “51,5,0,1” are two numbers or four
    if item is None or holds_numbers(item):
        return item is not None and not readings(text, words_of(item))
    pattern = item.limits.pattern
    return item.kind not in (Kind.TEXT, Kind.ANY) or (pattern is not None and not matches(pattern, text.strip()))


def _one_number(case: Case, item: Field | None) -> Iterator[Repair]:
    """What may be several numbers or one, with a comma or a dot in it, as a list of that one."""
    for one in numbers_meant(case.short, _kinds(item), words_of(item)) if holds_numbers(item) and case.short else ():
        if not one.sure or "," in case.short:
            label = f"Make it a list of the number {number(one.value)}"
            yield case.put(f"wrap:{one.value}", label, [one.value], sure=False)


def wrap(case: Case) -> Iterator[Repair]:
    """The value as the only item of a list."""
    if case.value is ABSENT or isinstance(case.value, list) or is_empty(case.value):
        return
    for field in case.among(LISTS):
        item = field.item_at(0)
        hidden = unshown(item, case.value)
        if hidden and len(hidden) == len(case.value):
            continue  # nobody would see any of it
        yield from _one_number(case, item)
        several = several_meant(case.listing, _choices(item))
        single = _is_choice(case.value, item) or (
            len(pieces_of(case.listing)) < 2 and not several
        )  # a list of one that holds several is seldom meant
        evades = bool(case.text and case.among(TEXTS | {Kind.CHOICE}))  # the rule for a single text
        bare = case.text.strip(_AROUND) or case.value  # a mark at its end sets nothing apart
        lands = (*case.pointer, 0) if isinstance(case.value, dict) else None
        sure = single and not evades and not hidden and not _are_items(case.value, field)
        yield case.put("wrap", "Make it a list of one", [_item(bare, item)[0]], sure, lands)
        code = code_meant(case.short) if case.short and item is not None and asks_for_country(item) else ""
        if code not in ("", case.value):
            yield case.put(f"wrap:{code}", f"Make it a list of {quoted(code)}", [code], sure=False)
        meant, sure = options_meant(case.value, _choices(item))
        for one in meant if single and not sure else ():
            yield case.put(f"wrap:{one.value}", f"Make it a list of {named(one)}", [one.value], sure=False)


def entries(case: Case) -> Iterator[Repair]:
    """The values of a group as the items of a list, where each was only given a name, or its number for one.

    The names go, where they are not said inside of the items too; numbers are kept by the order of the items.
    """
    for field in case.among(LISTS) if isinstance(case.value, dict) and case.value else ():
        names, values = list(case.value), list(case.value.values())
        numbered = names in ([str(at + first) for at in range(len(names))] for first in (0, 1))
        shown = not any(unshown(field.item_at(at), one) for at, one in enumerate(values))
        if not numbered and not _are_items(case.value, field):
            continue
        said = all(isinstance(one, dict) and name in one.values() for name, one in case.value.items())
        label = f"Make a list of its {number(len(values))} entries"
        if len(values) == 1:
            label = f"Make a list of what is in {quoted(names[0])}"
        yield case.put("entries", label, values, numbered and shown, case.pointer, loss=not (numbered or said))


def _are_items(value: Any, field: Field) -> bool:
    """Whether the members of a group may each be an item of a list, all of which is shown there."""
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(one, dict) and one and not unshown(field.item_at(at), one) for at, one in enumerate(value.values())
    )


def unwrap(case: Case) -> Iterator[Repair]:
    """The only item of a list in the list's place, where not only a list is wanted."""
    if isinstance(case.value, list) and len(case.value) == 1 and len(case.among(LISTS)) < len(case.alternatives):
        one = case.value[0]
        lands = case.pointer if isinstance(one, dict | list) else None
        hidden = unshown(case.field, one)
        if not hidden or len(hidden) < len(one):  # else nobody would see any of it
            yield case.put("unwrap", "Take it out of its list", one, not hidden, lands)


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
        sure = sure and not unshown(field, case.value)
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


def join_above(case: Case) -> Iterator[Repair]:
    """The items of the list that a text is in as one text, where that may be any: names that are no addresses.

    With an address among them they are a list, and the one text would only get round what is wrong.
    """
    above = case.pointer[:-1]
    held = get(case.whole, above)
    if not case.pointer or not isinstance(held, list) or not case.text or "://" in "".join(map(str, held)):
        return
    field = field_at(case.root, above, case.whole)
    for one in join(Case(replace(case.problem, pointer=above), case.root, case.whole)) if field is not None else ():
        if one.kind == "join":
            yield case.change(one.id, f"Join the {number(len(held))} items of its list into one text", one.edits, False)


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


def _is_choice(value: Any, item: Field | None) -> bool:
    """Whether a value is a choice as it stands."""
    return any(same_json(one.value, value) for one in _choices(item))


def _choices(item: Field | None) -> list[Choice]:
    return list(item.choices) if item is not None else []


def _item(value: Any, field: Field | None) -> tuple[Any, bool]:
    """A value as one item of a list, a choice in its own spelling, a number as a number; and whether that is plain."""
    if holds_numbers(field) and isinstance(value, str):
        found = numbers_meant(value, _kinds(field), words_of(field))
        return (found[0].value, len(found) == 1 and found[0].sure) if found else (value, True)
    return fitting(value, field), True


def _kinds(field: Field | None) -> set[Kind]:
    return {one.kind for one in opened(field)} if field is not None else set()
