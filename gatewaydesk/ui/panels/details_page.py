"""A page that says below its list what is known of the selected row and what can be done with it, as time goes by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.bars import Hairline
from gatewaydesk.ui.panels.page import Page
from gatewaydesk.ui.panels.selection import details_text, scrolled


class DetailsPage(Page):
    """A Page whose first row is selected where none is.

    Children call `_begin_below`, make the buttons that stand there, call `_fill_below`, and say in `_selected` what is
    shown of a row. While the page is in view, `_tick` is called every second.
    """

    def _begin_below(self, name: str) -> QWidget:
        """Makes what stands below the list, with the sentences of that object name in it."""
        self.details = details_text(name, self)
        self._below = QWidget(self)
        self._ticks = QTimer(self, interval=1000)
        self._ticks.timeout.connect(self._tick)
        return self._below

    def _fill_below(self, buttons: QWidget) -> QScrollArea:
        """Puts the buttons under the sentences; returns what those scroll in."""
        scroll = scrolled(self.details, self._below)
        column = QVBoxLayout(self._below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        for widget in (Hairline(self._below), scroll, buttons):
            column.addWidget(widget)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._below)
        self.rows.row_selected.connect(self._selected)
        return scroll

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticks.stop()

    def _show(self, rows: list[Any], text: str) -> None:
        super()._show(rows, text)
        if rows and self.rows.current_row is None:
            self.rows.selectRow(0)
        self._selected(self.rows.current_row)

    def _tick(self) -> None:
        """The countdowns go on."""
        if self.rows.rows_model.rows:
            self.rows.viewport().update()

    def _selected(self, row: Any) -> None:
        """Shows what is known of a row, or of None; children show the rest."""
        self._below.setVisible(row is not None)

    def _with(self, do: Callable[[Any], object]) -> None:
        """Does something with the selected row, where there is one."""
        if self.rows.current_row is not None:
            do(self.rows.current_row)
