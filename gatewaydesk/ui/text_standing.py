"""How the text of the JSON view stands to the document: what those who keep the two in step share, and what is said."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.document.edits import Edit
from gatewaydesk.document.reading import Sheet
from gatewaydesk.pointer import Pointer
from gatewaydesk.ui.panels import json_places
from gatewaydesk.ui.panels.json_view import JsonView
from gatewaydesk.ui.unfinished import History, Kept

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel

SHORT = 60_000  # characters of a text that is handled within a frame, without the background
_REST = 60  # milliseconds after which a cursor has come to rest
_LAYING = "What you pasted has very long lines; it is being laid out over lines…"


class State(Enum):
    """How the text stands to the document."""

    AWAY = "away"  # no text has been made
    SAME = "same"  # it says what the document says
    TYPED = "typed"  # it was changed and has not been read
    BROKEN = "broken"  # it cannot be read
    BOTH = "both"  # it can be read, and the form has changed as well


class Standing(QObject):
    """What is known of a text and of the dataset that it stands for.

    Attributes:
        model, draft: the dataset, and its draft's ID.
        kept: the texts that were left unfinished, by draft.
        history: the states of a text that is broken.
        sheet: the text with its places, where it is as it was read or made last.
        queue: the form's changes that have not reached the text.
        turn: counts every change of the text: an answer about an older one is dropped.
        place: the place of the document that is marked.
        trouble: why the text cannot be read.
        notice: what is said until the next key.
        laying: stands for a paste that is being laid out, or None.
        active: whether the text can be seen.
        both: the form has changed as well.
        unread: the text was changed and has not been read.
        filling: a text is being shown, slice by slice.
        applying: the document is being made what the text says.
        stays: what happens now may not take the focus from the text.

    Signals:
        place_meant(pointer): the cursor in the text came to that place.
        changed(): the text became unfinished or can be taken back, or no longer.
        keep(): the text is unfinished, or was: what is kept of it may have to be another.
    """

    place_meant = Signal(object)
    changed = Signal()
    keep = Signal()

    def __init__(self, view: JsonView, parent: QObject) -> None:
        super().__init__(parent)
        self.view, self.edit = view, view.text
        self.model: FormModel | None = None
        self.draft = ""
        self.kept: dict[str, Kept] = {}
        self.state = State.AWAY
        self._told = ""  # the trouble that was there when the state was set last
        self.active = self.applying = self.stays = False
        self.turn = 0
        self.queue: list[Edit] = []
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.tell_place)
        self._begin()
        self.edit.other_bracket = self._other_bracket
        self.edit.moved.connect(self._rest.start)
        self.edit.came.connect(self._rest.start)

    def _begin(self) -> None:
        self.history = History()
        self.sheet: Sheet | None = None
        self.place: Pointer | None = None
        self.trouble = self.notice = ""
        self.laying: object = None
        self.both = self.unread = self.filling = False

    def forget(self) -> None:
        """There is no text any more, and nothing is known of it."""
        self._rest.stop()
        self.turn += 1
        self.queue.clear()
        self._begin()
        self.edit.show_text("")
        self.edit.setReadOnly(True)

    @property
    def unfinished(self) -> bool:
        """Whether the text waits for the person: it is broken, or it and the form have both changed."""
        return self.state in (State.BROKEN, State.BOTH) or self.draft in self.kept

    @property
    def can_go_back(self) -> bool:
        """Whether the text holds something that the document does not: what was typed last may not be read yet."""
        return self.unfinished or self.state is State.TYPED

    @property
    def has_focus(self) -> bool:
        """Whether somebody is in the text."""
        return self.edit.hasFocus()

    def set(self, state: State) -> None:
        """The text stands otherwise to the document now."""
        before = (self.unfinished, self.can_go_back, self._told)
        self.state, self._told = state, self.trouble
        if before[0] or self.unfinished:
            self.keep.emit()
        self.say()
        if before != (self.unfinished, self.can_go_back, self._told):
            self.changed.emit()

    def say(self) -> None:
        """Says under the text how it stands."""
        if self.filling:
            self.view.say("The text is being put in…" if self.edit.filling else "")
        elif self.laying is not None or self.edit.filling:
            self.view.say("What you pasted is being put in…" if self.laying is None else _LAYING)
        elif self.state is State.BROKEN:
            meanwhile = " The form has changed since." if self.both else ""
            words = f"{self.notice} {self.trouble} The form keeps the last good value.{meanwhile}".lstrip()
            self.view.say(words, tone="wrong", form=True)
        elif self.state is State.BOTH:
            self.view.say("Both this text and the form have changed. Which one counts?", form=True, text=True)
        elif self.state is State.SAME:
            self.view.say(self.notice)

    # Places

    def tell_place(self) -> None:
        """The cursor has come to rest somewhere."""
        if self.sheet is None or self.state is not State.SAME or self.filling or not self.has_focus:
            return
        place = json_places.at_cursor(self.edit, self.sheet)
        if place != self.place:
            self.place = place
            self.place_meant.emit(place)
        self.mark_place(scroll=False)

    def mark_place(self, *, scroll: bool) -> None:
        """Marks the lines of the place, where they are known."""
        if self.sheet is not None and self.place is not None and self.state is State.SAME and not self.filling:
            json_places.mark(self.edit, self.sheet, self.place, scroll=scroll)

    def _other_bracket(self, position: int) -> int | None:
        return None if self.sheet is None or self.filling else json_places.other_bracket(self.sheet, position)
