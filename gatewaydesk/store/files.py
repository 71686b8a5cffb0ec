"""Which file a draft was read from or saved to, so that the two are known again when either is opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.disk import Stamp
from gatewaydesk.store.database import Database


@dataclass(frozen=True)
class FileOf:
    """A draft's file.

    Attributes:
        draft: the draft's ID.
        path: the file, as the person named it.
        stamp: what it was when this draft and it said the same last.
        content: `content_of` the value that both said then.
    """

    draft: str
    path: Path
    stamp: Stamp
    content: str


def content_of(value: Any) -> str:
    """A hash of what a document says, member order included."""
    return hashlib.sha256(jsonio.dumps(value, indent=None).encode()).hexdigest()


class Files:
    """The drafts' files. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft: str, path: Path, stamp: Stamp, content: str) -> None:
        """Remembers a draft's file; nothing happens where the draft is gone, or the file's name is no Unicode.

        A disk's number for a file may be larger than any that SQLite holds, so it is kept as a text.
        """
        named = _named(path)
        if not named:
            return
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO files (draft, path, size, mtime_ns, inode, sha256, content)"
                " SELECT number, ?2, ?3, ?4, ?5, ?6, ?7 FROM drafts WHERE id = ?1",
                (draft, named, stamp.size, stamp.mtime_ns, str(stamp.number), stamp.sha256, content),
            )

    def of(self, draft: str) -> FileOf | None:
        """A draft's file, or None."""
        found = self._found("d.id = ?", draft)
        return found[0] if found else None

    def drafts_of(self, path: Path) -> list[FileOf]:
        """The drafts of a file that were not deleted, last changed first."""
        return self._found("f.path = ? AND d.deleted_at IS NULL", _named(path))

    def _found(self, where: str, value: str) -> list[FileOf]:
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT d.id, f.path, f.size, f.mtime_ns, f.inode, f.sha256, f.content"  # noqa: S608 - constants
                f" FROM files f JOIN drafts d ON d.number = f.draft WHERE {where}"
                " ORDER BY d.changed_at DESC, d.number DESC",
                (value,),
            )
            return [
                FileOf(draft, Path(path), Stamp(size, mtime, int(number), sha256), content)
                for draft, path, size, mtime, number, sha256, content in rows
            ]


def _named(path: Path) -> str:
    """A path that means the same from every folder, or "" where no text can say it."""
    name = str(path.absolute())
    return "" if any("\ud800" <= mark <= "\udfff" for mark in name) else name
