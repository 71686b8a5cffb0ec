"""Public documents: which addresses are asked, what is followed, and what is not waited for or read."""

from __future__ import annotations

import json
import threading

import pytest

from gatewaydesk.errors import Cancelled, GatewayProblem, Refused, Unreachable
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.public import Limits, get, public_address, refuse_unsafe
from tests.web import Site, plain, redirect, site, without_end


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" https://example.org/a/b.json ", "https://example.org/a/b.json"),
        ("example.org/a b.json".replace(" ", "%20"), "https://example.org/a%20b.json"),
        ("HTTPS://Example.ORG/A.json#/definitions/x", "https://example.org/A.json"),
        ("https://example.org/a.json?version=2&x=é", "https://example.org/a.json?version=2&x=%C3%A9"),
        ("127.0.0.1:8000/a.json", "http://127.0.0.1:8000/a.json"),
        ("http://localhost/a.json", "http://localhost/a.json"),
        (
            "https://github.com/HDRUK/schemata-2/blob/master/available.json",
            "https://raw.githubusercontent.com/HDRUK/schemata-2/master/available.json",
        ),
        ("github.com/o/r/raw/v1/a/b.json", "https://raw.githubusercontent.com/o/r/v1/a/b.json"),
        ("https://gitlab.com/g/h/p/-/blob/main/a.json", "https://gitlab.com/g/h/p/-/raw/main/a.json"),
        ("https://github.com/o/r", "https://github.com/o/r"),
    ],
)
def test_an_address_as_a_person_types_it(typed: str, meant: str) -> None:
    assert public_address(typed) == meant
    assert public_address(meant) == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "empty"),
        ("a b", "space"),
        ("http://example.org/a.json", "not encrypted"),
        ("https://me:secret@example.org/a.json", "user name or a password"),
        ("file:///etc/passwd", "is not an address"),
        ("ftp://example.org/a.json", "not an address of the web"),
        ("https://", "is not an address"),
        ("https://[::1/a.json", "is not an address"),
    ],
)
def test_an_address_that_is_not_asked(typed: str, words: str) -> None:
    with pytest.raises(GatewayProblem, match=words) as caught:
        public_address(typed)
    assert "secret" not in str(caught.value)


def test_this_computer_is_reached_only_from_this_computer() -> None:
    refuse_unsafe("http://127.0.0.1/a", "http://localhost/b")
    with pytest.raises(GatewayProblem, match="this computer itself"):
        refuse_unsafe("http://127.0.0.1/a", "https://example.org/b")
    with pytest.raises(GatewayProblem, match="not encrypted"):
        refuse_unsafe("http://example.org/a", "https://example.org/b")


@pytest.mark.parametrize("tagged", [True, False])
def test_a_version_that_is_known_is_not_read_again(tagged: bool) -> None:
    with site({"a.json": {"title": "A"}}) as web:
        web.tagged = tagged
        first = get(web.at("a.json"), CancelToken())
        assert json.loads(first.content or b"") == {"title": "A"}
        assert bool(first.etag) is tagged
        assert bool(first.modified) is not tagged
        again = get(web.at("a.json"), CancelToken(), etag=first.etag, modified=first.modified)
        assert again.content is None
        assert [status for _, status in web.asked] == [200, 304]
        assert "cookie" not in web.headers[0]
        assert "authorization" not in web.headers[0]


def test_a_redirect_on_this_computer_is_followed_and_remembered() -> None:
    with site({"new/a.json": {}}) as web:
        web.pages["old.json"] = redirect("/new/a.json#part")
        assert get(web.at("old.json"), CancelToken()).address == web.at("new/a.json")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://example.org/a.json", "not encrypted"),
        ("file:///etc/passwd", "not an address of the web"),
        ("/around.json", "without end"),
    ],
)
def test_a_redirect_that_is_not_followed(target: str, words: str) -> None:
    with site({"around.json": redirect(target)}) as web:
        with pytest.raises(GatewayProblem, match=words):
            get(web.at("around.json"), CancelToken())
        assert len(web.asked) <= 6


def test_what_is_too_large_is_not_read_to_its_end() -> None:
    with site() as web:
        web.pages["endless.json"] = without_end(web, 0)
        with pytest.raises(GatewayProblem, match=r"larger than .* MB"):
            get(web.at("endless.json"), CancelToken(), limits=Limits(size=1024 * 1024))


def test_what_drips_is_given_up() -> None:
    with site() as web:
        web.pages["drips.json"] = without_end(web, 0.05)
        with pytest.raises(Unreachable, match="did not finish answering"):
            get(web.at("drips.json"), CancelToken(), limits=Limits(whole=0.6))


def test_what_drips_can_be_cancelled() -> None:
    token = CancelToken()
    with site() as web:
        web.pages["drips.json"] = without_end(web, 0.05)

        def cancel() -> None:
            web.arrived.wait(10)
            token.cancel()

        threading.Thread(target=cancel, daemon=True).start()
        with pytest.raises(Cancelled):
            get(web.at("drips.json"), token)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "There is nothing at"),
        (403, "not show this to everybody"),
        (410, "is gone"),
        (503, "cannot answer"),
        (418, "418"),
    ],
)
def test_a_no_is_said_in_words(status: int, words: str) -> None:
    with site({"a.json": plain(status, "application/json", b"{}")}) as web:
        with pytest.raises(Refused, match=words) as caught:
            get(web.at("a.json"), CancelToken())
        assert caught.value.status == status
        assert "gateway" not in str(caught.value).lower()


def test_nobody_there(serving: Site) -> None:
    serving.stop()
    with pytest.raises(Unreachable, match="nothing listens there") as caught:
        get(serving.at("a.json"), CancelToken())
    assert "gateway" not in str(caught.value).lower()


@pytest.fixture
def serving():
    with site() as web:
        yield web
