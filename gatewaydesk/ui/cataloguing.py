"""Everything between the window and schemas: the dialogs that list and add them, and what is dropped or opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.services.publishers import Offered
from gatewaydesk.services.schema_facts import is_schema, listed
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import ask_then
from gatewaydesk.ui.dialogs.schema_choosing import ask_file, ask_folder
from gatewaydesk.ui.dropping import Dropped
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.ui.dialogs.add_schema import AddSchemaDialog
    from gatewaydesk.ui.dialogs.hints import HintsDialog
    from gatewaydesk.ui.dialogs.new import NewDialog
    from gatewaydesk.ui.dialogs.publisher import PublisherDialog
    from gatewaydesk.ui.dialogs.schemas import SchemasDialog

Then = Callable[[list[Entry]], object]


class Cataloguing(QObject):
    """The window's dealings with schemas.

    Signals:
        changed(): a schema was added, renewed or removed.
        new_wanted(str): a dataset is to be started by the schema of that name.
        open_wanted(Path): a file that is no schema, or shall be opened although it is one.
        said(str, str): a notice for the person, and its tone.
        hints_changed(str): the form hints of the schema of that name are others now.
    """

    changed = Signal()
    new_wanted = Signal(str)
    open_wanted = Signal(object)
    said = Signal(str, str)
    hints_changed = Signal(str)

    def __init__(
        self, sources: SchemaSources, catalogue: Catalogue, store: Store, tasks: Tasks, window: QWidget
    ) -> None:
        super().__init__(window)
        self.sources = sources
        self._catalogue, self._store, self._tasks, self._window = catalogue, store, tasks, window

    # The list

    def ask_schemas(self, select: str = "") -> SchemasDialog:
        """Opens the list of all schemas."""
        from gatewaydesk.ui.dialogs.schemas import SchemasDialog

        dialog = SchemasDialog(
            self.sources,
            self._catalogue,
            self._store,
            self._tasks,
            self._window,
            select=select,
            edit_hints=self.ask_hints,
        )
        dialog.new_wanted.connect(self.new_wanted)
        dialog.changed.connect(self.changed)
        dialog.add_wanted.connect(lambda given: self.ask_add(dialog, dialog.show_added, **given))
        dialog.open()
        return dialog

    def ask_hints(self, name: str, parent: QWidget | None = None) -> HintsDialog:
        """Opens the form hints of a schema for editing."""
        from gatewaydesk.ui.dialogs.hints import open_hints

        dialog = open_hints(parent or self._window, self._catalogue, name, self._tasks)
        dialog.saved.connect(self.hints_changed)
        return dialog

    # Adding

    def ask_add(
        self,
        parent: QWidget | None = None,
        then: Then | None = None,
        *,
        address: str = "",
        name: str = "",
        path: Path | None = None,
    ) -> AddSchemaDialog:
        """Opens the dialog that adds schemas; `then` gets what was added, instead of a notice in the window."""
        from gatewaydesk.ui.dialogs.add_schema import AddSchemaDialog

        dialog = AddSchemaDialog(
            self.sources, self._tasks, parent or self._window, address=address, name=name, path=path
        )
        dialog.added.connect(then or self._added)
        dialog.added.connect(lambda _: self.changed.emit())
        dialog.open()
        return dialog

    def ask_publisher(self, parent: QWidget | None = None, then: Then | None = None) -> PublisherDialog:
        """Opens the list of what the publisher offers."""
        from gatewaydesk.ui.dialogs.publisher import PublisherDialog

        dialog = PublisherDialog(self.sources, self._tasks, parent or self._window)

        def chosen(one: Offered) -> None:
            self.ask_add(parent, then, address=one.address, name=one.name)

        dialog.chosen.connect(chosen)
        dialog.open()
        return dialog

    def serve(self, dialog: NewDialog) -> None:
        """Lets the dialog that starts a dataset lead to schemas that are not in its list yet."""

        def then(entries: list[Entry]) -> None:
            if entries:
                dialog.select_schema(entries[0].name)

        def from_path(path: Path) -> None:
            self.ask_add(dialog, then, path=path)

        doors: dict[str, Callable[[], object]] = {
            "file": lambda: ask_file(dialog, from_path),
            "folder": lambda: ask_folder(dialog, from_path),
            "address": lambda: self.ask_add(dialog, then, address=dialog.told),
            "publisher": lambda: self.ask_publisher(dialog, then),
        }
        dialog.other_wanted.connect(lambda door: doors[door]())

    def _added(self, entries: Sequence[Entry]) -> None:
        if entries:
            self.said.emit(f"Added {listed(one.name for one in entries)} to your schemas.", "done")

    # What was dropped or chosen

    def take(self, one: Dropped) -> None:
        """Opens a metadata document; offers to add a schema, a folder of schemas or what an address leads to."""
        if isinstance(one, str):
            self.ask_add(address=one)
        elif one.is_dir():
            self.ask_add(path=one)
        else:
            self._tasks.run(
                lambda _: is_schema(one),
                lambda found: self._offer(one) if found else self.open_wanted.emit(one),
                lambda _: self.open_wanted.emit(one),
                self,
            )

    def _offer(self, file: Path) -> None:
        ask_then(
            self._window,
            f"“{file.name}” is a schema.",
            "A schema says what a dataset’s description looks like. Add it to your schemas to write by it.",
            "Look at it and add it…",
            lambda: self.ask_add(path=file),
            name="is-schema",
            other=("Open it as metadata", lambda: self.open_wanted.emit(file)),
        )
