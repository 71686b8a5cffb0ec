"""The sheet that fetches a dataset from a gateway: what came, what it lacks, and where it shall go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QRadioButton, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.document.difference import same
from gatewaydesk.errors import Cancelled, SchemaProblem
from gatewaydesk.gateways.base import CancelToken, Gateway, Pulled
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.pulling import pull, schema_of
from gatewaydesk.services.remote import Linked
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import Warned, heading, muted, rich_row
from gatewaydesk.ui.dialogs.guide import offer_guide
from gatewaydesk.ui.dialogs.refusal import WaysOf, WaysOut
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.boxes import Dot
from gatewaydesk.ui.form.breakable import breakable
from gatewaydesk.ui.panels.datasets_rows import STATUSES, title_of
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.ui.tasks import Tasks

_OWN = (
    "The draft here says what the gateway never had. That is kept as a version if the pulled dataset takes its place; "
    "“Update…” brings both together instead."
)
_MOST_LOST = 12  # sentences on what a translation lacks; nobody reads more


@dataclass(frozen=True)
class _Came:
    """What was fetched.

    Attributes:
        gateway: from where.
        own_changes: whether the draft here says something that the gateway never had.
        unknown: in a sentence, that no schema which is known here fits; "" where one does.
    """

    gateway: Gateway
    pulled: Pulled
    own_changes: bool
    unknown: str


class PullDialog(WorkingSheet):
    """`dialog.pull`, with `pull.new` and `pull.into` where the dataset has a draft here.

    What no schema fits cannot become a draft: `pull.unknown` says so, and `pull.add-schema` and `pull.save` lead on.
    Where there is nothing to choose and nothing to know, it closes by itself as soon as the dataset is there.

    Signals:
        chosen(object, object, str): the gateway, the Pulled, and the draft that it shall go into, or "" for a new one.
        schema_wanted(): its schema should be added; `look_again` when that is done.
    """

    chosen = Signal(object, object, str)
    schema_wanted = Signal()

    def __init__(
        self,
        row: Linked,
        connection: Connection,
        open_it: Callable[[Connection], Gateway],
        store: Store,
        catalogue: Catalogue,
        tasks: Tasks,
        ways: WaysOf,
        parent: QWidget | None = None,
    ) -> None:
        """Args:
        row: the dataset.
        connection: where it is.
        open_it: signs in; called in the background.
        store: where the draft is that belongs to it.
        catalogue: the schemas that it may follow.
        tasks: the door to the background.
        ways: what leads out of an error that happened in this sheet.
        parent: the window.
        """
        super().__init__("pull", "Pull from the gateway", tasks, parent, accept="Pull")
        self._row, self._connection, self._open, self._store = row, connection, open_it, store
        self._catalogue, self._ways = catalogue, ways
        self._came: _Came | None = None
        self.add(heading(f"Pull “{title_of(row)}”", self))
        status = STATUSES.get(row.remote.status, row.remote.native_status).lower()
        self.add(muted(f"Dataset {row.remote.dataset_id} on {connection.name}, {status}.", self))
        self.came = self.add(look.Text(parent=self))
        self.came.setObjectName("pull.came")
        self.lost = self.add(look.Text(parent=self))
        self.lost.setObjectName("pull.lost")
        self.unknown = Warned("pull.unknown", self)
        self.add(self.unknown)
        self._leads = self._make_leads()
        self.into: QRadioButton | None = None
        self._group = QButtonGroup(self)
        if row.draft is not None:
            self._offer_draft(row.draft.title)
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        self.body.addStretch(1)
        offer_guide(self, "pull", connection)
        self.fit(540, 240)
        self.refresh()
        self.look_again()

    def refresh(self) -> None:
        """Sets whether it can be taken in now."""
        if self.accept_button is not None:
            self.accept_button.setEnabled(self._came is not None and not self.waiting.busy and self._may_choose)
            unknown = self._came.unknown if self._came is not None else ""
            self.accept_button.setToolTip("" if self._may_choose else unknown)
        self._leads.setEnabled(not self.waiting.busy)

    @property
    def _may_choose(self) -> bool:
        """What no schema fits has no place but in a draft that has its schema."""
        known = self._came is None or not self._came.unknown
        return known or (self.into is not None and self.into.isChecked())

    def finish(self) -> None:
        """Hands it over."""
        came = self._came
        if came is None:
            return
        draft = self._row.draft
        into = draft.id if draft is not None and self.into is not None and self.into.isChecked() else ""
        self.accept()
        self.chosen.emit(came.gateway, came.pulled, into)

    def _make_leads(self) -> QWidget:
        leads = QWidget(self)
        add = quiet_button("Add its schema…", self.schema_wanted.emit, "pull.add-schema")
        save = quiet_button("Save what the gateway holds as a file…", self._ask_where, "pull.save")
        for button in (add, save):
            button.setAutoDefault(False)
        row = rich_row(add, save, None)
        row.setContentsMargins(0, 0, 0, 0)
        leads.setLayout(row)
        leads.hide()
        return self.add(leads)

    def _ask_where(self) -> None:
        start = Path.home() / f"dataset-{self._row.remote.dataset_id}.json"
        name, _ = QFileDialog.getSaveFileName(self, "Save as a file", str(start), "JSON metadata (*.json)")
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Writes what the gateway holds to a file, as it came."""
        if self._came is not None:
            value = self._came.pulled.metadata
            self.waiting.run(
                "Saving it…",
                lambda _: jsonio.write_file(path, value),
                lambda _: self.waiting.say(f"Saved to “{path}”.", "done"),
            )

    def _offer_draft(self, title: str) -> None:
        texts = (
            ("into", f"Into the draft “{title}”, in place of what it says; Undo takes that back"),
            ("new", "As a new draft beside it"),
        )
        for name, text in texts:
            button = self.add(Dot(breakable(text), self))
            button.setObjectName(f"pull.{name}")
            button.setAccessibleName(text)
            self._group.addButton(button)
            button.toggled.connect(lambda _: self.refresh())
            if name == "into":
                self.into = button
                button.setChecked(True)

    def look_again(self) -> None:
        """Fetches it, as when the sheet was opened."""
        self.ways.take_back()
        self._came = None

        def work(cancel: CancelToken) -> _Came:
            gateway = self._open(self._connection)
            pulled = pull(gateway, self._row.remote.dataset_id, cancel)
            return _Came(gateway, pulled, self._has_own_changes(pulled), self._unknown(pulled))

        self.waiting.run(f"Fetching it from {self._connection.name}…", work, self._fetched, self._failed)

    def _unknown(self, pulled: Pulled) -> str:
        try:
            schema_of(self._store, self._catalogue, self._connection.name, pulled)
        except SchemaProblem as problem:
            return problem.what
        return ""

    def _has_own_changes(self, pulled: Pulled) -> bool:
        draft = self._row.draft
        if draft is None:
            return False
        value = self._store.drafts.load(draft.id).value
        base = self._store.bases.of_draft(draft.id, self._connection.name)
        return not same(value, pulled.metadata) and (base is None or not same(value, self._store.bases.value(base)))

    def _fetched(self, came: _Came) -> None:
        self._came, pulled = came, came.pulled
        if self._row.draft is None and pulled.original and not pulled.lost and not came.unknown:
            self.finish()
            return
        self.unknown.say(f"{came.unknown} It can become a draft when its schema is added." if came.unknown else "")
        self._leads.setVisible(bool(came.unknown))
        by = f" by {pulled.schema}" if pulled.schema else ""
        self.came.setText(
            f"It came as its author wrote it{by}."
            if pulled.original
            else f"The gateway keeps only its own translation of it. It came back translated{by}."
        )
        lost = [f"• {one}" for one in pulled.lost[:_MOST_LOST]]
        if len(pulled.lost) > _MOST_LOST:
            lost.append(f"• and {len(pulled.lost) - _MOST_LOST:,} more")
        new = self._group.buttons()[-1] if self._group.buttons() else None
        if new is not None:
            new.setEnabled(not came.unknown)
        if came.own_changes:
            lost.insert(0, _OWN)
            if new is not None and new.isEnabled():
                new.setChecked(True)
        self.lost.setText("\n".join(lost))
        self.lost.setVisible(bool(lost))
        self.fit(540, 240 + 24 * len(lost) + (100 if came.unknown else 0))
        self.refresh()
        if self.accept_button is not None and self.accept_button.isEnabled():
            self.accept_button.setFocus()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.ways.show_error(error, self._ways(error, self.look_again), self._connection, self.windowTitle())
            self.fit(540, 380)
