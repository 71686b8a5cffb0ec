"""Several short values as chips above a line in which the next one is typed: tags, and several of many choices."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.base import Editor, example_of
from gatewaydesk.ui.form.editors.chip import Chip
from gatewaydesk.ui.form.editors.tag_line import TagLine
from gatewaydesk.ui.form.flow import Flow

_ALL = 200  # so many values are drawn at once, each a widget; of more, the first and the last
_FIRST, _LAST = 150, 25
_MORE = 400  # so many more at a time
_UNWATCHED = 300  # milliseconds after which text set without the focus (assistive technology) counts


class Chips(Editor):
    """Tags: a list of short texts."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self._values: list[Any] = []
        self._chips: list[Chip] = []  # those that are drawn
        self._first = _FIRST
        self._anew = -1  # the number of the value that is typed anew in the line, where it stands until that is done
        self._began = ""  # its words, as they were put into the line
        self._told: Mapping[int, tuple[str, str]] = {}
        self._area = QWidget()
        self._flow = Flow(self._area, gap=look.SPACE + 2)
        self.line = self._make_line()
        look.pad(self.line)
        self.line.setPlaceholderText(self._hint())
        self.main = self.take_over(self.line)
        self.bar = QHBoxLayout()
        look.no_margins(self.bar, look.SPACE)
        self.bar.addWidget(self.line, 1)
        self.add = look.quiet_button("Add", f"Add to {field.title}")
        self.add.clicked.connect(self.commit)
        self.bar.addWidget(self.take_over(self.add))
        self.more = look.quiet_button("", f"Show more of {field.title}")
        self.more.clicked.connect(self._draw_more)
        self.more.hide()
        self.column.addWidget(self._area)
        self.column.addWidget(self.take_over(self.more), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self.bar)
        self.line.finished.connect(self._take)
        self.line.back.connect(lambda: self._remove(len(self._values) - 1) if self._values else None)
        self.line.given_up.connect(self._give_up)
        self.line.textChanged.connect(self._typed)
        self._unwatched = QTimer(self, singleShot=True, interval=_UNWATCHED)
        self._unwatched.timeout.connect(self.commit)
        self._object_name = ""
        self._whole = False

    @classmethod
    def fits(cls, field: Field) -> int:
        """Lists of short texts."""
        return 20 if field.kind is Kind.TAGS else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """A list of plain values, each in one line; what is none that the field wants is said of its chip."""
        if not isinstance(value, list):
            return value is ABSENT or value is None
        plain = (bool, int, float, Decimal)
        return all(one is None or isinstance(one, plain) or _is_line(one) for one in value)

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        self._object_name = object_name.removeprefix("field:")
        self.add.setObjectName(f"add:{self._object_name}")
        self.add.setAccessibleName(f"Add to {title}")
        self._area.setAccessibleName(title)
        self._name_chips()

    def commit(self) -> None:
        self._unwatched.stop()
        if self.line.text().strip() or self._anew >= 0:
            self._take(self.line.text())

    def show_problems_of(self, told: Mapping[int, tuple[str, str]]) -> None:
        """Marks values, by their numbers: each with the tier of what is said of it, and the words."""
        self._told = told
        for chip in self._chips:
            chip.tell(*told.get(chip.at, ("", "")))
        left = len(self._values) - len(self._chips)
        drawn = {chip.at for chip in self._chips} if left else set()
        hidden = sum(1 for at, (tier, _) in told.items() if tier == "wrong" and at not in drawn) if left else 0
        self.more.setText(
            f"Show more: {left:,} in the middle are not shown" + (f", {hidden:,} of them wrong" if hidden else "")
        )
        self.more.setVisible(bool(left))

    def inside(self) -> Pointer:
        at = next((chip.at for chip in self._chips if chip.hasFocus()), self._anew)
        return (at,) if at >= 0 else ()

    def take_focus_in(self, inside: Pointer) -> bool:
        """Goes to the value of that number; of very many, those before it are drawn first."""
        self.commit()
        at = inside[0] if len(inside) == 1 else -1
        if not isinstance(at, int) or not 0 <= at < len(self._values):
            return False
        if all(chip.at != at for chip in self._chips):
            self._first = at + 1
            self._draw()
        chip = next(one for one in self._chips if one.at == at)
        self._make_stop(chip)
        chip.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Chip):
            self._make_stop(watched)
            if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
                self.commit()
        elif event.type() == QEvent.Type.MouseButtonRelease and isinstance(watched, Chip) and watched.hasFocus():
            QTimer.singleShot(0, watched, lambda: self._clicked(watched))  # nothing may move under a pressed mouse
        return super().eventFilter(watched, event)

    def _clicked(self, chip: Chip) -> None:
        if chip.hasFocus():  # and is not typed anew by now
            self.commit()

    def _make_line(self) -> TagLine:
        return TagLine()

    def _hint(self) -> str:
        example = example_of(self.field)
        return f"{example} — Enter adds it" if example else "Type one and press Enter"

    def _label(self, value: Any) -> str:
        return values.shown(self.field.with_(choices=()), value) or "(empty)"

    def _split(self, text: str) -> list[Any]:
        return list(values.split_list(text))

    def _show(self, value: Any) -> None:
        wanted = value if isinstance(value, list) else []
        if not values.same(wanted, self._values):
            if self._anew >= 0 and not values.same(wanted[self._anew : self._anew + 1], [self._values[self._anew]]):
                self._end_anew(keep=self.line.text() != self._began)  # it was changed elsewhere
            self._values = list(wanted)
            self._draw()
        self._area.setVisible(bool(wanted))

    def _draw(self) -> None:
        """Chips that are there are given other words: making hundreds anew with every value would be felt."""
        before = len(self._chips)
        count = len(self._values)
        left_out = count - self._first - _LAST if count > max(_ALL, self._first + _LAST) else 0
        places = [*range(self._first), *range(count - _LAST, count)] if left_out else [*range(count)]
        focused = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), -1)
        if focused >= 0 and not self._shows_still(self._chips[focused], places[focused : focused + 1]):
            self.line.setFocus()
        while len(self._chips) > len(places):
            self._flow.takeAt(len(self._chips) - 1)
            self._chips.pop().deleteLater()
        while len(self._chips) < len(places):
            self._add_chip()
        for chip, at in zip(self._chips, places, strict=True):
            chip.show_value(at, self._label(self._values[at]))
        self._mark_anew()
        self.show_problems_of(self._told)
        self._name_chips()
        if len(self._chips) != before:
            self._order_tabs()
        self._area.updateGeometry()

    def _shows_still(self, chip: Chip, places: list[int]) -> bool:
        """Whether a chip goes on showing the value that it shows, given the number that it is to have, if any."""
        return places == [chip.at] and chip.text() == self._label(self._values[chip.at])

    def _add_chip(self) -> None:
        chip = Chip(self._area)
        chip.clicked.connect(lambda _=False: self._take_out(chip.at))
        chip.wanted_back.connect(lambda: self._type_anew(chip.at))
        chip.left_for.connect(lambda by: self._go_on(chip, by))
        self._chips.append(chip)
        self._flow.addWidget(self.take_over(chip))
        chip.show()

    def _order_tabs(self) -> None:
        """The values come before the line, as they stand; Tab meets one of them, the arrows lead to the others."""
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # else nothing could be put behind it
        for one, other in itertools.pairwise([self._area, *self._chips]):
            QWidget.setTabOrder(one, other)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if self._chips and not any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in self._chips):
            self._make_stop(self._chips[0])

    def _make_stop(self, chip: Chip) -> None:
        """Tab meets this one of the values from now on."""
        for one in self._chips:
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is chip else Qt.FocusPolicy.ClickFocus)

    def _go_on(self, chip: Chip, by: int) -> None:
        """The value before or behind, or the line behind the last one."""
        at = self._chips.index(chip) + by
        (self._chips[max(0, at)] if at < len(self._chips) else self.line).setFocus(Qt.FocusReason.TabFocusReason)

    def _draw_more(self) -> None:
        self._first += _MORE
        self._draw()
        (self.more if self.more.isVisible() else self.line).setFocus()

    def _name_chips(self) -> None:
        for chip in self._chips:
            chip.setObjectName(f"remove:{self._object_name}/{chip.at}")
        self.more.setObjectName(f"more:{self._object_name}")

    def _typed(self, text: str) -> None:
        """A typed comma never gets here. One that was pasted belongs to its entry; text set from outside is a list."""
        self._unwatched.stop()
        from_outside = not self.line.keyed and not self._whole
        pasted = self.line.pasting or (from_outside and self._is_from_clipboard(text))
        self._whole = bool(text) and (self._whole or (pasted and "," in text))
        parts = values.split_lines(text) if pasted else self._split(text) if from_outside else []
        if len(parts) > 1:
            self._add(parts)
        elif text and from_outside and not self._whole:
            self._unwatched.start()

    def _is_from_clipboard(self, text: str) -> bool:
        """A menu's Paste comes without a key."""
        clip = QApplication.clipboard().text()
        return self.line.hasFocus() and bool(clip.strip()) and clip in text

    def _take(self, text: str) -> None:
        if self._anew >= 0 and text == self._began:
            self._end_anew()
        else:
            self._add([self._one(text.strip())] if self._whole and text.strip() else self._split(text))

    def _one(self, text: str) -> Any:
        """The value that a text stands for as a whole."""
        return text

    def _add(self, new: list[Any]) -> None:
        """Puts values at the end, or in the place of the one that was typed anew."""
        at = self._anew
        self._end_anew()
        if at >= 0:
            self.tell([*self._values[:at], *new, *self._values[at + 1 :]] or ABSENT)
        elif new:
            self.tell([*self._values, *new])

    # A value that is typed anew

    def _type_anew(self, at: int) -> None:
        """Puts a value's words into the line; the value stays until others are given for it."""
        self.commit()
        if at >= len(self._values):
            return
        self._anew, self.line.anew = at, True
        self._began = self._label(self._values[at]) if self._values[at] not in ("", None) else ""
        self.line.setFocus()
        self._whole = True
        self.line.setText(self._began)
        self._whole = True  # also of an empty text
        self._mark_anew()

    def _end_anew(self, *, keep: bool = False) -> None:
        """The line is for the next value again; what is typed in it goes, unless it is to be kept."""
        self._anew, self.line.anew = -1, False
        if not keep:
            self.line.clear()
        self._mark_anew()

    def _give_up(self) -> None:
        at = self._anew
        self._end_anew()
        self.take_focus_in((at,))

    def _mark_anew(self) -> None:
        for chip in self._chips:
            chip.setEnabled(chip.at != self._anew)

    def _take_out(self, at: int) -> None:
        """Takes a value out, when what is typed in the line has been taken over."""
        anew, count = self._anew, len(self._values)
        self.commit()
        self._remove(at + (len(self._values) - count if 0 <= anew < at else 0))

    def _remove(self, at: int) -> None:
        rest = [one for index, one in enumerate(self._values) if index != at]
        self.tell(rest or ABSENT)


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and len(value.splitlines()) < 2
