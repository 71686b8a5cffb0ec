"""What a person is told about the file of a draft: what has become of it, and which of the two was changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gatewaydesk.document.disk import Stamp, renamed_to, stamp_now
from gatewaydesk.ui.wording import when


@dataclass(frozen=True)
class FileNews:
    """A file is not what it was when it was seen last.

    Attributes:
        path: the file.
        stamp: what it is now, or None where there is none any more.
        renamed: where it is now, if it is in the same folder.
    """

    path: Path
    stamp: Stamp | None = None
    renamed: Path | None = None

    @property
    def words(self) -> str:
        """What happened, for the person who has its draft open."""
        if self.stamp is not None:
            return f"“{self.path.name}” was changed by another program since it was opened here."
        if self.renamed is not None:
            return f"“{self.path.name}” is now called “{self.renamed.name}”."
        return (
            f"“{self.path.name}” is no longer in its folder: it was moved or deleted. Your draft is kept; "
            "saving writes the file anew."
        )


@dataclass(frozen=True)
class HasDraft:
    """A file was opened that has a draft.

    Attributes:
        path, draft, title: the file, the draft's ID and how the list calls it.
        changed_at: when the draft was changed last (ISO 8601, UTC).
        draft_changed, file_changed: what was changed since the two said the same.
        stamp: what the file is now.
    """

    path: Path
    draft: str
    title: str
    changed_at: str
    draft_changed: bool
    file_changed: bool
    stamp: Stamp

    @property
    def same(self) -> bool:
        """Whether both still say the same."""
        return not (self.draft_changed or self.file_changed)

    @property
    def words(self) -> tuple[str, str]:
        """The question, and what it is about. Times are told, and never decide: clocks may be wrong."""
        file = f"“{self.path.name}” (changed {when(_moment(self.stamp))})"
        draft = f"the draft “{self.title}” (changed {when(self.changed_at)})"
        anew = "Reading the file anew makes a new draft; the other one stays among your drafts."
        if not self.file_changed:
            question = "There is a draft of this file, changed later."
            return question, f"{_first(draft)} holds changes that were not saved to {file}. {anew}"
        if not self.draft_changed:
            question = "This file was changed later than the draft of it."
            return question, f"Another program changed {file}; {draft} has nothing that was not in it before. {anew}"
        question = "There is a draft of this file, and both were changed."
        return question, f"{_first(file)} and {draft} were both changed since they last said the same. {anew}"


def look_at(path: Path, known: Stamp) -> FileNews:
    """What has become of a file; raises FileProblem where it is there and cannot be read."""
    stamp = stamp_now(path, known)
    return FileNews(path, stamp, renamed_to(path, known) if stamp is None else None)


def _moment(stamp: Stamp) -> str:
    return datetime.fromtimestamp(stamp.mtime_ns / 1e9, UTC).isoformat()


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]
