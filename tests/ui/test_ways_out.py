"""Every error of the HDR UK gateway, produced once by the practice gateway, seen in the window, with its way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError, GatewayProblem
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken, Prepared
from gatewaydesk.practice.server import PracticeServer
from tests.ui.sending import connect, ready, submit

Desk = Any  # the fixture `desk`, see conftest.py
Rigged = Callable[[Desk, PracticeServer], object]


def to_another_team(desk: Desk, server: PracticeServer) -> None:
    there = desk.store.connections.get("Rehearsal")
    other = server.hdruk.add_team()["team_id"]
    desk.store.connections.save(replace(there, options={"team_id": other}))


def empty_group(desk: Desk, server: PracticeServer) -> None:
    desk.window.current_model.authoring.document.set(("accessibility", "usage"), {})


def away(desk: Desk, server: PracticeServer) -> None:
    server.hdruk.silence = 0.05
    server.hdruk.set_translation_away(True)


def fault(kind: str) -> Rigged:
    return lambda desk, server: server.hdruk.fail_next(kind)


@dataclass(frozen=True)
class Row:
    """What is rigged, the words that are seen, and the ways that are offered."""

    rig: Rigged
    words: str
    ways: tuple[str, ...]


# Errors of a submission, by the route that a team ID opens.
SUBMITTING = {
    "headers-missing": Row(fault("signed-out"), "did not receive both IDs", ("sign-in", "retry")),
    "application-unknown": Row(
        lambda desk, server: server.hdruk.delete_application(),
        "does not know this Application ID",
        ("sign-in", "retry"),
    ),
    "client-id-wrong": Row(
        lambda desk, server: server.hdruk.rotate_client_id(), "Client ID does not belong to it", ("sign-in", "retry")
    ),
    "application-disabled": Row(
        lambda desk, server: server.hdruk.set_enabled(False), "is not enabled on the gateway", ("retry",)
    ),
    "permission-missing": Row(
        lambda desk, server: server.hdruk.set_permissions({"datasets.create": False}),
        "tick the permission for datasets",
        ("retry",),
    ),
    "other-team": Row(to_another_team, "belongs to another team", ("edit-connection",)),
    "metadata-refused": Row(empty_group, "does not accept one value", ("show-field",)),
    "not-said-why": Row(fault("refused"), "did not say why", ("check",)),
    "validator-away": Row(away, "checks metadata did not answer", ("later",)),
    "too-many": Row(
        lambda desk, server: server.hdruk.set_rate_limit(0), "too many calls from here within a minute", ("later",)
    ),
    "too-many-with-a-time": Row(fault("busy"), "too many calls from here within a minute", ("later",)),
    "maintenance": Row(
        lambda desk, server: setattr(server.hdruk, "maintenance", True), "closed for maintenance", ("later",)
    ),
    "too-large": Row(fault("too-large"), "larger than the gateway takes", ()),
    "not-json": Row(fault("html"), "may still arrive", ("outbox", "anyway")),
    "nothing-at-all": Row(fault("empty"), "may still arrive", ("outbox", "anyway")),
    "page-of-a-hotel": Row(fault("portal"), "may still arrive", ("outbox", "anyway")),
    "given-up-on-the-way": Row(fault("timeout"), "may still arrive", ("outbox", "anyway")),
    "something-new": Row(fault("strange"), "may still arrive", ("outbox", "anyway")),
    "redirect": Row(fault("redirect"), "sent us on to", ("edit-connection", "retry")),
}


def offered(sheet: Any) -> tuple[str, ...]:
    later = sheet._later
    return (*sheet._ways.offered, *(["later"] if not later.isHidden() and later.blocked else []))


@pytest.mark.parametrize("name", SUBMITTING)
def test_each_error_of_a_submission_is_explained_with_its_way_out(
    desk: Desk, practice: PracticeServer, name: str
) -> None:
    row = SUBMITTING[name]
    connect(desk, practice)
    ready(desk)
    row.rig(desk, practice)
    sheet = submit(desk)
    said = desk.find("submit.says", sheet).text()
    assert row.words in said, said
    assert offered(sheet) == row.ways
    for way in row.ways:
        if way != "later":
            assert desk.find(f"way.{way}", sheet).isVisible()
    desk.press("way.copy", sheet)
    copied = QGuiApplication.clipboard().text()
    assert row.words in copied and practice.details["hdruk"]["url"] in copied
    assert practice.details["hdruk"]["client_id"] not in copied


# Errors of other calls: what is asked of the connector, and the rule that explains it.


def _team(server: PracticeServer) -> str:
    return f"/api/v2/teams/{server.details['hdruk']['team_id']}/datasets"


def _call(method: str, path: str, body: bytes = b"") -> Callable[[Any, PracticeServer], object]:
    def do(gateway: Any, server: PracticeServer) -> object:
        url = f"{server.details['hdruk']['url']}{path.replace('{team}', _team(server))}"
        return gateway.send(
            Prepared(method, url, body, "v2-team", "", action="update", dataset_id="1"),
            CancelToken(),
        )

    return do


V1 = "/api/v1/integrations/datasets"
OTHERS: dict[str, tuple[Callable[[Any, PracticeServer], object], str, tuple[str, ...]]] = {
    "dataset-never-was": (
        lambda gateway, server: gateway.fetch("987654", CancelToken()),
        "knows no dataset (or team) with this ID",
        ("refresh",),
    ),
    "dataset-of-another-team": (
        lambda gateway, server: gateway.fetch(str(_of_another_team(server)), CancelToken()),
        "has no such dataset for your team any more",
        ("refresh",),
    ),
    "no-such-record": (_call("PUT", f"{V1}/987654", b'{"metadata":{"a":1}}'), "no such record any more", ("refresh",)),
    "id-wrong": (
        _call("PUT", "{team}/987654", b'{"metadata":{"metadata":{"a":1}},"status":"ACTIVE"}'),
        "most likely there is no dataset with this ID",
        ("refresh",),
    ),
    "argument-invalid": (
        _call("PATCH", "{team}/1", b'{"status":"PUBLISHED"}'),
        "The gateway could not read the call: “status”",
        (),
    ),
    "member-missing": (_call("PUT", "{team}/1", b'{"metadata":{"metadata":{"a":1}}}'), "missed “status”", ("outbox",)),
    "title-missing": (
        _call("POST", "{team}", b'{"metadata":{"summary":{"title":" "}},"status":"DRAFT","create_origin":"API"}'),
        "The dataset has no title",
        ("show-field",),
    ),
    "archived": (
        _call("PATCH", "/api/v1/datasets/2", b'{"status":"ACTIVE"}'),
        "archived, so its status cannot be changed",
        ("unarchive",),
    ),
    "address-wrong": (_call("POST", "/api/v2/foo"), "does not know what was asked of it", ("edit-connection", "retry")),
    "route-wrong": (
        _call("POST", "/api/v2/foo/bar"),
        "does not know what was asked of it",
        ("edit-connection", "retry"),
    ),
    "method-unsupported": (
        _call("PATCH", f"{V1}/1", b"{}"),
        "does not offer this (PATCH)",
        ("edit-connection", "retry"),
    ),
    "other-team-on-v1": (
        lambda gateway, server: _call("PUT", f"{V1}/{_of_another_team(server)}", b'{"metadata":{"a":1}}')(
            gateway, server
        ),
        "belongs to another team",
        ("edit-connection", "refresh"),
    ),
    "sorting": (_call("GET", f"{V1}?sort=nonsense:asc"), "cannot sort its list", ()),
    "half-a-schema": (_call("GET", "{team}/1?schema_model=HDRUK"), "was told only the model", ()),
    "not-translated": (
        _call("GET", "{team}/1?schema_model=GWDM&schema_version=2.0"),
        "could not translate this dataset",
        (),
    ),
}


def _of_another_team(server: PracticeServer) -> int:
    import requests

    other = server.hdruk.add_team()
    url = f"{server.details['hdruk']['url']}/api/v2/teams/{other['team_id']}/datasets"
    headers = {"x-application-id": other["application_id"], "x-client-id": other["client_id"]}
    body = {"metadata": {"summary": {"title": "Theirs"}}, "status": "DRAFT", "create_origin": "API"}
    query = {"input_schema": "HDRUK", "input_version": "4.0.0"}
    return int(requests.post(url, params=query, json=body, headers=headers, timeout=10).json()["data"])


@pytest.fixture
def stocked(tmp_path: Any) -> Any:
    with PracticeServer(tmp_path / "stocked") as server:
        yield server


@pytest.mark.parametrize("name", OTHERS)
def test_each_other_error_is_explained_with_its_way_out(desk: Desk, stocked: PracticeServer, name: str) -> None:
    do, words, ways = OTHERS[name]
    connect(desk, stocked)
    connection = desk.store.connections.get("Rehearsal")
    gateway = open_gateway(connection, desk.window.credentials.read(connection))
    with pytest.raises(GatewayProblem) as caught:
        do(gateway, stocked)
    taken: list[str] = []
    more = {one: (lambda one=one: taken.append(one)) for one in ("refresh", "retry")}
    dialog = desk.window.sending.show_refusal(caught.value, connection, done="Try it", **more)
    desk.window.settle()
    said = f"{desk.find('refusal.what', dialog).text()} {desk.find('refusal.todo', dialog).text()}"
    assert words in said, said
    expected = tuple(one for one in ways if one != "unarchive")  # that one only the list of datasets can go
    assert tuple(dialog.ways.offered) == expected
    desk.press("way.answer", dialog)
    assert desk.find("way.answer.text", dialog).toPlainText().startswith("HTTP status ")
    if "refresh" in ways:
        desk.press("way.refresh", dialog)
        assert taken == ["refresh"] and desk.open_dialogs() == []


def test_the_ways_lead_where_they_say(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    model = ready(desk)
    to_another_team(desk, practice)
    sheet = submit(desk)
    desk.press("way.edit-connection", sheet)
    settings = desk.dialog("sign-in")
    desk.window.settle()
    assert desk.window.focusWidget() is not None
    assert settings.focusWidget().objectName() == "field:/team_id"
    desk.type_into("field:/team_id", str(practice.details["hdruk"]["team_id"]), settings)
    desk.press("dialog.sign-in.accept", settings)
    model.authoring.document.set(("accessibility", "usage"), {})
    desk.press("dialog.submit.reject", sheet)

    sheet = submit(desk)
    desk.press("way.show-field", sheet)
    assert "dialog.submit" not in desk.open_dialogs()
    assert desk.window.focused[:2] == ("accessibility", "usage")
    desk.do("undo")
    practice.hdruk.set_enabled(False)
    sheet = submit(desk)
    practice.hdruk.set_enabled(True)
    desk.press("way.retry", sheet)
    desk.dialog("receipt")


def test_a_pause_can_be_waited_out_here_and_stopped(
    desk: Desk, practice: PracticeServer, qtbot: Any, memory_keyring: Any
) -> None:
    connect(desk, practice)
    ready(desk)
    practice.hdruk.fail_next("busy")
    sheet = submit(desk)
    desk.press("submit.wait", sheet)
    assert desk.find("submit.wait", sheet).text() == "Stop waiting"
    assert desk.find("submit.countdown", sheet).text() == "It is tried again in 1 second."
    desk.press("submit.wait", sheet)
    qtbot.waitUntil(sheet.accept_button.isEnabled, timeout=5000)
    assert desk.store.history.rows() == []
    practice.hdruk.fail_next("busy")
    desk.press("dialog.submit.accept", sheet)
    desk.press("submit.wait", sheet)
    qtbot.waitUntil(lambda: "dialog.receipt" in desk.open_dialogs(), timeout=5000)
    assert len(desk.store.history.rows()) == 1


def test_a_pause_is_counted_in_any_dialog(desk: Desk, practice: PracticeServer, qtbot: Any) -> None:
    from gatewaydesk.errors import Refused

    tried: list[int] = []
    error = Refused("Too many.", "Wait.", status=429, answer="x", retry_after=1.0)
    dialog = desk.window.sending.show_refusal(error, retry=lambda: tried.append(1))
    assert dialog.ways.offered == ["retry"]
    desk.press("way.wait", dialog)
    qtbot.waitUntil(lambda: tried == [1], timeout=5000)
    assert desk.open_dialogs() == []


@pytest.mark.parametrize("answer", ["<b>bold</b><script>x</script>", '{"message":"<img src=x>"}', "\u202eevil"])
def test_an_answer_is_text_and_never_a_page(desk: Desk, answer: str) -> None:
    from gatewaydesk.gateways.hdruk_answers import explain
    from gatewaydesk.gateways.wire import Answer

    refused = explain(Answer(500, {}, answer, None)).refused
    dialog = desk.window.sending.show_refusal(refused)
    desk.press("way.answer", dialog)
    shown = desk.find("way.answer.text", dialog)
    assert shown.toPlainText() == f"HTTP status 500\n\n{answer.replace(chr(0x202E), ' ').strip()}"
    for name in ("refusal.what", "refusal.todo"):
        assert desk.find(name, dialog).textFormat().name == "PlainText"


def test_an_error_of_which_nothing_is_known_can_still_be_copied(desk: Desk) -> None:
    dialog = desk.window.sending.show_refusal(
        GatewayDeskError("It broke.", "Look."), Connection("N", "hdruk", "http://x")
    )
    desk.press("way.copy", dialog)
    assert "It broke. Look." in QGuiApplication.clipboard().text()
    assert desk.find("way.copy", dialog).text() == "Copied"
    assert dialog.ways.offered == []


def test_what_is_sent_from_the_outbox_has_its_ways_out_too(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    ready(desk)
    practice.hdruk.set_rate_limit(0)
    desk.press("submit.later", submit(desk))
    practice.hdruk.set_rate_limit(2000)
    desk.store.outbox.queue.hurry()
    (row,) = desk.store.outbox.rows(open_only=True)
    new = practice.hdruk.rotate_client_id()
    desk.window.sending.outgoing.send_now(row)
    dialog = desk.dialog("refusal")
    assert "Client ID does not belong to it" in desk.find("refusal.what", dialog).text()
    desk.press("way.sign-in", dialog)
    settings = desk.dialog("sign-in")
    assert "leave empty what is to stay" in desk.find("sign-in.where", settings).text()
    desk.type_into("field:/client_id", new, settings)
    desk.press("dialog.sign-in.accept", settings)
    assert "dialog.refusal" not in desk.open_dialogs()
