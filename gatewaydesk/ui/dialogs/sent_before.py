"""The part of the submit sheet that says that a draft is on the gateway already, and asks before it is made twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.store import AlreadySent, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import rich_row
from gatewaydesk.ui.wording import when

_SECOND = ("Create a second dataset", "Submitting makes a second dataset.")
_ANEW = ("Create it anew", "It was deleted from there since, so submitting makes it anew, under another dataset ID.")


class SentBefore(QWidget):
    """Hidden until something was sent or pulled before; then a second dataset has to be chosen, or an update.

    Signals:
        changed(): the person has decided otherwise.
        update_wanted(object): the ID of the dataset that should be updated instead.
    """

    changed = Signal()
    update_wanted = Signal(object)

    def __init__(self, store: Store, draft_id: str, parent: QWidget | None = None) -> None:
        """Args:
        store: which knows what the draft was sent as, and what it was pulled from.
        draft_id: the draft.
        parent: the sheet.
        """
        super().__init__(parent)
        self._store = store
        self._known: dict[str, tuple[str, str]] = {}
        receipts = store.history.datasets_of(draft_id)
        sent = {(one.gateway, one.dataset_id): f"sent {when(one.sent_at)}" for one in receipts}
        for base in store.bases.all_of_draft(draft_id):
            pulled = f"pulled {when(base.pulled_at)}"
            self._known[base.gateway] = (base.dataset_id, sent.get((base.gateway, base.dataset_id), pulled))
        for (gateway, dataset), words in sent.items():
            self._known.setdefault(gateway, (dataset, words))
        self._dataset = ""
        self.setObjectName("submit.sent-before")
        sign = QLabel(self)
        sign.setPixmap(theme.icon("warning", "practice").pixmap(theme.icon_size()))
        self._words = QLabel(self, wordWrap=True)
        self._words.setObjectName("submit.sent-before.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.second = QCheckBox(_SECOND[0], self)
        self.second.setObjectName("submit.second")
        self.second.toggled.connect(self.changed)
        self.instead = QPushButton("Update it instead…", self)
        self.instead.setObjectName("submit.update")
        self.instead.setAutoDefault(False)
        self.instead.clicked.connect(lambda _: self.update_wanted.emit(self._dataset))
        row = QHBoxLayout()
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 3 * theme.SPACE)
        column.addLayout(row)
        column.addLayout(rich_row(self.instead, self.second, None))
        self.hide()

    @property
    def said(self) -> bool:
        """Whether something was sent to the chosen gateway before."""
        return not self.isHidden()

    @property
    def undecided(self) -> bool:
        """Whether it would become a second dataset that nobody has asked for."""
        return self.said and not self.second.isChecked()

    def look(self, gateway: str, earlier: AlreadySent | None = None) -> None:
        """Looks at a gateway: what this draft is there, or the same content sent from elsewhere."""
        self._dataset, since = self._known.get(gateway, ("", ""))
        choice, then = _SECOND
        if self._dataset:
            words = f"This draft is already dataset {self._dataset} on {gateway} ({since})."
        elif earlier is not None and earlier.receipt is not None:
            words = earlier.what
            if self._store.history.deleted_since(earlier.row.id):
                choice, then = _ANEW
        else:
            words = ""
        self.instead.setVisible(bool(self._dataset))
        self.second.setText(choice)
        if words:
            self._words.setText(f"{words} {then}")
            self.second.setAccessibleDescription(self._words.text())
        else:
            self.second.setChecked(False)
        self.setVisible(bool(words))
