"""What a person should hear before adding a schema that can be used all the same: what in it says less than it seems.

The lint is for a schema's author and looks at everything. This is for whoever takes a schema over: the places where a
form would offer anything although the schema meant something, and members that were lost on reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urldefrag

from gatewaydesk.pointer import to_text
from gatewaydesk.schema.neighbours import NEIGHBOURS
from gatewaydesk.schema.resolve import REFERRING, Place, Resolver

_MOST = 5
_BUILT_IN = "json-schema.org/draft"  # the meta-schemas, which validators bring with them


def doubts(raw: Any, contents: Iterable[tuple[str, bytes]] = ()) -> tuple[str, ...]:
    """Sentences about a schema that is about to be added, a handful at most.

    Args:
        raw: the schema, with what it refers to embedded in it. References to documents that are not in it are not told:
            whether they shall be fetched is asked for by itself.
        contents: name and bytes of each document that it is made of.

    Raises:
        SchemaProblem: it is no schema, or is nested too deep.
    """
    resolver = Resolver(raw)
    found = [*_twice(contents), *_leading_nowhere(resolver), *_going_round(resolver)]
    more = len(found) - _MOST
    return (*found[:_MOST], f"There is as much to say of {more:,} more places.") if more > 0 else tuple(found)


def place_missing(resolver: Resolver, place: Place, reference: str) -> str:
    """The place inside a document that a reference asks for in vain; "" where it is there, or the document is not."""
    if _BUILT_IN in reference or resolver.resolve(reference, place.base) is not None:
        return ""
    address, fragment = urldefrag(reference)
    if address and resolver.resolve(address, place.base) is None:
        return ""
    return unquote(fragment)


def _twice(contents: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    for name, content in contents:
        names: list[str] = []

        def members(pairs: list[tuple[str, Any]], names: list[str] = names) -> dict[str, Any]:
            built = dict(pairs)
            if len(built) != len(pairs):
                every = [one for one, _ in pairs]
                names.extend(one for one in built if every.count(one) > 1)
            return built

        try:
            json.loads(content, object_pairs_hook=members)
        except (ValueError, RecursionError):  # whoever reads it says so
            continue
        if names:
            listed = ", ".join(f"“{one}”" for one in dict.fromkeys(names[:5]))
            yield f"“{name}” names the same member twice in one object: {listed}. Only the last of them counts."


def _leading_nowhere(resolver: Resolver) -> Iterator[str]:
    for place in resolver.places():
        node = place.node if isinstance(place.node, dict) else {}
        for word in () if REFERRING.isdisjoint(node) else sorted(REFERRING & node.keys()):
            reference = node[word]
            missing = place_missing(resolver, place, reference) if isinstance(reference, str) else ""
            if missing:
                where = to_text((*place.location, word))
                yield (
                    f"At “{where}” it refers to “{reference.removeprefix(NEIGHBOURS)}”, which is not there: the form "
                    "takes anything in that place, and perhaps no document can be checked with this schema."
                )


def _going_round(resolver: Resolver) -> Iterator[str]:
    """References that come back to where they began without a value in between; each circle once."""
    settled: set[int] = set()
    for top in resolver.places():
        if not isinstance(top.node, dict) or REFERRING.isdisjoint(top.node):
            continue  # every circle leads through a reference
        on_the_way: dict[int, Place] = {}
        waiting = [(top, iter(_at_once(resolver, top)))] if id(top.node) not in settled else []
        if waiting:
            on_the_way[id(top.node)] = top
        while waiting:
            place, below = waiting[-1]
            one = next(below, None)
            if one is None:
                waiting.pop()
                on_the_way.pop(id(place.node), None)
                settled.add(id(place.node))
            elif id(one.node) in on_the_way:
                where = to_text(one.location) or "the top"
                yield f"“{where}” refers back to itself by references alone, so that it says nothing about a value."
            elif id(one.node) not in settled and isinstance(one.node, dict):
                on_the_way[id(one.node)] = one
                waiting.append((one, iter(_at_once(resolver, one))))


def _at_once(resolver: Resolver, place: Place) -> list[Place]:
    """The schemas that hold for the very same value as this one, whatever the value is."""
    node = place.node if isinstance(place.node, dict) else {}
    target = resolver.resolve(node["$ref"], place.base) if isinstance(node.get("$ref"), str) else None
    found = [target] if target is not None else []
    if not (found and resolver.old_draft):  # old drafts pass over what stands beside a reference
        found.extend(resolver.several(place, "allOf") if node else ())
    return found
