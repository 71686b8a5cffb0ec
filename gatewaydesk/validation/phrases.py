"""Small turns of phrase that the sentences are put together from."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.visible import LONGEST_NAME, plain
from gatewaydesk.validation.figures import in_range, run_together, same
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.opposites import opposed, same_words

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")

_ADDRESS = ("format.email", "name@example.org")
_PAGE = ("format.uri", "https://example.org/page")
_HOST = ("format.hostname", "www.example.org")

#: What each format is called, and an example of it (which may be a key of `SENTENCES` itself).
FORMAT_WORDS: Mapping[str, tuple[str, str]] = {
    "email": _ADDRESS,
    "idn-email": _ADDRESS,
    "uri": _PAGE,
    "iri": _PAGE,
    "uri-reference": ("format.uri-reference", ""),
    "iri-reference": ("format.uri-reference", ""),
    "uri-template": ("format.uri-template", ""),
    "date": ("format.date", "2024-03-01"),
    "time": ("format.time", "09:30:00Z"),
    "date-time": ("format.date-time", "2024-03-01T09:30:00Z"),
    "duration": ("format.duration", "format.duration.example"),
    "uuid": ("format.uuid", "5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134"),
    "hostname": _HOST,
    "idn-hostname": _HOST,
    "ipv4": ("format.ipv4", "192.0.2.1"),
    "ipv6": ("format.ipv4", "2001:db8::1"),
    "regex": ("format.regex", ""),
    "json-pointer": ("format.json-pointer", "/summary/title"),
    "relative-json-pointer": ("format.relative-json-pointer", "1/title"),
}

_MOST_COMPARED = 500  # comparing letter by letter takes some microseconds an option, for every value that is wrong
_LONGEST_COMPARED = 200
_MOST_ALIKE = 5  # options that are looked at word by word
_CLOSE = 0.7  # from which on two texts are alike, of 1
_LONGEST_NUMBER = 60
_BREAK = re.compile(r"[^\S ]")
_MOST_NOUGHTS = 12  # behind the point, before a small number is told by a power of ten
_LOOKED_AT = 1_000  # characters of a text, of which a few are shown


def type_words(name: str) -> str:
    """What a JSON type is called; "" for what is none."""
    return words(f"type.{name}") if name in TYPES else ""


def format_words(name: str, *, apart: bool = False) -> str:
    """What a format is called, with an example; `apart` sets that off, so that the words can stand in a row of others.

    "" for a format that is not known here.
    """
    key, example = FORMAT_WORDS.get(name, ("", ""))
    if not example:
        return words(key) if key else ""
    shown = words(example) if example.startswith("format.") else example
    return words("with.example" if apart else "such", words=words(key), example=shown)


def number(value: Any) -> str:
    """A number with its thousands set apart; no digits are lost but of one that no person would read."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return plain(str(value), _LONGEST_NUMBER)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    exact = Decimal(str(value)) if isinstance(value, float) else value
    if isinstance(exact, Decimal) and exact.is_finite() and -_MOST_NOUGHTS < exact.adjusted() < 0:
        return words("decimal").join(f"{exact:f}".split("."))
    text = plain(f"{value:,}", _LONGEST_NUMBER)
    thousands, decimal = words("thousands"), words("decimal")
    if (thousands, decimal) == (",", "."):
        return text
    return decimal.join(part.replace(",", thousands) for part in text.split("."))


def quoted(value: Any, longest: int = 40) -> str:
    """Text in typographic quotes, on one line, shortened."""
    text = str(value)
    text = _on_one_line(text.lstrip()[:_LOOKED_AT].rstrip()) if not text.isspace() else text[:_LOOKED_AT]
    return words("quote", text=plain(text, longest))


def _on_one_line(text: str) -> str:
    """Text with a space for each line end or tab and what is beside it; spaces in a row stay: they may be wrong."""
    if text.isprintable():
        return text
    return " ".join(part for one in _BREAK.split(text) if (part := one.strip()))


def named(name: str) -> str:
    """The name of a member exactly as it stands in the document; space around it that shows no sign is said."""
    said = words("quote", text=plain(name))
    before, behind = (end.isspace() and end == plain(end) for end in (name[:1], name[-1:]))
    if not (before or behind) or len(name) > LONGEST_NAME:
        return said
    return words("name.spaces" if before and behind else "name.space.before" if before else "name.space", name=said)


def titled(title: str) -> str:
    """A title in quotes, so that it reads as a name wherever it stands; one that has quotes or is no name stays."""
    opening = words("quote", text="\n").partition("\n")[0]
    as_it_is = title == words("place.nameless") or (opening and title.startswith(opening))
    return title if as_it_is else words("quote", text=plain(title))


def plural(count: Any, one: str, many: str = "") -> str:
    """`1 item`, `2,000 items`: for words of the window, in English; sentences about values have forms of their own."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def counted(key: str, count: Any, **values: Any) -> str:
    """A phrase in the form that a count takes, with the count in it."""
    return words(key, count, count=number(count), **values)


def compact(value: Any, longest: int = 60) -> str:
    """A value as JSON on one line, shortened."""
    return plain(json.dumps(value, ensure_ascii=False, default=str), longest)


def described(value: Any) -> str:
    """What a value is, for “it is …”."""
    if value is None:
        return words("type.null")
    if isinstance(value, bool):
        return words("value.boolean", written="true" if value else "false")
    if isinstance(value, str):
        return words("value.text", value=quoted(value)) if value.strip() else words("value.text.empty")
    if isinstance(value, list):
        return counted("value.list", len(value)) if value else words("value.list.empty")
    if isinstance(value, dict):
        return words("type.object")
    return words("value.number", value=number(value)) if value is not ABSENT else words("value.missing")


def joined(parts: Sequence[str], last: str = "or") -> str:
    """`A, B or C`; `last` is “or” or “and”."""
    if len(parts) < 2:
        return "".join(parts)
    first = parts[0]
    for part in parts[1:-1]:
        first = words("list.more", first=first, more=part)
    return words(f"list.{last}", first=first, last=parts[-1])


def nearest(value: Any, options: Sequence[Any]) -> str | None:
    """The option that text was probably meant to be, or None; of very many only one that differs in case is found.

    Figures are never guessed: those of the text are the option's, or lie in the range that it names. Words neither:
    they may be spelt otherwise, and no other ones.
    """
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
    folded = {name: option for name, option in folded.items() if not opposed(text, name)}
    # Of two or three characters nearly all are alike, so that a guess would mislead.
    long_enough = [option for option in folded if 3 < len(option) <= _LONGEST_COMPARED and same(text, option)]
    found = difflib.get_close_matches(text, long_enough, n=_MOST_ALIKE, cutoff=_CLOSE)
    meant = next((one for one in found if " " not in text or same_words(text, one)), None)
    if meant is not None:
        return folded[meant]
    ranged = in_range(text, tuple(folded.values()))
    slips = difflib.get_close_matches(text, [one for one in folded if run_together(text, one)], n=1, cutoff=_CLOSE)
    if slips and ranged is not None:  # a sign is missing, or the figure is meant
        return None
    return folded[slips[0]] if slips else ranged


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
