"""Finds what a `$ref` means inside one schema: pointers, anchors, base URIs of every draft. Reads no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import to_parts

DEPTH_LIMIT = 100

#: Keywords whose value is a schema, a list of schemas, or an object of schemas, over all drafts.
ONE = [
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
]
MANY = ["allOf", "anyOf", "items", "oneOf", "prefixItems"]
NAMED = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"]

_OLD_DRAFTS = ("draft-03", "draft-04", "draft-06", "draft-07")


@dataclass(frozen=True, slots=True)
class Place:
    """One schema node and where it stands.

    Attributes:
        node: an object or a boolean, as published (or a copy with some members left out).
        location: member names and numbers from the schema's top.
        base: the base URI that references in it are relative to.
        via: name of the definition that a reference led to here, or "" where no reference was followed.
        scope: base URIs of the schemas on the way here, outermost first; only where dynamic references ask for it.
        because: why it holds, where only certain values make it hold (see `conditions`); it goes with what is below.
    """

    node: dict[str, Any] | bool
    location: tuple[str | int, ...] = ()
    base: str = ""
    via: str = ""
    scope: tuple[str, ...] = ()
    because: str = ""

    def without_via(self) -> Place:
        """The same place, wherever a reference led on the way to it."""
        return Place(self.node, self.location, self.base, "", self.scope, self.because)


def nested_too_deep(value: Any, limit: int = DEPTH_LIMIT) -> bool:
    """Whether objects and lists stand in one another more than `limit` levels deep. Needs no stack of its own."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(limit):
        if not level:
            return False
        level = [
            below
            for holder in level
            for below in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(below, (dict, list))
        ]
    return bool(level)


class Resolver:
    """Looks up references in one schema.

    Raises:
        SchemaProblem: it is neither an object nor a boolean, or is nested too deep to be walked safely.
    """

    def __init__(self, schema: Any) -> None:
        if not isinstance(schema, (dict, bool)):
            raise SchemaProblem(
                "This is not a JSON Schema: a schema is an object.", "Check that this is the right file."
            )
        if nested_too_deep(schema):
            raise SchemaProblem(
                f"This schema is nested more than {DEPTH_LIMIT} levels deep.",
                "No metadata schema needs that: is this the right file?",
            )
        declared = schema.get("$schema") if isinstance(schema, dict) else None
        declared = declared if isinstance(declared, str) else ""
        self.old_draft = any(draft in declared for draft in _OLD_DRAFTS)
        #: What readers of this schema worked out and want to find again, by what it is and then by what it is of.
        self.kept: dict[str, dict[Any, Any]] = {"views": {}, "alternatives": {}}
        self._id_word = "id" if "draft-03" in declared or "draft-04" in declared else "$id"
        self._resources: dict[str, Place] = {}
        self._anchors: dict[tuple[str, str], Place] = {}
        self._resolved: dict[tuple[str, str], Place | None] = {}
        self._dynamic: set[tuple[str, str]] = set()
        self._scoped = False  # some reference in it means another schema on another way to it
        self.root = Place(schema, (), self._base_of(schema, ""))
        self._resources[self.root.base] = self.root
        self._resources.setdefault("", self.root)
        for place in self.places() if self._names_inside(schema) else (self.root,):
            self._register(place)

    def below(self, place: Place, *steps: str | int) -> Place | None:
        """The schema that stands at `steps` inside a place; None where there is none."""
        here: Any = place.node
        base = place.base
        for step in steps:
            if isinstance(here, dict):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
                here = here[step]
            else:
                return None
            if isinstance(here, dict):
                base = self._base_of(here, base)
        if not isinstance(here, (dict, bool)):
            return None
        scope = place.scope if base == place.base else self._scope_inside(place)
        return Place(here, (*place.location, *steps), base, place.via, scope, place.because)

    def named(self, place: Place, word: str) -> list[tuple[str, Place]]:
        """The schemas of the object that a keyword holds, by name."""
        assert isinstance(place.node, dict)
        found = place.node.get(word)
        if not isinstance(found, dict):
            return []
        base = self._base_of(found, place.base)  # of what the object would be if it were a schema: see `below`
        made = []
        for name, node in found.items():
            if isinstance(node, (dict, bool)):
                own = self._base_of(node, base)
                scope = place.scope if own == place.base else self._scope_inside(place)
                made.append((name, Place(node, (*place.location, word, name), own, place.via, scope, place.because)))
        return made

    def several(self, place: Place, word: str) -> list[Place]:
        """The schemas of the list that a keyword holds."""
        assert isinstance(place.node, dict)
        found = place.node.get(word)
        scope = self._scope_inside(place)
        return [
            Place(node, (*place.location, word, at), self._base_of(node, place.base), place.via, scope, place.because)
            for at, node in enumerate(found if isinstance(found, list) else ())
            if isinstance(node, (dict, bool))
        ]

    def follow(self, place: Place) -> tuple[Place | None, str]:
        """Where the references beside one another in a place lead, and the reference's own text.

        Returns:
            (None, "") without a reference; (None, text) where it leads out of this schema or nowhere.
        """
        if not isinstance(place.node, dict) or REFERRING.isdisjoint(place.node):
            return None, ""
        for word in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = place.node.get(word)
            if isinstance(reference, str):
                found = self.resolve(reference, place.base)
                if found is None:
                    return None, reference
                scope = self._scope_inside(place)
                if word != "$ref":
                    found = self._outermost(word, reference, found, scope)
                return (replace(found, scope=scope) if scope else found), reference
        return None, ""

    def resolve(self, reference: str, base: str = "") -> Place | None:
        """The place that a reference means, or None where it is not in this schema."""
        key = (base, reference)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(reference, base)
        return self._resolved[key]

    def _resolve(self, reference: str, base: str) -> Place | None:
        try:
            uri, fragment = urldefrag(_join(base, reference))
            fragment = unquote(fragment)
        except ValueError:
            return None
        resource = self._resources.get(uri)
        if resource is None:
            return None
        if not fragment:
            return _named(resource)
        if not fragment.startswith("/"):
            anchored = self._anchors.get((uri, fragment)) or (
                self._anchors.get((self.root.base, fragment)) if resource is self.root else None
            )
            return _named(anchored) if anchored is not None else None
        return self._by_pointer(resource, fragment)

    @property
    def resources(self) -> frozenset[str]:
        """The URIs, without fragments, of the schema and of the schemas inside it that have one of their own."""
        return frozenset(self._resources)

    def places(self, top: Place | None = None) -> Iterator[Place]:
        """Every schema in the schema (or below `top`), outermost first; values of `enum` and the like are none."""
        waiting = [top or self.root]
        while waiting:
            place = waiting.pop()
            yield place
            node = place.node
            if not isinstance(node, dict):
                continue
            for word in node.keys() & _SUBSCHEMAS:
                waiting.extend(self._objects(place, word, node[word]))

    # Inside

    def _names_inside(self, schema: Any) -> bool:
        """Whether anything below the top may have a name of its own: most schemas are one resource without anchors."""
        naming = frozenset((self._id_word, "$anchor", "$dynamicAnchor", "$recursiveAnchor"))
        level = list(schema.values()) if isinstance(schema, dict) else []
        while level:
            objects = [one for one in level if isinstance(one, dict)]
            if not all(map(naming.isdisjoint, objects)):
                return True
            lists = [one for one in level if isinstance(one, list)]
            level = [*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(lists)]
        return False

    def _objects(self, place: Place, word: str, value: Any) -> Iterator[Place]:
        """The objects among the schemas that a keyword holds: as `below` and `several`, for very many at once."""
        held: Iterable[tuple[tuple[str | int, ...], Any]]
        if isinstance(value, list):
            held = [((word, at), one) for at, one in enumerate(value)] if word in MANY else ()
        elif isinstance(value, dict) and word in NAMED:
            held = [((word, name), one) for name, one in value.items()]
        else:
            held = [((word,), value)]
        within = self._scope_inside(place) if self._scoped else place.scope
        for steps, one in held:
            if isinstance(one, dict):
                base = self._base_of(one, place.base)
                scope = within if base != place.base or isinstance(value, list) else place.scope
                yield Place(one, (*place.location, *steps), base, place.via, scope, place.because)

    def _by_pointer(self, resource: Place, fragment: str) -> Place | None:
        steps: list[str | int] = []
        here: Any = resource.node
        for part in to_parts(fragment):
            if isinstance(here, list) and part.isascii() and part.isdigit() and int(part) < len(here):
                steps.append(int(part))
                here = here[int(part)]
            elif isinstance(here, dict) and part in here:
                steps.append(part)
                here = here[part]
            else:
                return None
        found = self.below(resource, *steps)
        return _named(found) if found is not None else None

    def _scope_inside(self, place: Place) -> tuple[str, ...]:
        """The schemas on the way into a place, itself the innermost; each stands where it was entered first."""
        if not self._scoped or place.base in place.scope:
            return place.scope
        return tuple(dict.fromkeys((self.root.base, *place.scope, place.base)))

    def _outermost(self, word: str, reference: str, found: Place, scope: tuple[str, ...]) -> Place:
        """What a dynamic reference means: the outermost schema on the way to it that has an anchor of that name."""
        if not isinstance(found.node, dict):
            return found
        if word == "$recursiveRef":
            if found.node.get("$recursiveAnchor") is not True:
                return found
            tops = (self._resources[uri] for uri in scope if uri in self._resources)
            open_ = (one for one in tops if isinstance(one.node, dict) and one.node.get("$recursiveAnchor") is True)
            return _named(next(open_, found))
        name = urldefrag(reference)[1]
        if found.node.get("$dynamicAnchor") != name:
            return found
        outer = next((uri for uri in scope if (uri, name) in self._dynamic), None)
        return found if outer is None else _named(self._anchors[outer, name])

    def _base_of(self, node: Any, base: str) -> str:
        own = node.get(self._id_word) if isinstance(node, dict) else None
        if not isinstance(own, str) or own.startswith("#") or (self.old_draft and "$ref" in node):
            return base
        try:
            return urldefrag(_join(base, own))[0]
        except ValueError:
            return base

    def _register(self, place: Place) -> None:
        node = place.node
        if not isinstance(node, dict):
            return
        own = node.get(self._id_word)
        if isinstance(own, str) and not (self.old_draft and "$ref" in node):
            if own.startswith("#"):
                if self.old_draft and not own.startswith("#/"):
                    self._anchors.setdefault((place.base, own[1:]), place)
            else:
                self._resources.setdefault(place.base, place)
                fragment = urldefrag(own)[1]
                if self.old_draft and fragment:
                    self._anchors.setdefault((place.base, fragment), place)
        for word in ("$anchor", "$dynamicAnchor"):
            name = node.get(word)
            if isinstance(name, str):
                self._anchors.setdefault((place.base, name), place)
                if word == "$dynamicAnchor":
                    self._dynamic.add((place.base, name))
                    self._scoped = True
        self._scoped = self._scoped or node.get("$recursiveAnchor") is True


_SUBSCHEMAS = {*ONE, *MANY, *NAMED}
REFERRING = frozenset(("$ref", "$dynamicRef", "$recursiveRef"))


def _join(base: str, reference: str) -> str:
    """`urljoin` that also knows bases such as `urn:uuid:…`, for which it would forget the base."""
    if reference.startswith("#"):
        return base + reference
    return urljoin(base, reference) if base else reference


def _named(place: Place) -> Place:
    """The same place, marked as reached through a reference."""
    name = str(place.location[-1]) if place.location else "#"
    return Place(place.node, place.location, place.base, name)
