"""What the two editors share that show a value as it is written, where no other can: a text box and the ways out."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton

from gatewaydesk.document import jsonio
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.paragraph import GrowingText
from gatewaydesk.ui.form.flow import Flow

_QUOTED = 40
_AS = {
    **dict.fromkeys(values.LINES, " as text"),
    **dict.fromkeys(values.LISTS, " as the only entry"),
    **dict.fromkeys((Kind.INTEGER, Kind.NUMBER), " as a number"),
}
_ANEW = {
    Kind.OBJECT: ("Start again with an empty group", "Make it a group of fields"),
    Kind.MAP: ("Start again with an empty group", "Make it a group of entries"),
    Kind.LIST: ("Start again with an empty list", "Make it a list"),
}
_FIELD_ANEW = ("Start again with an empty field",) * 2


class Written(Editor):
    """A value in a text box. Where the field wants another kind of value, two buttons spare the person the typing.

    Attributes:
        text: the box.
        mend: makes of the value what the field wants.
        clear: starts again.
    """

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.text = GrowingText(least=1, most=16)
        self.main = self.take_over(self.text)
        self.column.addWidget(self.text)
        self._instead: Any = ABSENT
        self._offers = True
        self.mend, self.clear = QPushButton(), QPushButton()
        self.mend.clicked.connect(lambda: self.replaced.emit(self._instead))
        self.clear.clicked.connect(lambda: self.replaced.emit(ABSENT))
        bar = Flow(gap=2 * look.SPACE)
        for button in (self.mend, self.clear):
            button.hide()
            bar.addWidget(self.take_over(button))
        self.column.addLayout(bar)
        self.text.textChanged.connect(self._typed)

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        place = object_name.removeprefix("field:")
        self.clear.setObjectName(f"clear:{place}")
        self.mend.setObjectName(f"mend:{place}")

    def set_read_only(self) -> None:
        self.text.setReadOnly(True)
        self.clear.setEnabled(False)
        self.mend.setEnabled(False)

    def offer_instead(self, on: bool) -> None:
        """Whether it may offer what it makes of the value itself: not where a repair is known, or still looked for."""
        self._offers = on
        self.mend.setVisible(on and self._instead is not ABSENT)

    def _typed(self) -> None:
        """The text has changed, by a person or because another value is shown."""
        raise NotImplementedError

    def _offer(self, value: Any, *, misfit: bool) -> None:
        """Offers the ways out of a value that is not what the field wants; ABSENT where it cannot be read."""
        words = anew_words(self.field, value)
        self.clear.setText(look.lines(words))
        self.clear.setAccessibleName(f"{words}: {self.field.title}")
        self.clear.setVisible(misfit)
        self._instead = _instead(self.field, value)
        if self._instead is not ABSENT:
            shown = " ".join(values.shown(self.field, self._instead).split())
            shown = shown if len(shown) <= _QUOTED else shown[: _QUOTED - 1].rstrip() + "…"
            words = f"Use “{shown}”{_AS.get(self.field.kind, '')}"
            self.mend.setText(look.lines(words))
            self.mend.setAccessibleName(f"{words} in {self.field.title}")
        self.offer_instead(self._offers)


def anew_words(field: Field, value: Any) -> str:
    """What the way out is called that begins anew where a value is not what the field wants."""
    return _ANEW.get(field.kind, _FIELD_ANEW)[value is not ABSENT and values.is_empty(value)]


def _instead(field: Field, value: Any) -> Any:
    """What the field wants, made of a value that is one text or number alone or in a list; ABSENT where it is not."""
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    if only is ABSENT or only is None or isinstance(only, (list, dict)) or field.kind is Kind.ANY:
        return ABSENT
    made = values.parsed(field, only if isinstance(only, str) else jsonio.dumps(only, indent=None))
    right = field.kind in values.LINES or not isinstance(made, str) or values.choice_of(field, made) is not None
    return made if right and not values.same(made, value) else ABSENT
