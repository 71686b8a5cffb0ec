"""While nothing that is written says which alternative it is, the one that a person chose is told of and counted."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox

from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
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
SCHEMA = {
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


def test_who_picks_the_form_that_is_drawn_has_chosen_it(qtbot: Any) -> None:
    model, view = opened(qtbot, {"owner": {}})
    chooser = view.findChild(QComboBox, "variant:/owner")
    assert isinstance(chooser, QComboBox)
    assert empty(model) == ["/owner/name"] and chooser.currentText() == "Company"
    chooser.activated.emit(chooser.currentIndex())
    qtbot.waitUntil(lambda: empty(model) == ["/owner/name", "/owner/company"])


def test_a_member_that_both_have_leaves_the_choice_to_the_person(qtbot: Any) -> None:
    model, _ = opened(qtbot, {"owner": {"name": "Big"}})
    [problem] = model.authoring.problems
    assert problem.pointer == ("owner",)
    union = next(one for one in model.authoring.root.children if one.name == "owner")
    model.choose_branch(("owner",), union, 1)
    qtbot.waitUntil(lambda: empty(model) == ["/owner/company"])
    assert [one.pointer_text for one in model.authoring.problems] == ["/owner/company"]
    done, required, *_ = model.authoring.total_counts
    assert required - done == 1 and left(model) == ["/owner/company"]


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
