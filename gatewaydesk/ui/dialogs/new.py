"""The dialog that starts a dataset: which schema it follows, and whether from nothing or from the example."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QPushButton, QWidget

from gatewaydesk import paths
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.ui.dialogs.base import Sheet, muted, rich_row, tell
from gatewaydesk.ui.panels.pick_list import Pick, PickList

_FROM = {"shipped": "comes with Gateway Desk", "added": "added by you"}


def example_of(name: str) -> Path | None:
    """The example that comes with a schema, or None."""
    file = paths.resource_root() / "examples" / f"{name.replace('/', '-')}.json"
    return file if file.is_file() else None


class NewDialog(Sheet):
    """Chooses a schema: `dialog.new`, with the list `schemas`.

    Signals:
        chosen(str, bool): the schema's name, and whether to start from its example.
    """

    chosen = Signal(str, bool)

    def __init__(self, catalogue: Catalogue, last: str = "", parent: QWidget | None = None) -> None:
        super().__init__("new", "New dataset", parent, accept="Create")
        self._catalogue = catalogue
        self._entries: list[Entry] = []
        self.search = QLineEdit(self)
        self.search.setObjectName("schemas.search")
        self.search.setPlaceholderText("Search schemas")
        self.search.setAccessibleName("Search schemas")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(220)
        self.search.textChanged.connect(lambda _: self._show())
        add = QPushButton("Open a JSON Schema file…", self)
        add.setObjectName("schemas.add")
        add.setAccessibleName(add.text())
        add.setAutoDefault(False)
        add.clicked.connect(self._ask_file)
        self._words = self.add(muted("Which schema does your gateway ask for? The form is drawn from it.", self))
        self.body.addLayout(rich_row(self.search, None, add))
        self.rows = self.add(PickList("schemas", "Schemas", self), 1)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self._selected())
        self.rows.entered.connect(lambda _: self.finish())
        self.rows.doubleClicked.connect(lambda _: self.finish())
        self.example = self.add(QCheckBox("Start from the example, already filled in", self))
        self.example.setObjectName("new.example")
        self._read(last)
        self.fit(680, 460)
        self.rows.setFocus()

    def add_schema(self, file: Path, name: str | None = None) -> None:
        """Adds a schema file to the list and selects it."""
        try:
            entry = self._catalogue.add(file, name)
        except GatewayDeskError as error:
            tell(self, error)
            return
        self.search.clear()
        self._read(entry.name)

    def ask_about(self, file: str, fitting: tuple[str, ...]) -> None:
        """Asks for the schema of a file instead: says which fit it."""
        self.setWindowTitle(f"Open {file}")
        names = " and ".join(fitting)
        self._words.setText(
            f"“{file}” fits {names}. Which one is it meant for?"
            if fitting
            else f"“{file}” fits none of these schemas as it stands. Which one is it meant for? You can mend it then."
        )
        self.example.hide()
        if self.accept_button is not None:
            self.accept_button.setText("Open")

    @property
    def current(self) -> Entry | None:
        """The schema that is picked."""
        return next((one for one in self._entries if one.name == self.rows.current_key), None)

    def finish(self) -> None:
        row = self.current
        if row is not None:
            self.chosen.emit(
                row.name, self.example.isVisible() and self.example.isEnabled() and self.example.isChecked()
            )
            self.accept()

    def _read(self, select: str) -> None:
        self._entries = self._catalogue.entries()
        self._show(select)

    def _show(self, select: str = "") -> None:
        sought = self.search.text().casefold().strip()
        found = [one for one in self._entries if sought in f"{one.name} {one.title} {one.description}".casefold()]
        self.rows.show_picks([_pick(one) for one in found])
        names = [one.name for one in found]
        if select in names or (found and self.current is None):
            self.rows.mark(select if select in names else names[0])
        self._selected()

    def _selected(self) -> None:
        row = self.current
        if self.accept_button is not None:
            self.accept_button.setEnabled(row is not None)
        self.example.setEnabled(row is not None and example_of(row.name) is not None)

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a JSON Schema", "", "JSON Schema (*.json);;All files (*)")
        if name:
            self.add_schema(Path(name))


def _pick(entry: Entry) -> Pick:
    return Pick(
        entry.name,
        f"{entry.name} — {entry.title}" if entry.title else entry.name,
        figure=(_FROM.get(entry.origin, ""), "muted"),
        note=entry.description,
    )
