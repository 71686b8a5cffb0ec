"""Exceptions in the log: where they came from, and none of the words that could quote a person."""

from __future__ import annotations

import sqlite3

import pytest

from gatewaydesk import tracebacks
from gatewaydesk.errors import FileProblem

TITLE = "Asthma in the valley of the Usk"


def raised(work: object) -> BaseException:
    try:
        work()  # type: ignore[operator]
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def chain() -> None:
    try:
        {}[TITLE]
    except KeyError as error:
        error.add_note(TITLE)
        raise FileProblem(f"“{TITLE}.json” could not be read.", TITLE) from error


def while_handling() -> None:
    try:
        int(TITLE)
    except ValueError:
        raise RuntimeError(TITLE)  # noqa: B904


def group() -> None:
    raise ExceptionGroup(TITLE, [ValueError(TITLE), ExceptionGroup("", [OSError(2, TITLE, f"/home/ann/{TITLE}")])])


class Rude(Exception):
    def __str__(self) -> str:
        raise ValueError(TITLE)


def rude() -> None:
    raise Rude(TITLE)


@pytest.mark.parametrize(
    ("work", "kinds"),
    [
        (chain, ["KeyError", "which led to", "gatewaydesk.errors.FileProblem"]),
        (while_handling, ["ValueError", "and while that was seen to", "RuntimeError"]),
        (group, ["ExceptionGroup", "ValueError", "FileNotFoundError: [Errno 2] No such file"]),
        (rude, ["Rude"]),
    ],
)
def test_kinds_and_places_are_told_and_words_are_not(work: object, kinds: list[str]) -> None:
    told = tracebacks.told(raised(work))
    places = [told.index(kind) for kind in kinds]
    assert places == sorted(places)
    assert "test_tracebacks.py:" in told and "Asthma" not in told and "ann" not in told


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (raised(lambda: None.title), "'NoneType' object has no attribute 'title'"),  # type: ignore[attr-defined]
        (raised(lambda: [0][3:][0]), "list index out of range"),
        (raised(lambda: 1 + ""), "unsupported operand type(s) for +: 'int' and 'str'"),  # type: ignore[operator]
        (raised(lambda: chain(1)), "chain() takes 0 positional arguments but 1 was given"),  # type: ignore[call-arg]
        (RuntimeError("Internal C++ object (PySide6.QtWidgets.QLabel) already deleted."), "QLabel) already deleted"),
        (sqlite3.OperationalError("database is locked"), "sqlite3.OperationalError: database is locked"),
    ],
)
def test_what_python_qt_and_sqlite_say_of_themselves_is_kept(error: BaseException, words: str) -> None:
    assert words in tracebacks.told(error)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "list index out of range: Asthma",
        "database is locked Asthma",
        "[Errno 2] Asthma",
        "'Asthma study' is not callable",
    ],
)
def test_words_that_only_begin_harmlessly_are_not(words: str) -> None:
    assert "Asthma" not in tracebacks.told(RuntimeError(words))


def test_a_deep_recursion_and_a_circle_of_causes_end() -> None:
    def deeper() -> None:
        deeper()

    assert len(tracebacks.told(raised(deeper)).splitlines()) < 80
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert tracebacks.told(one).count("Traceback") == 2


def test_folders_of_a_person_are_not_in_the_places() -> None:
    code = compile("raise ValueError", "/home/ann/apps/lib/python3.11/site-packages/gatewaydesk/ui/x.py", "exec")
    told = tracebacks.told(raised(lambda: exec(code)))
    assert "gatewaydesk/ui/x.py:1 in <module>" in told and "ann" not in told
