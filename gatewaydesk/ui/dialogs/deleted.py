"""The dialog of deleted drafts: what can still be brought back, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.store import DraftRow, Store
from gatewaydesk.store.drafts import KEPT_DAYS
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import when


class DeletedDialog(WorkingSheet):
    """`dialog.deleted`, with the list `deleted`.

    Signals:
        restored(str, str): the ID and the title of a draft that is among the others again.
    """

    restored = Signal(str, str)

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("deleted", "Deleted drafts", tasks, parent, accept="Restore", reject="Close")
        self._store, self._tasks = store, tasks
        self._drafts: list[DraftRow] = []
        self.words = self.add(muted("", self))
        self.words.setObjectName("deleted.words")
        self.rows = self.add(PickList("deleted", "Deleted drafts", self), 1)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self.refresh())
        self.rows.entered.connect(lambda _: self.finish())
        self.add(self.waiting)
        self.body.addStretch(0)
        self.fit(620, 420)
        self.refresh()
        self.waiting.run("Reading…", lambda _: store.drafts.rows(deleted=True), self._show)

    @property
    def current(self) -> DraftRow | None:
        """The draft that is picked."""
        return next((one for one in self._drafts if one.id == self.rows.current_key), None)

    def finish(self) -> None:
        """Brings the picked draft back, with its versions and its history."""
        draft = self.current
        if draft is None or self.waiting.busy:
            return

        def work(_: CancelToken) -> list[DraftRow]:
            self._store.drafts.restore(draft.id)
            return self._store.drafts.rows(deleted=True)

        def done(left: list[DraftRow]) -> None:
            self._show(left)
            self.waiting.say(f"“{draft.title}” is back among the drafts.", "done")
            self.restored.emit(draft.id, draft.title)

        self.waiting.run(f"Restoring “{draft.title}”…", work, done)

    def refresh(self) -> None:
        """Sets what can be done now."""
        if self.accept_button is not None:
            self.accept_button.setEnabled(self.current is not None and not self.waiting.busy)

    def _show(self, drafts: list[DraftRow]) -> None:
        self._drafts = sorted(drafts, key=lambda one: one.deleted_at, reverse=True)
        self.rows.show_picks([_pick(one) for one in self._drafts])
        if self.current is None and self._drafts:
            self.rows.mark(self._drafts[0].id)
        self.rows.setVisible(bool(self._drafts))
        self.words.setText(
            f"A deleted draft is kept for {KEPT_DAYS} days, with its versions and history; then it is gone for good."
            if self._drafts
            else f"No draft was deleted in the last {KEPT_DAYS} days."
        )
        self.refresh()


def _pick(draft: DraftRow) -> Pick:
    until = _until(draft.deleted_at)
    deleted = when(draft.deleted_at)
    note = f"Deleted {deleted}{f', kept until {until}' if until else ''}"
    return Pick(draft.id, draft.title, "icon:drafts", (draft.schema, "muted"), note, f"{draft.schema}. {note}")


def _until(deleted_at: str) -> str:
    try:
        last = datetime.fromisoformat(deleted_at).astimezone() + timedelta(days=KEPT_DAYS)
    except ValueError:
        return ""
    return f"{last.day} {last:%B %Y}"
