"""A list that a gateway keeps, to choose a field's value from: asked anew with every search."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QStackedWidget, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.work import Choice
from gatewaydesk.pointer import Pointer, from_text
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.dialogs.base import rich_row
from gatewaydesk.ui.dialogs.refusal import Ways, WaysOut
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.row_shape import chosen_from
from gatewaydesk.ui.panels.page import EmptyState
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.panels.top_bar import Badge
from gatewaydesk.ui.tasks import Tasks

_PAUSE = 300  # milliseconds without a key before the gateway is asked
_MOST = 500  # entries that are shown of one search
_LISTS = (Kind.LIST, Kind.TAGS, Kind.CHOICES)
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)

WaysAt = Callable[[Connection, BaseException, Callable[[], object]], Ways]


class ChoicesDialog(WorkingSheet):
    """`dialog.choices`, with `choices.search`, the list `choices`, and `choices.gateway` where there are several.

    Signals:
        add_wanted(): there is no gateway to ask, and a person wants to add one.
    """

    add_wanted = Signal()

    def __init__(
        self,
        model: FormModel,
        pointer: Pointer,
        field: Field,
        connections: list[Connection],
        open_it: Callable[[Connection], Gateway],
        tasks: Tasks,
        ways: WaysAt,
        parent: QWidget | None = None,
    ) -> None:
        """Args:
        model: the document that is chosen for.
        pointer: the place that is chosen for; in a list, what is chosen is added.
        field: the field there.
        connections: the gateways that have such a list, the likeliest first.
        open_it: signs in; called in the background.
        tasks: the door to the background.
        ways: what leads out of an error.
        parent: the window, or the sheet with the form.
        """
        title = f"Choose: {field.title}"
        super().__init__("choices", title, tasks, parent, accept="Choose")
        self._model, self._pointer, self._field = model, pointer, field
        self._connections, self._open, self._ways_at = connections, open_it, ways
        self._kind = chosen_from(field)
        self._again = False
        self._found: list[Choice] = []
        self.search = QLineEdit(self)
        self.search.setObjectName("choices.search")
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName(f"Search for {look.lowered(field.title)}")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._later.timeout.connect(self.ask)
        self.search.textChanged.connect(lambda _: self._later.start())
        self.gateway = QComboBox(self)
        self.gateway.setObjectName("choices.gateway")
        self.gateway.setAccessibleName("Gateway")
        self.gateway.addItems([f"{one.name} ({one.mark})" if one.mark else one.name for one in connections])
        self.gateway.setVisible(len(connections) > 1)
        self.gateway.currentIndexChanged.connect(lambda _: self.ask())
        badge = Badge(self, connections[0] if len(connections) == 1 else None)
        self.body.addLayout(rich_row(self.search, badge, self.gateway))
        self.rows = PickList("choices", field.title, self, keys_pick=False)
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.entered.connect(lambda _: self.finish())
        self.rows.doubleClicked.connect(lambda _: self.finish())
        self.rows.selectionModel().selectionChanged.connect(lambda *_: self.refresh())
        self._nothing = EmptyState(
            "search", "Nothing found", "The gateway has nothing of that name. Try fewer letters."
        )
        self._empty = EmptyState("search", "Nothing there", "The gateway's list is empty.")
        self._no_gateway = EmptyState(
            "gateway",
            "No gateway for this schema",
            "The list is a gateway's. Add the gateway that this dataset is for; then choose again.",
            (("Add a gateway…", self._add),),
        )
        self._stack = QStackedWidget(self)
        for widget in (self.rows, self._nothing, self._empty, self._no_gateway):
            self._stack.addWidget(widget)
        self.add(self._stack, 1)
        self.more = self.add(look.Text(tone="muted", parent=self))
        self.more.setObjectName("choices.more")
        self.more.hide()
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        self.reject_button.setAutoDefault(False)  # Enter chooses, even after the other button had the focus
        self.fit(560, 520)
        self.refresh()
        self.search.setFocus()
        if connections:
            self.ask()
        else:
            self._stack.setCurrentWidget(self._no_gateway)
            self.search.setEnabled(False)

    @property
    def current(self) -> Choice | None:
        """The entry that is selected."""
        key = self.rows.current_key
        return self._found[key] if isinstance(key, int) and key < len(self._found) else None

    def refresh(self) -> None:
        if self.accept_button is not None:
            self.accept_button.setEnabled(self.current is not None and not self.waiting.busy)

    # Asking

    def ask(self) -> None:
        """Asks the gateway for what is searched; what is asked already is given up."""
        self._later.stop()
        if self.waiting.busy:
            self._again = True
            self.waiting.stop()
            return
        self._again = False
        self.ways.take_back()
        connection = self._connections[max(0, self.gateway.currentIndex())]
        text, given = self.search.text().strip(), self._model.authoring.document.value

        def work(cancel: CancelToken) -> list[Choice]:
            found = []
            for one in islice(self._open(connection).choices(self._kind, text, given or {}, cancel), _MOST + 1):
                cancel.check()
                found.append(one)
            return found

        self.waiting.run(f"Asking {connection.name}…", work, self._show, lambda error: self._failed(error, connection))

    def _show(self, found: list[Choice]) -> None:
        if self._again or (self.search.text().strip() and self._later.isActive()):
            self.ask()
            return
        self._found = found[:_MOST]
        self.rows.show_picks(
            [
                Pick(at, one.label, note=one.detail, spoken=one.detail or _plain(one.value))
                for at, one in enumerate(self._found)
            ]
        )
        self.more.setText(f"The first {_MOST:,} are shown. Search to find others.")
        self.more.setVisible(len(found) > _MOST)
        searched = bool(self.search.text().strip())
        self._stack.setCurrentWidget(self.rows if found else self._nothing if searched else self._empty)
        if self._found:
            now = self._model.value(self._pointer)
            self.rows.mark(next((at for at, one in enumerate(self._found) if one.value == now), 0))
        self.refresh()

    def _failed(self, error: BaseException, connection: Connection) -> None:
        if isinstance(error, Cancelled):
            if self._again:
                self.ask()
            else:
                self.waiting.say("Stopped.")
            return
        self.ways.show_error(error, self._ways_at(connection, error, self.ask), connection, self.windowTitle())

    # Choosing

    def finish(self) -> None:
        """Writes what was chosen, with what comes with it, as one step."""
        chosen = self.current
        if chosen is None or self.waiting.busy:
            return
        authoring = self._model.authoring
        value, place, new = authoring.document.value, self._pointer, chosen.value
        if self._field.kind in _LISTS and not isinstance(new, list):
            known = authoring.document.get(place)
            known = known if isinstance(known, list) else []
            new = known if new in known else [*known, new]
        with_it = [(from_text(text, value), one) for text, one in chosen.fills.items()]
        # What comes along is for a dataset; the questions of an errand have no place for it.
        given = [(place, new), *((at, one) for at, one in with_it if authoring.field_at(at) is not None)]
        self.accept()
        authoring.take_values(given, f"choose {self._field.title}")
        self._model.touch(place)
        self._model.go_to(place)

    def _add(self) -> None:
        self.reject()
        self.add_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down go through the list while one types."""
        pressed = watched is self.search and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _MOVES:
            QApplication.sendEvent(self.rows, event)
            return True
        return super().eventFilter(watched, event)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else jsonio.dumps(value, indent=None)
