"""Regular expressions of a schema: matched in bounded time, and well-known ones put into words by what they accept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gatewaydesk.schema.pattern_examples import example_of
from gatewaydesk.schema.pattern_words import words_of
from gatewaydesk.schema.script_patterns import python_pattern

try:
    import jsonschema_rs

    _BOUNDED: jsonschema_rs.FancyRegexOptions | None = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
except ImportError:  # pragma: no cover - only where the wheel cannot be installed
    _BOUNDED = None


@dataclass(frozen=True)
class Form:
    """A well-known form of text: what a pattern for it accepts and refuses, and how a person is told."""

    words: str
    accepts: tuple[str, ...]
    refuses: tuple[str, ...]


DOI_ALONE = "a DOI such as 10.1234/abcd, without https://doi.org/ before it"
"""How a pattern is put into words that takes a DOI and not its address."""

# The first that fits is taken, so the narrower stand before the wider.
FORMS = (
    Form(
        "three numbers with dots, such as 1.0.0",
        ("1.0.0", "0.10.3", "12.4.56"),
        ("1.0", "1", "v1.0.0", "a.b.c", "1.0.0.0", "1,0,0"),
    ),
    Form(
        DOI_ALONE,
        ("10.1234/abcd", "10.5281/zenodo.1234567"),
        ("https://doi.org/10.1234/abcd", "10.1234", "abcd", "doi:10.1234/abcd"),
    ),
    Form(
        "a DOI such as https://doi.org/10.1234/abcd",
        ("https://doi.org/10.1234/abcd",),
        ("10.1234", "abcd", "https://example.org/abcd"),
    ),
    Form(
        "a UUID, such as 5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134",
        ("5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", "0a1b2c3d-1111-4222-8333-444455556666"),
        ("5d0c3b1e7f424a869c1d2b6e8f90a13", "abc", "12345", "zd0c3b1e-7f42-4a86-9c1d-2b6e8f90a134"),
    ),
    Form("a year in four digits, such as 2024", ("2024", "1999"), ("24", "20245", "abcd", "2024-01")),
    Form(
        "a date as YYYY-MM-DD, such as 2024-03-01", ("2024-03-01", "1999-12-31"), ("2024", "01/03/2024", "abc", "18-65")
    ),
    Form(
        "two dates set apart by a slash, such as 2020-01-01/2020-12-31",
        ("2020-01-01/2020-12-31", "1999-12-31/2024-03-01"),
        ("2024-03-01", "2024/2025", "2020-01-01/..", "2020-01-01 2020-12-31", "abc"),
    ),
    Form(
        "a date followed by /.. for an open end, such as 2020-01-01/..",
        ("2020-01-01/..", "1999-12-31/.."),
        ("2020-01-01", "2020-01-01/", "2020-01-01/2020-12-31", "abc/.."),
    ),
    Form(
        "a range of two whole numbers, such as 18-65, or “Not Known”",
        ("18-65", "0-90", "Not Known"),
        ("100", "18 to 65", "18", "abc", "-"),
    ),
    Form("a range of two whole numbers, such as 18-65", ("18-65", "0-90"), ("100", "18 to 65", "18", "abc", "-")),
    Form(
        "text that holds more than commas, such as one,two",
        ("one,two", "one", "two words", "-", "?", "é", "1", "a, b"),
        (",", ",,", ""),
    ),
    Form(
        "a country code in capital letters, such as GB or GB-ENG",
        ("GB", "GB-ENG"),
        ("gb", "United Kingdom", "G", "12", "GBRITAIN"),
    ),
    Form("two capital letters, such as GB", ("GB", "FR"), ("gb", "GBR", "G", "12")),
    Form(
        "an ORCID such as 0000-0002-1825-0097",
        ("0000-0002-1825-0097",),
        ("0000", "abcd-abcd-abcd-abcd", "0000000218250097"),
    ),
    Form(
        "an e-mail address, such as name@example.org",
        ("name@example.org", "first.last@example.org"),
        ("name", "name@", "@example.org", "example.org"),
    ),
    Form(
        "a web address, such as https://example.org/page",
        ("https://example.org/page", "http://www.example.org"),
        ("two words", "?", "name@", "-"),
    ),
    Form("a whole number in digits only", ("0", "42", "1234567"), ("4.2", "a", "4 2", "-", "")),
    Form("letters and digits only", ("a", "abc", "ABC", "a1", "abcdefghij1234567890"), ("a b", "a-b", "a.b", "é", "_")),
    Form("capital letters only", ("A", "ABC", "ABCDEFGHIJKLMNOPQRSTU"), ("abc", "A B", "A1")),
    Form("small letters only", ("a", "abc", "abcdefghijklmnopqrstu"), ("ABC", "a b", "a1")),
)


@lru_cache(maxsize=512)
def words_for(pattern: str) -> str:
    """What a pattern asks for, in words; empty where it is no well-known form and cannot be said part by part."""
    for form in FORMS:
        if all(matches(pattern, text) for text in form.accepts) and not any(
            matches(pattern, text) for text in form.refuses
        ):
            return form.words
    said, example = words_of(pattern), example_for(pattern)
    if said is None or not example:
        return ""
    return said.words if said.fixed else f"{said.words}, such as {example}"


@lru_cache(maxsize=512)
def example_for(pattern: str) -> str:
    """A short text that a pattern is sure to match, made from the pattern; "" where none can be made."""
    example = example_of(pattern)
    return example if example and matches(pattern, example) else ""


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern finds something in a text, as JSON Schema means it, in bounded time."""
    if _BOUNDED is None:  # pragma: no cover - only where the wheel cannot be installed
        try:
            return python_pattern(pattern).search(text) is not None
        except re.error:
            return False
    validator = _validator(pattern)
    return validator is not None and validator.is_valid(text)


def is_pattern(pattern: str) -> bool:
    """Whether a pattern is a regular expression that texts can be matched against."""
    if _BOUNDED is not None:
        return _validator(pattern) is not None
    try:  # pragma: no cover - only where the wheel cannot be installed
        python_pattern(pattern)
    except re.error:  # pragma: no cover
        return False
    return True  # pragma: no cover


@lru_cache(maxsize=512)
def _validator(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    """Made once, for that may take long; also where nothing comes of it: None is no regular expression."""
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=_BOUNDED, offline=True)
    except ValueError:
        return None
