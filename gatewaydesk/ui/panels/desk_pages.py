"""The pages of the desk: drafts, history and gateways, each a table of columns over the page's base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways import system_title
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services.deeds import deed
from gatewaydesk.store import DraftRow, Receipt, Store
from gatewaydesk.ui.dialogs.id_rows import in_words
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.errands_button import ErrandsButton
from gatewaydesk.ui.panels.page import EmptyState, Page, Parts, quiet_button
from gatewaydesk.ui.panels.top_bar import MARKS
from gatewaydesk.ui.rows import Column
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import exactly, when
from gatewaydesk.validation.completeness import Counts

Do = Callable[[], object]


def _share(row: DraftRow) -> str:
    """How much is filled in, which is not how much is right: where that is known, it says what is wrong as well."""
    words = Counts(*row.counts).words
    return f"{words}, {row.wrong:,} wrong" if words and row.wrong else words


def _share_of_all(row: DraftRow) -> str:
    done, total = row.counts[2:]
    return f"{_share(row)}; {done:,} of {total:,} fields in all" if total else ""


_DRAFTS = (
    Column("Title", lambda row: row.title, stretch=True, bold=True),
    Column("Schema", lambda row: row.schema, spare=3),
    Column("Completeness", _share, _share_of_all),
    Column("Last change", lambda row: when(row.changed_at), lambda row: exactly(row.changed_at), spare=1),
    Column("Sent to", lambda row: f"{row.sent_to}, {row.dataset_id}" if row.sent_to else "not yet sent", spare=2),
)

_HISTORY = (
    Column("Title", lambda row: row.title, stretch=True, bold=True),
    Column("Dataset ID", lambda row: row.dataset_id, spare=1),
    Column("What", lambda row: deed(row.action).name),
    Column("Gateway", lambda row: row.gateway, spare=2),
    Column("Status", lambda row: row.status, spare=3),
    Column("Sent", lambda row: when(row.sent_at), lambda row: exactly(row.sent_at)),
    Column("Schema", lambda row: row.schema, spare=4),
)


class DraftsPage(Page):
    """Every draft: `drafts`."""

    def __init__(
        self, store: Store, tasks: Tasks, *, new: Do, open_: Do, buttons: list[QWidget], parent: QWidget | None = None
    ) -> None:
        empty = EmptyState(
            "drafts",
            "No drafts yet",
            "A draft is a dataset's description that you are writing. It is saved here as you type, whether it is "
            "finished or not.",
            (("New dataset…", new), ("Open a JSON file…", open_)),
        )
        super().__init__(
            tasks,
            name="drafts",
            title="Drafts",
            columns=_DRAFTS,
            empty=empty,
            read=Parts(lambda text, most, after: store.drafts.rows(text, limit=most, after=after), store.drafts.count),
            key=lambda row: row.id,
            search="Search drafts",
            buttons=buttons,
            parent=parent,
        )
        self._store = store

    def draft_saved(self, draft: str) -> None:
        """A draft has been written: its row goes to the top, and no other one is read."""
        if self._reading:  # perhaps it was read before
            self.refresh()
            return
        text, mine = self.search.text(), self._asked

        def done(row: DraftRow | None) -> None:
            if mine == self._asked and text == self._text:
                self.show_first(row, draft)

        self._tasks.run(lambda _: self._store.drafts.finds(draft, text), done, lambda _: None, self)

    @property
    def current(self) -> DraftRow | None:
        """The selected draft."""
        row: DraftRow | None = self.rows.current_row
        return row


class HistoryPage(Page):
    """Every receipt: `history`.

    Signals:
        shown(object): the receipt that a person wants to see in full.
        copy_wanted(object): the receipt whose dataset ID should be copied.
        id_wanted(str, str): what another of its IDs is called, and the ID, which should be copied.
        web_wanted(object): the receipt whose dataset a person wants to see on the gateway's web pages.
        draft_wanted(str): the draft it was sent from.
    """

    shown = Signal(object)
    copy_wanted = Signal(object)
    id_wanted = Signal(str, str)
    web_wanted = Signal(object)
    draft_wanted = Signal(str)

    def __init__(self, store: Store, tasks: Tasks, *, export: Do, parent: QWidget | None = None) -> None:
        self.copy = quiet_button("Copy ID", lambda: self._with_current(self.copy_wanted.emit), "history.copy")
        self.ids = quiet_button("Other IDs", bool, "history.ids")
        self.ids.setToolTip("Copy another of the IDs that the gateway gave")
        self.ids.setMenu(QMenu(self.ids))
        self.web = quiet_button("Open on the gateway", lambda: self._with_current(self.web_wanted.emit), "history.web")
        self.draft = quiet_button(
            "Open the draft",
            lambda: self._with_current(lambda row: self.draft_wanted.emit(row.draft_id)),
            "history.draft",
        )
        self.receipt = quiet_button("Receipt", lambda: self._with_current(self.shown.emit), "history.receipt")
        self.export = quiet_button("Export as CSV…", export, "history.export")
        empty = EmptyState(
            "history",
            "Nothing has been sent yet",
            "Every dataset that a gateway has taken is kept here with its dataset ID, when it was sent and where to.",
        )
        super().__init__(
            tasks,
            name="history",
            title="History",
            columns=_HISTORY,
            empty=empty,
            read=Parts(
                lambda text, most, after: store.history.rows(text, limit=most, after=after), store.history.count
            ),
            key=lambda row: row,
            search="Search history",
            buttons=[self.copy, self.ids, self.web, self.draft, self.receipt, self.export],
            parent=parent,
        )
        self.rows.row_activated.connect(self.shown)
        self.rows.row_selected.connect(self._selected)
        self._selected(None)

    def _selected(self, row: Receipt | None) -> None:
        for button in (self.copy, self.draft, self.receipt):
            button.setEnabled(row is not None)
        self.draft.setEnabled(row is not None and bool(row.draft_id))
        self.web.setEnabled(row is not None and row.web_url.startswith(("https://", "http://")))
        menu = self.ids.menu()
        menu.clear()
        for name, one in (row.further_ids if row is not None else {}).items():
            words = in_words(name)
            action = menu.addAction(f"Copy {look.words(words)} {look.words(one)}")
            action.setObjectName(f"history.copy-id.{name}")
            action.triggered.connect(lambda _=False, words=words, one=one: self.id_wanted.emit(words, one))
        self.ids.setVisible(bool(menu.actions()))

    def _with_current(self, do: Callable[[Receipt], object]) -> None:
        if self.current is not None:
            do(self.current)

    @property
    def current(self) -> Receipt | None:
        """The selected receipt."""
        row: Receipt | None = self.rows.current_row
        return row


class GatewaysPage(Page):
    """Every connection: `gateways`.

    Signals:
        remove_wanted(object): the connection that a person wants to remove.
    """

    remove_wanted = Signal(object)

    def __init__(
        self,
        store: Store,
        credentials: Credentials,
        tasks: Tasks,
        *,
        add: Do,
        buttons: list[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        self.remove = quiet_button("Remove…", self._remove, "gateways.remove")
        self.errands = ErrandsButton("More…", "gateways.errands", "What else can be done with this gateway")
        empty = EmptyState(
            "gateway",
            "No gateway yet",
            "Add the gateway that your datasets are sent to. You need what it gave you to sign in with, such as a key "
            "or two IDs; that is kept in this computer's keyring.",
            (("Add a gateway…", add),),
        )
        columns = (
            Column("Name", lambda row: row[0].name, stretch=True, bold=True),
            Column("", lambda row: row[0].mark, tone=lambda row: MARKS[row[0].mark]),
            Column("System", lambda row: system_title(row[0].system), spare=1),
            Column("Address", lambda row: row[0].url, spare=2),
            Column(
                "Sign-in",
                lambda row: "signed in" if row[1] else "not signed in",
                tone=lambda row: "done" if row[1] else "muted",
            ),
        )
        super().__init__(
            tasks,
            name="gateways",
            title="Gateways",
            columns=columns,
            empty=empty,
            read=lambda _: [(one, credentials.has(one)) for one in store.connections.all()],
            key=lambda row: row[0].name,
            buttons=[*buttons, self.errands, self.remove],
            parent=parent,
        )
        self.rows.row_selected.connect(lambda row: self.remove.setEnabled(row is not None))
        self.remove.setEnabled(False)

    def _remove(self) -> None:
        if self.current is not None:
            self.remove_wanted.emit(self.current)

    @property
    def current(self) -> Connection | None:
        """The selected connection."""
        row: Any = self.rows.current_row
        return row[0] if row is not None else None


def tool(action: Any, parent: QWidget | None = None) -> QToolButton:
    """A tool button for an action, with text."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setObjectName(action.objectName())
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
    return button
