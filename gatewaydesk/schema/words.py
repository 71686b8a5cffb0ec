"""The words of a schema as people read them: help, examples, and what each allowed value is called."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice
from gatewaydesk.schema.json_types import json_key, narrowed, type_of

#: Stands in nodes made here, never in a schema: a Choice for each allowed value, by its `json_key`.
OFFERED = "\0offered"
_KINDS = {
    "string": "text",
    "boolean": "yes or no",
    "integer": "number",
    "number": "number",
    "array": "list",
    "object": "group",
    "null": "nothing",
}
_NO_GUIDANCE = {"n/a", "na", "-", "none", "tbc", "tbd"}


def text(words: Mapping[str, Any], word: str) -> str:
    """The text of a keyword; anything but text counts as absent."""
    value = words.get(word)
    return value if isinstance(value, str) else ""


def shortened(text: str, most: int) -> str:
    """The text as far as anybody would read it."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def flag(words: Mapping[str, Any], word: str) -> bool:
    """Whether a keyword is `true`."""
    return words.get(word) is True


def markdown(guidance: str) -> str:
    """Publishers write a new line as a backslash and an n, and “N/A” where they have nothing to say."""
    if guidance.strip().lower() in _NO_GUIDANCE:
        return ""
    return guidance.replace("\\r\\n", "\n").replace("\\n", "\n")


def examples_of(words: Mapping[str, Any], is_list: bool, types: frozenset[str] | None) -> tuple[Any, ...]:
    """The examples that are values of the field; one item given as example of a list becomes a list of it."""
    if "examples" in words:
        given = words["examples"]
        found = given if isinstance(given, list) else [given]
    elif "example" in words:
        given = words["example"]
        found = given if isinstance(given, list) and not is_list else [given]
    else:
        return ()
    if is_list:
        found = [example if isinstance(example, list) else [example] for example in found]
    return tuple(example for example in found if example is not None and _is_of(example, types))


def choices_of(values: Iterable[Any], words: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Each allowed value (but null) with its label from `x-labels`, else written as a person would."""
    offered = words.get(OFFERED, {})
    labels = words.get("x-labels")
    labels = labels if isinstance(labels, dict) else {}
    made = []
    for value in values:
        known = value if isinstance(value, Choice) else offered.get(json_key(value)) if offered else None
        if isinstance(known, Choice):
            made.append(known)
        elif value is not None:
            label = labels.get(value) if isinstance(value, str) else labels.get(json.dumps(value))
            made.append(Choice(value, label if isinstance(label, str) and label else plain(value)))
    return _told_apart(_readable(made))


def _readable(choices: list[Choice]) -> tuple[Choice, ...]:
    """Objects and lists of plain values as people write them, where no two of them would then read alike."""
    if not any(isinstance(one.value, (dict, list)) for one in choices):
        return tuple(choices)
    made = [replace(one, label=_inside(one.value)) if one.label == plain(one.value) else one for one in choices]
    return tuple(made if len({one.label for one in made}) == len(made) else choices)


def _told_apart(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The number 1 and the text "1" read alike: those say what they are."""
    alike = Counter(one.label for one in choices)
    if len(alike) == len(choices):
        return choices
    return tuple(
        replace(one, label=f"{one.label} ({_KINDS[type_of(one.value)]})") if alike[one.label] > 1 else one
        for one in choices
    )


def _inside(value: Any) -> str:
    """“row: A, number: 1”; JSON where something is nested deeper."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if not below or any(isinstance(one, (dict, list)) for one in below):
        return plain(value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {plain(one)}" for name, one in value.items())
    return ", ".join(map(plain, value))


def suggestions_of(words: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Values worth offering, from `x-suggestions`: a list of texts, or of objects with `value` and `label`."""
    given = words.get("x-suggestions")
    made = []
    for one in given if isinstance(given, list) else ():
        pair = one if isinstance(one, dict) else {"value": one}
        value, label = pair.get("value"), pair.get("label")
        if isinstance(value, str):
            made.append(Choice(value, label if isinstance(label, str) and label else value))
    return tuple(made)


def plain(value: Any) -> str:
    """A value as a person would write it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        return value or "(empty)"
    return "" if value is ABSENT else json.dumps(value, ensure_ascii=False, default=str)


def _is_of(value: Any, types: frozenset[str] | None) -> bool:
    return types is None or bool(narrowed(frozenset((type_of(value),)), types))
