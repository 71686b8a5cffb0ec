"""The window lives beside background work: whose turn it is, and where what nobody holds any more is cleared away."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gatewaydesk.ui.breathing import breathing, much_is_gone
from gatewaydesk.ui.first_paint import when_painted
from gatewaydesk.ui.tasks import Tasks


class Round:
    """Holds itself, so that only the search for unreachable objects finds it."""

    def __init__(self) -> None:
        self.me = self


@pytest.mark.usefixtures("qapp")
def test_what_background_work_leaves_behind_is_cleared_away_on_the_main_thread() -> None:
    tasks = Tasks()
    cleared: list[threading.Thread] = []

    def work(_: object) -> list[list[int]]:
        for _ in range(1000):
            weakref.finalize(Round(), lambda: cleared.append(threading.current_thread()))
        return [[] for _ in range(200_000)]

    answers: list[object] = []
    with breathing(tasks):
        QTest.qWait(10)  # the start is over
        tasks.run(work, answers.append, answers.append)
        until = time.monotonic() + 30
        while len(cleared) < 1000 and time.monotonic() < until:
            QTest.qWait(10)
    tasks.close()
    assert isinstance(answers[0], list), answers[0]
    assert len(cleared) == 1000
    assert set(cleared) == {threading.main_thread()}


@pytest.mark.usefixtures("qapp")
def test_what_was_open_for_long_is_looked_for_when_nothing_is_under_way() -> None:
    tasks, go_on, cleared = Tasks(), threading.Event(), threading.Event()
    long_open = [Round()]
    weakref.finalize(long_open[0], cleared.set)
    with breathing(tasks):
        QTest.qWait(10)  # the start is over
        gc.unfreeze()  # it was not there then
        tasks.run(lambda _: go_on.wait(30), lambda _: None)
        long_open.clear()
        much_is_gone()
        QTest.qWait(300)
        assert not cleared.is_set(), "the window would stop in the midst of what goes on"
        go_on.set()
        until = time.monotonic() + 30
        while not cleared.is_set() and time.monotonic() < until:
            QTest.qWait(10)
    tasks.close()
    assert cleared.is_set()


@pytest.mark.usefixtures("qapp")
def test_python_is_left_as_it_was() -> None:
    before = (sys.getswitchinterval(), gc.isenabled())
    tasks = Tasks()
    with breathing(tasks):
        assert sys.getswitchinterval() < before[0]
        assert not gc.isenabled()
    tasks.close()
    assert (sys.getswitchinterval(), gc.isenabled()) == before


def test_what_can_wait_is_done_once_when_the_window_has_been_painted(qtbot: object) -> None:
    window, done = QWidget(), []
    when_painted(window, lambda: done.append(window.isVisible()))
    QTest.qWait(20)
    assert not done
    window.show()
    QTest.qWaitForWindowExposed(window)
    for _ in range(5):
        window.repaint()
        QTest.qWait(10)
    assert done == [True]
    window.close()
