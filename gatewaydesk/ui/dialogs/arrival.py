"""The dialog before an archive is taken in: what would come in, and what is here already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import archive
from gatewaydesk.services.archive import Arrived
from gatewaydesk.store import Store
from gatewaydesk.store.merging import Arriving
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, exactly, when

_MOST = 500  # titles that are listed


class ArrivalDialog(WorkingSheet):
    """`dialog.arrival`, with the list `arrival`.

    Signals:
        taken(str): what came in, in a sentence.
    """

    taken = Signal(str)

    def __init__(
        self, path: Path, store: Store, catalogue: Catalogue, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__("arrival", "Take in an archive", tasks, parent, accept="Take it in")
        self._path, self._store, self._catalogue = path, store, catalogue
        self._looked: Arrived | None = None
        self.words = self.add(muted(f"Looking into “{path.name}”.", self))
        self.words.setObjectName("arrival.words")
        self.rows = self.add(PickList("arrival", "What would come in", self), 1)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.hide()
        self.add(self.waiting)
        self.body.addStretch(0)
        self.fit(620, 480)
        self.refresh()
        self.waiting.run(
            "Looking into the archive…", lambda token: self._take(keep=False, check=token.check), self._show
        )

    def _take(self, *, keep: bool, check: archive.Check) -> Arrived:
        return archive.take_in(self._path, self._store, self._catalogue, keep=keep, check=check)

    def _show(self, looked: Arrived) -> None:
        self._looked = looked
        about = f"“{self._path.name}” was written {when(looked.made_at)}."
        if looked.nothing:
            self.words.setText(f"{about} Everything in it is here already.")
        else:
            self.words.setText(f"{about} Nothing that is here is overwritten. This would come in:")
        picks = list(_picks(looked))
        self.rows.show_picks(picks)
        self.rows.setVisible(bool(picks))
        self.refresh()

    def refresh(self) -> None:
        if self.accept_button is not None:
            self.accept_button.setEnabled(
                self._looked is not None and not self._looked.nothing and not self.waiting.busy
            )

    def finish(self) -> None:
        """Takes it in."""
        if self._looked is None or self.waiting.busy:
            return

        def done(came: Arrived) -> None:
            self.taken.emit(f"Took in {told(came)}.")
            self.accept()

        self.waiting.run("Taking it in…", lambda token: self._take(keep=True, check=token.check), done)


def told(came: Arrived) -> str:
    """What came in, for a person: `3 drafts and 2 receipts`."""
    drafts = len(came.rows.new) + len(came.rows.beside)
    parts = [
        count(number, name)
        for number, name in (
            (drafts, "draft"), (came.rows.versions, "version"), (came.rows.receipts, "receipt"),
            (len(came.rows.connections), "connection"), (len(came.schemas), "schema"),
        )
        if number
    ]  # fmt: skip
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else "what was not here yet"


def _picks(looked: Arrived) -> Iterator[Pick]:
    rows = looked.rows
    parts: tuple[tuple[str, Sequence[tuple[str, str]]], ...] = (
        ("New drafts", _told_apart(rows.new)),
        ("Other content, beside what is here", _told_apart(rows.beside)),
        ("Connections, without what signs in to them", [(f"{name} ({url})", "") for name, url in rows.connections]),
        ("Schemas", [(name, "") for name in looked.schemas]),
        ("Form hints", [(name, "") for name in looked.hints]),
        ("Also", [(words, "") for words in _also(looked)]),
        ("Cannot be taken in", [(words, "") for words in looked.problems]),
    )
    for name, rows_told in parts:
        if rows_told:
            yield Pick(("heading", name), name, heading=True)
        for at, (title, note) in enumerate(rows_told[:_MOST]):
            yield Pick((name, at), title, note=note, spoken=note)
        if len(rows_told) > _MOST:
            yield Pick((name, "more"), f"and {len(rows_told) - _MOST:,} more")


def _told_apart(drafts: Sequence[Arriving]) -> list[tuple[str, str]]:
    """Titles, each with its last change and the beginning of its ID: several drafts may have one title."""
    return [(one.title, f"changed {exactly(one.changed_at)} · {one.id[:8]}") for one in drafts]


def _also(looked: Arrived) -> Iterator[str]:
    rows = looked.rows
    for number, name in (
        (rows.versions, "version"), (rows.receipts, "receipt"), (rows.submissions, "row of the outbox"),
        (len(rows.settings), "setting"),
    ):  # fmt: skip
        if number:
            yield count(number, name, "rows of the outbox" if name.startswith("row") else "")
    if rows.here:
        yield f"{count(rows.here, 'draft is', 'drafts are')} here already"
