r"""Whether a text is a regular expression by ECMA-262 (2020), read in Unicode mode as JSON Schema and ajv read it.

Other engines are kinder than the standard: they take `a{2` and `]` for what they look like, and `\-` for a hyphen.
Names of scripts (`\p{Script=Greek}`) are not looked up.
"""

from __future__ import annotations

import re
import sys

_NAME = r"<(?P<{0}>(?:[^\W\d]|\$)[\w$\u200c\u200d]*)>"
_OPENING = re.compile(rf"\((?:(?P<look>\?<?[=!])|(?P<plain>\?:)|\?{_NAME.format('name')})?(?!\?)")
_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]*))?\})\??")
_ESCAPE = re.compile(
    r"\\(?:(?P<kind>[dDsSwW]|[pP]\{(?P<property>[A-Za-z_]+(?:=[A-Za-z0-9_]+)?)\})"
    r"|x(?P<hex>[0-9A-Fa-f]{2})"
    r"|u(?P<high>[dD][89abAB][0-9A-Fa-f]{2})\\u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})"
    r"|u(?P<unit>[0-9A-Fa-f]{4})|u\{(?P<code>[0-9A-Fa-f]+)\}"
    r"|c(?P<control>[A-Za-z])|0(?![0-9])(?P<nul>)|(?P<simple>[fnrtv])|(?P<sign>[\^$\\.*+?()\[\]{}|/])"
    rf"|(?P<bound>[bB])|(?P<class_only>-)|k{_NAME.format('group')}|(?P<back>[1-9][0-9]*))"
)
_SIMPLE = {"f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_CATEGORIES = frozenset(
    """
    L Letter LC Cased_Letter Lu Uppercase_Letter Ll Lowercase_Letter Lt Titlecase_Letter Lm Modifier_Letter
    Lo Other_Letter M Mark Combining_Mark Mn Nonspacing_Mark Mc Spacing_Mark Me Enclosing_Mark N Number
    Nd Decimal_Number digit Nl Letter_Number No Other_Number P Punctuation punct Pc Connector_Punctuation
    Pd Dash_Punctuation Ps Open_Punctuation Pe Close_Punctuation Pi Initial_Punctuation Pf Final_Punctuation
    Po Other_Punctuation S Symbol Sm Math_Symbol Sc Currency_Symbol Sk Modifier_Symbol So Other_Symbol
    Z Separator Zs Space_Separator Zl Line_Separator Zp Paragraph_Separator C Other Cc Control cntrl Cf Format
    Cs Surrogate Co Private_Use Cn Unassigned
    """.split()  # noqa: SIM905
)
_BINARY = frozenset(
    """
    ASCII ASCII_Hex_Digit AHex Alphabetic Alpha Any Assigned Bidi_Control Bidi_C Bidi_Mirrored Bidi_M Case_Ignorable CI
    Cased Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM Changes_When_Lowercased CWL
    Changes_When_NFKC_Casefolded CWKCF Changes_When_Titlecased CWT Changes_When_Uppercased CWU Dash
    Default_Ignorable_Code_Point DI Deprecated Dep Diacritic Dia Emoji Emoji_Component EComp Emoji_Modifier EMod
    Emoji_Modifier_Base EBase Emoji_Presentation EPres Extended_Pictographic ExtPict Extender Ext Grapheme_Base Gr_Base
    Grapheme_Extend Gr_Ext Hex_Digit Hex IDS_Binary_Operator IDSB IDS_Trinary_Operator IDST ID_Continue IDC ID_Start IDS
    Ideographic Ideo Join_Control Join_C Logical_Order_Exception LOE Lowercase Lower Math Noncharacter_Code_Point NChar
    Pattern_Syntax Pat_Syn Pattern_White_Space Pat_WS Quotation_Mark QMark Radical Regional_Indicator RI
    Sentence_Terminal STerm Soft_Dotted SD Terminal_Punctuation Term Unified_Ideograph UIdeo Uppercase Upper
    Variation_Selector VS White_Space space XID_Continue XIDC XID_Start XIDS
    """.split()  # noqa: SIM905
)
_SCRIPTS = frozenset(("Script", "sc", "Script_Extensions", "scx"))
_GENERAL = frozenset(("General_Category", "gc"))


def is_expression(text: str) -> bool:
    """Whether a text is a regular expression; read from left to right once, however deep its brackets are."""
    try:
        _read(text)
    except _NoExpression:
        return False
    return True


class _NoExpression(Exception):
    pass


def _read(text: str) -> None:
    at, groups, highest = 0, 0, 0
    names: list[str] = []
    wanted: set[str] = set()
    open_groups: list[bool] = []  # whether each of them may be repeated
    repeatable = False
    while at < len(text):
        sign, here = text[at], at
        if sign == "(":
            found = _matched(_OPENING, text, at)
            groups += found["look"] is None and found["plain"] is None
            names += [found["name"]] if found["name"] else []
            open_groups.append(found["look"] is None)
            at, repeatable = found.end(), False
        elif sign == ")" and open_groups:
            at, repeatable = at + 1, open_groups.pop()
        elif sign in "*+?{" and repeatable:
            found = _matched(_REPEAT, text, at)
            if found["most"] and _exceeds(found["least"], found["most"]):
                raise _NoExpression
            at, repeatable = found.end(), False
        elif sign == "[":
            at, repeatable = _behind_class(text, at + 1), True
        elif sign == "\\":
            found = _escape(text, at)
            if found["class_only"] is not None:
                raise _NoExpression
            highest = max(highest, int(found["back"][:9])) if found["back"] else highest
            wanted.update([found["group"]] if found["group"] else ())
            at, repeatable = found.end(), found["bound"] is None
        elif sign not in "*+?{}])":
            at, repeatable = at + 1, sign not in "^$|"
        if at == here:
            raise _NoExpression
    if open_groups or highest > groups or len(set(names)) < len(names) or not wanted <= set(names):
        raise _NoExpression


def _behind_class(text: str, at: int) -> int:
    """Where a class that begins at a place ends."""
    at += text.startswith("^", at)
    first: int | None = None  # what a range may begin with: a character's code, or -1 for a kind of characters
    ranged = False
    while not text.startswith("]", at):
        if at >= len(text):
            raise _NoExpression
        if text[at] == "-" and first is not None and not ranged and not text.startswith("]", at + 1):
            ranged, at = True, at + 1
            continue
        code, at = _member(text, at)
        if ranged:
            if first is None or min(first, code) < 0 or first > code:
                raise _NoExpression
            first, ranged = None, False
        else:
            first = code
    return at + 1


def _member(text: str, at: int) -> tuple[int, int]:
    """The code of a character in a class, or -1 for a kind of characters, and where it ends."""
    if text[at] != "\\":
        return ord(text[at]), at + 1
    found = _escape(text, at)
    if found["bound"] == "B" or found["group"] or found["back"]:
        raise _NoExpression
    if found["kind"]:
        return -1, found.end()
    if found["bound"]:
        return 8, found.end()
    if found["control"]:
        return ord(found["control"]) % 32, found.end()
    if found["high"]:
        return 0x10000 + ((int(found["high"], 16) - 0xD800) << 10) + int(found["low"], 16) - 0xDC00, found.end()
    if digits := found["hex"] or found["unit"] or found["code"]:
        return int(digits, 16), found.end()
    if found["simple"]:
        return _SIMPLE[found["simple"]], found.end()
    return ord(found["sign"] or found["class_only"] or "\0"), found.end()


def _escape(text: str, at: int) -> re.Match[str]:
    found = _matched(_ESCAPE, text, at)
    if found["code"] and int(found["code"], 16) > sys.maxunicode:
        raise _NoExpression
    if found["property"] and not _is_property(found["property"]):
        raise _NoExpression
    return found


def _is_property(said: str) -> bool:
    name, _, value = said.partition("=")
    if not value:
        return name in _CATEGORIES or name in _BINARY
    return value in _CATEGORIES if name in _GENERAL else name in _SCRIPTS


def _matched(what: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = what.match(text, at)
    if found is None:
        raise _NoExpression
    return found


def _exceeds(one: str, other: str) -> bool:
    """Whether a number is more than another, however many digits they have."""
    one, other = one.lstrip("0"), other.lstrip("0")
    return (len(one), one) > (len(other), other)
