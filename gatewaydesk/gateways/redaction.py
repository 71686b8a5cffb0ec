"""The second wall against leaks: a logging filter that masks every known secret, and whatever looks like one.

The first wall is that nothing secret is ever given to a logger. This one is tested as if that had failed.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import threading
from urllib.parse import quote, quote_plus

MASK = "‹hidden›"
_LONG_ENOUGH = 4  # shorter secrets are masked as whole words only, else ordinary text would turn to noise

_NAMES = (
    r"x-application-id|x-client-id|application[-_]?id|client[-_]?id|app[-_]?id|authorization|proxy-authorization|"
    r"x-api-key|api[-_]?key|client[-_]?secret|access[-_]?token|refresh[-_]?token|token|password|passwd|secret|"
    r"set-cookie|cookie"
)
_SCHEMES = r"(?:bearer|basic|digest|apikey|token)\s+"
_LABELLED = re.compile(
    rf"""(?P<name>(?<![A-Za-z])(?:{_NAMES})["']?\s*(?:[:=]|=>|,)\s*)  # the name, and what stands between
         (?P<open>b?["'])?                                            # perhaps a quotation mark
         (?P<scheme>{_SCHEMES})?
         (?P<value>(?(open)[^"'\r\n]+|[^\s"',;&<>()\[\]{{}}]+))""",
    re.IGNORECASE | re.VERBOSE,
)
_SCHEMED = re.compile(r"\b(?P<scheme>bearer|basic|apikey)\s+(?P<value>[A-Za-z0-9._~+/=-]{8,})", re.IGNORECASE)
_IN_URL = re.compile(r"(?P<start>\b[a-z][a-z0-9+.-]*://)[^\s/@\"'<>]+@", re.IGNORECASE)


class _Known:
    """The secrets this process has read or been given, in every spelling in which they could turn up in text."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._long: set[str] = set()
        self._short: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        raw = str.__str__(secret)
        if not raw:
            return
        forms = {raw, quote(raw, safe=""), quote_plus(raw), json.dumps(raw)[1:-1], repr(raw)[1:-1]}
        forms |= {base64.b64encode(raw.encode()).decode(), base64.urlsafe_b64encode(raw.encode()).decode()}
        with self._lock:
            for form in forms:
                (self._long if len(form) >= _LONG_ENOUGH else self._short).add(form)
            words = [re.escape(form) for form in sorted(self._long, key=len, reverse=True)]
            words += [rf"(?<!\w){re.escape(form)}(?!\w)" for form in sorted(self._short, key=len, reverse=True)]
            self._pattern = re.compile("|".join(words))

    def mask(self, text: str) -> str:
        return self._pattern.sub(MASK, text) if self._pattern else text


_known = _Known()


def register(secret: str) -> None:
    """Makes a secret known to the filter, until the process ends."""
    _known.add(secret)


def mask(text: str) -> str:
    """The text with known secrets, and values that stand beside the name of a secret, replaced by `MASK`."""
    text = _known.mask(text)
    text = _LABELLED.sub(lambda found: f"{found['name']}{found['open'] or ''}{found['scheme'] or ''}{MASK}", text)
    text = _SCHEMED.sub(lambda found: f"{found['scheme']} {MASK}", text)
    return _IN_URL.sub(lambda found: f"{found['start']}{MASK}@", text)


class Redaction(logging.Filter):
    """Rewrites a record so that no handler can see a secret: message, arguments, traceback, stack and extras."""

    _formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Masks the record in place; never drops it."""
        try:
            text = record.getMessage()
        except Exception:  # a wrong number of arguments must not be a way past the wall
            text = f"{record.msg!s} (its arguments do not fit)"
        record.msg, record.args = mask(text), None
        if record.exc_info:
            record.exc_text = record.exc_text or self._formatter.formatException(record.exc_info)
            record.exc_info = None  # the text is made; the exception itself may hold more
        for name, value in list(vars(record).items()):
            if name in _OWN:
                continue
            if isinstance(value, str):
                setattr(record, name, mask(value))
            elif not isinstance(value, (int, float, type(None))):
                setattr(record, name, mask(repr(value)))
        return True


_OWN = frozenset(vars(logging.makeLogRecord({}))) - {"exc_text", "stack_info"}
_filter = Redaction()


def install(logger: logging.Logger) -> None:
    """Puts the filter on a logger and on its handlers (which also see what child loggers pass up).

    Call it again after adding a handler; a filter is never added twice.
    """
    logger.addFilter(_filter)
    for handler in logger.handlers:
        handler.addFilter(_filter)
