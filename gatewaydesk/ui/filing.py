"""The open draft's file: saved to in the background, one save after the other, and watched for what others do to it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from gatewaydesk.document.filed import Saved, save_file
from gatewaydesk.errors import Cancelled, FileProblem, StoreProblem
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.store import Store
from gatewaydesk.store.files import FileOf, content_of
from gatewaydesk.ui.file_news import FileNews, look_at
from gatewaydesk.ui.tasks import Tasks

_SETTLE = 300  # milliseconds for whoever is writing the file to come to an end
_GONE = 1000  # milliseconds after which a file that is not there is believed to be gone: some programs replace it so
_LONG = 500  # milliseconds after which a person is told that a file is being saved
_log = logging.getLogger(__name__)


@dataclass
class _Job:
    """One save: a picture of the document, and where it goes."""

    path: Path
    picture: Callable[[], Any]
    draft: str
    remember: bool
    over: bool
    token: CancelToken = field(default_factory=CancelToken)


class Filing(QObject):
    """Where the open draft is saved to.

    Signals:
        saved(Saved): the document was written to a file.
        not_saved(Path, error, remember): it could not be, or should not be without a question.
        waiting(Path | None): saving takes long; or, having taken long, has come to an end.
        news(FileNews): the draft's file is not what it was when it was seen last.
    """

    saved = Signal(object)
    not_saved = Signal(object, object, bool)
    waiting = Signal(object)
    news = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._of: FileOf | None = None
        self._draft = ""
        self._running: _Job | None = None
        self._next: list[_Job] = []
        self._told: str | None = None  # what was said of the file last: its hash, or "" for gone
        self._looking = self._missed = False
        self._watcher: QFileSystemWatcher | None = None
        self._late = _timer(self, _LONG, self._tell_waiting)
        self._soon = _timer(self, _SETTLE, self.look)
        QGuiApplication.instance().applicationStateChanged.connect(self._activated)

    @property
    def path(self) -> Path | None:
        """The open draft's file, or None."""
        return self._of.path if self._of is not None else None

    def follow(self, draft: str, of: FileOf | None) -> None:
        """Another draft is open, or (with "" and None) none is."""
        self._draft, self._of = draft, of
        self._told = None
        self._watch()
        if of is not None:
            self.look()

    def go_on_in(self, draft: str) -> None:
        """The window goes on in another draft with the same document and the same file."""
        self._draft = draft

    # Saving

    def save(self, path: Path, picture: Callable[[], Any], *, remember: bool = True, over: bool = False) -> None:
        """Writes a document to a file, after those that are being written.

        Args:
            path: the file.
            picture: makes a copy of the document, in any thread.
            remember: it is the draft's file from then on.
            over: writes over what another program has put there meanwhile.
        """
        self._next = [one for one in self._next if one.path != path]  # only the newest of one file is worth writing
        self._next.append(_Job(path, picture, self._draft, remember, over))
        self._save_next()

    def cancel(self) -> None:
        """Gives up the save that is under way, and those that wait; the files stay as they are."""
        self._next.clear()
        if self._running is not None:
            self._running.token.cancel()

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._running is not None or bool(self._next)

    def _save_next(self) -> None:
        if self._running is not None or not self._next:
            return
        job = self._running = self._next.pop(0)
        mine = self._of is not None and job.path == self._of.path and job.draft == self._draft
        known = self._of.stamp if mine and not job.over and self._of is not None else None
        store = self._store

        def work(_: object) -> tuple[Saved, FileOf]:
            value = job.picture()
            made = save_file(job.path, value, known=known, check=job.token.check)
            of = FileOf(job.draft, job.path, made.stamp, content_of(value))
            if job.remember:
                try:
                    store.files.keep(of.draft, of.path, of.stamp, of.content)
                except StoreProblem as error:  # the file is written, and that is what was asked for
                    _log.warning("a draft's file could not be remembered: %s", type(error).__name__)
            return made, of

        def done(answer: tuple[Saved, FileOf]) -> None:
            made, of = answer
            self._ended()
            if job.remember and job.draft == self._draft:
                self._of, self._told = of, None
                self._watch()
            self.saved.emit(made)
            self._save_next()

        def failed(error: BaseException) -> None:
            self._ended()
            self.not_saved.emit(job.path, error, job.remember)
            self._save_next()

        self._late.start()
        self._tasks.run(work, done, failed, self)

    def _ended(self) -> None:
        self._running = None
        if self._late.isActive():
            self._late.stop()
        else:
            self.waiting.emit(None)

    def _tell_waiting(self) -> None:
        if self._running is not None:
            self.waiting.emit(self._running.path)

    # What others do to the file

    def look(self) -> None:
        """Finds out, in the background, whether the file is still what it was when it was seen last."""
        if self._of is None or self._running is not None:
            return
        if self._looking:
            self._missed = True
            return
        self._looking, of, store = True, self._of, self._store

        def work(_: object) -> tuple[FileNews, FileOf | None]:
            news = look_at(of.path, of.stamp)
            return news, store.files.of(of.draft) if news.stamp not in (of.stamp, None) else None

        def done(answer: tuple[FileNews, FileOf | None]) -> None:
            news, kept = answer
            self._looking = False
            if self._missed or self._of is not of:
                self._missed = False
                self._soon.start()
            elif kept is not None and news.stamp is not None and kept.stamp.sha256 == news.stamp.sha256:
                self._of, self._told = kept, None  # it was this draft's other window that saved it
                self._watch()
            else:
                self._seen(of, news)

        def failed(error: BaseException) -> None:
            self._looking = self._missed = False
            if not isinstance(error, (FileProblem, StoreProblem, Cancelled)):
                _log.error("unforeseen: %s", type(error).__name__, exc_info=error)

        self._tasks.run(work, done, failed, self)

    def accept(self, news: FileNews, content: str | None = None) -> None:
        """What another program made of the file is known: the next save writes over it.

        Args:
            news: what the file is now.
            content: the hash of what the draft says, where that is now what the file says.
        """
        if self._of is None or news.path != self._of.path:
            return
        if news.renamed is not None:
            self._of = FileOf(self._of.draft, news.renamed, self._of.stamp, self._of.content)
        elif news.stamp is not None:
            self._of = FileOf(self._of.draft, self._of.path, news.stamp, content or self._of.content)
        self._told = None
        self._watch()
        of, draft = self._of, self._draft

        def keep(_: object) -> None:
            with suppress(StoreProblem):
                self._store.files.keep(draft, of.path, of.stamp, of.content)

        self._tasks.run(keep, lambda _: None, None, self)

    def _seen(self, of: FileOf, news: FileNews) -> None:
        self._watch()
        state = news.stamp.sha256 if news.stamp is not None else ""
        if state == of.stamp.sha256:
            self._told = None
            if news.stamp is not None and news.stamp != of.stamp:  # written anew, and the same: nothing to be said
                self._of = FileOf(of.draft, of.path, news.stamp, of.content)
            return
        if state == self._told:
            return
        if not state and self._soon.interval() == _SETTLE:
            self._soon.setInterval(_GONE)
            self._soon.start()
            return
        self._soon.setInterval(_SETTLE)
        self._told = state
        self.news.emit(news)

    def _watch(self) -> None:
        """Watches the file and its folder: whoever replaces a file by another one ends the watch on it."""
        wanted = [] if self._of is None else [str(self._of.path), str(self._of.path.parent)]
        if self._watcher is None:
            if not wanted:
                return
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(lambda _: self._soon.start())
            self._watcher.directoryChanged.connect(lambda _: self._soon.start())
        watched = [*self._watcher.files(), *self._watcher.directories()]
        gone = [one for one in watched if one not in wanted]
        new = [one for one in wanted if one not in watched]
        if gone:
            self._watcher.removePaths(gone)
        if new:
            self._watcher.addPaths(new)

    def _activated(self, state: Qt.ApplicationState) -> None:
        """On a network folder nothing tells of changes: whoever comes back to the window may have made some."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()


def _timer(parent: QObject, milliseconds: int, do: Callable[[], object]) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    return timer
