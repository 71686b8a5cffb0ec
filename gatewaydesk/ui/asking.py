"""What the actions on drafts, files and schemas do: each asks what it needs to know and hands the work on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from gatewaydesk.gateways import SYSTEMS
from gatewaydesk.store import DraftMissing, DraftRow
from gatewaydesk.ui.dialogs.base import ask_text
from gatewaydesk.ui.file_opening import Unsure

if TYPE_CHECKING:
    from gatewaydesk.services.schema_news import Found
    from gatewaydesk.ui.dialogs.new import NewDialog
    from gatewaydesk.ui.dialogs.opened_elsewhere import OpenedElsewhereDialog
    from gatewaydesk.ui.dialogs.schemas import SchemasDialog
    from gatewaydesk.ui.holding import Held
    from gatewaydesk.ui.main_window import MainWindow

_JSON = "JSON metadata (*.json);;All files (*)"
_SCHEMA = "last_schema"  # the setting that remembers which schema was chosen last


# New and open


def ask_new(window: MainWindow) -> NewDialog:
    """Asks for a schema and starts a dataset."""
    from gatewaydesk.ui.dialogs.new import NewDialog

    where = window.connecting.current
    system = where.system if where is not None and where.system in SYSTEMS else ""
    last = str(window.store.settings.get(_SCHEMA, "HDRUK/4.0.0"))
    dialog = NewDialog(window.catalogue, last, window, system=system)

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
        window.desk.files.take_in(Path(name))
    if names:
        window.show_page("drafts")


def ask_schema_of(window: MainWindow, unsure: Unsure) -> NewDialog:
    """Asks which schema a file follows."""
    first = unsure.likeliest or str(window.store.settings.get(_SCHEMA, ""))
    from gatewaydesk.ui.dialogs.new import NewDialog

    dialog = NewDialog(window.catalogue, first, window)
    dialog.ask_about(unsure.path.name, unsure.fitting, unsure.told)
    dialog.chosen.connect(lambda name, _: window.desk.files.adopt(unsure, name))
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
        window.desk.files.save(Path(name), remember=False)


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
        window.desk.drafts.duplicate(draft)


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
        window.desk.drafts.rename(row.id, title)


def delete(window: MainWindow) -> None:
    """Deletes a draft, and offers to take that back."""
    draft = window.draft_meant()
    row = _row(window, draft)
    if row is None:
        return

    def offer() -> None:
        words = f"Deleted the draft “{row.title}”."
        undo = ("Undo", lambda: window.desk.drafts.restore(row.id))
        window.undo_bar.say(words, key="deleted", icon="trash", tone="muted", buttons=[undo], seconds=60)

    window.desk.drafts.delete(row.id, offer)


def close_draft(window: MainWindow) -> None:
    """Closes the open draft."""
    window.desk.close()
