"""Autosave: every change of the open draft is on its way to the disk at once, and the window never waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.document.edits import Change
from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.document.steps import Kind
from gatewaydesk.errors import FileProblem, GatewayDeskError, StoreLocked
from gatewaydesk.pointer import Pointer
from gatewaydesk.services.telling import told
from gatewaydesk.store import Store
from gatewaydesk.store.database import now
from gatewaydesk.store.draft_rows import DraftChanged, DraftMissing
from gatewaydesk.store.journal import Note, Row
from gatewaydesk.ui.dialogs.saving import AT_ONCE, Waited
from gatewaydesk.ui.draft_writing import Facts, Save, Way, Written, write
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

RETRY = 3000  # milliseconds from a failed save to the next try
REST = 4000  # milliseconds without a change after which the whole value may be written anew
_WORTH = 100  # so many steps make that worth while,
_URGENT = 500  # and so many cannot wait for a rest
_TELL = 500  # milliseconds from a save until the list of drafts shows it
_LONG = 30.0  # seconds to wait for a save where there is nobody to ask
_log = logging.getLogger(__name__)


class Autosave(QObject):
    """Saves one draft as it is edited: each change goes into the draft's journal, the whole value only at a rest.

    A draft that somebody else has changed meanwhile is never overwritten: this window goes on in a new one.

    Attributes:
        trouble: why the last save failed, as a sentence, or "".
        waited: how waiting for the last `flush` ended.
        wait: waits for a save that takes long (see `wait_until`): gets whether it is written, which sets it going
            again, and whether the window is to close.

    Signals:
        state_changed(): `state` or `trouble` is another one.
        saved(str): the draft of that id has been written; told once for many saves in a row.
        parted(str, str): the id and the name of the new draft in which this window goes on.
    """

    state_changed = Signal()
    saved = Signal(object)
    parted = Signal(str, str)

    def __init__(self, store: Store, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._authoring: Authoring | None = None
        self._unlisten: list[Callable[[], None]] = []
        self._draft = ""
        self._stored = 0  # the revision in the store that this window knows,
        self._known_at = ""  # and when it was that
        self._own_title = self._title_then = ""
        self._notes: list[Note] = []  # what was done and is not written down; only its end grows while it is
        self._facts_kept: Facts | None = None
        self._last: Row | None = None
        self._told_of: Pointer | None = None  # the place that words were last written down about
        self._since = 0  # steps since the whole value was written
        self._wrote = False
        self._way = Way.STEPS
        self._in_flight = False
        self._again = self._made_timer(RETRY, self._start)
        self._rest = self._made_timer(REST, lambda: self._checkpoint(_WORTH))
        self._tell = self._made_timer(_TELL, lambda: self.saved.emit(self._draft))
        self.trouble = ""
        self.waited = Waited.DONE
        self.wait: Callable[[Callable[[], bool], bool], Waited] = self._wait_here
        self._locked = False  # it was another program that the last save failed by

    @property
    def state(self) -> str:
        """`saved`, `saving` or `failed`."""
        if self.trouble:
            return "failed"
        return "saving" if self._in_flight or self._dirty else "saved"

    @property
    def words(self) -> str:
        """The state for a person."""
        return {"saved": "saved", "saving": "saving…", "failed": f"not saved: {self.trouble}"}[self.state]

    @property
    def _dirty(self) -> bool:
        return self._authoring is not None and (bool(self._notes) or self._facts() != self._facts_kept)

    def watch(self, authoring: Authoring, draft: str, revision: int, title: str = "") -> None:
        """Saves this one from now on; what was watched before is flushed first.

        Args:
            authoring: what is being written.
            draft: the draft's ID.
            revision: the revision in the store that `authoring` was made from.
            title: how the list calls it; a name given there stays until the dataset's own title is changed.
        """
        self.stop()
        self._authoring, self._draft, self._stored, self._known_at = authoring, draft, revision, now()
        self._own_title, self._title_then = title, authoring.title
        self._facts_kept = self._facts()
        self._unlisten = [
            authoring.document.record(self._noted),
            authoring.listen_problems(self._changed),  # the counts in the list follow the check
        ]
        self._rest.start()
        self.state_changed.emit()

    def rename(self, title: str) -> None:
        """The list calls it so from now on, until the dataset's own title is changed."""
        if self._authoring is not None:
            self._own_title, self._title_then = title, self._authoring.title

    def stop(self) -> bool:
        """Flushes, and watches nothing any more. False when the flush failed (it is then still watched)."""
        if not self.flush():
            return False
        if self._wrote:
            self._checkpoint(1, whole=True)
        self.give_up()
        return True

    def flush(self, *, leaving: bool = False, asks: bool = True) -> bool:
        """Writes what is not written yet, now, and waits for it.

        Args:
            leaving: the window is to close.
            asks: a person began this, and is asked for patience where it takes long; else it is left for later.

        Returns:
            False when it failed, and `trouble` says why; or when nobody waited for it, as `waited` says.
        """
        self._again.stop()
        self.waited = Waited.DONE
        if not self._tasks.until(self._written, AT_ONCE):
            self.waited = self.wait(self._written, leaving) if asks else Waited.BACK
        if self._dirty or self._in_flight:
            return False
        if self._tell.isActive():
            self._tell.stop()
            self.saved.emit(self._draft)
        return True

    def give_up(self) -> None:
        """Watches nothing any more, without writing: for a draft that has been deleted, or on a person's word."""
        for timer in (self._again, self._rest, self._tell):
            timer.stop()
        for unlisten in self._unlisten:
            unlisten()
        self._unlisten = []
        self._authoring = self._facts_kept = self._last = self._told_of = None
        self._notes = []
        self._draft, self._way, self._since, self._wrote = "", Way.STEPS, 0, False
        self.trouble = ""
        self.state_changed.emit()

    def keep_refused(self) -> None:
        """Keeps with the draft what a gateway has refused of it, or that it refuses nothing any more."""
        self._changed()

    # Inside

    def _written(self) -> bool:
        """Goes on writing. Whether that has an end: all is written, or it failed and not by another program."""
        if self._in_flight:
            return False
        if self._again.isActive():
            return not self._locked
        self._start()
        return not self._in_flight

    def _wait_here(self, written: Callable[[], bool], _: bool) -> Waited:
        self._tasks.until(written, _LONG)
        return Waited.DONE

    def _made_timer(self, milliseconds: int, do: Callable[[], object]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(do)
        return timer

    def _noted(self, kind: Kind, change: Change) -> None:
        assert self._authoring is not None
        if not change.edits:
            return
        place = change.edits[0].pointer
        known = kind is Kind.MORE and place == self._told_of
        self._told_of = place
        self._notes.append(Note(kind, change, "" if known else told(kind, change, self._authoring.label)))
        self._changed()

    def _changed(self) -> None:
        if not self._again.isActive():
            self._start()
        self.state_changed.emit()

    def _facts(self) -> Facts:
        assert self._authoring is not None
        title = self._authoring.title
        renamed = bool(self._own_title) and title == self._title_then
        return Facts.of(self._authoring, self._own_title if renamed else title)

    def _save(self) -> Save:
        """What is to be written now, and how."""
        assert self._authoring is not None
        told, self._facts_kept = self._facts_kept, self._facts()
        value = self._authoring.document.value
        return Save(
            draft=self._draft,
            revision=self._stored,
            known_at=self._known_at,
            schema=self._authoring.schema,
            facts=self._facts_kept,
            told=told,
            notes=self._notes,
            last=self._last,
            way=self._way,
            picture=(lambda: None) if self._way is Way.STEPS else snapshot(value),
            count=len(self._notes),
        )

    def _start(self) -> None:
        if self._in_flight or not self._dirty:
            return
        save = self._save()
        self._in_flight = True

        def done(written: Written) -> None:
            self._in_flight = False
            if save.draft != self._draft:
                self._start()
                return
            self._done(written)
            if written.error is None or self._another_way(written.error):
                self._start()
            else:
                self._failed(written.error)

        def failed(error: BaseException) -> None:
            self._in_flight = False
            if save.draft != self._draft:
                self._start()
                return
            if self._another_way(error):
                self._start()
            else:
                self._failed(error)

        self._tasks.run(lambda _: write(self._store, save), done, failed, self)

    def _done(self, written: Written) -> None:
        del self._notes[: written.count]
        self._since += written.count
        self._draft, self._stored, self._last = written.draft, written.revision, written.last
        self._known_at = now() if written.error is None else self._known_at
        if written.error is not None:
            return
        self._way, self._wrote, self.trouble = Way.STEPS, True, ""
        if written.parted_as:
            self.rename(written.parted_as)
            self._facts_kept = self._facts()
            self.parted.emit(written.draft, written.parted_as)
        if not self._tell.isActive():
            self._tell.start()
        if self._since >= _URGENT:
            self._checkpoint(_URGENT)
        else:
            self._rest.start()
        self.state_changed.emit()

    def _another_way(self, error: BaseException) -> bool:
        """Whether there is another way to write what could not be written."""
        self._facts_kept = None
        if isinstance(error, (DraftChanged, DraftMissing)) and self._way is not Way.APART:
            self._way = Way.APART
            return True
        if isinstance(error, FileProblem) and self._way is Way.STEPS:
            self._way = Way.WHOLE
            return True
        return False

    def _failed(self, error: BaseException) -> None:
        if self._authoring is None:
            return
        self.trouble = error.what if isinstance(error, GatewayDeskError) else "an unexpected error"
        self._locked = isinstance(error, StoreLocked)
        _log.warning("a draft could not be saved: %s", type(error).__name__)
        self._again.start(RETRY)
        self.state_changed.emit()

    def _checkpoint(self, least: int, *, whole: bool = False) -> None:
        """Has the whole value written anew where that is worth while."""
        draft, self._since = self._draft, 0
        self._tasks.run(
            lambda _: self._store.writing.checkpoint(draft, least=least, whole=whole), lambda _: None, _not_now, self
        )


def _not_now(error: BaseException) -> None:
    """Nothing is lost: the journal holds it all."""
    _log.info("a draft could not be written anew: %s", type(error).__name__)
