"""What the actions on the open dataset do: undo, find, go from problem to problem, check, look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.ui import showing
from gatewaydesk.ui.dialogs.base import tell
from gatewaydesk.ui.problem_actions import go_to_problem
from gatewaydesk.validation.completeness import Counts, nothing_wrong

if TYPE_CHECKING:
    from gatewaydesk.pointer import Pointer
    from gatewaydesk.ui.dialogs.small import PreviewDialog
    from gatewaydesk.ui.main_window import MainWindow

_UNFINISHED = "not read"  # the notice about what was typed and is no part of the dataset


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
    at_whole = panel.current is not None and panel.current.pointer == window.reactions.place.following.here
    window.notice.take_back("walk")

    def sought() -> Pointer | None:
        return panel.after(here or (), step) if here or at_whole else panel.beside(window.form.current, step)

    place = sought()
    if place is None and panel.head.shows_left and panel.ordered and not panel.looking:
        panel.head.show("problems")
        place = sought()
        words, holds = "Nothing is left to fill in: the list shows the problems now.", showing.while_unchanged(window)
        window.say(words, seconds=8, key="walk", holds=holds)
    if place is None and _go_to_unfinished(window):
        return
    if place is None:
        hidden, words, holds = panel.hides_all, panel.why_nowhere, showing.while_unchanged(window)
        let_through = [("Show all", panel.head.let_all_through)] if hidden else []
        window.notice.say(words, key="walk", buttons=let_through, seconds=0 if hidden else 8, holds=holds)
        return
    window.columns.bring_forward(panel)
    go_to_problem(window, place)


def step_section(window: MainWindow, by: int) -> None:
    """Shows the next section (1) or the one before (-1)."""
    window.show_form()
    window.form.step(by)


def check(window: MainWindow) -> None:
    """Checks everything, and shows all that is wrong or empty."""
    model = window.current_model
    if model is None:
        return
    window.show_form()
    model.commit_pending()
    model.checks.now()
    model.touch_all()
    if model.authoring.problems:
        window.columns.bring_up(window.problems_panel)
    if not _go_to_unfinished(window) and not model.authoring.problems:
        left = nothing_wrong(Counts(*model.authoring.total_counts))
        unchanged = showing.while_unchanged(window)
        window.say(
            f"{left}. This dataset can be submitted.",
            "done",
            8,
            holds=lambda: unchanged() and not model.unfinished_sentences(),
        )


def _go_to_unfinished(window: MainWindow) -> bool:
    """Goes to what was typed and is no part of the dataset, and says so; False where there is nothing such."""
    model = window.current_model
    if model is None:
        return False
    model.commit_pending()
    told = model.unfinished_sentences()
    if not told:
        return False
    words, trouble = told[0], ""
    if model.beside.unfinished:
        window.go_to(next(iter(model.beside.unfinished)))
    else:
        window.show_form()
        window.show_json(True)
        window.in_step.go_to_trouble()
        trouble = window.in_step.trouble
        words = f"{words} {trouble}".rstrip()
    window.say(
        words,
        "wrong",
        key=_UNFINISHED,
        holds=lambda: (
            window.current_model is model
            and told[0] in model.unfinished_sentences()
            and trouble in ("", window.in_step.trouble)
        ),
    )
    return True


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
