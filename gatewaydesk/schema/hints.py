"""What a form does with a schema beyond the schema: order, groups, wording, widgets, and what is filled in by itself.

Hints are kept as `hints.json` beside a schema, or as a person's own file, which then counts alone. Their format is
itself a schema, `resources/schemas/hints/schema.json`, by which the same form edits them. Places are templates: the
text of a field's path, where `*` stands for any item of a list and `**` for any free member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from gatewaydesk.pointer import ABSENT

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class GroupHint:
    """Members of one object that are shown together under a heading; the data stay as they are.

    Attributes:
        members: templates of the members, in the order in which they are shown.
        folded: folded away at first, while nothing is written in it.
    """

    title: str
    members: tuple[str, ...]
    help: str = ""
    folded: bool = False


@dataclass(frozen=True)
class FieldHint:
    """How one field is worded and drawn; what is empty stays as the schema has it.

    Attributes:
        placeholder: what stands in the empty editor, in grey.
        example: a value of the field, or ABSENT; it comes before the schema's own.
        widget: a name out of `WIDGETS`.
        hide_empty: not shown while nothing is written there (a required field always is).
    """

    title: str = ""
    help: str = ""
    guidance: str = ""
    placeholder: str = ""
    example: Any = ABSENT
    widget: str = ""
    hide_empty: bool = False


@dataclass(frozen=True)
class Hints:
    """Hints for one schema; a schema needs none.

    Attributes:
        order: templates in the order in which people fill the fields in; those that are not named follow.
        groups: members shown together; those at the top become sections of their own.
        fields: template to wording and widget.
        generated: template of a field that the application is to fill in, to the name of its rule (`uuid`, `version`,
            …); which of them it does fill in, the fields decide: see `widgets.filled_in`.
        given: every template as often as the hints name it, with the name of what it is given for.
    """

    order: tuple[str, ...] = ()
    groups: tuple[GroupHint, ...] = ()
    fields: Mapping[str, FieldHint] = field(default_factory=lambda: _NOTHING)
    generated: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    given: tuple[tuple[str, str], ...] = ()

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Template to its number in `order`."""
        return {text: at for at, text in reversed(list(enumerate(self.order)))}

    @cached_property
    def grouped(self) -> Mapping[str, tuple[GroupHint, ...]]:
        """Template of an object to the groups of its members."""
        found: dict[str, tuple[GroupHint, ...]] = {}
        for group in self.groups:
            for above in dict.fromkeys(_above(member) for member in group.members):
                found[above] = (*found.get(above, ()), group)
        return found

    def is_generated(self, group: GroupHint) -> bool:
        """Whether the application fills in every member of a group."""
        return bool(group.members) and all(member in self.generated for member in group.members)

    @property
    def generated_group(self) -> GroupHint | None:
        """The group of fields that the application fills in."""
        return next((one for one in self.groups if self.is_generated(one)), None)


NO_HINTS = Hints()
NO_FIELD_HINT = FieldHint()


def from_json(value: Any) -> Hints:
    """Reads the content of a hints file; what is not as expected there is passed over."""
    top = value if isinstance(value, dict) else {}
    order = tuple(_texts(top.get("order")))
    named = [(one, list(_texts(one.get("members")))) for one in _objects(top.get("groups"))]
    groups = tuple(
        GroupHint(
            _text(one.get("title")), tuple(filter(_is_place, members)), _text(one.get("help")), _yes(one, "folded")
        )
        for one, members in named
    )
    fields: dict[str, FieldHint] = {}
    generated: dict[str, str] = {}
    given = [*((place, "order") for place in order), *((place, "group") for _, members in named for place in members)]
    for one in _objects(top.get("fields")):
        place = one.get("place")
        if not isinstance(place, str):
            continue
        given.append((place, "field"))
        if place in fields:
            continue
        fields[place] = FieldHint(
            **{word: _text(one.get(word)) for word in ("title", "help", "guidance", "placeholder", "widget")},
            example=one.get("example", ABSENT),
            hide_empty=_yes(one, "hide_empty"),
        )
        if _text(one.get("filled_by")):
            generated[place] = _text(one.get("filled_by"))
    return Hints(order, groups, MappingProxyType(fields), MappingProxyType(generated), tuple(given))


def _is_place(text: str) -> bool:
    return text.startswith("/")


def _above(template: str) -> str:
    return template.rpartition("/")[0]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _yes(one: Mapping[str, Any], word: str) -> bool:
    return one.get(word) is True


def _texts(value: Any) -> Iterator[str]:
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, str))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, dict))
