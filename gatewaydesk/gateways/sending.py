"""What a call carries when that is more than a piece of JSON: files, in whole or in part, read while they are sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

from gatewaydesk.errors import FileProblem

Sent = Callable[[int], object]
_BLOCK = 1 << 16  # bytes that are read from a file at once


@dataclass(frozen=True)
class FileState:
    """A file as it was when somebody decided to send it. Its content is not read for that.

    Attributes:
        path: where it is.
        size: in bytes.
        changed: when it was changed last, in nanoseconds.
    """

    path: Path
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> FileState:
        """How a file is now.

        Raises:
            FileProblem: it is not there, is no file, or may not be read.
        """
        try:
            with path.open("rb") as opened:
                state = os.fstat(opened.fileno())
        except OSError as error:
            raise FileProblem(f"“{path.name}” cannot be read: {error.strerror}.", "Choose another file.") from error
        return cls(path, state.st_size, state.st_mtime_ns)

    def check(self, opened: IO[bytes] | None = None) -> None:
        """Raises FileProblem where the file is no longer the one that it was."""
        try:
            state = os.fstat(opened.fileno()) if opened is not None else self.path.stat()
        except OSError as error:
            raise FileProblem(
                f"“{self.path.name}” can no longer be read: {error.strerror}.", "Put it back, and go on."
            ) from error
        if (state.st_size, state.st_mtime_ns) != (self.size, self.changed):
            changed = FileProblem(
                f"“{self.path.name}” was changed since its upload was begun, so it was not sent on: the gateway would "
                "get a mixture of both.",
                "Stop this upload, and begin a new one.",
            )
            changed.for_good = True
            raise changed


@dataclass(frozen=True)
class FilePart:
    """`length` bytes of a file, from `start` on; `length` None goes to its end."""

    file: FileState
    start: int = 0
    length: int | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return self.file.size - self.start if self.length is None else self.length


@dataclass(frozen=True)
class Content:
    """The body of a call, in pieces; never in memory as a whole.

    Attributes:
        pieces: what goes out, in order.
        type: its media type.
        sent: hears, while it goes out, how many bytes of it have been read; from a thread of the transport's.
    """

    pieces: tuple[bytes | FilePart, ...]
    type: str = "application/octet-stream"
    sent: Sent | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(len(one) if isinstance(one, bytes) else one.size for one in self.pieces)

    def stream(self) -> Stream:
        """A fresh reader of it, for one try."""
        return Stream(self)


def multipart(name: str, file: FileState, media_type: str = "application/octet-stream") -> Content:
    """One file as a form would send it (RFC 7578), in a field of that name."""
    boundary = uuid4().hex
    shown = file.path.name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    )
    pieces = (head.encode(), FilePart(file), f"\r\n--{boundary}--\r\n".encode())
    return Content(pieces, f"multipart/form-data; boundary={boundary}")


class Stream:
    """Reads a content once, the way HTTP libraries read a file whose size they know."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._size = content.size
        self._blocks = self._read()
        self._held = b""
        self._out = 0

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(_BLOCK):
            yield block

    def read(self, size: int = -1) -> bytes:
        """The next bytes, b"" at the end.

        Raises:
            FileProblem: a file cannot be read, or has changed.
        """
        while size < 0 or not self._held:
            block = next(self._blocks, b"")
            if not block:
                break
            self._held += block
        taken, self._held = (self._held, b"") if size < 0 else (self._held[:size], self._held[size:])
        self._out += len(taken)
        if self._content.sent is not None and taken:
            self._content.sent(self._out)
        return taken

    def close(self) -> None:
        """Closes the file that is being read."""
        self._blocks.close()

    def _read(self) -> Generator[bytes, None, None]:
        for piece in self._content.pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from _bytes_of(piece)


def _bytes_of(part: FilePart) -> Iterator[bytes]:
    try:
        with part.file.path.open("rb") as opened:
            part.file.check(opened)
            opened.seek(part.start)
            left = part.size
            while left > 0:
                block = opened.read(min(left, _BLOCK))
                if not block:
                    break
                left -= len(block)
                yield block
            part.file.check(opened)
    except OSError as error:
        raise FileProblem(
            f"“{part.file.path.name}” can no longer be read: {error.strerror}.", "Put it back, and go on."
        ) from error
