"""The parts of a sheet, one below the other, which scroll where there is no room for all; and what stands in them."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Sheet, heading
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.selection import scrolled


def scrolled_parts(sheet: Sheet) -> tuple[QScrollArea, QVBoxLayout]:
    """Gives a sheet a place for its parts: what scrolls, and the column that they are put into."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 2 * theme.SPACE, 0)
    column.setSpacing(2 * theme.SPACE)
    return sheet.add(scrolled(inner, sheet), 1), column


def part_heading(text: str, parent: QWidget) -> look.Text:
    """A part's heading, set off from what stands above it."""
    made = heading(text, parent)
    made.setContentsMargins(0, 3 * theme.SPACE, 0, 0)
    return made


def line_to_type(sheet: Sheet, name: str, words: str, width: int) -> QLineEdit:
    """A line in which something has to be typed before what cannot be taken back.

    Args:
        sheet: it is added here, below the words.
        name: its object name.
        words: what has to be typed, and what for.
        width: the most that it takes, in pixels at the usual text size.
    """
    label = sheet.add(look.Text(words, parent=sheet))
    line = sheet.add(QLineEdit(sheet))
    line.setObjectName(name)
    line.setAccessibleName(words)
    line.setMaximumWidth(round(width * theme.text_scale()))
    label.setBuddy(line)
    return line
