"""Versions, history and deleted drafts: what the window's actions ask, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gatewaydesk.services.versions import called, keep_stored
from gatewaydesk.ui.dialogs.base import ask_text
from gatewaydesk.ui.showing import while_unchanged
from gatewaydesk.ui.wording import count

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.services.going_back import WayBack
    from gatewaydesk.ui.dialogs.deleted import DeletedDialog
    from gatewaydesk.ui.dialogs.versions import VersionsDialog
    from gatewaydesk.ui.main_window import MainWindow

Then = Callable[["Authoring | None"], object]


def ask_versions(window: MainWindow) -> VersionsDialog | None:
    """Opens the versions and history of the draft that is meant: the selected one in the list, else the open one."""
    from gatewaydesk.ui.dialogs.versions import Present, VersionsDialog

    draft, model = window.draft_meant(), window.current_model
    if draft is None:
        return None
    row = window.drafts.current if window.page == "drafts" else None
    mine = draft == window.desk.draft_id and model is not None and not window.desk.reads_only
    present: Callable[[], Present]
    if mine and model is not None:
        model.commit_pending()
        if not window.desk.may_go_on():  # so that the timeline knows all of it
            return None
        authoring = model.authoring

        def present() -> Present:
            return Present(authoring.document.value, authoring.root)

    else:

        def present() -> Present:
            stored = window.store.drafts.load(draft)
            return Present(stored.value, window.catalogue.load(stored.schema, stored.schema_sha256).root)

    dialog = VersionsDialog(
        window.store,
        window.tasks,
        draft,
        row.title if row is not None else model.authoring.title if model is not None else "",
        present,
        lambda then: bring_up(window, draft, then),
        window,
        may_change=not (draft == window.desk.draft_id and window.desk.reads_only),
    )
    dialog.went_back.connect(lambda way: _went_back(window, way))
    dialog.open_wanted.connect(lambda value, schema: window.new_draft(schema, value))
    dialog.go_to.connect(window.go_to)
    dialog.open()
    return dialog


def bring_up(window: MainWindow, draft_id: str, then: Then) -> None:
    """Opens a draft if it is not open, and hands over what is being written; None where it is not written here."""
    desk = window.desk
    if desk.draft_id == draft_id and desk.model is not None:
        then(None if desk.reads_only else desk.model.authoring)
        return

    def ended(*_: object) -> None:
        for signal in signals:
            signal.disconnect(ended)
        model = desk.model
        opened = model is not None and desk.draft_id == draft_id and not desk.reads_only
        then(model.authoring if opened and model is not None else None)

    signals: tuple[Any, ...] = (desk.opened, desk.failed, desk.held)
    for signal in signals:
        signal.connect(ended)
    window.open_draft(draft_id)


def _went_back(window: MainWindow, way: WayBack) -> None:
    window.show_form()
    if way.edits:
        changes = count(len(way.edits), "change")
        words = f"Went back to “{called(way.version)}”: {changes}. Undo takes that back."
        window.say(words, "done", 15, holds=while_unchanged(window))
    else:
        window.say(f"The draft is like “{called(way.version)}” already.", seconds=8)


def ask_keep_version(window: MainWindow) -> None:
    """Asks for a name and keeps the open draft as it is now."""
    model = window.current_model
    if model is None:
        return
    model.commit_pending()
    draft = window.desk.draft_id
    name = ask_text(window, "Keep a version", "The name by which you will find it again:", "")
    if name is None:
        return
    if not window.desk.autosave.flush():
        why = window.desk.autosave.trouble or "the draft is not saved yet."
        window.say(f"No version was kept: {why}", "wrong", 15)
        return
    look = ("Versions…", lambda: ask_versions(window))
    window.tasks.run(
        lambda _: keep_stored(window.store, draft, "named", name),
        lambda _: window.notice.say(
            f"Kept this version as “{name}”.", key="version", icon="done", tone="done", buttons=[look], seconds=10
        ),
        window.desk.failed.emit,
        window,
    )


def ask_deleted(window: MainWindow) -> DeletedDialog:
    """Opens the list of deleted drafts."""
    from gatewaydesk.ui.dialogs.deleted import DeletedDialog

    dialog = DeletedDialog(window.store, window.tasks, window)

    def restored(draft_id: str, title: str) -> None:
        window.desk.drafts_changed.emit()
        window.undo_bar.take_back("deleted")
        look = ("Open it", lambda: window.open_draft(draft_id))
        window.notice.say(
            f"“{title}” is back among the drafts.", key="restored", icon="done", tone="done", buttons=[look], seconds=15
        )

    dialog.restored.connect(restored)
    dialog.open()
    return dialog
