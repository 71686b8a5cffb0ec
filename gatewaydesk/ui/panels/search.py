"""The search box: finds a field, a value or a help text, and Enter goes there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.fields import Field, walk
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

MOST = 40  # hits shown
MOST_FIELDS = 20_000  # of a schema that branches without end, the rest is not looked through
_BEFORE, _AROUND = 24, 90  # characters shown before what was found, and in all
_WIDE = 620  # pixels, at the usual text size: the list of what was found is wider than the box
SLICE = 0.008  # seconds of searching between two looks at the window


@dataclass(frozen=True)
class Hit:
    """One place that was found: where, in words, and what matched."""

    pointer: Pointer
    where: str
    found: str = ""

    @property
    def words(self) -> str:
        """As the list shows it."""
        return f"{self.where} — {self.found}" if self.found else self.where


def search(authoring: Authoring, text: str) -> Iterator[Hit | None]:
    """Looks through titles first, then values, then help; yields None now and then so that the caller can pause."""
    sought = text.casefold().strip()
    if not sought:
        return
    value = authoring.document.value
    fields = []
    for number, field in enumerate(islice(walk(authoring.root), MOST_FIELDS)):
        if number % 50 == 0:
            yield None
        if field.path:
            fields.append(field)
    told: set[Pointer] = set()
    yield from _fields(authoring, value, ((one, one.title) for one in fields), sought, told, quote=False)
    yield from _values(authoring, value, sought, told)
    texts = ((one, f"{one.help} {one.guidance}") for one in fields)
    yield from _fields(authoring, value, texts, sought, told, quote=True)


def _fields(
    authoring: Authoring,
    value: Any,
    texts: Iterator[tuple[Field, str]],
    sought: str,
    told: set[Pointer],
    *,
    quote: bool,
) -> Iterator[Hit | None]:
    for number, (field, text) in enumerate(texts):
        if number % 50 == 0:
            yield None
        if sought not in text.casefold():
            continue
        pointer = _reachable(field.path, value)
        if pointer not in told:
            told.add(pointer)
            above = " › ".join(_above(authoring, field))
            where = f"{above} › {field.title}" if above else field.title
            yield Hit(pointer, where, f"“{_around(text, sought)}”" if quote else "")


def _values(authoring: Authoring, value: Any, sought: str, told: set[Pointer]) -> Iterator[Hit | None]:
    stack: list[tuple[Pointer, Any]] = [((), value)]
    seen = 0
    while stack:
        pointer, here = stack.pop()
        seen += 1
        if seen % 500 == 0:
            yield None
        if isinstance(here, dict):
            stack.extend(((*pointer, name), below) for name, below in reversed(list(here.items())))
        elif isinstance(here, list):
            stack.extend(((*pointer, at), below) for at, below in reversed(list(enumerate(here))))
        elif here is not None and not isinstance(here, bool) and sought in str(here).casefold() and pointer not in told:
            told.add(pointer)
            yield Hit(pointer, authoring.label(pointer), f"“{_around(str(here), sought)}”")


def _reachable(path: tuple[str, ...], value: Any) -> Pointer:
    """The place of a field: its first item where there is one, else as far down as the document goes."""
    place: list[str | int] = []
    for part in path:
        if part == "*":
            if get(value, (*place, 0)) is ABSENT:
                break
            place.append(0)
        elif part == "**":
            break
        else:
            place.append(part)
    return tuple(place)


def _above(authoring: Authoring, field: Field) -> list[str]:
    titles: list[str] = []
    here: Field | None = authoring.root
    for part in field.path[:-1]:
        here = here.child(part) if here is not None and part not in ("*", "**") else None
        if here is None:
            break
        titles.append(here.title)
    return titles


def _around(text: str, sought: str) -> str:
    text = " ".join(text.replace("**", "").replace("`", "").split())
    found = max(0, text.casefold().find(sought))
    begin = max(0, found - _BEFORE)
    if begin:  # at the beginning of a word
        begin = text.find(" ", begin, found) + 1 or found
    end = begin + _AROUND
    if end < len(text):  # at the end of one
        end = max(text.rfind(" ", begin, end), min(found + len(sought), len(text)))
    return f"{'… ' if begin else ''}{text[begin:end]}{' …' if end < len(text) else ''}"


_WORDED = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole)


class _Hits(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        if index.isValid() and role in _WORDED:
            words = self.hits[index.row()].words
            return look.tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def show(self, hits: list[Hit]) -> None:
        self.beginResetModel()
        self.hits = list(hits)
        self.endResetModel()


class SearchBox(QLineEdit):
    """The box `search`.

    Signals:
        chosen(object): the pointer to go to.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setAccessibleName("Find")
        self.setAccessibleDescription("Finds a field, a value or a help text. Enter goes to the first one found.")
        self.setPlaceholderText("Find a field, a value or a help text")
        self.setClearButtonEnabled(True)
        self._authoring: Authoring | None = None
        self._running: Iterator[Hit | None] | None = None
        self._found: list[Hit] = []
        self._go_when_found = False
        self._hits = _Hits(self)
        completer = QCompleter(self._hits, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        completer.popup().setObjectName("search.hits")
        completer.popup().setAccessibleName("Found")
        completer.popup().setTextElideMode(Qt.TextElideMode.ElideRight)
        completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]
        completer.setWidget(self)
        self._completer = completer
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)
        self.textChanged.connect(self._begin)
        self.returnPressed.connect(self._enter)

    @property
    def hits(self) -> list[Hit]:
        """What has been found so far."""
        return self._found

    def look_in(self, authoring: Authoring | None) -> None:
        """Searches this one from now on."""
        self._stop()
        self._authoring = authoring
        self.clear()
        self.setEnabled(authoring is not None)

    def draw_icon(self) -> None:
        """Draws the magnifying glass for the palette in use."""
        for action in self.actions():
            if action.objectName() == "search.glass":
                self.removeAction(action)
                action.deleteLater()
        glass = self.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        glass.setObjectName("search.glass")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self._completer.popup()
        if event.key() == Qt.Key.Key_Escape and not popup.isVisible():
            self.clear()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._found and not popup.isVisible():
            self._complete()
            return
        super().keyPressEvent(event)

    def _begin(self, text: str) -> None:
        self._stop()
        self._found = []
        self._go_when_found = False
        if self._authoring is None or not text.strip():
            self._completer.popup().hide()
            return
        self._running = search(self._authoring, text)
        self._timer.start()

    def _step(self) -> None:
        if self._running is None:
            return
        end = time.perf_counter() + SLICE
        try:
            while time.perf_counter() < end:
                hit = next(self._running)
                if hit is not None:
                    self._found.append(hit)
                if len(self._found) >= MOST:
                    self._finish()
                    return
        except StopIteration:
            self._finish()

    def _finish(self) -> None:
        self._stop()
        self._hits.show(self._found)
        if self._go_when_found:
            self._enter()
        elif self._found and self.hasFocus():
            self._complete()
        else:
            self._completer.popup().hide()
        self.setToolTip("" if self._found else "Nothing was found.")

    def _stop(self) -> None:
        self._timer.stop()
        self._running = None

    def _enter(self) -> None:
        if self._running is not None:
            self._go_when_found = True
        elif self._found:
            self._go(self._found[0])

    def _complete(self) -> None:
        """Shows what was found in a list that is wide enough to read it in."""
        width = max(self.width(), min(round(_WIDE * theme.text_scale()), self.window().width() - 4 * theme.SPACE))
        left = min(0, self.window().width() - 2 * theme.SPACE - width - self.mapTo(self.window(), QPoint()).x())
        self._completer.complete(QRect(left, 0, width, self.height()))

    def _activated(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._found):
            hit = self._found[index.row()]
            QTimer.singleShot(0, self, lambda: self._go(hit))  # the completer first puts its text into the box

    def _go(self, hit: Hit) -> None:
        self._go_when_found = False
        self.clear()
        self._completer.popup().hide()
        self.chosen.emit(hit.pointer)
