"""What the actions on the open dataset do: undo, find, go from problem to problem, mend, check, look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.ui import showing
from gatewaydesk.ui.dialogs.base import tell
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.problems import LEAVE_SO, SAY_AGAIN
from gatewaydesk.ui.wording import count
from gatewaydesk.validation.completeness import Counts, nothing_wrong
from gatewaydesk.validation.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from gatewaydesk.pointer import Pointer
    from gatewaydesk.ui.dialogs.problem import ProblemDialog
    from gatewaydesk.ui.dialogs.repairs import RepairsDialog
    from gatewaydesk.ui.dialogs.small import PreviewDialog
    from gatewaydesk.ui.main_window import MainWindow
    from gatewaydesk.validation.problems import Problem
    from gatewaydesk.validation.repairs import Repair

REPAIR = "Repair…"


def _right_here(window: MainWindow) -> Callable[[], bool]:
    """As `while_unchanged`, and whether the person is still where they are now."""
    unchanged, meant = showing.while_unchanged(window), _meant(window)
    return lambda: unchanged() and _meant(window) == meant


def undo(window: MainWindow) -> None:
    """Takes the last change back."""
    model = window.current_model
    if model is not None and not window.in_step.undo():
        with window.in_step.staying():
            model.undo()


def redo(window: MainWindow) -> None:
    """Does it again."""
    model = window.current_model
    if model is not None and not window.in_step.redo():
        with window.in_step.staying():
            model.redo()


def find(window: MainWindow) -> None:
    """Puts the cursor into the search box of the page that is shown, else into that of the dataset."""
    if window.page:
        window.pages[window.page].search.setFocus()
        return
    window.top.search.setFocus()
    window.top.search.selectAll()


def next_problem(window: MainWindow, step: int) -> None:
    """Goes to the next row (1) of what the review panel shows, or the one before (-1).

    Where nothing is left to fill in, that list gives way to the problems; where there is nowhere to go, that is said.
    """
    panel = window.problems_panel
    here = window.reactions.place.following.here or window.focused
    window.notice.take_back("walk")

    def sought() -> Pointer | None:
        return panel.after(here, step) if here else panel.beside(window.form.current, step)

    place = sought()
    if place is None and panel.head.shows_left and panel.ordered and not panel.looking:
        panel.head.show("problems")
        place = sought()
        words, holds = "Nothing is left to fill in: the list shows the problems now.", showing.while_unchanged(window)
        window.say(words, seconds=8, key="walk", holds=holds)
    if place is None:
        hidden, words, holds = panel.hides_all, panel.why_nowhere, showing.while_unchanged(window)
        let_through = [("Show all", panel.head.let_all_through)] if hidden else []
        window.notice.say(words, key="walk", buttons=let_through, seconds=0 if hidden else 8, holds=holds)
        return
    window.columns.bring_forward(panel)
    go_to_problem(window, place)


def go_to_problem(window: MainWindow, pointer: Pointer) -> None:
    """Goes to a place that was told to have a problem, which it then shows at once, however untouched it is."""
    if window.current_model is not None:
        window.current_model.touch(tuple(pointer))
    window.go_to(pointer)


def explain(window: MainWindow, problem: Problem | None = None, pointer: Pointer | None = None) -> ProblemDialog | None:
    """Shows a problem in full: the one given, that of the selected row, or what there is to say of a field."""
    from gatewaydesk.services.explaining import explain as explained
    from gatewaydesk.services.explaining import worst_at
    from gatewaydesk.ui.dialogs.problem import ProblemDialog

    model = window.current_model
    if model is None:
        return None
    if problem is None and pointer is None and window.problems_panel.list.hasFocus():
        problem = window.problems_panel.current
    if problem is not None:
        pointer = problem.pointer
    elif pointer is None:
        pointer = window.reactions.place.following.here or window.focused or ()
    model.commit_pending()
    meant = problem or worst_at(model.authoring, pointer)
    dialog = ProblemDialog(pointer, explained(model.authoring, pointer, meant), window)
    dialog.go_to.connect(lambda place: go_to_problem(window, place))
    if meant is not None and meant.severity is Severity.ADVICE and not model.read_only:
        dialog.offer_to_settle(SAY_AGAIN if meant in model.authoring.dismissed else LEAVE_SO)
        dialog.settled.connect(lambda: settle_advice(window, meant))
    dialog.open()
    return dialog


def settle_advice(window: MainWindow, problem: Problem) -> None:
    """Leaves a piece of advice so, which can be taken back; or gives one again that was left so."""
    model = window.current_model
    if model is None or model.read_only:
        return
    model.commit_pending()
    if problem in model.authoring.dismissed:
        window.notice.take_back("dismissed")
        model.authoring.advise_again(problem)
        return
    model.authoring.leave_so(problem)
    window.notice.say(
        f"“{problem.title}” is left so: the advice comes back when the field is changed.",
        key="dismissed",
        buttons=[("Undo", lambda: settle_advice(window, problem))],
        seconds=12,
        holds=lambda: window.current_model is model and problem in model.authoring.dismissed,
    )


def repair(window: MainWindow) -> None:
    """Repairs the problem selected in the list, or the field that one is in, or asks which repair is meant."""
    if window.current_model is None:
        return
    problem, here = _meant(window)
    if here is None:
        words = "Go to a field that has a problem first; F8 leads to the next."
        window.say(words, seconds=8, holds=_right_here(window))
        return
    repair_at(window, here, problem)


def _meant(window: MainWindow) -> tuple[Problem | None, Pointer | None]:
    """The problem that is selected in the list while the focus is there, and the place that it or the focus is at."""
    panel = window.problems_panel
    problem = panel.current if panel.list.hasFocus() else None
    if problem is not None:
        return problem, problem.pointer
    return None, window.reactions.place.following.here or window.focused


def repair_at(window: MainWindow, pointer: Pointer, problem: Problem | None) -> None:
    """Repairs a problem, or all of a place where none is given; where there is no repair, that is said."""
    model, holds = window.current_model, _right_here(window)
    words = "There is no repair for this field that is sure to be right: it needs you to say what you mean."
    if model is not None:
        model.mending.offer(pointer, lambda: window.say(words, seconds=8, holds=holds) if holds() else None, problem)


def say_repair(window: MainWindow, entry: QAction, problem: Problem) -> None:
    """Says in an entry of a menu what would mend a problem, as soon as that is found."""
    model = window.current_model
    entry.setShortcut(window.actions_by_id["repair"].shortcut())
    if model is None or model.read_only:
        entry.setVisible(False)
        return

    def told(found: list[tuple[Problem, tuple[Repair, ...]]]) -> None:
        repairs = [one for _, some in found for one in some]
        entry.setEnabled(bool(repairs))
        if not repairs:
            entry.setText("No repair is sure to be right here")
        elif len(repairs) == 1 and repairs[0].sure:
            entry.setText(look.words(repairs[0].label))

    model.mending.find([problem], told, entry)


def ask_repairs(window: MainWindow) -> RepairsDialog | None:
    """Shows what can be repaired in the whole dataset, to be done in one step."""
    from gatewaydesk.ui.dialogs.repairs import RepairsDialog

    model = window.current_model
    if model is None:
        return None
    model.commit_pending()
    dialog = RepairsDialog(model, window)

    def made(_: object, repaired: int, left: int) -> None:
        more = f" {count(left, 'repair')} would not have gone together with these." if left else ""
        words = f"Repaired {count(repaired, 'problem')}.{more} Undo takes it back."
        window.say(words, "done", 10, holds=showing.while_unchanged(window))

    dialog.made.connect(made)
    dialog.open()
    return dialog


def step_section(window: MainWindow, by: int) -> None:
    """Shows the next section (1) or the one before (-1)."""
    window.show_form()
    window.form.step(by)


def check(window: MainWindow) -> None:
    """Checks everything, and shows all that is wrong or empty."""
    model = window.current_model
    if model is None:
        return
    model.commit_pending()
    model.checks.now()
    model.touch_all()
    if model.authoring.problems:
        window.columns.bring_up(window.problems_panel)
    else:
        left = nothing_wrong(Counts(*model.authoring.total_counts))
        window.say(f"{left}. This dataset can be submitted.", "done", 8, holds=showing.while_unchanged(window))


def preview(window: MainWindow) -> PreviewDialog | None:
    """Shows the metadata as JSON."""
    model = window.current_model
    if model is None:
        return None
    from gatewaydesk.ui.dialogs.small import PreviewDialog

    model.commit_pending()
    try:
        dialog = PreviewDialog(model.authoring.title, model.authoring.document.value, window)
    except GatewayDeskError as error:
        tell(window, error)
        return None
    dialog.open()
    return dialog
