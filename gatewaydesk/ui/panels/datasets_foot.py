"""The foot of “My datasets”: what is known of the selected one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways import SYSTEMS
from gatewaydesk.services.remote import Linked
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.panels.bars import Hairline
from gatewaydesk.ui.panels.datasets_rows import origin_of, title_of
from gatewaydesk.ui.panels.desk_pages import tool
from gatewaydesk.ui.panels.errands_button import ErrandsButton
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.ui.wording import exactly

ACTIONS = ("pull", "update", "publish", "to-draft", "archive", "unarchive", "delete")
"""What can be done with a dataset, as the ids of actions, in the order of their buttons."""

_APART = ("delete",)  # away from the others, in the colour of danger
_CODES = "Its text holds HTML codes, as texts do that were sent without a team ID. Pull it to see and mend them."
_SUITS: Mapping[str, Callable[[Linked], bool]] = {
    "update": lambda row: row.draft is not None,
    "publish": lambda row: row.remote.status in ("draft", "archived", "failed"),
    "to-draft": lambda row: row.remote.status == "active",
    "archive": lambda row: row.remote.status in ("active", "draft"),
    "unarchive": lambda row: row.remote.status == "archived",
}


class DatasetsFoot(QWidget):
    """`datasets.details`, the actions' buttons, `datasets.open`, `datasets.copy`, `datasets.web`, `datasets.errands`.

    Signals:
        open_wanted(object): the row whose draft is to be opened.
        copy_wanted(object): the row whose dataset ID should be copied.
        web_wanted(object): the row that a person wants to see on the gateway's web pages.
        errand_wanted(object, object): the row, and the Errand that is to be done for it.
    """

    open_wanted = Signal(object)
    copy_wanted = Signal(object)
    web_wanted = Signal(object)
    errand_wanted = Signal(object, object)

    def __init__(self, made: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        """Args:
        made: the window's actions.
        parent: the page.
        """
        super().__init__(parent)
        self._made = {name: made[name] for name in ACTIONS}
        self._row: Linked | None = None
        self._never: tuple[str, ...] = ()
        self.details = look.Text(parent=self)
        self.details.setObjectName("datasets.details")
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.draft = quiet_button("Open the draft", self._saying(self.open_wanted), "datasets.open")
        self.copy = quiet_button("Copy ID", self._saying(self.copy_wanted), "datasets.copy")
        self.web = quiet_button("Open on the gateway", self._saying(self.web_wanted), "datasets.web")
        buttons = QWidget(self)
        flow = Flow(buttons, gap=2 * theme.SPACE, line_gap=2 * theme.SPACE)
        policy = buttons.sizePolicy()
        policy.setHeightForWidth(True)
        buttons.setSizePolicy(policy)
        self.tools = {name: tool(action, buttons) for name, action in self._made.items()}
        harmless = [button for name, button in self.tools.items() if name not in _APART]
        self.errands = ErrandsButton("More…", "datasets.errands", "What else can be done with this dataset", buttons)
        self.errands.wanted.connect(
            lambda errand: self.errand_wanted.emit(self._row, errand) if self._row is not None else None
        )
        for widget in (self.draft, *harmless, self.errands, self.copy, self.web):
            flow.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(6 * theme.SPACE)
        row.addWidget(buttons, 1)
        for name in _APART:
            self.tools[name].setParent(self)
            row.addWidget(self.tools[name], 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        for one in (Hairline(self), self.details):
            column.addWidget(one)
        column.addLayout(row)
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        for name in _APART:
            theme.warn_of(self.tools[name])

    def show_connection(self, connection: Connection | None) -> None:
        """Whose datasets these are: what its system does with none of them has no button."""
        self._never = SYSTEMS[connection.system].never if connection and connection.system in SYSTEMS else ()

    def show_row(self, row: Linked | None) -> None:
        """Shows what is known of a dataset; without one, nothing."""
        self._row = row
        self.setVisible(row is not None)
        if row is not None:
            self.details.setText("\n".join(_told(row)))
        for name, button in self.tools.items():
            button.setVisible(self._suits(name))
        self.draft.setVisible(row is not None and row.draft is not None)
        self.web.setVisible(row is not None and bool(row.remote.extra.get("web_url")))

    def menu(self, parent: QWidget) -> QMenu:
        """The same as a menu."""
        menu = QMenu(parent)
        menu.setObjectName("datasets.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in (self.draft, self.copy, self.web):
            if not button.isHidden():
                menu.addAction(button.text(), button.click)
        menu.addSeparator()
        suiting = {name: action for name, action in self._made.items() if self._suits(name)}
        menu.addActions([action for name, action in suiting.items() if name not in _APART])
        if self.errands.errands:
            menu.addSeparator()
            self.errands.add_to(menu)
        menu.addSeparator()
        menu.addActions([suiting[name] for name in _APART if name in suiting])
        return menu

    def _suits(self, action: str) -> bool:
        """Whether an action makes sense for the dataset, whether it is offered or not."""
        if action in self._never:
            return False
        return self._row is not None and _SUITS.get(action, lambda _: True)(self._row)

    def _saying(self, signal: Any) -> Callable[[], object]:
        return lambda: signal.emit(self._row) if self._row is not None else None


def _told(row: Linked) -> list[str]:
    """What is known of a dataset, a sentence a line."""
    remote = row.remote
    changed = f", last changed on {exactly(remote.changed)}" if remote.changed else ""
    words = f"{row.words[:1].upper()}{row.words[1:]}." if row.words else ""
    said = [f"“{title_of(row)}” is dataset {remote.dataset_id}{changed}.", words, origin_of(row)[1]]
    if remote.extra.get("coded") or unescape(remote.title) != remote.title:
        said.append(_CODES)
    return [one for one in said if one]
