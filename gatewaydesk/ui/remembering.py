"""Where a person left: the window's place, its splitters, the last draft and section."""

from __future__ import annotations

import json

from PySide6.QtCore import QByteArray, QObject, QSettings
from PySide6.QtWidgets import QMainWindow

from gatewaydesk import paths
from gatewaydesk.store import Store
from gatewaydesk.ui.panels.columns import Columns
from gatewaydesk.ui.panels.form_and_text import FormAndText
from gatewaydesk.ui.panels.problems import ProblemsPanel
from gatewaydesk.ui.tasks import Tasks

_DRAFT = "last_draft"


class Places(QObject):
    """Keeps places in a small file that may be lost, and the last draft in the database with the drafts."""

    def __init__(self, store: Store, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._last = ("", "")

    def restore(self, window: QMainWindow, columns: Columns) -> None:
        """Puts the window and its parts where they were."""
        kept = self._file()
        geometry = kept.value("geometry")
        if not (isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)):
            room = window.screen().availableGeometry()
            window.resize(min(1360, room.width() - 40), min(880, room.height() - 60))
        splitters = kept.value("splitters")
        if isinstance(splitters, dict):
            columns.set_sizes({str(name): str(state) for name, state in splitters.items()})
        columns.fold(str(kept.value("folded", "false")) == "true")

    def keep(self, window: QMainWindow, columns: Columns) -> None:
        """Remembers them."""
        kept = self._file()
        kept.setValue("geometry", window.saveGeometry())
        kept.setValue("splitters", columns.sizes())
        kept.setValue("folded", "true" if columns.folded else "false")
        kept.sync()

    def restore_text(self, parts: FormAndText) -> bool:
        """Shares the room between form and text as it was; whether the text was shown."""
        kept = self._file()
        states = kept.value("text")
        if isinstance(states, dict):
            parts.set_states({str(way): str(state) for way, state in states.items()})
        return str(kept.value("text_shown", "false")) == "true"

    def keep_text(self, parts: FormAndText) -> None:
        """Remembers that."""
        kept = self._file()
        kept.setValue("text", parts.states())
        kept.setValue("text_shown", "true" if parts.open else "false")
        kept.sync()

    def restore_review(self, panel: ProblemsPanel) -> None:
        """Shows of the problems what was shown."""
        state = self._file().value("review")
        try:
            kept = json.loads(str(state)) if state else None
        except ValueError:
            return
        if isinstance(kept, dict):
            panel.set_state(kept)

    def keep_review(self, panel: ProblemsPanel) -> None:
        """Remembers that."""
        kept = self._file()
        kept.setValue("review", json.dumps(panel.state()))
        kept.sync()

    def remember_draft(self, draft: str, section: str) -> None:
        """Remembers which draft and section are open."""
        if (draft, section) != self._last:
            self._last = (draft, section)
            self._tasks.run(
                lambda _: self._store.settings.set(_DRAFT, [draft, section]), lambda _: None, lambda _: None, self
            )

    def last(self) -> tuple[str, str]:
        """The draft and section that were open last, or empty texts."""
        kept = self._store.settings.get(_DRAFT, ["", ""])
        draft, section = (str(kept[0]), str(kept[1])) if isinstance(kept, list) and len(kept) == 2 else ("", "")
        known = {row.id for row in self._store.drafts.rows()}
        return (draft, section) if draft in known else ("", "")

    @staticmethod
    def _file() -> QSettings:
        paths.config_dir().mkdir(parents=True, exist_ok=True)
        return QSettings(str(paths.config_dir() / "window.ini"), QSettings.Format.IniFormat)
