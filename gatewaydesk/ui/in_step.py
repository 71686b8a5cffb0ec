"""Keeps the JSON view and the document in step, both ways, without ever rewriting what somebody is typing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.document.laying import laid_out
from gatewaydesk.document.reading import Examined, Sheet, examine, followed
from gatewaydesk.document.spelling import Replacement, common_ends, written
from gatewaydesk.document.textmap import Units
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Kind
from gatewaydesk.ui.drafting import snapshot
from gatewaydesk.ui.form.json_look import wave
from gatewaydesk.ui.panels import json_places
from gatewaydesk.ui.panels.json_view import JsonView
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.unfinished import History, Kept

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel

PAUSE = 150  # milliseconds without a key after which a text is read
BURST = 1_500  # milliseconds without a key after which the next one begins another undo step
_SHORT = 60_000  # characters of a text that is handled within a frame, without the background
_MERGE = "type JSON"
_LAYING = "What you pasted has very long lines; it is being laid out over lines…"
_LAID = "What you pasted had very long lines: it was laid out over lines, every value as it was."
_NOT_AN_OBJECT = "Line 1, column 1: a dataset has to be one object, which begins with “{” and ends with “}”."


class State(Enum):
    """How the text stands to the document."""

    AWAY = "away"  # no text has been made
    SAME = "same"  # it says what the document says
    TYPED = "typed"  # it was changed and has not been read
    BROKEN = "broken"  # it cannot be read
    BOTH = "both"  # it can be read, and the form has changed as well


class InStep(QObject):
    """The view's business.

    Signals:
        place_meant(pointer): the cursor in the text came to that place.
        state_changed(): the text became unfinished, or is no longer.
    """

    place_meant = Signal(object)
    state_changed = Signal()

    def __init__(self, view: JsonView, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._edit, self._tasks = view, view.text, tasks
        self._model: FormModel | None = None
        self._draft = ""
        self._kept: dict[str, Kept] = {}
        self._history = History()
        self._sheet: Sheet | None = None
        self._queue: list[Edit] = []
        self._state = State.AWAY
        self._trouble = ""
        self._both = self._active = self._applying = self._filling = self._unread = self._under_way = False
        self._turn = 0  # counts every change of the text: an answer about an older one is dropped
        self._place: Pointer | None = None
        self._laying: object = None  # a paste that is being laid out
        self._laid = self._notice = ""  # what is said of a paste when it is there; and is said until the next key
        self.stays = False  # what happens now may not take the focus from the text
        self._pause = _timer(self, PAUSE, self._read)
        self._burst = _timer(self, BURST, self._end_burst)
        self._rest = _timer(self, 60, self._tell_place)
        self._edit.other_bracket = self._other_bracket
        self._edit.typed.connect(self._typed)
        self._edit.moved.connect(self._rest.start)
        self._edit.shown.connect(self._filled)
        self._edit.putting.connect(self._putting)
        self._edit.long_lines.connect(self._lay_out)
        self._edit.came.connect(self._rest.start)
        self._edit.went.connect(self._gone)
        view.use_form.connect(self.use_form)
        view.use_text.connect(self.use_text)

    # What is asked of it

    @property
    def state(self) -> State:
        """How the text stands to the document."""
        return self._state

    @property
    def unfinished(self) -> bool:
        """Whether the text waits for the person: it is broken, or it and the form have both changed."""
        return self._state in (State.BROKEN, State.BOTH) or self._draft in self._kept

    @property
    def has_focus(self) -> bool:
        """Whether somebody is in the text."""
        return self._edit.hasFocus()

    @property
    def kept_titles(self) -> list[str]:
        """The drafts whose text is unfinished, the open one first."""
        mine = [self._model.authoring.title] if self._model is not None and self.unfinished else []
        return mine + [one.title for draft, one in self._kept.items() if draft != self._draft]

    def watch(self, model: FormModel | None, draft: str) -> str:
        """Shows another dataset's text from now on.

        Returns:
            The title of the dataset whose text was left unfinished, or "". It is kept, and shown again with its draft.
        """
        left = ""
        self._edit.finish()
        if self._model is not None and (self.unfinished or self._unread):
            left = self._model.authoring.title
            if self._state is not State.AWAY and not self._filling:
                self._kept[self._draft] = Kept(self._edit.raw(), left, self._both)
        self._forget()
        self._model, self._draft = model, draft
        if model is not None:
            model.changed.connect(lambda change: self._form_changed(change) if self._model is model else None)
            model.text = self
        self._set(State.AWAY)
        if self._active or draft in self._kept:
            self._open()
        return left

    def rename_draft(self, draft: str) -> None:
        """The window goes on in another draft with the same document."""
        self._draft = draft

    def activate(self, active: bool) -> None:
        """The view is shown, or away; away it costs nothing, and its text is made up to date when it comes again."""
        self._active = active
        if not active:
            self.commit()
        elif self._state is State.AWAY:
            self._open()
        else:
            self._follow()

    def commit(self) -> None:
        """Reads at once what was typed and not yet read."""
        self._edit.finish()
        if self._unread and not self._filling and self._model is not None:
            self._turn += 1
            self._pause.stop()
            value = self._model.authoring.document.value
            self._take(self._turn, value, examine(self._edit.raw(), value))

    def show_place(self, pointer: Pointer) -> None:
        """Marks the lines of a place and scrolls there; whoever is in the text is not disturbed."""
        if not self.has_focus or self.stays:
            self._place = tuple(pointer)
            self._mark_place(scroll=True)

    # Undo

    def undo(self) -> bool:
        """Takes the last step of a text that is broken back; False where the document's own undo should do it.

        What was typed into a long text and has not been read goes as well: nothing of it is in the document.
        """
        if not self.has_focus:
            return False
        if self._filling or self._edit.filling or self._laying is not None:
            return True  # what comes in is taken back when it is there
        now = self._edit.raw()
        if not self._unread or len(now) <= _SHORT:
            self.commit()
            if self._state not in (State.BROKEN, State.BOTH):
                return False
        elif self._history.at_good(now):
            return True  # that it is good is being found out; the document's turn comes then
        self._step_to(self._history.back(now))
        return True

    def redo(self) -> bool:
        """Does it again."""
        text = self._history.forth() if self.has_focus else None
        if text is None:
            return False
        self._step_to(text)
        return True

    @contextlib.contextmanager
    def staying(self) -> Iterator[None]:
        """While an undo or a redo is shown, somebody in the text stays there."""
        self.stays = self.has_focus
        try:
            yield
        finally:
            self.stays = False

    # Which counts

    def use_form(self) -> None:
        """The form's value counts: the text is written anew."""
        self._kept.pop(self._draft, None)
        self._forget()
        self._open()

    def use_text(self) -> None:
        """The text counts, although the form has changed as well."""
        self._both = False
        self._unread = True
        self._read()

    # From the text to the document

    def _typed(self) -> None:
        self._notice, self._laid = self._laid, ""
        self._history.typed()
        self._text_changed()

    def _putting(self) -> None:
        self._text_changed()
        self._say()

    def _lay_out(self, text: str) -> None:
        """Puts a paste with very long lines in over lines: in one line, each key would be a matter of seconds."""
        self._laying = mine = object()
        self._edit.setReadOnly(True)
        self._say()

        def done(made: str) -> None:
            if self._laying is mine:
                self._laying, self._laid = None, _LAID
                self._edit.put_in(made)

        def failed(_: BaseException) -> None:
            if self._laying is mine:
                self._laying = None
                self._edit.put_in(text)

        self._tasks.run(lambda _: laid_out(text), done, failed, self)

    def _text_changed(self) -> None:
        self._turn += 1
        self._sheet = None
        self._edit.mark_lines(0, -1)
        if self._queue:  # the form's last change has not reached the text yet
            self._queue.clear()
            self._both = True
        self._unread = True
        if self._state is State.SAME:
            self._set(State.TYPED)
        self._pause.start()
        self._burst.start()

    def _read(self) -> None:
        model = self._model
        if model is None or self._filling or self._edit.filling:
            return
        self._turn += 1
        turn, text, value = self._turn, self._edit.raw(), model.authoring.document.value
        if len(text) <= _SHORT:
            self._take(turn, value, examine(text, value))
            return
        revision = model.authoring.document.revision

        def done(made: Examined) -> None:
            if turn == self._turn and self._model is model and model.authoring.document.revision != revision:
                self._read()
            else:
                self._take(turn, value, made)

        def failed(_: BaseException) -> None:  # the document changed under the reader's hands
            if turn == self._turn and self._model is model:
                self._read() if model.authoring.document.revision != revision else self.commit()

        self._tasks.run(lambda _: examine(text, value), done, failed, self)

    def _take(self, turn: int, value: Any, made: Examined) -> None:
        """What a text stands for is known: the document becomes that, or the person is told why not."""
        if turn != self._turn or self._model is None:
            return
        self._unread = False
        broken = made.reading.broken
        self._trouble = broken.sentence if broken is not None else ""
        root = self._model.authoring.root.kind in (Kind.OBJECT, Kind.MAP)
        if broken is None and root and isinstance(value, dict) and not isinstance(made.reading.value, dict):
            self._trouble = _NOT_AN_OBJECT
        self._sheet = made.sheet
        self._edit.wave(wave(self._edit, made.sheet.units, broken))
        if self._trouble:
            self._history.note(made.sheet.text)
            self._set(State.BROKEN)
        elif self._both:
            self._set(State.BOTH)
        else:
            self._kept.pop(self._draft, None)
            self._history.begin(made.sheet.text)
            self._apply(made.edits)
            self._set(State.SAME)
            self._tell_place()

    def _apply(self, edits: tuple[Edit, ...]) -> None:
        if not edits or self._model is None:
            return
        self._applying = True
        try:
            self._model.authoring.document.apply(edits, label="change the JSON", merge=_MERGE)
        finally:
            self._applying = False

    def _end_burst(self) -> None:
        if self._model is not None:
            self._model.authoring.end_merge()

    def _gone(self) -> None:
        if self._pause.isActive():  # what follows in the form builds on what was typed here
            self._pause.stop()
            self._read()
        self._burst.stop()
        self._end_burst()

    def _step_to(self, text: str) -> None:
        now = self._edit.raw()
        start, last = common_ends(now, text)
        units = Units(now)
        change = Replacement(units.units(start), units.units(len(now) - last), text[start : len(text) - last])
        self._edit.replace([change], go_there=True)
        self._text_changed()
        self._read()

    # From the document to the text

    def _open(self) -> None:
        """Makes the text, or takes the one that was left unfinished."""
        model = self._model
        if model is None:
            return
        self._turn += 1
        turn, kept = self._turn, self._kept.get(self._draft)
        picture = snapshot(model.authoring.document.value)
        revision = model.authoring.document.revision

        def done(made: Sheet) -> None:
            if turn != self._turn:
                return
            if model.authoring.document.revision != revision:
                self._open()
                return
            self._sheet = made
            self._history.begin(made.text)
            self._both = kept.both if kept is not None else False
            self._unread = kept is not None
            self._set(State.TYPED if kept is not None else State.SAME)
            self._filling = True
            self._edit.setReadOnly(True)
            self._say()
            self._edit.show_text(kept.text if kept is not None else made.text)

        def failed(error: BaseException) -> None:
            if turn == self._turn:
                self._edit.show_text("")
                why = error.what if isinstance(error, GatewayDeskError) else "something in it cannot be written."
                self._view.say(f"The JSON cannot be shown: {why}", tone="wrong")
                self._edit.setReadOnly(True)

        self._tasks.run(lambda _: Sheet(written(picture())), done, failed, self)

    def _filled(self) -> None:
        if not self._filling:
            return
        self._filling = False
        self._edit.setReadOnly(self._model is None)
        if self._unread:
            self._read()
        else:
            self._follow()
        self._say()
        self._mark_place(scroll=True)

    def _form_changed(self, change: Change) -> None:
        if self._applying or self._state is State.AWAY:
            return
        if self._state is State.SAME:
            self._queue.extend(change.edits)
            self._follow()
        elif not self._both:
            self._both = True
            self._say()

    def _follow(self) -> None:
        """The text follows what the form changed, at once where it is short."""
        sheet, model = self._sheet, self._model
        if sheet is None or model is None or not self._queue or not self._active or self._filling or self._laying:
            return
        turn, edits, value = self._turn, tuple(self._queue), model.authoring.document.value
        if len(sheet.text) <= _SHORT:
            self._followed(turn, len(edits), *followed(sheet.text, edits, value))
            return
        if self._under_way:
            return
        self._under_way = True

        def done(new: tuple[Sheet, list[Replacement]]) -> None:
            self._under_way = False
            self._followed(turn, len(edits), *new)
            self._follow()

        def failed(_: BaseException) -> None:
            self._under_way = False
            if turn == self._turn:
                self.use_form()

        self._tasks.run(lambda _: followed(sheet.text, edits, value), done, failed, self)

    def _followed(self, turn: int, count: int, sheet: Sheet, replaced: list[Replacement]) -> None:
        if turn != self._turn or self._state is not State.SAME:
            return
        del self._queue[:count]
        self._turn += 1
        self._sheet = sheet
        self._history.begin(sheet.text)
        self._history.typed()
        self._edit.replace(replaced, go_there=self.has_focus)
        self._mark_place(scroll=False)

    # Places

    def _tell_place(self) -> None:
        """The cursor has come to rest somewhere."""
        if self._sheet is None or self._state is not State.SAME or self._filling or not self.has_focus:
            return
        place = json_places.at_cursor(self._edit, self._sheet)
        if place != self._place:
            self._place = place
            self.place_meant.emit(place)
        self._mark_place(scroll=False)

    def _mark_place(self, *, scroll: bool) -> None:
        if self._sheet is not None and self._place is not None and self._state is State.SAME and not self._filling:
            json_places.mark(self._edit, self._sheet, self._place, scroll=scroll)

    def _other_bracket(self, position: int) -> int | None:
        return None if self._sheet is None or self._filling else json_places.other_bracket(self._sheet, position)

    # Inside

    def _forget(self) -> None:
        for timer in (self._pause, self._burst, self._rest):
            timer.stop()
        self._turn += 1
        self._queue.clear()
        self._history = History()
        self._sheet = self._place = None
        self._both = self._filling = self._unread = False
        self._trouble = self._laid = self._notice = ""
        self._laying = None
        self._edit.show_text("")
        self._edit.setReadOnly(True)

    def _set(self, state: State) -> None:
        before, self._state = self.unfinished, state
        self._say()
        if before != self.unfinished:
            self.state_changed.emit()

    def _say(self) -> None:
        if self._filling:
            self._view.say("The text is being put in…" if self._edit.filling else "")
        elif self._laying is not None or self._edit.filling:
            self._view.say("What you pasted is being put in…" if self._laying is None else _LAYING)
        elif self._state is State.BROKEN:
            meanwhile = " The form has changed since." if self._both else ""
            words = f"{self._notice} {self._trouble} The form keeps the last good value.{meanwhile}".lstrip()
            self._view.say(words, tone="wrong", form=True)
        elif self._state is State.BOTH:
            self._view.say("Both this text and the form have changed. Which one counts?", form=True, text=True)
        elif self._state is State.SAME:
            self._view.say(self._notice)


def _timer(parent: QObject, milliseconds: int, do: Callable[[], object]) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    return timer
