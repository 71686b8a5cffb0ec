"""IDs that a gateway gave, one a row, each with a button that copies it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.page import quiet_button

# Beside the dataset ID by which the gateway's interface knows it, some have another for people.
_WORDS = {"dataset_id": "ID on its pages"}


def id_rows(name: str, ids: Mapping[str, str], parent: QWidget) -> QGridLayout:
    """The rows: `<name>.id.<ID's name>` and `<name>.copy-id.<ID's name>`."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * theme.SPACE)
    grid.setVerticalSpacing(theme.SPACE)
    grid.setColumnStretch(1, 1)
    for row, (key, one) in enumerate(ids.items()):
        words = in_words(key)
        line = QLineEdit(str(one), parent)
        line.setReadOnly(True)
        line.setCursorPosition(0)
        line.setObjectName(f"{name}.id.{key}")
        line.setAccessibleName(words)
        copy = quiet_button("Copy", partial(_to_clipboard, str(one)), f"{name}.copy-id.{key}")
        copy.setAccessibleName(f"Copy {words}")
        copy.setAutoDefault(False)
        for column, widget in enumerate((look.Text(words[:1].upper() + words[1:], parent=parent), line, copy)):
            grid.addWidget(widget, row, column)
    return grid


def in_words(key: str) -> str:
    """What a person reads for the name of an ID: “dataset uid” for `dataset_uid`."""
    return _WORDS.get(key) or key.replace("_", " ")


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
