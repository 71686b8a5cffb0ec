"""How JSON looks where it is typed: its font, its colours, and a wavy line under where it breaks."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from gatewaydesk.document.breaks import Break
from gatewaydesk.document.textmap import Units
from gatewaydesk.ui import theme

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(
    rf"(?P<name>{_STRING}(?=\s*:))|(?P<text>{_STRING})|(?P<number>-?\d[\d.eE+\-]*+)"
    r"|(?P<word>\b(?:true|false|null)\b)|(?P<mark>[{}\[\],:])"
)
_TONES = {"name": "accent", "number": "advice", "word": "practice", "mark": "muted"}
_LONG = 20_000  # of a line longer than that, only the beginning is coloured
_MORE = 20  # lines above and below what can be seen that are coloured with it


def fixed_font() -> QFont:
    """The font in which JSON is written, as large as the text around it."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(max(QGuiApplication.font().pointSizeF() - 0.5, 6.0))
    return font


def selection(edit: QPlainTextEdit, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
    """A stretch of an editor's text, in UTF-16 units, that is to look otherwise."""
    made = QTextEdit.ExtraSelection()
    cursor = QTextCursor(edit.document())
    most = max(0, edit.document().characterCount() - 1)
    cursor.setPosition(min(start, most))
    cursor.setPosition(min(end, most), QTextCursor.MoveMode.KeepAnchor)
    made.cursor, made.format = cursor, look
    return made


def wave(edit: QPlainTextEdit, text: str, broken: Break | None) -> list[QTextEdit.ExtraSelection]:
    """The wavy line under the place where a text breaks; nothing where it does not."""
    if broken is None:
        return []
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(theme.color("wrong"))
    units = Units(text)
    return [selection(edit, units.units(broken.start), units.units(broken.end), look)]


class Colours(QSyntaxHighlighter):
    """Colours the JSON that can be seen in an editor, however long the text is.

    No token of JSON goes over a line's end, so that a line can be coloured without those before it.

    Attributes:
        at_work: colours are being put on; what the editor then calls a change of its text is none.
    """

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit.document())
        self.at_work = False
        self._edit = edit
        self._seen = (0, _MORE)
        self._formats: dict[str, QTextCharFormat] = {}
        self._take_tones()
        edit.updateRequest.connect(self._look)
        edit.installEventFilter(self)

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        if not self._seen[0] <= number <= self._seen[1]:
            return
        text = text[:_LONG]
        units = Units(text)
        for token in _TOKEN.finditer(text):
            look = self._formats.get(token.lastgroup or "")
            if look is not None:
                start = units.units(token.start())
                self.setFormat(start, units.units(token.end()) - start, look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange:
            self._take_tones()
            self._colour()
        return False

    def _take_tones(self) -> None:
        for token, tone in _TONES.items():
            look = QTextCharFormat()
            look.setForeground(theme.color(tone))
            self._formats[token] = look

    def _look(self, _: QRect | None = None, __: int = 0) -> None:
        """Colours what has come into view."""
        bottom = self._edit.viewport().rect().bottomLeft()
        first = self._edit.cursorForPosition(QPoint(0, 0)).blockNumber() - _MORE
        last = self._edit.cursorForPosition(bottom).blockNumber() + _MORE
        if (first, last) != self._seen:
            self._seen = (first, last)
            self._colour()

    def _colour(self) -> None:
        self.at_work = True
        block = self._edit.document().findBlockByNumber(max(self._seen[0], 0))
        while block.isValid() and block.blockNumber() <= self._seen[1]:
            self.rehighlightBlock(block)
            block = block.next()
        self.at_work = False
