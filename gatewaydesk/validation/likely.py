"""Which of several options a value was meant to be: one answer, for the sentence about it and for its repairs.

Only what a person would accept is an answer. Of options of two or three letters nearly all are alike, so that no slip
is seen in them; codes of languages are known by their table.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from gatewaydesk.schema.fields import Choice
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.validation.figures import agree, in_range, run_together
from gatewaydesk.validation.known_options import once
from gatewaydesk.validation.language_codes import is_own_name, language_meant
from gatewaydesk.validation.opposites import opposed, same_words
from gatewaydesk.validation.phrases import compact, nearest, number
from gatewaydesk.validation.tidying import plain

_MOST_NEAR = 4
_MOST_CODED = 2  # times that a sign was written as a code
_NEARLY_AS_NEAR = 0.08
_CLOSE = 0.7
_VERY_CLOSE = 0.85  # from which on even the first letter may be another one
_CLOSE_FOR_SHORT = 0.8
_SHORT = 3  # letters; a text of less may be the code of something else, in its own case
_MOST_COMPARED = 500
_LONGEST_COMPARED = 1_000  # characters of what may be one choice
_LONGEST_SPLIT = 20_000  # and of what may be several
_SAME_PLACE = {"UK": "GB"}  # what people write for a code of ISO 3166
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_SIGN = re.compile(rf"\s*([{_DASHES}/,&+<>\u2264\u2265=])\s*")
_LEAST_SLIPPED, _LONG = 5, 8  # letters of a name in which a slip is plain, and of one that has no near neighbours
_DOUBLED = re.compile(r"(.)\1+")
_JOINT = re.compile(r"[-_\s]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FIGURES = re.compile(r"\d+")
_APART = ("$", "@", "x-", "X-")
_BETWEEN = re.compile(r"\s*(?:[/,;|&+]|\b(?:and|or|plus)\b)\s*", re.IGNORECASE)


@once
def options_meant(value: Any, choices: list[Choice]) -> tuple[list[Choice], bool]:
    """The choices that a value may have been meant to be, the nearest first, and whether it can be no other.

    Sure is what differs in case, in the width of its letters and in signs written as HTML codes only, another code of
    the same language, and a slip of the pen (see `is_slip`) that is near to one choice and to no other. Where one
    begins with the other, as “40-44” and “40-44 years” do, that is for a person to say. Words are never other ones
    (see `opposites`). Nothing where the value is a choice already.
    """
    if isinstance(value, dict | list) or any(same_json(one.value, value) for one in choices):
        return [], False
    if isinstance(value, str) and len(value) > _LONGEST_COMPARED:
        return [], False
    text = plain(decoded(value)) if isinstance(value, str) else written(value)
    if not text:
        return [], False
    by_text = {written(one.value): one for one in reversed(choices)}
    by_label = {one.label: one for one in reversed(choices)}
    for names in (by_text, by_label):
        if text in names:
            return [names[text]], True
        bare = _spaced(text)
        same = [one for name, one in reversed(names.items()) if _spaced(name) == bare]
        if same:
            return same, len(same) == 1 and (len(text) >= _SHORT or _is_language(same[0], by_text))
    if len(choices) > _MOST_COMPARED:
        return [], False
    language = language_meant(text, by_text)
    if language is not None:
        return [by_text[language]] if language else [], len(text) <= _SHORT or is_own_name(text)
    place = _SAME_PLACE.get(text.upper())
    if place in by_text:
        return [by_text[place]], False
    several = several_meant(text, choices)
    if several:
        return several, False
    for names in (by_text, by_label):
        near, sure = _near(text, names)
        if near:
            return near, sure
    return [], False


def _spaced(text: str) -> str:
    """A text in small letters, with plain hyphens, and without blanks where a sign sets its words apart as well."""
    return _SIGN.sub(lambda found: "-" if found[1] in _DASHES else found[1], text.casefold())


def says_more(text: str, option: Choice) -> bool:
    """Whether a text names an option, and then something else, which would go: “RNA/protein” for “RNA”."""
    mine, names = plain(decoded(text)).casefold(), (written(option.value).casefold(), option.label.casefold())
    if any(_begins(mine, name) for name in names):
        return True
    pieces = [piece for piece in _BETWEEN.split(mine) if piece]
    return len(pieces) > 1 and any(piece in names for piece in pieces)


def _is_language(choice: Choice, options: Iterable[str]) -> bool:
    """Whether a choice is the code of a language, written small as those are, among others."""
    code = written(choice.value)
    return code.islower() and language_meant(code, options) == code


def several_meant(value: Any, choices: Iterable[Choice]) -> list[Choice]:
    """The choices that a text names one after the other, as “RNA/DNA” does; none where it says anything else too."""
    pieces = _BETWEEN.split(value.strip()) if isinstance(value, str) and len(value) <= _LONGEST_SPLIT else []
    if len(pieces) < 2:
        return []
    known: dict[str, Choice] = {}
    for one in choices:
        for name in (written(one.value), one.label):
            known.setdefault(name.casefold(), one)
    found = [known.get(piece.casefold()) for piece in pieces]
    meant = [one for one in found if one is not None]
    return meant if len(meant) == len(pieces) == len({written(one.value) for one in meant}) else []


def _near(text: str, names: Mapping[str, Choice]) -> tuple[list[Choice], bool]:
    names = {name: one for name, one in names.items() if not opposed(text, name)}
    folded = {name.casefold(): name for name in names if agree(text, name) or run_together(text, name)}
    mine = text.casefold()
    begun = [one for one in reversed(folded) if _begins(one, mine) or _begins(mine, one)]
    best = nearest(text, list(names)) or next(iter(difflib.get_close_matches(mine, folded, 1, _CLOSE)), None)
    alike = [] if best is None else _as_near(mine, best.casefold(), folded)
    alike = [one for one in alike if _is_acceptable(mine, one) and _says_the_same(mine, one)]
    found = list(dict.fromkeys([*begun, *alike]))
    sure = len(found) == 1 and not begun and len(text) > 2 * _SHORT - 1 and is_slip(mine, found[0])
    return [names[folded[one]] for one in found[:_MOST_NEAR]], sure


def _says_the_same(text: str, option: str) -> bool:
    """Whether the words of both are the same, or the option is the range that the text lies in, with its unit."""
    return same_words(text, option) or in_range(text, [option]) is not None


def _is_acceptable(text: str, option: str) -> bool:
    """Whether a person would take one for a slip of the other: “Mari” for “Maori”, and not “cDNA” for “DNA”.

    What names the figures of a range, or has the same digits, is near by what it says and not by its letters.
    """
    if any(mark.isdigit() for mark in text):
        return True
    if min(len(text), len(option)) <= _SHORT:
        long_enough = min(len(text), len(option)) == _SHORT
        return long_enough and is_slip(text, option) and _likeness(text, option) >= _CLOSE_FOR_SHORT
    return text[0] == option[0] or _likeness(text, option) >= _VERY_CLOSE


def _as_near(text: str, best: str, options: Mapping[str, str]) -> list[str]:
    """The options that are about as like a text as the one that is most like it."""
    least = _likeness(text, best) - _NEARLY_AS_NEAR
    near = difflib.get_close_matches(text, [one for one in options if len(one) > 3], _MOST_NEAR + 1, max(least, 0.0))
    return list(dict.fromkeys([best, *near]))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, one).ratio()


def is_slip(text: str, meant: str) -> bool:
    """Whether two texts differ as by a slip of the pen: one letter, or two that changed places, not the first one.

    More is no slip: “hypertension” and “hypotension” are two letters apart, “typical” and “atypical” one at their
    beginning. A figure that is another one is none either.
    """
    if text[:1] != meant[:1] or abs(len(text) - len(meant)) > 1:
        return False
    start = next((at for at, (one, other) in enumerate(zip(text, meant, strict=False)) if one != other), None)
    start = min(len(text), len(meant)) if start is None else start
    ends = zip(reversed(text[start:]), reversed(meant[start:]), strict=False)
    same = next((at for at, (one, other) in enumerate(ends) if one != other), min(len(text), len(meant)) - start)
    one, other = text[start : len(text) - same], meant[start : len(meant) - same]
    turned = len(one) == 2 and one == other[::-1]
    figures = any(mark.isdigit() for mark in one + other)
    return start > 0 and (turned or (len(one) < 2 and len(other) < 2)) and not figures


def is_plain_slip(text: str, meant: str) -> bool:
    """Whether a name can only be a slip in another one: short words one letter apart are often both words.

    That is two letters that changed places, one that was doubled, one for several, or one inside of a longer name.
    “Patent” and “patient”, “county” and “country”, “publisher” and “published” are left to a person.
    """
    if not is_slip(text, meant) or denies_name(text, meant) or min(len(text), len(meant)) < _LEAST_SLIPPED:
        return False
    if text + "s" == meant or meant + "s" == text:
        return True
    doubled = _DOUBLED.sub(r"\1", text) == _DOUBLED.sub(r"\1", meant)
    return doubled or sorted(text) == sorted(meant) or (min(len(text), len(meant)) >= _LONG and text[-2:] == meant[-2:])


def is_respelt(name: str, meant: str) -> bool:
    """Whether two names differ by nothing but case, hyphens, underscores and blanks, figures told apart alike."""
    here, there = (_JOINT.sub("", one).casefold() for one in (name, meant))
    return here == there and _FIGURES.findall(name) == _FIGURES.findall(meant)


def is_set_apart(name: str) -> bool:
    """Whether a name is marked as one that is no schema's own: `$comment`, `@type`, `x-note`."""
    return name.startswith(_APART)


def other_figures(name: str, meant: str) -> bool:
    """Whether two names have other figures, as numbered neighbours have: `address2` and `address3`."""
    return _FIGURES.findall(name) != _FIGURES.findall(meant)


def denies_name(name: str, meant: str) -> bool:
    """Whether one of two names says the opposite of the other, as `active` and `isInactive` do."""
    spaced = (_JOINT.sub(" ", _HUMP.sub(" ", one)) for one in (name, meant))
    return opposed(*spaced) or opposed(bare_name(name), bare_name(meant))


def _begins(whole: str, start: str) -> bool:
    """Whether the words of one text are the first words of another."""
    return len(start) > 2 and whole.startswith(start) and not whole[len(start) :][:1].isalnum() and whole != start


def decoded(text: str) -> str:
    """A text whose signs were written as HTML codes, as some routes and exports of the gateway do, perhaps twice."""
    for _ in range(_MOST_CODED if "&" in text and ";" in text else 0):
        text = html.unescape(text)
    return text


@lru_cache(maxsize=1024)
def bare_name(name: str) -> str:
    """A name without what people write it differently by: `contact_point`, `Contact point` and `contactPoint`."""
    return "".join(mark for mark in name.casefold() if mark.isalnum()) or name


def written(value: Any) -> str:
    """A value as it stands in a sentence."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict | list):
        return compact(value)
    return number(value) if isinstance(value, int | float) else str(value)
