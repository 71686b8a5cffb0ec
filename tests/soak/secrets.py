"""A whole session through the real window with known credentials; then everything it left behind is searched for them.

The session runs in a process of its own (`python -m tests.soak.secrets`, told what to do on its standard input), with
detailed logs, core files allowed from outside, and bugs put in on purpose that hand secrets to loggers and exceptions.
It ends by crashing in native code.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from gatewaydesk.gateways import redaction
from tests.soak.report import Report

TITLE = "Secrets: a full session with known credentials, then a search of all that it left"
_ROUNDS = 20
_PATIENCE = 600.0
_PIECE = 14  # characters of a credential that count as a leak wherever they stand

# The session, in a process of its own


def session() -> int:
    """Runs the real program, and drives its window from inside until it crashes as it was told to."""
    told = json.loads(sys.stdin.read())
    import keyring
    from PySide6.QtCore import QTimer

    from gatewaydesk.__main__ import main
    from gatewaydesk.ui.app import make_application
    from tests.conftest import MemoryKeyring

    keyring.set_keyring(MemoryKeyring())
    make_application()

    def begin() -> None:
        try:
            _drive(told)
        except BaseException as error:
            print(f"the session broke off: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(3)

    QTimer.singleShot(200, begin)
    return main([])


def _drive(told: dict[str, Any]) -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from gatewaydesk.ui.demo import Demonstration
    from gatewaydesk.ui.main_window import MainWindow

    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    window.settle()
    job = Demonstration(window, told["gateway"], Path(told["folder"]) / "window.png")
    job._ear.stop()  # the messages that come of the bugs are looked at here
    if told["rounds"] > 1:
        job.choose()
        job.fill()
    else:
        window.new_draft("HDRUK/4.0.0", example=True)
        window.settle()
    for step in (job.sign_in, job.submit, job.draw, job.read_back):
        step()
    _sign_in_elsewhere(window, told)
    for number in range(told["rounds"]):
        _misbehave(window, told, number)
    copied = QGuiApplication.clipboard().text()
    print(json.dumps({"sent": len(window.store.history.rows()), "clipboard": copied}), flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)


def _sign_in_elsewhere(window: Any, told: dict[str, Any]) -> None:
    """Adds the gateway that sends everybody on to another one, and tries it; the IDs are typed, shown and copied."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from gatewaydesk.ui.demo import Demonstration
    from gatewaydesk.ui.form.editors.one_line import Secret

    job = Demonstration(window, {**told["gateway"], "url": told["redirecting"]}, Path(told["folder"]) / "none.png")
    job._ear.stop()
    job._do("add-gateway")
    dialog = job._dialog("sign-in")
    from gatewaydesk.ui.filling import Filler

    filler = Filler(dialog, dialog.form.model, dialog.form.go_to, window.settle)
    typed = {**told["gateway"], "url": told["redirecting"], "name": "Moved"}
    for child in dialog.form.model.authoring.root.children:
        if child.name in typed:
            filler.fill(child, (child.name,), typed[child.name])
    for editor in dialog.findChildren(Secret):
        editor.reveal.setChecked(True)
        for key in (Qt.Key.Key_A, Qt.Key.Key_C):
            QTest.keyClick(editor.line, key, Qt.KeyboardModifier.ControlModifier)
        editor.hide_secret()
    dialog.grab().save(str(Path(told["folder"]) / "sign-in.png"))
    job._press("dialog.sign-in.test", dialog)
    job._press("dialog.sign-in.accept", dialog)


def _misbehave(window: Any, told: dict[str, Any], number: int) -> None:
    """One round: calls that are sent elsewhere, and bugs that hand secrets to whatever writes something down."""
    from PySide6.QtCore import QTimer, qWarning
    from PySide6.QtWidgets import QApplication

    from gatewaydesk.gateways import open_gateway
    from gatewaydesk.gateways.base import CancelToken
    from gatewaydesk.ui import showing

    connection = window.store.connections.get("Moved")
    secrets = window.credentials.read(connection)
    gateway = open_gateway(connection, secrets)
    for step in gateway.test_sign_in(CancelToken()):
        logging.getLogger("gatewaydesk.soak").debug("%s", step)
    prepared = gateway.prepare_create({"n": number}, schema="HDRUK/4.0.0")
    with contextlib.suppress(Exception):
        gateway.send(prepared, CancelToken())
    plain = [secret.reveal() for secret in secrets.values()]  # type: ignore[attr-defined]
    log = logging.getLogger(("gatewaydesk.soak", "urllib3.connectionpool")[number % 2])
    torn = "\n".join(plain[0][at : at + 8] for at in range(0, 40, 8))
    for text in (*plain, torn, repr({"h": plain}), plain[1].encode()):
        log.warning("headers %r", text)
        log.error("%s", text, exc_info=ValueError(text))

    def broken() -> None:
        raise RuntimeError(f"a slot knew {plain[0]}") from KeyError(plain[1])

    QTimer.singleShot(0, broken)
    thread = threading.Thread(target=lambda: (_ for _ in ()).throw(ValueError(*plain)))
    thread.start()
    thread.join()
    qWarning(f"QLabel::text: {plain[0]}")
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.3)"], check=True)  # its environment is looked at
    window.settle()
    for box in QApplication.topLevelWidgets():
        if box.objectName() == "dialog.message" and box.isVisible():
            box.reject()
    if number % 5 == 0:
        dialog = showing.ask_support(window)
        window.settle()
        dialog.save(Path(told["folder"]) / f"bundle-{number}.zip")
        window.settle()


# Around it


def soak(report: Report, share: float) -> None:
    """The session, the servers that it speaks to, and the search."""
    from gatewaydesk.practice.server import PracticeServer

    rounds = max(1, round(_ROUNDS * share))
    with contextlib.ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-secrets-")))
        gateway = stack.enter_context(PracticeServer(place / "gateway", samples=False)).details["hdruk"]
        trap = stack.enter_context(_server(None))
        redirecting = stack.enter_context(_server(trap.url))
        home = place / "home"
        for name in ("run", "tmp"):
            (home / name).mkdir(parents=True)
        told = {"gateway": gateway, "redirecting": redirecting.url, "rounds": rounds, "folder": str(home / "run")}
        credentials = [str(gateway["application_id"]), str(gateway["client_id"])]
        process, seen = _run(told, home)
        said = process.stdout.splitlines()
        ended = json.loads(said[-1]) if said and said[-1].startswith("{") else {}
        report.must("datasets sent, then a crash in native code", ended.get("sent"), bool(ended.get("sent")))
        if process.returncode != -signal.SIGSEGV:
            report.must("how the session ended", f"{process.returncode}: {process.stderr[-400:]}", False)
        files = dict(_contents(home))
        report.figure("files searched, unpacked", f"{len(files):,} ({sum(map(len, files.values())) / 1e6:,.1f} MB)")
        (home / "run" / "planted").write_text(f"x{credentials[0][: _PIECE + 2]}x")
        planted = _leaks(dict(_contents(home)), credentials)
        report.must("a planted piece of one is found", len(planted), planted == ["run/planted"])
        leaks = _leaks(files, credentials)
        report.must("files that hold one", leaks or 0, not leaks)
        output = _leaks({"output": process.stdout.encode(), "errors": process.stderr.encode()}, credentials)
        report.must("standard output and errors that hold one", output or 0, not output)
        report.figure("looks at arguments and environments, of processes", f"{seen.looks:,}, {len(seen.processes)}")
        told_by_system = seen.leaking(credentials)
        report.must("arguments or environments that hold one", len(told_by_system), not told_by_system)
        cores = seen.cores(home)
        report.must(
            "core files, and the limit for them",
            f"{len(cores)}, {seen.core_limit}",
            not cores and seen.core_limit == "0",
        )
        report.figure("calls that were answered with a redirect", len(redirecting.headers))
        followed = f"{len(trap.headers)}, {trap.holding(credentials)}"
        report.must(
            "redirects' targets: calls, credential headers", followed, bool(redirecting.headers and not trap.headers)
        )
        copied = [one for one in credentials if one in str(ended.get("clipboard", ""))]
        report.must("credentials on the clipboard", len(copied), not copied)
        masked = sum(data.count(redaction.MASK.encode()) for name, data in files.items() if ".log" in name)
        report.must("places in the logs where the second wall had to mask one", f"{masked:,}", masked >= rounds)
        kinds = [any(part in name for name in files) for part in ("crash-", "bundle-0.zip", ".sqlite3", ".png")]
        report.must(
            "a crash report, a support bundle, the database and pictures were among the files", sum(kinds), all(kinds)
        )


class _Seen:
    """Arguments and environments of a process and its children, as the system shows them."""

    def __init__(self) -> None:
        self.looks, self.core_limit = 0, ""
        self.processes: set[int] = set()
        self.texts: set[bytes] = set()

    def look(self, process: int) -> None:
        self.looks += 1
        for one in (process, *_children(process)):
            for name in ("cmdline", "environ"):
                with contextlib.suppress(OSError):
                    self.texts.add(Path(f"/proc/{one}/{name}").read_bytes())
                    self.processes.add(one)
        with contextlib.suppress(OSError):
            limits = Path(f"/proc/{process}/limits").read_text(encoding="ascii").splitlines()
            self.core_limit = next(line for line in limits if line.startswith("Max core file size")).split()[4]

    def leaking(self, credentials: list[str]) -> list[str]:
        return _leaks({str(at): text for at, text in enumerate(self.texts)}, credentials)

    @staticmethod
    def cores(home: Path) -> list[str]:
        return [file.name for file in home.rglob("core*") if file.is_file() and file.suffix != ".py"]


def _run(told: dict[str, Any], home: Path) -> tuple[subprocess.CompletedProcess[str], _Seen]:
    root = Path(__file__).resolve().parents[2]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "GATEWAYDESK_"))}
    environment |= {
        "HOME": str(home), "GATEWAYDESK_HOME": str(home / "desk"), "TMPDIR": str(home / "tmp"),
        "GATEWAYDESK_LOG": "debug", "GATEWAYDESK_QUIET": "1", "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    command = ["/bin/sh", "-c", 'ulimit -c unlimited 2>/dev/null; exec "$@"', "sh"]
    seen = _Seen()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        with subprocess.Popen(
            [*command, sys.executable, "-m", "tests.soak.secrets"],
            stdin=subprocess.PIPE, stdout=output, stderr=errors, text=True, env=environment, cwd=home / "run",
        ) as process:  # fmt: skip
            assert process.stdin is not None
            process.stdin.write(json.dumps(told))
            process.stdin.close()
            end = time.monotonic() + _PATIENCE
            while process.poll() is None:
                seen.look(process.pid)
                if time.monotonic() > end:
                    process.kill()
                time.sleep(0.05)
        output.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess("", process.returncode, output.read(), errors.read()), seen


def _children(process: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError, ValueError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            found += [int(one) for one in (thread / "children").read_text(encoding="ascii").split()]
    return found


def _contents(home: Path) -> Iterator[tuple[str, bytes]]:
    """Every file; zip files also unpacked, and what is deflated inside databases and pictures."""
    for file in sorted(home.rglob("*")):
        if not file.is_file() or file.is_symlink():
            continue
        name, data = str(file.relative_to(home)), file.read_bytes()
        yield name, data
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                yield from ((f"{name}:{part}", archive.read(part)) for part in archive.namelist())
        at = data.find(b"\x78")
        while at >= 0 and file.suffix != ".png":
            with contextlib.suppress(zlib.error):
                unpacked = zlib.decompressobj().decompress(data[at:], 50_000_000)
                if len(unpacked) > _PIECE:
                    yield f"{name}@{at}", unpacked
            at = data.find(b"\x78", at + 1)


def _needles(credentials: list[str]) -> set[bytes]:
    """Every piece of every credential, plain, in UTF-16, as hexadecimal digits and in Base64 at each offset."""
    found: set[bytes] = set()
    for one in credentials:
        pieces = [one[at : at + _PIECE] for at in range(len(one) - _PIECE + 1)]
        found |= {piece.encode() for piece in pieces} | {piece.encode("utf-16-le") for piece in pieces}
        found |= {piece.encode().hex().encode() for piece in pieces}
        for before in range(3):
            code = base64.b64encode(bytes(before) + one.encode())[4:-4]
            found |= {code[at : at + 18] for at in range(len(code) - 18)}
    return found


def _leaks(texts: dict[str, bytes], credentials: list[str]) -> list[str]:
    needles = _needles(credentials)
    return sorted(name for name, data in texts.items() if any(needle in data for needle in needles))


class _Server(ThreadingHTTPServer):
    """Answers every call with a redirect to `target`, or with an empty object; keeps all headers."""

    daemon_threads = True
    target: str | None = None
    headers: list[dict[str, str]]
    url = ""

    def holding(self, credentials: list[str]) -> int:
        """How many calls carried one."""
        return sum(any(one in str(headers) for one in credentials) for headers in self.headers)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _any(self) -> None:
        self.server.headers.append(dict(self.headers.items()))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = (301, 302, 303, 307, 308)[len(self.server.headers) % 5] if self.server.target else 200
        self.send_response(status)
        if self.server.target:
            self.send_header("Location", f"{self.server.target}{self.path}")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextlib.contextmanager
def _server(target: str | None) -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.headers, server.target = [], target
    server.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=lambda: server.serve_forever(0.05), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


if __name__ == "__main__":
    sys.exit(session())
