"""What the program itself has to say in a log: its own sentences, in one table, and what may stand in their gaps.

A record that stands here can be shown to anybody: not because nothing was found in it, but because nothing that people
write can come into it. Whatever is not in the table is reduced to when it was, how grave and which part spoke.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from gatewaydesk import tracebacks

FILE = "gateway-desk.events"
ATTRIBUTE = "gatewaydesk_event"  # where a record carries its event, once it has been made
GAP = "…"
_UNTOLD = "(its words are left out)"

Safe = Callable[[Any], Any]
"""What may be shown of an argument: itself, less, or None for nothing of it."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGITS = re.compile(r"[0-9]{1,18}")
_GAP = re.compile(r"%[-+ #0]*[0-9.]*[a-z]")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3}")
_LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STEPS = frozenset({"api", "v1", "v2", "v3", "integrations", "teams", "datasets", "count", "status", "test"})  # routes
_FRAME = re.compile(r"( *)([\w./<>…+ -]+):([0-9]+) in ([\w<>.]+)")
_KIND = re.compile(r"( *)([A-Za-z_][\w.<>]*?)(: \[Errno [0-9]+\])?")
_BETWEEN = re.compile(r" *(?:Traceback \(most recent call last\):|which led to|and while that was seen to)")
_MEMBER = re.compile(r" *of these, number [0-9]+:")
_CRASH_FRAME = re.compile(r'  File "([^"\n]*)", line ([0-9]+) in ([\w<>.]+)')
_CRASH_LINE = re.compile(
    r"(?:Fatal Python error: [A-Z][A-Za-z ]{0,40}|(?:Current thread|Thread) 0x[0-9a-f]+ \(most recent call first\):"
    r"|  <no Python frame>|  Garbage-collecting|  \.\.\.|Extension modules: [\w., ]+ \(total: [0-9]+\)|)"
)


def _kind(given: Any) -> str | None:
    """The name of a class of exceptions that there is: a word of the program's, whoever else may use it."""
    return given if isinstance(given, str) and given in _exceptions() else None


def _number(given: Any) -> int | float | None:
    return given if isinstance(given, (int, float)) and not isinstance(given, bool) else None


def _answer(given: Any) -> str | None:
    """A status, or that there was none; not why."""
    text = str(given)
    return text if re.fullmatch("[0-9]{3}", text) else "no answer" if text.startswith("no answer") else None


def _method(given: Any) -> str | None:
    return given if given in _METHODS else None


def _path(given: Any) -> str | None:
    """The path of an address, without host and query: words of our own routes, numbers and UUIDs."""
    if not isinstance(given, str):
        return None
    try:
        steps = urlsplit(given).path.split("/")
    except ValueError:
        return None
    return "/".join(one if one in _STEPS or not one or _is_id(one) else GAP for one in steps)


def _is_id(text: str) -> bool:
    return bool(_DIGITS.fullmatch(text) or _UUID.fullmatch(text))


def _one_of(*words: str) -> Safe:
    return lambda given: given if given in words else None


def _nothing(_: Any) -> None:
    """An argument of which nothing is shown."""


_WHY = _one_of("named", "sent", "opened", "before", "pulled")

# By logger: its sentences, word for word as they stand in the source, and what may be shown of each argument.
OWN: Mapping[str, Mapping[str, tuple[Safe, ...]]] = {
    "gatewaydesk.crash_reports": {
        "a thread ended early: %s": (_kind,),
        "in a place that cannot fail: %s": (_kind,),
    },
    "gatewaydesk.practice": {
        "a call to the practice gateway ended early": (),
        "%s %s: %s": (_method, _path, _answer),
    },
    "gatewaydesk.practice.web": {"The practice gateway failed on %s %s": (_method, _path)},
    "gatewaydesk.services.checking": {"a file could not be checked: %s": (_kind,)},
    "gatewaydesk.services.outgoing": {"one gateway takes nothing more for now": ()},
    "gatewaydesk.services.updating": {"no base was kept after an update: %s": (_kind,)},
    "gatewaydesk.services.versions": {
        "a version could not be kept (%s): %s": (_WHY, _kind),
        "a version could not be kept (opened): %s": (_kind,),
    },
    "gatewaydesk.store.backup": {"no daily backup was made at the end: %s": (_kind,)},
    "gatewaydesk.store.drafts": {"steps of a draft after the %dth could not be read": (_number,)},
    "gatewaydesk.transport": {"%s %s: %s (%.0f ms)": (_method, _path, _answer, _number)},
    "gatewaydesk.ui.app": {"unforeseen: %s": (_kind,)},
    "gatewaydesk.ui.drafting": {
        "a draft could not be saved: %s": (_kind,),
        "a draft could not be written anew: %s": (_kind,),
    },
    "gatewaydesk.ui.filing": {
        "a draft's file could not be remembered: %s": (_kind,),
        "unforeseen: %s": (_kind,),
    },
    "gatewaydesk.ui.holding": {"who has a draft open could not be looked at: %s": (_kind,)},
    "gatewaydesk.ui.keeping": {
        "no daily backup was made: %s": (_kind,),
        "the database is on a network drive (%s)": (_nothing,),
    },
    "gatewaydesk.ui.qt_messages": {"Qt: %s": (_nothing,)},  # Qt may quote a widget's text at its very start
    "gatewaydesk.ui.schema_news": {"schemas could not be looked at: %s": (_kind,)},
    "gatewaydesk.ui.tasks": {
        "an answer came after the window had gone": (),
        "background work failed: %s": (_kind,),
    },
    "gatewaydesk.ui.wording": {"unforeseen: %s": (_kind,)},
}


def of(record: logging.LogRecord) -> dict[str, Any]:
    """What may be kept of a record: never its words, only which of ours they are.

    Returns:
        `time`, `level`, `logger` ("" where it is none of ours), `words` (a sentence of `OWN`, or ""), `given` (one
        value a gap, None where nothing may be shown) and `trace` (lines of kinds and places).
    """
    logger = record.name if record.name in OWN else ""
    words = record.msg if isinstance(record.msg, str) else ""
    safe = OWN.get(logger, {}).get(words)
    given = record.args if isinstance(record.args, tuple) else ()
    if safe is None or len(safe) != len(given):
        words, safe, given = "", (), ()
    error = record.exc_info[1] if record.exc_info else None
    return {
        "time": f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(record.created))},{int(record.msecs):03}",
        "level": record.levelname if record.levelname in _LEVELS else "",
        "logger": logger,
        "words": words,
        "given": [one(value) for one, value in zip(safe, given, strict=True)],
        "trace": tracebacks.told(error, words=False).splitlines() if error is not None else [],
    }


class Told:
    """Reads lines of the file of events back as text; trusts none of them more than a logger."""

    def __init__(self) -> None:
        self.untold = 0
        """How many records were not in the program's own words."""

    def text(self, lines: str) -> str:
        """The records in order, each with its own line or lines."""
        return "".join(f"{line}\n" for one in lines.splitlines() for line in self._record(one))

    def _record(self, line: str) -> Iterator[str]:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            self.untold += 1
            return
        at, level, logger = (event.get(name) for name in ("time", "level", "logger"))
        if not (isinstance(at, str) and _TIME.fullmatch(at) and level in _LEVELS):
            self.untold += 1
            return
        known = OWN.get(logger, {}) if isinstance(logger, str) else {}
        words = _filled(known, event.get("words"), event.get("given"))
        self.untold += words is None
        yield f"{at} {level} {logger if known else GAP}: {_UNTOLD if words is None else words}"
        trace = event.get("trace")
        yield from filter(None, map(_traced, trace if isinstance(trace, list) else ()))


def crash(text: str) -> str:
    """A report of `faulthandler`: its own sentences, functions, and places within the program; nothing else of it."""
    return "".join(f"{line}\n" for line in filter(None, map(_crashed, text.splitlines())))


def _filled(known: Mapping[str, tuple[Safe, ...]], words: Any, given: Any) -> str | None:
    safe = known.get(words) if isinstance(words, str) else None
    if safe is None or not isinstance(given, list) or len(given) != len(safe):
        return None
    values = iter([one(value) for one, value in zip(safe, given, strict=True)])
    return _GAP.sub(lambda gap: GAP if (value := next(values)) is None else gap.group() % value, words)


def _traced(line: Any) -> str:
    if not isinstance(line, str):
        return ""
    if _BETWEEN.fullmatch(line) or _MEMBER.fullmatch(line):
        return line
    if found := _FRAME.fullmatch(line):
        return line if tracebacks.is_sure(found[2]) else f"{found[1]}{GAP}:{found[3]}"
    if found := _KIND.fullmatch(line):
        name = found[2] if _kind(found[2].rpartition(".")[2]) else "an exception"
        return f"{found[1]}{name}{found[3] or ''}"
    return ""


def _crashed(line: str) -> str:
    if found := _CRASH_FRAME.fullmatch(line):
        place = tracebacks.sure_place(found[1])
        return f"  {place}:{found[2]} in {found[3]}" if place != GAP else f"  {GAP}:{found[2]}"
    return line if _CRASH_LINE.fullmatch(line) else ""


def _exceptions() -> frozenset[str]:
    found: set[type[BaseException]] = set()
    left: list[type[BaseException]] = [BaseException]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += type.__subclasses__(one)
    return frozenset(one.__name__ for one in found)
