"""Waiting for what may never answer: work in a thread of its own, given up after a while, one left-over at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class OutOfPatience(Exception):
    """The work took longer than it was waited for."""


class StillAtWork(Exception):
    """Earlier work that was given up has not come back yet, so nothing new is begun."""


class _Errand:
    """One piece of work. Exactly one of two happens: it settles, or it is given up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._settled = False
        self.given_up = False
        self.over = threading.Event()

    def settle(self) -> bool:
        """Called by the work before it makes its result stay; False where nobody waits for it any more."""
        with self._lock:
            self._settled = not self.given_up
            return self._settled

    def give_up(self) -> bool:
        """False where the work has settled: its end is near and is worth waiting for."""
        with self._lock:
            self.given_up = not self._settled
            return self.given_up


_left_over: set[_Errand] = set()
_left_over_lock = threading.Lock()


def patiently(work: Callable[[Callable[[], bool]], T], seconds: float) -> T:
    """Does work that may block for ever, and waits for it no longer than `seconds`.

    Args:
        work: gets a function to call before it changes anything for good; where that says False it has to undo what
            it did, because nobody waits for it any more.
        seconds: how long to wait.

    Raises:
        OutOfPatience: it took longer; its thread is left to itself.
        StillAtWork: work that was given up before is still going on, and would only be joined in its waiting.
        Exception: whatever the work raised.
    """
    with _left_over_lock:
        _left_over.difference_update([one for one in _left_over if one.over.is_set()])
        if _left_over:
            raise StillAtWork
    errand = _Errand()
    results: list[T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work(errand.settle))
        except Exception as error:
            errors.append(error)
        finally:
            errand.over.set()

    threading.Thread(target=run, name="keyring", daemon=True).start()
    if not errand.over.wait(seconds) and errand.give_up():
        with _left_over_lock:
            _left_over.add(errand)
        raise OutOfPatience
    errand.over.wait()
    if errors:
        raise errors[0]
    return results[0]
