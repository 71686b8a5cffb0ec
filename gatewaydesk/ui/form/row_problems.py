"""The lines under an editor: what is wrong with its value, and what would repair it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.schema.fields import Field
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.chips import Chips
from gatewaydesk.ui.form.keeping import put_after
from gatewaydesk.ui.form.mend_line import MendLine
from gatewaydesk.ui.form.node import FormNode
from gatewaydesk.validation.problems import Problem, Severity

_ORDER = (Severity.WRONG, Severity.EMPTY, Severity.ADVICE)
_MOST_INSIDE = 5  # problems of items that are told under the editor of their list


class RowProblems:
    """What is said of one row.

    Attributes:
        line: the words, `problem:<pointer>`.
    """

    def __init__(self, row: FormNode, column: QVBoxLayout, last_stop: Callable[[], QWidget | None]) -> None:
        """Args:
        row: what it is said of.
        column: where the lines stand, from here on.
        last_stop: the widget that Tab comes to before the repairs.
        """
        self._row, self._column, self._last_stop = row, column, last_stop
        self.line = look.Text(size="small")
        self.line.setObjectName(f"problem:{row.pointer_text}")
        self.line.hide()
        column.addWidget(self.line)
        self._mends: MendLine | None = None

    def show(self, field: Field, body: QWidget | None, *, typing: bool) -> None:
        """Shows what is known of it now; while somebody is typing, nothing new is called wrong."""
        problems = self._problems(body)
        if typing and self.line.isHidden():
            problems = [one for one in problems if one.severity is not Severity.WRONG]
        words = "\n".join(f"{theme.SIGNS[one.severity]}  {self._sentence(one)}" for one in problems)
        if words != self.line.text():
            self.line.setText(words)
            self.line.setAccessibleName(words)
        if problems:
            self.line.set_tone(min((one.severity for one in problems), key=_ORDER.index).value)
        self.line.setVisible(bool(problems))
        self._offer_repairs(field, problems)
        if isinstance(body, Editor):
            required = f"{field.because or 'Required.'} " if field.required else ""
            body.describe(f"{required}{field.help} {' '.join(one.message for one in problems)}".strip())
        if isinstance(body, Chips):
            below = self._row.model.problems_below(self._row.pointer)
            here = len(self._row.pointer)
            body.show_problems_of({int(one.pointer[here]) for one in below if len(one.pointer) > here})

    def _offer_repairs(self, field: Field, problems: list[Problem]) -> None:
        if self._mends is None and problems and not field.read_only:
            self._mends = MendLine(self._row.model.mending, self._row, self._row.take_focus, self._after_repairs)
            self._column.addWidget(self._mends)
        if self._mends is not None:
            self._mends.show_for(problems)

    def _after_repairs(self) -> None:
        """Repairs have come or gone: Tab meets them after the editor."""
        put_after(self._last_stop(), self._mends or self._row)

    def _problems(self, body: QWidget | None) -> list[Problem]:
        model, pointer = self._row.model, self._row.pointer
        if not isinstance(body, Editor):
            return model.visible_problems(pointer)
        inside = [one for one in model.problems_below(pointer) if len(one.pointer) > len(pointer)]
        return [*model.visible_problems(pointer), *inside[:_MOST_INSIDE]]

    def _sentence(self, problem: Problem) -> str:
        inside = problem.pointer[len(self._row.pointer) :]
        if not inside:
            return problem.message
        item = self._row.model.value(problem.pointer)
        known = isinstance(item, str) and item
        if known and f"“{item}”" in problem.message:
            return problem.message
        return f"“{item}”: {problem.message}" if known else f"{problem.title}: {problem.message}"
