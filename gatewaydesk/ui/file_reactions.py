"""What the window says and asks about files: what is odd about one, that it has a draft, that others changed it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gatewaydesk.document.disk import TooLarge
from gatewaydesk.document.filed import ChangedOnDisk, Saved
from gatewaydesk.errors import Cancelled, FileProblem
from gatewaydesk.ui import asking, showing
from gatewaydesk.ui.dialogs.base import ask_then
from gatewaydesk.ui.file_news import FileNews, HasDraft

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow

_NEWS = "file"  # the notice about what became of the open draft's file
_REMARK = "remark"  # the one about how it was read
_SAVING = "saving to a file"


class FileReactions(QObject):
    """Connects a window with what happens to files."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        desk = window.desk
        desk.files.doubted.connect(self.doubted)
        desk.files.has_draft.connect(self.has_draft)
        desk.files.remarked.connect(lambda words: window.say(words, "warning", key=_REMARK))
        desk.opened.connect(self._another)
        desk.closed.connect(self._another)
        filing = desk.filing
        filing.saved.connect(self.saved)
        filing.not_saved.connect(self.not_saved)
        filing.waiting.connect(self.waiting)
        filing.news.connect(self.news)

    # Opening

    def doubted(self, _: Path, error: FileProblem, again: Callable[[], object]) -> None:
        """A file is large, or names members twice: opens it all the same, if the person wants that."""
        if isinstance(error, TooLarge):
            more = f"{error.todo} Opening it may take minutes, and much memory."
            ask_then(self._window, error.what, more, "Open it all the same", again, name="large-file")
        else:
            more = "Only the last of each is kept when you open it. The file itself stays as it is until you save."
            ask_then(self._window, error.what, more, "Open it, keeping the last", again, name="doubled")

    def has_draft(self, found: HasDraft) -> None:
        """A file was opened that has a draft, and one of the two was changed since."""
        window = self._window
        question, more = found.words
        anew = ("Read the file anew", lambda: window.desk.files.read(found.path, anew=True))
        go_on = lambda: window.open_draft(found.draft)  # noqa: E731
        ask_then(window, question, more, "Continue the draft", go_on, name="has-draft", other=anew)

    # Saving

    def saved(self, saved: Saved) -> None:
        """The document was written to a file."""
        window = self._window
        window.notice.take_back(_NEWS)
        words = " ".join((f"Saved to “{saved.path}”.", *saved.remarks))
        tone, holds = "done", showing.while_unchanged(window)
        if window.in_step.unfinished:
            words, tone = f"{words} The JSON text is unfinished: the file holds what was right last.", "warning"
        if saved.remarks:  # what is said of the file itself is to be read, whatever is typed meanwhile
            holds = showing.while_open(window)
        window.say(words, tone, 15 if saved.remarks or tone == "warning" else 6, holds=holds)

    def not_saved(self, path: Path, error: BaseException, remember: bool) -> None:
        """The document could not be written, or not without a question."""
        window = self._window
        if isinstance(error, Cancelled):
            window.say("Saving was cancelled; the file is as it was.", seconds=8)
        elif isinstance(error, ChangedOnDisk):
            news = FileNews(path, error.stamp)
            ask_then(
                window,
                error.what,
                "Nothing was written yet. Writing over it replaces what the other program wrote.",
                "Write over it",
                lambda: window.desk.files.save(path, over=True),
                name="changed-on-disk",
                other=("Compare…", lambda: self.compare(news)),
            )
        elif isinstance(error, FileProblem):
            elsewhere = asking.ask_save_as if remember else asking.ask_export
            again = ("Try again", lambda: window.desk.files.save(path, remember=remember))
            ask_then(
                window,
                error.what,
                f"{error.todo} Your draft is kept in Gateway Desk whatever becomes of the file.",
                "Save elsewhere…",
                lambda: elsewhere(window),
                name="not-saved",
                other=again,
            )
        else:
            showing.failed(window, error)

    def waiting(self, path: Path | None) -> None:
        """Saving takes long, or has come to an end."""
        notice = self._window.notice
        if path is None:
            notice.take_back(_SAVING)
        else:
            cancel = ("Cancel", self._window.desk.filing.cancel)
            notice.say(f"Saving to “{path}”…", key=_SAVING, buttons=[cancel])

    # What others do to the file

    def news(self, news: FileNews) -> None:
        """The open draft's file is not what it was when it was seen last."""
        window, filing = self._window, self._window.desk.filing
        doors: list[tuple[str, Callable[[], object]]]
        if news.stamp is not None:
            doors = [("Compare…", lambda: self.compare(news)), ("Keep mine", lambda: filing.accept(news))]
            if not window.desk.reads_only:
                doors.insert(0, ("Read it again", lambda: window.desk.files.read_again(news)))
        elif news.renamed is not None:
            doors = [("Save there from now on", lambda: filing.accept(news))]
        else:
            doors = [("Save elsewhere…", lambda: asking.ask_save_as(window))]
        window.notice.say(news.words, key=_NEWS, icon="warning", tone="practice", buttons=doors)

    def compare(self, news: FileNews) -> None:
        """Shows how the file and the open draft differ."""
        from gatewaydesk.ui.dialogs.file_compare import FileCompareDialog

        window = self._window
        model = window.current_model
        if model is None:
            return
        model.commit_pending()
        dialog = FileCompareDialog(news.path, model.authoring, window.tasks, window)
        dialog.read_wanted.connect(lambda: window.desk.files.read_again(news))
        dialog.keep_wanted.connect(lambda: window.desk.filing.accept(news))
        dialog.open()

    def _another(self) -> None:
        """Another draft is open: what was said of the last one's file is over."""
        for key in (_NEWS, _REMARK):
            self._window.notice.take_back(key)
