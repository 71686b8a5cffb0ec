"""What the transport keeps to itself, and how long and how much it lets others say."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest

from gatewaydesk.errors import GatewayProblem, OutcomeUnknown, Unreachable
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.transport import Transport
from tests.gateways.conftest import reply

SECRET = {"x-application-id": "Ap9" * 12, "x-client-id": "cL7" * 12}


def post(url: str, **named: Any) -> Any:
    return Transport(url, SECRET, connect_timeout=2, **named).request("POST", "/x", body=b"{}", cancel=CancelToken())


def test_the_transport_itself_shows_no_secret() -> None:
    caller = Transport("https://x.org", SECRET)
    assert not any(value in repr(vars(caller)) + str(vars(caller)) for value in SECRET.values())


def test_headers_that_trickle_in_for_ever_end_with_the_total_time(serve: Any) -> None:
    def trickle(handler: Any, seen: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(400):
            handler.wfile.write(f"X-{number}: ".encode())
            handler.wfile.flush()
            if server.release.wait(0.05):
                return
            handler.wfile.write(b"slow\r\n")

    server = serve(trickle)
    started = time.monotonic()
    with pytest.raises(OutcomeUnknown, match=r"did not finish answering within 0\.3 seconds"):
        post(server.url, total_timeout=0.3, read_timeout=5)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "flood", [b"X-A: " + b"a" * 200_000 + b"\r\n", b"".join(b"X-%d: a\r\n" % n for n in range(500))]
)
def test_headers_without_end_are_refused(serve: Any, flood: bytes) -> None:
    def answer(handler: Any, seen: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + flood + b"\r\n")

    with pytest.raises(OutcomeUnknown):
        post(serve(answer).url)


def test_a_small_answer_that_unpacks_to_a_large_one_is_not_kept_in_memory(serve: Any) -> None:
    import gzip
    import tracemalloc

    packed = gzip.compress(gzip.compress(b" " * 60_000_000))
    server = serve(reply(200, packed, {"Content-Encoding": "gzip, gzip"}))
    caller = Transport(server.url, SECRET, size_limit=1024 * 1024, retries=0)
    tracemalloc.start()
    try:
        with pytest.raises(Unreachable, match="larger than 1 MB"):
            caller.get("/", cancel=CancelToken())
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_a_proxy_that_wants_a_login_is_told_apart_and_its_password_is_a_secret(
    serve: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    proxy = serve(reply(407, {"error": "hunter%2Ftwo%40x"}, {"Proxy-Authenticate": "Basic"}))
    monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://someone:hunter%2Ftwo%40x@"))
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreachable, match="asks for a name and a password") as caught:
        post("https://gateway.example")
    assert "HTTPS_PROXY" in caught.value.todo and "Nothing was sent" in caught.value.todo
    for text in (str(caught.value), caplog.text):
        assert "hunter" not in text
    assert redaction.mask("it is hunter/two@x") == f"it is {redaction.MASK}"
    assert not {"x-client-id", "x-application-id"} & proxy.seen[0].headers.keys()


def test_a_proxy_that_is_not_there_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://someone:hunter2@127.0.0.1:1")
    with pytest.raises(GatewayProblem, match="proxy on the way") as caught:
        post("https://gateway.example")
    assert "hunter2" not in str(caught.value)
