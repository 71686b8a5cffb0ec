"""Connections to every system: their own sign-in dialogs, and which of them takes which dataset."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QRadioButton

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.gateways import SYSTEMS, takes
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services.connecting import keep_practice
from gatewaydesk.store import Receipt
from tests.conftest import MemoryKeyring

Desk = Any  # the fixture `desk`, see conftest.py
Serve = Callable[..., dict[str, Any]]

WAYS = {  # the way of signing in, by its number, and what is typed for it
    "opendatasoft": (0, ("api_key",)),
    "adobe": (0, ("client_id", "client_secret", "org_id")),
    "qrvey": (0, ("user_id", "app_id", "api_key")),
}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts one system's practice gateway; what a person needs to connect to it."""
    running: list[PracticeServer] = []

    def begin(system: str) -> dict[str, Any]:
        running.append(PracticeServer(paths.data_dir() / "practice", systems=(system,), samples=False))
        running[-1].__enter__()
        return dict(running[-1].details[system])

    yield begin
    for one in running:
        one.__exit__(None, None, None)


def choose_system(desk: Desk, dialog: Any, system: str) -> None:
    box = desk.find("sign-in.system", dialog)
    box.setCurrentIndex(box.findData(system))
    box.activated.emit(box.currentIndex())
    desk.window.settle()


def adding(desk: Desk, system: str, **typed: str) -> Any:
    """The dialog that adds a gateway, with a system chosen and texts typed."""
    desk.do("add-gateway")
    dialog = desk.dialog("sign-in")
    choose_system(desk, dialog, system)
    for name, text in typed.items():
        desk.type_into(f"field:/{name}", text, dialog)
    return dialog


def passed(desk: Desk, dialog: Any) -> bool:
    desk.press("dialog.sign-in.test", dialog)
    desk.window.settle()
    return bool(dialog.tested.steps.picks) and all(one.sign == "done" for one in dialog.tested.steps.picks)


@pytest.mark.parametrize("system", WAYS)
def test_each_system_is_added_tested_and_signed_in_to_by_its_own_form(
    desk: Desk, serve: Serve, memory_keyring: MemoryKeyring, system: str
) -> None:
    details = serve(system)
    typed = {name: details[name] for name in WAYS[system][1]}
    if "ims_url" in details:
        typed |= {"ims_url": details["ims_url"], "sandbox": details["sandbox"]}
    dialog = adding(desk, system, name="There", url=details["url"], **typed)
    assert passed(desk, dialog), [one.note for one in dialog.tested.steps.picks]
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.settle()
    made = desk.store.connections.get("There")
    assert made is not None and made.system == system and made.practice and made.mark == "PRACTICE"
    secret = WAYS[system][1][-1] if system != "adobe" else "client_secret"
    assert [name for _, name in memory_keyring.entries] == [secret]
    assert json.dumps(dict(made.options)).find(details[secret]) < 0
    assert desk.store.settings.get("last_system") == system
    desk.do("add-gateway")
    assert desk.find("sign-in.system", desk.dialog("sign-in")).currentData() == system  # the last one


def test_another_system_keeps_the_name_and_draws_its_own_form(desk: Desk) -> None:
    dialog = adding(desk, "hdruk", name="Mine")
    assert desk.find("sign-in.preset.0", dialog).isVisible()
    choose_system(desk, dialog, "adobe")
    value = dialog.form.model.authoring.document.value
    assert (value["name"], value["url"]) == ("Mine", "https://platform.adobe.io")
    assert "production" in dialog.findChild(object, "sign-in.production").text()
    assert "The client secret is kept" in desk.find("sign-in.where", dialog).text()
    dialog.reject()


def test_one_of_two_ways_is_enough_and_going_over_to_it_leaves_the_other_behind(
    desk: Desk, serve: Serve, memory_keyring: MemoryKeyring
) -> None:
    details = serve("opendatasoft")
    dialog = adding(desk, "opendatasoft", name="City", url=details["url"])
    desk.press("dialog.sign-in.accept", dialog)
    assert dialog.isVisible() and not memory_keyring.entries  # the key is asked for
    desk.press("sign-in.way.1", dialog)
    assert dialog.form.model.authoring.document.value["url"] == details["url"]
    desk.type_into("field:/username", details["username"], dialog)
    desk.type_into("field:/password", details["password"], dialog)
    assert passed(desk, dialog)
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.settle()
    kept = desk.store.connections.get("City")
    assert kept.options["username"] == details["username"]
    assert memory_keyring.entries == {("gateway-desk/opendatasoft/City", "password"): details["password"]}

    again = desk.window.connecting.ask_sign_in(kept)
    desk.window.settle()
    assert desk.find("sign-in.way.1", again).isChecked()
    assert passed(desk, again), [one.note for one in again.steps.picks]  # with what is kept
    desk.press("sign-in.way.0", again)
    desk.press("dialog.sign-in.accept", again)
    assert again.isVisible()  # a user name and a password are no key
    desk.type_into("field:/api_key", details["api_key"], again)
    desk.press("dialog.sign-in.accept", again)
    desk.window.settle()
    assert memory_keyring.entries == {("gateway-desk/opendatasoft/City", "api_key"): details["api_key"]}
    assert "username" not in desk.store.connections.get("City").options


def test_a_sandbox_is_chosen_from_the_list_and_production_is_marked(
    desk: Desk, serve: Serve, memory_keyring: MemoryKeyring
) -> None:
    details = serve("adobe")
    names = ("client_id", "client_secret", "org_id", "ims_url")
    dialog = adding(desk, "adobe", name="Adobe", url=details["url"], **{name: details[name] for name in names})
    desk.press("choose:/sandbox", dialog)
    chooser = desk.dialog("choices")
    desk.window.settle()
    desk.pick(chooser.rows, desk.row_of(chooser.rows, "Trial"))
    desk.press("dialog.choices.accept", chooser)
    value = dialog.form.model.authoring.document.value
    assert (value["sandbox"], value["sandbox_type"]) == ("trial", "development")
    desk.type_into("field:/sandbox", "prod", dialog)
    assert passed(desk, dialog)
    assert dialog.form.model.authoring.document.value["sandbox_type"] == "production"  # the test has found it out
    dialog.reject()

    live = Connection("Live", "adobe", "https://platform.adobe.io", {"sandbox": "emea", "sandbox_type": "production"})
    desk.store.connections.save(live)
    desk.window.connecting.choose("Live")
    desk.window.settle()
    assert live.mark == "PRODUCTION" and desk.window.top.badge.text() == "PRODUCTION"
    assert not memory_keyring.entries


def test_a_pasted_token_is_in_memory_only(desk: Desk, memory_keyring: MemoryKeyring) -> None:
    dialog = adding(desk, "adobe", name="Adobe", client_id="abc", org_id="1@AdobeOrg")
    desk.press("sign-in.way.1", dialog)
    desk.type_into("field:/access_token", "eyJ.token", dialog)
    assert "in memory for this session only" in desk.find("sign-in.where", dialog).text()
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.settle()
    made = desk.store.connections.get("Adobe")
    assert not memory_keyring.entries and desk.window.credentials.has(made) and not Credentials().has(made)
    assert "session only" in desk.window.notice.words


@pytest.mark.parametrize("option", ["ims_url", "url"])
def test_secrets_follow_to_no_other_address_of_a_connection(
    desk: Desk, memory_keyring: MemoryKeyring, option: str
) -> None:
    options = {"client_id": "abc", "org_id": "1@AdobeOrg", "ims_url": "https://ims.example.org", "sandbox": "dev"}
    made = Connection("Adobe", "adobe", "https://platform.adobe.io", options)
    desk.store.connections.save(made)
    desk.window.credentials.store(made, {"client_secret": "p8e-hidden"})
    dialog = desk.window.connecting.ask_sign_in(made)
    desk.window.settle()
    desk.type_into(f"field:/{option}", "https://elsewhere.example.org", dialog)
    assert "not sent to this address" in desk.find("sign-in.where", dialog).text()
    desk.press("dialog.sign-in.accept", dialog)
    assert dialog.isVisible() and memory_keyring.entries  # a new secret is asked for; nothing was done yet
    desk.type_into("field:/client_secret", "p8e-other", dialog)
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.settle()
    assert list(memory_keyring.entries.values()) == ["p8e-other"]


def test_a_dataset_goes_only_where_its_schema_is_taken(desk: Desk) -> None:
    with PracticeServer(paths.data_dir() / "practice", systems=tuple(SYSTEMS), samples=False) as server:
        keep_practice(desk.store, desk.window.credentials, server.details)
        desk.window.connecting.choose("Practice Qrvey")
        desk.window.new_draft("HDRUK/4.0.0", example=True)
        desk.window.settle()
        desk.do("submit")
        sheet = desk.dialog("submit")
        picks = sheet.gateways.picks
        assert [one.key for one in picks if one.able] == ["Practice"] and picks[0].key == "Practice"
        assert sheet.gateways.current_key == "Practice"
        assert all("takes datasets that are written by" in one.note for one in picks if not one.able)
        row = next(at for at, one in enumerate(picks) if not one.able)
        desk.pick(sheet.gateways, row)
        assert sheet.gateways.current_key == "Practice"  # it cannot be chosen
        assert desk.find("dialog.submit.guide", sheet).isVisible()
        sheet.reject()

        desk.window.new_draft("Qrvey/4.0")
        desk.window.settle()
        desk.do("submit")
        sheet = desk.dialog("submit")
        assert sheet.gateways.current_key == "Practice Qrvey"
        for name in ("dialog.submit.guide", "submit.find-team"):
            assert not desk.find(name, sheet).isVisible()  # they are about the gateway of HDR UK
        sheet.reject()

        desk.window.new_draft("HDRUK/4.0.0", example=True)
        desk.window.settle()
        for one in desk.store.connections.all():
            if one.system == "hdruk":
                desk.store.connections.remove(one.name)
        desk.window.connecting.refresh()
        desk.do("submit")
        sheet = desk.dialog("submit")
        assert sheet.gateways.current_key is None and not sheet.accept_button.isEnabled()
        assert "None of your gateways takes" in desk.find("submit.consequences", sheet).text()
        assert not desk.find("submit.find-team", sheet).isVisible()
        sheet.reject()


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_new_dataset_begins_with_a_schema_that_the_chosen_gateway_takes(desk: Desk, system: str) -> None:
    desk.store.connections.save(Connection("There", system, "https://there.example.org"))
    desk.window.connecting.choose("There")
    desk.window.settle()
    desk.do("new")
    dialog = desk.dialog("new")
    fitting = [one.key for one in dialog.rows.picks if takes(system, one.key)]
    if fitting:
        assert takes(system, dialog.current.name)
        assert [one.key for one in dialog.rows.picks[: len(fitting)]] == fitting
    hdruk = next(one for one in dialog.rows.picks if one.key == "HDRUK/4.0.0")
    assert hdruk.figure[0] == "Health Data Research UK"
    dialog.reject()


def test_every_id_that_was_given_can_be_copied(desk: Desk) -> None:
    ids = json.dumps({"dataset": "d1", "batch_id": "b&2"})
    receipt = Receipt(
        "d1",
        "",
        "p",
        "There",
        "adobe",
        "T",
        "AEP/1.0",
        "active",
        "2026-01-01T00:00:00Z",
        "",
        ids=ids,
        web_url="https://there.example.org/d1",
    )
    assert receipt.further_ids == {"batch_id": "b&2"}
    dialog = desk.window.sending.show_receipt(receipt)
    desk.press("receipt.copy-id.batch_id", dialog)
    assert QApplication.clipboard().text() == "b&2"
    assert desk.find("receipt.open", dialog).isVisible()
    dialog.accept()
    history = desk.window.pages["history"]
    history._selected(receipt)
    (action,) = history.ids.menu().actions()
    action.trigger()
    assert desk.window.notice.words == "Copied the batch id b&2."
    assert history.web.isEnabled()
    history._selected(None)
    assert not history.web.isEnabled() and not history.ids.isVisibleTo(history)


@pytest.mark.parametrize(
    ("system", "typed", "meant"),
    [
        ("opendatasoft", "City.example.org/explore/dataset/trees/", "https://city.example.org"),
        ("adobe", "https://platform.adobe.io/data/foundation/catalog", "https://platform.adobe.io"),
        ("qrvey", "https://abcde.qrveyapp.com/devapi/v4/user", "https://abcde.qrveyapp.com"),
    ],
)
def test_an_address_is_shown_back_as_the_system_has_it(desk: Desk, system: str, typed: str, meant: str) -> None:
    dialog = adding(desk, system, url=typed)
    assert f"The address is {meant}." in desk.find("sign-in.where", dialog).text()
    assert "IDs" not in desk.find("sign-in.where", dialog).text()
    dialog.reject()


def test_a_sign_in_gives_no_advice_leaves_no_choice_open_and_asks_only_what_its_way_needs(desk: Desk) -> None:
    dialog = adding(desk, "opendatasoft", name="City", url="http://127.0.0.1:8000")
    radios = {one.text(): one.isChecked() for one in dialog.findChildren(QRadioButton) if one.isVisible()}
    assert radios["Management v2"] and "Not stated" not in radios
    assert not [one for one in dialog.form.model.authoring.check() if one.source == "advice"]
    choose_system(desk, dialog, "qrvey")

    def asked() -> set[str]:
        return {field.name for field in dialog.form.model.authoring.root.children}

    assert "token_header" not in asked()
    desk.press("sign-in.way.1", dialog)
    assert {"token_header", "access_token"} <= asked()
    dialog.reject()
