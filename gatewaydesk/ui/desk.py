"""What is open on the desk: the draft being written, where its file is, and how drafts and files come and go."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.store import Draft, Store
from gatewaydesk.store.files import content_of
from gatewaydesk.store.writing import Left
from gatewaydesk.ui.dialogs.saving import Waited
from gatewaydesk.ui.draft_making import Made, Maker, Outcome
from gatewaydesk.ui.drafting import Autosave, snapshot
from gatewaydesk.ui.file_news import FileNews, HasDraft
from gatewaydesk.ui.file_opening import Allowed, ReadAgain, Unsure, read_again
from gatewaydesk.ui.filing import Filing
from gatewaydesk.ui.holding import Held, Holding, Way
from gatewaydesk.ui.sections import Section, sections_of
from gatewaydesk.ui.sharing import Sharing
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.unfinished_boxes import boxes_of

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.form.model import FormModel

Then = Callable[[], object]
_LONG = 500  # milliseconds after which a person is told that a draft is being opened


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
        waiting(bool): opening a draft takes long; or, having taken long, has come to an end.
        unsure(Unsure): a file was read that fits no schema, or several.
        doubted(Path, error, again): a file cannot be opened unasked; `again()` opens it all the same.
        has_draft(HasDraft): a file was opened that has a draft, and the two differ.
        remarked(str): what a person should know about the file that was opened.
        failed(error): what was asked for could not be done.
    """

    opened = Signal()
    turned = Signal()
    held = Signal(object)
    closed = Signal()
    drafts_changed = Signal()
    draft_saved = Signal(object)
    parted = Signal(str)
    waiting = Signal(bool)
    unsure = Signal(object)
    doubted = Signal(object, object, object)
    has_draft = Signal(object)
    remarked = Signal(str)
    failed = Signal(object)

    def __init__(self, store: Store, catalogue: Catalogue, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._catalogue, self._tasks = store, catalogue, tasks
        self.autosave = Autosave(store, tasks, self)
        self.autosave.saved.connect(self.draft_saved)
        self.autosave.parted.connect(self._parted)
        self.holding = Holding(store, tasks, self)
        self._maker = Maker(store, catalogue, self.holding)
        self.sharing = Sharing(self, store, tasks)
        self.model: FormModel | None = None
        self.draft_id = ""
        self.filing = Filing(store, tasks, self)
        self.sections: list[Section] = []
        self.left = Left()  # how the open draft was left the last time
        self._clean = 0
        self._opening: CancelToken | None = None
        self._sought = ""  # the draft that is being opened
        self.taking_over = False  # that draft, from another window
        self._late = QTimer(self, singleShot=True, interval=_LONG)
        self._late.timeout.connect(lambda: self.waiting.emit(True))

    # Opening

    def new(self, schema_name: str, value: Any = None, *, example: bool = False) -> None:
        """Starts a draft: empty, from a value, or from the schema's example."""

        self._begin(lambda token: self._maker.new(schema_name, value, token, example=example))

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

        work = partial(self._maker.open, draft_id, way, open_here=self.draft_id)
        self._begin(work, sought=draft_id)
        self.taking_over = way is Way.TAKE

    def _saved_here(self, draft_id: str) -> bool:
        """Whether all that was typed here is in that draft by now, and not in a copy."""
        if self.model is None:
            return True
        self.model.commit_pending()
        if not self.autosave.flush():
            self._not_saved()
            return False
        return self.draft_id == draft_id

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

        def make(_: object) -> None:
            import gatewaydesk.ui.form.view  # noqa: F401
            from gatewaydesk.services.authoring import make_ready

            last = [row.schema for row in self._store.drafts.rows(limit=1)]
            for name in last or [entry.name for entry in self._catalogue.entries()[:1]]:
                make_ready(self._catalogue.load(name))

        self._tasks.run(make, lambda _: None, lambda _: None, self)

    @property
    def file(self) -> Path | None:
        """The open draft's file, or None."""
        return self.filing.path

    def read(
        self,
        path: Path,
        *,
        schema: str = "",
        allowed: Allowed = Allowed(),  # noqa: B008 - it is frozen
        anew: bool = False,
        pick_best: bool = False,
    ) -> None:
        """Opens a JSON file as a draft that remembers its file: its own where it has one and both say the same.

        Args:
            path: the file.
            schema: the one to open it by; else the one that it names or that fits it.
            allowed: what the person has said yes to.
            anew: opens it as a new draft although it has one.
            pick_best: asks nothing that can be answered by a rule.
        """

        def not_read(error: BaseException) -> None:
            also = allowed.also(error)
            if also is None:
                self.failed.emit(error)
                return
            again = partial(self.read, path, schema=schema, allowed=also, anew=anew, pick_best=pick_best)
            self.doubted.emit(path, error, again)

        work = partial(self._maker.read, path, schema=schema, allowed=allowed, anew=anew, pick_best=pick_best)
        self._begin(work, not_read)

    def adopt(self, unsure: Unsure, schema: str) -> None:
        """Opens a file that was read already, by the schema that the person chose."""
        file = unsure.file
        self._begin(lambda token: self._maker.create(self._catalogue.load(schema), file.value, file, token))

    def take_in(self, path: Path, allowed: Allowed = Allowed()) -> None:  # noqa: B008 - it is frozen
        """Adds a JSON file to the drafts without opening it."""

        def done(made: Draft | Unsure) -> None:
            if isinstance(made, Unsure):
                self.unsure.emit(made)
            self.drafts_changed.emit()

        def not_read(error: BaseException) -> None:
            also = allowed.also(error)
            if also is None:
                self.failed.emit(error)
            else:
                self.doubted.emit(path, error, partial(self.take_in, path, also))

        self._tasks.run(partial(self._maker.take_in, path, allowed), done, not_read, self)

    def _begin(
        self,
        make: Callable[[CancelToken], Outcome],
        not_made: Callable[[BaseException], object] | None = None,
        sought: str = "",
    ) -> None:
        """Opens a draft by what `make` makes in the background; whoever asks for another one meanwhile wants that."""
        self.stop_opening()
        self._sought = sought

        def arrived(made: Outcome) -> None:
            if self._opening is token:
                self._ended()
                self._made(made)
            else:
                self._leave(made)
                self.drafts_changed.emit()

        def failed(error: BaseException) -> None:
            if self._opening is token:
                self._ended()
                (not_made or self.failed.emit)(error)

        token = self._opening = self._tasks.run(make, arrived, failed, self)
        self._late.start()

    def stop_opening(self) -> None:
        """Gives up the draft that is being opened; what is open stays open."""
        if self._opening is not None:
            self._opening.cancel()
            self._ended()

    def _ended(self) -> None:
        self._opening, self._sought, self.taking_over = None, "", False
        if self._late.isActive():
            self._late.stop()
        else:
            self.waiting.emit(False)

    def _leave(self, made: Outcome) -> None:
        """Lets go of a draft that was made ready and is not wanted any more."""
        if isinstance(made, Made) and made.draft.id not in (self.draft_id, self._sought):
            self.holding.release(made.draft.id)

    def _made(self, made: Outcome) -> None:
        if isinstance(made, Unsure):
            self.unsure.emit(made)
            return
        if isinstance(made, Held):
            self.held.emit(made)
            return
        if isinstance(made, HasDraft):
            self.open(made.draft) if made.same else self.has_draft.emit(made)
            return
        if not self._put_away(next_=made.draft.id):
            self._leave(made)
            return
        from gatewaydesk.ui.form.model import FormModel

        self.model = FormModel(made.authoring, self._tasks, self, read_only=not made.hold.writes)
        self.model.unfinished = boxes_of(made.left.boxes, made.authoring.document.value)
        self.draft_id = made.draft.id
        self.filing.follow(made.draft.id, made.file)
        self.left = made.left
        self.sections = sections_of(made.authoring.schema, made.authoring.document.value)
        self._clean = made.authoring.document.revision
        if made.hold.writes:
            self.autosave.watch(made.authoring, made.draft.id, made.draft.revision, made.draft.title)
        self.holding.begin(made.draft.id, made.hold, made.draft.revision)
        self.opened.emit()
        for remark in made.remarks:
            self.remarked.emit(remark)
        self.drafts_changed.emit()

    def _parted(self, draft_id: str, name: str) -> None:
        self.draft_id = draft_id
        self.holding.go_on_in(draft_id)
        self.filing.go_on_in(draft_id)
        self.parted.emit(name)

    def open_anew(self, draft: Draft) -> None:
        """Opens the open draft again, as it is now: its schema is another one than its form was made for."""
        self._begin(lambda _: self._maker.ready(draft, self.holding.hold), sought=draft.id)

    def draw_anew(self, schema: str) -> None:
        """Makes the form of the open draft again if it is of that schema, whose hints have changed. Nothing is lost."""
        model = self.model
        if model is None or model.authoring.schema.name != schema:
            return
        pin = model.authoring.schema.sha256

        def make(_: object) -> LoadedSchema:
            from gatewaydesk.services.authoring import make_ready

            loaded = self._catalogue.load(schema, pin)
            make_ready(loaded)
            return loaded

        def made(loaded: LoadedSchema) -> None:
            before = self.model
            if before is not model or before is None:
                return  # another draft is open by now
            before.commit_pending()
            before.authoring.follow(loaded)
            self.draw(before.authoring, read_only=before.read_only)

        self._tasks.run(make, made, self.failed.emit, self)

    def draw(self, authoring: Authoring, *, read_only: bool) -> None:
        """Makes the form of the open draft anew, at the same place."""
        from gatewaydesk.ui.form.model import FormModel

        self.turned.emit()
        before = self.model
        if before is not None:
            before.close()
            before.deleteLater()
        self.model = FormModel(authoring, self._tasks, self, read_only=read_only)
        self.model.unfinished = dict(before.unfinished) if before is not None else {}
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

    # Files

    def save_to(self, path: Path, *, remember: bool = True, over: bool = False) -> None:
        """Writes the document to a file; what a person did not change is written as it was read.

        Args:
            path: the file.
            remember: it is the draft's file from then on.
            over: writes over what another program has put there meanwhile.
        """
        if self.model is None:
            return
        self.model.commit_pending()
        authoring = self.model.authoring
        if authoring.document.revision != self._clean and not self.reads_only:
            authoring.touch_generated()
            self._clean = authoring.document.revision
        self.filing.save(path, snapshot(authoring.document.value), remember=remember, over=over)

    def read_file_again(self, news: FileNews) -> None:
        """Makes the open draft what its file says now, as one step that can be undone."""
        model = self.model
        if model is None or self.reads_only:
            return
        model.commit_pending()
        picture, revision = snapshot(model.authoring.document.value), model.authoring.document.revision

        def made(answer: ReadAgain) -> None:
            opened, edits = answer.file, answer.edits
            if self.model is not model:
                return
            if model.authoring.document.revision != revision:
                self.read_file_again(news)
                return
            model.authoring.apply(edits, f"read “{news.path.name}” again")
            self._clean = model.authoring.document.revision
            self.filing.accept(FileNews(news.path, opened.stamp), content_of(opened.value))
            for remark in opened.remarks:
                self.remarked.emit(remark)

        work = partial(read_again, news.path, picture)
        self._tasks.run(work, made, self.failed.emit, self)

    # The list of drafts

    def duplicate(self, draft_id: str) -> None:
        """Copies a draft and opens the copy."""
        if draft_id == self.draft_id and not self.autosave.flush():
            self._not_saved()
            return

        self._begin(lambda _: self._maker.copy(draft_id))

    def rename(self, draft_id: str, title: str) -> None:
        """Gives a draft another name in the list; its metadata stays as it is."""
        if draft_id == self.draft_id and self.model is not None:
            self.autosave.rename(title)

        def work(_: object) -> None:
            self._store.opened.refuse_open(draft_id, "Rename it there, or close it there first.", self.holding.window)
            self._store.drafts.rename(draft_id, title)

        self._tasks.run(work, lambda _: self.drafts_changed.emit(), self.failed.emit, self)

    def delete(self, draft_id: str, then: Then) -> None:
        """Takes a draft out of the list (and closes it when it is open); `then` offers to take that back."""
        if draft_id == self.draft_id and self.holding.mine:
            if not self.autosave.flush():
                self._not_saved()
                return
            self._put_away(keep=False)
            self.closed.emit()

        def work(_: object) -> None:
            self._store.opened.refuse_open(draft_id, "Close it there first, then delete it.", self.holding.window)
            self._store.drafts.delete(draft_id)

        def done(_: object) -> None:
            self.drafts_changed.emit()
            then()

        self._tasks.run(work, done, self.failed.emit, self)

    def restore(self, draft_id: str) -> None:
        """Puts a deleted draft back."""
        self._tasks.run(
            lambda _: self._store.drafts.restore(draft_id),
            lambda _: self.drafts_changed.emit(),
            self.failed.emit,
            self,
        )
