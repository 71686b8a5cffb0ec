"""The page of a draft's versions: a name for a new one, the list, and beside it how the picked one differs from now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from gatewaydesk.services.versions import called
from gatewaydesk.store import Version
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import muted, rich_row
from gatewaydesk.ui.dialogs.compare_box import CompareBox
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import exactly, when

_SHARES = (2, 3)  # of the list and of the comparison
_SIDE_BY_SIDE = 80  # characters across from which they stand beside each other
_LONGEST_NAME = 200
_KINDS = {"named": ("icon:save", "named"), "sent": ("icon:send", "kept by itself")}
_BY_ITSELF = ("icon:history", "kept by itself")


class VersionPage(QWidget):
    """The list `versions`, the field `versions.name`, and the buttons `versions.keep`, `.open`, `.export`, `.rename`
    and `.delete`.

    Signals:
        picked(): another version is picked, or none.
        keep_wanted(str): a version should be kept by that name.
        wanted(str): what should be done with the picked version: `open`, `export`, `rename` or `delete`.
    """

    picked = Signal()
    keep_wanted = Signal(str)
    wanted = Signal(str)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: Sequence[Version] = ()
        self._shared = False  # whether list and comparison have got their shares of the room
        self._free = True
        self.name = QLineEdit(self)
        self.name.setObjectName("versions.name")
        self.name.setAccessibleName("Name of the version to keep")
        self.name.setPlaceholderText("Name the draft as it is now, to find it again")
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.textChanged.connect(lambda _: self._refresh())
        self.keep_button = self._button("Keep this version", "keep", self._keep)
        self.keep_button.setDefault(True)  # what Enter does; without one, Qt would make going back the default
        self.rows = PickList("versions", "Versions", self)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self.picked.emit())
        self.open_button = self._button("Open as a new draft", "open", lambda: self.wanted.emit("open"))
        self.export_button = self._button("Export…", "export", lambda: self.wanted.emit("export"))
        self.rename_button = self._button("Name it…", "rename", lambda: self.wanted.emit("rename"))
        self.delete_button = self._button("Delete…", "delete", lambda: self.wanted.emit("delete"))
        self._of_one = (self.open_button, self.export_button, self.rename_button, self.delete_button)
        self.comparison = CompareBox("versions", tasks, self)
        self.comparison.add_row(rich_row(*self._of_one, None))
        self.nothing = muted(
            "No version of this draft is kept yet. Give it a name above to keep it as it is now. Versions are also "
            "kept by themselves: when it is submitted, before it goes back to an earlier version, and when you go on "
            "with it on another day.",
            self,
        )
        self.nothing.hide()
        self._split = QSplitter(self)
        self._split.setChildrenCollapsible(False)
        for widget in (self.rows, self.comparison):
            self._split.addWidget(widget)
        first = rich_row(self.name, self.keep_button)
        first.setStretchFactor(self.name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3 * theme.SPACE, 0, 0)
        column.setSpacing(3 * theme.SPACE)
        column.addLayout(first)
        column.addWidget(self.nothing)
        column.addWidget(self._split, 1)
        column.addStretch(0)
        self._refresh()

    def _button(self, text: str, name: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"versions.{name}")
        button.setAccessibleName(text.rstrip("…"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: do())
        return button

    @property
    def current(self) -> Version | None:
        """The version that is picked."""
        return next((one for one in self._versions if one.id == self.rows.current_key), None)

    def show_versions(self, versions: Sequence[Version], pick: str = "") -> None:
        """Shows versions, newest first, and picks one: the one wanted, else the one before, else the newest."""
        self._versions = versions
        self.rows.show_picks([_pick(one) for one in versions])
        self.nothing.setVisible(not versions)
        self._split.setVisible(bool(versions))
        if versions and (pick or self.current is None):
            self.rows.mark(pick or versions[0].id)
        self.picked.emit()

    def set_free(self, free: bool) -> None:
        """Whether something can be done now, or something is under way."""
        self._free = free
        self._refresh()

    def _refresh(self) -> None:
        version = self.current
        for button in self._of_one:
            button.setEnabled(version is not None and self._free)
        label = "Rename…" if version is not None and version.named else "Name it…"
        self.rename_button.setText(label)
        self.rename_button.setAccessibleName(label.rstrip("…"))
        self.keep_button.setEnabled(bool(self.name.text().strip()) and self._free)

    def _keep(self) -> None:
        name = " ".join(self.name.text().split())
        if name and self._free:
            self.keep_wanted.emit(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if way is not self._split.orientation() or not self._shared:
            self._shared = True
            self._split.setOrientation(way)
            self.comparison.set_roomy(wide)
            room = self.width() if wide else self.height()
            self._split.setSizes([room * share // sum(_SHARES) for share in _SHARES])


def _pick(version: Version) -> Pick:
    sign, kind = _KINDS.get(version.why, _BY_ITSELF)
    moment = when(version.made_at)
    note = moment if version.named else f"{moment} · {kind}"
    return Pick(version.id, called(version), sign, note=note, spoken=f"{kind}, {exactly(version.made_at)}")
