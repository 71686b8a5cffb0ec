"""An exception as it may stand in a log: what kind it is and where it came from, without its words.

Words of exceptions quote values: a title that was no number, the name of a file. Only words that Python, Qt or SQLite
say of types and of themselves are kept.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path, PurePath

_KIND = r"'[A-Za-z_][\w.]*'"
_HARMLESS = re.compile(
    "|".join(
        (
            r"(?:list|tuple|string|deque|bytearray|range object) (?:assignment )?index out of range",
            r"pop from (?:an )?empty [a-z]+",
            rf"{_KIND}(?: object)? has no attribute '[A-Za-z_]\w*'",
            rf"{_KIND} object is not (?:callable|iterable|subscriptable|an iterator|reversible)",
            rf"unsupported operand type\(s\) for [^\w\s'\"]+: {_KIND} and {_KIND}",
            rf"'[<>=!]+' not supported between instances of {_KIND} and {_KIND}",
            rf"object of type {_KIND} has no len\(\)",
            rf"unhashable type: {_KIND}",
            r"[A-Za-z_][\w.]*\(\) takes \d+ positional arguments? but \d+ (?:was|were) given",
            r"[A-Za-z_][\w.]*\(\) missing \d+ required (?:positional|keyword-only) arguments?: "
            r"'\w+'(?:(?:,| and|, and) '\w+')*",
            r"(?:dictionary|Set|deque|list) (?:changed size|keys changed|mutated) during iteration",
            r"maximum recursion depth exceeded(?: while [a-z]+ing a Python object)?",
            r"Internal C\+\+ object \([\w.]+\) already deleted\.",
            r"database (?:is locked|or disk is full|disk image is malformed|schema has changed)",
            r"(?:disk I/O error|out of memory|attempt to write a readonly database|unable to open database file)",
        )
    )
)
_PACKAGE = Path(__file__).resolve().parent
_LIBRARY = PurePath(sysconfig.get_paths()["stdlib"])
_ELSEWHERE = "…"
_LONGEST_CHAIN = 12
_MOST_FRAMES = 60  # the last ones: where it happened


def told(error: BaseException, *, words: bool = True) -> str:
    """Every exception of a chain or group, the first cause first: its stack, its kind, and its words where harmless.

    Args:
        error: the last one.
        words: without them only kinds are told, and places only where they are in the program, in Python or in a
            library: nothing that anybody but programmers wrote.
    """
    return "\n".join(_told(error, set(), words))


def sure_place(file: str) -> str:
    """A source file of the program, of Python or of a library, without the folders that these are in; else “…”."""
    path = PurePath(file)
    for root in ("site-packages", "dist-packages"):
        if root in path.parts:
            at = len(path.parts) - path.parts[::-1].index(root)
            return "/".join(path.parts[at:])
    for folder, within in ((_PACKAGE, "gatewaydesk/"), (_LIBRARY, "")):
        if path.is_relative_to(folder):
            return f"{within}{path.relative_to(folder).as_posix()}"
    return file if is_sure(file) else _ELSEWHERE


def is_sure(place: str) -> bool:
    """Whether a place is told without a folder of somebody's: as `sure_place` and a bundled program tell it."""
    if place.startswith("<frozen ") or place == "<string>":
        return True
    path = PurePath(place)
    first = path.parts[0].removesuffix(".py") if path.parts else ""
    if path.is_absolute() or ".." in path.parts:
        return False
    return first == "gatewaydesk" or first in sys.stdlib_module_names or first in sys.modules


def _told(error: BaseException, seen: set[int], words: bool) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen and len(seen) < _LONGEST_CHAIN:
        yield from _told(before, seen, words)
        yield "which led to" if error.__cause__ is not None else "and while that was seen to"
    yield "Traceback (most recent call last):"
    frames = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), limit=-_MOST_FRAMES, lookup_lines=False
    )
    place = _place if words else sure_place
    yield from (f"  {place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames)
    yield _kind_and_words(error) if words else _kind_and_number(error)
    members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for at, member in enumerate(members, start=1):
        if id(member) not in seen and len(seen) < _LONGEST_CHAIN:
            yield f"  of these, number {at}:"
            yield from (f"  {line}" for line in _told(member, seen, words))


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _kind_and_number(error: BaseException) -> str:
    number = error.errno if isinstance(error, OSError) else None
    return f"{_kind(error)}: [Errno {number}]" if isinstance(number, int) else _kind(error)


def _kind_and_words(error: BaseException) -> str:
    name = _kind(error)
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: [Errno {error.errno}] {os.strerror(error.errno)}"
    try:
        words = str(error)
    except Exception:  # an exception of another library whose own words fail
        words = "?"
    if not words:
        return name
    return f"{name}: {words}" if _HARMLESS.fullmatch(words) else f"{name} (its words are left out)"


def _place(file: str) -> str:
    """A source file without what comes before the package: that may name a person."""
    parts = PurePath(file).parts
    for root in ("site-packages", "dist-packages"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    at = max((at for at, part in enumerate(parts) if part == "gatewaydesk"), default=len(parts) - 2)
    return "/".join(parts[max(at, 0) :])
