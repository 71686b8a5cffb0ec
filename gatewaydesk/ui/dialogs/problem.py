"""One problem in full: the sentence, why something is asked for, and what the schema itself says there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QWidget

from gatewaydesk.pointer import Pointer
from gatewaydesk.services.explaining import LEFT_OUT, Explanation
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Role, Sheet, heading, muted
from gatewaydesk.ui.dialogs.parts import scrolled_parts
from gatewaydesk.ui.dialogs.small import json_view
from gatewaydesk.ui.form import look

_MOST_SHOWN, _LEAST_SHOWN = 14, 5  # lines of the schema that are in view, where there is room and where there is not


class ProblemDialog(Sheet):
    """`dialog.problem`, with `problem.sentence`, `problem.required`, `problem.facts` and `problem.schema`.

    Signals:
        go_to(object): the place that a person wants to go to.
        settled(): this piece of advice is to be left so, or given again.
    """

    go_to = Signal(object)
    settled = Signal()

    def __init__(self, pointer: Pointer, told: Explanation, parent: QWidget | None = None) -> None:
        title = "Details of this problem" if told.sentence else "What the schema says"
        super().__init__("problem", title, parent, accept="", reject="Close")
        self.told = told
        _, self._parts = scrolled_parts(self)
        self._parts.setSpacing(3 * theme.SPACE)
        self._parts.addWidget(heading(told.where, self))
        if told.sentence:
            self._say(told)
        for name, words in (("said-by", told.said_by), ("required", told.required)):
            if words:
                said = look.Text(words, parent=self)
                said.setObjectName(f"problem.{name}")
                self._parts.addWidget(said)
        self._parts.addLayout(self._facts(told))
        if told.lines:
            left_out = f" “{LEFT_OUT}” stands where more would follow." if LEFT_OUT in told.lines else ""
            self._parts.addWidget(muted(f"The schema’s own lines, without its help texts.{left_out}", self))
            self.lines = json_view(told.lines, self)
            self.lines.setObjectName("problem.schema")
            self.lines.setAccessibleName("The schema's own lines")
            self.lines.setMinimumHeight(min(told.lines.count("\n") + 2, _LEAST_SHOWN) * self.fontMetrics().height())
            self._parts.addWidget(self.lines, 1)
        else:
            self._parts.addStretch(1)
        self._button("copy", "Copy", self._copy)
        if pointer:
            self._button("go", "Go to the field", lambda: self._leave(pointer))
        self.reject_button.setDefault(True)
        self.reject_button.setFocus()
        shown = min(told.lines.count("\n") + 1, _MOST_SHOWN) if told.lines else 0
        self.fit(600, 290 + 20 * shown)

    def offer_to_settle(self, words: str) -> None:
        """Offers a button about this piece of advice, which closes the dialog."""

        def settle() -> None:
            self.reject()
            self.settled.emit()

        self._button("settle", words, settle)

    def _needed(self, width: int) -> int:
        """As high as all its parts, which scroll only where there is no room for them."""
        sheet = self.layout()
        assert sheet is not None
        around = sheet.contentsMargins()
        parts = self._parts.totalHeightForWidth(width - around.left() - around.right())
        return parts + around.top() + around.bottom() + sheet.spacing() + self.buttons.sizeHint().height()

    def _say(self, told: Explanation) -> None:
        """The sentence, behind its sign."""
        sentence = look.Text(told.sentence, tone=told.severity, parent=self)
        sentence.setObjectName("problem.sentence")
        sentence.setAccessibleName(f"{theme.SIGN_WORDS[told.severity]}: {told.sentence}")
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        side = sentence.fontMetrics().height()
        sign = QLabel(self)
        sign.setPixmap(look.sign_icon(told.severity, side).pixmap(side, side))
        across = QHBoxLayout()
        across.setSpacing(2 * theme.SPACE)
        across.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(sentence, 1)
        self._parts.addLayout(across)

    def _facts(self, told: Explanation) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * theme.SPACE)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows = (
            ("Place in the dataset", told.place),
            ("Place at the gateway", told.there),
            ("Rule", told.keyword),
            ("Place in the schema", told.location),
        )
        for name, text in rows:
            if text:
                value = look.Text(text, parent=self)
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                value.setAccessibleName(f"{name}: {text}")
                label = QLabel(name, self)
                theme.tint(label, "muted")
                form.addRow(label, value)
        return form

    def _button(self, name: str, label: str, do: object) -> None:
        button = self.buttons.addButton(label, Role.ActionRole)
        button.setObjectName(f"dialog.problem.{name}")
        button.setAccessibleName(label)
        button.setAutoDefault(False)
        button.clicked.connect(do)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.told.text)
        self.findChild(QWidget, "dialog.problem.copy").setText("Copied")

    def _leave(self, pointer: Pointer) -> None:
        self.reject()
        self.go_to.emit(pointer)
