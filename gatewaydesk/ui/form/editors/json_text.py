"""JSON as text: for fields that take anything, and for values that no other editor can show."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton

from gatewaydesk.document import jsonio
from gatewaydesk.document.reading import read
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import json_look, look, values
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.paragraph import GrowingText
from gatewaydesk.ui.form.flow import Flow

_BROKEN = object()
_QUOTED = 40
_AS = {
    **dict.fromkeys(values.LINES, " as text"),
    **dict.fromkeys(values.LISTS, " as the only entry"),
    **dict.fromkeys((Kind.INTEGER, Kind.NUMBER), " as a number"),
}


class JsonText(Editor):
    """Any JSON value. Text that is not JSON yet is kept beside the document, and changes nothing until it is.

    Where the field wants another kind of value, two buttons spare the person the JSON.
    """

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.text = GrowingText(least=1, most=16)
        self.text.setFont(json_look.fixed_font())
        self.colours = json_look.Colours(self.text)
        self.text.setPlaceholderText("JSON, for example “text”, 12, true, [1, 2] or {…}".replace("“text”", '"text"'))
        self.main = self.take_over(self.text)
        self.error = look.Text(tone="wrong", size="small")
        self.error.hide()
        self.column.addWidget(self.text)
        self.column.addWidget(self.error)
        self._words = ""
        self._instead: Any = ABSENT
        self.mend = QPushButton()
        self.mend.clicked.connect(lambda: self.replaced.emit(self._instead))
        self.clear = QPushButton("Start again with an empty field")
        self.clear.setAccessibleName(f"Start {field.title} again with an empty field")
        self.clear.clicked.connect(lambda: self.replaced.emit(ABSENT))
        bar = Flow(gap=2 * look.SPACE)
        for button in (self.mend, self.clear):
            button.hide()
            bar.addWidget(self.take_over(button))
        self.column.addLayout(bar)
        self.text.textChanged.connect(self._typed)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Everything, when nothing better does."""
        return 1

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Everything."""
        return True

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        place = object_name.removeprefix("field:")
        self.clear.setObjectName(f"clear:{place}")
        self.mend.setObjectName(f"mend:{place}")

    def describe(self, words: str) -> None:
        self._words = words
        error = "" if self.error.isHidden() else self.error.text()
        super().describe(f"{words} {error}".strip())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.text.setFont(json_look.fixed_font())

    def set_read_only(self) -> None:
        self.text.setReadOnly(True)
        self.clear.setEnabled(False)
        self.mend.setEnabled(False)

    def show_unfinished(self, text: str) -> bool:
        if text != self.text.raw():
            self.showing = True
            self.text.setPlainText(text)
            self.showing = False
        self._parse()
        return True

    def _show(self, value: Any) -> None:
        shown = self._parse()
        if value is None and shown is ABSENT and self.text.hasFocus():
            return  # emptied by a person who goes on typing: no “null” may come under the hands
        if shown is _BROKEN or not values.same(shown, value):
            self.text.show_text("" if value is ABSENT else jsonio.dumps(value, indent=2).rstrip("\n"))
            self._parse()

    def _typed(self) -> None:
        if self.showing:
            return
        value = self._parse()
        if value is _BROKEN:
            self.unfinished.emit(self.text.raw())
        else:
            self.unfinished.emit("")
            self.tell(value, typing=True)

    def _parse(self) -> Any:
        """What the text stands for; says below what is wrong with it, and offers the ways out."""
        text = self.text.raw()
        reading = read(text)
        value = reading.value if reading.broken is None else _BROKEN
        problem = reading.broken.sentence if reading.broken is not None else ""
        self.text.setExtraSelections(json_look.wave(self.text, text, reading.broken))
        self.error.setText(f"{problem} What is typed here is not part of the dataset yet." if problem else "")
        self.error.setVisible(bool(problem))
        self._offer(value)
        self.describe(self._words)
        return value

    def _offer(self, value: Any) -> None:
        misfit = value is not ABSENT and (value is _BROKEN or self.field.kind is not Kind.ANY)
        self.clear.setVisible(misfit)
        self._instead = ABSENT if value is _BROKEN else _instead(self.field, value)
        self.mend.setVisible(self._instead is not ABSENT)
        if self._instead is not ABSENT:
            shown = " ".join(values.shown(self.field, self._instead).split())
            shown = shown if len(shown) <= _QUOTED else shown[: _QUOTED - 1].rstrip() + "…"
            words = f"Use “{shown}”{_AS.get(self.field.kind, '')}"
            self.mend.setText(look.words(words))
            self.mend.setAccessibleName(f"{words} in {self.field.title}")


def _instead(field: Field, value: Any) -> Any:
    """What the field wants, made of a value that is one text or number alone or in a list; ABSENT where it is not."""
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    if only is ABSENT or only is None or isinstance(only, (list, dict)) or field.kind is Kind.ANY:
        return ABSENT
    made = values.parsed(field, only if isinstance(only, str) else jsonio.dumps(only, indent=None))
    right = field.kind in values.LINES or not isinstance(made, str) or values.choice_of(field, made) is not None
    return made if right and not values.same(made, value) else ABSENT
