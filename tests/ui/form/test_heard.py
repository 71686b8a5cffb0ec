"""What assistive technology is told, and what it can do, asked through Qt's own interfaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QWidget

MakeForm = Callable[..., Any]
LINE = {"type": "string", "maxLength": 40}
FEW = {"title": "Node", "enum": ["PERSONS", "EVENTS", "FINDINGS"]}
ITEM = {
    "type": "object",
    "properties": {"name": {**LINE, "title": "Name"}, "count": {"type": "integer", "title": "Count"}},
    "required": ["name", "count"],
}
Text = QAccessible.Text


def heard(widget: QWidget) -> Any:
    return QAccessible.queryAccessibleInterface(widget)


def test_a_cell_says_its_column_its_row_its_value_and_what_is_wrong(make_form: MakeForm) -> None:
    rows = [{"name": "a", "count": 1}, {"name": "b", "count": "many"}]
    form = make_form({"xs": {"type": "array", "items": ITEM}}, {"xs": rows}, required=["xs"])
    view = form.find("table:/xs")
    model = view.model()
    seen = heard(view)
    names = [seen.child(at).text(Text.Name) for at in range(seen.childCount())]
    assert "Name, row 1: a" in names
    wrong = next(name for name in names if name.startswith("Count, row 2: many. "))
    assert form.authoring.problems[0].message in wrong
    assert model.index(0, 0).data() == "a"


def test_the_form_of_the_current_row_is_there_without_a_click(make_form: MakeForm) -> None:
    inner = {"type": "object", "properties": {"columns": {"type": "array", "items": ITEM}}, "required": ["columns"]}
    rows = [{"name": "a", "count": 1}, {"name": "b", "count": 2}]
    form = make_form(
        {"xs": {"type": "array", "items": ITEM}, "tables": {"type": "array", "items": inner}},
        {"xs": rows, "tables": [{"columns": rows}]},
        required=["xs", "tables"],
    )
    assert form.find("field:/xs/0/name").isVisible()
    view = form.find("table:/tables/0/columns")
    view.setCurrentIndex(view.model().index(1, 0))
    form.settle()
    assert form.find("field:/tables/0/columns/1/name").isVisible()
    form.press("open:/xs")
    assert not form.has("field:/xs/0/name")


def test_a_group_of_radio_buttons_is_read_and_chosen_from(make_form: MakeForm) -> None:
    form = make_form({"x": FEW}, required=["x"])
    group = form.find("field:/x")
    seen = heard(group)
    assert seen.text(Text.Name) == "Node"
    assert "Nothing is chosen." in seen.text(Text.Description)
    named = {seen.child(at).text(Text.Name): seen.child(at) for at in range(seen.childCount())}
    assert set(named) == {"PERSONS", "EVENTS", "FINDINGS"}
    named["EVENTS"].actionInterface().doAction(QAccessibleActionInterface.toggleAction())
    form.settle()
    assert form.get("x") == "EVENTS"
    assert seen.text(Text.Description).startswith("Chosen: EVENTS.")
    form.model.undo()
    form.settle()
    assert "Nothing is chosen." in seen.text(Text.Description)
