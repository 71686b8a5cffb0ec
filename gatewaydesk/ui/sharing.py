"""The open draft, where another window has it, wants it or takes it: giving it away, and following it from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gatewaydesk.document.difference import difference
from gatewaydesk.document.edits import Edit
from gatewaydesk.store import Draft, Holder, Store
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.ui.desk import Desk


class Sharing(QObject):
    """Does with the open draft of a desk what its `holding` tells."""

    def __init__(self, desk: Desk, store: Store, tasks: Tasks) -> None:
        super().__init__(desk)
        self._desk, self._store, self._tasks = desk, store, tasks
        desk.holding.asked.connect(self._let_go)
        desk.holding.lost.connect(self._lost)
        desk.holding.written.connect(self._follow)

    def _let_go(self, draft_id: str) -> None:
        """Another window wants the draft: it gets it once everything is saved. What cannot be saved stays here."""
        if self._read_on():
            self._desk.holding.let_go(draft_id)

    def _lost(self, holder: Holder) -> None:
        """Another window took the draft without an answer from here: what is not saved goes on in a copy."""
        if self._read_on():
            self._desk.holding.lose(holder)

    def _read_on(self) -> bool:
        """The open draft is saved, and only read here from now on. False where that went, or goes, another way."""
        desk, draft_id = self._desk, self._desk.draft_id
        if desk.model is None:
            return False
        desk.model.commit_pending()
        if not desk.autosave.flush(asks=False) or desk.draft_id != draft_id:
            return False  # it is asked for again before long
        desk.autosave.stop()
        desk.draw(desk.model.authoring, read_only=True)
        return True

    def _follow(self) -> None:
        """The draft that is only read here was saved elsewhere: the form shows what is written there."""
        desk, model, draft_id = self._desk, self._desk.model, self._desk.draft_id
        if model is None or not model.read_only:
            return
        document = model.authoring.document
        value, revision = document.value, document.revision

        def make(_: object) -> tuple[Draft, list[Edit]]:
            draft = self._store.drafts.load(draft_id)
            return draft, difference(value, draft.value)

        def made(answer: tuple[Draft, list[Edit]]) -> None:
            draft, edits = answer
            if desk.model is not model or document.revision != revision:
                return
            if draft.schema_sha256 != model.authoring.schema.sha256:
                desk.open_anew(draft)
                return
            document.locked = False
            try:
                if edits:
                    document.apply(edits, label="change elsewhere")
            finally:
                document.locked = True
            model.authoring.recall_refused(draft.refused)
            desk.holding.shows(draft.revision)

        self._tasks.run(make, made, lambda _: None, self)
