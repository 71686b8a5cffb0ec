"""The alternatives of a value: `anyOf`, `oneOf` and lists of types, flattened, with null taken out and told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.adding import TELLING, WORDS
from gatewaydesk.schema.fields import NO_LIMITS, Choice, Limits
from gatewaydesk.schema.json_types import TYPES, json_key, narrowed, same_json, type_of
from gatewaydesk.schema.resolve import Place, Resolver
from gatewaydesk.schema.view import LEADING, Parts, Union, View, key_of, reached_from, view_of
from gatewaydesk.schema.words import OFFERED, choices_of, text

MOST_ALTERNATIVES = 64
_MOST_LISTINGS = 4_000  # alternatives that only list values, where each has to be looked at on its own
_BESIDE_A_LISTING = frozenset(("const", "enum", "type", *WORDS))
_MOST_NESTED = 32
_MOST_CIRCLES = 1_000  # ways that lead back to where they began
#: A node with one of these says what shape a value has; one without only limits it.
_SHAPES = frozenset(
    [
        "type",
        "properties",
        "patternProperties",
        "additionalProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "format",
        "pattern",
        "$ref",
        "$dynamicRef",
        "$recursiveRef",
        "allOf",
        "anyOf",
        "oneOf",
    ]
)
_PICKED = {"date", "date-time", "time"}  # formats with an editor that text has not


@dataclass(frozen=True, slots=True)
class Leaf:
    """One alternative that has no alternatives itself."""

    parts: Parts
    view: View


@dataclass(frozen=True, slots=True)
class Seen:
    """What a value may be.

    Attributes:
        view: everything that holds for it; where one alternative is left, with that one merged in.
        nullable: null is allowed.
        several: the alternatives (without null), where more than one is left.
        choices: the allowed values, where all alternatives only list values.
        types: the JSON types allowed, or None where they are not known.
        too_many: there are more alternatives than a person could choose among; none of them is told here.
    """

    view: View
    nullable: bool
    several: tuple[Parts, ...] = ()
    choices: tuple[Any, ...] | None = None
    types: frozenset[str] | None = None
    too_many: bool = False


@dataclass(frozen=True)
class Deciding:
    """The member whose value tells a union's alternatives apart, and that value for each of them (or ABSENT)."""

    name: str
    values: tuple[Any, ...]


def alternatives_of(resolver: Resolver, parts: Parts) -> Seen:
    """Looks at a value for which all the parts hold; once, for what was seen is kept with the resolver."""
    kept, key = resolver.kept["alternatives"], key_of(parts)
    known: Seen | None = kept.get(key)
    if known is None:
        known = kept[key] = _look_at(resolver, parts)
    return known


def _look_at(resolver: Resolver, parts: Parts) -> Seen:
    view = view_of(resolver, parts)
    if view.never:
        return Seen(view, nullable=False)
    flattening = _Flattening(resolver)
    leaves = flattening.leaves(parts, view)
    if flattening.left < 0 or flattening.listings < 0:
        return Seen(view, nullable=True, too_many=True)
    nullable = any(_takes_null(leaf.view) for leaf in leaves)
    kept = _without_subsumed([leaf for leaf in leaves if not _only_null(leaf.view)])
    if not kept:
        nothing_fits = not nullable and not flattening.in_a_circle
        empty = View(words=view.words, defined=view.defined, outside=view.outside, never=nothing_fits)
        empty.types = frozenset(("null",)) if nullable else None
        return Seen(empty, nullable, types=empty.types)
    if len(kept) == 1:
        alone = kept[0].view
        return Seen(alone, nullable, choices=_values(alone), types=alone.told_types)
    types = _all_types(kept)
    if all(leaf.view.allowed is not None for leaf in kept):
        return Seen(view, nullable, choices=_joined_choices(resolver, kept), types=types)
    return Seen(view, nullable, tuple(leaf.parts for leaf in kept), types=types)


def deciding_member(resolver: Resolver, views: Sequence[View]) -> Deciding | None:
    """Finds the member that has another fixed value (or, failing that, another default) in each object alternative."""
    objects = [view for view in views if view.properties]
    if len(objects) < 2:
        return None
    common = [name for name in objects[0].properties if all(name in view.properties for view in objects)]
    for finder in (_fixed_value, _default_value):
        for name in common:
            told = _told(resolver, objects, name, finder)
            if told and _all_differ(told):
                each = iter(told)
                return Deciding(name, tuple(next(each) if view.properties else ABSENT for view in views))
    return None


def _told(resolver: Resolver, objects: Sequence[View], name: str, finder: Callable[[View], Any]) -> list[Any]:
    """What each says of a member; nothing where one of them, most often the first already, says nothing."""
    told = []
    for view in objects:
        value = finder(view_of(resolver, view.properties[name]))
        if value is ABSENT:
            return []
        told.append(value)
    return told


@dataclass
class _Flattening:
    """Follows alternatives inside alternatives, each schema once on the way down, and not without end."""

    resolver: Resolver
    left: int = field(default=MOST_ALTERNATIVES)
    listings: int = field(default=_MOST_LISTINGS)
    circles: int = 0

    @property
    def in_a_circle(self) -> bool:
        """Whether an alternative led back to one that it stands in."""
        return self.circles > 0

    def leaves(self, parts: Parts, view: View | None = None, tried: frozenset[Any] = frozenset()) -> list[Leaf]:
        view = view or view_of(self.resolver, parts)
        if view.never or self.left < 0 or self.listings < 0 or _impossible(view):
            return []
        union = next((one for one in view.unions if _tells(one)), None)
        if union is not None and len(tried) < _MOST_NESTED:
            found: list[Leaf] = []
            on_the_way = tried | {union.location}
            for one in _with_listings_joined(union):
                if _plain(one) or on_the_way.isdisjoint(reached_from(self.resolver, one)):
                    found += self.leaves((*union.beside, *one), tried=on_the_way)
                else:
                    self.circles += 1  # each way round is another one: of many that meet there is no end
                    if self.circles > _MOST_CIRCLES:
                        self.left = -1
                        return []
            return found
        if view.allowed is None:
            self.left -= 1
        else:
            self.listings -= 1
        return self._by_type(parts, view)

    def _by_type(self, parts: Parts, view: View) -> list[Leaf]:
        types = view.types or frozenset()
        apart = types - {"null"} - ({"integer"} if "number" in types else frozenset())
        if view.allowed is not None or len(apart) < 2:
            return [Leaf(parts, view)]
        if len(apart) >= 5:  # every type: as good as none
            return [Leaf(parts, replace(view, types=None, told=None))]
        where = parts[-1].location
        made = []
        for name in sorted(types, key=_TYPE_ORDER.index):
            if name in apart or name == "null":
                one = (*parts, Place(_TYPE_NODES[name], (*where, "type", name), parts[-1].base))
                made.append(Leaf(one, view_of(self.resolver, one)))
        return made


_NULL, _NUMBER, _STRING = frozenset(("null",)), frozenset(("number",)), frozenset(("string",))
_TYPE_NODES: dict[str, dict[str, Any]] = {name: {"type": name} for name in TYPES}
_TYPE_ORDER = ("string", "integer", "number", "boolean", "array", "object", "null")


def _plain(parts: Parts) -> bool:
    """Whether the parts lead nowhere else."""
    return all(isinstance(place.node, bool) or LEADING.isdisjoint(place.node) for place in parts)


def _with_listings_joined(union: Union) -> Sequence[Parts]:
    """The alternatives of a union; where they are many, all those that only list values as a single one."""
    if len(union.alternatives) <= MOST_ALTERNATIVES:
        return union.alternatives
    others: list[Parts] = []
    offered: dict[Any, Choice | None] = {}
    allowed: list[Any] = []
    for one in union.alternatives:
        listed = _listed(one)
        if listed is None:
            others.append(one)
            continue
        for value, choice in listed:
            if offered.setdefault(json_key(value), choice) is choice:
                allowed.append(value)
    if not allowed:
        return others
    base = union.alternatives[0][0].base
    joined = Place({"enum": allowed, OFFERED: offered}, (*union.location, "listed"), base)
    return ((joined,), *others)


def _listed(alternative: Parts) -> list[tuple[Any, Choice | None]] | None:
    """The values, each with its choice, of an alternative that only lists values; else None."""
    node = alternative[0].node
    if len(alternative) != 1 or not isinstance(node, dict) or not node.keys() <= _BESIDE_A_LISTING:
        return None
    listed = node["enum"] if isinstance(node.get("enum"), list) else [node["const"]] if "const" in node else None
    if listed is None or ("enum" in node and "const" in node):
        return None
    if "type" in node:
        types = node["type"]
        named = frozenset([types] if isinstance(types, str) else types if isinstance(types, list) else ())
        listed = [one for one in listed if not named or narrowed(frozenset((type_of(one),)), named)]
    title = text(node, "title")
    if title and len(listed) == 1 and listed[0] is not None:
        return [(listed[0], Choice(listed[0], title, text(node, "description")))]
    if None in listed:
        return [(value, next(iter(choices_of((value,), node)), None)) for value in listed]
    return list(zip(listed, choices_of(listed, node), strict=True))


def _tells(union: Union) -> bool:
    """Whether the alternatives have shapes of their own, and are not mere conditions on one shape."""
    if all(isinstance(place.node, bool) or TELLING.isdisjoint(place.node) for place in union.beside):
        return True
    nodes = [one[0].node for one in union.alternatives]
    if any(node is True for node in nodes):
        return False
    return any(isinstance(node, dict) and not _SHAPES.isdisjoint(node) for node in nodes)


def _impossible(view: View) -> bool:
    if view.types is not None and not view.types:
        return True
    return view.allowed is not None and not _values(view) and not _takes_null(view)


def _values(view: View) -> tuple[Any, ...] | None:
    """The allowed values that have an allowed type."""
    if view.allowed is None:
        return None
    return tuple(
        value
        for value in view.allowed
        if value is not None and (view.types is None or narrowed(frozenset((type_of(value),)), view.types))
    )


def _takes_null(view: View) -> bool:
    if view.types is not None and "null" not in view.types:
        return False
    if view.allowed is not None:
        return None in view.allowed
    return view.types is not None


def _only_null(view: View) -> bool:
    return _takes_null(view) and (view.types == _NULL or (view.allowed is not None and not _values(view)))


def _all_types(leaves: Sequence[Leaf]) -> frozenset[str] | None:
    found: set[str] = set()
    for leaf in leaves:
        types = leaf.view.told_types
        if types is None:
            return None
        found |= types
    return frozenset(found)


def _joined_choices(resolver: Resolver, leaves: Sequence[Leaf]) -> tuple[Any, ...]:
    """The values of all alternatives; one that stands for a single value may be titled (`{"const": 1, "title": …}`)."""
    found: dict[Any, Choice] = {}
    for leaf in leaves:
        own = view_of(resolver, leaf.parts[-1:]).words
        offered = choices_of(_values(leaf.view) or (), leaf.view.words)
        if len(offered) == 1 and text(own, "title"):
            offered = (Choice(offered[0].value, text(own, "title"), text(own, "description")),)
        for choice in offered:
            found.setdefault(json_key(choice.value), choice)
    return tuple(found.values())


def _without_subsumed(leaves: list[Leaf]) -> list[Leaf]:
    """Leaves out an alternative that another one takes in, unless it has an editor of its own."""
    wide = [at for at, leaf in enumerate(leaves) if _takes_in_others(leaf.view)]
    if len(leaves) < 2 or not wide:
        return leaves
    left_out: set[int] = set()
    for at, leaf in enumerate(leaves):
        wider = (other for other in wide if other != at and _subsumes(leaves[other].view, leaf.view))
        if any(other < at or not _subsumes(leaf.view, leaves[other].view) for other in wider):
            left_out.add(at)
    return [leaf for at, leaf in enumerate(leaves) if at not in left_out]


def _takes_in_others(view: View) -> bool:
    return view.allowed is None and view.told_types in (_NUMBER, _STRING)


def _subsumes(wide: View, narrow: View) -> bool:
    if wide.allowed is not None or narrow.allowed is not None:
        return False
    types, inner = wide.told_types, narrow.told_types
    if types == _NUMBER and inner is not None and inner <= {"integer", "number"}:
        return wide.limits == NO_LIMITS
    if types != _STRING or inner != _STRING or wide.limits.pattern or wide.limits.format:
        return False
    if narrow.limits.format in _PICKED:
        return False
    return _within(narrow.limits, wide.limits)


def _within(narrow: Limits, wide: Limits) -> bool:
    shortest = narrow.min_length or (1 if narrow.format else 0)
    if shortest < (wide.min_length or 0):
        return False
    return wide.max_length is None or (narrow.max_length is not None and narrow.max_length <= wide.max_length)


def _fixed_value(view: View) -> Any:
    values = _values(view)
    return values[0] if values is not None and len(values) == 1 else ABSENT


def _default_value(view: View) -> Any:
    value = view.words.get("default", ABSENT)
    return value if isinstance(value, (str, int)) else _fixed_value(view)


def _all_differ(values: Sequence[Any]) -> bool:
    return not any(same_json(one, other) for at, one in enumerate(values) for other in values[:at])
