"""Where the focus goes when a change takes away the part of the form that has it: Qt chooses any part of the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT
from gatewaydesk.ui import theme
from gatewaydesk.ui.form.node import FormNode


@dataclass
class _Loss:
    """The focus was in a part that is gone.

    Attributes:
        frame: the outermost part of the form that it stood in.
        top: how far down in there, in pixels.
        chosen: what Qt gave the focus to.
    """

    frame: FormNode
    top: int
    chosen: QWidget | None

    @property
    def stands(self) -> bool:
        """Whether the page is there, and no part of it has taken the focus since."""
        frame = self.frame
        return isValid(frame) and frame.alive and frame.window().focusWidget() is self.chosen


class LostFocus:
    """Looks after the focus of one form while a change is shown."""

    def __init__(self) -> None:
        self._watching = False
        self._loss: _Loss | None = None

    @contextmanager
    def watching(self, change: Change) -> Iterator[None]:
        """Around showing a change: a focus that is lost meanwhile, and that no part of the form takes, goes on.

        It goes to what the change wrote elsewhere on the page, else to the field that came next, else to the one
        before.
        """
        self._watching, self._loss = True, None
        try:
            yield
        finally:
            self._watching = False
        loss, self._loss = self._loss, None
        if loss is not None and loss.stands:
            _go_on(loss, change)

    @contextmanager
    def leaving(self, widget: QWidget) -> Iterator[None]:
        """Around taking a part out of the form."""
        window = widget.window()
        focused = window.focusWidget() if self._watching else None
        inside = focused is not None and (focused is widget or widget.isAncestorOf(focused))
        frame = _frame_of(widget) if inside else None
        top = widget.mapTo(frame, QPoint(0, 0)).y() if frame is not None else 0
        yield
        if frame is not None:
            self._loss = _Loss(frame, top, window.focusWidget())


def _frame_of(widget: QWidget) -> FormNode | None:
    """The outermost part of the form that a part stands in."""
    frame, above = None, widget.parentWidget()
    while above is not None:
        frame, above = above if isinstance(above, FormNode) else frame, above.parentWidget()
    return frame


def _go_on(loss: _Loss, change: Change) -> None:
    """Gives the focus to the part that is nearest to what went: by what was done, or else by its place on the page."""
    frame, edge = loss.frame, loss.top - theme.SPACE  # what comes next may have moved up already, or not yet
    shown = [one for one in frame.findChildren(FormNode) if one.alive and one.isVisibleTo(frame)]
    written = {edit.pointer for edit in change.edits if edit.new is not ABSENT}
    there = [one for one in shown if one.pointer in written]
    tops = {one: one.mapTo(frame, QPoint(0, 0)).y() for one in shown}
    by_place = sorted(shown, key=tops.__getitem__)
    next_ones = [one for one in by_place if tops[one] >= edge]
    before = [one for one in reversed(by_place) if tops[one] < edge]
    next((one for one in (*there, *next_ones, *before) if one.take_focus()), None)
