"""The part of a dialog that compares: a heading, the table of what differs, and the row one is at, at length."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.comparing import Comparison
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import heading, muted
from gatewaydesk.ui.dialogs.comparison import ComparisonView
from gatewaydesk.ui.form import look
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, sentence


class CompareBox(QWidget):
    """The heading `<id>.difference`, the table `<id>.changes` and the words `<id>.detail`.

    Signals:
        go_to(object): the pointer of a place that should be shown.
    """

    go_to = Signal(object)

    def __init__(self, name: str, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._asked = 0
        self._token: CancelToken | None = None
        self.difference = heading("", self)
        self.difference.setObjectName(f"{name}.difference")
        self.changes = ComparisonView(f"{name}.changes", "What differs from now", self)
        self.changes.go_to.connect(self.go_to)
        self.more = muted("", self)
        self.detail = muted("", self)
        self.detail.setObjectName(f"{name}.detail")
        self.changes.at.connect(self._show_detail)
        self.roomy = True
        column = QVBoxLayout(self)
        look.no_margins(column, 3 * theme.SPACE)
        for widget in (self.difference, self.changes, self.more, self.detail):
            column.addWidget(widget)
        column.setStretchFactor(self.changes, 1)

    def add_row(self, row: QHBoxLayout) -> None:
        """Puts a row of buttons below."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(row)

    def set_roomy(self, roomy: bool) -> None:
        """Says whether there is room for the row one is at, at length."""
        self.roomy = roomy
        self._show_detail()

    def compare(self, title: str, read: Callable[[CancelToken], Comparison]) -> None:
        """Shows what `read` finds in the background; what was asked before is no longer wanted."""
        self.clear()
        mine = self._asked
        self.difference.setText("Comparing…")

        def done(found: Comparison) -> None:
            if mine == self._asked:
                self._show(title, found)

        def failed(error: BaseException) -> None:
            if mine == self._asked:
                self.difference.setText(" ".join(sentence(error)).strip())

        self._token = self._tasks.run(read, done, failed, self)

    def clear(self) -> None:
        """Shows nothing, and stops what is under way."""
        self._asked += 1
        if self._token is not None:
            self._token.cancel()
        self._token = None
        self.difference.setText("")
        self.changes.show_changed(())
        self.more.hide()

    def _show(self, title: str, found: Comparison) -> None:
        words = f"{count(found.count, 'difference')} from now" if found.count else "The draft is the same now"
        self.difference.setText(words)
        self.changes.show_changed(found.changed)
        self.changes.setAccessibleDescription(f"{title}: {words}")
        self.more.setText(f"These are the first {len(found.changed):,}; {found.untold:,} more are not shown.")
        self.more.setVisible(bool(found.untold))

    def _show_detail(self) -> None:
        words = self.changes.words_at_length
        self.detail.setText(words)
        self.detail.setVisible(bool(words) and self.roomy)
