"""How JSON looks where it is typed: its font, its colours, and a wavy line under where it breaks."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QTextCharFormat, QTextCursor, QTextLayout
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
_NOTHING = (0, -1)


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


def wave(edit: QPlainTextEdit, text: str | Units, broken: Break | None) -> list[QTextEdit.ExtraSelection]:
    """The wavy line under the place where a text breaks; none where it does not. Of a large text, give the `Units`."""
    if broken is None:
        return []
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(theme.color("wrong"))
    units = text if isinstance(text, Units) else Units(text)
    return [selection(edit, units.units(broken.start), units.units(broken.end), look)]


class Colours(QObject):
    """Colours the JSON that can be seen in an editor, however long the text is.

    No token of JSON goes over a line's end, so that a line can be coloured without those before it. A
    `QSyntaxHighlighter` would be called for each line of whatever is put in, in view or not.
    """

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit, self._text = edit, edit.document()
        self._seen = _NOTHING
        self._lines = self._text.blockCount()
        self._formats: dict[str, QTextCharFormat] = {}
        self._take_tones()
        self._text.contentsChange.connect(self._changed)
        edit.updateRequest.connect(self._look)
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange:
            self._take_tones()
            self._colour(*self._seen)
        return False

    def _take_tones(self) -> None:
        for token, tone in _TONES.items():
            look = QTextCharFormat()
            look.setForeground(theme.color(tone))
            self._formats[token] = look

    def _changed(self, start: int, _: int, added: int) -> None:
        """Colours at once the lines in view that were changed, so that no letter is seen without its colour."""
        first, last = self._seen
        if self._lines != self._text.blockCount():  # other lines stand in view than before
            self._lines, self._seen = self._text.blockCount(), _NOTHING
        begin = self._text.findBlock(start).blockNumber()
        end = self._text.findBlock(min(start + added, self._text.characterCount() - 1)).blockNumber()
        self._colour(max(first, begin), min(last, end))

    def _look(self, _: QRect | None = None, __: int = 0) -> None:
        """Colours what has come into view."""
        top = self._edit.firstVisibleBlock().blockNumber()
        rows = self._edit.viewport().height() // max(1, self._edit.fontMetrics().lineSpacing())
        seen = (max(0, top - _MORE), top + rows + _MORE)
        if seen != self._seen:
            self._seen = seen
            self._colour(*seen)

    def _colour(self, first: int, last: int) -> None:
        if last < first:
            return
        block = self._text.findBlockByNumber(max(first, 0))
        while block.isValid() and block.blockNumber() <= last:
            layout = block.layout()
            if not layout.preeditAreaText():  # else it looks as the input method wants it until it is typed
                layout.setFormats(self._ranges(block.text()[:_LONG]))
                self._text.markContentsDirty(block.position(), block.length())
            block = block.next()

    def _ranges(self, text: str) -> list[QTextLayout.FormatRange]:
        made: list[QTextLayout.FormatRange] = []
        units = Units(text)
        for token in _TOKEN.finditer(text):
            look = self._formats.get(token.lastgroup or "")
            if look is not None:
                one = QTextLayout.FormatRange()
                one.start = units.units(token.start())
                one.length = units.units(token.end()) - one.start
                one.format = look
                made.append(one)
        return made
