"""Texts that say nothing yet, say the same twice, or hold what was not meant to be in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.advice.words import is_title, telling
from gatewaydesk.validation.html_codes import TAG, codes_in
from gatewaydesk.validation.phrases import joined

_LONGEST_SHOWN = 40
_LONGEST_PHRASE = 80
_EXAMPLE_FROM = 40  # characters; shorter examples may well be true of another dataset
_TO_BE = (
    "added announced advised agreed completed confirmed decided defined determined done filled provided specified "
    "supplied updated written"
)
_WHOLE = (
    "tbc", "tbd", "tba", "t.b.c", "t.b.d", "t.b.a", "todo", "to do", "fixme", "xxx", "xxxx", "xxxxx", "xxxxxx",
    "placeholder", "placeholder text", "dummy text", "sample text", "insert text here", "enter text here",
    "your text here", "text here", "add text here", "add description here", "asdf", "asdfasdf", "qwerty", "foo bar",
    "foobar",
    *(f"to be {word}" for word in _TO_BE.split()), "to be filled in", "to follow",
)  # fmt: skip
_WHOLE_OF_PROSE = (
    "test", "testing", "test test", "string", "text", "title", "abstract", "description", "blah", "blah blah", "foo",
    "lorem", "?", "??", "???", "-", "--", "---", "...", "…", ".", "none yet", "coming soon", "undefined", "null", "nan",
)  # fmt: skip
_WHOLE_OF_TITLES = (
    "n/a", "n.a", "na", "none", "not applicable", "example", "sample",
    "untitled", "untitled dataset", "no title", "test dataset", "test data",
    "dataset", "new dataset", "my dataset", "dataset title", "dataset name", "sample dataset", "example dataset",
)  # fmt: skip
_SIGNS_ALONE = re.compile(r"[^\w\s]{4,}|[_\W]*_{4,}[_\W]*")
_TEMPLATE = re.compile(r"<[A-Za-z][\w .-]{0,40}>|\$?\{[A-Za-z][\w .-]{0,40}\}|\{\{[^{}\n]{1,40}\}\}")
_WRITE_HERE = re.compile(
    r"(?:please\s+)?(?:insert|enter|add|write|type|put|give)\s+(?:(?:the|a|an|your|some)\s+)?(?:[a-z]+\s+){0,2}here[.!…]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:(?:the|this|these|full|more|further|all|some)\s+)*"
    r"(?:(?:text|details?|descriptions?|abstract|title|information|content|links?|documentation)\s+)?"
    rf"(?:(?:is|are|still|yet|has|have)\s+)*to\s+be\s+(?:{'|'.join(_TO_BE.split())})"
    r"(?:\s+(?:in|later|soon|shortly|here|at a later date|in due course))*\s*[.!…]*",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"lorem ipsum|[\[<{](?:insert|enter|add your|your|tbc|tbd|todo)\b[^\]>}\n]{0,60}[\]>}]", re.IGNORECASE
)
_NOTES = ("TODO", "FIXME", "TBC", "TBD")
_NOTE = re.compile(
    rf"\s*(?:TODO|FIXME)\b(?![-/.]\w)[^\n]*|\s*(?:TBC|TBD)\s*[:–—-]\s[^\n]*|.*?\((?:{'|'.join(_NOTES)})\)", re.DOTALL
)
_NOTE_BEHIND = re.compile(r"(?:(?<=[.!?;\n])|(?<=[.!?;\n] ))(?:TODO|FIXME|TBC|TBD)\s?:\s[^\n]*")
_SEVERAL_CODES = "HTML codes that readers would see as they are"
_WANTS_HTML = re.compile(r"\bHTML\b")
_TWICE = re.compile(r"\b(the|of|and|with|for|from)\s+\1\b", re.IGNORECASE)


def _in_cases(words: Iterable[str]) -> frozenset[str]:
    return frozenset(
        f"{case}{end}" for word in words for case in (word, word.upper(), word.capitalize()) for end in ("", ".")
    )


PLACEHOLDERS = _in_cases((*_WHOLE, *_WHOLE_OF_PROSE))
"""Texts that stand for a description still to be written, as people spell them; for looking through large tables."""

_KNOWN = frozenset(_WHOLE)
_KNOWN_OF_PROSE = frozenset((*_WHOLE, *_WHOLE_OF_PROSE))
_KNOWN_OF_TITLES = frozenset((*_WHOLE, *_WHOLE_OF_PROSE, *_WHOLE_OF_TITLES))


def placeholder(about: About) -> Test | None:
    """“TBC”, “lorem ipsum”, “xxx”: something stands there so that there is something."""
    field = about.field
    if field.kind is not Kind.TEXT or field.limits.pattern is not None or about.item:
        return None
    required = field.required
    prose = bool(telling(field)) or field.name == "title"
    known = _KNOWN_OF_TITLES if field.name == "title" else _KNOWN_OF_PROSE if prose else _KNOWN

    def test(text: str) -> Iterator[Told]:
        bare = text.strip()
        plain = bare.casefold()
        brief = len(bare) <= _LONGEST_PHRASE
        signs = prose and brief and (_SIGNS_ALONE.fullmatch(bare) or _TEMPLATE.fullmatch(bare))
        if plain in known or plain.rstrip(".") in known or signs or (brief and _says_what_is_missing(bare)):
            yield told_placeholder(bare, required=required)
            return
        found = left_over(bare)
        if found:
            yield told_placeholder(found, required=required)

    return test


def _says_what_is_missing(text: str) -> bool:
    return bool(_SENTENCE.fullmatch(text) or _WRITE_HERE.fullmatch(text))


def told_placeholder(text: str, *, required: bool = False) -> Told:
    """What is said of a placeholder."""
    todo = "write what is meant." if required else "write what is meant, or leave it empty."
    return Told(f"“{_short(text)}” looks like a placeholder: {todo}", {"found": text})


def left_over(text: str) -> str:
    """A note of somebody who meant to come back to a text, such as “TODO write this” or “[TBC]”; "" where none is."""
    found = _INSIDE.search(text) or _NOTE.match(text) or (_NOTE_BEHIND.search(text) if has_left_over(text) else None)
    return found[0].strip() if found is not None else ""


def has_left_over(text: str) -> bool:
    """Whether there may be such a note in a text, for texts of any length."""
    return any(word in text for word in _NOTES)


def example_left(about: About) -> Test | None:
    """The schema's own example, left in. Short ones may be right by chance and are passed over."""
    examples = {one for one in about.field.examples if isinstance(one, str) and len(one) >= _EXAMPLE_FROM}
    if not examples or not telling(about.field):
        return None
    told = Told("Is the example from the help: write about your own dataset.")
    return lambda text: (told,) if text in examples else ()


def says_the_same(about: About) -> Test | None:
    """Two texts of a group are the same, where one should tell more than the other."""
    children = about.field.children
    ranked = [(0, one) for one in children if is_title(one)]
    ranked += [(telling(one), one) for one in children if telling(one)]
    ranked.sort(key=lambda pair: pair[0])
    pairs = [(low, high) for at, (rank, low) in enumerate(ranked) for more, high in ranked[at + 1 :] if more > rank]

    def test(value: Mapping[str, Any]) -> Iterator[Told]:
        for low, high in pairs:
            if _same(value.get(low.name), value.get(high.name)):
                yield _told_same(low, (high.name,), (low.name,))

    return test if pairs else None


def says_the_same_elsewhere(about: About) -> Test | None:
    """An abstract in one section and the description in another are the same."""
    if about.field.path:
        return None
    found = [
        (section.name, telling(one), one)
        for section in about.field.children
        if section.kind is Kind.OBJECT
        for one in section.children
        if telling(one)
    ]
    pairs = [(low, high) for low in found for high in found if low[1] < high[1] and low[0] != high[0]]

    def test(value: Mapping[str, Any]) -> Iterator[Told]:
        for (above, _, low), (beside, _, high) in pairs:
            one, other = value.get(above), value.get(beside)
            if isinstance(one, dict) and isinstance(other, dict) and _same(one.get(low.name), other.get(high.name)):
                yield _told_same(low, (beside, high.name), (above, low.name))

    return test if pairs else None


def html_code(about: About) -> Test | None:
    """`&amp;` and its like: what older routes of the HDR UK gateway make of a sign, fetched back and kept."""
    field = about.field
    if field.kind is not Kind.TEXT or _WANTS_HTML.search(f"{field.help} {field.guidance}"):
        return None

    def test(text: str) -> Iterator[Told]:
        codes = codes_in(text) if "&" in text and TAG.search(text) is None else {}
        if codes:
            shown = dict.fromkeys(
                f"“{sign}”" if sign.isprintable() and sign.strip() else "a space" for sign in codes.values()
            )
            said = "an HTML code that readers would see as it is" if len(codes) == 1 else _SEVERAL_CODES
            found = joined([f"“{code}”" for code in codes], "and")
            first = next(iter(codes))
            yield Told(
                f"Holds {found}, {said}: write {joined(list(shown), 'and')}.", {"found": first, "meant": codes[first]}
            )

    return test


def space_at_the_ends(about: About) -> Test | None:
    """Blank space before or behind a text of one line; in a long text it does no harm."""
    field = about.field
    if field.kind is not Kind.TEXT or (field.multiline and not about.item):
        return None
    told = {
        (True, False): Told("Begins with blank space."),
        (False, True): Told("Ends with blank space."),
        (True, True): Told("Begins and ends with blank space."),
    }

    def test(text: str) -> Iterable[Told]:
        if not text or not (text[0].isspace() or text[-1].isspace()) or text.isspace():
            return ()
        return (told[text[0].isspace(), text[-1].isspace()],)

    return test


def word_twice(about: About) -> Test | None:
    """The same small word twice in a row, such as “of of”."""
    if not telling(about.field):
        return None

    def test(text: str) -> Iterator[Told]:
        found = _TWICE.search(text)
        if found is not None:
            yield Told(f"Holds “{' '.join(found[0].split())}”: one word too many.", {"found": found[0]})

    return test


def _told_same(low: Field, below: tuple[str, ...], beside: tuple[str, ...]) -> Told:
    return Told(f"Says the same as “{low.title}”: tell more here.", {"other": low.name}, below, (beside,))


def _same(one: Any, other: Any) -> bool:
    if not isinstance(one, str) or not isinstance(other, str) or abs(len(one) - len(other)) > 8:
        return False
    return bool(one.strip()) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".!").casefold()


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1].rstrip()}…"
