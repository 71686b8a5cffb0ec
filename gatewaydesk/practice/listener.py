"""A threaded HTTP server on loopback for one practice gateway, which leaves nothing running when it stops."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import sys
import threading
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.practice.faults import Wsgi

HOST = "127.0.0.1"
_WINDOWS = sys.platform == "win32"
_AT_ONCE = struct.pack("hh" if _WINDOWS else "ii", 1, 0)  # SO_LINGER: closing sends a reset
_log = logging.getLogger("gatewaydesk.practice")


class Listener:
    """Serves one application on one port; `stop` ends calls that are still running."""

    def __init__(self, app: Wsgi, port: int, name: str) -> None:
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if not _WINDOWS:  # there it would let two programs share the port
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind((HOST, port))
            opened.listen(128)
            self._server = _Server(HOST, port, app, _Handler, fd=opened.fileno())
        except OSError as error:
            raise GatewayDeskError(
                f"Port {port} of this computer cannot be used for the practice gateway: {error.strerror}.",
                "Choose another port, or 0 for any that is free.",
            ) from error
        finally:
            opened.close()  # the server has its own copy
        self.url = f"http://{HOST}:{self._server.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name=f"practice-{name}", daemon=True
        )

    def start(self) -> None:
        """Starts answering."""
        self._thread.start()

    def stop(self) -> None:
        """Stops answering, cuts what is still open, and waits for every thread."""
        with contextlib.suppress(OSError):  # only some systems wake up for this who waits for a connection
            self._server.socket.shutdown(socket.SHUT_RDWR)
        self._server.shutdown()
        self._thread.join()
        self._server.end_calls()
        self._server.server_close()


class _Server(ThreadedWSGIServer):
    """Knows its calls, so that they can be ended."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self._calls: dict[threading.Thread, socket.socket] = {}
        self._guard = threading.Lock()
        self.cut: set[socket.socket] = set()
        super().__init__(*args, **more)

    def process_request(self, request: Any, client_address: Any) -> None:
        call = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), name="practice-call", daemon=True
        )
        with self._guard:
            self._calls[call] = request
        call.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._guard:
                self._calls.pop(threading.current_thread(), None)

    def shutdown_request(self, request: Any) -> None:
        if request in self.cut:
            self.cut.discard(request)
            self.close_request(request)  # without the polite goodbye
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        _log.debug("a call to the practice gateway ended early", exc_info=True)

    def end_calls(self) -> None:
        """Cuts every open connection and waits for its thread."""
        with self._guard:
            calls = dict(self._calls)
        for connection in calls.values():
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # gone already
                continue
        for call in calls:
            call.join()

    def log(self, type: str, message: str, *args: Any) -> None:
        _log.debug(message, *args)


class _Handler(WSGIRequestHandler):
    """Logs quietly, never headers, and can cut its connection."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""

    def make_environ(self) -> dict[str, Any]:
        return super().make_environ() | {"practice.cut": self._cut}

    def _cut(self) -> None:
        server: Any = self.server
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        server.cut.add(self.connection)
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        _log.debug("%s %s: %s", self.command, self.path.partition("?")[0], code)

    def log(self, type: str, message: str, *args: Any) -> None:
        _log.debug(message, *args)
