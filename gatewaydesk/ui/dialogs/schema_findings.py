"""What a check of a schema found, as a dialog: what is weak, where that is, and what its publisher could do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from gatewaydesk.schema.lint import Finding
from gatewaydesk.ui.dialogs.schema_report import ReportDialog
from gatewaydesk.ui.panels.pick_list import Pick
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count


class FindingsDialog(ReportDialog):
    """`dialog.lint`, with the list `lint.rows`."""

    def __init__(self, name: str, findings: Sequence[Finding], tasks: Tasks, parent: QWidget | None = None) -> None:
        found = count(len(findings), "place", "places")
        lets = "lets" if len(findings) == 1 else "let"
        intro = (
            f"{found} of {name} {lets} mistakes through, or can be misread. The form works all the same; this is for "
            "whoever publishes the schema."
            if findings
            else f"Nothing weak was found in {name}."
        )
        super().__init__(
            "lint", f"Check of {name}", intro, [_pick(at, one) for at, one in enumerate(findings)], tasks, parent
        )


def _pick(at: int, one: Finding) -> Pick:
    place = one.field_path or one.location or "the whole schema"
    words = f"{one.sentence} {one.advice}".strip()
    return Pick(at, place, "advice", note=words, spoken=words)
