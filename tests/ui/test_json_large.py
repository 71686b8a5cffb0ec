"""Large texts in the JSON view: what is put in and taken back never keeps the window waiting for each of its lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextBlock
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gatewaydesk.document.laying import LONGEST
from gatewaydesk.document.spelling import common_ends
from gatewaydesk.ui.panels.json_large import slice_end
from gatewaydesk.ui.text_standing import State
from tests.ui.json_view import View

Desk = Any
ACROSS = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(desk: Desk) -> Iterator[View]:
    made = View(desk, {"summary": {"title": "A"}, "mine": [{"name": f"Entry {at}"} for at in range(4_000)]})
    yield made
    if isValid(made.window) and made.window.isVisible():
        made.window.in_step.use_form()
        made.window.settle()


@pytest.fixture
def large(desk: Desk) -> Iterator[View]:
    long = [f"Entry {at} {'x' * 200}" for at in range(3_000)]
    made = View(desk, {"summary": {"title": "A 🙂"}, "mine": long, "last": "🙂"})
    arrived(made)
    yield made
    made.window.in_step.use_form()
    made.window.settle()


def paste(view: View, text: str) -> None:
    source = QMimeData()
    source.setText(text)
    view.edit.setFocus()
    view.edit.insertFromMimeData(source)


def arrived(view: View) -> None:
    while view.window.in_step.arriving:
        QTest.qWait(5)
    view.settle()


def same(one: str, other: str) -> bool:
    """Without the difference, which would take minutes to be put into words."""
    return one == other


def coloured(block: QTextBlock) -> bool:
    return bool(block.layout().formats())


def test_a_long_paste_comes_slice_by_slice_and_counts_when_it_is_there(view: View) -> None:
    text = view.text
    changed = text.replace("Entry 3999", "The last")
    view.edit.setFocus()
    view.edit.selectAll()
    paste(view, changed)
    assert view.edit.filling and view.edit.isReadOnly()
    assert len(view.text) < len(changed)
    assert "being put in" in view.note
    arrived(view)
    assert view.text == changed and not view.edit.isReadOnly()
    assert view.value["mine"][-1] == {"name": "The last"}
    assert view.edit.textCursor().position() == len(changed)


def test_what_is_copied_is_text_and_nothing_else(view: View) -> None:
    view.edit.selectAll()
    view.edit.copy()
    copied = QApplication.clipboard().mimeData()
    assert copied.formats() == ["text/plain"]
    assert copied.text() == view.text


def test_saving_in_the_middle_of_a_paste_saves_all_of_it(view: View) -> None:
    changed = view.text.replace("Entry 3999", "The last")
    view.edit.selectAll()
    paste(view, changed)
    view.window.in_step.commit()
    assert view.value["mine"][-1] == {"name": "The last"}


def test_only_lines_in_view_are_coloured(view: View) -> None:
    text = view.text
    view.edit.selectAll()
    paste(view, text)
    arrived(view)
    document = view.edit.document()
    assert coloured(view.edit.firstVisibleBlock())
    assert not coloured(document.findBlockByNumber(document.blockCount() // 2))
    view.put_cursor('"Entry 2000')
    view.edit.centerCursor()
    QApplication.processEvents()
    assert coloured(view.edit.textCursor().block())
    QTest.keyClicks(view.edit, " more")
    assert coloured(view.edit.textCursor().block())
    QTest.keyClick(view.edit, Qt.Key.Key_Z, ACROSS)


def test_lines_that_come_into_view_by_a_removal_are_coloured(view: View) -> None:
    document = view.edit.document()
    view.put_cursor("{")
    cursor = view.edit.textCursor()
    cursor.setPosition(document.findBlockByNumber(3_000).position(), cursor.MoveMode.KeepAnchor)
    assert not coloured(document.findBlockByNumber(3_005))
    cursor.removeSelectedText()
    QApplication.processEvents()
    assert coloured(document.findBlockByNumber(5))


def test_colouring_is_no_change_of_the_text(view: View) -> None:
    told: list[bool] = []
    view.edit.typed.connect(lambda: told.append(True))
    view.edit.verticalScrollBar().setValue(2_000)
    QApplication.processEvents()
    assert coloured(view.edit.firstVisibleBlock())
    assert not told


def test_a_broken_long_text_is_taken_back_and_read_in_the_background(view: View) -> None:
    good = view.text
    assert len(good) > 60_000
    view.put_cursor('"Entry 2000')
    QTest.keyClicks(view.edit, '"')
    view.settle()
    assert view.window.in_step.unfinished
    QTest.keyClick(view.edit, Qt.Key.Key_Z, ACROSS)
    assert view.text == good
    view.window.settle()
    assert view.window.in_step.state is State.SAME and not view.note


def test_typing_in_a_long_text_that_was_not_read_yet_is_taken_back_unread(view: View) -> None:
    good, value = view.text, json.dumps(view.value)
    view.put_cursor('"Entry 2000')
    QTest.keyClicks(view.edit, "x")
    assert view.window.in_step.undo()
    assert view.text == good
    assert view.window.in_step.undo()  # too early to take more back: nothing is lost
    assert view.text == good
    view.window.settle()
    assert view.window.in_step.state is State.SAME
    assert json.dumps(view.value) == value
    assert view.window.in_step.redo()
    assert "Entry 2000x" in view.text


def test_very_long_lines_are_laid_out_and_the_note_says_so(view: View) -> None:
    value = {"summary": {"title": "A"}, "mine": [1.0, "x, y"] * LONGEST}
    view.edit.selectAll()
    paste(view, json.dumps(value, separators=(",", ":")))
    assert "being laid out" in view.note
    arrived(view)
    assert view.text == json.dumps(value, indent=2)
    assert "laid out over lines" in view.note
    view.put_cursor('"title": "')
    view.type("B")
    assert not view.note


@pytest.mark.parametrize("key", [Qt.Key.Key_X, Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
@pytest.mark.parametrize("ends", [(0, 0), (2, 2)])
def test_a_very_large_selection_is_taken_out_and_comes_back(large: View, key: Qt.Key, ends: tuple[int, int]) -> None:
    view, text = large, large.text
    assert len(text) > 500_000
    start, end = ends[0], len(text) - ends[1]
    cursor = view.edit.textCursor()
    cursor.setPosition(start)
    cursor.movePosition(cursor.MoveOperation.End, cursor.MoveMode.KeepAnchor)
    cursor.movePosition(cursor.MoveOperation.PreviousCharacter, cursor.MoveMode.KeepAnchor, ends[1])
    view.edit.setTextCursor(cursor)
    view.edit.setFocus()
    QTest.keyClick(view.edit, key, ACROSS if key is Qt.Key.Key_X else Qt.KeyboardModifier.NoModifier)
    assert same(view.text, text[:start] + text[end:])
    assert view.edit.textCursor().position() == start
    if key is Qt.Key.Key_X:
        assert same(QApplication.clipboard().text(), text[start:end])
    view.settle()
    QTest.keyClick(view.edit, Qt.Key.Key_Z, ACROSS)
    view.settle()
    assert same(view.text, text)


def test_a_line_longer_than_a_slice_comes_as_a_whole() -> None:
    text = "a\n" * 50_000 + "b" * 300_000 + "\n" + "c\n" * 50_000
    at, pieces = 0, []
    while at < len(text):
        end = slice_end(text, at)
        pieces.append(text[at:end])
        at = end
    assert "".join(pieces) == text
    assert sum("b" in piece for piece in pieces) <= 2
    assert all(len(piece) <= 60_000 for piece in pieces if "b" not in piece)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029"])
def test_a_pasted_line_separator_stays_in_its_text(desk: Desk, mark: str) -> None:
    view = View(desk, {"a": 1})
    view.edit.selectAll()
    paste(view, f'\ufeff{{\r\n"a": "x{mark}y"}}')
    view.settle()
    assert view.text == f'{{\n"a": "x\\u{ord(mark):04x}y"}}'
    assert view.value == {"a": f"x{mark}y"}
    assert not view.note


@given(st.text("ab"), st.text("ab"))
def test_what_two_texts_share_at_their_ends(one: str, other: str) -> None:
    first, last = common_ends(one, other)
    assert first + last <= min(len(one), len(other))
    assert one[:first] == other[:first] and one[len(one) - last :] == other[len(other) - last :]
    rest, other_rest = one[first : len(one) - last], other[first : len(other) - last]
    assert not rest or not other_rest or (rest[0] != other_rest[0] and rest[-1] != other_rest[-1])
