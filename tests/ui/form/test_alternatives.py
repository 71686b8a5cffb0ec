"""Switching between alternatives keeps what both share, writes nothing else, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gatewaydesk.ui.form.rows import Row
from tests.ui.form.test_examples import open_everything
from tests.ui.form.test_rows import choose

MakeForm = Callable[..., Any]
TEXT = {"type": "string", "maxLength": 40}
CAT = {"type": "object", "properties": {"kind": {"const": "cat"}, "name": TEXT, "claws": {"type": "integer"}}}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "name": TEXT, "tail": TEXT}}


def test_what_both_share_is_kept_and_all_comes_back(make_form: MakeForm) -> None:
    start = {"pet": {"kind": "cat", "name": "Ida", "claws": 18}}
    form = make_form({"pet": {"oneOf": [CAT, DOG]}}, start, required=["pet"])
    assert form.find("variant:/pet").currentText() == "cat"
    choose(form, "variant:/pet", "dog")
    assert form.value == {"pet": {"kind": "dog", "name": "Ida"}}
    assert form.view.go_to(("pet", "tail"))
    form.type("field:/pet/tail", "long")
    choose(form, "variant:/pet", "cat")
    assert form.value == {"pet": {"kind": "cat", "name": "Ida"}}
    while form.model.undo():
        form.settle()
    assert form.value == {"pet": {"kind": "cat", "name": "Ida", "claws": 18}}
    assert list(form.value["pet"]) == ["kind", "name", "claws"]
    assert form.find("variant:/pet").currentText() == "cat"
    while form.model.redo():
        form.settle()
    assert form.value == {"pet": {"kind": "cat", "name": "Ida"}}


def test_the_alternative_that_the_data_fits_is_chosen(make_form: MakeForm) -> None:
    form = make_form({"pet": {"anyOf": [CAT, DOG, TEXT]}}, {"pet": {"kind": "dog", "name": "Rex"}}, required=["pet"])
    assert form.find("variant:/pet").currentText() == "dog"
    form = make_form({"pet": {"anyOf": [CAT, DOG, TEXT]}}, {"pet": "a goldfish"}, required=["pet"])
    assert form.find("variant:/pet").currentText() == "Text"


def test_alternatives_inside_themselves_are_drawn_little_further_than_written(make_form: MakeForm) -> None:
    nest = {"oneOf": [{**CAT, "properties": {**CAT["properties"], "friend": {"$ref": "#/$defs/pet"}}}, DOG]}
    form = make_form({"pet": {"$ref": "#/$defs/pet"}}, {"pet": {"kind": "cat"}}, required=["pet"], defs={"pet": nest})
    for _ in range(4):
        open_everything(form)
    deepest = max(len(row.pointer) for row in form.view.findChildren(Row))
    assert deepest < 8


def test_what_is_half_typed_when_undone_does_not_end_redoing(make_form: MakeForm) -> None:
    kinds = {"enum": [f"kind {number}" for number in range(30)]}
    form = make_form({"a": TEXT, "b": kinds}, {"a": "x", "b": "kind 1"}, required=["a", "b"])
    form.type("field:/a", "y")
    form.leave()
    form.type("field:/b", "zz")
    assert form.model.undo()
    form.settle()
    assert form.value.get("b") != "zz"
    assert form.model.redo()
    form.settle()
    assert form.value == {"a": "y", "b": "zz"}
    while form.model.undo():
        form.settle()
    assert form.value == {"a": "x", "b": "kind 1"}
    while form.model.redo():
        form.settle()
    assert form.value == {"a": "y", "b": "zz"}


def test_emptying_a_document_that_is_one_text_leaves_null(make_form: MakeForm) -> None:
    form = make_form({"a": TEXT}, {"a": "x"}, required=["a"])
    form.authoring.document.remove(())
    assert form.value is None
    form.model.undo()
    assert form.value == {"a": "x"}
