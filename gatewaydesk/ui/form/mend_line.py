"""The repairs of a field beneath its problems: quiet buttons, and the menu of those that come second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QMenu,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.validation.phrases import titled
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.repairs import Repair

if TYPE_CHECKING:
    from gatewaydesk.ui.form.mending import Found, Mending

_NARROWEST = 12  # characters


class MendLine(QWidget):
    """The repairs of a field's problems: a quiet button for each problem, further repairs in its menu."""

    def __init__(
        self, mending: Mending, owner: QWidget, then: Callable[[], object], came: Callable[[], object]
    ) -> None:
        """Args:
        mending: finds and makes the repairs.
        owner: the part of the form that it stands in.
        then: called after a repair was made; gives the focus back to the editor.
        came: called when there are other buttons; gives them their turn of Tab.
        """
        super().__init__(owner)
        self.problems: list[Problem] = []
        self._mending, self._then, self._came = mending, then, came
        self._shown: list[tuple[Repair, ...]] = []
        column = QVBoxLayout(self)
        look.no_margins(column, 0)
        self._flow = Flow(gap=2 * look.SPACE, line_gap=look.SPACE)
        column.addLayout(self._flow)
        self.buttons: list[MendButton] = []
        self.hide()

    @property
    def in_view(self) -> bool:
        """Whether a person could see the line: what it stands in is on the screen."""
        parent = self.parentWidget()
        return parent is not None and parent.isVisible()

    def show_for(self, problems: list[Problem]) -> None:
        """Takes other problems; what was offered for those that stay keeps its place."""
        if problems == self.problems:
            return
        self.problems = list(problems)
        if not problems:
            self._mending.leave(self)
            self.offer([], -1)
            return
        if not {one.pointer for some in self._shown for one in [some[0].problem]} <= {one.pointer for one in problems}:
            self.offer([], -1)
        self._mending.watch(self)

    def offer(self, found: Found, revision: int) -> None:
        """Shows what was found, for the document at that revision."""
        shown = [repairs for repairs in _by_place(found) if repairs]
        made = [_words(one) for one in shown] != [_words(one) for one in self._shown]
        if made:
            while self._flow.count():
                item = self._flow.takeAt(0)  # not removeWidget(), which deletes an item that belongs to Python
                if item is not None:
                    item.widget().hide()
                    item.widget().deleteLater()
            self.buttons = [MendButton(self) for _ in shown]
            for button in self.buttons:
                self._flow.addWidget(button)
                button.chosen = self._chosen
        for button, repairs in zip(self.buttons, shown, strict=True):
            button.show_repairs(repairs, revision)
            button.show()
        self._shown = shown
        self.setVisible(bool(shown))
        if made:
            self._came()

    def _chosen(self, repair: Repair, revision: int) -> None:
        """Makes it; where the document has changed since it was found, what it comes to now."""
        if revision == self._mending.revision:
            self._make(repair)
            return

        def again(found: Found) -> None:
            same = [one for _, some in found for one in some if one.id == repair.id]
            if same and isValid(self):
                self._make(same[0])

        self._mending.find([repair.problem], again, self)

    def _make(self, repair: Repair) -> None:
        self._mending.mend(repair)
        if isValid(self):
            self._then()


class MendButton(QToolButton):
    """The first repair of a problem as a button; Down, or its arrow, opens the menu of the others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.chosen: Callable[[Repair, int], object] = lambda _, __: None
        self._repairs: tuple[Repair, ...] = ()
        self._revision = -1
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(theme.font(-0.5))
        self.clicked.connect(self._first)

    def show_repairs(self, repairs: tuple[Repair, ...], revision: int) -> None:
        """Offers these, of the document at that revision."""
        self._repairs, self._revision = repairs, revision
        first, title = repairs[0], repairs[0].problem.title
        self.setObjectName(f"repair:{to_text(first.problem.pointer)}")
        self.setText(look.words(first.label))
        self.setAccessibleName(f"{first.label}, {title}")
        more = f"{len(repairs) - 1} more in its menu: press Down" if len(repairs) > 1 else ""
        self.setAccessibleDescription(f"Repairs {titled(title)}. {more}".strip())
        self.setToolTip(look.tip(f"{first.label} (Ctrl+Z takes it back)"))
        others = repairs[1:]
        old = self.menu()
        if others:
            self.setMenu(repair_menu(others, lambda one: self.chosen(one, self._revision), self))
        if old is not None:
            old.deleteLater()
        mode = QToolButton.ToolButtonPopupMode
        self.setPopupMode(mode.MenuButtonPopup if others else mode.DelayedPopup)

    def _first(self) -> None:
        if self._repairs:
            self.chosen(self._repairs[0], self._revision)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.menu() is not None:
            self.showMenu()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Narrower than its words: they are then shortened, and read in full in the tool tip."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), look.width_of(self, _NARROWEST)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        control = QStyle.ComplexControl.CC_ToolButton
        box = self.style().subControlRect(control, option, QStyle.SubControl.SC_ToolButton, self)
        room = box.width() - 2 * look.SPACE
        option.text = option.fontMetrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(control, option)
        painter.end()


def repair_menu(repairs: Iterable[Repair], choose: Callable[[Repair], object], parent: QWidget | None) -> QMenu:
    """A menu of repairs, best first."""
    menu = QMenu(parent)
    menu.setObjectName("menu.repairs")
    for one in repairs:
        action = menu.addAction(look.words(one.label))
        action.triggered.connect(lambda _=False, one=one: choose(one))
    return menu


def _by_place(found: Found) -> list[tuple[Repair, ...]]:
    """The repairs of each place, those of several problems of one place together."""
    places: dict[Pointer, list[Repair]] = {}
    for problem, repairs in found:
        places.setdefault(problem.pointer, []).extend(repairs)
    return [tuple(some) for some in places.values()]


def _words(repairs: Sequence[Repair]) -> tuple[Pointer, int]:
    """What has to be the same for a button to stay; its words are told to it anew."""
    return repairs[0].problem.pointer, min(len(repairs), 2)
