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
        "[(b'x-client-id', b'unknown-value-1'), (b'accept', b'*/*')]",
        '["client_id", "unknown-value-1"]',
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
        "Where a keyring wants a password, the window does not take one",
        "The token, a client id, and an authorization, as they are called",
        "the fields “client_id”, “name”",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redaction.mask(text) == text


@given(st.text("abcXYZ0123456789+/=&'\"%", min_size=4, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_a_registered_secret_never_stays(secret: str, before: str, after: str) -> None:
    redaction.register(secret)
    assert secret not in redaction.mask(before + secret + after)


PLAIN = "kR8vZq2wPxYt7Lm0aBcD3fGh1jK5nQ9sT4uV6xW"


def torn(secret: str, every: int, gap: str) -> str:
    return gap.join(secret[at : at + every] for at in range(0, len(secret), every))


GAPS = ["\n", "\r\n    ", "\\n", "' '", "',\n '", '" + "', "\0", "\\x00"]


@pytest.mark.parametrize(
    ("secret", "gap"),
    [(secret, gap) for secret in (SECRET, PLAIN) for gap in GAPS if not set(gap) & set(secret)],
)
@pytest.mark.parametrize("every", [1, 3, 7, 20])
def test_a_secret_that_is_torn_apart(secret: str, gap: str, every: int) -> None:
    redaction.register(secret)
    text = f"before {torn(secret, every, gap)} after"
    assert redaction.mask(text) == f"before {redaction.MASK} after"


def spellings(secret: str) -> dict[str, str]:
    import base64
    import html
    import json
    import pprint
    import textwrap
    from urllib.parse import quote

    data = secret.encode()
    return {
        "url, twice": quote(quote(secret, safe=""), safe=""),
        "url, small letters": quote(secret, safe="").replace("%2F", "%2f").replace("%3D", "%3d"),
        "json in json": json.dumps(json.dumps({"id": secret})),
        "html": html.escape(secret),
        "numbers in html": "".join(mark if mark.isalnum() else f"&#{ord(mark)};" for mark in secret),
        "json escapes": "".join(mark if mark.isalnum() else f"\\u{ord(mark):04x}" for mark in secret),
        "bytes": repr(data),
        "bytes in a list in an exception": repr(ValueError([data])),
        "utf-16": repr(secret.encode("utf-16-le")),
        "hex": data.hex(),
        "hex, spaced": data.hex(" "),
        "HEX": data.hex().upper(),
        "base64 of a login": base64.b64encode(b"someone:" + data).decode(),
        "base64 in the middle": base64.b64encode(b"a=" + data + b"&b=2").decode(),
        "base64 for urls": base64.urlsafe_b64encode(b"x" + data + b"??>").decode(),
        "base64 in lines": base64.encodebytes(b"{'headers': {'x': '" + data * 2).decode(),
        "pretty": pprint.pformat({"header": ("x", secret)}, width=12),
        "wrapped": textwrap.fill(secret, 10),
        "cut": secret[:16] + "...",
        "end only": "..." + secret[-14:],
        "in the middle of more": "abc" + secret + "abc",
    }


@pytest.mark.parametrize("secret", [SECRET, PLAIN])
@pytest.mark.parametrize("name", spellings(SECRET))
def test_every_disguise_that_an_encoder_gives_it(secret: str, name: str) -> None:
    redaction.register(secret)
    masked = redaction.mask(spellings(secret)[name])
    whole = "".join(mark for mark in masked.replace(redaction.MASK, "") if mark.isalnum())
    assert redaction.MASK in masked
    for form in (secret, secret.encode().hex(), spellings(secret)["base64 of a login"][12:]):
        plain = "".join(mark for mark in form if mark.isalnum())
        assert not any(plain[at : at + 10] in whole for at in range(len(plain) - 9))


def test_passwords_with_signs_of_their_own_in_an_address() -> None:
    assert "hunter2" not in redaction.mask("proxy http://someone:p@ss@hunter2@proxy.example:3128/ failed")


def test_no_text_makes_the_search_try_for_ever() -> None:
    redaction.register(PLAIN)
    redaction.register('"' * 9 + "a" + '"' * 4)
    line = "GET https://api.example.org/api/v2/teams/7/datasets?page=2: 200 (31 ms)\n"
    for text in (line * 3000, '"' * 200_000, "\\" * 100_000, PLAIN[:11] * 10_000, "\n" * 200_000):
        assert redaction.mask(text) == text


def test_other_libraries_logs_of_last_resort_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    redaction.register(PLAIN)
    redaction.install(logging.getLogger("gatewaydesk"))
    assert logging.lastResort is not None and redaction._filter in logging.lastResort.filters
    record = logging.makeLogRecord({"msg": "retrying %s", "args": (PLAIN,), "levelno": logging.WARNING})
    assert logging.lastResort.filter(record)
    assert PLAIN not in record.getMessage()


def test_exceptions_in_groups_and_notes(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    try:
        inner = OSError(SECRET.encode())
        inner.add_note(SECRET)
        raise ExceptionGroup(SECRET, [inner, ValueError([SECRET])])
    except ExceptionGroup:
        logger.exception("failed", stack_info=True)
    assert "OSError" in written.getvalue() and "Yt7Lm0aBc" not in written.getvalue()


def test_secret_text_hides_itself_and_still_works() -> None:
    secret = Secret("abc-123-def")
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret:>20}", "%s" % secret, repr({"client_id": secret})):  # noqa: UP031
        assert "abc-123" not in shown
    assert secret == "abc-123-def" and len(secret) == 11 and secret.reveal() == "abc-123-def"
    assert type(secret.reveal()) is str and Secret(secret) == secret
