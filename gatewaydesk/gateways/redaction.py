"""The second wall against leaks: a logging filter that masks every known secret, and whatever looks like one.

The first wall is that nothing secret is ever given to a logger. This one is tested as if that had failed.
"""

from __future__ import annotations

import base64
import html
import logging
import re
import threading
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from gatewaydesk import events, tracebacks

MASK = "‹hidden›"
_LONG_ENOUGH = 4  # shorter secrets are masked as whole words only, else ordinary text would turn to noise
_TORN = 8  # from this length on a secret is found although line ends or quotation marks stand in it
_PIECE = 12  # a piece of a longer secret that is masked by itself: something cut the rest off

_NAMES = (
    r"x-application-id|x-client-id|application[-_]?id|client[-_]?id|app[-_]?id|authorization|proxy-authorization|"
    r"x-api-key|api[-_]?key|client[-_]?secret|access[-_]?token|refresh[-_]?token|token|password|passwd|secret|"
    r"set-cookie|cookie"
)
_SCHEMES = r"(?:bearer|basic|digest|apikey|token)\s+"
_QUOTES = r"\\{0,8}[\"']"  # those of a text within a text have backslashes before them
_LABELLED = re.compile(
    rf"""(?P<name>(?<![A-Za-z])(?:{_NAMES})                                   # the name, and what stands between
             (?:(?:{_QUOTES})?\s*(?:[:=]|=>)\s*|{_QUOTES}\s*,\s*(?=b?{_QUOTES})))  # a comma only in a quoted pair
         (?P<open>b?{_QUOTES})?                                                # perhaps a quotation mark
         (?P<scheme>{_SCHEMES})?
         (?P<value>(?(open)[^"'\r\n]+|[^\s"',;&<>()\[\]{{}}]+))""",
    re.IGNORECASE | re.VERBOSE,
)
_SCHEMED = re.compile(r"\b(?P<scheme>bearer|basic|apikey)\s+(?P<value>[A-Za-z0-9._~+/=-]{8,})", re.IGNORECASE)
_IN_URL = re.compile(r"(?P<start>\b[a-z][a-z0-9+.-]*://)[^\s/\"'<>]+@", re.IGNORECASE)


@dataclass
class _Spelling:
    """One way to write a secret. Its pattern is made for the first text that could hold it: making it takes far longer
    than a look at which characters there are.

    Attributes:
        pattern: with the secret in its group 1.
        least: characters that a text has at least which holds it.
        letters: those of its letters and digits, which are never written in another way.
        any_case: whether they stand for the other case too; they are lower case here.
    """

    pattern: str
    least: int
    letters: frozenset[str]
    any_case: bool = False

    @cached_property
    def made(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def found(self, text: str, marks: Set[str], lower_marks: Set[str]) -> Iterator[tuple[int, int]]:
        """Where it stands in a text of these characters."""
        if len(text) >= self.least and self.letters <= (lower_marks if self.any_case else marks):
            yield from (hit.span(1) for hit in self.made.finditer(text))


class _Known:
    """The secrets this process has read or been given, in every spelling in which they could turn up in text."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: frozenset[str] = frozenset()
        self._spellings: tuple[_Spelling, ...] = ()
        self._pieces: frozenset[str] = frozenset()

    def add(self, secret: str) -> None:
        raw = str.__str__(secret)
        with self._lock:
            if raw and raw not in self._secrets:
                self._spellings = (*self._spellings, *_spellings(raw))
                if len(raw) >= _PIECE + _LONG_ENOUGH:
                    self._pieces |= {raw[at : at + _PIECE] for at in range(len(raw) - _PIECE + 1)}
                self._secrets |= {raw}

    def mask(self, text: str) -> str:
        marks = frozenset(text)
        lower_marks = frozenset(text.lower())
        pieces = self._pieces
        found = [span for one in self._spellings for span in one.found(text, marks, lower_marks)]
        if pieces:
            starts = range(len(text) - _PIECE + 1)
            found += [(at, at + _PIECE) for at in starts if text[at : at + _PIECE] in pieces]
        if not found:
            return text
        parts: list[str] = []
        done = 0
        for start, end in sorted(found):
            if start > done or not parts:
                parts += [text[done:start], MASK]
            done = max(done, end)
        return "".join((*parts, text[done:]))


def _spellings(raw: str) -> Iterator[_Spelling]:
    """The ways to write a secret. Their number does not grow with its length."""
    if len(raw) < _LONG_ENOUGH:
        yield _Spelling(rf"(?<!\w)({_spelt(raw)})(?!\w)", len(raw), _letters(raw))
        return
    yield _Spelling(f"({_spelt(raw)})", len(raw), _letters(raw))
    data = raw.encode("utf-8", "surrogatepass")
    if len(data) >= _TORN:
        code = data.hex()
        yield _Spelling(f"((?i:{_spelt(code)}))", len(code), _letters(code), any_case=True)
    coded = {code for before in range(3) for code in _in_base64(data, before) if len(code) >= _TORN}
    yield from (_Spelling(f"({_spelt(code)})", len(code), _letters(code)) for code in sorted(coded))


def _letters(text: str) -> frozenset[str]:
    return frozenset(mark for mark in text if mark.isascii() and mark.isalnum())


def _in_base64(data: bytes, before: int) -> Iterator[str]:
    """What the secret always looks like in Base64 when so many bytes (modulo 3) stand before it."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        code = encode(bytes(before) + data).decode()
        yield code[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]


def _spelt(text: str) -> str:
    """A pattern of a text as encoders write it, torn apart where it is long enough for that to be sure."""
    if len(text) < _TORN:
        return "".join(map(_character, text))
    # What may tear it is nothing that it is made of: so no gap can be read in two ways, and failing is quick.
    marks = "".join(re.escape(mark) for mark in "\"'+,\0" if mark not in text)
    ends = "" if "\\" in text else r"|\\{1,8}(?:[nrt]|x00|u0000)"
    return rf"(?:[\s{marks}]{ends}){{0,200}}+".join(map(_character, text))


def _character(mark: str) -> str:
    """One character as it stands, or as JSON, URLs, HTML and Python write it.

    What may be repeated has an end: else a long row of backslashes would be gone through from each of them.
    """
    if mark.isascii() and mark.isalnum():
        return mark
    number = ord(mark)
    code = mark.encode("utf-8", "surrogatepass")
    spellings = [
        rf"\\{{0,8}}{re.escape(mark)}",
        "".join(rf"%(?:25){{0,4}}{byte:02x}" for byte in code),
        "".join(rf"\\{{1,8}}x{byte:02x}" for byte in code),
        rf"\\{{1,8}}u{number:04x}",
        rf"&\#0{{0,6}}{number};",
        rf"&\#x0{{0,6}}{number:x};",
    ]
    if (named := html.escape(mark)) != mark:
        spellings.append(re.escape(named))
    if mark == " ":
        spellings.append(r"\+")
    return f"(?i:{'|'.join(spellings)})"


_NO_SECRET = 2  # characters
_known = _Known()


def register(secret: str) -> None:
    """Makes a secret known to the filter, until the process ends; a letter or two is none that could be hidden."""
    if len(secret) > _NO_SECRET:
        _known.add(secret)


def mask(text: str) -> str:
    """The text with known secrets, and values that stand beside the name of a secret, replaced by `MASK`."""
    text = _known.mask(text)
    text = _LABELLED.sub(lambda found: f"{found['name']}{found['open'] or ''}{found['scheme'] or ''}{MASK}", text)
    text = _SCHEMED.sub(lambda found: f"{found['scheme']} {MASK}", text)
    return _IN_URL.sub(lambda found: f"{found['start']}{MASK}@", text)


class Redaction(logging.Filter):
    """Rewrites a record so that no handler can see a secret: message, arguments, traceback, stack and extras.

    Of an exception it leaves where it came from; its words may quote what a person wrote (see `tracebacks`).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Masks the record in place; never drops it. What it says in the program's own words is kept beside."""
        if not hasattr(record, events.ATTRIBUTE):
            setattr(record, events.ATTRIBUTE, events.of(record))
        try:
            text = record.getMessage()
        except Exception:  # a wrong number of arguments must not be a way past the wall
            text = f"{record.msg!s} (its arguments do not fit)"
        record.msg, record.args = mask(text), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = tracebacks.told(record.exc_info[1])
        record.exc_info = None  # the text is made; the exception itself may hold more
        for name, value in list(vars(record).items()):
            if name in _OWN:
                continue
            if isinstance(value, str):
                setattr(record, name, mask(value))
            elif not isinstance(value, (int, float, type(None))):
                setattr(record, name, mask(repr(value)))
        return True


_OWN = (frozenset(vars(logging.makeLogRecord({}))) | {events.ATTRIBUTE}) - {
    "exc_text", "stack_info", "threadName", "processName",
}  # fmt: skip
_filter = Redaction()


def install(logger: logging.Logger) -> None:
    """Puts the filter on a logger and on its handlers (which also see what child loggers pass up).

    Also on Python's handler of last resort, which writes to standard error what other libraries log. Call it again
    after adding a handler; a filter is never added twice.
    """
    logger.addFilter(_filter)
    for handler in chain(logger.handlers, filter(None, [logging.lastResort])):
        handler.addFilter(_filter)
