"""Documents that fit nowhere: every section is opened, and nothing is lost, changed or raised."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.document import jsonio
from gatewaydesk.schema.catalogue import Catalogue
from tests.ui.form.test_examples import open_everything

MakeForm = Callable[..., Any]
EXAMPLE = Path(__file__).resolve().parents[3] / "resources" / "examples" / "HDRUK-4.0.0.json"
SECTIONS = [child.name for child in Catalogue().load("HDRUK/4.0.0").root.children]
ODD: list[Any] = [
    None, "", "two\nlines", "x\ty\u2028z\x85", "0", 0, -1, 1.0, 1e300, True, [], {}, [None], [[[1, [2, None]]]],
    [[], {}], {"odd": {"odder": [None]}},
    [{"name": []}, "text", None, 5], "a, b; c", " ", ["a, b", "a, b", ""], "é" * 300,
]  # fmt: skip


def places(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if here:
        yield here
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in members:
        yield from places(below, (*here, name))


def put(value: Any, place: tuple[str | int, ...], new: Any) -> None:
    for part in place[:-1]:
        value = value[part]
    value[place[-1]] = copy.deepcopy(new)


def opened(make_form: MakeForm, value: Any, section: str) -> Any:
    """A section with everything in it opened; the value must be what it was."""
    before = jsonio.dumps(value)
    form = make_form(None, copy.deepcopy(value), schema="HDRUK/4.0.0", section=section)
    open_everything(form)
    assert form.authoring.document.revision == 0, section
    assert jsonio.dumps(form.value) == before
    return form


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_example_with_anything_anywhere_survives_being_shown(make_form: MakeForm, data: st.DataObject) -> None:
    value = jsonio.read_file(EXAMPLE)
    section = data.draw(st.sampled_from([name for name in SECTIONS if name in value]))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.sampled_from(list(places(value[section], (section,)))))
        put(value, place, ODD[data.draw(st.integers(0, len(ODD) - 1))])
        if place == (section,):
            break
    opened(make_form, value, section).close()


@pytest.mark.parametrize("odd", range(len(ODD)))
def test_every_field_may_hold_the_wrong_thing(make_form: MakeForm, odd: int) -> None:
    value = {}
    for child in Catalogue().load("HDRUK/4.0.0").root.children:
        value[child.name] = (
            {below.name: copy.deepcopy(ODD[odd]) for below in child.children}
            if child.children
            else copy.deepcopy(ODD[odd])
        )
    for section in SECTIONS:
        opened(make_form, value, section).close()


@pytest.mark.parametrize("section", ["structuralMetadata", "observations", "provenance", "demographicFrequency"])
def test_unknown_members_are_seen_wherever_they_stand(make_form: MakeForm, section: str) -> None:
    value = jsonio.read_file(EXAMPLE)
    known = [one for one in ((), *places(value[section])) if isinstance(at(value[section], one), dict)][:12]
    for number, place in enumerate(known):
        at(value[section], place)[f"strange{number}"] = {"n": [number]}
    form = opened(make_form, value, section)
    for number, place in enumerate(known):
        pointer = (section, *place, f"strange{number}")
        text = "/".join(("", *map(str, pointer)))
        assert form.view.go_to(pointer), text
        form.settle()
        editor = form.find(f"field:{text}")
        assert editor.isVisible(), text
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, "{broken")
        assert form.get(*pointer) == {"n": [number]}
        form.leave()
        form.view.go_to((section,))
        form.view.go_to(pointer)
        form.settle()
        assert form.find(f"field:{text}").toPlainText() == "{broken"
        form.click(form.find(f"remove:{text}"))
        assert f"strange{number}" not in at(form.get(section), place)
    form.close()


def at(value: Any, place: tuple[str | int, ...]) -> Any:
    for part in place:
        value = value[part]
    return value


def test_many_tables_of_many_columns(make_form: MakeForm) -> None:
    value = jsonio.read_file(EXAMPLE)
    column = value["structuralMetadata"]["tables"][0]["columns"][0]
    table = {**value["structuralMetadata"]["tables"][0], "columns": [copy.deepcopy(column) for _ in range(50)]}
    value["structuralMetadata"]["tables"] = [{**copy.deepcopy(table), "name": f"t{n}"} for n in range(200)]
    form = opened(make_form, value, "structuralMetadata")
    assert form.view.go_to(("structuralMetadata", "tables", 199, "columns", 49, "name"))
    form.settle()
    view = form.find("table:/structuralMetadata/tables/199/columns")
    QTest.keyClicks(view, "z")
    QTest.keyClick(view.indexWidget(view.currentIndex()), Qt.Key.Key_Return)
    form.settle()
    assert form.get("structuralMetadata", "tables", 199, "columns", 49, "name") == "z"


def test_very_long_text_in_a_field_of_one_line_is_kept_whole(make_form: MakeForm) -> None:
    long = "x" * 50_000
    form = make_form({"a": {"type": "string", "maxLength": 80}, "b": {"type": "string"}}, {"a": long, "b": long})
    open_everything(form)
    assert form.value == {"a": long, "b": long}
    assert form.authoring.document.revision == 0
    editor = form.find("field:/a")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, "y")
    assert form.get("a") == long + "y"


def test_lists_in_lists_in_lists(make_form: MakeForm) -> None:
    deep: dict[str, Any] = {"type": "integer"}
    for _ in range(3):
        deep = {"type": "array", "items": deep}
    value = {"x": [[[1, "a"], None, "b"], [], {"odd": 1}, [[{}], [2.0]]]}
    form = make_form({"x": deep}, copy.deepcopy(value), required=["x"])
    open_everything(form)
    assert json.dumps(form.value) == json.dumps(value)
    assert form.authoring.document.revision == 0
    assert form.view.go_to(("x", 0, 0, 1))
    form.settle()
    form.type("field:/x/0/0/1", "7")
    assert form.get("x") == [[[1, 7], None, "b"], *value["x"][1:]]
