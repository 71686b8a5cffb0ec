"""Holding the open draft: one window writes it, others read it; and how it goes from one window to the other.

The window that has a draft looks every second whether another one asks for it; it then saves, lets go, and reads on.
One that does not answer loses it: what it had not saved goes into a copy when it comes back.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gatewaydesk.errors import StoreProblem
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.store import Holder, Store
from gatewaydesk.store.opened import Sight
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import since

EVERY = 1000  # milliseconds between two looks
PATIENCE = 4.0  # seconds for another window to answer: a look, its save, and some more
_STEP = 0.1  # seconds between two looks while one waits for that
_log = logging.getLogger(__name__)


class Way(Enum):
    """How a draft is wanted: to be written, or the person is asked; to be written, or else read; to be read; to be
    taken from whoever has it.
    """

    WRITE = "write"
    EITHER = "either"
    READ = "read"
    TAKE = "take"


@dataclass(frozen=True)
class Hold:
    """How a window has its draft.

    Attributes:
        writes: it may be changed here.
        other: another window that has it, or None.
        taken: it was that window that took it away.
        deleted: it is in the list no more.
    """

    writes: bool
    other: Holder | None = None
    taken: bool = False
    deleted: bool = False

    @property
    def words(self) -> str:
        """What there is to say about it, or ""."""
        if self.deleted and not self.writes:
            return "Read only: this draft has been deleted."
        if self.other is None:
            return "" if self.writes else "Read only: no other window has this draft open any more."
        where, long = self.other.where, since(self.other.since)
        if self.writes:
            return f"This draft is also open {where}{long}. What both change at once goes into a copy."
        if self.taken:
            return f"Read only: this draft was taken over {where}. What you had typed was saved first."
        return f"Read only: open {where}{long}."

    @property
    def offer(self) -> str:
        """What a person can do about it, on a button, or ""."""
        if not self.words or (self.deleted and not self.writes):
            return ""
        if self.other is None:
            return "Edit it here"
        return "Take it back" if self.taken else "Take over"


@dataclass(frozen=True)
class Held:
    """A draft that was to be opened is open elsewhere: it is for the person to say how it shall be opened here."""

    draft: str
    title: str
    holder: Holder


class Holding(QObject):
    """Keeps to the table of open drafts for one window. What is said to be called in the background may wait.

    Signals:
        asked(str): another window asks for this draft, which this one has.
        lost(Holder): another window has taken it.
        changed(): `hold` is another one.
        written(): the draft, which is only read here, was saved elsewhere.
    """

    asked = Signal(str)
    lost = Signal(object)
    changed = Signal()
    written = Signal()

    def __init__(self, store: Store, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self.window = uuid.uuid4().hex
        self.hold = Hold(writes=True)
        self.draft = ""
        self._revision = 0
        self._looking = False
        self._timer = QTimer(self, interval=EVERY)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)

    # In the background

    def get(self, draft: str, way: Way, token: CancelToken) -> Hold | Held:
        """Makes a draft this window's, as far as that is wanted and can be."""
        if way is Way.READ:
            seen = self._store.opened.look(draft)
            return Hold(writes=False, other=seen.holder if seen is not None else None)
        if way is Way.TAKE:
            self._take(draft, token)
            return Hold(writes=True)
        holder = self.claim(draft)
        if holder is None:
            return Hold(writes=True)
        if os.environ.get("GATEWAYDESK_QUIET"):
            return Hold(writes=True, other=holder)
        if way is Way.EITHER:
            return Hold(writes=False, other=holder)
        seen = self._store.opened.look(draft)
        return Held(draft, seen.title if seen is not None else "", holder)

    def claim(self, draft: str) -> Holder | None:
        """Makes a draft this window's, or tells whose it is. Where that cannot be written down, nobody can write."""
        with suppress(StoreProblem):
            return self._store.opened.claim(draft, self.window)
        return None

    def _take(self, draft: str, token: CancelToken) -> None:
        opened, stopped = self._store.opened, threading.Event()
        unhook = token.on_cancel(stopped.set)
        until = time.monotonic() + PATIENCE
        try:
            while opened.claim(draft, self.window) is not None:
                if time.monotonic() > until:
                    opened.seize(draft, self.window)
                    break
                opened.ask(draft, self.window)
                stopped.wait(_STEP)
                token.check()
        except BaseException:
            with suppress(StoreProblem):
                opened.withdraw(draft, self.window)
            raise
        finally:
            unhook()

    # In the window

    def begin(self, draft: str, hold: Hold, revision: int) -> None:
        """This draft is open now, in that way.

        Args:
            draft: its ID.
            hold: how the window has it.
            revision: the revision that the window shows.
        """
        self.draft, self._revision = draft, revision
        self._timer.start(EVERY)
        self._set(hold)

    def end(self, next_: str = "") -> None:
        """No draft is open any more, or `next_` is from now on."""
        draft, self.draft = self.draft, ""
        self._timer.stop()
        if draft and draft != next_ and self.mine:
            self.release(draft)
        self._set(Hold(writes=True))

    def go_on_in(self, draft: str) -> None:
        """The window writes another draft from now on, made from this one."""
        before, self.draft = self.draft, draft
        self._set(Hold(writes=True))
        self.release(before)
        self._tasks.run(lambda _: self.claim(draft), lambda _: None, lambda _: None, self)

    def let_go(self, draft: str) -> None:
        """Everything is saved: whoever asked may have the draft, and this window reads on where it is still open."""
        self.release(draft)
        if draft == self.draft:
            self._set(Hold(writes=False, other=Holder("", "", ""), taken=True))

    def lose(self, holder: Holder) -> None:
        """The draft is another window's; this one reads on."""
        self._set(Hold(writes=False, other=holder, taken=True))

    def shows(self, revision: int) -> None:
        """The window shows that revision of a draft that it reads."""
        self._revision = revision

    @property
    def mine(self) -> bool:
        """Whether the draft is this window's own."""
        return self.hold.writes and self.hold.other is None

    def release(self, draft: str) -> None:
        """Lets go of a draft, in the background."""
        self._tasks.run(lambda _: self._store.opened.release(draft, self.window), lambda _: None, self._unseen, self)

    def look(self) -> None:
        """Looks now how the draft stands."""
        draft, hold = self.draft, self.hold
        if self._looking or not draft:
            return
        self._looking = True

        def work(_: CancelToken) -> Sight | None:
            seen = self._store.opened.look(draft)
            if seen is not None and seen.holder is None and hold.writes and not seen.deleted:
                return replace(seen, holder=self.claim(draft))
            return seen

        def done(seen: Sight | None) -> None:
            self._looking = False
            if draft == self.draft and hold is self.hold and seen is not None:
                self._seen(seen)

        self._tasks.run(work, done, self._unseen, self)

    # Inside

    def _seen(self, seen: Sight) -> None:
        holder = seen.holder if seen.holder is not None and seen.holder.window != self.window else None
        if not self.hold.writes:
            self._set(replace(self.hold, other=holder, taken=self.hold.taken and holder is not None,
                              deleted=seen.deleted))  # fmt: skip
            if seen.revision != self._revision and not seen.deleted:
                self.written.emit()
        elif self.hold.other is not None:
            self._set(Hold(writes=True, other=holder))
        elif holder is not None:
            self.lost.emit(holder)
        elif seen.holder is not None and seen.holder.wanted:
            self.asked.emit(self.draft)

    def _unseen(self, error: BaseException) -> None:
        """It is looked at again soon."""
        self._looking = False
        _log.info("who has a draft open could not be looked at: %s", type(error).__name__)

    def _set(self, hold: Hold) -> None:
        before, self.hold = self.hold, hold
        if (before.words, before.offer, before.writes) != (hold.words, hold.offer, hold.writes):
            self.changed.emit()
