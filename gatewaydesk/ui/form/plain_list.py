"""A short list of plain values: an editor for each, one under the other."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.counting import sought_words, why_no_more, why_not_fewer
from gatewaydesk.ui.form.grip import Grip, moved_by
from gatewaydesk.ui.form.keeping import stay_at
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose

MOST = 40  # more than that is a list of summaries


class PlainList(FormNode):
    """The values of a list, each in its editor."""

    holds_others = True

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self.item = field.item or Field((*field.path, "*"), Kind.ANY, field.title)
        self._holders: list[_Holder] = []
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, 2 * look.SPACE)
        if sought_words(field):
            self.column.addWidget(look.Text(sought_words(field), size="small", tone="muted"))
        self.nothing = look.Text(why_no_more(field, 0) or "None.", tone="muted")
        self.column.addWidget(self.nothing)
        self._rows = QVBoxLayout()
        look.no_margins(self._rows, 2 * look.SPACE)
        self.column.addLayout(self._rows)
        self.add = QPushButton("Add")
        self.add.setObjectName(f"add:{self.pointer_text}")
        self.add.setAccessibleName(f"Add to {field.title}")
        self.add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add.clicked.connect(self._add)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._mark = QFrame(self)
        self._mark.setFrameShape(QFrame.Shape.HLine)
        self._mark.hide()
        self.refresh(None)

    @property
    def _length(self) -> int:
        return len(self.value) if isinstance(self.value, list) else 0

    def refresh(self, change: Change | None) -> None:
        """Each editor stands at a number, not at a value: items may move under them, only their count matters."""
        while len(self._holders) > self._length:
            dispose(self._holders.pop())
        while len(self._holders) < self._length:
            self._add_row(len(self._holders))
        if change is not None and any(len(edit.pointer) == len(self.pointer) + 1 for edit in change.edits):
            for at in range(self._length):
                for node in self.model.nodes((*self.pointer, at)):
                    node.refresh(None)
        self._limit_count()

    def _limit_count(self) -> None:
        """At the most that the schema allows nothing is added; at the least that it wants nothing is taken out."""
        count = self._length
        full, few = why_no_more(self.field, count), why_not_fewer(self.field, count)
        self.add.setEnabled(not full)
        self.add.setToolTip(full)
        shut = self.field.read_only or (bool(full) and not count)
        self.add.setVisible(not shut)
        self.nothing.setVisible(shut and not count)
        for at, holder in enumerate(self._holders):
            holder.allow(count > 1 and not self.field.read_only, not few, few, first=at == 0)
            holder.remove.setVisible(not self.field.read_only)

    def take_focus(self) -> bool:
        nodes = self.model.nodes((*self.pointer, 0))
        if not any(node.take_focus() for node in nodes if isinstance(node, FormNode)):
            self.add.setFocus()
        return True

    def _add_row(self, at: int) -> None:
        place = (*self.pointer, at)
        title = f"{self.field.title} {at + 1}"
        drawn = self.item.with_(title=title, required=True, read_only=self.item.read_only or self.field.read_only)
        holder = _Holder(self.parts.row(self.model, drawn, place, titled=False), title)
        holder.remove.setObjectName(f"remove:{to_text(place)}")
        holder.up.clicked.connect(lambda: self._move(at, at - 1))
        holder.remove.clicked.connect(lambda: self._remove(place))
        holder.grip.dragged.connect(self._show_gap)
        holder.grip.dropped.connect(lambda here: self._drop(at, here))
        self._holders.append(holder)
        self._rows.addWidget(holder)
        holder.show()

    # What the person does

    def _add(self) -> None:
        self.model.commit_pending()
        self._go_in(int(self.model.authoring.add_item(self.pointer, self.field)[-1]))

    def _remove(self, place: Pointer) -> None:
        if self._length == 1:
            stay_at(self.add)
        with self.model.hands.writing(self.pointer):
            self.model.authoring.remove_item(place)

    def _go_in(self, at: int) -> None:
        for node in self.model.nodes((*self.pointer, at)):
            if isinstance(node, FormNode) and node.take_focus():
                break

    def _move(self, at: int, to: int) -> None:
        if 0 <= to < self._length and to != at and not self.field.read_only:
            self.model.commit_pending()
            self.model.authoring.move_item((*self.pointer, at), to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up and Alt+Down take the value that one is in along."""
        by = moved_by(event)
        at = next((at for at, one in enumerate(self._holders) if one.isAncestorOf(self.window().focusWidget())), -1)
        if not by or at < 0:
            super().keyPressEvent(event)
            return
        self._move(at, at + by)
        self._go_in(max(0, min(at + by, self._length - 1)))

    def _gap_at(self, here: QPoint) -> int:
        """The number of the gap between two values that is nearest to a place on the screen."""
        y = self.mapFromGlobal(here).y()
        return sum(1 for holder in self._holders if holder.geometry().center().y() < y)

    def _show_gap(self, here: QPoint) -> None:
        gap = self._gap_at(here)
        after = self._holders[gap - 1].geometry().bottom() + look.SPACE if gap else self._holders[0].y() - look.SPACE
        self._mark.setGeometry(0, max(0, after), self.width(), 2)
        theme.tint(self._mark, "accent")
        self._mark.raise_()
        self._mark.show()

    def _drop(self, at: int, here: QPoint) -> None:
        self._mark.hide()
        gap = self._gap_at(here)
        self._move(at, gap - (gap > at))


class _Holder(QWidget):
    """A value's editor with what moves it and takes it out."""

    def __init__(self, row: QWidget, title: str) -> None:
        super().__init__()
        bar = QHBoxLayout(self)
        look.no_margins(bar, look.SPACE)
        self.title = title
        self.grip = Grip(title)
        self.up = look.quiet_button("", f"Move {title} up")
        self.up.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.up.setArrowType(Qt.ArrowType.UpArrow)
        self.remove = look.quiet_button("Remove", f"Remove {title}")
        bar.addWidget(self.grip, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(row, 1)
        bar.addWidget(self.up, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    def allow(self, moving: bool, removing: bool, why_not: str, *, first: bool) -> None:
        """What can be done with it now."""
        self.grip.setVisible(moving)
        self.up.setVisible(moving)
        self.up.setEnabled(not first)
        self.remove.setEnabled(removing)
        self.remove.setToolTip(look.tip(why_not or f"Remove {self.title}"))
