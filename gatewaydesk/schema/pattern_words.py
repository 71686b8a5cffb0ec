"""Simple patterns put into words: “three capital letters, a hyphen and four digits”.

What is said follows the pattern part by part, and only where every part can be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gatewaydesk.schema import regexes
from gatewaydesk.schema.character_words import MARKS, MOST_NAMED, ON_A_LINE, Unsaid, few, joined, kind_of
from gatewaydesk.schema.regexes import OTHER, Chars, Edge, Either, Node, Repeat

_LONGEST_PATTERN = 400
_LONGEST_WORDS = 240
_MOST_PARTS = 9
_MOST_WAYS = 4
_MOST_REPEATED = 3  # letters that are written out

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Said:
    """A pattern in words.

    Attributes:
        words: as they stand after “must be”.
        fixed: it leaves nothing open but a choice among texts that are all in the words.
    """

    words: str
    fixed: bool = False


def words_of(pattern: str) -> Said | None:
    """What a pattern asks for, part by part; None where that cannot be said plainly."""
    tree = regexes.parse(pattern) if len(pattern) <= _LONGEST_PATTERN else None
    if tree is None:
        return None
    try:
        said = _whole(tree)
    except Unsaid:
        return None
    return said if len(said.words) <= _LONGEST_WORDS else None


# Words


def _whole(tree: Node) -> Said:
    parts = list(_parts(tree))
    begins, ends = parts[:1] == [Edge("^")], parts[-1:] == [Edge("$")]
    parts = parts[begins : len(parts) - ends]
    while parts and _is_anything(parts[0]):
        del parts[0]
        begins = False
    while parts and _is_anything(parts[-1]):
        del parts[-1]
        ends = False
    if not parts:
        raise Unsaid
    fixed = all(_is_fixed(part) for part in parts)
    if len(parts) == 1 and isinstance(parts[0], Either) and not _texts(parts[0]):
        ways = parts[0].branches
        if len(ways) > _MOST_WAYS:
            raise Unsaid
        said = ", or ".join(_in_turn(list(_parts(way))) for way in ways)
    else:
        said = _in_turn(parts)
    if not begins or not ends:
        said = f"text that {'begins with' if begins else 'ends with' if ends else 'contains'} {said}"
    return Said(said, fixed)


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, regexes.Sequence) else (node,)


def _is_anything(node: Node) -> bool:
    if not isinstance(node, Repeat) or not isinstance(node.inside, Chars):
        return False
    return node.least == 0 and node.most is None and node.inside.of >= ON_A_LINE


def _is_fixed(node: Node) -> bool:
    return bool(_letter(node) or _texts(node))


def _in_turn(parts: Sequence[Node]) -> str:
    """The parts one after the other: “two digits, a hyphen and a letter, perhaps followed by a hyphen and a digit”."""
    last = parts[-1] if len(parts) > 1 else None
    optional = isinstance(last, Repeat) and (last.least, last.most) == (0, 1) and not isinstance(last.inside, Chars)
    if optional and isinstance(last, Repeat):
        head, inside = _in_turn(parts[:-1]), _in_turn(_parts(last.inside))
        return f"{head}, perhaps followed by {inside}"
    said = list(_told_apart(_written_out(parts)))
    if not said or len(said) > _MOST_PARTS:
        raise Unsaid
    return joined(said, "and")


def _written_out(parts: Iterable[Node]) -> list[Node]:
    """Groups that stand a few times, written as often as they stand."""
    found: list[Node] = []
    for part in parts:
        if isinstance(part, Repeat) and not isinstance(part.inside, Chars):
            inside = _written_out(_parts(part.inside)) if part.least == part.most else []
            if not inside or part.least * len(inside) > _MOST_PARTS:
                raise Unsaid
            found += inside * part.least
        else:
            found.append(part)
    return found


def _told_apart(parts: Sequence[Node]) -> Iterable[str]:
    """Each part in words; letters in a row are one text, and the same set of characters twice is counted."""
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and _letter(parts[end]):
            end += 1
        if end > at:
            yield _text("".join(_letter(part) for part in parts[at:end]))
            at = end
            continue
        part = parts[at]
        at += 1
        if isinstance(part, Either):
            texts = _texts(part)
            if not texts or len(texts) > MOST_NAMED:
                raise Unsaid
            yield joined([f"“{text}”" for text in texts], "or")
            continue
        of, least, most = _counted(part)
        while at < len(parts) and not _letter(parts[at]) and not isinstance(parts[at], Either):
            again, more, most_more = _counted(parts[at])
            if again != of:
                break
            least, most, at = least + more, None if most is None or most_more is None else most + most_more, at + 1
        yield _many(of, least, most)


def _letter(node: Node) -> str:
    """The text that a part stands for, where it is a single one: a character, or one a fixed number of times."""
    times = 1
    if isinstance(node, Repeat) and node.least == node.most and 0 < node.least <= _MOST_REPEATED:
        times, node = node.least, node.inside
    if not isinstance(node, Chars) or len(node.of) != 1:
        return ""
    sign = chr(next(iter(node.of)))
    if sign == chr(OTHER):  # which one it is has not been kept
        raise Unsaid
    return sign * times


def _texts(node: Node) -> list[str]:
    """The texts that a part is a choice of, if it is one: branches of plain letters, or a few letters in brackets."""
    if isinstance(node, Chars):
        return few(node.of)
    if not isinstance(node, Either):
        return []
    texts = []
    for branch in node.branches:
        letters = [_letter(part) for part in _parts(branch)]
        if not letters or not all(letters):
            return []
        texts.append("".join(letters))
    return texts if all(text.isprintable() for text in texts) else []


def _counted(node: Node) -> tuple[frozenset[int], int, int | None]:
    if isinstance(node, Chars):
        return node.of, 1, 1
    if isinstance(node, Repeat) and isinstance(node.inside, Chars):
        return node.inside.of, node.least, node.most
    raise Unsaid


def _text(text: str) -> str:
    if text in MARKS:
        return _a(MARKS[text][0])
    if not text.isprintable() or text != text.strip():
        raise Unsaid
    return f"“{text}”"


def _many(of: frozenset[int], least: int, most: int | None) -> str:
    one, several = kind_of(of, single=(least, most) == (1, 1))
    if most == 0 or (most is not None and most < least):
        raise Unsaid
    if (least, most) == (1, 1):
        return one if one.startswith("“") else _a(one)
    if (least, most) == (0, 1):
        return f"an optional {one}"
    if least == most:
        return f"{_number(least)} {several}"
    if most is None:
        many = {0: "any number of", 1: "one or more"}.get(least) or f"at least {_number(least)}"
        return f"{many} {several}"
    if not least:
        return f"up to {_number(most)} {several}"
    return f"{_number(least)} {'or' if most == least + 1 else 'to'} {_number(most)} {several}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"
