"""The transport against real servers on loopback that behave well, badly, or not at all."""

from __future__ import annotations

import logging
import re
import socket
import ssl
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.errors import Cancelled, CredentialsProblem, GatewayProblem, OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways.addresses import is_loopback, normalise_url
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.gateways.wire import Answer, GivenUp, NotThisComputer, Wire
from tests.gateways.conftest import Server, hang_up, in_turn, reply

SECRET = {"x-application-id": "Ap9" * 12, "x-client-id": "cL7" * 12}


def transport(server: Server | str, **named: Any) -> Transport:
    url = server if isinstance(server, str) else server.url
    return Transport(url, SECRET, **{"pause": 0.01, "connect_timeout": 2, "read_timeout": 5, **named})


def post(server: Server | str, cancel: CancelToken | None = None, **named: Any) -> Answer:
    return transport(server, **named).request("POST", "/datasets", body=b'{"a":1}', cancel=cancel or CancelToken())


# addresses


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        (" HTTPS://API.Example.org:443/ ", "https://api.example.org"),
        ("api.example.org/base//x/", "https://api.example.org/base/x"),
        ("https://api.example.org:8443", "https://api.example.org:8443"),
        ("https://x.example/a/../b", "https://x.example/b"),
        ("https://x.example/a/%2E%2e/./b/..", "https://x.example"),
        ("localhost:8000/", "http://localhost:8000"),
        ("127.0.0.7:5", "http://127.0.0.7:5"),
        ("https://127.0.0.1:5", "https://127.0.0.1:5"),
        ("http://[::1]:80/", "http://[::1]"),
        ("bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
    ],
)
def test_an_address_is_made_regular_and_stays_so(typed: str, made: str) -> None:
    assert normalise_url(typed) == made
    assert normalise_url(made) == made


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "empty"),
        ("https://", "not an address"),
        ("https://u:hunter2@x.org", "password"),
        ("u@x.org", "password"),
        ("https://x.org/?key=hunter2", "question mark"),
        ("https://x.org#hunter2", "hash sign"),
        ("https://x.org?", "question mark"),
        ("ftp://x.org", "not a way"),
        ("http://x.org", "not encrypted"),
        ("http://10.0.0.1", "not encrypted"),
        ("http://127.0.0.1.evil.org", "not encrypted"),
        ("http://localhost.evil.org", "not encrypted"),
        ("http://0.0.0.0", "not encrypted"),
        ("https://x.org:99999", "not an address"),
        ("https://x.org:0", "not an address"),
        ("https://a b", "space"),
        ("https://x.org\\@evil.org", "never have"),
        ("https://x.org\nHost: evil", "space"),
        ("https://[::1", "not an address"),
        ("javascript:alert(1)", "not an address"),
    ],
)
def test_an_address_that_credentials_must_not_go_to_is_refused_in_words(typed: str, word: str) -> None:
    with pytest.raises(GatewayProblem) as caught:
        normalise_url(typed)
    assert word in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_loopback_is_told_by_number_not_by_look() -> None:
    assert is_loopback("http://127.9.9.9:1") and is_loopback("https://localhost") and is_loopback("http://[::1]:2")
    assert not is_loopback("https://127.0.0.1.evil.org") and not is_loopback("https://10.0.0.1")


def test_a_name_for_this_computer_that_leads_elsewhere_gets_nothing() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    class Elsewhere(socket.socket):
        def getpeername(self) -> Any:
            return ("192.0.2.7", 80)

    with listener, Elsewhere() as outgoing:
        outgoing.connect(listener.getsockname())
        with pytest.raises(NotThisComputer):
            Wire(loopback_only=True).hold(outgoing)


# what goes out


def test_a_call_carries_the_secrets_and_no_cookie_ever(serve: Any) -> None:
    server = serve(reply(200, {"ok": 1}, {"Set-Cookie": "token=abc; Path=/"}))
    caller = transport(server)
    answer = caller.get("/x", params=[("q", "a b&c")], cancel=CancelToken())
    caller.get("/x", cancel=CancelToken())
    assert answer.json == {"ok": 1} and "set-cookie" not in answer.headers
    first, second = server.seen
    assert first.path == "/x?q=a+b%26c"
    assert first.headers["x-client-id"] == SECRET["x-client-id"]
    assert first.headers["user-agent"].startswith("GatewayDesk/")
    assert "cookie" not in second.headers


def test_netrc_is_ignored(serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password hunter2\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(reply(200, {}))
    transport(server).get("/", cancel=CancelToken())
    assert "authorization" not in server.seen[0].headers


def test_a_proxy_is_never_used_for_this_computer(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server, proxy = serve(reply(200, {})), serve(reply(200, {}))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    transport(server).get("/", cancel=CancelToken())
    assert (len(server.seen), proxy.connections) == (1, 0)


def test_a_proxy_sees_the_tunnel_and_nothing_else(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(reply(407, {}))
    monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://someone:hunter2@"))
    with pytest.raises(Unreachable, match=r"proxy on the way to gateway\.example") as caught:
        post("https://gateway.example")
    assert [one.method for one in proxy.seen] == ["CONNECT"]
    assert "x-client-id" not in proxy.seen[0].headers
    assert "hunter2" not in str(caught.value)


def test_another_host_is_never_called(serve: Any) -> None:
    server, other = serve(reply(200, {})), serve(reply(200, {}))
    with pytest.raises(GatewayProblem, match="but the connection leads to"):
        transport(server).get(f"{other.url}/x", cancel=CancelToken())
    with pytest.raises(GatewayProblem):
        transport(server).get(f"{server.url}0/x", cancel=CancelToken())
    assert other.connections == 0


# redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(serve: Any, status: int) -> None:
    other = serve(reply(200, {}))
    server = serve(reply(status, {}, {"Location": f"{other.url}/there?token=hunter2"}))
    words = rf"sent us on to {re.escape(other.url)}\. Credentials never follow"
    with pytest.raises(Refused, match=words) as caught:
        transport(server).get("/", cancel=CancelToken())
    assert caught.value.way_out == "edit-connection" and "hunter2" not in str(caught.value)
    with pytest.raises((Refused, OutcomeUnknown)) as posted:
        post(server)
    # Only 301, 307 and 308 promise that the call was not carried out here.
    assert isinstance(posted.value, Refused) is (status in {301, 307, 308})
    assert other.connections == 0


# certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from subprocess import run

    place = tmp_path_factory.mktemp("tls") / "own.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    files = ["-keyout", str(place), "-out", str(place.with_suffix(".crt"))]
    made = run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *subject], check=False)
    if made.returncode:
        pytest.skip("needs openssl")
    place.write_bytes(place.read_bytes() + place.with_suffix(".crt").read_bytes())
    return place


@pytest.fixture
def tls_port(certificate: Path) -> Any:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    received: list[bytes] = []

    def work() -> None:
        try:
            raw, _ = listener.accept()
            with raw, context.wrap_socket(raw, server_side=True) as secure:
                call = b""
                while not call.endswith(b"\r\n\r\n" + b'{"a":1}'):
                    call += secure.recv(65536)
                received.append(call)
                secure.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\n{"a": 1}')
        except OSError:
            pass

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield listener.getsockname()[1], received
    listener.close()
    thread.join(5)


def test_an_unknown_certificate_ends_the_call_before_anything_is_sent(tls_port: Any) -> None:
    port, received = tls_port
    with pytest.raises(Unreachable, match=r"certificate of localhost:\d+ was not accepted"):
        post(f"https://localhost:{port}")
    assert received == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_an_own_certificate_authority_is_honoured(
    tls_port: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    port, received = tls_port
    monkeypatch.setenv(variable, str(certificate.with_suffix(".crt")))
    assert post(f"https://localhost:{port}").json == {"a": 1}
    assert SECRET["x-client-id"].encode() in received[0]


def test_a_certificate_for_another_name_is_refused(
    tls_port: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, received = tls_port
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.with_suffix(".crt")))
    with pytest.raises(Unreachable, match="certificate"):
        post(f"https://127.0.0.1:{port}")
    assert received == []


def test_unreadable_certificates_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with pytest.raises(Unreachable, match="REQUESTS_CA_BUNDLE names could not be read"):
        post("https://localhost:1")


def test_cancelling_ends_a_blocked_tls_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        cancel = CancelToken()
        threading.Timer(0.1, cancel.cancel).start()
        started = time.monotonic()
        with pytest.raises(Cancelled):
            post(f"https://localhost:{listener.getsockname()[1]}", cancel)
        assert time.monotonic() - started < 1


# what a failure means


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:{port}", "refused the connection"),
        ("https://no-such-host.invalid", "There is no computer called “no-such-host.invalid”"),
        ("https://127.0.0.1:{port}", "refused the connection"),
    ],
)
def test_where_nobody_listens_nothing_was_sent(url: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match=words) as caught:
        post(url.format(port=free_port()))
    assert "Nothing was sent" in caught.value.todo


def test_plain_http_answered_to_tls_is_told_apart(serve: Any) -> None:
    server = serve(reply(200, {}))
    with pytest.raises(Unreachable, match="secure connection"):
        post(server.url.replace("http:", "https:"))


def half_a_body(handler: Any, seen: Any) -> None:
    reply(200, b'{"message": "cre', {"Content-Length": "60"})(handler, seen)


def nonsense(handler: Any, seen: Any) -> None:
    handler.wfile.write(b"\x00\x01\x02 nothing like HTTP\r\n\r\n")


def damaged_gzip(handler: Any, seen: Any) -> None:
    reply(200, b"not gzip at all", {"Content-Encoding": "gzip"})(handler, seen)


@pytest.mark.parametrize("fault", [hang_up, half_a_body, nonsense, damaged_gzip])
def test_what_was_sent_without_a_usable_answer_is_unknown_and_never_repeated(serve: Any, fault: Any) -> None:
    server = serve(fault)
    with pytest.raises(OutcomeUnknown, match="may or may not have arrived"):
        post(server)
    assert len(server.seen) == 1
    with pytest.raises(Unreachable):
        transport(server).get("/", cancel=CancelToken())


def test_silence_after_sending_is_unknown(serve: Any) -> None:
    server = serve()
    with pytest.raises(OutcomeUnknown, match=r"said nothing for 0\.2 seconds"):
        post(server, read_timeout=0.2)
    assert len(server.seen) == 1


def test_an_endless_trickle_ends_with_the_total_time(serve: Any) -> None:
    def trickle(handler: Any, seen: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(200):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            if server.release.wait(0.05):
                return

    server = serve(trickle)
    started = time.monotonic()
    with pytest.raises(OutcomeUnknown, match=r"did not finish answering within 0\.3 seconds"):
        post(server, total_timeout=0.3)
    assert time.monotonic() - started < 1.5


def test_an_answer_beyond_the_size_limit_is_not_read(serve: Any) -> None:
    import gzip

    server = serve(reply(200, gzip.compress(b" " * 3_000_000), {"Content-Encoding": "gzip"}))
    with pytest.raises(Unreachable, match="larger than 1 MB"):
        transport(server, size_limit=1024 * 1024).get("/", cancel=CancelToken())


# cancelling


@pytest.mark.parametrize(("method", "kind"), [("GET", Cancelled), ("POST", OutcomeUnknown)])
def test_cancelling_a_call_that_is_never_answered_returns_at_once(serve: Any, method: str, kind: type) -> None:
    server = serve()
    cancel = CancelToken()
    moments: list[float] = []

    def stop() -> None:
        server.arrived.wait(5)
        moments.append(time.monotonic())
        cancel.cancel()

    canceller = threading.Thread(target=stop)
    canceller.start()
    with pytest.raises(kind):
        transport(server).request(method, "/", body=b"{}" if method == "POST" else None, cancel=cancel)
    assert time.monotonic() - moments[0] < 0.6
    canceller.join()


@pytest.mark.parametrize("tls", [False, True])
def test_cancelling_closes_the_connection(tls: bool, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.with_suffix(".crt")))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    arrived, closed = threading.Event(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def work() -> None:
            raw, _ = listener.accept()
            with context.wrap_socket(raw, server_side=True) if tls else raw as peer:
                try:
                    while peer.recv(65536):
                        arrived.set()
                except OSError:
                    pass
                closed.set()

        thread = threading.Thread(target=work)
        thread.start()
        cancel = CancelToken()
        canceller = threading.Thread(target=lambda: (arrived.wait(5), cancel.cancel()))
        canceller.start()
        with pytest.raises(OutcomeUnknown):
            post(f"http{'s' if tls else ''}://localhost:{listener.getsockname()[1]}", cancel)
        assert closed.wait(1)
        thread.join()
        canceller.join()


def test_cancelling_while_a_name_is_looked_up_returns_and_nothing_goes_out_later(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, asked, answer, over = serve(reply(200, {})), threading.Event(), threading.Event(), threading.Event()
    look_up = socket.getaddrinfo

    def slow(*given: Any, **named: Any) -> Any:
        asked.set()
        answer.wait(10)
        return look_up(*given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    close = Transport._exchange

    def watched(*given: Any) -> Any:
        try:
            return close(*given)
        finally:
            over.set()

    monkeypatch.setattr(Transport, "_exchange", watched)
    cancel = CancelToken()
    canceller = threading.Thread(target=lambda: (asked.wait(5), cancel.cancel()))
    canceller.start()
    started = time.monotonic()
    with pytest.raises(Cancelled, match="Nothing was sent"):
        post(server.url.replace("127.0.0.1", "localhost"), cancel)
    assert time.monotonic() - started < 1
    answer.set()
    assert over.wait(5)
    assert server.seen == []
    canceller.join()


def test_cancelled_before_the_call_nothing_goes_out(serve: Any) -> None:
    server = serve(reply(200, {}))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        post(server, cancel)
    assert server.connections == 0


def test_cancelling_ends_the_pause_between_tries(serve: Any) -> None:
    server = serve(reply(503, {}, {"Retry-After": "20"}))
    cancel = CancelToken()
    threading.Timer(0.2, cancel.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        transport(server).get("/", cancel=cancel)
    assert time.monotonic() - started < 1


def test_after_giving_up_the_gate_is_shut() -> None:
    wire = Wire()
    wire.give_up()
    with pytest.raises(GivenUp):
        wire.open_gate()
    assert not wire.sent


# repeating


@pytest.mark.parametrize("fault", [hang_up, reply(502, b"<html>"), reply(503, {}), reply(504, b"")])
def test_a_safe_call_is_tried_again(serve: Any, fault: Any) -> None:
    server = serve(in_turn(fault, fault, reply(200, {"a": 1})))
    assert transport(server).get("/", cancel=CancelToken()).json == {"a": 1}
    assert len(server.seen) == 3


def test_a_safe_call_is_tried_three_times_at_most(serve: Any) -> None:
    server = serve(reply(502, b"<html>"))
    assert transport(server).get("/", cancel=CancelToken()).status == 502
    assert len(server.seen) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_no_other_answer_is_tried_again(serve: Any, status: int) -> None:
    server = serve(reply(status, {}))
    assert transport(server).get("/", cancel=CancelToken()).status == status
    assert len(server.seen) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_unsafe_call_is_never_repeated(serve: Any, method: str) -> None:
    server = serve(reply(503, {}, {"Retry-After": "0"}))
    assert transport(server).request(method, "/", body=b"{}", cancel=CancelToken()).status == 503
    assert len(server.seen) == 1


def test_retry_after_is_honoured(serve: Any) -> None:
    server = serve(in_turn(reply(503, {}, {"Retry-After": "1"}), reply(200, {})))
    started = time.monotonic()
    transport(server).get("/", cancel=CancelToken())
    assert 1 <= time.monotonic() - started < 3


def test_too_many_calls_are_repeated_only_when_the_gateway_says_after_how_long(serve: Any) -> None:
    server = serve(in_turn(reply(429, {}, {"Retry-After": "1"}), reply(200, {})))
    started = time.monotonic()
    assert transport(server).get("/", cancel=CancelToken()).status == 200
    assert 1 <= time.monotonic() - started < 3 and len(server.seen) == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "Sun, 01 Mar 2026 12:02:00 GMT", "date": "Sun, 01 Mar 2026 12:00:00 GMT"}, 120.0),
        ({"retry-after": "Sun, 01 Mar 2026 12:00:00 GMT", "date": "Sun, 01 Mar 2026 12:00:30 GMT"}, 0.0),
        ({"retry-after": "Sun, 01 Mar 2026 12:00:00 GMT"}, 0.0),  # long ago by our own clock
        ({}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "9" * 400}, None),
    ],
)
def test_when_to_try_again_in_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert Answer(429, headers, "").retry_after == seconds


def test_too_long_a_wait_is_left_to_the_person(serve: Any) -> None:
    server = serve(reply(503, {}, {"Retry-After": "3600"}))
    answer = transport(server).get("/", cancel=CancelToken())
    assert (answer.status, answer.retry_after, len(server.seen)) == (503, 3600.0, 1)


# secrets


def test_secrets_show_nowhere(serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(hang_up)
    texts: list[str] = []
    with caplog.at_level(logging.DEBUG, "gatewaydesk"):
        caller = transport(server)
        texts += [repr(caller), str(caller)]
        for method in ("GET", "POST"):
            try:
                caller.request(method, "/", body=b"{}", cancel=CancelToken())
            except GatewayProblem as problem:
                texts += ["".join(traceback.format_exception(problem)), repr(problem), repr(problem.__context__)]
                assert problem.__cause__ is None and problem.__context__ is None
    texts.append(caplog.text)
    assert "POST http://127.0.0.1" in caplog.text
    for value in SECRET.values():
        assert not any(value in text for text in texts)


@pytest.mark.parametrize("value", ["", " padded ", "two\nlines", "ümlaut", "null\0byte"])
def test_a_secret_that_cannot_be_sent_is_refused_without_being_told(value: str) -> None:
    with pytest.raises(CredentialsProblem) as caught:
        Transport("https://x.org", {"x-client-id": value})
    assert not value or value not in str(caught.value)


def test_debug_log_says_what_and_how_long(serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(reply(200, {}))
    with caplog.at_level(logging.DEBUG, "gatewaydesk"):
        transport(server).get("/x", params=[("apikey", "hunter2"), ("page", "3")], cancel=CancelToken())
    assert "GET" in caplog.text and "page=3" in caplog.text and ": 200 (" in caplog.text
    assert "hunter2" not in caplog.text
