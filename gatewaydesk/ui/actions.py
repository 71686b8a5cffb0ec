"""Everything that a person can do, as one table: menus, tool buttons and the command palette are drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gatewaydesk.ui import (
    asking,
    editing,
    gateway_actions,
    keeping,
    merging,
    problem_actions,
    remote_actions,
    reviewing,
    showing,
    theme,
    versioning,
)
from gatewaydesk.ui.form import look

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow

Rule = Callable[["MainWindow"], bool]
Keys = QKeySequence.StandardKey


def _always(_: MainWindow) -> bool:
    return True


def _open(window: MainWindow) -> bool:
    return window.current_model is not None


def _sought(window: MainWindow) -> bool:
    return window.pages[window.page].search.isVisible() if window.page else window.current_model is not None


def _writes(window: MainWindow) -> bool:
    return window.current_model is not None and not window.current_model.read_only


def _shown(window: MainWindow) -> bool:
    """Whether the dataset that is open can be seen: on another page one would take it for the draft selected there."""
    return window.current_model is not None and not window.page


def _held_elsewhere(window: MainWindow) -> bool:
    return window.current_model is not None and bool(window.desk.holding.hold.offer)


def _undo(window: MainWindow) -> bool:
    model = window.current_model
    return (
        model is not None
        and not model.read_only
        and (model.authoring.undo_label is not None or window.in_step.can_go_back)
    )


def _redo(window: MainWindow) -> bool:
    return (
        _writes(window) and window.current_model is not None and (window.current_model.authoring.redo_label is not None)
    )


def _problems(window: MainWindow) -> bool:
    model = window.current_model
    return _shown(window) and _writes(window) and model is not None and bool(model.authoring.problems)


def _draft(window: MainWindow) -> bool:
    return window.draft_meant() is not None


def _connection(window: MainWindow) -> bool:
    return window.connection_meant() is not None


MENUS = {
    "file": "&File",
    "edit": "&Edit",
    "dataset": "&Dataset",
    "gateway": "&Gateway",
    "view": "&View",
    "help": "&Help",
}


@dataclass(frozen=True)
class Action:
    """One thing that a person can do.

    Attributes:
        id: the object name is `action.<id>`.
        text: as in a menu, with a mnemonic; ends in “…” when it asks something first.
        menu: which menu it stands in; "" for none.
        do: what happens.
        rule: whether it can be done now.
        group: a separator stands between groups of one menu.
        short: the text on a tool button.
        also: shortcuts that do the same without being shown.
        checked: whether what it switches is on; None for what is no switch.
        named: its text where that depends on what it is about.
        told: its tip where that depends on what it is about; "" for the usual one.
        called: what the gateway's system calls it: in the palette, and while the page of datasets is shown in its menu
            and on its button too; "" for the usual text.
    """

    id: str
    text: str
    menu: str
    do: Callable[[MainWindow], object]
    shortcut: str | Keys | None = None
    rule: Rule = _always
    tip: str = ""
    icon: str = ""
    group: int = 0
    short: str = ""
    also: tuple[str, ...] = ()
    checked: Rule | None = None
    named: Callable[[MainWindow], str] | None = None
    told: Callable[[MainWindow], str] | None = None
    called: Callable[[MainWindow], str] | None = None

    def __post_init__(self) -> None:
        assert self.menu in MENUS, self.id

    @property
    def plain(self) -> str:
        """The text without its mnemonic."""
        return self.text.replace("&", "")


ACTIONS: tuple[Action, ...] = (
    Action(
        "new", "&New dataset…", "file", asking.ask_new, Keys.New, _always, "Start a new dataset", "new", short="New"
    ),
    Action(
        "open",
        "&Open…",
        "file",
        asking.ask_open,
        Keys.Open,
        tip="Open the selected draft, or a JSON file",
        icon="open",
        short="Open",
    ),
    Action("save", "&Save to file", "file", asking.ask_save, Keys.Save, _open, "Write the JSON file", "save", 1),
    Action("save-as", "Save to file &as…", "file", asking.ask_save_as, "Ctrl+Shift+S", _open, group=1),
    Action("import", "&Import files as drafts…", "file", asking.ask_import, group=2),
    Action("export", "&Export a copy…", "file", asking.ask_export, rule=_open, group=2),
    Action(
        "export-review",
        "Export re&view…",
        "file",
        reviewing.ask_export_review,
        rule=_open,
        tip="Write what is wrong, empty or doubtful as a page or a table, for a colleague",
        group=2,
    ),
    Action(
        "backups",
        "&Backups…",
        "file",
        keeping.ask_backups,
        tip="See the backups of your drafts, make one, and go back to one",
        group=6,
    ),
    Action(
        "export-all",
        "Export everythin&g…",
        "file",
        keeping.ask_export_all,
        tip="Write drafts, history, connections, schemas and settings into one zip, without your secrets",
        group=6,
    ),
    Action(
        "take-in",
        "Take in an archive…",
        "file",
        keeping.ask_take_in,
        tip="Bring in what was exported elsewhere; nothing that is here is overwritten",
        group=6,
    ),
    Action("duplicate", "D&uplicate draft", "file", asking.duplicate, "Ctrl+D", _draft, group=3, short="Duplicate"),
    Action("rename", "Rena&me draft…", "file", asking.ask_rename, rule=_draft, group=3, short="Rename"),
    Action(
        "delete",
        "De&lete draft",
        "file",
        remote_actions.delete,
        rule=lambda window: remote_actions.may_delete(window, _draft),
        icon="trash",
        group=3,
        short="Delete",
        named=remote_actions.delete_named,
    ),
    Action(
        "deleted",
        "Deleted d&rafts…",
        "file",
        versioning.ask_deleted,
        tip="See which drafts were deleted, and bring one back",
        group=3,
        short="Deleted…",
    ),
    Action(
        "keep-version",
        "&Keep a version…",
        "file",
        versioning.ask_keep_version,
        "Ctrl+Shift+K",
        _open,
        "Keep this draft as it is now under a name, to go back to",
        group=5,
    ),
    Action(
        "versions",
        "Versions and &history…",
        "file",
        versioning.ask_versions,
        "Ctrl+Shift+H",
        _draft,
        "See what was changed when, compare with an earlier version, and go back to it",
        "history",
        5,
    ),
    Action(
        "take-over",
        "&Take over from the other window",
        "file",
        asking.take_over,
        rule=_held_elsewhere,
        tip="Edit here the draft that another window has open; that window saves its changes first",
        group=4,
    ),
    Action("close", "&Close dataset", "file", asking.close_draft, Keys.Close, _open, group=4),
    Action("quit", "&Quit", "file", lambda w: w.close(), "Ctrl+Q", group=4),
    Action("undo", "&Undo", "edit", editing.undo, Keys.Undo, _undo, "Take the last change back", "undo"),
    Action("redo", "&Redo", "edit", editing.redo, "Ctrl+Shift+Z", _redo, "Do it again", "redo", also=("Ctrl+Y",)),
    Action("find", "&Find…", "edit", editing.find, Keys.Find, _sought, "Find a field, a value or a help text", group=1),
    Action(
        "schemas",
        "Sche&mas…",
        "edit",
        asking.ask_schemas,
        tip="The schemas that you can write by: add, renew, check",
        group=2,
    ),
    Action("settings", "&Settings…", "edit", showing.ask_settings, "Ctrl+,", group=2),
    Action("next-problem", "&Next problem", "dataset", lambda w: editing.next_problem(w, 1), "F8", _open),
    Action(
        "previous-problem", "&Previous problem", "dataset", lambda w: editing.next_problem(w, -1), "Shift+F8", _open
    ),
    Action(
        "why",
        "&Why?",
        "dataset",
        problem_actions.explain,
        "Alt+Return",
        _shown,
        "Show what is wrong in the field that you are in, why it is asked for, and what the schema says",
    ),
    Action(
        "repair",
        "&Repair this field",
        "dataset",
        problem_actions.repair,
        "Ctrl+.",
        _problems,
        "Repair what is wrong in the field that you are in",
    ),
    Action(
        "repair-all",
        "Repair pro&blems…",
        "dataset",
        problem_actions.ask_repairs,
        "Ctrl+Shift+.",
        _problems,
        "See what can be repaired without asking you what you mean, and do it in one step",
        short="Repair…",
    ),
    Action(
        "check",
        "&Check",
        "dataset",
        editing.check,
        "F7",
        _open,
        "Show everything that is wrong or still empty",
        "check",
        1,
        "Check",
    ),
    Action(
        "preview",
        "Pre&view JSON",
        "dataset",
        editing.preview,
        "Ctrl+Shift+P",
        _open,
        "See the metadata as JSON",
        "preview",
        1,
        "Preview",
    ),
    Action(
        "compare",
        "C&ompare and merge…",
        "dataset",
        merging.ask_compare,
        "Ctrl+Shift+M",
        _open,
        "See how this draft differs from the gateway's copy, a version, another draft or a file, and take over from it",
        group=1,
        short="Compare",
    ),
    Action(
        "submit",
        "&Submit…",
        "dataset",
        gateway_actions.ask_submit,
        "Ctrl+Return",
        _writes,
        "Send this dataset to a gateway",
        "send",
        2,
    ),
    Action(
        "test-submit",
        "&Test with the gateway…",
        "dataset",
        gateway_actions.ask_test,
        "Ctrl+Shift+Return",
        _writes,
        "Let the gateway check this dataset without keeping anything of it",
        group=2,
        short="Test",
    ),
    *(
        Action(id, text, "gateway", do, rule=rule, tip=tip, short=short, group=2, told=told, called=called)
        for id, text, do, rule, tip, short, told, called in remote_actions.ROWS
    ),
    Action("add-gateway", "&Add a gateway…", "gateway", gateway_actions.ask_add_gateway, icon="gateway", short="Add…"),
    Action("sign-in", "&Sign in…", "gateway", gateway_actions.ask_sign_in, rule=_connection, icon="key", group=1),
    Action("sign-out", "Sign &out", "gateway", gateway_actions.sign_out, rule=_connection, group=1),
    Action("show-form", "This &dataset", "view", lambda w: w.show_form(), "Alt+1", _open),
    Action("show-drafts", "&Drafts", "view", lambda w: w.show_page("drafts"), "Alt+2", icon="drafts"),
    Action("show-outbox", "&Outbox", "view", lambda w: w.show_page("outbox"), "Alt+3", icon="outbox"),
    Action("show-history", "&History", "view", lambda w: w.show_page("history"), "Alt+4", icon="history"),
    Action("show-gateways", "&Gateways", "view", lambda w: w.show_page("gateways"), "Alt+5", icon="gateway"),
    Action(
        "datasets",
        "&My datasets",
        "view",
        lambda w: w.show_page("datasets"),
        "Alt+6",
        tip="What your team has on the gateway",
        icon="datasets",
    ),
    Action(
        "show-jobs",
        "&Jobs",
        "view",
        lambda w: w.show_page("jobs"),
        "Alt+7",
        tip="What goes on at the gateways, and from here",
        icon="jobs",
    ),
    Action(
        "next-section", "Ne&xt section", "view", lambda w: editing.step_section(w, 1), "Ctrl+PgDown", _open, group=1
    ),
    Action(
        "previous-section",
        "Pre&vious section",
        "view",
        lambda w: editing.step_section(w, -1),
        "Ctrl+PgUp",
        _open,
        group=1,
    ),
    Action(
        "side",
        "Help and &problems",
        "view",
        showing.toggle_side,
        "F9",
        tip="Show or hide help and problems",
        icon="side",
        group=2,
    ),
    Action(
        "json-view",
        "&JSON beside the form",
        "view",
        showing.toggle_json,
        "F6",
        _open,
        "Show the whole dataset as JSON text beside the form",
        "json",
        2,
        "JSON",
        checked=lambda w: w.json_shown,
    ),
    Action("palette", "&Command palette…", "view", showing.ask_palette, "Ctrl+K", group=2),
    Action("help", "&Help for this field", "help", showing.help, Keys.HelpContents, icon="help"),
    Action(
        "guide",
        "What happens on the &gateway",
        "help",
        showing.show_guide,
        tip="Read what submitting, updating, publishing, archiving and deleting do on the gateway",
    ),
    Action(
        "steps",
        "The gateways' guides, &step by step",
        "help",
        showing.show_steps,
        tip="See where each step of the gateways' own guides for programmers is in this window, and as a command",
    ),
    Action(
        "support",
        "Support &bundle…",
        "help",
        showing.ask_support,
        tip="See and save what helps others to help you: versions, settings and logs, without secrets and metadata",
        group=1,
    ),
    Action("about", "&About Gateway Desk", "help", showing.about, group=1),
)

BY_ID = {action.id: action for action in ACTIONS}


def build(window: MainWindow) -> dict[str, QAction]:
    """Makes the Qt actions of a window, by id."""
    made: dict[str, QAction] = {}
    for action in ACTIONS:
        one = QAction(action.text, window)
        one.setObjectName(f"action.{action.id}")
        if action.shortcut is not None:
            one.setShortcuts([QKeySequence(action.shortcut), *map(QKeySequence, action.also)])
        keys = one.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = action.tip or action.plain.rstrip("…")
        one.setToolTip(f"{tip} ({keys})" if keys else tip)
        one.setStatusTip(tip)
        if action.id == "quit":
            one.setMenuRole(QAction.MenuRole.QuitRole)
        elif action.id in ("about", "settings"):
            roles = {"about": QAction.MenuRole.AboutRole, "settings": QAction.MenuRole.PreferencesRole}
            one.setMenuRole(roles[action.id])
        else:
            one.setMenuRole(QAction.MenuRole.NoRole)
        one.triggered.connect(lambda _=False, do=action.do: do(window))
        one.setCheckable(action.checked is not None)
        one.setIconText(action.short or action.plain.rstrip("…"))
        made[action.id] = one
    return made


def fill_menus(bar: QMenuBar, made: dict[str, QAction]) -> None:
    """Draws the menus from the table."""
    menus: dict[str, QMenu] = {name: bar.addMenu(title) for name, title in MENUS.items()}
    last: dict[str, int] = {}
    for action in ACTIONS:
        if action.menu not in menus:
            continue
        if last.get(action.menu, action.group) != action.group:
            menus[action.menu].addSeparator()
        last[action.menu] = action.group
        menus[action.menu].addAction(made[action.id])
    for name, menu in menus.items():
        menu.setObjectName(f"menu.{name}")


def refresh(window: MainWindow, made: dict[str, QAction]) -> None:
    """Sets what can be done now, and says what would be undone."""
    for action in ACTIONS:
        made[action.id].setEnabled(action.rule(window))
        if action.checked is not None:
            made[action.id].setChecked(action.checked(window))
        if action.named is not None:
            made[action.id].setText(action.named(window))
        if action.called is not None:
            own = action.called(window)
            made[action.id].setProperty("called", own)
            own = own if window.page == "datasets" else ""
            made[action.id].setText(f"{own}…" if own else action.text)
            made[action.id].setIconText(f"{own}…" if own else action.short)
        if action.told is not None:
            made[action.id].setToolTip(look.tip(action.told(window) or action.tip))
    model = window.current_model
    for name, label in (
        ("undo", model.authoring.undo_label if model else None),
        ("redo", model.authoring.redo_label if model else None),
    ):
        plain = BY_ID[name].text
        made[name].setText(f"{plain} {label}" if label else plain)
        made[name].setIconText(BY_ID[name].plain)
        made[name].setToolTip(look.tip(f"{made[name].text().replace('&', '')} ({made[name].shortcut().toString()})"))


def draw_icons(made: dict[str, QAction]) -> None:
    """Draws the icons for the palette in use; again when it changes."""
    for action in ACTIONS:
        if action.icon:
            made[action.id].setIcon(theme.icon(action.icon))
