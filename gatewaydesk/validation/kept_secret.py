"""What a schema calls a secret (`writeOnly`, `format: password`) is told in no sentence, no fact and no repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.visible import visible
from gatewaydesk.validation.kinds import kind_of
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.phrases import compact, joined, type_words
from gatewaydesk.validation.places import Place, Places
from gatewaydesk.validation.told import Told
from gatewaydesk.validation.wording_wanted import text_wanted

_MOST_WRITTEN = 40  # members or items of a value that a sentence has in it as it is written
_OF_FORM = frozenset({"type", "pattern", "format", "enum", "const"})
_HOLDERS = frozenset({"array", "object"})
_OF_LIMIT = frozenset({"minLength", "maxLength", "minimum", "maximum"})
_OF_NAMES = frozenset({"propertyNames", "additionalProperties", "unevaluatedProperties", "falseSchema", "together"})

# Repairs whose names and labels say what is done, and nothing of what is there then.
_SILENT = frozenset(
    {"trim", "tidy", "line", "remove", "empty", "rename", "move", "unwrap", "wrap", "cut", "repeats", "inner"}
)


def kept_secret(keyword: str = "", told: Told | None = None) -> str:
    """The sentence about a value that must not be told: what must be, where the schema alone says that.

    Args:
        keyword: the schema keyword that failed; "" where somebody else than the schema speaks.
        told: its facts, and the field.
    """
    wanted = ""
    if told is not None and keyword in _OF_FORM:
        wanted = text_wanted(Told({}, ABSENT, told.field, told.union)) or _types_wanted(told)
    elif told is not None and keyword in _OF_LIMIT:
        wanted = kind_of({keyword: told.get("limit")})
    return visible(words("secret.must", wanted=wanted) if wanted else words("secret"))


def _types_wanted(told: Told) -> str:
    """What a value must be that stands where a list or a group of secrets belongs."""
    names = [name for name in told.get("types", ()) if name != "null"]
    return joined([said for one in names if (said := type_words(one))]) if _HOLDERS.intersection(names) else ""


def is_kept(keyword: str, place: Place, message: str, places: Places, pointer: Pointer) -> bool:
    """Whether a sentence about a place would tell what must not be told.

    Of a list or group that holds secrets, only a sentence that may have it in it as it is written.
    """
    if place.secret and keyword not in _OF_NAMES:
        return not _is_blank(place.value)
    if not isinstance(place.value, dict | list) or not ("{" in message or "[" in message):
        return False
    return len(place.value) <= _MOST_WRITTEN and any(secret_texts(places, pointer))


def tells(id: str, edits: tuple[Edit, ...], places: Places) -> bool:
    """Whether a repair of this name may quote a secret in its label: what it changes holds one.

    Args:
        id: the repair's name.
        edits: its edits.
        places: those of the document that is mended.
    """
    kind, _, how = id.partition(":")
    if kind in _SILENT and "+" not in how and (kind != "wrap" or not how):
        return False
    return touches(edits, places)


def touches(edits: Iterable[Edit], places: Places) -> bool:
    """Whether what is there before or after some edits holds a secret that is written."""
    return any(_touches(edit, places) for edit in edits)


def _touches(edit: Edit, places: Places) -> bool:
    place = places.at(edit.pointer)
    if place.secret or any(secret_texts(places, edit.pointer)):
        return True
    return place.field is not None and any(secret_texts(Places(place.field, edit.new)))


def secret_texts(places: Places, pointer: Pointer = ()) -> Iterator[str]:
    """What is written at and below a place and must not be told: each value as a text, blank ones left out."""
    waiting = [pointer]
    while waiting:
        here = waiting.pop()
        place = places.at(here)
        value = place.value
        if isinstance(value, dict):
            waiting += [(*here, name) for name in value]
        elif isinstance(value, list):
            waiting += [(*here, at) for at in range(len(value))]
        elif place.secret and not _is_blank(value):
            yield value if isinstance(value, str) else compact(value)


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is ABSENT or (isinstance(value, list | dict) and not value)
