"""What a person has in hand stays in hand while parts of a form are made anew."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid


@contextmanager
def keeping_focus(holder: QWidget) -> Iterator[None]:
    """Gives the focus back to the widget of the same name where the one that had it was made anew meanwhile."""
    focused = QApplication.focusWidget()
    inside = focused is not None and holder.isAncestorOf(focused)
    name = focused.objectName() if inside and focused is not None else ""
    cursor = focused.cursorPosition() if isinstance(focused, QLineEdit) else -1
    yield
    if not name or (focused is not None and isValid(focused) and holder.isAncestorOf(focused)):
        return
    found = next((one for one in holder.findChildren(QWidget, name) if one.isVisibleTo(holder)), None)
    if found is not None:
        found.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(found, QLineEdit) and cursor >= 0:
            found.deselect()
            found.setCursorPosition(cursor)


def stay_at(button: QWidget) -> None:
    """Goes to a button that stays, before what has the focus goes: Qt would choose whatever comes next on the page."""
    button.setEnabled(True)  # the part it stands in says anew what can be done
    button.setFocus(Qt.FocusReason.OtherFocusReason)


def turns(widget: QWidget | None) -> list[QWidget]:
    """What Tab meets in a widget.

    Not asked of Qt's focus chain: Python would take a widget that the chain names for a child of the one that was
    asked, and hold it for deleted when that one is.
    """
    if widget is None:
        return []
    page = widget.window()
    inside = [one for one in (widget, *widget.findChildren(QWidget)) if one.window() is page]  # no pop-ups
    return [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def put_after(before: QWidget | None, widget: QWidget) -> None:
    """Lets Tab lead from what stands before a widget into it, and from its end on to what came next until now."""
    for one, other in itertools.pairwise([*turns(before)[-1:], *turns(widget)]):
        QWidget.setTabOrder(one, other)
