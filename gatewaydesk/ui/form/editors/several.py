"""Several of a list of choices: check boxes when they are few, else chips, a search line and a check list."""

from __future__ import annotations

import re
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
from gatewaydesk.ui.form.boxes import TickBox
from gatewaydesk.ui.form.choice_index import names_of
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.chips import Chips
from gatewaydesk.ui.form.editors.combo import SearchCompleter, entries
from gatewaydesk.ui.form.editors.tag_line import TagLine
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
            box = TickBox(choice.label)
            box.setAccessibleName(choice.label)
            box.setToolTip(look.tip(choice.help))
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
            item.setToolTip(look.tip(choice.help))
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


class ChoiceLine(TagLine):
    """Where a choice is typed. A comma that may belong to a choice's own label does not end it."""

    names: tuple[str, ...] = ()

    def ends(self, text: str) -> bool:
        return not any(name.startswith(start) for start in _starts(text) for name in self.names)


def _starts(text: str) -> list[str]:
    """What a choice may have begun with: the whole text, and what stands behind each comma or semicolon in it."""
    parts = re.split("[;,]", text.casefold())[:-1]
    rest = text.casefold()
    found = []
    for part in parts:
        found.append(rest.lstrip())
        rest = rest[len(part) + 1 :]
    return found


class SeveralChoices(Chips):
    """Several of many choices: chips for the chosen, a line to find one by typing, a list to tick."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        pairs = [(one.label, str(one.value), one.help) for one in field.choices]
        completer = SearchCompleter(entries(pairs, self), self)
        completer.activated.connect(self._take)
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
        line = ChoiceLine()
        names = (name for one in self.field.choices for name in names_of(one) if "," in name or ";" in name)
        line.names = tuple({name.casefold(): None for name in names})
        return line

    def _hint(self) -> str:
        return "Type to search, or choose from the list"

    def _label(self, value: Any) -> str:
        choice = values.choice_of(self.field, value)
        return choice.label if choice is not None else super()._label(value)

    def _split(self, text: str) -> list[Any]:
        chosen = values.parsed(self.field, text)
        return [self._meant(one) for one in (chosen if isinstance(chosen, list) else [])]

    def _add(self, new: list[Any]) -> None:
        self.line.completer().popup().hide()
        others = [one for at, one in enumerate(self._values) if at != self._anew]
        super()._add([one for one in new if not any(values.same(one, other) for other in others)])

    def _typed(self, text: str) -> None:
        """Text is taken when it is ended; what was pasted or set from outside is complete as it is."""
        self._unwatched.stop()
        self._whole = self._whole and bool(text)
        typing = self.line.keyed and not self.line.pasting
        if typing or self._whole or self.line.completer().popup().isVisible():
            return
        if values.choice_named(self.field, text) is not None or len(self._split(text)) > 1:
            self._take(text)
        elif text and not self.line.pasting:
            self._unwatched.start()

    def _one(self, text: str) -> Any:
        return self._meant(text)

    def _meant(self, value: Any) -> Any:
        """The only choice whose label holds the typed text, else the text."""
        if not isinstance(value, str) or values.choice_of(self.field, value) is not None:
            return value
        choice = values.choice_meant(self.field, value)
        return choice.value if choice is not None else value

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
