"""Random schemas of every draft with every keyword, and random documents: some that fit them, some that do not."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any] | bool
Strategy = st.SearchStrategy[Any]

DRAFTS = {
    4: "http://json-schema.org/draft-04/schema#",
    6: "http://json-schema.org/draft-06/schema#",
    7: "http://json-schema.org/draft-07/schema#",
    2019: "https://json-schema.org/draft/2019-09/schema",
    2020: "https://json-schema.org/draft/2020-12/schema",
}
#: Member names: plain ones that meet often, and some that are awkward in a path, in a label or on the screen.
NAMES = ["a", "b", "c", "kind", "name", "list of things", "x/y~z", "", "*", "**", "0", "é 𝒜", "<b>bold</b>", "&amp"]
_COMMON = st.sampled_from(NAMES[:5])
names = st.sampled_from([*NAMES[:5], *NAMES[:5], *NAMES])  # one draw each: what Hypothesis can draw is bounded
_TEXTS = [
    *("", "a", "bb", "k1", "k2", "two words", "2024-03-01", "09:30:00Z", "2024-03-01T09:30:00Z", "a@example.org", "5"),
    *("https://example.org/", "a, b; c", "one\ntwo", " ", "é𝒜\u2028x", "<b>&amp;</b>", "true", "x" * 200, '{"a": 1}'),
]
_NUMBERS = [0, 1, 2, 3, -3, 12, 0.0, 1.0, 0.5, -2.5, 1e300, 1e-9, 2**53 + 1, -(2**70)]
_SCALARS = [None, True, False, *_NUMBERS, *_TEXTS]
_VALUES = [
    *_SCALARS,
    *([], [1, 1.0, "1", True], ["a", "bb", "a"], [None], [[1], [[]]], [{"name": "a"}, {"name": "b", "a": 1}], [{}]),
    *({}, {"a": 1}, {"b": None, "a": "x"}, {"kind": "k1", "a": [1]}, {"kind": 3, "b": 2.0}, {"name": "n", "": 0}),
    *({"x/y~z": {"*": [{}]}}, {"a": {"a": {"b": "deep"}}, "0": 0}, {"list of things": [], "é 𝒜": False}),
]
texts: Strategy = st.sampled_from(_TEXTS)
numbers: Strategy = st.sampled_from(_NUMBERS)
scalars: Strategy = st.sampled_from(_SCALARS)
values: Strategy = st.sampled_from(_VALUES).map(copy.deepcopy)
_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_types = st.sampled_from(_TYPES) | st.lists(st.sampled_from(_TYPES), min_size=1, max_size=3, unique=True)
PATTERNS = ["^a", "^[a-z]+$", "b", r"^\d{2,4}$", "^(k1|k2)$", r"\.", "^$", "^x-"]
FORMATS = ["date", "date-time", "time", "email", "uri", "uuid", "ipv4", "duration", "json-pointer", "colour"]
_WORDS: Mapping[str, Strategy] = {
    "title": st.sampled_from(["Title", "A longer title of two parts", "<i>Tag</i>", "camelCase", ""]),
    "description": st.sampled_from(["What it is.", "# Not *Markdown*\n<script>", ""]),
    "default": scalars,
    "examples": st.lists(scalars, max_size=2),
    "readOnly": st.booleans(),
    "writeOnly": st.booleans(),
    "deprecated": st.booleans(),
    "$comment": st.just("aside"),
}


def some(parts: Mapping[str, Strategy], most: int = 3) -> Strategy:
    """An object with some of these members, each with a value of its own."""
    counts = range(min(most, len(parts)) + 1)
    chosen = [one for count in counts for one in itertools.combinations(sorted(parts), count)]
    return st.sampled_from(chosen).flatmap(lambda one: st.fixed_dictionaries({name: parts[name] for name in one}))


words: Strategy = some(_WORDS, 2)


def _merged(*parts: Strategy) -> Strategy:
    """Several objects as one; of two members of a name the later stays."""
    return st.tuples(*parts).map(lambda made: {name: value for one in made for name, value in one.items()})


def _maybe(part: dict[str, Any]) -> Strategy:
    return st.sampled_from([part, {}])


# One function a kind of node: what it makes for a draft, with the schemas that may stand inside


def _of_text(draft: int, below: Strategy) -> Strategy:
    limits: dict[str, Strategy] = {
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(1, 5) | st.just(400),
        "pattern": st.sampled_from(PATTERNS),
        "format": st.sampled_from(FORMATS),
    }
    if draft >= 7:
        limits["contentMediaType"] = st.sampled_from(["application/json", "text/html", "image/png"])
        limits["contentEncoding"] = st.sampled_from(["base64", "quoted-printable"])
    return _merged(st.just({"type": "string"}), some(limits, 2))


def _of_number(draft: int, below: Strategy) -> Strategy:
    strict = st.booleans() if draft == 4 else st.integers(-3, 6)
    limits = {
        "minimum": st.integers(-2, 3),
        "maximum": st.integers(2, 8) | st.just(2.5),
        "exclusiveMinimum": strict,
        "exclusiveMaximum": strict,
        "multipleOf": st.sampled_from([1, 2, 0.5, 0.01]),
    }
    types = st.sampled_from([{"type": "integer"}, {"type": "number"}])
    neighbours = st.just({"minimum": 1, "maximum": 5} if draft == 4 else {})  # which draft 4 needs beside the strict
    return _merged(types, neighbours, some(limits, 2))


def _of_object(draft: int, below: Strategy) -> Strategy:
    some_names = st.lists(names, min_size=1 if draft == 4 else 0, max_size=2, unique=True)
    closing = st.booleans() | below
    properties = st.dictionaries(names, below, min_size=1, max_size=4)
    rules = below | st.lists(names, min_size=1, max_size=2, unique=True)
    parts: dict[str, Strategy] = {
        "properties": properties,
        "required": some_names,
        "additionalProperties": closing,
        "patternProperties": st.dictionaries(st.sampled_from(PATTERNS), below, min_size=1, max_size=2),
        "minProperties": st.integers(0, 2),
        "maxProperties": st.integers(0, 4),
        "dependencies": st.dictionaries(names, rules, max_size=2),
    }
    if draft >= 6:
        parts["propertyNames"] = st.sampled_from([{"pattern": "^[a-z]"}, {"maxLength": 4}, {"enum": NAMES[:4]}])
    if draft >= 2019:
        parts["dependentRequired"] = st.dictionaries(names, some_names, max_size=2)
        parts["dependentSchemas"] = st.dictionaries(names, below, max_size=2)
        parts["unevaluatedProperties"] = closing
    named = st.fixed_dictionaries({"properties": properties})
    return _merged(_maybe({"type": "object"}), st.just({}) | named, some(parts))


def _of_list(draft: int, below: Strategy) -> Strategy:
    tuples = st.lists(below, min_size=1, max_size=3)
    parts: dict[str, Strategy] = {
        "items": below,
        "minItems": st.integers(0, 2),
        "maxItems": st.integers(0, 4),
        "uniqueItems": st.booleans(),
    }
    if draft < 2020:
        parts["items"] = below | tuples if draft > 4 else st.dictionaries(st.just("type"), _types) | tuples
        parts["additionalItems"] = st.booleans() | below
    else:
        parts["prefixItems"] = tuples
    if draft >= 6:
        parts["contains"] = below
    if draft >= 2019:
        parts["unevaluatedItems"] = st.booleans() | below
        parts["minContains"] = st.integers(0, 2)
        parts["maxContains"] = st.integers(1, 3)
    return _merged(st.sampled_from([{"type": "array"}, {"type": "array"}, {}]), some(parts))


def _listed(draft: int, below: Strategy) -> Strategy:
    offered = st.lists(values, min_size=1, max_size=4).map(lambda some: {"enum": _each_once(some)})
    return offered | st.fixed_dictionaries({"const": values}) if draft >= 6 else offered


def _each_once(values: list[Any]) -> list[Any]:
    return [one for at, one in enumerate(values) if one not in values[:at]]


def _several(draft: int, below: Strategy) -> Strategy:
    branches = st.lists(below, min_size=1, max_size=4)
    one = st.fixed_dictionaries({"anyOf": branches}) | st.fixed_dictionaries({"oneOf": branches})
    return _merged(st.just({}) | st.fixed_dictionaries({"type": _types}), one)


def _kinds(draft: int, below: Strategy) -> Strategy:
    """Objects that one member tells apart, and that share another."""

    def branch(kind: Any) -> Strategy:
        inside = st.fixed_dictionaries({"kind": st.just({"enum": [kind]}), "a": below}, optional={"b": below})
        alone = st.fixed_dictionaries({"type": st.just("object"), "properties": inside})
        return _merged(alone, _maybe({"required": ["kind"]}), st.just({}) | words)

    three = [branch(kind) for kind in ("k1", 3, None)]
    branches = st.tuples(*three) | st.tuples(*three[:2])
    return st.builds(lambda word, all_: {word: list(all_)}, st.sampled_from(["anyOf", "oneOf"]), branches)


def _joined(draft: int, below: Strategy) -> Strategy:
    parts: dict[str, Strategy] = {"allOf": st.lists(below, min_size=1, max_size=3), "not": below}
    if draft >= 7:
        parts |= {"if": below, "then": below, "else": below}
    return _merged(_of_object(draft, below), some(parts))


def _conditional(draft: int, below: Strategy) -> Strategy:
    """What many schemas do: one member decides which others there are."""
    when = st.builds(lambda kind: {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, texts)
    then = st.builds(
        lambda properties, required: {"properties": properties, **({"required": required} if required else {})},
        st.dictionaries(names, below, min_size=1, max_size=2),
        st.lists(_COMMON, max_size=2, unique=True),
    )
    whole = {"type": st.just("object"), "properties": st.dictionaries(_COMMON, below, max_size=2)}
    return st.fixed_dictionaries({**whole, "if": when, "then": then}, optional={"else": then})


_DEFINED = ("x", "y", "loop")
_MAKERS: tuple[Callable[[int, Strategy], Strategy], ...] = (
    _of_text, _of_number, _of_object, _of_object, _of_list, _of_list, _listed, _several, _several, _kinds, _joined,
)  # fmt: skip


@cache
def nodes(draft: int, depth: int = 2) -> Strategy:
    """A schema inside another one; references lead to `x`, `y` and `loop` among the root's definitions."""
    plain: list[Strategy] = [
        st.fixed_dictionaries({"type": _types}),
        st.sampled_from(_DEFINED).map(lambda name: {"$ref": f"#/{_shelf(draft)}/{name}"}),
        st.sampled_from([{}, True, False] if draft >= 6 else [{}]),
    ]
    if depth <= 0:
        return st.one_of(*plain[:1], plain[0], *plain[1:])
    below = nodes(draft, depth - 1)
    makers = (*_MAKERS, *([_conditional] if draft >= 7 else []))
    made = st.one_of(*(maker(draft, below) for maker in makers), *plain)
    return st.builds(_with_words, made, st.just({}) | words, st.just(draft))


def _with_words(node: Schema, more: dict[str, Any], draft: int) -> Schema:
    alone = isinstance(node, bool) or ("$ref" in node and draft < 2019)
    return node if alone or isinstance(node, bool) else {**more, **node}


def _shelf(draft: int) -> str:
    return "$defs" if draft >= 2019 else "definitions"


@cache
def _shelves(draft: int) -> Strategy:
    back = {"$ref": f"#/{_shelf(draft)}/loop"}
    loops: list[Schema] = [
        {"type": "object", "properties": {"a": back, "name": {"type": "string"}}},
        {"anyOf": [{"type": "null"}, {"type": "array", "items": back}]},
        {"oneOf": [{"type": "string"}, {"type": "object", "additionalProperties": back}]},
        {"allOf": [{"type": "object", "properties": {"b": back}}]},
    ]
    return st.fixed_dictionaries({"x": nodes(draft, 1), "y": nodes(draft, 0), "loop": st.sampled_from(loops)})


def schemas(top: Callable[[int], Strategy] = nodes, drafts: tuple[int, ...] = tuple(DRAFTS)) -> Strategy:
    """A whole schema of any draft; `top` makes its outermost node for a draft."""

    def whole(draft: int) -> Strategy:
        return st.builds(_as_root, st.just(draft), top(draft), _shelves(draft))

    return st.sampled_from(drafts).flatmap(whole)


def _as_root(draft: int, node: Schema, shelves: dict[str, Schema]) -> Schema:
    if isinstance(node, bool):
        return node
    wrapped = {"allOf": [node]} if "$ref" in node and draft < 2019 else node
    return {"$schema": DRAFTS[draft], **wrapped, _shelf(draft): shelves}


@cache
def forms(draft: int) -> Strategy:
    """An object with a few members: what most schemas of metadata are."""
    return st.builds(
        lambda properties, required, more: {"type": "object", "properties": properties, "required": required, **more},
        st.dictionaries(names, nodes(draft, 2), min_size=2, max_size=5),
        st.lists(_COMMON, min_size=1, max_size=2, unique=True),
        st.sampled_from([{}, {"additionalProperties": False}, {"additionalProperties": {"type": "string"}}]),
    )


@st.composite
def documents(draw: Any, schema: Schema) -> Any:
    """A document that was written with the schema in mind, and here and there without."""
    return draw(_Writing(schema).value(schema, 0))


class _Writing:
    """Values for one schema; what no keyword here asks for is left to chance."""

    def __init__(self, root: Schema) -> None:
        self.shelf = root.get("$defs", root.get("definitions", {})) if isinstance(root, dict) else {}

    def value(self, node: Any, depth: int) -> Strategy:
        if depth > 5 or not isinstance(node, dict):
            return values
        return st.integers(0, 12).flatmap(lambda luck: values if luck == 0 else self._fitting(node, depth))

    def _fitting(self, node: dict[str, Any], depth: int) -> Strategy:
        if "$ref" in node:
            return self.value(self.shelf.get(node["$ref"].rpartition("/")[2]), depth + 1)
        if "const" in node:
            return st.just(node["const"])
        if "enum" in node:
            return st.sampled_from(node["enum"])
        for word in ("anyOf", "oneOf", "allOf"):
            if word in node:
                return st.sampled_from(node[word]).flatmap(lambda one: self.value(one, depth + 1))
        types = node.get("type")
        kind = types if isinstance(types, str) else types[0] if types else self._told(node)
        return self._of(kind, node, depth)

    def _told(self, node: dict[str, Any]) -> str:
        if not {"properties", "required", "additionalProperties", "patternProperties", "propertyNames"}.isdisjoint(
            node
        ):
            return "object"
        return "array" if not {"items", "prefixItems", "contains", "minItems"}.isdisjoint(node) else ""

    def _of(self, kind: str, node: dict[str, Any], depth: int) -> Strategy:
        if kind == "object":
            return self._object(node, depth)
        if kind == "array":
            return self._list(node, depth)
        plain = {"string": texts, "integer": st.integers(-3, 12), "number": numbers, "boolean": st.booleans()}
        return plain.get(kind, st.none() if kind == "null" else values)

    def _object(self, node: dict[str, Any], depth: int) -> Strategy:
        known = {name: self.value(rule, depth + 1) for name, rule in node.get("properties", {}).items()}
        extra = node.get("additionalProperties", False)
        free = st.dictionaries(names, self.value(extra, depth + 1), max_size=2) if extra is not False else st.just({})
        inside = st.fixed_dictionaries({}, optional=known)
        return st.builds(lambda one, other: {**other, **one}, inside, free)

    def _list(self, node: dict[str, Any], depth: int) -> Strategy:
        rule = node.get("items")
        first = node.get("prefixItems", rule if isinstance(rule, list) else [])
        rest = rule if isinstance(rule, dict) else node.get("additionalItems", node.get("contains"))
        more = st.lists(self.value(rest, depth + 1), max_size=3)
        return st.builds(
            lambda one, other: [*one, *other], st.tuples(*(self.value(at, depth + 1) for at in first)), more
        )
