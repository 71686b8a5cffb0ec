"""JSON that was typed into single boxes of the form and is none yet: kept with its draft, and shown again with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.pointer import ABSENT, Pointer, from_text, get, to_text

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel

_KEEP = 100  # milliseconds from a key until what is typed is given to be kept


def boxes_of(members: Mapping[str, Any], value: Any) -> dict[Pointer, str]:
    """What was kept, by its place; without what stood in something that the document has no longer."""
    found = {from_text(place, value): text for place, text in members.items() if isinstance(text, str)}
    return {at: text for at, text in found.items() if not at or get(value, at[:-1]) is not ABSENT}


class UnfinishedBoxes(QObject):
    """Watches the open draft.

    Signals:
        kept(draft, members): what is to be kept with that draft, by the text of its place; nothing where nothing is
            unfinished any more.
    """

    kept = Signal(str, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._model: FormModel | None = None
        self._draft = ""
        self._given: dict[str, str] = {}
        self._soon = QTimer(self, singleShot=True, interval=_KEEP)
        self._soon.timeout.connect(self.give_to_keep)

    def watch(self, model: FormModel | None, draft: str, left: Mapping[str, Any]) -> None:
        """Watches another draft from now on; `left` is what is kept with it."""
        self.give_to_keep()
        self._model, self._draft, self._given = model, draft, dict(left)
        if model is not None and not model.read_only:
            for signal in (model.changed, model.unfinished_changed):
                signal.connect(lambda *_: self._soon.start() if self._model is model else None)

    def rename_draft(self, draft: str) -> None:
        """The window goes on in another draft with the same document."""
        self._draft, self._given = draft, {}
        self.give_to_keep()

    def give_to_keep(self) -> None:
        """Has what is unfinished kept with its draft, as it is now."""
        self._soon.stop()
        model = self._model
        if model is None or model.read_only:
            return
        made = {to_text(at): text for at, text in model.beside.unfinished.items()}
        if made != self._given:
            self._given = made
            self.kept.emit(self._draft, made)
