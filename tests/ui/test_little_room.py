"""In the smallest window, with a notice and large text, nothing lies over anything else and nothing is cut unseen."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QStyleOptionViewItem, QWidget

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.ui import theme
from gatewaydesk.ui.form.breakable import breakable_in

ROOMS = (((560, 400), 100), ((700, 560), 200), ((560, 400), 200))
PLACE = ("structuralMetadata", "tables", 0, "columns", 0, "sensitive")


def open_damaged(desk: Any) -> None:
    value = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["summary"]["abstract"] = "x word " * 90
    value["summary"]["dataCustodian"]["logo"] = "http://x.example/a"
    del value["summary"]["title"]
    value["structuralMetadata"]["tables"][0]["columns"][0]["sensitive"] = "Y"
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.say("A notice that is long enough to need two lines where the text is large.", "info")
    desk.window.settle()


def within(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


def assert_apart(window: QWidget, *widgets: QWidget) -> None:
    shown = [one for one in widgets if one.isVisible()]
    for one, other in itertools.combinations(shown, 2):
        assert not within(window, one).intersects(within(window, other)), (one.objectName(), other.objectName())


@pytest.mark.parametrize(("size", "percent"), ROOMS)
def test_the_outline_scrolls_rather_than_lies_over_itself(
    start: Callable[..., Any], text_size: Callable[[int], None], size: tuple[int, int], percent: int
) -> None:
    desk = start(size=(1300, 860))
    open_damaged(desk)
    text_size(percent)
    desk.window.resize(QSize(*size))
    desk.window.settle()
    outline, pages, sections = desk.window.outline, desk.find("desk"), desk.find("sections")
    headings = [one for one in outline.findChildren(QLabel) if one.isVisible()]
    assert len(headings) == 2
    assert_apart(desk.window, *headings, pages, sections, desk.find("completeness"))
    last = sections.rect().bottomRight()
    assert outline.rect().contains(sections.mapTo(outline, last))
    assert pages.verticalScrollBar().maximum() > 0
    desk.window.go_to(PLACE)
    desk.window.settle()
    assert sections.viewport().rect().intersects(sections.visualRect(sections.currentIndex()))
    desk.window.show_page("gateways")
    desk.window.settle()
    assert pages.viewport().rect().contains(pages.visualRect(pages.currentIndex()).center())
    desk.window.resize(1300, 860)
    text_size(100)
    desk.window.settle()
    assert pages.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(("size", "percent"), ROOMS)
def test_every_switch_of_the_review_can_be_come_to_beside_its_list(
    start: Callable[..., Any], text_size: Callable[[int], None], size: tuple[int, int], percent: int
) -> None:
    desk = start(size=(1300, 860))
    open_damaged(desk)
    text_size(percent)
    desk.window.resize(QSize(*size))
    desk.do("next-problem")
    panel, view = desk.window.problems_panel, desk.find("problems")
    top = panel.head.parentWidget()
    assert_apart(desk.window, top, view)
    assert view.height() >= view.fontMetrics().height()
    names = [f"problems.tier.{tier}" for tier in ("wrong", "empty", "advice")]
    for switch in (*map(desk.find, names), panel.head.seek):
        assert panel.head.rect().contains(QRect(switch.mapTo(panel.head, switch.rect().topLeft()), switch.size()))
        panel._top.ensureWidgetVisible(switch, 0, 0)
        assert top.rect().contains(switch.mapTo(top, switch.rect().center())), switch.objectName()
        assert "wrong" not in switch.objectName() or switch.accessibleName() == "2 wrong"
    if (size, percent) == ROOMS[1]:
        assert panel._top.verticalScrollBar().maximum() == 0 and desk.find(names[0]).text() == "2"
    desk.window.resize(1300, 860)
    text_size(100)
    desk.window.settle()
    assert desk.find(names[0]).text() == "2 wrong" and top.height() == panel.head.height()


@pytest.mark.parametrize(("size", "percent"), [*ROOMS, ((1300, 860), 100), ((1300, 1000), 150)])
def test_no_line_of_the_details_is_cut(
    start: Callable[..., Any], text_size: Callable[[int], None], size: tuple[int, int], percent: int
) -> None:
    desk = start(size=(1300, 860))
    open_damaged(desk)
    text_size(percent)
    desk.window.resize(QSize(*size))
    desk.window.go_to(PLACE)
    desk.do("why")
    dialog = desk.dialog("problem")
    labels = [one for one in dialog.findChildren(QLabel) if one.isVisible() and one.text()]
    assert any(one.text() == "/structuralMetadata/tables/0/columns/0/sensitive" for one in labels)
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width()), label.text()
    assert desk.find("problem.schema", dialog).height() >= 3 * dialog.fontMetrics().height()
    assert dialog.rect().contains(dialog.reject_button.geometry())
    scrolls = dialog.findChild(QScrollArea).verticalScrollBar().maximum() > 0
    assert scrolls is (size[0] < 1000)  # only where there is no room


def test_a_long_value_in_the_review_goes_on_in_the_next_line(desk: Any) -> None:
    value = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["summary"]["contactPoint"] = "Q" * 400
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()
    view = desk.find("problems")
    at = desk.row_of(view, "Contact e-mail")
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    metrics, note = QFontMetrics(option.font), view.picks[at].note
    assert "QQQQQQQQ…" in note
    box = view.itemDelegate()._note_box(option, metrics, note)
    assert box.width() <= view.viewport().width() < metrics.horizontalAdvance(note)
    assert view.visualRect(view.model().index(at, 0)).height() >= box.height() + metrics.height()


def test_only_a_word_that_is_longer_than_the_line_is_broken(qapp: QApplication) -> None:
    metrics = QFontMetrics(theme.font())
    said = "Must have at most characters; it says “QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ…”."
    wide = metrics.horizontalAdvance("characters; and")
    broken = breakable_in(said, wide, metrics)
    assert broken.replace("\u200b", "") == said and broken.startswith("Must have at most characters; it says ")
    parts = broken.replace("\u200b", " ").split()
    assert max(map(metrics.horizontalAdvance, parts)) <= wide
    assert breakable_in(said, 10_000, metrics) == said
