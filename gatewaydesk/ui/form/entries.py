"""One member of a map: the line with its name, the editor of its value, and the button that takes it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.combo import SearchCombo
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import Parts

_HOLDING = (Kind.OBJECT, Kind.LIST, Kind.MAP)
_NAME_WIDTH = 26  # characters
_BESIDE = 56  # below so many characters' width the value stands under its name


class NameLine(QLineEdit):
    """A line in which a name is typed.

    Signals:
        written(name): it has changed; meant(): Return was pressed.
    """

    written = Signal(str)
    meant = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look.pad(self)
        self.textChanged.connect(self.written)
        self.returnPressed.connect(self.meant)

    def set_words(self, hint: str, name: str) -> None:
        """What stands in the empty line, and what a screen reader says of it."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)


class NameChoice(SearchCombo):
    """A name out of a list.

    Signals:
        written(name): it has changed; meant(): Return was pressed.
    """

    written = Signal(str)
    meant = Signal()

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__([(choice.label, str(choice.value), choice.help) for choice in choices], parent)
        self._values = {choice.label: str(choice.value) for choice in choices}
        self.typed.connect(lambda _: self.written.emit(self.text()))
        self.line.returnPressed.connect(self.meant)

    def text(self) -> str:
        """The name that was chosen or typed."""
        shown = self.currentText()
        return self._values.get(shown, shown)

    def clear(self) -> None:
        """Empties the line; the list stays."""
        self.show_text("")

    def set_words(self, hint: str, name: str) -> None:
        """What stands in the empty line, and what a screen reader says of it."""
        self.line.setPlaceholderText(f"{hint}: choose, or type to search")
        self.line.setAccessibleName(name)
        self.setAccessibleName(name)


class Entry(QWidget):
    """A member with its name and its value.

    Signals:
        renamed(name): the person gave it another name, which is allowed.
        removed(): the person wants it gone.
    """

    renamed = Signal(str)
    removed = Signal()

    def __init__(
        self, parts: Parts, model: FormModel, field: Field, pointer: Pointer, why_not: Callable[[str], str]
    ) -> None:
        super().__init__()
        self.own = str(pointer[-1])
        self._model = model
        self._pointer = pointer
        self._why_not = why_not
        self.name = NameLine()
        self.name.setText(self.own)
        self.name.setObjectName(f"name:{to_text(pointer)}")
        self.name.set_words("Name", f"Name of the entry {self.own}")
        self.name.setCursorPosition(0)
        self.name.setReadOnly(field.read_only)
        self.name.installEventFilter(self)
        self.name.written.connect(self._check)
        self.name.meant.connect(self._commit)
        self.problem = look.Text(size="small", tone="wrong")
        self.problem.hide()
        self.kind = look.Text("" if field.title in ("Value", self.own) else field.title, size="small", tone="muted")
        if not self.kind.text():
            self.kind.hide()
        self.remove = look.quiet_button("Remove", f"Remove {self.own}")
        self.remove.setObjectName(f"remove:{to_text(pointer)}")
        self.remove.clicked.connect(self.removed)
        if field.read_only:  # never the reverse: shown before it stands in the form, it would be a window
            self.remove.hide()
        required = not field.nullable or field.kind in _HOLDING
        self.row = parts.row(model, field.with_(title=self.own, required=required), pointer, titled=False)
        self._holds = field.kind in _HOLDING or any(branch.kind in _HOLDING for branch in field.branches)
        self._lay_out()

    def _lay_out(self) -> None:
        """Name and value beside each other; a value that holds others stands beneath, set off by a line."""
        head = QVBoxLayout()
        look.no_margins(head, 2)
        head.addWidget(self.name)
        head.addWidget(self.problem)
        head.addWidget(self.kind)
        head.addStretch(1)
        look.limit_width(self.name, _NAME_WIDTH)
        outer = QHBoxLayout(self)
        look.no_margins(outer, 2 * look.SPACE)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        look.no_margins(self._pair, 2 * look.SPACE)
        self._pair.addLayout(head, 1)
        self._value: QWidget = look.Inset() if self._holds else look.Plain()
        inside = QVBoxLayout(self._value)
        look.no_margins(inside, 0)
        self._value.setContentsMargins(4 * look.SPACE if self._holds else 0, 0, 0, 0)
        inside.addWidget(self.row)
        inside.addStretch(1)
        self._value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._pair.addWidget(self._value, 2)
        outer.addLayout(self._pair, 1)
        outer.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        narrow = 0 < self.width() < look.width_of(self, _BESIDE)
        down = self._holds or narrow
        way = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
        if self._pair.direction() is not way:
            self._pair.setDirection(way)
            self._pair.setSpacing(look.SPACE if down else 2 * look.SPACE)
            self.setContentsMargins(0, 0, 0, 2 * look.SPACE if down else 0)

    def allow_removal(self, on: bool, why_not: str) -> None:
        """Whether it may be taken out, and the reason why not."""
        self.remove.setEnabled(on)
        self.remove.setToolTip(look.tip(why_not or f"Remove {self.own}"))

    # The name

    @property
    def focus_inside(self) -> str:
        """Where in it the focus is: `name`, `value` or nowhere ("")."""
        now = QApplication.focusWidget()
        if now is self.name:
            return "name"
        return "value" if now is not None and self.isAncestorOf(now) else ""

    def take_focus_in(self, part: str) -> None:
        """Gives the focus to the name or the value."""
        if part == "name" or not self.row.take_focus():
            self.name.setFocus()

    def _check(self, name: str) -> None:
        why = self._why_not(name) if name != self.own else ""
        self.problem.setText(f"{why} It is still called “{self.own}”." if why else "")
        self.problem.setVisible(bool(why))

    def _commit(self) -> None:
        """Takes over a name that is allowed; any other stays as it was typed, with the reason beneath it."""
        new = self.name.text()
        if new != self.own and not self._why_not(new):
            self.renamed.emit(new)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self._model.focus_changed.emit(self._pointer)
        elif kind == QEvent.Type.FocusOut:
            self._model.still.then(self._commit_later)
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride and self.name.text() == self.own:
            undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if undo:
                event.ignore()  # nothing typed here is left to take back: the document's own undo is meant
                return True
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            typed = self.name.text() != self.own
            self.name.setText(self.own)
            return typed
        return False

    def _commit_later(self) -> None:
        if self.row.alive:
            self._commit()
