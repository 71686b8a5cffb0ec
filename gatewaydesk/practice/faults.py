"""What goes wrong on purpose between a client and a practice gateway: cut connections, delays, strange answers."""

from __future__ import annotations

import random
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from gatewaydesk.errors import GatewayDeskError

Reply = tuple[int, str, bytes]  # status, content type, body
Environ = dict[str, Any]
Start = Callable[..., Any]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]
Reads = Callable[[str], bool]

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PORTAL = (
    b"<!doctype html><html><head><title>Welcome to our network</title></head><body><h1>Welcome</h1>"
    b'<p>Please accept the terms of use.</p><form method="post"><button>Accept</button></form></body></html>'
)


def page(title: str) -> bytes:
    """What a server between says by itself."""
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    ).encode()


_COMMON: Mapping[str, Reply] = {
    "html": (502, "text/html", page("502 Bad Gateway")),
    "empty": (502, "text/plain", b""),
    "timeout": (504, "text/html", page("504 Gateway Time-out")),
    "too-large": (413, "text/html", page("413 Request Entity Too Large")),
    "portal": (200, "text/html", _PORTAL),
    "redirect": (307, "text/html", b""),
    "see-other": (303, "text/html", b""),
    "http500": (500, "application/json", b'{"message":"Server Error"}'),
    "rate": (429, "application/json", b'{"message":"Too Many Requests"}'),
    "busy": (429, "application/json", b'{"message":"Too Many Requests"}'),
    "maintenance": (503, "text/html", page("503 Service Temporarily Unavailable")),
    "away": (503, "application/json", b'{"message":"Service Unavailable"}'),
    "away-wait": (503, "application/json", b'{"message":"Service Unavailable"}'),
    "wait": (429, "application/json", b'{"message":"x"}'),
    "strange": (500, "application/json", b'{"oops":["something","new"]}'),
    "signed-out": (401, "application/json", b'{"message":"Unauthorized"}'),
    "unknown-application": (401, "application/json", b'{"message":"Unknown application"}'),
    "wrong-client": (401, "application/json", b'{"message":"Wrong credentials"}'),
    "disabled": (403, "application/json", b'{"message":"This application is disabled"}'),
    "forbidden": (403, "application/json", b'{"message":"Not allowed"}'),
    "other-team": (403, "application/json", b'{"message":"Belongs to somebody else"}'),
    "no-validator": (503, "application/json", b'{"message":"The validator does not answer"}'),
    "refused": (400, "application/json", b'{"message":"The metadata is refused"}'),
    "gone": (404, "application/json", b'{"message":"Not found"}'),
}
_WAITS: Mapping[str, str] = {"busy": "1", "wait": "30", "away-wait": "30"}  # seconds that are asked for, by effect
ELSEWHERE = "https://elsewhere.invalid"

# name: what happens to the answer, and whether the call has been carried out by then
KINDS: Mapping[str, tuple[str, bool]] = {
    "reset-before": ("reset", False),
    "reset-after": ("reset", True),
    "http500": ("http500", False),
    "http500-after": ("http500", True),
    "html": ("html", False),
    "html-after": ("html", True),
    "half": ("half", True),
    "redirect": ("redirect", False),
    "redirect-after": ("see-other", True),
    "rate": ("rate", False),
    "busy": ("busy", False),
    "empty": ("empty", False),
    "empty-after": ("empty", True),
    "timeout": ("timeout", False),
    "timeout-after": ("timeout", True),
    "portal": ("portal", False),
    "too-large": ("too-large", False),
    "maintenance": ("maintenance", False),
    "away": ("away", False),
    "away-wait": ("away-wait", False),
    "wait": ("wait", False),
    "reset-late": ("reset", False),
    "html-late": ("html", False),
    "away-late": ("away", False),
    "strange": ("strange", False),
    "strange-after": ("strange", True),
    "signed-out": ("signed-out", False),
    "unknown-application": ("unknown-application", False),
    "wrong-client": ("wrong-client", False),
    "disabled": ("disabled", False),
    "forbidden": ("forbidden", False),
    "other-team": ("other-team", False),
    "no-validator": ("no-validator", False),
    "refused": ("refused", False),
    "gone": ("gone", False),
}
LATE = frozenset({"reset-late", "html-late", "away-late"})
"""Kinds by which the call is carried out after all, but only some time after it was answered, or cut."""


@dataclass(frozen=True)
class Fault:
    """One call's fate: `kind` is a name of KINDS or "", after a wait of so many seconds. One of LATE has no wait
    before: it is carried out so many seconds after.
    """

    kind: str = ""
    seconds: float = 0.0


class Faults:
    """Decides which calls go wrong.

    Args:
        spec: `kind=probability` parts with commas between them; `delay=probability:seconds`; `late=seconds` says how
            late what is late is carried out; `seed=number` makes it happen the same way every time; `scope=all`
            includes calls that change nothing.
        replies: the system's own answers in place of the common ones, by kind.
        own: the system's own faults, which go wrong behind a call; written as `kind=probability` too.

    Raises:
        GatewayDeskError: the text is not understood.
    """

    def __init__(self, spec: str = "", replies: Mapping[str, Reply] | None = None, own: Collection[str] = ()) -> None:
        self.replies = {**_COMMON, **(replies or {})}
        self.everything = False
        self._chances: list[tuple[str, float]] = []
        self._delay, self._late = (0.0, 0.0), 20.0
        self._late_calls: list[threading.Thread] = []
        self._no_longer_late = threading.Event()
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Fault, bool]] = deque()
        self._own, self._due = dict.fromkeys(own, 0.0), Counter[str]()
        seed: str | None = None
        for part in filter(None, (one.strip() for one in spec.split(","))):
            name, _, text = part.partition("=")
            if name == "seed":
                seed = text
            elif name == "scope" and text in ("all", "unsafe"):
                self.everything = text == "all"
            elif name == "late":
                self._late = _seconds(part, text)
            elif name == "delay":
                chance, _, seconds = text.partition(":")
                self._delay = (_chance(part, chance), _seconds(part, seconds or "1"))
            elif name in self._own:
                self._own[name] = _chance(part, text)
            elif name in KINDS:
                self._chances.append((name, _chance(part, text)))
            else:
                raise _misread(part, own)
        if sum(chance for _, chance in self._chances) > 1:
            raise GatewayDeskError("The faults add up to more than 1.", "Lower some: 0.1 is one call in ten.")
        self._random, self._own_random = random.Random(seed), random.Random(seed)  # noqa: S311

    def fail_next(self, kind: str, *, seconds: float = 0.0, any_method: bool = False) -> None:
        """Puts one fault in line for the next unsafe call (or any call). `delay` only waits; one of the system's own
        waits until what it is about happens.
        """
        if kind in self._own:
            with self._lock:
                self._due[kind] += 1
            return
        if kind not in KINDS and kind != "delay":
            raise _misread(kind, self._own)
        if kind in LATE:
            seconds = seconds or self._late
        with self._lock:
            self._waiting.append((Fault("" if kind == "delay" else kind, seconds), any_method))

    def draw(self, method: str, *, reads: bool = False) -> Fault:
        """The fate of one call; `reads` that it changes nothing whatever its method. Both numbers are always drawn, so
        that a seed gives the same calls the same fate.
        """
        unsafe = method in UNSAFE and not reads
        with self._lock:
            for waiting in self._waiting:
                if unsafe or waiting[1]:
                    self._waiting.remove(waiting)
                    return waiting[0]
            if not (unsafe or self.everything):
                return Fault()
            late, fate = self._random.random(), self._random.random()
        seconds = self._delay[1] if late < self._delay[0] else 0.0
        reached = 0.0
        for kind, chance in self._chances:
            reached += chance
            if fate < reached:
                return Fault(kind, self._late if kind in LATE else seconds)
        return Fault("", seconds)

    def happens(self, kind: str) -> bool:
        """Whether one of the system's own faults happens now; asked once each time that it could."""
        with self._lock:
            if self._due[kind]:
                self._due[kind] -= 1
                return True
            return self._own_random.random() < self._own[kind]

    def carry_out_late(self, environ: Environ, app: Wsgi, seconds: float, stopping: threading.Event) -> None:
        """Carries a call out after a while, unless the server is stopped by then."""
        from werkzeug.test import run_wsgi_app

        def work() -> None:
            self._no_longer_late.wait(seconds)
            if not stopping.is_set():
                run_wsgi_app(app, environ, buffered=True)

        late = threading.Thread(target=work, name="practice-late", daemon=True)
        with self._lock:
            self._late_calls = [one for one in self._late_calls if one.is_alive()] + [late]
            late.start()

    def catch_up(self) -> None:
        """Carries out now what is late; nothing of it once the server is stopping."""
        with self._lock:
            calls, self._late_calls = self._late_calls, []
        self._no_longer_late.set()
        for one in calls:
            one.join()
        self._no_longer_late.clear()


def meant_for(spec: str, own: Collection[str], others: Collection[str]) -> str:
    """The parts of a specification without those that are other systems' own faults."""
    parts = (part.strip() for part in spec.split(","))
    return ",".join(part for part in parts if (name := part.partition("=")[0]) in own or name not in others)


def _none_of_them(_: str) -> bool:
    return False


def with_faults(app: Wsgi, faults: Faults, stopping: threading.Event, reads: Reads = _none_of_them) -> Wsgi:
    """The application with its faults in front. `environ["practice.cut"]` cuts the connection (see `listener`).

    Args:
        app: the application.
        faults: what goes wrong.
        stopping: set when the server stops.
        reads: whether a path only reads, although its method could change something.
    """
    from werkzeug.test import run_wsgi_app

    def call(environ: Environ, start: Start) -> Iterable[bytes]:
        fault = faults.draw(environ["REQUEST_METHOD"], reads=reads(environ["PATH_INFO"]))
        if fault.kind in LATE:
            faults.carry_out_late(_kept(environ), app, fault.seconds, stopping)
        elif fault.seconds:
            stopping.wait(fault.seconds)
        if not fault.kind:
            return app(environ, start)
        effect, carried_out = KINDS[fault.kind]
        body, status, headers = b"", "200 OK", []
        if carried_out:
            chunks, status, answered = run_wsgi_app(app, environ, buffered=True)
            body, headers = b"".join(chunks), list(answered)
        if effect == "reset":
            environ["practice.cut"]()
            raise ConnectionAbortedError
        if effect == "half":
            start(status, headers)
            return [body[: len(body) // 2]]
        code, content_type, text = faults.replies[effect]
        lines = [("Content-Type", content_type), ("Content-Length", str(len(text)))]
        if effect in ("redirect", "see-other"):
            lines.append(("Location", ELSEWHERE + environ["PATH_INFO"]))
        if effect in _WAITS:
            lines.append(("Retry-After", _WAITS[effect]))
        start(f"{code} Practice", lines)
        return [text]

    return call


def _kept(environ: Environ) -> Environ:
    """A call with its body read, so that it can be carried out when its connection is gone."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return environ | {"wsgi.input": BytesIO(body)}


def _chance(part: str, text: str) -> float:
    try:
        chance = float(text)
    except ValueError:
        raise _misread(part) from None
    if not 0 <= chance <= 1:
        raise GatewayDeskError(
            f"In “{part}” the number must be between 0 and 1.", "It says how often: 0.1 is one call in ten, 1 is each."
        )
    return chance


def _seconds(part: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _misread(part) from None
    if not 0 <= number < float("inf"):
        raise _misread(part)
    return number


def _misread(part: str, own: Iterable[str] = ()) -> GatewayDeskError:
    known = ", ".join(("delay", "late", *KINDS, *own))
    return GatewayDeskError(
        f"“{part}” is not a fault that the practice gateway knows.",
        f"Write for instance “reset-after=0.1,delay=0.2:3,seed=7”. There are: {known}, seed and scope=all.",
    )
