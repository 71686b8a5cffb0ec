"""A document and its file: opened with what has to be said about it, and saved so that only what changed is another.

What nobody touched stays as it was written: spelling of numbers, indentation, line ends, encoding.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk.document.difference import difference, identical
from gatewaydesk.document.disk import (
    ASK_ABOVE,
    SIZE_MOST,
    Check,
    Stamp,
    TooLarge,
    names_of,
    read_stamped,
    real_path,
    stamp_now,
    write_bytes,
)
from gatewaydesk.document.jsonio import ask_if_many, dumps, loads, of_file
from gatewaydesk.document.manner import GUESS, decoded
from gatewaydesk.document.spelling import follow
from gatewaydesk.errors import FileProblem

_FOLLOWED = 2_000_000  # characters of a text in which single changes are made; a larger one is written anew
_INDENT = re.compile(r"\n([ \t]+)\S")
_LINE_ENDS = re.compile("\r\n|\r")


@dataclass(frozen=True)
class Opened:
    """A file that was read.

    Attributes:
        value: what it says.
        stamp: what the file was then.
        remarks: sentences about it that a person should know.
    """

    path: Path
    value: Any
    stamp: Stamp
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A file that was written; `remarks` are sentences about it that a person should know."""

    path: Path
    stamp: Stamp
    remarks: tuple[str, ...] = ()


class ChangedOnDisk(FileProblem):
    """A file is another one than it was when it was last seen."""

    def __init__(self, path: Path, stamp: Stamp) -> None:
        super().__init__(
            f"“{path.name}” was changed by another program since it was opened here.",
            "Compare the two first; or save under another name.",
        )
        self.stamp = stamp


def open_file(
    path: Path, *, last_wins: bool = False, size_limit: int = ASK_ABOVE, check: Check | None = None
) -> Opened:
    """Reads a JSON file for a person who can be asked and told.

    Args:
        path: the file.
        last_wins: of a member that is there twice, the last one counts.
        size_limit: in bytes; see `TooLarge`. With `SIZE_MOST` nobody is asked, not about many values either.
        check: called between parts of a large or slow file; what it raises ends the reading.

    Raises:
        TooLarge, DuplicateMembers: a person has to be asked.
        FileProblem: it cannot be read, or not without loss.
    """
    data, stamp = read_stamped(path, size_limit=size_limit, check=check)
    text = ""
    try:
        text, manner = decoded(data, guess=True)
        ask_if_many(path, text, size_limit)
        value = loads(text, last_wins=last_wins)
    except TooLarge:
        raise
    except FileProblem as error:
        raise of_file(error, path.name, text) from error
    remarks = []
    if manner.guessed:
        remarks.append(
            f"“{path.name}” is not in UTF-8 and was read as {GUESS}: please look at letters with accents. "
            "When you save it, it is written as UTF-8."
        )
    return Opened(path, value, stamp, tuple(remarks))


def save_file(path: Path, value: Any, *, known: Stamp | None = None, check: Check | None = None) -> Saved:
    """Writes a document to a file, whole or not at all.

    Args:
        path: the file, or a symbolic link to it.
        value: the document.
        known: what the file was when it was last seen; None writes over whatever is there.
        check: called between parts; what it raises leaves the file as it was.

    Raises:
        ChangedOnDisk: the file is no longer what is `known` of it.
        NotWritten: it could not be written.
        FileProblem: the document holds something that JSON cannot carry.
    """
    there = stamp_now(path) if known is not None else None
    remarks = []
    data: bytes | None = None
    if known is not None and there is None:
        remarks.append("The file was no longer there: it has been written anew.")
    elif known is not None and there is not None:
        old, there = read_stamped(path, size_limit=SIZE_MOST, check=check)
        if there.sha256 != known.sha256:
            raise ChangedOnDisk(path, there)
        data, guessed = _changed(old, value)
        if guessed:
            remarks.append("It is UTF-8 now.")
        if data == old:
            return Saved(path, there, (*remarks, *_about_link(path)))
    if data is None:
        data = dumps(value).encode()
    others = names_of(path) - 1
    stamp = write_bytes(path, data, check=check)
    if others > 0:
        remarks.append(_about_other_names(path, others))
    return Saved(path, stamp, (*remarks, *_about_link(path)))


def _about_other_names(path: Path, others: int) -> str:
    """A file is replaced as a whole, so that none is ever half written; its other hard links keep the old one."""
    if others == 1:
        return f"“{path.name}” had a second name on the disk (a hard link): under that one, the file is as it was."
    return f"“{path.name}” had {others:,} other names on the disk (hard links): under those, the file is as it was."


def _about_link(path: Path) -> list[str]:
    return [f"“{path.name}” is a link: what was written is “{real_path(path)}”."] if path.is_symlink() else []


def _changed(data: bytes, value: Any) -> tuple[bytes, bool]:
    """A file's bytes made to say a value, in the file's own manner; and whether that manner had been guessed."""
    raw, manner = decoded(data, guess=True)
    text = raw if manner.line_end == "\n" else _LINE_ENDS.sub("\n", raw)
    body = text.rstrip(" \t\r\n")
    after = text[len(body) :]
    changed = _followed(body, value)
    if changed == body and not manner.guessed:
        return data, False
    if changed is None:
        changed = dumps(value, indent=_indent(body)).rstrip("\n")
    return manner.encoded(changed + after), manner.guessed


def _followed(text: str, value: Any) -> str | None:
    """A text in which only what changed is written anew; None where that would not say the value."""
    if len(text) > _FOLLOWED:
        return None
    try:
        edits = difference(loads(text), value)
        changed = follow(text, edits, value)[0] if edits else text
        return changed if changed is text or identical(loads(changed), value) else None
    except (FileProblem, LookupError, json.JSONDecodeError):
        return None


def _indent(text: str) -> str | None:
    """How a text indents its lines; None where it has only one."""
    found = _INDENT.search(text)
    return found[1] if found is not None else None
