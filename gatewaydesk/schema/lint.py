"""Looks a schema over for its author: what it forgets to refuse, what it can never accept, what does nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gatewaydesk.schema.linting import (
    closing,
    endless,
    limits,
    names,
    openings,
    patterns,
    references,
    unions,
    values,
)
from gatewaydesk.schema.linting.survey import Check, Finding, Survey

__all__ = ["RULES", "Finding", "Rule", "as_text", "lint"]


@dataclass(frozen=True)
class Rule:
    """One thing that is looked for: what it means, and how it is mended, each in a sentence."""

    means: str
    mend: str


#: The rules by name.
RULES: Mapping[str, Rule] = {
    "accepts-anything": Rule(
        "A part of the schema accepts every value, so that nothing written there is ever wrong.",
        "Say what it may be: a “type”, “properties”, “items” or a list of values.",
    ),
    "no-type": Rule(
        "Limits stand there for one kind of value, and every other kind is accepted beside it.",
        "Write the “type” that is meant.",
    ),
    "union-alike": Rule(
        "A value can fit two alternatives, so that neither a form nor a reader knows which one is meant.",
        "Give each alternative a required member with a “const” of its own, or make their kinds of value differ.",
    ),
    "pattern-invalid": Rule(
        "The pattern is no regular expression, so that it cannot be checked.",
        "Correct it; a backslash is written twice in JSON.",
    ),
    "pattern-dangerous": Rule(
        "A short text made for it keeps some validators busy for hours.",
        "Rewrite it so that each text can be read in one way only: no repetition right inside a repetition.",
    ),
    "pattern-slow": Rule(
        "A text made for it, twice as long, keeps some validators busy four times as long.",
        "Let no two repetitions beside one another take the same characters, or set a “maxLength”.",
    ),
    "pattern-look-around": Rule(
        "The pattern needs what fast and safe validators leave out (looking around, referring back).",
        "Write it without, or as two patterns in an “allOf”.",
    ),
    "pattern-unanchored": Rule(
        "The pattern finds its text anywhere, though it looks made for the whole text.",
        "Put ^ before it and $ behind it.",
    ),
    "required-undefined": Rule(
        "A member is required that no “properties” describes.",
        "Describe it, or correct its name.",
    ),
    "enum-refused": Rule(
        "A listed value is refused by another keyword beside the list, so that it can never be written.",
        "Take it out of the list, or widen the other keyword.",
    ),
    "enum-twice": Rule("A value stands in a list of values twice.", "Take one of them out."),
    "limits-contradict": Rule("Two limits leave nothing between them.", "Correct one of them."),
    "never-ends": Rule(
        "Each member that is required needs another one in it, so that no document can be complete.",
        "Leave one of them out of “required”, or allow null or an empty list in its place.",
    ),
    "all-of-contradicts": Rule(
        "Schemas that hold at the same time leave no value that fits them all.",
        "Make them agree, or use “anyOf” if either is enough.",
    ),
    "closed-too-early": Rule(
        "“additionalProperties”: false knows only the members beside it and refuses those described next to it.",
        "Write “unevaluatedProperties”: false where all is brought together, or repeat the members beside it.",
    ),
    "default-invalid": Rule("The default is refused by the schema it stands in.", "Correct the default or the limit."),
    "example-invalid": Rule("An example is refused by the schema it stands in.", "Correct the example or the limit."),
    "keyword-misspelt": Rule("A word looks like a keyword, and no validator knows it.", "Correct its spelling."),
    "no-effect": Rule("A keyword does nothing where it stands.", "Take it out, or put it where it belongs."),
    "format-unknown": Rule("No validator knows the format, so that it refuses nothing.", "Use a known one."),
    "reference-broken": Rule("A reference leads to nothing.", "Correct it, or add what it means."),
    "reference-out": Rule("A reference leads to another document.", "Put a copy under “$defs”, if you can."),
    "definition-unused": Rule("A definition is never used.", "Take it out, or refer to it."),
}

#: In the order in which they are asked of each schema.
CHECKS: tuple[Check, ...] = (
    openings.accepts_anything,
    openings.open_holder,
    openings.no_type,
    patterns.patterns,
    names.required_members,
    names.keywords,
    names.without_effect,
    names.formats,
    values.listed,
    limits.limits,
    limits.together,
    closing.closed_beside_others,
    references.dangling,
    references.unused,
)


def lint(raw: Any) -> list[Finding]:
    """What a schema's author should look at, in the order of the schema's text.

    Args:
        raw: the schema as published, of any draft from 4 to 2020-12; keywords of the wrong type are passed over.

    Raises:
        SchemaProblem: it is neither an object nor a boolean, or is nested too deep.
    """
    survey = Survey(raw)
    order = {location: at for at, location in enumerate(survey.sites)}
    checks: tuple[Check, ...] = (*CHECKS, partial(unions.alike, pairs=unions.Pairs()))
    found = [
        (order[site.location], finding)
        for site in survey.sites.values()
        for check in checks
        for finding in check(survey, site)
    ]
    found += [(order[site.location], finding) for site, finding in values.defaults_and_examples(survey)]
    found += [(order[site.location], finding) for site, finding in endless.endless(survey)]
    return [_advised(finding) for _, finding in sorted(found, key=lambda pair: pair[0])]


def as_text(findings: Iterable[Finding]) -> str:
    """The findings for a terminal: each with its place, its sentence and what to do; at the end, how many."""
    listed = list(findings)
    return "\n".join((*(line for one in listed for line in _lines(one)), _figures(listed)))


def _lines(finding: Finding) -> Iterator[str]:
    field = f"  (field {finding.field_path})" if finding.field_path else ""
    yield f"{finding.location or '(the whole schema)'}{field}"
    yield f"  {finding.rule}: {finding.sentence}"
    yield f"  {finding.advice}"
    yield ""


def _figures(findings: list[Finding]) -> str:
    if not findings:
        return "Nothing was found."
    return f"{len(findings):,} finding{'' if len(findings) == 1 else 's'}."


def _advised(finding: Finding) -> Finding:
    return finding if finding.advice else replace(finding, advice=RULES[finding.rule].mend)
