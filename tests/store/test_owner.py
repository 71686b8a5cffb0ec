"""Which process lives: told the same whatever the clock says."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from gatewaydesk.store import owner


def test_a_process_is_known_by_others_until_it_ends() -> None:
    told = "from gatewaydesk.store import owner; print(owner.me(), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", told], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdin is not None and other.stdout is not None
        name = other.stdout.readline().strip()
        assert owner.is_alive(name) and name != owner.me()
        other.kill()
        while psutil.Process(other.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        assert not owner.is_alive(name)  # dead, though nobody has asked how it ended
    assert not owner.is_alive(name)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux, which counts from the start")
def test_a_clock_that_is_set_makes_nobody_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as other:
        found = owner._ticks(other.pid)
        assert found is not None
        monkeypatch.setattr(psutil, "boot_time", lambda: time.time() - 7_000_000)
        monkeypatch.setattr(time, "time", lambda: 1.0)
        assert owner.is_alive(f"{other.pid} {found[0]}")
        other.kill()


def test_names_from_before_and_from_elsewhere_are_understood() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as other:
        started = psutil.Process(other.pid).create_time()
        assert owner.is_alive(f"{other.pid} {started:.2f}")
        assert not owner.is_alive(f"{other.pid} {started - 60:.2f}")
        assert not owner.is_alive(f"{other.pid} another-start:12345")
        other.kill()
