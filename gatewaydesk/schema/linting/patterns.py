"""Regular expressions of a schema: not readable, able to hang, or open where they look closed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from gatewaydesk.schema.backtracking import may_be_slow, may_hang, open_ends
from gatewaydesk.schema.json_types import is_number
from gatewaydesk.schema.linting.survey import Finding, Site, Survey
from gatewaydesk.schema.patterns import is_pattern
from gatewaydesk.schema.regexes import Back, Look, needs, parse

_LONGEST_SHOWN = 80
_SHORT = 5_000  # characters of which no pattern makes work, unless the work doubles with each of them
_OPEN = {
    "around": "“{}” has no ^ and no $, so that any text with such a piece in it is accepted.",
    "before": "“{}” ends with $ but does not begin with ^, so that anything may stand before it.",
    "after": "“{}” begins with ^ but does not end with $, so that anything may stand behind it.",
    "halves": "In “{}” the ^ belongs to the first alternative only, and the $ to the last.",
}
_ADVICE = {"halves": "Put the alternatives in brackets: ^(…|…)$."}


def patterns(survey: Survey, site: Site) -> Iterator[Finding]:
    """`pattern`, and the names in `patternProperties`."""
    pattern, longest = site.node.get("pattern"), site.node.get("maxLength")
    if isinstance(pattern, str):
        for rule, sentence, advice in _told(pattern, False):
            if rule == "pattern-slow" and is_number(longest) and longest <= _SHORT:
                continue
            yield survey.finding(site, rule, sentence, "pattern", advice=advice)
    named = site.node.get("patternProperties")
    for name in named if isinstance(named, dict) else ():
        for rule, sentence, advice in _told(name, True):
            yield survey.finding(site, rule, sentence, "patternProperties", name, advice=advice)


@lru_cache(maxsize=512)
def _told(pattern: str, of_names: bool) -> tuple[tuple[str, str, str], ...]:
    """Rule, sentence and advice for each thing that is the matter with a pattern."""
    shown = pattern if len(pattern) <= _LONGEST_SHOWN else f"{pattern[: _LONGEST_SHOWN - 1]}…"
    if not is_pattern(pattern):
        return (("pattern-invalid", f"“{shown}” is not a regular expression.", ""),)
    tree = parse(pattern)
    if tree is None:
        return ()
    found = []
    if may_hang(tree):
        found.append(("pattern-dangerous", f"“{shown}” can be read in many ways inside a repetition.", ""))
    elif may_be_slow(tree):
        found.append(("pattern-slow", f"“{shown}” lets two repetitions share the same characters in many ways.", ""))
    if needs(tree, Look) or needs(tree, Back):
        what = "looks ahead or behind" if needs(tree, Look) else "refers back to what it matched"
        found.append(("pattern-look-around", f"“{shown}” {what}, which not every validator can do.", ""))
    end = open_ends(tree)
    if end and not (of_names and end in ("before", "after")):
        found.append(("pattern-unanchored", _OPEN[end].format(shown), _ADVICE.get(end, "")))
    return tuple(found)
