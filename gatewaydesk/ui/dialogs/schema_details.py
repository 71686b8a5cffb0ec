"""What is known about the schema that is selected: title, origin, size and the drafts that are written by it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from gatewaydesk.gateways import meant_for
from gatewaydesk.services.schema_facts import Facts, hosts, listed
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import heading, muted
from gatewaydesk.ui.form.look import Text
from gatewaydesk.ui.wording import exactly

_HASH_SHOWN = 12  # hexadecimal digits: enough to tell two versions apart by eye
_ORIGINS = {"shipped": "comes with Gateway Desk", "added": "added by you"}


class SchemaDetails(QScrollArea):
    """One schema's facts: `schemas.details`; every text is plain and can be selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("schemas.details")
        self.setAccessibleName("About this schema")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._rows: dict[str, str] = {}
        self.say("Select a schema to read about it.")

    @property
    def rows(self) -> dict[str, str]:
        """What is shown, by its label."""
        return dict(self._rows)

    def say(self, words: str) -> None:
        """Shows a sentence instead of a schema."""
        self._rows = {}
        self._put([muted(words)], None)

    def show_facts(self, facts: Facts) -> None:
        """Shows a schema."""
        schema = facts.schema
        head: list[QWidget] = [heading(schema.title), muted(schema.name)]
        if schema.description:
            head.append(Text(schema.description))
        self._rows = {label: text for label, text in _rows(facts) if text}
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(4 * theme.SPACE)
        form.setVerticalSpacing(2 * theme.SPACE)
        for label, text in self._rows.items():
            value = Text(text)
            value.setAccessibleName(f"{label}: {text}")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            name = QLabel(label)
            theme.tint(name, "muted")
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            form.addRow(name, value)
        self._put(head, form)

    def _put(self, head: list[QWidget], form: QFormLayout | None) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(3 * theme.SPACE, theme.SPACE, 3 * theme.SPACE, theme.SPACE)
        column.setSpacing(2 * theme.SPACE)
        for widget in head:
            column.addWidget(widget)
        if form is not None:
            column.addSpacing(2 * theme.SPACE)
            column.addLayout(form)
        column.addStretch(1)
        self.setWidget(inner)  # the one before is deleted by this


def origin(kind: str, address: str) -> str:
    """Where a schema is from: its host, or who brought it."""
    return f"from {hosts([address])[0]}" if address else _ORIGINS.get(kind, kind)


def _rows(facts: Facts) -> list[tuple[str, str]]:
    schema, source = facts.schema, facts.schema.source
    fetched = exactly(source.fetched_at) if source is not None and source.fetched_at else ""
    titles = listed((f"“{row.title}”" for row in facts.drafts), 5)
    return [
        ("For", meant_for(schema.name)),
        ("Where from", origin(schema.origin, source.address if source is not None else "")),
        ("Address", source.address if source is not None else ""),
        ("Pinned", fetched),
        ("Fingerprint", schema.sha256[:_HASH_SHOWN]),
        ("Form", facts.size.words),
        ("Used by", titles or "no draft"),
    ]
