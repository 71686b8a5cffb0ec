"""The three columns of the window, which become two with tabs under the form when it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QSplitterHandle, QTabWidget, QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.outline import Outline

NARROW = 1_000  # pixels, at the usual text size
_BELOW = 0.27  # of the height, at most, for the tabs under the form
_LEFT = 0.34  # of the width, at most, for the outline beside a narrow form


class _Handle(QSplitterHandle):
    """A hairline."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        across = self.orientation() is Qt.Orientation.Horizontal
        box = self.contentsRect()
        middle = box.center()
        if across:
            painter.fillRect(middle.x(), 0, 1, self.height(), theme.color("line"))
        else:
            painter.fillRect(0, middle.y(), self.width(), 1, theme.color("line"))
        painter.end()


class Splitter(QSplitter):
    """A splitter whose handles are hairlines, easy to grab all the same."""

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class Columns(QWidget):
    """Outline, middle, and a side of two panels that folds away or moves under the middle."""

    def __init__(
        self, outline: Outline, middle: QWidget, side: tuple[tuple[str, QWidget], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._outline, self._panels = outline, side
        self._counts: dict[QWidget, int] = {}
        self._narrow = self._folded = False
        self._useful = True
        self._placed: tuple[object, ...] = ()
        self._moved = False  # a person has shared the room out otherwise
        self._side = Splitter(Qt.Orientation.Vertical, objectName="side")
        self._tabs = QTabWidget()
        self._tabs.setObjectName("side.tabs")
        self._tabs.setDocumentMode(True)
        self._middle = Splitter(Qt.Orientation.Vertical)
        self._middle.addWidget(middle)
        self._middle.addWidget(self._tabs)
        self._across = Splitter(Qt.Orientation.Horizontal)
        for widget in (outline, self._middle, self._side):
            self._across.addWidget(widget)
        for splitter in (self._across, self._middle, self._side):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
            splitter.splitterMoved.connect(self._share_is_theirs)
        self._across.setStretchFactor(1, 1)
        self._middle.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._across)
        self._place()

    @property
    def narrow(self) -> bool:
        """Whether help and problems stand as tabs under the form."""
        return self._narrow

    @property
    def folded(self) -> bool:
        """Whether a person has folded help and problems away."""
        return self._folded

    def fold(self, folded: bool) -> None:
        """Folds help and problems away, or shows them."""
        self._folded = folded
        self._show()

    def set_useful(self, useful: bool) -> None:
        """Hides help and problems where they have nothing to say (the pages of the desk)."""
        self._useful = useful
        self._show()

    def bring_up(self, panel: QWidget) -> None:
        """Shows a panel, whether it stands at the side or in a tab."""
        self.fold(False)
        if self._narrow:
            self._tabs.setCurrentWidget(panel)

    def bring_forward(self, panel: QWidget) -> None:
        """Turns to a panel's tab where it stands in one; folded away, it stays so."""
        if self._narrow:
            self._tabs.setCurrentWidget(panel)

    def count(self, panel: QWidget, number: int) -> None:
        """Says on a panel's tab how much there is in it."""
        if self._counts.get(panel, 0) != number:
            self._counts[panel] = number
            at = self._tabs.indexOf(panel)
            if at >= 0:
                self._tabs.setTabText(at, self._title(panel))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Decides anew whether the window is narrow (its size or the text's has changed)."""
        self._outline.fit_width()
        narrow = self.width() < NARROW * theme.text_scale()
        placed = (narrow, self.size() if narrow else None, theme.text_scale())
        if narrow != self._narrow:
            self._narrow = narrow
            self._place()
        elif narrow and not self._moved and placed != self._placed:
            self._share()
        self._placed = placed

    def sizes(self) -> dict[str, str]:
        """Where the splitters stand, to be remembered."""
        places = {"across": self._across} if not self._narrow else {"narrow": self._across}
        places |= {"side": self._side}
        return {name: bytes(splitter.saveState().data()).hex() for name, splitter in places.items()}

    def set_sizes(self, sizes: dict[str, str]) -> None:
        """Puts the splitters where they were."""
        for name, splitter in (("across", self._across), ("side", self._side)):
            if sizes.get(name):
                splitter.restoreState(QByteArray.fromHex(sizes[name].encode()))
                splitter.setHandleWidth(1)
                splitter.setChildrenCollapsible(False)

    def _title(self, panel: QWidget) -> str:
        title, number = next(title for title, one in self._panels if one is panel), self._counts.get(panel, 0)
        return f"{title} ({number:,})" if number else title

    def _place(self) -> None:
        """Puts the panels where they belong. Who is in one of them stays there, and sees it."""
        focused = QApplication.focusWidget()
        holder = next((panel for _, panel in self._panels if focused is not None and panel.isAncestorOf(focused)), None)
        for at, (_, panel) in enumerate(self._panels):
            if self._narrow:
                self._tabs.insertTab(at, panel, self._title(panel))
            else:
                self._side.insertWidget(at, panel)
                panel.show()
            kicker = getattr(panel, "kicker", None)
            if isinstance(kicker, QWidget):  # the tab says it already
                kicker.setVisible(not self._narrow)
        self._show()
        self._share()
        if holder is not None and focused is not None:
            self.bring_forward(holder)
            focused.setFocus()

    def _share_is_theirs(self) -> None:
        self._moved = True

    def _share(self) -> None:
        """Gives each part its first share of the room."""
        self._moved = False
        scale = theme.text_scale()
        if self._narrow:
            below = min(round(190 * scale), round(self.height() * _BELOW))
            self._middle.setSizes([max(1, self.height() - below), below])
            left = min(round(210 * scale), round(self.width() * _LEFT))
            self._across.setSizes([left, max(1, self.width() - left), 0])
        else:
            self._across.setSizes([round(230 * scale), 900, round(330 * scale)])
            self._side.setSizes([300, 360])

    def _show(self) -> None:
        shown = self._useful and not self._folded
        self._side.setVisible(shown and not self._narrow)
        self._tabs.setVisible(shown and self._narrow)
