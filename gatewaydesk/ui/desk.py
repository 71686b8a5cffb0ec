"""What is open on the desk: the draft being written, where its file is, and how drafts and files come and go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.schema.told import named, told
from gatewaydesk.store import Draft, Store
from gatewaydesk.ui.drafting import Autosave, snapshot
from gatewaydesk.ui.sections import Section, sections_of
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.form.model import FormModel

Then = Callable[[], object]
_LONG = 500  # milliseconds after which a person is told that a draft is being opened
_LIKELY = 4  # so many schemas are tried on a file


@dataclass
class _Made:
    """What a background thread made ready: everything that needs no widget."""

    draft: Draft
    authoring: Authoring
    file: Path | None


@dataclass(frozen=True)
class Unsure:
    """A file was read, and which schema it follows is for the person to say.

    Attributes:
        fitting: the schemas that accept it.
        likeliest: the one that it is probably written for, or "".
        told: what it says itself (`$schema`), where that is no known schema; or "".
    """

    path: Path
    value: Any
    fitting: tuple[str, ...]
    likeliest: str
    told: str = ""


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
        closed(): none is.
        saved_to(Path): the document was written to a file.
        parted(str): the draft was changed somewhere else; this window goes on in a new one of that name.
        drafts_changed(): the list of drafts reads differently now.
        waiting(bool): opening a draft takes long; or, having taken long, has come to an end.
        unsure(Unsure): a file was read that fits no schema, or several.
        duplicates(Path, DuplicateMembers): a file names a member twice.
        failed(error): what was asked for could not be done.
    """

    opened = Signal()
    closed = Signal()
    saved_to = Signal(object)
    drafts_changed = Signal()
    parted = Signal(str)
    waiting = Signal(bool)
    unsure = Signal(object)
    duplicates = Signal(object, object)
    failed = Signal(object)

    def __init__(self, store: Store, catalogue: Catalogue, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._catalogue, self._tasks = store, catalogue, tasks
        self.autosave = Autosave(store, tasks, self)
        self.autosave.saved.connect(lambda _: self.drafts_changed.emit())
        self.autosave.parted.connect(self._parted)
        self.model: FormModel | None = None
        self.draft_id = ""
        self.file: Path | None = None
        self.sections: list[Section] = []
        self._clean = 0
        self._opening: CancelToken | None = None
        self._late = QTimer(self, singleShot=True, interval=_LONG)
        self._late.timeout.connect(lambda: self.waiting.emit(True))

    # Opening

    def new(self, schema_name: str, value: Any = None, *, example: bool = False) -> None:
        """Starts a draft: empty, from a value, or from the schema's example."""

        def make(token: CancelToken) -> _Made:
            from gatewaydesk.services.authoring import starting_value
            from gatewaydesk.ui.dialogs.new import example_of

            schema = self._catalogue.load(schema_name)
            start = value
            file = example_of(schema.name) if example and start is None else None
            if file is not None:
                start = jsonio.read_file(file)
            return self._create(schema, starting_value(schema) if start is None else start, None, token)

        self._begin(make)

    def open(self, draft_id: str) -> None:
        """Opens a draft; when it is open already, tells so again."""
        if draft_id == self.draft_id and self.model is not None:
            self.opened.emit()
            return

        def make(_: object) -> _Made:
            return self._ready(self._store.drafts.load(draft_id))

        self._begin(make)

    def make_ready(self) -> None:
        """Makes ready what the next draft needs, so that it opens at once: the parts that forms are made of, and the
        schema that it will follow most likely, the last one's."""

        def make(_: object) -> None:
            import gatewaydesk.ui.form.view  # noqa: F401
            from gatewaydesk.services.authoring import make_ready

            last = [row.schema for row in self._store.drafts.rows()[:1]]
            for name in last or [entry.name for entry in self._catalogue.entries()[:1]]:
                make_ready(self._catalogue.load(name))

        self._tasks.run(make, lambda _: None, lambda _: None, self)

    def read(self, path: Path, *, schema: str = "", last_wins: bool = False, pick_best: bool = False) -> None:
        """Opens a JSON file as a new draft that remembers its file."""

        def make(token: CancelToken) -> _Made | Unsure:
            value = jsonio.read_file(path, last_wins=last_wins)
            meant = schema or self._named(value)
            likely = [meant] if meant else self._catalogue.guess(value)[:_LIKELY]
            fitting = likely if meant else self._accepting(likely, value)
            if len(fitting) == 1 or (likely and pick_best):
                return self._create(self._catalogue.load((fitting or likely)[0]), value, path, token)
            return Unsure(path, value, tuple(fitting), likely[0] if likely else "", told(value))

        def not_read(error: BaseException) -> None:
            if isinstance(error, jsonio.DuplicateMembers):
                self.duplicates.emit(path, error)
            else:
                self.failed.emit(error)

        self._begin(make, not_read)

    def adopt(self, unsure: Unsure, schema: str) -> None:
        """Opens a file that was read already, by the schema that the person chose."""
        self._begin(lambda token: self._create(self._catalogue.load(schema), unsure.value, unsure.path, token))

    def take_in(self, path: Path) -> None:
        """Adds a JSON file to the drafts without opening it."""

        def make(_: object) -> Draft | Unsure:
            value = jsonio.read_file(path)
            meant = self._named(value)
            likely = [meant] if meant else self._catalogue.guess(value)
            if not likely:
                return Unsure(path, value, (), "", told(value))
            return self._create(self._catalogue.load(likely[0]), value, None).draft

        def done(made: Draft | Unsure) -> None:
            if isinstance(made, Unsure):
                self.unsure.emit(made)
            self.drafts_changed.emit()

        self._tasks.run(make, done, self.failed.emit, self)

    def _named(self, value: Any) -> str:
        """The known schema that a document says it is written by, or ""."""
        said = told(value)
        return named((self._catalogue.load(one.name) for one in self._catalogue.entries()), said) if said else ""

    def _accepting(self, names: list[str], value: Any) -> list[str]:
        from gatewaydesk.validation.engine import Checker

        return [name for name in names if Checker(self._catalogue.load(name)).is_valid(value)]

    def _ready(self, draft: Draft) -> _Made:
        return _Made(
            draft, _checked(self._catalogue.load(draft.schema, draft.schema_sha256), draft.value, draft.refused), None
        )

    def _create(self, schema: LoadedSchema, value: Any, file: Path | None, token: CancelToken | None = None) -> _Made:
        authoring = _checked(schema, value)
        if token is not None:
            token.check()  # while nothing is written yet
        whole = authoring.counts.get("")
        counts = (whole.required_done, whole.required_total, whole.all_done, whole.all_total) if whole else (0, 0, 0, 0)
        draft = self._store.drafts.create(
            value, schema=schema.name, title=authoring.title, counts=counts, schema_sha256=schema.sha256
        )
        return _Made(draft, authoring, file)

    def _begin(
        self,
        make: Callable[[CancelToken], _Made | Unsure],
        not_made: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Opens a draft by what `make` makes in the background; whoever asks for another one meanwhile wants that."""
        self.stop_opening()

        def arrived(made: _Made | Unsure) -> None:
            if self._opening is token:
                self._ended()
                self._made(made)
            else:
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
        self._opening = None
        if self._late.isActive():
            self._late.stop()
        else:
            self.waiting.emit(False)

    def _made(self, made: _Made | Unsure) -> None:
        if isinstance(made, Unsure):
            self.unsure.emit(made)
            return
        if not self._put_away():
            return
        from gatewaydesk.ui.form.model import FormModel

        self.model = FormModel(made.authoring, self._tasks, self)
        self.draft_id, self.file = made.draft.id, made.file
        self.sections = sections_of(made.authoring.schema, made.authoring.document.value)
        self._clean = made.authoring.document.revision
        self.autosave.watch(made.authoring, made.draft.id, made.draft.revision, made.draft.title)
        self.opened.emit()
        self.drafts_changed.emit()

    def _parted(self, draft_id: str, name: str) -> None:
        self.draft_id = draft_id
        self.parted.emit(name)

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
            before.close()
            before.authoring.follow(loaded)
            from gatewaydesk.ui.form.model import FormModel

            self.model = FormModel(before.authoring, self._tasks, self)
            self.sections = sections_of(loaded, before.authoring.document.value)
            before.deleteLater()
            self.opened.emit()

        self._tasks.run(make, made, self.failed.emit, self)

    # Closing

    def close(self) -> bool:
        """Closes the open draft, saved. False when it could not be saved: it stays open."""
        if self.model is None:
            return True
        if not self._put_away():
            return False
        self.closed.emit()
        return True

    def _put_away(self, *, keep: bool = True) -> bool:
        if self.model is None:
            return True
        if keep:
            self.model.commit_pending()
            if not self.autosave.stop():
                self.failed.emit(NotSaved(self.autosave.trouble))
                return False
        else:
            self.autosave.give_up()
        model, self.model = self.model, None
        self.draft_id, self.file, self.sections = "", None, []
        model.close()
        model.deleteLater()
        return True

    # Files

    def save_to(self, path: Path, *, remember: bool = True) -> None:
        """Writes the document to a file; what a person did not change is written as it was read."""
        if self.model is None:
            return
        self.model.commit_pending()
        authoring = self.model.authoring
        if authoring.document.revision != self._clean:
            authoring.touch_generated()
            self._clean = authoring.document.revision
        picture = snapshot(authoring.document.value)
        if remember:
            self.file = path

        def done(_: object) -> None:
            self.saved_to.emit(path)

        self._tasks.run(lambda _: jsonio.write_file(path, picture()), done, self.failed.emit, self)

    # The list of drafts

    def duplicate(self, draft_id: str) -> None:
        """Copies a draft and opens the copy."""
        if draft_id == self.draft_id:
            self.autosave.flush()

        def make(_: object) -> _Made:
            return self._ready(self._store.drafts.duplicate(draft_id))

        self._begin(make)

    def rename(self, draft_id: str, title: str) -> None:
        """Gives a draft another name in the list; its metadata stays as it is."""
        if draft_id == self.draft_id and self.model is not None:
            self.autosave.rename(title)
        self._tasks.run(
            lambda _: self._store.drafts.rename(draft_id, title),
            lambda _: self.drafts_changed.emit(),
            self.failed.emit,
            self,
        )

    def delete(self, draft_id: str, then: Then) -> None:
        """Takes a draft out of the list (and closes it when it is open); `then` offers to take that back."""
        if draft_id == self.draft_id:
            if not self.autosave.flush():
                self.failed.emit(NotSaved(self.autosave.trouble))
                return
            self._put_away(keep=False)
            self.closed.emit()

        def done(_: object) -> None:
            self.drafts_changed.emit()
            then()

        self._tasks.run(lambda _: self._store.drafts.delete(draft_id), done, self.failed.emit, self)

    def restore(self, draft_id: str) -> None:
        """Puts a deleted draft back."""
        self._tasks.run(
            lambda _: self._store.drafts.restore(draft_id),
            lambda _: self.drafts_changed.emit(),
            self.failed.emit,
            self,
        )


def _checked(schema: LoadedSchema, value: Any, refused: str = "") -> Authoring:
    """A document with its fields made and itself checked, so that nothing of that is left for the window."""
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.form.model import check_twice_at_first

    authoring = Authoring(schema, value)
    authoring.recall_refused(refused)
    return check_twice_at_first(authoring)
