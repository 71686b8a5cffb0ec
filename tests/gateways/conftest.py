"""Small servers on loopback that misbehave to order."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.practice.server import PracticeServer
from tests.gateways.hdruk_desk import EXAMPLE, HdrUkDesk, plain


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Counts connections and calls; each call is answered by `answer(handler, seen)`."""

    answer: Callable[[Any, Seen], None]
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""


def reply(status: int = 200, body: Any = None, headers: dict[str, str] | None = None) -> Callable[[Any, Seen], None]:
    """An answer: bytes as they are, anything else as JSON."""

    def answer(handler: Any, seen: Seen) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        if "Content-Length" not in (headers or {}):
            handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def in_turn(*answers: Callable[[Any, Seen], None]) -> Callable[[Any, Seen], None]:
    """One answer a call; the last one for all that follow."""
    left = list(answers)

    def answer(handler: Any, seen: Seen) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler, seen)

    return answer


def hang_up(handler: Any, seen: Seen) -> None:
    """Closes the connection with a reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    handler.connection.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers; all are stopped at the end of the test."""
    with contextlib.ExitStack() as stack:

        def start(answer: Callable[[Any, Seen], None] | None = None) -> Server:
            server = Server(answer or (lambda handler, seen: server.release.wait(30) and None))

            class Handler(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def setup(self) -> None:
                    super().setup()
                    server.connections += 1

                def handle_any(self) -> None:
                    self.close_connection = True
                    length = int(self.headers.get("Content-Length") or 0)
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    seen = Seen(self.command, self.path, headers, self.rfile.read(length))
                    server.seen.append(seen)
                    server.arrived.set()
                    with contextlib.suppress(OSError):
                        server.answer(self, seen)

                do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_CONNECT = handle_any

                def log_message(self, *given: Any) -> None:
                    pass

                def finish(self) -> None:
                    with contextlib.suppress(OSError, ValueError):
                        super().finish()

            http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            http.handle_error = lambda *given: None  # type: ignore[method-assign]
            thread = threading.Thread(target=lambda: http.serve_forever(0.02), daemon=True)
            thread.start()

            def stop() -> None:
                server.release.set()
                http.shutdown()
                http.server_close()
                thread.join(5)

            stack.callback(stop)
            server.url = f"http://127.0.0.1:{http.server_port}"
            return server

        yield start


@pytest.fixture(scope="session")
def example() -> Any:
    return plain(json.loads(EXAMPLE.read_text("utf-8")))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(tmp_path / "practice") as running:
        yield running


@pytest.fixture
def v2(server: PracticeServer, example: Any) -> HdrUkDesk:
    return HdrUkDesk(server, True, example)


@pytest.fixture
def v1(server: PracticeServer, example: Any) -> HdrUkDesk:
    return HdrUkDesk(server, False, example)
