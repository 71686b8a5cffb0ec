"""Countries: which codes there are, which is meant by what people write, and what is said where one is asked for."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.country_codes import code_meant, is_code, name_of
from gatewaydesk.validation.engine import Checker
from tests.validation.advising import EXAMPLE, members, told

_PLACE = ("accessibility", "access", "jurisdiction", 0)
_TWO = {"type": "string", "pattern": "^[A-Z]{2}$"}


def _authoring(code: str) -> Authoring:
    value = copy.deepcopy(EXAMPLE)
    value["accessibility"]["access"]["jurisdiction"][0] = code
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    authoring.check()
    return authoring


@pytest.mark.parametrize("code", ["GB", "GB-ENG", "GB-LND", "GB-UKM", "FR", "US-CA", "XK", "TR", "AX"])
def test_what_is_in_the_standard_is_not_doubted(code: str) -> None:
    assert is_code(code) and not _authoring(code).problems


@pytest.mark.parametrize(
    ("code", "meant", "sure"),
    [
        ("UK", "GB", True),
        ("UK-ENG", "GB-ENG", True),
        ("GB-EN", "GB-ENG", True),
        ("GB-SCO", "GB-SCT", True),
        ("EL", "GR", True),
        ("EN", "GB-ENG", False),  # it may be the language
        ("EU", "", False),
        ("ZZ", "", False),
        ("GB-XXX", "", False),
    ],
)
def test_what_is_in_no_list_is_advised_with_what_was_meant(code: str, meant: str, sure: bool) -> None:
    authoring = _authoring(code)
    (problem,) = authoring.problems
    assert (problem.keyword, problem.pointer) == ("no-country", _PLACE)
    assert f"“{meant}”" in problem.message if meant else problem.message.endswith("in ISO 3166.")
    repairs = authoring.repairs(problem)
    assert [(one.label, one.sure) for one in repairs] == ([(f"Use “{meant}”", sure)] if meant else [])


@pytest.mark.parametrize(
    ("text", "meant", "sure"),
    [
        ("England", "GB-ENG", True),
        ("the United Kingdom", "GB", True),
        ("scotland", "GB-SCT", True),
        ("GBR", "GB", True),
        ("uk", "GB", True),
        ("en", "GB-ENG", False),
        ("Côte d’Ivoire", "CI", True),
        ("St. Lucia", "LC", True),
    ],
)
def test_a_name_becomes_its_code(text: str, meant: str, sure: bool) -> None:
    authoring = _authoring(text)
    (problem,) = authoring.problems
    assert problem.severity.value == "wrong" and f"Did you mean “{meant}”?" in problem.message
    repair = authoring.repairs(problem)[0]  # before the text itself in capitals, of which advice doubts that it is one
    assert repair.sure is sure
    authoring.mend([repair])
    assert authoring.document.get(_PLACE) == meant and not authoring.check()


def test_only_a_field_for_countries_is_meant_by_two_capital_letters() -> None:
    schema = members(country=_TWO, lang=_TWO, countries={"type": "array", "items": _TWO})
    value: Any = {"country": "UK", "lang": "UK", "countries": ["FR", "UK"]}
    assert told(schema, value) == [("/country", "no-country"), ("/countries/1", "no-country")]
    checker = Checker(Catalogue().load("HDRUK/4.0.0"))
    value = copy.deepcopy(EXAMPLE)
    value["accessibility"]["access"]["jurisdiction"][0] = "nowhere"
    (problem,) = checker.check(value)
    assert "Did you mean" not in problem.message


def test_a_part_is_not_meant_where_only_whole_countries_are_taken() -> None:
    assert told(members(country=_TWO), {"country": "EN"}) == [("/country", "no-country")]


@pytest.mark.parametrize("text", ["", " ", "-", "GB-", "-ENG", "Foo", "GB-ENG-X"])
def test_nothing_is_made_of_nothing(text: str) -> None:
    assert code_meant(text) == "" and not is_code(text)


def test_every_name_leads_to_its_code_and_back() -> None:
    codes = [f"{one}{other}" for one in map(chr, range(65, 91)) for other in map(chr, range(65, 91))]
    named = [code for code in codes if name_of(code)]
    assert len(named) == 249
    assert all(code_meant(name_of(code)) == code and is_code(code) for code in named)
    assert name_of("GB-EAW") == "England and Wales" and name_of("GB-LND") == ""
