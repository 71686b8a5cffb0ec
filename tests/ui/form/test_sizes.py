"""Every part of the form gets at least the height that it needs, in narrow windows and with large text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from gatewaydesk.ui import theme

MakeForm = Callable[..., Any]


@pytest.fixture
def text_size(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    palette, font = qapp.palette(), qapp.font()
    yield lambda percent: theme.apply(qapp, "light", percent)
    theme.apply(qapp, "light", 100)
    qapp.setPalette(palette)
    qapp.setFont(font)


def settle(form: Any) -> None:
    """Texts that wrap anew ask for another layout, which may make others wrap anew."""
    for _ in range(3):
        form.settle()


def squashed(form: Any) -> list[tuple[str, int, int]]:
    found = []
    for one in form.view.widget().findChildren(QWidget):
        least = min(one.minimumSizeHint().height(), one.maximumHeight())
        inside = isinstance(one.parentWidget(), (QAbstractItemView, QComboBox)) or one.objectName().startswith("qt_")
        if one.isVisible() and not inside and one.layout() is None and one.height() < least:
            found.append((one.objectName() or type(one).__name__, one.height(), least))
    return found


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [374, 395, 520, 900])
@pytest.mark.parametrize("section", ["summary", "coverage", "provenance", "accessibility", "observations"])
def test_nothing_is_squashed(make_form: MakeForm, text_size: Any, percent: int, width: int, section: str) -> None:
    text_size(percent)
    form = make_form(schema="HDRUK/4.0.0", section=section)
    form.model.folds[section] = True
    form.view.resize(width, 500)
    settle(form)
    assert squashed(form) == []
    form.authoring.document.set(("summary", "dataCustodian", "identifier"), "30f16703-28bc-4f45-9ce5-625d2d3db27d")
    form.authoring.document.set(("summary", "abstract"), "Many words that go on and on. " * 12)
    form.model.touch_all()
    settle(form)
    assert squashed(form) == []
    for narrower in (width - 40, width + 60):
        form.view.resize(narrower, 500)
        settle(form)
        assert squashed(form) == []


def test_a_text_that_wraps_anew_takes_its_room_from_nobody(make_form: MakeForm) -> None:
    summary = {
        "abstract": "Records of general practice with all that was written down in them. " * 4,
        "dataCustodian": {"identifier": "30f16703-28bc-4f45-9ce5-625d2d3db27d", "name": "A name"},
    }
    form = make_form(schema="HDRUK/4.0.0", section="summary", value={"summary": summary})
    for width in range(800, 380, -7):
        form.view.resize(width, 460)
        settle(form)
        assert squashed(form) == [], width


LONG = "W" * 300
WORD = {"type": "string", "maxLength": 20}
HELD = {"type": "object", "title": LONG, "properties": {"x": WORD}}
LONG_WORDS: dict[str, tuple[dict[str, Any], Any]] = {
    "title": ({**WORD, "title": LONG}, "x"),
    "description": ({**WORD, "description": LONG}, "x"),
    "yes or no": ({"type": "boolean", "title": LONG}, True),
    "group": ({**HELD, "description": LONG}, {"x": "v"}),
    "few choices": ({"enum": [LONG, "b"]}, LONG),
    "many choices": ({"enum": [LONG, *"abcdefghij"]}, LONG),
    "boxes": ({"type": "array", "uniqueItems": True, "items": {"enum": [LONG, "b"]}}, [LONG]),
    "tags": ({"type": "array", "items": WORD}, [LONG, "b"]),
    "alternatives": ({"title": LONG, "oneOf": [HELD, {**HELD, "title": f"Or {LONG}", "required": ["q"]}]}, {"x": "v"}),
    "list": ({"type": "array", "title": LONG, "items": HELD}, [{"x": LONG}]),
    "tuple": ({"type": "array", "title": LONG, "prefixItems": [{**WORD, "title": LONG}]}, ["x"]),
    "entries": ({"type": "object", "title": LONG, "additionalProperties": WORD}, {LONG: "x"}),
}


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [405, 738])
@pytest.mark.parametrize("kind", [*LONG_WORDS])
def test_very_long_words_leave_everything_within_reach(
    make_form: MakeForm, text_size: Any, percent: int, width: int, kind: str
) -> None:
    text_size(percent)
    schema, value = LONG_WORDS[kind]
    form = make_form({"a": schema, "z": WORD}, {"a": value, "z": LONG})
    form.model.touch_all()
    form.view.resize(width, 700)
    settle(form)
    assert out_of_reach(form) == []


@pytest.mark.parametrize("section", ["summary", "observations", "accessibility", "enrichmentAndLinkage", "coverage"])
def test_with_large_text_in_a_narrow_window_everything_is_within_reach(
    make_form: MakeForm, text_size: Any, section: str
) -> None:
    text_size(200)
    form = make_form(schema="HDRUK/4.0.0", section=section)
    form.model.folds[section] = True
    form.view.resize(405, 600)
    settle(form)
    assert out_of_reach(form) == []


def out_of_reach(form: Any) -> list[str]:
    """What a person could not scroll to: it goes over the page's edge, or over that of a part that does not scroll."""
    view = form.view
    page, bar = view.widget(), view.horizontalScrollBar()
    reach = view.viewport().width() + (bar.maximum() if bar.isVisible() or not bar.maximum() else 0)
    found = []
    for one in page.findChildren(QWidget):
        inside = isinstance(one.parentWidget(), (QAbstractItemView, QComboBox, QLineEdit))
        inside |= one.objectName().startswith("qt_")
        shown = one.isVisible() and not inside and not in_a_view(one)
        cut = one.layout() is None and not isinstance(one, QComboBox) and one.width() < one.minimumSizeHint().width()
        if shown and (cut or one.mapTo(page, one.rect().topRight()).x() >= reach):
            found.append(f"{type(one).__name__} {one.objectName()[:40]} {one.geometry()}")
    return found


def in_a_view(widget: QWidget) -> bool:
    """Whether it belongs to a table or a text, which scroll by themselves."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above is not None and above.objectName() == "" and not isinstance(above, QScrollArea)


@pytest.mark.parametrize(("percent", "width"), [(100, 340), (200, 335)])
@pytest.mark.parametrize("section", ["summary", "coverage", "provenance", "accessibility", "observations"])
def test_no_page_scrolls_sideways_in_a_narrow_window(
    make_form: MakeForm, text_size: Any, percent: int, width: int, section: str
) -> None:
    text_size(percent)
    form = make_form(schema="HDRUK/4.0.0", section=section)
    form.model.touch_all()
    form.view.resize(width, 600)
    settle(form)
    assert form.view.horizontalScrollBar().maximum() == 0
    assert out_of_reach(form) == []


def test_boxes_dots_and_crosses_grow_with_the_text(make_form: MakeForm, text_size: Any) -> None:
    fields = {
        "flag": {"type": "boolean", "title": "Flag"},
        "part": {"type": "object", "title": "Part", "properties": {"x": WORD}},
        "tags": {"type": "array", "items": WORD},
    }
    sides: dict[str, list[int]] = {"dot": [], "box": [], "cross": []}
    for percent in (100, 200):
        text_size(percent)
        form = make_form(fields, {"flag": True, "tags": ["word"], "part": {"x": "y"}}, required=["flag", "tags"])
        form.view.setFocus()
        settle(form)
        shown = {
            "dot": (form.view.findChild(QRadioButton), False),
            "box": (form.find("include:/part"), False),
            "cross": (form.find("remove:/tags/0"), True),
        }
        for name, (widget, from_the_end) in shown.items():
            sides[name].append(drawn_side(widget, from_the_end=from_the_end))
        form.close()
    assert all(large >= 1.7 * usual for usual, large in sides.values()), sides


def drawn_side(widget: QWidget, *, from_the_end: bool) -> int:
    """How many columns in a row are drawn on, from what stands at one side of a widget up to the next gap."""
    picture = widget.grab().toImage()
    columns = range(2, picture.width() - 2)
    cut = picture.height() // 4 if from_the_end else 0  # without the line around
    rows = range(cut, picture.height() - cut)
    empty = [len({picture.pixel(x, y) for y in rows}) == 1 for x in columns]
    if from_the_end:
        empty.reverse()
        empty = empty[empty.index(True) :]  # past the rounded edge
    start = empty.index(False)
    return next((at for at in range(start, len(empty)) if empty[at]), len(empty)) - start


def test_a_tables_headings_are_read_with_large_text(make_form: MakeForm, text_size: Any) -> None:
    text_size(200)
    titles = ["Column name", "Data type", "Column description", "Sensitive"]
    item = {"type": "object", "properties": {one: {**WORD, "title": one} for one in titles}, "required": titles}
    form = make_form({"xs": {"type": "array", "items": item}}, {"xs": [dict.fromkeys(titles, "x")]}, required=["xs"])
    settle(form)
    header = form.find("table:/xs").horizontalHeader()
    words = [str(header.model().headerData(at, header.orientation())) for at in range(4)]
    assert all(header.sectionSize(at) > header.fontMetrics().horizontalAdvance(words[at]) for at in range(4))
    header.resizeSection(0, 80)
    whole = header.grab().toImage()
    header.setTextElideMode(Qt.TextElideMode.ElideNone)
    assert header.grab().toImage() != whole, "what has no room ends in an ellipsis"


def test_a_form_that_is_open_takes_another_size_of_text_everywhere(make_form: MakeForm, text_size: Any) -> None:
    text_size(200)
    fields = {
        "part": {"type": "object", "title": "Part", "properties": {"x": WORD}},
        "kind": {"anyOf": [WORD, {"type": "array", "items": WORD}]},
        "wrong": {"enum": ["Persons", "Events"]},
    }
    form = make_form(fields, {"part": {"x": "y"}, "wrong": "persons"}, required=["kind", "wrong"])
    form.model.mending.look()
    form.model.tasks.wait()
    settle(form)
    parts = [form.find(name) for name in ("include:/part", "variant:/kind", "repair:/wrong", "problem:/wrong")]
    text_size(100)
    settle(form)
    usual = form.find("field:/part/x").font().pointSizeF()
    assert all(abs(one.font().pointSizeF() - usual) < 2 for one in parts)
