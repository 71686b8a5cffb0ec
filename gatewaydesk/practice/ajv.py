"""A stand-in for ajv 8 as the HDR UK gateway runs it: draft-07, first failure only, types coerced in place.

It is written apart from the program's own validator, on purpose: the two are each other's second opinion. It follows
ajv's order of keywords and ajv's answers, among them the entry of every branch of a union that fits nowhere.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from gatewaydesk.pointer import to_parts
from gatewaydesk.practice.ajv_formats import FORMATS
from gatewaydesk.practice.ajv_types import KINDS, NOTHING, coerced, same
from gatewaydesk.schema.patterns import matches

Entry = dict[str, Any]
_UNQUOTED = "!'()*~-_."  # what encodeURIComponent leaves alone


def check(schema: Any, value: Any) -> tuple[list[Entry], Any]:
    """The entries ajv would give (none when it is valid), and the value as ajv's coercion leaves it."""
    run = _Run(schema)
    holder = [copy.deepcopy(value)]
    valid = run.check(schema, _Spot(holder, 0, "", "#"))
    return ([] if valid else run.entries), holder[0]


@dataclass(frozen=True)
class _Spot:
    """The value `holder[key]`, where it is in the document, and where in the schema it is being checked.

    `composite` is inside a union, where ajv fills in no defaults.
    """

    holder: Any
    key: Any
    at: str
    where: str
    composite: bool = False

    @property
    def value(self) -> Any:
        return self.holder[self.key]

    def under(self, *where: str | int, composite: bool | None = None) -> _Spot:
        """The same value, further down in the schema."""
        place = "/".join((self.where, *map(str, where)))
        return _Spot(self.holder, self.key, self.at, place, self.composite if composite is None else composite)

    def member(self, key: str | int, *where: str | int, composite: bool | None = None) -> _Spot:
        """A member or item of the value, further down in the schema."""
        lower = self.under(*where, composite=composite)
        return _Spot(self.value, key, f"{self.at}/{_escaped(str(key))}", lower.where, lower.composite)


class _Run:
    """One validation: the root that references are read against, and the entries so far."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.entries: list[Entry] = []
        self._targets: dict[str, tuple[Any, bool]] = {}

    def fail(self, spot: _Spot, keyword: str, params: Mapping[str, Any], message: str) -> bool:
        """Adds an entry; always False, so that a rule can end with it."""
        place = f"{spot.where}/{keyword}"
        entry = {"instancePath": spot.at, "schemaPath": place, "keyword": keyword, "params": dict(params)}
        self.entries.append(entry | {"message": message})
        return False

    def check(self, schema: Any, spot: _Spot) -> bool:
        """Checks one value and leaves it coerced."""
        if schema is False:
            return self.fail(spot, "false schema", {}, "boolean schema is false")
        if schema is True or not schema:
            return True
        if "$ref" in schema and not any(keyword in _KNOWN for keyword in schema):
            return _ref(self, schema, spot)
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        if types and not any(KINDS[one](spot.value) for one in types):
            changed = coerced(spot.value, types)
            if changed is NOTHING:
                listed = ",".join(types)
                return self.fail(spot, "type", {"type": listed}, f"must be {listed}")
            spot.holder[spot.key] = changed
        if isinstance(spot.value, dict) and not spot.composite:
            for name, sub in schema.get("properties", {}).items():
                if isinstance(sub, dict) and "default" in sub and name not in spot.value:
                    spot.value[name] = copy.deepcopy(sub["default"])
        for number in sorted(_ORDER[keyword] for keyword in schema if keyword in _ORDER):
            _, kind, rule = _RULES[number]
            if (kind is None or KINDS[kind](spot.value)) and not rule(self, schema, spot):
                return False
        return True

    def target(self, ref: str) -> tuple[Any, bool]:
        """What `#/…` refers to, and whether ajv writes it in place (it does when there is no reference inside)."""
        if ref not in self._targets:
            target = self.root
            for part in to_parts(ref.removeprefix("#")):
                target = target[int(part)] if isinstance(target, list) else target[part]
            self._targets[ref] = (target, not _has_reference(target))
        return self._targets[ref]

    def attempt(self, schema: Any, spot: _Spot) -> tuple[bool, list[Entry]]:
        """Checks without keeping the entries, which are handed back."""
        before = len(self.entries)
        fits = self.check(schema, spot)
        kept = self.entries[before:]
        del self.entries[before:]
        return fits, kept


Rule = Callable[[_Run, dict[str, Any], _Spot], bool]


def _ref(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    # A target compiled on its own reports places from "#", which loses the way to it: a habit of ajv's.
    target, inlined = run.target(schema["$ref"])
    place = schema["$ref"] if inlined else "#"
    return run.check(target, _Spot(spot.holder, spot.key, spot.at, place, spot.composite and inlined))


def _figure(keyword: str, message: str, worse: Callable[[Any, Any], bool], sign: str = "") -> Rule:
    """A rule on a number (`sign` given), or else on the length or count of a value."""

    def rule(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
        limit = schema[keyword]
        if not worse(spot.value if sign else len(spot.value), limit):
            return True
        params = {"comparison": sign, "limit": limit} if sign else {"limit": limit}
        return run.fail(spot, keyword, params, message.format(limit))

    return rule


def _multiple_of(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    unit = schema["multipleOf"]
    if (spot.value / unit).is_integer():
        return True
    return run.fail(spot, "multipleOf", {"multipleOf": unit}, f"must be multiple of {unit}")


def _pattern(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    pattern = schema["pattern"]
    if matches(pattern, spot.value):
        return True
    return run.fail(spot, "pattern", {"pattern": pattern}, f'must match pattern "{pattern}"')


def _format(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    name = schema["format"]
    if name not in FORMATS or FORMATS[name](spot.value):
        return True
    return run.fail(spot, "format", {"format": name}, f'must match format "{name}"')


def _const(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    if same(spot.value, schema["const"]):
        return True
    return run.fail(spot, "const", {"allowedValue": schema["const"]}, "must be equal to constant")


def _enum(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    allowed = schema["enum"]
    if any(same(spot.value, one) for one in allowed):
        return True
    return run.fail(spot, "enum", {"allowedValues": allowed}, "must be equal to one of the allowed values")


def _not(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    fits, _ = run.attempt(schema["not"], spot.under("not", composite=True))
    return run.fail(spot, "not", {}, "must NOT be valid") if fits else True


def _any_of(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    found: list[Entry] = []
    for number, branch in enumerate(schema["anyOf"]):
        fits, entries = run.attempt(branch, spot.under("anyOf", number, composite=True))
        if fits:
            return True
        found += entries
    run.entries += found
    return run.fail(spot, "anyOf", {}, "must match a schema in anyOf")


def _one_of(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    found: list[Entry] = []
    fitting: list[int] = []
    for number, branch in enumerate(schema["oneOf"]):
        fits, entries = run.attempt(branch, spot.under("oneOf", number, composite=True))
        fitting += [number] if fits else []
        found += entries
    if len(fitting) == 1:
        return True
    run.entries += found
    return run.fail(spot, "oneOf", {"passingSchemas": fitting[:2] or None}, "must match exactly one schema in oneOf")


def _all_of(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    return all(run.check(one, spot.under("allOf", number)) for number, one in enumerate(schema["allOf"]))


def _if(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    fits, _ = run.attempt(schema["if"], spot.under("if", composite=True))
    chosen = "then" if fits else "else"
    if chosen not in schema or run.check(schema[chosen], spot.under(chosen, composite=True)):
        return True
    return run.fail(spot, "if", {"failingKeyword": chosen}, f'must match "{chosen}" schema')


def _unique(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    items = spot.value if schema["uniqueItems"] else []
    for later in range(len(items) - 1, 0, -1):
        for earlier in range(later - 1, -1, -1):
            if same(items[later], items[earlier]):
                message = f"must NOT have duplicate items (items ## {earlier} and {later} are identical)"
                return run.fail(spot, "uniqueItems", {"i": later, "j": earlier}, message)
    return True


def _items(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    wanted = schema["items"]
    if isinstance(wanted, list):  # draft-07: one schema a place
        pairs: Iterable[tuple[int, Any]] = enumerate(wanted[: len(spot.value)])
        return all(run.check(one, spot.member(number, "items", number)) for number, one in pairs)
    return all(run.check(wanted, spot.member(number, "items")) for number in range(len(spot.value)))


def _contains(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    found: list[Entry] = []
    for number in range(len(spot.value)):
        fits, entries = run.attempt(schema["contains"], spot.member(number, "contains", composite=True))
        if fits:
            return True
        found += entries
    run.entries += found
    return run.fail(spot, "contains", {"minContains": 1}, "must contain at least 1 valid item(s)")


def _required(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    for name in schema["required"]:
        if name not in spot.value:
            return run.fail(spot, "required", {"missingProperty": name}, f"must have required property '{name}'")
    return True


def _property_names(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    for name in spot.value:
        if not run.check(schema["propertyNames"], replace(spot.under("propertyNames"), holder=[name], key=0)):
            return run.fail(spot, "propertyNames", {"propertyName": name}, "property name must be valid")
    return True


def _additional(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    rest = schema["additionalProperties"]
    patterns = tuple(schema.get("patternProperties", ()))
    extra = [name for name in spot.value if name not in schema.get("properties", {})]
    for name in extra:
        if any(matches(one, name) for one in patterns):
            continue
        if rest is False:
            message = "must NOT have additional properties"
            return run.fail(spot, "additionalProperties", {"additionalProperty": name}, message)
        if not run.check(rest, spot.member(name, "additionalProperties")):
            return False
    return True


def _properties(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    return all(
        run.check(sub, spot.member(name, "properties", quote(_escaped(name), safe=_UNQUOTED)))
        for name, sub in schema["properties"].items()
        if name in spot.value
    )


def _pattern_properties(run: _Run, schema: dict[str, Any], spot: _Spot) -> bool:
    return all(
        run.check(sub, spot.member(name, "patternProperties", quote(_escaped(pattern), safe=_UNQUOTED)))
        for pattern, sub in schema["patternProperties"].items()
        for name in list(spot.value)
        if matches(pattern, name)
    )


def _count(keyword: str, what: str) -> Rule:
    if keyword.startswith("max"):
        return _figure(keyword, f"must NOT have more than {{}} {what}", operator.gt)
    return _figure(keyword, f"must NOT have fewer than {{}} {what}", operator.lt)


# ajv's own order, which decides what is reported first: numbers, strings, any kind, lists, objects.
_RULES: tuple[tuple[str, str | None, Rule], ...] = (
    ("maximum", "number", _figure("maximum", "must be <= {}", operator.gt, "<=")),
    ("minimum", "number", _figure("minimum", "must be >= {}", operator.lt, ">=")),
    ("exclusiveMaximum", "number", _figure("exclusiveMaximum", "must be < {}", operator.ge, "<")),
    ("exclusiveMinimum", "number", _figure("exclusiveMinimum", "must be > {}", operator.le, ">")),
    ("multipleOf", "number", _multiple_of),
    ("maxLength", "string", _count("maxLength", "characters")),
    ("minLength", "string", _count("minLength", "characters")),
    ("pattern", "string", _pattern),
    ("format", "string", _format),
    ("$ref", None, _ref),
    ("const", None, _const),
    ("enum", None, _enum),
    ("not", None, _not),
    ("anyOf", None, _any_of),
    ("oneOf", None, _one_of),
    ("allOf", None, _all_of),
    ("if", None, _if),
    ("maxItems", "array", _count("maxItems", "items")),
    ("minItems", "array", _count("minItems", "items")),
    ("uniqueItems", "array", _unique),
    ("items", "array", _items),
    ("contains", "array", _contains),
    ("maxProperties", "object", _count("maxProperties", "properties")),
    ("minProperties", "object", _count("minProperties", "properties")),
    ("required", "object", _required),
    ("propertyNames", "object", _property_names),
    ("additionalProperties", "object", _additional),
    ("properties", "object", _properties),
    ("patternProperties", "object", _pattern_properties),
)
_ORDER = {keyword: number for number, (keyword, _, _) in enumerate(_RULES)}
_KNOWN = _ORDER.keys() - {"$ref"} | {"type"}


def _has_reference(schema: Any) -> bool:
    if isinstance(schema, dict):
        return "$ref" in schema or any(_has_reference(one) for one in schema.values())
    return isinstance(schema, list) and any(_has_reference(one) for one in schema)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
