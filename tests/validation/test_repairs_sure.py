"""Which repairs are sure, which a person has to choose, and what nothing is offered for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gatewaydesk.validation.repairs.making import with_edits
from tests.validation.repairing import DOI, DOIS, MAIL, MOMENT, PEOPLE, SPANS, TAGS, URL, offered

YEARS = {"type": "integer", "title": "Youngest", "description": "The age of the youngest, in years."}
CODE_SYSTEMS = {"enum": ["SNOMED RT", "SNOMED CT", "ICD10", "OMOP"]}
WAITS = {"enum": ["Less than 1 week", "1-2 weeks", "More than 6 months", "Not applicable", "Other"]}

# What may have been meant, for a person to choose: schema, what is there, what it may become.
UNSURE: list[tuple[dict[str, Any], Any, list[Any]]] = [
    (PEOPLE, "18k", [18_000]),
    (PEOPLE, "18 thousand", [18_000]),
    (PEOPLE, "12 hundred", [1_200]),
    (PEOPLE, "1.2m", [1_200_000]),
    (PEOPLE, "18.000", [18_000, 18]),
    (PEOPLE, "18.240", [18_240]),
    ({"type": "number"}, "18.240", [18_240, 18.24]),
    (PEOPLE, "1.234.567", [1_234_567]),
    (CODE_SYSTEMS, "SNOMED", ["SNOMED RT", "SNOMED CT"]),
    (CODE_SYSTEMS, "OMOP CDM", ["OMOP"]),
    ({"enum": ["40-44 years", "45-49 years"]}, "40-44", ["40-44 years"]),
    ({"enum": ["Hypotension", "Other"]}, "Hypertension", ["Hypotension"]),
    ({"type": "array", "items": CODE_SYSTEMS}, "OMOP CDM", [["OMOP"]]),
    (
        {"type": "array", "items": {"type": "string"}},
        "Heart failure, acute",
        [["Heart failure", "acute"], ["Heart failure, acute"]],
    ),
    (TAGS, "a;b", [["a;b"]]),
    ({"type": "string", "format": "date"}, "2021-04-03 10:00", ["2021-04-03"]),
    ({"type": "string", "format": "date-time"}, "14/03/2024 09:30", ["2024-03-14T09:30:00Z"]),
    ({"type": "string", "format": "date-time"}, "3/4/2024 9:30", ["2024-04-03T09:30:00Z", "2024-03-04T09:30:00Z"]),
    (DOI, "10.1234/ab-\ncd", ["10.1234/ab-cd"]),
    (URL, "https://example.org/a b", ["https://example.org/a%20b"]),
    ({"type": "string", "maxLength": 12}, "one two three four", ["one two"]),
    (SPANS, "less than 6 months", ["0 - 6 Months"]),
    ({"type": "string", "format": "date"}, "3/4/2021", ["2021-04-03", "2021-03-04"]),
    ({"type": "string", "format": "date"}, "3/4/2021 10:00", ["2021-04-03", "2021-03-04"]),
    (MOMENT, "2021-12-31T24:00:00+01:00", ["2022-01-01T00:00:00+01:00"]),
    (
        {"anyOf": [{"type": "string", "format": "date"}, MOMENT]},
        "2021-04-03T24:00:00Z",
        ["2021-04-04T00:00:00Z", "2021-04-03"],
    ),
    (MAIL, "Jane <jane@x.org>", ["jane@x.org"]),
    ({"type": "string", "pattern": "^[^a-z]*$"}, "Heart disease", ["HEART DISEASE"]),
    ({"type": "string", "format": "date"}, "3/4/21", ["2021-04-03", "2021-03-04"]),
    ({"type": "string", "format": "date"}, "25/12/98", ["1998-12-25"]),
    ({"type": "string", "format": "date"}, "03-Apr-21", ["2021-04-03"]),
    ({"type": "string", "format": "date"}, "3 Apr 21", ["2021-04-03"]),
    ({"type": "string", "format": "date"}, "3/4/2021 10:00 PM", ["2021-04-03", "2021-03-04"]),
    (MOMENT, "3/4/2021 10:00 PM", ["2021-04-03T22:00:00Z", "2021-03-04T22:00:00Z"]),
    (MOMENT, "25/12/2021 12:05 a.m.", ["2021-12-25T00:05:00Z"]),
]
# What nothing is offered for: it says more than the value that could be made of it, or may be two.
NEVER: list[tuple[dict[str, Any], Any]] = [
    *((PEOPLE, text) for text in ("<10", "> 10", "~10", "10+", "about 10", "10-20", "5%", "twelve", "10²", "1½")),
    *(
        (PEOPLE, text)
        for text in ("\x1b]0;pwn\x07 twelve", "\x1b[1m12", "18 months", "18 more", "18,240 or so", "1,23")
    ),
    *((YEARS, text) for text in ("6 months", "6 people", "6 m.")),
    ({"type": "integer", "title": "Age", "description": "In years, or months for infants."}, "6 months"),
    (DOI, "10.1093/ije/dyab028 10.1093/ije/dyab029"),
    (DOI, "10.1093/ije/dyab028\n10.1093/ije/dyab029"),
    (DOI, "https://doi.org/10.1234/a;https://doi.org/10.1234/b"),
    (URL, "https://example.org/a https://example.org/b"),
    (URL, "https://example.org/a, www.example.org/b"),
    (MAIL, "john smith@example.org"),
    (MAIL, "a@example.org, Name <b@example.org>"),
    (CODE_SYSTEMS, "READ"),
    *((WAITS, text) for text in ("Less than 1 month", "More than 6 weeks", "Not available", "2 weeks or 6 months")),
    ({"enum": ["No general methods research", "General research use"]}, "No general research use"),
    ({"enum": ["Minimum dose", "Other"]}, "Maximum dose"),
    ({"enum": ["Female only", "Both"]}, "Male only"),
    ({"enum": ["40-44 years", "50-54 years"]}, "41-44 years"),
    (WAITS, "More than 60 months"),  # a figure is never changed for another
    *((SPANS, text) for text in ("2 - 10 Years", "> 20 Years", "1 - 100 Years")),
    ({"type": "string"}, ["", " "]),
    (SPANS, "10+ years"),  # “> 10 Years” leaves the tenth out
    ({"type": "string", "format": "date"}, "Tuesday 6 April 2009"),  # it was a Monday
    (MAIL, "Jane <" + "j" * 5_000 + "@x.org>"),  # longer than any address
    *((URL, text) for text in ("logo.png", "report.pdf", "1.2.0", "my_file.example")),
]


@pytest.mark.parametrize("rule, value, expected", UNSURE, ids=lambda one: repr(one)[:50])
def test_what_may_be_meant_otherwise_is_offered_and_not_sure(rule: dict[str, Any], value: Any, expected: Any) -> None:
    document = {"a": value}
    [(_, repairs)] = offered({"type": "object", "properties": {"a": rule}}, document)
    unsure = [with_edits(document, one.edits)["a"] for one in repairs if not one.sure]
    assert unsure == expected
    assert len(unsure) == len(repairs), "and nothing else is sure"


@pytest.mark.parametrize("rule, value", NEVER, ids=lambda one: repr(one)[:50])
def test_what_says_more_or_may_be_two_is_left_to_a_person(rule: dict[str, Any], value: Any) -> None:
    [(_, repairs)] = offered({"type": "object", "properties": {"a": rule}}, {"a": value})
    assert [one.label for one in repairs] == []


@pytest.mark.parametrize("one", ["10.1234/a 10.1234/b", "10.1234/a\n10.1234/b", "10.1234/a; https://doi.org/10.1234/b"])
def test_two_values_in_one_item_are_split_and_never_joined(one: str) -> None:
    [(_, repairs)] = offered({"type": "object", "properties": {"a": DOIS}}, {"a": ["10.1234/z", one]})
    assert [with_edits({"a": ["10.1234/z", one]}, each.edits)["a"] for each in repairs] == [
        ["10.1234/z", "10.1234/a", "10.1234/b"]
    ]


def test_an_item_broken_over_two_lines_is_not_joined() -> None:
    [(_, repairs)] = offered({"type": "object", "properties": {"a": DOIS}}, {"a": ["10.1234/ab-\ncd"]})
    assert repairs == ()


@pytest.mark.parametrize(
    ("schema", "text", "sure"),
    [
        ({"type": "string", "format": "date-time"}, "2021-04-03T10:00:00 BST", False),
        ({"type": "string", "format": "date-time"}, "2021-04-03", False),
        ({"type": "string", "format": "date-time"}, "2021-04-03 24:00:00Z", False),
        ({"type": "integer"}, "18,240", True),
        ({"type": "integer"}, "10 200", False),
        ({"type": "integer"}, "0,123", False),
        ({"type": "number"}, "1,234", False),
        ({"enum": ["EN", "FR"]}, "en", False),
        ({"enum": ["en", "fr"]}, "EN", True),
        ({"type": "string", "pattern": "^[A-Z]{2}-[A-Z]{3}$"}, "gb-eng", True),
        ({"type": "string", "pattern": "^(?!foo).*$"}, "foobar", False),
        ({"type": "string", "pattern": "^[^f].*$"}, "foobar", False),
        ({"enum": ["ENGLAND", "FRANCE"]}, "england", True),
        ({"enum": ["Maori", "Welsh"]}, "Mari", False),
        ({"const": "Not applicable"}, "Air quality", False),
        ({"const": "Not applicable"}, "not-applicable", True),
        (URL, "www.example.org", True),
        (URL, "logo.png", False),
        (TAGS, "heart; lung", True),
        (TAGS, "Carcinoma, Hepatocellular", False),
        (TAGS, "Smith, John", False),
        ({"type": ["string", "null"], "minLength": 2}, "", True),
    ],
    ids=str,
)
def test_only_what_can_be_meant_in_one_way_is_sure(schema: Any, text: str, sure: bool) -> None:
    found = [
        repair for _, some in offered({"type": "object", "properties": {"a": schema}}, {"a": text}) for repair in some
    ]
    assert any(one.sure for one in found) is sure


@pytest.mark.parametrize(
    "text",
    ["2024-03-14T09:30:00", "2024-03-14T09:30", "2024-03-14 09:30", "14 March 2024 09:30", "2024-03-14T24:00:00Z"],
)
def test_a_time_that_is_written_is_never_turned_into_midnight(text: str) -> None:
    rule = {"type": "string", "format": "date-time"}
    found = [
        repair for _, some in offered({"type": "object", "properties": {"a": rule}}, {"a": text}) for repair in some
    ]
    made = [with_edits({"a": text}, one.edits)["a"] for one in found]
    assert made == ["2024-03-15T00:00:00Z" if "24:" in text else "2024-03-14T09:30:00Z"]  # 24:00 is a midnight
    assert not any(one.sure for one in found), "its zone is not said"


LANGUAGES = ["en", "ng", "fr", "ga", "gl", "sv", "sw", "zh"]
SAMPLES = ["RNA", "DNA", "CDNA/MRNA", "MicroRNA"]


@pytest.mark.parametrize(
    ("options", "text", "expected"),
    [
        (LANGUAGES, "eng", ["en"]),
        (LANGUAGES, "gle", ["ga"]),
        (LANGUAGES, "swe", ["sv"]),
        (LANGUAGES, "fre", ["fr"]),
        (LANGUAGES, "en-GB", ["en"]),
        (LANGUAGES, "zh_Hans", ["zh"]),
        (LANGUAGES, "deu", []),
        (LANGUAGES, "xng", []),
        (LANGUAGES, "Français", ["fr"]),
        (LANGUAGES, "gaeilge", ["ga"]),
        (LANGUAGES, "中文", ["zh"]),
        (LANGUAGES, "Deutsch", []),
        (["de", "nl"], "Deutsch", ["de"]),
        (["English", "German", "Dutch"], "Deutsch", ["German"]),
        (["English", "Dutch"], "Deutsch", []),
        (["Dutch oven", "Deutsche Bahn"], "Deutsch", ["Deutsche Bahn"]),
        (["GB", "SV", "US"], "swe", []),
        (["no", "yes"], "nor", []),
        (["GB", "FR"], "UK", ["GB"]),
        (SAMPLES, "RNA/DNA", ["RNA", "DNA"]),
        (SAMPLES, "DNA and RNA", ["DNA", "RNA"]),
        (SAMPLES, "cDNA", ["CDNA/MRNA"]),
        (SAMPLES, "RNA/protein", ["RNA"]),
        (["Yes", "No"], "Yess", ["Yes"]),
        (["", "Low", "High"], "lo", []),
        (["", "Low", "High"], "Medium", []),
        (["English", "Bengali"], "engl", ["English"]),
        (["SNOMED CT", "SNOMED RT"], "SNOMED", ["SNOMED CT", "SNOMED RT"]),
    ],
)
def test_what_is_offered_is_what_a_person_would_accept_and_what_the_sentence_says(
    options: list[str], text: str, expected: list[str]
) -> None:
    schema = {"type": "object", "properties": {"a": {"enum": options}}}
    [(problem, some)] = offered(schema, {"a": text})
    assert [with_edits({"a": text}, one.edits)["a"] for one in some] == expected
    _, _, asked = problem.message.partition("Did you mean ")
    assert re.findall("“([^”]*)”", asked) == expected


def test_an_item_that_names_several_choices_is_made_several_items() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"enum": SAMPLES}}}}
    for value in ({"a": ["MicroRNA", "RNA/DNA"]}, {"a": "MicroRNA, RNA/DNA"}, {"a": "rna / dna"}):
        [(_, some)] = offered(schema, value)
        made = [with_edits(value, one.edits)["a"] for one in some]
        if value["a"] == ["MicroRNA", "RNA/DNA"]:
            assert made == [["MicroRNA", "RNA", "DNA"]]
        if value["a"] == "rna / dna":
            assert made == [["RNA", "DNA"]]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["Available", "Archived"], "unavailable"),
        (["Regular", "Irregular"], "irregula"),
        (["Irregular", "Static"], "Regular"),
        (["General research use", "Research use only"], "No general research use"),
        (["Ethics approval required", "None"], "Ethics approval not required"),
        (["With consent", "Unknown"], "No consent"),
    ],
)
def test_the_opposite_is_never_meant(options: list[str], text: str) -> None:
    schema = {"type": "object", "properties": {"a": {"enum": options}}}
    [(problem, some)] = offered(schema, {"a": text})
    made = [with_edits({"a": text}, one.edits)["a"] for one in some]
    assert made == (["Irregular"] if text == "irregula" else [])
    assert "Did you mean" not in problem.message or "Irregular" in problem.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.a.org/x", [("https", True), ("unwrap", False)]),
        ("a.org/x", [("https", False), ("unwrap", False)]),
        ("not a link", [("unwrap", False)]),
    ],
)
def test_what_only_gets_round_the_rule_for_items_is_not_sure(text: str, expected: list[tuple[str, bool]]) -> None:
    rule = {"anyOf": [{"type": "string", "pattern": "([^,]+)"}, {"type": "array", "items": URL}, {"type": "null"}]}
    [(_, repairs)] = offered({"type": "object", "properties": {"a": rule}}, {"a": [text]})
    assert [(one.kind, one.sure) for one in repairs] == expected


def test_what_only_gets_round_the_rule_for_a_single_value_is_not_sure() -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    [(_, repairs)] = offered(
        {"type": "object", "properties": {"a": {"anyOf": [URL, MAIL, texts]}}}, {"a": "not a link"}
    )
    assert [(one.label, one.sure) for one in repairs] == [("Make it a list of one", False)]
    codes = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"enum": ["Yes", "No"]}}]}
    [(_, repairs)] = offered({"type": "object", "properties": {"a": codes}}, {"a": ["perhaps"]})
    assert [(one.label, one.sure) for one in repairs] == [("Take it out of its list", False)]


def test_the_items_of_a_list_in_a_list_are_not_surely_one_text() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}
    [(_, repairs)] = offered(schema, {"a": [["one", "two"]]})
    assert [(one.kind, one.sure) for one in repairs] == [("unwrap", True), ("join", False)]
    assert with_edits({"a": [["one", "two"]]}, repairs[0].edits) == {"a": ["one", "two"]}
    [(_, repairs)] = offered(schema, {"a": ["zero", ["one", "two"]]})
    assert [(one.kind, one.sure) for one in repairs] == [("join", False)]
