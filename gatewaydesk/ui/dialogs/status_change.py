"""The sheet before a dataset's status is changed on a gateway: what will happen, and only then that it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document.difference import same
from gatewaydesk.errors import Cancelled, OutcomeUnknown
from gatewaydesk.gateways.base import Action, CancelToken, Gateway, Offer, Prepared, Pulled, Remote
from gatewaydesk.services.looking_again import ChangedThere, NotOffered
from gatewaydesk.services.pulling import UNFINISHED
from gatewaydesk.services.remote import Linked
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.store import Receipt, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Warned, heading, muted
from gatewaydesk.ui.dialogs.guide import offer_guide
from gatewaydesk.ui.dialogs.parts import line_to_type
from gatewaydesk.ui.dialogs.refusal import WaysOf, WaysOut, leaving_first
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.datasets_rows import STATUSES, title_of
from gatewaydesk.ui.panels.top_bar import Badge
from gatewaydesk.ui.tasks import Tasks


@dataclass(frozen=True)
class Words:
    """How one change of status is spoken of: as a question, on the button, meanwhile, and afterwards."""

    question: str
    button: str
    meanwhile: str
    afterwards: str


WORDS: Mapping[Action, Words] = {
    "publish": Words("Publish “{}”?", "Publish", "Publishing…", "“{}” is published."),
    "to-draft": Words("Make “{}” a draft again?", "Make it a draft", "Making it a draft…", "“{}” is a draft again."),
    "archive": Words("Archive “{}”?", "Archive", "Archiving…", "“{}” is archived."),
    "unarchive": Words("Restore “{}” from the archive?", "Restore", "Restoring…", "“{}” is back from the archive."),
    "delete": Words("Delete “{}” from the gateway?", "Delete", "Deleting…", "“{}” is deleted from the gateway."),
}
_NOT_UNDOABLE = "This cannot be taken back from here."
_UNDOABLE = "It can be taken back from here."
_SEEN = "It can be taken back from here, but not what others have seen of it by then."
_LOST = "What is lost by that cannot be brought back from here."
_UNSENT = "The draft on this computer has changes that the gateway has not got: what {} is what the gateway holds."
_STAYS = "The draft on this computer stays: from it the dataset can be made anew, under another ID."
_OUTSIDE = ("outbox", "refresh")  # ways out that show another page, or a list in which it may not be any more
_ALL_THE_SAME = "Publish it unfinished"
_DELETE_DRAFT = Words(
    "Delete the draft “{}” from the gateway?",
    "Delete the draft",
    "Deleting the draft…",
    "The draft “{}” is deleted from the gateway.",
)
_BY_NOW = "On {gateway} it is “{now}” by now, and was “{was}” before: somebody has changed it. Nothing was sent."
_DELETE_PUBLISHED = "Everybody can see this dataset now; its page goes, and links to it lead nowhere."


@dataclass(frozen=True)
class Ready:
    """What was found out before the button can be pressed.

    Attributes:
        remote: the dataset as it stands there now.
        offer: what will happen to it then.
    """

    remote: Remote
    offer: Offer
    prepared: Prepared
    unsent: bool
    unready: str


class StatusDialog(WorkingSheet):
    """`dialog.<action>`, with the line `delete.confirm` where a dataset is to be deleted.

    Signals:
        changed(object): the receipt of what was done.
        unsure(object): the OutcomeUnknown of what may have been done; it stands in the outbox.
    """

    changed = Signal(object)
    unsure = Signal(object)
    _progressed = Signal(str)

    def __init__(
        self,
        action: Action,
        row: Linked,
        offer: Offer,
        connection: Connection,
        open_it: Callable[[Connection], Gateway],
        store: Store,
        tasks: Tasks,
        ways: WaysOf,
        unready: Callable[[Pulled], str] = lambda _: "",
        parent: QWidget | None = None,
    ) -> None:
        """Args:
        action: what is to be done.
        row: to which dataset.
        offer: what will happen then.
        connection: where.
        open_it: signs in; called in the background.
        store: where it is written down before it is sent.
        tasks: the door to the background.
        ways: what leads out of an error that happened in this sheet.
        unready: what keeps what the gateway holds from being published, in a sentence; for the background.
        parent: the window.
        """
        words = words_for(action, row.remote, offer.label)
        super().__init__(action, words.button, tasks, parent, accept=words.button)
        self._action, self._row, self.words = action, row, words
        self._remote = row.remote  # as the sheet speaks of it
        self._connection, self._open, self._store = connection, open_it, store
        self._unready = unready
        self._ready: Ready | None = None
        self._over = False
        self.question = self.add(heading("", self))
        self.facts = self.add(muted("", self))
        self.facts.setObjectName(f"{action}.facts")
        if connection.mark:
            self.add(Badge(self, connection))
        self.by_now = Warned(f"{action}.by-now", self)
        self.add(self.by_now)
        self.happens = self.add(look.Text(parent=self))
        self.happens.setObjectName(f"{action}.happens")
        self.undoable = self.add(look.Text(parent=self))
        self.undoable.setObjectName(f"{action}.undoable")
        self.unready = Warned(f"{action}.unready", self)
        self.add(self.unready)
        self.more = self.add(look.Text(parent=self))
        self.more.setObjectName(f"{action}.more")
        self.more.hide()
        if action == "delete" and self.accept_button is not None:
            theme.emphasise(self.accept_button, "danger")
        self.confirm: QLineEdit | None = self._ask_to_type() if action == "delete" else None
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        self._ways = ways
        self.body.addStretch(1)
        offer_guide(self, action, connection)
        self._progressed.connect(self.waiting.tell, Qt.ConnectionType.QueuedConnection)
        self._speak_of(row.remote, offer)
        self.fit(520, 260)
        self.refresh()
        self.look_again()

    def _speak_of(self, remote: Remote, offer: Offer) -> None:
        """Says what will happen to a dataset that stands there so."""
        self._remote, self.words = remote, words_for(self._action, remote, offer.label)
        self.question.setText(self.words.question.format(title_of(self._row)))
        self._say_status(remote)
        self.happens.setText(offer.why)
        self.undoable.setText(_taken_back(offer))
        self.undoable.set_tone("" if offer.undoable else "wrong")
        self.setWindowTitle(self.words.button)
        self.setAccessibleName(self.words.button)
        self._call_button(self.words.button)

    def _say_status(self, remote: Remote) -> None:
        status = STATUSES.get(remote.status, remote.native_status).lower()
        self.facts.setText(f"Dataset {remote.dataset_id} on {self._connection.name}, {status} now.")

    def _call_button(self, words: str) -> None:
        if self.accept_button is not None:
            self.accept_button.setText(words)
            self.accept_button.setAccessibleName(words)

    def refresh(self) -> None:
        """Sets whether it can be done now."""
        if self.accept_button is not None:
            self.accept_button.setEnabled(self._may)

    @property
    def _may(self) -> bool:
        typed = self.confirm is None or self.confirm.text().strip() == self._row.remote.dataset_id
        return typed and self._ready is not None and not self.waiting.busy and not self._over

    def finish(self) -> None:
        """Does it."""
        ready = self._ready
        if ready is None or not self._may:
            return
        row = self._row

        def work(cancel: CancelToken) -> Receipt:
            draft_id, schema = (row.draft.id, row.draft.schema) if row.draft is not None else ("", "")
            what = Submission(ready.prepared, draft_id, title_of(row), schema)
            gateway = self._open(self._connection)
            return submit(self._store, gateway, what, cancel=cancel, progress=self._progressed.emit)

        self.waiting.run(self.words.meanwhile, work, self._done, self._failed)

    def _ask_to_type(self) -> QLineEdit:
        words = f"Type the dataset ID {self._row.remote.dataset_id} to delete it"
        line = line_to_type(self, "delete.confirm", words, 240)
        line.textChanged.connect(lambda _: self.refresh())
        return line

    def look_again(self) -> None:
        """Asks what will be sent, as when the sheet was opened; nothing is sent before the button is pressed."""
        self.ways.take_back()
        self.waiting.run(f"Asking {self._connection.name}…", self._find_out, self._found_out, self._failed)

    def _find_out(self, cancel: CancelToken) -> Ready:
        gateway = self._open(self._connection)
        pulled = gateway.fetch(self._row.remote.dataset_id, cancel)
        now = pulled.remote
        offer = next(one for one in gateway.offers(now) if one.action == self._action)
        if now.status != self._remote.status and not offer.offered:
            raise NotOffered(f"{self._changed_to(now)} {offer.why}", now)
        prepared = gateway.prepare_status(now, self._action)
        cancel.check()
        publishes = self._action == "publish"
        unready = self._unready(pulled) if publishes else ""
        return Ready(now, offer, prepared, publishes and self._has_unsent(), unready)

    def _changed_to(self, now: Remote) -> str:
        was, status = (STATUSES.get(one.status, one.native_status).lower() for one in (self._remote, now))
        return _BY_NOW.format(gateway=self._connection.name, now=status, was=was)

    def _has_unsent(self) -> bool:
        """Whether the draft holds something else than the gateway does, as far as that is known."""
        draft = self._row.draft
        base = self._store.bases.of_draft(draft.id, self._connection.name) if draft is not None else None
        if draft is None or base is None:
            return False
        return not same(self._store.bases.value(base), self._store.drafts.load(draft.id).value)

    def _found_out(self, ready: Ready) -> None:
        changed = ready.remote.status != self._remote.status
        if changed:  # what the person has agreed to was said of something else
            self.by_now.say(f"{self._changed_to(ready.remote)} Decide anew.")
            self._speak_of(ready.remote, ready.offer)
            if self.confirm is not None:
                self.confirm.clear()
        self._ready = ready
        said = [one for one in ready.prepared.consequences if one != self.happens.text()]
        if self._action == "delete" and self._remote.status == "active":
            said.insert(0, _DELETE_PUBLISHED)
        if ready.unsent:
            said.append(_UNSENT.format("is published"))
        if self._action == "delete" and self._row.draft is not None:
            said.append(_STAYS)
        self.more.setText("\n".join(said))
        self.more.setVisible(bool(said))
        self._warn(ready.unready)
        warned = bool(ready.unready) + bool(self.by_now.isVisibleTo(self))
        self.fit(520, 260 + 24 * len(said) + 90 * warned)
        self.refresh()
        careful = bool(ready.unready) or changed or ready.offer.care != "plain"
        if careful:
            self.reject_button.setDefault(True)
        first = self.reject_button if careful else self.accept_button
        (self.confirm or first or self).setFocus()

    def _warn(self, unready: str) -> None:
        """What is unfinished is published only by somebody who means it: neither Enter nor the colour leads there."""
        self.unready.say(f"{unready} {UNFINISHED}" if unready else "")
        if unready and self.accept_button is not None:
            self._call_button(_ALL_THE_SAME)
            theme.emphasise(self.accept_button, "danger")
            self.reject_button.setDefault(True)

    def _done(self, receipt: Receipt) -> None:
        self._over = True
        self.accept()
        self.changed.emit(receipt)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, OutcomeUnknown):
            self._over = True  # it stands in the outbox, from where it is asked about
            self.refresh()
            self.unsure.emit(error)
        if isinstance(error, NotOffered):
            self._say_status(error.remote)
        if isinstance(error, ChangedThere):
            self._ready = None
            self.look_again()
        elif isinstance(error, Cancelled):
            self.waiting.say("Stopped. Nothing was sent.")
        else:
            ways = leaving_first(self, self._ways(error, self.look_again), _OUTSIDE)
            self.ways.show_error(error, ways, self._connection, self.windowTitle())
            self.fit(520, 380)


def _taken_back(offer: Offer) -> str:
    if offer.care == "plain" or offer.action == "delete":
        return _UNDOABLE if offer.undoable else _NOT_UNDOABLE
    return _SEEN if offer.undoable else _LOST


def words_for(action: Action, remote: Remote, label: str = "") -> Words:
    """How it is spoken of: as the system calls it, where it has a name of its own for it; a draft's deletion is less
    than that of what everybody can see.
    """
    if label:
        return Words(f"{label}: “{{}}”?", label, f"{label}…", f"{label}: “{{}}”. It is done.")
    return _DELETE_DRAFT if action == "delete" and remote.status == "draft" else WORDS[action]
