"""While nothing that is written says which alternative it is, the one that is drawn is told of and counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui.draft_making import checked
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.validation.problems import Severity

TEXT = {"type": "string"}
PERSON = {
    "type": "object", "title": "Person", "required": ["name", "given", "home"], "additionalProperties": False,
    "properties": {
        "name": TEXT, "given": TEXT,
        "home": {"type": "object", "title": "Home", "required": ["town"], "properties": {"town": TEXT, "street": TEXT}},
    },
}  # fmt: skip
COMPANY = {
    "type": "object", "title": "Company", "required": ["name", "company"], "additionalProperties": False,
    "properties": {"name": TEXT, "company": TEXT, "number": {"type": "integer"}},
}  # fmt: skip
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["owner"],
    "properties": {"owner": {"title": "Owner", "oneOf": [PERSON, COMPANY]}, "title": TEXT},
}


def opened(qtbot: Any, value: Any) -> tuple[FormModel, FormView]:
    model = FormModel(Authoring(LoadedSchema("ours/1", SCHEMA), value))
    view = FormView(model)
    qtbot.addWidget(view)
    view.show()
    return model, view


def empty(model: FormModel) -> list[str]:
    return [one.pointer_text for one in model.authoring.problems if one.severity is Severity.EMPTY]


def left(model: FormModel) -> list[str]:
    return sorted("/" + "/".join(map(str, one.pointer)) for one in model.authoring.left())


def test_what_was_chosen_is_asked_for_and_counted(qtbot: Any) -> None:
    model, _ = opened(qtbot, {"owner": {}})
    union = next(one for one in model.authoring.root.children if one.name == "owner")
    before = model.authoring.total_counts
    for number, wanted in ((1, ["/owner/name", "/owner/company"]), (0, ["/owner/name", "/owner/given",
                           "/owner/home/town"])):  # fmt: skip
        model.choose_branch(("owner",), union, number)
        qtbot.waitUntil(lambda wanted=wanted: empty(model) == wanted)
        assert all(one.severity is Severity.EMPTY and one.blocks for one in model.authoring.problems)
        assert left(model) == sorted(wanted)
        done, required, *_ = model.authoring.total_counts
        assert (done, required - done) == (before[0], len(wanted))


def test_what_is_drawn_is_told_though_nobody_has_chosen(qtbot: Any) -> None:
    model, view = opened(qtbot, {"owner": {}})
    chooser = view.findChild(QComboBox, "variant:/owner")
    assert isinstance(chooser, QComboBox)
    for _ in range(2):
        assert empty(model) == ["/owner/name", "/owner/company"] and chooser.currentText() == "Company"
        assert [one.severity for one in model.authoring.problems] == [Severity.EMPTY] * 2
        done, required, *_ = model.authoring.total_counts
        assert required - done == 2 and left(model) == ["/owner/company", "/owner/name"]
        chooser.activated.emit(chooser.currentIndex())
        model.checks.now()


def test_a_member_that_both_have_decides_nothing(qtbot: Any) -> None:
    model, _ = opened(qtbot, {"owner": {"name": "Big"}})
    union = next(one for one in model.authoring.root.children if one.name == "owner")
    for number, wanted in (
        (None, ["/owner/company"]), (0, ["/owner/given", "/owner/home/town"]), (1, ["/owner/company"]),
    ):  # fmt: skip
        if number is not None:
            model.choose_branch(("owner",), union, number)
            model.checks.now()
        assert [one.pointer_text for one in model.authoring.problems] == wanted
        done, required, *_ = model.authoring.total_counts
        assert required - done == len(wanted) and left(model) == wanted


def test_without_a_form_the_choice_is_told() -> None:
    authoring = Authoring(LoadedSchema("ours/1", SCHEMA), {"owner": {"name": "Big"}})
    [problem] = authoring.check()
    assert problem.pointer == ("owner",) and problem.keyword == "anyOf"


@pytest.mark.parametrize("number", [0, 1])
def test_a_choice_comes_back_with_what_was_written_then(qtbot: Any, number: int) -> None:
    """Undone and done again, by whoever chose Person, though Company would fit as well."""
    whole = [{"name": "A", "given": "B", "home": {"town": "C"}}, {"name": "A", "company": "Big"}]
    model, view = opened(qtbot, {"owner": whole[1 - number]})
    chooser = view.findChild(QComboBox, "variant:/owner")
    assert isinstance(chooser, QComboBox) and chooser.currentIndex() == 1 - number
    union = next(one for one in model.authoring.root.children if one.name == "owner")
    wanted = [["/owner/given", "/owner/home/town"], ["/owner/company"]][number]
    model.choose_branch(("owner",), union, number)
    for _ in range(3):
        qtbot.waitUntil(lambda: empty(model) == wanted)
        assert chooser.currentIndex() == number and left(model) == wanted
        model.undo()
        qtbot.waitUntil(lambda: not model.authoring.problems)
        assert chooser.currentIndex() == 1 - number
        model.redo()


def test_who_empties_the_deciding_member_stays_in_that_form(make_form: Callable[..., Any]) -> None:
    form = make_form(SCHEMA["properties"], {"owner": {"name": "A", "given": "B"}, "title": "T"}, required=["owner"])
    chooser, model = form.find("variant:/owner"), form.model
    assert chooser.currentText() == "Person"
    form.view.go_to(("owner", "given"))
    form.settle()
    typed_in = QApplication.focusWidget()
    assert typed_in is not None
    QTest.keyClick(typed_in, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(typed_in, Qt.Key.Key_Backspace)
    form.settle()
    model.checks.now()
    assert model.value(("owner",)) == {"name": "A"}
    for place in (("owner", "given"), ("title",)):
        form.view.go_to(place)
        form.settle()
        assert chooser.currentText() == "Person"
        assert empty(model) == left(model) == ["/owner/given", "/owner/home/town"]


def test_a_form_made_anew_keeps_what_was_chosen(qtbot: Any) -> None:
    model, _ = opened(qtbot, {"owner": {}})
    union = next(one for one in model.authoring.root.children if one.name == "owner")
    model.choose_branch(("owner",), union, 0)
    model.checks.now()
    wanted = empty(model)
    model.close()
    after = FormModel(model.authoring)
    after.take_beside(model)
    qtbot.waitUntil(lambda: not after.checks.busy)
    assert empty(after) == wanted == ["/owner/name", "/owner/given", "/owner/home/town"]


def test_what_is_written_counts_for_more_than_what_was_chosen(qtbot: Any) -> None:
    model, _ = opened(qtbot, {"owner": {}})
    union = next(one for one in model.authoring.root.children if one.name == "owner")
    model.choose_branch(("owner",), union, 1)
    qtbot.waitUntil(lambda: len(empty(model)) == 2)
    model.authoring.document.set(("owner",), {"name": "A", "given": "B", "home": {"town": "C"}}, label="typed")
    qtbot.waitUntil(lambda: not model.authoring.problems)
    assert left(model) == []
    model.close()
    assert dict(model.authoring.chosen()) == {}


def test_a_draft_that_is_opened_is_told_as_its_form_will_draw_it(qtbot: Any) -> None:
    authoring = checked(LoadedSchema("ours/1", SCHEMA), {"owner": {"name": "Big"}})
    model = FormModel(authoring)
    view = FormView(model)
    qtbot.addWidget(view)
    chooser = view.findChild(QComboBox, "variant:/owner")
    assert isinstance(chooser, QComboBox) and chooser.currentText() == "Company"
    assert empty(model) == left(model) == ["/owner/company"]
