"""The window drawn without a display, into a picture: for the `screenshot` command and the documentation."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.store import Store
from gatewaydesk.ui import theme as look
from gatewaydesk.ui.form.view import SectionView
from gatewaydesk.ui.tasks import Tasks

_TURNS = 6  # layouts within layouts find their places one after the other


def picture(
    schema: LoadedSchema, value: Any, *, size: tuple[int, int] = (1280, 840), theme: str = "light", section: str = ""
) -> QImage:
    """Draws the window with a document open; nothing of the person's own is read or written.

    Args:
        schema: what the form is drawn from.
        value: the document.
        size: width and height in pixels.
        theme: `light` or `dark`.
        section: JSON Pointer text of the section, or of a field in it; "" shows the first.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["gatewaydesk"])
    assert isinstance(app, QApplication)
    look.apply(app, theme)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "picture.sqlite3")
        tasks = Tasks()
        try:
            return _draw(store, tasks, schema, value, QSize(*size), section)
        finally:
            tasks.close()
            store.close()


def _draw(store: Store, tasks: Tasks, schema: LoadedSchema, value: Any, size: QSize, section: str) -> QImage:
    from gatewaydesk.ui.main_window import MainWindow

    window = MainWindow(store, _One(schema), Credentials(), tasks, remember=False)
    try:
        window.resize(size)
        window.show()
        window.new_draft(schema.name, value)
        window.settle()
        if section:
            window.show_section(section)
        if isinstance(window.form.view, SectionView):
            window.form.view.finish()
        for _ in range(_TURNS):
            window.settle()
        return window.grab().toImage()
    finally:
        window.desk.close()
        window.settle()
        window.close()
        window.deleteLater()
        QApplication.processEvents()


class _One(Catalogue):
    """A catalogue that gives out the schema at hand, whatever it is called."""

    def __init__(self, schema: LoadedSchema) -> None:
        super().__init__()
        self._schema = schema

    def load(self, name_or_file: str | Path, pin: str = "") -> LoadedSchema:
        return self._schema
