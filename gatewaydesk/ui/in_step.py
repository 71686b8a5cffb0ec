"""Keeps the JSON view and the document in step, both ways, without ever rewriting what somebody is typing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui.panels.json_view import JsonView
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.text_following import TextFollower
from gatewaydesk.ui.text_reading import TextReader
from gatewaydesk.ui.text_standing import Standing, State
from gatewaydesk.ui.unfinished import Kept

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel

KEEP = 100  # milliseconds from a text that cannot be read until it is given to be kept with the draft


class InStep(QObject):
    """The view's business.

    Signals:
        place_meant(pointer): the cursor in the text came to that place.
        state_changed(): the text became unfinished or can be taken back, or no longer.
        kept(draft, members): what is to be kept with that draft of a text that is unfinished; nothing, when it no
            longer is.
    """

    place_meant = Signal(object)
    state_changed = Signal()
    kept = Signal(str, object)

    def __init__(self, view: JsonView, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._at = Standing(view, self)
        self._reader = TextReader(self._at, tasks, self)
        self._follower = TextFollower(self._at, tasks, self._reader.read, self.use_form, self)
        self._keep = QTimer(self, singleShot=True, interval=KEEP)
        self._keep.timeout.connect(self.give_to_keep)
        self._given: dict[str, dict[str, Any]] = {}  # by draft: what was given to be kept
        self._at.place_meant.connect(self.place_meant)
        self._at.changed.connect(self.state_changed)
        self._at.keep.connect(self._keep.start)
        view.use_form.connect(self.use_form)
        view.use_text.connect(self.use_text)

    # What is asked of it

    @property
    def state(self) -> State:
        """How the text stands to the document."""
        return self._at.state

    @property
    def unfinished(self) -> bool:
        """Whether the text waits for the person: it is broken, or it and the form have both changed."""
        return self._at.unfinished

    @property
    def can_go_back(self) -> bool:
        """Whether the text holds something that the document does not: what was typed last may not be read yet."""
        return self._at.can_go_back

    @property
    def has_focus(self) -> bool:
        """Whether somebody is in the text."""
        return self._at.has_focus

    @property
    def stays(self) -> bool:
        """Whether what happens now may not take the focus from the text."""
        return self._at.stays

    @property
    def arriving(self) -> bool:
        """Whether something that was pasted, or the whole text, is still being put in."""
        return self._at.laying is not None or self._at.edit.filling

    @property
    def kept_titles(self) -> list[str]:
        """The drafts whose text is unfinished, the open one first."""
        at = self._at
        mine = [at.model.authoring.title] if at.model is not None and self.unfinished else []
        return mine + [one.title for draft, one in at.kept.items() if draft != at.draft]

    def watch(self, model: FormModel | None, draft: str, left: dict[str, Any] | None = None) -> str:
        """Shows another dataset's text from now on.

        Args:
            model: the dataset.
            draft: its draft's ID.
            left: what was kept with it of a text that was unfinished.

        Returns:
            The title of the dataset whose text was left unfinished, or "". It is kept, and shown again with its draft.
        """
        at, title = self._at, ""
        at.edit.finish()
        if at.model is not None and (self.unfinished or at.unread):
            title = at.model.authoring.title
            if at.state is not State.AWAY and not at.filling:
                at.kept[at.draft] = Kept(at.edit.raw(), title, at.both)
        self.give_to_keep()
        self._forget()
        known = Kept.of(left) if left and model is not None and not model.read_only else None
        if known is not None and draft not in at.kept:
            at.kept[draft], self._given[draft] = known, known.members
        at.model, at.draft = model, draft
        if model is not None:
            model.changed.connect(lambda change: self._follower.form_changed(change) if at.model is model else None)
            model.text = self
        at.set(State.AWAY)
        if at.active or draft in at.kept:
            self._follower.open()
        return title

    def give_to_keep(self) -> None:
        """Has a text that is unfinished kept with its draft, as it is now."""
        at = self._at
        self._keep.stop()
        if at.model is None or at.model.read_only or at.filling:
            return
        if at.state in (State.BROKEN, State.BOTH) or (at.unread and at.state is not State.AWAY):
            made = Kept(at.edit.raw(), at.model.authoring.title, at.both).members
        else:
            known = at.kept.get(at.draft)
            made = known.members if known is not None else {}
        if made != self._given.get(at.draft, {}):
            self._given[at.draft] = made
            self.kept.emit(at.draft, made)

    def rename_draft(self, draft: str) -> None:
        """The window goes on in another draft with the same document."""
        self._at.draft = draft

    def activate(self, active: bool) -> None:
        """The view is shown, or away; away it costs nothing, and its text is made up to date when it comes again."""
        self._at.active = active
        if not active:
            self.commit()
        elif self._at.state is State.AWAY:
            self._follower.open()
        else:
            self._follower.follow()

    def commit(self) -> None:
        """Reads at once what was typed and not yet read."""
        self._reader.commit()

    @property
    def trouble(self) -> str:
        """Why the text cannot be read, in a sentence, or ""."""
        return self._at.trouble

    def go_to_trouble(self) -> None:
        """Puts the cursor into the text, where it cannot be read on."""
        self._at.edit.go_to_wave()

    def show_place(self, pointer: Pointer) -> None:
        """Marks the lines of a place and scrolls there; whoever is in the text is not disturbed."""
        if not self.has_focus or self.stays:
            self._at.place = tuple(pointer)
            self._at.mark_place(scroll=True)

    # Undo

    def undo(self) -> bool:
        """Takes the last step of a text that is broken back; False where the document's own undo should do it."""
        return self._reader.undo()

    def redo(self) -> bool:
        """Does it again."""
        return self._reader.redo()

    @contextlib.contextmanager
    def staying(self) -> Iterator[None]:
        """While an undo or a redo is shown, somebody in the text stays there."""
        self._at.stays = self.has_focus
        try:
            yield
        finally:
            self._at.stays = False

    # Which counts

    def use_form(self) -> None:
        """The form's value counts: the text is written anew."""
        self._at.kept.pop(self._at.draft, None)
        self._forget()
        self._follower.open()

    def use_text(self) -> None:
        """The text counts, although the form has changed as well."""
        self._at.both = False
        self._at.unread = True
        self._reader.read()

    def _forget(self) -> None:
        self._reader.stop()
        self._at.forget()
