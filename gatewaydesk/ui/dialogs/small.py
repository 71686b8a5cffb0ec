"""Small dialogs: the JSON preview, the receipt, and about."""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget

from gatewaydesk import __version__, paths
from gatewaydesk.document import jsonio
from gatewaydesk.store import Receipt
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Role, Sheet, heading, muted, rich_row
from gatewaydesk.ui.dialogs.id_rows import id_rows
from gatewaydesk.ui.form import look
from gatewaydesk.ui.wording import exactly


def json_view(text: str, parent: QWidget | None = None) -> QPlainTextEdit:
    """JSON to be read and copied, not edited."""
    view = QPlainTextEdit(parent)
    view.setReadOnly(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    font.setPointSizeF(QGuiApplication.font().pointSizeF())
    view.setFont(font)
    view.setTabChangesFocus(True)
    view.setAccessibleName("JSON")
    view.setPlainText(text)
    return view


class PreviewDialog(Sheet):
    """`dialog.preview`: the metadata as JSON, exactly as it would be saved."""

    def __init__(self, title: str, value: object, parent: QWidget | None = None) -> None:
        super().__init__("preview", f"JSON of “{title}”", parent, accept="", reject="Close")
        text = jsonio.dumps(value)
        self.add(muted("This is the document as it is saved and sent. It is for reading; change it in the form."))
        self.view = self.add(json_view(text, self), 1)
        copy = self.buttons.addButton("Copy", Role.ActionRole)
        copy.setObjectName("dialog.preview.copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        self.fit(760, 620)


class ReceiptDialog(Sheet):
    """`dialog.receipt`: what the gateway took, with its dataset ID to copy."""

    def __init__(
        self, receipt: Receipt, parent: QWidget | None = None, *, fresh: bool = False, warning: str = ""
    ) -> None:
        super().__init__("receipt", "Receipt", parent, accept="Done", reject="Close")
        self.reject_button.hide()
        words = "{} has taken your dataset." if fresh else "What {} took."
        self.add(heading(words.format(receipt.gateway), self))
        self.identifier = QLineEdit(receipt.dataset_id, self)
        self.identifier.setReadOnly(True)
        self.identifier.setObjectName("receipt.dataset_id")
        self.identifier.setAccessibleName("Dataset ID")
        self.identifier.setFont(theme.font(5, bold=True))
        self.copy = QPushButton("Copy ID", self)
        self.copy.setObjectName("receipt.copy")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        label = QLabel("Dataset ID", self)
        label.setBuddy(self.identifier)
        head = rich_row(label, self.identifier, self.copy)
        for widget in (label, self.identifier, self.copy):
            head.setAlignment(widget, Qt.AlignmentFlag.AlignBaseline)
        head.setStretchFactor(self.identifier, 1)
        self.body.addLayout(head)
        self.body.addLayout(
            self._table(
                ("Title", receipt.title),
                ("Schema", receipt.schema),
                ("Status", receipt.status),
                ("Sent", exactly(receipt.sent_at)),
            )
        )
        if receipt.further_ids:
            self.body.addLayout(id_rows("receipt", receipt.further_ids, self))
        if warning:
            self.add(look.Text(warning, tone="practice", parent=self)).setObjectName("receipt.warning")
        self.add(muted("It is kept in the history, where you can find it at any time.", self))
        self._more = QToolButton(self, autoRaise=True)
        self._more.setText("Details")
        self._more.setObjectName("receipt.details")
        self._more.setCheckable(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._more.setArrowType(Qt.ArrowType.RightArrow)
        self._more.toggled.connect(self._show_details)
        self.add(self._more)
        self._details = self.add(QWidget(self))
        details = self._table(
            ("Persistent ID", receipt.pid), ("Version record", receipt.version_id), ("SHA-256", receipt.sha256)
        )
        details.setContentsMargins(0, 0, 0, 0)
        self._details.setLayout(details)
        self._details.hide()
        if receipt.web_url.startswith(("https://", "http://")):
            there = self.buttons.addButton("Open on the gateway", Role.ActionRole)
            there.setObjectName("receipt.open")
            there.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(receipt.web_url)))
        self.fit(540, 200)

    def _table(self, *rows: tuple[str, str]) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * theme.SPACE)
        form.setVerticalSpacing(2 * theme.SPACE)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for label, text in rows:
            if text:
                form.addRow(label, self._value(text))
        return form

    def _show_details(self, shown: bool) -> None:
        self._more.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._details.setVisible(shown)
        QTimer.singleShot(0, self, self.adjustSize)

    def _value(self, text: str) -> QLabel:
        label = QLabel(text, self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if len(text) == 64:
            label.setText(f"{text[:32]}\n{text[32:]}")
        return label

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.identifier.text())
        self.copy.setText("Copied")


class AboutDialog(Sheet):
    """`dialog.about`: the version, and where things are kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("about", "About Gateway Desk", parent, accept="", reject="Close")
        self.add(heading(f"Gateway Desk {__version__}", self))
        self.add(
            QLabel(
                "Write dataset metadata in a form drawn from its JSON Schema, and send it to a data gateway.",
                self,
                wordWrap=True,
            )
        )
        form = QFormLayout()
        form.setHorizontalSpacing(4 * theme.SPACE)
        self._values: dict[str, QLabel] = {}
        for label, text in (
            ("Drafts and history", str(paths.database_path())),
            ("Logs", str(paths.log_dir())),
            ("Secrets", "Looking for the keyring of this computer…"),
            ("Runs on", f"Python {sys.version.split()[0]}, Qt for Python {PySide6.__version__}"),
        ):
            value = QLabel(text, self, wordWrap=True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(label)
            form.addRow(label, value)
            self._values[label] = value
        self.body.addLayout(form)
        self.add(muted("Gateway Desk sends nothing but what you ask it to send. Apache License 2.0."))
        self.fit(560, 280)

    def show_keyring(self, words: str) -> None:
        """Where secrets are kept, once that is known."""
        self._values["Secrets"].setText(words)
