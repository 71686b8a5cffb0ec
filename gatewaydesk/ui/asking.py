"""What the window's actions do: each asks what it needs to know and hands the work on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from gatewaydesk.document import disk
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.store import DraftMissing, DraftRow, Receipt
from gatewaydesk.ui.dialogs.base import ask, ask_text, tell
from gatewaydesk.ui.file_opening import Unsure
from gatewaydesk.ui.panels.problems import LEAVE_SO, SAY_AGAIN
from gatewaydesk.ui.wording import count
from gatewaydesk.validation.completeness import Counts, nothing_wrong
from gatewaydesk.validation.problems import Severity

if TYPE_CHECKING:
    from gatewaydesk.pointer import Pointer
    from gatewaydesk.services.schema_news import Found
    from gatewaydesk.ui.dialogs.guide import GuideDialog
    from gatewaydesk.ui.dialogs.new import NewDialog
    from gatewaydesk.ui.dialogs.opened_elsewhere import OpenedElsewhereDialog
    from gatewaydesk.ui.dialogs.palette import Palette
    from gatewaydesk.ui.dialogs.problem import ProblemDialog
    from gatewaydesk.ui.dialogs.repairs import RepairsDialog
    from gatewaydesk.ui.dialogs.schemas import SchemasDialog
    from gatewaydesk.ui.dialogs.settings import SettingsDialog
    from gatewaydesk.ui.dialogs.sign_in import SignInDialog
    from gatewaydesk.ui.dialogs.small import AboutDialog, PreviewDialog
    from gatewaydesk.ui.dialogs.submit import SubmitDialog
    from gatewaydesk.ui.dialogs.submit_test import TestDialog
    from gatewaydesk.ui.dialogs.support import SupportDialog
    from gatewaydesk.ui.holding import Held
    from gatewaydesk.ui.main_window import MainWindow
    from gatewaydesk.validation.problems import Problem

_JSON = "JSON metadata (*.json);;All files (*)"
_SCHEMA = "last_schema"  # the setting that remembers which schema was chosen last


# New and open


def ask_new(window: MainWindow) -> NewDialog:
    """Asks for a schema and starts a dataset."""
    from gatewaydesk.ui.dialogs.new import NewDialog

    dialog = NewDialog(window.catalogue, str(window.store.settings.get(_SCHEMA, "HDRUK/4.0.0")), window)

    def chosen(name: str, example: bool) -> None:
        window.store.settings.set(_SCHEMA, name)
        window.new_draft(name, example=example)

    dialog.chosen.connect(chosen)
    window.cataloguing.serve(dialog)
    dialog.open()
    return dialog


def ask_open(window: MainWindow) -> None:
    """Opens the selected draft, or asks for a file."""
    row = window.drafts.current if window.page == "drafts" else None
    if row is not None:
        window.open_draft(row.id)
    else:
        ask_open_file(window)


def ask_held(window: MainWindow, held: Held) -> OpenedElsewhereDialog:
    """A draft is open in another window: asks how it shall be opened here."""
    from gatewaydesk.ui.dialogs.opened_elsewhere import OpenedElsewhereDialog

    dialog = OpenedElsewhereDialog(held, window)
    dialog.chosen.connect(lambda way: window.desk.open(held.draft, way))
    dialog.open()
    return dialog


def take_over(window: MainWindow) -> None:
    """Makes the open draft this window's own."""
    window.desk.take_over()


def ask_open_file(window: MainWindow) -> None:
    """Asks for a JSON file and opens it."""
    name, _ = QFileDialog.getOpenFileName(window, "Open metadata", _folder(window), _JSON)
    if name:
        window.cataloguing.take(Path(name))


def ask_import(window: MainWindow) -> None:
    """Asks for JSON files and adds them to the drafts."""
    names, _ = QFileDialog.getOpenFileNames(window, "Import files as drafts", _folder(window), _JSON)
    for name in names:
        window.desk.take_in(Path(name))
    if names:
        window.show_page("drafts")


def ask_schema_of(window: MainWindow, unsure: Unsure) -> NewDialog:
    """Asks which schema a file follows."""
    first = unsure.likeliest or str(window.store.settings.get(_SCHEMA, ""))
    from gatewaydesk.ui.dialogs.new import NewDialog

    dialog = NewDialog(window.catalogue, first, window)
    dialog.ask_about(unsure.path.name, unsure.fitting, unsure.told)
    dialog.chosen.connect(lambda name, _: window.desk.adopt(unsure, name))
    window.cataloguing.serve(dialog)
    dialog.open()
    return dialog


# Schemas


def ask_schemas(window: MainWindow) -> SchemasDialog:
    """Opens the list of all schemas, at that of the open draft."""
    model = window.current_model
    return window.cataloguing.ask_schemas(model.authoring.schema.name if model is not None else "")


def tell_news(window: MainWindow, found: Found) -> None:
    """Says that there are new versions of schemas, and leads to them."""

    def look() -> None:
        dialog = window.cataloguing.ask_schemas()
        if found.updates:
            dialog.show_updates(list(found.updates))
        else:
            dialog.ask_publisher()

    window.notice.say(found.words, key="schemas", buttons=[("See what is new", look)])


# Saving


def ask_save(window: MainWindow) -> None:
    """Writes the file it came from, or asks for one."""
    if window.desk.file is not None:
        window.save_file(window.desk.file)
    else:
        ask_save_as(window)


def ask_save_as(window: MainWindow) -> None:
    """Asks for a file and writes it; that is its file from then on."""
    name = _ask_where(window, "Save metadata")
    if name:
        window.save_file(Path(name))


def ask_export(window: MainWindow) -> None:
    """Asks for a file and writes a copy."""
    name = _ask_where(window, "Export a copy")
    if name:
        window.desk.save_to(Path(name), remember=False)


def _ask_where(window: MainWindow, title: str) -> str:
    model = window.current_model
    if model is None:
        return ""
    plain = "".join(mark if mark.isalnum() or mark in " -_" else " " for mark in model.authoring.title)
    start = window.desk.file or Path(_folder(window)) / f"{'-'.join(plain.split()) or 'dataset'}.json"
    name, _ = QFileDialog.getSaveFileName(window, title, str(start), _JSON)
    return name


def _folder(window: MainWindow) -> str:
    return str(window.desk.file.parent if window.desk.file is not None else Path.home())


# Drafts


def duplicate(window: MainWindow) -> None:
    """Copies a draft."""
    draft = window.draft_meant()
    if draft is not None:
        window.desk.duplicate(draft)


def _row(window: MainWindow, draft: str | None) -> DraftRow | None:
    """The draft as the list knows it, where it still is among the drafts."""
    with suppress(DraftMissing):
        row = window.store.drafts.row(draft or "")
        return None if row.deleted_at else row
    return None


def ask_rename(window: MainWindow) -> None:
    """Asks how the list should call a draft."""
    draft = window.draft_meant()
    row = _row(window, draft)
    if row is None:
        return
    title = ask_text(window, "Rename draft", "What the list of drafts calls it:", row.title)
    if title is not None:
        window.desk.rename(row.id, title)


def delete(window: MainWindow) -> None:
    """Deletes a draft, and offers to take that back."""
    draft = window.draft_meant()
    row = _row(window, draft)
    if row is None:
        return

    def offer() -> None:
        words = f"Deleted the draft “{row.title}”."
        undo = ("Undo", lambda: window.desk.restore(row.id))
        window.undo_bar.say(words, key="deleted", icon="trash", tone="muted", buttons=[undo], seconds=60)

    window.desk.delete(row.id, offer)


def close_draft(window: MainWindow) -> None:
    """Closes the open draft."""
    window.desk.close()


# Editing


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
    here = window.reactions.following.here or window.focused
    window.notice.take_back("walk")

    def sought() -> Pointer | None:
        return panel.after(here, step) if here else panel.beside(window.form.current, step)

    place = sought()
    if place is None and panel.head.shows_left and panel.ordered and not panel.looking:
        panel.head.show("problems")
        place = sought()
        window.say("Nothing is left to fill in: the list shows the problems now.", seconds=8, key="walk")
    if place is None:
        let_through = [("Show all", panel.head.let_all_through)] if panel.hides_all else []
        window.notice.say(panel.why_nowhere, key="walk", buttons=let_through, seconds=0 if let_through else 8)
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
        pointer = window.reactions.following.here or window.focused or ()
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
    words = f"“{problem.title}” is left so: the advice comes back when the field is changed."
    window.notice.say(words, key="dismissed", buttons=[("Undo", lambda: settle_advice(window, problem))], seconds=12)


def repair(window: MainWindow) -> None:
    """Repairs the problem selected in the list, or the field that one is in, or asks which repair is meant."""
    model, panel = window.current_model, window.problems_panel
    problem = panel.current if panel.list.hasFocus() else None
    here = problem.pointer if problem is not None else window.reactions.following.here or window.focused
    if model is None:
        return
    if here is None:
        window.say("Go to a field that has a problem first; F8 leads to the next.", seconds=8)
        return
    none = "There is no repair for this field that is sure to be right: it needs you to say what you mean."
    model.mending.offer(here, lambda: window.say(none, seconds=8), problem)


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
        window.say(f"Repaired {count(repaired, 'problem')}.{more} Undo takes it back.", "done", 10)

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
    model.check_now()
    model.touch_all()
    if model.authoring.problems:
        window.columns.bring_up(window.problems_panel)
    else:
        left = nothing_wrong(Counts(*model.authoring.total_counts))
        window.say(f"{left}. This dataset can be submitted.", "done", 8)


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


# Gateways


def ask_submit(window: MainWindow) -> SubmitDialog | None:
    """Opens the submit sheet."""
    return window.sending.ask_submit()


def ask_test(window: MainWindow) -> TestDialog | None:
    """Opens the sheet that lets a gateway test the dataset."""
    return window.sending.ask_test()


def ask_add_gateway(window: MainWindow) -> SignInDialog:
    """Opens the dialog that adds a gateway."""
    return window.sending.ask_sign_in(None)


def ask_sign_in(window: MainWindow) -> SignInDialog | None:
    """Opens the sign-in dialog."""
    connection = window.connection_meant()
    return window.sending.ask_sign_in(connection) if connection is not None else None


def sign_out(window: MainWindow) -> None:
    """Removes the IDs of a connection, after asking."""
    connection = window.connection_meant()
    if connection is not None:
        window.sending.sign_out(connection)


# History


def ask_export_history(window: MainWindow) -> None:
    """Asks for a file and writes the history as CSV."""
    name, _ = QFileDialog.getSaveFileName(window, "Export history", "history.csv", "CSV (*.csv)")
    if name:
        export_history(window, Path(name))


def export_history(window: MainWindow, path: Path) -> None:
    """Writes all receipts as CSV."""
    window.tasks.run(
        lambda _: disk.write_bytes(path, window.store.history.csv().encode("utf-8-sig")),
        lambda _: window.say(f"Saved to “{path}”.", "done", 6),
        lambda error: failed(window, error),
        window,
    )


def copy_dataset_id(window: MainWindow, receipt: Receipt) -> None:
    """Puts a dataset ID on the clipboard."""
    QGuiApplication.clipboard().setText(receipt.dataset_id)
    window.say(f"Copied the dataset ID {receipt.dataset_id}.", "done", 4)


# The window


def toggle_side(window: MainWindow) -> None:
    """Folds help and problems away, or shows them."""
    window.columns.fold(not window.columns.folded)


def toggle_json(window: MainWindow) -> None:
    """Shows the whole dataset as text beside the form, or takes it away."""
    window.show_json(not window.json_shown)


def ask_leave_unfinished(window: MainWindow) -> bool:
    """Whether a person wants to leave although JSON that they typed is no dataset yet and could not be kept."""
    titles = ", ".join(f"“{title}”" for title in window.in_step.kept_titles)
    return ask(
        window,
        f"The JSON text of {titles} is unfinished, and could not be kept.",
        "The drafts hold what was right last. If you leave now, what you typed in the text since then is lost.",
        "Leave without it",
        "Stay",
        name="unfinished",
    )


def ask_palette(window: MainWindow) -> Palette:
    """Opens the command palette."""
    from gatewaydesk.ui.dialogs.palette import Palette

    dialog = Palette(window.action_table, window.actions_by_id, window)
    dialog.open()
    return dialog


def ask_settings(window: MainWindow) -> SettingsDialog:
    """Opens the settings."""
    from gatewaydesk.ui.dialogs.settings import SettingsDialog

    dialog = SettingsDialog(window.store, window.tasks, window)
    dialog.changed.connect(window.apply_settings)
    dialog.open()
    return dialog


def help(window: MainWindow) -> None:
    """Shows the help of the field that has the focus."""
    window.columns.bring_up(window.help_panel)


def show_guide(window: MainWindow) -> GuideDialog:
    """Shows what each action does on a gateway."""
    from gatewaydesk.ui.dialogs.guide import GuideDialog

    dialog = GuideDialog(parent=window)
    dialog.open()
    return dialog


def about(window: MainWindow) -> AboutDialog:
    """Shows the version, and where things are kept."""
    from gatewaydesk.ui.dialogs.small import AboutDialog

    dialog = AboutDialog(window)
    window.tasks.run(lambda _: window.credentials.state().words, dialog.show_keyring, None, dialog)
    dialog.open()
    return dialog


def ask_support(window: MainWindow) -> SupportDialog:
    """Shows what a support bundle would hold, to be saved or not."""
    from gatewaydesk.ui.dialogs.support import SupportDialog

    dialog = SupportDialog(window.store, window.credentials, window.tasks, window)
    dialog.saved.connect(lambda file: window.say(f"The support bundle is saved as “{file}”. Nothing was sent.", "done"))
    dialog.open()
    return dialog


def ask_leave_unsaved(window: MainWindow) -> bool:
    """Whether a person wants to leave although the last changes could not be saved."""
    return ask(
        window,
        "Your last changes could not be saved.",
        f"{window.desk.autosave.trouble} If you leave now, what you typed since the last save is lost.",
        "Leave without them",
        "Stay",
        name="leave",
    )


def failed(window: MainWindow, error: BaseException) -> None:
    """Says in words what could not be done."""
    tell(window, error)
