"""Edits: the only way a document changes, and the reason why undo, the journal and comparison are easy."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer


@dataclass(frozen=True)
class Edit:
    """One change at one place.

    `old` ABSENT means the member or item was put in; `new` ABSENT means it was taken out. In a list, putting in and
    taking out shift the items behind. `position` is where among its object's members it stands, so that undoing a
    removal puts it back in its old place.
    """

    pointer: Pointer
    old: Any
    new: Any
    position: int | None = None

    @property
    def inverse(self) -> Edit:
        """The edit that undoes this one."""
        return Edit(self.pointer, self.new, self.old, self.position)


@dataclass(frozen=True)
class Change:
    """What one action of a person did: edits in order, undone and redone together.

    `merge` names changes that flow into one undo step while they follow each other (typing in one field).
    """

    edits: tuple[Edit, ...]
    label: str = ""
    merge: str = ""

    @property
    def inverse(self) -> Change:
        """The change that undoes this one."""
        return Change(tuple(edit.inverse for edit in reversed(self.edits)), self.label)


def own(edit: Edit) -> Edit:
    """The edit with a copy of its new value, so that later edits inside that value do not change the history."""
    if isinstance(edit.new, (dict, list)):
        return Edit(edit.pointer, edit.old, copy.deepcopy(edit.new), edit.position)
    return edit


def squeezed(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Joins runs of edits at one place (typing) into one from the first old to the last new value."""
    kept: list[Edit] = []
    for edit in edits:
        last = kept[-1] if kept else None
        plain = edit.old is not ABSENT and edit.new is not ABSENT
        if last is not None and plain and last.pointer == edit.pointer and last.new is not ABSENT:
            kept[-1] = Edit(edit.pointer, last.old, edit.new, last.position)
        else:
            kept.append(edit)
    return tuple(kept)


def apply_edit(root: Any, edit: Edit) -> Any:
    """Changes `root` in place and returns it (or the new root, when the whole document is replaced).

    Raises:
        LookupError: the place does not exist.
    """
    if not edit.pointer:
        return edit.new
    holder = root
    for part in edit.pointer[:-1]:
        holder = holder[part]
    last = edit.pointer[-1]
    if isinstance(holder, list):
        _apply_to_list(holder, last, edit)
    elif isinstance(holder, dict) and isinstance(last, str):
        _apply_to_object(holder, last, edit)
    else:
        raise LookupError(edit.pointer)
    return root


def _apply_to_list(items: list[Any], index: str | int, edit: Edit) -> None:
    if not isinstance(index, int) or not 0 <= index <= len(items):
        raise LookupError(edit.pointer)
    if edit.old is ABSENT:
        items.insert(index, edit.new)
    elif edit.new is ABSENT:
        del items[index]
    else:
        items[index] = edit.new


def _apply_to_object(members: dict[str, Any], name: str, edit: Edit) -> None:
    if edit.new is ABSENT:
        members.pop(name, None)
        return
    if name in members or edit.position is None or edit.position >= len(members):
        members[name] = edit.new
        return
    behind = list(members.items())[edit.position :]
    for other, _ in behind:
        del members[other]
    members[name] = edit.new
    members.update(behind)
