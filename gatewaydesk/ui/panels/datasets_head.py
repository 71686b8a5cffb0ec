"""The head of “My datasets”: whose they are, which of them are shown, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways import SYSTEMS
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import rich_row
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.panels.chips import Segments
from gatewaydesk.ui.panels.datasets_rows import COLUMNS, FIRST, ORDERS, TABS
from gatewaydesk.ui.panels.errands_button import ErrandsButton
from gatewaydesk.ui.panels.top_bar import Badge
from gatewaydesk.ui.wording import exactly, when


class DatasetsHead(QWidget):
    """`datasets.where`, `datasets.gateway-errands`, `datasets.status` and `datasets.order`.

    A click on a column's heading sorts as well.

    Attributes:
        tab: the key of `TABS` that is chosen; to be read from any thread.
        order: the key of `ORDERS` that is chosen; likewise.

    Signals:
        changed(): other rows are to be shown, or in another order.
    """

    changed = Signal()

    def __init__(self, header: QHeaderView, tools: Sequence[QWidget], parent: QWidget | None = None) -> None:
        """Args:
        header: the headings of the list.
        tools: buttons that stand beside.
        parent: the page.
        """
        super().__init__(parent)
        self.tab, self.order = TABS[0][0], FIRST
        self._header = header
        self._statuses: tuple[str, ...] = ()
        self.badge = Badge(self)
        self.where = look.Text(tone="muted", parent=self)
        self.where.setObjectName("datasets.where")
        self.where.setWordWrap(False)
        self.tabs = Segments("datasets.status", TABS, self)
        self.tabs.setAccessibleName("Which datasets are shown")
        self.orders = QComboBox(self)
        self.orders.setObjectName("datasets.order")
        self.orders.setAccessibleName("Sorted by")
        self.orders.setToolTip("How the list is sorted. A click on a column's heading does the same.")
        for key, order in ORDERS.items():
            self.orders.addItem(order.words, key)
        narrowing = QWidget(self)
        flow = Flow(narrowing, gap=3 * theme.SPACE, line_gap=theme.SPACE)
        policy = narrowing.sizePolicy()
        policy.setHeightForWidth(True)
        narrowing.setSizePolicy(policy)
        for widget in (self.tabs, self.orders, *tools):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * theme.SPACE)
        spoken = "What else can be done with this gateway"
        self.errands = ErrandsButton("More…", "datasets.gateway-errands", spoken, self)
        column.addLayout(rich_row(self.where, self.badge, self.errands, None))
        column.addWidget(narrowing)
        self.tabs.group.buttonToggled.connect(lambda _, on: self._narrow() if on else None)
        self.orders.currentIndexChanged.connect(lambda _: self._sort())
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._heading_clicked)
        self._mark()

    def say_where(self, connection: Connection | None, read_at: str, *, whole: bool) -> None:
        """Says whose datasets these are and when they were read; `whole` that these are all."""
        words = ""
        self._statuses = SYSTEMS[connection.system].statuses if connection and connection.system in SYSTEMS else ()
        if connection is not None:
            words = f"On {connection.name}"
            if read_at:
                words += f", read {when(read_at)}"
            elif not whole:
                words += ", not read to the end"
        self.where.setText(words)
        self.where.setToolTip(look.tip(exactly(read_at)) if read_at else "")
        self.badge.show_mark(connection)

    def count(self, counts: Mapping[str, int]) -> None:
        """Shows how many there are of each kind that the system has; without counts, nothing is known."""
        for key, words in TABS:
            chip = self.tabs.chips[key]
            chip.say(f"{words} {counts.get(key, 0):,}" if counts else words)
            chip.setVisible(key in ("all", *self._statuses) or bool(counts.get(key)))
        if self.tabs.chips[self.tab].isHidden():
            self.tabs.choose(TABS[0][0])

    def offer(self, useful: bool) -> None:
        """Shows tabs and orders where there is something to narrow and to sort."""
        for widget in (self.tabs, self.orders):
            widget.setVisible(useful)

    def _narrow(self) -> None:
        self.tab = self.tabs.chosen
        self.changed.emit()

    def _sort(self) -> None:
        self.order = str(self.orders.currentData())
        self._mark()
        self.changed.emit()

    def _heading_clicked(self, section: int) -> None:
        """The column's first order, or its other one where it is sorted so already."""
        ways = [key for key, order in ORDERS.items() if order.heading == COLUMNS[section].heading]
        at = (ways.index(self.order) + 1) % len(ways) if self.order in ways else 0
        self.orders.setCurrentIndex(self.orders.findData(ways[at]))

    def _mark(self) -> None:
        order = ORDERS[self.order]
        section = next(at for at, one in enumerate(COLUMNS) if one.heading == order.heading)
        directions = Qt.SortOrder
        self._header.setSortIndicator(
            section, directions.DescendingOrder if order.falling else directions.AscendingOrder
        )
        self._header.viewport().update()
