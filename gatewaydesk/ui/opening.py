"""What the desk is about to open: made ready in the background, one draft at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.ui.draft_making import Outcome
from gatewaydesk.ui.tasks import Tasks

_LONG = 500  # milliseconds after which a person is told that a draft is being opened


class Opening(QObject):
    """One thing that is being opened; whoever asks for another one meanwhile wants that.

    Attributes:
        sought: the ID of the draft that is being opened, as far as it has one; else "".
        taking_over: it is taken from another window.

    Signals:
        waiting(bool): it takes long; or, having taken long, has come to an end.
    """

    waiting = Signal(bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._token: CancelToken | None = None
        self.sought = ""
        self.taking_over = False
        self._late = QTimer(self, singleShot=True, interval=_LONG)
        self._late.timeout.connect(lambda: self.waiting.emit(True))

    @property
    def busy(self) -> bool:
        """Whether something is being opened."""
        return self._token is not None

    def begin(
        self,
        make: Callable[[CancelToken], Outcome],
        made: Callable[[Outcome], object],
        not_made: Callable[[BaseException], object],
        unwanted: Callable[[Outcome], object],
        *,
        sought: str = "",
        taking_over: bool = False,
    ) -> None:
        """Opens something; what was being opened is given up.

        Args:
            make: makes it ready, in the background.
            made: called with that.
            not_made: called with what went wrong.
            unwanted: called, instead of `made`, where something else is wanted by then.
            sought: the ID of the draft.
            taking_over: it is taken from another window.
        """
        self.stop()
        self.sought, self.taking_over = sought, taking_over

        def arrived(outcome: Outcome) -> None:
            if self._token is token:
                self._ended()
                made(outcome)
            else:
                unwanted(outcome)

        def failed(error: BaseException) -> None:
            if self._token is token:
                self._ended()
                not_made(error)

        token = self._token = self._tasks.run(make, arrived, failed, self)
        self._late.start()

    def stop(self) -> None:
        """Gives up what is being opened; what is open stays open."""
        if self._token is not None:
            self._token.cancel()
            self._ended()

    def _ended(self) -> None:
        self._token, self.sought, self.taking_over = None, "", False
        if self._late.isActive():
            self._late.stop()
        else:
            self.waiting.emit(False)
