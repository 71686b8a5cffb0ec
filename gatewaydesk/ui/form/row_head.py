"""The line above an editor: the title or the box that includes a group, the choice of a kind, and the count."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLayoutItem, QToolButton

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.boxes import TickBox
from gatewaydesk.ui.form.editors.combo import PlainCombo
from gatewaydesk.ui.form.row_shape import heads_a_group, longest, optional_object

_BESIDE = 20  # characters of a title that stand in one line before others stand below it


class RowHead(QBoxLayout):
    """What stands above an editor; each part may be missing. Where a line has no room for all, they stand below it.

    Attributes:
        include: the box of an object that may be left out.
        label: the title of any other field.
        variant: the choice among alternatives.
        length: how many characters a text has, of how many.
        choose: the button that opens the gateway's list of what can stand there.
    """

    def __init__(self, field: Field, place: str, *, titled: bool) -> None:
        """Args:
        field: what is named.
        place: its pointer's text, for object names.
        titled: whether the title is seen.
        """
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._heights: dict[int, int] = {}  # by width, as long as nothing in it changes: Qt asks again and again
        look.no_margins(self, 2 * look.SPACE)
        self.include: QCheckBox | None = None
        self.label: look.Text | None = None
        self.variant: PlainCombo | None = None
        self.length: look.Text | None = None
        self.choose: QToolButton | None = None
        if titled and optional_object(field):
            self.include = self._make_include(field, place)
            self.addWidget(self.include, 1)
        elif titled:
            self.label = look.Text(size="group" if heads_a_group(field) else "label")
            self.addWidget(self.label, 1, Qt.AlignmentFlag.AlignBottom)
        if field.kind is Kind.UNION:
            self.variant = self._make_variant(field, place)
            if not titled and _decider(field):
                self.addWidget(look.Text(_decider(field)))
            self.addWidget(self.variant, 0, Qt.AlignmentFlag.AlignBottom)
            if not titled:
                self.addStretch(1)
        if longest(field) is not None and titled and not field.read_only:
            self.length = look.Text(size="small", tone="muted")
            self.length.setWordWrap(False)
            self.addWidget(self.length, 0, Qt.AlignmentFlag.AlignBottom)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights = {}
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            known = self._heights[width] = self._height_in(width)
        return known

    def _height_in(self, width: int) -> int:
        parts, first = self._parts(), self.label or self.include
        if self._is_narrow(width):
            heights = [
                one.heightForWidth(width) if one.hasHeightForWidth() else one.sizeHint().height() for one in parts
            ]
            return sum(heights) + look.SPACE * (len(heights) - 1)
        others = [one for one in parts if one.widget() is not first]
        heights = [one.sizeHint().height() for one in others]
        if first is not None:
            beside = sum(one.sizeHint().width() + 2 * look.SPACE for one in others)
            heights.append(first.heightForWidth(max(1, width - beside)))
        return max(heights, default=0)

    def minimumSize(self) -> QSize:
        sizes = [one.minimumSize() for one in self._parts()]
        return QSize(max((one.width() for one in sizes), default=0), max((one.height() for one in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        narrow = self._is_narrow(rect.width())
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if way is not self.direction():
            self.setDirection(way)
            self.setSpacing(look.SPACE if narrow else 2 * look.SPACE)
        super().setGeometry(rect)

    def _parts(self) -> list[QLayoutItem]:
        """Those that are seen."""
        items = (self.itemAt(at) for at in range(self.count()))
        return [one for one in items if one is not None and one.widget() is not None and not one.isEmpty()]

    def _is_narrow(self, width: int) -> bool:
        parts = self._parts()
        needs = [one.minimumSize().width() for one in parts]
        if self.label is not None:  # which may wrap, and does not have to
            line = self.label.fontMetrics().horizontalAdvance(self.label.text())
            needs[0] = max(needs[0], min(line, look.width_of(self.label, _BESIDE)))
        return sum(needs) + 2 * look.SPACE * (len(parts) - 1) > width

    def offer_choices(self, field: Field, place: str) -> QToolButton:
        """Adds the button that opens the gateway's list."""
        if not self.count():
            self.addStretch(1)
        self.choose = look.quiet_button("Choose…", f"Choose {look.lowered(field.title)} from the gateway's list")
        self.choose.setObjectName(f"choose:{place}")
        self.choose.setToolTip("See what the gateway has, and choose from it")
        self.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignBottom)
        return self.choose

    def name(self, field: Field, *, all_read_only: bool) -> None:
        """Writes the title, with a star that says why where the values made the field a required one."""
        if self.label is None:
            return
        old = " (no longer used)" if field.deprecated else ""
        old += " (read-only)" if field.read_only and not all_read_only else ""
        self.label.setText(f"{field.title}{old}{' *' if field.required else ''}")
        self.label.setToolTip(look.tip(field.because))
        self.label.setAccessibleDescription(field.because)

    def show_length(self, field: Field, value: Any) -> None:
        """Says how long a text is, where there is a most that it may be."""
        most = longest(field)
        if self.length is None:
            return
        self.length.setVisible(most is not None and isinstance(value, str))
        if most is None or not isinstance(value, str):
            return
        over = len(value) - most
        self.length.setText(f"{len(value):,} / {most:,}" + (f" (−{over:,})" if over > 0 else ""))
        self.length.set_tone("wrong" if over > 0 else "muted")

    def _make_include(self, field: Field, place: str) -> QCheckBox:
        box = TickBox(field.title)
        box.setObjectName(f"include:{place}")
        box.setAccessibleName(f"Include {field.title}")
        box.setAccessibleDescription(field.help)
        theme.size(box, 1.5, bold=True)
        box.setEnabled(not field.read_only)
        return box

    def _make_variant(self, field: Field, place: str) -> PlainCombo:
        combo = PlainCombo()
        combo.addItems([look.short(branch.title) for branch in field.branches])
        combo.setObjectName(f"variant:{place}")
        combo.setAccessibleName(f"Kind of {field.title}")
        combo.setToolTip(look.tip(f"Which kind of {field.title} this is"))
        theme.size(combo, -0.5)
        combo.setSizeAdjustPolicy(PlainCombo.SizeAdjustPolicy.AdjustToContents)
        combo.setEnabled(not field.read_only)
        return combo


def _decider(field: Field) -> str:
    """The title of the member that tells the alternatives apart, or nothing."""
    members = [child for branch in field.branches for child in branch.children if child.decides]
    return members[0].title if members else ""
