"""The one door to the background."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal

from gatewaydesk.errors import Cancelled
from gatewaydesk.ui.tasks import Tasks


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def test_every_result_arrives_once_and_on_the_main_thread(tasks: Tasks, qtbot) -> None:
    came: list[tuple[int, bool]] = []
    main = threading.get_ident()
    for number in range(300):
        tasks.run(lambda _, n=number: n, lambda n: came.append((n, threading.get_ident() == main)))
    qtbot.waitUntil(lambda: len(came) == 300, timeout=20_000)
    assert sorted(came) == [(n, True) for n in range(300)]


def test_work_runs_elsewhere_and_its_exception_comes_back(tasks: Tasks, qtbot) -> None:
    where: list[int] = []
    errors: list[BaseException] = []

    def work(_: object) -> None:
        where.append(threading.get_ident())
        raise ValueError("no")

    tasks.run(work, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=5_000)
    assert where[0] != threading.get_ident()
    assert isinstance(errors[0], ValueError)


def test_an_answer_for_something_closed_is_dropped(tasks: Tasks) -> None:
    owner = QObject()
    go = threading.Event()
    came: list[int] = []
    tasks.run(lambda _: go.wait(5), lambda _: came.append(1), owner=owner)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    go.set()
    assert tasks.wait(5)
    assert came == []


def test_cancelling_reaches_the_work_and_is_told(tasks: Tasks, qtbot) -> None:
    started = threading.Event()
    errors: list[BaseException] = []

    def work(cancel) -> None:
        stop = threading.Event()
        cancel.on_cancel(stop.set)
        started.set()
        assert stop.wait(5)
        cancel.check()

    token = tasks.run(work, lambda _: None, errors.append)
    assert started.wait(5)
    token.cancel()
    qtbot.waitUntil(lambda: bool(errors), timeout=5_000)
    assert isinstance(errors[0], Cancelled)


def test_busy_is_told_at_the_beginning_and_at_the_end(tasks: Tasks, qtbot) -> None:
    told: list[bool] = []
    tasks.busy_changed.connect(told.append)
    tasks.run(lambda _: None, lambda _: None)
    tasks.run(lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: not tasks.busy, timeout=5_000)
    assert told == [True, False]


def test_nothing_is_taken_after_closing(qapp: object) -> None:
    tasks = Tasks()
    tasks.close()
    came: list[int] = []
    tasks.run(lambda _: came.append(1), lambda _: came.append(2))
    assert tasks.wait(1)
    assert came == []


def test_two_thousand_signals_with_objects_do_not_end_the_program(qapp: object) -> None:
    # PySide6 6.12.0 on Python 3.11 aborts the whole process after about 550 emissions.
    class Sender(QObject):
        told = Signal(object, bool)

    sender, came = Sender(), []
    sender.told.connect(lambda one, yes: came.append((one, yes)))
    for number in range(2_000):
        sender.told.emit(number, number % 2 == 0)
    assert came == [(number, number % 2 == 0) for number in range(2_000)]
