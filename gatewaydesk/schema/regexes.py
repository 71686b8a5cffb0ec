"""Regular expressions of a schema read into a tree, to be looked at; nothing is matched here.

Only what JSON Schema's dialect (ECMA-262) has is known. Characters beyond ASCII count as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

OTHER = 128  # stands for every character beyond ASCII
ANY = frozenset(range(OTHER + 1))
_LONGEST = 5_000
_DEEPEST = 60

_DIGITS = frozenset(range(48, 58))
_LETTERS = frozenset((*range(65, 91), *range(97, 123)))
_WORD = _DIGITS | _LETTERS | {95}
_SPACE = frozenset((9, 10, 11, 12, 13, 32, OTHER))
_CLASSES = {
    "d": _DIGITS,
    "D": ANY - _DIGITS,
    "w": _WORD,
    "W": ANY - _WORD,
    "s": _SPACE,
    "S": ANY - (_SPACE - {OTHER}),
}
_CONTROLS = {"n": 10, "r": 13, "t": 9, "f": 12, "v": 11, "0": 0}
_COUNTED = re.compile(r"\{(\d+)(?:(,)(\d*))?\}", re.ASCII)
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\}")
_PROPERTY = re.compile(r"([pP])\{([^}]*)\}")
_OPENING = re.compile(r"\((?:\?(?:(?P<look><?[=!])|:|P?<[A-Za-z_$][\w$]*>))?")

NOT_BLANK = _CLASSES["S"]


@dataclass(frozen=True)
class Chars:
    """One character out of a set of code points (see `OTHER`)."""

    of: frozenset[int]


@dataclass(frozen=True)
class Edge:
    """A place between characters: `^`, `$` or `b`."""

    sign: str


@dataclass(frozen=True)
class Look:
    """A look around: it takes no characters."""

    inside: Node


@dataclass(frozen=True)
class Back:
    """Whatever a group matched before."""


@dataclass(frozen=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """One of several branches."""

    branches: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """The inside `least` to `most` times; None is without end."""

    inside: Node
    least: int
    most: int | None


Node = Chars | Edge | Look | Back | Sequence | Either | Repeat


class _Unreadable(Exception):
    pass


class _Read(NamedTuple):
    node: Node
    end: int


def parse(pattern: str) -> Node | None:
    """The tree of a pattern; None where it is no pattern, or too long or too deep to be looked at."""
    if len(pattern) > _LONGEST:
        return None
    try:
        read = _either(pattern, 0, 0)
    except _Unreadable:
        return None
    return read.node if read.end == len(pattern) else None


def needs(node: Node, kind: type[Look] | type[Back]) -> bool:
    """Whether a part of that kind stands anywhere in a tree."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, kind):
            return True
        waiting.extend(below(here))
    return False


def below(node: Node) -> tuple[Node, ...]:
    """The parts that a part is made of."""
    if isinstance(node, Sequence):
        return node.parts
    if isinstance(node, Either):
        return node.branches
    return (node.inside,) if isinstance(node, (Repeat, Look)) else ()


# Reading, from a position on


def _either(text: str, at: int, depth: int) -> _Read:
    if depth > _DEEPEST:
        raise _Unreadable
    branches = []
    while True:
        branch = _sequence(text, at, depth)
        branches.append(branch.node)
        at = branch.end
        if text[at : at + 1] != "|":
            return _Read(branches[0] if len(branches) == 1 else Either(tuple(branches)), at)
        at += 1


def _sequence(text: str, at: int, depth: int) -> _Read:
    parts: list[Node] = []
    while at < len(text) and text[at] not in "|)":
        atom = _atom(text, at, depth)
        node, at = _counted(text, atom)
        parts.extend(node.parts if isinstance(node, Sequence) else (node,))
    return _Read(parts[0] if len(parts) == 1 else Sequence(tuple(parts)), at)


def _counted(text: str, atom: _Read) -> _Read:
    node, at = atom
    while True:
        sign = text[at : at + 1]
        counted = _COUNTED.match(text, at) if sign == "{" else None
        if sign and sign in "*+?":
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
            at += 1
        elif counted is not None:
            least, most = _figures(counted)
            at = counted.end()
        else:
            return _Read(node, at)
        if isinstance(node, Edge):
            raise _Unreadable
        node = Repeat(node, least, most)
        if text[at : at + 1] in ("?", "+"):  # lazy, or possessive: the same texts match
            at += 1


def _figures(found: re.Match[str]) -> tuple[int, int | None]:
    least, comma, most = found.groups()
    if max(len(least), len(most or "")) > 9:
        raise _Unreadable
    return int(least), int(least) if not comma else int(most) if most else None


def _atom(text: str, at: int, depth: int) -> _Read:
    sign = text[at]
    if sign == "(":
        return _group(text, at, depth)
    if sign == "[":
        return _class(text, at + 1)
    if sign == "\\":
        return _escaped(text, at + 1)
    if sign in "^$":
        return _Read(Edge(sign), at + 1)
    if sign in "*+?":
        raise _Unreadable
    return _Read(Chars(ANY - {10, 13} if sign == "." else _one(sign)), at + 1)


def _group(text: str, at: int, depth: int) -> _Read:
    opening = _OPENING.match(text, at)
    assert opening is not None
    if text[opening.end() : opening.end() + 1] == "?":
        raise _Unreadable
    inside = _either(text, opening.end(), depth + 1)
    if text[inside.end : inside.end + 1] != ")":
        raise _Unreadable
    return _Read(Look(inside.node) if opening["look"] else inside.node, inside.end + 1)


def _escaped(text: str, at: int) -> _Read:
    sign = text[at : at + 1]
    if sign and sign in "bB":
        return _Read(Edge("b"), at + 1)
    if sign and sign in "123456789":
        return _Read(Back(), at + 1)
    if text.startswith("k<", at):
        return _Read(Back(), text.find(">", at) + 1 or len(text))
    found, end = _set(text, at)
    return _Read(Chars(found), end)


def _class(text: str, at: int) -> _Read:
    refused = text[at : at + 1] == "^"
    at += refused
    found: frozenset[int] = frozenset()
    while text[at : at + 1] != "]":
        if at >= len(text):
            raise _Unreadable
        first, at = _set(text, at + 1) if text[at] == "\\" else (_one(text[at]), at + 1)
        if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in ("]", "") and len(first) == 1:
            last, at = _set(text, at + 2) if text[at + 1] == "\\" else (_one(text[at + 1]), at + 2)
            found |= frozenset(range(min(first), max(last) + 1)) if last else first
        else:
            found |= first
    return _Read(Chars(ANY - found if refused else found), at + 1)


def _set(text: str, at: int) -> tuple[frozenset[int], int]:
    """What an escape sign and the letters behind it mean; `at` is behind the sign."""
    code = _CODE.match(text, at)
    if code is not None:
        return frozenset((min(int(next(filter(None, code.groups())), 16), OTHER),)), code.end()
    named = _PROPERTY.match(text, at)
    if named is not None:
        kind = named[2].rpartition("=")[2]
        known = {"L": _LETTERS, "N": _DIGITS, "Z": _SPACE}.get(kind[:1], ANY) | {OTHER}
        return (known if named[1] == "p" else (ANY - known) | {OTHER}), named.end()
    sign = text[at : at + 1]
    if not sign:
        raise _Unreadable
    if sign in _CLASSES:
        return _CLASSES[sign], at + 1
    return frozenset((_CONTROLS[sign],)) if sign in _CONTROLS else _one(sign), at + 1


def _one(sign: str) -> frozenset[int]:
    return frozenset((min(ord(sign), OTHER),))
