"""The second part of the submit sheet: where the dataset goes, as what, by which route, and what that means."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QRadioButton, QToolButton, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.gateways import system_title, takes, why_not_taken
from gatewaydesk.gateways.base import Prepared
from gatewaydesk.services.routes import lacks_team, why_this_route
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import heading, muted
from gatewaydesk.ui.dialogs.small import json_view
from gatewaydesk.ui.dialogs.team_finder import TeamFinder
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.panels.top_bar import MARKS

STATUSES = (
    ("active", "Publish it (active)"),
    ("draft", "Keep it as a draft on the gateway"),
)
_AS_DRAFT = "It is not ready to be published. The gateway keeps unfinished metadata as a draft, and does not check it."
_NOT_READY = "It is not ready to be published: mend first what is wrong or missing, or keep it as a draft."
_NO_DRAFTS = "It is not ready to be published. With the team ID in the connection it could be kept as a draft there."


class WherePart(QWidget):
    """The list `gateways`, `submit.status.<name>`, `submit.route`, `submit.consequences`, `submit.exact`.

    Attributes:
        connections: what is listed in `gateways`, whether it may go there or not.

    Signals:
        chosen(object): the name of another connection, or of the same one with another status.
        sign_in_wanted(): the IDs of the chosen connection are missing.
        unfolded(): the exact call is shown and needs room.
    """

    chosen = Signal(object)
    sign_in_wanted = Signal()
    unfolded = Signal()

    def __init__(
        self,
        title: str,
        schema: str,
        connections: list[Connection],
        chosen: str,
        finder: TeamFinder,
        parent: QWidget | None = None,
        *,
        asks_status: bool = True,
    ) -> None:
        super().__init__(parent)
        self._prepared: Prepared | None = None
        self._schema = schema
        self._drafts = False
        self._asked_for = False  # the person has chosen a status
        self.finder = finder
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(heading("What will be sent, and where?", self))
        about = QLabel(f"“{title}”, by the schema {schema}", self, wordWrap=True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(about)
        self.gateways = PickList("gateways", "Send to", self)
        self.gateways.setFrameShape(PickList.Shape.StyledPanel)
        self.show_connections(connections, chosen)
        self.gateways.picked.connect(self.chosen)
        column.addWidget(self.gateways)
        self._statuses = QButtonGroup(self)
        self._status_box = self._make_statuses()
        self._asks_status = asks_status
        self._status_box.setVisible(asks_status)
        self._hint = look.Text(parent=self)
        self._hint.setObjectName("submit.hint")
        self._hint.hide()
        self._route = muted("", self)
        self._route.setObjectName("submit.route")
        self._consequences = muted("", self)
        self._consequences.setObjectName("submit.consequences")
        for widget in (self._status_box, self._hint, self._route, finder, self._consequences):
            column.addWidget(widget)
        self.sign_in = QPushButton("Sign in…", self)
        self.sign_in.setObjectName("submit.sign-in")
        self.sign_in.setAutoDefault(False)
        self.sign_in.clicked.connect(lambda _: self.sign_in_wanted.emit())
        self.sign_in.hide()
        column.addWidget(self.sign_in, 0, Qt.AlignmentFlag.AlignLeft)
        self._exact = QToolButton(self, autoRaise=True)
        self._exact.setText("Show exactly what will be sent")
        self._exact.setCheckable(True)
        self._exact.setObjectName("submit.exact")
        self._exact.setArrowType(Qt.ArrowType.RightArrow)
        self._exact.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._exact.toggled.connect(self._show_exact)
        column.addWidget(self._exact)
        self._json = json_view("", self)
        self._json.setMinimumHeight(220)
        self._json.hide()
        column.addWidget(self._json)

    def _make_statuses(self) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, theme.SPACE, 0, theme.SPACE)
        for at, (name, words) in enumerate(STATUSES):
            button = QRadioButton(words, box)
            button.setObjectName(f"submit.status.{name}")
            button.setChecked(at == 0)
            look.edge(button)
            self._statuses.addButton(button, at)
            column.addWidget(button)
        self._statuses.idClicked.connect(self._status_chosen)
        return box

    def _status_chosen(self, _: int) -> None:
        self._asked_for = True
        self.chosen.emit(self.gateways.current_key)

    def keep_as_draft(self) -> bool:
        """What is not ready is to be kept as a draft, unless the person has chosen; whether that is something new."""
        if self._asked_for or not self._asks_status or self.status == "draft":
            return False
        self._statuses.button(1).setChecked(True)
        self.chosen.emit(self.gateways.current_key)
        return True

    @property
    def status(self) -> str:
        """The chosen status."""
        return STATUSES[max(0, self._statuses.checkedId())][0]

    def show_connections(self, connections: list[Connection], chosen: str) -> None:
        """Lists where it may go, and after that where it cannot, with the reason; one where it may go is marked."""
        self.connections = connections
        fitting = [one for one in connections if takes(one.system, self._schema)]
        others = [one for one in connections if one not in fitting]
        several = len({one.system for one in fitting}) > 1
        picks = [_gateway(one, system_title(one.system) if several else "") for one in fitting]
        picks += [_gateway(one, why_not_taken(one, self._schema), able=False) for one in others]
        self.gateways.show_picks(picks)
        self._fit_gateways()
        names = [one.name for one in fitting]
        if names:
            self.gateways.mark(chosen if chosen in names else names[0])

    def _fit_gateways(self) -> None:
        """Room for four rows, and no more than there are."""
        rows = range(min(4, len(self.gateways.picks)))
        height = self.fontMetrics().height() + 3 * theme.SPACE
        needed = sum(max(height, self.gateways.sizeHintForRow(row)) for row in rows)
        self.gateways.setFixedHeight(max(height, needed) + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._fit_gateways)  # notes take other lines now

    def ask_of(self, connection: Connection | None) -> None:
        """Another connection is looked at; what was known of the one before is forgotten."""
        self._prepared = None
        self.sign_in.hide()
        self._route.hide()
        self.finder.look(connection)
        if connection is None:
            self._consequences.setText(
                f"None of your gateways takes a dataset that is written by {self._schema}: add one that does."
                if self.gateways.picks
                else "There is no gateway yet: add one first."
            )

    def show_prepared(
        self, prepared: Prepared, words: str, connection: Connection, *, drafts: bool, called: str = ""
    ) -> None:
        """Shows what sending would mean; `called` is what the system calls publishing, or ""."""
        self._prepared, self._drafts = prepared, drafts
        self._statuses.button(0).setText(f"{called} it" if called else STATUSES[0][1])
        self._status_box.setVisible(self._asks_status and drafts)
        if not drafts:
            self._statuses.button(0).setChecked(True)
        why = why_this_route(prepared, connection)
        self._route.setText(why)
        self._route.setVisible(bool(why))
        self._consequences.setText(words)
        self._show_exact(self._exact.isChecked())

    def hint_at_drafts(self, connection: Connection | None, *, unfinished: bool) -> None:
        """Says of what is not finished that it can be kept as a draft, or could be."""
        words = ""
        active = self.status == "active"
        if unfinished and self._prepared is not None and connection is not None:
            if self._drafts:
                words = _NOT_READY if active else _AS_DRAFT
            elif active and lacks_team(connection):
                words = _NO_DRAFTS
        self._hint.set_tone("wrong" if active and words else "")
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    def say(self, words: str, *, signed_out: bool) -> None:
        """Says why nothing can be sent there."""
        self._consequences.setText(words)
        self.sign_in.setVisible(signed_out)

    def _show_exact(self, shown: bool) -> None:
        self._exact.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        if shown and not self._json.isVisible():
            self.unfolded.emit()
        self._json.setVisible(shown)
        if shown and self._prepared is not None:
            body = jsonio.dumps(jsonio.loads(self._prepared.body))
            self._json.setPlainText(f"{self._prepared.method} {self._prepared.url}\n\n{body}")


def _gateway(connection: Connection, note: str, *, able: bool = True) -> Pick:
    mark = (connection.mark, MARKS[connection.mark])
    spoken = ". ".join(one for one in (connection.mark, note.rstrip("."), connection.url) if one)
    return Pick(connection.name, connection.name, "icon:gateway", mark, note=note, spoken=spoken, able=able)
