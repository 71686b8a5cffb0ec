"""What filling in an empty field takes, as far as its kind tells."""

from __future__ import annotations

from enum import IntEnum

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.completeness import NOT_COUNTED, leaves_of_absent


class Effort(IntEnum):
    """What filling in one field takes, the quickest first."""

    CLICK = 0
    FIGURE = 1
    WORDS = 2
    SENTENCES = 3
    LIST = 4
    TABLE = 5


#: What a group of fields of one effort is called, and what one of them takes.
EFFORT_WORDS: dict[Effort, tuple[str, str]] = {
    Effort.CLICK: ("One click each", "one click"),
    Effort.FIGURE: ("A date or a number", "a date or a number"),
    Effort.WORDS: ("A few words", "a few words"),
    Effort.SENTENCES: ("Some sentences", "some sentences"),
    Effort.LIST: ("A list", "a list"),
    Effort.TABLE: ("A table", "a table"),
}

_BY_KIND: dict[Kind, Effort] = {
    Kind.CHOICE: Effort.CLICK,
    Kind.CHOICES: Effort.CLICK,
    Kind.BOOLEAN: Effort.CLICK,
    Kind.DATE: Effort.FIGURE,
    Kind.DATE_TIME: Effort.FIGURE,
    Kind.TIME: Effort.FIGURE,
    Kind.INTEGER: Effort.FIGURE,
    Kind.NUMBER: Effort.FIGURE,
    Kind.EMAIL: Effort.WORDS,
    Kind.URL: Effort.WORDS,
    Kind.TEXT: Effort.WORDS,
    Kind.TAGS: Effort.LIST,
    Kind.MAP: Effort.LIST,
}

#: Words in a title that speak of prose, where the schema sets no limit by which a name could be told from it.
_PROSE = frozenset({
    "about", "abstract", "comment", "comments", "description", "explanation", "note", "notes", "statement", "summary",
})  # fmt: skip
_ROOMY = 150  # characters, above which a limit leaves room for sentences


_DEEPEST = 4  # alternatives in groups in alternatives: what is below changes an estimate no more


def effort_of(field: Field, depth: int = 0) -> Effort:
    """The effort that an empty field takes: of alternatives that of the first, which the form shows.

    A group is told leaf by leaf; one that stands for itself is too deep to look into. A group that alternatives begin
    with takes what takes most in it.
    """
    if field.kind is Kind.UNION and depth < _DEEPEST:
        first = next((one for one in field.branches if one.kind not in NOT_COUNTED), None)
        return Effort.SENTENCES if first is None else effort_of(first, depth + 1)
    if field.kind is Kind.LIST:
        return Effort.LIST if field.item is None or field.item.is_leaf else Effort.TABLE
    if field.kind is Kind.OBJECT:
        if not 0 < depth < _DEEPEST:
            return Effort.LIST
        leaves = [one for _, one, asked in leaves_of_absent(field, True) if asked and one.kind is not Kind.OBJECT]
        return max((effort_of(one, depth + 1) for one in leaves), default=Effort.LIST)
    if field.multiline:
        prose = (field.limits.max_length or 0) > _ROOMY or not _PROSE.isdisjoint(field.title.casefold().split())
        return Effort.SENTENCES if prose else Effort.WORDS
    return _BY_KIND.get(field.kind, Effort.SENTENCES)
