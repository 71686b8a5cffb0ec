"""What must be known of a document before a validator may see it: how deep it is, and whether its text is whole."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, compress, repeat
from operator import is_
from typing import Any

from gatewaydesk.pointer import Pointer

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTAINERS = frozenset({dict, list})


@contextmanager
def collection_paused() -> Iterator[None]:
    """Python's search for unreachable objects, put off: among 100,000 problems it takes longer than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def deeper_than(value: Any, limit: int) -> bool:
    """Whether lists and objects stand in each other more than `limit` deep."""
    return _reach(value, limit) > limit and depth_of(value, limit) > limit


def _reach(value: Any, limit: int) -> int:
    """As `depth_of`, or one more, and three times as fast: the lowest level is never put into a list."""
    here: Iterable[Any] = (value,)
    for depth in range(limit + 1):
        tracked = list(filter(gc.is_tracked, here))
        if not tracked:
            return depth + 1
        dicts = [one for one in tracked if type(one) is dict]
        lists = [one for one in tracked if type(one) is list]
        here = chain(chain.from_iterable(map(dict.values, dicts)), chain.from_iterable(lists))
    return limit + 1


def depth_of(value: Any, limit: int) -> int:
    """How deep lists and objects stand in each other, or `limit` + 1 where it is more than that; 0 for a plain value.

    No recursion, and mostly at C speed: an object that the garbage collector passes over (`gc.is_tracked`) holds only
    plain values, and need not be looked into.
    """
    dicts: list[dict[str, Any]] = [value] if type(value) is dict else []
    lists: list[list[Any]] = [value] if type(value) is list else []
    for depth in range(limit):
        if not dicts and not lists:
            return depth
        dicts = list(filter(gc.is_tracked, dicts))
        if not dicts and not lists:
            return depth + 1
        below = chain(chain.from_iterable(map(dict.values, dicts)), chain.from_iterable(lists))
        if _CONTAINERS.isdisjoint(map(type, below)):  # the widest level is the last, and is only looked through once
            return depth + 1
        members = list(chain(chain.from_iterable(map(dict.values, dicts)), chain.from_iterable(lists)))
        types = list(map(type, members))
        dicts = list(compress(members, map(is_, types, repeat(dict))))
        lists = list(compress(members, map(is_, types, repeat(list))))
    return limit + 1 if dicts or lists else limit


def broken_texts(value: Any) -> Iterator[Pointer]:
    """The places of text that holds half of a character pair, which UTF-8 cannot carry."""
    stack: list[tuple[Any, Pointer]] = [(value, ())]
    while stack:
        here, place = stack.pop()
        if isinstance(here, str):
            if _SURROGATE.search(here):
                yield place
        elif isinstance(here, dict):
            stack.extend((below, (*place, name)) for name, below in here.items())
            if any(_SURROGATE.search(name) for name in here):
                yield place
        elif isinstance(here, list):
            stack.extend((below, (*place, at)) for at, below in enumerate(here))
