"""What form a text must have, for sentences about values that are no text at all: “a date, such as 2024-03-01”."""

from __future__ import annotations

from collections.abc import Sequence

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.patterns import DOI_ALONE, words_for
from gatewaydesk.validation.languages import phrase, words
from gatewaydesk.validation.phrases import counted, format_words, joined, quoted
from gatewaydesk.validation.told import Told, keep_written, shown

_MOST_NAMED = 8
_LONGEST_NAMED = 220
_MOST_FORMS = 4
_CHOICES = (Kind.CHOICE, Kind.CONST)


def text_wanted(told: Told, *, apart: bool = False) -> str:
    """The forms that a text may have here, as they stand after “must be”; "" where any text will do, or none is known.

    Args:
        told: the value and its field; of alternatives all that take a text are told.
        apart: other kinds of values stand beside it in the sentence, so that examples are set off.
    """
    field = told.union or told.field
    texts = _texts(field) if field is not None else []
    if not texts or len(texts) > _MOST_FORMS:
        return ""
    forms = [_form(one, told, apart=apart or len(texts) > 1) for one in texts]
    return joined(list(dict.fromkeys(forms))) if all(forms) else ""


def _texts(field: Field) -> list[Field]:
    """The alternatives that take a text."""
    if field.kind is Kind.UNION:
        return [one for branch in field.branches for one in _texts(branch)]
    if field.kind in (Kind.LIST, Kind.TAGS, Kind.CHOICES, Kind.OBJECT, Kind.MAP, Kind.INTEGER, Kind.NUMBER):
        return []
    return [] if field.kind is Kind.BOOLEAN else [field]


def _form(field: Field, told: Told, *, apart: bool) -> str:
    if field.kind in _CHOICES:
        return _options([one.value for one in field.choices if isinstance(one.value, str)], told)
    if field.limits.format:
        return format_words(field.limits.format, apart=apart)
    form = words_for(field.limits.pattern) if field.limits.pattern else ""
    if form == DOI_ALONE:
        return words("doi")
    known = "" if form.startswith("text ") else phrase(form)  # little more than that it is text
    head, _, example = known.partition(", such as ")
    return words("with.example", words=head, example=example) if apart and example else known


def _options(options: Sequence[str], told: Told) -> str:
    named = [shown(one, told) for one in options[: _MOST_NAMED + 1]]
    listed = joined(named)
    if not named or any(", " in one for one in named):
        return _counted(options, told) if named else ""
    if len(named) > _MOST_NAMED or len(listed) > _LONGEST_NAMED:
        return _counted(options, told)
    keep_written(options, told)
    return quoted(listed) if len(named) == 1 else words("choice.one", options=listed)


def _counted(options: Sequence[str], told: Told) -> str:
    told.extra["choices"] = list(options)
    return counted("choice.all", len(options))
