"""Small turns of phrase that the sentences are put together from."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gatewaydesk.pointer import ABSENT

TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "yes or no",
    "array": "a list",
    "object": "a group of fields",
    "null": "empty",
}

FORMAT_WORDS = {
    "email": "an e-mail address, such as name@example.org",
    "idn-email": "an e-mail address, such as name@example.org",
    "uri": "a full web address, such as https://example.org/page",
    "iri": "a full web address, such as https://example.org/page",
    "uri-reference": "a web address or a part of one",
    "iri-reference": "a web address or a part of one",
    "uri-template": "a web address in which names in braces stand for what varies",
    "date": "a date, such as 2024-03-01",
    "time": "a time with its zone, such as 09:30:00Z",
    "date-time": "a date and time with its zone, such as 2024-03-01T09:30:00Z",
    "duration": "a duration, such as P3M for three months",
    "uuid": "a UUID, such as 5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134",
    "hostname": "the name of a computer on the network, such as www.example.org",
    "idn-hostname": "the name of a computer on the network, such as www.example.org",
    "ipv4": "a network address, such as 192.0.2.1",
    "ipv6": "a network address, such as 2001:db8::1",
    "regex": "a regular expression",
    "json-pointer": "a path, such as /summary/title",
    "relative-json-pointer": "a relative path, such as 1/title",
}


_MOST_COMPARED = 500  # comparing letter by letter takes some microseconds an option, for every value that is wrong
_LONGEST_COMPARED = 200


def number(value: Any) -> str:
    """A number with its thousands set apart; digits are never lost."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, float):
        return f"{int(value):,}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return f"{value:,}"


def quoted(value: Any, longest: int = 40) -> str:
    """Text in typographic quotes, on one line, shortened."""
    text = " ".join(str(value).split()) if str(value).strip() else str(value)
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
    return f"“{text}”"


def plural(count: Any, one: str, many: str = "") -> str:
    """`1 item`, `2,000 items`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def compact(value: Any, longest: int = 60) -> str:
    """A value as JSON on one line, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def described(value: Any) -> str:
    """What a value is, for “it is …”."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"a yes/no value ({'true' if value else 'false'})"
    if isinstance(value, str):
        return f"the text {quoted(value)}" if value.strip() else "empty text"
    if isinstance(value, list):
        return f"a list of {plural(len(value), 'item')}" if value else "an empty list"
    if isinstance(value, dict):
        return "a group of fields"
    return f"the number {number(value)}" if value is not ABSENT else "missing"


def joined(words: Sequence[str], last: str = "or") -> str:
    """`A, B or C`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def nearest(value: Any, options: Sequence[Any]) -> str | None:
    """The option that text was probably meant to be, or None; of very many only one that differs in case is found."""
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip().casefold()
    if len(options) > _MOST_COMPARED or len(text) > _LONGEST_COMPARED:
        return next((one for one in options if isinstance(one, str) and one.casefold() == text), None)
    return _nearest(text, tuple(option for option in options if isinstance(option, str)))


@lru_cache(maxsize=4096)
def _nearest(text: str, options: tuple[str, ...]) -> str | None:
    folded = {option.casefold(): option for option in options}
    if text in folded:
        return folded[text]
    # Of two or three characters nearly all are alike, so that a guess would mislead.
    long_enough = [option for option in folded if 3 < len(option) <= _LONGEST_COMPARED]
    found = difflib.get_close_matches(text, long_enough, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def duplicates(items: Any) -> list[tuple[int, int]]:
    """Positions of repeats: (where it stands first, where it stands again)."""
    seen: dict[Any, int] = {}
    found = []
    for at, item in enumerate(items if isinstance(items, list) else ()):
        key = _key(item)
        if key in seen:
            found.append((seen[key], at))
        else:
            seen[key] = at
    return found


def _key(value: Any) -> Any:
    """Equal for values that JSON calls equal: 1 and 1.0 are, 1 and true are not, members have no order."""
    if isinstance(value, dict):
        return ("object", frozenset((name, _key(one)) for name, one in value.items()))
    if isinstance(value, list):
        return ("array", tuple(_key(one) for one in value))
    return (isinstance(value, bool), value)
