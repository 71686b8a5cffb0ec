"""The system's own dialogs that choose a schema file, or a folder of schemas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_JSON_SCHEMA = "JSON Schema (*.json *.jsonschema);;All files (*)"
Then = Callable[[Path], object]


def ask_file(parent: QWidget, then: Then) -> None:
    """Asks for a schema file."""
    name, _ = QFileDialog.getOpenFileName(parent, "Add a JSON Schema", "", _JSON_SCHEMA)
    if name:
        then(Path(name))


def ask_folder(parent: QWidget, then: Then) -> None:
    """Asks for a folder of schemas."""
    name = QFileDialog.getExistingDirectory(parent, "Add a folder of JSON Schemas")
    if name:
        then(Path(name))
