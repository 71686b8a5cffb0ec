"""The help panel: what the field that has the focus is for, with its guidance and an example to use."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSizeF, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.panels.markdown import SafeText
from gatewaydesk.ui.panels.outline import Kicker

_LONGEST_EXAMPLE = 400
_KIND_WORDS = {
    Kind.INTEGER: "A whole number",
    Kind.NUMBER: "A number",
    Kind.BOOLEAN: "Yes or no",
    Kind.DATE: "A date",
    Kind.DATE_TIME: "A date and time",
    Kind.EMAIL: "An e-mail address",
    Kind.URL: "A web address",
    Kind.CHOICE: "One of a list",
    Kind.CHOICES: "Any of a list",
    Kind.TAGS: "One or more short texts",
    Kind.LIST: "A list",
}


class HelpText(SafeText):
    """Markdown as high as it is, for a panel that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(4 * theme.SPACE)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def _fit(self, size: QSizeF) -> None:
        self.setFixedHeight(round(size.height()) + 2)


class HelpPanel(QWidget):
    """Help for one field.

    Signals:
        example_wanted(object, object): the pointer and the example that a person wants to use.
        why_wanted(object): the pointer of the field of which a person wants to know why it is asked for.
    """

    example_wanted = Signal(object, object)
    why_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self._pointer: Pointer = ()
        self._example: Any = None
        self._title = look.Text(parent=self)
        self._title.setObjectName("help.title")
        self._facts = look.Text(tone="muted", parent=self)
        self._text = HelpText(self)
        self._text.setObjectName("help.text")
        self._text.setAccessibleName("Help")
        self._example_text = look.Text(parent=self)
        self._example_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._use = QPushButton("Use it", self)
        self._use.setObjectName("help.use")
        self._use.setAccessibleName("Use this example")
        self._use.clicked.connect(lambda: self.example_wanted.emit(self._pointer, self._example))
        self._why = QPushButton(self)
        self._why.setObjectName("help.why")
        self._why.clicked.connect(lambda: self.why_wanted.emit(self._pointer))
        self._box = QWidget(self)
        row = QHBoxLayout()
        row.addWidget(self._use)
        row.addStretch()
        box = QVBoxLayout(self._box)
        box.setContentsMargins(0, theme.SPACE, 0, 0)
        box.setSpacing(theme.SPACE)
        self._example_head = QLabel("Example", self._box)
        box.addWidget(self._example_head)
        box.addWidget(self._example_text)
        box.addLayout(row)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(3 * theme.SPACE, theme.SPACE, 3 * theme.SPACE, 2 * theme.SPACE)
        inner.setSpacing(2 * theme.SPACE)
        inner.addWidget(self._title)
        inner.addWidget(self._facts)
        inner.addWidget(self._text)
        inner.addWidget(self._box)
        inner.addWidget(self._why, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addStretch(1)
        self._area = _scrolling(inside, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.kicker = Kicker("Help", self)
        column.addWidget(self.kicker)
        column.addWidget(self._area, 1)
        self._paint()
        self.show_field(None, ())

    def show_field(self, field: Field | None, pointer: Pointer, note: str = "") -> None:
        """Shows the help of a field; `note` says what stands in the way of filling it in."""
        if pointer != self._pointer:
            self._area.verticalScrollBar().setValue(0)
        self._pointer = pointer
        self._why.setVisible(field is not None and bool(pointer))
        self._why.setText("Why is this required?" if field is not None and field.required else "What the schema says")
        if field is None:
            self._title.setText("Nothing is open" if pointer == () else "")
            self._facts.hide()
            self._text.show_markdown("Choose a field, and what belongs into it is explained here.")
            self._box.hide()
            return
        self._title.setText(field.title)
        self._facts.setText(facts(field))
        self._facts.setVisible(bool(self._facts.text()))
        first = f"**{_plain(note)}**" if note else ""
        told = (first, _plain(field.because), _plain(field.help), field.guidance)
        self._text.show_markdown("\n\n".join(part for part in told if part))
        examples = [one for one in field.examples if not isinstance(one, (dict, list)) or field.is_leaf]
        self._example = examples[0] if examples else None
        usable = bool(examples) and field.is_leaf and not field.read_only and bool(pointer) and not note
        if examples:
            self._example_text.setText(as_text(field, examples[0]))
        self._box.setVisible(bool(examples))
        self._use.setVisible(usable)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._paint()

    def _paint(self) -> None:
        self._title.setFont(theme.font(1.5, bold=True))
        self._example_head.setFont(theme.font(-1, bold=True))
        slanted = QFont(theme.font())
        slanted.setItalic(True)
        self._example_text.setFont(slanted)
        theme.tint(self._example_head, "muted")


def _scrolling(inside: QWidget, parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent, widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    for widget in (inside, area.viewport()):
        widget.setAutoFillBackground(False)
    return area


def facts(field: Field) -> str:
    """What may be written, in a few words: `Required · at most 150 characters`."""
    limits = field.limits
    parts = ["Required" if field.required else "Optional"]
    if field.kind in _KIND_WORDS:
        parts.append(_KIND_WORDS[field.kind].lower())
    low, high = limits.min_length, limits.max_length
    if low is not None and low > 1 and high is not None:
        parts.append(f"{low:,} to {high:,} characters")
    elif high is not None:
        parts.append(f"at most {high:,} characters")
    elif low is not None and low > 1:
        parts.append(f"at least {low:,} characters")
    if limits.min_items:
        parts.append(f"at least {limits.min_items:,}")
    if limits.max_items is not None:
        parts.append(f"at most {limits.max_items:,}")
    if limits.minimum is not None and limits.maximum is not None:
        parts.append(f"{limits.minimum} to {limits.maximum}")
    elif limits.minimum is not None:
        parts.append(f"at least {limits.minimum}")
    elif limits.maximum is not None:
        parts.append(f"at most {limits.maximum}")
    return " · ".join(parts)


def _plain(text: str) -> str:
    """Plain text as Markdown that reads the same."""
    return "".join("\\" + mark if mark in "\\`*_{}[]<>#+!|~" else mark for mark in text)


def as_text(field: Field, example: Any) -> str:
    """An example as a person would write it; words of their own in quotation marks."""
    if isinstance(example, list) and not any(isinstance(one, (list, dict)) for one in example):
        inside = field.item or field
        text = ", ".join(values.shown(inside, one) for one in example)
    else:
        text = values.shown(field, example)
    cut = f"{text[:_LONGEST_EXAMPLE]}…" if len(text) > _LONGEST_EXAMPLE else text
    return f"“{cut}”" if isinstance(example, str) and values.choice_of(field, example) is None else cut
