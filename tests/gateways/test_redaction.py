"""The second wall, tested as if the first had failed: secrets are logged on purpose, in every way one can."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.credentials import Secret

SECRET = "kR8v/Z+q=2wP&x'Yt7Lm0aBc"


@pytest.fixture(autouse=True)
def nothing_known_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets of other tests are forgotten."""
    monkeypatch.setattr(redaction, "_known", redaction._Known())


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger with a real handler, and what it wrote."""
    written = io.StringIO()
    logger = logging.getLogger("gatewaydesk.test-redaction")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    redaction.install(logger)
    redaction.install(logger)
    redaction.register(SECRET)
    yield logger, written
    logger.removeHandler(handler)
    for one in list(logger.filters):
        logger.removeFilter(one)


def test_message_and_arguments(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.info(f"sent {SECRET} now")
    logger.info("sent %s and %r", SECRET, SECRET)
    logger.info("sent %(id)s", {"id": SECRET})
    logger.info("sent %s", {"nested": [SECRET]})
    logger.info("wrong number of arguments %s %s", SECRET)  # noqa: PLE1206
    assert SECRET not in written.getvalue() and "Yt7Lm0aBc" not in written.getvalue()
    assert written.getvalue().count("\n") == 5


def test_traceback_and_chain(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    try:
        try:
            raise ValueError(f"x-client-id is {SECRET}")
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        logger.exception("it failed")
    assert "RuntimeError" in written.getvalue() and "ValueError" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_no_handler_gets_the_exception_itself(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, _ = log
    kept: list[logging.LogRecord] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record)

    handler = Keeping()
    logger.addHandler(handler)
    redaction.install(logger)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("failed", extra={"headers": {"x": SECRET}, "note": SECRET})
    logger.removeHandler(handler)
    assert kept[0].exc_info is None
    assert SECRET not in repr(vars(kept[0]))


def test_records_of_child_loggers(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.getChild("http").warning("%s", SECRET)
    assert redaction.MASK in written.getvalue() and SECRET not in written.getvalue()


def test_every_spelling(log: tuple[logging.Logger, io.StringIO]) -> None:
    import base64
    import json
    from urllib.parse import quote, quote_plus

    logger, written = log
    for spelling in (
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        json.dumps(SECRET),
        repr(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
    ):
        logger.info("seen %s", spelling)
        assert spelling.strip("\"'") not in written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "x-client-id: unknown-value-1",
        "{'x-application-id': 'unknown-value-1', 'Accept': 'application/json'}",
        '{"client_id": "unknown-value-1"}',
        "('x-client-id', 'unknown-value-1')",
        "Authorization: Bearer unknown-value-1",
        "Authorization: Basic dW5rbm93bjp2YWx1ZQ==",
        "Apikey unknown-value-1",
        "https://x.org/?apikey=unknown-value-1&page=2",
        "https://someone:unknown-value-1@x.org/",
        "password=unknown-value-1",
        "Cookie: token=unknown-value-1",
        "b'x-client-id: unknown-value-1'",
    ],
)
def test_what_stands_beside_the_name_of_a_secret_is_masked_unknown(text: str) -> None:
    masked = redaction.mask(text)
    assert "unknown-value-1" not in masked and "dW5rbm93bjp2YWx1ZQ" not in masked and redaction.MASK in masked


@pytest.mark.parametrize(
    "text",
    [
        "GET https://api.example.org/api/v2/teams/7/?page=2: 200 (31 ms)",
        "The token ring of a cell",
        "team_id=7",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redaction.mask(text) == text


@given(st.text("abcXYZ0123456789+/=&'\"%", min_size=4, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_a_registered_secret_never_stays(secret: str, before: str, after: str) -> None:
    redaction.register(secret)
    assert secret not in redaction.mask(before + secret + after)


def test_secret_text_hides_itself_and_still_works() -> None:
    secret = Secret("abc-123-def")
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret:>20}", "%s" % secret, repr({"client_id": secret})):  # noqa: UP031
        assert "abc-123" not in shown
    assert secret == "abc-123-def" and len(secret) == 11 and secret.reveal() == "abc-123-def"
    assert type(secret.reveal()) is str and Secret(secret) == secret
