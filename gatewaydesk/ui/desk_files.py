"""Files on the desk: read as drafts, and the open draft written to one and read from it again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.store import Draft
from gatewaydesk.store.files import content_of
from gatewaydesk.ui.file_news import FileNews
from gatewaydesk.ui.file_opening import Allowed, ReadAgain, Unsure, read_again
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.ui.desk import Desk


class DeskFiles(QObject):
    """Does with files what a desk is asked to; where the open draft's own file is, its `filing` knows.

    Attributes:
        clean: the revision of the open document in which the values that the application fills in are up to date.

    Signals:
        unsure(Unsure): a file was read that fits no schema, or several.
        doubted(Path, error, again): a file cannot be opened unasked; `again()` opens it all the same.
        has_draft(HasDraft): a file was opened that has a draft, and the two differ.
        remarked(str): what a person should know about the file that was opened.
    """

    unsure = Signal(object)
    doubted = Signal(object, object, object)
    has_draft = Signal(object)
    remarked = Signal(str)

    def __init__(self, desk: Desk, catalogue: Catalogue, tasks: Tasks) -> None:
        super().__init__(desk)
        self._desk, self._catalogue, self._tasks = desk, catalogue, tasks
        self.clean = 0

    # Opened as drafts

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
        wanted = partial(self.read, path, schema=schema, anew=anew, pick_best=pick_best)
        work = partial(self._desk.maker.read, path, schema=schema, allowed=allowed, anew=anew, pick_best=pick_best)
        self._desk.begin(work, lambda error: self._not_read(path, error, allowed, wanted))

    def adopt(self, unsure: Unsure, schema: str) -> None:
        """Opens a file that was read already, by the schema that the person chose."""
        file, maker = unsure.file, self._desk.maker
        self._desk.begin(lambda token: maker.create(self._catalogue.load(schema), file.value, file, token))

    def take_in(self, path: Path, allowed: Allowed = Allowed()) -> None:  # noqa: B008 - it is frozen
        """Adds a JSON file to the drafts without opening it."""

        def done(made: Draft | Unsure) -> None:
            if isinstance(made, Unsure):
                self.unsure.emit(made)
            self._desk.drafts_changed.emit()

        def not_read(error: BaseException) -> None:
            self._not_read(path, error, allowed, partial(self.take_in, path))

        self._tasks.run(partial(self._desk.maker.take_in, path, allowed), done, not_read, self)

    def _not_read(self, path: Path, error: BaseException, allowed: Allowed, again: partial[None]) -> None:
        also = allowed.also(error)
        if also is None:
            self._desk.failed.emit(error)
        else:
            self.doubted.emit(path, error, partial(again, allowed=also))

    # The open draft's file

    def save(self, path: Path, *, remember: bool = True, over: bool = False) -> None:
        """Writes the open document to a file; what a person did not change is written as it was read.

        Args:
            path: the file.
            remember: it is the draft's file from then on.
            over: writes over what another program has put there meanwhile.
        """
        model = self._desk.model
        if model is None:
            return
        model.commit_pending()
        authoring = model.authoring
        if authoring.document.revision != self.clean and not self._desk.reads_only:
            authoring.touch_generated()
            self.clean = authoring.document.revision
        self._desk.filing.save(path, snapshot(authoring.document.value), remember=remember, over=over)

    def read_again(self, news: FileNews) -> None:
        """Makes the open draft what its file says now, as one step that can be undone."""
        model = self._desk.model
        if model is None or self._desk.reads_only:
            return
        model.commit_pending()
        picture, revision = snapshot(model.authoring.document.value), model.authoring.document.revision

        def made(answer: ReadAgain) -> None:
            opened, edits = answer.file, answer.edits
            if self._desk.model is not model:
                return
            if model.authoring.document.revision != revision:
                self.read_again(news)
                return
            model.authoring.apply(edits, f"read “{news.path.name}” again")
            self.clean = model.authoring.document.revision
            self._desk.filing.accept(FileNews(news.path, opened.stamp), content_of(opened.value))
            for remark in opened.remarks:
                self.remarked.emit(remark)

        self._tasks.run(partial(read_again, news.path, picture), made, self._desk.failed.emit, self)
