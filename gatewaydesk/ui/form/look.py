"""The form's look in one place: gaps, text sizes, tints that follow the palette."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from html import escape

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gatewaydesk.ui import theme
from gatewaydesk.ui.form.breakable import BreakableLabel

SPACE = theme.SPACE
FIELD_GAP = 4 * SPACE
GROUP_GAP = 8 * SPACE
LABEL_GAP = SPACE
PAGE_MARGIN = 8 * SPACE
FORM_WIDTH = theme.FORM_WIDTH
_SHORT = 48
_SIGN = 14  # pixels, at the usual size of text
_LINE, _LINES = 48, 5  # characters, and lines of them
_HEADINGS = {"section": (6.0, True), "group": (1.5, True), "label": (0.0, False), "small": (-0.5, False)}


class Text(BreakableLabel):
    """Plain text that wraps, long words too; `tone` is one of the theme's colours, kept when light and dark change."""

    def __init__(self, text: str = "", *, size: str = "label", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = ""
        self._size = size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._set_font()
        self.set_tone(tone)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Takes another of the theme's colours; "" is the usual text colour."""
        if tone != self._tone:
            self._tone = tone
            self._paint_tone()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint_tone()
        elif event.type() == QEvent.Type.ApplicationFontChange:
            self._set_font()

    def _set_font(self) -> None:
        delta, bold = _HEADINGS[self._size]
        if delta or bold:
            self.setFont(theme.font(delta, bold=bold))

    def _paint_tone(self) -> None:
        if self._tone:
            theme.tint(self, self._tone)
        elif self.testAttribute(Qt.WidgetAttribute.WA_SetPalette):
            self.setPalette(QPalette())


def heading_font() -> QFont:
    """The font of a group's heading, for widgets that are no `Text`."""
    delta, bold = _HEADINGS["group"]
    return theme.font(delta, bold=bold)


class Inset(QFrame):
    """What belongs to the open item of a list: set off by a quiet line at its left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(4 * SPACE, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, 2, self.height(), theme.color("line"))
        painter.end()


def pad(widget: QLineEdit | QPlainTextEdit) -> None:
    """Room between the frame of a field and its text."""
    if isinstance(widget, QLineEdit):
        widget.setTextMargins(SPACE, 2, SPACE, 2)
    else:
        widget.document().setDocumentMargin(SPACE + 2)


def edge(button: QWidget) -> None:
    """A dot's edge that can be seen in the dark: Fusion makes it of the window's tone, which is too dark there."""
    palette = QPalette()
    if theme.is_dark():
        palette.setColor(QPalette.ColorRole.Window, theme.color("muted").lighter(150))
    button.setPalette(palette)


def quiet_selection(view: QAbstractItemView) -> None:
    """A selection in a soft tint: the accent is kept for the one thing to do next."""
    palette = QPalette(QGuiApplication.palette())
    palette.setColor(QPalette.ColorRole.Highlight, theme.color("selected"))
    palette.setColor(QPalette.ColorRole.HighlightedText, palette.color(QPalette.ColorRole.Text))
    view.setPalette(palette)


def no_margins(layout: QLayout, spacing: int) -> None:
    """Leaves only the spacing between a layout's parts."""
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)


def width_of(widget: QWidget, characters: int) -> int:
    """How many pixels that many characters take in the widget's font, with room for a frame and a cursor."""
    return widget.fontMetrics().averageCharWidth() * characters + 8 * SPACE


def limit_width(widget: QWidget, characters: int) -> None:
    """Makes a widget no wider than its content can be long."""
    widget.setMaximumWidth(min(FORM_WIDTH, width_of(widget, characters)))
    policy = widget.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
    widget.setSizePolicy(policy)


def quiet_button(text: str, name: str, parent: QWidget | None = None) -> QToolButton:
    """A small button with words and without a frame, for what is done now and then."""
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip("" if name == text else tip(name))
    button.setAutoRaise(True)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def words(text: str) -> str:
    """Text for a button, where a single & would become a shortcut key."""
    return text.replace("&", "&&")


def short(text: str) -> str:
    """Text for what holds a single line that should not grow without end."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def lines(text: str, widest: int = _LINE) -> str:
    """Text for a button or a box to tick, which break lines only where they are told to: no line wider than a form."""
    width = round(widest / max(1.0, theme.text_scale()) ** 1.5)  # beside a large outline a form has less room, too
    if len(text) <= width:
        return words(text)
    return words("\n".join(textwrap.wrap(text, width, max_lines=_LINES, placeholder=" …")))


def tip(text: str) -> str:
    """Text for a tool tip, which would take what looks like HTML for HTML, and load the pictures in it."""
    marked = "<" in text or "&lt;" in text
    return f"<qt>{escape(text, quote=False)}</qt>".replace("\n", "<br>") if marked else text


def lowered(title: str) -> str:
    """A title within a sentence: "Add table", but "Add DOI"."""
    return title[:1].lower() + title[1:] if title[1:2].islower() or title.startswith("A ") else title


@lru_cache(maxsize=16)
def _sign_icon(sign: str, side: int, dark: bool) -> QIcon:
    picture = QPixmap(side * 2, side * 2)
    picture.setDevicePixelRatio(2.0)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    theme.paint_sign(painter, QRectF(0, 0, side, side), sign)
    painter.end()
    return QIcon(picture)


def sign_icon(sign: str, side: int = 0) -> QIcon:
    """One of the four states' signs as an icon, for the palette in use; as large as its text where no side is given."""
    return _sign_icon(sign, side or round(_SIGN * theme.text_scale()), theme.is_dark())


class Plain(QWidget):
    """A holder without a look of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
