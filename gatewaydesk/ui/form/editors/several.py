"""Several of a list of choices: check boxes when they are few, else chips, a search line and a check list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.chips import Chips, TagLine
from gatewaydesk.ui.form.editors.combo import SearchCompleter, entries
from gatewaydesk.ui.form.flow import Flow

FEW = 6


class CheckBoxes(Editor):
    """Several of at most six choices."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self._value: list[Any] = []
        self._boxes: list[tuple[QCheckBox, Choice]] = []
        flow = Flow(gap=16)
        for choice in field.choices:
            box = QCheckBox(look.words(choice.label))
            box.setToolTip(choice.help)
            box.setAccessibleDescription(field.title)
            box.toggled.connect(lambda on, choice=choice: self._toggled(choice, on))
            flow.addWidget(self.take_over(box))
            self._boxes.append((box, choice))
        self.column.addLayout(flow)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Lists of few choices."""
        return 30 if field.kind is Kind.CHOICES and 0 < len(field.choices) <= FEW else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """A list of choices, none twice."""
        if not isinstance(value, list):
            return value is ABSENT or value is None
        known = [values.choice_of(field, one) for one in value]
        return None not in known and len({id(one) for one in known}) == len(known)

    def take_focus(self) -> bool:
        if self._boxes:
            self._boxes[0][0].setFocus()
        return True

    def _show(self, value: Any) -> None:
        self._value = list(value) if isinstance(value, list) else []
        for box, choice in self._boxes:
            box.setChecked(any(values.same(choice.value, one) for one in self._value))

    def _toggled(self, choice: Choice, on: bool) -> None:
        rest = [one for one in self._value if not values.same(one, choice.value)]
        self.tell(([*rest, choice.value] if on else rest) or ABSENT)


class CheckList(QFrame):
    """A list of choices to tick, with a search above it, in a pop-up.

    Signals:
        ticked(choice, on): the person ticked or cleared one.
    """

    ticked = Signal(object, bool)

    def __init__(self, field: Field, chosen: list[Any], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.search = QLineEdit(placeholderText="Search", clearButtonEnabled=True)
        self.search.setAccessibleName(f"Search {field.title}")
        self.list = QListWidget()
        self.list.setAccessibleName(field.title)
        self.list.setUniformItemSizes(True)
        for choice in field.choices:
            item = QListWidgetItem(choice.label, self.list)
            on = any(values.same(choice.value, one) for one in chosen)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, choice)
            item.setToolTip(choice.help)
        self.list.itemChanged.connect(self._changed)
        self.list.itemActivated.connect(self._flip)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._flip_first)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.setFocusProxy(self.search)

    def sizeHint(self) -> QSize:
        rows = min(self.list.count(), 12)
        widest = self.list.sizeHintForColumn(0)
        return QSize(max(240, min(widest + 60, 520)), rows * self.list.sizeHintForRow(0) + 64)

    def _changed(self, item: QListWidgetItem) -> None:
        self.ticked.emit(item.data(Qt.ItemDataRole.UserRole), item.checkState() is Qt.CheckState.Checked)

    def _flip(self, item: QListWidgetItem) -> None:
        on = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _flip_first(self) -> None:
        seen = [self.list.item(row) for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if seen and self.search.text():
            self._flip(seen[0])
            self.search.selectAll()

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for row in range(self.list.count()):
            item = self.list.item(row)
            choice: Choice = item.data(Qt.ItemDataRole.UserRole)
            item.setHidden(wanted not in f"{choice.label} {choice.value}".casefold())


class SeveralChoices(Chips):
    """Several of many choices: chips for the chosen, a line to find one by typing, a list to tick."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        pairs = [(one.label, str(one.value), one.help) for one in field.choices]
        completer = SearchCompleter(entries(pairs, self), self)
        completer.activated.connect(lambda *_: self.commit())
        self.line.setCompleter(completer)
        self.open = QPushButton("Choose…")
        self.open.setAccessibleName(f"Choose {field.title}")
        self.open.clicked.connect(self._open)
        self.bar.addWidget(self.take_over(self.open))
        self.add.setVisible(False)
        self.line.textChanged.connect(lambda text: self.add.setVisible(bool(text)))

    @classmethod
    def fits(cls, field: Field) -> int:
        """Lists of choices."""
        return 20 if field.kind is Kind.CHOICES else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """A list of choices and other plain values."""
        if not isinstance(value, list):
            return value is ABSENT or value is None
        return all(one is None or isinstance(one, (str, bool, int, float, Decimal)) for one in value)

    def _make_line(self) -> TagLine:
        return TagLine()

    def _hint(self) -> str:
        return "Type to search, or choose from the list"

    def _label(self, value: Any) -> str:
        choice = values.choice_of(self.field, value)
        return choice.label if choice is not None else super()._label(value)

    def _split(self, text: str) -> list[Any]:
        chosen = values.parsed(self.field, text)
        return [self._meant(one) for one in (chosen if isinstance(chosen, list) else [])]

    def _take(self, text: str) -> None:
        new = [text.strip()] if self._whole else self._split(text)
        self.line.clear()
        new = [one for one in new if not any(values.same(one, other) for other in self._values)]
        if new:
            self.tell([*self._values, *new])

    def _typed(self, text: str) -> None:
        choice = values.choice_named(self.field, text)
        if choice is not None and (not self.line.keyed or self._is_last_word(text)):
            self._take(text)
        elif choice is None:
            super()._typed(text)

    def _is_last_word(self, text: str) -> bool:
        """No other choice goes on where this text ends, so nothing more can be meant."""
        return sum(one.label.casefold().startswith(text.casefold()) for one in self.field.choices) == 1

    def _meant(self, value: Any) -> Any:
        """The only choice whose label holds the typed text, else the text."""
        if not isinstance(value, str) or values.choice_of(self.field, value) is not None:
            return value
        found = [one for one in self.field.choices if value.casefold() in one.label.casefold()]
        return found[0].value if len(found) == 1 else value

    def _open(self) -> None:
        self.commit()
        popup = CheckList(self.field, self._values, self)
        popup.ticked.connect(self._ticked)
        popup.adjustSize()
        popup.move(self._place(popup))
        popup.show()
        popup.search.setFocus()

    def _place(self, popup: QWidget) -> QPoint:
        """Under the line, or above it where the screen ends."""
        below = self.line.mapToGlobal(QPoint(0, self.line.height() + look.SPACE))
        room = self.screen().availableGeometry()
        if below.y() + popup.height() > room.bottom():
            below.setY(self.line.mapToGlobal(QPoint(0, 0)).y() - popup.height() - look.SPACE)
        return below

    def _ticked(self, choice: Choice, on: bool) -> None:
        rest = [one for one in self._values if not values.same(one, choice.value)]
        self.tell(([*rest, choice.value] if on else rest) or ABSENT)
