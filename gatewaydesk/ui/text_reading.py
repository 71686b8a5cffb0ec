"""From the text of the JSON view to the document: what is typed is read after a pause, and becomes a few edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from gatewaydesk.document.edits import Edit
from gatewaydesk.document.laying import laid_out
from gatewaydesk.document.reading import Examined, examine
from gatewaydesk.document.spelling import Replacement, common_ends
from gatewaydesk.document.textmap import Units
from gatewaydesk.schema.fields import Kind
from gatewaydesk.ui.form.json_look import wave
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.text_standing import SHORT, Standing, State

PAUSE = 150  # milliseconds without a key after which a text is read
BURST = 1_500  # milliseconds without a key after which the next one begins another undo step
_MERGE = "type JSON"
_LAID = "What you pasted had very long lines: it was laid out over lines, every value as it was."
_NOT_AN_OBJECT = "Line 1, column 1: a dataset has to be one object, which begins with “{” and ends with “}”."


class TextReader(QObject):
    """Reads what somebody types, and takes back what cannot be read."""

    def __init__(self, standing: Standing, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._at, self._edit, self._tasks = standing, standing.edit, tasks
        self._laid = ""  # what is said of a paste once it is there
        self._pause = _timer(self, PAUSE, self.read)
        self._burst = _timer(self, BURST, self._end_burst)
        self._edit.typed.connect(self._typed)
        self._edit.putting.connect(self._putting)
        self._edit.long_lines.connect(self._lay_out)
        self._edit.went.connect(self._gone)

    def stop(self) -> None:
        """What was typed is not to be read any more."""
        self._pause.stop()
        self._burst.stop()
        self._laid = ""

    def commit(self) -> None:
        """Reads at once what was typed and not yet read."""
        at = self._at
        self._edit.finish()
        if at.unread and not at.filling and at.model is not None:
            at.turn += 1
            self._pause.stop()
            value = at.model.authoring.document.value
            self._take(at.turn, value, examine(self._edit.raw(), value))

    def read(self) -> None:
        """Reads the text: at once where it is short, else in the background."""
        at, model = self._at, self._at.model
        if model is None or at.filling or self._edit.filling:
            return
        at.turn += 1
        turn, text, value = at.turn, self._edit.raw(), model.authoring.document.value
        if len(text) <= SHORT:
            self._take(turn, value, examine(text, value))
            return
        revision = model.authoring.document.revision

        def done(made: Examined) -> None:
            if turn == at.turn and at.model is model and model.authoring.document.revision != revision:
                self.read()
            else:
                self._take(turn, value, made)

        def failed(_: BaseException) -> None:  # the document changed under the reader's hands
            if turn == at.turn and at.model is model:
                self.read() if model.authoring.document.revision != revision else self.commit()

        self._tasks.run(lambda _: examine(text, value), done, failed, self)

    # Undo

    def undo(self) -> bool:
        """Takes the last step of a text that is broken back; False where the document's own undo should do it.

        What was typed into a long text and has not been read goes as well: nothing of it is in the document.
        """
        at = self._at
        if not at.has_focus:
            return False
        if at.filling or self._edit.filling or at.laying is not None:
            return True  # what comes in is taken back when it is there
        now = self._edit.raw()
        if not at.unread or len(now) <= SHORT:
            self.commit()
            if at.state not in (State.BROKEN, State.BOTH):
                return False
        elif at.history.at_good(now):
            return True  # that it is good is being found out; the document's turn comes then
        self._step_to(at.history.back(now))
        return True

    def redo(self) -> bool:
        """Does it again."""
        text = self._at.history.forth() if self._at.has_focus else None
        if text is None:
            return False
        self._step_to(text)
        return True

    def _step_to(self, text: str) -> None:
        now = self._edit.raw()
        start, last = common_ends(now, text)
        units = Units(now)
        change = Replacement(units.units(start), units.units(len(now) - last), text[start : len(text) - last])
        self._edit.replace([change], go_there=True)
        self._text_changed()
        self.read()

    # While somebody types

    def _typed(self) -> None:
        self._at.notice, self._laid = self._laid, ""
        self._at.history.typed()
        self._text_changed()

    def _putting(self) -> None:
        self._text_changed()
        self._at.say()

    def _lay_out(self, text: str) -> None:
        """Puts a paste with very long lines in over lines: in one line, each key would be a matter of seconds."""
        at = self._at
        at.laying = mine = object()
        self._edit.setReadOnly(True)
        at.say()

        def done(made: str) -> None:
            if at.laying is mine:
                at.laying, self._laid = None, _LAID
                self._edit.put_in(made)

        def failed(_: BaseException) -> None:
            if at.laying is mine:
                at.laying = None
                self._edit.put_in(text)

        self._tasks.run(lambda _: laid_out(text), done, failed, self)

    def _text_changed(self) -> None:
        at = self._at
        at.turn += 1
        at.sheet = None
        self._edit.mark_lines(0, -1)
        if at.queue:  # the form's last change has not reached the text yet
            at.queue.clear()
            at.both = True
        at.unread = True
        if at.state is State.SAME:
            at.set(State.TYPED)
        self._pause.start()
        self._burst.start()

    def _take(self, turn: int, value: Any, made: Examined) -> None:
        """What a text stands for is known: the document becomes that, or the person is told why not."""
        at = self._at
        if turn != at.turn or at.model is None:
            return
        at.unread = False
        broken = made.reading.broken
        at.trouble = broken.sentence if broken is not None else ""
        root = at.model.authoring.root.kind in (Kind.OBJECT, Kind.MAP)
        if broken is None and root and isinstance(value, dict) and not isinstance(made.reading.value, dict):
            at.trouble = _NOT_AN_OBJECT
        at.sheet = made.sheet
        self._edit.wave(wave(self._edit, made.sheet.units, broken))
        if at.trouble:
            at.history.note(made.sheet.text)
            at.set(State.BROKEN)
        elif at.both:
            at.set(State.BOTH)
        else:
            at.kept.pop(at.draft, None)
            at.history.begin(made.sheet.text)
            self._apply(made.edits)
            at.set(State.SAME)
            at.tell_place()

    def _apply(self, edits: tuple[Edit, ...]) -> None:
        at = self._at
        if not edits or at.model is None:
            return
        at.applying = True
        try:
            at.model.authoring.document.apply(edits, label="change the JSON", merge=_MERGE)
        finally:
            at.applying = False

    def _end_burst(self) -> None:
        if self._at.model is not None:
            self._at.model.authoring.end_merge()

    def _gone(self) -> None:
        if self._pause.isActive():  # what follows in the form builds on what was typed here
            self._pause.stop()
            self.read()
        self._burst.stop()
        self._end_burst()


def _timer(parent: QObject, milliseconds: int, do: Callable[[], object]) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    return timer
