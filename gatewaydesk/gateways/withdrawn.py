"""What gateways have said that they do no longer: remembered by place, so that nobody is offered it again.

Connectors tell it here and ask here; whoever has a store (`services.withdrawals`) keeps it over a restart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping

Known = Mapping[str, Iterable[str]]
"""The names of what is no longer done, by the place that said so: a gateway's, with its interface."""

_lock = threading.Lock()
_known: dict[str, frozenset[str]] = {}
_keep: Callable[[Known], object] | None = None  # until somebody wants to hear of it


def at(place: str) -> frozenset[str]:
    """What one place does no longer."""
    return _known.get(place, frozenset())


def remember(place: str, name: str) -> None:
    """A place has just said that it does something no longer."""
    with _lock:
        _known[place] = at(place) | {name}
        _tell()


def forget(origin: str) -> None:
    """It may be otherwise by now at every interface of an address: it is asked again."""
    with _lock:
        gone = [place for place in _known if place.partition(" ")[0] == origin]
        for place in gone:
            del _known[place]
        if gone:
            _tell()


def begin(known: Known, keep: Callable[[Known], object]) -> None:
    """Starts from what was known before, in place of what is known now.

    Args:
        known: by place.
        keep: hears the whole whenever it changes.
    """
    global _keep
    with _lock:
        _known.clear()
        _known.update({place: frozenset(names) for place, names in known.items()})
        _keep = keep


def _tell() -> None:
    if _keep is not None:
        _keep(dict(_known))
