"""Backups and archives: the daily backup in the background, and what the window's actions ask."""

from __future__ import annotations

import contextlib
import logging
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from gatewaydesk.errors import StoreDamaged, StoreProblem
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.store import DraftMissing, Store, backup
from gatewaydesk.store.backup import Backup
from gatewaydesk.ui.dialogs.base import choose
from gatewaydesk.ui.dialogs.saving import Waited, wait_until
from gatewaydesk.ui.holding import Way
from gatewaydesk.ui.panels.bars import Bar
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, sentence

if TYPE_CHECKING:
    from gatewaydesk.services.archive import Written
    from gatewaydesk.ui.dialogs.arrival import ArrivalDialog
    from gatewaydesk.ui.dialogs.backups import BackupsDialog
    from gatewaydesk.ui.main_window import MainWindow

EVERY = 60 * 60 * 1000
"""Milliseconds between two thoughts of whether a backup is due: a window may stay open for days."""
_FIRST = 20_000  # milliseconds after the start, when nobody waits for the disk any more
_ZIP = "Archive of Gateway Desk (*.zip)"
_log = logging.getLogger(__name__)


class DailyBackup(QObject):
    """Makes a backup a day while a window is open; only what a person has to know about is said."""

    def __init__(self, store: Store, tasks: Tasks, notice: Bar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._notice = store, tasks, notice
        self._token: CancelToken | None = None
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.think)

    def start(self) -> None:
        """Begins to think of it."""
        self._timer.start()
        QTimer.singleShot(_FIRST, self, self.think)

    def think(self) -> None:
        """Makes a backup if there is none yet of this day."""
        if self._token is None and self._store.lasts and backup.due(self._store.path):
            self._token = self._tasks.run(self._work, self._done, self._failed, self)

    def _work(self, token: CancelToken) -> Backup:
        return backup.make(self._store.database, "daily", lambda: token.cancelled)

    def _done(self, _: Backup) -> None:
        self._token = None
        self._notice.take_back("backup")

    def _failed(self, error: BaseException) -> None:
        self._token = None
        _log.warning("no daily backup was made: %s", type(error).__name__)
        if isinstance(error, StoreDamaged):
            words = f"{error.what} Quit and start Gateway Desk again: it then offers to rescue what can be read."
            self._notice.say(words, key="backup", icon="warning", tone="wrong")
        elif isinstance(error, StoreProblem):
            self._notice.say(" ".join(sentence(error)), key="backup", icon="warning", tone="wrong")


def ask_backups(window: MainWindow) -> BackupsDialog | None:
    """Opens the list of backups."""
    from gatewaydesk.ui.dialogs.backups import BackupsDialog

    if not window.desk.may_go_on():
        return None
    closed: list[tuple[str, str]] = []  # the draft that made way, and the section that was shown

    def make_way() -> bool:
        closed[:] = [(window.desk.draft_id, window.form.current)] if window.desk.draft_id else []
        return window.desk.close()

    def replaced() -> None:
        read_anew(window)
        if closed:
            _open_again(window, *closed.pop())

    dialog = BackupsDialog(window.store, window.tasks, window, make_way=make_way)
    dialog.replaced.connect(replaced)
    dialog.open()
    return dialog


def _open_again(window: MainWindow, draft: str, section: str) -> None:
    """Opens the draft that made way, where it still is one."""

    def there(_: object) -> bool:
        with contextlib.suppress(DraftMissing):
            return not window.store.drafts.row(draft).deleted_at
        return False

    def done(is_there: bool) -> None:
        if is_there and window.current_model is None:
            window.reactions.draft.return_to = section
            window.desk.open(draft, Way.EITHER)

    window.tasks.run(there, done, lambda _: None, window)


def ask_export_all(window: MainWindow) -> None:
    """Asks for a file and writes everything into it."""
    start = Path.home() / f"Gateway Desk {date.today()}.zip"
    name, _ = QFileDialog.getSaveFileName(window, "Export everything", str(start), _ZIP)
    if name:
        export_all(window, Path(name))


def export_all(window: MainWindow, target: Path) -> None:
    """Writes everything into one zip, in the background."""
    from gatewaydesk.services import archive
    from gatewaydesk.ui.showing import failed

    if not window.desk.may_go_on():
        return

    def done(written: Written) -> None:
        window.notice.take_back("archive")
        words = f"{count(written.drafts, 'draft')} and {count(written.receipts, 'receipt')} are in “{target}”"
        window.say(f"{words}, with everything else but the secrets in your keyring.", "done", 12)

    def broke(error: BaseException) -> None:
        window.notice.take_back("archive")
        if not token.cancelled:
            failed(window, error)

    token = window.tasks.run(lambda t: archive.write(window.store, target, check=t.check), done, broke, window)
    window.notice.say(f"Writing everything to “{target.name}”…", key="archive", buttons=[("Stop", token.cancel)])


def ask_take_in(window: MainWindow) -> None:
    """Asks for an archive and shows what would come in."""
    name, _ = QFileDialog.getOpenFileName(window, "Take in an archive", str(Path.home()), _ZIP)
    if name:
        take_in(window, Path(name))


def take_in(window: MainWindow, path: Path) -> ArrivalDialog:
    """Shows what would come in from an archive, to be taken in or not."""
    from gatewaydesk.ui.dialogs.arrival import ArrivalDialog

    dialog = ArrivalDialog(path, window.store, window.catalogue, window.tasks, window)

    def taken(words: str) -> None:
        read_anew(window)
        window.say(words, "done", 12)

    dialog.taken.connect(taken)
    dialog.open()
    return dialog


def read_anew(window: MainWindow) -> None:
    """The database reads differently now: all that the window shows of it is read again."""
    from gatewaydesk.services.settings import settings_of

    window.reactions.drafts_changed()
    window.reactions.connections_changed()
    window.apply_settings(settings_of(window.store))


def say_what_is_kept(window: MainWindow) -> None:
    """Says what a person has to know about where their work is kept, if there is anything."""
    if not window.store.lasts:
        window.notice.say(
            "Nothing is kept when you quit, no draft and no receipt, because there is nowhere to write. Save to files.",
            key="session",
            icon="warning",
            tone="wrong",
            buttons=[("Export everything…", lambda: ask_export_all(window))],
            stays=True,
        )
    elif window.store.database.drive:
        _log.info("the database is on a network drive (%s)", window.store.database.drive)


def put_away(window: MainWindow) -> bool:
    """Writes down, as the window is to close, whatever is not written yet; False where the person stays for it."""
    from gatewaydesk.ui import showing

    saving, filing, places = window.desk.autosave, window.desk.filing, window.places
    if window.current_model is not None:
        window.current_model.commit_pending()
        if not saving.flush(leaving=True):
            if saving.waited is not Waited.DONE:
                return saving.waited is Waited.LEFT
            if not showing.ask_leave_unsaved(window):
                return False
    for kept in (window.in_step, window.boxes):
        kept.give_to_keep()
    places.hurry()
    waited = wait_until(
        window, window.tasks, lambda: not filing.busy and not places.busy, lambda: saving.trouble, leaving=True
    )
    if waited is not Waited.DONE:
        return waited is Waited.LEFT
    return not (places.lost_text and window.in_step.kept_titles) or showing.ask_leave_unfinished(window)


def may_leave(window: MainWindow) -> bool:
    """Whether a person wants to leave although what they wrote is kept nowhere."""
    if window.store.lasts or os.environ.get("GATEWAYDESK_QUIET") or not window.store.drafts.count():
        return True
    way = choose(
        window,
        "What you wrote in this session is not kept.",
        f"{count(window.store.drafts.count(), 'draft')} will be gone. Save them to files, or export everything and "
        "take it in when the database can be opened again.",
        {"export": "Export everything…", "leave": "Leave without it"},
        "Stay",
        name="session",
    )
    if way == "export":
        ask_export_all(window)
    return way == "leave"
