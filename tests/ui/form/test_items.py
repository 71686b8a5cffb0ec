"""The form of one item of a list: what names it comes first and is in view, and its order is the grid's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint

MakeForm = Callable[..., Any]
LINE = {"type": "string", "maxLength": 40}
COLUMN = {
    "type": "object",
    "properties": {"a": LINE, "remark": LINE, "b": LINE, "c": LINE},
    "required": ["a", "b", "c"],
}


def height(form: Any, name: str) -> int:
    widget = form.find(name)
    assert widget.isVisible()
    return int(widget.mapTo(form.view, QPoint(0, 0)).y())


def test_the_optional_name_of_an_item_stands_above_its_grid(make_form: MakeForm) -> None:
    table = {
        "type": "object",
        "properties": {"name": LINE, "description": {"type": "string"}, "columns": {"type": "array", "items": COLUMN}},
        "required": ["columns"],
    }
    form = make_form({"tables": {"type": "array", "items": table}}, required=["tables"])
    form.press("add:/tables")
    assert form.find("field:/tables/0/name").hasFocus()
    assert height(form, "field:/tables/0/name") < height(form, "field:/tables/0/description")
    assert height(form, "field:/tables/0/description") < height(form, "add:/tables/0/columns")


def test_many_optional_members_are_folded_above_the_grid_and_the_name_is_not(make_form: MakeForm) -> None:
    more = {f"m{n}": LINE for n in range(9)}
    table = {
        "type": "object",
        "properties": {"key": LINE, "title": LINE, **more, "columns": {"type": "array", "items": COLUMN}},
        "required": ["columns"],
    }
    form = make_form({"tables": {"type": "array", "items": table}}, {"tables": [{"columns": []}]}, required=["tables"])
    assert height(form, "field:/tables/0/key") < height(form, "field:/tables/0/title")
    assert height(form, "field:/tables/0/title") < height(form, "fold:/tables/0")
    assert height(form, "fold:/tables/0") < height(form, "add:/tables/0/columns")
    assert form.find("fold:/tables/0").text() == "9 optional fields"
    form.authoring.document.set(("tables", 0, "m4"), "x")
    form.settle()
    assert height(form, "field:/tables/0/m4") < height(form, "fold:/tables/0")


def test_a_row_form_has_the_order_of_its_grid(make_form: MakeForm) -> None:
    rows = [{"a": "1", "b": "2", "c": "3"}]
    form = make_form({"xs": {"type": "array", "items": COLUMN}}, {"xs": rows}, required=["xs"])
    model = form.find("table:/xs").model()
    columns = [str(column.name) for column in model.columns]
    heights = [height(form, f"field:/xs/0/{name}") for name in columns]
    assert columns == ["a", "remark", "b", "c"]
    assert heights == sorted(heights)
