"""Repairs say what was written, where it is shown: nothing goes unsaid, and what may mean two things is not sure."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest

from gatewaydesk.paths import resource_root
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.addresses import mail_address, web_address
from gatewaydesk.validation.datereading import short_year_readings
from gatewaydesk.validation.html_codes import codes_in, without_codes
from gatewaydesk.validation.repairs.making import with_edits
from tests.validation.repairing import MAIL, MOMENT, SPANS, URL, offered

SCHEMA = Catalogue().load("HDRUK/4.0.0")
EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
DAY = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "time"}
UUID = {"type": "string", "format": "uuid"}
GROUP = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
GROUPS = {"type": "array", "items": GROUP}
WHOLE = {"type": "array", "items": {"type": "integer"}}
NUMBERS = {"type": "array", "items": {"type": "number"}}
PLACES = {"anyOf": [{"type": "string", "pattern": "^[^;]+$"}, {"type": "array", "items": URL}]}
NEVER_BOTH = {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}

# Schema of member `a`, what is there, and what each repair comes to: best first, whether it is sure and loses words.
Offer = tuple[Any, bool, bool]
SURE, CHOSEN, LOSING = (True, False), (False, False), (False, True)
CASES: list[tuple[dict[str, Any], Any, list[Offer]]] = [
    # a group where a list is wanted
    (GROUPS, {"a": "1"}, [([{"a": "1"}], *SURE)]),
    (GROUPS, {"a": "1", "other": "2"}, [([{"a": "1", "other": "2"}], *CHOSEN)]),
    (GROUPS, {"other": "1"}, []),
    (GROUPS, {"admissions": {"a": "1"}}, [([{"a": "1"}], *LOSING)]),
    (GROUPS, {"x": {"a": "1"}, "y": {"b": "2"}}, [([{"a": "1"}, {"b": "2"}], *LOSING)]),
    (GROUPS, {"one": {"a": "one"}}, [([{"a": "one"}], *CHOSEN)]),  # its name is said inside
    (GROUPS, {"0": {"a": "1"}, "1": {"a": "2"}}, [([{"a": "1"}, {"a": "2"}], *SURE)]),
    ({"type": "array", "items": {"type": "string"}}, {"0": "x", "1": "y"}, [(["x", "y"], *SURE)]),
    (GROUP, [{"other": "1"}], []),
    (GROUP, [{"a": "1", "other": "2"}], [({"a": "1", "other": "2"}, *CHOSEN)]),
    # one number or several
    (WHOLE, "18,240", [([18240], *CHOSEN), ([18, 240], *CHOSEN)]),
    (WHOLE, "1,234,567", [([1234567], *CHOSEN), ([1, 234, 567], *CHOSEN)]),
    (WHOLE, "1,5", [([1, 5], *CHOSEN)]),
    (WHOLE, "1,2,3", [([1, 2, 3], *SURE)]),
    (WHOLE, "12, 240", [([12, 240], *SURE)]),
    (WHOLE, "1;234", [([1, 234], *SURE)]),
    (NUMBERS, "1,234", [([1234], *CHOSEN), ([1, 234], *CHOSEN)]),
    (NUMBERS, "3,14", [([3.14], *CHOSEN), ([3, 14], *CHOSEN)]),
    (NUMBERS, "1,234; 5", [([1234, 5], *CHOSEN)]),
    (NUMBERS, "18.240", [([18240], *CHOSEN), ([18.24], *CHOSEN)]),
    ({"type": "array", "items": {"enum": ["a", "b", "a, b"]}}, "a,b", [(["a", "b"], *CHOSEN), (["a, b"], *CHOSEN)]),
    (
        {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]"}},
        "Heart, A",
        [(["Heart", "A"], *CHOSEN), (["Heart, A"], *CHOSEN)],
    ),
    (NEVER_BOTH, "18,240", [(18240, *CHOSEN), ([18240], *CHOSEN), ([18, 240], *CHOSEN)]),
    # a number or yes
    ({"type": ["integer", "boolean"]}, "1", [(1, *SURE), (True, *CHOSEN)]),
    ({"type": ["integer", "boolean"]}, "yes", [(True, *SURE)]),
    ({"enum": [1, True, 0, False]}, "0", [(0, *SURE), (False, *CHOSEN)]),
    ({"enum": [True, False]}, "1", [(True, *SURE)]),
    # what is written goes with it
    (MAIL, "Jane Doe (data manager) <jane@x.org>", [("jane@x.org", *LOSING)]),
    (DAY, "2020-01-01T23:30:00-05:00", [("2020-01-01", *LOSING)]),
    (DAY, "2020-01-01T00:00:00Z", [("2020-01-01", *CHOSEN)]),
    ({"enum": ["RNA", "DNA"]}, "RNA/protein", [("RNA", *LOSING)]),
    ({"enum": ["OMOP", "ICD10"]}, "OMOP CDM", [("OMOP", *LOSING)]),
    ({"enum": ["N", "E", "S", "W"]}, "no", [("N", *CHOSEN)]),
    ({"enum": ["Yes", "Not known"]}, "true", [("Yes", *SURE)]),
    # the case of a choice, and the blanks around its signs
    ({"enum": ["high", "low"]}, "High ", [("high", *SURE)]),
    ({"enum": ["DNA", "RNA"]}, "dna", [("DNA", *SURE)]),
    ({"enum": ["Mbit", "MBIT"]}, "mbit", [("Mbit", *CHOSEN), ("MBIT", *CHOSEN)]),
    ({"enum": ["GB", "NO"]}, "no", [("NO", *CHOSEN)]),
    (SPANS, "1-10 Years", [("1 - 10 Years", *SURE)]),
    (SPANS, "1 – 10 years", [("1 - 10 Years", *SURE)]),
    (SPANS, ">10 years", [("> 10 Years", *SURE)]),
    # what is written beside a date
    ({"anyOf": [{"type": "integer"}, DAY]}, "2021", [(2021, *SURE)]),
    ({"anyOf": [{"type": "integer"}, DAY]}, "20210403", [("2021-04-03", *CHOSEN), (20210403, *CHOSEN)]),
    ({"anyOf": [{"type": "boolean"}, DAY]}, "yes", [(True, *SURE)]),
    # dates and times
    (DAY, "1. April 2021", [("2021-04-01", *SURE)]),
    (DAY, "31-12-20", [("2020-12-31", *CHOSEN), ("2031-12-20", *CHOSEN)]),
    (MOMENT, "2024-03-14T9:30Z", [("2024-03-14T09:30:00Z", *SURE)]),
    (TIME, "12:30Z", [("12:30:00Z", *SURE)]),
    (TIME, "9:30:00+01", [("09:30:00+01:00", *SURE)]),
    (TIME, "12:30", [("12:30:00Z", *CHOSEN)]),
    (TIME, "noon", []),
    # addresses
    (UUID, "5D0C3B1E7F424A869C1D2B6E8F90A134", [("5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", *SURE)]),
    (UUID, "5d0c3b1e-7f424a869c1d2b6e8f90a134", []),
    (URL, "https//x.org", [("https://x.org", *SURE)]),
    (URL, "https:\\\\x.org\\a", [("https://x.org/a", *SURE)]),
    (URL, "<https://x.org>", [("https://x.org", *SURE)]),
    (URL, "https://münchen.example/ä", [("https://xn--mnchen-3ya.example/%C3%A4", *SURE)]),
    (URL, "https://straße.example/", []),
    (URL, "https://x.org/<id>", [("https://x.org/%3Cid%3E", *CHOSEN)]),
    (URL, "https://x.org/é/100% sure", [("https://x.org/%C3%A9/100%25%20sure", *CHOSEN)]),
    (URL, "https://x.org/a <https://x.org/b>", []),
    (URL, "https://x.org/ä b", [("https://x.org/%C3%A4%20b", *CHOSEN)]),
    (URL, "https://ex ample.org", []),
    (MAIL, "JANE@X.ORG.", [("JANE@X.ORG", *SURE)]),
    (MAIL, "jane @ x.org ,", [("jane@x.org", *SURE)]),
    (MAIL, "mailto:jane@exämple.org", [("jane@xn--exmple-cua.org", *SURE)]),
    (MAIL, "jané@x.org", []),
    (URL, "https://x\u0440.org/", []),  # a Cyrillic letter that looks like p
    (URL, "http://https://x.ör/a", []),
]


@pytest.mark.parametrize("rule, value, expected", CASES, ids=lambda one: repr(one)[:50])
def test_each_repair_is_as_sure_as_what_it_comes_to(rule: dict[str, Any], value: Any, expected: list[Offer]) -> None:
    [(_, repairs)] = offered({"type": "object", "properties": {"a": rule}}, {"a": value})
    found = [(with_edits({"a": value}, one.edits)["a"], one.sure, one.loses) for one in repairs]
    assert [(repr(made), *rest) for made, *rest in found] == [(repr(made), *rest) for made, *rest in expected]


def test_names_that_are_no_addresses_are_joined_into_the_one_text_that_is_allowed() -> None:
    value = {"a": ["Northmere", "Eastvale"]}
    found = offered({"type": "object", "properties": {"a": PLACES}}, value)
    assert all("Plain names go into one text" in problem.message for problem, _ in found)
    assert [with_edits(value, one.edits) for _, repairs in found for one in repairs] == 2 * [
        {"a": "Northmere, Eastvale"}
    ]
    assert not any(one.sure for _, repairs in found for one in repairs)


def test_of_a_list_with_an_address_in_it_no_one_text_is_made() -> None:
    [(_, repairs)] = offered(
        {"type": "object", "properties": {"a": PLACES}}, {"a": ["https://example.org/1", "Eastvale"]}
    )
    assert repairs == ()


@pytest.mark.parametrize("listed", [{"type": "array", "items": URL}, {"anyOf": [DAY, {"type": "array", "items": URL}]}])
def test_where_only_a_list_is_allowed_nothing_is_said_of_one_text(listed: dict[str, Any]) -> None:
    found = offered({"type": "object", "properties": {"a": listed}}, {"a": ["Northmere", "Eastvale"]})
    assert not any("one text" in problem.message or repairs for problem, repairs in found)


def test_what_leaves_a_group_with_too_little_is_not_sure() -> None:
    schema = {"type": "object", "properties": {"b": {"type": "array", "minItems": 2}}}
    sure = {}
    for least in (2, 3):
        found = offered({**schema, "minProperties": least}, {"a": 1, "b": [], **({"c": 1} if least == 2 else {})})
        sure[least] = [one.sure for problem, repairs in found if problem.pointer == ("b",) for one in repairs]
    assert sure == {2: [True], 3: [False]}


@pytest.mark.parametrize("digits", range(100))
def test_a_year_in_two_digits_is_never_far_ahead(digits: int) -> None:
    [day] = short_year_readings(f"31/12/{digits:02}")
    assert day.year % 100 == digits and -80 < day.year - date.today().year <= 20


ADVISED: list[tuple[tuple[str, ...], Any, str, Any, bool]] = [
    (("summary", "title"), "Heart &amp; Lung", "html-code", "Heart & Lung", True),
    (("summary", "title"), "Tom&#039;s &amp; others&#39; data", "html-code", "Tom's & others' data", True),
    (("summary", "title"), "Heart &amp;amp; Lung", "html-code", "Heart & Lung", False),
    (("summary", "title"), "Writing &lt;b&gt; in texts", "html-code", "Writing <b> in texts", False),
    (("summary", "title"), "Heart \u202eLung", "unseen-signs", "Heart Lung", False),
    (("summary", "title"), "Heart \u202dand\u202c Lung", "unseen-signs", "Heart and Lung", True),
    (("summary", "title"), "Heart \u202eלב\u202c Lung\u200b", "unseen-signs", "Heart לב Lung", True),
    (("summary", "title"), "Heart&nbsp;&amp;&nbsp;Lung", "html-code", "Heart & Lung", True),
    (("coverage", "typicalAgeRangeMin"), None, "null-becomes-zero", "absent", True),
]


@pytest.mark.parametrize("place, value, rule, expected, sure", ADVISED, ids=lambda one: repr(one)[:40])
def test_advice_that_says_what_to_write_writes_it(
    place: tuple[str, ...], value: Any, rule: str, expected: Any, sure: bool
) -> None:
    section, name = place
    document = copy.deepcopy(EXAMPLE)
    document[section][name] = value
    authoring = Authoring(SCHEMA, document)
    [problem] = [one for one in authoring.check() if one.keyword == rule]
    [repair] = authoring.repairs(problem)
    made = with_edits(document, repair.edits)
    assert (made[section].get(name, "absent"), repair.sure, repair.loses) == (expected, sure, False)


def test_a_misspelt_member_that_the_schema_lets_pass_gets_the_name_that_the_advice_says() -> None:
    document = copy.deepcopy(EXAMPLE)
    linked = {"pid": "5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", "title": "Admissions", "URL": "https://example.org/a"}
    document["enrichmentAndLinkage"] = {"derivedFrom": [linked]}
    authoring = Authoring(SCHEMA, document)
    [problem] = [one for one in authoring.check() if one.keyword == "misspelt-member"]
    [repair] = authoring.repairs(problem)
    assert repair.sure and repair.label == "Rename to “url”"
    [made] = with_edits(document, repair.edits)["enrichmentAndLinkage"]["derivedFrom"]
    assert list(made) == ["pid", "title", "url"] and made["url"] == linked["URL"]


def test_an_address_without_the_password_in_it_has_lost_something() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["documentation"]["associatedMedia"] = ["https://jane:secret@example.org/a"]
    authoring = Authoring(SCHEMA, document)
    [problem] = [one for one in authoring.check() if one.keyword == "password-in-link"]
    [repair] = authoring.repairs(problem)
    assert repair.loses and not repair.sure and "secret" not in repair.label


def test_all_codes_of_a_text_are_named() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["summary"]["title"] = "A &amp; B &gt; C &quot;D&quot;"
    [message] = [one.message for one in Authoring(SCHEMA, document).check() if one.keyword == "html-code"]
    assert "“&amp;”, “&gt;” and “&quot;”" in message and '“&”, “>” and “"”' in message
    assert codes_in("AT&T; R&D &copy 2020 &notacode; &#55357;") == {}
    assert without_codes("?a=1&copy=2 &amp;amp;lt;") == ("?a=1&copy=2 <", 3)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("http//x.org/a?b=c", "http://x.org/a?b=c"),
        ("https;//x.org", "https://x.org"),
        ("(https://x.org)", "https://x.org"),
        ("<URL: https://x.org/a>", "https://x.org/a"),
        ("https://x.org:8080/é?q=ü#ö", "https://x.org:8080/%C3%A9?q=%C3%BC#%C3%B6"),
        ("https://x.org/100%", ""),
        ("https://x.org/é/100%", "https://x.org/%C3%A9/100%"),
        ("https://σας.example/", ""),  # one name by the older rule, another by the newer
        ("https://user@münchen.example", "https://user@xn--mnchen-3ya.example"),
        ("https://x.org/a", ""),
        ("ftp//x.org", ""),
        ("", ""),
        ("https://", ""),
        ("https://" + "ä" * 80 + ".example", ""),  # longer than a name in an address may be
    ],
)
def test_a_web_address_is_written_with_the_signs_that_it_may_have(text: str, meant: str) -> None:
    assert web_address(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("jane (at) x [dot] org", "jane@x.org"),
        ("“jane@x.org”", "jane@x.org"),
        ("john smith@x.org", ""),
        ("jane@x.org; joe@x.org", ""),
        ("jane", ""),
        ("@x.org", ""),
        ("", ""),
    ],
)
def test_a_mail_address_is_written_without_what_is_around_it(text: str, meant: str) -> None:
    assert mail_address(text) == meant
