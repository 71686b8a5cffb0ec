"""The server itself: loopback only, many calls at once, nothing left behind."""

from __future__ import annotations

import gc
import json
import logging
import socket
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from gatewaydesk.errors import GatewayDeskError, StoreDamaged, StoreProblem
from gatewaydesk.practice.faults import KINDS
from gatewaydesk.practice.server import OWN_FAULTS, SYSTEMS, PracticeServer
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


def test_each_system_has_a_port_of_its_own_and_one_can_run_alone(tmp_path):
    with PracticeServer(tmp_path, systems=tuple(SYSTEMS)) as every:
        assert tuple(every.details) == tuple(SYSTEMS)
        urls = [one["url"] for one in every.details.values()]
        assert len(set(urls)) == len(SYSTEMS)
        assert json.loads((tmp_path / "addresses.json").read_text("utf-8")) == urls
    for name in SYSTEMS:
        with PracticeServer(tmp_path, systems=(name,)) as single:
            assert tuple(single.details) == (name,)
    with pytest.raises(GatewayDeskError, match="enough ports"):
        PracticeServer(tmp_path, port=65_535, systems=tuple(SYSTEMS)).start()


def test_the_faults_of_every_system_are_known_and_each_gets_its_own():
    assert {"load-fails", "push-fails"} <= set(OWN_FAULTS)
    assert not set(OWN_FAULTS) & set(KINDS)
    with (
        PracticeServer(faults="load-fails=1, reset-before=1,seed=3") as server,
        pytest.raises(requests.ConnectionError),
    ):
        Client(server).call("POST", "/api/v1/integrations/datasets", {})
    with pytest.raises(GatewayDeskError, match="load-fail") as told:
        PracticeServer(faults="load-fail=1")
    assert all(name in told.value.todo for name in (*KINDS, *OWN_FAULTS))


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


def test_no_file_holds_an_id_and_the_ids_stay_over_restarts(tmp_path):
    with PracticeServer(tmp_path) as server:
        first = server.details["hdruk"]
        other = server.hdruk.add_team()
        rotated = server.hdruk.rotate_client_id()
    assert rotated != first["client_id"]
    with PracticeServer(tmp_path) as server:
        second = server.details["hdruk"]
    assert (second["application_id"], second["client_id"]) == (first["application_id"], rotated)
    ids = [first["application_id"], first["client_id"], rotated, other["application_id"], other["client_id"]]
    assert len(set(ids)) == 5 and all(len(one) == 40 and one.isalnum() for one in ids)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not any(one.encode() in content for one in ids)


def test_an_older_file_keeps_its_datasets_and_forgets_its_ids(tmp_path):
    with PracticeServer(tmp_path) as server:
        datasets = server.hdruk.datasets()
    file = tmp_path / "hdruk.sqlite3"
    old = sqlite3.connect(file)
    for seed, name in (("application_seed", "application_id"), ("client_seed", "client_id")):
        old.execute(f"alter table applications rename column {seed} to {name}")
    old.execute("update applications set application_id = ?, client_id = ?", ("A" * 39 + "7", "c" * 39 + "9"))
    old.commit()
    old.close()
    with PracticeServer(tmp_path) as server:
        assert server.hdruk.datasets() == datasets
        details = server.details["hdruk"]
        assert len(details["application_id"]) == 40 and details["application_id"] != "A" * 39 + "7"
    assert b"A" * 39 not in file.read_bytes() and b"c" * 39 not in file.read_bytes()
