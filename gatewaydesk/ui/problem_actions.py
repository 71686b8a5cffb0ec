"""What the actions on a problem do: go there, say why, leave advice so, repair it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gatewaydesk.ui import showing
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.problems import LEAVE_SO, SAY_AGAIN
from gatewaydesk.ui.wording import count
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from gatewaydesk.pointer import Pointer
    from gatewaydesk.ui.dialogs.problem import ProblemDialog
    from gatewaydesk.ui.dialogs.repairs import RepairsDialog
    from gatewaydesk.ui.main_window import MainWindow
    from gatewaydesk.ui.panels.lingering import Mended
    from gatewaydesk.validation.repairs import Repair

REPAIR = "Repair…"


def _right_here(window: MainWindow) -> Callable[[], bool]:
    """As `while_unchanged`, and whether the person is still where they are now."""
    unchanged, meant = showing.while_unchanged(window), _meant(window)
    return lambda: unchanged() and _meant(window) == meant


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
    mended = None
    if problem is None and pointer is None:
        problem, here = _meant(window)
        mended, pointer = _mended(window), here or ()
    pointer = problem.pointer if problem is not None else pointer or ()
    model.commit_pending()
    model.checks.catch_up_now()
    if mended is not None:
        meant, was = None, mended.thing if isinstance(mended.thing, Problem) else None
        told = explained(model.authoring, pointer, was)
        told = replace(told, sentence=_already(mended), severity="done", said_by="")
    else:
        meant = problem or worst_at(model.authoring, pointer)
        told = explained(model.authoring, pointer, meant)
    dialog = ProblemDialog(pointer, told, window)
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
    mended = _mended(window)
    if mended is not None:
        window.say(_already(mended), seconds=8, holds=_right_here(window))
        return
    problem, here = _meant(window)
    if here is None:
        words = "Go to a field that has a problem first; F8 leads to the next."
        window.say(words, seconds=8, holds=_right_here(window))
        return
    repair_at(window, here, problem)


def _meant(window: MainWindow) -> tuple[Problem | None, Pointer | None]:
    """The problem that is selected in the list while the focus is there, and the place that it or the focus is at."""
    panel, mended = window.problems_panel, _mended(window)
    problem = panel.current if panel.list.hasFocus() else None
    if problem is not None:
        return problem, problem.pointer
    if mended is not None:
        return None, mended.pointer
    here, model = window.reactions.place.following.here, window.current_model
    told = here is not None and model is not None and bool(here or model.problems_at(()))
    return None, here if told else window.focused


def _mended(window: MainWindow) -> Mended | None:
    """What was mended a moment ago, where its row is selected in the list while the focus is there."""
    panel = window.problems_panel
    return panel.mended if panel.list.hasFocus() else None


def _already(mended: Mended) -> str:
    """That nothing is to be done about it any more, with what it was."""
    if isinstance(mended.thing, Problem):
        return f"This is already mended. Before that: {mended.thing.said}"
    return "This is already filled in."


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
