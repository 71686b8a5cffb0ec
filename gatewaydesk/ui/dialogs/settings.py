"""The settings dialog: our own form over the small schema in `resources/schemas/settings.json`."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.settings import keep_settings, settings_of, settings_schema
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import Sheet, tell
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.ui.tasks import Tasks


class SettingsDialog(Sheet):
    """`dialog.settings`.

    Signals:
        changed(dict): the settings as they now are.
    """

    changed = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("settings", "Settings", parent, accept="Save")
        self._store = store
        self.model = FormModel(Authoring(settings_schema(), settings_of(store), advises=False), tasks, self)
        self.form = self.add(FormView(self.model), 1)
        self.fit(520, 520)

    def finish(self) -> None:
        self.model.commit_pending()
        wrong = [one for one in self.model.authoring.check() if one.blocks]
        if wrong:
            self.model.touch_all()
            self.form.go_to(wrong[0].pointer)
            return
        try:
            kept = keep_settings(self._store, self.model.authoring.document.value)
        except GatewayDeskError as error:
            tell(self, error)
            self.form.go_to(("certificates",))
            return
        self.changed.emit(kept)
        self.accept()
