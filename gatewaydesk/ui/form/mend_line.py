"""The repairs of a field beneath its problems: quiet buttons, and the menu of those that come second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QMenu,
    QSizePolicy,
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

_NARROWEST = 8  # characters


class MendLine(QWidget):
    """The repairs of a field's problems: a quiet button for each problem, further repairs in its menu."""

    def __init__(
        self,
        mending: Mending,
        owner: QWidget,
        then: Callable[[], object],
        came: Callable[[], object],
        *,
        first: bool = False,
    ) -> None:
        """Args:
        mending: finds and makes the repairs.
        owner: the part of the form that it stands in.
        then: called after a repair was made; gives the focus back to the editor.
        came: called when other repairs are known; gives their buttons their turn of Tab.
        first: what it offers is offered by no line that is not first: a repair stands once.
        """
        super().__init__(owner)
        self.problems: list[Problem] = []
        self.first = first
        self._mending, self._then, self._came = mending, then, came
        self._found: dict[Pointer, tuple[Repair, ...]] = {}
        self._revision = -1
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
        if not {at for at, repairs in self._found.items() if repairs} <= {one.pointer for one in problems}:
            self.offer([], -1)
        self._mending.watch(self)

    def offer(self, found: Found, revision: int) -> None:
        """Shows what was found, for the document at that revision."""
        known = {at: bool(repairs) for at, repairs in self._found.items()}
        self._found, self._revision = _by_place(found), revision
        made = self._show_found()
        if made or known != {at: bool(repairs) for at, repairs in self._found.items()}:
            self._came()
        if made and self.first:
            self._mending.settle_turns()

    def settle_turn(self) -> None:
        """Shows what no other line offers first."""
        if self._show_found():
            self._came()

    def offers(self, pointer: Pointer) -> bool:
        """Whether a repair of that place can be seen here."""
        return self.in_view and any(repairs[0].problem.pointer == pointer for repairs in self._shown)

    def may_mend(self, pointer: Pointer) -> bool:
        """Whether a repair of that place is known, or still looked for."""
        return any(one.pointer == pointer for one in self.problems) and bool(self._found.get(pointer, True))

    def _show_found(self) -> bool:
        """Whether there are other buttons now."""
        shown = [
            repairs
            for at, repairs in self._found.items()
            if repairs and (self.first or not self._mending.is_offered_first(at))
        ]
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
        names = names_of([repairs[0] for repairs in shown])
        for button, repairs, name in zip(self.buttons, shown, names, strict=True):
            button.show_repairs(repairs, name, self._revision)
            button.show()
        self._shown = shown
        self.setVisible(bool(shown))
        return made

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
        theme.size(self, -0.5)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._first)

    def show_repairs(self, repairs: tuple[Repair, ...], name: str, revision: int) -> None:
        """Offers these, of the document at that revision, the first by its name."""
        self._repairs, self._revision = repairs, revision
        first, title = repairs[0], repairs[0].problem.title
        self.setObjectName(f"repair:{to_text(first.problem.pointer)}")
        self.setText(look.words(name))
        self.setAccessibleName(f"{first.label}, {title}")
        more = f"{len(repairs) - 1} more in its menu: press Down" if len(repairs) > 1 else ""
        self.setAccessibleDescription(f"Repairs {titled(title)}. {more}".strip())
        self.setToolTip(look.tip(f"{name} (Ctrl+Z takes it back)"))
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


def repair_menu(repairs: Sequence[Repair], choose: Callable[[Repair], object], parent: QWidget | None) -> QMenu:
    """A menu of repairs, best first."""
    menu = QMenu(parent)
    menu.setObjectName("menu.repairs")
    for one, name in zip(repairs, names_of(repairs), strict=True):
        action = menu.addAction(look.words(name))
        action.triggered.connect(lambda _=False, one=one: choose(one))
    return menu


def names_of(repairs: Sequence[Repair]) -> list[str]:
    """What each is called: those that would be called the same, with the item that each is about."""
    names = [one.label for one in repairs]
    for longer in (_with_its_item, _with_what_holds_it):
        said = Counter(names)
        names = [name if said[name] == 1 else longer(one) for name, one in zip(names, repairs, strict=True)]
    return names


def _with_its_item(repair: Repair) -> str:
    return f"{repair.problem.title}: {look.lowered(repair.label)}"


def _with_what_holds_it(repair: Repair) -> str:
    return " › ".join((*repair.problem.trail[-1:], _with_its_item(repair)))


def _by_place(found: Found) -> dict[Pointer, tuple[Repair, ...]]:
    """The repairs of each place, those of several problems of one place together."""
    places: dict[Pointer, tuple[Repair, ...]] = {}
    for problem, repairs in found:
        places[problem.pointer] = (*places.get(problem.pointer, ()), *repairs)
    return places


def _words(repairs: Sequence[Repair]) -> tuple[Pointer, int]:
    """What has to be the same for a button to stay; its words are told to it anew."""
    return repairs[0].problem.pointer, min(len(repairs), 2)
