"""Schemas from anywhere: a web address, a file, a folder, or their publisher; kept, pinned by hash and renewed.

Nothing goes out by itself: each method that uses the network says so, and is called when a person asked for it, or
switched it on. What was kept is used offline from then on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from gatewaydesk import paths
from gatewaydesk.errors import GatewayDeskError, GatewayProblem, SchemaProblem
from gatewaydesk.gateways import public
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema import files, neighbours
from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.schema.compare import Difference, compare
from gatewaydesk.schema.kept import digest
from gatewaydesk.services.publishers import PUBLISHERS, Offered, offered_by
from gatewaydesk.services.schema_adding import Added, Found, LeftOut, already, is_here, marked, sort_out
from gatewaydesk.services.schema_cache import SchemaCache, now
from gatewaydesk.services.schema_fetching import Fetched, Fetcher, of_the_web, refuse_incomplete
from gatewaydesk.services.schema_updates import Update, difference, look


class Pinned(Protocol):
    """What `changes_since` needs of a draft; `DraftRow` and `Draft` have both."""

    @property
    def schema(self) -> str:
        """`MODEL/VERSION`."""

    @property
    def schema_sha256(self) -> str:
        """Hash of the schema that the draft uses, or "" for a draft from before hashes were kept."""


class SchemaSources:
    """Where schemas come from. Blocking: for a background task.

    A publisher's own schema stands beside the one of the same name that ships, and does not replace it: ours are
    worded for people and come with hints, the publisher's is what the gateway checks with. It is called
    `HDRUK/4.0.0+publisher`; gateways are told the name without the mark.

    Args:
        catalogue: what is kept goes there.
        cache: folder for what can be fetched again; in the cache folder of the application by default.
        publishers: system to the address of its folder of schemas; the known ones by default.
        limits: how long is waited, and how much read, of each document.

    Every method raises only children of GatewayDeskError: SchemaProblem for what is no usable schema, GatewayProblem
    (Unreachable, Refused) for addresses and the network, Cancelled when the token says so.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        cache: Path | None = None,
        publishers: Mapping[str, str] | None = None,
        limits: public.Limits | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._cache = SchemaCache(cache or paths.cache_dir() / "schemas")
        self._publishers = PUBLISHERS if publishers is None else publishers
        self._fetcher = Fetcher(self._cache, limits or public.Limits(), partial(marked, catalogue))

    # Reading

    def fetch(self, address: str, *, name: str | None = None, token: CancelToken | None = None) -> Fetched:
        """Reads a schema from a web address; nothing goes into the catalogue. Uses the network."""
        address = public.public_address(address)
        found = self._fetcher.renewed(address, token or CancelToken())
        return self._fetcher.fetched(found, name, self._fetcher.cached)

    def look_through(self, path: Path, name: str | None = None) -> Found:
        """Reads a schema file, or every schema in a folder, those left out that are broken or whose names are taken.

        Nothing goes into the catalogue, nothing is fetched.
        """
        path = path.expanduser()
        if not path.is_dir():
            return Found((self._read(neighbours.read_file(path), name),))
        found, bad = neighbours.read_folder(path)
        if name and len(found) > 1:
            raise SchemaProblem(
                f"“{path.name}” holds {len(found)} schemas, and one name was given.", "Leave the name out."
            )
        read, left_out = list[Fetched](), [_left_out(file, error) for file, error in bad]
        for one in found:
            try:
                read.append(self._read(one, name))
            except (SchemaProblem, GatewayProblem) as error:
                left_out.append(_left_out(one.path, error))
        if name:
            return Found(tuple(read), tuple(left_out))
        sorted_out = sort_out(self._catalogue, read)
        return Found(sorted_out.schemas, (*sorted_out.left_out, *left_out))

    def fetch_references(self, fetched: Fetched, token: CancelToken | None = None) -> Fetched:
        """Fetches what a schema refers to, and what that refers to, into the cache. Call it after asking, once."""
        cancel = token or CancelToken()
        return self._fetcher.completed(
            fetched, lambda address: self._fetcher.cached(address) or self._fetcher.renewed(address, cancel)
        )

    # Keeping

    def keep(self, fetched: Fetched, name: str | None = None) -> Entry:
        """Puts it into the catalogue, pinned by its hash; SchemaProblem while `references` is not empty."""
        refuse_incomplete(fetched)
        source = fetched.source if fetched.documents or of_the_web(fetched.address) else None
        return self._catalogue.keep(name or fetched.suggested_name, fetched.content, source, fetched.documents)

    def take_in(self, found: Found, token: CancelToken | None = None) -> Added:
        """Fetches what these schemas refer to, and keeps them. Uses the network: call it after asking, once.

        Raises:
            SchemaProblem, GatewayProblem: the only one could not be had; of several, each that could not is left out.
        """
        whole, left_out = list[Fetched](), list(found.left_out)
        for one in found.schemas:
            try:
                whole.append(self.fetch_references(one, token) if one.references else one)
            except (SchemaProblem, GatewayProblem) as error:
                if len(found.schemas) == 1:
                    raise
                left_out.append(_left_out(Path(one.address), error))
        here = [already(one.suggested_name) for one in whole if is_here(self._catalogue, one.suggested_name, one)]
        doubts = [
            sentence if len(whole) == 1 else f"{one.suggested_name}: {sentence}"
            for one in whole
            for sentence in one.doubts()
        ]
        return Added(tuple(self.keep_all(whole)), (*left_out, *here), tuple(doubts))

    def keep_all(self, several: Sequence[Fetched]) -> list[Entry]:
        """Keeps all of several schemas, or none."""
        known = set(self._catalogue.added())
        made: list[Entry] = []
        for one in several:
            refuse_incomplete(one)
        try:
            for one in several:
                made.append(self.keep(one))
        except GatewayDeskError:
            for entry in made:
                if entry.name not in known:
                    self._catalogue.remove(entry.name)
            raise
        return made

    # A publisher

    def publisher_list(self, system: str = "hdruk", token: CancelToken | None = None) -> list[Offered]:
        """What a publisher offers, the newest version first; from the cache where it cannot be reached. Network.

        To add one: `keep(fetch(offered.address, name=offered.name))`.
        """
        top = self._publishers.get(system)
        if top is None:
            raise SchemaProblem(f"No publisher of schemas is known for “{system}”.", "Add a schema by its address.")
        return offered_by(top, self._fetcher, self._catalogue, token or CancelToken())

    # New versions

    def check_updates(self, token: CancelToken | None = None, names: Collection[str] | None = None) -> list[Update]:
        """Looks for new versions of the added schemas that came from the web (or those in `names`). Network.

        One that cannot be looked for is told with its `problem`; the others are looked for all the same.
        """
        cancel = token or CancelToken()
        found = []
        for name in self._catalogue.added() if names is None else names:
            cancel.check()
            update = look(self._catalogue, self._fetcher, name, cancel)
            if update is not None:
                found.append(update)
        cancel.check()
        if names is None:
            self._cache.remember("looked-at", now())
        return found

    def take(self, update: Update) -> Entry:
        """Puts a new version in the place of the one here, which stays pinned beside it for the drafts that use it."""
        if update.fetched is None:
            return update.entry
        refuse_incomplete(update.fetched)
        fetched = update.fetched
        return self._catalogue.renew(update.name, fetched.content, fetched.source, fetched.documents)

    def completed(self, update: Update, token: CancelToken | None = None) -> Update:
        """An update with what its new version refers to, fetched after asking, and the difference that this makes."""
        if update.fetched is None:
            return update
        fetched = self.fetch_references(update.fetched, token)
        return replace(update, fetched=fetched, difference=difference(self._catalogue, update.name, fetched))

    def changes_since(self, draft: Pinned) -> list[Difference]:
        """What has changed since the version of its schema that a draft uses; empty where it uses the newest."""
        newest = self._catalogue.load(draft.schema)
        if draft.schema_sha256 in ("", newest.sha256):
            return []
        if not self._catalogue.has_version(draft.schema, draft.schema_sha256):
            raise SchemaProblem(
                f"“{draft.schema}” has changed since this draft was written, and the version of then is not kept.",
                "Check the draft; what does not fit any more is shown.",
            )
        return compare(self._catalogue.load(draft.schema, draft.schema_sha256).root, newest.root)

    def prune(self, used: Collection[str]) -> int:
        """Removes older versions whose hash no draft uses (`store.drafts.pins()`); returns how many that were."""
        return self._catalogue.prune(used)

    def looked_at(self) -> datetime | None:
        """When `check_updates` last looked at all of them."""
        try:
            return datetime.strptime(self._cache.remembered("looked-at"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            return None

    # Inside

    def _read(self, one: neighbours.WithNeighbours, name: str | None) -> Fetched:
        called = name or files.name_to_add(one.path.resolve(), one.raw)
        sha256 = digest(one.content)
        fetched = Fetched(
            str(one.path), one.raw, called, (), sha256, one.content, documents=one.documents, base=one.base
        )
        return self._fetcher.completed(fetched, self._fetcher.cached)


def _left_out(file: Path, error: GatewayDeskError) -> LeftOut:
    return LeftOut(f"“{file}” was left out. {error}")
