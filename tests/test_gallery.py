"""The gallery: each small schema is drawn without a warning, shows the whole document, and gives it back as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from gatewaydesk.document import jsonio
from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.ui.form.lists import Collection
from gatewaydesk.ui.form.node import FormNode
from gatewaydesk.ui.form.summary import summary
from gatewaydesk.ui.form.view import SectionView
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.problems import Severity
from tests.draw_gallery import CASES, NARROW, load, settle, shown

pytestmark = pytest.mark.qt_log_ignore("plugin does not support (propagateSizeHints|raise)")
WRONG = {  # where a case is about values that are not allowed: the places that say so
    "numbers": {"/oven"},
    "contains": {"/crew", "/marks"},
    "maps": {"/readings/odd", "/people/x"},
    "misfits": {"/count", "/kind", "/colour", "/names", "/flag", "/day", "/stray"},
    "too-odd": {""},  # what it refers to is not there, so that nothing can be checked
    "unevaluated": {"/sender/nickname"},
}


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks(workers=1)
    yield made
    made.close()


def leaves(value: Any, here: Pointer = ()) -> Iterator[Pointer]:
    """The places of everything that holds nothing else."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [one for name, inside in members for one in leaves(inside, (*here, name))]
    yield from below or [here]


def is_shown(view: SectionView, pointer: Pointer) -> bool:
    """Whether an editor of the place, or of one that it is part of, is in view; or its item's line or cell is."""
    for depth in range(len(pointer), -1, -1):
        name = to_text(pointer[:depth])
        if any(one.isVisible() for one in view.findChildren(QWidget, f"field:{name}")):
            return True
        for table in view.findChildren(QWidget, f"table:{name}"):
            if table.isVisible() and depth < len(pointer):
                return True
    field = view.model.authoring.field_at(pointer)
    if field is not None and field.decides:
        return any(one.isVisible() for one in view.findChildren(QWidget, f"variant:{to_text(pointer[:-1])}"))
    empty = view.model.value(pointer) in ([], {})
    return empty and any(one.isVisible() for one in view.findChildren(FormNode) if one.pointer == pointer)


@pytest.mark.parametrize("file", CASES, ids=lambda one: one.stem)
def test_a_case_is_drawn_whole_and_comes_back_as_it_was(file: Any, tasks: Tasks) -> None:
    case = load(file)
    before = jsonio.dumps(case.document)
    with shown(case, tasks) as view:
        for pointer in leaves(case.document):
            assert view.go_to(pointer) or not pointer, to_text(pointer)
            settle()
            assert is_shown(view, pointer), to_text(pointer)
        for collection in view.findChildren(Collection):
            for row, item in enumerate(collection.items.items):
                if not collection.columns:
                    assert collection.items.index(row, 0).data() == summary(collection.item, item)
        authoring = view.model.authoring
        assert jsonio.dumps(authoring.document.value) == before
        assert authoring.document.revision == 0
        wrong = {to_text(one.pointer) for one in authoring.problems if one.severity is Severity.WRONG}
        assert wrong == WRONG.get(case.name, set())
    assert json.dumps(jsonio.loads(before)) == json.dumps(jsonio.read_file(file)["document"])


@pytest.mark.parametrize("file", CASES, ids=lambda one: one.stem)
def test_nothing_is_cut_off_in_a_narrow_window(file: Any, tasks: Tasks) -> None:
    with shown(load(file), tasks, NARROW) as view:
        page = view.widget()
        assert page is not None
        assert page.width() <= NARROW, f"{page.minimumSizeHint().width()} pixels are needed"
