"""What some keys do in a JSON text: a new line is indented as it should be, Tab indents, a bracket closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

if TYPE_CHECKING:
    from gatewaydesk.ui.panels.json_edit import JsonEdit

INDENT = "  "
_PAIRS = {"{": "}", "[": "]"}
_KEEP = QTextCursor.MoveMode.KeepAnchor
_ACROSS = Qt.KeyboardModifier.ControlModifier


def press(edit: JsonEdit, event: QKeyEvent) -> bool:
    """Does what a key means here; False leaves it to the editor."""
    if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and event.modifiers() & _ACROSS:
        edit.go_on(forward=event.key() == Qt.Key.Key_Tab)
        return True
    do = _KEYS.get(Qt.Key(event.key()))
    if do is None or event.modifiers() & (_ACROSS | Qt.KeyboardModifier.AltModifier):
        return False
    cursor = edit.textCursor()
    cursor.beginEditBlock()
    done = do(cursor, event.text())
    cursor.endEditBlock()
    if done:
        edit.setTextCursor(cursor)
        edit.ensureCursorVisible()
    return done


def _new_line(cursor: QTextCursor, _: str) -> bool:
    """The indent of the line above, one step more behind an opening bracket; its closing one goes to a third line."""
    cursor.removeSelectedText()
    line, column = cursor.block().text(), cursor.positionInBlock()
    indent = line[: len(line) - len(line.lstrip())][:column]
    before, behind = line[:column].rstrip()[-1:], line[column:].lstrip()[:1]
    inner = indent + INDENT if before in _PAIRS else indent
    cursor.insertText(f"\n{inner}")
    if before in _PAIRS and behind == _PAIRS[before]:
        place = cursor.position()
        cursor.insertText(f"\n{indent}")
        cursor.setPosition(place)
    return True


def _in(cursor: QTextCursor, _: str) -> bool:
    if not _several(cursor):
        cursor.insertText(INDENT)
        return True
    return _each_line(cursor, lambda line: line.insertText(INDENT))


def _out(cursor: QTextCursor, _: str) -> bool:
    def take(line: QTextCursor) -> None:
        text = line.block().text()[: len(INDENT)]
        line.setPosition(line.position() + len(text) - len(text.lstrip(" ")), _KEEP)
        line.removeSelectedText()

    return _each_line(cursor, take)


def _close(cursor: QTextCursor, mark: str) -> bool:
    """A closing bracket that begins a line stands one step further left."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    if mark not in _PAIRS.values() or cursor.hasSelection() or before.strip() or not before.endswith(INDENT):
        return False
    cursor.movePosition(QTextCursor.MoveOperation.Left, _KEEP, len(INDENT))
    cursor.insertText(mark)
    return True


def _several(cursor: QTextCursor) -> bool:
    document = cursor.document()
    ends = (cursor.selectionStart(), cursor.selectionEnd())
    return len({document.findBlock(one).blockNumber() for one in ends}) > 1


def _each_line(cursor: QTextCursor, do: Callable[[QTextCursor], object]) -> bool:
    document = cursor.document()
    block, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd()).blockNumber()
    while block.isValid() and block.blockNumber() <= last:
        do(QTextCursor(block))
        block = block.next()
    return True


_KEYS: dict[Qt.Key, Callable[[QTextCursor, str], bool]] = {
    Qt.Key.Key_Return: _new_line,
    Qt.Key.Key_Enter: _new_line,
    Qt.Key.Key_Tab: _in,
    Qt.Key.Key_Backtab: _out,
    Qt.Key.Key_BraceRight: _close,
    Qt.Key.Key_BracketRight: _close,
}
