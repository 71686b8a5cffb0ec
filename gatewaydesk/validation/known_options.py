"""What a text was meant to be among the same choices, worked out once: in a table many cells have the same slip."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from types import NoneType
from typing import Any

from gatewaydesk.schema.fields import Choice

Meant = tuple[list[Choice], bool]
"""The choices, and whether it is sure."""

_MOST = 128  # texts that are remembered
_LONGEST = 200  # characters of one
_PLAIN = frozenset({str, int, float, bool, NoneType})


def once(work: Callable[[Any, list[Choice]], Meant]) -> Callable[[Any, list[Choice]], Meant]:
    """The same, remembered for the last texts; of other values, and of choices that are no plain values, worked out."""

    @lru_cache(maxsize=_MOST)
    def known(text: str, choices: tuple[Choice, ...], kinds: tuple[type, ...]) -> tuple[tuple[Choice, ...], bool]:
        found, sure = work(text, list(choices))
        return tuple(found), sure

    @wraps(work)
    def meant(value: Any, choices: list[Choice]) -> Meant:
        kinds = tuple(type(one.value) for one in choices)  # 1 and true are the same to Python
        if type(value) is not str or len(value) > _LONGEST or not _PLAIN.issuperset(kinds):
            return work(value, choices)
        found, sure = known(value, tuple(choices), kinds)
        return list(found), sure

    return meant
