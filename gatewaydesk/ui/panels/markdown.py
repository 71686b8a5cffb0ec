"""Markdown from schemas and hints: text and nothing else. No picture in it is loaded, or even looked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextBrowser, QWidget

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_WEB = ("https", "http", "mailto")


class SafeText(QTextBrowser):
    """Shows Markdown as plain rich text: loads nothing, runs nothing, and opens a web link only when clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open)

    def show_markdown(self, text: str) -> None:
        """Shows Markdown; HTML in it is shown as the text it is, a picture as the words that stand for it."""
        document = self.document()
        whole = QTextCursor(document)
        whole.beginEditBlock()  # nothing is laid out, and so nothing looked for, before the pictures are gone
        document.setMarkdown(text, _FEATURES)
        for start, length, words in reversed(list(_pictures(document))):
            place = QTextCursor(document)
            place.setPosition(start)
            place.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            place.insertText(words, QTextCharFormat())
        whole.endEditBlock()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A dot, and not nothing: where nothing is given Qt reads the picture's name as that of a file."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return ""
        dot = QImage(1, 1, QImage.Format.Format_ARGB32)
        dot.fill(0)
        return dot


def _pictures(document: QTextDocument) -> Iterator[tuple[int, int, str]]:
    """Where pictures stand, over how many characters, and the words that stand for them."""
    block = document.begin()
    while block.isValid():
        part = block.begin()
        while not part.atEnd():
            piece = part.fragment()
            look = piece.charFormat()
            if look.isImageFormat():
                words = look.property(QTextFormat.Property.ImageAltText) or ""
                yield piece.position(), piece.length(), str(words) * piece.length()
            part += 1
        block = block.next()


def _open(url: QUrl) -> None:
    if url.scheme() in _WEB:
        QDesktopServices.openUrl(url)
