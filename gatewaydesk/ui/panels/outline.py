"""The outline: where a person is, on the desk and in the dataset, and how far each section has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.sections import Section, standing
from gatewaydesk.validation.completeness import Counts
from gatewaydesk.validation.listing import summed

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

PAGES = (
    ("drafts", "Drafts", "drafts"),
    ("datasets", "My datasets", "datasets"),
    ("outbox", "Outbox", "outbox"),
    ("jobs", "Jobs", "jobs"),
    ("history", "History", "history"),
    ("gateways", "Gateways", "gateway"),
)


_WIDEST = 240  # pixels, at the usual text size, that long titles may take from the form
_SECTIONS = 4  # rows that stay in view before the pages above them have to scroll
_LEAST_ROWS = 1.5  # of either in the lowest window: half a row says that there is more


class Kicker(QLabel):
    """A small quiet heading in capitals."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text.upper(), parent)
        self.setAccessibleName(text)
        self.setContentsMargins(3 * theme.SPACE, 4 * theme.SPACE, 3 * theme.SPACE, theme.SPACE)
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._paint()

    def _paint(self) -> None:
        font = theme.font(-1.5, bold=True)
        font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, 0.8)
        self.setFont(font)
        theme.tint(self, "muted")


class Progress(QWidget):
    """A thin bar with words: how much of the required, and of all, is filled in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = Counts(0, 0, 0, 0)
        self._wrong = 0
        self.setObjectName("completeness")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Counts, wrong: int = 0) -> None:
        """Shows other figures; what is filled in and wrong is counted beside them."""
        if (counts, wrong) != (self._counts, self._wrong):
            self._counts, self._wrong = counts, wrong
            self.setAccessibleName(f"{self._words()[0]}. {self._words()[1]}.")
            self.setToolTip(self.accessibleName())
            self.update()

    def _words(self) -> tuple[str, str]:
        c = self._counts
        return (
            f"{c.required_done:,} of {c.required_total:,} required"
            + (f" · {self._wrong:,} wrong" if self._wrong else ""),
            f"{c.all_done:,} of {c.all_total:,} in all",
        )

    def _fitting(self, words: str, width: int) -> str:
        """The words, shorter where there is no room for all of them, and cut with an ellipsis at worst."""
        metrics = self.fontMetrics()
        brief = words.replace(" required", "")
        figures = brief.replace(" of ", "/")
        shorter = (words, brief, figures, figures.split(" · ")[0])
        fits = next((one for one in shorter if metrics.horizontalAdvance(one) <= width), "")
        return fits or metrics.elidedText(shorter[-1], Qt.TextElideMode.ElideRight, width)

    def sizeHint(self) -> QSize:
        return QSize(120, 2 * self.fontMetrics().height() + 8 * theme.SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        left, width, y = 3 * theme.SPACE, self.width() - 6 * theme.SPACE, 2 * theme.SPACE
        shares = (
            (self._counts.required_done, self._counts.required_total, "wrong" if self._wrong else "accent"),
            (self._counts.all_done, self._counts.all_total, "muted"),
        )
        for said, (done, total, tone) in zip(self._words(), shares, strict=True):
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(left, y, width, line), int(Qt.AlignmentFlag.AlignLeft), self._fitting(said, width))
            y += line + 1
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line"))
            painter.drawRoundedRect(QRectF(left, y, width, 3), 1.5, 1.5)
            if total and done:
                painter.setBrush(theme.color(tone))
                painter.drawRoundedRect(QRectF(left, y, width * min(1.0, done / total), 3), 1.5, 1.5)
            y += 2 * theme.SPACE
        painter.end()


class Outline(QWidget):
    """The left column.

    Signals:
        page_chosen(str): a page of the desk.
        section_chosen(str): a section's key.
    """

    page_chosen = Signal(object)
    section_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outline")
        self._counts: dict[str, int] = {}
        self._sections: list[Section] = []
        self.desk = PickList("desk", "Desk", self)
        self.desk.picked.connect(self.page_chosen)
        self.sections = PickList("sections", "Sections of this dataset", self)
        self.sections.picked.connect(self.section_chosen)
        self.desk.entered.connect(self.page_chosen)
        self.sections.entered.connect(self.section_chosen)
        for one in (self.desk, self.sections):
            palette = one.palette()
            palette.setColor(palette.ColorRole.Base, Qt.GlobalColor.transparent)
            one.setPalette(palette)
        self._desk_heading, self._heading = Kicker("Desk", self), Kicker("This dataset", self)
        self.progress = Progress(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE)
        column.setSpacing(0)
        column.addWidget(self._desk_heading)
        column.addWidget(self.desk)
        column.addWidget(self._heading)
        column.addWidget(self.sections, 1)
        column.addWidget(self.progress)
        column.addStretch(0)
        self.setMinimumWidth(150)
        self.show_desk({})
        self.show_dataset(None, [])

    def show_desk(self, counts: dict[str, int]) -> None:
        """Shows how many drafts and open submissions there are."""
        self._counts = {**self._counts, **counts}
        spoken = {"drafts": "drafts", "outbox": "not settled", "jobs": "under way"}
        picks = []
        for key, title, drawing in PAGES:
            number = self._counts.get(key, 0)
            shown = f"{number:,}" if number and key in spoken else ""
            picks.append(
                Pick(key, title, f"icon:{drawing}", (shown, "muted"), spoken=f"{shown} {spoken[key]}" if shown else "")
            )
        self.desk.show_picks(picks)
        self._fit_desk()

    def show_dataset(self, authoring: Authoring | None, sections: list[Section]) -> None:
        """Shows the sections of a dataset, or none."""
        self._sections = sections
        for widget in (self._heading, self.sections, self.progress):
            widget.setVisible(authoring is not None)
        self._fit_desk()
        if authoring is not None:
            self.refresh(authoring)

    def refresh(self, authoring: Authoring) -> None:
        """Shows how the sections stand after a check."""
        tallies = authoring.tallies
        picks = []
        for at, section in enumerate(self._sections):
            how = standing(section, authoring.counts, tallies)
            if how.wrong:
                figure = (f"{how.wrong:,}", "wrong")
            elif how.sign in ("begun", "empty") and how.counts.required_total:
                figure = (f"{how.counts.required_done:,}/{how.counts.required_total:,}", "muted")
            else:
                figure = (f"{how.advice:,}", "advice") if how.advice else ("", "muted")
            apart = section.generated and at > 0
            picks.append(Pick(section.key, section.title, how.sign, figure, spoken=how.words, apart=apart))
        self.sections.show_picks(picks)
        wrong = summed(tallies.values()).wrong
        self.progress.show_counts(authoring.counts.get("", Counts(0, 0, 0, 0)), wrong)
        self.fit_width()

    def mark_page(self, page: str) -> None:
        """Marks a page of the desk as the one shown."""
        self.desk.mark(page)
        self.sections.mark(None)

    def mark_section(self, key: str) -> None:
        """Marks a section as the one shown."""
        self.sections.mark(key)
        self.desk.mark(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationFontChange, QEvent.Type.FontChange) and hasattr(self, "progress"):
            self._fit_desk()
            self.fit_width()
            self.progress.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(round(230 * theme.text_scale()), 400)

    def fit_width(self) -> None:
        """Asks for room for the longest title, so that none is cut without need; of a narrow window for no more than
        a share, for a splitter that has less than its parts ask for lays one over the other.
        """
        metrics = self.sections.fontMetrics()
        widest = max((metrics.horizontalAdvance(one.title) for one in self._sections), default=0)
        around = metrics.height() + metrics.horizontalAdvance("99/99") + 10 * theme.SPACE
        self.setMinimumWidth(
            max(150, min(widest + around, round(_WIDEST * theme.text_scale()), self.window().width() * 2 // 5))
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_desk()
        for one in (self.desk, self.sections):
            if one.current_key is not None:
                one.scrollTo(one.currentIndex())

    def _fit_desk(self) -> None:
        """The pages get all the room that they need, and scroll in a low window, so that sections stay in view."""
        row = self.fontMetrics().height() + 3 * theme.SPACE
        least = round(_LEAST_ROWS * row)
        self.sections.setMinimumHeight(least)
        with_sections = not self.sections.isHidden()
        around = (self._desk_heading, self._heading) if with_sections else (self._desk_heading,)
        room = self.height() - sum(one.sizeHint().height() for one in around) - theme.SPACE
        counts = self.progress.sizeHint().height()
        self.progress.setVisible(with_sections and room >= counts + 2 * least)
        room -= counts if self.progress.isVisibleTo(self) else 0
        spare = max(room - _SECTIONS * row, room // 2) if with_sections else room
        self.desk.setFixedHeight(max(least, min(row * len(PAGES) + 2, spare)))
