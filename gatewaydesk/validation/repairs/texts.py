"""Text that is nearly right: blanks around it, odd characters in it, too long, in the other case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gatewaydesk.schema.patterns import matches
from gatewaydesk.validation.html_codes import TAG, codes_in, without_codes
from gatewaydesk.validation.misread import reread
from gatewaydesk.validation.phrases import number, quoted
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.tidying import plain, tidied

_NEXT_VALUE = re.compile(r"[a-z][a-z0-9+.-]*://|www\.|(?:doi\b.*)?10\.[0-9]{4,9}/", re.IGNORECASE)
_VERSION = re.compile(r"(?:(?:v|ver|version)[ .]*)?([0-9]+(?:\.[0-9]+)+)", re.IGNORECASE)
_WITH_COMMAS = re.compile(r"[^,]*(?<=[0-9]),[0-9]+,[0-9]+")  # one alone may be that of a decimal
_SENTENCE_END = re.compile(r"[.!?…][”’\")\]]*(?=\s)")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\s]*", re.IGNORECASE)
_OVERRIDDEN = re.compile("([\u202d\u202e])([^\u202a-\u202e\n]*)\u202c?")
_STRONG = frozenset({"L", "R", "AL"})
_LONGEST_CODE = 40
_LOOSE = " \t\n,;:–—-("
_LEAST_AT_WORD = 0.5  # of the room: where less would be left, there is no word to cut at
_LEAST_KEPT = 0.6  # of the room: less than that, and cutting at a sentence loses too much


def trim(case: Case) -> Iterator[Repair]:
    """Without the blanks and line ends around it."""
    bare = case.text.strip()
    if bare and bare != case.value:
        yield case.put("trim", "Remove the space around it", bare)


def tidy(case: Case) -> Iterator[Repair]:
    """With characters and line ends as they are usually written."""
    plain = tidied(case.text)
    if plain and plain not in (case.value, case.text.strip()):
        yield case.put("tidy", "Tidy its characters and line ends", plain)


def as_it_was(case: Case) -> Iterator[Repair]:
    """With the letters that were there before a file was read in a wrong encoding."""
    found = reread(case.text)
    if found is not None:
        yield case.put("reread", f"Write {quoted(found.meant)} for {quoted(found.was)}, and so all over", found.text)


def decoded(case: Case) -> Iterator[Repair]:
    """With signs in the place of HTML codes; what was code of a code, or becomes a tag, may be meant as it is."""
    codes = codes_in(case.text)
    if codes:
        text, times = without_codes(case.text)
        code, sign = next(iter(codes.items()))
        only = len(codes) == times == 1 and sign.isprintable() and not sign.isspace()
        label = f"Write {quoted(sign)} for {quoted(code)}" if only else "Write signs for its HTML codes"
        yield case.put("decode", label, text, sure=times == 1 and TAG.search(text) is None)


def without_overrides(case: Case) -> Iterator[Repair]:
    """Without the signs that have letters read against their own direction.

    That is sure where the letters behind them run in that direction anyway; of others the order would change.
    """
    runs = _OVERRIDDEN.findall(case.text)
    text = tidied(_OVERRIDDEN.sub(r"\2", case.text))
    ways = {"\u202d": {"L"}, "\u202e": {"R", "AL"}}
    plain = all({unicodedata.bidirectional(one) for one in inside} & _STRONG <= ways[sign] for sign, inside in runs)
    if runs and text:
        yield case.put("overrides", "Delete the signs that turn its direction", text, plain)


def width(case: Case) -> Iterator[Repair]:
    """With plain letters, digits and signs in the place of those of full or half width."""
    text = plain(case.short)
    if text and text != tidied(case.short):
        yield case.put("width", f"Write it {quoted(text, 60)}", text)


def version(case: Case) -> Iterator[Repair]:
    """The figures of a version alone."""
    text = plain(case.short)
    found = _VERSION.fullmatch(text.replace(",", ".") if _WITH_COMMAS.fullmatch(text) else text)
    if found and found[1] != case.short:
        yield case.put("version", f"Use {quoted(found[1])}", found[1])


def one_line(case: Case) -> Iterator[Repair]:
    """On one line, with single blanks."""
    tidy = tidied(case.text)
    plain = " ".join(tidy.split())
    if plain and plain not in (case.value, tidy):
        yield case.put("line", "Put it on one line" if "\n" in tidy else "Put single spaces in it", plain)


def cut(case: Case) -> Iterator[Repair]:
    """At most as long as it may be: up to a word, or up to the end of a sentence where most of it stays."""
    limit = case.problem.facts.get("limit")
    if not isinstance(limit, int) or limit < 1 or not case.text:
        return
    text = case.text.strip() if len(case.text.strip()) > limit else tidied(case.text)
    if len(text) <= limit:
        return
    room = text[: limit + 1]
    at_word = (room.rstrip() if room[-1].isspace() else room.rsplit(maxsplit=1)[0]).rstrip(_LOOSE)
    if at_word and _LEAST_AT_WORD * limit <= len(at_word) <= limit and len(at_word) < len(room):
        yield case.put("cut", f"Cut to {number(limit)} at a word", at_word, sure=False)
    ends = [found.end() for found in _SENTENCE_END.finditer(room) if _LEAST_KEPT * limit <= found.end() <= limit]
    if ends:
        label = f"Cut to {number(ends[-1])} after a whole sentence"
        yield case.put("sentence", label, text[: ends[-1]], sure=False)


def other_case(case: Case) -> Iterator[Repair]:
    """All capitals or all small letters, and hyphens for low lines, for what a pattern asks for; a check says which.

    Sure is a code each letter of which the pattern wants in the other case: then it asks for that, and the text does
    not only slip by. Of an address only what comes before its path is changed: the path may be another in capitals.
    """
    text = case.short.strip()
    address = _ADDRESS.match(text)
    if address is not None:
        small = address[0].lower() + text[address.end() :]
        if small != text:
            yield case.put(f"case:{small}", f"Write it {quoted(small)}", small)
        return
    hyphens = text.replace("_", "-")
    for changed in dict.fromkeys((text.upper(), text.lower(), hyphens, hyphens.upper(), hyphens.lower())):
        if changed and changed != text:
            sure = is_code(text) and _is_asked_for(str(case.problem.facts.get("pattern", "")), text, changed)
            yield case.put(f"case:{changed}", f"Write it {quoted(changed)}", changed, sure=sure)


def _is_asked_for(pattern: str, text: str, changed: str) -> bool:
    """Whether a text keeps to a pattern with all that was changed in it, and without any part of that does not."""
    at = [number for number, (one, other) in enumerate(zip(text, changed, strict=False)) if one != other]
    if len(text) != len(changed) or len(text) > _LONGEST_CODE or not matches(pattern, changed):
        return False
    return not any(matches(pattern, changed[:one] + text[one] + changed[one + 1 :]) for one in at)


def without_blanks(case: Case) -> Iterator[Repair]:
    """A code or an address that was broken over two lines, in one piece; blanks elsewhere may set two values apart."""
    text = plain(case.short)
    pieces = text.split("\n")
    if len(pieces) < 2 or " " in text or text.count("@") > 1 or any(map(_NEXT_VALUE.match, pieces[1:])):
        return
    bare = "".join(text.split())
    if not (case.pointer and isinstance(case.pointer[-1], int)):
        yield case.put("blanks", f"Put it in one piece: {quoted(bare)}", bare, sure=False)


def is_code(text: str) -> bool:
    """Whether a text is one word and no address, so that it says the same in capitals."""
    return len(text.split()) == 1 and "://" not in text and "@" not in text


def begins_value(text: str) -> bool:
    """Whether a text begins as an address or a DOI does."""
    return _NEXT_VALUE.match(text) is not None
