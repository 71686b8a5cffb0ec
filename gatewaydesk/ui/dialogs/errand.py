"""The sheet of an errand: what will happen, what has to be told first, and only then that it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.ways_in import settled
from gatewaydesk.gateways.work import Errand, Order, Outcome
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services import jobs
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.generated import starting_value
from gatewaydesk.store import Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Warned, heading, muted
from gatewaydesk.ui.dialogs.parts import line_to_type
from gatewaydesk.ui.dialogs.production import sure_of_production
from gatewaydesk.ui.dialogs.refusal import WaysOf, WaysOut
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.ui.panels.top_bar import Badge
from gatewaydesk.ui.tasks import Tasks

_BEST_EFFORT = "Best effort: the vendor documents this poorly or not at all. Look at what came of it."
_PRODUCTION = "This is a production sandbox: what is done here is done to real data."
_STOPPED = "Stopped. Nothing more is asked of the gateway."
_OF_OUTBOX = ("outbox", "anyway")  # no errand stands there: its own words say where to look

Choose = Callable[[FormModel, Pointer, Field], object]


class ErrandDialog(WorkingSheet):
    """`dialog.errand`, with the form of what it asks, and the line `errand.confirm` where something must be typed.

    Signals:
        done_with(object, str): the Outcome, and the ID of the job that it has left, or "".
    """

    done_with = Signal(object, str)

    def __init__(
        self,
        errand: Errand,
        connection: Connection,
        order: Order,
        open_it: Callable[[Connection], Gateway],
        store: Store,
        tasks: Tasks,
        ways: WaysOf,
        *,
        draft_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Args:
        errand: what is to be done.
        connection: where.
        order: for what; its answers are filled in here.
        open_it: signs in; called in the background.
        store: where the job that it leaves is written down.
        tasks: the door to the background.
        ways: what leads out of an error that happened in this sheet.
        draft_id: the draft that it is about, or "".
        parent: the window.
        """
        verb = errand.label.rstrip("…")
        super().__init__("errand", verb, tasks, parent, accept=verb)
        self._errand, self._connection, self._order = errand, connection, order
        self._open, self._store, self._ways, self._draft = open_it, store, ways, draft_id
        self._over = False
        self.choose: Choose = lambda *_: None
        self.add(heading(f"{verb}: “{order.title}”" if order.title else verb, self))
        self.facts = self.add(muted(_facts(order, connection), self))
        self.facts.setObjectName("errand.facts")
        if connection.mark:
            self.add(Badge(self, connection))
        if connection.production:
            warned = self.add(Warned("errand.production", self))
            warned.say(_PRODUCTION)
        self.happens = self.add(look.Text(errand.why, parent=self))
        self.happens.setObjectName("errand.happens")
        if errand.best_effort:
            self.best_effort = self.add(muted(_BEST_EFFORT, self))
            self.best_effort.setObjectName("errand.best-effort")
        self.model: FormModel | None = None
        self.form: FormView | None = None
        if errand.asks is not None:
            self._ask(errand.asks, tasks)
        self.confirm: QLineEdit | None = self._ask_to_type() if errand.care == "typed" else None
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        if self.form is None:
            self.body.addStretch(1)
        if errand.care != "plain" and not errand.reads and self.accept_button is not None:
            self.reject_button.setDefault(True)  # Enter alone does nothing that cannot be taken back
            theme.plain(self.accept_button)
            if errand.care == "typed":
                theme.emphasise(self.accept_button, "danger")
        self.fit(580, _height(errand.asks))
        self.refresh()

    def begin(self) -> None:
        """What needs neither an answer nor a thought is done at once."""
        if self._errand.asks is None and self._errand.care == "plain":
            self.finish()
        elif self.form is not None:
            self.form.go_to(next(((child.name,) for child in self.form.field.children), ()))
        elif self.confirm is not None:
            self.confirm.setFocus()
        elif not self._errand.reads:
            self.reject_button.setFocus()

    def _ask(self, asks: Any, tasks: Tasks) -> None:
        schema = LoadedSchema(f"errand/{self._errand.name}", settled(asks))
        value = {**_defaults(schema.root), **starting_value(schema), **self._order.given}
        self.model = FormModel(Authoring(schema, value, advises=False), tasks, self, folds={})
        model = self.model
        model.choose = lambda pointer, field: self.choose(model, pointer, field)
        self.form = self.add(FormView(model), 1)
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # see `_height`

    def _ask_to_type(self) -> QLineEdit:
        line = line_to_type(self, "errand.confirm", f"Type “{self._wanted}” to go on", 360)
        line.textChanged.connect(lambda _: self.refresh())
        return line

    @property
    def _wanted(self) -> str:
        return " ".join((self._order.title or self._order.dataset_id or self._connection.name).split())

    def refresh(self) -> None:
        """Sets whether it can be done now."""
        typed = self.confirm is None or " ".join(self.confirm.text().split()) == self._wanted
        if self.accept_button is not None:
            self.accept_button.setEnabled(typed and not self.waiting.busy and not self._over)
        if self.form is not None:
            self.form.setEnabled(not self.waiting.busy and not self._over)
        if self.confirm is not None:
            self.confirm.setEnabled(not self.waiting.busy and not self._over)

    # Doing it

    def finish(self) -> None:
        """Does it, where all that it asks is answered."""
        if self.waiting.busy or self._over or not self._complete():
            return
        if not self._errand.reads and not sure_of_production(self, self._connection, self._store, self.windowTitle()):
            return
        self.ways.take_back()
        given = self.model.authoring.document.value if self.model is not None else {}
        order = Order(self._order.errand, self._order.dataset_id, self._order.title, given or {}, self._order.job)

        def work(cancel: CancelToken) -> tuple[Outcome, str]:
            return jobs.do(self._store, self._open(self._connection), order, cancel, draft_id=self._draft)

        self.waiting.run(f"{self.windowTitle()}: asking {self._connection.name}…", work, self._done, self._failed)

    def _complete(self) -> bool:
        if self.model is None or self.form is None:
            return True
        self.model.commit_pending()
        self.model.checks.now()
        wrong = [one for one in self.model.authoring.problems if one.blocks]
        if wrong:
            self.model.touch_all()
            self.form.go_to(wrong[0].pointer)
        return not wrong

    def _done(self, found: tuple[Outcome, str]) -> None:
        self._over = True
        self.accept()
        self.done_with.emit(*found)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.waiting.say(_STOPPED)
            return
        withdrawn = isinstance(error, Refused) and error.way_out == "withdrawn"
        self._over = withdrawn or isinstance(error, OutcomeUnknown)  # doing it again might do it twice
        if withdrawn and self.accept_button is not None:
            self.accept_button.hide()
            self._reject = "Close"
            self.say_reject(self._reject)
        self.refresh()
        ways = {name: do for name, do in self._ways(error, self.finish).items() if name not in _OF_OUTBOX}
        self.ways.show_error(error, ways, self._connection, self.windowTitle())
        self.fit(580, 620 if self.form is not None else 380)

    def done(self, result: int) -> None:
        if self.model is not None:
            self.model.close()
        super().done(result)


def _height(asks: Mapping[str, Any] | None) -> int:
    """Pixels for a sheet: as many as its fields need, as far as that can be told."""
    fields = (asks or {}).get("properties", {}).values()
    plain = all(one.get("type") in ("string", "integer", "number", "boolean") for one in fields)
    return min(700, 240 + 90 * len(fields)) if plain else 560


def _facts(order: Order, connection: Connection) -> str:
    what = f"Dataset {order.dataset_id} on {connection.name}" if order.dataset_id else f"On {connection.name}"
    return f"{what}, job {order.job.remote_id}." if order.job is not None and order.job.remote_id else f"{what}."


def _defaults(root: Field) -> dict[str, Any]:
    """What the schema proposes stands in the form at first: nobody has to look for what is usual."""
    told = {child.name: child.default for child in root.children}
    return {name: value for name, value in told.items() if isinstance(value, str | bool | int | float)}
