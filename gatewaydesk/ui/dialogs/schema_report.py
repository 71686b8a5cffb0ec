"""A dialog of sentences about a schema, to be read, copied or saved: what a check found, what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from gatewaydesk.document import disk
from gatewaydesk.schema.compare import Difference
from gatewaydesk.ui.dialogs.base import Role, Sheet, muted, tell
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks

_WHAT = {"added": ("added", "done"), "removed": ("gone", "wrong"), "changed": ("changed", "advice")}


class ReportDialog(Sheet):
    """`dialog.<id>`, with the list `<id>.rows`; only to be read."""

    def __init__(
        self, name: str, title: str, intro: str, picks: Sequence[Pick], tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        """Args:
        name: the dialog's id, also of the file that it is saved to.
        title: of the dialog.
        intro: a sentence above the rows.
        picks: the rows; a row's note is its sentence.
        tasks: the door to the background.
        parent: the window or dialog that it belongs to.
        """
        super().__init__(name, title, parent, accept="", reject="Close")
        self._tasks, self._name = tasks, name
        self.intro = self.add(muted(intro, self))
        self.intro.setObjectName(f"{name}.intro")
        self.rows = self.add(PickList(f"{name}.rows", title, self), 1)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.show_picks(picks)
        self._text = "\n".join((title, intro, "", *map(_line, picks))) + "\n"
        for word, label, do in (("copy", "Copy", self._copy), ("save", "Save as text…", self._ask_where)):
            button = self.buttons.addButton(label, Role.ActionRole)
            button.setObjectName(f"dialog.{name}.{word}")
            button.setAccessibleName(label)
            button.setAutoDefault(False)
            button.clicked.connect(do)
        self.reject_button.setDefault(True)
        self.rows.setVisible(bool(picks))
        if picks:
            self.rows.mark(picks[0].key)
        else:
            self.body.addStretch(1)
        self.fit(720, 520 if picks else 160)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return self._text

    def save(self, path: Path) -> None:
        """Writes it to a file, in UTF-8."""
        text = self._text
        self._tasks.run(
            lambda _: disk.write_bytes(path, text.encode()),
            lambda _: self.intro.setText(f"Saved to “{path}”."),
            lambda error: tell(self, error),
            self,
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    def _ask_where(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save as text", f"{self._name}.txt", "Text (*.txt)")
        if name:
            self.save(Path(name))


def difference_picks(differences: Sequence[Difference]) -> list[Pick]:
    """A row for each change: the field, and the sentence about it."""
    return [
        Pick(at, one.title, figure=_WHAT[one.what], note=one.sentence, spoken=f"{_WHAT[one.what][0]}. {one.sentence}")
        for at, one in enumerate(differences)
    ]


def _line(pick: Pick) -> str:
    return f"- {pick.title} ({pick.figure[0]}): {pick.note}" if pick.figure[0] else f"- {pick.title}: {pick.note}"
