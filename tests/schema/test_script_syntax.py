r"""Which texts are regular expressions by ECMA-262 in Unicode mode; the tables were proved with a JavaScript engine."""

from __future__ import annotations

import pytest

from gatewaydesk.schema.script_syntax import is_expression

GOOD = r"""
a{2} a{2,3} a{2}? [\-] (?<n>a)\k<n> \k<n>(?<n>a) (a)\1 \1(a) \p{L} \p{Script=Greek} \p{gc=Lu} \P{Any} a?? [a-\u{1F600}]
\cA \0 [^] [] \/ (?:a|b)* (?=a) ^$ [a&&b] [[a] (?<$é>x) \b|\B [\b] [\ud83d\ude00-\ud83d\ude01] a{0001,2}
""".split()  # noqa: SIM905
BAD = r"""
a{2 a{ a} a] { ] } a{2, a{,3} a{3,2} a{2}{3} a** a++ ^* (?=a)* (?<=a)* \b+ * ? + (a a) (?:a [ [b-a] [a-\d] [\d-a] \ \-
\_ \a \Z \e \x4 \u12 \u{110000} \c \01 \1 \k<n> (?<n>a)(?<n>b) \p{Foo} \p{letter} (?#x) (?P<n>a) (?>a) (?i)a (?<1>a)
[\B] [\k<n>] [\1] a{99999999999999999999,9}
""".split()  # noqa: SIM905


@pytest.mark.parametrize("text", ["", " ", "[ -~]", *GOOD])
def test_these_are(text: str) -> None:
    assert is_expression(text)


@pytest.mark.parametrize("text", [*BAD, "a|*", "{0}"])
def test_these_are_not(text: str) -> None:
    assert not is_expression(text)


def test_however_deep_the_brackets_are() -> None:
    assert is_expression("(" * 50_000 + ")" * 50_000)
    assert not is_expression("(" * 50_000 + ")" * 49_999)
