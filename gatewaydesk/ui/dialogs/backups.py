"""The dialog of backups: what each holds, going back to one, and bringing in only what is missing here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.store import Store, backup
from gatewaydesk.store.backup import Backup, Content
from gatewaydesk.store.merging import Arrivals
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import ask_then, muted
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, exactly

_WHY = {"daily": "Daily", "asked": "Asked for", "before": "Before going back"}
_KEPT = (
    f"A backup is made every day. The last {backup.DAYS} days and {backup.WEEKS} weeks are kept on this computer, and "
    "what you asked for. To keep one elsewhere, export everything."
)
_NONE = "There is no backup yet. One is made every day by itself."


class BackupsDialog(WorkingSheet):
    """`dialog.backups`, with the list `backups`, and the buttons `backups.now` and `backups.missing`.

    Signals:
        replaced(): what the database holds is something else now.
    """

    replaced = Signal()

    def __init__(
        self,
        store: Store,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        make_way: Callable[[], bool] = lambda: True,
    ) -> None:
        """Args:
        store: what is backed up.
        tasks: the door to the background.
        parent: the window.
        make_way: saves and closes what is open; False when that cannot be done.
        """
        super().__init__("backups", "Backups", tasks, parent, accept="Go back to this one…", reject="Close")
        self._store, self._make_way = store, make_way
        self._found: dict[Path, tuple[Backup, Content]] = {}
        self._here = 0
        self.words = self.add(muted("", self))
        self.words.setObjectName("backups.words")
        self.rows = self.add(PickList("backups", "Backups", self), 1)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self.refresh())
        self.rows.entered.connect(lambda _: self.finish())
        self.details = self.add(muted("", self))
        self.details.setObjectName("backups.details")
        self._buttons = self.add(QWidget(self))
        flow = Flow(self._buttons, 2 * theme.SPACE, 2 * theme.SPACE)
        self.now = self._button(flow, "now", "Back up now", self.back_up)
        self.missing = self._button(flow, "missing", "Bring in what is missing here", self.bring_in)
        policy = self._buttons.sizePolicy()
        policy.setHeightForWidth(True)
        self._buttons.setSizePolicy(policy)
        self.add(self.waiting)
        self.fit(620, 520)
        self.refresh()
        self.read()

    def _button(self, flow: Flow, name: str, text: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self._buttons)
        button.setObjectName(f"backups.{name}")
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: do())
        flow.addWidget(button)
        return button

    @property
    def current(self) -> tuple[Backup, Content] | None:
        """The backup that is picked, with what it holds."""
        return self._found.get(self.rows.current_key) if self.rows.current_key is not None else None

    def read(self, then: Callable[[], object] = lambda: None) -> None:
        """Looks into the backups, in the background."""

        def work(_: CancelToken) -> tuple[list[tuple[Backup, Content]], int]:
            found = [(one, backup.content(one.path)) for one in backup.backups(self._store.path)]
            return found, self._store.drafts.count()

        def done(came: tuple[list[tuple[Backup, Content]], int]) -> None:
            self._show(*came)
            then()

        self.waiting.run("Reading…", work, done)

    def _show(self, found: list[tuple[Backup, Content]], here: int) -> None:
        self._found = {one.path: (one, holds) for one, holds in found}
        self._here = here
        self.words.setText(_KEPT if found else _NONE)
        self.rows.setVisible(bool(found))
        self.rows.show_picks([_pick(one, holds) for one, holds in found])
        if self.current is None and found:
            self.rows.mark(found[0][0].path)
        self.refresh()

    def refresh(self) -> None:
        chosen, busy = self.current, self.waiting.busy
        usable = chosen is not None and not chosen[1].problem and not busy
        if self.accept_button is not None:
            self.accept_button.setEnabled(usable)
        self.missing.setEnabled(usable)
        self.now.setEnabled(not busy)
        self.details.setText(_told(*chosen) if chosen is not None else "")

    # What can be done

    def back_up(self) -> None:
        """Makes one now."""

        def done(made: Backup) -> None:
            self.read(lambda: self._made(made))

        self.waiting.run(
            "Making a backup…", lambda token: backup.make(self._store.database, "asked", lambda: token.cancelled), done
        )

    def _made(self, made: Backup) -> None:
        self.rows.mark(made.path)
        self.refresh()
        self.waiting.say("The backup is made.", "done")

    def finish(self) -> None:
        """Asks whether everything is to be as it was in the picked backup."""
        if self.current is None or self.current[1].problem or self.waiting.busy:
            return
        one, holds = self.current
        ask_then(
            self,
            f"Go back to the backup of {_when(one)}?",
            f"Now there {'is' if self._here == 1 else 'are'} {count(self._here, 'draft')} here; then there will be "
            f"{count(holds.drafts, 'draft')}, as {'it was' if holds.drafts == 1 else 'they were'}. "
            "Settings and connections go back too; receipts and the outbox stay. What is here now is backed up first, "
            "so that you can take this back.",
            "Go back",
            lambda: self.go_back(one),
            name="go-back",
        )

    def go_back(self, one: Backup) -> None:
        """Puts a backup in the place of what is there."""
        if not self._make_way():
            self.waiting.say("The dataset that is open could not be saved, so nothing was changed.", "wrong")
            return

        def done(_: Backup) -> None:
            self.replaced.emit()
            words = f"Everything is as it was on {_when(one)}. What was here before is the newest backup."
            self.read(lambda: self.waiting.say(words, "done"))

        self.waiting.run(
            "Going back…", lambda token: backup.restore(self._store.database, one.path, lambda: token.cancelled), done
        )

    def bring_in(self) -> None:
        """Takes in what is in the picked backup and not here, and overwrites nothing."""
        if self.current is None:
            return
        one = self.current[0]

        def done(came: Arrivals) -> None:
            drafts = len(came.new) + len(came.beside)
            self.replaced.emit()
            words = f"Brought in {count(drafts, 'draft')}." if not came.nothing else "Nothing is missing here."
            self.read(lambda: self.waiting.say(words, "done"))

        self.waiting.run(
            "Bringing in what is missing…",
            lambda token: backup.bring_in(self._store.database, one.path, token.check),
            done,
        )


def _pick(one: Backup, holds: Content) -> Pick:
    figure = ("cannot be used", "wrong") if holds.problem else (count(holds.drafts, "draft"), "muted")
    note = f"{_WHY[one.why]} · {one.size / 1e6:,.1f} MB"
    return Pick(one.path, _when(one), "icon:history", figure, note, f"{figure[0]}. {note}")


def _told(one: Backup, holds: Content) -> str:
    if holds.problem:
        return holds.problem
    words = f"{count(holds.drafts, 'draft')} and {count(holds.receipts, 'receipt')}."
    if holds.titles:
        more = holds.drafts - len(holds.titles)
        listed = ", ".join(f"“{title}”" for title in holds.titles)
        words += f" Last changed: {listed}{f' and {more:,} more' if more else ''}."
    return words


def _when(one: Backup) -> str:
    """The day and the time by the clock: several may have been made within a minute."""
    return exactly(datetime.fromtimestamp(one.made_at, UTC).isoformat())
