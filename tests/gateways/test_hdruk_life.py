"""What the HDR UK connector does with datasets that are there: the gateway's habits and traps, route by route."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.errors import GatewayProblem, Refused, Unreachable
from gatewaydesk.gateways import hdruk_reading, open_gateway
from gatewaydesk.gateways.base import CancelToken, Remote
from gatewaydesk.gateways.hdruk_escaping import escaped, uncoded_as, unescaped, unescaped_whole
from tests.gateways.conftest import reply
from tests.gateways.hdruk_desk import HdrUkDesk, plain

NOW = CancelToken()
VALUES = st.recursive(
    st.text("&<>\"'é;#039ampltgt q"),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=6,
)


def made(desk: HdrUkDesk, metadata: Any = None, *, status: str = "active") -> str:
    gateway = desk.open()
    prepared = gateway.prepare_create(metadata or desk.metadata, schema=desk.schema, status=status)
    return gateway.send(prepared, NOW).dataset_id


def row_of(desk: HdrUkDesk, dataset_id: str) -> Any:
    return next(row for row in desk.server.hdruk.datasets() if str(row["id"]) == dataset_id)


# what is sent


def test_an_update_by_the_team_route(v2: HdrUkDesk) -> None:
    dataset_id = made(v2)
    prepared = v2.open().prepare_update(dataset_id, v2.metadata, schema="HDRUK/4.0.0", status="draft")
    team = v2.details["team_id"]
    path = f"/api/v2/teams/{team}/datasets/{dataset_id}?input_schema=HDRUK&input_version=4.0.0"
    assert (prepared.method, prepared.url) == ("PUT", v2.details["url"] + path)
    assert json.loads(prepared.body) == {
        "metadata": {"metadata": v2.metadata, "schemaModel": "HDRUK", "schemaVersion": "4.0.0"},
        "status": "DRAFT",
        "is_cohort_discovery": False,
    }
    assert prepared.as_checked is None and prepared.troubles == ()


def test_an_update_by_the_integrations_route(v1: HdrUkDesk) -> None:
    dataset_id = made(v1)
    written = {**v1.metadata, "summary": {**v1.metadata["summary"], "contactPoint": "o'neil@x.example"}}
    prepared = v1.open().prepare_update(dataset_id, written, schema="HDRUK/4.0.0")
    path = f"/api/v1/integrations/datasets/{dataset_id}?input_schema=HDRUK&input_version=4.0.0"
    assert (prepared.method, prepared.url) == ("PUT", v1.details["url"] + path)
    assert json.loads(prepared.body) == {"metadata": written, "status": "ACTIVE", "is_cohort_discovery": False}
    assert [place for place, _ in prepared.troubles] == [("summary", "contactPoint")]
    assert prepared.as_checked == escaped(written)
    assert any("which changes 1 value" in said for said in prepared.consequences)


@pytest.mark.parametrize("with_team", [True, False])
def test_the_cohort_flag_outlives_an_update(v1: HdrUkDesk, v2: HdrUkDesk, with_team: bool) -> None:
    desk = v2 if with_team else v1
    for flag in (True, False):
        dataset_id = made(desk)
        desk.server.hdruk.store.change("datasets", int(dataset_id), {"is_cohort_discovery": flag})
        gateway = desk.open()
        gateway.send(gateway.prepare_update(dataset_id, desk.metadata, schema=desk.schema), NOW)
        assert row_of(desk, dataset_id)["is_cohort_discovery"] is flag


@pytest.mark.parametrize("with_team", [True, False])
def test_an_update_of_what_was_made_on_the_web_says_that_the_web_form_is_lost(
    v1: HdrUkDesk, v2: HdrUkDesk, with_team: bool
) -> None:
    desk = v2 if with_team else v1
    dataset_id = made(desk)
    gateway = desk.open()
    by_a_program = gateway.prepare_update(dataset_id, desk.metadata, schema=desk.schema)
    assert not any("web form" in said for said in by_a_program.consequences)
    gateway.send(by_a_program, NOW)
    assert row_of(desk, dataset_id)["create_origin"] == "API"
    desk.edit_elsewhere(dataset_id, desk.metadata)
    remote = gateway.fetch(dataset_id, NOW).remote
    assert remote.origin == "MANUAL"
    by_hand = gateway.prepare_update(dataset_id, desk.metadata, schema=desk.schema)
    assert any("It was made in the gateway's web form. From then on" in said for said in by_hand.consequences)
    assert "not in the gateway's web form" in next(one.why for one in gateway.offers(remote) if one.action == "update")


def test_what_the_gateway_fetches_itself_is_said_to_be_overwritten(v2: HdrUkDesk) -> None:
    dataset_id = made(v2)
    v2.server.hdruk.store.change("datasets", int(dataset_id), {"create_origin": "GMI"})
    prepared = v2.open().prepare_update(dataset_id, v2.metadata, schema=v2.schema)
    assert any("may overwrite what is sent" in said for said in prepared.consequences)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("active", "active", "everybody sees the change at once"),
        ("draft", "active", "It is a draft now, and is published"),
        ("archived", "active", "It is archived now, and is published"),
        ("draft", "draft", "kept as a draft"),
        ("active", "draft", "leaves the gateway's public pages"),
        ("archived", "archived", "stays in your team's archive"),
        ("active", "archived", "goes into your team's archive"),
    ],
)
def test_an_update_gives_the_status_that_it_says(v2: HdrUkDesk, before: str, after: str, said: str) -> None:
    dataset_id = made(v2)
    v2.server.hdruk.store.change("datasets", int(dataset_id), {"status": before.upper()})
    gateway = v2.open()
    prepared = gateway.prepare_update(dataset_id, v2.metadata, schema=v2.schema, status=after)
    assert any(said in sentence for sentence in prepared.consequences), prepared.consequences
    assert gateway.send(prepared, NOW).status == after
    assert row_of(v2, dataset_id)["status"] == after.upper()
    assert gateway.done(prepared, NOW) is True


def test_without_a_team_an_update_always_publishes_and_that_is_said(v1: HdrUkDesk) -> None:
    dataset_id = made(v1)
    gateway = v1.open()
    for status in ("draft", "archived"):
        v1.server.hdruk.store.change("datasets", int(dataset_id), {"status": status.upper()})
        with pytest.raises(GatewayProblem, match="publishes with every update"):
            gateway.prepare_update(dataset_id, v1.metadata, schema=v1.schema, status=status)
        prepared = gateway.prepare_update(dataset_id, v1.metadata, schema=v1.schema)
        assert any("and is published with this" in said for said in prepared.consequences)
        offer = next(one for one in gateway.offers(gateway.fetch(dataset_id, NOW).remote) if one.action == "update")
        assert "and is published with this" in offer.why
    gateway.send(prepared, NOW)
    assert row_of(v1, dataset_id)["status"] == "ACTIVE"
    with pytest.raises(GatewayProblem, match="cannot be updated as “deleted”"):
        gateway.prepare_update(dataset_id, v1.metadata, schema=v1.schema, status="deleted")


def test_a_dataset_of_another_team_is_never_moved_into_ours(v2: HdrUkDesk) -> None:
    dataset_id = made(v2)
    other = v2.server.hdruk.add_team()
    v2.server.hdruk.store.change("datasets", int(dataset_id), {"team_id": other["team_id"]})
    with pytest.raises(Refused, match="no such dataset"):
        v2.open().prepare_update(dataset_id, v2.metadata, schema=v2.schema)
    remote = Remote(dataset_id, "p", "T", "active", extra={"team_id": other["team_id"]})
    offers = {one.action: one for one in v2.open().offers(remote)}
    assert [name for name, one in offers.items() if one.offered] == ["create", "test"]
    assert f"belongs to team {other['team_id']}" in offers["archive"].why


def test_what_the_older_route_does_with_a_status(v1: HdrUkDesk) -> None:
    remote = Remote("5", "p", "T", "archived")
    archived = v1.open().prepare_status(remote, "unarchive")
    assert archived.url == f"{v1.details['url']}/api/v1/datasets/5?unarchive=1"
    assert (archived.method, json.loads(archived.body)) == ("PATCH", {"status": "DRAFT"})
    active = v1.open().prepare_status(Remote("5", "p", "T", "active"), "archive")
    assert active.url == f"{v1.details['url']}/api/v1/datasets/5"
    deleted = v1.open().prepare_status(remote, "delete")
    assert (deleted.method, deleted.body) == ("DELETE", b"")
    assert deleted.url == f"{v1.details['url']}/api/v1/integrations/datasets/5"


def test_deleting_is_the_one_thing_that_cannot_be_undone_and_says_what_can(v2: HdrUkDesk) -> None:
    offers = {one.action: one for one in v2.open().offers(Remote("5", "p", "T", "active"))}
    lasting = {name for name, one in offers.items() if not one.undoable}
    assert lasting == {"create", "delete"}
    assert "cannot be brought back" in offers["delete"].why and "Archiving" in offers["delete"].why
    assert "does not check" in offers["publish"].why or not offers["publish"].offered


# what is read


@pytest.mark.parametrize("with_team", [True, False])
def test_a_draft_that_is_not_finished_is_read_as_it_was_written(v1: HdrUkDesk, v2: HdrUkDesk, with_team: bool) -> None:
    begun = {"summary": {"title": "Begun"}}
    dataset_id = made(v2, begun, status="draft")
    pulled = (v2 if with_team else v1).open().fetch(dataset_id, NOW)
    assert (pulled.metadata, pulled.original, pulled.remote.status) == (begun, True, "draft")


@pytest.mark.parametrize("with_team", [True, False])
def test_text_that_the_older_route_has_coded_comes_back_as_it_was_written(
    v1: HdrUkDesk, v2: HdrUkDesk, with_team: bool
) -> None:
    written = copy.deepcopy(dict(v1.metadata))
    written["summary"]["title"] = "Heart & “Lung” <Café> O'Neil &amp; co"
    dataset_id = made(v1, written)
    gateway = (v2 if with_team else v1).open()
    pulled = gateway.fetch(dataset_id, NOW)
    assert pulled.metadata == written
    assert len(pulled.lost) == 1 and "turned back into signs" in pulled.lost[0]
    again = v1.open().prepare_update(dataset_id, pulled.metadata, schema=v1.schema)
    v1.open().send(again, NOW)
    assert gateway.fetch(dataset_id, NOW).metadata == written, "coded once, however often it goes and comes"


def test_codes_among_signs_are_left_and_said(v2: HdrUkDesk) -> None:
    written = copy.deepcopy(dict(v2.metadata))
    written["summary"]["title"] = "This & that &amp; those"
    pulled = v2.open().fetch(made(v2, written), NOW)
    assert pulled.metadata == written
    assert pulled.lost == (
        "1 value holds an HTML code such as “&amp;”, which may have been a sign before an older route changed it.",
    )


@given(VALUES)
def test_codes_are_turned_back_exactly(value: Any) -> None:
    assert unescaped(escaped(value)) == value
    whole = unescaped_whole(escaped(value))
    assert whole == value or (whole is None and escaped(value) == value)


@given(VALUES, VALUES)
def test_codes_of_known_texts_are_turned_back_and_nothing_else(value: Any, other: Any) -> None:
    assert uncoded_as(escaped(value), value) == value
    mixed = {"from here": escaped(value), "on the web": "R&D &amp; others &lt;"}
    assert uncoded_as(mixed, value) == {"from here": value, "on the web": "R&D &amp; others &lt;"}
    assert uncoded_as(other, escaped(other)) == other or uncoded_as(other, "") == other


@pytest.mark.parametrize("with_team", [True, False])
def test_without_an_original_the_translation_is_read_and_its_losses_told(
    v1: HdrUkDesk, v2: HdrUkDesk, with_team: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset_id = made(v2)
    store = v2.server.hdruk.store
    latest = store.versions(int(dataset_id))[0]
    envelope = {name: one for name, one in latest["envelope"].items() if name != "original_metadata"}
    store.change("versions", latest["id"], {"envelope": envelope})
    desk = v2 if with_team else v1
    own = desk.open().fetch(dataset_id, NOW)  # no map leads back from it here
    assert (own.metadata, own.schema, own.original) == (latest["envelope"]["metadata"], "GWDM/2.0", False)
    assert "its own format" in own.lost[0] and any("“;,;”" in said for said in own.lost)
    monkeypatch.setattr(v2.server.hdruk.traser, "translate_back", lambda *_: {"summary": {"title": "Back"}})
    back = desk.open().fetch(dataset_id, NOW)
    assert (back.metadata, back.schema, back.original) == ({"summary": {"title": "Back"}}, "HDRUK/4.0.0", False)
    assert "its translation" in back.lost[0] and back.mark == own.mark


def test_a_translation_service_that_is_away_is_no_answer(v2: HdrUkDesk) -> None:
    dataset_id = made(v2)
    store, practice = v2.server.hdruk.store, v2.server.hdruk
    latest = store.versions(int(dataset_id))[0]
    store.change("versions", latest["id"], {"envelope": {"metadata": latest["envelope"]["metadata"]}})
    practice.silence = 0.0
    practice.set_translation_away(True)
    with pytest.raises(Refused, match="did not answer"):
        v2.open().fetch(dataset_id, NOW)


def test_one_is_found_in_the_older_routes_list_wherever_it_stands(
    v1: HdrUkDesk, v2: HdrUkDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [made(v2, {"summary": {"title": f"Number {at}"}}, status="draft") for at in range(9)]
    monkeypatch.setattr(hdruk_reading, "_FEW", 2)
    gateway = v1.open()
    assert [gateway.fetch(one, NOW).metadata["summary"]["title"] for one in ids] == [f"Number {at}" for at in range(9)]
    v2.open().send(v2.open().prepare_status(gateway.fetch(ids[4], NOW).remote, "delete"), NOW)
    for gone in (ids[4], "999999", "no number"):
        with pytest.raises((Refused, GatewayProblem)):
            gateway.fetch(gone, NOW)
    assert gateway.fetch(ids[5], NOW).remote.dataset_id == ids[5]


def test_the_newest_version_is_read_in_whichever_order_they_come(v2: HdrUkDesk, serve: Any) -> None:
    versions = [
        {"version": at, "metadata": {"original_metadata": {"summary": {"title": f"Version {at}"}}}} for at in (2, 10, 9)
    ]
    row = {"id": 4, "pid": "p", "status": "ACTIVE", "versions": versions}
    web = serve(reply(200, {"message": "success", "data": row}))
    gateway = _elsewhere(v2, web.url)
    pulled = gateway.fetch("4", NOW)
    assert (pulled.metadata["summary"]["title"], pulled.remote.title) == ("Version 10", "Version 10")


def test_a_team_without_datasets_is_counted_too(v2: HdrUkDesk, serve: Any) -> None:
    web = serve(reply(200, {"data": []}))  # PHP writes no members as a list
    assert _elsewhere(v2, web.url).count_by_status(NOW) == {"active": 0, "draft": 0, "archived": 0}
    with pytest.raises(Refused, match="could not be understood"):
        _elsewhere(v2, serve(reply(200, {"message": "success"})).url).count_by_status(NOW)


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": {"id": "4"}}, [], b"<html>"])
def test_one_dataset_of_the_wrong_shape_is_said_so(v2: HdrUkDesk, serve: Any, body: Any) -> None:
    with pytest.raises(Refused) as caught:
        _elsewhere(v2, serve(reply(200, body)).url).fetch("4", NOW)
    assert caught.value.way_out == "edit-connection"


# the gateway's own test


@pytest.mark.parametrize("with_team", [True, False])
def test_the_test_says_what_it_cannot_know(v1: HdrUkDesk, v2: HdrUkDesk, with_team: bool) -> None:
    desk = v2 if with_team else v1
    written = copy.deepcopy(dict(desk.metadata))
    written["summary"]["contactPoint"] = "o'neil@x.example"
    written["revisions"] = [{"version": "1.0.0", "url": "https://d5faf9c6-32c1-46d7-93c4-7706a5436ed9"}]
    prepared = desk.open().prepare_test(written, schema="HDRUK/4.0.0")
    assert json.loads(prepared.body) == {"metadata": {"metadata": written}}
    assert prepared.url == f"{desk.details['url']}/api/v1/integrations/datasets/test"
    said = " ".join(prepared.consequences)
    assert "keeps nothing" in said and "cannot be told the schema" in said and "another one than HDRUK 4.0.0" in said
    assert [place for place, _ in prepared.troubles] == [("summary", "contactPoint"), ("revisions", 0, "url")]
    assert ("Sending it with your team ID does not." in said) == with_team


def test_a_long_address_with_a_suffix_keeps_nobody_busy(v2: HdrUkDesk) -> None:
    written = {"revisions": [{"url": "https://web.prod.hdruk.cloud/dataset/12?version=1.0.0"}, {"url": None}, 7]}
    assert v2.open().prepare_test(written, schema="HDRUK/4.0.0").troubles == ()


def test_a_test_that_was_not_answered_has_changed_nothing(v2: HdrUkDesk) -> None:
    gateway = v2.open()
    v2.fail_next("reset-after")
    with pytest.raises(Unreachable, match="keeps nothing"):
        gateway.send(gateway.prepare_test(plain(v2.metadata), schema=v2.schema), NOW)


def _elsewhere(desk: HdrUkDesk, url: str) -> Any:
    return open_gateway(replace(desk.connection(), url=url), desk.secrets)
