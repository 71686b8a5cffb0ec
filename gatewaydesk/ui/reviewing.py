"""Sending a review to a colleague: asks for a file, words what the last check found, and writes it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.services import review
from gatewaydesk.ui.dialogs.base import tell
from gatewaydesk.validation.completeness import Counts

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow

_PAGE, _TABLE = "Web page (*.html)", "Table (*.csv)"


def ask_export_review(window: MainWindow) -> None:
    """Asks for a file and writes the review: a page, or where a table is chosen, CSV."""
    model = window.current_model
    if model is None:
        return
    plain = "".join(mark if mark.isalnum() or mark in " -_" else " " for mark in model.authoring.title)
    folder = window.desk.file.parent if window.desk.file is not None else Path.home()
    start = folder / f"{'-'.join(['review', *plain.split()])}.html"
    name, chosen = QFileDialog.getSaveFileName(window, "Export review", str(start), f"{_PAGE};;{_TABLE}")
    if name:
        export_review(window, named(Path(name), table=chosen == _TABLE))


def named(path: Path, *, table: bool) -> Path:
    """The file that is meant: where its name does not say of which kind it is, the kind that was chosen does."""
    if path.suffix.casefold() in (".html", ".htm", ".csv"):
        return path.with_suffix(".csv") if table and path.suffix.casefold() != ".csv" else path
    return path.with_name(f"{path.name}{'.csv' if table else '.html'}")


def export_review(window: MainWindow, path: Path) -> None:
    """Writes what there is to say about the open dataset as it is now, in the background."""
    model = window.current_model
    if model is None:
        return
    model.commit_pending()
    authoring = model.authoring
    fresh = authoring.checked == authoring.document.revision
    known = (list(authoring.problems), authoring.counts) if fresh else None
    told_by_gateway = authoring.gateway_problems
    picture, sections = snapshot(authoring.document.value), list(window.desk.sections)
    title, checked = authoring.title, datetime.now()

    def make(_: object) -> None:
        value = picture()
        problems, counts = known or authoring.examine(value)
        made = review.review_of(
            authoring.root,
            value,
            problems if known else [*problems, *told_by_gateway],
            sections,
            title=title,
            schema=authoring.schema.name,
            checked=checked,
            counts=counts.get("", Counts()),
        )
        review.write(made, path)

    window.tasks.run(
        make,
        lambda _: window.say(f"The review was saved to “{path}”.", "done", 8),
        lambda error: tell(window, error),
        window,
    )
