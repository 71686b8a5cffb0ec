"""Where a person is: the place in the document that belongs to the widget with the focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QCheckBox, QTableView, QWidget

from gatewaydesk.pointer import Pointer


def place_of(widget: QWidget | None, form: QWidget) -> Pointer | None:
    """The place that a widget of the form shows or edits; None outside the form."""
    if widget is None or not form.isAncestorOf(widget):
        return None
    from gatewaydesk.ui.form.editors.base import Editor
    from gatewaydesk.ui.form.grid import ItemsModel
    from gatewaydesk.ui.form.node import FormNode

    inside: Pointer = ()
    while widget is not None and widget is not form:
        if isinstance(widget, QTableView):
            model, index = widget.model(), widget.currentIndex()
            if isinstance(model, ItemsModel):
                return model.place(index) if index.isValid() else model.pointer
        if isinstance(widget, Editor):
            inside = widget.inside()
        if isinstance(widget, FormNode):
            return (*widget.pointer, *inside)
        widget = widget.parentWidget()
    return None


@dataclass(frozen=True)
class _Stop:
    """Where somebody was led, and what had the focus then: it counts for as long as the focus stays there."""

    pointer: Pointer
    widget: QWidget | None
    place: Pointer | None


class Following(QObject):
    """Follows the focus through the form.

    Args:
        form: the part of the window in which the form is.
        came: called with the place that the focus came to.
    """

    def __init__(self, form: QWidget, came: Callable[[Pointer], object], parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._came = form, came
        self._stop: _Stop | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    @property
    def here(self) -> Pointer | None:
        """The place of the focus: of the field that it was led to, or else of the widget; None outside the form."""
        widget = QApplication.focusWidget()
        place = place_of(widget, self._form)
        stop = self._stop
        if stop is not None and stop.widget is widget and stop.place == place:
            return stop.pointer
        return place

    @property
    def before_a_box(self) -> Pointer | None:
        """The optional object whose box has the focus and is not ticked, or None."""
        widget = QApplication.focusWidget()
        if isinstance(widget, QCheckBox) and widget.objectName().startswith("include:") and not widget.isChecked():
            return place_of(widget, self._form)
        return None

    def led_to(self, pointer: Pointer) -> None:
        """Somebody was led to that place just now, whichever widget that gave the focus to."""
        widget = QApplication.focusWidget() or self._form.window().focusWidget()  # which has it again with the window
        self._stop = _Stop(pointer, widget, place_of(widget, self._form))

    def forget(self) -> None:
        """Another section or dataset is shown."""
        self._stop = None

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        place = self.here if place_of(now, self._form) is not None else None
        if place is not None:
            self._came(place)
