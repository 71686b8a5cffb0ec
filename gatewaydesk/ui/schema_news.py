"""Tells the person what is new about schemas: above the form, and after the look for new versions they switched on."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.schema_news import Found, News, look, news_for, spoken
from gatewaydesk.services.settings import settings_of
from gatewaydesk.store import DraftMissing, Store
from gatewaydesk.ui.cataloguing import Cataloguing
from gatewaydesk.ui.panels.bars import Bar
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.ui.dialogs.schema_report import ReportDialog

EVERY = 60 * 60 * 1000  # milliseconds between two thoughts of whether it is time to look
_KEY = "schema"
_log = logging.getLogger(__name__)


class SchemaNews(QObject):
    """The bar above the form, and the regular look.

    Signals:
        found(object): the Found of a look, when something is new.
    """

    found = Signal(object)

    def __init__(
        self, cataloguing: Cataloguing, catalogue: Catalogue, store: Store, tasks: Tasks, bar: Bar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._cataloguing, self._catalogue, self._store, self._tasks = cataloguing, catalogue, store, tasks
        self._bar, self._window = bar, window
        self._asked = 0
        self._looking = False
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)

    # The open draft

    def look_at(self, draft_id: str) -> None:
        """Says above the form what has changed since the version that a draft uses; "" when none is open."""
        self._asked += 1
        self._bar.take_back(_KEY)
        if not draft_id:
            return
        mine = self._asked

        def work(_: CancelToken) -> News | None:
            with suppress(DraftMissing):
                return news_for(self._store.drafts.row(draft_id), self._catalogue, self._cataloguing.sources)
            return None

        self._tasks.run(work, lambda news: self._tell(news) if mine == self._asked else None, self._unheard, self)

    def _tell(self, news: News | None) -> None:
        if news is not None:
            self._bar.say(news.words, key=_KEY, buttons=[("See what changed", lambda: self.show_changes(news))])

    def show_changes(self, news: News) -> ReportDialog:
        """Opens the list of what has changed."""
        from gatewaydesk.ui.dialogs.schema_report import ReportDialog, difference_picks

        picks = difference_picks(news.differences)
        dialog = ReportDialog(
            "changes", f"What changed: {spoken(news.name)}", news.words, picks, self._tasks, self._window
        )
        dialog.open()
        return dialog

    # The regular look

    def start(self) -> None:
        """Looks now when it is time, and thinks of it once an hour; nothing goes out unless the person wants that."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Looks for new versions, when the person has switched that on and it is time; quiet when offline."""
        setting = str(settings_of(self._store).get("schema_updates", "never"))
        if setting == "never" or self._looking:
            return
        self._looking = True
        self._tasks.run(
            lambda token: look(self._cataloguing.sources, self._catalogue, setting, token),
            self._looked,
            self._unheard,
            self,
        )

    def _looked(self, found: Found | None) -> None:
        self._looking = False
        if found is not None:
            self.found.emit(found)

    def _unheard(self, error: BaseException) -> None:
        """Nobody asked just now, so nobody is told."""
        self._looking = False
        _log.info("schemas could not be looked at: %s", type(error).__name__)
