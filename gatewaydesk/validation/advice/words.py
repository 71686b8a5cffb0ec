"""What a field is for, as far as the words in its name and title tell."""

from __future__ import annotations

import re

from gatewaydesk.schema.fields import Field, Kind

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TITLES = frozenset({"title", "name", "label"})
_TELLING = {"abstract": 1, "summary": 1, "description": 2, "definition": 2}


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or title, in small letters: `projectGrantStartDate`, `date_from`, “Data start”."""
    return tuple(word.lower() for word in _WORDS.findall(text))


def is_title(field: Field) -> bool:
    """A text that names what it stands beside."""
    return field.kind is Kind.TEXT and bool(_TITLES.intersection(words_of(field.name)[-1:]))


def telling(field: Field) -> int:
    """How much a text should tell: 0 for none of these, 1 for an abstract, 2 for a description."""
    last = words_of(field.name)[-1:]
    return _TELLING.get(last[0], 0) if last and field.kind is Kind.TEXT and field.limits.pattern is None else 0
