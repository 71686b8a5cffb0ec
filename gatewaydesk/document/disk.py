"""Whole files, read and replaced safely: nothing hangs at a pipe, no link is broken, no file is half written."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gatewaydesk.errors import FileProblem

ASK_ABOVE = 50 * 1024 * 1024  # bytes: more is read only when somebody says so, for it takes long and needs much memory
SIZE_MOST = 800 * 1024 * 1024  # bytes: the database keeps no text of 1 GB
_CHUNK = 1 << 20

Check = Callable[[], object]
"""Called now and then during long work; raises when the work is no longer wanted."""

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EFBIG: "the file would be larger than this disk or account allows",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "you may not do that there (permission denied)",
    errno.EPERM: "you may not do that there (not permitted)",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "it is a link that leads in a circle",
    errno.EIO: "the disk reports an error",
}
if hasattr(errno, "EDQUOT"):
    _REASONS[errno.EDQUOT] = "your share of the disk is used up"
if hasattr(errno, "ESTALE"):
    _REASONS[errno.ESTALE] = "the network folder is no longer connected"


class TooLarge(FileProblem):
    """A file is larger than asked for. Where it `can_be_read` all the same, that is with `SIZE_MOST` as the limit."""

    def __init__(self, path: Path, size: int, limit: int) -> None:
        self.can_be_read = size <= SIZE_MOST
        words = f"above {limit / 1048576:,.0f} MB none is opened unasked"
        if not self.can_be_read:
            words = f"that is too large for Gateway Desk, which opens at most {SIZE_MOST / 1048576:,.0f} MB"
        super().__init__(
            f"“{path.name}” has {size / 1048576:,.0f} MB; {words}.",
            "Metadata is rarely above 1 MB: is this the right file?",
        )

    def for_commands(self) -> FileProblem:
        """The same for a script, which cannot be asked."""
        return FileProblem(self.what, f"{self.todo} If it is, add --large." if self.can_be_read else self.todo)


class NotWritten(FileProblem):
    """A file could not be written; what was there before is untouched."""


@dataclass(frozen=True)
class Stamp:
    """What a file was when it was last seen. Only `sha256` decides; the others save reading it again.

    Attributes:
        size: in bytes.
        mtime_ns: when it was changed, as its disk says, in nanoseconds.
        number: the disk's own number for it, which stays when it is renamed; 0 where there is none.
        sha256: of its bytes.
    """

    size: int
    mtime_ns: int
    number: int
    sha256: str

    def fits(self, about: os.stat_result) -> bool:
        """Whether a file looks as if it had not been touched since."""
        return (self.size, self.mtime_ns, self.number) == (about.st_size, about.st_mtime_ns, about.st_ino)


def read_stamped(path: Path, *, size_limit: int = ASK_ABOVE, check: Check | None = None) -> tuple[bytes, Stamp]:
    """A file's bytes, and what it was when they were read; raises as `read_bytes` does."""
    data, about = _read(path, size_limit, check)
    return data, _stamp(about, data)


def read_bytes(path: Path, *, size_limit: int = ASK_ABOVE, check: Check | None = None) -> bytes:
    """A file's bytes.

    Raises:
        TooLarge: it has more than `size_limit` bytes.
        FileProblem: it is no file, or cannot be read.
    """
    return _read(path, size_limit, check)[0]


def _read(path: Path, size_limit: int, check: Check | None) -> tuple[bytes, os.stat_result]:
    try:
        # Not waiting for the other end of a pipe: whether it is one is known only when it is open.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise FileProblem(f"“{path}” could not be read: it is {_what(about)}, not a file.", "Name a JSON file.")
            parts: list[bytes] = []
            held = 0
            while held <= size_limit and about.st_size <= size_limit:  # it may grow while it is read
                part = file.read(_CHUNK)
                if not part:
                    return b"".join(parts), about
                parts.append(part)
                held += len(part)
                if check is not None:
                    check()
            raise TooLarge(path, max(held, about.st_size), size_limit)
    except IsADirectoryError as error:
        raise FileProblem(f"“{path}” could not be read: it is a folder, not a file.", "Name a JSON file.") from error
    except (OSError, ValueError) as error:  # a name with a null character is a ValueError
        if isinstance(error, FileNotFoundError) and (leads := _to_nothing(path)):
            raise FileProblem(f"“{path}” could not be read: {leads}.", "Choose the file itself.") from error
        what = f"“{path}” could not be read: {os_reason(error)}."
        raise FileProblem(what, "Check the name and your rights.") from error


def write_bytes(path: Path, data: bytes, *, check: Check | None = None) -> Stamp:
    """Writes beside, syncs, renames: at every moment either the old or the new content is there, whole.

    Permissions, and where that is allowed the owner and the access list, stay those of what was there; a symbolic
    link stays one, and what it leads to is written (`real_path`).

    Returns:
        What the file is now.

    Raises:
        NotWritten: it could not be written, or there is something that is no file; what was there is untouched.
    """
    beside = ""
    try:
        target = real_path(path)
        about = _replaceable(path, target)
        # A name of its own: the target's may be as long as the disk allows already.
        handle, beside = tempfile.mkstemp(prefix=".saving-", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            for start in range(0, len(data), _CHUNK):
                file.write(data[start : start + _CHUNK])
                if check is not None:
                    check()
            file.flush()
            os.fsync(file.fileno())
        _take_after(beside, target, about)
        if check is not None:
            check()
        os.replace(beside, target)
        beside = ""
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and (leads := _to_nothing(path)):
            raise NotWritten(f"“{path}” could not be written: {leads}.", "Save elsewhere.") from error
        raise NotWritten(
            f"“{path}” could not be written: {os_reason(error)}.", "What was there before is unchanged; save elsewhere."
        ) from error
    finally:
        if beside:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
    _sync_folder(target.parent)
    try:
        return _stamp(target.stat(), data)
    except OSError:  # gone again, a moment after it was there
        return Stamp(len(data), 0, 0, hashlib.sha256(data).hexdigest())


def real_path(path: Path) -> Path:
    """Where a file really is: what a symbolic link leads to, else the path itself."""
    return Path(os.path.realpath(path))


def names_of(path: Path) -> int:
    """How many names (hard links) a file has on its disk; 0 where there is no file."""
    try:
        return path.stat().st_nlink
    except (OSError, ValueError):
        return 0


def stamp_now(path: Path, known: Stamp | None = None, *, check: Check | None = None) -> Stamp | None:
    """What a file is now, or None where there is none any more; it is read only where `known` does not fit.

    Raises:
        FileProblem: there is something, and it cannot be read.
    """
    try:
        about = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FileProblem(f"“{path}” could not be read: {os_reason(error)}.", "Check your rights.") from error
    if known is not None and known.fits(about):
        return known
    return read_stamped(path, size_limit=SIZE_MOST, check=check)[1]


def renamed_to(path: Path, stamp: Stamp, most: int = 10_000) -> Path | None:
    """Where in its folder a file is that is no longer called so, or None. Among more than `most` it is not sought."""
    if not stamp.number:
        return None
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for _, entry in zip(range(most), entries, strict=False):
            if entry.inode() == stamp.number and entry.is_file() and entry.stat().st_size == stamp.size:
                return Path(entry.path)
    return None


def os_reason(error: OSError | ValueError) -> str:
    """The operating system's reason in words."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    return _REASONS.get(error.errno) or (error.strerror or str(error)).lower()


def _replaceable(path: Path, target: Path) -> os.stat_result | None:
    """What stands where a file is to be written, or None.

    Raises:
        NotWritten: it must not be replaced.
    """
    try:
        about = target.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(about.st_mode):
        raise NotWritten(f"“{path}” could not be written: {_REASONS[errno.ELOOP]}.", "Save under another name.")
    if not stat.S_ISREG(about.st_mode):
        what = f"“{path}” could not be written: it is {_what(about)}, not a file."
        raise NotWritten(what, "Save under another name.")
    # Whoever may write everywhere is still asked to respect a file that nobody is meant to write to.
    if not about.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise NotWritten(f"“{target}” is read-only.", "Save under another name, or allow writing to it.")
    return about


def _to_nothing(path: Path) -> str:
    """That a path is a link to nothing, in words; "" where it is not."""
    with contextlib.suppress(OSError, ValueError):
        if path.is_symlink() and not path.exists():
            return f"it is a link that leads to “{real_path(path)}”, and there is nothing"
    return ""


def _what(about: os.stat_result) -> str:
    return "a folder" if stat.S_ISDIR(about.st_mode) else "a device or a pipe"


def _take_after(beside: str, target: Path, about: os.stat_result | None) -> None:
    """Gives a new file the owner, the access list and the permissions of the one that it replaces."""
    if about is None:
        os.chmod(beside, 0o666 & ~_umask())
        return
    if hasattr(os, "chown"):
        for owner, group in ((about.st_uid, about.st_gid), (-1, about.st_gid)):
            with contextlib.suppress(PermissionError):
                os.chown(beside, owner, group)
                break
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # not every disk has them, and not all may be set
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(beside, name, os.getxattr(target, name))
    os.chmod(beside, stat.S_IMODE(about.st_mode))


def _stamp(about: os.stat_result, data: bytes) -> Stamp:
    return Stamp(about.st_size, about.st_mtime_ns, about.st_ino, hashlib.sha256(data).hexdigest())


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Not every network folder can do that; the file is there by then, whole."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
