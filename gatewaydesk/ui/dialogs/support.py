"""The dialog of the support bundle: every file of it to be read before it is saved, and nothing is sent."""

from __future__ import annotations

from pathlib import Path

import PySide6
from PySide6.QtCore import QLocale, Qt, QTimer, Signal, qVersion
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QSplitter, QWidget

from gatewaydesk.document import disk
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services import support
from gatewaydesk.services.doctoring import Finding, findings, program
from gatewaydesk.store import Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.dialogs.small import json_view
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks

_NAME = "gateway-desk-support.zip"
_BESIDE = 560  # pixels at the usual text size that a list and a text need beside each other
_INTRO = (
    "This is what helps others to help you. Look through it if you like, then save it and pass it on yourself: "
    "Gateway Desk sends nothing."
)


class SupportDialog(WorkingSheet):
    """`dialog.support`, with the list `support.parts` and the text `support.text`.

    Signals:
        saved(object): the file that it was saved to.
    """

    saved = Signal(object)

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("support", "Support bundle", tasks, parent, accept="Save…", reject="Close")
        self._store, self._credentials = store, credentials
        self._bundle: support.Bundle | None = None
        self.add(muted(_INTRO, self))
        self.parts = PickList("support.parts", "What is in it", self)
        self.parts.setFrameShape(PickList.Shape.StyledPanel)
        self.parts.picked.connect(self._show_part)
        self.text = json_view("", self)
        self.text.setObjectName("support.text")
        self.text.setAccessibleName("What this file holds")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._halves = self.add(QSplitter(self), 1)
        self._halves.setChildrenCollapsible(False)
        for half in (self.parts, self.text):
            half.setMinimumSize(24 * theme.SPACE, 12 * theme.SPACE)
            self._halves.addWidget(half)
        self.told = self.add(muted("", self))
        self.told.setObjectName("support.told")
        self.add(self.waiting)
        self.fit(860, 600)
        self.refresh()
        QTimer.singleShot(0, self, self.collect)

    @property
    def bundle(self) -> support.Bundle | None:
        """What would be saved, once it has been put together."""
        return self._bundle

    def collect(self) -> None:
        """Puts the bundle together."""
        more = {
            "qt": qVersion(),
            "qt_for_python": PySide6.__version__,
            "qt_platform": QGuiApplication.platformName(),
            "scale": f"{self.devicePixelRatioF():g}",
            "text_scale": f"{theme.text_scale():g}",
            "language": QLocale.system().bcp47Name(),
        }
        qt = Finding("Qt", True, f"Qt {qVersion()} draws on “{QGuiApplication.platformName()}”.")

        def work(cancel: CancelToken) -> support.Bundle:
            found = [program(), qt]
            for one in findings(self._store):
                cancel.check()
                found.append(one)
            return support.collect(found, more, cancel, store=self._store, credentials=self._credentials)

        self.waiting.run("Looking what works, and taking out what nobody else should read…", work, self._show)

    def refresh(self) -> None:
        assert self.accept_button is not None
        self.accept_button.setEnabled(self._bundle is not None and not self.waiting.busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room for both, else one above the other."""
        super().resizeEvent(event)
        wide = self.width() >= _BESIDE * theme.text_scale()
        across = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._halves.orientation() != across or not event.oldSize().isValid():
            self._halves.setOrientation(across)
            room = self.width() if wide else self.height()
            self._halves.setSizes([room * 2 // 7, room * 5 // 7] if wide else [room * 2 // 5, room * 3 // 5])

    def finish(self) -> None:
        start = Path.home() / _NAME
        name, _ = QFileDialog.getSaveFileName(self, "Save the support bundle", str(start), "Zip files (*.zip)")
        if name:
            self.save(Path(name))

    def save(self, file: Path) -> None:
        """Writes exactly what is shown to a file."""
        bundle = self._bundle
        if bundle is None:
            return

        def done(_: object) -> None:
            self.accept()
            self.saved.emit(file)

        self.waiting.run("Saving…", lambda _: disk.write_bytes(file, bundle.zipped), done)

    def _show(self, bundle: support.Bundle) -> None:
        self._bundle = bundle
        self.told.setText(bundle.words)
        self.parts.show_picks([Pick(part.name, part.name) for part in bundle.parts])
        self.parts.mark(bundle.parts[0].name)
        self._show_part(bundle.parts[0].name)
        self.refresh()

    def _show_part(self, name: str) -> None:
        part = next((one for one in self._bundle.parts if one.name == name), None) if self._bundle else None
        self.text.setPlainText(part.text if part is not None else "")
        self.text.setAccessibleName(f"What {name} holds")
