"""What an errand has brought: tables, a text, IDs, values for the open draft, a schema; to be read, copied and kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from gatewaydesk.document import disk, jsonio
from gatewaydesk.gateways.work import Outcome, Table
from gatewaydesk.pointer import from_text
from gatewaydesk.store.history import harmless
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Sheet, muted, rich_row, tell
from gatewaydesk.ui.dialogs.id_rows import id_rows
from gatewaydesk.ui.dialogs.small import json_view
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.ui.rows import Column, RowsView
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count

_LONGEST = 60  # characters of a value that are shown among those for the draft
_MEASURED = 200  # rows that tell which column needs the room


class OutcomeDialog(Sheet):
    """`dialog.outcome`: `outcome.words`, a tab for each table (`outcome.table.<n>`) and for the text, and the IDs.

    Signals:
        fills_wanted(): the values are to be put into the open draft.
        schema_wanted(): the schema is to be kept, and used.
    """

    fills_wanted = Signal()
    schema_wanted = Signal()

    def __init__(
        self, title: str, outcome: Outcome, tasks: Tasks, model: FormModel | None, parent: QWidget | None = None
    ) -> None:
        """Args:
        title: what was done.
        outcome: what came of it.
        tasks: the door to the background.
        model: the open draft, where it may be written in.
        parent: the window.
        """
        super().__init__("outcome", title, parent, accept="", reject="Close")
        self._tasks = tasks
        words = self.add(look.Text(outcome.words, parent=self))
        words.setObjectName("outcome.words")
        if outcome.ids:
            self.body.addLayout(id_rows("outcome", outcome.ids, self))
        self._tabs(outcome)
        if outcome.fills:
            self._fills(outcome, model)
        if outcome.schema is not None:
            self._door("Keep as a schema and use it", "outcome.schema", self.schema_wanted.emit)
            self.add(muted(f"It is kept as {outcome.schema[0]}, and a new dataset is begun by it."))
        many = bool(outcome.tables or outcome.text)
        if not many:
            self.body.addStretch(1)
        self.fit(760 if many else 540, 560 if many else 240)

    # Tables and text

    def _tabs(self, outcome: Outcome) -> None:
        pages: list[tuple[str, QWidget]] = [
            (table.title, self._table(at, table)) for at, table in enumerate(outcome.tables)
        ]
        if outcome.text:
            pages.append(("Text", self._text(outcome.text)))
        if len(pages) == 1:
            if outcome.tables and outcome.tables[0].title:
                self.add(look.Text(outcome.tables[0].title, size="label", parent=self))
            self.add(pages[0][1], 1)
        elif pages:
            tabs = self.add(QTabWidget(self), 1)
            tabs.setObjectName("outcome.tabs")
            tabs.setDocumentMode(True)
            for title, page in pages:
                tabs.addTab(page, title.replace("&", "&&"))

    def _table(self, at: int, table: Table) -> QWidget:
        widest = _widest(table)
        columns = [_column(number, heading, number == widest) for number, heading in enumerate(table.columns)]
        view = RowsView(columns, f"outcome.table.{at}", table.title or "Table")
        view.show_rows(table.rows)
        copy = QAction(view, shortcut=QKeySequence(QKeySequence.StandardKey.Copy))
        copy.triggered.connect(lambda: _to_clipboard("\t".join(view.current_row)) if view.current_row else None)
        view.addAction(copy)
        buttons = (
            quiet_button("Copy", lambda: _to_clipboard(as_text(table)), f"outcome.copy.{at}"),
            quiet_button("Export as CSV…", lambda: self._export(table), f"outcome.export.{at}"),
        )
        words = "Nothing." if not table.rows else f"{count(len(table.rows), 'row')}."
        return _page(view, rich_row(muted(words), None, *buttons))

    def _text(self, text: str) -> QWidget:
        view = json_view(text)
        view.setObjectName("outcome.text")
        view.setAccessibleName("Text")
        buttons = (
            quiet_button("Copy", lambda: _to_clipboard(text), "outcome.copy-text"),
            quiet_button("Save…", lambda: self._save(text), "outcome.save"),
        )
        return _page(view, rich_row(None, *buttons))

    def _export(self, table: Table) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Export as CSV", "table.csv", "CSV (*.csv)")
        if name:
            self._write(Path(name), as_csv(table).encode("utf-8-sig"))

    def _save(self, text: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the text", "text.txt")
        if name:
            self._write(Path(name), text.encode())

    def _write(self, path: Path, data: bytes) -> None:
        def failed(error: BaseException) -> None:
            tell(self, error)

        def work(_: object) -> None:
            disk.write_bytes(path, data)

        self._tasks.run(work, bool, failed, self)

    # IDs, and what can be taken over

    def _fills(self, outcome: Outcome, model: FormModel | None) -> None:
        said = []
        for place, value in outcome.fills.items():
            label = place
            if model is not None:
                pointer = from_text(place, model.authoring.document.value)
                label = model.authoring.label(pointer) if model.authoring.field_at(pointer) is not None else place
            text = value if isinstance(value, str) else jsonio.dumps(value, indent=None)
            if isinstance(value, list) and any(isinstance(one, dict) for one in value):
                text = count(len(value), "entry", "entries")
            said.append(f"{label}: {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}")
        words = self.add(look.Text("\n".join(said), parent=self))
        words.setObjectName("outcome.fills.values")
        door = self._door("Put it into this draft", "outcome.fills", self.fills_wanted.emit)
        door.setEnabled(model is not None)
        if model is None:
            self.add(muted("Open the draft first that it is for; then do this again."))

    def _door(self, words: str, name: str, do: Callable[[], object]) -> QWidget:
        def go() -> None:
            self.accept()
            do()

        button = quiet_button(words, go, name)
        theme.emphasise(button)
        self.body.addLayout(rich_row(button, None))
        return button


def as_text(table: Table) -> str:
    """A table as lines with tabs, as spreadsheets take it from the clipboard."""
    lines = (table.columns, *table.rows)
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def as_csv(table: Table) -> str:
    """A table as CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(table.columns)
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return sheet.getvalue()


def _widest(table: Table) -> int:
    """The column with the longest text, which gets the room that the others leave: the last one of several."""
    longest = [0] * len(table.columns)
    for row in table.rows[:_MEASURED]:
        for at, text in enumerate(row[: len(longest)]):
            longest[at] = max(longest[at], len(text))
    return max(range(len(longest)), key=lambda at: (longest[at], at), default=0)


def _column(number: int, heading: str, stretch: bool) -> Column:
    def text(row: tuple[str, ...]) -> str:
        return " ".join(row[number].split()) if number < len(row) else ""

    return Column(heading, text, lambda row: row[number] if number < len(row) else "", stretch=stretch)


def _page(view: QWidget, below: object) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 2 * theme.SPACE, 0, 0)
    column.setSpacing(2 * theme.SPACE)
    column.addWidget(view, 1)
    column.addLayout(below)  # type: ignore[arg-type]
    return page


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
