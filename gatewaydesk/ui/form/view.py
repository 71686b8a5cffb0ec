"""The page of one section, and the form of a whole small schema."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.groups import Group
from gatewaydesk.ui.form.keeping import keeping_focus
from gatewaydesk.ui.form.lists import Collection
from gatewaydesk.ui.form.maps import Map
from gatewaydesk.ui.form.mark import Mark
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, dispose
from gatewaydesk.ui.form.page_problems import PageProblems
from gatewaydesk.ui.form.plain_list import MOST, PlainList
from gatewaydesk.ui.form.problem_lines import ProblemLines
from gatewaydesk.ui.form.row_shape import suits
from gatewaydesk.ui.form.rows import Row
from gatewaydesk.ui.form.tuples import Tuple

_LONG = 20_000  # pixels of a page; a shorter one is made whole
_NARROW = 260  # pixels of a page that are not given away for its margins
_AROUND = 24  # pixels that are shown above and below of what is gone to
SLICE = 0.010  # seconds of building before the window may do something else


class FormParts:
    """Makes the parts of a form; the one place that knows them all."""

    def row(self, model: FormModel, field: Field, pointer: Pointer, *, titled: bool = True) -> FormNode:
        """A field with its label, its editor and the line that says what is wrong."""
        return Row(self, model, model.drawn(field), pointer, titled=titled)

    def shape(self, field: Field, value: Any) -> str:
        """Which of several ways of drawing a field that holds others suits its value."""
        if field.kind is not Kind.LIST:
            return ""
        short = not isinstance(value, list) or len(value) <= MOST
        if field.positions and short:
            return "tuple"
        item = field.item
        plain = item is not None and (
            item.is_leaf or (bool(item.branches) and all(one.is_leaf for one in item.branches))
        )
        return "plain" if plain and short else "items"

    def body(self, model: FormModel, field: Field, pointer: Pointer) -> QWidget:
        """What stands under the label of a field that holds others."""
        field = model.drawn(field)
        if field.kind is Kind.OBJECT:
            return Group(self, model, field, pointer).build_all()
        if field.kind is Kind.MAP:
            return Map(self, model, field, pointer)
        if field.kind is Kind.UNION:
            return Row(self, model, field, pointer, titled=False)
        if self.shape(field, model.value(pointer)) == "tuple":
            return Tuple(self, model, field, pointer)
        if self.shape(field, model.value(pointer)) == "plain":
            return PlainList(self, model, field, pointer)
        return Collection(self, model, field, pointer)


class _Page(QScrollArea):
    """A page that scrolls, at most as wide as is good to read, made in slices that never hold up the window."""

    def __init__(
        self, model: FormModel, field: Field, pointer: Pointer, margin: int, first: Callable[[], bool] = lambda: True
    ) -> None:
        """Args:
        model: the document on the screen.
        field: what is shown.
        pointer: where that stands.
        margin: pixels that are left at the sides where there is room.
        first: whether no page stands before this one, which then tells of the whole document.
        """
        super().__init__()
        self._first = first
        self._said: list[PageProblems] = []
        self.model = model
        self.field = field
        self.pointer = pointer
        self.parts = FormParts()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        across = QHBoxLayout(page)
        self._across, self._margin = across, margin
        self._leave_margins()
        holder = QWidget()
        holder.setMaximumWidth(look.FORM_WIDTH)
        self.column = QVBoxLayout(holder)
        look.no_margins(self.column, look.FIELD_GAP)
        across.addWidget(holder, 100)
        across.addStretch(1)
        self.setWidget(page)
        self._group: Group | None = None
        self._row: FormNode | None = None
        self._builder = QTimer(self, singleShot=True, interval=0)
        self._builder.timeout.connect(self._build_some)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._held: tuple[QWidget, int] | None = None
        self.mark = Mark(page)
        model.focus_changed.connect(self._focus_moved)
        model.still.moving.connect(self._hold)
        model.still.moved.connect(self._let_go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_margins()

    def _leave_margins(self) -> None:
        """Where there is little room, little of it is given away at the sides."""
        side = min(self._margin, max(2 * look.SPACE, (self.viewport().width() - _NARROW) // 5))
        self._across.setContentsMargins(side, self._margin // 2, side, self._margin)

    def _fill(self) -> None:
        """Begins to build; the first slice at once, so that something is there to be seen."""
        value = self.model.value(self.pointer)
        as_group = self.field.kind is Kind.OBJECT and not self.field.conditional and suits(self.field, value)
        if self.pointer:
            self._say(self.model.authoring.root, (), self._first)
        self._say(self.field, self.pointer, self._tells_of_group)
        if as_group:
            self._group = Group(self.parts, self.model, self.field, self.pointer)
            self.column.addWidget(self._group)
        else:
            self._row = self.parts.row(self.model, self.field, self.pointer, titled=False)
            self.column.addWidget(self._row)
        for one in self._said:
            one.show_problems()
        self.column.addStretch(1)
        self._build_some()

    def _say(self, field: Field, pointer: Pointer, here: Callable[[], bool]) -> None:
        self._said.append(PageProblems(self.parts, self.model, field, pointer, self.go_to_first, here))
        self.column.addWidget(self._said[-1])

    def _tells_of_group(self) -> bool:
        """Whether what is wrong with all of this page is told under its heading: what is no group tells itself."""
        by_row = isinstance(self._row, Row) and self._row.tell_above()
        return (self._group is not None or by_row) and (bool(self.pointer) or self._first())

    def adopt(self, field: Field) -> None:
        """Draws another field of the same place, made by conditions further up: only what differs is made anew."""
        known, self.field = self.field, field
        if field is known or (field.kind is known.kind is Kind.MAP and field.children == known.children):
            return
        drawn: FormNode | None = self._row if self._group is None else self._group
        in_a_group = field.kind is Kind.OBJECT and not field.conditional
        if drawn is not None and in_a_group is (self._group is not None) and drawn.adopt(field):
            self._said[-1].adopt(field)
            return
        with keeping_focus(self):
            self.finish()
            for part in (drawn, *self._said):
                dispose(part)
            self._said.clear()
            self.column.takeAt(self.column.count() - 1)
            self._group = self._row = None
            self._fill()
            self.finish()

    def _build_some(self) -> None:
        until = time.perf_counter() + SLICE
        whole = self._group is None or self._group.build(lambda: time.perf_counter() > until)
        if not whole and not self._is_ahead():
            self._builder.start()

    def _is_ahead(self) -> bool:
        """Whether a very long page is made further than anybody sees; the rest is made when it is scrolled to."""
        seen = self.verticalScrollBar().value() + self.viewport().height()
        return self.isVisible() and self.widget().height() > max(_LONG, seen + 2 * self.viewport().height())

    def _scrolled(self) -> None:
        if not self._builder.isActive():
            self._builder.start()

    def finish(self) -> None:
        """Builds what is not there yet."""
        self._builder.stop()
        if self._group is not None:
            self._group.build_all()

    def go_to(self, pointer: Pointer) -> bool:
        """Opens whatever hides a place, scrolls to it and gives its editor the focus; False when it is not here.

        Of a page that is still being made, only what comes before that place is made at once. Where something is
        wrong with a group or a list as a whole, the focus goes to the sentence that says so.
        """
        said = next((one for one in self._said if one.pointer == pointer and one.take_focus()), None)
        if said is not None:
            self._show(said)
        told = said is not None
        return told or self._go_to(pointer, lambda node: isinstance(node, Row) and node.take_focus_to_told())

    def go_to_first(self) -> bool:
        """As `go_to`, to the first field of the page."""
        return self.go_to_field(self.pointer)

    def go_to_field(self, pointer: Pointer) -> bool:
        """As `go_to`, but always to what can be filled in."""
        return self._go_to(pointer, lambda node: False)

    def _go_to(self, pointer: Pointer, told: Callable[[FormNode], bool]) -> bool:
        """As `go_to`; `told` gives the focus to what is said of all that a part holds, where that comes first."""
        reached: FormNode | None = None
        for depth in range(len(self.pointer), len(pointer) + 1):
            for node in self._nodes(pointer[:depth]):
                if node in self._said:
                    continue
                reached = node
                if (node.pointer == pointer and told(node)) or node.reveal(pointer):
                    self._show(node)
                    return True
        elsewhere = self._group is not None and len(pointer) > len(self.pointer) and reached is self._group
        if reached is None or elsewhere:
            return False
        fields = (node for node in self._nodes(reached.pointer) if node not in self._said)
        target = next((node for node in fields if node.take_focus()), reached)
        self._show(target)
        return True

    def show_place(self, pointer: Pointer) -> bool:
        """As `go_to`, but the focus stays where it is: a quiet bar marks the place instead."""
        reached: FormNode | None = None
        for depth in range(len(self.pointer), len(pointer) + 1):
            for node in self._nodes(pointer[:depth]):
                reached = node
                if node.bring_up(pointer):
                    break
        self.mark.point_at(reached if reached is not self._group else None)
        if reached is None or reached is self._group:
            return False
        self._show(reached)
        return True

    def _nodes(self, pointer: Pointer) -> list[FormNode]:
        found = self.model.nodes(pointer)
        return [node for node in found if isinstance(node, FormNode) and self.isAncestorOf(node)]

    def _show(self, node: QWidget) -> None:
        """Once now and once when everything has found its place."""
        self._scroll_to(node)
        QTimer.singleShot(0, self, lambda: self._scroll_to(node))

    def _scroll_to(self, node: QWidget) -> None:
        if not isValid(node) or not isValid(self) or not self.isAncestorOf(node):
            return
        page = self.widget()
        page.layout().activate()
        focused = QApplication.focusWidget()
        self.bring_into_view(focused if focused is not None and node.isAncestorOf(focused) else node)

    def bring_into_view(self, target: QWidget) -> None:
        """Scrolls to a widget, and where there is room for it, to all of the row that it is in: from its label down to
        what is said of its value and what would repair that. Of a table it is the current cell, and what is said of it.
        """
        page = self.widget()
        holder: QWidget | None = target
        while holder is not None and not isinstance(holder, (Row, PageProblems)) and not _is_table(holder, target):
            holder = holder.parentWidget()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # a line that came makes its row grow
        if page is None or holder is None:
            return
        wanted = holder.bring_up_cell() if isinstance(holder, Collection) else holder.rect()
        if wanted.height() + 2 * _AROUND <= self.viewport().height():
            start = holder.mapTo(page, wanted.topLeft())
            for end in (start.y() + wanted.height(), start.y()):
                self.ensureVisible(start.x(), end, look.SPACE, _AROUND)
        elif isinstance(target, ProblemLines) and target.height() + 2 * _AROUND > self.viewport().height():
            above = max(look.SPACE, min(_AROUND, self.viewport().height() - target.height()))
            self.verticalScrollBar().setValue(target.mapTo(page, QPoint(0, 0)).y() - above)  # read from its beginning
        else:
            self.ensureWidgetVisible(target, 0, 3 * _AROUND)

    def _hold(self) -> None:
        """Remembers where that is which a person is clicking at."""
        self._held = None
        page = self.widget()
        for widget in (QApplication.widgetAt(QCursor.pos()), QApplication.focusWidget()):
            if widget is not None and widget is not page and page.isAncestorOf(widget) and self.isVisible():
                self._held = (widget, self._height_of(widget))
                return

    def _let_go(self) -> None:
        """Scrolls by as much as that has moved."""
        held, self._held = self._held, None
        if held is None or not isValid(held[0]) or not self.widget().isAncestorOf(held[0]):
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self._height_of(held[0]) - held[1])

    def _height_of(self, widget: QWidget) -> int:
        return widget.mapTo(self, QPoint(0, 0)).y()

    def _focus_moved(self, pointer: Pointer) -> None:
        self.mark.point_at(None)
        if self.model.still.held():
            return  # what is clicked at is in view
        for node in self._nodes(pointer)[:1]:
            self.ensureWidgetVisible(node, 0, _AROUND)


def _is_table(holder: QWidget, target: QWidget) -> bool:
    """Whether a widget holds the table of cells that another one is, or whose cell is being edited in it."""
    cells = isinstance(holder, Collection) and holder.cell is not None
    return cells and (target is holder.view or holder.view.isAncestorOf(target))


class SectionView(_Page):
    """The form of one section of a document; it scrolls itself."""

    def __init__(
        self, model: FormModel, field: Field, pointer: Pointer, first: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(model, field, pointer, look.PAGE_MARGIN, first)
        self.setObjectName(f"section:{to_text(pointer)}")
        self.setAccessibleName(field.title)
        heading = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        look.no_margins(heading, 4 * look.SPACE)
        self._heading, self._title = heading, look.Text(field.title, size="section")
        heading.addWidget(self._title, 1)
        self.counts = look.Text(tone="muted")
        self.counts.setWordWrap(False)
        heading.addWidget(self.counts, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(heading)
        if field.help:
            self.column.addWidget(look.Text(field.help, tone="muted"))
        self.column.addSpacing(look.SPACE)
        model.problems_changed.connect(self._show_counts)
        self._show_counts()
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The counts stand under the title where both have no room in one line."""
        super().resizeEvent(event)
        wanted = self._title.fontMetrics().horizontalAdvance(self._title.text()) + self.counts.sizeHint().width()
        narrow = wanted + 2 * look.PAGE_MARGIN > self.viewport().width()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._heading.direction() is not way:
            self._heading.setDirection(way)
            self._heading.setSpacing(look.SPACE if narrow else 4 * look.SPACE)

    def _show_counts(self) -> None:
        counts = self.model.authoring.counts
        below = self.field.children if self.field.kind is Kind.OBJECT else ()
        members = [self.pointer] if self.pointer else [(child.name,) for child in below]
        mine = [counts[to_text(place)] for place in members if to_text(place) in counts]
        total = sum(one.required_total for one in mine)
        done = sum(one.required_done for one in mine)
        self.counts.setText(f"{done:,} of {total:,} required" if total else "")
        self.counts.setAccessibleName(f"{done:,} of {total:,} required fields are filled in" if total else "")


class FormView(_Page):
    """A whole small schema without sections, for dialogs and settings; help stands under each label."""

    def __init__(self, model: FormModel) -> None:
        model.inline_help = True
        model.folding = False
        super().__init__(model, model.authoring.root, (), 0)
        self.setAccessibleName(self.field.title)
        self._fill()
        self.finish()
        model.go_to_requested.connect(self.go_to)

    def sizeHint(self) -> QSize:
        page = self.widget().sizeHint()
        return QSize(max(page.width(), 420), min(page.height() + 4, 560))
