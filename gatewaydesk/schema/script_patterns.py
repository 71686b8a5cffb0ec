r"""Regular expressions as JSON Schema means them (ECMA-262, in Unicode mode), written anew for Python's `re`.

The differences: `$` is only the very end, `\d` and `\w` are ASCII, `\s` is not, `.` stops at more line ends, groups are
named `(?<name>…)`, there are `\cA`, `\u{1F600}` and `\p{Letter}`, `[]` and `[^]`. What Python lets by and ECMA-262
does not is refused: inline flags, comments, `\a`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NOT_SPACE = "\\x00-\\x08\\x0e-\\x1f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff"  # fmt: skip  # noqa: E501
_ANY = "(?s:.)"
_NONE = "(?!)"
_SIMPLE = {
    **{sign: f"\\{sign}" for sign in "dDwWbBnrtfv^$\\.*+?()[]{}|"},
    "/": "/",
    "-": "\\-",
    "0": "\\x00",
}
_ESCAPES = re.compile(
    r"\\(?:x(?P<hex>[0-9A-Fa-f]{2})"
    r"|u(?P<high>[dD][89abAB][0-9A-Fa-f]{2})\\u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})"
    r"|u(?P<unit>[0-9A-Fa-f]{4})|u\{(?P<code>[0-9A-Fa-f]{1,6})\}|c(?P<control>[A-Za-z])"
    r"|(?P<not>[pP])\{(?P<property>[^}]*)\}|k<(?P<group>[^>]+)>|(?P<back>[1-9][0-9]*)|(?P<sign>.))",
    re.DOTALL,
)
_OPENING = re.compile(r"\((?:\?(?:[:=!]|<[=!]|<(?P<name>[A-Za-z_][A-Za-z0-9_]*)>))?(?!\?)")
_NAMES = """
letter L, uppercaseletter Lu, lowercaseletter Ll, titlecaseletter Lt, modifierletter Lm, otherletter Lo,
mark M, nonspacingmark Mn, spacingmark Mc, enclosingmark Me,
number N, decimalnumber Nd, digit Nd, letternumber Nl, othernumber No,
punctuation P, punct P, connectorpunctuation Pc, dashpunctuation Pd, openpunctuation Ps, closepunctuation Pe,
initialpunctuation Pi, finalpunctuation Pf, otherpunctuation Po,
symbol S, mathsymbol Sm, currencysymbol Sc, modifiersymbol Sk, othersymbol So,
separator Z, spaceseparator Zs, lineseparator Zl, paragraphseparator Zp,
other C, control Cc, cntrl Cc, format Cf, privateuse Co, unassigned Cn
"""
_LONG_NAMES = dict(re.findall(r"(\w+) (\w+)", _NAMES))
_CATEGORIES: Mapping[str, str] = {**_LONG_NAMES, **{name.lower(): name for name in _LONG_NAMES.values()}}


@lru_cache(maxsize=512)
def python_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern for Python's `re`, with the meaning that it has in JSON Schema.

    Raises:
        re.error: it is no such pattern, or Python has nothing like it.
    """
    return re.compile("".join(_translated(pattern)), re.ASCII)


def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression that Python can be given."""
    try:
        python_pattern(text)
    except re.error:
        return False
    return True


def _translated(pattern: str) -> Iterator[str]:
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            found = _escape(pattern, at)
            yield _escaped(found, in_class=False)
            at = found.end()
        elif char == "[":
            written, at = _class(pattern, at)
            yield written
        elif char == "(":
            opening = _OPENING.match(pattern, at)
            if opening is None:
                raise re.error("no such group", pattern, at)
            yield f"(?P<{opening['name']}>" if opening["name"] else opening[0]
            at = opening.end()
        else:
            yield {"$": r"\Z", ".": "[^\n\r\u2028\u2029]"}.get(char, char)
            at += 1


def _class(pattern: str, start: int) -> tuple[str, int]:
    """A class such as `[^a-z]`, and where it ends."""
    at = start + 1
    negated = pattern.startswith("^", at)
    at += negated
    pieces = []
    while not pattern.startswith("]", at):
        if at >= len(pattern):
            raise re.error("the class does not end", pattern, start)
        if pattern[at] == "\\":
            found = _escape(pattern, at)
            pieces.append(_escaped(found, in_class=True))
            at = found.end()
        else:  # Python takes `[`, `&&` and the like in a class for what they may mean one day
            pieces.append(pattern[at] if pattern[at] == "-" else re.escape(pattern[at]))
            at += 1
    if not pieces:
        return (_ANY if negated else _NONE), at + 1
    return f"[{'^' if negated else ''}{''.join(pieces)}]", at + 1


def _escape(pattern: str, at: int) -> re.Match[str]:
    found = _ESCAPES.match(pattern, at)
    if found is None:
        raise re.error("nothing follows the backslash", pattern, at)
    return found


def _escaped(found: re.Match[str], *, in_class: bool) -> str:
    for name, write in _WRITERS.items():
        if found[name] is not None:
            return write(found, in_class)
    raise re.error("no such escape", found.string, found.start())


def _code(text: str, base: int = 16) -> str:
    code = int(text, base)
    if code > sys.maxunicode:
        raise re.error("no such character")
    return re.escape(chr(code))


def _pair(found: re.Match[str], _: bool) -> str:
    high, low = int(found["high"], 16), int(found["low"], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _sign(found: re.Match[str], in_class: bool) -> str:
    sign = found["sign"]
    if sign in "sS":
        inside = _SPACE if sign == "s" else _NOT_SPACE
        return inside if in_class else f"[{inside}]"
    if sign not in _SIMPLE or (in_class and sign == "B") or (sign == "-" and not in_class):
        raise re.error("no such escape", found.string, found.start())
    return _SIMPLE[sign]


def _property(found: re.Match[str], in_class: bool) -> str:
    name = (
        found["property"].rpartition("=")[2] if found["property"].startswith(("gc=", "General")) else found["property"]
    )
    category = _CATEGORIES.get(name.replace("_", "").lower())
    if category is None:
        raise re.error("Python knows no such kind of character", found.string, found.start())
    inside = _characters(category, found["not"] == "p")
    return inside if in_class else f"[{inside}]"


@lru_cache(maxsize=32)
def _characters(category: str, wanted: bool) -> str:
    """The characters of a category (or all others), as the inside of a class."""
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith(category) is wanted:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


def _name(found: re.Match[str], in_class: bool) -> str:
    if in_class:
        raise re.error("no group can be named in a class", found.string, found.start())
    return f"(?P={found['group']})" if found["group"] else f"(?:\\{found['back']})"


_WRITERS: Mapping[str, Callable[[re.Match[str], bool], str]] = {
    "hex": lambda found, _: _code(found["hex"]),
    "high": _pair,
    "unit": lambda found, _: _code(found["unit"]),
    "code": lambda found, _: _code(found["code"]),
    "control": lambda found, _: re.escape(chr(ord(found["control"]) % 32)),
    "property": _property,
    "group": _name,
    "back": _name,
    "sign": _sign,
}
