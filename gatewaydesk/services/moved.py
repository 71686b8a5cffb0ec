"""A file that was moved, renamed or copied is known again by what it says, so that it keeps what it grew from.

A base that is not the file's own would let others' changes pass for the person's. So one is taken only where the file
says just what that one does, or carries its persistent ID and nothing else can be meant: of several, the one that the
others lead away from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from gatewaydesk.document.difference import difference, same
from gatewaydesk.errors import StoreProblem
from gatewaydesk.store import Base, Store

IDENTITIES = ("identifier", "dataset_uid", "dataset_id", "datasetId", "@id")
"""Members of a document that say which dataset it is."""

_MOST = 40  # bases of other datasets that are looked at

_Held = tuple[Base, Any]


def find(store: Store, value: Any, gateway: str, dataset_id: str, path: str) -> tuple[list[Base], str]:
    """The base of a file that has none by its path, and the path of the file that it belonged to; none where that is
    not sure. It is the file's own from then on.

    Args:
        value: what the file says.
        gateway: the name of the connection.
        dataset_id: the dataset that the file is sent to; where it is of another one, that one's base is returned.
        path: the file's real path.
    """
    bases = store.bases.of_files(gateway)
    others = [one for one in bases if one.dataset_id != dataset_id][:_MOST]
    wanted = [one for one in bases if one.dataset_id == dataset_id]
    for _, some in groupby(wanted + sorted(others, key=lambda one: one.dataset_id), lambda one: one.dataset_id):
        found = _sure(list(_with_values(store, some)), value)
        if found is not None:
            base, held = found
            kept = replace(base, path=path)
            with suppress(StoreProblem):  # then it is sought again the next time
                if _is_gone(base):
                    store.bases.moved(base, path)
                else:
                    store.bases.keep(kept, held)
            return [kept], base.path
    return [], ""


def words(taken_from: str) -> str:
    """That what a file grew from is what another one did, in a sentence; "" where `taken_from` is ""."""
    if not taken_from:
        return ""
    return f"This file was moved or copied from “{taken_from}”, so it grew from what that one did."


def text_of(value: Any, member: str) -> str:
    """A text of a document, or ""."""
    found = value.get(member) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _with_values(store: Store, bases: Iterator[Base]) -> Iterator[_Held]:
    for base in bases:
        with suppress(StoreProblem):
            value = store.bases.value(base)
            if value is not None:
                yield base, value


def _sure(candidates: list[_Held], value: Any) -> _Held | None:
    """The one of a dataset's bases that the file grew from."""
    with_file = [one for one in candidates if one[0].path]
    for one in with_file:
        if same(one[1], value):
            return one
    ours = [one for one in with_file if _is_of(value, *one)]
    lost = [one for one in candidates if _is_gone(one[0])]
    for one in (one for one in ours if _is_gone(one[0])):  # what belongs to a file that is there was not moved
        if _alone(one, lost, value):
            return one
    copied = [one for one in ours if text_of(value, "version") == text_of(one[1], "version")]
    return next((one for one in copied if _alone(one, candidates, value)), None)


def _alone(one: _Held, candidates: list[_Held], value: Any) -> bool:
    beside = [other for _, other in candidates if not same(other, one[1])]
    return all(_leads_away(one[1], other, value) for other in beside)


def _is_of(value: Any, base: Base, held: Any) -> bool:
    named = [(mine, text_of(held, name)) for name in IDENTITIES if (mine := text_of(value, name))]
    return bool(named) and all(mine in (theirs, base.pid) for mine, theirs in named)


def _is_gone(base: Base) -> bool:
    """Whether the file that it belonged to is not there any more, or not known."""
    return not base.path or not Path(base.path).is_file()


def _leads_away(base: Any, other: Any, value: Any) -> bool:
    """Whether the file has none of what tells the other from the base: then it did not grow from that one."""
    return len(difference(other, value)) == len(difference(other, base)) + len(difference(base, value))
