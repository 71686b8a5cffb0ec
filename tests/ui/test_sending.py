"""What goes wrong between the window and a gateway, and what the window says and keeps."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Refused
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import resolving
from tests.ui.sending import connect, ready, submit

Desk = Any  # the fixture `desk`, see conftest.py


def test_a_gateway_that_is_away_is_said_and_the_sheet_stays(desk: Desk, tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "gone", samples=False) as server:
        connect(desk, server)
    ready(desk)
    sheet = submit(desk)
    words = desk.find("submit.says", sheet).text()
    assert "Nothing was sent" in words
    assert sheet.accept_button.isEnabled()
    assert {row.state for row in desk.store.outbox.rows()} == {"refused"}


def test_a_submission_that_is_cancelled_leaves_the_draft_as_it_was(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    model = ready(desk)
    desk.type_into("field:/summary/title", "Another title")
    desk.do("undo")
    document = model.authoring.document
    before, redo = document.value["modified"], document.redo_label
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert document.undo_label == "fill in generated fields"
    desk.press("dialog.submit.reject", sheet)
    assert document.undo_label is None
    assert document.redo_label == redo is not None
    assert document.value["modified"] == before


def test_what_may_have_been_sent_stays_in_the_draft(desk: Desk, tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "unsure", faults="half=1,scope=all", samples=False) as server:
        connect(desk, server)
        model = ready(desk)
        desk.press("dialog.submit.reject", submit(desk))
    assert [row.state for row in desk.store.outbox.rows(open_only=True)] == ["unknown"]
    assert model.authoring.document.undo_label == "fill in generated fields"


@pytest.mark.parametrize("fault", ["html", "http500", "rate", "redirect"])
def test_a_strange_answer_never_ends_in_a_traceback_or_a_second_dataset(desk: Desk, tmp_path: Path, fault: str) -> None:
    with PracticeServer(tmp_path / fault, faults=f"{fault}=1", samples=False) as server:
        connect(desk, server)
        ready(desk)
        sheet = submit(desk)
        words = desk.find("submit.says", sheet).text()
        assert words.endswith((".", ":", "?")), words
        assert "Traceback" not in words
        assert desk.store.history.rows() == []


def test_a_lost_answer_is_found_again_and_makes_one_receipt(desk: Desk, tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "lost", faults="reset-after=1", samples=False) as server:
        connect(desk, server)
        ready(desk)
        submit(desk)
        desk.dialog("receipt")
        assert len(desk.store.history.rows()) == 1


def test_what_may_have_arrived_is_not_sent_again_but_on_purpose(
    desk: Desk, practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(desk, practice)
    ready(desk)
    practice.hdruk.fail_next("reset-late", seconds=60)
    before = len(practice.hdruk.datasets())
    sheet = submit(desk)
    said = desk.find("submit.says", sheet).text()
    assert "may still arrive" in said and "has not received" not in said
    assert not sheet.accept_button.isEnabled() and sheet.accept_button.toolTip()
    assert not desk.find("submit.later", sheet).isVisible()
    desk.press("dialog.submit.reject", sheet)
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert not sheet.accept_button.isEnabled() and "unknown outcome" in sheet.where._consequences.text()
    with monkeypatch.context() as later:
        later.setattr(resolving, "ARRIVES_WITHIN", 0.0)
        desk.window.sending.outgoing.hurry()
        for _ in range(4):
            desk.window.settle()
    assert sheet.accept_button.isEnabled() and not sheet._ways.offered, "it is known now that it did not arrive"
    desk.press("dialog.submit.reject", sheet)
    practice.hdruk.fail_next("reset-late", seconds=60)
    sheet = submit(desk)
    answers = [False, True]
    asked: list[str] = []
    monkeypatch.setattr(
        "gatewaydesk.ui.dialogs.sent_twice.ask", lambda *words, **_: bool(asked.append(words[2])) or answers.pop(0)
    )
    desk.press("way.anyway", sheet)
    assert "two datasets" in asked[0] and len(practice.hdruk.datasets()) == before
    desk.press("way.anyway", sheet)
    desk.dialog("receipt")
    assert len(practice.hdruk.datasets()) == before + 1
    rows = desk.store.outbox.rows()
    assert [row.state for row in rows] == ["sent", "unknown", "refused"] and len({row.pid for row in rows}) == 3


def test_what_is_there_twice_is_told_with_both_ids(
    desk: Desk, practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(desk, practice)
    ready(desk)
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    monkeypatch.setattr("gatewaydesk.ui.dialogs.sent_twice.ask", lambda *_, **__: True)
    practice.hdruk.fail_next("reset-late", seconds=2.0)
    before = len(practice.hdruk.datasets())
    desk.press("way.anyway", submit(desk))
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    deadline = time.monotonic() + 10
    while len(practice.hdruk.datasets()) < before + 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    desk.window.sending.outgoing.resolve(desk.store.outbox.rows(open_only=True)[0])
    desk.window.settle()
    ids = [str(one["id"]) for one in practice.hdruk.datasets()[before:]]
    assert len(ids) == 2 and all(one in desk.window.notice.words for one in ids)
    late = next(one for one in desk.store.history.rows() if "found on" in desk.store.outbox.of_receipt(one).note)
    dialog = desk.window.sending.show_receipt(late)
    assert all(one in desk.find("receipt.warning", dialog).text() for one in ids)


def test_an_unknown_outcome_waits_in_the_outbox_until_it_is_resolved(desk: Desk, tmp_path: Path, qtbot: Any) -> None:
    folder = tmp_path / "unsure"
    server = PracticeServer(folder, faults="half=1,scope=all", samples=False)
    server.start()
    port = int(server.details["hdruk"]["url"].rsplit(":", 1)[1])
    connect(desk, server)
    ready(desk)
    submit(desk)
    server.stop()
    row = desk.store.outbox.rows(open_only=True)[0]
    assert row.state == "unknown"
    desk.find("dialog.submit.reject", desk.dialog("submit")).click()
    desk.do("show-outbox")
    assert desk.find("sections").isVisible()
    desk.pick(desk.find("outbox"), 0)
    with PracticeServer(folder, port=port, samples=False):
        desk.press("outbox.resolve")
        desk.window.settle()
        assert desk.store.outbox.rows(open_only=True) == []
        assert len(desk.store.history.rows()) == 1
        assert "arrived" in desk.window.notice.words


def test_what_a_gateway_refuses_stands_on_the_field_until_it_is_changed(desk: Desk) -> None:
    model = ready(desk)
    refused = Refused(
        "The gateway refused it.",
        details=[{"pointer": ("summary", "title"), "message": "Is not to its liking.", "keyword": "x"}],
    )
    desk.window.sending.refused(refused)
    desk.window.settle()
    assert [(one.pointer, one.source) for one in model.authoring.problems] == [(("summary", "title"), "gateway")]
    assert desk.find("problem:/summary/title").isVisible()
    assert "Refused by the gateway: is not to its liking (the schema allows it)." in next(
        one.note for one in desk.find("problems").picks if not one.heading
    )
    desk.type_into("field:/summary/abstract", "Another field is changed, and that is not the one.")
    assert len(model.authoring.problems) == 1
    desk.type_into("field:/summary/title", "A better title")
    assert model.authoring.problems == []


def test_signing_out_and_removing_name_what_is_lost(
    desk: Desk, practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, memory_keyring: Any
) -> None:
    connect(desk, practice)
    asked: list[str] = []
    monkeypatch.setattr(
        "gatewaydesk.ui.connecting.ask", lambda *words, **_: bool(asked.append(" ".join(words[1:3]))) or True
    )
    desk.do("show-gateways")
    desk.pick(desk.find("gateways"), 0)
    desk.do("sign-out")
    assert not memory_keyring.entries
    assert "application ID" in asked[0]
    desk.press("gateways.remove")
    assert desk.store.connections.all() == []
    assert "Rehearsal" in asked[1]


def test_submitting_without_ids_offers_to_sign_in(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    desk.window.credentials.forget(desk.window.connecting.current)
    ready(desk)
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert not sheet.accept_button.isEnabled()
    desk.press("submit.sign-in", sheet)
    dialog = desk.dialog("sign-in")
    for name in ("application_id", "client_id"):
        desk.type_into(f"field:/{name}", practice.details["hdruk"][name], dialog)
    desk.press("dialog.sign-in.accept", dialog)
    assert sheet.accept_button.isEnabled()


def test_without_a_keyring_the_window_says_so(start: Callable[..., Desk], practice: PracticeServer) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())
    desk = start()
    assert desk.window.notice.words == "No keyring was found: signing in lasts for this session only."
    connect(desk, practice)
    ready(desk)
    submit(desk)
    desk.dialog("receipt")
    assert not Credentials().has(desk.window.connecting.current)


def test_another_address_needs_its_own_ids(desk: Desk, practice: PracticeServer, tmp_path: Path) -> None:
    connect(desk, practice)
    with PracticeServer(tmp_path / "other", samples=False) as other:
        desk.do("sign-in")
        dialog = desk.dialog("sign-in")
        desk.type_into("field:/url", other.details["hdruk"]["url"], dialog)
        assert "are removed, not sent to this address" in desk.find("sign-in.where", dialog).text()
        desk.press("dialog.sign-in.accept", dialog)
        assert dialog.isVisible()
        assert desk.store.connections.get("Rehearsal").url == practice.details["hdruk"]["url"]
        for name in ("application_id", "client_id"):
            desk.type_into(f"field:/{name}", other.details["hdruk"][name], dialog)
        desk.press("dialog.sign-in.accept", dialog)
        ids = other.details["hdruk"]
    changed = desk.store.connections.get("Rehearsal")
    assert changed.url == ids["url"]
    assert desk.window.credentials.read(changed)["client_id"].reveal() == ids["client_id"]


def test_with_a_locked_keyring_the_ids_can_be_kept_for_the_session(
    desk: Desk, practice: PracticeServer, memory_keyring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.errors import KeyringLocked

    def locked(*_: str) -> None:
        raise KeyringLocked

    details = practice.details["hdruk"]
    desk.store.connections.save(Connection("Rehearsal", "hdruk", details["url"], practice=True))
    desk.window.connecting.refresh()
    monkeypatch.setattr(memory_keyring, "set_password", locked)
    monkeypatch.setattr("gatewaydesk.ui.dialogs.sign_in.ask", lambda *words, **_: "locked" in words[1])
    dialog = desk.window.connecting.ask_sign_in(desk.store.connections.get("Rehearsal"))
    desk.window.settle()
    for name in ("application_id", "client_id"):
        desk.type_into(f"field:/{name}", details[name], dialog)
    desk.press("dialog.sign-in.accept", dialog)
    assert not memory_keyring.entries
    assert desk.window.credentials.has(desk.store.connections.get("Rehearsal"))
    assert "this session only" in desk.window.notice.words


def test_what_the_route_would_spoil_is_asked_about_and_shown_on_its_field(
    desk: Desk, practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(desk, practice)
    connection = desk.store.connections.get("Rehearsal")
    desk.store.connections.save(Connection(connection.name, "hdruk", connection.url, practice=True))
    desk.window.connecting.refresh()
    model = ready(desk)
    authoring = model.authoring
    place = ("summary", "contactPoint") if authoring.document.get(("summary", "contactPoint")) else ()
    place = place or ("summary", "dataCustodian", "contactPoint")
    authoring.document.set(place, "o'neil@example.org")
    asked: list[str] = []
    monkeypatch.setattr("gatewaydesk.ui.dialogs.spoiled.ask", lambda *words, **_: bool(asked.append(words[1])))
    submit(desk)
    assert asked == ["This gateway would refuse a value that is right."]
    assert desk.store.outbox.rows() == []
    assert [(one.pointer, one.source) for one in authoring.problems] == [(place, "gateway")]


def test_a_submission_to_a_gateway_that_was_removed_can_be_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = desk.store.outbox
    row = outbox.begin("d", "Gone", "hdruk", "T", "A/1", method="POST", url="https://x", body=b"1", route="r", pid="p")
    outbox.sending(row.id)
    outbox.unknown(row.id, "silence")
    monkeypatch.setattr("gatewaydesk.ui.outgoing.ask", lambda *_, **__: True)
    desk.window.sending.outgoing.resolve(outbox.get(row.id))
    desk.window.settle()
    assert outbox.rows(open_only=True) == []
    assert "Given up by hand" in outbox.get(row.id).note


def test_the_history_goes_out_as_csv(desk: Desk, practice: PracticeServer, tmp_path: Path) -> None:
    from gatewaydesk.ui import gateway_actions

    connect(desk, practice)
    ready(desk)
    submit(desk)
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    gateway_actions.export_history(desk.window, tmp_path / "history.csv")
    desk.window.settle()
    lines = (tmp_path / "history.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "dataset_id" in lines[0]


def test_starting_brings_in_no_web_server_and_no_http_library() -> None:
    code = (
        "import sys, gatewaydesk.ui.main_window; "
        "print([name for name in ('requests', 'flask', 'keyring.backends') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_a_picture_of_the_window_is_drawn(qapp: object) -> None:
    from gatewaydesk.ui.offscreen import picture

    image = picture(Catalogue().load("HDRUK/4.0.0"), {"summary": {"title": "T"}}, size=(1100, 700), section="/coverage")
    assert (image.width(), image.height()) == (1100, 700)
    dark = picture(Catalogue().load("HDRUK/4.0.0"), {}, size=(1100, 700), theme="dark")
    assert dark.pixelColor(600, 690).lightness() < 128


def test_choosing_a_gateway_does_not_wait_for_the_database(desk: Desk) -> None:
    for name in ("One", "Two"):
        desk.store.connections.save(Connection(name, "hdruk", "https://gateway.example"))
    connecting = desk.window.connecting
    connecting.refresh()
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    connecting.choose("Two")  # on the main thread this would stand still until the other program is done
    connecting.choose("One")
    connecting.choose("Two")
    assert connecting.current is not None and connecting.current.name == "Two"
    other.execute("ROLLBACK")
    other.close()
    desk.window.settle()
    assert desk.store.settings.get("gateway") == "Two"
