"""Text from schemas, hints and documents is shown as text: no picture in it is loaded, decoded or even looked for."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QMessageBox, QTableView, QWidget

from gatewaydesk.ui.dialogs import base
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.markdown import SafeText

Desk = Any  # the fixture `desk`, see conftest.py
IMAGE = QTextDocument.ResourceType.ImageResource.value


class Listening(SafeText):
    """Remembers what Qt asks for, and whether a drawn page holds a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        self.asked.append(str(name))
        return super().loadResource(kind, name)


@pytest.fixture
def picture(tmp_path: Path, qapp: QApplication) -> Path:
    file = tmp_path / "picture.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(file))
    return file


def addresses(file: Path) -> Iterator[str]:
    yield str(file)
    yield file.as_uri()
    yield file.name
    yield f"/{file}"
    yield ":/qt-project.org/styles/commonstyle/images/file-128.png"
    yield "qrc:/qt-project.org/styles/commonstyle/images/file-128.png"
    yield "https://picture.example/x.png"
    yield f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}"
    yield f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{file}'/></svg>".replace(" ", "%20")


FORMS = (
    "![words]({0})",
    "![words][there]\n\n[there]: {0}",
    "# Heading ![words]({0} 'title')",
    "[![words]({0})](https://example.org)",
    "- ![words]({0})![words]({0})",
    "| a | b |\n|---|---|\n| ![words]({0}) | c |",
    "> ![words *of* two]({0})",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_in_help_is_its_words_and_nothing_is_asked_for(
    picture: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.chdir(picture.parent)
    for address in addresses(picture):
        panel = Listening()
        panel.resize(500, 200)
        panel.show()
        panel.show_markdown("Before it.\n\n" + form.format(address))
        QApplication.processEvents()
        drawn = panel.grab().toImage()
        assert "words" in panel.toPlainText()
        assert "\ufffc" not in panel.toPlainText()
        assert panel.asked == []
        assert panel.document().size().height() < 200
        assert drawn.pixelColor(10, 60) != Qt.GlobalColor.red
        panel.close()


def test_what_qt_would_ask_for_nevertheless_is_a_dot(picture: Path) -> None:
    """Where Qt is given nothing, it reads the name as that of a file."""
    panel = Listening()
    for address in addresses(picture):
        given = panel.loadResource(IMAGE, QUrl(address))
        assert (given.width(), given.height(), given.isNull()) == (1, 1, False)
        panel.document().setMarkdown(f"![x]({address})")
        panel.show()
        panel.grab()
        assert panel.document().size().height() < 60
    panel.close()


def tips_of(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    views = (QTableView, QListWidget, QComboBox)
    model = widget.model() if isinstance(widget, views) else None
    if model is not None:
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                yield str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
        for column in range(model.columnCount()):
            heading = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
            yield heading if isinstance(heading, str) else ""


def test_titles_descriptions_names_and_values_are_text_wherever_they_are_shown(
    desk: Desk, tmp_path: Path, picture: Path
) -> None:
    mark = f"<img src='{picture}'>"
    said = {"title": mark, "description": mark}
    line = {"type": "string", "maxLength": 400, **said}
    few = [{"const": at, "title": f"{mark} {at}", "description": mark} for at in ("a", "b")]
    many = [{"const": f"{at}", "title": f"{mark} {at}", "description": mark} for at in range(40)]
    row = {"type": "object", **said, "properties": {"name": line, "kind": line}}
    members = {
        "few": {"oneOf": few, **said},
        "many": {"oneOf": many, **said},
        "boxes": {"type": "array", "uniqueItems": True, "items": {"oneOf": few}, **said},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 400}, **said},
        "texts": {"type": "array", "items": {"type": "number"}, "minItems": 1, **said},
        "rows": {"type": "array", "items": row, **said},
        "either": {"oneOf": [row, {"type": "object", **said, "properties": {"q": line}, "required": ["q"]}], **said},
        "free": {"type": "object", "additionalProperties": line, **said},
        "wrong": {"type": "integer", **said, "guidance": f"![x]({picture})"},
    }
    section = {"type": "object", **said, "properties": members, "required": ["wrong", "many"]}
    section["dependentRequired"] = {"few": [mark]}
    value = {
        "few": "a", "boxes": ["a"], "tags": [mark, mark * 3], "texts": [1], "rows": [{"name": mark, "kind": mark}],
        "either": {"name": mark}, "free": {mark: mark}, "wrong": mark, mark: mark,
    }  # fmt: skip
    schema, file = tmp_path / "schema.json", tmp_path / "doc.json"
    schema.write_text(json.dumps({"type": "object", **said, "properties": {"s": section}}), encoding="utf-8")
    file.write_text(json.dumps({"s": value}), encoding="utf-8")
    desk.window.open_file(file, str(schema))
    desk.window.settle()
    desk.do("check")
    desk.window.go_to(("s", "wrong"))
    desk.window.settle()
    model = desk.window.current_model
    model.authoring.set_value(("s", "wrong"), model.authoring.field_at(("s", "wrong")), 3)
    desk.window.settle()
    labels = [one for one in desk.window.findChildren(QLabel) if "<img" in one.text()]
    assert len(labels) > 10
    assert [one.text() for one in labels if one.textFormat() is not Qt.TextFormat.PlainText] == []
    tips = [tip for widget in desk.window.findChildren(QWidget) for tip in tips_of(widget)]
    tips += [action.toolTip() for action in desk.window.actions_by_id.values()]
    assert sum("&lt;img" in tip for tip in tips) > 10
    assert [tip for tip in tips if "<img" in tip] == []


def test_a_tip_reads_as_the_text_it_is_made_of() -> None:
    assert look.tip("Plain & simple\nin two lines") == "Plain & simple\nin two lines"
    for text in ("a <b>\nc & d", "&lt;img&gt;"):
        page = QTextDocument()
        page.setHtml(look.tip(text))
        assert page.toPlainText() == text


def test_message_boxes_show_text(desk: Desk) -> None:
    box = base.message(desk.window, "<b>One</b>", "<i>Two</i>", "Three")
    shown = [one for one in box.findChildren(QLabel) if "<" in one.text()]
    assert len(shown) == 2
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in shown)
    assert isinstance(box, QMessageBox)
    box.deleteLater()
