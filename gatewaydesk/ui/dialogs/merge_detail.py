"""What the versions say at the place one is at, at length and beside each other, with the buttons that take one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from gatewaydesk.document.merging import Decision, Side
from gatewaydesk.pointer import ABSENT
from gatewaydesk.services.merging import Merging
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.comparison import in_words
from gatewaydesk.ui.dialogs.merge_sides import Headings
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.breakable import breakable

_AT_LENGTH = 20_000  # characters of a text that are shown
_LINES = 2
_TINT = 0.22  # of the colour behind what differs
_THREE_BESIDE = 90  # characters across from which the base is shown beside the other two
_NOT_THERE = "Nothing is there."
_SECRET = "Kept secret."  # noqa: S105
BUTTONS: Sequence[tuple[Side, str, str]] = (
    ("mine", "Take &mine", "Take what your draft says (M in the table)"),
    ("theirs", "Take &theirs", "Take what the other one says (T in the table)"),
    (
        "both",
        "Take &both",
        "Take both texts, yours first: two lines become one with “; ” between them, longer texts become paragraphs "
        "(B in the table)",
    ),
)


class MergeDetail(QWidget):
    """The words `merge.place`, the texts `merge.base`, `merge.mine` and `merge.theirs`, and the buttons
    `merge.take-mine`, `merge.take-theirs` and `merge.take-both`.

    Signals:
        taken(str): a side was chosen.
    """

    taken = Signal(str)

    def __init__(self, headings: Headings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = look.Text("", parent=self)
        self.place.setObjectName("merge.place")
        self.texts: dict[str, QPlainTextEdit] = {}
        self.buttons: dict[Side, QPushButton] = {}
        beside = QHBoxLayout()
        beside.setSpacing(3 * theme.SPACE)
        self._base = self._side("base", headings.base or "Then", beside)
        for side, title in (("mine", headings.mine), ("theirs", headings.theirs)):
            self._side(side, title, beside)
        self._has_base = bool(headings.base)
        self._base.setVisible(self._has_base)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACE)
        for side, label, tip in BUTTONS:
            button = self.buttons[side] = QPushButton(label, self)
            button.setObjectName(f"merge.take-{side}")
            button.setAccessibleName(label.replace("&", ""))
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self.taken.emit, side))
            row.addWidget(button)
        self.row = row
        column = QVBoxLayout(self)
        look.no_margins(column, 2 * theme.SPACE)
        column.addWidget(self.place)
        column.addLayout(beside, 1)
        column.addLayout(row)

    def _side(self, name: str, title: str, beside: QHBoxLayout) -> QWidget:
        holder = QWidget(self)
        label = QLabel(title, holder)
        label.setTextFormat(label.textFormat().PlainText)
        text = self.texts[name] = QPlainTextEdit(holder)
        text.setObjectName(f"merge.{name}")
        text.setAccessibleName(title)
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setMinimumHeight(_LINES * text.fontMetrics().lineSpacing())
        look.pad(text)
        label.setBuddy(text)
        column = QVBoxLayout(holder)
        look.no_margins(column, theme.SPACE)
        column.addWidget(label)
        column.addWidget(text, 1)
        beside.addWidget(holder, 1)
        return holder

    def leave_base_out(self) -> None:
        """Shows nothing of what both grew from: it is not known."""
        self._has_base = False
        self._base.hide()

    def show_decision(self, merging: Merging | None, decision: Decision | None, may_take: bool) -> None:
        """Shows one place; None shows none."""
        for button in self.buttons.values():
            button.setEnabled(decision is not None and may_take)
        if merging is None or decision is None:
            self.place.setText("")
            for box in self.texts.values():
                box.setPlainText("")
            return
        self.buttons["both"].setEnabled(may_take and decision.can_be_both)
        kind = "Both sides changed this, each in its own way." if decision.conflict else "Only one side changed this."
        if decision.base is ABSENT and not self._has_base:
            kind = ""
        self.place.setText(breakable(f"{merging.words(decision)}. {kind}".strip()))
        secret = merging.is_secret(decision)
        there = [value is not ABSENT and not secret for value in merging.values(decision)]
        texts = [
            _NOT_THERE if value is ABSENT else _SECRET if secret else _at_length(value)
            for value in merging.values(decision)
        ]
        for at, (box, text) in enumerate(zip(self.texts.values(), texts, strict=True)):
            if box.toPlainText() != text:
                box.setPlainText(text)
            other = 0 if there[0] else 3 - at  # what both grew from, or without that, the other side
            _mark(box, texts[other] if at and there[at] and there[other] else text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _THREE_BESIDE
        self._base.setVisible(self._has_base and wide)


def _mark(box: QPlainTextEdit, other: str) -> None:
    """Marks what a text says otherwise than another one, and brings it into view."""
    text = box.toPlainText()
    if text == other:
        box.setExtraSelections([])
        return
    shortest = min(len(text), len(other))
    start = next((at for at in range(shortest) if text[at] != other[at]), shortest)
    same = next((at for at in range(shortest - start) if text[-1 - at] != other[-1 - at]), shortest - start)
    here, there = (QTextCursor(box.document()) for _ in range(2))
    here.setPosition(_in_qt(text[:start]))
    there.setPosition(here.position())
    there.setPosition(_in_qt(text[: len(text) - same]), QTextCursor.MoveMode.KeepAnchor)
    tint = theme.color("done")
    tint.setAlphaF(_TINT)
    marked = QTextEdit.ExtraSelection()
    marked.cursor = there
    marked.format.setBackground(tint)
    box.setExtraSelections([marked])
    box.setTextCursor(here)
    box.centerCursor()


def _in_qt(text: str) -> int:
    """How many places a text has in Qt, which counts in halves of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _at_length(value: object) -> str:
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return "\n".join(str(one) for one in islice(value, 100))
    text = value if isinstance(value, str) else in_words(value)
    return text if len(text) <= _AT_LENGTH else f"{text[:_AT_LENGTH].rstrip()}…"
