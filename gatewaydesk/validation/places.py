"""Where a problem is, in a person's words: the field's title, and the names of what stands above it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.visible import plain as shown_plainly
from gatewaydesk.validation.hiding import hides, is_secret
from gatewaydesk.validation.languages import words

_NAMING = ("name", "title", "label")
_AFTER_A_NOUN = frozenset({"of", "about", "for", "from", "in", "on", "to", "using", "with"})
_LONGEST_NAME = 40
_LOOKED_AT = 1_000  # characters of a name
_LAST = 1_000_000


@dataclass(slots=True)
class Place:
    """One place in a document.

    Attributes:
        field: what the schema says of it, None where it says nothing.
        value: what is there, or ABSENT.
        title: what a person calls it.
        trail: what stands above it, outermost first, lists merged with the item that was entered.
        order: sorts places the way the form shows them.
        required: a person has to put something here.
        added: a person put it there themselves, an item of a list or a free member, and can take it out again.
        secret: the schema says of it, or of what it is in, that what is written there must not be told.
        union: where the schema offers alternatives, the field that holds them; `field` is then the one chosen.
    """

    field: Field | None
    value: Any
    title: str
    trail: tuple[str, ...]
    order: tuple[int, ...]
    required: bool
    union: Field | None = None
    added: bool = False
    secret: bool = False


class Places:
    """The places of one document, each worked out once. To be thrown away when the document changes."""

    def __init__(self, root: Field, value: Any) -> None:
        field, union = _resolved(root, value), _union(root, value)
        top = Place(field, value, root.title, (), (), True, union, secret=is_secret(field, union, value))
        self._known: dict[Pointer, Place] = {(): top}
        self._children: dict[int, dict[str, tuple[int, Field]]] = {}
        self._written: dict[int, dict[str, int]] = {}
        self._secrets: dict[int, frozenset[str]] = {}
        self._alike: dict[tuple[int, str], tuple[int, Field] | None] = {}  # by the field above, and the member's name

    def at(self, pointer: Pointer) -> Place:
        """The place of that pointer, whether it exists or not."""
        known = self._known.get(pointer)
        if known is None:
            above = self.at(pointer[:-1])
            made = self._item(above, pointer) if isinstance(pointer[-1], int) else self._member(above, pointer)
            known = self._known[pointer] = made
        return known

    def _member(self, above: Place, pointer: Pointer) -> Place:
        name = str(pointer[-1])
        value = above.value.get(name, ABSENT) if isinstance(above.value, dict) else ABSENT
        plain = self._plain(above.field, name)
        if plain is not None:
            number, known = plain
            trail = self._trail_below(above, pointer)
            secret = above.secret or is_secret(known, None, value)
            return Place(known, value, known.title, trail, (*above.order, number), known.required, secret=secret)
        field, number = None, _LAST
        if above.field is not None:
            number, child = self._children_of(above.field).get(name, (_LAST, None))
            field = child or above.field.member_field(name) or above.field.dormant(name)
        if number == _LAST and isinstance(above.value, dict) and name in above.value:
            number = len(self._children_of(above.field) if above.field else ()) + self._order_in(above.value)[name]
        own_title = field.title if field is not None and field.name == name else _title_elsewhere(above, name)
        resolved, union = None if field is None else _resolved(field, value), _union(field, value)
        return Place(
            resolved,
            value,
            shown_plainly(own_title) or words("place.nameless"),
            self._trail_below(above, pointer),
            (*above.order, number),
            field is not None and field.required,
            union,
            added=field is not None and field.name != name and value is not ABSENT,
            secret=above.secret or is_secret(resolved, union, value),
        )

    def _plain(self, above: Field | None, name: str) -> tuple[int, Field] | None:
        """The number and the field of a member that the schema names and no value decides about, as in most tables."""
        if above is None:
            return None
        key = (id(above), name)
        if key not in self._alike:
            known = self._children_of(above).get(name)
            simple = known is not None and known[1].kind is not Kind.UNION and not known[1].conditional
            simple = simple and known is not None and shown_plainly(known[1].title) == known[1].title
            self._alike[key] = known if simple and known is not None and known[1].name == name else None
        return self._alike[key]

    def _item(self, above: Place, pointer: Pointer) -> Place:
        number = int(pointer[-1])
        value = above.value[number] if isinstance(above.value, list) and number < len(above.value) else ABSENT
        field = above.field.item_at(number) if above.field is not None else None
        union = None
        if field is not None and (field.kind is Kind.UNION or field.conditional):
            field, union = _resolved(field, value), _union(field, value)
        secret = above.secret or is_secret(field, union, value)
        named = None if secret else self._without_secrets(field, value)
        inner = type(pointer[-2]) is int if len(pointer) > 1 else False  # an item of an item: of a row of a matrix
        title = (
            words("place.item.inner", one=above.title, number=number + 1)
            if inner
            else item_name(above.title, number, named)
        )
        return Place(field, value, title, above.trail, (*above.order, number), True, union, added=True, secret=secret)

    def _without_secrets(self, field: Field | None, value: Any) -> Any:
        """An item without its members that are secrets or should hold some, which are not what to call it by."""
        if field is None or type(value) is not dict:
            return value
        kept = self._secrets.get(id(field))
        if kept is None:
            kept = self._secrets[id(field)] = frozenset(child.name for child in field.children if hides(child))
        return {name: one for name, one in value.items() if name not in kept} if kept else value

    def _trail_below(self, above: Place, pointer: Pointer) -> tuple[str, ...]:
        return (*above.trail, above.title) if len(pointer) > 1 else ()

    def _order_in(self, value: dict[str, Any]) -> dict[str, int]:
        """The numbers of an object's members, as they are written."""
        found = self._written.get(id(value))
        if found is None:
            found = self._written[id(value)] = {name: at for at, name in enumerate(value)}
        return found

    def _children_of(self, field: Field) -> dict[str, tuple[int, Field]]:
        found = self._children.get(id(field))
        if found is None:
            found = {child.name: (at, child) for at, child in enumerate(field.children)}
            self._children[id(field)] = found
        return found


def _union(field: Field | None, value: Any) -> Field | None:
    field = field.settled(value) if field is not None else None
    return field if field is not None and field.kind is Kind.UNION else None


def _title_elsewhere(above: Place, name: str) -> str:
    """The title of a member that only other alternatives know than the one that is there, else its name."""
    forms = above.union.branches if above.union is not None else ()
    known = (one.settled(above.value).child(name) for one in forms)
    return next((one.title for one in known if one is not None), name)


def _resolved(field: Field, value: Any) -> Field:
    """What the value decides on: its conditions, and the branch of a union that it belongs to."""
    for _ in range(8):
        field = field.settled(value)
        if field.kind is not Kind.UNION or not field.branches:
            break
        field = field.branches[best_branch(field, value)]
    return field


def item_name(list_title: str, number: int, value: Any) -> str:
    """What to call one item of a list: “Table admissions”, “Observation 2 (Persons)”, “Keyword 3”."""
    one = singular(list_title)
    if isinstance(value, dict):
        for member in _NAMING:
            name = value.get(member)
            if isinstance(name, str) and name.strip():
                if one == list_title:
                    return words("place.item.titled", title=one, name=_shortened(name))
                return words("place.item.named", one=one, name=_shortened(name))
        texts = (text for text in value.values() if isinstance(text, str) and 0 < len(text.strip()) <= _LONGEST_NAME)
        first = next(texts, "")
        if first:
            return words("place.item.text", one=one, number=number + 1, text=_shortened(first))
    return words("place.item", one=one, number=number + 1)


@lru_cache(maxsize=512)
def singular(title: str) -> str:
    """A list's title in the singular where that is plain to see: “Tables” gives “Table”; others stay.

    “Conditions of use” gives “Condition of use”: what stands before a small word is what there are several of.
    """
    first, _, rest = title.partition(" ")
    if rest.partition(" ")[0] in _AFTER_A_NOUN:
        return f"{_one(first)} {rest}"
    parts = title.split()
    return _one(title) if len(parts) <= 2 and len("".join(parts[-1:])) > 3 else title


def _one(noun: str) -> str:
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST_NAME and name.isidentifier():  # as most names of columns are
        return name
    return shown_plainly(" ".join(name[:_LOOKED_AT].split()), _LONGEST_NAME)
