"""Reads a JSON Schema into the field tree that forms are drawn from. Recursion is expanded only when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gatewaydesk.pointer import ABSENT, to_parts, to_text
from gatewaydesk.schema.alternatives import MOST_ALTERNATIVES, alternatives_of, deciding_member
from gatewaydesk.schema.branch_titles import branch_titles
from gatewaydesk.schema.conditions import Tester
from gatewaydesk.schema.fields import BLANK, NO_LIMITS, Field, Grouped, Kind
from gatewaydesk.schema.filling import can_be_filled
from gatewaydesk.schema.hints import NO_FIELD_HINT, NO_HINTS, FieldHint, Hints
from gatewaydesk.schema.json_types import type_of
from gatewaydesk.schema.list_fields import list_field
from gatewaydesk.schema.object_fields import object_field
from gatewaydesk.schema.resolve import Resolver
from gatewaydesk.schema.settling import Settling
from gatewaydesk.schema.spots import Spot, title_of
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
_LONGEST_TITLE = 300  # characters; what is longer is no title, and would take seconds to be laid out
_LONGEST_HELP = 10_000
_LIST_KINDS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)
_PASSWORD = "password"  # noqa: S105 - the format that OpenAPI has for secrets


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
    return Reader(resolver, hints or NO_HINTS).field((resolver.root,), Spot(required=True))


class Reader:
    """One schema being read; the fields' `expand_*` functions hold on to it."""

    def __init__(self, resolver: Resolver, hints: Hints) -> None:
        self.resolver = resolver
        self.hints = hints
        self._tester = Tester(resolver)
        self._members: dict[tuple[Any, ...], tuple[Parts, Field]] = {}

    def field(self, parts: Parts, spot: Spot) -> Field:
        """The field of a value for which all the parts hold."""
        seen = alternatives_of(self.resolver, parts)
        view = seen.view
        template, hint = self._hints_at(spot)
        made = BLANK.with_(
            path=spot.path,
            title=hint.title or shortened(title_of(view, spot), _LONGEST_TITLE),
            help=hint.help or shortened(text(view.words, "description"), _LONGEST_HELP),
            guidance=hint.guidance or shortened(markdown(text(view.words, "guidance")), _LONGEST_HELP),
            required=spot.required,
            nullable=seen.nullable,
            suggestions=suggestions_of(view.words),
            default=view.words.get("default", ABSENT),
            limits=view.limits,
            depth=spot.depth,
            fill=self.hints.generated.get(template, ""),
            placeholder=hint.placeholder,
            widget=hint.widget,
            hide_empty=hint.hide_empty,
            read_only=spot.read_only or flag(view.words, "readOnly"),
            secret=flag(view.words, "writeOnly") or view.limits.format == _PASSWORD,
            deprecated=flag(view.words, "deprecated"),
            chooser=text(view.words, "x-choices"),
            media_type=text(view.words, "contentMediaType").strip().lower(),
            encoding=text(view.words, "contentEncoding").strip().lower(),
            location=to_text(parts[0].location) if parts else "",
        )
        if seen.too_many:
            return made.with_(help=f"{made.help} {_TOO_MANY}".strip(), limits=NO_LIMITS)
        if len(seen.several) > 1:
            made = self.union(made, seen.several, seen.choices, spot)
        else:
            made = self._single(made, view, seen.choices, spot)
        if made.fill and not can_be_filled(made, made.fill):
            made = made.with_(fill="")
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

    def _settling(self, made: Field, view: View, parts: Parts, spot: Spot) -> Settling:
        null_apart = made.nullable and len(view.parts) != len(parts)  # an alternative beside the one that is drawn

        def read(more: Parts) -> Field:
            settled = self.field(more, spot)
            return settled.with_(nullable=True) if null_apart else settled

        def member(said: Parts, name: str) -> Field:
            return self.field(said, self.below(made, name))

        return Settling(self.resolver, self._tester, view.parts, made, read, member)

    # One shape

    def _single(self, made: Field, view: View, choices: tuple[Any, ...] | None, spot: Spot) -> Field:
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
            return object_field(self, made, view, spot)
        if kind is Kind.LIST:
            return list_field(self, made, view)
        if kind is Kind.ANY:
            if view.shapeless and _shown_as_text(view):
                return made.with_(kind=Kind.TEXT, nullable=False)
            return made.with_(nullable=True, help=made.help or _note(view))
        return made.with_(kind=kind)

    def _chosen(self, made: Field, view: View, choices: tuple[Any, ...], spot: Spot) -> Field:
        offered = choices_of(choices, view.words)
        if not offered:
            return made.with_(kind=Kind.NULL if made.nullable else Kind.ANY)
        if {type_of(value) for value in choices} == {"boolean"} and len(choices) == 2:
            return made.with_(kind=Kind.BOOLEAN)
        only = len(offered) == 1 and (view.fixed or spot.branch)
        return made.with_(kind=Kind.CONST if only else Kind.CHOICE, choices=offered)

    # Several shapes

    def union(self, made: Field, several: tuple[Parts, ...], choices: tuple[Any, ...] | None, spot: Spot) -> Field:
        """A value that may be of several shapes, each drawn in its own way."""
        if len(several) > MOST_ALTERNATIVES:
            return made.with_(kind=Kind.ANY, help=f"{made.help} {_TOO_MANY}".strip(), limits=NO_LIMITS, choices=())

        def branches() -> tuple[Field, ...]:
            views = [alternatives_of(self.resolver, parts).view for parts in several]
            decides = deciding_member(self.resolver, views)
            inside = replace(spot, branch=True, decides=decides.name if decides else "")
            drawn = [self.field(parts, inside) for parts in several]
            titles = branch_titles(drawn, [view_of(self.resolver, parts[-1:]) for parts in several], decides)
            return tuple(
                branch.with_(title=title, nullable=branch.kind is Kind.ANY, location=to_text(parts[-1].location))
                for branch, title, parts in zip(drawn, titles, several, strict=True)
            )

        return made.with_(kind=Kind.UNION, limits=NO_LIMITS, choices=(), expand_branches=branches)

    # Places

    def _hints_at(self, spot: Spot) -> tuple[str, FieldHint]:
        """A field's template, and what the hints say of it; both empty where there are no hints at all."""
        hints = self.hints
        if not hints.fields and not hints.generated:
            return "", NO_FIELD_HINT
        template = to_text(spot.path)
        hint = hints.fields.get(template, NO_FIELD_HINT)
        if spot.branch and hint is not NO_FIELD_HINT:  # the words are the whole union's, not each alternative's
            hint = FieldHint(placeholder=hint.placeholder, widget=hint.widget)
        return template, hint

    def groups_of(self, path: tuple[str, ...]) -> tuple[Grouped, ...]:
        """How the hints group the members of an object."""
        if not self.hints.groups:
            return ()
        template = to_text(path)
        return tuple(
            Grouped(
                one.title,
                tuple(to_parts(place)[-1] for place in one.members if place.rpartition("/")[0] == template),
                one.help,
                one.folded,
            )
            for one in self.hints.grouped.get(template, ())
        )

    def below(self, made: Field, name: str, *, required: bool = False, title: str = "") -> Spot:
        """Where a member or an item of a field stands."""
        return Spot((*made.path, name), made.depth + 1, required, title, read_only=made.read_only)

    def kept(self, key: tuple[Any, ...], parts: Parts, make: Callable[[], Field]) -> Field:
        """A member made once; its parts are held on to, so that the nodes' ids stay theirs."""
        if key not in self._members:
            self._members[key] = (parts, make())
        return self._members[key][1]

    def once(self, parts: Parts, spot: Spot) -> Callable[[], Field | None]:
        """Makes a field when it is asked for."""
        return lambda: self.field(parts, spot)


def _note(view: View) -> str:
    if view.outside:
        return f"The schema describes this elsewhere (“{view.outside}”), so that anything can be written here, as JSON."
    return ""


def _shown_as_text(view: View) -> bool:
    """Anything is allowed, but the publisher's examples are texts: then a person should not have to write JSON."""
    examples = examples_of(view.words, False, None)
    return bool(examples) and all(isinstance(example, str) for example in examples)
