"""The part of the update sheet about the gateway's copy: whether somebody changed it, and what is done about that."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.services.standing import Standing
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import rich_row
from gatewaydesk.ui.dialogs.parts import part_heading
from gatewaydesk.ui.form import look


class StandingPart(QWidget):
    """`update.standing`, `update.merge`, `update.again` and `update.overwrite`.

    Signals:
        merge_wanted(): both are to be brought together.
        again_wanted(): the gateway is to be asked again.
        changed(): the person has decided otherwise about what was changed there.
    """

    merge_wanted = Signal()
    again_wanted = Signal()
    changed = Signal()

    def __init__(self, gateway: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = part_heading(f"What is on {gateway}?", self)
        self._words = look.Text(parent=self)
        self._words.setObjectName("update.standing")
        self.merge = QPushButton("Compare and bring together…", self)
        self.merge.setAutoDefault(False)
        self.merge.setObjectName("update.merge")
        self.merge.clicked.connect(lambda _: self.merge_wanted.emit())
        self.again = look.quiet_button("Ask again", f"Ask {gateway} again", self)
        self.again.setObjectName("update.again")
        self.again.setToolTip("Look again at what the gateway holds now")
        self.again.clicked.connect(lambda _: self.again_wanted.emit())
        self._overwrite = QCheckBox("Send mine all the same: what was changed there is lost", self)
        self._overwrite.setObjectName("update.overwrite")
        self._overwrite.toggled.connect(lambda _: self.changed.emit())
        row = rich_row(self.merge, self.again, None)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(self.heading)
        column.addWidget(self._words)
        column.addLayout(row)
        column.addWidget(self._overwrite)

    @property
    def may_overwrite(self) -> bool:
        """Whether what was changed there may be lost."""
        return self._overwrite.isChecked()

    def tell(self, standing: Standing | None, *, can_merge: bool) -> None:
        """Shows how the two stand to each other; None while that is not known.

        Args:
            standing: how they stand.
            can_merge: whether somebody is there to bring them together.
        """
        apart = standing is not None and standing.merge_needed
        self.heading.setVisible(standing is not None)
        self._words.setText(standing.words if standing is not None else "")
        self._words.set_tone("wrong" if apart else "")
        self.merge.setVisible(apart and can_merge)
        self._overwrite.setVisible(apart)
