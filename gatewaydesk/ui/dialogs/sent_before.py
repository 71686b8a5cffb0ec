"""The part of the submit sheet that says that a draft is on the gateway already, and asks before it is made twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gatewaydesk.store import AlreadySent, Receipt
from gatewaydesk.ui import theme
from gatewaydesk.ui.wording import when


class SentBefore(QWidget):
    """Hidden until something was sent before; then a second dataset has to be chosen.

    Signals:
        changed(): the person has decided otherwise.
    """

    changed = Signal()

    def __init__(self, receipts: list[Receipt], parent: QWidget | None = None) -> None:
        """Args:
        receipts: what was sent from this draft, newest first.
        parent: the sheet.
        """
        super().__init__(parent)
        self._receipts = receipts
        self.setObjectName("submit.sent-before")
        sign = QLabel(self)
        sign.setPixmap(theme.icon("warning", "practice").pixmap(theme.icon_size()))
        self._words = QLabel(self, wordWrap=True)
        self._words.setObjectName("submit.sent-before.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.second = QCheckBox("Create a second dataset", self)
        self.second.setObjectName("submit.second")
        self.second.toggled.connect(self.changed)
        row = QHBoxLayout()
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 3 * theme.SPACE)
        column.addLayout(row)
        column.addWidget(self.second)
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
        """Looks at a gateway: this draft's receipts, or the same content sent from elsewhere."""
        receipt = next((one for one in self._receipts if one.gateway == gateway), None)
        if receipt is not None:
            sent = f"sent {when(receipt.sent_at)}"
            words = f"This draft is already dataset {receipt.dataset_id} on {gateway} ({sent})."
        elif earlier is not None and earlier.receipt is not None:
            words = earlier.what
        else:
            words = ""
        if words:
            self._words.setText(f"{words} Submitting makes a second dataset.")
            self.second.setAccessibleDescription(self._words.text())
        else:
            self.second.setChecked(False)
        self.setVisible(bool(words))
