"""Where a problem is, in a person's words: the field's title, and the names of what stands above it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.list_fields import own_title
from gatewaydesk.schema.visible import plain as shown_plainly
from gatewaydesk.validation.hiding import hides, is_secret
from gatewaydesk.validation.item_names import item_name, name_of, with_name
from gatewaydesk.validation.languages import words

_LAST = 1_000_000
_MOST_COUNTED = 500  # names of items of one document that are looked at although nothing may be said about them


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
        # By the list's place and name: the first item of that name, and the names that several items are known to have
        self._first: dict[tuple[int, str], Pointer] = {}
        self._shared: set[tuple[int, str]] = set()
        self._counted: set[int] = set()
        self._renamed: set[Pointer] = set()  # lists of which items that are known go by a name that others have too
        self._uncounted = _MOST_COUNTED

    def at(self, pointer: Pointer) -> Place:
        """The place of that pointer, whether it exists or not."""
        known = self._known.get(pointer)
        if known is None:
            above = self.at(pointer[:-1])
            made = self._item(above, pointer) if isinstance(pointer[-1], int) else self._member(above, pointer)
            known = self._known[pointer] = made
        return known

    def tell_apart(self) -> None:
        """Gives items of long lists that turned out to have one name their numbers too, and all that is in them.

        To be called where all places are known that something is said about, and before it is said.
        """
        if not self._renamed:
            return
        changed, self._renamed = self._renamed, set()
        for pointer, place in self._known.items():  # what stands above comes first
            if not pointer or pointer[:-1] not in changed:
                continue
            changed.add(pointer)
            above = self._known[pointer[:-1]]
            if isinstance(pointer[-1], int):
                place.title, place.trail = (
                    self._title_of_item(above, pointer, place),
                    self._trail_of_item(above, pointer),
                )
            else:
                place.trail = self._trail_below(above, pointer)

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
        trail = self._trail_of_item(above, pointer)
        made = Place(field, value, "", trail, (*above.order, number), True, union, added=True, secret=secret)
        made.title = self._title_of_item(above, pointer, made)
        return made

    def _title_of_item(self, above: Place, pointer: Pointer, item: Place) -> str:
        number = int(pointer[-1])
        if above.field is not None and above.field.positions and (own := own_title(above.field, number)):
            return shown_plainly(own)
        if len(pointer) > 1 and type(pointer[-2]) is int:  # an item of an item: of a row of a matrix
            return words("place.item.inner", one=above.title, number=number + 1)
        named = None if item.secret else self._without_secrets(item.field, item.value)
        name = name_of(named)
        if not name:
            return item_name(above.title, number, named)
        return with_name(above.title, number, name, self._is_shared(above, pointer, name))

    def _is_shared(self, above: Place, pointer: Pointer, name: str) -> bool:
        """Whether another item of the same list has this name; of long lists, another one that is asked about."""
        if len(above.value) <= self._uncounted and id(above) not in self._counted:
            self._counted.add(id(above))
            self._count(above)
        key = (id(above), name)
        if key in self._shared:
            return True
        if self._first.setdefault(key, pointer) == pointer:
            return False
        self._shared.add(key)
        self._renamed.add(pointer[:-1])
        return True

    def _count(self, above: Place) -> None:
        """Finds the names that several items of a list have, where no value decides which names are secrets."""
        field = above.field
        item = field.item if field is not None else None
        decided = item is not None and (item.kind is Kind.UNION or item.conditional)
        if decided or (field is not None and field.expand_position is not None):
            return
        self._uncounted -= len(above.value)
        counts = Counter(name_of(self._without_secrets(item, one)) for one in above.value)
        self._shared.update((id(above), name) for name, count in counts.items() if count > 1)

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

    def _trail_of_item(self, above: Place, pointer: Pointer) -> tuple[str, ...]:
        """What stands above an item: not its list, which it is named by, unless it has a title of its own."""
        field = above.field
        if field is None or not field.positions or not own_title(field, int(pointer[-1])):
            return above.trail
        return self._trail_below(above, pointer)

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
