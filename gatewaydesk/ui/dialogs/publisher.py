"""The dialog that lists what the publisher offers, to choose one of its versions."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.services.publishers import Offered
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import when


class PublisherDialog(WorkingSheet):
    """`dialog.publisher`, with the list `publisher.offered`.

    Signals:
        chosen(object): the Offered that a person wants.
    """

    chosen = Signal(object)

    def __init__(self, sources: SchemaSources, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("publisher", "From the publisher", tasks, parent, accept="Fetch")
        self._sources = sources
        self._offered: list[Offered] = []
        self._words = self.add(muted("These are the versions that HDR UK publishes. Choose one to look at it.", self))
        self.rows = self.add(PickList("publisher.offered", "Versions that HDR UK publishes", self), 1)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self.refresh())
        self.rows.entered.connect(lambda _: self.finish())
        self.rows.doubleClicked.connect(lambda _: self.finish())
        self.add(self.waiting)
        self.fit(560, 440)
        self.refresh()
        QTimer.singleShot(0, self, self.read)

    def read(self) -> None:
        """Asks the publisher for its list."""
        self.waiting.run(
            "Asking the publisher for its list…",
            lambda token: self._sources.publisher_list("hdruk", token),
            self._show,
            lambda _: self.refresh(),
        )

    @property
    def current(self) -> Offered | None:
        """The version that is picked."""
        return next((one for one in self._offered if one.address == self.rows.current_key), None)

    def finish(self) -> None:
        if not self._offered:
            self.read()
            return
        row = self.current
        if row is not None and not self.waiting.busy:
            self.accept()
            self.chosen.emit(row)

    def _show(self, offered: list[Offered]) -> None:
        self._offered = offered
        self.rows.show_picks([_pick(one) for one in offered])
        new = [one.address for one in offered if not one.known]
        if offered:
            self.rows.mark(new[0] if new else offered[0].address)
            self._words.setText(
                f"These are the versions that HDR UK publishes, by its list of {when(offered[0].listed_at)}. "
                "Choose one to look at it."
            )
        else:
            self.waiting.say("The publisher’s list is empty.")
        self.rows.setFocus()
        self.refresh()

    def refresh(self) -> None:
        button = self.accept_button
        if button is not None:
            words = "Fetch" if self._offered or self.waiting.busy else "Try again"
            button.setText(words)
            button.setAccessibleName(words)
            button.setEnabled(not self.waiting.busy and (self.current is not None or not self._offered))


def _pick(one: Offered) -> Pick:
    figure = ("is here already", "muted") if one.known else ("", "muted")
    # Gateway Desk ships this version: what is fetched stands beside it under a name of its own.
    note = "In the publisher’s own wording, beside the one that comes with Gateway Desk." if "+" in one.name else ""
    spoken = ", ".join(part for part in (figure[0], note or one.address) if part)
    return Pick(one.address, one.title, "done" if one.known else "", figure, note=note, spoken=spoken)
