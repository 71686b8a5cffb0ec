"""The page “My datasets”: what the team has on the gateway that is chosen, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways.work import Errand
from gatewaydesk.services.remote import Linked
from gatewaydesk.ui.dialogs.refusal import Ways, WaysOut
from gatewaydesk.ui.panels.datasets_foot import DatasetsFoot
from gatewaydesk.ui.panels.datasets_head import DatasetsHead
from gatewaydesk.ui.panels.datasets_rows import COLUMNS, counted, sifted
from gatewaydesk.ui.panels.page import EmptyState, Page, quiet_button
from gatewaydesk.ui.panels.selection import RowMenu
from gatewaydesk.ui.panels.waiting import Waiting
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence

Do = Callable[[], object]
_LEAST_ROOM = 120  # pixels for the list


class DatasetsPage(Page):
    """The team's datasets: `datasets`.

    It shows what it is given; `ui/remoting.py` asks the gateway.

    Signals:
        refresh_wanted(): the gateway is to be asked again.
        shown(): the page has come into view.
        open_wanted(object): the row that a person wants to work on.
        copy_wanted(object): the row whose dataset ID should be copied.
        web_wanted(object): the row that a person wants to see on the gateway's web pages.
        errand_wanted(object, object): the row, and the Errand that is to be done for it.
        connection_errand_wanted(object): the Errand that is to be done for the connection.
        export_wanted(): the rows in view are wanted as CSV.
    """

    refresh_wanted = Signal()
    shown = Signal()
    open_wanted = Signal(object)
    copy_wanted = Signal(object)
    web_wanted = Signal(object)
    errand_wanted = Signal(object, object)
    connection_errand_wanted = Signal(object)
    export_wanted = Signal()

    def __init__(
        self, tasks: Tasks, made: Mapping[str, QAction], *, add: Do, new: Do, parent: QWidget | None = None
    ) -> None:
        """Args:
        tasks: the door to the background.
        made: the window's actions.
        add: adds a gateway.
        new: starts a dataset.
        parent: the window.
        """
        self._linked: list[Linked] = []
        self._connection: Connection | None = None
        self._read_at = self._sought = ""
        self.again = quiet_button("Refresh", self._again, "datasets.refresh")
        self.export = quiet_button("Export as CSV…", self._export, "datasets.export")
        super().__init__(
            tasks,
            name="datasets",
            title="My datasets",
            columns=COLUMNS,
            empty=EmptyState(
                "datasets",
                "Your team has no datasets here yet",
                "What you submit appears here, and what your colleagues make on the gateway's web pages.",
                (("New dataset…", new),),
            ),
            read=lambda text: sifted(self._linked, text, self.head.tab, self.head.order),
            key=lambda row: row.remote.dataset_id,
            search="Search datasets",
            parent=parent,
        )
        self._no_gateway = EmptyState(
            "gateway",
            "No gateway yet",
            "Add the gateway that your team's datasets are on; then they are listed here.",
            (("Add a gateway…", add),),
        )
        self._unread = EmptyState(
            "datasets",
            "Not read yet",
            "Your team's datasets are read from the gateway when you ask for them. Nothing is changed there.",
            (("Read them now", self._again),),
        )
        for state in (self._no_gateway, self._unread):
            self._stack.addWidget(state)
        self.head = DatasetsHead(self.rows.horizontalHeader(), (self.again, self.export), self)
        self.foot = DatasetsFoot(made, self)
        self.waiting = Waiting("datasets.waiting", tasks, self)
        self.ways = WaysOut(self)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        for at, part in enumerate((self.head, self.waiting, self.ways), start=1):
            column.insertWidget(at, part)
        column.addWidget(self.foot)
        self._stack.setMinimumHeight(_LEAST_ROOM)  # with large text, the foot is worth more
        self._connect(made["delete"])
        self.show_connection(None)

    def _connect(self, delete: QAction) -> None:
        self.head.changed.connect(self.refresh)
        self.waiting.busy_changed.connect(lambda _: self._refresh_button())
        self.head.errands.wanted.connect(self.connection_errand_wanted)
        for name in ("open_wanted", "copy_wanted", "web_wanted", "errand_wanted"):
            getattr(self.foot, name).connect(getattr(self, name))
        self.rows.row_selected.connect(self.foot.show_row)
        self.rows.row_activated.connect(self.open_wanted)
        RowMenu(self.rows, self.menu)
        keys = QKeySequence.StandardKey
        for name, key, do, where in (
            ("refresh", keys.Refresh, self._again, self),
            ("delete", keys.Delete, delete.trigger, self.rows),
        ):
            one = QAction(self, shortcut=QKeySequence(key), objectName=f"datasets.key.{name}")
            one.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            one.triggered.connect(lambda _=False, do=do: do())
            where.addAction(one)
        self.again.setToolTip(f"Ask the gateway again ({QKeySequence(keys.Refresh).toString()})")

    # What is shown

    def seek(self, dataset_id: str) -> None:
        """Selects a dataset, as soon as it is there, in whatever part of the list it stands."""
        self._sought = dataset_id
        self.search.clear()
        self.head.tabs.chips["all"].setChecked(True)
        self.refresh()

    def show_errands(self, of_dataset: Sequence[Errand], of_connection: Sequence[Errand]) -> None:
        """Lists what can be done with the selected dataset, and with the connection."""
        self.foot.errands.show_errands(of_dataset)
        self.head.errands.show_errands(of_connection)

    @property
    def current(self) -> Linked | None:
        """The selected dataset."""
        row: Linked | None = self.rows.current_row
        return row

    @property
    def all_rows(self) -> Sequence[Linked]:
        """Every dataset that is known, whatever is in view."""
        return self._linked

    def show_connection(self, connection: Connection | None) -> None:
        """Shows whose datasets these are; what was shown of another gateway goes."""
        self._connection = connection
        self.foot.show_connection(connection)
        self.take_trouble_back()
        self.show_datasets([], read_at="", whole=True)

    def show_datasets(self, rows: Sequence[Linked], *, read_at: str, whole: bool) -> None:
        """Shows datasets.

        Args:
            rows: in any order.
            read_at: when the gateway was asked; ISO 8601. "" while that is under way, or was stopped.
            whole: these are all.
        """
        self._linked, self._read_at = list(rows), read_at
        self.head.say_where(self._connection, read_at, whole=whole)
        self.head.count(counted(self._linked) if rows or read_at else {})
        self.refresh()

    def say_counts(self, counts: Mapping[str, int]) -> None:
        """Shows what the gateway counts, before the list is there."""
        if not self._read_at:
            self.head.count({"all": sum(counts.values()), **counts})

    def say_trouble(self, error: BaseException, ways: Ways) -> None:
        """Says why the list could not be read, with the ways out of that."""
        what, todo = sentence(error)
        self.waiting.say(f"{what} {todo}".strip(), "wrong")
        self.ways.show_error(error, ways, self._connection, "Read the list of datasets")

    def take_trouble_back(self) -> None:
        """What was in the way is not any more."""
        self.waiting.say("")
        self.ways.take_back()

    def _show(self, rows: list[Any], text: str) -> None:
        super()._show(rows, text)
        if not rows and self._connection is None:
            self._stack.setCurrentWidget(self._no_gateway)
        elif not rows and self._linked:
            self._stack.setCurrentWidget(self._none)
        elif not rows and not self._read_at:
            self._stack.setCurrentWidget(self._unread)
        self._find_sought(rows)
        known = bool(self._linked)
        self.search.setEnabled(known)
        self.export.setEnabled(bool(rows))
        self.head.offer(known)
        self._refresh_button()
        self.foot.show_row(self.current)

    def _find_sought(self, rows: list[Any]) -> None:
        found = next((row for row in rows if row.remote.dataset_id == self._sought), None) if self._sought else None
        if found is not None:
            self._sought = ""
            self.rows.select(found)
            self.rows.scrollTo(self.rows.currentIndex())

    def _refresh_button(self) -> None:
        self.again.setEnabled(self._connection is not None and not self.waiting.busy)

    # Hands

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def menu(self) -> QMenu:
        """What can be done with the selected dataset, and with the list."""
        menu = self.foot.menu(self)
        menu.addSeparator()
        menu.addAction(self.again.text(), self._again)
        return menu

    def _again(self) -> None:
        if self._connection is not None and not self.waiting.busy:
            self.refresh_wanted.emit()

    def _export(self) -> None:
        self.export_wanted.emit()
