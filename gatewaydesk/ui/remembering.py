"""Where a person left: the window's place, its splitters, the last draft, and in each draft the section and field."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPlainTextEdit, QTextEdit

from gatewaydesk import paths
from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.store import DraftMissing, Store
from gatewaydesk.ui.panels.columns import Columns
from gatewaydesk.ui.panels.form_and_text import FormAndText
from gatewaydesk.ui.panels.problems import ProblemsPanel
from gatewaydesk.ui.tasks import Tasks

_DRAFT = "last_draft"
_SOON = 150  # milliseconds from where a person comes to until that is written down


class Places(QObject):
    """Keeps places in a small file that may be lost, and the last draft in the database with the drafts."""

    def __init__(self, store: Store, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._last = ("", "")
        self._place = ("", "", "")  # draft, section and field where the person is
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._keep_place)
        self._to_keep: dict[tuple[str, str], dict[str, Any]] = {}  # by what and draft: the newest that is not kept yet
        self._keeping = False
        self._failed = False  # a text could not be kept

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

    def came_to(self, draft: str, section: str, field: Pointer | None) -> None:
        """Remembers with a draft where in it the person is, and before long where in the field the cursor is."""
        place = (draft, section, to_text(field or ()))
        if self._soon.isActive() and draft != self._place[0]:
            self._keep_place()
        self._place = place
        if draft and not self._soon.isActive():
            self._soon.start()

    def keep_unfinished(self, draft: str, members: dict[str, Any]) -> None:
        """Keeps with a draft JSON text that is none yet; nothing forgets it."""
        self._to_keep["text", draft] = members
        self._keep_next()

    def keep_boxes(self, draft: str, members: dict[str, Any]) -> None:
        """Keeps with a draft JSON of single fields that is none yet."""
        self._to_keep["boxes", draft] = members
        self._keep_next()

    def hurry(self) -> None:
        """Begins at once to write down what was to be written soon."""
        if self._soon.isActive():
            self._keep_place()

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._keeping

    @property
    def lost_text(self) -> bool:
        """Whether text could not be kept."""
        return self._failed

    def _keep_place(self) -> None:
        self._soon.stop()
        draft, section, field = self._place
        here = {"section": section, "field": field or to_text(_field()), "caret": _caret()}
        self._to_keep["place", draft] = here
        self._keep_next()

    def _keep_next(self) -> None:
        """One after the other, so that the newest is what stays."""
        if self._keeping or not self._to_keep:
            return
        (kind, draft), members = next(iter(self._to_keep.items()))
        del self._to_keep[kind, draft]
        writing = self._store.writing
        keep = {"text": writing.keep_text, "boxes": writing.keep_boxes, "place": writing.keep_place}[kind]
        self._keeping = True

        def ended(*, failed: bool) -> None:
            self._keeping = False
            if kind == "text":
                self._failed = failed
            self._keep_next()

        self._tasks.run(
            lambda _: keep(draft, members), lambda _: ended(failed=False), lambda _: ended(failed=True), self
        )

    def last(self) -> tuple[str, str]:
        """The draft and section that were open last, or empty texts."""
        kept = self._store.settings.get(_DRAFT, ["", ""])
        draft, section = (str(kept[0]), str(kept[1])) if isinstance(kept, list) and len(kept) == 2 else ("", "")
        with suppress(DraftMissing):
            if draft and not self._store.drafts.row(draft).deleted_at:
                return draft, section
        return "", ""

    @staticmethod
    def _file() -> QSettings:
        paths.config_dir().mkdir(parents=True, exist_ok=True)
        return QSettings(str(paths.config_dir() / "window.ini"), QSettings.Format.IniFormat)


def put_caret(place: dict[str, Any]) -> None:
    """Puts the cursor in the field that has the focus where it was."""
    widget, at = QApplication.focusWidget(), place.get("caret")
    if not isinstance(at, int) or at < 0:
        return
    if isinstance(widget, QLineEdit):
        widget.setCursorPosition(min(at, len(widget.text())))
    elif isinstance(widget, (QPlainTextEdit, QTextEdit)):
        cursor = widget.textCursor()
        cursor.setPosition(min(at, widget.document().characterCount() - 1))
        widget.setTextCursor(cursor)


def _field() -> Pointer:
    """The place of the field that has the focus: a section that was just shown gives it to one by itself."""
    widget = QApplication.focusWidget()
    while widget is not None and not isinstance(getattr(widget, "pointer", None), tuple):
        widget = widget.parentWidget()
    return getattr(widget, "pointer", ())


def _caret() -> int:
    """Where the cursor is in the field that has the focus, or -1."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QLineEdit):
        return int(widget.cursorPosition())
    return int(widget.textCursor().position()) if isinstance(widget, (QPlainTextEdit, QTextEdit)) else -1
