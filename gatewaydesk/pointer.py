"""JSON Pointers (RFC 6901). Inside the program a place is a tuple of member names and item numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Pointer = tuple[str | int, ...]


class _Absent:
    """The one value that says "there is no such member": different from null and from empty."""

    _instance: _Absent | None = None

    def __new__(cls) -> _Absent:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False

    def __copy__(self) -> _Absent:
        return self

    def __deepcopy__(self, memo: object) -> _Absent:
        return self


ABSENT = _Absent()


def to_text(pointer: Iterable[str | int]) -> str:
    """`("a/b", 0)` becomes `/a~1b/0`; the whole document is the empty text."""
    parts = [part if isinstance(part, str) else str(part) for part in pointer]
    text = "/".join(("", *parts))
    if "~" not in text and text.count("/") == len(parts):  # as nearly always: nothing to escape
        return text
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def to_parts(text: str) -> tuple[str, ...]:
    """Splits a pointer's text into its unescaped parts, all of them text.

    Raises:
        ValueError: the text is neither empty nor starts with `/`.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        raise ValueError(f"not a JSON Pointer: {text!r}")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))


def from_text(text: str, value: Any) -> Pointer:
    """Reads a pointer's text against the document it points into, so that item numbers become numbers.

    A part that leads into a list is an item number; every other part is a member name, whether it exists or not.
    """
    place: list[str | int] = []
    here = value
    for part in to_parts(text):
        if isinstance(here, list) and part.isascii() and part.isdigit():
            place.append(int(part))
        else:
            place.append(part)
        here = get(here, place[-1:])
    return tuple(place)


def get(value: Any, pointer: Iterable[str | int]) -> Any:
    """The value at a place, or ABSENT."""
    for part in pointer:
        if isinstance(value, dict):
            value = value.get(part, ABSENT) if isinstance(part, str) else ABSENT
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            value = value[part]
        else:
            return ABSENT
    return value
