"""The soak of secrets at its smallest: one whole session, searched afterwards."""

from __future__ import annotations

import sys

import pytest

from tests.soak import secrets
from tests.soak.report import Report


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_session_leaves_no_credential_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    secrets.soak(report, 0.01)
    told = capsys.readouterr().out
    assert report.broken == 0, told
    assert "kept   files that hold one: 0" in told


@pytest.mark.parametrize(
    "text",
    [
        b"..kR8vZq2wPxYt7Lm0..", "..kR8vZq2wPxYt7Lm0..".encode("utf-16-le"), b"kR8vZq2wPxYt7Lm0".hex().encode(),
        secrets.base64.b64encode(b"x:kR8vZq2wPxYt7Lm0aBcDeFgHi"),
    ],
)  # fmt: skip
def test_the_search_finds_what_it_seeks(text: bytes) -> None:
    assert secrets._leaks({"a": text, "b": b"nothing"}, ["kR8vZq2wPxYt7Lm0aBcDeFgHi"]) == ["a"]
