"""A short text that fits a pattern, made from the pattern. Nothing is matched here: it is tried before it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from gatewaydesk.schema import regexes
from gatewaydesk.schema.character_words import CAPITALS, DIGITS, SMALL
from gatewaydesk.schema.regexes import OTHER, Chars, Edge, Either, Look, Node, Repeat

_LONGEST_PATTERN = 400
_LONGEST = 60
_MOST_STEPS = 2_000  # groups of nothing can be repeated within each other
_SHOWN_OF_MANY = 3  # characters of a part that may be of any length


class _Unmade(Exception):
    """There is no short text of that form, or none that can be found without trying."""


def example_of(pattern: str) -> str:
    """A short text made from a pattern, which should fit it; it is to be tried before it is shown. "" for none."""
    tree = regexes.parse(pattern) if len(pattern) <= _LONGEST_PATTERN else None
    if tree is None:
        return ""
    try:
        text = _Example().of(tree)
    except _Unmade:
        return ""
    return text if text.strip() == text and text.isprintable() else ""


@dataclass
class _Example:
    """Makes one text; letters and digits go on where the part before left off, so that they look like an example."""

    used: dict[str, int] = field(default_factory=dict)
    left: int = _LONGEST
    steps: int = _MOST_STEPS

    def of(self, node: Node) -> str:
        self.steps -= 1
        if self.steps < 0:
            raise _Unmade
        if isinstance(node, Chars):
            return self._one(node.of)
        if isinstance(node, regexes.Sequence):
            return "".join([self.of(part) for part in node.parts])
        if isinstance(node, Either):
            return self.of(node.branches[0])
        if isinstance(node, Repeat):
            wanted = _SHOWN_OF_MANY if isinstance(node.inside, Chars) else 1
            times = max(node.least, wanted if node.most is None else min(wanted, node.most))
            if times > self.left:
                raise _Unmade
            return "".join([self.of(node.inside) for _ in range(times)])
        if isinstance(node, (Edge, Look)):  # whether the text keeps to it shows when it is tried
            return ""
        raise _Unmade

    def _one(self, of: frozenset[int]) -> str:
        self.left -= 1
        if self.left < 0:
            raise _Unmade
        letters = sorted(SMALL & of) or sorted(CAPITALS & of)
        digits = [] if OTHER in of else sorted(DIGITS & of, key=lambda code: (code == 48, code))
        if letters and digits:
            kinds = [letters, digits]
            pool = kinds[self._next("kind", 2)]
        else:
            pool = letters or digits or sorted(of - {OTHER}, key=lambda code: (code < 33, code))
        if not pool:
            raise _Unmade
        return chr(pool[self._next("".join(map(chr, pool)), len(pool))])

    def _next(self, pool: str, size: int) -> int:
        at = self.used.get(pool, 0)
        self.used[pool] = at + 1
        return at % size
