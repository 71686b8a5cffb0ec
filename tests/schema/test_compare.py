"""What has changed between two versions, told as a person who fills it in wants to hear it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.compare import compare
from gatewaydesk.schema.reader import read


def told(old: Any, new: Any) -> list[tuple[str, str, str]]:
    return [(one.pointer_text, one.what, one.sentence) for one in compare(read(old), read(new))]


def of(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
LIST = {"type": "array", "items": {"type": "object"}}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ({**TEXT, "maxLength": 80}, {**TEXT, "maxLength": 20}, "must now have at most 20 characters (before: 80)."),
        ({**TEXT, "maxLength": 80}, {**TEXT, "maxLength": 99}, "may now have up to 99 characters (before: 80)."),
        (TEXT, {**TEXT, "minLength": 1}, "must now have at least 1 character."),
        ({**TEXT, "minLength": 2}, TEXT, "need no longer have at least 2 characters."),
        ({**NUMBER, "minimum": 1}, {**NUMBER, "minimum": 0}, "may now go down to 0 (before: 1)."),
        (NUMBER, {**NUMBER, "multipleOf": 5}, "must now be a multiple of 5."),
        ({**NUMBER, "multipleOf": 5}, NUMBER, "need no longer be a multiple of 5."),
        (TEXT, NUMBER, "is now a whole number; it was text."),
        (TEXT, {**TEXT, "format": "email"}, "is now an e-mail address; it was text."),
        (TEXT, {**TEXT, "pattern": "^x"}, "is now to be written in a given way."),
        ({**TEXT, "pattern": "^x"}, TEXT, "may now be written freely."),
        ({**TEXT, "pattern": "^x"}, {**TEXT, "pattern": "^y"}, "is now to be written in another way."),
        (TEXT, {"type": ["string", "null"]}, "may now be null."),
        ({"type": ["string", "null"]}, TEXT, "may no longer be null."),
        ({"enum": ["x"]}, {"enum": ["x", "y", "z"]}, "now also offers “y” and “z”."),
        ({"enum": ["x", "y"]}, {"enum": ["x"]}, "no longer offers “y”."),
        ({"enum": ["a"]}, {"enum": list("abcdefgh")}, "now also offers “b”, “c”, “d”, “e”, “f” and 2 more."),
        (TEXT, {**TEXT, "title": "Alpha"}, "is now called “Alpha”."),
        (TEXT, {**TEXT, "deprecated": True}, "is deprecated now: it is kept for old documents only."),
        (LIST, {**LIST, "minItems": 1}, "must now have at least 1 entry."),
    ],
)
def test_one_change_is_one_sentence(old: Any, new: Any, sentence: str) -> None:
    assert told(of(a=old), of(a=new)) == [("/a", "changed", f"“A” {sentence}")]


def test_fields_come_and_go() -> None:
    text = {"type": "string"}
    new = {**of(b=text, c=text), "required": ["c"]}
    assert told(of(a=text, b=text), new) == [
        ("/c", "added", "“C” is new and required."),
        ("/a", "removed", "“A” is no longer part of it."),
    ]


def test_what_is_required_is_told() -> None:
    one, other = of(a={"type": "string"}), {**of(a={"type": "string"}), "required": ["a"]}
    assert told(one, other) == [("/a", "changed", "“A” is now required.")]
    assert told(other, one) == [("/a", "changed", "“A” is no longer required.")]


def test_a_place_is_named_with_what_it_stands_in() -> None:
    def schema(limit: int) -> Any:
        return of(people={"type": "array", "items": of(name={"type": "string", "maxLength": limit}, age={})})

    expected = "“People › Name” must now have at most 3 characters (before: 5)."
    assert told(schema(5), schema(3)) == [("/people/*/name", "changed", expected)]


def test_alternatives_come_and_go() -> None:
    old = of(a={"anyOf": [{"type": "integer"}, of(x={"type": "string"})]})
    new = of(a={"anyOf": [{"type": "integer"}, of(x={"type": "string", "maxLength": 4}), {"type": "boolean"}]})
    sentences = [sentence for *_, sentence in told(old, new)]
    assert len(sentences) == 2
    assert sentences[0].startswith("“A” may now also be ")
    assert sentences[1] == "“A › X” must now have at most 4 characters."
    assert told(new, old)[0][2].startswith("“A” may no longer be ")


def test_recursion_ends() -> None:
    def tree(limit: int) -> Any:
        node = of(name={"type": "string", "maxLength": limit}, below={"type": "array", "items": {"$ref": "#/$defs/n"}})
        return {"$ref": "#/$defs/n", "$defs": {"n": node}}

    assert [place for place, *_ in told(tree(5), tree(4))] == ["/name", "/below/*/name"]
    assert told(tree(5), tree(5)) == []


def test_from_hdruk_3_to_4() -> None:
    catalogue = Catalogue()
    three, four = catalogue.load("HDRUK/3.0.0").root, catalogue.load("HDRUK/4.0.0").root
    found = {one.pointer_text: one for one in compare(three, four)}
    assert found["/summary/datasetAliases"].what == "added"
    assert found["/summary/alternateIdentifiers"].what == "removed"
    assert found["/provenance/origin/datasetType"].what == "changed"
    assert found["/provenance/origin/datasetType"].sentence.startswith("“Provenance › Origin › ")
    assert len(found) < 15


def test_what_the_publisher_says_otherwise_is_told_beside_the_names(shared_data: Any) -> None:
    file = shared_data / "schemata" / "models" / "HDRUK" / "4.0.0" / "schema.json"
    found = compare(Catalogue().load("HDRUK/4.0.0").root, Catalogue().load(file).root)
    assert {one.what for one in found} == {"changed"}
    assert len([one for one in found if "is now called" not in one.sentence]) < 6


LEAVES = st.sampled_from(
    [
        {"type": "string"},
        {"type": "integer", "minimum": 3},
        {"enum": ["x", None]},
        {},
        True,
        {"type": ["string", "null"]},
    ]
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(lambda members: of(**members)),
        inner.map(lambda item: {"type": "array", "items": item}),
        st.lists(inner, min_size=1, max_size=3).map(lambda branches: {"anyOf": branches}),
        inner.map(lambda value: {"type": "object", "additionalProperties": value}),
    ),
    max_leaves=8,
)


@given(SCHEMAS)
def test_nothing_has_changed_in_the_same_schema(schema: Any) -> None:
    assert told(schema, schema) == []


@given(SCHEMAS, SCHEMAS)
def test_any_two_schemas_can_be_compared(old: Any, new: Any) -> None:
    for _, what, sentence in told(old, new):
        assert what in ("added", "removed", "changed")
        assert sentence.endswith(".")
        assert "“" in sentence
