"""What a repair would change, as two texts that can be compared at a glance, and how they are drawn."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.validation.phrases import compact, quoted
from gatewaydesk.validation.repairs import Repair
from gatewaydesk.validation.repairs.making import with_edits

Index = QModelIndex | QPersistentModelIndex
PARTS = Qt.ItemDataRole.UserRole + 1  # what stays at the beginning, what changes, what stays at the end
_LONGEST = 400
_STEP = " › "
_LEAST_PART = 5  # characters of a step that say more than none
_GAP = 2  # pixels of the mark where something was taken out
_CONTEXT = 24  # characters shown before what changes


def told(value: Any, repair: Repair) -> tuple[str, str]:
    """What is at a repair's place, and what would be there: of a member that gets another place, its names too."""
    first, last = repair.edits[0], repair.edits[-1]
    after = with_edits(value, repair.edits)
    if repair.kind in ("rename", "move"):
        here, there = str(first.pointer[-1]), str(last.pointer[-1])
        if repair.kind == "move":
            return f"{here}: {shown(first.old)}", repair.label
        return f"{here}: {shown(first.old)}", f"{there}: {shown(get(after, last.pointer))}"
    if not first.pointer and isinstance(value, dict) and isinstance(first.new, dict):
        return " · ".join(value), " · ".join(first.new)  # one document in the place of another: their members
    place = first.pointer
    if place and isinstance(place[-1], int) and len(repair.edits) > 1:
        place = place[:-1]  # items come or go: the whole list
    old, new = get(value, place), get(after, place)
    gone = place and isinstance(place[-1], int) and first.new is ABSENT
    if repair.kind == "date":
        return shown(old), repair.label.removeprefix("Use ")
    new = ABSENT if gone else new
    before, now = shown(old), shown(new)
    becomes_another = isinstance(old, list) is not isinstance(new, list) and ABSENT not in (old, new)
    return (_typed(old), _typed(new)) if before == now or becomes_another else (before, now)


def _typed(value: Any) -> str:
    """A value so that the text “No”, the answer No and the list of that text look different."""
    if isinstance(value, list):
        items = (quoted(one, _LONGEST) if isinstance(one, str) else shown(one) for one in value)
        return f"list of {' · '.join(items)}"[:_LONGEST] if value else "empty list"
    return f"text {quoted(value, _LONGEST)}" if isinstance(value, str) else shown(value)


def shown(value: Any) -> str:
    """A value on one line, as it would be read."""
    if value is ABSENT:
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        marked = value.replace("\r", "␍").replace("\n", "⏎").replace("\t", "⇥").replace("\u00a0", "␣")
        start, end = len(marked) - len(marked.lstrip()), len(marked.rstrip())
        return "␣" * start + marked[start:end] + "␣" * (len(marked) - max(start, end)) or "“”"
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return " · ".join(value)[:_LONGEST]
    return compact(value, _LONGEST)


def parts(before: str, after: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Both texts as what is the same at their beginning, what differs, and what is the same at their end."""
    shortest = min(len(before), len(after))
    start = next((at for at in range(shortest) if before[at] != after[at]), shortest)
    end = next((at for at in range(shortest - start) if before[-1 - at] != after[-1 - at]), shortest - start)
    lead = before[:start]
    if start > 2 * _CONTEXT:
        lead = "…" + before[start - _CONTEXT : start]
    made = []
    for text in (before, after):
        stop = len(text) - end
        made.append((lead, text[start:stop][:_LONGEST], text[stop:][:_LONGEST]))
    return made[0], made[1]


def shortened(trail: str, metrics: QFontMetrics, room: int) -> str:
    """A field's title with as much of the way to it as there is room for; the title itself comes first to be read."""
    steps = trail.split(_STEP)
    for at in range(len(steps)):
        text = _STEP.join(["…"] * bool(at) + steps[at:])
        if metrics.horizontalAdvance(text) <= room:
            above = steps[at - 1] if at else ""
            left = room - metrics.horizontalAdvance(_STEP + _STEP.join(steps[at:]))
            part = metrics.elidedText(above, Qt.TextElideMode.ElideMiddle, left) if above else ""
            return _STEP.join([part, *steps[at:]]) if len(part) > _LEAST_PART else text
    return metrics.elidedText(steps[-1], Qt.TextElideMode.ElideRight, room)


class PreviewDelegate(QStyledItemDelegate):
    """Draws what changes on a tint, and what stays in the usual text colour, on one line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), option.fontMetrics.height() + 2 * look.SPACE))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() == 0 and not index.model().rowCount(index) and option.rect.isValid():
            style = option.widget.style() if option.widget is not None else QApplication.style()
            box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, option.widget)
            option.text = shortened(option.text, option.fontMetrics, box.width() - 2 * look.SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        told_apart = index.data(PARTS)
        if not told_apart:
            super().paint(painter, option, index)
            return
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        own.text = ""
        style = own.widget.style() if own.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        painter.save()
        painter.setClipRect(own.rect)
        painter.setFont(own.font)
        _draw(painter, own.rect.adjusted(look.SPACE, 0, -look.SPACE, 0), told_apart, own.palette, index.column() == 1)
        painter.restore()


def _in_room(told_apart: tuple[str, str, str], metrics: QFontMetrics, room: int) -> tuple[str, str, str]:
    """What stays before a change is shortened at its beginning, so that the change itself is seen."""
    lead, changed, tail = told_apart
    wanted = min(metrics.horizontalAdvance(changed) or _GAP, room * 2 // 3)
    if metrics.horizontalAdvance(lead) > room - wanted:
        lead = metrics.elidedText(lead, Qt.TextElideMode.ElideLeft, max(0, room - wanted))
    return lead, changed, tail


def _draw(painter: QPainter, box: QRect, told_apart: tuple[str, str, str], palette: QPalette, before: bool) -> None:
    metrics = QFontMetrics(painter.font())
    told_apart = _in_room(told_apart, metrics, box.width())
    x, flags = box.left(), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
    for at, text in enumerate(told_apart):
        room = box.right() - x
        if at == 1 and not text and not before and any(told_apart):  # something went here
            painter.fillRect(QRect(x, box.top() + look.SPACE, _GAP, box.height() - 2 * look.SPACE), theme.color("done"))
            x += _GAP
        if not text or room <= 0:
            continue
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(words)
        place = QRect(x, box.top(), width, box.height())
        if at == 1:
            tint = theme.color("wrong" if before else "done")
            tint.setAlphaF(0.16)
            painter.fillRect(place.adjusted(-1, look.SPACE // 2, 1, -look.SPACE // 2), tint)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(place, flags, words)
        if at == 1 and before:  # not by colour alone: what goes is struck through
            painter.drawLine(x, box.center().y(), x + width, box.center().y())
        x += width
