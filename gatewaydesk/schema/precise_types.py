"""What a schema alone tells: its draft, the schemas inside it, and which JSON types it lets by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from gatewaydesk.schema.drafts import DRAFTS, identifier
from gatewaydesk.schema.resolve import MANY, NAMED, ONE

Schema = dict[str, Any] | bool
Path = tuple[str | int, ...]

# `integer` and `fraction` are told apart because `type: integer` must be tested before `type: number`.
ATOMS = ("null", "boolean", "object", "array", "string", "integer", "fraction")
ALL = frozenset(ATOMS)
OF_TYPE: Mapping[str, frozenset[str]] = {
    **{name: frozenset({name}) for name in ATOMS if name != "fraction"},
    "number": frozenset({"integer", "fraction"}),
}

# Here a draft is told by its exact identifier: whatever else is named may mean something else by its keywords.
_DRAFTS = {identifier(draft): int(draft[:4]) for draft in DRAFTS}
DEFAULT_DRAFT = 2020

# A `contentSchema` holds for what a text contains, which is never rewritten.
ONE_SCHEMA = frozenset(ONE) - {"contentSchema"}
SCHEMA_LISTS = frozenset(MANY)
SCHEMA_MAPS = frozenset(NAMED)
SILENT = frozenset(
    ["title", "description", "$comment", "default", "examples", "deprecated", "readOnly", "writeOnly", "guidance"]
)
NAMING = frozenset({"$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema"})


_MOST_NESTED = 50  # unions in unions that are looked into; a union below may be anything, and is never split
_PLAIN = SILENT | {"enum", "const", "type", "$ref", "allOf"}


def draft_of(schema: Any) -> int | None:
    """4, 6, 7, 2019 or 2020; None where `$schema` names something else (whose keywords may mean something else)."""
    named = schema.get("$schema") if isinstance(schema, dict) else None
    if named is None:
        return DEFAULT_DRAFT
    return _DRAFTS.get(named.rstrip("#")) if isinstance(named, str) else None


def atoms_of_value(value: Any) -> frozenset[str]:
    """The atoms a literal value belongs to; numbers count as both, because drafts differ about `1.0`."""
    if value is None:
        return frozenset({"null"})
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, str):
        return frozenset({"string"})
    if isinstance(value, dict):
        return frozenset({"object"})
    if isinstance(value, list):
        return frozenset({"array"})
    return OF_TYPE["number"]


def inside(node: Any) -> Iterator[Any]:
    """The value and every value below it, whatever it is, without recursion."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        if isinstance(here, dict):
            stack.extend(here.values())
        elif isinstance(here, list):
            stack.extend(here)


class Reading:
    """One schema document, with its references looked up. References that cannot be followed surely are opaque."""

    def __init__(self, root: Any, draft: int) -> None:
        self.root = root
        self.draft = draft
        self._types: dict[int, frozenset[str]] = {}

    def target(self, reference: Any) -> Any:
        """What `#` or `#/a/b` points at in this document, or None when that cannot be told surely."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            return None
        here = self.root
        parts = pointer_parts(reference[1:])
        if parts is None:
            return None
        for part in parts:
            if isinstance(here, dict) and part in here:
                here = here[part]
            elif isinstance(here, list) and part.isdigit() and int(part) < len(here):
                here = here[int(part)]
            else:
                return None
            if rebases(here):
                return None
        return here if isinstance(here, dict | bool) else None

    def layers(self, schema: Any) -> Iterator[dict[str, Any]]:
        """The schema and those that a value must satisfy as well (`allOf`, `$ref`), as far as they can be followed."""
        seen: set[int] = set()
        waiting: list[tuple[Any, bool]] = [(schema, False)]  # with whether what it refers to was gone through
        while waiting:
            here, followed = waiting.pop()
            if not followed:
                if not isinstance(here, dict) or id(here) in seen:
                    continue
                seen.add(id(here))
                if "$ref" in here:
                    if self.draft > 7:  # before, what stands beside $ref is not read
                        waiting.append((here, True))
                    waiting.append((self.target(here["$ref"]), False))
                    continue
            yield here
            waiting.extend((part, False) for part in reversed(_list(here.get("allOf"))))

    def types(self, schema: Any, depth: int = 0) -> frozenset[str]:
        """The atoms that a valid value may have: perhaps too many, never too few."""
        if not isinstance(schema, dict):
            return ALL if schema is not False else frozenset()
        known = self._types.get(id(schema))
        if known is not None:
            return known
        if depth > _MOST_NESTED:
            return ALL
        self._types[id(schema)] = found = ALL  # what a schema that holds itself finds on its way
        for layer in self.layers(schema):
            found &= _own_types(layer, self.draft)
            for keyword in ("anyOf", "oneOf"):
                branches = layer.get(keyword)
                if isinstance(branches, list) and branches:
                    found &= _union(self.types(one, depth + 1) for one in branches)
        self._types[id(schema)] = found
        return found

    def plain_values(self, schema: Any) -> list[Any] | None:
        """The values of a schema that is nothing but a list of values, or None."""
        layers = list(self.layers(schema))
        literal = [layer for layer in layers if "enum" in layer or "const" in layer]
        if len(literal) != 1 or ("enum" in literal[0] and "const" in literal[0]):
            return None
        for layer in layers:
            if not set(layer) <= _PLAIN or ("$ref" in layer and self.target(layer["$ref"]) is None):
                return None
        values = self.values(literal[0])
        allowed = self.types(schema)
        if values is None or not all(isinstance(one, str | None) and atoms_of_value(one) <= allowed for one in values):
            return None
        return values

    def values(self, schema: Any) -> list[Any] | None:
        """The few literal values that a valid value must be one of, or None when it is not bound so."""
        for layer in self.layers(schema):
            if "const" in layer and self.draft > 4:
                return [layer["const"]]
            if isinstance(layer.get("enum"), list):
                return list(layer["enum"])
        return None

    def required(self, schema: Any) -> set[str]:
        """Members that every valid object surely has."""
        return {name for layer in self.layers(schema) for name in _list(layer.get("required")) if isinstance(name, str)}

    def member(self, schema: Any, name: str) -> list[Any]:
        """The schemas that a member of that name must satisfy, from `properties` alone."""
        return [
            layer["properties"][name]
            for layer in self.layers(schema)
            if isinstance(layer.get("properties"), dict) and name in layer["properties"]
        ]


def pointer_parts(fragment: str) -> list[str] | None:
    """The parts of a URI fragment that is a JSON Pointer, or None for an anchor."""
    text = unquote(fragment)
    if not text:
        return []
    if not text.startswith("/"):
        return None
    return [part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/")]


def rebases(node: Any) -> bool:
    """Whether a schema starts a resource of its own, against which its references are resolved."""
    if not isinstance(node, dict):
        return False
    named = node.get("$id", node.get("id"))
    return (isinstance(named, str) and not named.startswith("#")) or isinstance(node.get("$schema"), str)


def _own_types(layer: dict[str, Any], draft: int) -> frozenset[str]:
    found = ALL
    named = layer.get("type")
    names: Iterable[Any] = [named] if isinstance(named, str) else _list(named)
    if named is not None and all(isinstance(name, str) and name in OF_TYPE for name in names):
        found &= _union(OF_TYPE[name] for name in names)
    if "const" in layer and draft > 4:
        found &= atoms_of_value(layer["const"])
    if isinstance(layer.get("enum"), list):
        found &= _union(atoms_of_value(value) for value in layer["enum"])
    return found


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def map_schemas(schema: dict[str, Any], change: Callable[[Any, Path], Any], skip: frozenset[str]) -> dict[str, Any]:
    """A copy of a schema with `change` made to each schema directly inside it, but for the keywords in `skip`."""
    copy: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in skip:
            copy[keyword] = value
        elif keyword in SCHEMA_MAPS and isinstance(value, dict):
            copy[keyword] = {name: change(one, (keyword, name)) for name, one in value.items()}
        elif keyword in SCHEMA_LISTS and isinstance(value, list):
            copy[keyword] = [change(one, (keyword, at)) for at, one in enumerate(value)]
        elif keyword in ONE_SCHEMA:
            copy[keyword] = change(value, (keyword,))
        else:
            copy[keyword] = value
    return copy
