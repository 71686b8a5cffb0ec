"""What each action does on a gateway, in plain words, to be read beside the sheet that is about to do it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent, QTextBlock
from PySide6.QtWidgets import QPushButton, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.paths import resource_root
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Role, Sheet
from gatewaydesk.ui.panels.markdown import SafeText

FILE = "gateways.md"
SECTIONS = {
    "submit": "Submit",
    "test-submit": "Test",
    "pull": "Pull",
    "update": "Update",
    "publish": "Publish",
    "to-draft": "Make it a draft",
    "archive": "Archive",
    "unarchive": "Restore",
    "delete": "Delete",
}
"""The heading in the guide that each action's sheet leads to."""


class GuideDialog(Sheet):
    """`dialog.guide`, with the page `guide.text`."""

    def __init__(self, section: str = "", parent: QWidget | None = None) -> None:
        """Args:
        section: the heading that is shown first; "" for the top.
        parent: the window, or the sheet that it is read beside.
        """
        super().__init__("guide", "What happens on the gateway", parent, accept="", reject="Close")
        self._section = section
        self.text = self.add(SafeText(self), 1)
        self.text.setObjectName("guide.text")
        self.text.setAccessibleName("What happens on the gateway")
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(3 * theme.SPACE)
        self.text.show_markdown((resource_root() / "help" / FILE).read_text(encoding="utf-8"))
        self.fit(720, 640)
        self.text.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._go)  # once the text has been laid out at its width

    def _go(self) -> None:
        heading = self.heading
        layout = self.text.document().documentLayout()
        self.text.verticalScrollBar().setValue(0 if heading is None else round(layout.blockBoundingRect(heading).top()))

    @property
    def heading(self) -> QTextBlock | None:
        """Where the wanted section begins; None where there is no such heading."""
        block = self.text.document().begin()
        while block.isValid():
            if self._section and block.blockFormat().headingLevel() and block.text() == self._section:
                return block
            block = block.next()
        return None


def guides(connection: Connection | None) -> bool:
    """Whether the guide is about the system of a connection."""
    return connection is None or connection.system == "hdruk"


def offer_guide(sheet: Sheet, action: str, connection: Connection | None = None) -> QPushButton:
    """Gives the sheet of an action a button `dialog.<action>.guide` that explains it, where the guide says it rightly.

    Args:
        sheet: the sheet.
        action: what it does.
        connection: where; None where that is chosen in the sheet.
    """
    button = sheet.buttons.addButton("Explain…", Role.ResetRole)  # the role that stands apart, on the left, everywhere
    button.setObjectName(f"dialog.{action}.guide")
    button.setAccessibleName("Explain what this does")
    button.setAutoDefault(False)
    button.clicked.connect(lambda _: GuideDialog(SECTIONS[action], sheet).open())
    button.setVisible(guides(connection))
    return button
