"""How a value is written for reading, and how a written text follows edits: only what changed is written anew."""

from __future__ import annotations

import bisect
import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.edits import Edit
from gatewaydesk.document.manner import line_end_of
from gatewaydesk.document.textmap import Span, TextMap, Units
from gatewaydesk.pointer import ABSENT, Pointer, get

_MANY = 24  # more edits than that are written as one: the place that holds them all
_LARGE, _FEW = 500_000, 2  # in a text of so many characters already more than these: each needs a map of its own
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufdd0\ufdd1\ufeff\ufff9-\ufffc]")
_LINE_END = re.compile(r"[\r\n]")
_INDENT = re.compile(r"[\r\n]([ \t]{1,8})(?=\S)")
_LEADING = re.compile(r"^(?:  )+", re.MULTILINE)


@dataclass(frozen=True)
class Replacement:
    """One stretch of a text that gives way to another; counted in UTF-16 units, in the text as it then is."""

    start: int
    end: int
    text: str


def written(value: Any) -> str:
    """A value as text, for a person to read and change.

    Characters that are not seen, or that editors take for line ends, are written as escapes.

    Raises:
        FileProblem: the value holds something that JSON cannot carry.
    """
    return seen(jsonio.dumps(value, indent=2).rstrip("\n"))


def follow(text: str, edits: Sequence[Edit], value: Any) -> tuple[str, list[Replacement]]:
    """Makes a text say what a document says after some edits.

    Args:
        text: JSON that stood for the document before.
        edits: what was changed, in order.
        value: the document's value after them.

    Returns:
        The new text, and the replacements that make it of the old one when they are made in order.
    """
    made: list[Replacement] = []
    if len(edits) > (_FEW if len(text) > _LARGE else _MANY):
        place = _common([edit.pointer[:-1] for edit in edits])
        edits = [Edit(place, None, get(value, place))]
    for edit in edits:
        start, end, new = _change(text, edit) or (0, len(text), _whole(text, value))
        start, end, new = _trimmed(text, start, end, new)
        units = Units(text)
        made.append(Replacement(units.units(start), units.units(end), new))
        text = text[:start] + new + text[end:]
    return text, made


def stretch(text: str, edits: Sequence[Edit], value: Any, places: TextMap) -> tuple[int, int, str]:
    """The one stretch of a text, in characters, and what takes its place, by which `follow` changes it.

    Args:
        text: as for `follow`, as are `edits` and `value`.
        places: the map of the text, so that one edit after another in a large text does not take one each.
    """
    found = _change(text, edits[0], places) if len(edits) == 1 else None
    return _trimmed(text, *(found or (0, len(text), follow(text, edits, value)[0])))


def _change(text: str, edit: Edit, known: TextMap | None = None) -> tuple[int, int, str] | None:
    """What one edit replaces; None where the text is not what it should be."""
    if not edit.pointer:
        return 0, len(text), _whole(text, edit.new)
    places = known or TextMap(text)
    holder, here = places.span(edit.pointer[:-1]), places.span(edit.pointer)
    if holder is None:
        return None
    row = places.children(edit.pointer[:-1])
    if edit.new is ABSENT:
        return _removal(holder, row, here) if here is not None else None
    in_line = _is_in_line(text, holder)
    if here is not None and (edit.old is not ABSENT or isinstance(edit.pointer[-1], str)):
        return here.value, here.end, _spelled(text, edit.new, _indent_at(text, here.start), in_line=in_line)
    return _insertion(text, places, holder, row, edit)


def _removal(holder: Span, row: list[Span], here: Span) -> tuple[int, int, str]:
    at = bisect.bisect_left(row, here.start, key=lambda one: one.start)
    if at + 1 < len(row):
        return here.start, row[at + 1].start, ""
    if at:
        return row[at - 1].end, here.end, ""
    return holder.value + 1, holder.end - 1, ""


def _insertion(text: str, places: TextMap, holder: Span, row: list[Span], edit: Edit) -> tuple[int, int, str]:
    last = edit.pointer[-1]
    name = f"{seen(json.dumps(last, ensure_ascii=False))}: " if isinstance(last, str) else ""
    if not row:
        above = places.span(edit.pointer[:-2]) if len(edit.pointer) > 1 else None
        in_line = above is not None and _is_in_line(text, above)
        outer = _indent_at(text, holder.start)
        inner = outer + _unit(text)
        member = name + _spelled(text, edit.new, inner, in_line=in_line)
        end = line_end_of(text)
        return holder.value + 1, holder.end - 1, member if in_line else f"{end}{inner}{member}{end}{outer}"
    wanted = last if isinstance(last, int) else edit.position
    at = len(row) if wanted is None else min(wanted, len(row))
    beside = row[min(at, len(row) - 1)]
    in_line = _is_in_line(text, holder)
    member = name + _spelled(text, edit.new, _indent_at(text, beside.start), in_line=in_line)
    before = row[beside_at - 1].end if (beside_at := min(at, len(row) - 1)) else holder.value + 1
    gap = text[before : beside.start].replace(",", "")
    if not beside_at and in_line:
        gap = gap or " "
    if at < len(row):
        return beside.start, beside.start, f"{member},{gap}"
    return beside.end, beside.end, f",{gap}{member}"


def _spelled(text: str, value: Any, indent: str, *, in_line: bool) -> str:
    """A value as it is written where lines are indented so."""
    if in_line:
        return seen(jsonio.dumps(value, indent=None))
    unit = _unit(text)
    lines = written(value)
    if unit != "  ":
        lines = _LEADING.sub(lambda found: unit * (len(found.group()) // 2), lines)
    return lines.replace("\n", f"{line_end_of(text)}{indent}")


def _whole(text: str, value: Any) -> str:
    """A value that takes the place of all that is written, with the line ends of that."""
    return written(value).replace("\n", line_end_of(text))


def _is_in_line(text: str, span: Span) -> bool:
    return _LINE_END.search(text, span.value, span.end) is None


def _unit(text: str) -> str:
    found = _INDENT.search(text)
    return found[1] if found is not None else "  "


def _indent_at(text: str, offset: int) -> str:
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = text[start:offset]
    return line[: len(line) - len(line.lstrip(" \t"))]


def seen(text: str) -> str:
    """JSON text in which characters that are not seen, or that editors take for line ends, are written as escapes."""
    return text if text.isascii() and "\x7f" not in text else _UNSEEN.sub(lambda one: f"\\u{ord(one[0]):04x}", text)


def _trimmed(text: str, start: int, end: int, new: str) -> tuple[int, int, str]:
    """Without what is the same at both ends: a letter typed elsewhere is a letter put in here."""
    old = text[start:end]
    first, last = common_ends(old, new)
    return start + first, end - last, new[first : len(new) - last]


def common_ends(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts share at the beginning, and how many more at the end."""
    most = min(len(one), len(other))
    first = _most_that(most, lambda low, high: one[low:high] == other[low:high])
    ends, other_ends = len(one), len(other)
    last = _most_that(
        most - first, lambda low, high: one[ends - high : ends - low] == other[other_ends - high : other_ends - low]
    )
    return first, last


def _most_that(most: int, same: Callable[[int, int], bool]) -> int:
    """How far two texts are the same: halves are compared, for characters one by one take seconds in large texts."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _common(places: list[Pointer]) -> Pointer:
    same = itertools.takewhile(lambda parts: all(part == parts[0] for part in parts), zip(*places, strict=False))
    return tuple(parts[0] for parts in same)
