"""Schemas on their way in: fetched from the web, put together from the cache, and not in the catalogue yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from gatewaydesk.document import jsonio
from gatewaydesk.errors import Refused, SchemaProblem
from gatewaydesk.gateways import public
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema import files, neighbours
from gatewaydesk.schema.bundle import bundle, missing
from gatewaydesk.schema.doubts import doubts
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.kept import Source, digest
from gatewaydesk.services.schema_cache import Cached, SchemaCache, now

Reach = Callable[[str], Cached | None]
"""Finds a document by its address: in the cache, or on the web."""


@dataclass(frozen=True)
class Fetched:
    """A schema that was read and is not in the catalogue yet.

    Attributes:
        address: where it came from: a web address, or a file's path.
        raw: the schema as published.
        suggested_name: `MODEL/VERSION`, made from its address, title or file name; the person may choose another.
        references: addresses of the documents that it refers to and that are neither inside it nor in the cache;
            to be fetched only after asking.
        sha256: of the bytes that were read, in hexadecimal digits.
        content: those bytes.
        documents: what it refers to and what is here already: address to the document's bytes.
        etag: of the answer, or "".
        modified: the answer's `Last-Modified`, or "".
        base: what its relative references are relative to: the address that it was found at in the end.
    """

    address: str
    raw: Any = field(repr=False)
    suggested_name: str
    references: tuple[str, ...]
    sha256: str
    content: bytes = field(repr=False, default=b"")
    documents: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    etag: str = ""
    modified: str = ""
    base: str = ""

    @property
    def source(self) -> Source:
        """What is written down beside it when it is kept."""
        documents = {address: digest(content) for address, content in self.documents.items()}
        web = self.address if of_the_web(self.address) else ""
        return Source(web, self.base, self.sha256, now(), self.etag, self.modified, documents)

    def loaded(self) -> LoadedSchema:
        """The schema as the form would have it, without adding it: to look at it, or to lint it."""
        parsed = {address: files.read_json(content, address) for address, content in self.documents.items()}
        raw = bundle(self.raw, self.base, parsed) if parsed else self.raw
        return LoadedSchema(self.suggested_name, raw, sha256=self.source.pin, published=self.raw, source=self.source)

    def doubts(self) -> tuple[str, ...]:
        """What to know about it before adding it, in sentences; of what it refers to, as far as that is here."""
        named = ((name.rpartition("/")[2], content) for name, content in self.documents.items())
        own = re.split(r"[/\\]", self.address.rstrip("/"))[-1]
        return doubts(self.loaded().raw, [(own, self.content), *named])


class Fetcher:
    """Reads schemas and what they refer to.

    Args:
        cache: what was fetched before.
        limits: how long is waited, and how much read, of each document.
        name: makes the name that is suggested out of the one that a schema gives itself.
    """

    def __init__(self, cache: SchemaCache, limits: public.Limits, name: Callable[[str], str]) -> None:
        self._cache, self._limits, self._name = cache, limits, name

    def cached(self, address: str) -> Cached | None:
        """A document as it was when it was fetched last, whatever the web says now."""
        return self._cache.get(address)

    def renewed(self, address: str, cancel: CancelToken) -> Cached:
        """A document as the web has it now, out of the cache where nothing changed."""
        known = self._cache.get(address)
        etag, modified = (known.etag, known.modified) if known is not None else ("", "")
        answer = self.ask(address, cancel, etag, modified)
        if answer.content is None and known is not None:
            known = replace(known, fetched_at=now())
            self._cache.put(known)
            return known
        if answer.content is None:
            raise Refused(f"{urlsplit(address).netloc} sent nothing.", "Try again in a while.", status=304)
        return self.put(address, answer, answer.content)

    def ask(self, address: str, cancel: CancelToken, etag: str, modified: str) -> public.Public:
        """What the web says of an address, which may be that nothing has changed since a version known by these."""
        return public.get(address, cancel, etag=etag, modified=modified, limits=self._limits)

    def put(self, address: str, answer: public.Public, content: bytes) -> Cached:
        """Keeps an answer in the cache.

        Raises:
            SchemaProblem: it is a web page.
        """
        if answer.media_type in ("text/html", "application/xhtml+xml") or content.lstrip()[:1] == b"<":
            raise SchemaProblem(
                f"“{address}” is a web page, not a schema.",
                "Look on that page for a link to the file itself (often called “Raw” or “Download”).",
            )
        found = Cached(address, answer.address, answer.etag, answer.modified, answer.media_type, now(), content)
        self._cache.put(found)
        return found

    def fetched(self, found: Cached, name: str | None, reach: Reach) -> Fetched:
        """The schema that a document is, with what can be reached of what it refers to.

        Raises:
            SchemaProblem: it is none, or refers to what it may not.
        """
        path = PurePosixPath(unquote(urlsplit(found.address).path))
        label = path.name or found.address
        raw = files.read_schema(found.content, label)
        files.refuse_metadata(raw, label)
        called = name or self._name(files.name_to_add(path, raw))
        return self.completed(
            Fetched(
                found.address,
                raw,
                called,
                (),
                digest(found.content),
                found.content,
                etag=found.etag,
                modified=found.modified,
                base=found.base,
            ),
            reach,
        )

    def completed(self, fetched: Fetched, reach: Reach) -> Fetched:
        """The same with all that can be reached of what it refers to, and the addresses of the rest."""
        documents = dict(fetched.documents)
        parsed = {address: files.read_json(content, address) for address, content in documents.items()}
        label = fetched.suggested_name
        rest: dict[str, str] = {}
        more = True
        while more:
            more = False
            for one in missing(fetched.raw, fetched.base, parsed):
                if one.address in rest:
                    continue
                address = reachable(one.address, one.within)
                found = reach(address)
                if found is None:
                    rest[one.address] = address
                    continue
                documents[one.address] = found.content
                files.refuse_too_much(label, len(documents), len(fetched.content) + sum(map(len, documents.values())))
                parsed[one.address] = files.read_schema(found.content, address)
                more = True
        return replace(fetched, documents=documents, references=tuple(dict.fromkeys(rest.values())))


def of_gateway(name: str, raw: Mapping[str, Any]) -> Fetched:
    """A schema that a gateway gave, as if it had been read from a file: it can be kept like one."""
    content = jsonio.dumps(dict(raw)).encode()
    return Fetched(name, dict(raw), name, (), digest(content), content)


def of_the_web(address: str) -> bool:
    """Whether it is an address of the web, and not a file's path."""
    return re.match(r"https?://", address) is not None


def reachable(address: str, within: str = "") -> str:
    """The address that a document is fetched from: encrypted, where its name is an old unencrypted address.

    Raises:
        SchemaProblem: it is a file, which a schema from elsewhere may not name.
        GatewayProblem: a schema of the web names this computer.
    """
    if not of_the_web(address):
        raise SchemaProblem(
            f"A schema refers to a file on this computer, “{address}”, which is not in its own folder.",
            "Only documents of the web, or beside the schema, are read.",
        )
    if address.startswith("http:") and not is_loopback(address):
        address = f"https:{address.removeprefix('http:')}"
    beside = within.startswith(neighbours.NEIGHBOURS) or not of_the_web(within)
    public.refuse_unsafe(address, "" if beside else within)
    return address


def refuse_incomplete(fetched: Fetched) -> None:
    """Lets only a schema by that has all it refers to.

    Raises:
        SchemaProblem: it refers to documents that nobody has agreed to fetch yet.
    """
    if fetched.references:
        listed = ", ".join(f"“{address}”" for address in fetched.references[:3])
        rest = len(fetched.references) - 3
        raise SchemaProblem(
            f"“{fetched.suggested_name}” refers to documents that are not here yet: {listed}"
            f"{f' and {rest} more' if rest > 0 else ''}.",
            "They must be fetched first, which you are asked for.",
        )
