"""How deep a document may be before checking it against a schema would not come to an end.

Two references to one definition, in a definition that is itself referred to twice, and so on twenty times: a validator
that follows each looks at the last one a million times for a single value. The same grows with the document where a
union's alternatives each look at the same member. Both are counted here before a validator is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.precise_types import inside
from gatewaydesk.schema.resolve import DEPTH_LIMIT, REFERRING, Place, Resolver

MOST_VISITS = 2_000_000  # looks at a schema, for one value and what stands in it on one way down
_MOST_COUNTED = 20_000  # schemas counted anew for every way to them
_LOOKED_AHEAD = 16  # references and members of `allOf` in one another that a validator looks into when it is made
_CHAIN = 400  # references that lead from one to the next; validators follow each inside the last
_SAME_ONE = ("not", "if", "then", "else")
_SAME_MANY = ("allOf", "anyOf", "oneOf")
_HELD = ("$ref", "allOf")
_SAME_NAMED = ("dependentSchemas", "dependencies")
_BELOW_ONE = (
    "additionalProperties",
    "unevaluatedProperties",
    "items",
    "additionalItems",
    "unevaluatedItems",
    "contains",
)
_SAME = REFERRING | {*_SAME_ONE, *_SAME_MANY, *_SAME_NAMED}
_BELOW = frozenset((*_BELOW_ONE, "properties", "patternProperties", "prefixItems"))
_LEADING = _SAME | _BELOW  # a schema without these is not looked at more often than the one it stands in
_ANY_MEMBER, _ANY_ITEM = "*", "[]"

Key = tuple[str, str | int]
Node = int  # a schema, by the identity of the object that says it
_Looks = tuple[int, dict[Key, Counter[Node]]]  # for the same value, and for each member and item of it


class _Endless(Exception):
    """Not even a single value can be looked at in time."""


def deepest(schema: Any) -> int:
    """The levels of a document that can be checked in time.

    `DEPTH_LIMIT` for all schemas but the most wilful; 0 where not even a single value could be checked.
    """
    if not _refers(schema):
        return DEPTH_LIMIT
    try:
        resolver = Resolver(schema)
    except SchemaProblem:
        return DEPTH_LIMIT
    return deepest_from(resolver, resolver.root)


def deepest_from(resolver: Resolver, place: Place) -> int:
    """The same for a part of a schema."""
    if not _refers(place.node):
        return DEPTH_LIMIT
    try:
        counting = _Counting(resolver)
        counting.look_at(place)
        return counting.deepest()
    except SchemaProblem:
        return DEPTH_LIMIT
    except _Endless:
        return 0


def _refers(schema: Any) -> bool:
    """Whether there are references in it: what stands written once is looked at once."""
    return any(isinstance(node, dict) and not REFERRING.isdisjoint(node) for node in inside(schema))


class _Counting:
    """What looking at a schema leads to, for the same value (`visits`) and for what stands in it (`below`)."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.visits: dict[Node, int] = {}
        self.below: dict[Node, dict[Key, Counter[Node]]] = {}
        self.held: dict[Node, list[Node]] = {}  # what must hold beside it: references, and the members of `allOf`
        self._counted = 0
        self._on_the_way: dict[Node, int] = {}
        self._kept: list[Any] = []  # whose identities are used
        self._waiting: list[Place] = []

    def look_at(self, root: Place) -> None:
        """Counts for the root and everything that can be reached from it."""
        self._waiting = [root]
        while self._waiting:
            place = self._waiting.pop()
            (visits, below), _ = self._same_value(place, 0)
            self.visits.setdefault(id(place.node), visits)
            self.below.setdefault(id(place.node), below)

    def deepest(self) -> int:
        """The level on which the looks at one way down become too many."""
        if max(self.visits.values(), default=0) > MOST_VISITS or self._most_walks() > MOST_VISITS:
            raise _Endless
        kinds = {id(keys): keys for keys in self.below.values()}  # schemas that are mere references share theirs
        several = {
            kind: steps
            for kind, keys in kinds.items()
            if (steps := [group for group in self._by_member(keys) if group.total() > 1])
        }
        if not several:
            return DEPTH_LIMIT
        steps_of = {kind: [*several.get(kind, ()), *self._single(keys)] for kind, keys in kinds.items()}
        visits = dict(self.visits)
        for depth in range(DEPTH_LIMIT):
            if max(visits.values()) > MOST_VISITS:
                return depth
            most = {
                kind: max((sum(visits[one] * times for one, times in group.items()) for group in groups), default=0)
                for kind, groups in steps_of.items()
            }
            before, visits = visits, {node: self.visits[node] + most[id(keys)] for node, keys in self.below.items()}
            if visits == before:  # nothing goes deeper
                break
        return DEPTH_LIMIT

    # Inside

    def _same_value(self, place: Place, depth: int) -> tuple[_Looks, int]:
        """What looking at a value leads to, and the outermost schema on the way that it led back to, by its depth.

        What led back to a schema that is being looked at holds on this way only, and is counted anew on the next, for
        as long as there is time for that.
        """
        node = id(place.node)
        if node in self.visits:
            return (self.visits[node], self.below[node]), depth
        if node in self._on_the_way:
            return (1, {}), self._on_the_way[node]  # a validator knows that it was here, and goes no further
        self._kept.append(place.node)
        if depth > _CHAIN:
            raise _Endless
        self._on_the_way[node] = back_to = depth
        self._counted += 1
        keys: dict[Key, Counter[Node]] = {}
        for key, one in self._inside(place):
            keys.setdefault(key, Counter())[id(one.node)] += 1
            if id(one.node) not in self.visits:
                self._waiting.append(one)
        visits = 1
        held: list[Node] = []
        for word, one in self._beside(place):
            (more, below), reached = self._same_value(one, depth + 1)
            back_to = min(back_to, reached)
            visits += more
            for key, nodes in below.items():
                keys.setdefault(key, Counter()).update(nodes)
            if word in _HELD:
                held.append(id(one.node))
        self.held[node] = held
        del self._on_the_way[node]
        if back_to >= depth or self._counted > _MOST_COUNTED:
            self.visits[node], self.below[node] = visits, keys
        return (visits, keys), back_to

    def _most_walks(self) -> int:
        """The ways on from one schema through what must hold beside it, as far as a validator follows them at once."""
        walks = dict.fromkeys(self.held, 1)
        for _ in range(_LOOKED_AHEAD):
            before, walks = (
                walks,
                {node: 1 + sum(walks.get(one, 1) for one in held) for node, held in self.held.items()},
            )
            if walks == before or max(walks.values(), default=0) > MOST_VISITS:
                break
        return max(walks.values(), default=0)

    def _beside(self, place: Place) -> Iterator[tuple[str, Place]]:
        """The schemas that are looked at for the same value, each with the keyword that leads to it."""
        node = place.node
        if not isinstance(node, dict) or _SAME.isdisjoint(node):
            return
        target, _ = self.resolver.follow(place)
        if target is not None:
            yield "$ref", target
        for word in _SAME_ONE:
            yield from ((word, one) for one in self._one(place, word))
        for word in _SAME_MANY:
            yield from ((word, one) for one in self.resolver.several(place, word)) if word in node else ()
        for word in _SAME_NAMED:
            yield from ((word, one) for _, one in self._named(place, word))

    def _inside(self, place: Place) -> Iterator[tuple[Key, Place]]:
        """The schemas that are looked at for a member or an item."""
        node = place.node
        if not isinstance(node, dict) or _BELOW.isdisjoint(node):
            return
        for name, one in self._named(place, "properties"):
            yield ("member", name), one
        for _, one in self._named(place, "patternProperties"):
            yield ("member", _ANY_MEMBER), one
        for word in _BELOW_ONE:
            for one in self._one(place, word):
                yield (("item", _ANY_ITEM) if "tems" in word or word == "contains" else ("member", _ANY_MEMBER)), one
        for word in ("prefixItems", "items"):
            for at, one in enumerate(self.resolver.several(place, word) if word in node else ()):
                yield ("item", at), one

    def _one(self, place: Place, word: str) -> Iterator[Place]:
        assert isinstance(place.node, dict)
        if isinstance(place.node.get(word), dict):
            one = self.resolver.below(place, word)
            if one is not None:
                yield one

    def _named(self, place: Place, word: str) -> Iterator[tuple[str, Place]]:
        assert isinstance(place.node, dict)
        named = place.node.get(word)
        for name, value in named.items() if isinstance(named, dict) else ():
            leads_on = isinstance(value, dict) and not _LEADING.isdisjoint(value)
            one = self.resolver.below(place, word, name) if leads_on else None
            if one is not None:
                yield name, one

    @staticmethod
    def _by_member(keys: dict[Key, Counter[Node]]) -> Iterator[Counter[Node]]:
        """What is looked at for each member and each item, with what is looked at for any."""
        for (kind, name), nodes in keys.items():
            anything = (kind, _ANY_MEMBER if kind == "member" else _ANY_ITEM)
            others = keys.get(anything)
            yield nodes if others is None or (kind, name) == anything else nodes + others

    def _single(self, keys: dict[Key, Counter[Node]]) -> Iterator[Counter[Node]]:
        yield from (group for group in self._by_member(keys) if group.total() == 1)
