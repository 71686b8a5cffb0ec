"""What commands ask of the window's parts without opening a window: does Qt draw, and what does a form hold."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QtMsgType, qInstallMessageHandler, qVersion
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import SectionView
from gatewaydesk.ui.panels.form_page import FormPage
from gatewaydesk.ui.sections import Section, sections_of
from gatewaydesk.ui.tasks import Tasks

_PAGE = (760, 900)
_MOST_OPEN = 25  # sections whose forms stand side by side: each new one is laid out with all the others
_MOST_EMPTY = 100
_GRUMBLE = "This plugin does not support "  # what the offscreen platform says of every window, and means nothing


def application() -> QApplication:
    """The one QApplication, on no screen unless the environment names another platform."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(["gatewaydesk"])


@contextlib.contextmanager
def without_grumbles() -> Iterator[None]:
    """Keeps what the offscreen platform says of every window from the person; all else is told as before."""
    before: Any = None

    def handler(kind: QtMsgType, context: Any, message: str) -> None:
        if message.startswith(_GRUMBLE):
            return
        if before is not None:
            before(kind, context, message)
        else:
            sys.stderr.write(f"{message}\n")

    before = qInstallMessageHandler(handler)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def qt_version() -> str:
    """Qt's version, after Qt has really drawn a word.

    Raises:
        RuntimeError: nothing was drawn: no font was found.
    """
    application()
    image = QImage(80, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawText(4, 28, "Desk")
    painter.end()
    blank = QImage(image.size(), image.format())
    blank.fill(Qt.GlobalColor.white)
    if image == blank:
        raise RuntimeError("no font was found")
    return qVersion()


def value_after_opening(schema: LoadedSchema, value: Any) -> Any:
    """What the document holds after the form of every section was made and shown, and closed again.

    Of sections that nothing is written in the first hundred are shown, which is more than any metadata schema has.

    Args:
        schema: what the form is drawn from.
        value: the document that is opened.
    """
    application()
    tasks = Tasks()
    model = FormModel(Authoring(schema, value), tasks)
    holder = QWidget()
    holder.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page = FormPage(holder)
    try:
        page.resize(*_PAGE)
        holder.resize(*_PAGE)
        holder.show()
        sections = sections_of(schema, value)
        for at, section in enumerate(_worth_showing(sections, value)):
            if at % _MOST_OPEN == 0:
                page.show_dataset(model, sections)
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            page.show_section(section.key)
            if isinstance(page.view, SectionView):
                page.view.finish()
            QApplication.processEvents()
        model.commit_pending()
        tasks.wait()
        return model.authoring.document.value
    finally:
        holder.close()
        holder.deleteLater()
        model.close()
        tasks.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


def _worth_showing(sections: list[Section], value: Any) -> list[Section]:
    """The sections that something is written in, and the first of the others, in their order."""
    held = frozenset(value) if isinstance(value, dict) else frozenset()
    empty = [one.key for one in sections if one.pointer and held.isdisjoint(one.members)]
    left_out = frozenset(empty[_MOST_EMPTY:])
    return [one for one in sections if one.key not in left_out]
