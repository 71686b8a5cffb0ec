"""Keeps the JSON view and the document in step, both ways, without ever rewriting what somebody is typing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from gatewaydesk.document.breaks import Break
from gatewaydesk.document.difference import difference
from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.document.spelling import Replacement, follow, written
from gatewaydesk.document.textmap import TextMap, Units, near
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Kind
from gatewaydesk.ui.drafting import snapshot
from gatewaydesk.ui.form.json_look import Reading, read, wave
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.panels.json_view import JsonView
from gatewaydesk.ui.tasks import Tasks

PAUSE = 150  # milliseconds without a key after which a text is read
BURST = 1_500  # milliseconds without a key after which the next one begins another undo step
_SHORT = 60_000  # characters of a text that is handled within a frame, without the background
_STEPS = 100  # so many states of a broken text can be taken back
_MERGE = "type JSON"
_NOT_AN_OBJECT = "Line 1, column 1: a dataset has to be one object, which begins with “{” and ends with “}”."


class State(Enum):
    """How the text stands to the document."""

    AWAY = "away"  # no text has been made
    SAME = "same"  # it says what the document says
    TYPED = "typed"  # it was changed and has not been read
    BROKEN = "broken"  # it cannot be read
    BOTH = "both"  # it can be read, and the form has changed as well


@dataclass
class _Kept:
    """The unfinished text of a draft, as long as the program runs."""

    text: str
    title: str
    both: bool = False


@dataclass(frozen=True)
class _Made:
    """What was made of a text in the background."""

    text: str
    places: TextMap
    units: Units
    reading: Reading = Reading()
    edits: tuple[Edit, ...] = ()
    replaced: tuple[Replacement, ...] = ()


@dataclass
class _History:
    """The states of a text that is broken: those before, and those that were taken back."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


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
        self._kept: dict[str, _Kept] = {}
        self._history = _History()
        self._made: _Made | None = None
        self._queue: list[Edit] = []
        self._state = State.AWAY
        self._broken: Break | None = None
        self._trouble = ""
        self._both = self._active = self._applying = self._filling = self._unread = self._under_way = False
        self._good = ""
        self._turn = 0  # counts every change of the text: an answer about an older one is dropped
        self._place: Pointer | None = None
        self.stays = False  # what happens now may not take the focus from the text
        self._pause = _timer(self, PAUSE, self._read)
        self._burst = _timer(self, BURST, self._end_burst)
        self._rest = _timer(self, 60, self._tell_place)
        self._edit.other_bracket = self._other_bracket
        self._edit.typed.connect(self._typed)
        self._edit.moved.connect(self._rest.start)
        self._edit.shown.connect(self._filled)
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
        if self._model is not None and (self.unfinished or self._unread):
            left = self._model.authoring.title
            if self._state is not State.AWAY and not self._filling:
                self._kept[self._draft] = _Kept(self._edit.raw(), left, self._both)
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
        if self._unread and not self._filling and self._model is not None:
            self._turn += 1
            self._pause.stop()
            value = self._model.authoring.document.value
            self._take(self._turn, value, _examined(self._edit.raw(), value))

    def show_place(self, pointer: Pointer) -> None:
        """Marks the lines of a place and scrolls there; whoever is in the text is not disturbed."""
        if not self.has_focus or self.stays:
            self._place = tuple(pointer)
            self._mark_place(scroll=True)

    # Undo

    def undo(self) -> bool:
        """Takes the last step of a text that is broken back; False where the document's own undo should do it."""
        if not self.has_focus:
            return False
        self.commit()
        if self._state not in (State.BROKEN, State.BOTH):
            return False
        now, before = self._edit.raw(), self._history.before
        while before and before[-1] == now:
            before.pop()
        self._history.after.append(now)
        self._step_to(before.pop() if before else self._good)
        return True

    def redo(self) -> bool:
        """Does it again."""
        if not self.has_focus or not self._history.after:
            return False
        self._step_to(self._history.after.pop())
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
        self._history.after.clear()
        self._text_changed()

    def _text_changed(self) -> None:
        self._turn += 1
        self._made = None
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
        if model is None or self._filling:
            return
        self._turn += 1
        turn, text, value = self._turn, self._edit.raw(), model.authoring.document.value
        if len(text) <= _SHORT:
            self._take(turn, value, _examined(text, value))
            return
        revision = model.authoring.document.revision

        def done(made: _Made) -> None:
            if turn == self._turn and self._model is model and model.authoring.document.revision != revision:
                self._read()
            else:
                self._take(turn, value, made)

        def failed(_: BaseException) -> None:  # the document changed under the reader's hands
            if turn == self._turn and self._model is model:
                self._read()

        self._tasks.run(lambda _: _examined(text, value), done, failed, self)

    def _take(self, turn: int, value: Any, made: _Made) -> None:
        """What a text stands for is known: the document becomes that, or the person is told why not."""
        if turn != self._turn or self._model is None:
            return
        self._unread = False
        broken = made.reading.broken
        self._trouble = broken.sentence if broken is not None else ""
        root = self._model.authoring.root.kind in (Kind.OBJECT, Kind.MAP)
        if broken is None and root and isinstance(value, dict) and not isinstance(made.reading.value, dict):
            self._trouble = _NOT_AN_OBJECT
        self._made, self._broken = made, broken
        self._edit.wave(wave(self._edit, made.text, broken))
        if self._trouble:
            self._history.before = [*self._history.before, made.text][-_STEPS:]
            self._set(State.BROKEN)
        elif self._both:
            self._set(State.BOTH)
        else:
            self._kept.pop(self._draft, None)
            self._history.before.clear()
            self._good = made.text
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
        now, wanted = self._edit.raw(), text
        start = next((at for at, pair in enumerate(zip(now, wanted, strict=False)) if pair[0] != pair[1]), None)
        start = min(len(now), len(wanted)) if start is None else start
        units = Units(now)
        change = Replacement(units.units(start), units.units(len(now)), wanted[start:])
        self._edit.replace([change], go_there=True)
        self._text_changed()
        self.commit()

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

        def done(made: _Made) -> None:
            if turn != self._turn:
                return
            if model.authoring.document.revision != revision:
                self._open()
                return
            self._made, self._good = made, made.text
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

        self._tasks.run(lambda _: _mapped(written(picture())), done, failed, self)

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
        made, model = self._made, self._model
        if made is None or model is None or not self._queue or not self._active or self._filling:
            return
        turn, edits, value = self._turn, tuple(self._queue), model.authoring.document.value
        if len(made.text) <= _SHORT:
            self._followed(turn, len(edits), _following(made.text, edits, value))
            return
        if self._under_way:
            return
        self._under_way = True

        def done(new: _Made) -> None:
            self._under_way = False
            self._followed(turn, len(edits), new)
            self._follow()

        def failed(_: BaseException) -> None:
            self._under_way = False
            if turn == self._turn:
                self.use_form()

        self._tasks.run(lambda _: _following(made.text, edits, value), done, failed, self)

    def _followed(self, turn: int, count: int, made: _Made) -> None:
        if turn != self._turn or self._state is not State.SAME:
            return
        del self._queue[:count]
        self._turn += 1
        self._made, self._good = made, made.text
        self._edit.replace(made.replaced, go_there=self.has_focus)
        self._mark_place(scroll=False)

    # Places

    def _tell_place(self) -> None:
        """The cursor has come to rest somewhere."""
        made = self._made
        if made is None or self._state is not State.SAME or self._filling or not self.has_focus:
            return
        offset = near(made.text, made.units.characters(self._edit.textCursor().position()))
        place = made.places.at(offset)
        if place != self._place:
            self._place = place
            self.place_meant.emit(place)
        self._mark_place(scroll=False)

    def _mark_place(self, *, scroll: bool) -> None:
        made, place = self._made, self._place
        if made is None or place is None or self._state is not State.SAME or self._filling:
            return
        span = made.places.span(place)
        if span is None:
            self._edit.mark_lines(0, -1)
            above = made.places.span(place[:-1])
            offset = above.start if above is not None else None
        else:
            offset = span.start
            start, end = made.units.units(span.start), made.units.units(min(span.end, len(made.text)))
            self._edit.mark_lines(start, end) if place else self._edit.mark_lines(0, -1)
        if scroll and offset is not None:
            self._edit.bring_into_view(made.units.units(offset))

    def _other_bracket(self, position: int) -> int | None:
        made = self._made
        if made is None or self._filling:
            return None
        other = made.places.bracket(made.units.characters(position))
        return None if other is None else made.units.units(other)

    # Inside

    def _forget(self) -> None:
        for timer in (self._pause, self._burst, self._rest):
            timer.stop()
        self._turn += 1
        self._queue.clear()
        self._history = _History()
        self._made = self._broken = self._place = None
        self._both = self._filling = self._unread = False
        self._trouble = self._good = ""
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
        elif self._state is State.BROKEN:
            meanwhile = " The form has changed since." if self._both else ""
            words = f"{self._trouble} The form keeps the last good value.{meanwhile}"
            self._view.say(words, tone="wrong", form=True)
        elif self._state is State.BOTH:
            self._view.say("Both this text and the form have changed. Which one counts?", form=True, text=True)
        elif self._state is State.SAME:
            self._view.say("")


def _timer(parent: QObject, milliseconds: int, do: Callable[[], object]) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    return timer


def _mapped(text: str) -> _Made:
    return _Made(text, TextMap(text), Units(text))


def _examined(text: str, value: Any) -> _Made:
    """Reads a text, and what would have to be done to a value to make it what the text says."""
    reading = read(text, empty=False)
    edits = tuple(difference(value, reading.value)) if reading.broken is None else ()
    return _Made(text, TextMap(text), Units(text), reading, edits)


def _following(text: str, edits: tuple[Edit, ...], value: Any) -> _Made:
    new, replaced = follow(text, edits, value)
    return _Made(new, TextMap(new), Units(new), replaced=tuple(replaced))
