"""What a pattern does to those who use it: whether it can hang an engine that tries every way, and what it leaves open.

A pattern hangs where a text can be read in two ways inside a repetition: twice as many ways with each character. That
is decided on the pattern's position automaton (Glushkov): an edge laid twice inside a circle, or two different walks
over the same characters from a position back to itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

from gatewaydesk.schema.regexes import ANY, NOT_BLANK, OTHER, Chars, Edge, Either, Look, Node, Repeat, Sequence, below

_MOST_PLACES = 400
_MOST_STEPS = 200_000
_FEW_COPIES = 3  # a repetition with a limit of no more is written out; one with a higher limit counts as endless
_LINE_ENDS = frozenset((10, 13))
_ASCII = ANY - {OTHER}  # of the other characters two sets may have some each and none in common


@dataclass
class _Automaton:
    """Places (one for each character set in the pattern) and how often each may follow another."""

    sets: list[frozenset[int]] = field(default_factory=list)
    follow: dict[int, Counter[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Piece:
    """A part of the pattern: places it may begin and end with, and whether it may be left out."""

    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    empty: bool = True


def may_hang(node: Node) -> bool:
    """Whether matching may take a time that doubles with every character."""
    made = _Automaton()
    _lay(made, node)
    if len(made.sets) > _MOST_PLACES:
        return False
    for circle in _circles(made.follow, len(made.sets)):
        inside = {one: [to for to in made.follow.get(one, ()) if to in circle] for one in circle}
        if any(made.follow[one][to] > 1 for one, others in inside.items() for to in others):
            return True
        if len(circle) > 1 and _two_walks(inside, made.sets):
            return True
    return False


def may_be_slow(node: Node) -> bool:
    """Whether matching may take a time that grows with the square of the text's length, or worse.

    Two repetitions, one after the other, can then share a stretch of the same characters in as many ways as it is long.
    Told only of patterns bound at both ends, which alone try all those ways; and of repetitions that refuse something.
    """
    if not (_bound(node, "^") and _bound(node, "$")):
        return False
    made = _Automaton()
    _lay(made, node)
    if len(made.sets) > _MOST_PLACES:
        return False
    circles = _circles(made.follow, len(made.sets))
    reach = {place: _reached(made.follow, place) for circle in circles for place in circle}
    steps = 0
    for first, then in product(circles, repeat=2):
        one, other = min(first), min(then)
        if first is then or other not in reach[one] or all(made.sets[place] | _LINE_ENDS == ANY for place in then):
            continue
        shared, steps = _walk_together(made, first, then, steps)
        if shared:
            return True
    return False


def open_ends(node: Node) -> str:
    """How a pattern that looks made for a whole text lets other text through: `around`, `before`, `after`, `halves`.

    `halves`: `^` binds only the first of several branches and `$` only the last. Empty where both ends are bound, or
    where the pattern is plainly meant to find something inside a text.
    """
    branches = node.branches if isinstance(node, Either) else (node,)
    bound = [(_bound(branch, "^"), _bound(branch, "$")) for branch in branches]
    if len(branches) > 1 and bound[0] == (True, False) and bound[-1] == (False, True):
        return "halves"
    if not any(start or end for start, end in bound):
        return "around" if _means_it_all(node) else ""
    before = any(not start and _pointless(branch, 0) for branch, (start, _) in zip(branches, bound, strict=True))
    after = any(not end and _pointless(branch, -1) for branch, (_, end) in zip(branches, bound, strict=True))
    return {(True, False): "before", (False, True): "after", (True, True): "around"}.get((before, after), "")


# The automaton


def _lay(made: _Automaton, node: Node) -> _Piece:
    if len(made.sets) > _MOST_PLACES:
        return _Piece()
    if isinstance(node, Chars):
        made.sets.append(node.of)
        place = (len(made.sets) - 1,)
        return _Piece(place, place, False)
    if isinstance(node, Sequence):
        return _in_turn(made, [_lay(made, part) for part in node.parts])
    if isinstance(node, Either):
        pieces = [_lay(made, branch) for branch in node.branches]
        first = tuple(place for piece in pieces for place in piece.first)
        last = tuple(place for piece in pieces for place in piece.last)
        return _Piece(first, last, any(piece.empty for piece in pieces))
    return _repeat(made, node) if isinstance(node, Repeat) else _Piece()


def _in_turn(made: _Automaton, pieces: Iterable[_Piece]) -> _Piece:
    whole = _Piece()
    for piece in pieces:
        _join(made, whole.last, piece.first)
        whole = _Piece(
            whole.first + piece.first if whole.empty else whole.first,
            piece.last + whole.last if piece.empty else piece.last,
            whole.empty and piece.empty,
        )
    return whole


def _repeat(made: _Automaton, node: Repeat) -> _Piece:
    if node.most == 0:
        return _Piece()
    if node.most is not None and node.most == node.least:
        return _in_turn(made, [_lay(made, node.inside) for _ in range(min(node.least, 2))])
    if node.most is not None and node.most <= _FEW_COPIES:
        pieces = [_lay(made, node.inside) for _ in range(node.most)]
        may_lack = [_Piece(one.first, one.last, one.empty or at >= node.least) for at, one in enumerate(pieces)]
        # The second of two optional copies stands only behind the first: otherwise one text would count twice.
        whole = may_lack[-1]
        for before in reversed(may_lack[:-1]):
            _join(made, before.last, whole.first)
            optional = before.empty and whole.empty
            last = whole.last + before.last if whole.empty else whole.last
            whole = _Piece(before.first, last, optional)
        return whole
    piece = _lay(made, node.inside)
    _join(made, piece.last, piece.first)
    return _Piece(piece.first, piece.last, piece.empty or node.least == 0)


def _join(made: _Automaton, last: Iterable[int], first: tuple[int, ...]) -> None:
    for one in last:
        made.follow.setdefault(one, Counter()).update(first)


def _circles(follow: dict[int, Counter[int]], count: int) -> list[set[int]]:
    """The sets of places from each of which one can walk to all the others, and to itself."""
    reach = [_reached(follow, place) for place in range(count)]
    found, seen = [], set()
    for place in range(count):
        if place not in seen and place in reach[place]:
            circle = {other for other in reach[place] if place in reach[other]}
            seen |= circle
            found.append(circle)
    return found


def _reached(follow: dict[int, Counter[int]], place: int) -> set[int]:
    waiting, seen = [place], set[int]()
    while waiting:
        for to in follow.get(waiting.pop(), ()):
            if to not in seen:
                seen.add(to)
                waiting.append(to)
    return seen


def _two_walks(inside: dict[int, list[int]], sets: list[frozenset[int]]) -> bool:
    waiting = [(one, one) for one in inside]
    seen = set(waiting)
    steps = 0
    while waiting:
        one, other = waiting.pop()
        for to, or_to in product(inside[one], inside[other]):
            steps += 1
            if steps > _MOST_STEPS:
                return False
            if sets[to].isdisjoint(sets[or_to]):
                continue
            if to == or_to and one != other:
                return True
            if (to, or_to) not in seen:
                seen.add((to, or_to))
                waiting.append((to, or_to))
    return False


def _walk_together(made: _Automaton, first: set[int], then: set[int], steps: int) -> tuple[bool, int]:
    """Whether some text leads round the first circle, from it to the second, and round the second, all at once."""
    for one, other in product(first, then):
        waiting, seen = [(one, one, other)], set[tuple[int, int, int]]()
        while waiting:
            here, between, there = waiting.pop()
            for to in product(_inside(made, here, first), made.follow.get(between, ()), _inside(made, there, then)):
                steps += 1
                if steps > _MOST_STEPS:
                    return False, steps
                if to in seen or not frozenset.intersection(_ASCII, *(made.sets[place] for place in to)):
                    continue
                if to == (one, other, other):
                    return True, steps
                seen.add(to)
                waiting.append(to)
    return False, steps


def _inside(made: _Automaton, place: int, circle: set[int]) -> list[int]:
    return [to for to in made.follow.get(place, ()) if to in circle]


# What is left open


def _bound(node: Node, sign: str) -> bool:
    if isinstance(node, Edge):
        return node.sign == sign
    if isinstance(node, Either):
        return all(_bound(branch, sign) for branch in node.branches)
    if isinstance(node, Sequence) and node.parts:
        parts = node.parts if sign == "^" else node.parts[::-1]
        return any(_bound(part, sign) for part in parts[: 1 + sum(isinstance(part, Look) for part in parts)])
    return isinstance(node, Look) or (isinstance(node, Repeat) and node.least > 0 and _bound(node.inside, sign))


def _means_it_all(node: Node) -> bool:
    """Without either end bound: whether the pattern describes a form of text, not something to be found in one."""
    parts = node.parts if isinstance(node, Sequence) else (node,)
    if not parts or any(isinstance(part, (Look, Edge)) for part in parts):
        return False
    if _is_anything(parts[0]) or _is_anything(parts[-1]):
        return False
    if len(parts) == 1 and isinstance(parts[0], Chars):
        return False
    if len(parts) == 1 and isinstance(parts[0], Repeat) and parts[0].inside == Chars(NOT_BLANK):
        return False  # the usual way to say “not blank”
    return not all(_is_literal(part) or _is_anything(part) for part in parts)


def _pointless(node: Node, end: int) -> bool:
    """A repetition at an open end asks for nothing: who wrote it thought that the text ends there."""
    while isinstance(node, Sequence) and node.parts:
        node = node.parts[end]
    if not isinstance(node, Repeat) or _is_anything(node) or _looks(node):
        return False
    return node.most != 1 or isinstance(node.inside, Sequence)  # `https?` is a beginning, `-[0-9]{2})?` is an end


def _is_anything(node: Node) -> bool:
    return isinstance(node, Repeat) and isinstance(node.inside, Chars) and node.inside.of | _LINE_ENDS == ANY


def _is_literal(node: Node) -> bool:
    return isinstance(node, Chars) and len(node.of) == 1


def _looks(node: Repeat) -> bool:
    return any(isinstance(part, Look) for part in below(node.inside))
