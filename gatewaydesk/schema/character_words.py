"""What the characters of a set are called: “letters, digits or hyphens”."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gatewaydesk.schema.regexes import ANY, NOT_BLANK, OTHER

MOST_NAMED = 8  # texts that are named one by one
_MOST_KINDS = 5

CAPITALS, SMALL, DIGITS = (frozenset(map(ord, text)) for text in (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
))  # fmt: skip
LETTERS = CAPITALS | SMALL
ON_A_LINE = ANY - {10, 13}

Kind = tuple[str, str]  # what one is called, and several

#: Sets of characters that have a name of their own.
_KINDS: dict[frozenset[int], Kind] = {
    ANY: ("character", "characters"),
    ON_A_LINE: ("character", "characters on one line"),
    NOT_BLANK: ("character other than a space", "characters other than spaces"),
    ANY - NOT_BLANK: ("space", "spaces"),
    frozenset((9, 10, 11, 12, 13, 32, OTHER)): ("space", "spaces"),
    LETTERS | {OTHER}: ("letter", "letters"),
    DIGITS | {OTHER}: ("digit", "digits"),
}

MARKS: dict[str, Kind] = {
    sign: (one, f"{one}es" if one.endswith("sh") else f"{one}s")
    for sign, one in {
        "-": "hyphen", ".": "full stop", "/": "slash", "\\": "backslash", ":": "colon", ";": "semicolon", ",": "comma",
        "_": "underscore", " ": "space", "+": "plus sign", "@": "at sign", "#": "hash sign", "&": "ampersand",
        "'": "apostrophe", "(": "opening bracket", ")": "closing bracket", "%": "per cent sign", "*": "asterisk",
        "=": "equals sign", "\n": "new line", "\r": "new line", "\t": "tab", "!": "exclamation mark",
        "?": "question mark",
    }.items()
}  # fmt: skip


class Unsaid(Exception):
    """A part that has no words."""


_WHOLE = {LETTERS: "letter", CAPITALS: "capital letter", SMALL: "small letter", DIGITS: "digit"}


def kind_of(of: frozenset[int], *, single: bool) -> Kind:
    """What the characters of a set are called: “letter, digit or hyphen”."""
    if of in _KINDS:
        return _KINDS[of]
    texts = few(of)
    if single and texts:
        return joined([f"“{text}”" for text in texts], "or"), ""
    if OTHER in of:
        refused = sorted(ANY - of - {10, 13}) or sorted(ANY - of)
        if len(refused) > _MOST_KINDS:
            raise Unsaid
        others = joined([_sign(code)[1] for code in refused], "or")
        return f"character other than {others}", f"characters other than {others}"
    kinds = list(_kinds(of))
    if not kinds or len(kinds) > _MOST_KINDS:
        raise Unsaid
    return joined([one for one, _ in kinds], "or"), joined([several for _, several in kinds], "or")


def _kinds(of: frozenset[int]) -> Iterable[Kind]:
    left = set(of)
    for wide, name in _WHOLE.items():
        if wide <= left:
            yield name, f"{name}s"
            left -= wide
    for first, last in _runs(frozenset(left)):
        ends = f"from {chr(first)} to {chr(last)}"
        name = "digit" if first in DIGITS else "capital letter" if first in CAPITALS else "small letter"
        yield f"{name} {ends}", f"{name}s {ends}"
        left -= set(range(first, last + 1))
    yield from map(_sign, sorted(left))


def _runs(of: frozenset[int]) -> list[tuple[int, int]]:
    """Three and more letters or digits in a row."""
    found = []
    for pool in (CAPITALS, SMALL, DIGITS):
        codes = sorted(pool & of)
        start = 0
        for at in range(1, len(codes) + 1):
            if at == len(codes) or codes[at] != codes[at - 1] + 1:
                if at - start > 2:
                    found.append((codes[start], codes[at - 1]))
                start = at
    return found


def _sign(code: int) -> Kind:
    sign = chr(code)
    if sign in MARKS:
        return MARKS[sign]
    if not sign.isprintable():
        raise Unsaid
    name = "digit" if code in DIGITS else "letter" if code in LETTERS else "sign"
    return f"{name} {sign}", f"{name}s {sign}"


def few(of: frozenset[int]) -> list[str]:
    """The letters and digits of a set by themselves, where they are few and no row of the alphabet."""
    if 1 < len(of) <= MOST_NAMED and of < LETTERS | DIGITS and not _runs(of):
        return [chr(code) for code in sorted(of)]
    return []


def joined(words: Sequence[str], last: str) -> str:
    """“A, B or C”, in English: a translation takes the phrase as a whole."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
