"""The dialog that edits the form hints of a schema: our own form over the small schema of hints."""

from __future__ import annotations

import copy

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import hinting
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.hinting import Editing
from gatewaydesk.ui.dialogs.base import Role, Sheet, ask_then, muted, rich_row, tell
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count

_PAUSE = 400  # milliseconds without a change after which the places are looked up
_MOST_DOUBTS = 3


class HintsDialog(Sheet):
    """`dialog.hints`; its third button `dialog.hints.back` goes back to the hints that ship.

    Signals:
        saved(str): the hints of the schema of that name are others now.
    """

    saved = Signal(str)

    def __init__(self, catalogue: Catalogue, name: str, tasks: Tasks | None = None, parent: QWidget | None = None):
        super().__init__("hints", f"Form hints of {name}", parent, accept="Save")
        self._catalogue, self._name = catalogue, name
        self._tasks = tasks or self._own_tasks()
        self._editing: Editing | None = None
        self.model: FormModel | None = None
        self.form: FormView | None = None
        self.add(
            muted(
                f"How the form of {name} is laid out and worded, for you on this computer. What may be written stays "
                "as the schema has it."
            )
        )
        self.damaged = self.add(look.Text(tone="wrong"))
        self.damaged.setObjectName("hints.damaged")
        self.show_folder = QPushButton("Show in folder", self)
        self.show_folder.setObjectName("hints.show-folder")
        self.show_folder.setAccessibleName("Show the damaged file in its folder")
        self.show_folder.setAutoDefault(False)
        self.show_folder.clicked.connect(self._show_folder)
        self.body.addLayout(rich_row(self.show_folder, None))
        for one in (self.damaged, self.show_folder):
            one.hide()
        self.doubts = self.add(look.Text(tone="advice", size="small"))
        self.doubts.setObjectName("hints.doubts")
        self.doubts.hide()
        self.back = self.buttons.addButton("Back to the shipped hints", Role.ResetRole)
        self.back.setObjectName("dialog.hints.back")
        self.back.setAccessibleName("Back to the shipped hints")
        self.back.clicked.connect(self._ask_back)
        self.back.setEnabled(False)
        if self.accept_button is not None:
            self.accept_button.setEnabled(False)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look_up)
        self.fit(760, 680)
        self._tasks.run(lambda _: hinting.begin(catalogue, name), self._begun, self._failed, self)

    def _own_tasks(self) -> Tasks:
        made = Tasks(self, workers=1)
        self.finished.connect(lambda _: made.close())
        return made

    def _begun(self, editing: Editing) -> None:
        self._editing = editing
        self.model = FormModel(Authoring(editing.form, copy.deepcopy(editing.value)), self._tasks, self)
        self.form = self.add(FormView(self.model), 1)
        self.model.changed.connect(lambda _: self._pause.start())
        self.back.setEnabled(editing.own)
        self.damaged.setText(editing.damaged)
        self.damaged.setAccessibleName(editing.damaged)
        for one in (self.damaged, self.show_folder):
            one.setVisible(bool(editing.damaged))
        if self.accept_button is not None:
            self.accept_button.setEnabled(True)
        self._look_up()

    def _look_up(self) -> None:
        """Places that the schema does not have, told while one edits; they are no error."""
        if self._editing is None or self.model is None:
            return
        editing, value = self._editing, copy.deepcopy(self.model.authoring.document.value)
        self._tasks.run(lambda _: hinting.doubts(editing, value), self._show_doubts, owner=self)

    def _show_doubts(self, found: list[str]) -> None:
        more = len(found) - _MOST_DOUBTS
        lines = [*found[:_MOST_DOUBTS], *([f"And {count(more, 'more', 'more')}."] if more > 0 else [])]
        self.doubts.setText("\n".join(lines))
        self.doubts.setAccessibleName(" ".join(lines))
        self.doubts.setVisible(bool(found))

    def finish(self) -> None:
        if self.model is None or self.form is None:
            return
        self.model.commit_pending()
        wrong = [one for one in self.model.authoring.check() if one.blocks]
        if wrong or self.model.beside.unfinished:
            self.model.touch_all()
            self.form.go_to(wrong[0].pointer if wrong else next(iter(self.model.beside.unfinished)))
            return
        try:
            hinting.keep(self._catalogue, self._name, self.model.authoring.document.value)
        except GatewayDeskError as error:
            self._failed(error)
            return
        self.saved.emit(self._name)
        self.accept()

    def _show_folder(self) -> None:
        if self._editing is not None and self._editing.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._editing.folder)))

    def _ask_back(self) -> None:
        damaged = self._editing is not None and bool(self._editing.damaged)
        away, yes = ("kept aside", "Keep mine aside") if damaged else ("removed", "Remove mine")
        ask_then(
            self,
            "Go back to the shipped hints?",
            f"Your own hints for {self._name} are {away}. Your drafts stay as they are.",
            yes,
            self.go_back,
            name="hints-back",
        )

    def go_back(self) -> None:
        """Takes the person's own hints away."""
        try:
            hinting.forget(self._catalogue, self._name)
        except GatewayDeskError as error:
            self._failed(error)
            return
        self.saved.emit(self._name)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        tell(self, error)


def open_hints(parent: QWidget | None, catalogue: Catalogue, name: str, tasks: Tasks | None = None) -> HintsDialog:
    """Opens the hints of a schema in the catalogue for editing; its `saved` tells when they are others."""
    dialog = HintsDialog(catalogue, name, tasks, parent)
    dialog.open()
    return dialog
