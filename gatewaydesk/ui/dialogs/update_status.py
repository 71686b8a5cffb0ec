"""The last part of the update sheet: as what the dataset is sent, and what will happen then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways.base import Prepared
from gatewaydesk.services.update_ahead import STANDS
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Warned, muted
from gatewaydesk.ui.dialogs.parts import part_heading
from gatewaydesk.ui.dialogs.spoiled import SpoiledPart
from gatewaydesk.ui.dialogs.team_finder import TeamFinder
from gatewaydesk.ui.panels.chips import Segments
from gatewaydesk.validation.problems import Problem

_KINDS = (("draft", "Keep it as a draft"), ("active", "Publish it"))
_MUST_PUBLISH = (
    "It is {status} on {gateway} now. Without the team ID in the connection every update publishes: everybody can see "
    "it then. With the team ID it stays {status}."
)


class StatusPart(QWidget):
    """`update.status` and `update.consequences`; where the connection lacks its team ID and the dataset is not public,
    `update.must-publish`, `update.find-team` and `update.publish`. Hidden while nothing is known.

    Signals:
        changed(): another status is chosen, or it was said that it may be published.
    """

    changed = Signal()

    def __init__(self, finder: TeamFinder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._must_publish = Warned("update.must-publish", self)
        self._status = Segments("update.status", _KINDS, self)
        self._status.setAccessibleName("Status on the gateway")
        self._status.group.buttonToggled.connect(lambda _, on: self.changed.emit() if on else None)
        self._finder = finder
        self._publish = QCheckBox("Send it as active all the same: this publishes it", self)
        self._publish.setObjectName("update.publish")
        self._publish.toggled.connect(lambda _: self.changed.emit())
        self._consequences = muted("", self)
        self._consequences.setObjectName("update.consequences")
        self.spoiled = SpoiledPart("update", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        for widget in (
            part_heading("What will happen?", self),
            self._status,
            self._must_publish,
            finder,
            self._publish,
            self._consequences,
            self.spoiled,
        ):
            column.addWidget(widget)
        self.hide()

    def begin(self, kinds: Sequence[str], now: str, connection: Connection, *, must_publish: bool) -> None:
        """Offers what the dataset can be sent as, the first of it chosen.

        Args:
            kinds: `draft` or `active`, or both.
            now: the status that it has there.
            connection: where.
            must_publish: it can only be published, because the connection has no team ID.
        """
        self._publish.setChecked(False)
        self._status.choose(kinds[0])
        self._status.setVisible(len(kinds) > 1)
        words = _MUST_PUBLISH.format(status=STANDS.get(now, now), gateway=connection.name)
        self._must_publish.say(words if must_publish else "")
        self._finder.look(connection if must_publish else None)
        self._publish.setVisible(must_publish)

    @property
    def chosen(self) -> str:
        """The status that is chosen, where there is a choice."""
        return self._status.chosen

    @property
    def may_publish(self) -> bool:
        """Whether it was said that it may be published although it is not now."""
        return self._publish.isChecked()

    def tell(self, prepared: Prepared | None, spoiled: Sequence[Problem]) -> None:
        """Says what will happen, and what the gateway would refuse although it is right here; None hides all of it."""
        self.setVisible(prepared is not None)
        told = {words for _, words in prepared.troubles} if prepared is not None else set()
        happens = [one for one in prepared.consequences if one not in told] if prepared is not None else []
        self._consequences.setText("\n".join(happens))
        self.spoiled.show_problems(spoiled)
