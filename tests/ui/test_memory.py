"""A long working day in one process: what was closed is gone, however often it is opened. Objects are counted."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk import paths
from gatewaydesk.ui import theme
from gatewaydesk.ui.breathing import breathing
from tests.ui.conftest import Desk

SCHEMA = "HDRUK/4.0.0"
OURS = tuple(f"gatewaydesk.{room}." for room in ("schema", "document", "validation", "services", "store", "ui"))
KEPT = ("Index", "Choice")  # of some lists of choices, those that were used last (see `choice_index.py`)
FOUND = 5000  # milliseconds in which what is gone is looked for; it is by the next second
#: The actions that open a dialog with nothing but a draft on the desk.
SHEETS = (
    *("new", "backups", "deleted", "versions", "schemas", "settings", "compare", "preview", "submit", "test-submit"),
    *("add-gateway", "palette", "guide", "steps", "support", "about"),
)


def alive(window: QObject | None) -> Counter[str]:
    """How many there are of each kind of our own objects, and of Qt's that belong to a window."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        gc.collect()
    kinds = map(type, gc.get_objects())  # of some that others made the module is no text
    found = Counter(kind.__name__ for kind in kinds if str(kind.__module__).startswith(OURS))
    found.update(f"Qt's {type(one).__name__}" for one in (window.findChildren(QObject) if window is not None else ()))
    return found


def grown(often: Callable[[], object], window: QObject | None = None) -> list[str]:
    """The kinds that there are more of each time that something is done; one more now and then is a timer's or a
    thread's last.
    """
    counts = []
    for _ in range(4):
        often()
        counts.append(alive(window))
    return [name for name in counts[-1] if all(a[name] < b[name] for a, b in pairwise(counts)) and name not in KEPT]


def draft(desk: Desk) -> None:
    """Begins a draft from the example, checks it and looks at some of its sections."""
    desk.window.new_draft(SCHEMA, example=True)
    desk.window.settle()
    desk.do("check")
    for section in desk.window.desk.sections[::3]:
        desk.window.show_section(section.key)
        desk.window.settle()


def drop(desk: Desk) -> None:
    """Closes the draft and deletes it."""
    number = desk.window.desk.draft_id
    desk.window.desk.close()
    desk.window.settle()
    desk.store.drafts.delete(number)


@pytest.fixture
def own_schema(tmp_path: Path) -> str:
    """A schema in a file of one's own."""
    file = tmp_path / "own.json"
    file.write_bytes((paths.resource_root() / "schemas" / SCHEMA / "schema.json").read_bytes())
    return str(file)


def test_drafts_that_were_closed_are_gone(desk: Desk) -> None:
    def once() -> None:
        draft(desk)
        desk.type_into("field:/summary/title", "Written and closed")
        drop(desk)

    assert not grown(once, desk.window)


def test_a_draft_that_was_open_for_long_is_gone_soon_after_it_was_closed(desk: Desk, qtbot: Any) -> None:
    """By then it is among the oldest objects, which are looked through last."""
    with breathing(desk.tasks):
        QTest.qWait(1)
        draft(desk)
        model = desk.window.current_model
        assert model is not None
        kept = [weakref.ref(one) for one in (model.authoring, model.authoring.document, desk.window.form.view)]
        del model
        gc.collect()
        gc.collect()
        drop(desk)
        qtbot.waitUntil(lambda: not any(one() for one in kept), timeout=FOUND)


def test_a_dialog_that_was_open_for_long_is_gone_soon_after_it_was_closed(desk: Desk, qtbot: Any) -> None:
    with breathing(desk.tasks):
        QTest.qWait(1)
        desk.do("settings")
        kept = weakref.ref(desk.dialog("settings").model.authoring)
        gc.collect()
        gc.collect()
        desk.dialog("settings").reject()
        qtbot.waitUntil(lambda: kept() is None, timeout=FOUND)


def test_a_schema_goes_with_the_last_draft_that_follows_it(desk: Desk, own_schema: str) -> None:
    def once() -> None:
        desk.window.new_draft(own_schema)
        desk.window.settle()
        desk.window.catalogue.guess({"summary": {}})
        drop(desk)

    assert not grown(once)


def test_windows_that_were_closed_are_gone_and_so_are_their_schemas(start: Callable[..., Desk]) -> None:
    def once() -> None:
        desk = start()
        desk.window.new_draft(SCHEMA, example=True)
        desk.window.settle()
        desk.window.catalogue.guess({"summary": {}})
        drop(desk)
        desk.close()

    assert not grown(once)


def test_dialogs_that_were_closed_are_gone(desk: Desk) -> None:
    desk.window.new_draft(SCHEMA, example=True)
    desk.window.settle()

    def once() -> None:
        for action in SHEETS:
            desk.do(action)
            shown = [one for one in QApplication.topLevelWidgets() if one.objectName().startswith("dialog.")]
            assert any(one.isVisible() for one in shown), action
            for one in shown:
                one.close()
            desk.window.settle()

    assert not grown(once, desk.window)


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


@pytest.mark.usefixtures("light")
def test_what_is_drawn_anew_takes_the_place_of_the_old(desk: Desk, qapp: QApplication) -> None:
    def once() -> None:
        for palette in ("dark", "light"):
            theme.apply(qapp, palette)
            desk.window.settle()
        desk.window.top.show_gateways([], "")

    assert not grown(once, desk.window)


def test_a_large_table_goes_with_its_draft(desk: Desk, qtbot: Any) -> None:
    columns: list[Any] = [{"name": f"c{at}", "dataType": "int", "sensitive": False} for at in range(10_000)]
    value = {"structuralMetadata": {"tables": [{"name": "large", "columns": columns}]}}
    with breathing(desk.tasks):
        QTest.qWait(1)
        desk.window.new_draft(SCHEMA, value)
        desk.window.settle()
        desk.window.show_section(("structuralMetadata",))
        desk.window.settle()
        model = desk.window.current_model
        assert model is not None
        kept = weakref.ref(model.authoring.document)
        del model
        gc.collect()
        gc.collect()
        drop(desk)
        qtbot.waitUntil(lambda: kept() is None, timeout=FOUND)
