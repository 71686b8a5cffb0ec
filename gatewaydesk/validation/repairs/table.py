"""Which repairs are thought of for which keyword, best first. What does not work is taken out by a trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatewaydesk.validation.problems import Severity
from gatewaydesk.validation.repairs import choices, dates, filling, links, lists, members, numbers, texts
from gatewaydesk.validation.repairs.repair import Case, Repair, Thought

_TIDY = (texts.trim, texts.tidy, texts.width, texts.one_line)
_TEXT = (*_TIDY, dates.dates, dates.times, links.doi, links.web, links.mail, links.uuid, texts.version)
_FILL = (filling.wrapped, filling.misspelt, filling.misplaced, filling.from_elsewhere, filling.only_value)
_ITEM = (lists.split, lists.split_item, lists.unwrap_above, lists.join_above)
_OTHER = (choices.truth, choices.option, numbers.number)  # what may be written beside the text that it is taken for
_UNKNOWN = (members.take_inner, members.rename, members.move, members.remove)
_ANY = (
    *(
        choices.truth,
        choices.option,
        numbers.number,
        lists.split,
        lists.wrap,
        lists.entries,
        lists.unwrap,
        lists.unwrap_above,
        lists.join,
        numbers.as_text,
    ),
    *(*_TEXT, members.leave_out),
)

TABLE: Mapping[str, tuple[Thought, ...]] = {
    "type": _ANY,
    "anyOf": _ANY,
    "oneOf": _ANY,
    "not": (*_TIDY, members.leave_out),
    "enum": (
        *_OTHER,
        *_TIDY,
        lists.split_item,
        lists.unwrap,
        lists.unwrap_above,
        members.leave_out,
    ),
    "const": (*_OTHER, *_TIDY, members.leave_out),
    "maxLength": (*_TIDY, links.doi, texts.cut),
    "minLength": (members.leave_out,),
    "minItems": (members.leave_out,),
    "minProperties": (members.leave_out,),
    "pattern": (*_TEXT, *_OTHER, texts.other_case, texts.without_blanks, *_ITEM, members.leave_out),
    "format": (*_TEXT, *_OTHER, texts.without_blanks, *_ITEM, members.leave_out),
    "uniqueItems": (lists.repeats,),
    "required": _FILL,
    "dependentRequired": _FILL,
    "dependencies": _FILL,
    "additionalProperties": _UNKNOWN,
    "unevaluatedProperties": _UNKNOWN,
    "falseSchema": _UNKNOWN,
    "together": (members.leave_one,),
    "propertyNames": (members.rename_by_rule, members.rename, members.remove),
    "repeated": (lists.again,),
    "several-in-one": (lists.split_item,),
    "misread-letters": (texts.as_it_was,),
    "unlisted": (choices.listed,),
    "misspelt-member": (members.rename,),
    "html-code": (texts.decoded,),
    "null-becomes-zero": (members.leave_out,),
    "unseen-signs": (*_TIDY, texts.without_overrides),
    "surrogate": (texts.tidy,),
}


def thoughts(case: Case) -> Iterator[Repair]:
    """Every repair that may work, best first."""
    problem = case.problem
    fill = _FILL if problem.severity is Severity.EMPTY else ()
    listed = TABLE.get(problem.keyword, (*_TIDY, links.doi, links.web))
    away = (members.empty_item,) if problem.severity is not Severity.ADVICE else ()
    if problem.severity is Severity.EMPTY:
        away = (*away, members.empty_group)
    for think in dict.fromkeys((*fill, *listed, choices.suggestion, *away)):
        yield from think(case)
