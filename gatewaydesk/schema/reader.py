"""Reads a JSON Schema into the field tree that forms are drawn from. Recursion is expanded only when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from gatewaydesk.pointer import ABSENT, to_parts, to_text
from gatewaydesk.schema.alternatives import MOST_ALTERNATIVES, alternatives_of, deciding_member
from gatewaydesk.schema.branch_titles import branch_titles
from gatewaydesk.schema.conditions import Tester
from gatewaydesk.schema.fields import NO_LIMITS, Field, Grouped, Kind, Limits, Names
from gatewaydesk.schema.free_members import parts_for
from gatewaydesk.schema.hints import NO_FIELD_HINT, NO_HINTS, FieldHint, Hints
from gatewaydesk.schema.json_types import type_of
from gatewaydesk.schema.naming import definition_title, member_title
from gatewaydesk.schema.reasons import sentence
from gatewaydesk.schema.resolve import Place, Resolver
from gatewaydesk.schema.settling import Settling
from gatewaydesk.schema.view import Parts, View, view_of
from gatewaydesk.schema.words import choices_of, examples_of, flag, markdown, shortened, suggestions_of, text

_FORMATS = {
    "date": Kind.DATE,
    "date-time": Kind.DATE_TIME,
    "time": Kind.TIME,
    "email": Kind.EMAIL,
    "idn-email": Kind.EMAIL,
    "uri": Kind.URL,
    "url": Kind.URL,
    "iri": Kind.URL,
}
_SCALARS = {
    frozenset(("integer",)): Kind.INTEGER,
    frozenset(("number",)): Kind.NUMBER,
    frozenset(("integer", "number")): Kind.NUMBER,
    frozenset(("boolean",)): Kind.BOOLEAN,
    frozenset(("null",)): Kind.NULL,
    frozenset(("object",)): Kind.OBJECT,
    frozenset(("array",)): Kind.LIST,
}
_TOO_MANY = (
    f"The schema allows more than {MOST_ALTERNATIVES} different kinds of value here, so that it is written as JSON."
)
_TAG_KINDS = (Kind.TEXT, Kind.EMAIL, Kind.URL)
_LONGEST_TAG = 1000
_LONGEST_TITLE = 300  # characters; what is longer is no title, and would take seconds to be laid out
_LONGEST_HELP = 10_000
_LIST_KINDS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)


@dataclass(frozen=True)
class _Spot:
    """Where in the document a field stands, and what its surroundings say about it."""

    path: tuple[str, ...] = ()
    depth: int = 0
    required: bool = False
    title: str = ""  # used where the schema has none
    branch: bool = False  # one alternative of a union
    decides: str = ""  # name of the member that tells this alternative from the others
    read_only: bool = False  # what holds it may not be changed


def read(schema: dict[str, Any] | bool, hints: Hints | None = None) -> Field:
    """Reads a whole schema.

    Args:
        schema: the schema as published, of any draft from 4 to 2020-12.
        hints: order, groups, wording, widgets, and which fields are filled in for the person.

    Returns:
        The root field.

    Raises:
        SchemaProblem: it is not a schema, or is nested too deep.
    """
    resolver = Resolver(schema)
    return _Reader(resolver, hints or NO_HINTS).field((resolver.root,), _Spot(required=True))


class _Reader:
    """One schema being read; the fields' `expand_*` functions hold on to it."""

    def __init__(self, resolver: Resolver, hints: Hints) -> None:
        self._resolver = resolver
        self._hints = hints
        self._tester = Tester(resolver)
        self._members: dict[tuple[Any, ...], tuple[Parts, Field]] = {}

    def field(self, parts: Parts, spot: _Spot) -> Field:
        """The field of a value for which all the parts hold."""
        seen = alternatives_of(self._resolver, parts)
        view = seen.view
        template, hint = self._hints_at(spot)
        made = Field(
            path=spot.path,
            kind=Kind.ANY,
            title=hint.title or shortened(_title(view, spot), _LONGEST_TITLE),
            help=hint.help or shortened(text(view.words, "description"), _LONGEST_HELP),
            guidance=hint.guidance or shortened(markdown(text(view.words, "guidance")), _LONGEST_HELP),
            required=spot.required,
            nullable=seen.nullable,
            suggestions=suggestions_of(view.words),
            default=view.words.get("default", ABSENT),
            limits=view.limits,
            depth=spot.depth,
            fill=self._hints.generated.get(template, ""),
            placeholder=hint.placeholder,
            widget=hint.widget,
            hide_empty=hint.hide_empty,
            read_only=spot.read_only or flag(view.words, "readOnly"),
            secret=flag(view.words, "writeOnly"),
            deprecated=flag(view.words, "deprecated"),
            media_type=text(view.words, "contentMediaType").strip().lower(),
            encoding=text(view.words, "contentEncoding").strip().lower(),
            location=to_text(parts[0].location) if parts else "",
        )
        if seen.too_many:
            return made.with_(help=f"{made.help} {_TOO_MANY}".strip(), limits=NO_LIMITS)
        if len(seen.several) > 1:
            made = self._union(made, seen.several, seen.choices, spot)
        else:
            made = self._single(made, view, seen.choices, spot)
        examples = examples_of(view.words, made.kind in _LIST_KINDS, seen.types)
        if hint.example is not ABSENT:
            examples = (*examples_of({"example": hint.example}, made.kind in _LIST_KINDS, seen.types), *examples)
        made = made.with_(examples=examples) if examples else made
        # Of several alternatives each is settled by itself: what holds beside them holds in each of them.
        conditional = bool(view.conditions) and not view.never and len(seen.several) < 2
        if not conditional:
            return made
        settling = self._settling(made, view, parts, spot)
        return made.with_(expand_settled=settling, expand_dormant=settling.dormant)

    def _settling(self, made: Field, view: View, parts: Parts, spot: _Spot) -> Settling:
        null_apart = made.nullable and len(view.parts) != len(parts)  # an alternative beside the one that is drawn

        def read(more: Parts) -> Field:
            settled = self.field(more, spot)
            return settled.with_(nullable=True) if null_apart else settled

        def member(said: Parts, name: str) -> Field:
            return self.field(said, self._below(made, name))

        return Settling(self._resolver, self._tester, view.parts, made, read, member)

    # One shape

    def _single(self, made: Field, view: View, choices: tuple[Any, ...] | None, spot: _Spot) -> Field:
        if view.never:
            return made.with_(help=made.help or "The schema allows nothing here.", nullable=False)
        if choices is not None:
            return self._chosen(made, view, choices, spot)
        types = (view.told_types or frozenset()) - {"null"}
        if view.told_types is not None and not types:
            return made.with_(kind=Kind.NULL, nullable=True)
        if types == {"string"}:
            return made.with_(kind=_FORMATS.get(view.limits.format or "", Kind.TEXT))
        kind = _SCALARS.get(types, Kind.ANY)
        if kind is Kind.OBJECT:
            return self._object(made, view, spot)
        if kind is Kind.LIST:
            return self._list(made, view)
        if kind is Kind.ANY:
            if view.shapeless and _shown_as_text(view):
                return made.with_(kind=Kind.TEXT, nullable=False)
            return made.with_(nullable=True, help=made.help or _note(view))
        return made.with_(kind=kind)

    def _chosen(self, made: Field, view: View, choices: tuple[Any, ...], spot: _Spot) -> Field:
        offered = choices_of(choices, view.words)
        if not offered:
            return made.with_(kind=Kind.NULL if made.nullable else Kind.ANY)
        if {type_of(value) for value in choices} == {"boolean"} and len(choices) == 2:
            return made.with_(kind=Kind.BOOLEAN)
        only = len(offered) == 1 and (view.fixed or spot.branch)
        return made.with_(kind=Kind.CONST if only else Kind.CHOICE, choices=offered)

    def _object(self, made: Field, view: View, spot: _Spot) -> Field:
        limits = Limits(min_members=view.limits.min_members, max_members=view.limits.max_members)
        made = made.with_(limits=limits, closed=view.closed, names=self._names(view))
        extra = self._extra(made, view)
        member = self._member(made, view)
        if not view.properties and not view.required and (extra or not view.closed):
            free = extra or self._once((Place(True),), self._below(made, "**", title="Value"))
            return made.with_(kind=Kind.MAP, expand_extra=free, expand_member=member)
        return made.with_(
            kind=Kind.OBJECT,
            groups=self._groups_of(spot.path),
            expand_children=lambda: self._children(made, view, spot),
            expand_extra=extra or (lambda: None),
            expand_member=member if extra else None,
        )

    def _children(self, made: Field, view: View, spot: _Spot) -> tuple[Field, ...]:
        found = []
        told = any(one.patterns or one.rest is not None or one.untold is not None for one in view.openings)
        for name in (*view.properties, *sorted(view.required - view.properties.keys())):
            free = parts_for(view.openings, name) if told else ()
            parts = (*view.properties.get(name, ()), *(free or ()))
            if (free is None and name not in view.properties) or any(part.node is False for part in parts):
                continue
            found.append(self._child(parts, self._below(made, name), view, decides=name == spot.decides))
        rank = self._hints.rank
        found.sort(key=lambda child: rank.get(to_text(child.path), len(rank)))
        return tuple(found)

    def _child(self, parts: Parts, spot: _Spot, view: View, *, decides: bool) -> Field:
        """A member; the same one wherever the same is said of it, so that what settles anew shows what has changed."""
        if parts and all(part.because for part in parts):  # it is there for a reason; what is in it needs none
            parts = tuple(replace(part, because="") for part in parts)
        name = spot.path[-1]
        because = sentence(view.because.get(name, ""))
        said = tuple((id(part.node), part.via, part.scope, part.because) for part in parts)
        plain = self._kept((said, spot), parts, lambda: self.field(parts, spot))
        required = name in view.required
        if not (required or decides):
            return plain
        marked = partial(plain.with_, required=required, decides=decides, because=because)
        return self._kept((plain, required, decides, because), parts, marked)

    def _kept(self, key: tuple[Any, ...], parts: Parts, make: Callable[[], Field]) -> Field:
        """A member made once; its parts are held on to, so that the nodes' ids stay theirs."""
        if key not in self._members:
            self._members[key] = (parts, make())
        return self._members[key][1]

    def _extra(self, made: Field, view: View) -> Callable[[], Field | None] | None:
        if not view.free:
            return None
        spot = self._below(made, "**", title="Value")
        if len(view.free) == 1:
            return self._once(view.free[0], spot)
        return lambda: self._union(self.field((Place(True),), spot), view.free, None, spot)

    def _names(self, view: View) -> Names:
        """What the members may be called that have no field of their own."""
        patterns = tuple(pattern for one in view.openings for pattern, below in one.patterns if below.node is not False)
        if not view.names:
            return Names(patterns=patterns)
        told = view_of(self._resolver, view.names)
        allowed = [one for one in told.allowed or () if isinstance(one, str)]
        return Names(told.limits, choices_of(allowed, told.words), patterns)

    def _member(self, made: Field, view: View) -> Callable[[str], Field | None]:
        """Finds the field of a member that is not named: one for all names that the same patterns match."""
        known: dict[tuple[int, ...], Field] = {}
        spot = self._below(made, "**", title="Value")

        def of(name: str) -> Field | None:
            parts = parts_for(view.openings, name)
            if parts is None:
                return None
            key = tuple(map(id, parts))
            if key not in known:
                known[key] = self.field(parts or (Place(True),), spot)
            return known[key]

        return of

    def _list(self, made: Field, view: View) -> Field:
        made = made.with_(kind=Kind.LIST)
        spot = self._below(made, "*", title=made.title)
        if view.contains:
            made = self._seeking(made, view, spot)
        # A lone schema in brackets with nothing said of the rest is most often meant for all items.
        if len(view.first_items) > 1 or (view.first_items and (view.items or view.no_more_items)):
            made = self._with_positions(made, view)
        several = view.first_items
        if several and view.items and not view.no_more_items:
            several = (*several, view.items)
        if view.contains and not several and not view.items and not self._is_listing(view.contains):
            several = (view.contains, (Place(True),))
        if len(several) > 1:
            whatever = self.field((Place(True),), spot)
            return made.with_(expand_item=lambda: self._union(whatever, several, None, spot))
        if not several and view.no_more_items:
            return made.with_(limits=replace(made.limits, max_items=0))
        parts = several[0] if several else view.items or view.contains or (Place(True),)
        if made.positions or not self._is_listing(parts):
            return made.with_(expand_item=self._once(parts, spot))
        item = self.field(parts, spot)
        choices = item.choices if item.kind in (Kind.CHOICE, Kind.CONST) else ()
        kind = _list_kind(item)
        kind = Kind.LIST if kind is Kind.TAGS and made.widget == "list" else kind
        return made.with_(kind=kind, choices=choices, expand_item=lambda: item)

    def _is_listing(self, parts: Parts) -> bool:
        """Whether items are texts, or each one of a few values."""
        seen = alternatives_of(self._resolver, parts)
        texts = seen.view.told_types is not None and seen.view.told_types - {"null"} == {"string"}
        return len(seen.several) < 2 and (texts or seen.choices is not None)

    def _with_positions(self, made: Field, view: View) -> Field:
        """A list whose first items each have a schema of their own."""
        first = view.first_items
        rest: Parts | None = None if view.no_more_items else view.items or (Place(True),)
        most = made.limits.max_items
        if rest is None:
            most = len(first) if most is None else min(most, len(first))

        def at(index: int) -> Field | None:
            parts = first[index] if index < len(first) else rest
            title = f"Item {index + 1}" if index < len(first) else "Item"
            return None if parts is None else self.field(parts, self._below(made, "*", title=title))

        position = lru_cache(maxsize=None)(at)
        return made.with_(
            limits=replace(made.limits, max_items=most),
            positions=len(first),
            expand_position=lambda index: position(min(index, len(first))),
        )

    def _seeking(self, made: Field, view: View, spot: _Spot) -> Field:
        """A list some items of which have to be of a kind."""
        least = 1 if made.limits.min_contains is None else made.limits.min_contains
        sought = self._once((*view.contains, *view.items), spot)
        return made.with_(limits=replace(made.limits, min_contains=least), expand_sought=sought)

    # Several shapes

    def _union(self, made: Field, several: tuple[Parts, ...], choices: tuple[Any, ...] | None, spot: _Spot) -> Field:
        if len(several) > MOST_ALTERNATIVES:
            return made.with_(kind=Kind.ANY, help=f"{made.help} {_TOO_MANY}".strip(), limits=NO_LIMITS, choices=())

        def branches() -> tuple[Field, ...]:
            views = [alternatives_of(self._resolver, parts).view for parts in several]
            decides = deciding_member(self._resolver, views)
            inside = replace(spot, branch=True, decides=decides.name if decides else "")
            drawn = [self.field(parts, inside) for parts in several]
            titles = branch_titles(drawn, [view_of(self._resolver, parts[-1:]) for parts in several], decides)
            return tuple(
                branch.with_(title=title, nullable=branch.kind is Kind.ANY, location=to_text(parts[-1].location))
                for branch, title, parts in zip(drawn, titles, several, strict=True)
            )

        return made.with_(kind=Kind.UNION, limits=NO_LIMITS, choices=(), expand_branches=branches)

    # Places

    def _hints_at(self, spot: _Spot) -> tuple[str, FieldHint]:
        """A field's template, and what the hints say of it; both empty where there are no hints at all."""
        hints = self._hints
        if not hints.fields and not hints.generated:
            return "", NO_FIELD_HINT
        template = to_text(spot.path)
        hint = hints.fields.get(template, NO_FIELD_HINT)
        if spot.branch and hint is not NO_FIELD_HINT:  # the words are the whole union's, not each alternative's
            hint = FieldHint(placeholder=hint.placeholder, widget=hint.widget)
        return template, hint

    def _groups_of(self, path: tuple[str, ...]) -> tuple[Grouped, ...]:
        """How the hints group the members of an object."""
        if not self._hints.groups:
            return ()
        template = to_text(path)
        return tuple(
            Grouped(
                one.title,
                tuple(to_parts(place)[-1] for place in one.members if place.rpartition("/")[0] == template),
                one.help,
                one.folded,
            )
            for one in self._hints.grouped.get(template, ())
        )

    def _below(self, made: Field, name: str, *, required: bool = False, title: str = "") -> _Spot:
        return _Spot((*made.path, name), made.depth + 1, required, title, read_only=made.read_only)

    def _once(self, parts: Parts, spot: _Spot) -> Callable[[], Field | None]:
        return lambda: self.field(parts, spot)


def _title(view: View, spot: _Spot) -> str:
    own = text(view.words, "title")
    if not spot.path:
        return definition_title(own or view.defined[0], view.defined[1]) or "Document"
    if spot.path[-1] not in ("*", "**") or not spot.title:  # a member may be called so
        return member_title(spot.path[-1], own, view.defined[0])
    structured = bool(view.properties)
    return (own and member_title("", own, "")) or (structured and definition_title(*view.defined)) or spot.title


def _note(view: View) -> str:
    if view.outside:
        return f"The schema describes this elsewhere (“{view.outside}”), so that anything can be written here, as JSON."
    return ""


def _shown_as_text(view: View) -> bool:
    """Anything is allowed, but the publisher's examples are texts: then a person should not have to write JSON."""
    examples = examples_of(view.words, False, None)
    return bool(examples) and all(isinstance(example, str) for example in examples)


def _list_kind(item: Field) -> Kind:
    if item.kind in (Kind.CHOICE, Kind.CONST):
        return Kind.CHOICES
    longest = item.limits.max_length
    short = longest is None or longest <= _LONGEST_TAG
    return Kind.TAGS if item.kind in _TAG_KINDS and short else Kind.LIST
