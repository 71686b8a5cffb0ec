"""The look: one accent colour, a 4 px grid, light and dark, text size, and icons tinted for the palette."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import FunctionType
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gatewaydesk import paths

SPACE = 4  # pixels: everything stands on multiples of it
FIELD_GAP = 4 * SPACE
GROUP_GAP = 8 * SPACE
FORM_WIDTH = 720

# name: (light, dark). Each keeps a contrast of at least 4.5 : 1 on the window and base colours below.
_COLOURS: dict[str, tuple[str, str]] = {
    "wrong": ("#b3261e", "#ff9a90"),
    "danger": ("#b3261e", "#ff9a90"),  # what takes something away for good
    "danger_text": ("#ffffff", "#33100c"),
    "empty": ("#5d6470", "#a9b0bb"),
    "advice": ("#0b5cad", "#86bcff"),
    "done": ("#1c6f3a", "#7fd49a"),
    "muted": ("#5d6470", "#a9b0bb"),
    "accent": ("#0f6a73", "#4fb3bd"),
    "accent_text": ("#ffffff", "#07262a"),
    "practice": ("#8a4b00", "#ffbf66"),
    "line": ("#d9dce1", "#4a4d54"),
    "quiet": ("#eceef1", "#3b3e44"),
    "hover": ("#e4e7eb", "#373a41"),
    "selected": ("#d3e8ea", "#1f4549"),
}

_LIGHT = {"window": "#f5f6f7", "base": "#ffffff", "alternate": "#f8f9fa", "text": "#1d2025", "button": "#fbfbfc"}
# Fields are darker than the window in the dark: Fusion draws their edges, and radio buttons, from the window's tone.
_DARK = {"window": "#2d2f34", "base": "#1c1d20", "alternate": "#212226", "text": "#e7e9ec", "button": "#3b3e44"}

_SIZE = "text_size"  # of a widget whose font differs from that of others: how much, and whether it is bold
_MOST_GROWTH = 1.25  # of what sets headings off from other text
_base_size: list[float] = []


def is_dark(palette: QPalette | None = None) -> bool:
    """Whether the palette in use is a dark one."""
    palette = palette or QGuiApplication.palette()
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def color(name: str) -> QColor:
    """A colour by what it says (`wrong`, `empty`, `advice`, `done`, `muted`, `accent`, …) for the palette in use."""
    light, dark = _COLOURS[name]
    return QColor(dark if is_dark() else light)


def apply(app: QApplication, scheme: str = "system", percent: int = 100) -> None:
    """Sets light, dark or the system's look, and the size of all text.

    Native styles (Windows, macOS) keep their own colours; Fusion, which has none of its own, gets ours.
    """
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints = app.styleHints()
    if scheme in schemes:
        hints.setColorScheme(schemes[scheme])
    else:
        hints.unsetColorScheme()
    if app.style().name().casefold() == "fusion":
        system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        app.setPalette(_palette(scheme == "dark" or (scheme == "system" and system_dark)))
    if not _base_size:
        _base_size.append(app.font().pointSizeF())
    font = QFont(app.font())
    font.setPointSizeF(max(6.0, _base_size[0] * percent / 100))
    app.setFont(font)
    _tell_widgets()


def apply_settings(app: QApplication, settings: Mapping[str, Any]) -> None:
    """Sets the look that a person has chosen in the settings."""
    apply(app, str(settings.get("theme", "system")), int(settings.get("text_size", 100)))


def _tell_widgets() -> None:
    """Lets widgets that have colours or fonts of ours take them anew.

    Qt sends these two events to every widget but does not hand them on to `changeEvent`, where Python would see them.
    """
    for widget in QApplication.allWidgets():
        if not isValid(widget):  # it has gone with one that was told before it
            continue
        if (sized := widget.property(_SIZE)) is not None:
            widget.setFont(font(sized[0], bold=sized[1]))
        if isinstance(getattr(type(widget), "changeEvent", None), FunctionType):
            for kind in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
                widget.changeEvent(QEvent(kind))


def text_scale() -> float:
    """How much larger than usual the text is (1.0 is usual)."""
    return QGuiApplication.font().pointSizeF() / _base_size[0] if _base_size else 1.0


def _palette(dark: bool) -> QPalette:
    tones = {name: QColor(value) for name, value in (_DARK if dark else _LIGHT).items()}
    shade = {name: QColor(pair[1] if dark else pair[0]) for name, pair in _COLOURS.items()}
    role = QPalette.ColorRole
    palette = QPalette(tones["button"], tones["window"])
    for name, value in {
        role.WindowText: tones["text"],
        role.Text: tones["text"],
        role.ButtonText: tones["text"],
        role.Base: tones["base"],
        role.AlternateBase: tones["alternate"],
        role.ToolTipBase: tones["base"],
        role.ToolTipText: tones["text"],
        role.PlaceholderText: shade["muted"],
        role.Highlight: shade["accent"],
        role.HighlightedText: shade["accent_text"],
        role.Accent: shade["accent"],
        role.Link: shade["advice"],
        role.LinkVisited: shade["advice"],
        role.BrightText: shade["wrong"],
    }.items():
        palette.setColor(name, value)
    faint = QColor(tones["text"])
    faint.setAlphaF(0.42)
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, shade["line"])
    return palette


# Text


def font(delta: float = 0.0, *, bold: bool = False) -> QFont:
    """The application's font, `delta` points larger, perhaps bold; what is large anyway grows no more with the text."""
    made = QFont(QGuiApplication.font())
    made.setPointSizeF(made.pointSizeF() + delta * (min(text_scale(), _MOST_GROWTH) if delta > 0 else text_scale()))
    made.setBold(bold)
    return made


def size(widget: QWidget, delta: float, *, bold: bool = False) -> None:
    """Gives a widget such a font, now and whenever the size of all text changes."""
    widget.setProperty(_SIZE, [delta, bold])
    widget.setFont(font(delta, bold=bold))


def tint(widget: QWidget, name: str) -> None:
    """Gives a widget's text one of our colours, through its palette. Call again when the palette changes."""
    palette = widget.palette()
    for one in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(one, color(name))
    widget.setPalette(palette)


def emphasise(button: QWidget, tone: str = "accent") -> None:
    """Gives the one button to press next the accent colour, or `danger` where it takes something away for good."""
    palette = button.palette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        palette.setColor(group, QPalette.ColorRole.Button, color(tone))
        palette.setColor(group, QPalette.ColorRole.ButtonText, color(f"{tone}_text"))
    button.setPalette(palette)


def plain(button: QWidget) -> None:
    """Takes back what `emphasise` gave."""
    button.setPalette(QGuiApplication.palette())


def warn_of(button: QWidget) -> None:
    """Gives the words of a button that leads to taking something away the colour of danger, while it can be pressed.

    Call again when the palette changes.
    """
    palette = QGuiApplication.palette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        palette.setColor(group, QPalette.ColorRole.ButtonText, color("danger"))
    button.setPalette(palette)


# Icons and signs


def icon(name: str, tone: str = "") -> QIcon:
    """One of the drawings in `resources/icons`, in the text's colour or in one of ours."""
    palette = QGuiApplication.palette()
    normal = color(tone) if tone else palette.color(QPalette.ColorRole.WindowText)
    disabled = QColor(color("muted"))
    disabled.setAlphaF(0.5)
    return _drawn(name, normal.name(), disabled.name())


@lru_cache(maxsize=256)
def _drawn(name: str, normal: str, disabled: str) -> QIcon:
    source = (paths.resource_root() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for tone, mode in ((normal, QIcon.Mode.Normal), (disabled, QIcon.Mode.Disabled)):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", tone).encode()))
        for ratio in (1.0, 2.0):
            for size in (16, 20, 24, 32):
                made.addPixmap(_picture(renderer, size, ratio), mode)
    return made


def _picture(renderer: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


SIGNS = {"done": "✓", "begun": "◐", "empty": "○", "wrong": "✕", "advice": "ⓘ"}
SIGN_WORDS = {
    "done": "done",
    "begun": "begun",
    "empty": "required and still empty",
    "wrong": "wrong",
    "advice": "advice",
}
_SIGN_COLOUR = {"done": "done", "begun": "muted", "empty": "muted", "wrong": "wrong", "advice": "advice"}


def paint_sign(painter: QPainter, box: QRectF, sign: str, tone: QColor | None = None) -> None:
    """Draws one of SIGNS as a shape, so that it looks the same with every font."""
    tone = tone or color(_SIGN_COLOUR[sign])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(tone, max(1.5, box.width() / 9), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    inner = box.adjusted(2, 2, -2, -2)
    x, y, w, h = inner.x(), inner.y(), inner.width(), inner.height()
    if sign == "done":
        painter.drawPolyline(
            [QPointF(x, y + h * 0.55), QPointF(x + w * 0.38, y + h * 0.9), QPointF(x + w, y + h * 0.15)]
        )
    elif sign == "wrong":
        gap = w * 0.1
        painter.drawLine(QPointF(x + gap, y + gap), QPointF(x + w - gap, y + h - gap))
        painter.drawLine(QPointF(x + w - gap, y + gap), QPointF(x + gap, y + h - gap))
    else:
        painter.drawEllipse(inner)
        if sign == "begun":
            painter.setBrush(tone)
            painter.drawPie(inner, 90 * 16, 180 * 16)
        elif sign == "advice":
            painter.drawLine(QPointF(x + w / 2, y + h * 0.5), QPointF(x + w / 2, y + h * 0.74))
            painter.drawPoint(QPointF(x + w / 2, y + h * 0.27))
    painter.restore()


def icon_size() -> QSize:
    """The size of tool buttons' icons at this text size."""
    side = 18 if text_scale() < 1.4 else 24
    return QSize(side, side)
