"""One document as a form shows it: what it reads of it, what it does with it, and who is told of a change."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.fields import Field
from gatewaydesk.services.switching import told_lost
from gatewaydesk.ui.breathing import much_is_gone
from gatewaydesk.ui.form.beside import Beside
from gatewaydesk.ui.form.checks import Checks, Index
from gatewaydesk.ui.form.hands import Hands
from gatewaydesk.ui.form.lost_focus import LostFocus
from gatewaydesk.ui.form.mending import Mending
from gatewaydesk.ui.form.parts import Node, Parts
from gatewaydesk.ui.form.stillness import Stillness
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.undecided import open_choice

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

_folds: dict[str, bool] = {}


class TextBeside(Protocol):
    """The whole document as text, where it is shown beside the form."""

    @property
    def unfinished(self) -> bool:
        """Whether the text holds something that cannot be read."""

    def commit(self) -> None:
        """Takes over what was typed in it."""


class FormModel(QObject):
    """One document on the screen.

    The document changes only through `authoring`; the parts of the form that show a changed place are refreshed,
    then the whole document is checked once, however many changes came together.

    Attributes:
        beside: what is kept beside the document.
        parts: the parts of the form, which tell it themselves that they are there.
        checks: when the document is checked.

    Signals:
        changed(Change): the document has changed, and the form shows it.
        unfinished_changed(): somebody has typed what is no value yet, or made one of it.
        problems_changed(): a check has ended.
        focus_changed(pointer): the editor of that place has the focus.
        go_to_requested(pointer): somebody wants to be shown that place.
        lost(pointer, words): the alternative that was chosen there could not keep all that was written.
    """

    changed = Signal(object)
    unfinished_changed = Signal()
    problems_changed = Signal()
    focus_changed = Signal(object)
    go_to_requested = Signal(object)
    lost = Signal(object, str)

    def __init__(
        self,
        authoring: Authoring,
        tasks: Tasks | None = None,
        parent: QObject | None = None,
        folds: MutableMapping[str, bool] | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        """Args:
        authoring: the document and its schema.
        tasks: where checks of large documents run; without it the model makes its own.
        folds: remembers which optional fields were folded open; shared by all forms when not given.
        read_only: the document is looked at here, and changed elsewhere.
        """
        super().__init__(parent)
        self.authoring = authoring
        self.read_only = authoring.document.locked = read_only
        self._to_read: dict[int, tuple[Field, Field]] = {}  # fields, and what they are where all is only read
        self.folds = _folds if folds is None else folds
        self.inline_help = False
        self.folding = True
        self.beside = Beside()
        authoring.drawn, authoring.chosen = True, lambda: self.beside.branches
        self.parts = Parts()
        self.still = Stillness(self)
        self.lost_focus = LostFocus()
        self.hands = Hands(self.still, self)
        self.stepping = False  # an undo or a redo is being shown
        self.text: TextBeside | None = None
        self.choose: Callable[[Pointer, Field], object] | None = None  # opens the gateway's list that a field has
        self._all_touched = False
        self._tasks = tasks
        self.checks = Checks(self)
        self.mending = Mending(self)
        self._unlisten = (authoring.listen(self._on_change), authoring.listen_problems(self._on_problems))
        if authoring.checked == authoring.document.revision:
            self._on_problems()
        else:
            self.checks.now()

    def close(self) -> None:
        """Stops listening to the document; the form shows nothing new from now on."""
        for unlisten in self._unlisten:
            unlisten()
        self.checks.close()
        self.authoring.drawn, self.authoring.chosen = False, dict
        self.mending.close()
        self.still.forget()
        self.hands.close()
        self.parts.clear()
        much_is_gone()

    # Reading

    def value(self, pointer: Pointer) -> Any:
        """What the document holds at a place, or ABSENT."""
        return self.authoring.document.get(pointer)

    def problems_at(self, pointer: Pointer) -> list[Problem]:
        """The problems of exactly that place."""
        return self.checks.index.at.get(pointer, [])

    def problems_below(self, pointer: Pointer) -> list[Problem]:
        """The problems of that place and of all inside it, in document order."""
        return self.checks.index.below.get(pointer, [])

    def visible_problems(self, pointer: Pointer) -> list[Problem]:
        """The problems of a place that a person should see by now: an empty field is no problem until touched."""
        quiet = not self.touched(pointer)
        return [one for one in self.problems_at(pointer) if not (quiet and one.severity is Severity.EMPTY)]

    def touched(self, pointer: Pointer) -> bool:
        """Whether the person has been there, or has asked for everything that is wrong."""
        return self._all_touched or pointer in self.beside.touched

    def drawn(self, field: Field) -> Field:
        """The field as it is drawn here: where the document is only read, every one is a read-only field."""
        if not self.read_only or field.read_only:
            return field
        if id(field) not in self._to_read:
            self._to_read[id(field)] = (field, field.with_(read_only=True))
        return self._to_read[id(field)][1]

    def chosen_branch(self, pointer: Pointer, union: Field) -> int:
        """The alternative that the person chose at a place, or -1."""
        chosen = self.beside.branches.get(pointer, -1)
        return chosen if chosen < len(union.branches) else -1

    @property
    def tasks(self) -> Tasks:
        """Where what takes long is done."""
        if self._tasks is None:
            self._tasks = Tasks(self, workers=1)
            QCoreApplication.instance().aboutToQuit.connect(self._tasks.close)
        return self._tasks

    def nodes(self, pointer: Pointer) -> list[Node]:
        """The parts of the form that show that place, outermost first."""
        return list(self.parts.at(pointer))

    # Doing

    def choose_branch(self, pointer: Pointer, union: Field, index: int) -> None:
        """Draws another alternative; the document changes only where something was written already."""
        value = self.value(pointer)
        self.beside.choose(pointer, index, value)
        if value not in (ABSENT, None) and self.authoring.choose_branch(pointer, union, index) is None:
            self.checks.soon()  # nothing was written, and what is asked for may be something else all the same
        for node in self.parts.at(pointer):
            node.refresh(None)
        lost = told_lost(union.title, value, self.value(pointer))
        if lost:
            self.lost.emit(pointer, lost)

    def stay_with(self, pointer: Pointer, index: int) -> None:
        """The person wants the alternative that is drawn: what is told and counted goes by it."""
        if self.beside.branches.get(pointer) != index:
            self.beside.choose(pointer, index, self.value(pointer))
            self.checks.soon()

    def keep_to(self, pointer: Pointer, union: Field, index: int) -> None:
        """Somebody types in an alternative: while nothing that is written decides, that is the one they mean."""
        value = self.value(pointer)
        if best_branch(union, value) != index and open_choice(union, value):
            self.beside.choose(pointer, index, value)

    def take_beside(self, before: FormModel) -> None:
        """Goes on where another form of the same document was: what was half typed, and the alternatives chosen."""
        self.beside.unfinished = dict(before.beside.unfinished)
        self.beside.branches = dict(before.beside.branches)
        if self.beside.branches:
            self.checks.soon()

    def touch(self, pointer: Pointer) -> None:
        """The person has been at that place and left it."""
        if not self.touched(pointer):
            self.beside.touched.add(pointer)
            for node in self.parts.at(pointer):
                node.show_problems()

    def touch_all(self) -> None:
        """Shows everything that is wrong or empty (after Check or Submit)."""
        self._all_touched = True
        for _, node in self.parts.all():
            node.show_problems()

    def go_to(self, pointer: Pointer) -> None:
        """Asks whoever shows the form to show that place."""
        self.commit_pending()
        self.authoring.end_merge()
        self.go_to_requested.emit(pointer)

    def commit_pending(self) -> None:
        """Writes what was typed and not yet taken over (half a tag, the start of a choice)."""
        if self.read_only:
            return
        if not self.still.held():
            self.still.flush()
        if self.text is not None:
            self.text.commit()
        widget = QApplication.focusWidget()
        while widget is not None:
            commit = getattr(widget, "commit", None)
            if callable(commit):
                commit()
                return
            widget = widget.parentWidget()

    def leave_unfinished(self, pointer: Pointer, text: str) -> None:
        """Keeps beside the document what is typed at a place and is no value yet; "" where it is one."""
        if text:
            self.beside.unfinished[pointer] = text
        else:
            self.beside.unfinished.pop(pointer, None)
        self.unfinished_changed.emit()

    def unfinished_sentences(self) -> list[str]:
        """What was typed and is no part of the document, a sentence each: JSON that is not JSON yet."""
        told = [
            f"What is typed in “{self.authoring.label(pointer)}” is unfinished JSON, which is not sent."
            for pointer in self.beside.unfinished
        ]
        if self.text is not None and self.text.unfinished:
            told.append("The JSON text beside the form is unfinished: what is sent is what was right last.")
        return told

    def undo(self) -> bool:
        """Takes the last step back and goes to what changed; False when there was none."""
        return self._forget_unfinished() or self._stepped(self.authoring.undo)

    def redo(self) -> bool:
        """Does the last undone step again and goes to what changed; False when there was none."""
        return self._stepped(self.authoring.redo)

    # Inside

    def _forget_unfinished(self) -> bool:
        """What stands in the focused editor and is no value yet is the last step of all."""
        widget = QApplication.focusWidget()
        while widget is not None and getattr(widget, "pointer", None) not in self.beside.unfinished:
            widget = widget.parentWidget()
        if widget is None:
            return False
        pointer: Pointer = getattr(widget, "pointer")  # noqa: B009
        self.leave_unfinished(pointer, "")
        for node in self.parts.at(pointer):
            node.refresh(None)
        return True

    def _stepped(self, step: Callable[[], Change | None]) -> bool:
        self.commit_pending()  # what is half typed is a step of its own; taken over later, it would end all redoing
        self.stepping = True
        try:
            change = step()
        finally:
            self.stepping = False
        if change is None:
            return False
        pointer = change.edits[0].pointer
        while pointer and self.value(pointer) is ABSENT and self.authoring.field_at(pointer) is None:
            pointer = pointer[:-1]
        if pointer and isinstance(pointer[-1], int) and self.value(pointer) is ABSENT:
            pointer = pointer[:-1]
        self.go_to(pointer)
        return True

    def _on_change(self, change: Change) -> None:
        self.beside.follow(change, self.value, stepping=self.stepping)
        concerned = self.parts.concerned(change)
        with self.lost_focus.watching(change):
            self.still.now(lambda: self.parts.refresh(concerned, change))
        self.changed.emit(change)
        self.checks.soon()

    def _on_problems(self) -> None:
        before = self.checks.index
        self.checks.sort()
        self.still.then(lambda: self._show_problems(before))

    def _show_problems(self, before: Index) -> None:
        for pointer, node in self.parts.all():
            if getattr(node, "holds_others", False) or before.at.get(pointer) != self.checks.index.at.get(pointer):
                node.show_problems()
        self.problems_changed.emit()
