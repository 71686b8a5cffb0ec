"""The dialog that shows how a file that another program changed differs from the draft of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.document.disk import SIZE_MOST
from gatewaydesk.document.filed import open_file
from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.comparing import Comparison, compare
from gatewaydesk.ui.dialogs.base import Role, muted
from gatewaydesk.ui.dialogs.comparison import ComparisonView
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count


class FileCompareDialog(WorkingSheet):
    """`dialog.file-compare`, with the table `file-compare.changes` and the button `dialog.file-compare.keep`.

    Signals:
        read_wanted(): the draft shall be what the file says.
        keep_wanted(): the draft counts: the next save writes over the file.
    """

    read_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, path: Path, authoring: Authoring, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(
            "file-compare",
            f"“{path.name}” and your draft",
            tasks,
            parent,
            accept="Read the file again",
            reject="Decide later",
        )
        may_change = not authoring.document.locked
        self.words = self.add(muted("", self))
        self.changes = self.add(
            ComparisonView("file-compare.changes", "What differs", self, ("In the file", "In your draft")), 1
        )
        self.add(self.waiting)
        self.keep_button = self.buttons.addButton("Keep mine", Role.ActionRole)
        self.keep_button.setObjectName("dialog.file-compare.keep")
        self.keep_button.setAccessibleName("Keep mine")
        self.keep_button.setAutoDefault(False)
        self.keep_button.setEnabled(may_change)
        self.keep_button.clicked.connect(self._keep)
        if self.accept_button is not None:
            self.accept_button.setEnabled(may_change)
        self.fit(820, 520)
        picture, root = snapshot(authoring.document.value), authoring.root

        def work(token: CancelToken) -> Comparison:
            theirs = open_file(path, last_wins=True, size_limit=SIZE_MOST, check=token.check).value
            return compare(root, theirs, picture(), token.check)

        self.waiting.run(f"Reading “{path.name}”…", work, self._show)

    def finish(self) -> None:
        """Reads the file into the draft, as one step that can be undone."""
        self.read_wanted.emit()
        self.accept()

    def _keep(self) -> None:
        self.keep_wanted.emit()
        self.accept()

    def _show(self, found: Comparison) -> None:
        self.changes.show_changed(found.changed)
        if not found.count:
            self.words.setText("Both say the same: only how it is written differs, or the order of the members.")
            return
        more = f" The first {len(found.changed):,} are shown." if found.untold else ""
        self.words.setText(
            f"{count(found.count, 'difference')}.{more} Reading the file again makes your draft what the file says; "
            "that is one step, and Undo takes it back. Keeping yours changes nothing until you save."
        )
