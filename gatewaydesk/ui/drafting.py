"""Autosave: every change of the open draft reaches the disk within a moment, without the window ever waiting for it."""

from __future__ import annotations

import copy
import logging
import marshal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.store import Store
from gatewaydesk.store.drafts import DraftChanged, DraftMissing
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

DELAY = 300  # milliseconds from a change to its save
OWN_VERSION = "(this window’s version)"
RETRY = 3000  # milliseconds from a failed save to the next try
_SHARE = 10  # a very large document is saved so seldom that no more than a tenth of the time goes into it,
_LATEST = 5000  # but not later than this
_log = logging.getLogger(__name__)


def snapshot(value: Any) -> Callable[[], Any]:
    """Takes a picture of a JSON value now; the function returned makes a copy of it, in any thread.

    `marshal` takes 30 ms for 100,000 columns where `copy.deepcopy` takes a second; it cannot hold a `Decimal`.
    """
    try:
        data = marshal.dumps(value)
    except ValueError:
        kept = copy.deepcopy(value)
        return lambda: kept
    return lambda: marshal.loads(data)  # noqa: S302 - made here, a moment ago, in memory


@dataclass(frozen=True)
class _Written:
    """Where a value went: the draft, its revision, and its name in the list when it had to become a new draft."""

    draft: str
    revision: int
    parted_as: str = ""


class Autosave(QObject):
    """Saves one draft as it is edited.

    A draft that somebody else has changed meanwhile is never overwritten: this window goes on in a new one.

    Signals:
        state_changed(): `state` or `trouble` is another one.
        saved(str): the draft of that id has been written.
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
        self._unlisten: Callable[[], None] | None = None
        self._draft = ""
        self._stored = 0  # the revision in the store that this window knows
        self._own_title = self._title_then = ""
        self._saved_revision = 0
        self._in_flight = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._start)
        self.trouble = ""

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
        return self._authoring is not None and self._authoring.document.revision != self._saved_revision

    def watch(self, authoring: Authoring, draft: str, revision: int, title: str = "") -> None:
        """Saves this one from now on; what was watched before is flushed first.

        Args:
            authoring: what is being written.
            draft: the draft's ID.
            revision: the revision in the store that `authoring` was made from.
            title: how the list calls it; a name given there stays until the dataset's own title is changed.
        """
        self.stop()
        self._authoring, self._draft, self._stored = authoring, draft, revision
        self._own_title, self._title_then = title, authoring.title
        self._saved_revision = authoring.document.revision
        self._unlisten = authoring.listen(lambda _: self._changed())
        self.state_changed.emit()

    def rename(self, title: str) -> None:
        """The list calls it so from now on, until the dataset's own title is changed."""
        if self._authoring is not None:
            self._own_title, self._title_then = title, self._authoring.title

    def stop(self) -> bool:
        """Flushes, and watches nothing any more. False when the flush failed (it is then still watched)."""
        if not self.flush():
            return False
        if self._unlisten is not None:
            self._unlisten()
        self._authoring = self._unlisten = None
        self._draft = ""
        self.trouble = ""
        self.state_changed.emit()
        return True

    def flush(self) -> bool:
        """Writes what is not written yet, now. False when that failed; `trouble` says why."""
        self._timer.stop()
        if self._in_flight:
            self._tasks.wait()
        if not self._dirty or self._authoring is None:
            return True
        revision = self._authoring.document.revision
        try:
            written = self._write(self._draft, self._stored, self._authoring.document.value, self._facts())
        except GatewayDeskError as error:
            self._failed(error)
            return False
        self._done(self._draft, revision, written)
        return True

    def give_up(self) -> None:
        """Watches nothing any more, without writing: for a draft that has been deleted, or on a person's word."""
        self._timer.stop()
        if self._unlisten is not None:
            self._unlisten()
        self._authoring = self._unlisten = None
        self._draft = ""
        self.trouble = ""
        self.state_changed.emit()

    # Inside

    def _changed(self) -> None:
        if not self._timer.isActive() and not self._in_flight:
            self._timer.start()
        self.state_changed.emit()

    def _facts(self) -> dict[str, Any]:
        assert self._authoring is not None
        whole = self._authoring.counts.get("")
        counts = (whole.required_done, whole.required_total, whole.all_done, whole.all_total) if whole else (0, 0, 0, 0)
        title = self._authoring.title
        renamed = bool(self._own_title) and title == self._title_then
        name = self._own_title if renamed else title
        return {"title": name, "counts": counts, "schema": self._authoring.schema, "refused": self._refused()}

    def _refused(self) -> str:
        return self._authoring.refused_text() if self._authoring is not None else ""

    def keep_refused(self) -> None:
        """Keeps with the draft what a gateway has refused of it, or that it refuses nothing any more."""
        if self._authoring is not None and self.flush():
            with suppress(GatewayDeskError):  # it is written again with the next change
                self._store.drafts.refuse(self._draft, self._refused())

    def _write(self, draft: str, known: int, value: Any, facts: dict[str, Any]) -> _Written:
        title, counts, schema = facts["title"], facts["counts"], facts["schema"]
        drafts = self._store.drafts
        try:
            kept = facts["refused"]
            return _Written(draft, drafts.save(draft, value, title=title, counts=counts, expected=known, refused=kept))
        except (DraftChanged, DraftMissing):
            name = title if title.endswith(OWN_VERSION) else f"{title} {OWN_VERSION}"
            made = drafts.create(value, schema=schema.name, title=name, counts=counts, schema_sha256=schema.sha256)
            return _Written(made.id, made.revision, name)

    def _start(self) -> None:
        if self._in_flight or not self._dirty or self._authoring is None:
            return
        began = time.perf_counter()
        revision, draft, known, facts = (
            self._authoring.document.revision,
            self._draft,
            self._stored,
            self._facts(),
        )
        picture = snapshot(self._authoring.document.value)
        took = time.perf_counter() - began
        self._in_flight = True

        def work(_: object) -> tuple[_Written, float]:
            began = time.thread_time()  # a slow disk keeps nobody from typing
            written = self._write(draft, known, picture(), facts)
            return written, time.thread_time() - began

        def done(answer: tuple[_Written, float]) -> None:
            written, wrote = answer
            self._timer.setInterval(min(max(DELAY, int((took + wrote) * 1000 * _SHARE)), _LATEST))
            self._done(draft, revision, written)

        self._tasks.run(work, done, self._failed, self)

    def _done(self, draft: str, revision: int, written: _Written) -> None:
        self._in_flight = False
        if draft == self._draft:
            self._saved_revision = revision
            self._draft, self._stored = written.draft, written.revision
            self.trouble = ""
            if self._dirty:
                self._timer.start()
            if written.parted_as:
                self.rename(written.parted_as)
                self.parted.emit(written.draft, written.parted_as)
        self.saved.emit(written.draft)
        self.state_changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._in_flight = False
        if self._authoring is None:
            return
        self.trouble = error.what if isinstance(error, GatewayDeskError) else "an unexpected error"
        _log.warning("a draft could not be saved: %s", type(error).__name__)
        self._timer.setInterval(RETRY)
        self._timer.start()
        self.state_changed.emit()
