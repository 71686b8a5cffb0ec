"""The middle of the window while a dataset is open: one section's form at a time, made when it is first shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.bars import Bar, Hairline
from gatewaydesk.ui.sections import Section, section_of
from gatewaydesk.validation.problems import Severity

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel
    from gatewaydesk.ui.form.view import SectionView

SETTLING = 300  # milliseconds in which a page that was just opened still grows


class FormPage(QWidget):
    """The sections' forms.

    Signals:
        section_shown(str): the key of the section that is now shown.
    """

    section_shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self._model: FormModel | None = None
        self._sections: list[Section] = []
        self._views: dict[str, SectionView] = {}
        self._current = ""
        self._settling = QTimer(self, singleShot=True, interval=SETTLING)
        self._at: tuple[QWidget, int] | None = None  # what was gone to, and how far the page was scrolled for it
        self.hold = Bar("form.hold", self)  # that another window has the draft open
        self.bar = Bar("form.bar", self)  # what there is to say about the schema of the draft
        self._stack = QStackedWidget(self)
        self.back = _step("previous", Qt.ToolButtonStyle.ToolButtonTextBesideIcon, self)
        self.forth = _step("next", Qt.ToolButtonStyle.ToolButtonTextBesideIcon, self)
        self.forth.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.back.setObjectName("section.previous")
        self.forth.setObjectName("section.next")
        self.back.clicked.connect(lambda: self.step(-1))
        self.forth.clicked.connect(lambda: self.step(1))
        foot = QHBoxLayout()
        foot.setContentsMargins(5 * theme.SPACE, theme.SPACE, 5 * theme.SPACE, theme.SPACE)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.forth)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.hold)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        column.addWidget(Hairline(self))
        column.addLayout(foot)
        self._paint()

    @property
    def model(self) -> FormModel | None:
        """Whose form is shown."""
        return self._model

    @property
    def current(self) -> str:
        """The key of the section that is shown."""
        return self._current

    @property
    def view(self) -> SectionView | None:
        """The form that is shown."""
        return self._views.get(self._current)

    def show_dataset(self, model: FormModel | None, sections: list[Section]) -> None:
        """Shows another dataset's form; no section is made yet."""
        for view in self._views.values():
            self._stack.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views, self._current, self._at = {}, "", None
        self._model, self._sections = model, sections

    def sections_changed(self) -> None:
        """The sections given before have changed in place: the forms that were made already draw what differs."""
        fields = {one.key: one.field for one in self._sections}
        for key, view in self._views.items():
            if key in fields and self._model is not None:
                self._model.still.then(partial(_adopt, view, fields[key]))

    def show_section(self, key: str) -> None:
        """Shows a section, making its form when that has not been done."""
        at = next((at for at, one in enumerate(self._sections) if one.key == key), None)
        if at is None or self._model is None:
            return
        section = self._sections[at]
        if key not in self._views:
            from gatewaydesk.ui.form.view import SectionView  # all that a form is made of: the start needs none of it

            self._views[key] = SectionView(self._model, section.field, section.pointer, partial(self._is_first, key))
            self._stack.addWidget(self._views[key])
            self._views[key].verticalScrollBar().rangeChanged.connect(self._grown)
        changed = key != self._current
        self._current = key
        self._stack.setCurrentWidget(self._views[key])
        before = self._sections[at - 1] if at else None
        behind = self._sections[at + 1] if at + 1 < len(self._sections) else None
        for button, other in ((self.back, before), (self.forth, behind)):
            button.setVisible(other is not None)
            if other is not None:
                button.setText(other.title)
                word = "Previous" if button is self.back else "Next"
                button.setAccessibleName(f"{word} section: {other.title}")
                button.setToolTip(f"{word} section")
        if changed:
            self.section_shown.emit(key)

    def _is_first(self, key: str) -> bool:
        return self._sections[:1] != [] and self._sections[0].key == key

    def step(self, by: int) -> None:
        """Shows the section after (1) or before (-1) this one."""
        keys = [one.key for one in self._sections]
        if self._current in keys:
            at = keys.index(self._current) + by
            if 0 <= at < len(keys):
                self.show_section(keys[at])
                self.focus_first()

    def focus_first(self) -> None:
        """Gives the focus to the first editor that must be filled in and is not, else to the first of the section."""
        view = self.view
        section = next((one for one in self._sections if one.key == self._current), None)
        if view is None or section is None or self._model is None:
            return
        empty = (
            one.pointer
            for one in self._model.authoring.problems
            if one.severity is Severity.EMPTY and section.holds(one.pointer)
        )
        first = next(empty, None)
        if first is None or not view.go_to_field(first):
            view.go_to_first()
        self._settle()

    def go_to(self, pointer: Pointer) -> None:
        """Shows the section of a place, and the place."""
        section = section_of(self._sections, pointer)
        if section is None:
            return
        self.show_section(section.key)
        self._views[section.key].go_to(pointer)
        self._settle()

    def show_place(self, pointer: Pointer) -> None:
        """Shows the section of a place, and the place, and leaves the focus where it is."""
        section = section_of(self._sections, pointer)
        if section is not None:
            self.show_section(section.key)
            self._views[section.key].show_place(pointer)

    def _settle(self) -> None:
        """The time to settle is counted from when the window is at leisure again, however long the page took."""
        self._settling.start()
        QTimer.singleShot(0, self, self._settling.start)
        QTimer.singleShot(0, self, self._keep_in_view)

    def _grown(self) -> None:
        if self._settling.isActive() or self._stays:
            QTimer.singleShot(0, self, self._keep_in_view)

    def _keep_in_view(self) -> None:
        """What was gone to stays in view while the page around it still finds its size."""
        view = self.view
        focused = view.widget().focusWidget() if view is not None else None  # also in a window that is not active
        if view is not None and focused is not None and view.widget().isAncestorOf(focused):
            view.bring_into_view(focused)
            self._at = (focused, view.verticalScrollBar().value())

    @property
    def _stays(self) -> bool:
        """Whether a person is still at what they went to, and has not scrolled: its repairs come a little later."""
        view = self.view
        if view is None or self._at is None:
            return False
        return self._at == (view.widget().focusWidget(), view.verticalScrollBar().value())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._paint()

    def _paint(self) -> None:
        self.back.setIcon(theme.icon("previous", "muted"))
        self.forth.setIcon(theme.icon("next", "muted"))


def _adopt(view: SectionView, field: Field) -> None:
    if isValid(view):
        view.adopt(field)


def _step(drawing: str, style: Qt.ToolButtonStyle, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setAutoRaise(True)
    button.setToolButtonStyle(style)
    button.setIcon(theme.icon(drawing, "muted"))
    return button
