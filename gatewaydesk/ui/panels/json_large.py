"""What a large text needs in an editor: to come in pieces that Qt lays out once each, and to go without its lines."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor, QTextDocument

_SLICE = 60_000  # characters that are put in before the window may do something else
_LARGE = 500_000  # a selection from that length on is not taken out line by line
_KEPT = 200_000  # what may stand around it for that: it is put in anew
_KEEP = QTextCursor.MoveMode.KeepAnchor


def is_large(text: str) -> bool:
    """Whether a text is put in slice by slice."""
    return len(text) > _SLICE


def slice_end(text: str, at: int) -> int:
    """Where the next slice of a text ends: a line that is longer than a slice comes as a whole.

    Each piece that is added to a line has Qt lay it out from its beginning.
    """
    end = at + _SLICE
    if end >= len(text):
        return len(text)
    line_end = text.find("\n", end)
    behind = len(text) if line_end < 0 else line_end + 1
    return behind if behind - end > _SLICE else end


def copied(cursor: QTextCursor) -> str:
    """The selected text with plain line ends."""
    return cursor.selectedText().replace("\u2029", "\n")


def left_of(cursor: QTextCursor) -> tuple[str, str] | None:
    """What stands before and behind a very large selection; None where it is quicker to take the selection out."""
    document, start, end = cursor.document(), cursor.selectionStart(), cursor.selectionEnd()
    last = document.characterCount() - 1
    if end - start < _LARGE or start + last - end > _KEPT:
        return None
    return _between(document, 0, start), _between(document, end, last)


def _between(document: QTextDocument, start: int, end: int) -> str:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, _KEEP)
    return copied(cursor)
