"""The sentence about a text that is no address says why; of what was never meant as one it says what is there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.validation.address_words import why_no_address
from gatewaydesk.validation.engine import Checker
from tests.validation.advising import members

_FORMATS = {"web": "uri", "any": "iri", "mail": "email"}
_SCHEMA = members(**{name: {"type": "string", "format": one} for name, one in _FORMATS.items()})


def _end(name: str, text: str) -> str:
    """What stands behind the semicolon of the only sentence about a text."""
    value: Any = {name: text}
    (problem,) = Checker(LoadedSchema("ours/1", _SCHEMA)).check(value)
    return problem.message.partition("; ")[2]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("web", "https://münchen.de/ä", "has letters that an address cannot have as they are: “ü” and “ä”."),
        ("web", "https://日本語.jp/一二三", "“日”, “本”, “語”, “一” and others."),
        ("web", "https://x.org/<b>", "has “<” in it, which an address writes as %3C."),
        ("web", "https://x.org/a|b", "has “|” in it, which an address writes as %7C."),
        ("web", "https://x.org/a#b#c", "has “#” in it, which an address writes as %23."),
        ("web", "https://x.org/100%", "has a % that begins no code; the sign itself is written %25."),
        ("web", "https://x.org:99999/", "names port 99999; the highest there is is 65,535."),
        ("web", "https://x.org:80a/", "names “80a” as its port, which is no number."),
        ("web", "https://x.org/a b.pdf", "has a space in it, which an address writes as %20."),
        ("web", "https://x.org/\tb", "has a space in it."),
        ("web", "https//x.org", "lacks the colon after “https”."),
        ("web", "HTTPS//x.org", "lacks the colon after “HTTPS”."),
        ("web", "https:\\\\x.org\\a", "has \\ in it, where an address has /."),
        ("web", "<https://x.org>", "has signs around it that do not belong to an address."),
        ("web", "https:", "does not name a site."),
        ("web", "https://a.org; https://b.org", "is more than one address."),
        ("web", "https://[zz]/", "it says “https://[zz]/”."),
        ("web", "not it at all", "it says “not it at all”."),
        ("web", "see: here", "it says “see: here”."),
        ("web", "C:\\data\\x.csv", "it says “C:\\data\\x.csv”."),
        ("any", "https://x.org/ü b", "has a space in it, which an address writes as %20."),
        ("mail", "jané@exämple.org", "has letters that an address cannot have as they are: “é” and “ä”."),
        ("mail", "JANE@X.ORG.", "has a full stop where none can be."),
        ("mail", "jane..doe@x.org", "has a full stop where none can be."),
        ("mail", "jane@x.org; joe@x.org", "is more than one address."),
        ("mail", "jane.x.org", "has no @ in it."),
        ("mail", "jane@", "has nothing after the @."),
        ("mail", "@x.org", "has nothing before the @."),
        ("mail", "jane@x", "lacks its end, such as “.org”."),
        ("mail", "jane@x@y.org", "has more than one @ in it."),
        ("mail", "Jane Doe <jane@x.org>", "has more in it than the address alone."),
        ("mail", "mailto:jane@x.org", "has more in it than the address alone."),
        ("mail", "jane doe@x.org", "has a space in it."),
        ("mail", "ja,ne@x.org", "has “,” in it, which no such address has."),
        ("mail", "jane@x_y.org", "has “_” in it, which no such address has."),
        ("mail", "a" * 65 + "@x.org", "is too long: at most 64 characters before the @, and 254 altogether."),
        ("mail", "not it at all", "it says “not it at all”."),
    ],
)
def test_the_sentence_says_why(name: str, text: str, why: str) -> None:
    said = _end(name, text)
    assert said.endswith(why)
    assert text[:13] in said, "and what it is about"


def test_what_a_schema_calls_a_secret_is_not_told_sign_by_sign() -> None:
    schema = members(key={"type": "string", "format": "uri", "writeOnly": True})
    (problem,) = Checker(LoadedSchema("ours/1", schema)).check({"key": "https://münchen.de/a b"})
    assert "ü" not in problem.message and "space" not in problem.message


@given(st.sampled_from(["uri", "iri", "email", "date", ""]), st.text("aü1 :/\\.@<>%[]#\"'|\n", max_size=30))
def test_every_text_has_a_reason_or_none(name: str, text: str) -> None:
    for begun in (text, f"https://{text}", f"a@{text}"):
        assert why_no_address(name, begun) == "" or why_no_address(name, begun).endswith(".")
