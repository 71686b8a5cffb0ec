"""What a gateway said no to, with the ways out as buttons and its whole answer, to be read and copied for support."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.services.ways_out import answer_of, for_support, ways_of
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Sheet, heading
from gatewaydesk.ui.dialogs.countdown import Countdown
from gatewaydesk.ui.dialogs.small import json_view
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.ui.wording import sentence

_COPY, _COPIED = "Copy for support", "Copied"
_ANSWER_HEIGHT = 180

Ways = Mapping[str, Callable[[], object]]
WaysOf = Callable[[BaseException, Callable[[], object]], Ways]
"""What leads out of an error, given what does the same again."""


def leaving_first(sheet: Sheet, ways: Ways, outside: Collection[str]) -> dict[str, Callable[[], object]]:
    """The same ways out of an error in a sheet, which is closed before one of those `outside` is gone."""

    def leave(do: Callable[[], object]) -> None:
        sheet.reject()
        do()

    return {name: partial(leave, do) if name in outside else do for name, do in ways.items()}


class WaysOut(QWidget):
    """The buttons `way.<id>`, `way.wait` where it is a matter of time, `way.copy`, and `way.answer` that unfolds it.

    Hidden until there is an error.

    Signals:
        taken(): a way out was chosen; whoever shows it closes or goes on.
        unfolded(bool): the answer is shown, or not any more.
    """

    taken = Signal()
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._support = ""
        self._ways: Ways = {}
        self._buttons: list[QWidget] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(2 * theme.SPACE)
        self._row.addStretch(1)
        self.countdown = Countdown("way", self)
        self.countdown.due.connect(lambda: self._take("retry"))
        self._fold = QToolButton(self, autoRaise=True)
        self._fold.setObjectName("way.answer")
        self._fold.setText("The gateway's whole answer")
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.toggled.connect(self._unfold)
        self.copy = quiet_button(_COPY, self._copy, "way.copy")
        self.copy.setAutoDefault(False)
        self.copy.setToolTip("Copies what happened and the whole answer as text, without your secrets")
        self.answer = json_view("", self)
        self.answer.setObjectName("way.answer.text")
        self.answer.setAccessibleName("The gateway's answer")
        self.answer.setLineWrapMode(self.answer.LineWrapMode.WidgetWidth)
        self.answer.setMinimumHeight(round(_ANSWER_HEIGHT * theme.text_scale()))
        self.answer.hide()
        below = QHBoxLayout()
        below.addWidget(self._fold)
        below.addStretch(1)
        below.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        column.addLayout(self._row)
        column.addWidget(self.countdown)
        column.addLayout(below)
        column.addWidget(self.answer, 1)
        self._take_room(False)
        self.hide()

    def show_error(
        self, error: BaseException, ways: Ways, connection: Connection | None = None, done: str = ""
    ) -> None:
        """Offers those ways out of an error that can be gone from here.

        Args:
            error: what happened.
            ways: what each way does, by its name in `services.ways_out.WAYS`.
            connection: where it happened.
            done: what was being done, for support.
        """
        self.take_back()
        self._ways = ways
        status, answer = answer_of(error)
        for way in ways_of(error):
            if way.id not in ways:
                continue
            if way.wait > 0:
                self.countdown.start(way.wait)
                continue
            button = quiet_button(way.text, partial(self._take, way.id), f"way.{way.id}")
            button.setAutoDefault(False)
            self._row.insertWidget(len(self._buttons), button)
            self._buttons.append(button)
        self._support = for_support(error, connection, done)
        self.answer.setPlainText(f"HTTP status {status}\n\n{answer}".strip())
        self._fold.setVisible(bool(status or answer))
        self.show()

    def take_back(self) -> None:
        """There is no error any more."""
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        self.countdown.stop()
        self._fold.setChecked(False)
        self._say_copied(False)
        self.hide()

    @property
    def offered(self) -> list[str]:
        """The names of the ways that have a button now."""
        names = [button.objectName().removeprefix("way.") for button in self._buttons]
        return [*names, *(["retry"] if self.countdown.blocked else [])]

    def _take(self, name: str) -> None:
        do = self._ways.get(name)
        self.taken.emit()
        if do is not None:
            do()

    def _unfold(self, shown: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.answer.setVisible(shown)
        self._take_room(shown)
        self.unfolded.emit(shown)

    def _take_room(self, wanted: bool) -> None:
        down = QSizePolicy.Policy.Expanding if wanted else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, down)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._support)
        self._say_copied(True)

    def _say_copied(self, done: bool) -> None:
        text = _COPIED if done else _COPY
        self.copy.setText(text)
        self.copy.setAccessibleName(text)


class RefusalDialog(Sheet):
    """`dialog.refusal`, with `refusal.what`, `refusal.todo` and the ways out."""

    def __init__(
        self,
        error: BaseException,
        ways: Ways,
        parent: QWidget | None = None,
        *,
        connection: Connection | None = None,
        done: str = "",
    ) -> None:
        """Args:
        error: what happened.
        ways: as in `WaysOut.show_error`.
        parent: the window, or the sheet that it happened in.
        connection: where it happened.
        done: what was being done, in words ("Archive “Title”").
        """
        super().__init__("refusal", done or "The gateway did not do it", parent, accept="", reject="Close")
        what, todo = sentence(error)
        head = self.add(heading(what, self))
        head.setObjectName("refusal.what")
        head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = look.Text(todo, parent=self)
        words.setObjectName("refusal.todo")
        words.setVisible(bool(todo))
        self.add(words)
        self.ways = self.add(WaysOut(self), 10)
        self.ways.taken.connect(self.accept)
        self.ways.unfolded.connect(self._resize)
        self.ways.show_error(error, ways, connection, done)
        self.body.addStretch(0)
        self.fit(560, 220)

    def _resize(self, unfolded: bool) -> None:
        self.fit(*((680, 520) if unfolded else (560, 220)))
