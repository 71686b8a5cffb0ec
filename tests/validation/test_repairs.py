"""Repairs one by one: what is offered for a value, best first, and what it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.misread import reread
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs import Mender, Repair
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.repairs.numbers import readings
from gatewaydesk.validation.tidying import tidied
from tests.validation.checking import ready
from tests.validation.repairing import DOI, DOIS, MAIL, MOMENT, PEOPLE, SPANS, TAGS, URL, offered

YES_NO = {"enum": ["Yes", "No", "Not known"]}
CODES = {"type": "array", "items": {"enum": ["GB-ENG", "GB-WLS", "GB-SCT"]}}
NAMED = {"oneOf": [{"const": "en", "title": "English"}, {"const": "fr", "title": "French"}]}
ONE_OR_MANY = {"anyOf": [MAIL, {"type": "array", "items": MAIL}]}

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
    assert [one.value for one in readings(text) if one.sure] == ([] if found is None else [found])


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


def test_a_required_place_is_not_left_empty() -> None:
    rule = {"type": ["string", "null"], "minLength": 2}
    schema = {"type": "object", "properties": {"a": rule}, "required": ["a"]}
    assert [repair for _, some in offered(schema, {"a": ""}) for repair in some] == []
