"""Sentences about problems, one under the other: each with its sign drawn as a shape, and in its own colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look

_GAP = 1.5 * theme.SPACE  # between the sign and the words
_NARROWEST = 8  # characters
_EDGE, _RADIUS = 2.0, 4.0  # pixels
_ENDLESS = 1_000_000.0
_HEARD = {"wrong": "Wrong", "advice": "Advice"}


class ProblemLines(look.Text):
    """What is wrong, a paragraph each. Read as text and by assistive technology it is still one label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._inset = 0  # pixels on all sides, within an edge that shows the focus
        self._told: tuple[tuple[str, str], ...] = ()
        self._laid_out: dict[float, list[tuple[QTextLayout, float]]] = {}  # by width; Qt asks again and again
        super().__init__(size="small", parent=parent)

    def tell(self, told: Sequence[tuple[str, str]]) -> None:
        """Shows other sentences, each a tier (`wrong`, `empty`, `advice`) and its words."""
        if tuple(told) == self._told:
            return
        self._told = tuple((str(tier), words) for tier, words in told)
        self._laid_out.clear()
        self.setText("\n".join(f"{theme.SIGNS[tier]}  {words}" for tier, words in self._told))
        self.setAccessibleName("\n".join(heard(tier, words) for tier, words in self._told))
        self.updateGeometry()
        self.update()

    def make_room_for_edge(self) -> None:
        """From now on it shows itself whether it has the focus."""
        self._inset = theme.SPACE
        self._laid_out.clear()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._laid_out.clear()
            self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 2 * self._inset - int(-sum(height for _, height in self._paragraphs(width)) // 1)

    def sizeHint(self) -> QSize:
        widest = max((one.maximumWidth() for one, _ in self._paragraphs(_ENDLESS)), default=0.0)
        width = min(look.FORM_WIDTH, int(widest + self._indent) + self._inset + 2)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look.width_of(self, _NARROWEST)), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._inset and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().highlight().color(), _EDGE))
            painter.setBrush(theme.color("quiet"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        side, top = float(self._side), float(self._inset)
        for (tier, _), (layout, height) in zip(self._told, self._paragraphs(self.width()), strict=True):
            painter.setPen(theme.color(tier))
            layout.draw(painter, QPointF(self._indent, top))
            middle = top + (self.fontMetrics().height() - side) / 2
            theme.paint_sign(painter, QRectF(self._inset, middle, side, side), tier)
            top += height
        painter.end()

    @property
    def _side(self) -> int:
        """Pixels of a sign: a little less than a line is high."""
        return max(10, round(self.fontMetrics().height() * 0.85))

    @property
    def _indent(self) -> float:
        return self._inset + self._side + _GAP

    def _paragraphs(self, width: float) -> list[tuple[QTextLayout, float]]:
        """Each sentence in lines no wider than that, with its height."""
        if width not in self._laid_out:
            if len(self._laid_out) > 4:
                self._laid_out.clear()
            self._laid_out[width] = [
                self._broken(words, max(1.0, width - self._indent - self._inset)) for _, words in self._told
            ]
        return self._laid_out[width]

    def _broken(self, words: str, width: float) -> tuple[QTextLayout, float]:
        layout = QTextLayout(words, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        height = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, height


def heard(tier: str, words: str) -> str:
    """A sentence for those who do not see its sign; of what is empty it says so itself."""
    return f"{_HEARD[tier]}: {words}" if tier in _HEARD else words
