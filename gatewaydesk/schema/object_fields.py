"""Fields of objects: the members that a schema names, and what is said of all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gatewaydesk.pointer import to_text
from gatewaydesk.schema.fields import Field, Kind, Limits, Names
from gatewaydesk.schema.free_members import parts_for
from gatewaydesk.schema.reasons import sentence
from gatewaydesk.schema.resolve import Place
from gatewaydesk.schema.spots import Spot
from gatewaydesk.schema.view import Parts, View, key_of, view_of
from gatewaydesk.schema.words import choices_of

if TYPE_CHECKING:
    from gatewaydesk.schema.reader import Reader


def object_field(reader: Reader, made: Field, view: View, spot: Spot) -> Field:
    """An OBJECT, or a MAP where no member is named."""
    limits = Limits(min_members=view.limits.min_members, max_members=view.limits.max_members)
    made = made.with_(limits=limits, closed=view.closed, names=_names(reader, view))
    made = made.with_(barred=_barred(view), bound=_bound(view))
    extra = _extra(reader, made, view)
    member = _member(reader, made, view)
    if not view.properties and not view.required and (extra or not view.closed):
        free = extra or reader.once((Place(True),), reader.below(made, "**", title="Value"))
        return made.with_(kind=Kind.MAP, expand_extra=free, expand_member=member)
    return made.with_(
        kind=Kind.OBJECT,
        groups=reader.groups_of(spot.path),
        expand_children=lambda: _children(reader, made, view, spot),
        expand_extra=extra or (lambda: None),
        expand_member=member if extra else None,
    )


def _barred(view: View) -> tuple[tuple[str, str], ...]:
    named = ((name, part) for name, parts in view.properties.items() for part in parts)
    return tuple((name, part.because) for name, part in named if part.node is False and part.because)


def _bound(view: View) -> tuple[tuple[str, str], ...]:
    """Of members that are there in any case; of one that is there for a reason, what is in it needs none."""
    known = (parts for parts in view.properties.values() if not all(part.because for part in parts))
    return tuple((to_text(part.location), part.because) for parts in known for part in parts if part.because)


def _children(reader: Reader, made: Field, view: View, spot: Spot) -> tuple[Field, ...]:
    found = []
    told = any(one.patterns or one.rest is not None or one.untold is not None for one in view.openings)
    for name in (*view.properties, *sorted(view.required - view.properties.keys())):
        free = parts_for(view.openings, name) if told else ()
        parts = (*view.properties.get(name, ()), *(free or ()))
        if (free is None and name not in view.properties) or any(part.node is False for part in parts):
            continue
        found.append(_child(reader, parts, reader.below(made, name), view, decides=name == spot.decides))
    rank = reader.hints.rank
    if rank:
        found.sort(key=lambda child: rank.get(to_text(child.path), len(rank)))
    return tuple(found)


def _child(reader: Reader, parts: Parts, spot: Spot, view: View, *, decides: bool) -> Field:
    """A member; the same one wherever the same is said of it, so that what settles anew shows what has changed."""
    if parts and all(part.because for part in parts):  # it is there for a reason; what is in it needs none
        parts = tuple(replace(part, because="") for part in parts)
    name = spot.path[-1]
    because = sentence(view.because.get(name, ""))
    plain = reader.kept((key_of(parts), spot), parts, lambda: reader.field(parts, spot))
    required = name in view.required
    if not (required or decides):
        return plain
    marked = partial(plain.with_, required=required, decides=decides, because=because)
    return reader.kept((plain, required, decides, because), parts, marked)


def _extra(reader: Reader, made: Field, view: View) -> Callable[[], Field | None] | None:
    if not view.free:
        return None
    spot = reader.below(made, "**", title="Value")
    if len(view.free) == 1:
        return reader.once(view.free[0], spot)
    return lambda: reader.union(reader.field((Place(True),), spot), view.free, None, spot)


def _names(reader: Reader, view: View) -> Names:
    """What the members may be called that have no field of their own."""
    patterns = tuple(pattern for one in view.openings for pattern, below in one.patterns if below.node is not False)
    if not view.names:
        return Names(patterns=patterns)
    told = view_of(reader.resolver, view.names)
    allowed = [one for one in told.allowed or () if isinstance(one, str)]
    return Names(told.limits, choices_of(allowed, told.words), patterns)


def _member(reader: Reader, made: Field, view: View) -> Callable[[str], Field | None]:
    """Finds the field of a member that is not named: one for all names that the same patterns match."""
    known: dict[tuple[int, ...], Field] = {}
    spot = reader.below(made, "**", title="Value")

    def of(name: str) -> Field | None:
        parts = parts_for(view.openings, name)
        if parts is None:
            return None
        key = tuple(map(id, parts))
        if key not in known:
            known[key] = reader.field(parts or (Place(True),), spot)
        return known[key]

    return of
