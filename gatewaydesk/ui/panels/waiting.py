"""A line that tells what is under way, with a way to stop it, and afterwards what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.ui import theme
from gatewaydesk.ui.form.look import Text
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence

T = TypeVar("T")
_SIGNS = {"wrong": "warning", "done": "done", "muted": "info"}


class Waiting(QWidget):
    """One thing at a time that takes long: hidden until there is something to say.

    Signals:
        busy_changed(bool): whether something is under way.
    """

    busy_changed = Signal(bool)

    def __init__(self, name: str, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Args:
        name: of the line; its words are `<name>.says`, its button `<name>.stop`.
        tasks: the door to the background.
        parent: the dialog.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self._tasks = tasks
        self._token: CancelToken | None = None
        self._tone = ""
        self._stops = True
        self._sign = QLabel(self)
        self.says = Text("", parent=self)
        self.says.setObjectName(f"{name}.says")
        self.says.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar(self, maximum=0, textVisible=False)
        self._bar.setMaximumHeight(6)
        self._bar.setAccessibleName("Working")
        self.stop_button = QPushButton("Stop", self)
        self.stop_button.setObjectName(f"{name}.stop")
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self.stop)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.SPACE)
        grid.setVerticalSpacing(theme.SPACE)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.says, 0, 1)
        grid.addWidget(self.stop_button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._bar, 1, 0, 1, 2)
        self.hide()

    def leave_stopping(self) -> None:
        """Shows no button of its own: whoever it stands in has one that stops."""
        self._stops = False
        self.stop_button.hide()

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._token is not None

    def run(
        self,
        words: str,
        work: Callable[[CancelToken], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Does it in the background; what goes wrong is said here. Nothing is begun while something is under way.

        Args:
            words: what is said meanwhile.
            work: asks its token now and then whether to stop.
            done: called with what came of it, when nothing is said any more.
            failed: called after the error has been said.
        """
        if self._token is not None:
            return

        def came(found: Any) -> None:
            self._end()
            self.hide()
            done(found)

        def broke(error: BaseException) -> None:
            self._end()
            if isinstance(error, Cancelled):  # any other error says itself whether something may have happened
                self.say("Stopped. Nothing was changed.")
            else:
                what, todo = sentence(error)
                self.say(f"{what} {todo}".strip(), "wrong")
            if failed is not None:
                failed(error)

        self._show(words, "muted")
        self._bar.show()
        self.stop_button.setVisible(self._stops)
        self.stop_button.setEnabled(True)
        self._sign.hide()
        self._token = self._tasks.run(work, came, broke, self)
        self.busy_changed.emit(True)

    def stop(self) -> None:
        """Asks what is under way to stop."""
        if self._token is not None:
            self._show("Stopping…", "muted")
            self.stop_button.setEnabled(False)
            self._token.cancel()

    def tell(self, words: str) -> None:
        """Says how far it is, while something is under way."""
        if self._token is not None and not self._token.cancelled:
            self._show(words, "muted")
            self._sign.hide()

    def say(self, words: str, tone: str = "muted") -> None:
        """Says how something ended: `done`, `wrong` or `muted`; "" says nothing any more."""
        if self._token is not None:
            return
        self._show(words, tone)
        for widget in (self._bar, self.stop_button):
            widget.hide()
        self._sign.show()
        self.setVisible(bool(words))

    def _show(self, words: str, tone: str) -> None:
        self._tone = tone
        self.says.set_tone("" if tone == "done" else tone)
        self.says.setText(words)
        self.setAccessibleName(words)
        self._paint()
        self.show()

    def _end(self) -> None:
        self._token = None
        self.busy_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange and self._tone:
            self._paint()

    def _paint(self) -> None:
        self._sign.setPixmap(theme.icon(_SIGNS[self._tone], self._tone).pixmap(theme.icon_size()))
