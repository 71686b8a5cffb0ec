"""What the command line does around the window: pictures, interrupts, missing libraries, the way to a broken pipe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from gatewaydesk import system_libraries
from gatewaydesk.__main__ import main
from gatewaydesk.ui.interrupting import closed_by_interrupt
from tests.commands.shell import EXAMPLE, ROOT

pytestmark = pytest.mark.qt_log_ignore("does not support")


def test_a_screenshot_has_the_size_asked_for_whatever_the_file_is_called(
    tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "picture"
    arguments = ["screenshot", str(EXAMPLE), "--schema", "HDRUK/4.0.0", "--out", str(out), "--size", "1000x700"]
    assert main([*arguments, "--theme", "dark", "--section", "/coverage"]) == 0
    image = QImage(str(out), "PNG")
    assert (image.width(), image.height()) == (1000, 700)
    assert image.pixelColor(5, 400).lightness() < 128
    assert capsys.readouterr().out == ""
    assert main([*arguments[:-3], str(tmp_path / "nowhere" / "x.png")]) == 2
    assert "could not be written" in capsys.readouterr().err


def test_a_size_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["screenshot", str(EXAMPLE), "--schema", "HDRUK/4.0.0", "--out", "x", "--size", "big"])
    assert ended.value.code == 2
    assert "1280x840" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_closes_the_window_while_qt_waits(qapp: QApplication, number: signal.Signals) -> None:
    window = QWidget()
    before = signal.getsignal(number)
    late = QTimer(singleShot=True, interval=10_000)
    late.timeout.connect(qapp.quit)
    late.start()
    with closed_by_interrupt(window):
        window.show()
        threading.Timer(0.2, os.kill, (os.getpid(), number)).start()
        qapp.exec()
        assert not window.isVisible()
        assert late.isActive()
    late.stop()
    assert signal.getsignal(number) is before
    window.deleteLater()


def test_missing_libraries_are_named_with_the_one_command_that_installs_them() -> None:
    words = system_libraries.words(["libEGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0", "libodd.so.9"])
    assert "libEGL.so.1" in words
    assert words.endswith("sudo apt-get install libegl1 libglib2.0-0 libodd.so.9")


def test_nothing_is_missing_here_and_nothing_is_installed() -> None:
    assert system_libraries.missing_libraries() == []
    assert system_libraries.main(["--install"]) == 0


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gatewaydesk", "fields", "HDRUK/4.0.0", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert "Exception ignored" not in said
