"""The dialog of all schemas: what there is, where it came from, who uses it; adding, renewing, checking, removing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.services.schema_facts import Facts, Row, facts, listed, rows
from gatewaydesk.services.schema_updates import Update
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.store import Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import ask_then, muted
from gatewaydesk.ui.dialogs.publisher import PublisherDialog
from gatewaydesk.ui.dialogs.schema_choosing import ask_file, ask_folder
from gatewaydesk.ui.dialogs.schema_details import SchemaDetails, origin
from gatewaydesk.ui.dialogs.schema_updates import UpdatesDialog
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.dropping import Dropped, dropped
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.panels.filter_box import FilterBox
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, when

_MANY = 13  # schemas from which on they are searched
_BESIDE = 150  # grid units that list and details need to stand beside each other


class SchemasDialog(WorkingSheet):
    """`dialog.schemas`, with the list `schemas`, which `schemas.search` filters, and `schemas.details`.

    Signals:
        new_wanted(str): a dataset is to be started by the schema of that name.
        add_wanted(dict): the dialog that adds schemas is wanted, with these arguments.
        changed(): the catalogue reads differently now.
    """

    new_wanted = Signal(str)
    add_wanted = Signal(object)
    changed = Signal()

    def __init__(
        self,
        sources: SchemaSources,
        catalogue: Catalogue,
        store: Store,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        select: str = "",
        edit_hints: Callable[[str, QWidget], object] | None = None,
    ) -> None:
        """Args:
        sources: where schemas come from.
        catalogue: those that are here.
        store: the drafts.
        tasks: the door to the background.
        parent: the window.
        select: the schema that is selected at first.
        edit_hints: edits the form hints of a schema, given its name and this dialog; None offers no such thing.
        """
        super().__init__("schemas", "Schemas", tasks, parent, accept="New dataset with this schema", reject="Close")
        self._sources, self._catalogue, self._store, self._tasks = sources, catalogue, store, tasks
        self._entries: list[Entry] = []
        self._facts: Facts | None = None
        self._asked = 0
        self._told: object = None  # the name of the schema whose details are shown
        self.setAcceptDrops(True)
        self._adding = self._flow(
            ("add-file", "Add file…", self._add_file),
            ("add-folder", "Add folder…", self._add_folder),
            ("add-address", "Add from address…", lambda: self.add_wanted.emit({})),
            ("publisher", "From the publisher…", self.ask_publisher),
            ("check-updates", "Check for updates", self.check_updates),
        )
        self.add(self._adding)
        self._empty = self.add(
            muted("You have added no schema of your own yet. Add one above, or drop a schema file here.", self)
        )
        self._empty.setObjectName("schemas.empty")
        self.rows = PickList("schemas", "Schemas", self)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self._selected())
        self.rows.entered.connect(lambda _: self.finish())
        self.filter = FilterBox("schemas", self.rows, "schema", "schemas", self, fewest=_MANY)
        self.filter.changed.connect(self._filtered)
        self.filter.hide()
        self.details = SchemaDetails(self)
        hints = ("hints", "Form hints…", lambda: self._edit_hints(edit_hints))
        self._about = self._flow(
            ("lint", "Check schema…", self.check_schema),
            *((hints,) if edit_hints is not None else ()),
            ("remove", "Remove…", self.ask_remove),
        )
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(_below(self.filter, self.rows))
        self._split.addWidget(_below(self.details, self._about, grows=0))
        for at, share in enumerate((5, 6)):
            self._split.setStretchFactor(at, share)
        self._split.setSizes([500, 600])
        self.add(self._split, 1)
        self.add(self.waiting)
        self.fit(960, 640)
        self.read(select)
        self.rows.setFocus()

    def _flow(self, *buttons: tuple[str, str, Callable[[], object]]) -> QWidget:
        holder = QWidget(self)
        flow = Flow(holder, 2 * theme.SPACE, 2 * theme.SPACE)
        for name, text, do in buttons:
            button = QPushButton(text, holder)
            button.setObjectName(f"schemas.{name}")
            button.setAccessibleName(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, do=do: do())
            flow.addWidget(button)
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        return holder

    # The list

    def read(self, select: str = "") -> None:
        """Reads the catalogue and the drafts again, in the background."""
        wanted = select or str(self.rows.current_key or "")
        self._tasks.run(
            lambda _: rows(self._catalogue, self._store),
            lambda found: self._list(found, wanted),
            lambda error: self.waiting.say(str(error), "wrong"),
            self,
        )

    def _list(self, found: list[Row], select: str) -> None:
        self._entries = [row.entry for row in found]
        was_needed = self.filter.needed
        self.filter.offer([_pick(row) for row in found], [f"{one.name} {one.title}" for one in self._entries], select)
        if self.filter.needed and not was_needed and self.focusWidget() is self.rows:
            self.filter.setFocus()
        self._empty.setVisible(all(one.origin == "shipped" for one in self._entries))
        self._selected()

    @property
    def current(self) -> Entry | None:
        """The schema that is selected."""
        return next((one for one in self._entries if one.name == self.rows.current_key), None)

    def _edit_hints(self, edit: Callable[[str, QWidget], object] | None) -> None:
        if self.current is not None and edit is not None:
            edit(self.current.name, self)

    def _filtered(self) -> None:
        if self.rows.current_key is None or self.rows.current_key != self._told:
            self._selected()

    def _selected(self) -> None:
        self._facts, self._told = None, self.rows.current_key
        self._asked += 1
        mine, entry = self._asked, self.current
        self.refresh()
        if entry is None:
            sought = " ".join(self.filter.line.text().split())
            self.details.say(
                f"No schema has “{sought}” in its name or title."
                if sought and self._entries
                else "Select a schema to read about it."
            )
            return
        name = entry.name

        def show(found: Facts) -> None:
            if mine == self._asked:
                self._facts = found
                self.details.show_facts(found)

        self._tasks.run(
            lambda _: facts(self._catalogue.load(name), self._store),
            show,
            lambda error: self.details.say(str(error)) if mine == self._asked else None,
            self,
        )

    def refresh(self) -> None:
        entry, busy = self.current, self.waiting.busy
        if self.accept_button is not None:
            self.accept_button.setEnabled(entry is not None)
        for holder in (self._adding, self._about):
            holder.setEnabled(not busy)
        for button in self._about.findChildren(QPushButton):
            own = entry is not None and entry.origin == "added"
            button.setEnabled(own if button.objectName() == "schemas.remove" else entry is not None)

    def finish(self) -> None:
        if self.current is not None:
            name = self.current.name
            self.accept()
            self.new_wanted.emit(name)

    # Adding

    def _add_file(self) -> None:
        ask_file(self, self.take_in)

    def _add_folder(self) -> None:
        ask_folder(self, self.take_in)

    def take_in(self, path: Path) -> None:
        """Offers to add a file, or all schemas of a folder."""
        self.add_wanted.emit({"path": path})

    def ask_publisher(self) -> PublisherDialog:
        """Opens the list of what the publisher offers."""
        dialog = PublisherDialog(self._sources, self._tasks, self)
        dialog.chosen.connect(lambda one: self.add_wanted.emit({"address": one.address, "name": one.name}))
        dialog.open()
        return dialog

    def show_added(self, entries: Iterable[Entry]) -> None:
        """Selects what was added, and says so."""
        names = [one.name for one in entries]
        if names:
            self.waiting.say(f"Added {listed(names)}.", "done")
            self.read(names[0])
            self.changed.emit()

    # Updates

    def check_updates(self) -> None:
        """Looks at the addresses that schemas came from whether there is a new version."""
        self.waiting.run("Looking for new versions…", self._sources.check_updates, self.show_updates)

    def show_updates(self, updates: list[Update]) -> UpdatesDialog | None:
        """Opens what was found, or says that nothing is new."""
        new = [one for one in updates if one.fetched is not None]
        troubles = [one for one in updates if one.problem]
        if troubles:
            names = listed(one.name for one in troubles)
            self.waiting.say(f"{names} could not be looked for: {troubles[0].problem}", "wrong")
        elif not updates:
            self.waiting.say("None of your schemas came from an address, so there is nowhere to look.")
        elif not new:
            self.waiting.say(f"Nothing is new: {count(len(updates), 'schema')} looked at.", "done")
        if not new:
            return None
        dialog = UpdatesDialog(self._sources, new, self._tasks, self)
        dialog.taken.connect(lambda entry: self._renewed(entry.name))
        dialog.open()
        return dialog

    def _renewed(self, name: str) -> None:
        self.read(name)
        self.changed.emit()

    # One schema

    def check_schema(self) -> None:
        """Looks for what is weak in the selected schema."""
        entry = self.current
        if entry is None:
            return
        from gatewaydesk.schema.lint import lint  # a check is rare, and what it needs is much
        from gatewaydesk.ui.dialogs.schema_findings import FindingsDialog

        name = entry.name
        self.waiting.run(
            f"Checking {name}…",
            lambda _: lint(self._catalogue.load(name).raw),
            lambda found: FindingsDialog(name, found, self._tasks, self).open(),
        )

    def ask_remove(self) -> None:
        """Removes the selected schema, after naming the drafts that are written by it."""
        entry = self.current
        if entry is None or entry.origin != "added":
            return
        name = entry.name
        drafts = self._facts.drafts if self._facts is not None and self._facts.schema.name == name else ()
        more = "No draft is written by it. You can add it again at any time."
        if drafts:
            titles = listed((f"“{row.title}”" for row in drafts), 5)
            them = ("it is", "It stays") if len(drafts) == 1 else ("they are", "They stay")
            more = (
                f"{count(len(drafts), 'draft is', 'drafts are').capitalize()} written by it: {titles}. {them[1]} in "
                f"your list, but cannot be opened until this schema is added again."
            )
        ask_then(self, f"Remove the schema {name}?", more, "Remove", lambda: self.remove(name), name="remove-schema")

    def remove(self, name: str) -> None:
        """Takes an added schema out of the catalogue."""

        def done(_: object) -> None:
            self.waiting.say(f"Removed {name}.", "done")
            self.read()
            self.changed.emit()

        self.waiting.run(f"Removing {name}…", lambda _: self._catalogue.remove(name), done)

    # Drag and drop, and room

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) and not self.waiting.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for one in dropped(event.mimeData())[:1]:
            self.add_wanted.emit(_add_arguments(one))
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE * theme.SPACE * theme.text_scale()
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)


def _below(*widgets: QWidget, grows: int = -1) -> QWidget:
    """Widgets one below the other, of which one takes the room that is left."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        column.addWidget(widget, int(widget is widgets[grows]))
    return holder


def _add_arguments(one: Dropped) -> dict[str, object]:
    return {"path": one} if isinstance(one, Path) else {"address": one}


def _pick(row: Row) -> Pick:
    entry = row.entry
    pinned = f"pinned {when(row.fetched_at)}" if row.fetched_at else ""
    drafts = count(row.drafts, "draft") if row.drafts else ""
    words = [one for one in (origin(entry.origin, entry.address), pinned, drafts) if one]
    return Pick(
        entry.name,
        f"{entry.name} — {entry.title}" if entry.title and entry.title != entry.name else entry.name,
        figure=("cannot be used", "wrong") if row.problem else ("", "muted"),
        note=" · ".join(words),
        spoken=". ".join((", ".join(words), *([row.problem] if row.problem else []))),
    )
