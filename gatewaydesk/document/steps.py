"""Steps of a document as text: written down as they are made, and read again to be done, undone and redone.

A step is an object with its `label` and its `edits`, each `{"at": pointer, "old": …, "new": …, "position": …}`, where a
missing `old` or `new` is ABSENT. A lone change inside a text says only what differs, `{"at": pointer, "from": 7,
"out": "old part", "in": "new part"}`: a key typed into a long text costs some bytes. To read such a step, the document
has to be as it was just before it, or just after.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.edits import Change, Edit, apply_edit, own, squeezed
from gatewaydesk.document.spelling import common_ends
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import ABSENT, Pointer, get

_SHORT = 60  # characters of a text that is written whole


class Kind(StrEnum):
    """What a change did to the steps that can be undone and redone."""

    DO = "do"  # a new step
    MORE = "more"  # went into the step before it
    UNDO = "undo"
    REDO = "redo"
    WITHDRAW = "withdraw"  # as if the last step had never been
    WHOLE = "whole"  # no step: the whole value was put in its place by somebody who knows no steps
    KEPT = "kept"  # no step: the value holds everything up to here
    LOST = "lost"  # no step any more: it could not be read


class NotFitting(ValueError):
    """A step that was written down cannot be read, or not in a document such as this one."""


def to_text(change: Change) -> str:
    """A change as one line of JSON.

    Raises:
        FileProblem: it holds what JSON in UTF-8 cannot carry.
    """
    lone = len(change.edits) == 1
    edits = [_part(edit) if lone and _is_inside_text(edit) else _whole(edit) for edit in change.edits]
    return jsonio.dumps({"label": change.label, "edits": edits}, indent=None)


def before(text: str, value: Any) -> Change:
    """Reads a change that is about to be made to `value`.

    Raises:
        NotFitting: it cannot be read, or `value` is not what it was made on.
    """
    return _read(text, value, done=False)


def after(text: str, value: Any) -> Change:
    """Reads a change that has just been made, and led to `value`.

    Raises:
        NotFitting: it cannot be read, or did not lead there.
    """
    return _read(text, value, done=True)


def put_on_top(value: Any, text: str) -> Any:
    """Makes a change that was written down, in place, and returns the document (see `apply_edit`).

    Raises:
        NotFitting: it does not fit; `value` is then as it was.
    """
    return _made(value, before(text, value))


@dataclass
class Recalled:
    """A step that was written down in one or several texts, to be read only when it is undone or redone."""

    texts: tuple[str, ...]

    @cached_property
    def label(self) -> str:
        """What the step did, or "" where it cannot be read."""
        try:
            return str(json.loads(self.texts[-1])["label"])
        except (ValueError, KeyError, TypeError):
            return ""

    def undo(self, value: Any) -> tuple[Any, Change]:
        """Takes the step out of the value that it led to; returns the document and the step.

        Raises:
            NotFitting: the step cannot be read, or is not the last; nothing is changed.
        """
        parts: list[Change] = []
        try:
            for text in reversed(self.texts):
                part = after(text, value)
                value = _made(value, part.inverse)
                parts.insert(0, part)
        except NotFitting:
            for part in parts:
                value = _made(value, part)
            raise
        return value, _joined(parts)

    def redo(self, value: Any) -> tuple[Any, Change]:
        """Makes the step again; otherwise like `undo`."""
        parts: list[Change] = []
        try:
            for text in self.texts:
                part = before(text, value)
                value = _made(value, part)
                parts.append(part)
        except NotFitting:
            for part in reversed(parts):
                value = _made(value, part.inverse)
            raise
        return value, _joined(parts)


@dataclass(frozen=True)
class History:
    """What could be undone and redone of a document, last first to go at the end."""

    done: tuple[Recalled, ...] = ()
    undone: tuple[Recalled, ...] = ()


def recalled(steps: Iterable[tuple[str, str]]) -> History:
    """What steps leave to be undone and redone.

    Args:
        steps: kind and text of each, first to last; the first ones may be missing. A text that is empty was forgotten:
            what lies before it cannot be undone.
    """
    done: list[Recalled] = []
    undone: list[Recalled] = []
    dropped: list[Recalled] = []
    for kind, text in steps:
        if kind in (Kind.KEPT, Kind.LOST):
            continue
        if not text or kind == Kind.WHOLE:
            done, undone, dropped = [], [], []
        elif kind == Kind.DO:
            done.append(Recalled((text,)))
            undone, dropped = [], undone
        elif kind == Kind.MORE:
            before_it = done.pop().texts if done else ()
            done.append(Recalled((*before_it, text)))
        elif kind == Kind.UNDO:
            undone.append(done.pop() if done else _turned(text))
        elif kind == Kind.REDO:
            done.append(undone.pop() if undone else Recalled((text,)))
        elif kind == Kind.WITHDRAW:
            done = done[:-1]
            undone, dropped = dropped, []
    return History(tuple(done), tuple(undone))


def _turned(text: str) -> Recalled:
    """The step of which only the undoing is known: its inverse, for which no document is needed."""
    try:
        told = json.loads(text)
        edits = [_turned_edit(edit) for edit in reversed(told["edits"])]
        return Recalled((jsonio.dumps({"label": told["label"], "edits": edits}, indent=None),))
    except (ValueError, KeyError, TypeError, FileProblem):
        return Recalled(("",))


def _turned_edit(edit: dict[str, Any]) -> dict[str, Any]:
    names = {"old": "new", "new": "old", "in": "out", "out": "in"}
    return {names.get(name, name): value for name, value in edit.items()}


def _joined(parts: list[Change]) -> Change:
    return Change(squeezed(tuple(edit for part in parts for edit in part.edits)), parts[-1].label)


def _made(value: Any, change: Change) -> Any:
    made: list[Edit] = []
    try:
        for edit in change.edits:
            value = apply_edit(value, own(edit))
            made.append(edit)
    except (LookupError, TypeError) as error:
        for edit in reversed(made):
            value = apply_edit(value, own(edit.inverse))
        raise NotFitting(change.label) from error
    return value


# Writing


def _is_inside_text(edit: Edit) -> bool:
    texts = isinstance(edit.old, str) and isinstance(edit.new, str)
    return texts and len(edit.old) + len(edit.new) > _SHORT


def _part(edit: Edit) -> dict[str, Any]:
    first, last = common_ends(edit.old, edit.new)
    return {
        "at": list(edit.pointer),
        "from": first,
        "out": edit.old[first : len(edit.old) - last],
        "in": edit.new[first : len(edit.new) - last],
    }


def _whole(edit: Edit) -> dict[str, Any]:
    made: dict[str, Any] = {"at": list(edit.pointer)}
    for name, value in (("old", edit.old), ("new", edit.new)):
        if value is not ABSENT:
            made[name] = value
    if edit.position is not None:
        made["position"] = edit.position
    return made


# Reading


def _read(text: str, value: Any, *, done: bool) -> Change:
    try:
        told = jsonio.loads(text)
        edits = tuple(_edit(one, value, done=done) for one in told["edits"])
        change = Change(edits, str(told["label"]))
    except (FileProblem, KeyError, TypeError, ValueError) as error:
        raise NotFitting(text[:80]) from error
    if len(edits) == 1 and not _fits(edits[0], value, done=done):
        raise NotFitting(text[:80])
    return change


def _edit(told: dict[str, Any], value: Any, *, done: bool) -> Edit:
    pointer: Pointer = tuple(told["at"])
    if "from" not in told:
        return Edit(pointer, told.get("old", ABSENT), told.get("new", ABSENT), told.get("position"))
    here, first = get(value, pointer), told["from"]
    there, other = (told["in"], told["out"]) if done else (told["out"], told["in"])
    if not isinstance(here, str) or here[first : first + len(there)] != there:
        raise NotFitting(pointer)
    turned = here[:first] + other + here[first + len(there) :]
    return Edit(pointer, turned, here) if done else Edit(pointer, here, turned)


def _fits(edit: Edit, value: Any, *, done: bool) -> bool:
    """Whether a lone edit of a plain value finds what it says: damage that still reads well shows here."""
    there = edit.new if done else edit.old
    if there is ABSENT or isinstance(there, (dict, list)):
        return True
    here = get(value, edit.pointer)
    return type(here) is type(there) and bool(here == there)
