# ruff: noqa: E501 - a row is a line
"""Every keyword has a sentence; the numbers, the value and what was probably meant are in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.schema.pattern_words import words_of
from gatewaydesk.schema.patterns import example_for, matches, words_for
from gatewaydesk.schema.visible import visible
from gatewaydesk.validation.datewords import date_advice
from gatewaydesk.validation.phrases import quoted, titled
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.told import Told
from gatewaydesk.validation.wording import TABLE, say
from tests.validation.checking import ENGINES, checked, told

DOI = {"type": "string", "pattern": r"^10.\d{4,9}/[-._;()/:a-zA-Z0-9]+$"}
ROWS: list[tuple[Any, Any, str]] = [
    ({"type": "string", "maxLength": 500}, "x" * 612, "Must have at most 500 characters; it has 612 (112 too many)."),
    ({"type": "string", "maxLength": 1}, "x" * 20_000, "Must have at most 1 character; it has 20,000 (19,999 too many)."),
    ({"type": "string", "minLength": 5}, "abc", "Must have at least 5 characters; it has 3 (2 too few)."),
    ({"type": "integer"}, "12a", "Must be a whole number; it says “12a”."),
    ({"type": "integer"}, "12,000", "Must be a whole number, not the text “12,000”."),
    ({"type": ["string", "integer"]}, [1], "Must be text or a whole number; it is a list of 1 item."),
    ({"type": "integer", "maximum": 5000}, 12_000, "Must be at most 5,000; it is 12,000 (7,000 above)."),
    ({"type": "number", "minimum": 0.3}, 0.1, "Must be at least 0.3; it is 0.1 (0.2 below)."),
    ({"type": "number", "exclusiveMinimum": 0}, 0, "Must be more than 0; it is 0."),
    ({"type": "number", "exclusiveMaximum": 10}, 12, "Must be less than 10; it is 12 (2 above)."),
    ({"type": "number", "multipleOf": 0.5}, 0.7, "Must be a multiple of 0.5; it is 0.7."),
    ({"enum": ["A", "B", "C"]}, "x", "Must be one of: A, B or C; it says “x”."),
    ({"enum": ["Alliance", "Hub"]}, "aliance", "Must be one of: Alliance or Hub; it says “aliance”. Did you mean “Alliance”?"),
    ({"enum": [f"code{n}x" for n in range(184)]}, "zzz", "Must be one of the 184 choices; it says “zzz”."),
    ({"const": "yes"}, "no", "Must be “yes”; it says “no”."),
    ({"type": "string", "format": "date"}, "3/4/2021", "Must come as YYYY-MM-DD; “3/4/2021” could be 3 April or 4 March 2021."),
    ({"type": "string", "format": "date"}, "2024-02-30", "Must come as YYYY-MM-DD; “2024-02-30” does not exist: February 2024 has 29 days."),
    ({"type": "string", "format": "uri"}, "example.org/x", "Must be a full web address, such as https://example.org/page; “example.org/x” lacks https:// before it."),
    ({"type": "string", "format": "date"}, 2021, "Must be a date, such as 2024-03-01; it is the number 2,021."),
    ({"type": ["string", "array"], "format": "email"}, 5, "Must be an e-mail address (name@example.org) or a list; it is the number 5."),
    ({"type": "string", "enum": ["A", "B"]}, 5, "Must be one of: A or B; it is the number 5."),
    (DOI, "10.1234/ab cd", "Must be a DOI such as 10.1234/abcd; “10.1234/ab cd” has a space in it."),
    (DOI, "10.12/abcd", "Must be a DOI such as 10.1234/abcd; “10.12/abcd” has 2 digits between “10.” and the slash, where four or more belong."),
    (DOI, "10.1234/ab<c", "Must be a DOI such as 10.1234/abcd; “10.1234/ab<c” holds “<”, which the schema does not take in a DOI."),
    (DOI, "10.1234/", "Must be a DOI such as 10.1234/abcd; “10.1234/” lacks the slash, or the part behind it."),
    (DOI, "abcd", "Must be a DOI such as 10.1234/abcd; “abcd” does not begin with “10.”, as each DOI does."),
    (DOI, "https://doi.org/10.1234/ab", "Must be a DOI such as 10.1234/abcd; “https://doi.org/10.1234/ab” has “https://doi.org/” before it."),
    ({"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}, "1.0", "Must be three numbers with dots, such as 1.0.0; it says “1.0”."),
    ({"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}, "1.0.0\n", "Must be written without a new line at its end: “1.0.0”."),
    ({"type": "string", "pattern": "^(?=q)[qz]{4}$", "examples": ["qqqz"]}, "x", "Does not have the expected form; it says “x”. An example: “qqqz”."),
    ({"type": "string", "pattern": "^(?:q|[a-c]-)+$"}, "x", "Does not have the expected form; it says “x”. A text of that form: “q”."),
    ({"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}, "x", "Must be three capital letters, a hyphen and four digits, such as ABC-1234; it says “x”."),
    (DOI, "10.12a/xx", "Must be a DOI such as 10.1234/abcd; “10.12a/xx” holds “a” before the slash, where only digits belong."),
    ({"type": "string", "format": "date"}, "3 Apirl 2021", "Must be a date, such as 2024-03-01; it says “3 Apirl 2021”."),
    ({"type": "null"}, "", "Must hold nothing at all, not even empty text."),
    ({"const": None}, [], "Must hold nothing at all, not even an empty list."),
    ({"enum": [None]}, " ", "Must hold nothing at all, not even empty text."),
    ({"type": "null"}, "x", "Must be empty; it says “x”."),
    ({"enum": []}, "b", "Must not be filled in here: remove it."),
    ({"type": "number"}, "37,5", "Must be a number; “37,5” has a comma where a point belongs."),
    ({"type": "number"}, "1,2345", "Must be a number; “1,2345” has a comma where a point belongs."),
    ({"type": "number"}, "1,234.5", "Must be a number, not the text “1,234.5”."),
    ({"type": "integer"}, "37,5", "Must be a whole number; it says “37,5”."),
    ({"type": "number"}, "1.234,5", "Must be a number; it says “1.234,5”."),
    ({"type": "integer", "anyOf": [{"minimum": 10}, {"maximum": 5}]}, 7, "Must be a number of at least 10 or a number of at most 5; it is the number 7."),
    ({"anyOf": [{"exclusiveMinimum": 10}, {"multipleOf": 5}]}, 7, "Must be a number of more than 10 or a multiple of 5; it is the number 7."),
    ({"not": {"minItems": 2}}, [1, 2], "Must not be a list of at least 2 items; it is a list of 2 items."),
    ({"not": {"anyOf": [{"type": "string"}, {"minimum": 5}]}}, 9, "Must not be text or a number of at least 5; it is the number 9."),
    ({"not": {"anyOf": [{"type": "string"}, {"required": ["x"], "maxProperties": 3}]}}, "x", "Must be something else; it says “x”."),
    ({"type": "number", "maximum": 1}, 1.0000001, "Must be at most 1; it is 1.0000001 (0.0000001 above)."),
    ({"type": "string", "pattern": "^(?!.*  ).*$"}, "a  b", "Does not have the expected form; it says “a  b”. A text of that form: “abc”."),
    ({"const": 42}, 41, "Must be 42; it is the number 41."),
    ({"const": 42}, "42", "Must be 42, not the text “42”."),
    ({"const": True}, False, "Must be Yes; it is No."),
    ({"enum": [4200]}, 1, "Must be 4200; it is the number 1."),
    ({"not": {"const": 7}}, 7, "Must not be 7; it is the number 7."),
    ({"type": "array", "contains": {"const": False}}, [], "Must have at least 1 item of this kind: no. It has 0."),
    ({"type": "array", "uniqueItems": True}, [7, 1, 7], "Is the same as number 1 in this list (7): take one of them out."),
    ({"type": "string", "format": "date"}, "March 2021", "Must come as YYYY-MM-DD; “March 2021” has no day."),
    ({"type": "array", "uniqueItems": True}, ["a", "b", "a"], "Is the same as number 1 in this list (“a”): take one of them out."),
    ({"type": "array", "minItems": 3}, [1], "Must have at least 3 items; it has 1. Add 2 more."),
    ({"type": "array", "maxItems": 1}, [1, 2], "Must have at most 1 item; it has 2 (1 too many)."),
    ({"type": "object", "maxProperties": 1}, {"a": 1, "b": 2}, "Must have at most 1 member; it has 2 (1 too many)."),
    ({"type": "array", "contains": {"type": "string"}}, [1], "Must have at least 1 item of this kind: text. It has 0."),
    ({"type": "array", "contains": {"const": "x"}, "minContains": 2, "maxContains": 2}, ["x"], "Must have exactly 2 items of this kind: “x”. It has 1."),
    ({"type": "array", "contains": {"minimum": 5}, "minContains": 2, "maxContains": 3}, [6], "Must have at least 2 and at most 3 items of this kind: a number of at least 5. It has 1."),
    ({"type": "array", "contains": {"const": "x"}, "maxContains": 1}, [], "Must have exactly 1 item of this kind: “x”. It has 0."),
    ({"type": "array", "contains": {"type": "string"}, "minContains": 0, "maxContains": 0}, ["a"], "Must have no item of this kind: text. It has 1."),
    ({"not": {"type": "string"}}, "a", "Must not be text; it says “a”."),
    ({"not": {"enum": ["a", "b"]}}, "a", "Must not be “a” or “b”; it says “a”."),
    ({"not": {"format": "date"}}, "2024-03-01", "Must not be a date, such as 2024-03-01; it says “2024-03-01”."),
    ({"not": {"type": "integer", "minimum": 5}}, 7, "Must not be a whole number of at least 5; it is the number 7."),
    ({"not": {"type": "object", "properties": {"b": {"const": 1}}}}, {"b": 1}, "Must be something else; it is “{\"b\": 1}”."),
    ({"not": {}}, 1, "Must not be filled in here: remove it."),
    ({"const": [1]}, [2], "Must be “[1]”; it is “[2]”."),
    ({"const": None}, "x", "Must be empty; it says “x”."),
    ({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 5, "Fits more than one of the forms that are allowed here, and must fit exactly one."),
    (
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, {"enum": ["NOW", "NEVER"]}]},
        "x",
        "Must be a date (2024-03-01), a date and time with its zone (2024-03-01T09:30:00Z) or one of: NOW or NEVER; it says “x”.",
    ),
    (
        {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {"title": "Age"}, "b": {}}},
        {"c": 1},
        "Needs at least one of “Age” or “B”.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("rule", "value", "sentence"), ROWS, ids=[row[2][:40] for row in ROWS])
def test_sentences(rule: Any, value: Any, sentence: str, engine: Any) -> None:
    schema = {"type": "object", "properties": {"a": rule}}
    place = "/a/2" if "uniqueItems" in rule else "/a"  # a repeat is told where it stands again
    assert told(schema, {"a": value}, engine) == [(place, sentence)]


@pytest.mark.parametrize("engine", ENGINES)
def test_names_and_dependent_members(engine: Any) -> None:
    named = {"type": "object", "propertyNames": {"maxLength": 2}}
    assert told(named, {"abc": 1}, engine) == [
        ("/abc", "Is not a name that is allowed here: it must have at most 2 characters; it has 3 (1 too many).")
    ]
    dependent = {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}}
    assert told(dependent, {"a": 1}, engine) == [("/b", "Required because “A” is filled in.")]
    assert told(dependent, {"a": None}, engine) == [("/b", "Required because “A” is there, although it says nothing.")]
    older = {"$schema": "http://json-schema.org/draft-07/schema#", **dependent, "dependencies": {"a": ["b"], "c": {}}}
    del older["dependentRequired"]
    assert told(older, {"a": ""}, engine) == [("/b", "Required because “A” is there, although it says nothing.")]
    hidden = {"allOf": [{"anyOf": [dependent]}, {"properties": {"c": {}}}]}
    assert told(hidden, {"a": 1}, engine)[0][1].startswith("Required because")
    alone = {"type": "object", "properties": {"a": {}, "b": {"title": "Bee"}}, "not": {"required": ["b"]}}
    assert told(alone, {"b": 1}, engine) == [("/b", "Must not be filled in here: remove it.")]
    together = {**alone, "not": {"required": ["a", "b"]}}
    assert told(together, {"a": 1, "b": 1}, engine) == [
        ("/b", "“A” and “Bee” must not be filled in together: leave one of them out.")
    ]
    closed = {"type": "object", "properties": {"a": False}}
    assert told(closed, {"a": 1}, engine) == [("/a", "Must not be filled in here: remove it.")]


@pytest.mark.parametrize("engine", ENGINES)
def test_of_members_that_stand_against_each_other_each_is_named(engine: Any) -> None:
    either = {
        "type": "object",
        "properties": {"a": {}, "b": {"title": "Bee"}, "c": {}},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}],
    }
    assert told(either, {"a": 1, "b": 1}, engine) == [("/b", "Fill in only one of “A” and “Bee”.")]
    assert told(either, {"a": 1, "b": 1, "c": 1}, engine) == [("/c", "Fill in only one of “A”, “Bee” and “C”.")]
    assert told(either, {"b": 1}, engine) == []
    kept = {"type": "object", "properties": {"x": {"$ref": "#/$defs/e"}}, "$defs": {"e": either}}
    assert told(kept, {"x": {"a": 1, "b": 1}}, engine) == [("/x/b", "Fill in only one of “A” and “Bee”.")]
    shared = {**either, "oneOf": [{"required": ["a", "c"]}, {"required": ["c", "b"], "title": "With b"}]}
    assert told(shared, {"a": 1, "b": 1, "c": 1}, engine) == [("/b", "Fill in only one of “A” and “Bee”.")]
    generic = "Fits more than one of the forms that are allowed here, and must fit exactly one."
    for forms in (
        [{"required": ["a"]}, {"required": ["a", "b"]}],  # taking “a” out helps nothing
        [{"required": ["a", "c"]}, {"required": ["b"]}],  # “a” and “c” may stand together
        [{"maxProperties": 9}, {"minProperties": 1}],
        [{"required": ["a"], "minProperties": 5}, {"required": ["b"]}, {"required": ["c"]}],
    ):
        found = told({**either, "oneOf": forms}, {"a": 1, "b": 1, "c": 1}, engine)
        assert found == [("", generic)], forms


def test_suggestions_are_facts_for_repairs() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "format": "date"}, "b": {"enum": ["Hub", "Core"]}},
    }
    date, choice = checked(schema, {"a": "31/12/2020", "b": "hub"})
    assert date.facts["suggestion"] == "2020-12-31"
    assert choice.facts["suggestion"] == "Hub"


def test_every_keyword_has_a_sentence_without_jargon() -> None:
    facts = {"limit": 3, "multiple_of": 2, "unexpected": "x", "format": "colour", "expected_value": "y"}
    for keyword in [*TABLE, "keyword-of-tomorrow"]:
        sentence = say(keyword, Told(facts, "abcd"))
        assert sentence[0].isupper() and sentence.endswith("."), keyword
        assert not any(jargon in sentence for jargon in ("schema path", "anyOf", "None", "null", "{")), sentence


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"^([0-9]+)\.([0-9]+)\.([0-9]+)$", "three numbers with dots, such as 1.0.0"),
        (r"^10.\d{4,9}/[-._;()/:a-zA-Z0-9]+$", "a DOI such as 10.1234/abcd, without https://doi.org/ before it"),
        (
            r"^[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$",
            "a UUID, such as 5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134",
        ),
        (r"^[A-Z]{2}(-[A-Z]{2,3})?$", "a country code in capital letters, such as GB or GB-ENG"),
        (r"^q{3}$", "“qqq”"),
        (r"^\d{2}/\d{4}$", "two digits, a slash and four digits, such as 12/3456"),
        (r"^(NHS|HSC)-[0-9]{3,}$", "“NHS” or “HSC”, a hyphen and at least three digits, such as NHS-123"),
        (r"^(red|green|blue)$", "“red”, “green” or “blue”"),
        (r"^[A-Z]{3,6}$", "three to six capital letters, such as ABC"),
        (
            r"^[A-Za-z]\d?(-\d{2})?$",
            "a letter and an optional digit, perhaps followed by a hyphen and two digits, such as a1-23",
        ),
        (r"^(\d{4}|\d{4}-\d{2})$", "four digits, or four digits, a hyphen and two digits, such as 1234"),
        (r"^[^,;]+$", "one or more characters other than commas or semicolons, such as abc"),
        (r"^https://ror\.org/.*$", "text that begins with “https://ror.org/”"),
        (r"_at$", "text that ends with “_at”"),
        (r"^[\w.-]{2}$", "two letters, digits, hyphens, full stops or underscores, such as a1"),
        (r"^(?=.*x)[a-z]{3}$", ""),  # what a look around asks for is not said
        (r"^(a)\1$", ""),
        (r"^é+$", ""),
        ("(" * 50 + ")" + "{60})" * 49 + "{60}", ""),  # nothing, very many times
        (r"^(((ab){9}){9}){9}$", ""),
        (r"^.*$", ""),
        (r"([^,]+)", "text that holds more than commas, such as one,two"),
        ("[", ""),
    ],
)
def test_well_known_patterns_are_put_into_words(pattern: str, words: str) -> None:
    assert words_for(pattern) == words


@pytest.mark.parametrize(
    ("text", "wanted", "advice", "suggestion"),
    [
        ("5 March 2020", "date", "“5 March 2020” would be 2020-03-05", "2020-03-05"),
        ("20200305", "date", "“20200305” would be 2020-03-05", "2020-03-05"),
        ("5/5/2020", "date", "“5/5/2020” would be 2020-05-05", "2020-05-05"),
        ("2020-03", "date", "“2020-03” has no day", ""),
        ("March 2021", "date", "“March 2021” has no day", ""),
        ("Sept. 2021", "date", "“Sept. 2021” has no day", ""),
        ("2021 march", "date", "“2021 march” has no day", ""),
        ("3/2021", "date", "“3/2021” has no day", ""),
        ("March 2021", "date-time", "“March 2021” has no day", ""),
        ("13/2021", "date", "", ""),
        ("10.1234", "date", "", ""),
        ("Table 2021", "date", "", ""),
        ("2020-03-05T10:00:00Z", "date", "“2020-03-05T10:00:00Z” holds a time as well", "2020-03-05"),
        ("2020-03-05", "date-time", "“2020-03-05” has no time of day", "2020-03-05T00:00:00Z"),
        ("31/31/2020", "date", "there is no such day as “31/31/2020”", ""),
        ("soon", "date", "", ""),
        ("3-Apr-21", "date", "“3-Apr-21” would be 2021-04-03", ""),
        ("3 April 98", "date", "“3 April 98” would be 1998-04-03", ""),
        ("31-Apr-21", "date", "", ""),
        ("3 cats 21", "date", "", ""),
        ("3/Apr/2021", "date", "“3/Apr/2021” would be 2021-04-03", "2021-04-03"),
        ("25/12/2021 10:00", "date", "“25/12/2021 10:00” holds a time as well", "2021-12-25"),
        (
            "25/12/2021 10:00",
            "date-time",
            "“25/12/2021 10:00” does not say its time zone (Z stands for Greenwich time)",
            "",
        ),
        ("3/4/2021 10:00 PM", "date", "“3/4/2021 10:00 PM” could be 3 April or 4 March 2021", ""),
        (
            "2021-04-03 10:00:00 UTC",
            "date-time",
            "“2021-04-03 10:00:00 UTC” would be 2021-04-03T10:00:00Z",
            "2021-04-03T10:00:00Z",
        ),
        ("2021-04-03 25:00 GMT", "date-time", "there is no hour 25", ""),
        ("2021–04–03", "date", "“2021–04–03” would be 2021-04-03", "2021-04-03"),
        ("2021–04–03", "date-time", "“2021–04–03” would be 2021-04-03, and no time of day is given", ""),
        ("３/４/２０２１", "date", "“３/４/２０２１” could be 3 April or 4 March 2021", ""),
        ("２０２１-０４-０３", "date", "“２０２１-０４-０３” would be 2021-04-03", "2021-04-03"),
        ("2021-04-03" + " x" * 200, "date", "", ""),
    ],
)
def test_dates_are_understood(text: str, wanted: str, advice: str, suggestion: str) -> None:
    assert date_advice(text, wanted) == (advice, suggestion)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_member_that_is_no_field_is_quoted_as_it_stands(engine: Any) -> None:
    group = {"title": "Summary", "type": "object", "properties": {"title": {}}, "additionalProperties": False}
    schema = {"type": "object", "properties": {"s": group}}
    said = {
        "Title": "Summary: “Title” is not a field of this schema. Did you mean “title”?",
        "title ": "Summary: “title ” (with a space behind it) is not a field of this schema. Did you mean “title”?",
        " zz": "Summary: “ zz” (with a space before it) is not a field of this schema: remove it, or move its content "
        "elsewhere.",
        "\tzz": "Summary: “␉zz” is not a field of this schema: remove it, or move its content elsewhere.",
        "\u00a0zz\n": "Summary: “\u00a0zz␊” (with a space before it) is not a field of this schema: remove it, or move its "
        "content elsewhere.",
        "": "Summary: Member without a name is not a field of this schema: remove it, or move its content elsewhere.",
        "a\n\u202eb": "Summary: “a␊[U+202E]b” is not a field of this schema: remove it, or move its content elsewhere.",
    }
    for name, sentence in said.items():
        (problem,) = checked(schema, {"s": {name: 1}}, engine)
        assert problem.sentence == sentence
        assert problem.pointer == ("s", name)  # the place itself stays as it is


def test_titles_that_are_no_noun_are_quoted() -> None:
    schema = {"type": "object", "properties": {"a": {"title": "Published every", "enum": ["x", "y"]}}}
    (problem,) = checked(schema, {"a": 1})
    assert problem.sentence == "“Published every” must be one of: x or y; it is the number 1."
    assert Problem(("a",), "k", "“tbc” looks like a placeholder.", title="Logo").sentence.startswith("Logo: “tbc”")


HOSTILE = "a\x1b[2J\r\n\u202e\u2028\u200b" + "n" * 5000


@pytest.mark.parametrize("engine", ENGINES)
def test_no_sentence_holds_what_cannot_be_seen_or_read(engine: Any) -> None:
    rules: list[tuple[Any, Any]] = [
        ({"type": "integer"}, HOSTILE),
        ({"enum": [HOSTILE[:20], "b"]}, "x"),
        ({"enum": [HOSTILE, "b"]}, "x"),
        ({"additionalProperties": False}, {"\ud800": "\ud800"}),
        ({"const": HOSTILE}, "x"),
        ({"const": {HOSTILE: 1}}, "x"),
        ({"maximum": 1}, 10**4000),
        ({"format": "date"}, "2024-01-01T10:00" + HOSTILE),
        ({"format": "date-time"}, "2024-01-01T9" + "9" * 5000),
        ({"contentEncoding": HOSTILE}, "x"),
        ({"title": HOSTILE, "type": "object", "required": [HOSTILE]}, {}),
        ({"title": HOSTILE, "additionalProperties": False}, {HOSTILE: 1}),
        ({"title": HOSTILE, "propertyNames": {"maxLength": 2}}, {HOSTILE: 1}),
        ({"title": HOSTILE, "items": {"type": "object", "required": ["q"]}}, [{"name": HOSTILE}]),
        ({"title": HOSTILE, "uniqueItems": True}, [HOSTILE, HOSTILE]),
        ({"not": {"required": [HOSTILE]}}, {HOSTILE: 1}),
        ({"dependentRequired": {HOSTILE: ["q"]}}, {HOSTILE: 1}),
    ]
    for rule, value in rules:
        for one in checked({"type": "object", "properties": {"a": rule}}, {"a": value}, engine):
            for text in (one.sentence, one.message, one.title, *one.trail):
                assert text.isprintable() and len(text) < 700, (rule, text[:200])


def test_numbers_lists_and_halves_are_told_apart_by_what_is_seen() -> None:
    assert (visible("a\tb\x7f"), visible("né — 日本 \u200d")) == ("a␉b␡", "né — 日本 \u200d")
    assert quoted(" a\n b ") == "“a b”" and len(quoted("x" * 10**6)) == 42
    assert titled("“A”") == "“A”" and titled("A") == "“A”"


_PIECES = st.sampled_from(
    [
        r"[A-Z]",
        r"[a-z]",
        r"\d",
        r"[0-9a-f]",
        r"[A-Za-z0-9_.-]",
        r"\w",
        r"-",
        r"/",
        r"\.",
        r"AB",
        r"(?:x|yz)",
        r"[^,]",
        r".",
        r"(?:-\d)",
    ]
)
_TIMES = st.sampled_from(["", "", "{2}", "{1,3}", "{2,}", "+", "*", "?"])


@given(st.lists(st.tuples(_PIECES, _TIMES), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_the_example_of_a_pattern_always_fits_it(parts: list[tuple[str, str]], begins: bool, ends: bool) -> None:
    middle = "".join(f"(?:{piece}){times}" if times else piece for piece, times in parts)
    pattern = f"{'^' if begins else ''}{middle}{'$' if ends else ''}"
    said = words_of(pattern)
    made = example_for(pattern)
    assert not made or matches(pattern, made)
    if said is not None:
        assert made and said.words.isprintable(), pattern


@pytest.mark.parametrize("engine", ENGINES)
def test_choices_that_the_sentence_does_not_list_are_among_the_facts(engine: Any) -> None:
    many = [f"code {number}" for number in range(20)]
    rules = [
        {"enum": many},
        {"oneOf": [{"enum": many}, {"type": "string", "format": "date"}]},
        {"type": "string", "enum": many},
    ]
    for rule, value in zip(rules, ("x", "x", 5), strict=True):
        (problem,) = checked({"type": "object", "properties": {"a": rule}}, {"a": value}, engine)
        assert "20 choices" in problem.message and problem.facts["choices"] == many
    (listed,) = checked({"type": "object", "properties": {"a": {"enum": many[:3]}}}, {"a": "x"}, engine)
    assert "choices" not in listed.facts


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_value_beside_it_forbids_says_which(engine: Any) -> None:
    schema = {
        "properties": {"a": {"enum": ["yes", "no"], "title": "Ay"}, "b": {"type": "string", "title": "Bee"}},
        "if": {"properties": {"a": {"const": "yes"}}, "required": ["a"]},
        "then": {"required": ["b"]},
        "else": {"properties": {"b": False}},
    }
    assert told(schema, {"a": "no", "b": "x"}, engine) == [
        ("/b", "Must not be filled in because “Ay” is not “yes”: remove it.")
    ]
    assert told(schema, {"a": "yes"}, engine) == [("/b", "Required because “Ay” is “yes”.")]


def test_a_field_that_the_schema_has_elsewhere_is_told_where() -> None:
    member = {"type": "string"}
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "summary": {"title": "Summary", "properties": {"abstract": member, "name": member}},
            "tables": {
                "type": "array",
                "title": "Tables",
                "items": {"properties": {"columns": member, "name": member}},
            },
            "closed": {"properties": {"x": member}, "additionalProperties": False},
            "either": {
                "oneOf": [
                    {"properties": {one: member}, "required": [one], "additionalProperties": False}
                    for one in ("m", "n")
                ]
            },
        },
    }
    value = {
        "abstract": "",
        "columns": "",
        "name": "",
        "other": "",
        "closed": {"tables": []},
        "either": {"m": "", "n": ""},
    }
    assert dict(told(schema, value)) == {
        "/abstract": "Is not a field here, but in “Summary”: move it there, or remove it.",
        "/columns": "Is not a field here, but in “Tables”: move it there, or remove it.",
        "/name": "Is not a field here, only elsewhere in this schema: move it there, or remove it.",
        "/other": "Is not a field of this schema: remove it, or move its content elsewhere.",
        "/closed/tables": "Is not a field here, but one of the whole document: move it there, or remove it.",
        "/either/n": "Is part of another form than the one that is filled in here: remove it, or choose that form.",
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_is_told_to_move_something_over_what_is_filled_in(engine: Any) -> None:
    member = {"type": "string"}
    rows = {"type": "array", "items": {"properties": {"size": member}}}
    inner = {"type": "object", "title": "Summary", "properties": {"abstract": member}, "additionalProperties": False}
    properties = {"summary": inner, "note": member, "rows": rows}
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    value = {
        "abstract": "a",
        "size": "b",
        "summary": {"abstract": "b", "note": "n"},
        "note": "m",
        "rows": [{"size": "b"}],
    }
    assert dict(told(schema, value, engine)) == {
        "/abstract": "Is not a field here, but in “Summary”, where it is filled in already: see that the right one of "
        "the two stands there, and remove this one.",
        "/summary/note": "Is not a field here, but one of the whole document, which is filled in already: see that the "
        "right one of the two stands there, and remove this one.",
        "/size": "Is not a field here, but in “Rows”: move it there, or remove it.",
    }
    value = {"abstract": "b", "summary": {"abstract": "b", "note": "m"}, "note": "m"}
    assert dict(told(schema, value, engine)) == {
        "/abstract": "Is not a field here, but in “Summary”, where the same is written: remove it.",
        "/summary/note": "Is not a field here, but one of the whole document, where the same is written: remove it.",
    }
    value = {"abstract": "b", "summary": {"abstract": " "}}
    assert told(schema, value, engine)[-1][1] == "Is not a field here, but in “Summary”: move it there, or remove it."


@pytest.mark.parametrize("engine", ENGINES)
def test_a_member_of_another_alternative_has_its_title(engine: Any) -> None:
    ay, bee, cee = (
        {"properties": {name: {"title": title} if title else {}}, "required": [name]}
        for name, title in (("a", "Ay"), ("b", "Bee"), ("c", ""))
    )
    for forms, value, names in (
        ([ay, bee], {"a": 1, "b": 2}, "“Ay” and “Bee”"),
        ([ay, cee], {"a": 1, "c": 2}, "“Ay” and “C”"),
    ):
        [problem] = checked({"oneOf": forms}, value, engine)
        assert problem.message == f"Fill in only one of {names}."
        assert problem.title == names.split("“")[-1].strip("”")
    [(_, said)] = told({"type": "object", "anyOf": [{"allOf": [ay]}, {"allOf": [cee]}]}, {"q": 1}, engine)
    assert said == "Needs “Ay” or “C”."


def test_an_item_of_a_row_and_a_wrong_name_are_named_once() -> None:
    grid = {"type": "array", "title": "Corners", "items": {"type": "array", "items": {"type": "number"}}}
    names = {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}
    problems = checked({"type": "object", "properties": {"a": grid, "b": names}}, {"a": [[1, "x"]], "b": {"B": 1}})
    assert [one.sentence for one in problems] == [
        "“Corner 1, item 2” must be a number; it says “x”.",
        "B: “B” is not a name that is allowed here: it must be small letters only; it says “B”.",
    ]
