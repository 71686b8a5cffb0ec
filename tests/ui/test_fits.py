"""Dialogs and columns fit into what room there is, at every text size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from gatewaydesk.connection import Connection
from gatewaydesk.gateways.base import SignInStep
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look

from .test_sending import connect, ready

Desk = Any  # the fixture `desk`, see conftest.py


def assert_fits(desk: Desk, dialog: Any) -> None:
    desk.window.settle()
    assert dialog.height() <= desk.window.height()
    assert dialog.width() <= desk.window.width()
    for button in (one for one in dialog.buttons.buttons() if not one.isHidden()):
        assert button.isVisible()
        assert dialog.rect().contains(button.mapTo(dialog, button.rect().bottomRight()))
        assert dialog.childAt(button.mapTo(dialog, button.rect().center())) is button


@pytest.mark.parametrize("percent", [100, 150])
def test_the_sign_in_dialog_shows_all_its_checks_within_the_window(
    start: Callable[..., Desk], text_size: Callable[[int], None], percent: int
) -> None:
    desk = start(size=(1280, 720))
    text_size(percent)
    desk.do("add-gateway")
    dialog = desk.dialog("sign-in")
    dialog.tested.show()
    dialog.fit(600, 860)
    long = "The gateway answered in a way that takes more than one line to say, so that a person knows what to do."
    for at in range(5):
        dialog.tested.show_step(SignInStep(f"Step {at}", at < 4, long))
    desk.window.settle()
    assert_fits(desk, dialog)
    last = dialog.tested.steps.visualRect(dialog.tested.steps.picks_model.index(4))
    assert dialog.tested.steps.viewport().rect().contains(last.center())
    assert dialog.form.height() > 100


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_in_the_top_bar_is_cut(
    start: Callable[..., Desk], text_size: Callable[[int], None], percent: int
) -> None:
    desk = start()
    text_size(percent)
    bar = desk.window.top
    for width in (640, 700, 800, 1280):
        for practice in (True, False):
            name = "The practice gateway of the northern hospitals"
            bar.show_gateways([Connection(name, "adobe", "http://127.0.0.1:9", practice=practice)], name)
            desk.window.resize(width, 800)
            desk.window.settle()
            assert bar.width() == width
            tools = bar.findChildren(QToolButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
            for one in (bar.submit, bar.badge, *tools):
                assert not one.isVisible() or one.width() >= one.minimumSizeHint().width(), (width, one.objectName())
            assert len(bar.chooser.text()) > 3


def test_what_will_be_sent_opens_within_the_window(start: Callable[..., Desk], practice: PracticeServer) -> None:
    desk = start(size=(1280, 720))
    connect(desk, practice)
    ready(desk)
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.press("submit.exact", sheet)
    assert_fits(desk, sheet)
    assert sheet.where._json.isVisible()


def test_after_a_failure_sending_is_said_in_the_usual_colour(desk: Desk, tmp_path: Any) -> None:
    with PracticeServer(tmp_path / "gone", samples=False) as server:
        connect(desk, server)
    ready(desk)
    desk.do("submit")
    sheet = desk.dialog("submit")
    usual = sheet._says.palette().color(sheet._says.foregroundRole())
    desk.press("dialog.submit.accept", sheet)
    assert sheet._says.palette().color(sheet._says.foregroundRole()) == theme.color("wrong")
    sheet._send()
    assert sheet._says.text() == "Sending…"
    assert sheet._says.palette().color(sheet._says.foregroundRole()) == usual
    desk.window.settle()


def test_a_receipt_keeps_the_fine_print_for_who_asks(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    ready(desk)
    desk.do("submit")
    desk.press("dialog.submit.accept", desk.dialog("submit"))
    dialog = desk.dialog("receipt")
    details = dialog._details
    assert not details.isVisible()
    desk.press("receipt.details", dialog)
    assert details.isVisible()
    desk.window.settle()
    assert_fits(desk, dialog)


@pytest.mark.parametrize(("size", "percent"), [((1360, 840), 200), ((900, 760), 100), ((560, 760), 100)])
def test_the_form_keeps_most_of_the_room(
    start: Callable[..., Desk], text_size: Callable[[int], None], size: tuple[int, int], percent: int
) -> None:
    desk = start(size=size)
    text_size(percent)
    desk.window.resize(*size)
    ready(desk)
    desk.window.settle()
    assert desk.window.columns.narrow
    below = desk.window.columns._tabs
    assert desk.window.form.height() > 1.8 * below.height()
    assert desk.window.form.width() > 0.55 * desk.window.width()
    view = desk.find("sections")
    metrics = view.fontMetrics()
    widest = max(metrics.horizontalAdvance(one.title) for one in view.picks)
    taken = metrics.height() + 6 * theme.SPACE
    assert view.viewport().width() >= widest + taken or percent == 200
    assert desk.find("section.next").mapTo(desk.window, QPoint(0, 0)).x() < desk.window.width()


def test_no_line_of_a_sheet_is_cut(start: Callable[..., Desk], tmp_path: Any) -> None:
    desk = start(size=(1100, 760))
    with PracticeServer(tmp_path / "samples") as server:
        connect(desk, server)
        desk.do("datasets")
        view = desk.find("datasets")
        desk.pick(view, desk.row_of(view, "Saltmarsh Emergency"))
        desk.do("delete")
        sheet = desk.dialog("delete")
        desk.window.settle()
        for text in sheet.findChildren(look.Text):
            assert not text.isVisible() or text.height() >= text.heightForWidth(text.width()), text.text()
        assert_fits(desk, sheet)


@pytest.mark.parametrize("width", [640, 1300])
def test_the_buttons_of_a_page_have_room_for_their_words(start: Callable[..., Desk], width: int) -> None:
    desk = start(size=(width, 700))
    desk.do("show-history")
    desk.window.settle()
    page = desk.window.pages["history"]
    for button in (page.copy, page.web, page.draft, page.receipt, page.export):
        assert button.width() >= button.sizeHint().width(), button.text()
        assert page.rect().contains(button.mapTo(page, button.rect().bottomRight())), button.text()


def test_the_outline_never_lies_over_the_form(start: Callable[..., Desk], text_size: Callable[[int], None]) -> None:
    desk = start(size=(1300, 860))
    text_size(200)
    ready(desk)
    desk.type_into("field:/summary/title", "Told by the outline")
    outline, view = desk.window.outline, desk.find("sections")
    for width, percent in ((1300, 200), (700, 200), (560, 200), (560, 100), (1300, 100), (1300, 200), (700, 200)):
        text_size(percent)
        desk.window.resize(width, 860)
        desk.window.settle()
        right = outline.mapTo(desk.window, outline.rect().topRight()).x()
        form = desk.window.form.mapTo(desk.window, QPoint(0, 0)).x()
        assert right < form, (width, percent)
        assert outline.width() <= 0.4 * width
    text_size(100)
    desk.window.settle()
    widest = max(view.fontMetrics().horizontalAdvance(one.title) for one in view.picks)
    assert view.viewport().width() >= widest + view.fontMetrics().height() + 6 * theme.SPACE


def test_the_outline_never_lies_over_the_form_where_a_person_has_moved_its_edge(
    start: Callable[..., Desk], text_size: Callable[[int], None]
) -> None:
    desk = start(size=(1300, 860))
    text_size(200)
    ready(desk)
    desk.type_into("field:/summary/title", "Told by the outline")
    handle = desk.window.columns._across.handle(1)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(0, 200))
    QTest.mouseMove(handle, QPoint(60, 200))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(60, 200))
    desk.window.resize(700, 860)
    desk.window.settle()
    outline = desk.window.outline
    right = outline.mapTo(desk.window, outline.rect().topRight()).x()
    assert right < desk.window.form.mapTo(desk.window, QPoint(0, 0)).x()
