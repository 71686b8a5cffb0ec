"""Schemas that no document can ever satisfy: each member that is required needs another one, and so on without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gatewaydesk.schema.linting.survey import Finding, Location, Site, Survey
from gatewaydesk.schema.view import LEADING, Parts, View

_MOST_SHAPES = 20_000
_MOST_NAMED = 4
_NEEDING = LEADING | {"required", "minItems", "anyOf", "oneOf"}
_OBJECT, _ARRAY = frozenset(("object",)), frozenset(("array",))

Key = tuple[Location, ...]


@dataclass(frozen=True)
class _Need:
    """What a value cannot be without: one of several shapes, under a member's name ("" for an item or alternative)."""

    name: str
    any_of: tuple[Key, ...]


def endless(survey: Survey) -> Iterator[tuple[Site, Finding]]:
    """A finding at one schema of each circle of schemas that require one another.

    Only what can be nothing but an object, or a list that may not be empty, requires anything; a schema that allows a
    text beside it lets a document end.
    """
    shapes = _Shapes(survey)
    starts = [(site, shapes.key((site.place,))) for site in survey.sites.values() if not _NEEDING.isdisjoint(site.node)]
    shapes.look_into_all()
    without_end = shapes.without_end()
    told: set[Key] = set()
    for site, key in starts:
        circle = _circle(shapes.needs, without_end, key) if key in without_end and key not in told else []
        if not circle or not told.isdisjoint(one for one, _ in circle):
            continue
        told.update(one for one, _ in circle)
        names = list(dict.fromkeys(name for _, name in circle if name))
        shown = " and in it ".join(f"“{name}”" for name in names[:_MOST_NAMED]) or "an item"
        more = ", and so on" if len(names) > _MOST_NAMED else ""
        sentence = f"Nothing can ever be complete here: {shown}{more} must be there, and in that the same again."
        yield site, survey.finding(site, "never-ends", sentence)


class _Shapes:
    """Every shape that is required by another one, and what it needs itself."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.needs: dict[Key, tuple[_Need, ...]] = {}
        self._waiting: list[tuple[Key, Parts]] = []

    def key(self, parts: Parts) -> Key:
        """Tells a shape from others; it is looked into later."""
        key = tuple(place.location for place in parts)
        if key not in self.needs:
            self.needs[key] = ()
            self._waiting.append((key, parts))
        return key

    def look_into_all(self) -> None:
        """Finds what each shape needs; of very many, the last are taken to need nothing."""
        while self._waiting and len(self.needs) < _MOST_SHAPES:
            key, parts = self._waiting.pop()
            self.needs[key] = tuple(self._needs_of(self.survey.merged(parts)))

    def without_end(self) -> set[Key]:
        """The shapes that no finite value has."""
        ending = {key for key, needs in self.needs.items() if not needs}
        users: dict[Key, set[Key]] = {}
        for key, needs in self.needs.items():
            for one in (one for need in needs for one in need.any_of):
                users.setdefault(one, set()).add(key)
        waiting = list(ending)
        while waiting:
            for user in users.get(waiting.pop(), ()):
                if user not in ending and all(any(one in ending for one in need.any_of) for need in self.needs[user]):
                    ending.add(user)
                    waiting.append(user)
        return self.needs.keys() - ending

    def _needs_of(self, view: View) -> Iterator[_Need]:
        if view.types == _OBJECT:
            for name in sorted(view.required & view.properties.keys()):
                yield _Need(name, (self.key(view.properties[name]),))
        if view.types == _ARRAY and (view.limits.min_items or 0) > 0:
            first = view.first_items[0] if view.first_items else view.items
            if first:
                yield _Need("", (self.key(first),))
        for union in view.unions:
            yield _Need("", tuple(self.key(one) for one in union.alternatives))


def _circle(needs: dict[Key, tuple[_Need, ...]], without_end: set[Key], start: Key) -> list[tuple[Key, str]]:
    """A way from a shape back to itself, each step with the member's name; nothing where the circle lies elsewhere."""
    before: dict[Key, tuple[Key, str]] = {}
    waiting = [start]
    for here in waiting:  # grows while it is walked
        for need in needs[here]:
            if not all(one in without_end for one in need.any_of):
                continue
            for one in need.any_of:
                if one == start:
                    return _way_back(before, start, here, need.name)
                if one not in before:
                    before[one] = (here, need.name)
                    waiting.append(one)
    return []


def _way_back(before: dict[Key, tuple[Key, str]], start: Key, last: Key, name: str) -> list[tuple[Key, str]]:
    way = [(last, name)]
    while way[-1][0] != start:
        way.append(before[way[-1][0]])
    return way[::-1]
