"""The head of the review panel: which list is shown, and what of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QToolButton, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.panels.chips import Chip, Segments
from gatewaydesk.validation.listing import Sieve, Tally
from gatewaydesk.validation.problems import Severity

MODES = (("problems", "Problems"), ("left", "What is left"))
_WORDS = {Severity.WRONG: "wrong", Severity.EMPTY: "empty", Severity.ADVICE: "advice"}


class ReviewHead(QWidget):
    """Switches and a small field.

    Signals:
        switched(): another list is meant, or other tiers.
        typed(): the text that is looked for has changed.
        left(): the person is done with that text and wants the list.
        meant(): the person wants to go to what was found.
        reshaped(): it wants to be higher or lower than before.
        entered(): the focus came to one of them, or was there when they were arranged anew.
    """

    switched = Signal()
    typed = Signal()
    left = Signal()
    meant = Signal()
    reshaped = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = False
        self._switches = QWidget(self)
        self._flow = Flow(self._switches, gap=theme.SPACE, line_gap=theme.SPACE)
        self.mode = Segments("problems.mode", MODES, self)
        # Assistive technology toggles a switch without clicking it.
        self.mode.group.buttonToggled.connect(lambda _, on: self._switched() if on else None)
        self.tiers = {tier: Chip(f"problems.tier.{tier}", "", str(tier), self) for tier in Severity}
        self.optional = Chip("problems.optional", "Optional too", "", self)
        self.optional.setChecked(False)
        self.dismissed = Chip("problems.dismissed", "", "", self)
        self.dismissed.setChecked(False)
        self.dismissed.setToolTip("Advice that you left so: it is not told again until the field is changed")
        for chip in (*self.tiers.values(), self.optional):
            chip.toggled.connect(self._switched)
        self.seek = QToolButton(self)
        self.seek.setObjectName("problems.seek")
        self.seek.setAutoRaise(True)
        self.seek.setCheckable(True)
        self.seek.setAccessibleName("Filter by text")
        self.seek.setToolTip("Filter by text (Ctrl+F while the list has the focus)")
        self.seek.clicked.connect(self.look_for_text)
        self.text = QLineEdit(self, objectName="problems.filter")
        self.text.setPlaceholderText("Place or words")
        self.text.setAccessibleName("Filter the list by text")
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self.typed)
        self.text.returnPressed.connect(self.meant)
        for widget in (*self.tiers.values(), self.optional, self.dismissed, self.seek, self.text):
            self._flow.addWidget(widget)
            widget.installEventFilter(self)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(2 * theme.SPACE, 0, 2 * theme.SPACE, 0)
        self._box.setSpacing(theme.SPACE)
        self._box.addWidget(self.mode, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self._switches, 1)
        for one in (self, self._switches):
            policy = one.sizePolicy()
            policy.setHeightForWidth(True)
            one.setSizePolicy(policy)
        self.show_tally(Tally())
        self._arrange()
        self._paint()

    @property
    def shows_left(self) -> bool:
        """Whether what is left is meant, rather than the problems."""
        return self.mode.chosen == "left"

    @property
    def sieve(self) -> Sieve:
        """What the switches and the text let through."""
        tiers = frozenset(tier for tier, chip in self.tiers.items() if chip.isChecked())
        return Sieve(tiers, self.text.text() if self.seek.isChecked() else "")

    def add_tool(self, tool: QWidget) -> None:
        """Puts a button beside the switches."""
        self._flow.addWidget(tool)
        tool.installEventFilter(self)

    def show_tally(self, tally: Tally) -> None:
        """Shows how many problems there are of each tier."""
        for tier, chip in self.tiers.items():
            figure = f"{tally.of(tier):,}"
            chip.say(f"{figure} {_WORDS[tier]}", brief=figure, idle=not tally.of(tier))
            chip.setToolTip(f"Show or hide what is {theme.SIGN_WORDS[str(tier)]}")
        self._claim_height()

    def show_dismissed(self, count: int) -> None:
        """Offers to show the advice that was left so, if there is any."""
        if not count:
            with QSignalBlocker(self.dismissed):
                self.dismissed.setChecked(False)
        self.dismissed.say(f"{count:,} dismissed – {'hide' if self.dismissed.isChecked() else 'show'}")
        shown = bool(count) and not self.shows_left
        if shown is self.dismissed.isHidden():
            self.dismissed.setVisible(shown)
            self._claim_height()

    def look_for_text(self, on: bool = True) -> None:
        """Opens the field for the text to look for, or shuts it."""
        self.seek.setChecked(on)
        self._arrange()
        self.typed.emit()
        self.text.setFocus() if on else self.left.emit()

    def let_all_through(self) -> None:
        """Every tier, and any text."""
        for chip in self.tiers.values():
            with QSignalBlocker(chip):
                chip.setChecked(True)
        self.text.clear()
        self._switched()

    def show(self, mode: str) -> None:
        """Turns to one of the two lists."""
        self.mode.choose(mode)

    def forget_text(self) -> None:
        """What was looked for in one dataset is not meant in another; nothing is emitted."""
        with QSignalBlocker(self.text):
            self.text.clear()
        self.seek.setChecked(False)
        self._arrange()

    def state(self) -> dict[str, Any]:
        """What is shown, to be remembered; a text that is looked for is not."""
        shown = [str(tier) for tier, chip in self.tiers.items() if chip.isChecked()]
        return {"tiers": shown, "mode": self.mode.chosen, "optional": self.optional.isChecked()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Shows what was shown before; what cannot be understood is passed over."""
        tiers = state.get("tiers")
        if isinstance(tiers, list):
            for tier, chip in self.tiers.items():
                with QSignalBlocker(chip):
                    chip.setChecked(str(tier) in tiers)
        with QSignalBlocker(self.optional), QSignalBlocker(self.mode.group):
            self.optional.setChecked(state.get("optional") is True)
            self.mode.choose(str(state.get("mode")))
        self._switched()

    def _switched(self, _: object = None) -> None:
        self._arrange()
        self.switched.emit()

    def _arrange(self) -> None:
        for chip in (*self.tiers.values(), self.seek):
            chip.setVisible(not self.shows_left)
        self.text.setVisible(self.seek.isChecked() and not self.shows_left)
        self.optional.setVisible(self.shows_left)
        self._claim_height()

    def set_low(self, low: bool) -> None:
        """Whether there is so little room that a second line of switches would be one too many."""
        if low is not self._low:
            self._low = low
            self._claim_height()

    def _claim_height(self) -> None:
        """What stands above it in a low window may know nothing of heights that follow from widths."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_WState_Created) or self.width() <= 0:
            return
        chips = self.tiers.values()
        in_line = sum(chip.whole_width + theme.SPACE for chip in chips) + self.seek.sizeHint().width()
        for chip in chips:
            chip.shorten(self._low and in_line > self.width() - 4 * theme.SPACE)
        self._switches.updateGeometry()  # its height at a width is kept until it says so
        height = self._box.heightForWidth(self.width())
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
            self.reshaped.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The switches stand beside the names of the lists where there is room, else below them."""
        super().resizeEvent(event)
        wide = self.width() > 2.2 * self.mode.sizeHint().width() + self.text.sizeHint().width()
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if way is not self._box.direction():
            self._box.setDirection(way)
        self._claim_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A part that has the focus and is moved counts as entered again: it has its place only then."""
        kinds = (QEvent.Type.FocusIn, QEvent.Type.Move, QEvent.Type.Resize)
        if event.type() in kinds and isinstance(watched, QWidget) and watched.hasFocus():
            self.entered.emit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text.hasFocus():
            self.text.clear()
            self.look_for_text(False)
        elif event.key() == Qt.Key.Key_Down and self.text.hasFocus():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._paint()

    def _paint(self) -> None:
        self.seek.setIcon(theme.icon("search", "muted"))
        self.seek.setIconSize(theme.icon_size())
        self.seek.setFixedHeight(self.optional.sizeHint().height())
