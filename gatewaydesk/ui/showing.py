"""What the actions on the window do: its parts, settings, help; and the last questions before it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatewaydesk.ui.dialogs.base import ask, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from gatewaydesk.ui.dialogs.guide import GuideDialog, StepsDialog
    from gatewaydesk.ui.dialogs.palette import Palette
    from gatewaydesk.ui.dialogs.settings import SettingsDialog
    from gatewaydesk.ui.dialogs.small import AboutDialog
    from gatewaydesk.ui.dialogs.support import SupportDialog
    from gatewaydesk.ui.main_window import MainWindow


def while_unchanged(window: MainWindow) -> Callable[[], bool]:
    """Whether the same dataset is open as now, and nothing in it has changed since: for notices that tell of it."""
    model = window.current_model
    revision = model.authoring.document.revision if model is not None else -1
    return lambda: window.current_model is model and (model is None or model.authoring.document.revision == revision)


def while_open(window: MainWindow) -> Callable[[], bool]:
    """Whether the same dataset is open as now, whatever has changed in it since."""
    model = window.current_model
    return lambda: window.current_model is model


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


def show_steps(window: MainWindow) -> StepsDialog:
    """Shows where each step of the gateways' own guides is, from the one of the gateway that is chosen."""
    from gatewaydesk.ui.dialogs.guide import STEPS, StepsDialog

    connection = window.connecting.current
    dialog = StepsDialog(STEPS.get(connection.system, "") if connection is not None else "", window)
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
