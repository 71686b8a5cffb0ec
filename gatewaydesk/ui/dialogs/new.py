"""The dialog that starts a dataset: which schema it follows, and whether from nothing or from the example."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gatewaydesk import paths
from gatewaydesk.gateways import meant_for, takes
from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.ui.dialogs.base import Sheet, muted, rich_row
from gatewaydesk.ui.form.boxes import TickBox
from gatewaydesk.ui.panels.filter_box import FilterBox
from gatewaydesk.ui.panels.pick_list import Pick, PickList

_DOORS = (
    ("file", "From a &file…"),
    ("folder", "From a f&older…"),
    ("address", "From an &address…"),
    ("publisher", "From the &publisher…"),
)
_MANY = 13  # schemas from which on one searches first


def example_of(name: str) -> Path | None:
    """The example that comes with a schema, or None."""
    file = paths.resource_root() / "examples" / f"{name.replace('/', '-')}.json"
    return file if file.is_file() else None


class NewDialog(Sheet):
    """Chooses a schema: `dialog.new`, with the list `schemas`.

    Signals:
        chosen(str, bool): the schema's name, and whether to start from its example.
        other_wanted(str): a schema that is not in the list, from a `file`, a `folder`, an `address` or its `publisher`.
    """

    chosen = Signal(str, bool)
    other_wanted = Signal(str)

    def __init__(
        self, catalogue: Catalogue, last: str = "", parent: QWidget | None = None, *, system: str = ""
    ) -> None:
        """Args:
        catalogue: the schemas.
        last: the schema that was chosen last.
        parent: the window.
        system: of the gateway where datasets go now; what it takes stands first.
        """
        super().__init__("new", "New dataset", parent, accept="Create")
        self._catalogue, self._system = catalogue, system
        self._entries: list[Entry] = []
        self.told = ""  # the address of a schema that is not in the list, where a document names one
        add = QPushButton("Other schema…", self)
        add.setObjectName("schemas.add")
        add.setAccessibleName("Other schema")
        add.setToolTip("Add a schema from a file, a folder, an address or its publisher")
        add.setAutoDefault(False)
        add.setMenu(self._doors())
        self._words = self.add(muted("Which schema does your gateway ask for? The form is drawn from it.", self))
        self.rows = PickList("schemas", "Schemas", self)
        self.filter = FilterBox("schemas", self.rows, "schema", "schemas", self)
        self.filter.changed.connect(self._selected)
        row = rich_row(self.filter, add)
        row.setStretch(0, 1)
        self.body.addLayout(row)
        self.add(self.rows, 1)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self._selected())
        self.rows.entered.connect(lambda _: self.finish())
        self.rows.doubleClicked.connect(lambda _: self.finish())
        self.example = self.add(TickBox("Start from the example, already filled in", self))
        self.example.setObjectName("new.example")
        self._read(self._fitting(last))
        self.fit(680, 460)
        (self.filter if len(self._entries) >= _MANY else self.rows).setFocus()

    def select_schema(self, name: str) -> None:
        """Reads the list again and selects a schema, which may have been added since."""
        self._read(name)
        self.rows.setFocus()

    def ask_about(self, file: str, fitting: tuple[str, ...], told: str = "") -> None:
        """Asks for the schema of a file instead.

        Args:
            file: its name.
            fitting: the schemas that accept it.
            told: what it says itself that it is written by, where that is no known schema.
        """
        self.setWindowTitle(f"Open {file}")
        names = " and ".join(fitting)
        self._words.setText(
            f"“{file}” fits {names}. Which one is it meant for?"
            if fitting
            else f"“{file}” fits none of these schemas as it stands. Which one is it meant for? You can mend it then."
        )
        if told:
            self._words.setText(
                f"“{file}” says that it is written by “{told}”, which is not in this list. Add that one with “Other "
                "schema…”, or choose another."
            )
            self.told = told if told.startswith(("https://", "http://")) else ""
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

    def _takes(self, name: str) -> bool:
        return not self._system or takes(self._system, name)

    def _fitting(self, last: str) -> str:
        """The schema that was chosen last, where the gateway takes it, else the first one that it takes."""
        if self._takes(last):
            return last
        return next((one.name for one in self._catalogue.entries() if self._takes(one.name)), last)

    def _read(self, select: str) -> None:
        self._entries = sorted(self._catalogue.entries(), key=lambda one: not self._takes(one.name))
        texts = [f"{one.name} {one.title} {one.description}" for one in self._entries]
        self.filter.offer([_pick(one) for one in self._entries], texts, select)
        self._selected()

    def _selected(self) -> None:
        row = self.current
        if self.accept_button is not None:
            self.accept_button.setEnabled(row is not None)
        self.example.setEnabled(row is not None and example_of(row.name) is not None)

    def _doors(self) -> QMenu:
        menu = QMenu(self)
        for door, words in _DOORS:
            action = menu.addAction(words)
            action.setObjectName(f"schemas.add.{door}")
            action.triggered.connect(lambda _=False, door=door: self.other_wanted.emit(door))
        return menu


def _pick(entry: Entry) -> Pick:
    return Pick(
        entry.name,
        f"{entry.name} — {entry.title}" if entry.title else entry.name,
        figure=("added by you" if entry.origin == "added" else meant_for(entry.name), "muted"),
        note=entry.description,
    )
