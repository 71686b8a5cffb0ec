"""Sentences in other languages: each can be replaced, in its own order and plural forms; the rest stays English."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import gatewaydesk.validation
from gatewaydesk import paths
from gatewaydesk.validation.kinds import BOUNDS
from gatewaydesk.validation.languages import (
    ENGLISH,
    Counted,
    Language,
    about,
    find_language,
    placeholders,
    read_language,
    speaking,
    words,
)
from gatewaydesk.validation.phrases import FORMAT_WORDS, number
from gatewaydesk.validation.plurals import CATEGORIES, rule_of
from gatewaydesk.validation.sentences import OPENINGS, SENTENCES
from tests.validation.checking import checked, told

# Made up, with the verb at the end, a form for few, and the title in the middle.
OWN = {
    "sentences": {
        "maxLength": {
            "one": "Nun {limit} litera maxim; {distance} sub {actual} trop.",
            "few": "Nun {limit} literas maxim; {distance} sub {actual} trop.",
            "other": "Nun {limit} literam maxim; {distance} sub {actual} trop.",
        },
        "must": "Nun {tail} {wanted} mus.",
        "tail": "{there},",
        "there.says": "{value} dis",
        "type.integer": "totnum",
        "date.either": "{second} o {first}: {value}",
        "date.months": "Uno, Du, Tri, Kva, Kvi, Ses, Sep, Ok, Nau, Dek, Undek, Dudek",
        "thousands": " ",
        "quote": "«{text}»",
        "empty.field": "Nun manka.",
    },
    "openings": [["Nun manka.", "Sin {subject} nun manka."], ["Nun ", "Nun per {subject} "]],
    "phrases": {"three numbers with dots, such as 1.0.0": "tri num punt"},
}


@pytest.fixture
def own(tmp_path: Path) -> Language:
    file = tmp_path / "pl.json"  # whose plural forms are one, few and many
    file.write_text(json.dumps(OWN), encoding="utf-8")
    language = read_language(file)
    assert language.faults == ()
    return language


def test_a_translation_has_an_order_and_plural_forms_of_its_own(own: Language) -> None:
    text = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 1}}}
    few = {"type": "object", "properties": {"a": {"title": "Abstract", "type": "string", "maxLength": 3}}}
    with speaking(own):
        assert told(text, {"a": "x" * 2001}) == [("/a", "Nun 1 litera maxim; 2 000 sub 2 001 trop.")]
        (problem,) = checked(few, {"a": "abcd"})
        assert problem.message == "Nun 3 literas maxim; 1 sub 4 trop."
        assert problem.sentence == "Nun per «Abstract» 3 literas maxim; 1 sub 4 trop."
        number_wanted = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
        assert told(number_wanted, {"a": "x"}) == [("/a", "Nun «x» dis, totnum mus.")]
        assert [one.sentence for one in checked(number_wanted, {})] == ["Sin «A» nun manka."]
        version = {"type": "object", "properties": {"a": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}}}
        assert told(version, {"a": "1"}) == [("/a", "Nun «1» dis, tri num punt mus.")]
        day = {"type": "object", "properties": {"a": {"type": "string", "format": "date"}}}
        (date,) = checked(day, {"a": "3/4/2021"})
        assert date.message == "Must come as YYYY-MM-DD; 4 Tri 2021 o 3 Kva: «3/4/2021»,"  # the rest is English
        (found,) = checked(day, {"a": "3 march 2021"})
        assert found.facts["suggestion"] == "2021-03-03"
    assert told(number_wanted, {"a": "x"}) == [("/a", "Must be a whole number; it says “x”.")]


def test_what_cannot_be_used_is_named_and_said_in_english(tmp_path: Path) -> None:
    file = tmp_path / "xx.json"
    bad = {
        "maximum": "Max {bogus}", "minimum": "Min {limit.__class__}", "nosuch": "x", "minItems": {"one": "x"},
        "maxItems": {"lots": "x", "other": "y"}, "unknown": ["x"], "multipleOf": "{", "contains": "{count:>9}",
        "reference": "Good.",
    }  # fmt: skip
    file.write_text(json.dumps({"sentences": bad, "openings": [["A ", "no subject"], "x"]}), encoding="utf-8")
    language = read_language(file)
    named = {one.partition(":")[0] for one in language.faults}
    assert named == {*bad, "openings"} - {"reference"}
    with speaking(language):
        assert words("maximum", limit=3, actual=4) == "Must be at most 3; it is 4."
        assert words("reference") == "Good."
        assert about("Title", "Must be text.") == "Title must be text."


def test_every_key_is_covered_by_a_translation_and_used_by_the_code() -> None:
    """A translation of every key is said back, whatever is said; and no key stands in the table for nothing."""
    every = {key: _marked(key, one) for key, one in SENTENCES.items()}
    said = Language(
        "xx", {key: one if isinstance(one, str) else Counted(one, rule_of("en")) for key, one in every.items()}
    )
    with speaking(said):
        for key, one in SENTENCES.items():
            values = dict.fromkeys(placeholders(one), "?")
            for count in (0, 1, 2, 1.5, 12):
                assert words(key, count, **values).startswith(f"<{key}>"), key
    used = set(_texts(Path(gatewaydesk.validation.__file__).parent))
    made = {f"type.{name}" for name in ("string", "integer", "number", "boolean", "array", "object", "null")}
    made |= {f"kind.{name}" for name in (*BOUNDS, "minLength", "maxLength")} | {"list.or", "list.and"}
    made |= {key for key, _ in FORMAT_WORDS.values()}
    assert SENTENCES.keys() - used - made == set()


def _marked(key: str, one: str | Mapping[str, str]) -> Any:
    return f"<{key}>{one}" if isinstance(one, str) else {name: f"<{key}>{form}" for name, form in one.items()}


def _texts(folder: Path) -> Iterator[str]:
    """All texts that stand in the code, but for the table itself."""
    for file in folder.rglob("*.py"):
        if file.name != "sentences.py":
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_all_forms_of_a_sentence_have_the_same_placeholders() -> None:
    for key, one in SENTENCES.items():
        if not isinstance(one, str):
            assert one.keys() <= CATEGORIES and "other" in one, key
            assert len({frozenset(placeholders(form)) for form in one.values()}) == 1, key
    assert all("{subject}" in together for _, together in OPENINGS)
    assert number(1234567) == "1,234,567" and number(0.5) == "0.5"


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", {0: "other", 1: "one", 2: "other"}),
        ("de_AT", {1: "one", 21: "other"}),
        ("fr", {0: "one", 1: "one", 2: "other"}),
        ("pl", {1: "one", 2: "few", 5: "many", 12: "many", 22: "few"}),
        ("uk", {1: "one", 11: "many", 21: "one", 24: "few"}),
        ("cs", {1: "one", 3: "few", 5: "other"}),
        ("sl", {1: "one", 102: "two", 3: "few", 5: "other"}),
        ("lt", {1: "one", 2: "few", 11: "other", 20: "other"}),
        ("cy", {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many", 7: "other"}),
        ("ga", {1: "one", 2: "two", 5: "few", 8: "many", 11: "other"}),
        ("gd", {11: "one", 12: "two", 13: "few", 20: "other"}),
        ("ar", {0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other"}),
        ("ja", {1: "other"}),
    ],
)
def test_plural_rules(language: str, counts: dict[int, str]) -> None:
    assert {count: rule_of(language)(count) for count in counts} == counts


def test_a_language_is_found_by_its_code(home: Path) -> None:
    folder = paths.data_dir() / "words"
    folder.mkdir(parents=True)
    (folder / "cy.json").write_text('{"sentences": {"unknown": "Anhysbys."}}', encoding="utf-8")
    (folder / "ga.json").write_text("{", encoding="utf-8")
    found = find_language("cy_GB")
    assert found is not None and found.code == "cy"
    with speaking(found):
        assert words("unknown") == "Anhysbys."
    assert find_language("ga") is None  # not readable
    assert find_language("../../etc/passwd") is None
    assert ENGLISH.templates.keys() == found.templates.keys()
