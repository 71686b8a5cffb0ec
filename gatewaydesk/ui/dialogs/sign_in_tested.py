"""The part of the sign-in dialog for what was tested: each step as it is known, and the verdict."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gatewaydesk.gateways.base import SignInStep
from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.pick_list import Pick, PickList

_SIGN = {True: "done", False: "wrong", None: "optional"}
_WORDS = {True: "passed", False: "failed", None: "open"}
_SHARE = 0.4  # of the dialog's height, at most, for the steps


class TestedPart(QWidget):
    """`sign-in.verdict` and the list `sign-in.steps`. Hidden until something is tested.

    Attributes:
        known: the steps that are known.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.known: list[SignInStep] = []
        self._verdict = QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._verdict.setObjectName("sign-in.verdict")
        self.steps = PickList("sign-in.steps", "What was tested", self, keys_pick=False)
        self.steps.setSelectionMode(PickList.SelectionMode.NoSelection)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._verdict)
        column.addWidget(self.steps)
        self.hide()

    def begin(self) -> None:
        """Something is tested now; what was tested before does not count."""
        self._clear()
        self._verdict.setText("Testing…")
        self.show()

    def forget(self) -> None:
        """Nothing was tested."""
        self._clear()
        self._verdict.clear()
        self.hide()

    def show_step(self, step: SignInStep) -> None:
        """Shows another step."""
        self.known.append(step)
        picks = [
            Pick(at, one.name, _SIGN[one.passed], note=one.message, spoken=f"{_WORDS[one.passed]}. {one.message}")
            for at, one in enumerate(self.known)
        ]
        self.steps.show_picks(picks)
        self.fit()

    def say(self, verdict: str) -> None:
        """Says what came of it, once the steps that are still on their way are shown."""
        QTimer.singleShot(0, self, lambda: self._verdict.setText(verdict))

    def fit(self) -> None:
        """As high as all steps need, as long as the form above keeps most of the room; then the list scrolls."""
        needed = sum(self.steps.sizeHintForRow(row) for row in range(len(self.known)))
        self.steps.setFixedHeight(min(needed + 2 * theme.SPACE, round(self.window().height() * _SHARE)))
        failed = next((at for at, one in enumerate(self.known) if one.passed is False), len(self.known) - 1)
        if failed >= 0:
            self.steps.scrollTo(self.steps.picks_model.index(failed))

    def _clear(self) -> None:
        self.known = []
        self.steps.show_picks([])
