"""Members of an object that a schema does not name one by one: which are allowed, and which schemas hold for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gatewaydesk.schema.resolve import Place, Resolver


@dataclass(frozen=True, slots=True)
class Opening:
    """What one schema node says of an object's members.

    Attributes:
        named: the names in `properties`; what the node says of the others does not concern them.
        patterns: each expression of `patternProperties` with its schema.
        rest: `additionalProperties`.
        untold: `unevaluatedProperties`, which counts where no node beside this one speaks of a member.
    """

    named: frozenset[str]
    patterns: tuple[tuple[str, Place], ...] = ()
    rest: Place | None = None
    untold: Place | None = None


def opening_of(resolver: Resolver, place: Place) -> Opening:
    """Reads what a node says of members."""
    node = place.node
    assert isinstance(node, dict)
    properties, patterns = node.get("properties"), node.get("patternProperties")
    found = resolver.named(place, "patternProperties") if isinstance(patterns, dict) else ()
    return Opening(
        frozenset(properties) if isinstance(properties, dict) else frozenset(),
        tuple((pattern, below.without_via()) for pattern, below in found),
        _below(resolver, place, "additionalProperties"),
        _below(resolver, place, "unevaluatedProperties"),
    )


def parts_for(openings: Iterable[Opening], name: str) -> tuple[Place, ...] | None:
    """The schemas that hold for the value of a member beside those in `properties`.

    Returns:
        Nothing in it: whatever is allowed. None: the member is forbidden.
    """
    found: list[Place] = []
    untold: list[Place] = []
    told = False
    for one in openings:
        here = [place for pattern, place in one.patterns if _matches(pattern, name)]
        if not here and name not in one.named and one.rest is not None:
            here = [one.rest]
        told = told or bool(here) or name in one.named
        found += here
        untold += [one.untold] if one.untold is not None else []
    found += [] if told else untold
    if any(place.node is False for place in found):
        return None
    return tuple(place for place in found if place.node is not True)


def _matches(pattern: str, name: str) -> bool:
    from gatewaydesk.schema.patterns import matches  # which brings a validator; most schemas are read without one

    return matches(pattern, name)


def _below(resolver: Resolver, place: Place, *steps: str) -> Place | None:
    """A place below another one: its own words stand beside it, whatever led to the place above."""
    found = resolver.below(place, *steps)
    return found.without_via() if found is not None and found.via else found
