"""The dialog that adds schemas: reads them from an address, a file or a folder, shows what they are, keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.schema_adding import Added, Found, LeftOut
from gatewaydesk.services.schema_facts import Preview, Previews, hosts, listed, previews
from gatewaydesk.services.schema_fetching import Fetched
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import heading, muted
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form.look import Text
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count

_MOST_REFERENCES = 8
_SEVERAL = 2


class AddSchemaDialog(WorkingSheet):
    """`dialog.add-schema`: asks for an address (unless it was given a path), previews, and adds.

    Signals:
        added(object): the list of Entry that are in the catalogue now.
    """

    added = Signal(object)

    def __init__(
        self,
        sources: SchemaSources,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        address: str = "",
        name: str = "",
        path: Path | None = None,
    ) -> None:
        """Args:
        sources: where schemas come from.
        tasks: the door to the background.
        parent: the window or dialog that it belongs to.
        address: what stands in the line for the address at first.
        name: what the schema shall be called; with it, the address is fetched at once: it was chosen from a list.
        path: a file or folder to be read instead of an address.
        """
        super().__init__("add-schema", "Add a schema", tasks, parent, accept="Fetch" if path is None else "Add")
        self._sources, self._tasks, self._wanted = sources, tasks, name
        self._found: list[Preview] = []
        self._left_out: tuple[LeftOut, ...] = ()
        self._told: frozenset[str] = frozenset()
        self._finished = False
        self._ask(address)
        self.add(self.waiting)
        self._preview = QWidget()
        self._parts = QVBoxLayout(self._preview)
        self._parts.setContentsMargins(0, 0, 2 * theme.SPACE, 0)
        self._parts.setSpacing(2 * theme.SPACE)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._preview)
        self._scroll.hide()
        self.add(self._scroll, 1)
        self.body.addStretch()
        self.fit(600, 240)
        self._asking.setVisible(path is None)
        self.refresh()
        if path is not None:
            self._read_path(path)
        elif address and name:
            self._fetch()

    def _ask(self, address: str) -> None:
        self._asking = self.add(QWidget(self))
        column = QVBoxLayout(self._asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        label = QLabel("&Address of the schema", self)
        self.address = QLineEdit(address, self)
        self.address.setObjectName("add-schema.address")
        self.address.setAccessibleName("Address of the schema")
        self.address.setPlaceholderText("https://example.org/schemas/dataset.json")
        label.setBuddy(self.address)
        hint = "It is fetched once, checked, and shown to you before it is added. “https://” may be left out."
        self.address.setAccessibleDescription(hint)
        self.address.textEdited.connect(lambda _: self._forget())
        for widget in (label, self.address, muted(hint, self)):
            column.addWidget(widget)

    # Reading

    def finish(self) -> None:
        if self.waiting.busy:
            return
        if self._finished:
            self.accept()
        elif not self._found:
            self._fetch()
        else:
            self._add()

    def _fetch(self) -> None:
        address, name = self.address.text().strip(), self._wanted or None
        if not address:
            self.address.setFocus()
            return
        self.waiting.run(
            f"Fetching {address}…",
            lambda token: previews(Found((self._sources.fetch(address, name=name, token=token),))),
            self._show,
            lambda _: self.address.setFocus(),
        )

    def _read_path(self, path: Path) -> None:
        self.waiting.run(
            f"Reading “{path.name}”…",
            lambda _: previews(self._sources.look_through(path)),
            self._show,
        )

    def _forget(self) -> None:
        """Another address was typed: what was fetched before is not what it means any more."""
        self._wanted = ""
        self.waiting.say("")
        if self._found:
            self._found = []
            self._scroll.hide()
            self.refresh()

    # The preview

    def _show(self, seen: Previews) -> None:
        self._found, self._left_out = list(seen.schemas), seen.left_out
        self._clear()
        found = self._found
        if len(found) == 1:
            self._show_one(found[0])
        elif found:
            self._show_several(found)
        else:
            self._parts.addWidget(heading("Nothing there is new", self))
        self._show_references()
        self._show_notes([sentence for one in found for sentence in _doubts(one, found)], "doubts", "Before you add")
        self._show_notes([one.sentence for one in self._left_out], "left-out", "Not added")
        if len(found) < _SEVERAL:
            self._parts.addStretch(1)
        self._scroll.show()
        self.fit(640, 460)
        self.refresh()
        if self.accept_button is not None:
            self.accept_button.setFocus()

    def _clear(self) -> None:
        while self._parts.count():
            old = self._parts.takeAt(0)
            widget, layout = old.widget(), old.layout()
            if layout is not None:
                while layout.count():
                    self._bury(layout.takeAt(0).widget())
            self._bury(widget)

    def _show_notes(self, notes: Sequence[str], name: str, title: str) -> None:
        """Sentences below a heading of their own, each a paragraph; nothing where there is none."""
        if not notes:
            return
        self._told |= frozenset(notes)
        self._parts.addSpacing(3 * theme.SPACE)
        self._parts.addWidget(heading(title, self))
        for number, sentence in enumerate(notes):
            words = Text(sentence, parent=self)
            words.setObjectName(f"add-schema.{name}.{number}")
            self._parts.addWidget(words)

    @staticmethod
    def _bury(widget: QWidget | None) -> None:
        if widget is not None:
            widget.hide()
            widget.deleteLater()

    def _show_one(self, one: Preview) -> None:
        self._parts.addWidget(heading(one.title, self))
        if one.description:
            self._parts.addWidget(muted(one.description, self))
        self.name = QLineEdit(one.fetched.suggested_name, self)
        self.name.setObjectName("add-schema.name")
        self.name.setAccessibleName("Name")
        self.name.setAccessibleDescription("What it is called here: MODEL/VERSION, for example HDRUK/4.0.0.")
        self.name.setToolTip(self.name.accessibleDescription())
        self.name.textEdited.connect(lambda _: self.refresh())
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(4 * theme.SPACE)
        form.setVerticalSpacing(2 * theme.SPACE)
        form.addRow("&Name here", self.name)
        form.addRow("Form", Text(f"{one.size.words}.".capitalize(), parent=self))
        self._parts.addLayout(form)

    def _show_several(self, found: list[Preview]) -> None:
        self._parts.addWidget(heading(count(len(found), "schema"), self))
        self.rows = PickList("add-schema.found", "Schemas that were found", self)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.show_picks(
            [
                Pick(
                    one.fetched.suggested_name,
                    f"{one.fetched.suggested_name} — {one.title}",
                    figure=(count(one.size.fields, "field"), "muted"),
                    note=one.description,
                )
                for one in found
            ]
        )
        self.rows.setMinimumHeight(40 * theme.SPACE)
        self._parts.addWidget(self.rows, 1)

    @property
    def references(self) -> tuple[str, ...]:
        """The documents elsewhere that must be fetched before the schemas can be added."""
        return tuple(dict.fromkeys(address for one in self._found for address in one.fetched.references))

    def _show_references(self) -> None:
        wanted = self.references
        if not wanted:
            return
        self._parts.addSpacing(3 * theme.SPACE)
        self._parts.addWidget(heading("It refers to documents elsewhere", self))
        them = "it" if len(wanted) == 1 else "them"
        words = Text(
            f"{count(len(wanted), 'document is', 'documents are').capitalize()} needed from "
            f"{listed(hosts(wanted), 6)}. May Gateway Desk fetch {them} once, with what is referred to in turn, and "
            "keep all that on this computer?",
            parent=self,
        )
        words.setObjectName("add-schema.references")
        self._parts.addWidget(words)
        shown = "\n".join(wanted[:_MOST_REFERENCES])
        left = len(wanted) - _MOST_REFERENCES
        self._parts.addWidget(muted(f"{shown}\n… and {left:,} more" if left > 0 else shown, self))

    # Adding

    def _add(self) -> None:
        found = [one.fetched for one in self._found]
        if len(found) == 1:
            found = [replace(found[0], suggested_name=self.name.text().strip())]
        words = "Fetching what it refers to…" if self.references else "Adding…"
        self.waiting.run(words, lambda token: self._keep(found, token), self._kept)

    def _keep(self, found: list[Fetched], token: CancelToken) -> Added:
        return self._sources.take_in(Found(tuple(found)), token)

    def _kept(self, added: Added) -> None:
        """Closes, or stays to say what came to light only when all that was referred to was here."""
        entries = list(added.entries)
        notes = [one for one in added.notes if one not in self._told]
        if not notes:
            self.accept()
            self.added.emit(entries)
            return
        self._finished = True
        self._clear()
        self._parts.addWidget(heading(f"Added {listed(one.name for one in entries)}" if entries else "Not added", self))
        self._show_notes(notes, "notes", "What to know")
        self._parts.addStretch(1)
        self.refresh()
        self.added.emit(entries)

    def refresh(self) -> None:
        button = self.accept_button
        if button is None:
            return
        words = "Fetch"
        if self._finished:
            words = "Done"
        elif self._found or not self._asking.isVisibleTo(self):
            words = "Add"
            if self.references:
                words = "Fetch it and add" if len(self.references) == 1 else "Fetch them and add"
        button.setText(words)
        button.setAccessibleName(words)
        named = self._finished or len(self._found) != 1 or bool(self.name.text().strip())
        ready = bool(self._found) or self._asking.isVisibleTo(self)
        button.setEnabled(ready and named and not self.waiting.busy)
        self._asking.setEnabled(not self.waiting.busy and not self._finished)
        self._scroll.setEnabled(not self.waiting.busy)


def _doubts(one: Preview, found: Sequence[Preview]) -> list[str]:
    """What there is to know about a schema, with its name where there are others; as `Added.doubts` says it."""
    if len(found) < _SEVERAL:
        return list(one.doubts)
    return [f"{one.fetched.suggested_name}: {sentence}" for sentence in one.doubts]
