"""The dialog that asks what the open draft is compared with: a gateway's copy, a version, another draft, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.versions import called
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import Role, muted
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.filter_box import FilterBox
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import exactly, when

_SEARCHED_FROM = 8  # rows from which on they can be searched
_KINDS = {"gateway": "On a gateway", "version": "Versions of this draft", "draft": "Other drafts"}
_SIGNS = {"gateway": "icon:gateway", "version": "icon:history", "draft": "icon:drafts"}


@dataclass(frozen=True)
class Other:
    """Something that a draft can be compared with.

    Attributes:
        where: the connection's name, of a gateway's copy.
        id: of the dataset, the version or the draft.
        name: what a person calls it.
        note: more about it, in short.
        since: when it was made or changed; ISO 8601, or "".
    """

    kind: Literal["gateway", "version", "draft"]
    id: str
    name: str
    where: str = ""
    note: str = ""
    since: str = ""


def others(store: Store, draft_id: str) -> list[Other]:
    """What a draft can be compared with but for files. Raises StoreProblem."""
    connections = {one.name for one in store.connections.all()}
    there = [(one.gateway, one.dataset_id, one.pulled_at) for one in store.bases.all_of_draft(draft_id)]
    there += [(one.gateway, one.dataset_id, one.sent_at) for one in store.history.datasets_of(draft_id)]
    copies: dict[tuple[str, str], str] = {}
    for gateway, dataset, since in there:
        if gateway in connections:
            copies.setdefault((gateway, dataset), since)
    found = [
        Other("gateway", dataset, f"Dataset {dataset} on {gateway}", gateway, "as it is there now", since)
        for (gateway, dataset), since in copies.items()
    ]
    found += [
        Other("version", one.id, called(one), note=when(one.made_at), since=one.made_at)
        for one in store.versions.rows(draft_id)
    ]
    found += [
        Other("draft", one.id, one.title, note=f"{one.schema}, {when(one.changed_at)}", since=one.changed_at)
        for one in store.drafts.rows()
        if one.id != draft_id
    ]
    return found


class CompareDialog(WorkingSheet):
    """`dialog.compare`, with the list `compare.rows` and the button `compare.file`.

    Signals:
        chosen(Other): what the draft shall be compared with.
        file_wanted(): a file, which is yet to be chosen.
    """

    chosen = Signal(object)
    file_wanted = Signal()

    def __init__(self, store: Store, draft_id: str, title: str, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("compare", f"Compare “{title}”", tasks, parent, accept="Compare…", reject="Cancel")
        self._others: dict[tuple[str, str, str], Other] = {}
        self.add(muted("You see what differs, field by field, and can take over what you want.", self))
        self.rows = PickList("compare.rows", "What to compare it with", self)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self.refresh())
        self.rows.entered.connect(lambda _: self.finish())
        self.filter = self.add(
            FilterBox("compare", self.rows, "to compare with", "to compare with", self, fewest=_SEARCHED_FROM)
        )
        self.filter.changed.connect(self.refresh)
        self.add(self.rows, 1)
        self.nothing = self.add(
            muted("There is no version of this draft yet, no other draft, and none of your gateways has it.", self)
        )
        self.nothing.hide()
        self.add(self.waiting)
        self.body.addStretch(0)
        self.file_button = self.buttons.addButton("A file…", Role.ActionRole)
        self.file_button.setObjectName("compare.file")
        self.file_button.setAccessibleName("Compare with a file")
        self.file_button.setAutoDefault(False)
        self.file_button.clicked.connect(self._ask_file)
        self.fit(560, 480)
        self.refresh()

        def work(_: CancelToken) -> list[Other]:
            return others(store, draft_id)

        self.waiting.run("Looking…", work, self._show)

    def refresh(self) -> None:
        """Sets whether there is something to compare with."""
        if self.accept_button is not None:
            self.accept_button.setEnabled(self.rows.current_key in self._others)

    def finish(self) -> None:
        """Hands over what is picked."""
        other = self._others.get(self.rows.current_key)
        if other is not None:
            self.accept()
            self.chosen.emit(other)

    def _ask_file(self) -> None:
        self.accept()
        self.file_wanted.emit()

    def _show(self, found: Sequence[Other]) -> None:
        self._others = {(one.kind, one.where, one.id): one for one in found}
        picks, texts = [], []
        for kind, some in groupby(found, lambda one: one.kind):
            within = list(some)
            picks.append(Pick(("heading", kind, ""), _KINDS[kind], heading=True))
            texts.append(" ".join(f"{one.name} {one.note}" for one in within))
            for one in within:
                spoken = f"{one.note}, {exactly(one.since)}" if one.kind == "version" else one.note
                picks.append(Pick((one.kind, one.where, one.id), one.name, _SIGNS[kind], note=one.note, spoken=spoken))
                texts.append(f"{one.name} {one.note}")
        first = next(iter(self._others), None)
        self.filter.offer(picks, texts, first)
        self.nothing.setVisible(not found)
        self.rows.setVisible(bool(found))
        self.rows.setFocus()
        self.refresh()
