"""The submissions that this process is at work on: begun and not yet ended."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from gatewaydesk.store import owner
from gatewaydesk.store.submissions import MovedOn

# It is the process's and not a Store's: two may be open in it.
_in_hand: set[str] = set()
_guard = threading.Lock()


def take(id: str) -> None:
    """From now on this process is at work on that row."""
    with _guard:
        _in_hand.add(id)


def at_work(id: str, who: str) -> bool:
    """Whether someone is at work on a row: this process with it in hand, or another one that lives."""
    return id in _in_hand if who == owner.me() else owner.is_alive(who)


def let_go(id: str) -> None:
    """This process is done with that row, or never came to it."""
    with _guard:
        _in_hand.discard(id)


@contextmanager
def ending(id: str) -> Iterator[None]:
    """Lets go of a row even where its end cannot be written, so that it is found later; never of somebody else's."""
    try:
        yield
    except MovedOn:
        raise
    except BaseException:
        let_go(id)
        raise
    let_go(id)
