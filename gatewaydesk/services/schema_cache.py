"""What was fetched from the web, by address: with its hash, so that damage is noticed, and what the server calls it."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gatewaydesk.schema.kept import digest


@dataclass(frozen=True)
class Cached:
    """One document in the cache.

    Attributes:
        address: what was asked for.
        base: where it was found in the end.
        etag: what the server calls this version, or "".
        modified: its `Last-Modified`, or "".
        media_type: its `Content-Type`.
        fetched_at: when the server last said so, ISO 8601 in UTC.
        content: its bytes.
    """

    address: str
    base: str
    etag: str
    modified: str
    media_type: str
    fetched_at: str
    content: bytes = field(repr=False)


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class SchemaCache:
    """A folder of documents; all that is in it can be fetched again, so nothing here ever fails for want of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, address: str) -> Cached | None:
        """What is known of an address; None where that is nothing, or was changed since it came."""
        try:
            said = json.loads(self._facts(address).read_bytes())
            content = (self._folder / f"{said.pop('sha256')}.data").read_bytes()
            found = Cached(**{name: str(value) for name, value in said.items()}, content=content)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return found if found.address == address and self._sha256(address) == digest(content) else None

    def put(self, found: Cached) -> None:
        """Keeps a document, unless the disk does not let us."""
        sha256 = digest(found.content)
        facts = {name: value for name, value in asdict(found).items() if name != "content"} | {"sha256": sha256}
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            before = self._sha256(found.address)
            self._write(self._folder / f"{sha256}.data", found.content)
            self._write(self._facts(found.address), json.dumps(facts, indent=2).encode())
            if before not in ("", sha256) and not self._used(before):
                (self._folder / f"{before}.data").unlink(missing_ok=True)

    def remember(self, name: str, text: str) -> None:
        """Keeps a short text under a name that is no address."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(self._folder / f"{name}.txt", text.encode())

    def remembered(self, name: str) -> str:
        """That text, or ""."""
        try:
            return (self._folder / f"{name}.txt").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _facts(self, address: str) -> Path:
        return self._folder / f"{digest(address.encode())}.json"

    def _sha256(self, address: str) -> str:
        try:
            return str(json.loads(self._facts(address).read_bytes())["sha256"])
        except (OSError, ValueError, TypeError, KeyError):
            return ""

    def _used(self, sha256: str) -> bool:
        return any(sha256.encode() in file.read_bytes() for file in self._folder.glob("*.json"))

    def _write(self, file: Path, content: bytes) -> None:
        handle, beside = tempfile.mkstemp(prefix=".new-", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as written:
                written.write(content)
            os.replace(beside, file)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
