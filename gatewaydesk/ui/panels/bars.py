"""Bars: the quiet notice at the top of the window and the one that offers to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from gatewaydesk.ui import theme

_READABLE = 32  # characters a line must have room for


class Hairline(QWidget):
    """A line of one pixel between two parts of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("line"))
        painter.end()


class Bar(QFrame):
    """One line with an icon, words and perhaps buttons; hidden until it has something to say."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAutoFillBackground(True)
        self._key = self._icon = self._tone = ""
        self._holds: Callable[[], bool] = lambda: True
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        self._picture = QLabel(self)
        self._words = QLabel(self, wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._close = QToolButton(self, autoRaise=True)
        self._close.setAccessibleName("Dismiss this notice")
        self._close.setToolTip("Dismiss")
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4 * theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE)
        self._row.setSpacing(2 * theme.SPACE)
        self._row.addWidget(self._picture)
        self._doors = QHBoxLayout()
        self._said = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._said.setSpacing(2 * theme.SPACE)
        self._said.addWidget(self._words, 1)
        self._said.addLayout(self._doors)
        self._row.addLayout(self._said, 1)
        self._row.addWidget(self._close)
        self.hide()

    @property
    def words(self) -> str:
        """What it says, or "" while it is hidden."""
        return self._words.text() if not self.isHidden() else ""

    @property
    def key(self) -> str:
        """Which notice is shown."""
        return self._key

    def say(
        self,
        words: str,
        *,
        key: str = "",
        icon: str = "info",
        tone: str = "advice",
        buttons: Sequence[tuple[str, Callable[[], object]]] = (),
        seconds: int = 0,
        stays: bool = False,
        holds: Callable[[], bool] = lambda: True,
    ) -> None:
        """Shows a notice in place of the one before.

        Args:
            words: a full sentence.
            key: a name by which it can be taken back.
            icon: one of the drawings.
            tone: the icon's colour.
            buttons: words and what they do; the notice goes when one is pressed.
            seconds: it goes by itself after that long; 0 keeps it.
            stays: no person can put it away, neither by its cross nor by its buttons.
            holds: whether what it says is still so; see `look_again`.
        """
        for button in self._buttons:
            self._doors.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        self._key, self._icon, self._tone, self._holds = key, icon, tone, holds
        self._words.setText(words)
        self.setAccessibleName(words)
        for at, (text, do) in enumerate(buttons):
            button = QPushButton(text, self)
            button.setObjectName(f"{self.objectName()}.{at}")
            button.setAccessibleName(text)
            if not stays:
                button.clicked.connect(self.dismiss)
            button.clicked.connect(lambda _=False, do=do: do())
            self._doors.addWidget(button)
            self._buttons.append(button)
        self._close.setVisible(not stays)
        self._timer.stop()
        if seconds:
            self._timer.start(seconds * 1000)
        self._paint()
        self._arrange()
        self.show()

    def dismiss(self) -> None:
        """Takes the notice away."""
        self._timer.stop()
        self.hide()
        self._key, self._holds = "", lambda: True  # it would hold on to the dataset that it told of

    def look_again(self) -> None:
        """Takes the notice away if what it says is no longer so."""
        if not self.isHidden() and not self._holds():
            self.dismiss()

    def take_back(self, key: str) -> None:
        """Takes the notice away if it is that one."""
        if self._key == key:
            self.dismiss()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange and self._icon:
            self._paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Buttons stand beside the words, or below them where these would be left with too little room."""
        taken = sum(button.sizeHint().width() for button in self._buttons)
        left = self.width() - taken - 20 * theme.SPACE
        narrow = bool(self._buttons) and left < self.fontMetrics().averageCharWidth() * _READABLE
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._said.direction() != wanted:
            self._said.setDirection(wanted)
            self._doors.setAlignment(Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight)

    def _paint(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.color("quiet"))
        self.setPalette(palette)
        self._picture.setPixmap(theme.icon(self._icon, self._tone).pixmap(theme.icon_size()))
        self._close.setIcon(theme.icon("close", "muted"))
