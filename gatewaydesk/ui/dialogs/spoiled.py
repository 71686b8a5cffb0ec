"""What a gateway would refuse although it is right here: seen before it is sent, with what leads to the fields."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.services.readiness import WHY_CHANGED
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Warned, ask, muted
from gatewaydesk.ui.dialogs.submit_ready import problem_links
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.validation.problems import Problem

_MOST = 4  # fields that are named


class SpoiledPart(QWidget):
    """`<name>.spoiled`, the list `<name>.spoiled.fields` and the button `<name>.show-field`; hidden without a problem.

    Signals:
        left_for(object): the problem whose field a person wants to see.
    """

    left_for = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.problems: tuple[Problem, ...] = ()
        self._fields: list[QWidget] = []
        self._words = Warned(f"{name}.spoiled", self)
        self.show_button = quiet_button("", lambda: self.left_for.emit(self.problems[0]), f"{name}.show-field")
        self.show_button.setAutoDefault(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * theme.SPACE)
        self._column.addWidget(self._words)
        self._column.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Shows what would be refused; of nothing, nothing."""
        for one in self._fields:
            one.hide()
            one.deleteLater()
        self._fields.clear()
        self.problems = tuple(problems)
        self.setVisible(bool(problems))
        if not problems:
            return
        self._words.say(f"{_refused(len(problems))} {WHY_CHANGED}")
        links = problem_links(f"{self._name}.spoiled.fields", list(problems[:_MOST]), self.left_for.emit, self)
        self._fields.append(links)
        if len(problems) > _MOST:
            self._fields.append(muted(f"… and {len(problems) - _MOST:,} more.", self))
        for at, widget in enumerate(self._fields, start=1):
            self._column.insertWidget(at, widget)
        text = "Show the field" if len(problems) == 1 else "Show the first field"
        self.show_button.setText(text)
        self.show_button.setAccessibleName(text)


def ask_about_spoiled(parent: QWidget, problems: Sequence[Problem]) -> bool:
    """Whether it is to be sent although the gateway would refuse it."""
    shown = "Show the field" if len(problems) == 1 else "Show the fields"
    return ask(parent, _refused(len(problems)), WHY_CHANGED, "Send it anyway", shown, name="spoiled")


def _refused(count: int) -> str:
    values = "a value that is" if count == 1 else f"{count:,} values that are"
    return f"This gateway would refuse {values} right."
