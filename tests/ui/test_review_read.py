"""What a review says of its rows, where rows stand that come back, and what is not said any more."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.ui.form.editors.paragraph import GrowingText


def example() -> Any:
    return jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")


def test_an_empty_row_is_read_once(desk: Any) -> None:
    value = example()
    del value["summary"]["title"]
    value["summary"]["contactPoint"] = "nobody"
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()
    view = desk.find("problems")
    read = {one.title: view.model().index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) for at, one in
            enumerate(view.picks)}  # fmt: skip
    assert read["Title"] == "Title, required and still empty"
    assert read["Contact e-mail"].startswith("Contact e-mail, wrong: Must be an e-mail address")


def test_advice_that_was_left_so_is_shown_where_it_stood(desk: Any) -> None:
    value = example()
    value["summary"]["dataCustodian"]["logo"] = "http://x.example/a"
    value["summary"]["contactPoint"] = "nobody"
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()
    model, view = desk.window.current_model, desk.find("problems")

    def rows() -> list[Any]:
        return [one.key for one in view.picks if not one.heading]

    before = rows()
    [advice] = [one for one in model.authoring.problems if one.pointer[-1] == "logo"]
    assert before.index((0, advice.pointer)) < len(before) - 1
    desk.window.problems_panel.settled.emit(advice)
    desk.window.settle()
    desk.window.go_to(("summary", "contactPoint"))
    desk.window.settle()
    assert (0, advice.pointer) not in rows()
    desk.press("problems.dismissed")
    assert rows() == before


def test_a_notice_about_text_that_cannot_be_read_goes_when_other_text_cannot(desk: Any, qtbot: Any) -> None:
    desk.window.new_draft("HDRUK/4.0.0", example())
    desk.window.settle()
    desk.do("json-view")
    text = desk.find("json")
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(text, "}}}")
    qtbot.waitUntil(lambda: desk.window.in_step.trouble != "")
    desk.do("check")
    trouble = desk.window.in_step.trouble
    assert trouble and trouble in desk.window.notice.words
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(text, "[]")
    qtbot.waitUntil(lambda: desk.window.in_step.trouble not in ("", trouble))
    assert trouble not in desk.window.notice.words


def test_the_caret_comes_to_the_end_of_what_changed_whatever_ends_the_lines(qtbot: Any) -> None:
    text = GrowingText()
    qtbot.addWidget(text)
    text.show()
    text.show_text("film")
    text.show_text("line\r\nbreak")
    assert text.raw() == "line\nbreak" and text.textCursor().position() == len("line\nbreak")
