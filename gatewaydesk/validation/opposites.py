"""Texts that look alike and say the opposite: “unavailable” never means “Available”."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:n[’']t)?")
_NOT = frozenset(
    {"no", "not", "non", "none", "never", "neither", "nor", "without", "excluding", "except", "lacking", "cannot"}
)
_OPPOSING = ("un", "in", "im", "ir", "il", "non", "dis", "a", "anti", "de")  # before a word


def opposed(one: str, other: str) -> bool:
    """Whether one of two texts denies what the other says, as far as its words tell."""
    here, there = (set(_WORD.findall(text.casefold())) for text in (one, other))
    if _denies(here) is not _denies(there):
        return True
    return any(_is_denied(word, there) for word in here - there) or any(_is_denied(word, here) for word in there - here)


def _denies(words: set[str]) -> bool:
    return not _NOT.isdisjoint(words) or any(word.endswith(("n’t", "n't")) for word in words)


def _is_denied(word: str, others: set[str]) -> bool:
    """Whether one of some words says the opposite of this one: the same with a syllable before it."""
    return len(word) > 3 and any(before + word in others for before in _OPPOSING)
