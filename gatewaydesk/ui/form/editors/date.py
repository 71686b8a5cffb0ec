"""Dates, and dates with a time: typed as text, or picked from a calendar. Any text is kept as typed."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.one_line import OneLine

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(.*)", re.ASCII)
_HINTS = {Kind.DATE: "YYYY-MM-DD", Kind.DATE_TIME: "YYYY-MM-DDThh:mm:ssZ"}


class DateLine(OneLine):
    """A date or a date with a time."""

    characters = 28

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        if not self.line.placeholderText():
            self.line.setPlaceholderText(_HINTS[field.kind])
        self.pick = look.quiet_button("Calendar", f"Pick {field.title} from a calendar")
        self.pick.clicked.connect(self._open)
        self.bar.insertWidget(1, self.take_over(self.pick))

    @classmethod
    def fits(cls, field: Field) -> int:
        """Dates."""
        return 20 if field.kind in _HINTS else 0

    def set_read_only(self) -> None:
        super().set_read_only()
        self.pick.hide()

    def _open(self) -> None:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setFrameShape(QFrame.Shape.StyledPanel)
        calendar = QCalendarWidget()
        calendar.setAccessibleName(self.field.title)
        calendar.setGridVisible(False)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        day = _DAY.fullmatch(self.line.text().strip())
        if day and QDate(int(day[1]), int(day[2]), int(day[3])).isValid():
            calendar.setSelectedDate(QDate(int(day[1]), int(day[2]), int(day[3])))
        column = QVBoxLayout(popup)
        look.no_margins(column, 0)
        column.addWidget(calendar)

        def picked(date: QDate) -> None:
            popup.close()
            self.pick_date(date)

        calendar.clicked.connect(picked)
        calendar.activated.connect(picked)
        popup.adjustSize()
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + look.SPACE)))
        popup.show()
        calendar.setFocus()

    def pick_date(self, date: QDate) -> None:
        """Writes a date; the time that stood behind the old one stays."""
        text = date.toString("yyyy-MM-dd")
        if self.field.kind is Kind.DATE_TIME:
            before = _DAY.fullmatch(self.line.text().strip())
            text += before[4] if before and before[4] else "T00:00:00Z"
        self.line.setText(text)
        self.line.setFocus()
