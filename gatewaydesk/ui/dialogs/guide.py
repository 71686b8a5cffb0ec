"""What each action does on a gateway, to be read beside the sheet that is about to do it; and where each step of the
gateways' own guides is.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent, QTextBlock, QTextDocument, QTextFrameFormat, QTextTable
from PySide6.QtWidgets import QPushButton, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.paths import resource_root
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Role, Sheet
from gatewaydesk.ui.panels.markdown import SafeText

FILE = "gateways.md"
STEPS_FILE = "steps.md"
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
STEPS = {
    "hdruk": "HDR UK: create a dataset",
    "opendatasoft": "Opendatasoft: datasets",
    "adobe": "Adobe: create a dataset and fill it",
    "qrvey": "Qrvey: create a dataset",
}
"""The heading above each system's steps."""


class GuideDialog(Sheet):
    """`dialog.guide`, with the page `guide.text`."""

    name, title, file = "guide", "What happens on the gateway", FILE
    opens_at = (720, 640)

    def __init__(self, section: str = "", parent: QWidget | None = None) -> None:
        """Args:
        section: the heading that is shown first; "" for the top.
        parent: the window, or the sheet that it is read beside.
        """
        super().__init__(self.name, self.title, parent, accept="", reject="Close")
        self._section = section
        self.text = self.add(SafeText(self), 1)
        self.text.setObjectName(f"{self.name}.text")
        self.text.setAccessibleName(self.title)
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(3 * theme.SPACE)
        self.text.show_markdown((resource_root() / "help" / self.file).read_text(encoding="utf-8"))
        _draw_tables(self.text.document())
        self.fit(*self.opens_at)
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


def _draw_tables(document: QTextDocument) -> None:
    """Gives tables thin lines in the colour of lines, which Qt draws in that of text."""
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format()
            form.setBorderBrush(theme.color("line"))
            form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            form.setBorderCollapse(True)
            form.setCellPadding(theme.SPACE)
            frame.setFormat(form)


class StepsDialog(GuideDialog):
    """`dialog.steps`, with the page `steps.text`."""

    name, title, file = "steps", "The gateways' guides, step by step", STEPS_FILE
    opens_at = (1000, 680)


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
