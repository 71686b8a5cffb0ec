"""Faults: each kind over the wire, the same ones for the same seed, and misspelt ones refused in words."""

from __future__ import annotations

import time

import pytest
import requests

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.practice.faults import KINDS, LATE, Fault, Faults
from gatewaydesk.practice.server import PracticeServer
from tests.practice.conftest import Client


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_and_whether_the_dataset_is_there_afterwards(client, server, example, kind):
    before = len(server.hdruk.datasets())
    server.hdruk.fail_next(kind)
    effect, carried_out = KINDS[kind]
    if effect in ("reset", "half"):
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            client.create(example)
    else:
        answer = client.create(example)
        status, text = {
            "http500": (500, '{"code":500,"message":"Server Error"}'),
            "html": (502, "<h1>502 Bad Gateway</h1>"),
            "redirect": (307, ""),
            "see-other": (303, ""),
            "rate": (500, '{"code":500,"message":"Too Many Attempts."}'),
            "busy": (429, '{"message":"Too Many Requests"}'),
            "wait": (429, '{"message":"x"}'),
            "away": (503, '{"message":"Service Unavailable"}'),
            "away-wait": (503, '{"message":"Service Unavailable"}'),
            "empty": (502, ""),
            "timeout": (504, "<h1>504 Gateway Time-out</h1>"),
            "too-large": (413, "<h1>413 Request Entity Too Large</h1>"),
            "portal": (200, "<h1>Welcome</h1>"),
            "maintenance": (500, '{"code":500,"message":"Service Unavailable"}'),
            "strange": (500, "SQLSTATE[40001]"),
            "signed-out": (401, '"Unauthorized"'),
            "unknown-application": (401, "No known integration matches"),
            "wrong-client": (401, "The credentials provided are invalid"),
            "disabled": (400, "Application has not been enabled!"),
            "forbidden": (400, "Application permissions do not allow this request"),
            "other-team": (401, "datasets from another team!"),
            "no-validator": (500, "Translation Service error."),
            "refused": (400, "metadata is in an unknown format"),
            "gone": (404, '{"message":"Dataset not found"}'),
        }[effect]
        assert answer.status_code == status and text in answer.text
        assert answer.headers.get("Retry-After") == {"busy": "1", "wait": "30", "away-wait": "30"}.get(effect)
        if status in (303, 307):
            assert answer.headers["Location"].startswith("https://elsewhere.invalid/api/")
    assert len(server.hdruk.datasets()) == before + carried_out
    assert client.create(example).status_code == 201


def test_a_cut_connection_is_a_reset(client, server, example):
    server.hdruk.fail_next("reset-after")
    with pytest.raises(requests.ConnectionError, match=r"reset|forcibly closed"):
        client.create(example)


def test_reads_are_spared_unless_asked(client, server):
    server.hdruk.fail_next("html")
    assert client.call("GET", "{team}/count/status").status_code == 200
    assert client.call("PATCH", "{team}/1", {"status": "DRAFT"}).status_code == 502
    server.hdruk.fail_next("html", any_method=True)
    assert client.call("GET", "{team}/count/status").status_code == 502


def test_a_delay_and_a_stop_that_does_not_wait_for_it(client, server, example):
    server.hdruk.fail_next("delay", seconds=0.2)
    began = time.monotonic()
    assert client.create(example).status_code == 201
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize("kind", sorted(LATE))
def test_what_is_late_is_carried_out_after_its_answer(client, server, example, kind):
    before = len(server.hdruk.datasets())
    server.hdruk.fail_next(kind, seconds=0.3)
    if KINDS[kind][0] == "reset":
        with pytest.raises(requests.ConnectionError):
            client.create(example)
    else:
        assert client.create(example).status_code in (502, 503)
    assert len(server.hdruk.datasets()) == before
    deadline = time.monotonic() + 10
    while len(server.hdruk.datasets()) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(server.hdruk.datasets()) == before + 1


def test_a_stop_drops_what_is_late(example, tmp_path):
    with PracticeServer(tmp_path, samples=False, faults="html-late=1,late=60") as server:
        assert Client(server).create(example).status_code == 502
    with PracticeServer(tmp_path, samples=False) as server:
        assert server.hdruk.datasets() == []


def fates(spec: str, calls: int = 400) -> list[Fault]:
    faults = Faults(spec)
    return [faults.draw("POST") for _ in range(calls)]


def test_the_same_seed_brings_the_same_faults():
    spec = "reset-before=0.1,reset-after=0.1,delay=0.2:3,http500=0.05,html=0.05,half=0.05,redirect=0.05,rate=0.1"
    assert fates(f"{spec},seed=7") == fates(f"{spec},seed=7") != fates(f"{spec},seed=8")
    drawn = fates(f"{spec},seed=7", 4000)
    for kind, chance in {"reset-before": 0.1, "half": 0.05, "rate": 0.1, "": 0.5}.items():
        assert abs(sum(one.kind == kind for one in drawn) / 4000 - chance) < 0.03
    assert abs(sum(one.seconds == 3 for one in drawn) / 4000 - 0.2) < 0.03


def test_scope():
    assert Faults("html=1").draw("GET") == Fault()
    assert Faults("html=1,scope=all").draw("GET") == Fault("html")
    assert Faults("html=1").draw("DELETE") == Fault("html")
    assert Faults("").draw("POST") == Fault()


@pytest.mark.parametrize(
    "spec", ["fly=0.1", "html", "html=2", "html=-1", "html=nan", "delay=0.1:soon", "scope=some", "half=0.6,html=0.6"]
)
def test_misspelt_faults_are_refused_in_words(spec):
    with pytest.raises(GatewayDeskError) as refused:
        PracticeServer(faults=spec)
    assert refused.value.what.endswith(".") and refused.value.todo


def test_the_servers_spec_reaches_the_wire(example):
    with PracticeServer(faults="html=1") as server:
        client = Client(server)
        assert client.create(example).status_code == 502
        assert client.call("GET", "{team}/count/status").status_code == 200


@pytest.mark.parametrize("spec", ["reset-after=2", "html=-0.1", "delay=1.5:3", "rate=nan"])
def test_a_chance_beyond_one_is_said_to_be_one(spec):
    with pytest.raises(GatewayDeskError, match="must be between 0 and 1"):
        Faults(spec)
