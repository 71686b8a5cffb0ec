"""Sending from a script: nothing twice unasked, no ID to another address, no outcome claimed that is not known."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from gatewaydesk.services.connecting import keep_practice, make_connection
from gatewaydesk.store import Store
from tests.commands.shell import EXAMPLE, ROOT, Said, connect, type_in

pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(tmp_path / "practice", samples=False) as server:
        yield server


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[Any], None]], str]:
    def make(change: Callable[[Any], None]) -> str:
        value = jsonio.read_file(EXAMPLE)
        change(value)
        jsonio.write_file(tmp_path / "changed.json", value)
        return str(tmp_path / "changed.json")

    return make


def submit(*more: str, to: str = "Practice", file: str = str(EXAMPLE)) -> int:
    return main(["submit", file, "--to", to, "--schema", "HDRUK/4.0.0", *more])


def states() -> list[str]:
    with Store.open() as store:
        return [row.state for row in store.outbox.rows()]


def lose(server: PracticeServer, *, received: bool) -> int:
    """A submission of which nobody knows what became: every call goes wrong."""
    server.hdruk.fail_next("reset-after" if received else "reset-before")
    for _ in range(3):
        server.hdruk.fail_next("html", any_method=True)
    return submit()


def test_ids_do_not_follow_to_another_address(
    practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    with PracticeServer(tmp_path / "other", samples=False) as other:
        url = other.details["hdruk"]["url"]
        assert main(["gateways", "add", "Practice", "--system", "hdruk", "--url", url]) == 0
        said = capsys.readouterr().err
        assert "(changed)" in said and "have been removed: sign in to Practice again" in said
        assert submit() == 2
        assert "not signed in" in capsys.readouterr().err


def test_another_gateway_is_not_believed_about_what_it_never_got(
    practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    assert lose(practice, received=True) == 2
    assert states() == ["unknown"]
    with PracticeServer(tmp_path / "other", samples=False) as other:
        connect(other, monkeypatch)
        capsys.readouterr()
        assert main(["outbox", "resolve"]) == 1
        assert "it cannot be told" in capsys.readouterr().err
    assert states() == ["unknown"]
    connect(practice, monkeypatch)
    assert main(["outbox", "resolve"]) == 0
    assert "it arrived, as dataset" in capsys.readouterr().err


def test_what_waits_for_the_address_that_a_connection_had_before_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    with PracticeServer(tmp_path / "away", samples=False) as away:
        connect(away, monkeypatch)
        before = away.details["hdruk"]["url"]
    assert submit("--queue") == 0
    with PracticeServer(tmp_path / "other", samples=False) as other:
        connect(other, monkeypatch)
        capsys.readouterr()
        assert submit() == 2
        said = capsys.readouterr().err
        assert f"waits in the outbox for Practice, at the address that it had before: {before}." in said
        assert "It has not been sent." in said and "UNIQUE" not in said
        assert main(["outbox", "send"]) == 1
        said = capsys.readouterr().err
        assert f"waits for {before}" in said and "what became of it" not in said
        with Store.open() as store:
            (row,) = store.outbox.rows(open_only=True)
        assert f"outbox take-out {row.id}" in said
        assert main(["outbox", "take-out", row.id]) == 0 == submit()
        assert len(other.hdruk.datasets()) == 1


def test_the_programs_own_practice_gateway_is_the_same_behind_another_port(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    credentials = Credentials()
    for arrived in (True, False):
        with Store.open() as store, PracticeServer(tmp_path / "own", samples=False) as server:
            connection = keep_practice(store, credentials, server.details)[0]
            row = store.outbox.begin(
                "d", "Practice", "hdruk", f"T{arrived}", "A/1", method="POST", url=f"{connection.url}/x",
                body=b"%d" % arrived, route="r", pid=f"pid-{arrived}", practice=True,
            )  # fmt: skip
            store.outbox.sending(row.id)
            store.outbox.unknown(row.id, "silence")
        with Store.open() as store, PracticeServer(tmp_path / "own", samples=False) as server:
            connection = keep_practice(store, credentials, server.details)[0]
            gateway = submission_gateway(connection, credentials)
            assert resolving.resolve(store, gateway, row.id, CancelToken()) is None
            assert store.outbox.get(row.id).state == "refused"


def submission_gateway(connection: Any, credentials: Credentials) -> Any:
    from gatewaydesk.gateways import open_gateway

    return open_gateway(connection, credentials.read(connection))


def test_changing_a_connection_keeps_what_is_not_named(capsys: Said) -> None:
    add = ["gateways", "add", "G", "--system", "hdruk", "--url"]
    assert main([*add, "https://a.example", "--set", "team_id=7"]) == 0
    assert "(added)" in capsys.readouterr().err
    assert main([*add, "https://a.example/"]) == 0
    with Store.open() as store:
        assert store.connections.get("G").options == {"team_id": 7}
    assert main([*add, "https://a.example", "--set", "team_id="]) == 0
    with Store.open() as store:
        assert store.connections.get("G").options == {}


def test_the_same_is_not_sent_twice_unasked(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    url = practice.details["hdruk"]["url"]
    assert main(["drafts", "import", str(EXAMPLE)]) == 0
    assert submit() == 0
    capsys.readouterr()
    assert submit() == 2
    said = capsys.readouterr().err
    assert "already sent to Practice on" in said and "as dataset" in said and "--again" in said
    assert main(["gateways", "add", "Second", "--system", "hdruk", "--url", url]) == 0
    details = practice.details["hdruk"]
    type_in(monkeypatch, f"application_id={details['application_id']}\nclient_id={details['client_id']}\n")
    assert main(["sign-in", "Second"]) == 0
    assert submit(to="Second") == 2
    assert len(practice.hdruk.datasets()) == 1
    assert submit("--again") == 0
    assert len(practice.hdruk.datasets()) == 2
    with Store.open() as store:
        (draft,) = store.drafts.rows()
        assert draft.counts[0] == draft.counts[1] > 20


def test_parallel_submissions_of_one_file_make_one_dataset(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(practice, monkeypatch)
    details = practice.details["hdruk"]
    code = (
        "import sys, keyring; sys.path.insert(0, '.'); from tests.conftest import MemoryKeyring\n"
        "ring = MemoryKeyring(); keyring.set_keyring(ring); ids = sys.stdin.read().split()\n"
        "for name, value in zip(('application_id', 'client_id'), ids):\n"
        "    ring.set_password('gateway-desk/hdruk/Practice', name, value)\n"
        "from gatewaydesk.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "submit", str(EXAMPLE), "--to", "Practice", "--schema", "HDRUK/4.0.0"]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(f"{details['application_id']} {details['client_id']}".encode())
        one.stdin.close()
        one.stdin = None
    ends = [(one.communicate(timeout=60)[1], one.returncode) for one in running]
    assert sorted(code for _, code in ends) == [0, 2, 2], ends
    assert len(practice.hdruk.datasets()) == 1
    with Store.open() as store:
        assert len(store.drafts.rows()) == 1


def test_while_an_outcome_is_unknown_the_same_title_waits(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said, changed: Any
) -> None:
    connect(practice, monkeypatch)
    assert lose(practice, received=True) == 2
    capsys.readouterr()
    file = changed(lambda value: value["summary"].update(abstract="A little changed, and still the same dataset."))
    assert submit(file=file) == 2
    said = capsys.readouterr().err
    assert "An earlier submission of “" in said and "to Practice has an unknown outcome; resolve it first." in said
    assert len(practice.hdruk.datasets()) == 1
    assert submit("--again", file=file) == 0
    assert len(practice.hdruk.datasets()) == 2


def test_a_failed_submission_leaves_no_draft_and_names_the_field(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    monkeypatch.setattr(
        "gatewaydesk.gateways.hdruk_preparing.jsonio.dumps",
        lambda value, **_: '{"metadata": {"summary": {}}, "status": "ACTIVE"}',
    )
    assert submit() == 2
    said = capsys.readouterr().err
    assert "Dataset ID: Required, and still empty." in said
    assert "does not accept one value." in said and "(/" not in said
    with Store.open() as store:
        assert store.drafts.rows() == [] == store.drafts.rows(deleted=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_receipt_that_cannot_be_printed_is_said(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    capsys.readouterr()
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert submit("--json") == 2
        said = capsys.readouterr().err
    (dataset,) = practice.hdruk.datasets()
    assert f"Dataset {dataset['id']} was created on Practice, but the receipt could not be printed" in said
    assert "see gatewaydesk history" in said


def test_what_is_open_is_not_orphaned_and_can_be_given_up(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    assert lose(practice, received=False) == 2
    capsys.readouterr()
    assert main(["gateways", "remove", "Practice"]) == 2
    said = capsys.readouterr().err
    assert "(unknown)" in said and "--force" in said
    with Store.open() as store:
        (row,) = store.outbox.rows(open_only=True)
    assert main(["gateways", "remove", "Practice", "--force"]) == 0
    assert main(["outbox", "abandon", row.id]) == 0
    assert states() == ["refused"]
    assert main(["outbox", "abandon", row.id]) == 2
    assert main(["outbox", "abandon", "nothing"]) == 2


def test_text_that_the_route_would_spoil_is_not_sent(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said, changed: Any
) -> None:
    connect(practice, monkeypatch)

    def spoil(value: Any) -> None:
        value["summary"]["dataCustodian"]["contactPoint"] = "o'neil@example.org"
        value["summary"]["abstract"] = "'" * 400

    file = changed(spoil)
    assert submit(file=file) == 2
    said = capsys.readouterr().err
    assert "Abstract: The gateway would refuse this" in said and "The e-mail address “o'neil@example.org”" in said
    assert "2 values" in said and "--set team_id=" in said
    assert states() == []
    assert submit("--anyway", file=file) == 2
    assert states() == ["refused"]
    connect(practice, monkeypatch, "--set", f"team_id={practice.details['hdruk']['team_id']}")
    assert submit(file=file) == 0


def test_a_damaged_database_names_the_command_that_rescues_it(capsys: Said) -> None:
    assert main(["drafts", "import", str(EXAMPLE)]) == 0
    assert main(["doctor", "--rescue"]) == 0
    assert "nothing was done" in capsys.readouterr().err
    file = paths.database_path()
    content = bytearray(file.read_bytes())
    content[:100] = bytes(100)
    file.write_bytes(content)
    assert main(["drafts", "list"]) == 2
    assert "Nothing was changed" in (said := capsys.readouterr().err) and "gatewaydesk doctor --rescue" in said
    assert main(["doctor", "--rescue"]) == 0
    assert "1 drafts" in capsys.readouterr().err
    assert main(["drafts", "list"]) == 0
    assert capsys.readouterr().out.strip()


def test_no_file_of_the_home_holds_an_id(home: Path) -> None:
    with PracticeServer(paths.data_dir() / "practice") as server:
        ids = [server.details["hdruk"][name].encode() for name in ("application_id", "client_id")]
        assert all(len(one) == 40 and one.isalnum() for one in ids)
    for file in home.rglob("*"):
        if file.is_file():
            assert not any(one in file.read_bytes() for one in ids), file


def test_what_waits_because_the_gateway_asked_for_it_is_said_with_its_time(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    practice.hdruk.fail_next("wait")
    assert main(["submit", str(EXAMPLE), "--to", "Practice", "--queue"]) == 0
    capsys.readouterr()
    assert main(["outbox", "send"]) == 1
    said = capsys.readouterr().err
    assert "it waits; it is tried again from" in said and "because Practice asked to be left alone" in said


def test_only_our_own_practice_gateway_is_marked_as_one(tmp_path: Path, practice: PracticeServer) -> None:
    url = practice.details["hdruk"]["url"]
    assert not make_connection("A", "hdruk", url, {}).practice, "somebody's own gateway on this computer"
    with PracticeServer(paths.data_dir() / "practice", samples=False) as own:
        url = own.details["hdruk"]["url"]
        assert make_connection("B", "hdruk", url, {}).practice
        assert make_connection("B", "hdruk", url.replace("127.0.0.1", "localhost"), {}).practice
    assert not make_connection("C", "hdruk", url, {}).practice


def test_whoever_interrupts_the_command_hears_that_it_may_have_arrived(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    connect(practice, monkeypatch)
    practice.hdruk.fail_next("delay", seconds=30)
    waiting = threading.Event()
    draw = practice.hdruk.faults.draw

    def drawn(method: str, **more: bool) -> object:
        fault = draw(method, **more)
        if method == "POST":
            waiting.set()
        return fault

    monkeypatch.setattr(practice.hdruk.faults, "draw", drawn)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored

    def interrupt() -> None:
        assert waiting.wait(20)
        signal.raise_signal(signal.SIGINT)  # in this thread: it does not wake the one that waits for the answer

    threading.Thread(target=interrupt, daemon=True).start()
    try:
        assert main(["submit", str(EXAMPLE), "--to", "Practice"]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert practice.hdruk.datasets() == [], "it did not wait for the answer"
    said = capsys.readouterr().err
    assert "Interrupted." in said and "may have arrived at Practice" in said and "outbox resolve" in said
