"""The server itself: loopback only, many calls at once, nothing left behind."""

from __future__ import annotations

import gc
import logging
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gatewaydesk.errors import GatewayDeskError, StoreDamaged, StoreProblem
from gatewaydesk.practice.server import PracticeServer
from tests.practice.conftest import Client


def test_twenty_at_once_get_twenty_ids(client, server, example):
    with ThreadPoolExecutor(20) as pool:
        ids = list(pool.map(lambda number: client.create_team(example, pid=f"p{number}"), range(20)))
    assert len(set(ids)) == 20
    pids = {row["id"]: row["pid"] for row in server.hdruk.datasets()}
    assert [pids[one] for one in ids] == [f"p{number}" for number in range(20)]


def test_credentials_are_forty_letters_and_digits_and_differ_by_folder(tmp_path):
    with PracticeServer(tmp_path / "a") as one, PracticeServer(tmp_path / "b") as other:
        secrets = [server.details["hdruk"][name] for server in (one, other) for name in ("application_id", "client_id")]
        assert isinstance(one.details["hdruk"]["team_id"], int)
    assert len(set(secrets)) == 4
    assert all(len(one) == 40 and one.isalnum() and one.isascii() for one in secrets)


def test_stopping_leaves_no_thread_no_socket_and_no_folder(example):
    before = set(threading.enumerate())
    server = PracticeServer()
    server.start()
    server.start()  # once more changes nothing
    client = Client(server)
    client.create(example)
    folder = server._temporary.name
    port = int(client.url.rpartition(":")[2])
    idle = socket.create_connection(("127.0.0.1", port))  # says nothing
    server.hdruk.fail_next("delay", seconds=60)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.create, example)
        while server.hdruk.faults._waiting:
            threading.Event().wait(0.01)
        server.stop()
        slow.exception(timeout=10)
    assert set(threading.enumerate()) == before
    idle.close()
    server.stop()
    gc.collect()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    from pathlib import Path

    assert not Path(folder).exists()
    assert server.details == {}


def test_it_can_start_again_on_the_same_port(tmp_path):
    with PracticeServer(tmp_path) as first:
        port = int(first.details["hdruk"]["url"].rpartition(":")[2])
    with PracticeServer(tmp_path, port=port) as again:
        assert again.details["hdruk"]["url"] == f"http://127.0.0.1:{port}"
        with pytest.raises(GatewayDeskError, match=str(port)):
            PracticeServer(port=port).start()


def test_a_damaged_file_is_told_in_words_and_left_alone(tmp_path):
    file = tmp_path / "hdruk.sqlite3"
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreDamaged, match="practice"):
        PracticeServer(tmp_path).start()
    assert file.read_bytes() == b"not a database" * 100
    (tmp_path / "file").touch()
    with pytest.raises(StoreProblem, match="practice"):
        PracticeServer(tmp_path / "file" / "below").start()


def test_it_listens_on_loopback_only(server):
    for listener in (listener for _, listener in server._running):
        assert listener._server.socket.getsockname()[0] == "127.0.0.1"


def test_logs_name_the_call_and_never_a_credential(client, example, caplog):
    caplog.set_level(logging.DEBUG)
    client.create(example)
    logged = caplog.text
    assert "POST /api/v1/integrations/datasets: 201" in logged
    assert not any(secret in logged for secret in client.headers.values())


def test_flask_is_not_loaded_until_it_runs():
    code = "import sys, gatewaydesk.practice.server as s; s.PracticeServer(); print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
