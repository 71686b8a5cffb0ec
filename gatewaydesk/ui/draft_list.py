"""What is done to a draft in the list, which may be the one on the desk: copied, named anew, deleted, put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gatewaydesk.store import Store
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.ui.desk import Desk


class DraftList(QObject):
    """The drafts as a desk knows them. What comes of it is told by the desk's signals."""

    def __init__(self, desk: Desk, store: Store, tasks: Tasks) -> None:
        super().__init__(desk)
        self._desk, self._store, self._tasks = desk, store, tasks

    def duplicate(self, draft_id: str) -> None:
        """Copies a draft and opens the copy."""
        desk = self._desk
        if draft_id == desk.draft_id and not desk.save():
            return
        desk.begin(lambda _: desk.maker.copy(draft_id))

    def rename(self, draft_id: str, title: str) -> None:
        """Gives a draft another name in the list; its metadata stays as it is."""
        desk = self._desk
        if draft_id == desk.draft_id and desk.model is not None:
            desk.autosave.rename(title)

        def work(_: object) -> None:
            self._store.opened.refuse_open(draft_id, "Rename it there, or close it there first.", desk.holding.window)
            self._store.drafts.rename(draft_id, title)

        self._tasks.run(work, lambda _: desk.drafts_changed.emit(), desk.failed.emit, self)

    def delete(self, draft_id: str, then: Callable[[], object]) -> None:
        """Takes a draft out of the list (and closes it when it is open); `then` offers to take that back."""
        desk = self._desk
        if draft_id == desk.draft_id and desk.holding.mine:
            if not desk.save():
                return
            desk.drop()

        def work(_: object) -> None:
            self._store.opened.refuse_open(draft_id, "Close it there first, then delete it.", desk.holding.window)
            self._store.drafts.delete(draft_id)

        def done(_: object) -> None:
            desk.drafts_changed.emit()
            then()

        self._tasks.run(work, done, desk.failed.emit, self)

    def restore(self, draft_id: str) -> None:
        """Puts a deleted draft back."""
        self._tasks.run(
            lambda _: self._store.drafts.restore(draft_id),
            lambda _: self._desk.drafts_changed.emit(),
            self._desk.failed.emit,
            self,
        )
