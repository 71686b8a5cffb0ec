"""What the actions on gateways and on the history do: each hands the work on to whoever sends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from gatewaydesk.document import disk
from gatewaydesk.store import Receipt
from gatewaydesk.ui.dialogs.base import tell

if TYPE_CHECKING:
    from gatewaydesk.ui.dialogs.sign_in import SignInDialog
    from gatewaydesk.ui.dialogs.submit import SubmitDialog
    from gatewaydesk.ui.dialogs.submit_test import TestDialog
    from gatewaydesk.ui.main_window import MainWindow


def ask_submit(window: MainWindow) -> SubmitDialog | None:
    """Opens the submit sheet."""
    return window.sending.ask_submit()


def ask_test(window: MainWindow) -> TestDialog | None:
    """Opens the sheet that lets a gateway test the dataset."""
    return window.sending.ask_test()


def ask_add_gateway(window: MainWindow) -> SignInDialog:
    """Opens the dialog that adds a gateway."""
    return window.connecting.ask_sign_in(None)


def ask_sign_in(window: MainWindow) -> SignInDialog | None:
    """Opens the sign-in dialog."""
    connection = window.connection_meant()
    return window.connecting.ask_sign_in(connection) if connection is not None else None


def sign_out(window: MainWindow) -> None:
    """Removes what signs in to a connection, after asking."""
    connection = window.connection_meant()
    if connection is not None:
        window.connecting.sign_out(connection)


def ask_export_history(window: MainWindow) -> None:
    """Asks for a file and writes the history as CSV."""
    name, _ = QFileDialog.getSaveFileName(window, "Export history", "history.csv", "CSV (*.csv)")
    if name:
        export_history(window, Path(name))


def export_history(window: MainWindow, path: Path) -> None:
    """Writes all receipts as CSV."""
    window.tasks.run(
        lambda _: disk.write_bytes(path, window.store.history.csv().encode("utf-8-sig")),
        lambda _: window.say(f"Saved to “{path}”.", "done", 6),
        lambda error: tell(window, error),
        window,
    )


def copy_dataset_id(window: MainWindow, receipt: Receipt) -> None:
    """Puts a dataset ID on the clipboard."""
    copy_id(window, "dataset ID", receipt.dataset_id)


def copy_id(window: MainWindow, name: str, one: str) -> None:
    """Puts an ID on the clipboard."""
    QGuiApplication.clipboard().setText(one)
    window.say(f"Copied the {name} {one}.", "done", 4)


def show_on_the_web(receipt: Receipt) -> None:
    """Shows what a gateway took in the browser, on the gateway's own pages."""
    if receipt.web_url.startswith(("https://", "http://")):
        QDesktopServices.openUrl(QUrl(receipt.web_url))
