"""Datasets with something wrong, and the list that says so, as tests of it need them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.ui.form.model import FormModel

Desk = Any  # the fixture `desk`, see conftest.py
EXAMPLE = paths.resource_root() / "examples" / "HDRUK-4.0.0.json"
SCHEMA = "HDRUK/4.0.0"


def begin(desk: Desk, value: Any = None, *, example: bool = False) -> FormModel:
    desk.window.new_draft(SCHEMA, value, example=example)
    desk.window.settle()
    model = desk.window.current_model
    assert model is not None
    return model


def with_columns(count: int, *, per_table: int = 100, wrong: Callable[[int], bool] = lambda _: True) -> Any:
    value = copy.deepcopy(jsonio.read_file(EXAMPLE))
    columns = [
        {"name": f"c{at}", "dataType": "text", "description": "D", "sensitive": "maybe" if wrong(at) else False}
        for at in range(count)
    ]
    value["structuralMetadata"]["tables"] = [
        {"name": f"t{at}", "description": "A table.", "columns": columns[at : at + per_table]}
        for at in range(0, count, per_table)
    ]
    return value


def several_wrong() -> Any:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["title"] = "T"
    value["summary"]["doiName"] = "https://doi.org/10.1000/182"
    value["provenance"]["temporal"]["startDate"] = "3/4/2021"
    return value


def focused() -> Any:
    """The widget with the focus; there must be one."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def titles(desk: Desk) -> list[str]:
    return [one.title for one in desk.find("problems").picks if not one.heading]
