"""One walk over a schema: every schema in it, in the order of its text, and which place of a document it shapes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gatewaydesk.pointer import to_text
from gatewaydesk.schema.drafts import draft_is_told, draft_of
from gatewaydesk.schema.resolve import MANY, NAMED, ONE, Place, Resolver
from gatewaydesk.schema.view import Parts, View, view_of

Location = tuple[str | int, ...]

#: Keywords whose schemas hold for the same value as the schema they stand in.
IN_PLACE = frozenset(
    ("allOf", "anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas", "dependencies", "$ref")
)
#: Keywords whose schemas are kept there to be referred to, and hold for nothing by themselves.
KEPT = frozenset(("$defs", "definitions"))
_STEPS = {
    **dict.fromkeys(("items", "prefixItems", "additionalItems", "contains", "unevaluatedItems"), "*"),
    **dict.fromkeys(("additionalProperties", "patternProperties", "unevaluatedProperties"), "**"),
}
_BESIDE_A_REFERENCE = frozenset(("$ref", "title", "description", "default", "examples", "$comment"))
_MOST_STEPS = 100_000  # looking around in all of a schema's circles ends here, however the schema is made

_MOST_MERGED = 60_000  # schemas merged with others, over all


@dataclass(eq=False)
class Site:
    """One schema inside the schema.

    Attributes:
        place: the schema and its location.
        word: the keyword it stands under; "" for the whole.
        holder: the schema that has this keyword; None for the whole.
        below: the schemas that stand in this one.
        path: the place of a document that it shapes (`*`, `**` as in a field's path); None where it shapes none.
    """

    place: Place
    word: str = ""
    holder: Site | None = None
    below: list[Site] = field(default_factory=list)
    path: tuple[str, ...] | None = None

    @property
    def node(self) -> dict[str, Any]:
        """The schema's members; none for `true` and `false`."""
        return self.place.node if isinstance(self.place.node, dict) else {}

    @property
    def location(self) -> Location:
        """Member names and numbers from the schema's top."""
        return self.place.location

    @property
    def name(self) -> str:
        """The last step to it: a member's or definition's name, or a number."""
        return str(self.location[-1]) if self.location else ""


@dataclass(frozen=True)
class Finding:
    """What the lint found.

    Attributes:
        location: where in the schema, as JSON Pointer text.
        field_path: the field that is shaped there, as pointer text with `*` and `**`; "" for the whole or for none.
        rule: its name in the table of rules.
        sentence: what is the matter.
        advice: how to mend it.
    """

    location: str
    field_path: str
    rule: str
    sentence: str
    advice: str = ""


Check = Callable[["Survey", Site], Iterator[Finding]]


def is_only_a_reference(site: Site) -> bool:
    """Whether nothing stands beside a `$ref` that could clash with what it means."""
    return "$ref" in site.node and site.node.keys() <= _BESIDE_A_REFERENCE


_CONDITIONS = frozenset({"then", "else", "dependentSchemas", "dependencies"})
_SOMETIMES = _CONDITIONS | {"if", "not", "anyOf", "oneOf"}


def _is_below(site: Site, words: frozenset[str]) -> bool:
    """Whether a schema stands somewhere below one of these keywords."""
    one: Site | None = site
    while one is not None:
        if one.word in words:
            return True
        one = one.holder
    return False


class Survey:
    """Everything the checks ask of one schema.

    Raises:
        SchemaProblem: it is no schema, or is nested too deep.
    """

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.draft = draft_of(raw)
        self.draft_told = draft_is_told(raw)
        self.resolver = Resolver(raw)
        self.sites: dict[Location, Site] = {}
        self.root = self._walk(self.resolver.root)
        self.targets: dict[Location, Location] = {}  # location of a reference to that of what it means
        self.referrers: dict[Location, list[Location]] = {}
        self.dangling: dict[Location, str] = {}
        self._follow_all()
        self._reach_all()
        self._plain = self._find_plain()
        self._steps = self._merged = 0
        self.refused: set[tuple[Location, str]] = set()  # closed schemas and the names that were told for them

    def view(self, site: Site) -> View:
        """Everything that holds for a value there; shared, not to be changed."""
        return self.merged((site.place,))

    def merged(self, parts: Parts) -> View:
        """What several schemas say at once; nothing, once too much has been merged for the lint to end in time."""
        if self._merged > _MOST_MERGED:
            return View()
        view = view_of(self.resolver, parts)
        self._merged += len(view.reached)
        return view

    def finding(self, site: Site, rule: str, sentence: str, *steps: str | int, advice: str = "") -> Finding:
        """A finding at a schema, or at `steps` inside it."""
        return Finding(to_text((*site.location, *steps)), to_text(site.path or ()), rule, sentence, advice)

    def around(self, site: Site) -> list[Site]:
        """All the schemas that hold for the same value together with this one, wherever they stand.

        First up, to those that hold this one in place or refer to it, then down from each of them. Empty when the
        schema is too entangled to tell.
        """
        above = self._closure([site], self._up)
        return self._closure(above, self._down)

    def _closure(self, start: list[Site], step: Callable[[Site], list[Site]]) -> list[Site]:
        seen = {one.location for one in start}
        found = list(start)
        for one in found:  # grows while it is walked
            for more in step(one):
                self._steps += 1
                if self._steps > _MOST_STEPS:
                    return []
                if more.location not in seen:
                    seen.add(more.location)
                    found.append(more)
        return found

    def _up(self, site: Site) -> list[Site]:
        found = [self.sites[one] for one in self.referrers.get(site.location, ())]
        if site.holder is not None and site.word in IN_PLACE:
            found.append(site.holder)
        if site.path is not None and _is_below(site, _CONDITIONS):  # what always holds there holds as well
            found += self._plain.get(site.path, ())
        return found

    def _down(self, site: Site) -> list[Site]:
        found = [one for one in site.below if one.word in IN_PLACE]
        target = self.targets.get(site.location)
        return [*found, self.sites[target]] if target is not None else found

    # The walk

    def _walk(self, top: Place) -> Site:
        first = Site(top)
        waiting = [first]
        while waiting:
            site = waiting.pop()
            self.sites[site.location] = site
            site.below = [Site(place, word, site) for word, place in self._inside(site.place)]
            waiting.extend(reversed(site.below))
        return first

    def _inside(self, place: Place) -> Iterator[tuple[str, Place]]:
        node = place.node if isinstance(place.node, dict) else {}
        for word, value in node.items():
            if isinstance(value, dict) and word in NAMED:
                steps: list[tuple[str | int, ...]] = [(word, name) for name in value]
            elif isinstance(value, list) and word in MANY:
                yield from ((word, one) for one in self.resolver.several(place, word))
                continue
            elif word in ONE:
                steps = [(word,)]
            else:
                continue
            for step in steps:
                found = self.resolver.below(place, *step)
                if found is not None:
                    yield word, found

    def _follow_all(self) -> None:
        waiting = deque(self.sites.values())
        while waiting:
            site = waiting.popleft()
            target, reference = self.resolver.follow(site.place)
            if target is None:
                if reference:
                    self.dangling[site.location] = reference
                continue
            if target.location not in self.sites:  # it stands under a keyword that holds no schemas elsewhere
                known = set(self.sites)
                self._walk(target)
                waiting.extend(one for location, one in self.sites.items() if location not in known)
            self.targets[site.location] = target.location
            self.referrers.setdefault(target.location, []).append(site.location)

    def _reach_all(self) -> None:
        self.root.path = ()
        self.reached = {self.root.location}
        waiting = deque([self.root])
        while waiting:
            site = waiting.popleft()
            nexts = [(one, self._path_of(one, site.path)) for one in site.below if one.word not in KEPT]
            target = self.targets.get(site.location)
            if target is not None:
                nexts.append((self.sites[target], site.path))
            for one, path in nexts:
                if one.location not in self.reached:
                    self.reached.add(one.location)
                    one.path = path
                    waiting.append(one)

    def _find_plain(self) -> dict[tuple[str, ...], list[Site]]:
        """The schemas that hold for a place of a document whatever stands in it."""
        found: dict[tuple[str, ...], list[Site]] = {}
        for site in self.sites.values():
            if site.path is not None and not _is_below(site, _SOMETIMES):
                found.setdefault(site.path, []).append(site)
        return found

    @staticmethod
    def _path_of(site: Site, above: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if above is None or len(above) > 60:
            return None
        if site.word in IN_PLACE:
            return above
        step = site.name if site.word == "properties" else _STEPS.get(site.word)
        return None if step is None else (*above, step)
