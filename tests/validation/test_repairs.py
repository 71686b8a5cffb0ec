"""Repairs one by one: what is offered for which problem, best first, and what it comes to."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from gatewaydesk.pointer import to_text
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.misread import reread
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs import Mender, Repair, repairs_for
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.repairs.numbers import number_in
from gatewaydesk.validation.tidying import tidied
from tests.validation.checking import ready

YES_NO = {"enum": ["Yes", "No", "Not known"]}
TAGS = {"type": "array", "items": {"type": "string", "minLength": 2}}
CODES = {"type": "array", "items": {"enum": ["GB-ENG", "GB-WLS", "GB-SCT"]}}
DOI = {"type": "string", "pattern": r"^10\.\d{4,9}/[-._;()/:a-zA-Z0-9]+$"}

PEOPLE = {"type": "integer", "title": "Number of people"}
YEARS = {"type": "integer", "title": "Youngest", "description": "The age of the youngest, in years."}
NAMED = {"oneOf": [{"const": "en", "title": "English"}, {"const": "fr", "title": "French"}]}
MOMENT = {"type": "string", "format": "date-time"}
MAIL = {"type": "string", "format": "email"}
ONE_OR_MANY = {"anyOf": [MAIL, {"type": "array", "items": MAIL}]}
DOIS = {"type": "array", "items": DOI}
URL = {"type": "string", "format": "uri"}
CODE_SYSTEMS = {"enum": ["SNOMED RT", "SNOMED CT", "ICD10", "OMOP"]}

SPANS = {"enum": ["0 - 6 Months", "6 - 12 Months", "1 - 10 Years", "> 10 Years", "Other"]}
WAITS = {"enum": ["Less than 1 week", "1-2 weeks", "More than 6 months", "Not applicable", "Other"]}

# schema of member `a`, what is there, the label offered, what is there then; the label of the best comes first
CASES: list[tuple[dict[str, Any], Any, list[tuple[str, Any]]]] = [
    ({"enum": ["Persons"]}, " Persons\n", [("Use “Persons”", "Persons")]),
    ({"type": "string", "format": "email"}, " a@example.org ", [("Remove the space around it", "a@example.org")]),
    ({"enum": ["Persons", "Events"]}, "EVENTS", [("Use “Events”", "Events")]),
    ({"enum": ["Persons", "Events"]}, "Event", [("Use “Events”", "Events")]),
    ({"enum": ["Persons", "Events"]}, "neither", []),
    ({"type": "string", "pattern": "^[A-Z]{2}-[A-Z]{3}$"}, "gb-eng", [("Write it “GB-ENG”", "GB-ENG")]),
    (TAGS, "heart; lung", [("Split into 2 items", ["heart", "lung"]), ("Make it a list of one", ["heart; lung"])]),
    (TAGS, "heart", [("Make it a list of one", ["heart"])]),
    (TAGS, "Heart, ", [("Make it a list of one", ["Heart"])]),
    (CODES, "gb-eng, GB-WLS", [("Split into 2 items", ["GB-ENG", "GB-WLS"])]),
    ({"type": "array", "items": {"type": "integer"}}, "1;2", [("Split into 2 items", [1, 2])]),
    ({"type": "string"}, ["one", "two"], [("Join its 2 items into one text", "one, two")]),
    ({"type": "string"}, ["one"], [("Take it out of its list", "one")]),
    (
        {"type": "string", "format": "date"},
        "3/4/2021",
        [("Use 2021-04-03 (3 April 2021)", "2021-04-03"), ("Use 2021-03-04 (4 March 2021)", "2021-03-04")],
    ),
    ({"type": "string", "format": "date"}, "13/4/2021", [("Use 2021-04-13 (13 April 2021)", "2021-04-13")]),
    ({"type": "string", "format": "date"}, "1 March 2024", [("Use 2024-03-01 (1 March 2024)", "2024-03-01")]),
    ({"type": "string", "format": "date"}, "April 3, 2021", [("Use 2021-04-03 (3 April 2021)", "2021-04-03")]),
    ({"type": "string", "format": "date"}, "2021 April 3rd", [("Use 2021-04-03 (3 April 2021)", "2021-04-03")]),
    ({"type": "string", "format": "date"}, "Sat Apr 03 2021", [("Use 2021-04-03 (3 April 2021)", "2021-04-03")]),
    ({"type": "string", "format": "date"}, "Sun Apr 03 2021", []),
    ({"type": "string", "format": "date"}, "1/1/0021", []),
    (MOMENT, "2021-04-03T10:00:00+01", [("Use 2021-04-03T10:00:00+01:00", "2021-04-03T10:00:00+01:00")]),
    (
        {"anyOf": [{"type": "string", "format": "date"}, MOMENT]},
        "2021-04-03T10:00:00+01",
        [
            ("Use 2021-04-03T10:00:00+01:00", "2021-04-03T10:00:00+01:00"),
            ("Use 2021-04-03 (3 April 2021)", "2021-04-03"),
        ],
    ),
    ({"type": "string", "format": "date"}, "3/Apr/2021", [("Use 2021-04-03 (3 April 2021)", "2021-04-03")]),
    (MOMENT, "2021-04-03 10:00:00 UTC", [("Use 2021-04-03T10:00:00Z", "2021-04-03T10:00:00Z")]),
    (MOMENT, "25/12/2021 13:05 PM", []),
    ({"type": "string", "format": "date"}, "2024", []),
    ({"type": "string", "format": "date"}, "31/2/2024", []),
    (
        {"type": "string", "format": "date-time"},
        "3/4/2021",
        [
            ("Use 2021-04-03T00:00:00Z (3 April 2021)", "2021-04-03T00:00:00Z"),
            ("Use 2021-03-04T00:00:00Z (4 March 2021)", "2021-03-04T00:00:00Z"),
        ],
    ),
    ({"type": "boolean"}, "Y", [("Use “Yes”", True)]),
    ({"type": "boolean"}, "No", [("Use “No”", False)]),
    ({"type": "boolean"}, "true", [("Use “Yes”", True)]),
    ({"type": "boolean"}, 0, [("Use “No”", False)]),
    ({"type": "boolean"}, "maybe", []),
    (YES_NO, "Y", [("Use “Yes”", "Yes")]),
    (YES_NO, False, [("Use “No”", "No")]),
    (DOI, "https://doi.org/10.1234/abcd", [("Use the DOI alone: “10.1234/abcd”", "10.1234/abcd")]),
    (DOI, "doi: 10.1234/abcd", [("Use the DOI alone: “10.1234/abcd”", "10.1234/abcd")]),
    (
        {"type": "string", "format": "uri"},
        "www.example.org/x",
        [("Put https:// before it: “https://www.example.org/x”", "https://www.example.org/x")],
    ),
    (MAIL, "mailto:a@example.org", [("Use “a@example.org”", "a@example.org")]),
    (MAIL, "Data <a@example.org>", [("Use “a@example.org”, without “Data”", "a@example.org")]),
    (PEOPLE, "1,234 people", [("Use the number 1,234", 1234)]),
    (PEOPLE, "１８２４０", [("Use the number 18,240", 18240)]),
    ({"type": "boolean"}, "ＹＥＳ", [("Use “Yes”", True)]),
    ({"type": "string", "format": "email"}, "ａ＠example.org", [("Write it “a@example.org”", "a@example.org")]),
    ({"type": "string", "format": "date"}, "2021–04–03", [("Use 2021-04-03 (3 April 2021)", "2021-04-03")]),
    ({"type": "string", "format": "date"}, "２０２１-０４-０３", [("Write it “2021-04-03”", "2021-04-03")]),
    ({"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}, "v1.2.0", [("Use “1.2.0”", "1.2.0")]),
    (DOI, "DOI 10.1234/abcd.", [("Use the DOI alone: “10.1234/abcd”", "10.1234/abcd")]),
    (DOI, " 10.1234/abcd ", [("Remove the space around it", "10.1234/abcd")]),
    (NAMED, "English", [("Use “en” (English)", "en")]),
    (ONE_OR_MANY, "a@b.org; c@d.org", [("Split into 2 items", ["a@b.org", "c@d.org"])]),
    (
        DOIS,
        "https://doi.org/10.1234/a; https://doi.org/10.1234/b",
        [("Split into 2 items", ["10.1234/a", "10.1234/b"])],
    ),
    (
        DOIS,
        "https://doi.org/10.1234/a,https://doi.org/10.1234/b",
        [("Split into 2 items", ["10.1234/a", "10.1234/b"])],
    ),
    (DOIS, "10.1234/a 10.1234/b", [("Split into 2 items", ["10.1234/a", "10.1234/b"])]),
    (
        TAGS,
        "Spirometry; Heart failure\nCOPD",
        [
            ("Split into 3 items", ["Spirometry", "Heart failure", "COPD"]),
            ("Make it a list of one", ["Spirometry; Heart failure\nCOPD"]),
        ],
    ),
    ({"type": "number"}, " 2.50", [("Use the number 2.5", 2.5)]),
    ({"type": "integer"}, "10 to 20", []),
    ({"type": "integer"}, "2.5", []),
    (URL, ["https://a.org", ""], [("Take it out of its list", "https://a.org")]),
    ({"type": "string"}, ["one", " ", "two"], [("Join its 2 items into one text", "one, two")]),
    ({"type": "string"}, 12, [("Use the text “12”", "12")]),
    (
        {"type": "string", "maxLength": 24},
        "The first sentence. And the second one.",
        [("Cut to 24 at a word", "The first sentence. And"),
("Cut to 19 after a whole sentence", "The first sentence.")],
    ),
    ({"type": "string", "maxLength": 12}, "one two three four", [("Cut to 12 at a word", "one two")]),
    ({"type": "string", "maxLength": 3}, "unbreakable", []),
    ({"type": "string", "maxLength": 20}, "Just " + "x" * 30, []),
    ({"type": "string", "maxLength": 3}, "one  \n", [("Remove the space around it", "one")]),
    (
        {"type": "string", "pattern": "^Café 1\nb$"},
        "Cafe\u0301\xa01\r\nb",
        [("Tidy its characters and line ends", "Café 1\nb")],
    ),
    ({"type": "string", "pattern": "^one two$"}, "one\n two", [("Put it on one line", "one two")]),
    ({"type": "string", "pattern": "^one two$"}, "one  two", [("Put single spaces in it", "one two")]),
    ({"const": {"a": 1}}, {"a": 2}, [('Use “{"a": 1}”', {"a": 1})]),
    ({"type": "string", "pattern": "^https:"}, "HTTPS://X.org/Y", [("Write it “https://x.org/Y”", "https://x.org/Y")]),
    (
        {"type": "array", "items": {"type": "string", "maxLength": 14}},
        "Heart disease; Cancer",
        [("Split into 2 items", ["Heart disease", "Cancer"])],
    ),
    ({"type": "array", "items": {"type": "string", "pattern": "^[A-Z: /.]+$"}}, "http://a.org; http://b.org/x", []),
    ({"type": "array", "uniqueItems": True}, ["x", "y", "x", "x"], [("Remove the 2 repeats", ["x", "y"])]),
    ({"type": "string", "minLength": 2}, "", [("Leave it out", ...)]),
    ({"type": "string"}, None, [("Leave it out", ...)]),
    ({"const": 3}, "3", [("Use “3”", 3)]),
    (SPANS, "&gt; 10 Years", [("Use “> 10 Years”", "> 10 Years")]),
    (SPANS, "&amp;gt;10 years", [("Use “> 10 Years”", "> 10 Years")]),
    ({"type": "string", "format": "date"}, 20210304, [("Use 2021-03-04 (4 March 2021)", "2021-03-04")]),
    ({"type": "string", "format": "date"}, "Monday 6 April 2009", [("Use 2009-04-06 (6 April 2009)", "2009-04-06")]),
    ({"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}, "1,2,0", [("Use “1.2.0”", "1.2.0")]),
    ({"type": "string", "pattern": "^[A-Z]{2}-[A-Z]{3}$"}, "GB_ENG", [("Write it “GB-ENG”", "GB-ENG")]),
    (
        {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}-[A-Z]{3}$"}},
        "gb-eng, gb-wls",
        [("Split into 2 items in capital letters", ["GB-ENG", "GB-WLS"])],
    ),
]  # fmt: skip


def offered(schema: Any, value: Any) -> list[tuple[Problem, tuple[Repair, ...]]]:
    made = ready(schema)
    checker = Checker(made)
    problems = checker.check(value)
    before = copy.deepcopy(value)
    mender = Mender(checker.check, made.root, value, problems, made.raw)
    found = [(problem, mender.repairs(problem)) for problem in problems]
    assert value == before, "a search for repairs changes nothing"
    assert [repairs_for(problem, made.root, value, checker.check) for problem in problems] == [one for _, one in found]
    for _, repairs in found:
        for repair in repairs:
            after = checker.check(with_edits(value, repair.edits))
            assert len(after) < len(problems)
    return found


@pytest.mark.parametrize("rule, value, expected", CASES, ids=lambda one: repr(one)[:50])
def test_what_is_offered(rule: dict[str, Any], value: Any, expected: list[tuple[str, Any]]) -> None:
    schema = {"type": "object", "properties": {"a": rule, "z": True}}
    document = {"a": value, "z": 0}
    [(_, repairs)] = offered(schema, document)
    then = [(one.label, with_edits(document, one.edits).get("a", ...)) for one in repairs]
    assert then == expected
    assert [type(one) for _, one in then] == [type(one) for _, one in expected]


def test_every_repair_has_a_case_of_its_own() -> None:
    assert len({one.id for one in _all_repairs()}) > 15


def _all_repairs() -> list[Repair]:
    found: list[Repair] = []
    for rule, value, _ in CASES:
        for _, repairs in offered({"type": "object", "properties": {"a": rule}}, {"a": value}):
            found.extend(repairs)
    return found


GROUPS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "summary": {
            "type": "object",
            "title": "Summary",
            "additionalProperties": False,
            "required": ["title"],
            "properties": {"title": {"type": "string"}, "contactPoint": {"type": "string", "title": "Contact"}},
        },
        "coverage": {
            "type": "object",
            "title": "Coverage",
            "additionalProperties": False,
            "properties": {"spatial": {"type": "string", "title": "Where"}},
        },
    },
}


def test_a_misspelt_member_is_renamed_in_its_place() -> None:
    found = offered(GROUPS, {"summary": {"tilte": "T", "contactPoint": "c"}})
    assert [(to_text(problem.pointer), [one.label for one in repairs]) for problem, repairs in found] == [
        ("/summary/title", ["Take it from “tilte”"]),
        ("/summary/tilte", ["Rename to “title”", "Remove “tilte”"]),
    ]
    for _, repairs in found:
        mended = with_edits({"summary": {"tilte": "T", "contactPoint": "c"}}, repairs[0].edits)
        assert list(mended["summary"].items()) == [("title", "T"), ("contactPoint", "c")]


def test_a_member_is_found_by_what_the_form_calls_it_and_in_other_spellings() -> None:
    for name in ("Contact", "contact_point", "Contact point"):
        [(_, repairs)] = offered(GROUPS, {"summary": {"title": "T", name: "c"}})
        assert repairs[0].label == "Rename to “contactPoint”"


def test_a_member_in_the_wrong_group_moves_there() -> None:
    value = {"summary": {"title": "T", "spatial": "Here"}}
    [(_, repairs)] = offered(GROUPS, value)
    assert [one.label for one in repairs] == ["Move to Coverage › Where", "Remove “spatial”"]
    assert with_edits(value, repairs[0].edits) == {"summary": {"title": "T"}, "coverage": {"spatial": "Here"}}


def test_a_member_does_not_move_onto_another_one_or_where_it_does_not_fit() -> None:
    for value in (
        {"summary": {"title": "T", "spatial": "Here"}, "coverage": {"spatial": "There"}},
        {"summary": {"title": "T", "spatial": {"x": 3}}},
    ):
        [(_, repairs)] = offered(GROUPS, value)
        assert [one.label for one in repairs] == ["Remove “spatial”"]


@pytest.mark.parametrize(("there", "moves"), [([], False), ("", False), (" ", False), ({}, True), (None, True)])
def test_a_member_moves_only_into_what_takes_members(there: Any, moves: bool) -> None:
    """An empty list or text stands in the way: what is put in its place would be another repair."""
    value = {"summary": {"title": "T"}, "coverage": there, "spatial": "Here"}
    labels = [
        one.label for problem, repairs in offered(GROUPS, value) for one in repairs if problem.title == "“spatial”"
    ]
    assert ("Move to Coverage › Where" in labels) is moves


def test_an_item_that_holds_several_is_split_in_its_place() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "array", "items": {"pattern": "^[^,]*$", "type": "string"}}},
    }
    [(_, repairs)] = offered(schema, {"a": ["x", "y, z", "w"]})
    assert with_edits({"a": ["x", "y, z", "w"]}, repairs[0].edits) == {"a": ["x", "y", "z", "w"]}


def test_what_can_only_be_one_value_is_filled_in() -> None:
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"const": "x"}, "b": {"type": "string", "default": "usual"}},
    }
    found = offered(schema, {})
    assert [[one.label for one in repairs] for _, repairs in found] == [["Use “x”"], ["Use the usual value, “usual”"]]
    assert [[one.sure for one in repairs] for _, repairs in found] == [[True], [False]]


def test_a_repair_that_would_cause_another_problem_is_not_offered() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "maxLength": 8, "pattern": "end$"}},
    }
    assert offered(schema, {"a": "one two end"})[0][1] == ()
    once: dict[str, Any] = {"type": "array", "uniqueItems": True, "items": {"enum": ["Yes", "No"]}}
    assert offered(once, ["Yes", "yes"])[0][1] == ()


def test_a_gateway_problem_cannot_be_tried_and_offers_nothing() -> None:
    made = ready({"type": "object", "properties": {"a": {"enum": ["Yes"]}}})
    problem = Problem(("a",), "enum", "No.", facts={"suggestion": "Yes"}, source="gateway")
    assert Mender(Checker(made).check, made.root, {"a": "yes"}).repairs(problem) == ()


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


TYPED = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "keywords": {"type": "array", "items": {"type": "string"}},
        "populationSize": {"type": "integer", "title": "Number of people"},
        "rangeMax": {"type": "integer"},
        "period": {
            "type": "object",
            "title": "Period",
            "additionalProperties": False,
            "properties": {"startDate": {"type": "string", "format": "date", "title": "Start"}},
        },
        "other": {"type": "object", "additionalProperties": False, "properties": {"x": {}}},
    },
}


@pytest.mark.parametrize(
    "value, labels, mended, sure",
    [
        ({"keyword": "Heart failure"}, ["Rename to “keywords” and make it a list of one"],
         {"keywords": ["Heart failure"]}, True),
        ({"population_size": "18,240"}, ["Rename to “populationSize” and use the number 18,240"],
         {"populationSize": 18240}, True),
        ({"population_size": "18k"}, ["Rename to “populationSize” and use the number 18,000"],
         {"populationSize": 18000}, False),
        ({"population_size": 7}, ["Rename to “populationSize”"], {"populationSize": 7}, True),
        ({"rangeMin": 7}, ["Rename to “rangeMax”"], {"rangeMax": 7}, False),
        ({"other": {"startDate": "03/04/2021"}},
         ["Move to Period › Start and use 2021-04-03 (3 April 2021)",
          "Move to Period › Start and use 2021-03-04 (4 March 2021)"],
         {"other": {}, "period": {"startDate": "2021-04-03"}}, False),
        ({"other": {"startDate": "13/04/2021"}}, ["Move to Period › Start and use 2021-04-13 (13 April 2021)"],
         {"other": {}, "period": {"startDate": "2021-04-13"}}, True),
        ({"population_size": "about 40"}, [], None, False),
    ],
)  # fmt: skip
def test_a_member_is_renamed_or_moved_together_with_the_repair_of_its_value(
    value: Any, labels: list[str], mended: Any, sure: bool
) -> None:
    [(_, repairs)] = offered(TYPED, value)
    *found, last = repairs
    assert [one.label for one in found] == labels
    assert last.kind == "remove" and not last.sure
    if found:
        assert with_edits(value, found[0].edits) == mended
        assert found[0].sure is sure


def test_a_missing_member_is_taken_from_a_misspelt_one_with_its_value_repaired() -> None:
    schema = {**TYPED, "required": ["populationSize"]}
    found = offered(schema, {"population_size": "18,240"})
    assert ["Take it from “population_size” and use the number 18,240"] in [[one.label for one in s] for _, s in found]


def test_one_and_the_same_change_is_offered_once() -> None:
    schema = copy.deepcopy(GROUPS)
    [(_, repairs)] = offered(schema, {"summary": {"contact_point": "c", "title": "T"}})
    assert [one.label for one in repairs] == ["Rename to “contactPoint”", "Remove “contact_point”"]


@pytest.mark.parametrize("wrapped", [("metadata",), ("data", "metadata")])
def test_a_document_that_was_wrapped_up_is_taken_out(wrapped: tuple[str, ...]) -> None:
    inner = {"summary": {"title": "T"}}
    value: Any = inner
    for name in reversed(wrapped):
        value = {name: value}
    schema = {**GROUPS, "required": ["summary"]}
    found = offered(schema, value)
    first, last = next(repairs for problem, repairs in found if problem.pointer == (wrapped[0],))
    assert first.label == f"Take what is in “{' › '.join(wrapped)}” as the dataset"
    assert with_edits(value, first.edits) == inner
    assert last.kind == "remove"


def test_what_is_no_document_of_this_kind_or_has_company_is_not_taken_out() -> None:
    schema = {**GROUPS, "required": ["summary"]}
    for value in ({"metadata": {"a": 1}}, {"metadata": {"summary": {"title": "T"}}, "more": 1}):
        assert not [one for _, some in offered(schema, value) for one in some if one.kind == "inner"]


def test_the_repairs_of_one_problem_have_names_of_their_own() -> None:
    rule = {"anyOf": [{"type": "string", "minLength": 2}, {"type": "null"}]}
    [(_, repairs)] = offered({"type": "object", "properties": {"a": rule}}, {"a": " "})
    ids = [one.id for one in repairs]
    assert len(set(ids)) == len(ids) == 2


@pytest.mark.parametrize(
    "text, found",
    [("12", 12), ("1 234 567", 1234567), ("1,234.5", 1234.5), ("−3", -3), ("about 40 km", None), ("18k", None),
     ("18.240", None), ("1.2.3", None),
     ("12-13", None), ("3/4", None), ("none", None), ("1,23", None), ("9" * 16, None)],
)  # fmt: skip
def test_the_only_number_in_a_text(text: str, found: float | None) -> None:
    assert number_in(text) == found


def test_tidying_keeps_what_is_written_and_does_no_more_the_second_time() -> None:
    family = "👩\u200d👩\u200d👧"
    assert tidied(f"\ufeff {family}\r\nx\u2028y\u200b \ud83d\ude00\ud83d") == f"{family}\nx\ny 😀"


def test_what_leads_to_advice_is_left_out_where_a_sure_repair_leads_to_none() -> None:
    made = ready({"type": "object", "properties": {"a": {"type": "string", "format": "uri"}}})
    checker = Checker(made)

    def examine(value: Any) -> list[Problem]:
        doubts = [Problem(("a",), "insecure", "…", Severity.ADVICE)] if value["a"].startswith("http:") else []
        return [*checker.check(value), *doubts]

    cases = (
        (" http://example.org", ["http://example.org", "https://example.org"]),  # nobody knows that https answers
        (" www.example.org", ["https://www.example.org"]),
        (" http://[::1", []),
    )
    for text, expected in cases:
        value = {"a": text}
        problem = next(one for one in examine(value) if one.keyword == "format")
        found = Mender(examine, made.root, value).repairs(problem)
        assert [with_edits(value, one.edits)["a"] for one in found] == expected
    secured = {"a": "http://example.org"}
    [advice] = examine(secured)
    [repair] = Mender(examine, made.root, secured).repairs(advice)
    assert with_edits(secured, repair.edits) == {"a": "https://example.org"}


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


def test_a_stray_member_beside_the_right_one_is_removed_or_moved() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "additionalProperties": False}
    for title, sure, said in (("Heart", True, "once more"), ("Lung", False, "filled in already")):
        value = {"title": title, "Title": "Heart"}
        [(problem, some)] = offered(schema, value)
        assert [(with_edits(value, one.edits), one.sure) for one in some] == [({"title": title}, sure)]
        assert "“title”" in problem.message and said in problem.message
    value = {"title": "", "Title": "Heart"}
    [(problem, [first, *_])] = offered(schema, value)
    assert with_edits(value, first.edits) == {"title": "Heart"} and "which is empty: move it there" in problem.message


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


def test_a_required_place_is_not_left_empty() -> None:
    rule = {"type": ["string", "null"], "minLength": 2}
    schema = {"type": "object", "properties": {"a": rule}, "required": ["a"]}
    assert [repair for _, some in offered(schema, {"a": ""}) for repair in some] == []


def test_a_slip_in_the_name_of_what_is_there_is_told_as_another_spelling_is() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "additionalProperties": False}
    for name in ("titel", "Title"):
        [(problem, [repair])] = offered(schema, {"title": "Heart", name: "Lung"})
        assert "“title”, which is filled in already" in problem.message and not repair.sure
    [(problem, [repair])] = offered(schema, {"title": "Heart", "titel": "Heart"})
    assert "once more" in problem.message and repair.sure


def test_a_misread_text_is_written_as_it_was() -> None:
    advice = Problem(("a",), "misread-letters", "…", Severity.ADVICE)
    root = ready({"properties": {"a": {"type": "string"}}}).root

    def examine(value: Any) -> list[Problem]:
        return [advice] if reread(value["a"]) else []

    for text, meant in (("A cafÃ©, isnâ€™t it?", "A café, isn’t it?"), ("AÇÃO, Ã and cafÃ©", "AÇÃO, Ã and café")):
        found = reread(text)
        assert found is not None and found.text == meant
        [repair] = Mender(examine, root, {"a": text}).repairs(advice)
        assert repair.edits[0].new == meant
    assert all(reread(one) is None for one in ("café", "“quoted” – text", "Ångström", "Ã", "10 ÷ 2"))


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


PERIOD = {
    "type": "object",
    "title": "Period",
    "required": ["start"],
    "additionalProperties": False,
    "properties": {"start": {"type": "string", "maxLength": 4}, "end": {"type": "integer"}},
}
HIDING = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "period": PERIOD,
        "rows": {"type": "array", "items": PERIOD},
        "kinds": {"type": "array", "items": {"anyOf": [{"enum": ["a"]}, {"pattern": "^b", "type": "string"}]}},
        "other": {"type": "object", "additionalProperties": False, "properties": {"end": {"type": "string"}}},
    },
}


@pytest.mark.parametrize(
    ("value", "label", "mended"),
    [
        ({"Period": {"start": "too long"}}, "Rename to “period”", {"period": {"start": "too long"}}),
        ({"Period": {"end": 1}}, "Rename to “period”", {"period": {"end": 1}}),
        ({"other": {"start": "too long"}}, "Move to Period › Start", {"other": {}, "period": {"start": "too long"}}),
        ({"other": {"rows": [{"end": 1}]}}, "Move to Rows", {"other": {}, "rows": [{"end": 1}]}),
        ({"period": [{"end": 1}]}, "Take it out of its list", {"period": {"end": 1}}),
        ({"rows": {"end": 1}}, "Make it a list of one", {"rows": [{"end": 1}]}),
        ({"Kinds": ["c"]}, "Rename to “kinds”", {"kinds": ["c"]}),
        ({"Rows": {"end": 1}}, "Rename to “rows” and make it a list of one", {"rows": [{"end": 1}]}),
        (
            {"metadata": {"period": {"end": 1}}},
            "Take what is in “metadata” as the dataset",
            {"period": {"end": 1}},
        ),
    ],
    ids=str,
)
def test_faults_that_were_hidden_by_a_wrong_name_or_place_do_not_leave_only_the_removal(
    value: Any, label: str, mended: Any
) -> None:
    made = ready(HIDING)
    checker = Checker(made)
    [problem] = checker.check(value)
    first, *others = repairs_for(problem, made.root, value, checker.check)
    assert (first.label, first.sure, with_edits(value, first.edits)) == (label, False, mended)
    assert checker.check(mended), "which is to be mended next"
    assert [one.kind for one in others] in ([], ["remove"])
    assert Mender(checker.check, made.root, value).together([first]) == [first]


@pytest.mark.parametrize(
    "value",
    [
        {"Period": {"name": "x", "colour": 3}},
        {"Period": "2021"},
        {"Rows": ["a", "b"]},
        {"other": {"rows": "none"}},
        {"other": {"period": [1, 2]}},
        {"period": [{"name": "x"}]},
        {"period": ["2021"]},
        {"rows": "2021"},
    ],
    ids=str,
)
def test_what_does_not_belong_where_its_name_says_is_not_put_there(value: Any) -> None:
    made = ready(HIDING)
    checker = Checker(made)
    [problem] = checker.check(value)
    assert [one.kind for one in repairs_for(problem, made.root, value, checker.check)] in ([], ["remove"])


def test_what_is_mended_as_it_moves_is_not_offered_as_it_is() -> None:
    value = {"other": {"start": " 2021 "}}
    made = ready(HIDING)
    checker = Checker(made)
    [problem] = checker.check(value)
    found = repairs_for(problem, made.root, value, checker.check)
    assert [(one.id, one.sure) for one in found] == [("move:period/start+trim", False), ("remove", False)], (
        "rows have a start too"
    )
