"""Very long words that may go on in the next line: shown with gaps nobody sees, read and copied without them."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QLabel, QMenu

_LONGEST = 32  # characters of a word that is left whole
_LONG_WORD = re.compile(rf"\S{{{_LONGEST + 1},}}")
_WORD = re.compile(r"\S{9,}")  # a shorter one has only one part
_STEP = re.compile(r"[^/\\]*[/\\]+|[^/\\]+")  # of a path or an address
_PART = re.compile(r"\S{1,8}(?:[\u0300-\u036f\u200d\ufe0f]+\S?)*")  # what combines with a sign stays with it
_GAP = "\u200b"


def breakable(text: str) -> str:
    """Text in which a very long word may go on in the next line, behind a slash rather than elsewhere; Qt breaks lines
    between words only."""
    return _LONG_WORD.sub(lambda found: _GAP.join(_parts(found[0])), text)


def breakable_in(text: str, width: int, metrics: QFontMetrics) -> str:
    """The same for lines of that many pixels: words that are longer than a line may go on, all others are whole."""

    def word(found: re.Match[str]) -> str:
        too_long = metrics.horizontalAdvance(found[0]) > width
        return _GAP.join(_PART.findall(found[0])) if too_long else found[0]

    return _WORD.sub(word, text)


def _parts(word: str) -> list[str]:
    steps = _STEP.findall(word)
    return [part for step in steps for part in ([step] if len(step) <= _LONGEST else _PART.findall(step))]


class BreakableLabel(QLabel):
    """Plain text that wraps, long words too. A screen reader reads it as it was given, and so it is copied."""

    _whole = ""

    def setText(self, text: str) -> None:
        """Shows a text."""
        self._whole = text
        shown = breakable(text)
        super().setText(shown)
        if shown != text:
            self.setAccessibleName(text)

    def text(self) -> str:
        """The text as it was given."""
        return self._whole

    @property
    def selected(self) -> str:
        """What is selected, as it was given."""
        shown, start = breakable(self._whole), self.selectionStart()
        if start < 0:
            return ""
        end = start + len(self.selectedText())
        return self._whole[_given(shown, self._whole, start) : _given(shown, self._whole, end)]

    def copy_selected(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        """Copies what is selected."""
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selected, mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if QGuiApplication.clipboard().supportsSelection():  # what is selected can be pasted with the middle button
            self.copy_selected(QClipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction("Copy", self.copy_selected)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self.hasSelectedText())
        every = menu.addAction("Select All", lambda: self.setSelection(0, len(super(BreakableLabel, self).text())))
        every.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
        menu.popup(event.globalPos())


def _given(shown: str, whole: str, end: int) -> int:
    """Where in a text that place is which is `end` where it is shown with gaps."""
    at = 0
    for sign in shown[:end]:
        at += at < len(whole) and sign == whole[at]
    return at
