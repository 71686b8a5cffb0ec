"""A click lands where it was aimed, whatever leaving the last field brings to light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

MakeForm = Callable[..., Any]
LINE = {"type": "string", "maxLength": 10}


def press(widget: QWidget) -> QPoint:
    """Presses the left button in the middle of a widget as the window system does; returns the place."""
    window = widget.window()
    place = widget.mapTo(window, QPoint(8, widget.height() // 2))
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    return place


def release(form: Any, place: QPoint) -> None:
    handle = form.view.window().windowHandle()
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_a_problem_that_leaving_brings_to_light_waits_for_the_click(make_form: MakeForm, qtbot: Any) -> None:
    form = make_form({"x": LINE, "yes": {"type": "boolean"}, "z": LINE}, required=["x", "yes", "z"])
    form.find("field:/x").setFocus()
    button = form.find("field:/yes").findChildren(QWidget)[0]
    before = button.mapTo(form.view, QPoint(0, 0)).y()
    place = press(button)
    form.settle()
    assert button.mapTo(form.view, QPoint(0, 0)).y() == before
    assert form.said("/x") == ""
    release(form, place)
    assert form.get("yes") is True
    qtbot.waitUntil(lambda: form.said("/x") != "", timeout=2_000)


def test_a_wrong_value_that_a_check_finds_meanwhile_waits_too(make_form: MakeForm, qtbot: Any) -> None:
    form = make_form({"x": LINE, "yes": {"type": "boolean"}}, required=["x", "yes"])
    form.type("field:/x", "twelve chars")
    button = form.find("field:/yes").findChildren(QWidget)[0]
    place = press(button)
    QTest.qWait(60)
    assert form.said("/x") == ""
    release(form, place)
    assert form.get("yes") is True
    qtbot.waitUntil(lambda: "10 characters" in form.said("/x"), timeout=2_000)


def test_a_tag_taken_over_by_leaving_does_not_move_what_is_clicked(make_form: MakeForm, qtbot: Any) -> None:
    names = [f"f{n}" for n in range(12)]
    tags = {"type": "array", "items": {"type": "string", "maxLength": 40}}
    form = make_form(
        {"tags": tags, "yes": {"type": "boolean"}, **dict.fromkeys(names, LINE)}, required=["tags", "yes", *names]
    )
    form.view.resize(700, 300)
    form.settle()
    line = form.find("field:/tags")
    line.setFocus()
    QTest.keyClicks(line, "half")
    button = form.find("field:/yes").findChildren(QWidget)[0]
    before = button.mapTo(form.view, QPoint(0, 0)).y()
    place = press(button)
    form.settle()
    assert form.get("tags") == ["half"]
    assert button.mapTo(form.view, QPoint(0, 0)).y() == before
    release(form, place)
    assert form.get("yes") is True
    QTest.qWait(60)
    assert button.mapTo(form.view, QPoint(0, 0)).y() == before


def test_the_page_does_not_scroll_under_a_click_at_its_edge(make_form: MakeForm) -> None:
    names = [f"f{n}" for n in range(20)]
    form = make_form({name: {"type": "boolean"} for name in names}, required=names)
    form.view.resize(700, 300)
    form.settle()
    low = max(
        (one for name in names for one in form.find(f"field:/{name}").findChildren(QWidget)),
        key=lambda one: (one.mapTo(form.view, QPoint(0, 0)).y() < 286) * one.mapTo(form.view, QPoint(0, 0)).y(),
    )
    before = low.mapTo(form.view, QPoint(0, 0)).y()
    window = form.view.window().windowHandle()
    place = low.mapTo(form.view, QPoint(8, 9))
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    form.settle()
    assert low.mapTo(form.view, QPoint(0, 0)).y() == before
    release(form, place)
    assert len(form.value) == 1
