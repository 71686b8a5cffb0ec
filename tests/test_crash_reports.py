"""What is left behind when the program breaks, seen in real processes that break."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gatewaydesk import crash_reports, paths
from gatewaydesk.document.disk import write_bytes

SECRET = "kR8vZq2wPxYt7Lm0aBcD3fGh1jK5nQ9sT4uV6xW"

resource = pytest.importorskip("resource", reason="limits of processes are those of Unix")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="core files and signals are those of Unix")


START = f"""
SECRET = {SECRET!r}
from gatewaydesk import crash_reports, logs
from gatewaydesk.gateways import redaction
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", START + program]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def logged() -> str:
    return (paths.log_dir() / "gateway-desk.log").read_text(encoding="utf-8")


def test_no_core_file_is_left(tmp_path: Path) -> None:
    program = """
import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
crash_reports.leave_no_core()
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
print(subprocess.run([sys.executable, "-c", "import resource; print(resource.getrlimit(4)[0])"],
      capture_output=True, text=True).stdout)
"""
    assert resource.RLIMIT_CORE == 4
    assert run(program).stdout.split() == ["0", "0"]


def test_the_program_itself_turns_core_files_off(monkeypatch: pytest.MonkeyPatch) -> None:
    program = """
import resource
from gatewaydesk import __main__ as program
program._run = lambda words, **_: print(resource.getrlimit(resource.RLIMIT_CORE)[0]) or 0
program.main(["schemas", "list"])
"""
    assert run(program).stdout.split() == ["0"]


def test_exceptions_that_nobody_handles_are_printed_without_secrets() -> None:
    ended = run(
        "redaction.register(SECRET)\ncrash_reports.mask_what_python_prints()\n"
        "try:\n    raise ValueError(SECRET)\nexcept ValueError as error:\n    raise RuntimeError([SECRET]) from error"
    )
    assert ended.returncode == 1
    assert "ValueError" in ended.stderr and "RuntimeError" in ended.stderr and redaction_mask() in ended.stderr
    assert SECRET not in ended.stderr.replace("raise", "")


def redaction_mask() -> str:
    from gatewaydesk.gateways.redaction import MASK

    return MASK


def test_threads_and_destructors_that_fail_are_logged_without_words() -> None:
    ended = run(
        """
import threading
redaction.register(SECRET)
crash_reports.mask_what_python_prints()
handler = logs.start_logging()
class Failing:
    def __del__(self): raise KeyError(SECRET)
Failing()
def work(): raise ValueError(SECRET)
thread = threading.Thread(target=work); thread.start(); thread.join()
logs.stop_logging(handler)
"""
    )
    assert ended.stderr == ""
    text = logged()
    assert "a thread ended early: ValueError" in text and "in a place that cannot fail: KeyError" in text
    assert "in work" in text and SECRET not in text


def test_a_crash_leaves_its_stacks_and_no_values() -> None:
    ended = run(
        """
import os, signal
crash_reports.leave_no_core()
def holding(secret):
    os.kill(os.getpid(), signal.SIGSEGV)
with crash_reports.crashes_written():
    holding(SECRET)
"""
    )
    assert ended.returncode == -signal.SIGSEGV
    (report,) = crash_reports.crash_files()
    text = report.read_text(encoding="utf-8")
    assert "Segmentation fault" in text and "in holding" in text and SECRET not in text


def test_a_good_end_leaves_no_report() -> None:
    assert run("with crash_reports.crashes_written():\n    pass").returncode == 0
    assert list(paths.log_dir().glob("crash-*")) == []


def test_the_last_few_reports_are_kept_and_those_of_killed_processes_go() -> None:
    folder = paths.log_dir()
    folder.mkdir(parents=True)
    for number in range(8):
        write_bytes(folder / f"crash-{900_000_000 + number}.log", b"Fatal Python error")
        os.utime(folder / f"crash-{900_000_000 + number}.log", (number, number))
    write_bytes(folder / "crash-999999999.log", b"")
    mine = folder / f"crash-{os.getpid()}.log"
    write_bytes(mine, b"")  # another window of ours that is open
    assert run("with crash_reports.crashes_written():\n    pass").returncode == 0
    kept = sorted(file.name for file in folder.glob("crash-*"))
    assert kept == sorted([mine.name, *(f"crash-{900_000_000 + number}.log" for number in range(3, 8))])


def test_a_log_folder_that_cannot_be_written_to_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GATEWAYDESK_HOME", str(tmp_path / "file"))
    with crash_reports.crashes_written():
        pass
    assert crash_reports.crash_files() == []
