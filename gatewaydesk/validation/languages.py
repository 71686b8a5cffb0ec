"""The language that sentences are said in: English, or a file that replaces sentences of `sentences.py` one by one.

A language file is `words/<code>.json` in the resources or in the data folder, an object with

    sentences   key → sentence, or an object of plural category → sentence; placeholders as in English, in any order
    openings    pairs: how a sentence begins by itself, and with `{subject}` in it
    phrases     English phrase → phrase, for the words that stand for well-known patterns

What a file lacks, or has with a placeholder that there is not, is said in English.
"""

from __future__ import annotations

import json
import locale
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any

from gatewaydesk import paths
from gatewaydesk.validation.plurals import CATEGORIES, Rule, rule_of
from gatewaydesk.validation.sentences import OPENINGS, SENTENCES


@dataclass(frozen=True)
class Counted:
    """A sentence that has one form for each category of a count."""

    forms: Mapping[str, str]
    rule: Rule

    def of(self, count: Any) -> str:
        """The form for a count; for what is no whole number, the one for many."""
        whole = isinstance(count, int) or (isinstance(count, float) and count.is_integer())
        category = self.rule(abs(int(count))) if whole else "other"
        return self.forms.get(category) or self.forms["other"]


def _ready(table: Mapping[str, Any], rule: Rule) -> dict[str, str | Counted]:
    return {key: one if isinstance(one, str) else Counted(one, rule) for key, one in table.items()}


@dataclass(frozen=True)
class Language:
    """All sentences of one language, English where it lacks one.

    Attributes:
        code: such as `en` or `cy`.
        templates: by key, all keys of `SENTENCES`.
        openings: see `sentences.OPENINGS`.
        phrases: of words that are not made here, by what they are in English.
        faults: what in the file was passed over, in words, for whoever writes it.
    """

    code: str = "en"
    templates: Mapping[str, str | Counted] = field(default_factory=lambda: _ready(SENTENCES, rule_of("en")))
    openings: tuple[tuple[str, str], ...] = OPENINGS
    phrases: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


ENGLISH = Language()
_spoken = ENGLISH


def speak(language: Language) -> None:
    """Says all sentences in a language from now on; those that were said stay as they are."""
    global _spoken
    _spoken = language


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Says sentences in a language for a while."""
    before = _spoken
    speak(language)
    try:
        yield
    finally:
        speak(before)


def words(key: str, count: Any = None, /, **values: Any) -> str:
    """A sentence or phrase with its placeholders filled in.

    Args:
        key: one of `SENTENCES`.
        count: what decides the plural form, where there is more than one.
        values: by the placeholder's name, as text ready to stand in a sentence.
    """
    template = _spoken.templates[key]
    return (template if isinstance(template, str) else template.of(count)).format_map(values)


def phrase(text: str) -> str:
    """An English phrase that is made elsewhere, in the language spoken."""
    return _spoken.phrases.get(text, text)


def about(subject: str, message: str, label: str = "") -> str:
    """A sentence with what it is about in it: “Must be text.” about `“Title”` is ““Title” must be text.”.

    Args:
        subject: as it reads inside a sentence; titles in quotes, for many are no noun (“Published every”).
        message: a sentence without its subject.
        label: what stands before a sentence that takes no subject, and a colon; else the subject does.
    """
    for alone, together in _spoken.openings:
        if message.startswith(alone):
            return together.replace("{subject}", subject) + message[len(alone) :]
    return f"{label or subject}: {message}"


# Files


def read_language(file: Path) -> Language:
    """Reads a language file named by its code.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON object.
    """
    held = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(held, dict):
        raise ValueError(f"{file.name} holds no object")
    code = file.stem
    templates, faults = dict(ENGLISH.templates), []
    for key, one in _members(held.get("sentences")):
        fault = _fault(key, one)
        if fault:
            faults.append(f"{key}: {fault}")
        else:
            templates.update(_ready({key: one}, rule_of(code)))
    pairs = held.get("openings")
    openings = tuple((one[0], one[1]) for one in pairs if _is_opening(one)) if isinstance(pairs, list) else OPENINGS
    if isinstance(pairs, list) and len(openings) < len(pairs):
        faults.append("openings: each must be a pair of texts, the second with {subject} in it")
    phrases = {name: one for name, one in _members(held.get("phrases")) if isinstance(one, str)}
    return Language(code, templates, openings or OPENINGS, phrases, tuple(faults))


def find_language(code: str) -> Language | None:
    """The language of a code such as `cy` or `pt_BR` (then also `pt`), where there is a file; a person's own first."""
    names = dict.fromkeys((code.replace("-", "_"), code.replace("-", "_").split("_")[0]))
    for name in names:
        for folder in (paths.data_dir(), paths.resource_root()):
            file = folder / "words" / f"{name}.json"
            if name.replace("_", "").isalnum() and file.is_file():
                try:
                    return read_language(file)
                except (OSError, ValueError):  # sentences in English are better than none
                    continue
    return None


def speak_as_the_system() -> None:
    """Takes the language that the system is set to, where there is a file for it."""
    found = find_language((locale.getlocale()[0] or "en").split(".")[0])
    if found is not None:
        speak(found)


def placeholders(template: str | Counted | Mapping[str, str]) -> set[str]:
    """The names in braces.

    Raises:
        ValueError: the braces do not match, or something stands in them that is no plain name.
    """
    if isinstance(template, Counted):
        template = template.forms
    if not isinstance(template, str):
        return set().union(*map(placeholders, template.values()))
    found = set()
    for _, name, layout, conversion in Formatter().parse(template):
        if name is None:
            continue
        if layout or conversion or not name.isidentifier():
            raise ValueError(f"{{{name}}} is no plain name")
        found.add(name)
    return found


def _fault(key: str, one: Any) -> str:
    known = SENTENCES.get(key)
    if known is None:
        return "there is no such sentence"
    forms = one if isinstance(one, dict) else {"other": one}
    if not all(isinstance(form, str) for form in forms.values()):
        return "must be text, or an object of texts by plural category"
    if not forms.keys() <= CATEGORIES or "other" not in forms:
        return f"has forms for {', '.join(sorted(forms))}; there are {', '.join(sorted(CATEGORIES))}, and other must be"
    try:
        strange = placeholders(forms) - placeholders(known)
    except ValueError as error:
        return str(error)
    return f"has nothing to fill in for {', '.join(sorted(strange))}" if strange else ""


def _is_opening(one: Any) -> bool:
    texts = isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one)
    return texts and bool(one[0]) and "{subject}" in one[1]


def _members(held: Any) -> list[tuple[str, Any]]:
    return list(held.items()) if isinstance(held, dict) else []
