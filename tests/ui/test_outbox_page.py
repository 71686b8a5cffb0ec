"""The outbox in the window: waiting for a gateway, a countdown, the evidence, and what can be done about each row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import evidence, patience
from gatewaydesk.services.evidence import Alike, Evidence
from gatewaydesk.store import OutboxRow
from gatewaydesk.store.database import now, stamp
from gatewaydesk.ui.panels.outbox_page import next_try, state_of
from tests.ui.sending import connect, ready, submit

Desk = Any  # the fixture `desk`, see conftest.py


@pytest.fixture
def away(tmp_path: Path) -> tuple[PracticeServer, Callable[[], PracticeServer]]:
    """A gateway that is away, and how it comes back at its address."""
    folder = tmp_path / "away"
    server = PracticeServer(folder, samples=False)
    server.start()
    port = int(server.details["hdruk"]["url"].rsplit(":", 1)[1])
    return server, lambda: PracticeServer(folder, port=port, samples=False)


def buttons(desk: Desk) -> set[str]:
    names = ("send", "resolve", "take-out", "give-up", "adopt", "stop")
    return {name for name in names if desk.find(f"outbox.{name}").isVisible()}


def put(desk: Desk, title: str = "T", **more: Any) -> OutboxRow:
    given = {"method": "POST", "url": "https://gateway.invalid/x", "body": title.encode(), "route": "r", "pid": title}
    return desk.store.outbox.begin("d" + title, "Gone", "hdruk", title, "A/1", **given, **more)


def shown(desk: Desk) -> str:
    desk.window.sending.outgoing.changed.emit()
    desk.window.settle()
    return desk.find("outbox.evidence").text().replace("\u200b", "")


def test_what_could_not_be_sent_goes_by_itself_when_the_gateway_is_back(desk: Desk, away: Any) -> None:
    server, come_back = away
    connect(desk, server)
    server.stop()
    ready(desk)
    sheet = submit(desk)
    assert not desk.find("submit.countdown", sheet).isVisible()
    desk.press("submit.later", sheet)
    assert not desk.open_dialogs()
    assert "goes by itself to Rehearsal" in desk.window.notice.words
    (row,) = desk.store.outbox.rows(open_only=True)
    assert (row.state, row.queued) == ("waiting", True)
    desk.do("show-outbox")
    assert desk.find("outbox").model().index(0, 1).data() == "waits for the gateway"
    assert buttons(desk) == {"send", "take-out"}
    with come_back() as server:
        desk.window.sending.outgoing.hurry()
        desk.window.settle()
        desk.window.settle()
        assert len(server.hdruk.datasets()) == 1
    assert "has arrived at Rehearsal: it is dataset" in desk.window.notice.words
    assert [one.draft_id for one in desk.store.history.rows()] == [desk.window.desk.draft_id]
    assert desk.find("outbox").model().rowCount() == 0


def test_what_waits_is_sent_by_hand_with_a_receipt(desk: Desk, away: Any) -> None:
    server, come_back = away
    connect(desk, server)
    server.stop()
    ready(desk)
    desk.press("submit.later", submit(desk))
    desk.do("show-outbox")
    with come_back():
        desk.press("outbox.send")
        desk.dialog("receipt")
    assert len(desk.store.history.rows()) == 1


def test_a_pause_that_the_gateway_asks_for_is_counted_down(
    desk: Desk, practice: PracticeServer, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(desk, practice)
    ready(desk)
    practice.hdruk.fail_next("busy")
    sheet = submit(desk)
    assert desk.find("submit.countdown", sheet).text().startswith("The gateway takes it again in 1 second")
    assert not sheet.accept_button.isEnabled()
    qtbot.waitUntil(sheet.accept_button.isEnabled, timeout=5000)
    assert not desk.find("submit.countdown", sheet).isVisible()
    practice.hdruk.fail_next("rate")
    desk.press("dialog.submit.accept", sheet)
    assert "in 60 seconds" in desk.find("submit.countdown", sheet).text()
    assert desk.find("submit.later", sheet).text() == "Send it by itself then"
    desk.press("submit.later", sheet)
    (row,) = desk.store.outbox.rows(open_only=True)
    assert row.held and row.not_before > stamp(datetime.now(UTC) + timedelta(seconds=50))
    desk.do("show-outbox")
    assert desk.find("outbox").model().index(0, 1).data() == "paused by the gateway"
    assert not desk.find("outbox.send").isEnabled()
    assert "asked not to be called before" in desk.find("outbox.send").toolTip()


def test_a_later_version_takes_the_place_of_one_that_waits(
    desk: Desk, away: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, come_back = away
    connect(desk, server)
    server.stop()
    ready(desk)
    desk.press("submit.later", submit(desk))
    desk.type_into("field:/summary/title", "A better title")
    asked: list[str] = []
    monkeypatch.setattr(
        "gatewaydesk.ui.dialogs.sent_twice.ask", lambda *words, **_: bool(asked.append(words[1])) or True
    )
    with come_back() as server:
        submit(desk)
        assert asked == ["A version of this waits in the outbox for Rehearsal."]
        assert [one["title"] for one in server.hdruk.datasets()] == ["A better title"]
    states = [row.state for row in desk.store.outbox.rows()]
    assert states[0] == "sent" and set(states[1:]) == {"refused"}


def test_each_state_has_its_words_and_its_buttons(desk: Desk) -> None:
    desk.do("show-outbox")
    row = put(desk)
    shown(desk)
    assert (state_of(row), next_try(row)) == ("made ready, not sent", "")
    assert buttons(desk) == {"send", "take-out"}
    desk.store.outbox.sending(row.id)
    assert "It was sent on" in shown(desk) and buttons(desk) == set()
    desk.store.outbox.unknown(row.id, "The line broke.", not_before=stamp(datetime.now(UTC) + timedelta(minutes=12.1)))
    found = Evidence(now(), 2, 41, alike=(Alike("57", "active", True), Alike("58", "draft", False)))
    desk.store.outbox.keep_evidence(row.id, evidence.dumps(found))
    words = shown(desk)
    assert words.startswith("The line broke.\nIt was sent on") and "Gone was asked on" in words
    assert "showed 41 datasets" in words and "Dataset 57 (active) has the same title and the same content." in words
    row = desk.store.outbox.get(row.id)
    assert (state_of(row), next_try(row)) == ("not known whether it arrived", "in 12 min")
    assert buttons(desk) == {"resolve", "give-up", "adopt"}
    assert desk.find("outbox.adopt").text() == "It is dataset 57"
    desk.press("outbox.adopt")
    assert [one.dataset_id for one in desk.store.history.rows()] == ["57"]


def test_taken_out_and_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.do("show-outbox")
    waits, unsure = put(desk, "Waits", queued=True, not_before=patience.after(3600)), put(desk, "Unsure")
    desk.store.outbox.sending(unsure.id)
    desk.store.outbox.unknown(unsure.id, "silence", not_before=patience.after(3600))
    shown(desk)
    asked: list[str] = []
    monkeypatch.setattr("gatewaydesk.ui.outgoing.ask", lambda *words, **_: bool(asked.append(words[2])) or True)
    view = desk.find("outbox")
    desk.pick(view, desk.row_of(view, "Waits"))
    desk.press("outbox.take-out")
    desk.pick(view, desk.row_of(view, "Unsure"))
    desk.press("outbox.give-up")
    assert "there may be two" in asked[0]
    assert {row.state for row in desk.store.outbox.rows()} == {"refused"}
    assert desk.store.outbox.get(waits.id).note == "Taken out before it was sent."


def test_what_a_gateway_refuses_by_itself_stands_on_its_field(desk: Desk, away: Any) -> None:
    server, come_back = away
    connect(desk, server)
    server.stop()
    model = ready(desk)
    desk.press("submit.later", submit(desk))
    with come_back() as server, desk.store.database.write() as connection:
        connection.execute("UPDATE outbox SET body = replace(body, '\"title\"', '\"titel\"') WHERE queued")
    with come_back() as server:
        desk.window.sending.outgoing.hurry()
        desk.window.settle()
        desk.window.settle()
        assert server.hdruk.datasets() == []
    assert "was not taken" in desk.window.notice.words
    assert [one.source for one in model.authoring.problems] == ["gateway"]


def test_quitting_says_what_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    outgoing = desk.window.sending.outgoing
    monkeypatch.delenv("GATEWAYDESK_QUIET")
    asked: list[str] = []
    monkeypatch.setattr("gatewaydesk.ui.outgoing.ask", lambda *words, **_: bool(asked.append(words[1])))
    assert outgoing.may_leave() and not asked
    put(desk, "One", queued=True, not_before=patience.after(3600))
    assert not outgoing.may_leave() and asked == ["“One” waits in the outbox."]
    put(desk, "Two", queued=True, not_before=patience.after(3600))
    assert not desk.window.close() and desk.window.isVisible() and asked[-1] == "2 datasets wait in the outbox."
    monkeypatch.setenv("GATEWAYDESK_QUIET", "1")
    assert outgoing.may_leave()


def test_the_outbox_is_looked_after_from_the_start(start: Callable[..., Desk], away: Any, qtbot: Any) -> None:
    server, come_back = away
    first = start()
    connect(first, server)
    server.stop()
    ready(first)
    first.press("submit.later", submit(first))
    first.close()
    with come_back() as server:
        second = start()
        second.window.credentials = first.window.credentials
        second.store.outbox.queue.hurry()
        second.window.sending.outgoing.start()
        qtbot.waitUntil(lambda: len(server.hdruk.datasets()) == 1, timeout=10_000)
        second.window.settle()
    assert len(second.store.history.rows()) == 1


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "now"), (40.4, "in 40 s"), (99, "in 99 s"), (720, "in 12 min"), (5000, "in 83 min")]
)
def test_the_next_try_in_words(seconds: float, words: str, desk: Desk) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    row = put(desk, queued=True, not_before=stamp(moment + timedelta(seconds=seconds)))
    assert next_try(row, moment) == words
