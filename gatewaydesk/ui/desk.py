"""What is open on the desk: the draft being written, how it comes there, and how it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.store import Draft, Store
from gatewaydesk.store.writing import Left
from gatewaydesk.ui.desk_files import DeskFiles
from gatewaydesk.ui.dialogs.saving import Waited
from gatewaydesk.ui.draft_list import DraftList
from gatewaydesk.ui.draft_making import Made, Maker, Outcome
from gatewaydesk.ui.drafting import Autosave
from gatewaydesk.ui.file_news import HasDraft
from gatewaydesk.ui.file_opening import Unsure
from gatewaydesk.ui.filing import Filing
from gatewaydesk.ui.holding import Held, Holding, Way
from gatewaydesk.ui.opening import Opening
from gatewaydesk.ui.sections import Section, sections_of
from gatewaydesk.ui.sharing import Sharing
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.unfinished_boxes import boxes_of

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.form.model import FormModel


class NotSaved(GatewayDeskError):
    """The open draft could not be saved, so it stays open."""

    def __init__(self, trouble: str) -> None:
        super().__init__(
            f"The draft could not be saved: {trouble}",
            "It stays open, and saving is tried again. You can also save it to a file.",
        )


class Desk(QObject):
    """Holds at most one open draft. Everything that takes time runs in the background; signals tell the outcome.

    Signals:
        opened(): another draft is open: `model`, `sections`, `draft_id`, `file`.
        turned(): the open draft is about to be drawn anew, at the same place.
        closed(): none is.
        held(Held): a draft that was to be opened is open elsewhere; `open` it in another way, or leave it.
        parted(str): the draft was changed somewhere else; this window goes on in a new one of that name.
        drafts_changed(): the list of drafts reads differently now.
        draft_saved(str): of that draft alone it does.
        failed(error): what was asked for could not be done.
    """

    opened = Signal()
    turned = Signal()
    held = Signal(object)
    closed = Signal()
    drafts_changed = Signal()
    draft_saved = Signal(object)
    parted = Signal(str)
    failed = Signal(object)

    def __init__(self, store: Store, catalogue: Catalogue, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.autosave = Autosave(store, tasks, self)
        self.autosave.saved.connect(self.draft_saved)
        self.autosave.parted.connect(self._parted)
        self.holding = Holding(store, tasks, self)
        self.maker = Maker(store, catalogue, self.holding)
        self.opening = Opening(tasks, self)
        self.sharing = Sharing(self, store, tasks)
        self.drafts = DraftList(self, store, tasks)
        self.filing = Filing(store, tasks, self)
        self.files = DeskFiles(self, catalogue, tasks)
        self.model: FormModel | None = None
        self.draft_id = ""
        self.sections: list[Section] = []
        self.left = Left()  # how the open draft was left the last time

    # Opening

    def new(self, schema_name: str, value: Any = None, *, example: bool = False) -> None:
        """Starts a draft: empty, from a value, or from the schema's example."""
        self.begin(lambda token: self.maker.new(schema_name, value, token, example=example))

    @property
    def reads_only(self) -> bool:
        """Whether the open draft is only looked at here."""
        return self.model is not None and self.model.read_only

    def open(self, draft_id: str, way: Way = Way.WRITE) -> None:
        """Opens a draft; when it is open already, tells so again.

        One that another window has open is told by `held`, unless `way` says what to do about that.
        """
        if draft_id == self.draft_id and self.model is not None and not (way is Way.TAKE and not self.holding.mine):
            self.opened.emit()
            return
        if draft_id == self.draft_id and not self._saved_here(draft_id):
            return
        work = partial(self.maker.open, draft_id, way, open_here=self.draft_id)
        self.begin(work, sought=draft_id, taking_over=way is Way.TAKE)

    def _saved_here(self, draft_id: str) -> bool:
        """Whether all that was typed here is in that draft by now, and not in a copy."""
        if self.model is None:
            return True
        self.model.commit_pending()
        return self.save() and self.draft_id == draft_id

    def save(self) -> bool:
        """Writes what is not written yet of the open draft; where that cannot be, says why."""
        if self.autosave.flush():
            return True
        self._not_saved()
        return False

    def may_go_on(self) -> bool:
        """Saves what is open, as far as that can be; False when the person did not want to wait for it."""
        if self.model is not None:
            self.model.commit_pending()
            return self.autosave.flush() or self.autosave.waited is Waited.DONE
        return True

    def _not_saved(self) -> None:
        """Says why the open draft could not be saved; who did not want to wait for it knows."""
        if self.autosave.waited is Waited.DONE:
            self.failed.emit(NotSaved(self.autosave.trouble))

    def take_over(self) -> None:
        """Makes the open draft this window's own, to be written here."""
        if self.draft_id:
            self.open(self.draft_id, Way.TAKE)

    def make_ready(self) -> None:
        """Makes ready what the next draft needs, so that it opens at once: the parts that forms are made of, and the
        schema that it will follow most likely, the last one's."""
        self._tasks.run(lambda _: self.maker.make_ready(), lambda _: None, lambda _: None, self)

    @property
    def file(self) -> Path | None:
        """The open draft's file, or None."""
        return self.filing.path

    def begin(
        self,
        make: Callable[[CancelToken], Outcome],
        not_made: Callable[[BaseException], object] | None = None,
        *,
        sought: str = "",
        taking_over: bool = False,
    ) -> None:
        """Opens a draft by what `make` makes in the background; whoever asks for another one meanwhile wants that.

        Args:
            make: makes it ready.
            not_made: called with what went wrong; by default that is told.
            sought: the ID of the draft, where it has one.
            taking_over: it is taken from another window.
        """
        not_made = not_made or self.failed.emit
        self.opening.begin(make, self._made, not_made, self._not_wanted, sought=sought, taking_over=taking_over)

    def _not_wanted(self, made: Outcome) -> None:
        self._leave(made)
        self.drafts_changed.emit()

    def _leave(self, made: Outcome) -> None:
        """Lets go of a draft that was made ready and is not wanted any more."""
        if isinstance(made, Made) and made.draft.id not in (self.draft_id, self.opening.sought):
            self.holding.release(made.draft.id)

    def _made(self, made: Outcome) -> None:
        if isinstance(made, Unsure):
            self.files.unsure.emit(made)
            return
        if isinstance(made, Held):
            self.held.emit(made)
            return
        if isinstance(made, HasDraft):
            self.open(made.draft) if made.same else self.files.has_draft.emit(made)
            return
        if not self._put_away(next_=made.draft.id):
            self._leave(made)
            return
        from gatewaydesk.ui.form.model import FormModel

        self.model = FormModel(made.authoring, self._tasks, self, read_only=not made.hold.writes)
        self.model.beside.unfinished = boxes_of(made.left.boxes, made.authoring.document.value)
        self.draft_id = made.draft.id
        self.filing.follow(made.draft.id, made.file)
        self.left = made.left
        self.sections = sections_of(made.authoring.schema, made.authoring.document.value)
        self.files.clean = made.authoring.document.revision
        if made.hold.writes:
            self.autosave.watch(made.authoring, made.draft.id, made.draft.revision, made.draft.title)
        self.holding.begin(made.draft.id, made.hold, made.draft.revision)
        self.opened.emit()
        for remark in made.remarks:
            self.files.remarked.emit(remark)
        self.drafts_changed.emit()

    def _parted(self, draft_id: str, name: str) -> None:
        self.draft_id = draft_id
        self.holding.go_on_in(draft_id)
        self.filing.go_on_in(draft_id)
        self.parted.emit(name)

    def open_anew(self, draft: Draft) -> None:
        """Opens the open draft again, as it is now: its schema is another one than its form was made for."""
        self.begin(lambda _: self.maker.ready(draft, self.holding.hold), sought=draft.id)

    def draw_anew(self, schema: str) -> None:
        """Makes the form of the open draft again if it is of that schema, whose hints have changed. Nothing is lost."""
        model = self.model
        if model is None or model.authoring.schema.name != schema:
            return
        pin = model.authoring.schema.sha256

        def made(loaded: LoadedSchema) -> None:
            before = self.model
            if before is not model or before is None:
                return  # another draft is open by now
            before.commit_pending()
            before.authoring.follow(loaded)
            self.draw(before.authoring, read_only=before.read_only)

        self._tasks.run(lambda _: self.maker.load(schema, pin), made, self.failed.emit, self)

    def draw(self, authoring: Authoring, *, read_only: bool) -> None:
        """Makes the form of the open draft anew, at the same place."""
        from gatewaydesk.ui.form.model import FormModel

        self.turned.emit()
        before = self.model
        if before is not None:
            before.close()
            before.deleteLater()
        self.model = FormModel(authoring, self._tasks, self, read_only=read_only)
        if before is not None:
            self.model.take_beside(before)
        self.sections = sections_of(authoring.schema, authoring.document.value)
        self.opened.emit()

    # Closing

    def close(self) -> bool:
        """Closes the open draft, saved. False when it could not be saved: it stays open."""
        if self.model is None:
            return True
        if not self._put_away():
            return False
        self.closed.emit()
        return True

    def drop(self) -> None:
        """Closes the open draft as it was saved last: it is about to be deleted."""
        self._put_away(keep=False)
        self.closed.emit()

    def _put_away(self, *, keep: bool = True, next_: str = "") -> bool:
        if self.model is None:
            return True
        if keep:
            self.model.commit_pending()
            if not self.autosave.stop():
                self._not_saved()
                return False
        else:
            self.autosave.give_up()
        self.holding.end(next_)
        model, self.model = self.model, None
        self.draft_id, self.sections = "", []
        self.filing.follow("", None)
        model.close()
        model.deleteLater()
        return True
