"""The outbox page: what is not settled, since when and what comes next; below, what is known, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gatewaydesk.services import evidence
from gatewaydesk.services.deeds import deed
from gatewaydesk.store import OutboxRow, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.details_page import DetailsPage
from gatewaydesk.ui.panels.page import EmptyState, quiet_button
from gatewaydesk.ui.rows import Column
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, exactly, when

_STATES = {
    "queued": ("waits for the gateway", "muted"),
    "held": ("paused by the gateway", "muted"),
    "waiting": ("made ready, not sent", "muted"),
    "sending": ("being sent now", "advice"),
    "unknown": ("not known whether it arrived", "wrong"),
}
_DETAIL = 150  # pixels at the usual text size for what is known of one submission


def state_of(row: OutboxRow) -> str:
    """A row's state in words."""
    return _STATES[_kind(row)][0]


def next_try(row: OutboxRow, now: datetime | None = None) -> str:
    """When a row is tried again by itself: `now`, `in 40 s`, `in 12 min`, a time of day; "" for never."""
    if row.state == "sending" or not (row.state == "unknown" or row.queued):
        return ""
    now = now or datetime.now(UTC)
    left = (datetime.fromisoformat(row.not_before) - now).total_seconds() if row.not_before else 0.0
    if left <= 0:
        return "now"
    if left < 100:
        return f"in {left:.0f} s"
    return f"in {left / 60:.0f} min" if left < 5400 else f"{datetime.fromisoformat(row.not_before).astimezone():%H:%M}"


def _kind(row: OutboxRow) -> str:
    if row.state != "waiting" or not row.queued:
        return row.state
    return "held" if row.held and next_try(row) != "now" else "queued"


_COLUMNS = (
    Column("Title", lambda row: row.title, stretch=True, bold=True),
    Column("State", state_of, lambda row: row.note or state_of(row), lambda row: _STATES[_kind(row)][1]),
    Column("Next try", next_try, lambda row: exactly(row.not_before) if row.not_before else ""),
    Column("What", lambda row: deed(row.action).name, lambda row: f"Dataset {row.dataset_id}" * bool(row.dataset_id)),
    Column("Gateway", lambda row: row.gateway),
    Column("Since", lambda row: when(row.since), lambda row: exactly(row.since)),
)


class OutboxPage(DetailsPage):
    """What is not settled: `outbox`, and below it `outbox.evidence` with the buttons for the selected row.

    Signals:
        act_wanted(object): the row whose next step is wanted: sent, or asked about.
        take_out_wanted(object): the row that is not to be sent.
        give_up_wanted(object): the row whose outcome nobody will know.
        adopt_wanted(object, str): the row, and the dataset that it is.
        stop_wanted(object): the row whose sending is to be stopped.
    """

    act_wanted = Signal(object)
    take_out_wanted = Signal(object)
    give_up_wanted = Signal(object)
    adopt_wanted = Signal(object, str)
    stop_wanted = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        empty = EmptyState(
            "outbox",
            "Nothing is waiting",
            "Whatever is being sent stands here until the gateway has answered. If an answer is lost, the gateway is "
            "asked whether the dataset arrived; it is never sent twice.",
        )
        super().__init__(
            tasks,
            name="outbox",
            title="Outbox",
            columns=_COLUMNS,
            empty=empty,
            read=lambda _: store.outbox.rows(open_only=True),
            key=lambda row: row.id,
            parent=parent,
        )
        self.can_stop: Callable[[OutboxRow], bool] = lambda _: False
        self._buttons: dict[str, tuple[QPushButton, Callable[[OutboxRow], bool]]] = {}
        bar = QWidget(self._begin_below("outbox.evidence"))
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.SPACE)
        for name, text, signal, rule in (
            ("send", "Send now", self.act_wanted, _may_be_sent),
            ("resolve", "Resolve", self.act_wanted, lambda one: one.state == "unknown"),
            ("take-out", "Take out", self.take_out_wanted, lambda one: one.state == "waiting"),
            ("give-up", "Give up…", self.give_up_wanted, lambda one: one.state == "unknown"),
            ("stop", "Stop", self.stop_wanted, self._may_be_stopped),
        ):
            self._buttons[name] = (quiet_button(text, self._asking(signal), f"outbox.{name}"), rule)
        self.resolve = self._buttons["resolve"][0]
        self.resolve.setToolTip("Ask the gateway whether it arrived")
        self.adopt = quiet_button("", self._adopt, "outbox.adopt")
        self._buttons["adopt"] = (self.adopt, lambda one: bool(_undecided(one)))
        for button, _ in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        self._fill_below(bar).setMinimumHeight(round(_DETAIL * theme.text_scale()))
        self.rows.row_activated.connect(self.act_wanted)
        self._selected(None)

    @property
    def current(self) -> OutboxRow | None:
        """The selected submission."""
        row: OutboxRow | None = self.rows.current_row
        return row

    def _tick(self) -> None:
        super()._tick()
        if self.rows.rows_model.rows:
            self._refresh_buttons(self.current)

    def _selected(self, row: OutboxRow | None) -> None:
        super()._selected(row)
        self._refresh_buttons(row)
        if row is not None:
            self.details.setText("\n".join(_known(row)))

    def _refresh_buttons(self, row: OutboxRow | None) -> None:
        for button, rule in self._buttons.values():
            can = row is not None and rule(row)
            button.setVisible(can)
            button.setEnabled(can)
        send = self._buttons["send"][0]
        if row is not None and _kind(row) == "held":
            send.setEnabled(False)
            send.setToolTip(f"{row.gateway} asked not to be called before {exactly(row.not_before)}.")
        else:
            send.setToolTip("")
        undecided = _undecided(row) if row is not None else ()
        if undecided:
            words = f"It is dataset {undecided[0]}"
            self.adopt.setText(words)
            self.adopt.setAccessibleName(words)

    def _may_be_stopped(self, row: OutboxRow) -> bool:
        return self.can_stop(row)

    def _asking(self, signal: Any) -> Callable[[], object]:
        return lambda: self._with(signal.emit)

    def _adopt(self) -> None:
        row = self.current
        if row is not None and (undecided := _undecided(row)):
            self.adopt_wanted.emit(row, undecided[0])


def _may_be_sent(row: OutboxRow) -> bool:
    return row.state == "waiting"


def _undecided(row: OutboxRow) -> tuple[str, ...]:
    found = evidence.of(row)
    return tuple(one.dataset_id for one in found.undecided) if found is not None and row.state == "unknown" else ()


def _known(row: OutboxRow) -> list[str]:
    """What is known of a submission, a sentence a line."""
    said = [row.note] if row.note else []
    if row.sent_at:
        said.append(f"It was sent on {exactly(row.sent_at)}.")
    if row.tries:
        said.append(f"Tried, or asked about, {count(row.tries, 'time')} in vain.")
    told = evidence.told(row)
    found = evidence.of(row)
    if found is not None:
        told.insert(1, f"{row.gateway} was asked on {exactly(found.asked_at)}.")
    return said + told
