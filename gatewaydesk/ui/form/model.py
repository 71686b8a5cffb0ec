"""What the form knows beside the document: problems by place, what was touched, and who is to be told of a change."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gatewaydesk.document.edits import Change
from gatewaydesk.document.following import followed, moved_along, renaming, shifting
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.fields import Field
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.hands import Hands
from gatewaydesk.ui.form.mending import Mending
from gatewaydesk.ui.form.stillness import Stillness
from gatewaydesk.ui.tasks import FRAME, Tasks
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

_MANY = 24
_folds: dict[str, bool] = {}


class Node(Protocol):
    """A part of the form that shows the value at one place."""

    pointer: Pointer

    def refresh(self, change: Change | None) -> None:
        """Shows what the document now holds."""

    def show_problems(self) -> None:
        """Shows what is now known to be wrong here and below."""


class TextBeside(Protocol):
    """The whole document as text, where it is shown beside the form."""

    @property
    def unfinished(self) -> bool:
        """Whether the text holds something that cannot be read."""

    def commit(self) -> None:
        """Takes over what was typed in it."""


@dataclass
class Index:
    """Problems by their place, and by every place above them (each place counts as above itself)."""

    at: dict[Pointer, list[Problem]] = field(default_factory=dict)
    below: dict[Pointer, list[Problem]] = field(default_factory=dict)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Index:
        """Sorts problems by place."""
        made = cls()
        for problem in problems:
            made.at.setdefault(problem.pointer, []).append(problem)
            for depth in range(len(problem.pointer) + 1):
                made.below.setdefault(problem.pointer[:depth], []).append(problem)
        return made


class FormModel(QObject):
    """One document on the screen.

    The document changes only through `authoring`; the parts of the form that show a changed place are refreshed,
    then the whole document is checked once, however many changes came together.

    Signals:
        changed(Change): the document has changed, and the form shows it.
        unfinished_changed(): somebody has typed what is no value yet, or made one of it.
        problems_changed(): a check has ended.
        focus_changed(pointer): the editor of that place has the focus.
        go_to_requested(pointer): somebody wants to be shown that place.
    """

    changed = Signal(object)
    unfinished_changed = Signal()
    problems_changed = Signal()
    focus_changed = Signal(object)
    go_to_requested = Signal(object)

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
        self.unfinished: dict[Pointer, str] = {}
        self.as_json: set[Pointer] = set()  # places that a person wants to edit as JSON
        self.still = Stillness(self)
        self.hands = Hands(self.still, self)
        self.stepping = False  # an undo or a redo is being shown
        self.text: TextBeside | None = None
        self.choose: Callable[[Pointer, Field], object] | None = None  # opens the gateway's list that a field has
        self._branches: dict[Pointer, int] = {}
        self._nodes: dict[Pointer, list[Node]] = {}
        self._index = Index()
        self._indexed: tuple[list[Problem] | None, Index] = (None, self._index)  # the list it was made from, and it
        self._prepared: tuple[list[Problem], Index] | None = None
        self._touched: set[Pointer] = set()
        self._all_touched = False
        self._tasks = tasks
        self._took = 0.0
        self._running = False
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._check)
        self.mending = Mending(self)
        self._unlisten = (authoring.listen(self._on_change), authoring.listen_problems(self._on_problems))
        if authoring.checked == authoring.document.revision:
            self._took = authoring.took
            self._on_problems()
        else:
            self.check_now()

    def close(self) -> None:
        """Stops listening to the document; the form shows nothing new from now on."""
        for unlisten in self._unlisten:
            unlisten()
        self._timer.stop()
        self.mending.close()
        self.still.forget()
        self.hands.close()
        self._nodes.clear()

    # Reading

    def value(self, pointer: Pointer) -> Any:
        """What the document holds at a place, or ABSENT."""
        return self.authoring.document.get(pointer)

    def problems_at(self, pointer: Pointer) -> list[Problem]:
        """The problems of exactly that place."""
        return self._index.at.get(pointer, [])

    def problems_below(self, pointer: Pointer) -> list[Problem]:
        """The problems of that place and of all inside it, in document order."""
        return self._index.below.get(pointer, [])

    def visible_problems(self, pointer: Pointer) -> list[Problem]:
        """The problems of a place that a person should see by now: an empty field is no problem until touched."""
        quiet = not self.touched(pointer)
        return [one for one in self.problems_at(pointer) if not (quiet and one.severity is Severity.EMPTY)]

    def touched(self, pointer: Pointer) -> bool:
        """Whether the person has been there, or has asked for everything that is wrong."""
        return self._all_touched or pointer in self._touched

    def drawn(self, field: Field) -> Field:
        """The field as it is drawn here: where the document is only read, every one is a read-only field."""
        if not self.read_only or field.read_only:
            return field
        if id(field) not in self._to_read:
            self._to_read[id(field)] = (field, field.with_(read_only=True))
        return self._to_read[id(field)][1]

    def chosen_branch(self, pointer: Pointer, union: Field) -> int:
        """The alternative that the person chose at a place, or -1."""
        chosen = self._branches.get(pointer, -1)
        return chosen if chosen < len(union.branches) else -1

    @property
    def tasks(self) -> Tasks:
        """Where what takes long is done."""
        if self._tasks is None:
            self._tasks = Tasks(self, workers=1)
            QCoreApplication.instance().aboutToQuit.connect(self._tasks.close)
        return self._tasks

    @property
    def checking(self) -> bool:
        """Whether a check is under way or about to be."""
        return self._running or self._timer.isActive()

    # Doing

    def choose_branch(self, pointer: Pointer, union: Field, index: int) -> None:
        """Draws another alternative; the document changes only where something was written already."""
        self._branches[pointer] = index
        if self.value(pointer) not in (ABSENT, None):
            self.authoring.choose_branch(pointer, union, index)
        for node in self._nodes_at(pointer):
            node.refresh(None)

    def touch(self, pointer: Pointer) -> None:
        """The person has been at that place and left it."""
        if not self.touched(pointer):
            self._touched.add(pointer)
            for node in self._nodes_at(pointer):
                node.show_problems()

    def touch_all(self) -> None:
        """Shows everything that is wrong or empty (after Check or Submit)."""
        self._all_touched = True
        for pointer in list(self._nodes):
            for node in self._nodes_at(pointer):
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
            self.unfinished[pointer] = text
        else:
            self.unfinished.pop(pointer, None)
        self.unfinished_changed.emit()

    def unfinished_sentences(self) -> list[str]:
        """What was typed and is no part of the document, a sentence each: JSON that is not JSON yet."""
        told = [
            f"What is typed in “{self.authoring.label(pointer)}” is unfinished JSON, which is not sent."
            for pointer in self.unfinished
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

    def check_now(self) -> None:
        """Checks the document before anything else happens."""
        self._timer.stop()
        check_twice_at_first(self.authoring)
        self._took = self.authoring.took

    def check_soon(self) -> None:
        """Checks the document once what goes on now has ended."""
        self._timer.start()

    # Who shows what

    def add_node(self, node: Node) -> None:
        """The node is told of changes and problems from now on."""
        self._nodes.setdefault(node.pointer, []).append(node)

    def drop_node(self, node: Node) -> None:
        """The node is told nothing any more."""
        nodes = self._nodes.get(node.pointer, [])
        if node in nodes:
            nodes.remove(node)
        if not nodes:
            self._nodes.pop(node.pointer, None)

    def nodes(self, pointer: Pointer) -> list[Node]:
        """The parts of the form that show that place, outermost first."""
        return list(self._nodes_at(pointer))

    def _nodes_at(self, pointer: Pointer) -> Iterable[Node]:
        for node in tuple(self._nodes.get(pointer, ())):
            if not isValid(node):
                self.drop_node(node)
            elif node in self._nodes.get(pointer, ()):
                yield node

    # Inside

    def _forget_unfinished(self) -> bool:
        """What stands in the focused editor and is no value yet is the last step of all."""
        widget = QApplication.focusWidget()
        while widget is not None and getattr(widget, "pointer", None) not in self.unfinished:
            widget = widget.parentWidget()
        if widget is None:
            return False
        pointer: Pointer = getattr(widget, "pointer")  # noqa: B009
        self.leave_unfinished(pointer, "")
        for node in self._nodes_at(pointer):
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
        self._follow(change)
        places = {edit.pointer for edit in change.edits}
        if len(places) > _MANY:
            places = {_common(places)}
        concerned = [
            pointer
            for pointer in self._nodes
            if any(pointer[: len(place)] == place[: len(pointer)] for place in places)
        ]
        self.still.now(lambda: self._refresh(concerned, change))
        self.changed.emit(change)
        self._timer.start()

    def _refresh(self, concerned: Iterable[Pointer], change: Change) -> None:
        for pointer in sorted(concerned, key=len):
            for node in self._nodes_at(pointer):
                node.refresh(change)

    @property
    def _kept(self) -> set[Pointer]:
        """The places of which something is kept beside the document."""
        return {*self.unfinished, *self._branches, *self._touched, *self.as_json}

    def _follow(self, change: Change) -> None:
        """What is kept beside the document goes with the item it belongs to, and a step back takes choices back."""
        shifts = shifting(change.edits)
        if shifts:
            moves = {place: followed(place, shifts) for place in self._kept}
            self.as_json = {to for at in self.as_json if (to := moves[at]) is not None}
            self.unfinished = {to: text for at, text in self.unfinished.items() if (to := moves[at]) is not None}
            self._branches = {to: index for at, index in self._branches.items() if (to := moves[at]) is not None}
            self._touched = {to for at in self._touched if (to := moves[at]) is not None}
        names = renaming(change.edits)
        if names is not None:
            self.unfinished = {moved_along(at, names): text for at, text in self.unfinished.items()}
            self._branches = {moved_along(at, names): index for at, index in self._branches.items()}
            self._touched = {moved_along(at, names) for at in self._touched}
            self.as_json = {moved_along(at, names) for at in self.as_json}
            return
        for edit in change.edits:
            depth = len(edit.pointer)
            for at in [one for one in self.unfinished if one[:depth] == edit.pointer and edit not in shifts]:
                if not values.same(get(edit.old, at[depth:]), get(edit.new, at[depth:])):
                    del self.unfinished[at]
        if self.stepping:
            places = {edit.pointer for edit in change.edits}
            for at in list(self._branches):
                replaced = any(at[:depth] in places for depth in range(len(at) + 1))
                if replaced and self.value(at) not in (ABSENT, None):
                    del self._branches[at]

    def _on_problems(self) -> None:
        problems = self.authoring.problems
        prepared, self._prepared = self._prepared, None
        before = self._index
        if problems is not self._indexed[0]:
            ready = prepared is not None and prepared[0] is problems
            self._index = prepared[1] if ready and prepared is not None else Index.of(problems)
            self._indexed = (problems, self._index)
        self.still.then(lambda: self._show_problems(before))

    def _show_problems(self, before: Index) -> None:
        for pointer in sorted(self._nodes, key=len):
            at_changed = before.at.get(pointer) != self._index.at.get(pointer)
            for node in self._nodes_at(pointer):
                if at_changed or getattr(node, "holds_others", False):
                    node.show_problems()
        self.problems_changed.emit()

    def _check(self) -> None:
        if self._running:
            self._again = True
        elif self._took <= FRAME:
            self.check_now()
        else:
            self._running = True
            self.tasks.run(self._examine, self._examined, self._failed, owner=self)

    def _examine(self, token: object) -> tuple[float, Any, Index, int]:
        """In the background: the value may change meanwhile, in which case the answer is followed by another."""
        revision = self.authoring.document.revision
        started = time.perf_counter()
        found = self.authoring.examine(self.authoring.document.value)
        took = time.perf_counter() - started
        problems, index = self._indexed
        return took, found, index if found[0] is problems else Index.of(found[0]), revision

    def _examined(self, answer: tuple[float, Any, Index, int]) -> None:
        self._running = False
        self._took, found, index, revision = answer
        self._prepared = (found[0], index)
        self.authoring.adopt(found)
        if self._again or revision != self.authoring.document.revision:
            self._again = False
            self._timer.start()

    def _failed(self, error: BaseException) -> None:
        """The document changed under the check's hands: it is made again, here, where nothing can change."""
        self._running = self._again = False
        self.check_now()


def check_twice_at_first(authoring: Authoring) -> Authoring:
    """Checks a document; at first again, for the first check also makes the fields, and the second tells how long
    one takes. Where that is long, once must do."""
    first = authoring.checked < 0
    authoring.check()
    if first and FRAME < authoring.took < 8 * FRAME:
        authoring.check()
    return authoring


def _common(places: Iterable[Pointer]) -> Pointer:
    """The deepest place that holds all of these."""
    shortest, *others = sorted(places, key=len)
    same = itertools.takewhile(
        lambda depth: all(other[depth] == shortest[depth] for other in others), range(len(shortest))
    )
    return shortest[: len(list(same))]
