"""One dataset's metadata while it is written: a document, the schema it follows, and each way of changing it."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Self

from gatewaydesk.document.difference import difference
from gatewaydesk.document.document import Document, Listener
from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.document.following import nothing_in
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get
from gatewaydesk.schema.branching import best_branch, blank, field_at
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.widgets import filled_in
from gatewaydesk.services.generated import FILLS, starting_value
from gatewaydesk.services.switching import carried
from gatewaydesk.services.titles import title_of
from gatewaydesk.validation.places import Places

UNKNOWN = object()
"""Nobody can tell what was there."""


class SchemaDocument:
    """A document that follows a schema: what a person does to it becomes edits, each of which can be undone."""

    def __init__(self, schema: LoadedSchema, value: Any = ABSENT) -> None:
        self.schema = schema
        self.document = Document(value)

    @classmethod
    def new(cls, schema: LoadedSchema) -> Self:
        """An empty document whose generated fields are filled in."""
        return cls(schema, starting_value(schema))

    @property
    def root(self) -> Field:
        """The field of the whole document."""
        return self.schema.root

    @property
    def title(self) -> str:
        """The dataset's title, or "Untitled"."""
        return title_of(self.document.value)

    def field_at(self, pointer: Pointer) -> Field | None:
        """The field of a place, as the values above it decide (items, alternatives, free members)."""
        return field_at(self.root, pointer, self.document.value)

    def label(self, pointer: Pointer) -> str:
        """The place in words: "Structural metadata › Table admissions › Column dob"."""
        place = Places(self.root, self.document.value).at(pointer)
        return " › ".join((*place.trail, place.title))

    # Changing

    def set_value(self, pointer: Pointer, field: Field, value: Any, merge: str = "") -> Change | None:
        """Writes what a person typed; ABSENT means that they emptied it. Of a list, only what differs is written, so
        that what is said of its other items goes along with them.

        Emptied, a required member that may be null becomes null, and so does one that was null already; any other
        member goes. Where that leaves nothing in optional objects above it, they go instead, or become what they
        were when nothing was written in them.
        """
        label = f"change {field.title}"
        old = self.document.get(pointer)
        if isinstance(value, list) and isinstance(old, list) and not merge:
            edits = [replace(edit, pointer=(*pointer, *edit.pointer)) for edit in difference(old, value)]
            return self.apply(edits, label)
        if value is not ABSENT:
            return self.document.set(pointer, value, label=label, merge=merge, order=self._order)
        if old is ABSENT or old is None:
            return None
        null = field.nullable and (field.required or (pointer and isinstance(pointer[-1], int)))
        was_null = field.nullable and self.document.found_empty(pointer, ABSENT) is None
        edits = self._removal(pointer, None if null or was_null else ABSENT)
        return self.document.apply(edits, label=label, merge=merge)

    def include(self, pointer: Pointer, field: Field) -> Change | None:
        """Puts an optional object in, with whatever it cannot be without."""
        if self.document.get(pointer) not in (ABSENT, None):
            return None
        start = blank(field)
        start = {} if start is ABSENT or start is None else start
        return self.document.set(pointer, start, label=f"include {field.title}", order=self._order)

    def leave_out(self, pointer: Pointer, field: Field) -> Change | None:
        """Takes an optional object out with all that is in it."""
        if self.document.get(pointer) is ABSENT:
            return None
        return self.document.remove(pointer, label=f"leave out {field.title}")

    def add_item(self, pointer: Pointer, field: Field, value: Any = ABSENT) -> Pointer:
        """Adds an item at the end of a list and returns its place."""
        items = self.document.get(pointer)
        index = len(items) if isinstance(items, list) else 0
        if value is ABSENT:
            item = field.item_at(index)
            value = blank(item) if item is not None else ""
            value = "" if value is ABSENT else value
        place = (*pointer, index)
        label = f"add to {field.title}"
        if isinstance(items, list):
            self.document.insert(place, value, label=label)
        else:
            self.document.set(pointer, [value], label=label, order=self._order)
        return place

    def remove_item(self, pointer: Pointer) -> Change | None:
        """Takes an item out of its list. What the last one leaves is what adding the first one found; where that is
        not known, an optional list goes and a required one stays empty.
        """
        above = pointer[:-1]
        holder, field = self.document.get(above), self.field_at(above)
        if isinstance(holder, list) and len(holder) == 1 and field is not None:
            found = self.document.found_by_filling(above, [] if field.required else ABSENT)
            if found is not None and found is not ABSENT:
                return self.document.remove(pointer, label=f"remove from {field.title}")
            edits = self._removal(above) if found is ABSENT else self.document.plan(above, None)
            return self.document.apply(edits, label=f"remove from {field.title}")
        return self.document.remove(pointer, label="remove an item")

    def duplicate_item(self, pointer: Pointer) -> Pointer:
        """Puts a copy of an item behind it and returns the copy's place."""
        place = (*pointer[:-1], int(pointer[-1]) + 1)
        self.document.insert(place, copy.deepcopy(self.document.get(pointer)), label="duplicate an item")
        return place

    def move_item(self, pointer: Pointer, index: int) -> Change | None:
        """Moves an item to another number in its list."""
        return self.document.move(pointer, index, label="move an item")

    def rename_member(self, pointer: Pointer, name: str) -> Change | None:
        """Gives a member of an object another name, in its place."""
        return self.document.rename(pointer, name, label=f"rename {pointer[-1]}")

    def choose_branch(self, pointer: Pointer, field: Field, index: int) -> Change | None:
        """Switches a union to another alternative, keeping what fits both (members of the same name, the first item).

        Where the new alternative is a single value that nothing carries over to, the place becomes empty.
        """
        value = self.document.get(pointer)
        branch = field.branches[index]
        if value is not ABSENT and value is not None and best_branch(field, value) == index:
            return None
        new = carried(value, branch, field.branches[best_branch(field, value)])
        if new is ABSENT and field.name in ("*", "**"):  # an entry stays, whatever becomes of what is in it
            start = blank(branch)
            new = (None if branch.nullable else "") if start is ABSENT else start
        return self.document.set(pointer, new, label=f"change the kind of {field.title}", order=self._order)

    def apply(self, edits: Iterable[Edit], label: str) -> Change | None:
        """Makes several edits as one step."""
        made = list(edits)
        return self.document.apply(made, label=label) if made else None

    def take_values(self, given: Iterable[tuple[Pointer, Any]], label: str) -> Pointer | None:
        """Writes several values as one step, one after the other: each may make the place of the next.

        Returns:
            The first place that has changed, or None where all of it was written already.
        """
        self.document.end_merge()
        first, merge = None, f"take {uuid.uuid4()}"
        for given_place, value in given:
            pointer = self._numbered(given_place)
            change = self.document.set(pointer, value, label=label, merge=merge, order=self._order)
            if change is not None and first is None:
                first = pointer
        self.document.end_merge()
        return first

    def _numbered(self, pointer: Pointer) -> Pointer:
        """A place with its item numbers as numbers, also of a list that is not there yet: only the schema knows it."""
        place: Pointer = ()
        for part in pointer:
            number = isinstance(part, str) and part.isascii() and part.isdigit()
            field = self.field_at(place) if number else None
            place = (*place, int(part) if field is not None and field.kind is Kind.LIST else part)
        return place

    def touch_generated(
        self, given: Mapping[str, Any] = MappingProxyType({}), label: str = "fill in generated fields"
    ) -> Change | None:
        """Fills generated fields that are missing and renews the time of the last change.

        Args:
            given: values, by the name of their rule, that take the place of what is written there.
            label: what undo calls it.
        """
        edits: list[Edit] = []
        for pointer, rule in self._generated():
            missing = self.document.get(pointer) is ABSENT
            if (missing or rule == "modified" or rule in given) and self._has_room(pointer):
                made = given[rule] if rule in given else FILLS[rule]()
                edits.extend(self.document.plan(pointer, made, self._order))
        return self.apply(edits, label)

    # Undo

    @property
    def undo_label(self) -> str | None:
        """What would be undone, or None."""
        return self.document.undo_label

    @property
    def redo_label(self) -> str | None:
        """What would be redone, or None."""
        return self.document.redo_label

    def undo(self) -> Change | None:
        """Takes the last step back."""
        return self.document.undo()

    def redo(self) -> Change | None:
        """Does the last undone step again."""
        return self.document.redo()

    def end_merge(self) -> None:
        """The next change starts an undo step of its own."""
        self.document.end_merge()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with each change; returns the function that ends it."""
        return self.document.listen(listener)

    # Inside

    def _generated(self) -> Iterator[tuple[Pointer, str]]:
        """The places that the application fills in, each with the name of its rule."""
        value = self.document.value
        return ((from_text(text, value), rule) for text, rule in filled_in(self.schema.hints, self.root, value).items())

    def _has_room(self, pointer: Pointer) -> bool:
        """Whether a member can be put there: what stands above it is an object, or nothing yet."""
        above = (self.document.get(pointer[:depth]) for depth in range(len(pointer)))
        return all(one is ABSENT or one is None or isinstance(one, dict) for one in above)

    def _order(self, pointer: Pointer) -> Iterable[str]:
        field = self.field_at(pointer)
        if field is not None and field.kind is Kind.UNION:
            value = self.document.get(pointer)
            field = field.branches[best_branch(field, value)].settled(value)
        return [child.name for child in field.children] if field is not None else []

    def _removal(self, pointer: Pointer, left: Any = ABSENT) -> list[Edit]:
        """Empties a place, or takes it out with optional objects above it in which nothing else is written.

        What is required in such an object would otherwise be asked for because of a key that slipped. An object that
        was there when nothing was written in it becomes what it was.
        """
        target, at = pointer, pointer
        while len(at) > 1:
            below, at = at[-1], at[:-1]
            holder, field = self.document.get(at), self.field_at(at)
            if not isinstance(holder, dict) or field is None or field.name != at[-1]:
                break  # an item, or a free member: a person added it, and only a person takes it out
            others = [name for name in holder if name != below]
            if others and not self._are_bare(at, others):
                break
            found = self.document.found_empty(at, UNKNOWN)
            if isinstance(found, dict):
                target, left = self._first_missing(found, pointer, len(at))
                break
            if found is UNKNOWN and others:
                break  # whether these were so before is not known
            if found is None and field.nullable:
                target, left = at, None
            elif not field.required:
                target, left = at, ABSENT
        return self.document.plan(target, left)

    def _are_bare(self, pointer: Pointer, names: Iterable[str]) -> bool:
        """Whether nothing is written in these members, and none of them is an entry that a person added."""
        known = set(self._order(pointer))
        for name in names:
            value = self.document.get((*pointer, name))
            bare = self._are_bare((*pointer, name), value) if isinstance(value, dict) else nothing_in(value)
            if name not in known or not bare:
                return False
        return True

    def _first_missing(self, found: Any, pointer: Pointer, depth: int) -> tuple[Pointer, Any]:
        """The first place on the way to another that was absent or null when nothing was written, and which it was."""
        for size in range(depth + 1, len(pointer) + 1):
            value, field = get(found, pointer[depth:size]), self.field_at(pointer[:size])
            if value is ABSENT or value is None:
                return pointer[:size], value if field is not None and field.nullable else ABSENT
        return pointer, ABSENT
