"""Takes out of a text what it must not tell a stranger: secrets, what people wrote, and who and where they are."""

from __future__ import annotations

import contextlib
import getpass
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gatewaydesk import paths
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.base import CancelToken

METADATA = "‹metadata›"
PLACE = "‹a place on this computer›"
_STRIDE = 12  # pieces of this size are looked up, end to end, so that no common stretch of twice the size is missed
_STRETCH = 2 * _STRIDE
_SHORT = 4  # whole texts from here on are found as whole words
_TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ", re.MULTILINE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_QUERY = re.compile(r"(?<=\S)\?[^\s\"'”]+=[^\s\"'”]*")
_START = r"(?:~|/|[A-Za-z]:[\\/]|\\\\)"
_QUOTED_PLACE = re.compile(rf"(?<=“){_START}[^”\n]*|(?<=\"){_START}[^\"\n]*|(?<=')(?<!\w'){_START}[^'\n]*")
# Names hold spaces: what stands before a later slash or the end of a file's name in the same line belongs to it too.
_BARE_PLACE = re.compile(
    rf"(?<![\w/:.~‹›-]){_START}[^\s“”\"<>|‹›]+(?:[^\n“”\"<>|‹›]*(?:[/\\]|\.[A-Za-z0-9]{{2,7}}\b)[^\s“”\"<>|‹›]*)?"
)


@dataclass(frozen=True)
class Cleansed:
    """Texts that tell nothing, in the order in which they came, and in how many places metadata was taken out."""

    texts: tuple[str, ...]
    masked: int


def cleanse(texts: Iterable[str], written: Iterable[str], cancel: CancelToken) -> Cleansed:
    """Masks secrets, persons and places, and every stretch of what was written.

    Args:
        texts: what is to be shown to others.
        written: every text that people wrote; gone through once, and never kept.
        cancel: asked now and then whether to stop.

    Raises:
        Cancelled: somebody stopped it.
    """
    plain = [_without_persons(redaction.mask(text)) for text in texts]
    whole = "\n\0\n".join(plain)
    spans = _spans(whole, written, cancel)
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += [whole[done:start], METADATA]
        done = end
    return Cleansed(tuple("".join((*parts, whole[done:])).split("\n\0\n")), len(spans))


def _without_persons(text: str) -> str:
    for place, name in _known_places():
        text = text.replace(place, name)
    text = _QUERY.sub("?…", text)
    text = _BARE_PLACE.sub(PLACE, _QUOTED_PLACE.sub(PLACE, text))
    text = _MAIL.sub("‹e-mail address›", text)
    for word, name in _names():
        text = re.sub(rf"(?<![\w./]){re.escape(word)}(?![\w/])", name, text, flags=re.IGNORECASE)
    return text


def _known_places() -> Iterator[tuple[str, str]]:
    """Our own folders, the longest first: a stranger may know which, and not where."""
    own = {
        str(paths.data_dir()): "‹data folder›",
        str(paths.config_dir()): "‹settings folder›",
        str(paths.cache_dir()): "‹cache folder›",
        str(paths.log_dir()): "‹log folder›",
    }
    yield from sorted(own.items(), key=lambda one: -len(one[0]))


def _names() -> Iterator[tuple[str, str]]:
    """Who is at the computer, and what the computer is called; names that say nothing stay."""
    with contextlib.suppress(KeyError, OSError, RuntimeError):  # an account without a name or a home
        yield from ((name, "‹person›") for name in {getpass.getuser(), Path.home().name} - {"root", "user", "home", ""})
    for name in {platform.node(), platform.node().partition(".")[0]} - {"localhost", ""}:
        yield name, "‹computer›"


def _spans(whole: str, written: Iterable[str], cancel: CancelToken) -> list[tuple[int, int]]:
    """Where in `whole` stands what was written: merged, in order."""
    searched = _TIME.sub(lambda found: "\0" * len(found.group()), whole)  # the times of a log are its own
    index = {searched[at : at + _STRIDE] for at in range(max(0, len(searched) - _STRIDE + 1))}
    words = frozenset(re.findall(r"\w+", searched.casefold()))
    found: set[tuple[int, int]] = set()
    seen: set[str] = set()
    for at, text in enumerate(written):
        if at % 1000 == 0:
            cancel.check()
        if len(text) < _STRIDE:
            if text not in seen and _worth(text) and words.issuperset(re.findall(r"\w+", text.casefold())):
                found.update(_whole_words(searched, text))
            seen.add(text)
            continue
        for start in range(0, len(text) - _STRIDE + 1, _STRIDE):
            if (piece := text[start : start + _STRIDE]) in index and piece.strip("\0 \n-=_.*#"):
                found.update(_stretches(searched, text, start))
        if (piece := text[-_STRIDE:]) in index and piece.strip("\0 \n-=_.*#"):
            found.update(_stretches(searched, text, len(text) - _STRIDE))
    return _merged(found)


def _worth(text: str) -> bool:
    """Whether a short text can be told from what a program says by itself: it has letters enough to name something."""
    return len(text.strip()) >= _SHORT and sum(mark.isalpha() for mark in text) >= _SHORT and not _plain(text)


def _plain(text: str) -> bool:
    """Words that the program uses itself, and that give away nothing when a person has used them too."""
    return text.casefold() in _OWN_WORDS


_WORDS = """
true false null none error warning debug info hdruk draft drafts active archived data settings logs light dark system
never daily weekly hidden title gatewaydesk python program database schemas keyring network summary version versions
file files name names record records text string number integer boolean date value values other yes unknown unforeseen
windows linux path line lines
"""
_OWN_WORDS = frozenset(_WORDS.split())


def _whole_words(searched: str, text: str) -> Iterator[tuple[int, int]]:
    for hit in re.finditer(rf"(?<!\w){re.escape(text.strip())}(?!\w)", searched, re.IGNORECASE):
        yield hit.span()


def _stretches(searched: str, text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where a piece of `text` stands and both go on being the same before and after it, for long enough or to the ends.

    What is shorter is the common stock of the language, which every long description has.
    """
    piece = text[start : start + _STRIDE]
    at = searched.find(piece)
    while at >= 0:
        first, last, before, after = at, at + _STRIDE, start, start + _STRIDE
        while first and before and searched[first - 1] == text[before - 1]:
            first, before = first - 1, before - 1
        while last < len(searched) and after < len(text) and searched[last] == text[after]:
            last, after = last + 1, after + 1
        if last - first >= _STRETCH or (before == 0 and after == len(text)):
            yield first, last
        at = searched.find(piece, last)


def _merged(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
