"""Reading a batch's files back from Data Access: to see whether they are what was sent, or to keep them here."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from gatewaydesk.errors import FileProblem, Refused
from gatewaydesk.gateways.adobe_answers import raise_unless
from gatewaydesk.gateways.adobe_reading import listed
from gatewaydesk.gateways.adobe_way import EXPORT, Way, segment
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.work import Progress, Table
from gatewaydesk.job import Job

CHECK, FETCH = "check", "fetch"
PAGE = 100  # the most that Data Access lists at once
_MOST_PAGES = 1000
_NO_NAME = frozenset({"", ".", ".."})
_COLUMNS = ("File", "Bytes sent", "Bytes there", "SHA-256 sent", "SHA-256 there", "Same")


@dataclass(frozen=True)
class Stored:
    """One file of a batch as the platform keeps it: its name, its length in bytes, and where its bytes are."""

    name: str
    length: int
    path: str


def stored(way: Way, batch_id: str, cancel: CancelToken) -> Iterator[Stored]:
    """Every file of a batch that was taken in.

    Raises:
        Refused: there are none to read, or a link leads elsewhere.
    """
    for entry in _paged(way, f"{EXPORT}/batches/{segment(batch_id)}/files", cancel):
        file_id = str(entry.get("dataSetFileId") or "")
        path = _link(way, entry) or f"{EXPORT}/files/{segment(file_id)}"
        for one in _paged(way, path, cancel):
            name = str(one.get("name") or "")
            length = str(one.get("length") or "0")
            place = _link(way, one) or f"{path}?path={segment(name)}"
            yield Stored(name, int(length) if length.isascii() and length.isdecimal() else 0, place)


def go_on(way: Way, job: Job, at: Progress, cancel: CancelToken) -> Job:
    """Reads file after file, each told when it is read. What was read before a restart is not read again."""
    facts: dict[str, Any] = dict(job.facts)
    if "there" not in facts:
        facts["there"] = [vars(one) for one in stored(way, str(facts["batch"]), cancel)]
        job = _told(job, facts, at)
    there = [Stored(**one) for one in facts["there"]]
    if job.kind == FETCH:
        _room_for(there, Path(facts["folder"]))
    for number, one in enumerate(there[len(facts.get("done", ())) :], start=len(facts.get("done", ()))):
        cancel.check()
        if job.kind == CHECK:
            length, digest = _digest(way, one, cancel)
            entry = {"name": one.name, "length": length, "sha256": digest}
        else:
            entry = _fetched(way, one, Path(facts["folder"]), cancel)
        facts["done"] = [*facts.get("done", ()), entry]
        job = _told(job, facts, at, (number + 1) / len(there))
    return _checked(job) if job.kind == CHECK else _kept(job)


def table(job: Job) -> Table:
    """What was sent and what is there, file by file."""
    sent = {one["name"]: one for one in job.facts.get("sent", ())}
    there = {one["name"]: one for one in job.facts.get("done", ())}
    rows = []
    for name in dict.fromkeys((*sent, *there)):
        ours, theirs = sent.get(name, {}), there.get(name, {})
        same = "" if not ours else "yes" if _same(ours, theirs) else "NO" if theirs else "not there"
        cells = (ours.get("size", ""), theirs.get("length", ""), ours.get("sha256", ""), theirs.get("sha256", ""), same)
        rows.append((name, *map(str, cells)))
    return Table("Files of the batch", _COLUMNS, tuple(rows))


def _checked(job: Job) -> Job:
    sent = {one["name"]: one for one in job.facts.get("sent", ())}
    there = {one["name"]: one for one in job.facts.get("done", ())}
    count = "1 file" if len(there) == 1 else f"{len(there):,} files"
    if not sent:
        return replace(job, status="done", words=f"{count} could be read. What was sent is not known here.", ours=False)
    if there and not sent.keys() & there.keys():
        words = (
            f"{count} could be read. The platform keeps the rows in files of its own, so their bytes are not those "
            "that were sent."
        )
        return replace(job, status="done", words=words, ours=False)
    wrong = [name for name, one in sent.items() if not _same(one, there.get(name, {}))]
    if not wrong:
        return replace(
            job, status="done", words=f"{count}: name, length and SHA-256 are those that were sent.", ours=False
        )
    named = ", ".join(f"“{name}”" for name in wrong[:5])
    words = f"{len(wrong):,} of {len(sent):,} files are not there as they were sent: {named}."
    return replace(job, status="failed", words=words, ours=False)


def _kept(job: Job) -> Job:
    done = job.facts.get("done", ())
    size = sum(one["length"] for one in done)
    count = "1 file" if len(done) == 1 else f"{len(done):,} files"
    words = f"Kept in “{Path(job.facts['folder']).name}”: {count}, {size:,} bytes."
    return replace(job, status="done", words=words, ours=False)


def _told(job: Job, facts: Mapping[str, Any], at: Progress, progress: float = 0.0) -> Job:
    words = f"{len(facts.get('done', ())):,} of {len(facts['there']):,} files are read."
    job = replace(job, status="processing", words=words, progress=progress, facts=dict(facts))
    at(job)
    return job


def _same(sent: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    return (sent["size"], sent["sha256"]) == (there.get("length"), there.get("sha256"))


def _digest(way: Way, one: Stored, cancel: CancelToken) -> tuple[int, str]:
    """The length and the SHA-256 of what is there, which is read as it comes and kept nowhere."""
    digest, length = hashlib.sha256(), 0

    def take(block: bytes) -> None:
        nonlocal digest, length
        if not block:
            digest, length = hashlib.sha256(), 0
        digest.update(block)
        length += len(block)

    raise_unless(way.call("GET", one.path, cancel=cancel, into=take))
    return length, digest.hexdigest()


def _fetched(way: Way, one: Stored, folder: Path, cancel: CancelToken) -> dict[str, Any]:
    """Keeps one file in a folder, whole or not at all, and never in place of another."""
    name = _harmless(one.name)
    aside = folder / f".{name}.part"
    trouble: list[OSError] = []
    length = 0

    def take(block: bytes) -> None:
        nonlocal length
        if trouble:
            return
        try:
            if not block:
                opened.seek(0)
                opened.truncate()
                length = 0
            length += opened.write(block)
        except OSError as error:
            trouble.append(error)
            raise FileProblem(*_unwritable(folder, error)) from error

    try:
        opened: IO[bytes]
        with aside.open("wb") as opened:
            raise_unless(way.call("GET", one.path, cancel=cancel, into=take))
            opened.flush()
            os.fsync(opened.fileno())
        final = _free(folder, name)
        aside.rename(final)
    except OSError as error:
        raise FileProblem(*_unwritable(folder, error)) from error
    finally:
        aside.unlink(missing_ok=True)
    return {"name": final.name, "length": length}


def _free(folder: Path, name: str) -> Path:
    end = Path(name).suffix
    stem = name.removesuffix(end)
    found, number = folder / name, 2
    while found.exists() or found.is_symlink():
        found, number = folder / f"{stem} ({number}){end}", number + 1
    return found


def _harmless(name: str) -> str:
    """The last part of a name, without what leads out of a folder or cannot stand in a file's name."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join("_" if sign in '<>:"|?*' or not sign.isprintable() else sign for sign in last).strip(" ")[:200]
    return "file" if clean.rstrip(".") in _NO_NAME else clean.lstrip(".") or "file"


def _room_for(there: list[Stored], folder: Path) -> None:
    if not folder.is_dir():
        raise FileProblem(f"“{folder.name}” is not a folder.", "Choose one that is there.")
    needed, free = sum(one.length for one in there), shutil.disk_usage(folder).free
    if needed > free:
        raise FileProblem(
            f"The files need {needed / 1e9:,.2f} GB, and “{folder.name}” has room for {free / 1e9:,.2f} GB.",
            "Free some space, or choose another folder.",
        )


def _unwritable(folder: Path, error: OSError) -> tuple[str, str]:
    return f"“{folder.name}” could not be written to: {error.strerror}.", "Choose another folder, or free some space."


def _paged(way: Way, path: str, cancel: CancelToken) -> Iterator[Mapping[str, Any]]:
    for number in range(_MOST_PAGES):
        entries = listed(way.get(path, [("start", str(number * PAGE)), ("limit", str(PAGE))], cancel=cancel))
        yield from entries
        if len(entries) < PAGE:
            return
    raise Refused("The platform's list of files has no end: it was not read any further.", "Tell Adobe's support.")


def _link(way: Way, entry: Mapping[str, Any]) -> str:
    links = entry.get("_links")
    own = links.get("self") if isinstance(links, dict) else None
    href = own.get("href") if isinstance(own, dict) else None
    return way.local(href) if isinstance(href, str) and href else ""
