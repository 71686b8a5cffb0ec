"""From the document to the text of the JSON view: made once; then only what changed in it is replaced."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from gatewaydesk.document.edits import Change
from gatewaydesk.document.reading import Sheet, followed
from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.document.spelling import Replacement, written
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.text_standing import SHORT, Standing, State


class TextFollower(QObject):
    """Makes the text, and has it follow what the form changes."""

    def __init__(
        self, standing: Standing, tasks: Tasks, read: Callable[[], object], anew: Callable[[], object], parent: QObject
    ) -> None:
        """Args:
        standing: what is known of the text.
        tasks: the door to the background.
        read: has the text read.
        anew: has the text forgotten and made anew.
        parent: who asks.
        """
        super().__init__(parent)
        self._at, self._edit, self._tasks = standing, standing.edit, tasks
        self._read, self._anew = read, anew
        self._under_way = False
        self._edit.shown.connect(self._filled)

    def open(self) -> None:
        """Makes the text, or takes the one that was left unfinished."""
        at, model = self._at, self._at.model
        if model is None:
            return
        at.turn += 1
        turn, kept = at.turn, None if model.read_only else at.kept.get(at.draft)
        picture = snapshot(model.authoring.document.value)
        revision = model.authoring.document.revision

        def done(made: Sheet) -> None:
            if turn != at.turn:
                return
            if model.authoring.document.revision != revision:
                self.open()
                return
            at.sheet = made
            at.history.begin(made.text)
            at.both = kept.both if kept is not None else False
            at.unread = kept is not None
            at.set(State.TYPED if kept is not None else State.SAME)
            at.filling = True
            self._edit.setReadOnly(True)
            at.say()
            self._edit.show_text(kept.text if kept is not None else made.text)

        def failed(error: BaseException) -> None:
            if turn == at.turn:
                self._edit.show_text("")
                why = error.what if isinstance(error, GatewayDeskError) else "something in it cannot be written."
                at.view.say(f"The JSON cannot be shown: {why}", tone="wrong")
                self._edit.setReadOnly(True)

        self._tasks.run(lambda _: Sheet(written(picture())), done, failed, self)

    def form_changed(self, change: Change) -> None:
        """The form changed the document: the text follows, unless somebody has changed it as well."""
        at = self._at
        if at.applying or at.state is State.AWAY:
            return
        if at.state is State.SAME:
            at.queue.extend(change.edits)
            self.follow()
        elif not at.both:
            at.both = True
            at.say()

    def follow(self) -> None:
        """The text follows what the form changed, at once where it is short."""
        at, sheet, model = self._at, self._at.sheet, self._at.model
        if sheet is None or model is None or not at.queue or not at.active or at.filling or at.laying:
            return
        turn, edits, value = at.turn, tuple(at.queue), model.authoring.document.value
        if len(sheet.text) <= SHORT:
            self._followed(turn, len(edits), *followed(sheet.text, edits, value))
            return
        if self._under_way:
            return
        self._under_way = True

        def done(new: tuple[Sheet, list[Replacement]]) -> None:
            self._under_way = False
            self._followed(turn, len(edits), *new)
            self.follow()

        def failed(_: BaseException) -> None:
            self._under_way = False
            if turn == at.turn:
                self._anew()

        self._tasks.run(lambda _: followed(sheet.text, edits, value), done, failed, self)

    def _filled(self) -> None:
        at = self._at
        if not at.filling:
            return
        at.filling = False
        self._edit.setReadOnly(at.model is None or at.model.read_only)
        if at.unread:
            self._read()
        else:
            self.follow()
        at.say()
        at.mark_place(scroll=True)

    def _followed(self, turn: int, count: int, sheet: Sheet, replaced: list[Replacement]) -> None:
        at = self._at
        if turn != at.turn or at.state is not State.SAME:
            return
        del at.queue[:count]
        at.turn += 1
        at.sheet = sheet
        at.history.begin(sheet.text)
        at.history.typed()
        self._edit.replace(replaced, go_there=at.has_focus)
        at.mark_place(scroll=False)
