"""What a member that a schema does not name may be called, in a person's words, before it is in the document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from gatewaydesk.schema.fields import Field, Names
from gatewaydesk.schema.patterns import matches, words_for
from gatewaydesk.validation.phrases import joined, nearest, number, plural, quoted

_MOST_LISTED = 8


def name_rule(field: Field) -> str:
    """What a name has to be like, for those who are about to write one; "" where any will do."""
    names = field.names
    if names.choices:
        return ""  # they are offered one by one
    rules = list(_rules(names))
    if field.closed and names.patterns:
        rules.append(_of_patterns(names.patterns))
    return f"A name must {joined(rules, 'and')}." if rules else ""


def name_problem(field: Field, name: str, taken: Collection[str]) -> str:
    """Why a member of a MAP or an open OBJECT cannot be called so, or "".

    Args:
        field: what holds the member.
        name: as typed.
        taken: the names that other members have already.
    """
    if not name:
        return "Give the entry a name."
    if name in taken:
        return f"There is an entry {quoted(name)} already."
    if field.child(name) is not None:
        return ""
    names = field.names
    allowed = [choice.value for choice in names.choices]
    if allowed and name not in allowed:
        near = nearest(name, allowed)
        if near is not None:
            return f"The name must be one of those listed. Did you mean {quoted(near)}?"
        listed = joined([quoted(one) for one in allowed[:_MOST_LISTED]])
        more = ", …" if len(allowed) > _MOST_LISTED else ""
        return f"The name must be {listed}{more}."
    broken = [words for words, holds in _checks(names) if not holds(name)]
    if broken:
        return f"The name must {joined(broken, 'and')}."
    if (field.closed or field.extra is not None) and field.member_field(name) is None:
        wanted = f": a name must {_of_patterns(names.patterns)}" if names.patterns else ""
        return f"The schema allows no entry of this name{wanted}."
    return ""


def _rules(names: Names) -> Iterator[str]:
    return (words for words, _ in _checks(names))


def _checks(names: Names) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Each rule in words, and whether a name keeps to it."""
    limits = names.limits
    least, most, pattern = limits.min_length, limits.max_length, limits.pattern
    if least is not None and least > 1:
        yield f"have at least {plural(least, 'character')}", lambda name: len(name) >= least
    if most is not None:
        yield f"have at most {plural(most, 'character')}", lambda name: len(name) <= most
    if pattern is not None:
        yield _of_patterns((pattern,)), lambda name: matches(pattern, name)


def _of_patterns(patterns: Collection[str]) -> str:
    known = [words_for(pattern) or f"fit {quoted(pattern, 60)}" for pattern in patterns]
    shown = known[:_MOST_LISTED]
    more = f", or fit one of {number(len(known) - len(shown))} more expressions" if len(known) > len(shown) else ""
    fits = [one.removeprefix("fit ") for one in shown if one.startswith("fit ")]
    words = [_asked(one) for one in shown if not one.startswith("fit ")]
    return joined([*words, *([f"fit {joined(fits)}"] if fits else [])]) + more


def _asked(form: str) -> str:
    """A form of text as it stands after “a name must”: “begin with “t_””, “be two capital letters”."""
    for words, verb in (("begins", "begin"), ("ends", "end"), ("contains", "contain")):
        if form.startswith(f"text that {words} "):
            return f"{verb} {form.removeprefix(f'text that {words} ')}"
    return f"be {form}"
