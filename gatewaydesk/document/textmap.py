"""Where in a JSON text each place of the document stands, and which place stands where; broken text is read as well.

The scanner is tolerant: what is no JSON is passed over, what is not closed ends with the text. Offsets count Python's
characters; `Units` converts them for those who count in UTF-16.
"""

from __future__ import annotations

import bisect
import json
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gatewaydesk.pointer import Pointer

_STRING = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?+'
_NODE = re.compile(
    rf"""[\s,:]*+
    (?:(?P<name>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")[ \t\r\n]*+:[ \t\r\n]*+)?+
    (?:(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<scalar>{_STRING}|[^\s,:"\[\]{{}}]++))?+""",
    re.VERBOSE,
)
_ROOT = -1
_AT_LINE_END = re.compile(r"[ \t]*,?[ \t]*(?=\n|$)")
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_AT_LINE_START = re.compile(r"[ \t]*")


@dataclass(frozen=True)
class Span:
    """Where a place stands: from `start` (its name, if it has one) or `value` up to `end`, in characters."""

    start: int
    value: int
    end: int


class TextMap:
    """The places of one JSON text; made once for a text, in any thread, and asked as often as one likes.

    Nodes are numbered as they stand in the text. Of a member that is named twice, the last one counts, as it does for
    those who read the text.
    """

    def __init__(self, text: str) -> None:
        self._starts, self._values, self._ends = array("q"), array("q"), array("q")
        self._parents, self._behind = array("q"), array("q")
        self._names: list[str | int | None] = []
        self._named: dict[int, dict[str | int | None, int]] = {}
        self._scan(text)

    def __len__(self) -> int:
        return len(self._names)

    # Asking

    def span(self, pointer: Iterable[str | int]) -> Span | None:
        """Where a place stands, or None where the text has no such place."""
        node = self._node(pointer)
        return None if node is None else Span(self._starts[node], self._values[node], self._ends[node])

    def children(self, pointer: Iterable[str | int]) -> list[Span]:
        """Where the members or items of a place stand, in the text's order."""
        node = self._node(pointer)
        if node is None:
            return []
        return [Span(self._starts[one], self._values[one], self._ends[one]) for one in self._below(node)]

    def at(self, offset: int) -> Pointer:
        """The innermost place that an offset lies in; both ends of its span count as inside."""
        node = bisect.bisect_right(self._starts, offset) - 1
        while node >= 0 and self._ends[node] < offset:
            node = self._parents[node]
        return self._pointer(node)

    def bracket(self, offset: int) -> int | None:
        """The offset of the bracket that belongs to the one that stands at an offset, or None."""
        node = bisect.bisect_right(self._starts, offset) - 1
        while node >= 0:
            if self._behind[node] >= 0 and self._closed(node):
                if self._values[node] == offset:
                    return self._ends[node] - 1
                if self._ends[node] - 1 == offset:
                    return self._values[node]
            node = self._parents[node]
        return None

    def doubled(self) -> list[tuple[Pointer, tuple[int, ...]]]:
        """The members that their object names more than once, in the text's order, with the offsets of those names."""
        found: dict[tuple[int, str], list[int]] = {}
        for node, name in enumerate(self._names):
            if isinstance(name, str):
                found.setdefault((self._parents[node], name), []).append(node)
        return [
            ((*self._pointer(parent), name) if parent >= 0 else (name,), tuple(self._starts[node] for node in nodes))
            for (parent, name), nodes in found.items()
            if len(nodes) > 1
        ]

    # Inside

    def _scan(self, text: str) -> None:
        starts, values, ends, parents, behind = self._starts, self._values, self._ends, self._parents, self._behind
        names = self._names
        spelled: dict[str, str] = {}
        above: list[tuple[int, int]] = []  # open nodes: the node, and how many items it has, or -1 for an object
        holder, count = _ROOT, -1
        for found in _NODE.finditer(text):
            name, kind = found["name"], found.lastgroup
            if kind is None:
                continue
            if name is not None or kind != "close":
                if name is not None and (count < 0 or holder == _ROOT):
                    said: str | int | None = spelled.get(name)
                    if said is None:
                        said = spelled[name] = _read(name)
                elif count >= 0:
                    said = count
                    count += 1
                else:
                    said = None  # a value without a name: it belongs to what holds it
                begin = found.start(kind) if kind in ("open", "scalar") else found.end("name")
                names.append(said)
                starts.append(found.start("name") if name is not None else begin)
                values.append(begin)
                ends.append(found.end(kind) if kind == "scalar" else begin)
                parents.append(holder)
                behind.append(_ROOT)
                if kind == "open":
                    above.append((holder, count))
                    holder, count = len(names) - 1, 0 if found["open"] == "[" else -1
            if kind == "close" and holder != _ROOT:
                ends[holder], behind[holder] = found.end("close"), len(names)
                holder, count = above.pop()
        while holder != _ROOT:
            ends[holder], behind[holder] = len(text) + 1, len(names)
            holder, count = above.pop()
        self._length = len(text)

    def _closed(self, node: int) -> bool:
        return self._ends[node] <= self._length

    def _below(self, node: int) -> Iterator[int]:
        """The nodes right below one; jumps over what they hold."""
        at, end = node + 1, self._behind[node]
        while at < end:
            yield at
            at = self._behind[at] if self._behind[at] >= 0 else at + 1

    def _node(self, pointer: Iterable[str | int]) -> int | None:
        node: int | None = 0 if self._names else None
        for part in pointer:
            if node is None:
                return None
            node = self._members(node).get(part)
        return node

    def _members(self, node: int) -> dict[str | int | None, int]:
        """The nodes right below one by their names; looked up once, for many problems may stand in one large object."""
        known = self._named.get(node)
        if known is None:
            known = self._named[node] = {self._names[one]: one for one in self._below(node)}
        return known

    def _pointer(self, node: int) -> Pointer:
        parts: list[str | int] = []
        while node > 0:
            name = self._names[node]
            if name is not None:
                parts.append(name)
            node = self._parents[node]
        return tuple(reversed(parts))


def near(text: str, offset: int) -> int:
    """The offset that a cursor means: beside a member, in its line's indent or behind its comma, it means the member.

    `text` may be the cursor's line alone, with `offset` counted in it.
    """
    start = text.rfind("\n", 0, offset) + 1
    found = _AT_LINE_START.match(text, start)
    first = found.end() if found is not None else start
    if offset < first:
        return first
    ending = _AT_LINE_END.match(text, offset)
    if ending is None:
        return offset
    while offset > first and text[offset - 1] in " \t,":
        offset -= 1
    return offset


class Units:
    """Converts between characters as Python counts them and the UTF-16 units of a text."""

    def __init__(self, text: str) -> None:
        self._wide = array("q", () if text.isascii() else (found.start() for found in _WIDE.finditer(text)))

    def units(self, offset: int) -> int:
        """How many units stand before a character."""
        return offset + bisect.bisect_left(self._wide, offset) if self._wide else offset

    def characters(self, units: int) -> int:
        """How many characters stand before a unit."""
        if not self._wide:
            return units
        low, high = 0, len(self._wide)
        while low < high:  # the wide characters that end before that unit
            middle = (low + high) // 2
            if self._wide[middle] + middle + 1 < units:
                low = middle + 1
            else:
                high = middle
        return units - low


def _read(name: str) -> str:
    try:
        return str(json.loads(name))
    except json.JSONDecodeError:
        return name[1:-1]  # an escape that JSON does not know: the text is broken there
