"""The settings dialog: our own form over the small schema in `resources/schemas/settings.json`."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.settings import settings_of, settings_schema
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import Sheet
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.problems import Severity


class SettingsDialog(Sheet):
    """`dialog.settings`.

    Signals:
        changed(dict): the settings as they now are.
    """

    changed = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("settings", "Settings", parent, accept="Save")
        self._store = store
        self.model = FormModel(Authoring(settings_schema(), settings_of(store)), tasks, self)
        self.form = self.add(FormView(self.model), 1)
        self.fit(480, 420)

    def finish(self) -> None:
        self.model.commit_pending()
        wrong = [one for one in self.model.authoring.check() if one.severity is not Severity.ADVICE]
        if wrong:
            self.model.touch_all()
            self.form.go_to(wrong[0].pointer)
            return
        chosen = self.model.authoring.document.value
        for name, value in chosen.items():
            self._store.settings.set(name, value)
        self.changed.emit(dict(chosen))
        self.accept()
