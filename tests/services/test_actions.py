"""What is done to datasets that are there: through the outbox like a submission, at most once, each with a receipt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import OutcomeUnknown, Refused, StoreProblem
from gatewaydesk.gateways.base import Action, CancelToken, Prepared, Pulled, Remote
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import evidence, outgoing, resolving
from gatewaydesk.services.deeds import deed, prepared_of
from gatewaydesk.services.looking_again import ChangedThere
from gatewaydesk.services.resolving import resolve
from gatewaydesk.services.submission import Submission, queue, submit
from gatewaydesk.store import AlreadySent, Receipt, Store

pytestmark = pytest.mark.usefixtures("no_pauses")

SCHEMA = "HDRUK/4.0.0"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(tmp_path / "practice") as running:
        yield running


class Desk:
    """A practice gateway, one connection to it, and a draft that is a dataset there."""

    def __init__(self, store: Store, server: PracticeServer) -> None:
        self.store, self.practice = store, server.hdruk
        details = server.details["hdruk"]
        secrets = {name: details[name] for name in ("application_id", "client_id")}
        self.connection = Connection(
            "Practice", "hdruk", details["url"], {"team_id": details["team_id"]}, practice=True
        )
        self.gateway = HdrUk(
            self.connection,
            secrets,
            transport=Transport(
                details["url"], {f"x-{name.replace('_', '-')}": one for name, one in secrets.items()}, pause=0.01
            ),
        )
        store.connections.save(self.connection)
        self.made = self.do(self.create("First"))
        self.said: list[str] = []

    def create(self, title: str) -> Prepared:
        return self.gateway.prepare_create({"summary": {"title": title}}, schema=SCHEMA, status="draft")

    def update(self, title: str, status: str = "draft") -> Prepared:
        document = {"summary": {"title": title}}
        return self.gateway.prepare_update(self.made.dataset_id, document, schema=SCHEMA, status=status)

    def status(self, action: Action) -> Prepared:
        return self.gateway.prepare_status(self.remote(), action)

    def remote(self) -> Remote:
        return self.gateway.fetch(self.made.dataset_id, CancelToken()).remote

    def do(self, prepared: Prepared, *, draft: str = "d1", **more: Any) -> Receipt:
        said = getattr(self, "said", [])
        what = Submission(prepared, draft, "One", SCHEMA, **more)
        return submit(self.store, self.gateway, what, cancel=CancelToken(), progress=said.append)

    def held(self) -> tuple[str, str]:
        row = next(row for row in self.practice.datasets() if str(row["id"]) == self.made.dataset_id)
        return row["status"], row["title"]


@pytest.fixture
def desk(store: Store, server: PracticeServer) -> Desk:
    return Desk(store, server)


def test_every_action_goes_through_the_outbox_and_leaves_a_receipt(desk: Desk, store: Store) -> None:
    done = [desk.do(desk.update("Second"))]
    for action in ("archive", "unarchive", "archive", "delete"):
        done.append(desk.do(desk.status(action)))
    assert [receipt.action for receipt in done] == ["update", "archive", "unarchive", "archive", "delete"]
    assert [receipt.status for receipt in done] == ["draft", "archived", "draft", "archived", "deleted"]
    assert {receipt.dataset_id for receipt in done} == {desk.made.dataset_id}
    assert {receipt.pid for receipt in done} == {desk.made.pid}
    assert store.history.rows() == [*reversed(done), desk.made]
    assert [row.state for row in store.outbox.rows()] == ["sent"] * 6
    assert desk.said == [
        "Sending the changes of “One” to Practice…",
        "Archiving “One” on Practice…",
        "Taking “One” out of the archive of Practice…",
        "Archiving “One” on Practice…",
        "Deleting “One” from Practice…",
    ]
    assert "delete" in store.history.csv().splitlines()[1].split(",")


@pytest.mark.parametrize("kind", ["html-after", "reset-after", "half"])
@pytest.mark.parametrize("action", ["update", "archive"])
def test_a_lost_answer_of_what_has_happened_ends_with_a_receipt(desk: Desk, kind: str, action: Any) -> None:
    prepared = desk.update("Second") if action == "update" else desk.status(action)
    desk.practice.fail_next(kind)
    receipt = desk.do(prepared)
    assert (receipt.action, receipt.dataset_id) == (action, desk.made.dataset_id)
    row = desk.store.outbox.rows()[0]
    assert row.state == "sent" and "is as it was to be" in row.note
    assert evidence.told(row) == [f"Dataset {desk.made.dataset_id} is as it was to be."]


@pytest.mark.parametrize("kind", ["html", "reset-before", "http500"])
@pytest.mark.parametrize("action", ["update", "archive"])
def test_a_lost_answer_of_what_has_not_happened_can_be_sent_again(
    desk: Desk, kind: str, action: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = desk.update("Second") if action == "update" else desk.status(action)
    desk.practice.fail_next(kind)
    with pytest.raises(OutcomeUnknown, match=f"Dataset {desk.made.dataset_id} has not changed on Practice yet"):
        desk.do(prepared)
    with pytest.raises(AlreadySent, match="unknown outcome"):
        desk.do(prepared)
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    assert resolve(desk.store, desk.gateway, desk.store.outbox.rows()[0].id, CancelToken()) is None
    assert desk.held() == ("DRAFT", "First") and desk.store.outbox.rows()[0].state == "refused"
    assert desk.do(prepared).action == action


def test_what_cannot_be_told_stays_unknown_and_can_be_given_up(desk: Desk) -> None:
    prepared = desk.update("Second")
    row_id = _unknown(desk, prepared)
    desk.practice.edit_as_web(int(desk.made.dataset_id), {"summary": {"title": "Elsewhere"}})
    with pytest.raises(OutcomeUnknown, match="neither what was sent nor what it held before") as caught:
        resolve(desk.store, desk.gateway, row_id, CancelToken())
    assert "Pull it and compare" in caught.value.todo
    row = desk.store.outbox.get(row_id)
    assert row.state == "unknown" and "somebody else has changed it" in evidence.told(row)[-1]
    with pytest.raises(AlreadySent, match="unknown outcome"):
        desk.do(desk.status("archive"))
    desk.store.outbox.abandon(row_id)
    assert desk.do(desk.status("archive")).status == "archived"


def test_an_update_never_overwrites_what_somebody_else_has_changed_since(desk: Desk) -> None:
    prepared = desk.update("Second")
    desk.practice.edit_as_web(int(desk.made.dataset_id), {"summary": {"title": "Elsewhere"}})
    with pytest.raises(ChangedThere, match="was changed on Practice since this update was prepared"):
        desk.do(prepared)
    assert desk.held()[1] == "Elsewhere" and desk.store.outbox.rows()[0].state == "refused"
    assert desk.do(replace(prepared, base_mark="")).action == "update", "on purpose"
    assert desk.held()[1] == "Second"


def test_an_update_of_what_is_gone_is_not_tried_for_ever(desk: Desk) -> None:
    row = queue(desk.store, desk.gateway, Submission(desk.update("Second"), "d1", "One", SCHEMA))
    desk.practice.store.change("datasets", int(desk.made.dataset_id), {"deleted_at": "2026-01-01T00:00:00.000000Z"})
    passed = outgoing.go_through(desk.store, lambda _: desk.gateway, CancelToken())
    assert [(one.id, type(error)) for one, error in passed.refused] == [(row.id, ChangedThere)]
    assert desk.store.outbox.get(row.id).state == "refused"


def test_what_is_queued_goes_by_itself_and_in_order(desk: Desk) -> None:
    queue(desk.store, desk.gateway, Submission(desk.update("Second"), "d1", "One", SCHEMA))
    with pytest.raises(AlreadySent, match="waits in the outbox"):
        queue(desk.store, desk.gateway, Submission(desk.status("archive"), "", "Other", SCHEMA))
    other = desk.do(desk.create("Other"), draft="d2")
    archive = desk.gateway.prepare_status(Remote(other.dataset_id, other.pid, "Other", "draft"), "archive")
    queue(desk.store, desk.gateway, Submission(archive, "d2", "Other", SCHEMA))
    passed = outgoing.go_through(desk.store, lambda _: desk.gateway, CancelToken())
    assert [receipt.action for receipt in passed.sent] == ["update", "archive"]
    assert desk.held() == ("DRAFT", "Second")


def test_a_queued_update_that_arrived_after_all_is_not_sent_twice(desk: Desk) -> None:
    row = queue(desk.store, desk.gateway, Submission(desk.update("Second"), "d1", "One", SCHEMA))
    desk.store.outbox.sending(row.id)
    desk.store.outbox.back(row.id, "The answer was lost.", doubtful=True)
    desk.gateway.send(prepared_of(row), CancelToken())
    desk.practice.fail_next("http500")  # the next change, which must not come
    (receipt,) = outgoing.go_through(desk.store, lambda _: desk.gateway, CancelToken()).sent
    assert receipt.action == "update" and "arrived after all" in desk.store.outbox.get(row.id).note
    with pytest.raises(OutcomeUnknown):
        desk.do(desk.status("archive"))


def test_a_second_click_sends_nothing_and_a_later_update_does(desk: Desk) -> None:
    prepared = desk.update("Second")
    desk.do(prepared)
    with pytest.raises(AlreadySent, match="already sent") as caught:
        desk.do(prepared)
    assert caught.value.receipt is not None and caught.value.todo == "There is nothing new to send."
    desk.do(desk.update("First"))
    desk.do(desk.update("Second"))
    desk.do(desk.update("First"))
    assert desk.held()[1] == "First" and len(desk.store.history.rows()) == 5


def test_two_windows_at_once_send_one(desk: Desk) -> None:
    prepared, said = desk.update("Second"), list[str]()
    start = threading.Barrier(2)

    def window() -> None:
        start.wait()
        try:
            said.append(desk.do(prepared).action)
        except (AlreadySent, ChangedThere) as error:
            said.append(type(error).__name__)

    threads = [threading.Thread(target=window) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["AlreadySent", "update"]
    assert [row.state for row in desk.store.outbox.rows()].count("sent") == 2


def test_datasets_of_one_title_do_not_get_in_each_others_way(desk: Desk) -> None:
    other = desk.do(desk.create("Twin"), draft="d2", again=True)
    _unknown(desk, desk.status("archive"))
    archive = desk.gateway.prepare_status(Remote(other.dataset_id, other.pid, "One", "draft"), "archive")
    assert desk.do(archive, draft="").status == "archived"
    desk.do(desk.create("A third"), draft="d3")


def test_what_was_updated_is_not_made_a_second_time_by_mistake(desk: Desk) -> None:
    desk.do(desk.update("Second"), content="the same")
    with pytest.raises(AlreadySent, match="second dataset"):
        desk.do(desk.create("Second"), content="the same")


def test_a_no_is_a_no_and_changes_nothing(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        desk.do(desk.update("Second", "active"))
    assert caught.value.details and desk.held() == ("DRAFT", "First")
    assert desk.store.outbox.rows()[0].state == "refused"


def test_an_action_of_another_version_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    row_id = _unknown(desk, desk.status("archive"))
    with desk.store.database.write() as connection:
        connection.execute("UPDATE outbox SET action = 'paint' WHERE id = ?", (row_id,))
    with pytest.raises(StoreProblem, match="not known here: “paint”"):
        resolve(desk.store, desk.gateway, row_id, CancelToken())
    assert desk.store.outbox.get(row_id).state == "unknown"


def test_asking_about_it_again_settles_it_once(desk: Desk) -> None:
    row_id = _unknown(desk, desk.status("archive"))
    desk.gateway.send(prepared_of(desk.store.outbox.get(row_id)), CancelToken())
    receipt = resolve(desk.store, desk.gateway, row_id, CancelToken())
    assert receipt is not None and (receipt.action, receipt.status) == ("archive", "archived")
    assert resolve(desk.store, desk.gateway, row_id, CancelToken()) == receipt


def _unknown(desk: Desk, prepared: Prepared) -> str:
    """Sends something that never arrives, while nothing can be asked; the row is then unknown."""
    row = queue(desk.store, desk.gateway, Submission(prepared, "", "One", SCHEMA))
    desk.store.outbox.sending(row.id)
    desk.store.outbox.unknown(row.id, "The answer was lost.")
    return row.id


def test_every_action_has_its_words() -> None:
    for action in set(get_args(Action)) - {"test"}:
        words = deed(action)
        assert words.name != action and "Practice" in words.done.format(gateway="Practice")
        assert words.doing.format(title="One", gateway="Practice").endswith("…")
    assert deed("paint").name == "Paint" and deed("paint").done.format(gateway="Practice") == "Paint on Practice"


def test_a_doubtful_update_is_no_dataset_that_arrived_late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.practice.fail_next("reset-before")
    with pytest.raises(OutcomeUnknown):
        desk.do(desk.update("Second"))
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    assert resolve(desk.store, desk.gateway, desk.store.outbox.rows()[0].id, CancelToken()) is None
    assert desk.store.outbox.rows()[0].doubtful
    again = desk.do(desk.create("A new one"))
    assert again.action == "create" and again.dataset_id != desk.made.dataset_id


def test_an_update_waits_for_no_dataset_of_its_draft_that_arrived_late(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = desk.create("Late")
    desk.practice.fail_next("reset-before")
    with pytest.raises(OutcomeUnknown):
        desk.do(other)
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    assert resolve(desk.store, desk.gateway, desk.store.outbox.rows()[0].id, CancelToken()) is None
    desk.gateway.send(other, CancelToken())
    queue(desk.store, desk.gateway, Submission(desk.update("Second"), "d1", "One", SCHEMA))
    (receipt,) = outgoing.go_through(desk.store, lambda _: desk.gateway, CancelToken()).sent
    assert receipt.action == "update" and desk.held() == ("DRAFT", "Second")


def test_a_status_that_a_colleague_has_changed_meanwhile_is_not_undone(desk: Desk) -> None:
    prepared = desk.update("Second")
    desk.practice.store.change("datasets", int(desk.made.dataset_id), {"status": "ARCHIVED"})
    with pytest.raises(ChangedThere, match="is archived on Practice by now, and was a draft when"):
        desk.do(prepared)
    assert desk.held() == ("ARCHIVED", "First")
    queued = queue(desk.store, desk.gateway, Submission(prepared, "d1", "One", SCHEMA))
    passed = outgoing.go_through(desk.store, lambda _: desk.gateway, CancelToken())
    assert [(row.id, type(error)) for row, error in passed.refused] == [(queued.id, ChangedThere)]


def test_a_strange_answer_before_an_update_is_the_one_that_is_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = desk.update("Second")

    def strange(*_: object) -> Pulled:
        raise Refused("The gateway answered 502 with a page that is not JSON.", status=502, answer="<h1>Bad</h1>")

    with monkeypatch.context() as patched:
        patched.setattr(desk.gateway, "fetch", strange)
        with pytest.raises(Refused) as caught:
            desk.do(prepared)
    assert (caught.value.status, caught.value.answer) == (502, "<h1>Bad</h1>")
    assert desk.held()[1] == "First" and desk.do(prepared).action == "update"


def test_what_was_believed_lost_and_was_sent_again_is_asked_about_until_both_are_told(desk: Desk) -> None:
    row = queue(desk.store, desk.gateway, Submission(desk.create("Twice"), "d9", "Twice", SCHEMA))
    desk.store.outbox.sending(row.id)
    desk.store.outbox.back(row.id, "The answer was lost.", doubtful=True)
    go = lambda: outgoing.go_through(desk.store, lambda _: desk.gateway, CancelToken())  # noqa: E731
    (receipt,) = go().sent
    kept = desk.store.outbox.get(row.id)
    assert (kept.state, kept.doubtful) == ("sent", True) and kept.not_before
    first = desk.gateway.send(prepared_of(row), CancelToken())  # the first try arrives after all
    desk.store.outbox.queue.ask_later(row.id, "2000-01-01T00:00:00+00:00")
    passed = go()
    assert passed.sent == [] and len(passed.twice) == 1
    assert all(f"dataset {one}" in passed.twice[0] for one in (receipt.dataset_id, first.dataset_id))
    assert desk.store.outbox.queue.next_due() is None and go().twice == []
    assert desk.store.history.of_submission(row.id) == receipt


@pytest.mark.parametrize(("action", "then"), [("delete", "ACTIVE"), ("publish", "ARCHIVED"), ("archive", "ACTIVE")])
def test_a_change_of_status_is_for_the_status_that_was_looked_at(desk: Desk, action: Any, then: str) -> None:
    prepared = desk.status(action)
    desk.practice.store.change("datasets", int(desk.made.dataset_id), {"status": then})
    with pytest.raises(ChangedThere, match="by now, and was a draft when this was prepared, so nothing was sent"):
        desk.do(prepared)
    assert desk.held() == (then, "First") and desk.store.outbox.rows()[0].state == "refused"
    assert desk.do(desk.status("delete")).status == "deleted", "of what is there now it is done"
