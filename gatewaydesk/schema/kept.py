"""How an added schema lies on the disk: as it came, with where it came from, what it refers to, and older versions.

    MODEL/VERSION/
      schema.json        the newest version, byte for byte as it came
      source.json        where it came from, its hash, and the documents that it refers to, with theirs
      hints.json         what the form does with it; nobody's but the person's
      documents/HASH.json
      versions/PIN/      an older version that a draft may use: its schema.json and source.json

Every file is pinned by its hash: one that was changed meanwhile is noticed and not used. `source.json` is written
before `schema.json`, and names the older versions by their folders: after a crash between the two, the old one is
still whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from gatewaydesk.errors import SchemaProblem

SCHEMA_FILE = "schema.json"
SOURCE_FILE = "source.json"
DOCUMENTS = "documents"
VERSIONS = "versions"


@dataclass(frozen=True)
class Source:
    """Where a schema came from.

    Attributes:
        address: a web address, or "" for what was added from this computer.
        base: what its relative references are relative to: the address that it was found at in the end.
        sha256: of its bytes, in hexadecimal digits.
        fetched_at: ISO 8601 in UTC.
        etag: what the server calls this version, or "".
        modified: `Last-Modified` of the answer, or "".
        documents: address to hash of each document that it refers to.
    """

    address: str
    base: str
    sha256: str
    fetched_at: str
    etag: str = ""
    modified: str = ""
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def pin(self) -> str:
        """The hash of this version: of the schema alone, or of it and of all that it refers to."""
        if not self.documents:
            return self.sha256
        return digest("\n".join((self.sha256, *sorted(self.documents.values()))).encode())


def digest(content: bytes) -> str:
    """The hash that files are pinned by."""
    return hashlib.sha256(content).hexdigest()


def is_kept(folder: Path) -> bool:
    """Whether a folder holds a schema, or what is left of one."""
    if (folder / SCHEMA_FILE).is_file():
        return True
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def read_source(folder: Path) -> Source | None:
    """Where the schema of a folder came from; None where nobody wrote that down.

    Raises:
        SchemaProblem: what was written down cannot be read.
    """
    file = folder / SOURCE_FILE
    try:
        said = json.loads(file.read_bytes())
        texts = {one.name: said.get(one.name, "") for one in fields(Source) if one.name != "documents"}
        documents = said.get("documents", {})
        if not all(isinstance(text, str) for text in (*texts.values(), *documents, *documents.values())):
            raise ValueError
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise SchemaProblem(
            f"Where the schema in “{folder.name}” came from can no longer be read.", "Remove it, and add it again."
        ) from error
    return Source(**texts, documents=documents)


def read_checked(folder: Path, content: bytes, name: str) -> tuple[Source | None, dict[str, bytes]]:
    """Where a schema with this content came from, and what it refers to, each document as it was when it came.

    Raises:
        SchemaProblem: the schema or a document is gone or was changed since.
    """
    source = read_source(folder)
    if source is not None and source.sha256 != digest(content):  # perhaps it was being renewed when all went dark
        olders = map(read_source, _versions(folder))
        source = next((one for one in olders if one is not None and one.sha256 == digest(content)), None)
        if source is None:
            raise _changed(name, "Its file was changed on this computer since it was added")
    if source is None:
        return None, {}
    shelf = (folder.parent.parent if folder.parent.name == VERSIONS else folder) / DOCUMENTS
    found = {}
    for address, sha256 in source.documents.items():
        try:
            document = (shelf / f"{sha256}.json").read_bytes() if sha256.isalnum() else b""
        except OSError as error:
            raise _changed(name, f"The document “{address}”, which it refers to, is gone") from error
        if digest(document) != sha256:
            raise _changed(name, f"The document “{address}”, which it refers to, was changed on this computer")
        found[address] = document
    return source, found


def older_version(folder: Path, pin: str) -> Path | None:
    """Where an older version lies; None where it is not kept."""
    older = folder / VERSIONS / pin
    return older if pin.isalnum() and (older / SCHEMA_FILE).is_file() else None


def _changed(name: str, what: str) -> SchemaProblem:
    """What is said of a schema whose files are no longer those that came."""
    return SchemaProblem(
        f"“{name}” cannot be used. {what}.",
        f"Renew it where it came from the web (gatewaydesk schemas update {name}), or remove it and add it again.",
    )


def write_new(folder: Path, content: bytes, source: Source | None, documents: Iterable[bytes] = ()) -> None:
    """Puts a schema into a new folder, which appears only when it is complete.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        _write_documents(beside, documents)
        if source is not None:
            _replace(beside / SOURCE_FILE, _as_bytes(source))
        _replace(beside / SCHEMA_FILE, content)
        os.replace(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def renew(folder: Path, content: bytes, source: Source, documents: Iterable[bytes] = ()) -> None:
    """Puts a newer version in the place of one, which moves to the older ones.

    Raises:
        OSError: it could not be written; the version of before is still whole.
    """
    before = (folder / SCHEMA_FILE).read_bytes()
    known = read_source(folder)
    if known is None or known.sha256 == digest(before):
        pin = known.pin if known is not None else digest(before)
        if pin != source.pin:
            shelve(folder, before, known)
    _write_documents(folder, documents)
    _replace(folder / SOURCE_FILE, _as_bytes(source))
    if digest(before) != source.sha256:
        _replace(folder / SCHEMA_FILE, content)


def shelve(folder: Path, content: bytes, source: Source | None, documents: Iterable[bytes] = ()) -> None:
    """Puts a version beside the newest one; where it is kept already, nothing happens.

    Raises:
        OSError: it could not be written; nothing of it is left behind.
    """
    _write_documents(folder, documents)
    pin = source.pin if source is not None else digest(content)
    if older_version(folder, pin) is None:
        write_new(folder / VERSIONS / pin, content, source)


def prune(folder: Path, used: Collection[str]) -> int:
    """Removes older versions that are not used, and the documents that only they refer to; returns how many."""
    unused = [older for older in _versions(folder) if older.name not in used]
    for older in unused:
        shutil.rmtree(older)
    if unused:
        sources = [source for source in map(read_source, [folder, *_versions(folder)]) if source is not None]
        needed = {sha256 for source in sources for sha256 in source.documents.values()}
        for document in (folder / DOCUMENTS).glob("*.json"):
            if document.stem not in needed:
                document.unlink()
    return len(unused)


def _versions(folder: Path) -> list[Path]:
    shelf = folder / VERSIONS
    return sorted(one for one in shelf.iterdir() if not one.name.startswith(".")) if shelf.is_dir() else []


def _write_documents(folder: Path, documents: Iterable[bytes]) -> None:
    for content in documents:
        (folder / DOCUMENTS).mkdir(exist_ok=True)
        _replace(folder / DOCUMENTS / f"{digest(content)}.json", content)


def _as_bytes(source: Source) -> bytes:
    said: dict[str, Any] = {**asdict(source), "documents": dict(source.documents)}
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _replace(file: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    handle, beside = tempfile.mkstemp(prefix=".new-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        os.replace(beside, file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
