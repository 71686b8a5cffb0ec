"""A zip from anywhere, opened so that nothing in it can do harm: it is only read by names that were expected.

Nothing is ever unpacked under a name that stands in the zip. What leads out of it, is a link, is locked or would unpack
to more than there is room for is refused, and so is whatever differs from the hash that was written down for it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from gatewaydesk.document.disk import os_reason
from gatewaydesk.errors import FileProblem

MOST_FILES = 100_000
LARGEST = 4 << 30
"""Bytes that all of it may unpack to."""
LONGEST_LINE = 512 << 20
"""Bytes of one line: the largest document, escaped."""

_CHUNK = 1 << 20
_KINDS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_OUT = re.compile(r"^[/\\]|^[A-Za-z]:|\\|\0")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)

Check = Callable[[], object]


class Zip:
    """An open zip of which everything was looked at but what the files hold."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file, self._name = file, name
        self.names = {one.filename: one.file_size for one in file.infolist() if not one.is_dir()}

    def small(self, name: str, most: int = 64 << 20) -> bytes:
        """A file's bytes.

        Raises:
            FileProblem: it is not there, is damaged, or larger than it may be.
        """
        if self.names.get(name, most + 1) > most:
            raise broken(self._name, f"it has no “{name}” that can be used")
        with self.stream(name) as file:
            return file.read()

    @contextlib.contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A file to read from.

        Raises:
            FileProblem: it is damaged.
        """
        try:
            with self._file.open(name) as file:
                yield file
        except _BROKEN as error:
            raise broken(self._name, f"“{name}” in it is damaged") from error

    def compare(self, hashes: Mapping[str, str], check: Check = bool) -> None:
        """Reads files through.

        Args:
            hashes: SHA-256 in hexadecimal, by name.
            check: called now and then; raises where this is no longer wanted.

        Raises:
            FileProblem: one is missing or is not what it was.
        """
        for name, wanted in hashes.items():
            if name not in self.names:
                raise broken(self._name, f"“{name}” is missing from it")
            seen = hashlib.sha256()
            with self.stream(name) as file:
                while part := file.read(_CHUNK):
                    seen.update(part)
                    check()
            if seen.hexdigest() != wanted:
                raise broken(self._name, f"“{name}” in it was changed")


@contextlib.contextmanager
def opened(path: Path, room: int) -> Iterator[Zip]:
    """Opens a zip.

    Args:
        path: the file.
        room: bytes that it may unpack to, at most `LARGEST`.

    Raises:
        FileProblem: it is no zip, or one that could do harm; the sentence says what.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileProblem(f"“{path}” is not a file.", "Name a zip that Gateway Desk wrote.")
        file = zipfile.ZipFile(path)
    except OSError as error:
        what = f"“{path}” could not be read: {os_reason(error)}."
        raise FileProblem(what, "Check the name and your rights.") from error
    except _BROKEN as error:
        raise broken(path.name, "it is no zip, or only a part of one") from error
    with file:
        refuse_harm(path.name, file.infolist(), room)
        yield Zip(file, path.name)


def refuse_harm(zip_name: str, entries: list[zipfile.ZipInfo], room: int) -> None:
    """Looks at what a zip says of its files, before any of them is read.

    Raises:
        FileProblem: it is not to be trusted.
    """
    if len(entries) > MOST_FILES:
        raise broken(zip_name, f"it holds {len(entries):,} files, and at most {MOST_FILES:,} are read")
    total, seen = 0, set()
    for one in entries:
        name = one.filename
        if _OUT.search(name) or ".." in PurePosixPath(name).parts or "\0" in one.orig_filename:
            raise broken(zip_name, f"the name “{name[:80]}” in it leads out of it")
        if stat.S_ISLNK(one.external_attr >> 16):
            raise broken(zip_name, f"“{name[:80]}” in it is a link")
        if one.flag_bits & 1:
            raise broken(zip_name, "it is locked with a password")
        if one.compress_type not in _KINDS:
            raise broken(zip_name, f"“{name[:80]}” in it is packed in a way that is not read here")
        if name.casefold() in seen:
            raise broken(zip_name, f"it holds “{name[:80]}” twice")
        seen.add(name.casefold())
        total += one.file_size
    if total > LARGEST:
        raise broken(
            zip_name, f"it would unpack to {total / 1e9:,.1f} GB, and at most {LARGEST / 1e9:,.1f} GB are read"
        )
    if total > room:
        raise FileProblem(
            f"“{zip_name}” unpacks to {total / 1e6:,.0f} MB, and the disk has room for {room / 1e6:,.0f} MB.",
            "Free some space, then try again. Nothing was taken in.",
        )


def broken(zip_name: str, why: str) -> FileProblem:
    """A zip is refused as a whole."""
    return FileProblem(
        f"“{zip_name}” cannot be taken in: {why}.", "Nothing was taken in. Take another copy of it, if there is one."
    )
