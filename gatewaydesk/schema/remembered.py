"""What is worked out of a field or a schema once, and goes with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar, TypeVarTuple, Unpack

Of = TypeVar("Of")
More = TypeVarTuple("More")
Made = TypeVar("Made")


def remembered(make: Callable[[Of, Unpack[More]], Made]) -> Callable[[Of, Unpack[More]], Made]:
    """Remembers what a function makes of its first argument, in that argument itself.

    An `lru_cache` would hold on to the field or schema instead, and by one field to all fields of its schema and what
    they are read from, long after the last document that follows it was closed.

    Args:
        make: its first argument has a `__dict__`; the others, if any, can be hashed.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def known(of: Of, *more: *More) -> Made:
        held: dict[Hashable, Made] = of.__dict__.setdefault(name, {})
        if more not in held:
            held[more] = make(of, *more)
        return held[more]

    return known
