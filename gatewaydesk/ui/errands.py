"""What can be done at gateways beyond metadata, as the window deals with it: offered, asked for, done, and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gatewaydesk.connection import Connection
from gatewaydesk.gateways import open_gateway, takes
from gatewaydesk.gateways.base import Gateway, Remote
from gatewaydesk.gateways.work import Errand, Order, Outcome
from gatewaydesk.pointer import Pointer, from_text
from gatewaydesk.schema.fields import Field
from gatewaydesk.services.remote import Linked
from gatewaydesk.store import JobRow
from gatewaydesk.ui.panels.datasets_rows import title_of

if TYPE_CHECKING:
    from gatewaydesk.ui.dialogs.choices import ChoicesDialog
    from gatewaydesk.ui.dialogs.errand import ErrandDialog
    from gatewaydesk.ui.form.model import FormModel
    from gatewaydesk.ui.main_window import MainWindow

Show = Callable[[JobRow, Sequence[Errand]], object]


class Errands(QObject):
    """The window's side of errands and of lists to choose from."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._store, self._tasks = window, window.store, window.tasks
        self._asked = 0
        self._opened: dict[str, tuple[Connection, Gateway]] = {}
        gateways = window.gateways
        gateways.rows.row_selected.connect(lambda _: self._show_of_connection())
        gateways.errands.wanted.connect(self._ask_for_selected)
        window.connecting.changed.connect(self._forget)
        page = window.beside.datasets
        page.errand_wanted.connect(self.ask_for_dataset)
        page.connection_errand_wanted.connect(self.ask_for_connection)

    # What is offered

    def look_up_job(self, row: JobRow | None, show: Show) -> None:
        """Finds out what can be done with a job, and tells `show`; nothing is asked of the gateway."""
        connection = self._store.connections.get(row.gateway) if row is not None else None
        if row is None or connection is None:
            return

        def look(_: object) -> tuple[Errand, ...]:
            return self._open(connection).errands(self._remote_of(row), row.job)

        # Without a sign-in there is nothing to offer; the row's own words say what is in the way.
        self._tasks.run(look, lambda found: show(row, found), lambda _: None, self)

    def known(self, connection: Connection) -> Gateway | None:
        """The connector that errands of a connection have used, which knows what its gateway no longer offers."""
        there = self._opened.get(connection.name)
        return there[1] if there is not None and there[0] == connection else None

    def _forget(self) -> None:
        """Somebody may have signed in otherwise."""
        self._opened.clear()
        self._show_of_connection()

    def _show_of_connection(self) -> None:
        """Lists what can be done with the connection that is selected on the page of gateways."""
        page = self._window.gateways
        connection = page.current
        self._asked += 1
        mine = self._asked
        if connection is None:
            page.errands.show_errands(())
            return

        def show(found: tuple[Errand, ...]) -> None:
            if mine == self._asked:
                page.errands.show_errands(found)

        self._tasks.run(lambda _: self._open(connection).errands(), show, lambda _: show(()), self)

    def _remote_of(self, row: JobRow) -> Remote | None:
        """The dataset of a job: as it was listed last where that is known, else by its ID."""
        wanted = row.job.dataset_id
        if not wanted:
            return None
        page, current = self._window.beside.datasets, self._window.connecting.current
        listed = page.all_rows if current is not None and current.name == row.gateway else ()
        known = (one.remote for one in listed if one.remote.dataset_id == wanted)
        return next(known, Remote(wanted, "", row.dataset, "unknown"))

    def _open(self, connection: Connection) -> Gateway:
        """The same connector as long as nothing changes; one sheet at a time asks it."""
        gateway = self.known(connection)
        if gateway is None:
            gateway = open_gateway(connection, self._window.credentials.read(connection))
            self._opened[connection.name] = (connection, gateway)
        return gateway

    # Doing one

    def ask_for_dataset(self, row: Linked, errand: Errand) -> ErrandDialog | None:
        """Asks what an errand for a dataset has to know, and does it."""
        connection = self._window.connecting.current
        if connection is None:
            return None
        order = Order(errand.name, row.remote.dataset_id, title_of(row))
        return self.ask(errand, connection, order, draft_id=row.draft.id if row.draft is not None else "")

    def ask_for_connection(self, errand: Errand) -> ErrandDialog | None:
        """Likewise for an errand of the connection that is chosen."""
        connection = self._window.connecting.current
        return None if connection is None else self.ask(errand, connection, Order(errand.name))

    def ask_for_job(self, row: JobRow, errand: Errand) -> ErrandDialog | None:
        """Likewise for an errand that is about a job."""
        connection = self._store.connections.get(row.gateway)
        if connection is None:
            return None
        order = Order(errand.name, row.job.dataset_id, row.dataset, job=row.job)
        return self.ask(errand, connection, order, draft_id=row.draft_id)

    def ask(self, errand: Errand, connection: Connection, order: Order, *, draft_id: str = "") -> ErrandDialog:
        """Opens the sheet of an errand; what comes of it is shown when it closes.

        Args:
            errand: what is to be done.
            connection: where.
            order: for what; its answers are asked for here.
            draft_id: the draft that it is about, or "".
        """
        from gatewaydesk.ui.dialogs.errand import ErrandDialog

        window = self._window

        def look() -> None:
            dialog.reject()
            window.show_page("datasets")
            window.remoting.refresh()

        dialog = ErrandDialog(
            errand,
            connection,
            order,
            self._open,
            self._store,
            self._tasks,
            lambda error, again: window.sending.ways_out(
                connection, error, retry=again, refresh=look if order.dataset_id else None, parent=dialog
            ),
            draft_id=draft_id,
            parent=window,
        )
        dialog.choose = lambda model, pointer, field: self._choices(model, pointer, field, [connection], dialog)
        dialog.done_with.connect(lambda outcome, job: self._came(errand, outcome, job))
        dialog.finished.connect(lambda _: window.remoting.show_errands())
        dialog.open()
        dialog.begin()
        return dialog

    def _ask_for_selected(self, errand: Errand) -> None:
        connection = self._window.gateways.current
        if connection is not None:
            self.ask(errand, connection, Order(errand.name))

    def _came(self, errand: Errand, outcome: Outcome, job: str) -> None:
        """An errand is done: its job begins, and what there is to read is shown."""
        window = self._window
        told = bool(outcome.tables or outcome.text or outcome.ids or outcome.fills or outcome.schema)
        if job:
            window.jobs.changed.emit()
            window.jobs.plan()
            button = ("Show the jobs", lambda: window.show_page("jobs"))
            window.notice.say(outcome.words, key="job", icon="done", tone="done", buttons=[button])
        elif not told:
            window.say(outcome.words, "done", 15)
        if not errand.reads:
            window.sending.outbox_changed.emit()
            window.jobs.plan()
        if told:
            self.show_outcome(errand.label.rstrip("…"), outcome)

    def show_outcome(self, title: str, outcome: Outcome) -> None:
        """Shows what an errand has brought."""
        from gatewaydesk.ui.dialogs.outcome import OutcomeDialog

        window, model = self._window, self._window.current_model
        writes = model if model is not None and not model.read_only else None
        dialog = OutcomeDialog(title, outcome, self._tasks, writes, window)
        dialog.fills_wanted.connect(lambda: self._fill(outcome))
        dialog.schema_wanted.connect(lambda: self._keep_schema(outcome))
        dialog.open()

    def _fill(self, outcome: Outcome) -> None:
        model = self._window.current_model
        if model is not None and not model.read_only:
            model.commit_pending()
            value = model.authoring.document.value
            given = [(from_text(text, value), one) for text, one in outcome.fills.items()]
            first = model.authoring.take_values(given, "put in what the gateway gave")
            self._window.go_to(first or given[0][0])

    def _keep_schema(self, outcome: Outcome) -> None:
        """Keeps the schema as one that was added, and starts a dataset by it."""
        from gatewaydesk.services.schema_fetching import of_gateway

        if outcome.schema is None:
            return
        window, (name, raw) = self._window, outcome.schema

        def kept(name: str) -> None:
            window.cataloguing.changed.emit()
            window.say(f"{name} is among your schemas now.", "done", 12)
            window.new_draft(name)

        sources = window.cataloguing.sources
        self._tasks.run(lambda _: sources.keep(of_gateway(name, raw)).name, kept, window.desk.failed.emit, self)

    # Lists to choose from

    def choose(self, model: FormModel, pointer: Pointer, field: Field) -> ChoicesDialog:
        """Opens the list of a field of the open draft, from the connections that take its schema."""
        connecting, schema = self._window.connecting, model.authoring.schema.name
        fitting = [one for one in connecting.connections if takes(one.system, schema)]
        fitting.sort(key=lambda one: one != connecting.current)
        return self._choices(model, pointer, field, fitting, self._window)

    def _choices(
        self, model: FormModel, pointer: Pointer, field: Field, connections: list[Connection], parent: object
    ) -> ChoicesDialog:
        from gatewaydesk.ui.dialogs.choices import ChoicesDialog

        window = self._window
        dialog = ChoicesDialog(
            model,
            pointer,
            field,
            connections,
            self._open,
            self._tasks,
            lambda where, error, again: window.sending.ways_out(where, error, retry=again, parent=dialog),
            parent,  # type: ignore[arg-type]
        )
        dialog.add_wanted.connect(lambda: window.connecting.ask_sign_in(None))
        dialog.open()
        return dialog
