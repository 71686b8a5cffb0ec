"""The main window: puts the outline, the form, the pages and the side together, and says what each action does."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.pointer import Pointer, from_text
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.services.settings import settings_of
from gatewaydesk.store import DraftRow, Store
from gatewaydesk.ui import actions, keeping, theme
from gatewaydesk.ui.cataloguing import Cataloguing
from gatewaydesk.ui.connecting import Connecting
from gatewaydesk.ui.desk import Desk
from gatewaydesk.ui.dialogs.saving import wait_until
from gatewaydesk.ui.dropping import dropped
from gatewaydesk.ui.errands import Errands
from gatewaydesk.ui.first_paint import when_painted
from gatewaydesk.ui.holding import Way
from gatewaydesk.ui.in_step import InStep
from gatewaydesk.ui.jobs import Jobs
from gatewaydesk.ui.merging import Bringing
from gatewaydesk.ui.pages import connect_pages, make_pages
from gatewaydesk.ui.panels.bars import Bar, Hairline
from gatewaydesk.ui.panels.columns import Columns
from gatewaydesk.ui.panels.form_and_text import FormAndText
from gatewaydesk.ui.panels.form_page import FormPage
from gatewaydesk.ui.panels.helping import HelpPanel
from gatewaydesk.ui.panels.json_view import JsonView
from gatewaydesk.ui.panels.outline import Outline
from gatewaydesk.ui.panels.problems import ProblemsPanel
from gatewaydesk.ui.panels.top_bar import TopBar
from gatewaydesk.ui.reacting import Reactions
from gatewaydesk.ui.remembering import Places
from gatewaydesk.ui.remoting import Remoting
from gatewaydesk.ui.schema_news import SchemaNews
from gatewaydesk.ui.sending import Sending
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.unfinished_boxes import UnfinishedBoxes

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel


class MainWindow(QMainWindow):
    """The window `main`. Everything that a person can do here is an action of `actions.ACTIONS`.

    What takes time runs in the background; `settle` waits for it, for tests and scripts.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        credentials: Credentials,
        tasks: Tasks,
        *,
        remember: bool = True,
    ) -> None:
        """Args:
        store: drafts, outbox, history, connections and settings.
        catalogue: the schemas.
        credentials: the keyring.
        tasks: the door to the background.
        remember: keeps the window's place, and puts it back.
        """
        super().__init__()
        self._remember = remember
        self.store, self.catalogue, self.credentials, self.tasks = store, catalogue, credentials, tasks
        self.setObjectName("main")
        self.setAccessibleName("Gateway Desk")
        self.setWindowIcon(QIcon(str(paths.resource_root() / "icons" / "gateway-desk.svg")))
        self.setAcceptDrops(True)
        self.setMinimumSize(560, 400)
        self.desk = Desk(store, catalogue, tasks, self)
        self.connecting = Connecting(store, credentials, tasks, self)
        self.sending = Sending(store, credentials, tasks, self.desk, self.connecting, self)
        self.jobs = Jobs(store, credentials, tasks, self)
        self.cataloguing = Cataloguing(SchemaSources(catalogue), catalogue, store, tasks, self)
        self.places = Places(store, tasks, self)
        self.focused: Pointer | None = None
        self.action_table, self.actions_by_id = actions.ACTIONS, actions.build(self)
        actions.fill_menus(self.menuBar(), self.actions_by_id)
        self._assemble()
        self.remoting: Remoting = Remoting(self)
        self.bringing: Bringing = Bringing(self)
        self.errands: Errands = Errands(self)
        self.remoting.updates.merge = self.bringing.merge
        self.desk.autosave.wait = lambda written, leaving: wait_until(
            self, tasks, written, lambda: self.desk.autosave.trouble, leaving=leaving
        )
        self.daily_backup = keeping.DailyBackup(store, tasks, self.notice, self)
        self.news = SchemaNews(self.cataloguing, catalogue, store, tasks, self.form.bar, self)
        self.reactions = Reactions(self)
        connect_pages(self, self.beside)
        self._repaint()
        if remember:
            self.places.restore(self, self.columns)
            self.places.restore_review(self.problems_panel)
            self.show_json(self.places.restore_text(self.form_and_text))
        self.reactions.show_desk_counts()
        self.show_welcome()
        self.refresh_actions()
        tasks.run(lambda _: credentials.state(), self.reactions.show_keyring, None, self)

    # Putting together

    def _assemble(self) -> None:
        made = self.actions_by_id
        self.notice, self.undo_bar = Bar("notice", self), Bar("undo.bar", self)
        self.top = TopBar(made, self)
        self.outline = Outline(self)
        self.form = FormPage(self)
        self.json = JsonView(self)
        self.in_step = InStep(self.json, self.tasks, self)
        self.boxes = UnfinishedBoxes(self)
        self.form_and_text = FormAndText(self.form, self.json, self)
        self.help_panel = HelpPanel(self)
        self.problems_panel = ProblemsPanel(self.tasks, self)
        self.beside = make_pages(self)
        self.pages = self.beside.by_name
        self.drafts, self.gateways = self.beside.drafts, self.beside.gateways
        self.stack = QStackedWidget(self)
        for widget in (self.beside.welcome, self.form_and_text, *self.pages.values()):
            self.stack.addWidget(widget)
        self.columns = Columns(
            self.outline, self.stack, (("Help", self.help_panel), ("Problems", self.problems_panel)), self
        )
        panel = self.problems_panel
        panel.followed.connect(lambda: self.columns.count(panel, panel.pressing))
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top, Hairline(whole), self.notice):
            column.addWidget(widget)
        column.addWidget(self.columns, 1)
        column.addWidget(self.undo_bar)
        self.setCentralWidget(whole)

    # What others use: tests, `make demo`, commands

    @property
    def current_model(self) -> FormModel | None:
        """The form model of the open draft, or None."""
        return self.desk.model

    def new_draft(self, schema_name: str, value: Any = None, *, example: bool = False) -> None:
        """Starts a draft and opens it."""
        self.desk.new(schema_name, value, example=example)

    def open_draft(self, draft_id: str) -> None:
        """Opens a draft."""
        self.desk.open(draft_id)

    def open_file(self, path: Path, schema: str = "") -> None:
        """Opens a JSON file as a draft; asks for its schema when that is not plain."""
        self.desk.files.read(Path(path), schema=schema, pick_best=bool(os.environ.get("GATEWAYDESK_QUIET")))

    def save_file(self, path: Path) -> None:
        """Writes the open document to a file."""
        self.desk.files.save(Path(path))

    def show_section(self, section: str | Pointer) -> None:
        """Shows a section by its key, its pointer's text, or any pointer inside it."""
        model = self.current_model
        if model is None:
            return
        key = section if isinstance(section, str) else ""
        if not any(one.key == key for one in self.desk.sections) or not isinstance(section, str):
            value = model.authoring.document.value
            pointer = from_text(section, value) if isinstance(section, str) else section
            key = next((one.key for one in self.desk.sections if one.holds(pointer)), self.form.current)
        self.show_form()
        self.form.show_section(key)

    def go_to(self, pointer: Pointer) -> None:
        """Shows the field of a place and gives it the focus."""
        if self.current_model is None:
            return
        self.show_form()
        if self.in_step.stays:
            self.form.show_place(tuple(pointer))
            return
        self.activateWindow()
        self.form.go_to(tuple(pointer))
        self.reactions.place.led_to(tuple(pointer))

    @property
    def json_shown(self) -> bool:
        """Whether the whole dataset is shown as text beside the form."""
        return self.form_and_text.open

    def show_json(self, shown: bool) -> None:
        """Shows the whole dataset as text beside the form, or takes the text away."""
        if not shown and self.in_step.has_focus:
            self.form.focus_first() if self.focused is None else self.form.go_to(self.focused)
        self.form_and_text.show_text(shown)
        self.in_step.activate(shown)
        self.refresh_actions()

    def settle(self, rounds: int = 200) -> None:
        """Waits until nothing runs in the background and everything has been shown."""
        for _ in range(rounds):
            self.tasks.wait()
            QApplication.processEvents()
            if not self.tasks.busy:
                if self.current_model is not None:
                    self.current_model.checks.catch_up()
                if self.form.view is not None:
                    self.form.view.finish()
                QApplication.processEvents()
                if not self.tasks.busy:
                    return

    # Pages

    def show_welcome(self) -> None:
        """Shows the first step, where nothing is open."""
        self.stack.setCurrentWidget(self.beside.welcome)
        self.beside.welcome.setFocus()
        self.columns.set_useful(False)
        self.outline.mark_page("")
        self.refresh_actions()

    def show_form(self) -> None:
        """Shows the dataset that is open."""
        if self.current_model is None:
            return
        self.stack.setCurrentWidget(self.form_and_text)
        self.columns.set_useful(True)
        self.outline.mark_section(self.form.current)
        self.refresh_actions()

    def show_page(self, name: str) -> None:
        """Shows a page of the desk."""
        page = self.pages.get(name)
        if page is None:
            return
        page.refresh()
        focused = QApplication.focusWidget()
        in_the_middle = focused is None or self.stack.isAncestorOf(focused)
        self.stack.setCurrentWidget(page)
        if in_the_middle:
            page.setFocus()
        self.columns.set_useful(False)
        self.outline.mark_page(name)
        self.refresh_actions()

    @property
    def page(self) -> str:
        """The page that is shown, or "" for the form and the welcome."""
        return next((name for name, page in self.pages.items() if self.stack.currentWidget() is page), "")

    def draft_meant(self) -> str | None:
        """The draft that an action is about: the selected one on the drafts page, else the open one."""
        if self.page == "drafts":
            row: DraftRow | None = self.drafts.current
            return row.id if row is not None else None
        return self.desk.draft_id or None

    def connection_meant(self) -> Connection | None:
        """The connection that an action is about."""
        return self.gateways.current if self.page == "gateways" else self.connecting.current

    # Saying

    def say(
        self,
        words: str,
        tone: str = "info",
        seconds: int = 0,
        key: str = "",
        holds: Callable[[], bool] = lambda: True,
    ) -> None:
        """Shows a quiet notice at the top; it goes by itself after `seconds`, and when it does not hold any more."""
        icons = {"warning": "warning", "wrong": "warning", "done": "done"}
        icon, tone = icons.get(tone, "info"), {"warning": "practice"}.get(tone, tone if tone in icons else "advice")
        self.notice.say(words, key=key, icon=icon, tone=tone, seconds=seconds, holds=holds)

    def refresh_actions(self) -> None:
        """Sets what can be done now."""
        if hasattr(self, "columns"):
            actions.refresh(self, self.actions_by_id)

    # The window itself

    def start(self, file: Path | None = None) -> None:
        """Takes up where the person left, or opens a file."""
        self.tasks.run(lambda _: self._tidy_up(), lambda _: None, lambda _: None, self)
        self.news.start()
        self.daily_backup.start()
        keeping.say_what_is_kept(self)
        when_painted(self, self.sending.outgoing.start)
        when_painted(self, self.jobs.plan)
        if file is not None:
            self.open_file(file)
            return
        draft, section = self.places.last()
        if draft and settings_of(self.store).get("reopen", True):
            self.reactions.draft.return_to = section
            self.desk.open(draft, Way.EITHER)
        else:
            when_painted(self, self.desk.make_ready)

    def _tidy_up(self) -> None:
        """What nobody can get back any more goes: long deleted drafts, and versions of schemas that no draft uses."""
        self.store.drafts.purge_deleted()
        self.cataloguing.sources.prune(self.store.drafts.pins())

    def apply_settings(self, settings: dict[str, Any]) -> None:
        """Makes settings felt at once."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply_settings(app, settings)
        self._repaint()

    def _repaint(self) -> None:
        actions.draw_icons(self.actions_by_id)
        if hasattr(self, "columns"):
            self.columns.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "columns"):
            QTimer.singleShot(0, self, self._repaint)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for one in dropped(event.mimeData())[:1]:
            self.cataloguing.take(one)
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not keeping.put_away(self):
            event.ignore()
            return
        if not (self.sending.outgoing.may_leave() and self.jobs.may_leave() and keeping.may_leave(self)):
            event.ignore()
            return
        self.jobs.leave()
        if self._remember:
            self.places.keep(self, self.columns)
            self.places.keep_text(self.form_and_text)
            self.places.keep_review(self.problems_panel)
        event.accept()
