"""Submitting: at most once, never silently lost, and every dataset that a gateway has taken ends with one receipt."""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, GatewayDeskError, OutcomeUnknown, Refused, StoreFull, Unreachable
from gatewaydesk.gateways.base import CancelToken, Created, Prepared, Remote
from gatewaydesk.pointer import ABSENT
from gatewaydesk.services import resolving, unsettled
from gatewaydesk.services.readiness import review
from gatewaydesk.services.resolving import resolve
from gatewaydesk.services.submission import Submission, send, submit
from gatewaydesk.store import AlreadySent, Receipt, Store
from gatewaydesk.validation.problems import Problem, Severity
from tests.services.paper import PaperGateway

pytestmark = pytest.mark.usefixtures("no_pauses")


def attempt(store: Store, gateway: PaperGateway, value: Any = None, draft: str = "d1", **more: Any) -> Receipt:
    prepared = gateway.prepare_create(value or {"title": "One"}, schema="A/1", status="active")
    what = Submission(prepared, draft, "One", "A/1", again=more.pop("again", False))
    return submit(store, gateway, what, **{"cancel": CancelToken(), "progress": lambda words: None, **more})


def only_row(store: Store) -> Any:
    (row,) = store.outbox.rows()
    return row


def lose(store: Store, gateway: PaperGateway, monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    """A try whose answer is lost, and which is believed lost itself in the end."""
    with pytest.raises(OutcomeUnknown):
        attempt(store, gateway, **more)
    with monkeypatch.context() as later:
        later.setattr(resolving, "ARRIVES_WITHIN", 0.0)
        assert resolve(store, gateway, store.outbox.rows()[0].id, CancelToken()) is None


def test_success(store: Store):
    gateway, said = PaperGateway(), []
    receipt = attempt(store, gateway, progress=said.append)
    (pid, body) = gateway.datasets[0]
    assert receipt == store.history.rows()[0]
    assert (receipt.dataset_id, receipt.version_id, receipt.pid, receipt.gateway) == ("1", "v1", pid, "Paper")
    assert receipt.sha256 == hashlib.sha256(body).hexdigest() == only_row(store).sha256
    assert receipt.sent_at.endswith("Z") and receipt.web_url == "https://paper/1" and receipt.draft_id == "d1"
    assert only_row(store).state == "sent" and only_row(store).body == body
    assert said == ["Sending “One” to Paper…"]


def test_it_is_written_down_as_sending_before_anything_is_sent(store: Store):
    class Watching(PaperGateway):
        def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
            with Store.open(store.path) as other:
                seen.extend((row.state, row.body) for row in other.outbox.rows())
            return super().send(prepared, cancel)

    seen: list[tuple[str, bytes]] = []
    gateway = Watching()
    attempt(store, gateway)
    assert seen == [("sending", gateway.datasets[0][1])]


def test_when_it_cannot_be_written_down_nothing_is_sent(store: Store):
    gateway = PaperGateway()
    with store.database.read() as connection:
        connection.execute("PRAGMA max_page_count=1")
    with pytest.raises(StoreFull):
        attempt(store, gateway, {"text": "x" * 100_000})
    assert gateway.sendings == 0


@pytest.mark.parametrize(("what", "problem"), [("no", Refused), ("away", Unreachable), ("cancel-before", Cancelled)])
def test_what_was_not_taken_can_be_sent_again(store: Store, what: str, problem: type[GatewayDeskError]):
    gateway = PaperGateway(what)
    with pytest.raises(problem) as raised:
        attempt(store, gateway)
    assert only_row(store).state == "refused" and only_row(store).note == str(raised.value)
    assert gateway.asked == 0 and store.history.rows() == []
    assert attempt(store, gateway).dataset_id == "1"
    assert len(gateway.datasets) == 1


def test_cancelled_before_it_began_leaves_no_row(store: Store):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        attempt(store, PaperGateway(), cancel=cancel)
    assert store.outbox.rows() == []


@pytest.mark.parametrize("what", ["lost", "broken", "no-id", "cancel-after"])
def test_an_answer_that_was_lost_is_found_at_once(store: Store, what: str):
    gateway = PaperGateway(what)
    receipt = attempt(store, gateway)
    assert (receipt.dataset_id, receipt.pid) == ("1", gateway.datasets[0][0])
    assert store.history.rows() == [receipt]
    assert only_row(store).state == "sent" and "found on Paper by its own ID pid-1" in only_row(store).note


def test_not_received_can_be_sent_again(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("never")
    lose(store, gateway, monkeypatch)
    assert only_row(store).state == "refused" and only_row(store).doubtful
    assert attempt(store, gateway).dataset_id == "1"
    assert len(gateway.datasets) == 1


@pytest.mark.parametrize("what", ["lost", "never", "broken", "cancel-after"])
def test_unknown_stays_unknown_while_nobody_can_be_asked(store: Store, what: str, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway(what)
    gateway.answers_questions = False
    with pytest.raises(OutcomeUnknown, match="asked again by itself"):
        attempt(store, gateway)
    row = only_row(store)
    assert row.state == "unknown"
    with pytest.raises(AlreadySent, match="unknown outcome"):
        attempt(store, gateway)
    with pytest.raises(Unreachable):
        resolve(store, gateway, row.id, CancelToken())
    assert only_row(store).state == "unknown" and gateway.sendings == 1
    gateway.answers_questions = True
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    receipt = resolve(store, gateway, row.id, CancelToken())
    assert (receipt is None) == (what == "never")
    assert only_row(store).state == ("refused" if what == "never" else "sent")
    assert resolve(store, gateway, row.id, CancelToken()) == receipt
    assert store.history.rows() == ([receipt] if receipt else [])


def test_resolving_can_be_cancelled(store: Store):
    gateway = PaperGateway("lost")
    gateway.answers_questions = False
    with pytest.raises(OutcomeUnknown):
        attempt(store, gateway)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        resolve(store, gateway, only_row(store).id, cancel)
    assert only_row(store).state == "unknown"


def test_cancelling_ends_the_asking_of_a_gateway_that_never_answers(store: Store, monkeypatch: pytest.MonkeyPatch):
    class Silent(PaperGateway):
        def find_by_pid(self, pid: str, cancel: CancelToken, seen: Any = None) -> Remote | None:
            stopped = threading.Event()
            cancel.on_cancel(stopped.set)
            assert stopped.wait(30)
            raise Cancelled

    monkeypatch.setattr(unsettled, "ASKING_LIMIT", 0.05)
    with pytest.raises(OutcomeUnknown):
        attempt(store, Silent("cancel-after"))
    assert only_row(store).state == "unknown"


def test_a_try_that_arrived_after_all_is_found_before_the_next(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("late")
    lose(store, gateway, monkeypatch)
    gateway.arrive()
    receipt = attempt(store, gateway)
    assert len(gateway.datasets) == 1 and gateway.sendings == 1
    assert store.history.rows() == [receipt]
    assert "Arrived late" in only_row(store).note


def test_what_was_not_waited_for_is_not_taken_for_lost(store: Store):
    gateway = PaperGateway("slow")
    with pytest.raises(OutcomeUnknown, match="may still arrive"):
        attempt(store, gateway)
    row = only_row(store)
    assert row.state == "unknown"
    with pytest.raises(AlreadySent):
        attempt(store, gateway)
    with pytest.raises(OutcomeUnknown, match="not on Paper yet"):
        resolve(store, gateway, row.id, CancelToken())
    assert only_row(store).state == "unknown"
    gateway.arrive()
    receipt = resolve(store, gateway, row.id, CancelToken())
    assert store.history.rows() == [receipt]
    assert len(gateway.datasets) == gateway.sendings == 1


def test_after_two_minutes_what_did_not_arrive_can_be_sent_again(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("slow")
    with pytest.raises(OutcomeUnknown):
        attempt(store, gateway)
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    assert resolve(store, gateway, only_row(store).id, CancelToken()) is None
    assert only_row(store).state == "refused"


def test_an_older_version_that_arrived_after_all_is_said(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("late")
    lose(store, gateway, monkeypatch)
    gateway.arrive()
    with pytest.raises(AlreadySent, match="dataset 1"):
        attempt(store, gateway, {"title": "Two"})
    assert len(gateway.datasets) == 1 and len(store.history.rows()) == 1


def test_nothing_is_sent_while_an_earlier_try_cannot_be_asked_about(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("late")
    lose(store, gateway, monkeypatch)
    gateway.answers_questions = False
    with pytest.raises(Unreachable):
        attempt(store, gateway)
    assert gateway.sendings == 1


def test_a_second_click_and_a_second_window_do_not_send_twice(store: Store):
    class Slow(PaperGateway):
        def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
            inside.set()
            assert go_on.wait(10)
            return super().send(prepared, cancel)

    inside, go_on = threading.Event(), threading.Event()
    gateway = Slow()
    first = threading.Thread(target=attempt, args=(store, gateway))
    first.start()
    assert inside.wait(10)
    with pytest.raises(AlreadySent, match="being sent to Paper now"):
        attempt(store, gateway)
    with Store.open(store.path) as second:
        with pytest.raises(AlreadySent):
            attempt(second, gateway)
        with pytest.raises(AlreadySent):
            resolve(second, gateway, second.outbox.rows()[0].id, CancelToken())
    go_on.set()
    first.join()
    assert len(gateway.datasets) == 1 == len(store.history.rows())


def test_sent_again_only_when_asked_for(store: Store):
    gateway = PaperGateway()
    attempt(store, gateway)
    with pytest.raises(AlreadySent, match=r"already sent to Paper on .* as dataset 1"):
        attempt(store, gateway)
    assert attempt(store, gateway, again=True).dataset_id == "2"
    assert attempt(store, gateway, {"title": "Changed"}).dataset_id == "3"


def test_a_receipt_that_cannot_be_written_names_the_dataset_and_is_found_later(store: Store):
    class Filling(PaperGateway):
        def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
            created = super().send(prepared, cancel)
            with store.database.read() as connection:
                connection.execute("PRAGMA max_page_count=1")
            return created

    gateway = Filling()
    with pytest.raises(StoreFull, match=r"has taken “One.*” as dataset 1, but the receipt could not be written"):
        prepared = gateway.prepare_create({"a": 1}, schema="A/1")
        what = Submission(prepared, "d", "One" + "x" * 50_000, "A/1")
        submit(store, gateway, what, cancel=CancelToken(), progress=lambda words: None)
    with store.database.read() as connection:
        connection.execute("PRAGMA max_page_count=100000")
    receipt = resolve(store, gateway, only_row(store).id, CancelToken())
    assert receipt is not None and receipt.dataset_id == "1"
    assert store.history.rows() == [receipt]


def test_the_wrong_gateway_is_not_asked(store: Store):
    gateway = PaperGateway("lost")
    gateway.answers_questions = False
    with pytest.raises(OutcomeUnknown):
        attempt(store, gateway)
    with pytest.raises(GatewayDeskError, match="belongs to the gateway Paper"):
        resolve(store, PaperGateway(name="Other"), only_row(store).id, CancelToken())


def test_an_error_of_the_connector_leaves_none_of_its_text_in_the_outbox(store: Store):
    class Leaking(PaperGateway):
        def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
            raise ValueError("x-client-id: s3cret")

    gateway = Leaking()
    gateway.answers_questions = False
    with pytest.raises(OutcomeUnknown):
        attempt(store, gateway)
    store.close()
    content = b"".join(one.read_bytes() for one in store.path.parent.iterdir() if one.is_file())
    assert b"Paper" in content and b"s3cret" not in content


KILLED = """
import sys
from pathlib import Path
from gatewaydesk.connection import Connection
from gatewaydesk.gateways.base import CancelToken, Prepared
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.store import Store
class Hanging:
    connection = Connection("Paper", "hdruk", "https://paper.example")
    def send(self, prepared, cancel):
        print("sending", flush=True)
        sys.stdin.read()
what = Submission(Prepared("POST", "u", b'{"pid":"k1"}', "r", "k1"), "d1", "One", "A/1")
submit(Store.open(Path(sys.argv[1])), Hanging(), what, cancel=CancelToken(), progress=lambda words: None)
"""


@pytest.mark.parametrize("arrived", [True, False])
def test_killed_while_sending(tmp_path: Path, arrived: bool, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "desk.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == b"sending\n"
        other.kill()
    gateway = PaperGateway()
    gateway.datasets += [("k1", b'{"pid":"k1"}')] * arrived
    with Store.open(path) as store:
        assert only_row(store).state == "unknown"
        if not arrived:  # nobody waited for the answer, so it may arrive yet
            with pytest.raises(OutcomeUnknown, match="may still arrive"):
                resolve(store, gateway, only_row(store).id, CancelToken())
            monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
        receipt = resolve(store, gateway, only_row(store).id, CancelToken())
        assert (receipt is not None) == arrived
        assert only_row(store).state == ("sent" if arrived else "refused")
        assert receipt is None or receipt.sha256 == hashlib.sha256(b'{"pid":"k1"}').hexdigest()


SENDINGS = ["yes", "no", "away", "lost", "never", "late", "broken", "no-id", "cancel-before", "cancel-after"]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("submit"), st.sampled_from(SENDINGS), st.integers(1, 2), st.booleans(), st.booleans()),
        st.tuples(st.just("resolve"), st.booleans()),
        st.tuples(st.just("restart")),
    ),
    max_size=14,
)


@settings(max_examples=150)
@given(steps)
def test_exactly_once(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, ...]]):
    gateway, meant_again, within = PaperGateway(), 0, resolving.ARRIVES_WITHIN
    store = Store.open(tmp_path_factory.mktemp("desk") / "desk.sqlite3")
    try:
        for step in steps:
            if step[0] == "restart":
                store.close()
                store = Store.open(store.path)
            elif step[0] == "resolve":
                gateway.answers_questions = step[1]
                resolve_all(store, gateway)
            else:
                _, what, version, answers, again = step
                gateway.script, gateway.answers_questions = [what], answers
                before = len(gateway.datasets)
                with contextlib.suppress(GatewayDeskError):
                    attempt(store, gateway, {"version": version}, again=again)
                gateway.arrive()
                meant_again += (len(gateway.datasets) - before) * again
        gateway.answers_questions, resolving.ARRIVES_WITHIN = True, 0.0
        resolve_all(store, gateway)
        contents = [json.loads(body)["metadata"]["version"] for _, body in gateway.datasets]
        assert len(contents) - len(set(contents)) <= meant_again
        assert sorted(one.pid for one in store.history.rows()) == sorted(pid for pid, _ in gateway.datasets)
        for receipt in store.history.rows():
            pid, body = gateway.datasets[int(receipt.dataset_id) - 1]
            assert (receipt.pid, receipt.sha256) == (pid, hashlib.sha256(body).hexdigest())
        assert store.outbox.rows(open_only=True) == []
    finally:
        resolving.ARRIVES_WITHIN = within
        store.close()


def resolve_all(store: Store, gateway: PaperGateway) -> None:
    for row in store.outbox.rows():
        try:
            resolve(store, gateway, row.id, CancelToken())
        except OutcomeUnknown:
            assert resolving.ARRIVES_WITHIN
        except GatewayDeskError:
            assert not gateway.answers_questions


@pytest.mark.parametrize(
    ("severities", "may_send", "words"),
    [
        ([], True, "Ready"),
        ([Severity.ADVICE] * 2, True, "Ready"),
        ([Severity.WRONG], False, "Not ready for A/1: 1 value is wrong."),
        ([Severity.WRONG] * 2 + [Severity.EMPTY], False, "2 values are wrong and 1 required field is empty"),
        ([Severity.EMPTY] * 1200, False, "1,200 required fields are empty"),
    ],
)
def test_review(severities: list[Severity], may_send: bool, words: str):
    schema: Any = SimpleNamespace(name="A/1")
    problems = [Problem((), "x", "m", severity) for severity in severities]
    readiness = review(schema, {"a": 1}, problems)
    assert readiness.may_send is may_send and words in readiness.sentence
    assert readiness.wrong + readiness.empty + readiness.advice == len(severities)


@pytest.mark.parametrize("value", [None, [], "text", ABSENT])
def test_no_metadata_is_not_ready(value: Any):
    schema: Any = SimpleNamespace(name="A/1")
    assert not review(schema, value, []).may_send


def test_earlier_tries_are_asked_about_in_one_sentence(store: Store, monkeypatch: pytest.MonkeyPatch):
    gateway = PaperGateway("never", "never")
    for _ in range(2):
        lose(store, gateway, monkeypatch)
    said: list[str] = []
    attempt(store, gateway, progress=said.append)
    assert said == ["Asking Paper whether one of 2 earlier tries arrived after all…", "Sending “One” to Paper…"]


def test_a_waiting_row_is_not_sent_to_another_address(store: Store):
    gateway = PaperGateway()
    row = store.outbox.begin(
        "d", "Paper", "hdruk", "One", "A/1", method="POST", url="https://old.example/x", body=b"1", route="r", pid="p"
    )
    with pytest.raises(GatewayDeskError, match=r"waits for https://old\.example:443"):
        send(store, gateway, row, cancel=CancelToken(), progress=lambda words: None)
    assert gateway.sendings == 0 and only_row(store).state == "waiting"


def test_a_waiting_row_is_not_sent_to_another_sandbox(store: Store):
    gateway = PaperGateway()
    row = store.outbox.begin(
        "d", "Paper", "adobe", "One", "A/1", method="POST", url=f"{gateway.connection.url}/x", body=b"1", route="r",
        pid="p", sandbox="trial",
    )  # fmt: skip
    gateway.connection = replace(gateway.connection, system="adobe", options={"sandbox": "prod"})
    with pytest.raises(GatewayDeskError, match="waits for the sandbox “trial”, and Paper leads to the sandbox “prod”"):
        send(store, gateway, row, cancel=CancelToken(), progress=lambda words: None)
    assert gateway.sendings == 0 and only_row(store).state == "waiting"


def test_a_practice_gateway_behind_another_port_is_believed_only_when_it_knows(store: Store):
    gateway = PaperGateway()
    gateway.connection = Connection("Paper", "hdruk", "http://127.0.0.1:2", practice=True)
    row = store.outbox.begin(
        "d", "Paper", "hdruk", "One", "A/1", method="POST", url="http://127.0.0.1:1/x", body=b"1", route="r", pid="p"
    )
    store.outbox.sending(row.id)
    store.outbox.unknown(row.id, "silence")
    with pytest.raises(GatewayDeskError, match="cannot be told"):
        resolve(store, gateway, row.id, CancelToken())
    assert only_row(store).state == "unknown"
    gateway.datasets.append(("p", b"1"))
    receipt = resolve(store, gateway, row.id, CancelToken())
    assert receipt is not None and receipt.dataset_id == "1"


def test_whoever_interrupts_the_program_hears_that_it_may_have_arrived(store: Store):
    class Interrupted(PaperGateway):
        def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
            super().send(prepared, cancel)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        attempt(store, Interrupted())
    (words,) = caught.value.__notes__
    assert "“One” may have arrived at Paper" in words and "gatewaydesk outbox resolve" in words
    assert only_row(store).state == "unknown"


def test_a_disk_that_fills_while_it_is_sent_does_not_hide_that_it_may_have_arrived(store: Store):
    class Filling(PaperGateway):
        def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
            with store.database.read() as connection:
                connection.execute("PRAGMA max_page_count=1")
            raise OutcomeUnknown("x" * 50_000)

    with pytest.raises(StoreFull, match=r"“One” may have arrived at Paper.*resolve it in the outbox"):
        attempt(store, Filling())
    with store.database.read() as connection:
        connection.execute("PRAGMA max_page_count=100000")
    assert store.outbox.recover() == 1 and only_row(store).state == "unknown"
