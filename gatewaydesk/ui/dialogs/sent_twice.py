"""What is asked before something is sent that a gateway has already, or may have."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gatewaydesk.store import AlreadySent
from gatewaydesk.ui.dialogs.base import ask


def wants_it_anyway(sheet: QWidget, title: str, gateway: str) -> bool:
    """Whether it is sent although an earlier try may have arrived: who can live with two datasets need not wait."""
    return ask(
        sheet,
        f"Send “{title}” again although an earlier try may have arrived at {gateway}?",
        "If it has, or arrives yet, there are two datasets there. You are told then, and can delete one of them. "
        "Who waits for two minutes knows more.",
        "Send it again anyway",
        "Wait",
        name="anyway",
    )


def wants_a_second(sheet: QWidget, error: AlreadySent) -> bool:
    """Whether a second dataset is made of the same."""
    return ask(
        sheet,
        error.what,
        "Sending it again makes a second dataset on the gateway.",
        "Create a second dataset",
        name="again",
    )


def wants_it_replaced(sheet: QWidget, error: AlreadySent) -> bool:
    """Whether what waits in the outbox is replaced with what is written now."""
    return ask(
        sheet,
        error.what,
        "Nothing of it was sent yet. It can be replaced with what you have written now.",
        "Replace it",
        "Leave it",
        name="replace",
    )
