"""“Did you mean” is right or absent: figures are never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Choice
from gatewaydesk.validation.figures import agree, in_range
from gatewaydesk.validation.likely import options_meant
from gatewaydesk.validation.phrases import nearest

FOLLOW_UP = ["0 - 6 Months", "6 - 12 Months", "1 - 10 Years", "> 10 Years", "Unknown", "Continuous", "Other"]


def follow_up() -> list[str]:
    root = Catalogue().load("HDRUK/4.0.0").root
    coverage = next(one for one in root.children if one.name == "coverage")
    field = next(one for one in coverage.children if one.name.casefold() == "followup")
    return [str(one.value) for one in field.choices]


def test_the_choices_are_those_of_the_schema() -> None:
    assert set(FOLLOW_UP) == set(follow_up())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5 years", "1 - 10 Years"),
        ("5 Year", "1 - 10 Years"),
        ("12 years", "> 10 Years"),
        ("10 years", "1 - 10 Years"),
        ("3 months", "0 - 6 Months"),
        ("6 months", None),  # in two of the ranges
        ("20 months", None),
        ("1-10 years", "1 - 10 Years"),
        (">10 years", "> 10 Years"),
        ("< 10 years", None),
        ("> 5 years", None),
        ("ten years", None),
        ("5 to 6 years", None),
        ("2 - 10 Years", None),
        ("5 to 12 years", None),
        ("> 12 years", None),
        ("Unknwon", "Unknown"),
    ],
)
def test_a_figure_names_the_option_that_it_lies_in_or_none(text: str, meant: str | None) -> None:
    assert nearest(text, FOLLOW_UP) == meant


@pytest.mark.parametrize(
    ("text", "options", "meant"),
    [
        ("Type 2 diabetis", ["Type 1 diabetes", "Type 2 diabetes"], "Type 2 diabetes"),
        ("Type 3 diabetes", ["Type 1 diabetes", "Type 2 diabetes"], None),
        ("HL7 FHIR R4", ["HL7 FHIR", "HL7 FHIR R5"], None),
        ("covid19", ["COVID-19"], "COVID-19"),
        ("over 1,000 people", ["More than 1000 people", "Less than 1000 people"], "More than 1000 people"),
        ("version 4.0.0", ["Version 4.0", "1 - 10"], None),
        ("6569 years", ["65-69 years", "70-74 years"], "65-69 years"),
        ("6569 years", ["65-69 years", "100+ years"], None),  # a sign is missing, or that many are meant
        ("110 years", FOLLOW_UP, None),
    ],
)
def test_other_options_with_figures(text: str, options: list[str], meant: str | None) -> None:
    assert nearest(text, options) == meant


def test_no_repair_offers_another_figure() -> None:
    options = [Choice(one, one) for one in FOLLOW_UP]
    for text in ("5 years", "< 10 years", "6 months", "11 Years"):
        found, sure = options_meant(text, options)
        assert not sure
        assert all(agree(text, str(one.value)) for one in found), (text, found)
    waits = [Choice(one, one) for one in ("2-6 months", "More than 6 months")]
    for text in ("More than 60 months", "2-3 months", "Less than 6 months"):
        assert options_meant(text, waits) == ([], False), text
    assert options_meant("2 - 10 Years", options) == ([], False)
    found, sure = options_meant("110 years", options)
    assert not sure and {one.value for one in found} <= {"1 - 10 Years", "> 10 Years"}


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_the_one_range_that_holds_the_figure_is_named(figure: int, low: int, high: int) -> None:
    option = f"{low} - {high} weeks"
    assert in_range(f"{figure} weeks", [option]) == (option if low <= figure <= high else None)


@given(st.text(max_size=12), st.sampled_from([*FOLLOW_UP, "ICD-10", "4.0.0", "1,000 or more"]))
def test_what_is_named_has_the_figures_of_the_text(text: str, option: str) -> None:
    found = nearest(text, [option])
    assert found is None or found.casefold() == text.strip().casefold() or agree(text, found)
