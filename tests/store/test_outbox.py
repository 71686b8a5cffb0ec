"""The outbox: nothing is begun twice, nothing is settled halfway, and no live window loses its work."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import StoreFull, StoreProblem
from gatewaydesk.store import AlreadySent, Base, OutboxRow, Receipt, Store, migrations, owner

THERE = Connection("G", "hdruk", "https://g.example")
SENDER = """
import sys
from pathlib import Path
from gatewaydesk.store import Store
store = Store.open(Path(sys.argv[1]))
for name in ("waits", "sends"):
    row = store.outbox.begin(name, "G", "hdruk", name, "A/1", method="POST", url="u", body=name.encode(), route="r",
                             pid="p")
    if name == "sends":
        store.outbox.sending(row.id)
print("ready", flush=True)
sys.stdin.read()
"""


def begin(
    store: Store, draft: str = "d1", body: bytes = b'{"a":1,"pid":"p1"}', pid: str = "p1", **more: Any
) -> OutboxRow:
    gateway, title, url = more.pop("gateway", "G"), more.pop("title", "Title"), more.pop("url", "u")
    return store.outbox.begin(
        draft, gateway, "hdruk", title, "A/1", method="POST", url=url, body=body, route="r", pid=pid, **more
    )


def receipt(row: OutboxRow, dataset_id: str = "41") -> Receipt:
    return Receipt(
        dataset_id, "7", row.pid, row.gateway, row.system, row.title, row.schema, "active",
        "2026-03-01T10:00:00.000Z", row.sha256, "", row.draft,
    )  # fmt: skip


def finish(store: Store, row: OutboxRow, state: str) -> OutboxRow:
    if state == "refused":
        store.outbox.refuse(row.id, "no")
    if state in ("sending", "unknown", "sent"):
        store.outbox.sending(row.id)
    if state == "unknown":
        store.outbox.unknown(row.id, "silence")
    if state == "sent":
        store.outbox.settle(row.id, receipt(row))
    return store.outbox.get(row.id)


def test_a_row_holds_exactly_what_will_be_sent(store: Store):
    row = begin(store, body=b'{"\xc3\xa9":1}')
    assert row == store.outbox.rows()[0]
    assert row.state == "waiting" and row.body == b'{"\xc3\xa9":1}'
    assert row.sha256 == hashlib.sha256(row.body).hexdigest()
    assert "a" * 3 not in repr(replace(row, body=b"aaa"))


def test_a_receipt_and_its_row_settle_together(store: Store):
    row = finish(store, begin(store), "sending")
    assert row.sent_at.endswith("Z")
    kept = store.outbox.settle(row.id, receipt(row), "fine")
    assert store.history.rows() == [kept] == [store.history.of_submission(row.id)]
    assert (store.outbox.get(row.id).state, store.outbox.get(row.id).note) == ("sent", "fine")
    assert store.outbox.settle(row.id, receipt(row, "other")) == kept  # a second answer changes nothing
    assert len(store.history.rows()) == 1


def test_a_full_disk_while_settling_leaves_neither(store: Store):
    row = finish(store, begin(store), "sending")
    with store.database.read() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreFull):
        store.outbox.settle(row.id, replace(receipt(row), title="x" * 50_000))
    assert store.history.rows() == []
    assert store.outbox.get(row.id).state == "sending"
    with store.database.read() as connection:
        connection.execute("PRAGMA max_page_count=100000")
    assert store.outbox.recover() == 1
    assert store.outbox.get(row.id).state == "unknown"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "is being sent to G now"),  # somebody is at it, and nothing stands in the outbox to be sent
        ("sending", "is being sent to G now"),
        ("unknown", "An earlier submission of “Title” to G has an unknown outcome; resolve it first"),
        ("sent", r"already sent to G on \d+ \w+ 20\d\d at \d\d:\d\d as dataset 41"),
    ],
)
def test_the_same_version_is_not_begun_twice(store: Store, state: str, words: str):
    row = finish(store, begin(store), state)
    with pytest.raises(AlreadySent, match=words) as problem:
        begin(store, body=b'{"a":1,"pid":"p2"}', pid="p2")
    assert problem.value.row.id == row.id
    assert (problem.value.receipt is not None) == (state == "sent")
    assert len(store.outbox.rows()) == 1


def test_the_same_version_may_be_begun_again_after_a_refusal(store: Store):
    finish(store, begin(store), "refused")
    assert begin(store).state == "waiting"


def test_another_gateway_is_another_matter(store: Store):
    finish(store, begin(store), "sent")
    assert begin(store, gateway="H").state == "waiting"


def test_a_changed_draft_may_be_sent_when_the_first_is_settled_but_not_before(store: Store):
    row = finish(store, begin(store), "unknown")
    with pytest.raises(AlreadySent):
        begin(store, body=b'{"a":2}', pid="p2")
    store.outbox.settle(row.id, receipt(row))
    assert begin(store, body=b'{"a":2}', pid="p2").state == "waiting"


def test_the_same_content_from_a_copy_is_the_same_version(store: Store):
    row = finish(store, begin(store), "unknown")
    with pytest.raises(AlreadySent, match="unknown outcome"):
        begin(store, draft="d2", body=b'{"a":1,"pid":"p2"}', pid="p2")
    store.outbox.settle(row.id, receipt(row))
    with pytest.raises(AlreadySent, match="already sent"):
        begin(store, draft="d2", body=b'{"a":1,"pid":"p2"}', pid="p2")
    assert begin(store, draft="d2", body=b'{"a":1,"pid":"p2"}', pid="p2", again=True).state == "waiting"


A = "https://g.example/datasets"


@pytest.mark.parametrize("state", ["sending", "unknown", "sent"])
def test_one_gateway_is_known_by_its_address_whatever_the_connection_is_called(store: Store, state: str):
    finish(store, begin(store, url=A), state)
    with pytest.raises(AlreadySent):
        begin(store, draft="d2", body=b'{"a":1,"pid":"p2"}', gateway="H", url="https://g.example:443/v2", pid="p2")
    assert begin(store, draft="d2", gateway="H", url="https://g.example:8443/", pid="p2").state == "waiting"


def test_a_changed_file_of_the_same_title_waits_until_the_outcome_is_known(store: Store):
    finish(store, begin(store, url=A), "unknown")
    with pytest.raises(AlreadySent, match="“Title” to G has an unknown outcome; resolve it first"):
        begin(store, draft="d2", body=b"changed", pid="p2", gateway="H", url=A)
    assert begin(store, draft="d2", body=b"other", pid="p2", title="Other", url=A).state == "waiting"
    again = begin(store, draft="d3", body=b"changed", pid="p3", url=A, again=True)
    store.outbox.sending(again.id)
    with pytest.raises(AlreadySent, match="being sent"):
        begin(store, draft="d4", body=b"changed", pid="p4", url=A, again=True)


def test_a_practice_gateway_is_the_same_one_behind_another_port(store: Store):
    finish(store, begin(store, url="http://127.0.0.1:4001/a", content="c", practice=True), "sent")
    with pytest.raises(AlreadySent):
        begin(store, url="http://127.0.0.1:4002/a", content="c", pid="p2", practice=True)
    other = begin(store, url="http://127.0.0.1:4002/a", content="c", pid="p2", gateway="H", practice=True)
    assert other.state == "waiting"


@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_the_old_address_of_a_connection_is_still_its_own(store: Store, state: str):
    there = {"url": "https://old.example/x", "queued": True}
    finish(store, begin(store, **there), state)
    with pytest.raises(AlreadySent, match=r"at the address that it had before: https://old\.example:443") as raised:
        begin(store, body=b"other", pid="p2", url="https://new.example/x")
    assert raised.value.moved


def test_what_follows_a_connection_does_not_push_out_what_waits_there(store: Store):
    one = begin(store, gateway="Old", url="https://old.example/x", queued=True)
    two = begin(store, gateway="New", url="https://new.example/x", queued=True, pid="p2", body=b"other")
    store.outbox.follow(Connection("Old", "hdruk", "https://old.example"), Connection("New", "hdruk", "https://a.b"))
    assert {row.id: row.gateway for row in store.outbox.rows(open_only=True)} == {one.id: "Old", two.id: "New"}


def test_what_was_sent_is_told_by_the_name_that_its_gateway_has_now(store: Store):
    store.connections.save(Connection("Rehearsal", "hdruk", "https://g.example"))
    finish(store, begin(store, gateway="Rehearsal", url="https://g.example/x"), "sent")
    store.connections.save(Connection("Practice", "hdruk", "https://g.example"))
    store.connections.remove("Rehearsal")
    with pytest.raises(AlreadySent, match="already sent to Practice"):
        begin(store, gateway="Practice", url="https://g.example/x", pid="p2", body=b'{"a":1,"pid":"p2"}')


@pytest.mark.parametrize("state", ["waiting", "unknown"])
def test_what_is_given_up_by_hand_has_an_end(store: Store, state: str):
    row = finish(store, begin(store), state)
    store.outbox.abandon(row.id)
    given_up = store.outbox.get(row.id)
    assert (given_up.state, given_up.doubtful) == ("refused", False)
    assert "Given up by hand" in given_up.note
    assert begin(store).state == "waiting"


@pytest.mark.parametrize("state", ["sending", "sent", "refused"])
def test_only_what_is_open_and_at_rest_can_be_given_up(store: Store, state: str):
    row = finish(store, begin(store), state)
    with pytest.raises(StoreProblem):
        store.outbox.abandon(row.id)
    assert store.outbox.get(row.id) == row


def test_open_rows_follow_a_renamed_connection_and_a_moved_practice_gateway(store: Store):
    row = finish(store, begin(store, url="http://127.0.0.1:4001/a?b=http://127.0.0.1:4001"), "unknown")
    sent = finish(store, begin(store, draft="d2", body=b"2", title="Two"), "sent")
    before = Connection("G", "hdruk", "http://127.0.0.1:4001")
    store.outbox.follow(before, Connection("New", "hdruk", "http://127.0.0.1:4002"))
    moved = store.outbox.get(row.id)
    assert (moved.gateway, moved.url) == ("New", "http://127.0.0.1:4002/a?b=http://127.0.0.1:4001")
    assert store.outbox.get(sent.id) == sent
    assert store.outbox.belonging_to("G") == [] and store.outbox.belonging_to("New") == [moved]


def test_what_was_sent_or_is_on_its_way_is_told_beforehand(store: Store):
    assert store.outbox.earlier(THERE, "c") is None
    row = finish(store, begin(store, content="c", url=A), "unknown")
    found = store.outbox.earlier(THERE, "c")
    assert found is not None and found.row.id == row.id and found.receipt is None
    store.outbox.settle(row.id, receipt(row))
    found = store.outbox.earlier(THERE, "c")
    assert found is not None and found.receipt is not None and found.receipt.dataset_id == "41"


def test_again_needs_a_new_pid_and_never_overtakes_what_is_on_its_way(store: Store):
    finish(store, begin(store), "sent")
    with pytest.raises(AlreadySent):
        begin(store, again=True)
    second = begin(store, body=b'{"a":1,"pid":"p2"}', pid="p2", again=True)
    with pytest.raises(AlreadySent):
        begin(store, body=b'{"a":1,"pid":"p3"}', pid="p3", again=True)
    finish(store, second, "sent")
    finish(store, begin(store, body=b'{"a":1,"pid":"p3"}', pid="p3", again=True), "sent")
    assert len(store.history.rows()) == 3


def test_content_given_by_the_caller_tells_versions_apart(store: Store):
    finish(store, begin(store, content="v1"), "sent")
    with pytest.raises(AlreadySent):
        begin(store, body=b'{"modified":"later"}', pid="p2", content="v1")
    assert begin(store, pid="p2", content="v2").state == "waiting"


def test_a_refused_row_that_arrived_late_is_settled_beside_its_successor(store: Store):
    first = finish(store, begin(store), "unknown")
    store.outbox.refuse(first.id, "not there", doubtful=True)
    assert [row.id for row in store.outbox.doubtful("d1", THERE, "")] == [first.id]
    finish(store, begin(store), "sent")
    store.outbox.settle(first.id, receipt(first, "42"))
    assert {one.dataset_id for one in store.history.rows()} == {"41", "42"}
    assert store.outbox.doubtful("d1", THERE, "") == []


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("waiting", "unknown"),
        ("waiting", "settle"),
        ("sent", "refuse"),
        ("sent", "unknown"),
        ("sent", "sending"),
        ("refused", "sending"),
        ("sending", "sending"),
    ],
)
def test_a_step_that_does_not_follow_is_refused(store: Store, state: str, act: str):
    row = finish(store, begin(store), state)
    given = {"settle": (receipt(row),), "sending": ()}.get(act, ("note",))
    with pytest.raises(StoreProblem, match="another window"):
        getattr(store.outbox, act)(row.id, *given)
    assert store.outbox.get(row.id) == row


def test_a_row_that_is_not_there(store: Store):
    with pytest.raises(StoreProblem, match="no submission"):
        store.outbox.get("none")
    with pytest.raises(StoreProblem, match="no submission"):
        store.outbox.sending("none")


def test_open_rows_only(store: Store):
    for at, state in enumerate(("waiting", "unknown", "sent", "refused", "sending")):
        finish(store, begin(store, draft=f"d{at}", body=b"%d" % at, title=f"Title {at}"), state)
    assert [row.state for row in store.outbox.rows(open_only=True)] == ["sending", "unknown", "waiting"]
    assert len(store.outbox.rows()) == 5


def test_many_threads_begin_the_same_version_and_one_wins(store: Store):
    start = threading.Barrier(8)

    def work(n: int) -> bool:
        start.wait()
        try:
            begin(store, body=b'{"a":1,"pid":"p%d"}' % n, pid=f"p{n}")
        except AlreadySent:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))).count(True) == 1


def test_one_of_many_threads_may_send(store: Store):
    row = begin(store)

    def work(_: int) -> bool:
        try:
            store.outbox.sending(row.id)
        except StoreProblem:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))).count(True) == 1


def test_a_second_window_leaves_the_rows_of_a_live_one_and_takes_those_of_a_dead_one(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", SENDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == b"ready\n"
        with Store.open(path) as store:
            assert [row.state for row in store.outbox.rows()] == ["sending", "waiting"]
            with pytest.raises(AlreadySent):
                begin(store, draft="waits", body=b"new")
        other.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # dead, but its number is still taken (a zombie)
        with Store.open(path) as store:
            assert [row.state for row in store.outbox.rows()] == ["unknown", "waiting"]
            assert "ended while" in store.outbox.rows()[0].note
            with pytest.raises(AlreadySent):
                begin(store, draft="sends", body=b"new")
            assert begin(store, draft="waits", body=b"new").state == "waiting"  # it was never sent: it gives way
            assert [row.state for row in store.outbox.rows()] == ["waiting", "unknown", "refused"]


def test_the_same_process_does_not_take_its_own_work(store: Store):
    row = finish(store, begin(store), "sending")
    with Store.open(store.path) as second:
        assert second.outbox.get(row.id).state == "sending"


def test_a_process_number_that_is_used_again_is_not_its_former_owner():
    assert owner.is_alive(owner.me())
    number, _, started = owner.me().partition(" ")
    assert not owner.is_alive(f"{number} 1{started}")
    assert not owner.is_alive("") and not owner.is_alive("4194999 1.0") and not owner.is_alive("x 1.0")


def test_what_a_draft_grew_from_goes_with_the_dataset_that_is_deleted(store: Store):
    drafts = [store.drafts.create({}, schema="A/1", title=str(at)).id for at in range(3)]
    kept = [
        store.bases.keep(Base(draft, "G", dataset, "p", "m", "A/1", "active"), {})
        for draft, dataset in zip(drafts, ("41", "41", "42"), strict=True)
    ]
    for action, left in (("archive", kept), ("delete", kept[2:])):
        row = begin(store, drafts[0], body=action.encode(), action=action, dataset_id="41")
        store.outbox.sending(row.id)
        store.outbox.settle(row.id, replace(receipt(row), action=action))
        assert store.bases.of_gateway("G") == left[::-1], action


def test_what_was_kept_before_sandboxes_were_places_gets_that_of_its_connection() -> None:
    line = sqlite3.connect(":memory:")
    for migrate in migrations.STEPS[: migrations.STEPS.index(migrations.sandboxes)]:
        migrate(line)
    line.execute(
        "INSERT INTO connections (name, system, url, options, practice) VALUES"
        """ ('T', 'adobe', 'https://a', '{"sandbox": "trial"}', 0), ('H', 'hdruk', 'https://h', '{}', 0)"""
    )
    names = [("T", "adobe https://a:443"), ("Gone", "adobe https://a:443"), ("H", "hdruk https://h:443")]
    line.executemany("INSERT INTO former_names (name, place) VALUES (?, ?)", [(a, b.encode()) for a, b in names])
    migrations.sandboxes(line)
    assert dict(line.execute("SELECT name, CAST(place AS TEXT) FROM former_names")) == {
        "T": "adobe https://a:443/trial",
        "Gone": "adobe https://a:443/prod",
        "H": "hdruk https://h:443",
    }
    line.close()
