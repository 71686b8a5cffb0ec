"""The part of the update sheet about the version number that the dataset gets."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gatewaydesk.services.numbering import Proposal, is_number, too_low
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import muted, rich_row
from gatewaydesk.ui.dialogs.parts import part_heading


class NumberPart(QWidget):
    """The line `update.version`, and `update.why`. Hidden where the document has no such number.

    Signals:
        changed(): another number was typed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposal: Proposal | None = None
        self._line = QLineEdit(self)
        self._line.setObjectName("update.version")
        self._line.setAccessibleName("Version number")
        self._line.setMaximumWidth(round(140 * theme.text_scale()))
        self._line.textEdited.connect(lambda _: self.changed.emit())
        self._why = muted("", self)
        self._why.setObjectName("update.why")
        self._why.setSizePolicy(self._why.sizePolicy().Policy.Expanding, self._why.sizePolicy().verticalPolicy())
        row = rich_row(self._line, self._why)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(part_heading("Version number", self))
        column.addLayout(row)
        self.hide()

    @property
    def number(self) -> str:
        """What stands in the line."""
        return self._line.text().strip()

    def in_the_way(self, *, published: bool) -> str:
        """Why it cannot have that number, where it needs one; "" where it can.

        Args:
            published: the gateway's copy has been public.
        """
        if self._proposal is None:
            return ""
        if self._proposal.number and not is_number(self.number):
            return "A version number is like 1.2.0."
        return too_low(self.number, self._proposal.before, published=published)

    def propose(self, proposal: Proposal) -> None:
        """Puts a proposal into the line, and says why it is that."""
        self._proposal = proposal
        self._line.setText(proposal.number)
        self._why.setText(proposal.why)

    def tell(self, proposal: Proposal | None) -> None:
        """Shows itself where there is a number to be given; None while that is not known."""
        self.setVisible(proposal is not None and bool(proposal.number))
