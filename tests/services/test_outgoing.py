"""What goes by itself: in order, one at a time, never twice, politely, and never given up without a word."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.connection import Connection
from gatewaydesk.errors import (
    Cancelled,
    CredentialsProblem,
    GatewayDeskError,
    OutcomeUnknown,
    Refused,
    StoreProblem,
    Unreachable,
)
from gatewaydesk.gateways.base import CancelToken, Created, Prepared
from gatewaydesk.services import evidence, patience, resolving, submission
from gatewaydesk.services.outgoing import Passed, go_through
from gatewaydesk.services.submission import Submission
from gatewaydesk.store import AlreadySent, NotItsTurn, OutboxRow, Store
from gatewaydesk.store.database import stamp
from tests.services.paper import PaperGateway
from tests.soak import submissions
from tests.soak.report import Report

pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.sqlite3") as opened:
        opened.connections.save(PaperGateway().connection)
        yield opened


def put(store: Store, gateway: PaperGateway, title: str = "One", **more: Any) -> OutboxRow:
    value = more.pop("value", {"title": title})
    prepared = gateway.prepare_create(value, schema="A/1")
    draft = more.pop("draft", f"draft of {title}")
    what = Submission(prepared, draft, title, "A/1", again=more.pop("again", False))
    return submission.queue(store, gateway, what, **more)


def submit(store: Store, gateway: PaperGateway, value: dict[str, Any], draft: str = "d") -> None:
    what = Submission(gateway.prepare_create(value, schema="A/1"), draft, value["title"], "A/1")
    submission.submit(store, gateway, what, cancel=CancelToken(), progress=lambda _: None)


def go(store: Store, gateway: PaperGateway, *, hurry: bool = True) -> Passed:
    if hurry:
        store.outbox.queue.hurry()
    return go_through(store, lambda _: gateway, CancelToken())


def states(store: Store) -> list[str]:
    return [row.state for row in reversed(store.outbox.rows())]


def titles(gateway: PaperGateway) -> list[str]:
    return [remote.title for remote in gateway.list_datasets(CancelToken())]


def test_what_is_queued_goes_in_order_and_leaves_receipts(store: Store):
    gateway = PaperGateway()
    for title in ("One", "Two", "Three"):
        put(store, gateway, title)
    assert gateway.sendings == 0 and states(store) == ["waiting"] * 3
    passed = go(store, gateway)
    assert [receipt.title for receipt in passed.sent] == ["One", "Two", "Three"] == titles(gateway)
    assert states(store) == ["sent"] * 3 and len(store.history.rows()) == 3
    assert store.outbox.queue.next_due() is None
    assert go(store, gateway).sent == [] and gateway.sendings == 3


def test_a_gateway_that_cannot_be_reached_keeps_everything_waiting_longer_each_time(store: Store):
    gateway = PaperGateway()
    gateway.in_the_way = Unreachable("Paper could not be reached.", "Try later.")
    put(store, gateway, "One")
    put(store, gateway, "Two")
    waits = []
    for tries in range(1, 4):
        before = datetime.now(UTC)
        assert str(go(store, gateway).waiting["Paper"]).startswith("Paper could not be reached")
        row = store.outbox.rows()[0]
        waits.append((datetime.fromisoformat(row.not_before) - before).total_seconds())
        assert (row.state, row.tries, row.queued, row.held) == ("waiting", tries, True, False)
        assert "could not be reached" in row.note
    assert waits[0] < waits[1] * 1.7 and waits[1] < waits[2] * 1.7 and waits[2] < 90
    assert go(store, gateway, hurry=False).waiting == {} and gateway.reached == 3  # nothing is due yet
    gateway.in_the_way = None
    assert len(go(store, gateway).sent) == 2 and gateway.sendings == 2


@pytest.mark.parametrize("what", ["never", "lost", "broken", "no-id", "late", "cancel-after"])
def test_silence_is_asked_about_and_ends_with_one_dataset(store: Store, what: str, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway(what)
    put(store, gateway)
    go(store, gateway)
    assert (states(store) == ["unknown"]) == (what in ("never", "late")) and gateway.sendings == 1
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    for _ in range(4):
        go(store, gateway)
        gateway.arrive()
    assert titles(gateway) == ["One"] and states(store) == ["sent"]
    assert [one.dataset_id for one in store.history.rows()] == ["1"]


def test_what_was_not_waited_for_rests_until_it_cannot_arrive_any_more(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("slow")
    put(store, gateway)
    go(store, gateway)
    go(store, gateway)
    assert states(store) == ["unknown"] and gateway.sendings == 1
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    go(store, gateway)
    assert states(store) == ["waiting"] and store.outbox.rows()[0].doubtful
    gateway.arrive()  # even later than that: it is asked about once more before it is sent again
    assert [one.dataset_id for one in go(store, gateway).sent] == ["1"]
    assert gateway.sendings == 1 and "arrived after all" in store.outbox.rows()[0].note


def test_unknown_outcomes_of_direct_submissions_are_asked_about_too(store: Store):
    gateway = PaperGateway("lost")
    gateway.answers_questions = False
    with pytest.raises(OutcomeUnknown):
        submit(store, gateway, {"title": "One"})
    assert store.outbox.queue.due() == [], "not at once"
    assert store.outbox.queue.next_due()
    go(store, gateway)
    assert states(store) == ["unknown"]
    gateway.answers_questions = True
    assert len(go(store, gateway).sent) == 1


def test_a_no_ends_it_and_a_wish_to_wait_does_not(store: Store):
    gateway = PaperGateway("no", "wait")
    for title in ("Bad", "Good", "Next"):
        put(store, gateway, title)
    passed = go(store, gateway)
    assert [(row.title, str(error)) for row, error in passed.refused] == [("Bad", "Paper refused it. Mend the title.")]
    assert states(store) == ["refused", "waiting", "waiting"] and gateway.sendings == 2
    waiting = store.outbox.rows()[:2]
    assert all(row.held for row in waiting), "the gateway asked for it, so all the others wait as well"
    left = [datetime.fromisoformat(row.not_before) - datetime.now(UTC) for row in waiting]
    assert all(timedelta(seconds=5) < one <= timedelta(seconds=7.8) for one in left)
    assert go(store, gateway).sent == [], "back on the network is no reason to call a gateway that asked for a pause"


def test_a_wish_to_wait_that_a_direct_submission_heard_holds_the_queue(store: Store):
    gateway = PaperGateway("wait")
    put(store, gateway, "Queued")
    with pytest.raises(Refused):
        submit(store, gateway, {"title": "Direct"})
    assert go(store, gateway).sent == [] and gateway.sendings == 1


def test_without_ids_or_without_the_connection_it_waits_and_says_why(store: Store):
    gateway = PaperGateway()
    put(store, gateway)

    def locked(_: Connection) -> Any:
        raise CredentialsProblem("You are not signed in to “Paper”.", "Sign in.")

    store.outbox.queue.hurry()
    assert "not signed in" in str(go_through(store, locked, CancelToken()).waiting["Paper"])
    store.connections.remove("Paper")
    assert "no longer among the connections" in str(go(store, gateway).waiting["Paper"])
    row = store.outbox.rows()[0]
    assert row.state == "waiting" and "no longer among" in row.note and gateway.sendings == 0


@pytest.mark.parametrize(("again", "words"), [("the same", "waits in the outbox"), ("changed", "waits in the outbox")])
def test_what_is_queued_is_not_queued_or_sent_a_second_time(store: Store, again: str, words: str):
    gateway = PaperGateway()
    row = put(store, gateway)
    value = {"title": "One"} if again == "the same" else {"title": "One", "changed": True}
    with pytest.raises(AlreadySent, match=words):
        put(store, gateway, value=value)
    with pytest.raises(AlreadySent, match=words):
        submit(store, gateway, value, row.draft)
    store.outbox.take_out(row.id)
    put(store, gateway, value=value)
    assert len(go(store, gateway).sent) == 1 == gateway.sendings


def test_an_unknown_outcome_of_the_same_title_is_known_first(store: Store):
    gateway = PaperGateway("lost")
    gateway.answers_questions = False
    put(store, gateway)
    put(store, gateway, draft="another", value={"title": "One", "more": 1})
    go(store, gateway)
    go(store, gateway)
    assert states(store) == ["unknown", "waiting"] and gateway.sendings == 1
    gateway.answers_questions = True
    go(store, gateway)
    go(store, gateway)
    assert states(store) == ["sent", "sent"]


def test_stopping_leaves_what_is_queued_in_the_queue(store: Store):
    gateway = PaperGateway("cancel-before")
    put(store, gateway)
    with pytest.raises(Cancelled):
        go(store, gateway)
    row = store.outbox.rows()[0]
    assert (row.state, row.tries) == ("waiting", 0) and "taken out" in row.note
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        submission.send(store, gateway, row, cancel=stopped, progress=lambda _: None)
    assert states(store) == ["waiting"]


def test_only_what_waits_can_be_taken_out(store: Store):
    gateway = PaperGateway()
    row = put(store, gateway)
    store.outbox.sending(row.id)
    with pytest.raises(StoreProblem, match="another window was faster"):
        store.outbox.take_out(row.id)
    assert states(store) == ["sending"]
    assert store.outbox.recover() == 0, "a failed wish of somebody else takes nothing out of the sender's hand"


def test_a_stale_answer_changes_nothing_about_a_later_try(store: Store):
    gateway = PaperGateway()
    row = put(store, gateway)
    store.outbox.sending(row.id)
    store.outbox.unknown(row.id, "silence")
    asked = store.outbox.get(row.id)
    store.outbox.back(row.id, "not there", doubtful=True, asked_about=asked.sent_at)
    with store.database.write() as connection:
        connection.execute("UPDATE outbox SET sent_at = '2026-01-01T00:00:00.000Z'")
    store.outbox.sending(row.id)
    store.outbox.unknown(row.id, "silence again")
    with pytest.raises(StoreProblem, match="another window"):
        store.outbox.back(row.id, "not there", asked_about="2026-01-01T00:00:00.000Z")
    assert states(store) == ["unknown"]


def test_what_another_window_found_out_meanwhile_is_heeded(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("late")
    stale = put(store, gateway)
    go(store, gateway)
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    go(store, gateway)
    assert store.outbox.get(stale.id).doubtful
    gateway.arrive()
    receipt = submission.send(store, gateway, stale, cancel=CancelToken(), progress=lambda _: None)
    assert receipt.dataset_id == "1" and gateway.sendings == 1


def test_one_at_a_time_goes_to_a_gateway_and_a_direct_one_waits_for_its_turn(store: Store):
    class Slow(PaperGateway):
        def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
            inside.append(prepared.pid)
            most.append(len(inside))
            began.set()
            assert go_on.wait(10)
            created = super().send(prepared, cancel)
            inside.remove(prepared.pid)
            return created

    inside: list[str] = []
    most: list[int] = []
    said: list[str] = []
    began, go_on = threading.Event(), threading.Event()
    gateway = Slow()
    first, second = put(store, gateway, "One"), put(store, gateway, "Two")

    def say(words: str) -> None:
        said.append(words)
        if words.startswith("Waiting"):
            go_on.set()

    sender = threading.Thread(target=submission.send, args=(store, gateway, first), kwargs=_quiet())
    sender.start()
    assert began.wait(10)
    assert go(store, gateway).sent == [], "another window is at it"
    with Store.open(store.path) as other, pytest.raises(NotItsTurn, match="“One” is being sent to Paper now"):
        other.outbox.sending(second.id)
    submission.send(store, gateway, second, cancel=CancelToken(), progress=say)
    sender.join()
    assert said[0] == "Waiting until “One” has been sent to Paper…" and max(most) == 1
    assert titles(gateway) == ["One", "Two"]


def _quiet() -> dict[str, Any]:
    return {"cancel": CancelToken(), "progress": lambda _: None}


def test_another_gateway_is_not_waited_for(store: Store):
    one, other = PaperGateway(), PaperGateway(name="Other")
    other.connection = Connection("Other", "hdruk", "https://other.example")
    first = put(store, one)
    prepared = Prepared("POST", "https://other.example/x", b'{"metadata":{}}', "r", "p9")
    second = submission.queue(store, other, Submission(prepared, "d2", "Two", "A/1"))
    store.outbox.sending(first.id)
    store.outbox.sending(second.id)


def test_a_clock_that_went_back_keeps_nothing_waiting(store: Store):
    gateway = PaperGateway()
    row = put(store, gateway)
    with store.database.write() as connection:
        tomorrow = stamp(datetime.now(UTC) + timedelta(days=1))
        connection.execute("UPDATE outbox SET since = ?, not_before = ?", (tomorrow, tomorrow))
    assert store.outbox.queue.due() == [("Paper", row.id)] and store.outbox.queue.next_due() == ""


# Evidence


def lost(store: Store, gateway: PaperGateway, value: dict[str, Any]) -> OutboxRow:
    prepared = gateway.prepare_create(value, schema="A/1")
    row = store.outbox.begin(
        "d", "Paper", "hdruk", "One", "A/1", method="POST", url=prepared.url, body=prepared.body, route="r",
        pid=prepared.pid,
    )  # fmt: skip
    store.outbox.sending(row.id)
    store.outbox.unknown(row.id, "silence")
    return store.outbox.get(row.id)


def test_the_evidence_is_kept_and_told(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    gateway = PaperGateway()
    gateway.datasets = [("other", b'{"metadata": {"title": "Else"}}'), ("third", b'{"metadata": {"title": "one "}}')]
    row = lost(store, gateway, {"title": "One", "a": 1})
    gateway.answers_questions = False
    with pytest.raises(Unreachable):
        resolving.resolve(store, gateway, row.id, CancelToken())
    assert evidence.told(store.outbox.get(row.id))[-1] == "Paper could not be reached."
    gateway.answers_questions = True
    assert resolving.resolve(store, gateway, row.id, CancelToken()) is None
    assert evidence.told(store.outbox.get(row.id)) == [
        f"It carries our persistent ID {row.pid}.",
        "The list of Paper was read 2 times to its end and showed 2 datasets.",
        "None of them carries this ID.",
        "Dataset 2 (active) has the same title and other content.",
    ]


def test_the_same_content_under_another_id_is_for_a_person_to_judge(store: Store):
    gateway = PaperGateway()
    row = lost(store, gateway, {"title": "One", "a": 1})
    gateway.datasets = [("by hand", b'{"metadata": {"title": "One", "a": 1}}')]
    with pytest.raises(OutcomeUnknown, match="Dataset 1 holds the same as “One” under another ID"):
        resolving.resolve(store, gateway, row.id, CancelToken())
    left = store.outbox.get(row.id)
    assert left.state == "unknown" and left.not_before
    with pytest.raises(GatewayDeskError, match="Dataset 7 is not among those"):
        resolving.adopt(store, row.id, "7")
    receipt = resolving.adopt(store, row.id, "1")
    assert (receipt.dataset_id, receipt.sha256) == ("1", row.sha256) and states(store) == ["sent"]
    assert "Dataset 1 was chosen by hand." in evidence.told(store.outbox.get(row.id))


def test_another_submission_of_ours_is_not_taken_for_this_one(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    gateway = PaperGateway()
    row = lost(store, gateway, {"title": "One", "a": 1})
    given = {"method": "POST", "url": row.url, "body": row.body, "route": "r"}
    other = store.outbox.begin("d", "Paper", "hdruk", "One", "A/1", **given, pid="second", again=True)
    store.outbox.sending(other.id)
    gateway.datasets = [("second", b'{"metadata": {"title": "One", "a": 1}}')]
    assert resolving.resolve(store, gateway, row.id, CancelToken()) is None
    assert store.outbox.get(row.id).state == "refused"


def test_without_ids_in_the_list_the_same_content_is_looked_for(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    gateway = PaperGateway()
    gateway.hides_pids = True
    row = lost(store, gateway, {"title": "One", "a": 1})
    assert resolving.resolve(store, gateway, row.id, CancelToken()) is None, "nothing of that title is there"
    row = lost(store, gateway, {"title": "One", "a": 2})
    gateway.datasets = [("x", b'{"metadata": {"title": "One", "a": 2}}')]
    receipt = resolving.resolve(store, gateway, row.id, CancelToken())
    assert receipt is not None and receipt.dataset_id == "1"
    assert "found on Paper by its content" in store.outbox.get(row.id).note
    row = lost(store, gateway, {"title": "One", "a": 3})
    gateway.datasets.append(("y", b'{"metadata": {"title": "One", "a": 3}}'))
    gateway.hides_content = True
    with pytest.raises(OutcomeUnknown, match="does not say whose is whose"):
        resolving.resolve(store, gateway, row.id, CancelToken())
    assert store.outbox.get(row.id).state == "unknown"


def test_evidence_of_another_version_is_asked_for_again(store: Store):
    row = put(store, PaperGateway())
    store.outbox.keep_evidence(row.id, '{"asked_at": 1, "new": 2}')
    assert evidence.of(store.outbox.get(row.id)) is None


# Manners


@given(st.integers(0, 10_000), st.none() | st.floats(0, 1e12))
def test_pauses_grow_and_end_somewhere_and_never_fall_short_of_what_was_asked(tries: int, asked: float | None):
    seconds = patience.pause(tries, asked)
    assert 0 < seconds <= max(patience.LONGEST, patience.MOST * 1.25)
    if asked is not None:
        assert seconds >= min(asked, patience.LONGEST)
    elif tries > 10:
        assert seconds >= patience.MOST * 0.75


SENDINGS = ["yes", "no", "away", "lost", "never", "late", "slow", "broken", "no-id", "wait", "cancel-after"]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("queue"), st.integers(1, 3), st.just("")),
        st.tuples(st.just("direct"), st.integers(1, 3), st.sampled_from(SENDINGS)),
        st.tuples(st.just("go"), st.integers(0, 3), st.sampled_from(SENDINGS)),
        st.tuples(st.just("restart"), st.just(0), st.just("")),
    ),
    max_size=16,
)


@settings(max_examples=120)
@given(steps)
def test_whatever_happens_each_version_is_there_at_most_once_with_its_receipt(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]]
):
    gateway = PaperGateway()
    store = Store.open(tmp_path_factory.mktemp("desk") / "desk.sqlite3")
    store.connections.save(gateway.connection)
    before = resolving.ARRIVES_WITHIN
    try:
        for what, number, fate in steps:
            gateway.script, gateway.answers_questions = [fate] if fate else [], number != 0
            title = f"Title {number}"
            if what == "restart":
                store.close()
                store = Store.open(store.path)
            try:
                if what == "queue":
                    put(store, gateway, title)
                elif what == "direct":
                    submit(store, gateway, {"title": title}, f"draft of {title}")
                elif what == "go":
                    go(store, gateway)
            except GatewayDeskError:
                pass
            gateway.arrive()
        gateway.script, gateway.answers_questions, resolving.ARRIVES_WITHIN = [], True, 0.0
        with store.database.write() as connection:
            connection.execute("UPDATE outbox SET held = 0")
        for _ in range(4):
            go(store, gateway)
        assert store.outbox.rows(open_only=True) == []
        assert len(titles(gateway)) == len(set(titles(gateway)))
        for row in store.outbox.rows():
            if row.state == "refused" and row.doubtful:
                resolving.resolve(store, gateway, row.id, CancelToken())
        assert sorted(one.pid for one in store.history.rows()) == sorted(pid for pid, _ in gateway.datasets)
    finally:
        resolving.ARRIVES_WITHIN = before
        store.close()


RACER = """
import sys
from pathlib import Path
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.outgoing import go_through
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.store import Store
from tests.services.paper import PaperGateway

class Shared(PaperGateway):
    def send(self, prepared, cancel):
        with open(sys.argv[2], "a") as file:
            file.write(prepared.pid + "\\n")
        return super().send(prepared, cancel)

gateway = Shared()
with Store.open(Path(sys.argv[1]), patience=60) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        prepared = gateway.prepare_create({"title": "Direct"}, schema="A/1")
        submit(store, gateway, Submission(prepared, "direct", "Direct", "A/1"), cancel=CancelToken(),
               progress=lambda words: None)
    except Exception as error:
        print(type(error).__name__, flush=True)
    for _ in range(20):
        go_through(store, lambda _: gateway, CancelToken())
"""


def test_several_processes_send_each_version_once(store: Store, tmp_path: Path):
    for number in range(8):
        put(store, PaperGateway(name="Paper"), f"Title {number}", value={"title": f"Title {number}", "n": number})
    log = tmp_path / "sent"
    command = [sys.executable, "-c", RACER, str(store.path), str(log)]
    racers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(3)]
    for racer in racers:
        assert racer.stdout is not None and racer.stdout.readline() == b"ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b"go\n")
        racer.stdin.flush()
    for racer in racers:
        racer.communicate(timeout=60)
        assert racer.returncode == 0
    go(store, PaperGateway())
    assert len(log.read_text().split()) == 9, "eight that were queued, and the one that all three submitted"
    assert states(store).count("sent") == 9 and len(store.history.rows()) == 9


def test_the_soak_at_a_small_share(capsys: pytest.CaptureFixture[str]):
    report = Report()
    submissions.soak(report, 0.0)
    assert report.broken == 0, capsys.readouterr().out
