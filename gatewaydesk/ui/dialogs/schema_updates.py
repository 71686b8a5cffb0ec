"""The dialog that shows what has changed in schemas since they were added, to take the new version or leave it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gatewaydesk.schema.catalogue import Entry
from gatewaydesk.services.schema_facts import hosts, listed
from gatewaydesk.services.schema_updates import Update
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import ask_then, heading, muted, rich_row
from gatewaydesk.ui.dialogs.schema_report import difference_picks
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count

_ROWS_SHOWN = 4


class UpdatesDialog(WorkingSheet):
    """`dialog.schema-updates`, with the lists `updates` (the schemas) and `updates.changes` (what has changed in one).

    Signals:
        taken(object): the Entry whose new version is in the catalogue now.
    """

    taken = Signal(object)

    def __init__(
        self, sources: SchemaSources, updates: list[Update], tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        """Args:
        sources: takes the new versions.
        updates: those that have a new version.
        tasks: the door to the background.
        parent: the window or dialog that it belongs to.
        """
        super().__init__("schema-updates", "New versions", tasks, parent, accept="", reject="Close")
        self._sources = sources
        self._updates = list(updates)
        words = (
            "These schemas have changed at their addresses. What you have stays in use until you take the new version, "
            "and drafts that are written by it keep it."
        )
        self._words = self.add(muted(words, self))
        self.rows = self.add(PickList("updates", "Schemas with a new version", self))
        self.rows.setFrameShape(PickList.Shape.StyledPanel)
        self.rows.picked.connect(lambda _: self._show())
        self._heading = self.add(heading("What has changed", self))
        self.changes = self.add(PickList("updates.changes", "What has changed", self, keys_pick=False), 1)
        self.changes.setFrameShape(PickList.Shape.StyledPanel)
        self.leave_button, self.take_button = QPushButton("Leave it", self), QPushButton("Take it", self)
        for button, name, do in ((self.leave_button, "leave", self.leave), (self.take_button, "take", self.take)):
            button.setObjectName(f"updates.{name}")
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
            button.clicked.connect(do)
        theme.emphasise(self.take_button)
        self.body.addLayout(rich_row(None, self.leave_button, self.take_button))
        self.add(self.waiting)
        self.fit(700, 600)
        self._list()

    @property
    def current(self) -> Update | None:
        """The schema that is picked."""
        return next((one for one in self._updates if one.name == self.rows.current_key), None)

    def take(self) -> None:
        """Puts the new version in the place of the one that is here."""
        update = self.current
        if update is None or update.fetched is None:
            return
        wanted = update.fetched.references
        if wanted:
            ask_then(
                self,
                f"The new version refers to {count(len(wanted), 'document')} elsewhere.",
                f"May Gateway Desk fetch {'it' if len(wanted) == 1 else 'them'} from {listed(hosts(wanted), 6)}, with "
                "what is referred to in turn, and keep all that on this computer?",
                "Fetch and take it",
                lambda: self._take(update),
                name="references",
            )
        else:
            self._take(update)

    def _take(self, update: Update) -> None:
        self.waiting.run(
            f"Adding the new version of {update.name}…",
            lambda token: self._sources.take(self._sources.completed(update, token)),
            lambda entry: self._taken(update, entry),
        )

    def leave(self) -> None:
        """Keeps the version that is here; the next look offers the new one again."""
        update = self.current
        if update is not None and not self.waiting.busy:
            self._done_with(update)
            self.waiting.say(f"{update.name} stays as it is.")

    def _taken(self, update: Update, entry: Entry) -> None:
        self._done_with(update)
        self.waiting.say(f"The new version of {entry.name} is in your list now.", "done")
        self.taken.emit(entry)

    def _done_with(self, update: Update) -> None:
        self._updates.remove(update)
        self._list()

    def _list(self) -> None:
        self.rows.show_picks([_pick(one) for one in self._updates])
        if self.current is None and self._updates:
            self.rows.mark(self._updates[0].name)
        height = self.fontMetrics().height() + 4 * theme.SPACE
        self.rows.setFixedHeight(min(max(len(self._updates), 1), _ROWS_SHOWN) * height + 4)
        for widget in (self.rows, self._heading, self.changes, self.leave_button, self.take_button):
            widget.setVisible(bool(self._updates))
        if not self._updates:
            self._words.setText("There are no more new versions.")
        self._show()

    def _show(self) -> None:
        update = self.current
        difference = update.difference if update is not None else ()
        picks = difference_picks(difference)
        if update is not None and not picks:
            only = "Only words that explain fields have changed, or nothing that the form shows."
            picks = [Pick(0, "No field has changed", note=only)]
        self.changes.show_picks(picks)
        self.refresh()

    def refresh(self) -> None:
        free = self.current is not None and not self.waiting.busy
        for widget in (self.leave_button, self.take_button, self.rows):
            widget.setEnabled(free)


def _pick(update: Update) -> Pick:
    changes = count(len(update.difference), "change") if update.difference else "no change in its fields"
    title = update.entry.title
    return Pick(
        update.name,
        f"{update.name} — {title}" if title else update.name,
        figure=(changes, "muted"),
        spoken=f"{changes}. {update.address}",
    )
