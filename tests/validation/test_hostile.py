"""Values, schemas and sizes that nobody should write and somebody will: a sentence each time, and in time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.completeness import measure
from gatewaydesk.validation.datewords import date_advice
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.formats import CHECKS, is_date_time
from gatewaydesk.validation.phrases import FORMAT_WORDS
from gatewaydesk.validation.told import Told
from gatewaydesk.validation.wording import say
from tests.validation.checking import ENGINES, checked, told

FORMATS = sorted({*FORMAT_WORDS, *CHECKS})
PATTERNS = ["([^,]+)", r"^\d+$", "^[A-Z]{2}(-[A-Z]{2,3})?$", "[0-9]+-[0-9]+", "("]
DATE_LIKE = st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?)?", fullmatch=True)  # fmt: skip  # noqa: E501
ANYTHING = st.one_of(st.text(), DATE_LIKE, st.integers(), st.floats(), st.booleans(), st.none(), st.decimals())


@settings(max_examples=300)
@given(value=ANYTHING, name=st.sampled_from(FORMATS), pattern=st.sampled_from(PATTERNS))
def test_every_value_has_a_sentence(value: Any, name: str, pattern: str) -> None:
    for keyword, facts in (
        ("format", {"format": name}),
        ("pattern", {"pattern": pattern}),
        ("type", {"types": ["string"]}),
        ("enum", {"options": ["a", 1, None, True]}),
        ("anyOf", {"alternatives": []}),
    ):
        sentence = say(keyword, Told(facts, value))
        assert sentence.endswith((".", "?"))
    if isinstance(value, str):
        for wanted in ("date", "date-time", "time"):
            _, meant = date_advice(value, wanted)
            assert wanted != "date-time" or not meant or is_date_time(meant)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_year_that_never_was(engine: Any) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "format": "date"}}}
    ((_, sentence),) = told(schema, {"a": "0000-01-01"}, engine)
    assert sentence == "Must come as YYYY-MM-DD; “0000-01-01” does not exist: there is no year 0."


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("2024-01-01T24:00:00Z", "there is no hour 24", ""),
        ("2024-01-01T10:00:00+25:00", "there is no time zone “+25:00”", ""),
        ("2024-01-01T10:61:00Z", "there is no minute 61", ""),
        ("2024-01-01 10:00:00Z", "lacks the letter T", "2024-01-01T10:00:00Z"),
        ("2024-01-01T00:00Z", "lacks its seconds", "2024-01-01T00:00:00Z"),
        ("2024-01-01T10:00:00+0100", "lacks the colon in its zone", "2024-01-01T10:00:00+01:00"),
        ("2024-01-01T10:00:00", "does not say its time zone", ""),
        ("2024-02-30T00:00:00Z", "February 2024 has 29 days", ""),
    ],
)
def test_a_time_is_told_what_is_wrong_with_it(text: str, words: str, meant: str) -> None:
    rules: list[Any] = [
        {"type": "string", "format": "date-time"},
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]},
    ]
    for rule in rules:
        (problem,) = checked({"type": "object", "properties": {"a": rule}}, {"a": text})
        assert words in problem.message
        assert "holds a time as well" not in problem.message
        assert problem.facts.get("suggestion", "") == meant


def test_sentences_name_what_a_file_has_to_hold() -> None:
    labelled = {"enum": ["HUB", "ALLIANCE"], "x-labels": {"HUB": "Hub", "ALLIANCE": "Alliance"}}
    ages = "Not Known|(150|[0-9]|[1-9][0-9])-(150|[0-9]|[1-9][0-9])"
    schema = {
        "type": "object",
        "properties": {
            "member": labelled,
            "ages": {"type": "string", "pattern": ages},
            "list": {"type": "string", "pattern": "([^,]+)"},
            "empty": {"type": "string", "pattern": "^a+$"},
            "text": {"type": "string"},
        },
    }
    value = {"member": "Hub", "ages": "100", "list": ",", "empty": "", "text": True}
    assert dict(told(schema, value)) == {
        "/member": "Must be written “HUB”, not “Hub”.",
        "/ages": "Must be a range of two whole numbers, such as 18-65, or “Not Known”; it says “100”.",
        "/list": "Must be text that holds more than commas, such as one,two; it says “,”.",
        "/empty": "Is empty: write something, or leave it out.",
        "/text": "Must be text; it is a yes/no value (true).",
    }
    assert dict(told(schema, {"member": "alianc"}))["/member"].endswith("Did you mean “Alliance” (written “ALLIANCE”)?")


@pytest.mark.parametrize("value", [None, [], "", 5])
def test_a_document_that_is_no_object_is_one_problem(value: Any) -> None:
    schema = {"type": "object", "required": ["a", "b"], "properties": {"a": {}, "b": {}}}
    (problem,) = checked(schema, value)
    assert problem.message.startswith("Must be a group of fields (a JSON object); it is ")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"pattern": "("}, "the pattern at “/properties/a/pattern” is not a regular expression"),
        ({"patternProperties": {"(": {}}}, "the pattern at “/properties/a/patternProperties/(” is not"),
        ({"$ref": "#/$defs/nope"}, "at “/properties/a/$ref” it refers to “#/$defs/nope”, which is not in it"),
        ({"$ref": "#nope"}, "which is not in it"),
        ({"$ref": "https://example.org/a.json"}, "that document is not part of it"),
        ({"$ref": "other.json#/a"}, "that document is not part of it"),
    ],
)
def test_a_schema_that_cannot_be_used_is_told_with_the_place(rule: Any, words: str, engine: Any) -> None:
    schema = LoadedSchema("file/x", {"type": "object", "properties": {"a": rule}})
    with pytest.raises(SchemaProblem) as caught:
        Checker(schema, engine=engine).check({"a": "x"})
    assert words in str(caught.value)


def test_the_form_of_a_schema_that_cannot_be_checked_with_opens_all_the_same() -> None:
    schema = LoadedSchema("file/x", {"type": "object", "properties": {"a": {"$ref": "#/$defs/nope"}}})
    authoring = Authoring(schema, {"a": 1})
    (problem,) = authoring.check()
    assert problem.pointer == ()
    assert "/properties/a/$ref" in problem.message
    assert authoring.document.value == {"a": 1}


@pytest.mark.parametrize("value", [None, [], "", 0, False])
def test_a_document_that_is_nearly_nothing_stays_what_it_is(value: Any) -> None:
    held = Authoring(LoadedSchema("file/x", {"type": "object"}), value).document.value
    assert held == value
    assert type(held) is type(value)


def test_very_many_choices_are_compared_in_time() -> None:
    options = [f"option{number}" for number in range(100_000)]
    ((_, far),) = told({"properties": {"a": {"enum": options}}}, {"a": "optoin77"})
    ((_, near),) = told({"properties": {"a": {"enum": options}}}, {"a": "Option77"})
    assert far == "Must be one of the 100,000 choices; it says “optoin77”."
    assert near == "Must be written “option77”, not “Option77”."


def test_a_schema_that_doubles_thirty_times_is_counted_in_time() -> None:
    definitions: dict[str, Any] = {
        f"l{at}": {"type": "object", "properties": {name: {"$ref": f"#/$defs/l{at + 1}"} for name in "ab"}}
        for at in range(30)
    }
    definitions["l30"] = {"type": "string"}
    schema = LoadedSchema("file/x", {"$ref": "#/$defs/l0", "$defs": definitions})
    counts = measure(schema.root, {})
    assert Checker(schema).check({}) == []
    assert counts[""].all_total > 1000


def test_an_empty_list_is_as_little_of_an_answer_as_null() -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    schema = {
        "type": "object",
        "required": ["a", "b", "c", "d"],
        "properties": {
            "a": {"type": ["string", "null"]},
            "b": texts,
            "c": {"anyOf": [texts, {"type": "null"}]},
            "d": {**texts, "minItems": 1},
        },
    }
    root = LoadedSchema("file/x", schema).root
    counts = measure(root, {"a": None, "b": [], "c": None, "d": []})[""]
    assert (counts.required_done, counts.required_total) == (0, 4)
    assert measure(root, {})[""].required_done == 0
