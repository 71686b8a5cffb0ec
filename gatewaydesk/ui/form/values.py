"""Between a value and the text that stands for it in a line or a cell. No Qt; nothing is lost either way."""

from __future__ import annotations

import re
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.ui.form.choice_index import FEW, index_of

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}([, \u00a0\u202f])[0-9]{3}(\1[0-9]{3})*", re.ASCII)
_BETWEEN = re.compile(r"([\n\r\t;,]+)")
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
LISTS = (Kind.CHOICES, Kind.TAGS)
LINES = (Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.DATE, Kind.DATE_TIME, Kind.TIME)


def shown(field: Field, value: Any) -> str:
    """The value as a person reads it in one line; empty for ABSENT and null."""
    if value is ABSENT or value is None:
        return ""
    if field.choices and field.kind is not Kind.CHOICES:
        choice = choice_of(field, value)
        if choice is not None:
            return choice.label
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        inside = field.item if field.kind is Kind.TAGS and field.item is not None else field
        return "; ".join(_label(inside, one) for one in value)
    return jsonio.dumps(value, indent=None)


def parsed(field: Field, text: str) -> Any:
    """The value that a typed or pasted line stands for; ABSENT when it is empty.

    What cannot be what the field wants stays the text that it is, so that nothing typed is lost.
    """
    if text == "" or (field.kind not in LINES and not text.strip()):
        return ABSENT
    reader = _READERS.get(field.kind)
    return reader(field, text) if reader else text


def number(text: str) -> Any:
    """A number without loss of a digit (`1,000` and `1 000` count as grouped), or the text."""
    plain = text.strip()
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[^0-9-]", "", plain)
    if _NUMBER.fullmatch(plain):
        try:
            return jsonio.loads(plain)
        except FileProblem:
            return text
    return text


def choice_of(field: Field, value: Any) -> Choice | None:
    """The choice that a value is, types told apart."""
    if len(field.choices) > FEW and not isinstance(value, (list, dict)):
        return index_of(field.choices).by_value.get((type(value), value))
    return next((one for one in field.choices if same(one.value, value)), None)


def choice_named(field: Field, text: str) -> Choice | None:
    """The choice with that label or that value, as written or else in any case."""
    plain = text.strip()
    if len(field.choices) > FEW:
        index = index_of(field.choices)
        return index.by_name.get(plain) or index.by_folded_name.get(plain.casefold())
    for folded in (str, str.casefold):
        wanted = folded(plain)
        for one in field.choices:
            if folded(one.label) == wanted or (one.value is not None and folded(str(one.value)) == wanted):
                return one
    return None


def choice_meant(field: Field, text: str) -> Choice | None:
    """The choice that is named, or else the only one whose label holds the text."""
    named = choice_named(field, text)
    plain = text.strip().casefold()
    if named is not None or not plain:
        return named
    found = [one for one in field.choices if plain in one.label.casefold()]
    return found[0] if len(found) == 1 else None


def same(one: Any, other: Any) -> bool:
    """Equal as JSON text is equal: `1`, `1.0` and `true` are three values."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    return bool(one == other)


def is_simple(field: Field) -> bool:
    """Whether a field's value can stand in one cell: a leaf, or a union of leaves."""
    return field.is_leaf or (bool(field.branches) and all(one.is_leaf for one in field.branches))


def is_empty(value: Any) -> bool:
    """Nothing that a person wrote: absent, null, or made of nothing else."""
    if isinstance(value, dict):
        return all(is_empty(below) for below in value.values())
    if isinstance(value, list):
        return not value
    return value is ABSENT or value is None or value == ""


def split_list(text: str) -> list[str]:
    """Pasted lines, tabs, semicolons and commas as separate entries, trimmed, empty ones dropped."""
    return [part.strip() for part in re.split(r"[\n\r\t;,]+", text) if part.strip()]


def split_lines(text: str) -> list[str]:
    """Pasted lines, tabs and semicolons as separate entries; a comma may be part of one."""
    return [part.strip() for part in re.split(r"[\n\r\t;]+", text) if part.strip()]


def _label(field: Field, value: Any) -> str:
    choice = choice_of(field, value)
    return choice.label if choice is not None else shown(field.with_(choices=()), value)


def _yes_no(field: Field, text: str) -> Any:
    plain = text.strip().casefold()
    return True if plain in _YES else False if plain in _NO else text


def _choice(field: Field, text: str) -> Any:
    choice = choice_named(field, text)
    return choice.value if choice is not None else text


def _several(field: Field, text: str) -> Any:
    """Takes the longest choice wherever one begins, since a label may hold a comma; what is none stays text."""
    names: dict[str, Choice] = {}
    for fold in (str, str.casefold):
        for one in field.choices:
            names.setdefault(fold(one.label), one)
            if one.value is not None:
                names.setdefault(fold(str(one.value)), one)
    most = 2 * max((len(_BETWEEN.findall(name)) for name in names), default=0)
    pieces = _BETWEEN.split(text)  # entries, with what stands between two of them
    found = []
    at = 0
    while at < len(pieces):
        spans = ((end, "".join(pieces[at : end + 1]).strip()) for end in range(min(at + most, len(pieces) - 1), at, -2))
        known = (
            (end, names.get(span) or names.get(span.casefold())) for end, span in (*spans, (at, pieces[at].strip()))
        )
        end, choice = next((pair for pair in known if pair[1] is not None), (at, None))
        if choice is not None or pieces[at].strip():
            found.append(choice.value if choice is not None else pieces[at].strip())
        at = end + 2
    return found


def _union(field: Field, text: str) -> Any:
    """Text where any alternative takes text, else what the first alternative makes of it."""
    if any(branch.kind in LINES for branch in field.branches) or not field.branches:
        return text
    return next((made for one in field.branches if (made := parsed(one, text)) != text), text)


_READERS: dict[Kind, Any] = {
    Kind.INTEGER: lambda field, text: number(text),
    Kind.NUMBER: lambda field, text: number(text),
    Kind.BOOLEAN: _yes_no,
    Kind.CHOICE: _choice,
    Kind.UNION: _union,
    Kind.CONST: _choice,
    Kind.CHOICES: _several,
    Kind.TAGS: lambda field, text: split_list(text),
}
