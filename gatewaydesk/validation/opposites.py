"""Texts that look alike and say the opposite, or something else: “unavailable” never means “Available”, and “Less than
1 month” never “Less than 1 week”.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter

_WORD = re.compile(r"[^\W_]+(?:n[’']t)?")
_NOT = frozenset(
    {"no", "not", "non", "none", "never", "neither", "nor", "without", "excluding", "except", "lacking", "cannot"}
)
_OPPOSING = ("un", "in", "im", "ir", "il", "non", "dis", "a", "anti", "de")  # before a word
_OF_OTHER_SIZE = ("bi", "tri", "semi", "sub", "multi", "pre", "post", "fe")  # which make another word of it as well
_WORD_ALONE = re.compile(r"[^\W\d_]+")
_SAYS_LITTLE = frozenset({"a", "an", "the", "of", "and", "or", "for", "in", "on", "to", "by", "with", "is", "are"})
_ALIKE = 0.8
_ALIKE_FROM_THE_FIRST_LETTER_ON = 0.85
_SHORTENED = 3  # letters of a word that is written to that point only


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
    return len(word) > 3 and any(before + word in others for before in (*_OPPOSING, *_OF_OTHER_SIZE))


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same but for how their words are spelt, set apart and put in order.

    Words that one of them has and the other has not must be spelt alike; small ones, such as “of”, have no say.
    Figures are for others to compare (see `figures`).
    """
    here, there = (Counter(_WORD_ALONE.findall(text.casefold())) for text in (one, other))
    mine, theirs = (list((some - more).elements()) for some, more in ((here, there), (there, here)))
    if _spelt_alike("".join(mine), "".join(theirs)):  # also where a blank is missing, or is one too many
        return True
    mine, theirs = ([word for word in words if word not in _SAYS_LITTLE] for words in (mine, theirs))
    return len(mine) == len(theirs) and all(
        any(_spelt_alike(word, meant) for meant in theirs) and any(_spelt_alike(given, meant) for given in mine)
        for word, meant in zip(mine, theirs, strict=True)
    )


def _spelt_alike(word: str, meant: str) -> bool:
    if word == meant or (len(word) >= _SHORTENED and meant.startswith(word)):
        return True
    least = _ALIKE if word[:1] == meant[:1] else _ALIKE_FROM_THE_FIRST_LETTER_ON
    return difflib.SequenceMatcher(None, meant, word).ratio() >= least
