"""A small site on loopback: pages with hashes for ETags, and pages that misbehave to order."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Site:
    """What stands at each path: a JSON value, bytes, or a function that answers by itself.

    Attributes:
        asked: path and status of every call, in turn.
        tagged: whether pages carry an ETag; else `Last-Modified`, the same for all of them.
    """

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    tagged: bool = True
    url: str = ""
    stop: Callable[[], None] = lambda: None

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return f"{self.url}/{path}"


def redirect(target: str) -> Callable[[Any], int]:
    """A page that sends its visitors elsewhere."""

    def answer(handler: Any) -> int:
        handler.send_response(302)
        handler.send_header("Location", target)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return 302

    return answer


def plain(status: int, media_type: str, body: bytes) -> Callable[[Any], int]:
    """A page with a status and a type of its own."""

    def answer(handler: Any) -> int:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        return status

    return answer


def without_end(site: Site, pause: float) -> Callable[[Any], int]:
    """A page that goes on and on, a little at a time (or, without a pause, as fast as it can)."""

    def answer(handler: Any) -> int:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        with contextlib.suppress(OSError):
            while not site.release.wait(pause):
                handler.wfile.write(b" " * (1 if pause else 65536))
        return 200

    return answer


@contextmanager
def site(pages: dict[str, Any] | None = None) -> Iterator[Site]:
    """A site that is up inside the block; `stop()` takes it down earlier."""
    here = Site(dict(pages or {}))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.arrived.set()
            here.headers.append({name.lower(): value for name, value in self.headers.items()})
            page = here.pages.get(self.path.lstrip("/"))
            place = len(here.asked)
            here.asked.append((self.path, 0))
            with contextlib.suppress(OSError):
                if callable(page):
                    here.asked[place] = (self.path, page(self))
                else:
                    self._page(page, place)

        def _page(self, page: Any, place: int) -> None:
            body = page if isinstance(page, bytes) else json.dumps(page).encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
            day = "Wed, 01 Jul 2026 10:00:00 GMT"
            known = self.headers.get("If-None-Match") if here.tagged else self.headers.get("If-Modified-Since")
            status = 404 if page is None else 304 if known == (tag if here.tagged else day) else 200
            here.asked[place] = (self.path, status)  # before it is sent, so that whoever gets it finds it told
            self.send_response(status)
            self.send_header("ETag" if here.tagged else "Last-Modified", tag if here.tagged else day)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)) if status == 200 else "0")
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, *given: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=lambda: http.serve_forever(0.02), daemon=True)
    thread.start()
    stopped = threading.Event()

    def stop() -> None:
        if not stopped.is_set():
            stopped.set()
            here.release.set()
            http.shutdown()
            http.server_close()
            thread.join(5)

    here.url, here.stop = f"http://127.0.0.1:{http.server_port}", stop
    try:
        yield here
    finally:
        stop()
