"""The lines under an editor: what is wrong with its value, and what would repair it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.visible import visible
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.chips import Chips
from gatewaydesk.ui.form.editors.written import Written
from gatewaydesk.ui.form.keeping import put_after
from gatewaydesk.ui.form.mend_line import MendLine
from gatewaydesk.ui.form.node import FormNode
from gatewaydesk.ui.form.problem_lines import ProblemLines, heard
from gatewaydesk.validation.problems import Problem, Severity

_ORDER = (Severity.WRONG, Severity.EMPTY, Severity.ADVICE)
_MOST_INSIDE = 5  # problems of items that are told under the editor of their list
_QUOTED = 40  # characters of an item; a longer one is called by its number


class RowProblems:
    """What is said of one row.

    Attributes:
        line: the words, `problem:<pointer>`.
        told_above: what is wrong with a group as a whole is told elsewhere, under the heading of its page.
    """

    def __init__(self, row: FormNode, column: QVBoxLayout, last_stop: Callable[[], QWidget | None]) -> None:
        """Args:
        row: what it is said of.
        column: where the lines stand, from here on.
        last_stop: the widget that Tab comes to before the repairs.
        """
        self._row, self._column, self._last_stop = row, column, last_stop
        self.told_above = False
        self.line = ProblemLines()
        self.line.setObjectName(f"problem:{row.pointer_text}")
        self.line.hide()
        column.addWidget(self.line)
        self._mends: MendLine | None = None
        self._body: QWidget | None = None

    def show(self, field: Field, body: QWidget | None, *, entry: bool, typing: bool) -> None:
        """Shows what is known of it now.

        Args:
            field: what the row shows.
            body: the editor, or what holds others.
            entry: whether it is an item or a free member, which nobody has to write.
            typing: somebody is at it: nothing new is called wrong meanwhile.
        """
        self._body = body
        problems = self._problems(body)
        if typing and self.line.isHidden():
            problems = [one for one in problems if one.severity is not Severity.WRONG]
        if not problems and self.line.hasFocus():
            self._row.take_focus()  # before it hides: Qt would choose any part of the window
        self.line.tell([(one.severity, self._sentence(one)) for one in problems])
        self.line.setVisible(bool(problems))
        self._offer_repairs(field, problems)
        if isinstance(body, Editor):
            required = (field.because or "Required.") if field.required and not entry else ""
            body.describe(" ".join(filter(None, (required, field.help, *map(self._heard, problems)))))
        self._offer_ways_out()
        if isinstance(body, Chips):
            body.show_problems_of(self._by_item())

    def take_focus(self) -> bool:
        """Gives the focus to the words, where they are about all that the row holds and are not mended by filling in
        its first field: they are heard then, and in view below however many fields.
        """
        told = self._row.model.visible_problems(self._row.pointer)
        holds = isinstance(self._body, FormNode) and not self.line.isHidden()
        if not holds or all(one.severity is Severity.EMPTY for one in told):
            return False
        self.line.make_room_for_edge()
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from field to field, as it always did
        self.line.setFocus()
        return True

    def _offer_repairs(self, field: Field, problems: list[Problem]) -> None:
        if self._mends is None and problems and not field.read_only:
            self._mends = MendLine(self._row.model.mending, self._row, self._row.take_focus, self._after_repairs)
            self._column.addWidget(self._mends)
        if self._mends is not None:
            self._mends.show_for(problems)

    def _after_repairs(self) -> None:
        """Repairs have come or gone: Tab meets them after the editor."""
        put_after(self._last_stop(), self._mends or self._row)
        self._offer_ways_out()

    def _offer_ways_out(self) -> None:
        """What the editor itself would make of the value, where no repair is known: each stands once."""
        if isinstance(self._body, Written) and isValid(self._body):
            sought = self._mends is not None and self._mends.may_mend(self._row.pointer)
            self._body.offer_instead(not sought)

    def _by_item(self) -> dict[int, tuple[str, str]]:
        """What is said of each item: the worst of its tiers, and all in words."""
        here = len(self._row.pointer)
        found: dict[int, list[Problem]] = {}
        for one in self._row.model.problems_below(self._row.pointer):
            if len(one.pointer) > here:
                found.setdefault(int(one.pointer[here]), []).append(one)
        return {
            at: (
                str(min((one.severity for one in some), key=_ORDER.index)),
                " ".join(heard(one.severity, one.message) for one in some),
            )
            for at, some in found.items()
        }

    def _problems(self, body: QWidget | None) -> list[Problem]:
        model, pointer = self._row.model, self._row.pointer
        if not isinstance(body, Editor):
            return (
                []
                if self.told_above and isinstance(body, FormNode) and body.is_group
                else model.visible_problems(pointer)
            )
        inside = [one for one in model.problems_below(pointer) if len(one.pointer) > len(pointer)]
        return [*model.visible_problems(pointer), *inside[:_MOST_INSIDE]]

    def _sentence(self, problem: Problem) -> str:
        """What is wrong, with the item that it is about: in short as it is written, else by its number."""
        if problem.pointer == self._row.pointer:
            return problem.message if problem.pointer else problem.sentence  # the whole document stands nowhere
        item = self._row.model.value(problem.pointer)
        if not isinstance(item, str) or not 0 < len(item) <= _QUOTED:
            return self._heard(problem)
        quote = f"“{visible(item)}”"
        return problem.message if quote in problem.message else f"{quote}: {problem.message}"

    def _heard(self, problem: Problem) -> str:
        """The same for those who do not see which item is marked."""
        return problem.message if problem.pointer == self._row.pointer else f"{problem.title}: {problem.message}"
