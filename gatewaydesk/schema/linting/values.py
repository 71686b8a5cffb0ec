"""Values that stand in a schema (`enum`, `const`, `default`, `examples`) and do not fit what stands around them."""

from __future__ import annotations

import json
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from gatewaydesk.pointer import to_text
from gatewaydesk.schema.json_types import IN_WORDS, is_number, json_key, narrowed, type_of
from gatewaydesk.schema.linting.survey import Finding, Location, Site, Survey
from gatewaydesk.schema.patterns import matches

_LONGEST_SHOWN = 40
_MOST_TOLD = 20  # values of one list; after that the point is made
_MOST_EXAMPLES = 5_000  # defaults and examples that are tried, in one schema
_BASE = "urn:gateway-desk:lint"
#: Formats on which all validators agree closely enough to blame an example.
_AGREED = frozenset(("date", "date-time", "email", "ipv4", "ipv6", "uri", "uuid"))


class _Refusal(NamedTuple):
    """Where in a value, and by which keyword; the error itself would hold on to all the values."""

    place: tuple[str | int, ...]
    schema_path: tuple[str | int, ...]


def listed(survey: Survey, site: Site) -> Iterator[Finding]:
    """Allowed values that the same schema refuses, and values listed twice."""
    node = site.node
    values = node.get("enum")
    told = 0
    seen: dict[Any, int] = {}
    for at, value in enumerate(values if isinstance(values, list) else ()):
        first = seen.setdefault(json_key(value), at)
        why = _refused(value, node)
        if why:
            yield survey.finding(site, "enum-refused", f"{_shown(value)} is allowed here, {why}.", "enum", at)
        elif first != at:
            yield survey.finding(site, "enum-twice", f"{_shown(value)} stands in the list twice.", "enum", at)
        told += bool(why) or first != at
        if told >= _MOST_TOLD:
            return
    if "const" in node:
        why = _refused(node["const"], node)
        if why:
            sentence = f"{_shown(node['const'])} is the only value allowed here, {why}."
            yield survey.finding(site, "enum-refused", sentence, "const")


def defaults_and_examples(survey: Survey) -> Iterator[tuple[Site, Finding]]:
    """Defaults and examples that the schema itself refuses. All are tried at once, by the validator."""
    tried: list[tuple[Site, tuple[str | int, ...], Any]] = []
    for site in survey.sites.values():
        tried += [(site, step, value) for step, value in _given(site.node)]
        if len(tried) >= _MOST_EXAMPLES:
            break
    wrong = _tried(survey, tried[:_MOST_EXAMPLES])
    others = Counter((tried[number][0], tried[number][1][0]) for number in wrong)
    for number, error in wrong.items():
        site, step, value = tried[number]
        more = others.pop((site, step[0]), 0) - 1
        if more < 0:
            continue  # told with the first of this place
        what = "default" if step == ("default",) else "example"
        at = to_text(error.place)
        where = f" at “{at}”" if at else ""
        also = f", and so are {more:,} more" if more > 1 else ", and so is another" if more else ""
        sentence = f"The {what} {_shown(value)} is refused{where} by the schema’s “{_word(error)}”{also}."
        yield site, survey.finding(site, f"{what}-invalid", sentence, *step)


def _given(node: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if "default" in node:
        yield ("default",), node["default"]
    examples = node.get("examples")
    for at, value in enumerate(examples if isinstance(examples, list) else ()):
        yield ("examples", at), value


def _tried(survey: Survey, tried: list[tuple[Site, tuple[str | int, ...], Any]]) -> dict[int, _Refusal]:
    """The first error of each value that is refused, by its number."""
    keys: dict[Location, str] = {}
    values: dict[str, list[Any]] = {}
    numbers: dict[tuple[str, int], int] = {}
    for number, (site, _, value) in enumerate(tried):
        key = keys.setdefault(site.location, f"at {len(keys)}")
        held = values.setdefault(key, [])
        numbers[key, len(held)] = number
        held.append(value)
    found: dict[int, _Refusal] = {}
    for error in _errors(survey, keys, values):
        key, at, *place = error.instance_path
        if _blames(error):
            found.setdefault(numbers[key, at], _Refusal(tuple(place), tuple(error.schema_path)))
    return found


def _errors(survey: Survey, keys: Mapping[Location, str], values: Mapping[str, list[Any]]) -> Iterator[Any]:
    """What the validator says of lists of values, each list checked with the schema of its key."""
    try:
        import jsonschema_rs as engine
    except ImportError:  # no wheel for this computer: the schema's own values are then not tried
        return
    number, checker = {
        "4": (engine.Draft4, engine.Draft4Validator),
        "6": (engine.Draft6, engine.Draft6Validator),
        "7": (engine.Draft7, engine.Draft7Validator),
        "2019-09": (engine.Draft201909, engine.Draft201909Validator),
        "2020-12": (engine.Draft202012, engine.Draft202012Validator),
    }[survey.draft]
    base = survey.root.place.base if ":" in survey.root.place.base else _BASE
    asked = {"properties": {key: {"items": _reference(base, location)} for location, key in keys.items()}}
    limit = engine.FancyRegexOptions(backtrack_limit=100_000)
    try:
        registry = engine.Registry([(base, _checkable(survey))], draft=number)
        made = checker(asked, registry=registry, validate_formats=True, offline=True, pattern_options=limit)
        yield from made.iter_errors(values)
    except (ValueError, engine.ReferencingError):
        return  # the schema cannot be used for checking, which is told elsewhere


def _checkable(survey: Survey) -> Any:
    """The schema without its references that lead nowhere: what they meant allows everything."""
    bare = {word: value for word, value in survey.root.node.items() if word != "$schema"}
    own = {id(bare)}
    for location, reference in survey.dangling.items():
        holder: Any = bare
        for step in location:
            below = holder[step]
            if id(below) not in own:
                below = dict(below) if isinstance(below, dict) else list(below)
                own.add(id(below))
                holder[step] = below
            holder = below
        for word in [one for one, value in holder.items() if value == reference and one.startswith("$")]:
            del holder[word]
    return bare


def _reference(base: str, location: Location) -> dict[str, str]:
    return {"$ref": f"{base}#{quote(to_text(location), safe='/~')}"}


def _blames(error: Any) -> bool:
    path = error.schema_path
    if path and path[-1] == "format":
        return getattr(error.kind, "format", "") in _AGREED
    return True


def _word(error: _Refusal) -> str:
    return next((str(one) for one in reversed(error.schema_path) if isinstance(one, str)), "schema")


def _refused(value: Any, node: Mapping[str, Any]) -> str:
    """Why a value is refused by the keywords that stand beside it; "" where it is not."""
    types = node.get("type")
    named = [types] if isinstance(types, str) else types if isinstance(types, list) else []
    if named and not _is_of(value, named):
        return f"but it is not {' or '.join(IN_WORDS.get(str(one), str(one)) for one in named)}"
    if isinstance(value, str):
        return _refused_text(value, node)
    if is_number(value):
        for word, refuses in _FIGURES.items():
            figure = node.get(word)
            if is_number(figure) and refuses(value, figure):
                return f"but “{word}” is {figure:,}"
    return ""


_FIGURES: Mapping[str, Callable[[float, float], bool]] = {
    "minimum": operator.lt,
    "maximum": operator.gt,
    "exclusiveMinimum": operator.le,
    "exclusiveMaximum": operator.ge,
}


def _refused_text(value: str, node: Mapping[str, Any]) -> str:
    least, most, pattern = node.get("minLength"), node.get("maxLength"), node.get("pattern")
    if is_number(least) and len(value) < least:
        return f"but “minLength” is {least:,}"
    if is_number(most) and len(value) > most:
        return f"but “maxLength” is {most:,}"
    if isinstance(pattern, str) and not matches(pattern, value):
        return "but it does not fit the “pattern”"
    return ""


def _is_of(value: Any, named: list[Any]) -> bool:
    """Whether a value has one of the types; `2.0` is a whole number, `2.5` is none."""
    if is_number(value) and "integer" in named and "number" not in named:
        return value % 1 == 0
    return bool(narrowed(frozenset((type_of(value),)), frozenset(map(str, named))))


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    cut = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
    return f"“{cut}”" if isinstance(value, str) else cut
