"""The page of jobs: what goes on at gateways, or from here, how far it is, what comes next, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gatewaydesk.gateways.work import Errand
from gatewaydesk.store import JobRow, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.panels.details_page import DetailsPage
from gatewaydesk.ui.panels.errands_button import ErrandsButton
from gatewaydesk.ui.panels.jobs_rows import columns, known, sifted, waits
from gatewaydesk.ui.panels.page import EmptyState, quiet_button
from gatewaydesk.ui.panels.selection import RowMenu
from gatewaydesk.ui.tasks import Tasks

_DETAIL = 110  # pixels at the usual text size for what is known of one job


class JobsPage(DetailsPage):
    """What goes on: `jobs`, and below it `jobs.details` with the buttons for the selected row.

    Signals:
        shown(): the page has come into view.
        check_wanted(object): the row that should be asked about now.
        stop_wanted(object): the row whose work from here is to be stopped.
        go_on_wanted(object): the row that should be gone on with.
        dataset_wanted(object): the row whose dataset a person wants to see.
        forget_wanted(object): the row that is to be taken off the list.
        errand_wanted(object, object): the row, and the Errand that is to be done for it.
        selected(object): the row that is selected now, or None.
    """

    shown = Signal()
    check_wanted = Signal(object)
    stop_wanted = Signal(object)
    go_on_wanted = Signal(object)
    dataset_wanted = Signal(object)
    forget_wanted = Signal(object)
    errand_wanted = Signal(object, object)
    selected = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        empty = EmptyState(
            "jobs",
            "Nothing is going on",
            "Uploads, publishing and whatever else takes its time at a gateway stand here with how far they are. They "
            "go on when Gateway Desk was closed in between.",
        )
        self._offered_for: tuple[object, ...] = ()  # what the errands depend on that are listed
        self.is_here: Callable[[JobRow], bool] = lambda _: False
        self.can_stop: Callable[[JobRow], bool] = lambda _: False
        super().__init__(
            tasks,
            name="jobs",
            title="Jobs",
            columns=columns(self._at_it),
            empty=empty,
            read=lambda text: sifted(store.jobs.rows(), text),
            key=lambda row: row.id,
            search="Search jobs",
            parent=parent,
        )
        self._buttons: dict[str, tuple[QPushButton, Callable[[JobRow], bool]]] = {}
        self.errands = ErrandsButton("More…", "jobs.errands", "What else can be done with this job", self)
        self.errands.wanted.connect(lambda errand: self._with(lambda row: self.errand_wanted.emit(row, errand)))
        bar = QWidget(self._begin_below("jobs.details"))
        flow = Flow(bar, gap=2 * theme.SPACE, line_gap=2 * theme.SPACE)
        policy = bar.sizePolicy()
        policy.setHeightForWidth(True)
        bar.setSizePolicy(policy)
        for name, text, signal, rule in (
            ("check", "Check now", self.check_wanted, lambda row: not row.job.ours and not row.job.finished),
            ("go-on", "Go on", self.go_on_wanted, waits),
            ("stop", "Stop", self.stop_wanted, lambda row: row.job.ours and not row.job.finished and not row.held),
            ("dataset", "Show in My datasets", self.dataset_wanted, lambda row: bool(row.job.dataset_id)),
            ("forget", "Take off the list", self.forget_wanted, lambda _: True),
        ):
            button = quiet_button(text, self._asking(signal), f"jobs.{name}")
            self._buttons[name] = (button, rule)
            flow.addWidget(button)
            if name == "stop":
                flow.addWidget(self.errands)
        self._scroll = self._fill_below(bar)
        self._set_height()
        self.rows.row_activated.connect(self._activated)
        RowMenu(self.rows, self.menu)
        remove = QAction(self, shortcut=QKeySequence(QKeySequence.StandardKey.Delete), objectName="jobs.key.forget")
        remove.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        remove.triggered.connect(self._buttons["forget"][0].click)
        self.rows.addAction(remove)
        self._selected(None)

    # What is shown

    @property
    def current(self) -> JobRow | None:
        """The selected job."""
        row: JobRow | None = self.rows.current_row
        return row

    def show_steps(self, steps: Sequence[JobRow]) -> None:
        """Shows how far jobs are that are worked on here; no other row is read."""
        model = self.rows.rows_model
        places = {row.id: at for at, row in enumerate(model.rows)}
        for step in steps:
            if step.id in places:
                at = places[step.id]
                model.put(at, replace(model.rows[at], job=step.job))
        if any(self.current is not None and step.id == self.current.id for step in steps):
            self._selected(self.current)

    def show_errands(self, row: JobRow, errands: Sequence[Errand]) -> None:
        """Lists what can be done with a job, where it is still the selected one."""
        if self.current is not None and self.current.id == row.id:
            self.errands.show_errands(errands)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._set_height()

    def _set_height(self) -> None:
        self._scroll.setFixedHeight(round(_DETAIL * theme.text_scale()))

    def _selected(self, row: JobRow | None) -> None:
        super()._selected(row)
        self._describe(row)
        offered_for = (row.id, row.job.status, row.job.native, row.job.ours) if row is not None else ()
        if offered_for != self._offered_for:
            self._offered_for = offered_for
            self.errands.show_errands(())
            self.selected.emit(row)

    def _describe(self, row: JobRow | None) -> None:
        for button, rule in self._buttons.values():
            button.setVisible(row is not None and rule(row))
        if row is None:
            return
        self.details.setText("\n".join(known(row, self._at_it(row))))
        stop = self._buttons["stop"][0]
        stop.setEnabled(self.can_stop(row))
        stop.setToolTip("" if self.can_stop(row) else "Another window or program is at it, or it is being stopped.")

    def _at_it(self, row: JobRow) -> str:
        if self.is_here(row):
            return "this window"
        return "another window or program" if row.at_work else ""

    # Hands

    def menu(self) -> QMenu:
        """What can be done with the selected job."""
        menu = QMenu(self)
        menu.setObjectName("jobs.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button, _ in self._buttons.values():
            if not button.isHidden():
                menu.addAction(button.text(), button.click).setEnabled(button.isEnabled())
        menu.addSeparator()
        self.errands.add_to(menu)
        return menu

    def _activated(self, row: JobRow) -> None:
        """Enter and a double click do what comes next."""
        first = next(
            (one for name in ("check", "go-on", "dataset") if not (one := self._buttons[name][0]).isHidden()), None
        )
        if first is not None:
            first.click()

    def _asking(self, signal: Any) -> Callable[[], object]:
        return lambda: self._with(signal.emit)
