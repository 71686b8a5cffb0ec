"""The application: opens the store, builds and runs the window, and keeps it alive when the unforeseen happens."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gatewaydesk import paths
from gatewaydesk.crash_reports import crashes_written
from gatewaydesk.errors import StoreDamaged, StoreProblem
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.logs import start_logging, stop_logging
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import withdrawals
from gatewaydesk.services.settings import settings_of, trust_as_set
from gatewaydesk.store import Rescued, Store, backup, rescue
from gatewaydesk.ui import theme
from gatewaydesk.ui.breathing import breathing
from gatewaydesk.ui.dialogs.base import ask, choose, message, tell
from gatewaydesk.ui.interrupting import closed_by_interrupt
from gatewaydesk.ui.qt_messages import qt_messages_masked
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


def run(file: Path | None = None, *, practice: bool = False) -> int:
    """Opens the window and stays until it is closed.

    Args:
        file: a metadata file to open.
        practice: run a practice gateway, with a connection to it and the example dataset.
    """
    app = make_application()
    with contextlib.ExitStack() as stack:
        stack.callback(stop_logging, start_logging())
        stack.enter_context(crashes_written())
        stack.enter_context(qt_messages_masked())
        store = open_store()
        if store is None:
            return 2
        tasks = Tasks()
        stack.callback(store.close)
        if store.lasts:
            stack.callback(backup.make_if_due, store.database)  # after the last save, when no window waits for it
        stack.callback(tasks.close)
        stack.enter_context(breathing(tasks))
        trust_as_set(store)
        withdrawals.remember_in(store)
        credentials = Credentials()
        if practice:
            stack.enter_context(practice_gateway(store, credentials))
        theme.apply_settings(app, settings_of(store))  # before there is a window, so that nothing is drawn twice
        from gatewaydesk.ui.main_window import MainWindow

        window = MainWindow(store, Catalogue(), credentials, tasks)
        stack.callback(setattr, sys, "excepthook", sys.excepthook)
        catch_unforeseen(window)
        stack.enter_context(closed_by_interrupt(window))
        app.styleHints().colorSchemeChanged.connect(lambda _: window.apply_settings(settings_of(store)))
        window.show()
        if practice and file is None and not store.drafts.count():
            window.new_draft("HDRUK/4.0.0", example=True)
        else:
            window.start(file)
        code = app.exec()
    return int(code)


def make_application() -> QApplication:
    """The one QApplication, with its names."""
    QApplication.setApplicationName("Gateway Desk")
    QApplication.setOrganizationName("Gateway Desk")
    QApplication.setDesktopFileName("gateway-desk")
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["gatewaydesk"])
    app.setWindowIcon(QIcon(str(paths.resource_root() / "icons" / "gateway-desk.svg")))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom), "qtbase", "_", folder):
        app.installTranslator(translator)
    return app


def open_store() -> Store | None:
    """The person's store. A damaged one can be rescued. Where it cannot be opened, that is said in words, and one can
    go on with a store for this session only, or leave: then it is None.
    """
    ways = {"again": "Try again", "session": "Go on without keeping anything"}
    while True:
        try:
            return Store.open()
        except StoreDamaged as error:
            if not ask(
                None,
                error.what,
                "The damaged file is kept aside, and every draft and receipt that can still be read is carried over.",
                "Rescue what can be read",
                "Quit",
                name="rescue",
            ):
                return None
            try:
                done = rescue(paths.database_path())
            except StoreProblem as problem:
                message(None, problem.what, problem.todo, "Gateway Desk").exec()
                return None
            message(None, "What could be read has been carried over.", _of_rescue(done), "").exec()
        except StoreProblem as error:
            way = choose(None, error.what, error.todo, ways, "Quit", name="store")
            if not way:
                return None
            if way == "session":
                ways.pop("session")  # if that fails as well, there is no use in offering it again
                with contextlib.suppress(StoreProblem):
                    return Store.for_this_session()


def _of_rescue(done: Rescued) -> str:
    """What a rescue did, and what else there is to go back to."""
    found = backup.last_usable(paths.database_path())
    if found is None:
        return done.sentence
    last, holds = found
    drafts = count(holds.drafts, "draft")
    return f"{done.sentence}\n\nThe last backup, of {last.day.day} {last.day:%B %Y}, has {drafts}: see File, Backups."


@contextlib.contextmanager
def practice_gateway(store: Store, credentials: Credentials) -> Iterator[None]:
    """Runs the practice gateways with a ready connection to each."""
    from gatewaydesk.practice.server import SYSTEMS, PracticeServer
    from gatewaydesk.services.connecting import keep_practice

    with PracticeServer(paths.data_dir() / "practice", systems=tuple(SYSTEMS)) as server:
        keep_practice(store, credentials, server.details)
        yield


def catch_unforeseen(window: MainWindow) -> None:
    """Whatever goes wrong unforeseen is logged without secrets and told in a sentence; the window lives on."""
    telling: list[bool] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        _log.critical("unforeseen: %s", kind.__name__, exc_info=(kind, error, trace))
        if telling:  # one dialog is enough, however often it happens
            return
        telling.append(True)
        box = tell(window, error)
        box.finished.connect(lambda _: telling.clear())

    sys.excepthook = hook
