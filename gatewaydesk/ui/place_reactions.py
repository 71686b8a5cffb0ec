"""Where a person is in the open draft: the section, the field, the place in the text; help and problems follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Kind
from gatewaydesk.ui.following import Following

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel
    from gatewaydesk.ui.main_window import MainWindow


class PlaceReactions(QObject):
    """Connects the parts of a window that show where one is with those that lead there.

    Attributes:
        following: knows the place that has the focus.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.following = Following(window.form, self.came_to, self)
        window.form.section_shown.connect(self.section_shown)
        window.in_step.place_meant.connect(self.meant_in_text)
        rows = window.problems_panel.list.selectionModel()
        rows.selectionChanged.connect(lambda *_: window.notice.look_again())

    def section_shown(self, key: str) -> None:
        """Another section is shown."""
        window = self._window
        window.outline.mark_section(key)
        section = next(one for one in window.desk.sections if one.key == key)
        self.following.forget()
        window.focused = None
        window.help_panel.show_field(section.field, section.pointer)
        window.places.remember_draft(window.desk.draft_id, key)
        self.keep()

    def came_to(self, pointer: Pointer) -> None:
        """The focus came to a place: help and the list of problems follow."""
        window, model = self._window, self._window.current_model
        if model is None or not pointer:
            return
        window.focused = tuple(pointer)
        self.keep()
        self._show(model, window.focused)

    def led_to(self, pointer: Pointer) -> None:
        """Somebody was led to a place; where it is left out, help says what comes first."""
        window, model = self._window, self._window.current_model
        if model is None:
            return
        self.following.led_to(pointer)
        window.focused = pointer
        box = self.following.before_a_box
        note = ""
        if box is not None and len(box) < len(pointer):
            field = model.authoring.field_at(box)
            title = field.title if field is not None else str(box[-1])
            note = f"“{title}” is left out so far. Press Space or tick its box to include it, then fill this in."
        self._show(model, pointer, note)

    def _show(self, model: FormModel, pointer: Pointer, note: str = "") -> None:
        window, place = self._window, _helped(model, pointer)
        field = model.authoring.field_at(place)
        window.help_panel.show_field(model.drawn(field) if field is not None else None, place, note)
        window.problems_panel.mark(pointer)
        window.notice.look_again()
        window.in_step.show_place(pointer)

    def meant_in_text(self, pointer: Pointer) -> None:
        """The cursor in the text came to a place: the form shows it, and help and problems follow."""
        if pointer:
            self._window.form.show_place(pointer)
            self.came_to(pointer)

    def keep(self) -> None:
        """Remembers with the draft where the person is in it."""
        window, model = self._window, self._window.current_model
        if model is not None and not model.read_only:
            window.places.came_to(window.desk.draft_id, window.form.current, window.focused)


def _helped(model: FormModel, pointer: Pointer) -> Pointer:
    """The place whose help is shown at a place: of one of several short texts or choices, that of all of them."""
    in_list = bool(pointer) and isinstance(pointer[-1], int)
    above = model.authoring.field_at(pointer[:-1]) if in_list else None
    kinds = {one.kind for one in (above, *above.branches)} if above is not None else set()
    return pointer[:-1] if kinds & {Kind.TAGS, Kind.CHOICES} else pointer
