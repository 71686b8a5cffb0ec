"""New versions of the schemas that came from the web: when they are looked for, and what is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gatewaydesk.errors import GatewayProblem, SchemaProblem
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.schema.compare import Difference, compare
from gatewaydesk.schema.kept import Source
from gatewaydesk.services.schema_cache import Cached, now
from gatewaydesk.services.schema_fetching import Fetched, Fetcher, reachable

_PAUSES = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


@dataclass(frozen=True)
class Update:
    """What looking for a new version of one added schema found.

    Attributes:
        name: `MODEL/VERSION`.
        address: where it was looked for.
        entry: the schema as it is in the catalogue.
        fetched: the new version, or None where nothing has changed (or `problem` says why that is not known).
        difference: from the one here to the new one; empty where only words changed.
        problem: why it could not be looked for, in a sentence; or "".
    """

    name: str
    address: str
    entry: Entry
    fetched: Fetched | None = None
    difference: tuple[Difference, ...] = ()
    problem: str = ""


def look(catalogue: Catalogue, fetcher: Fetcher, name: str, cancel: CancelToken) -> Update | None:
    """Looks for a new version of one schema; None where it did not come from the web. Uses the network.

    Why it could not be looked for is told with the update (`problem`).
    """
    entry = Entry(name, name, "", "added")
    try:
        source = catalogue.source(name)
        if source is None or not source.address:
            return None
        entry = replace(entry, address=source.address)
        whole = None
        try:
            whole = catalogue.load(name)
            entry = Entry(name, whole.title, whole.description, "added", source.address)
        except SchemaProblem:  # its files were changed: it is fetched anew, whatever the server calls it
            pass
        fetched = _newest(catalogue, fetcher, name, source, whole is not None and whole.source == source, cancel)
    except (SchemaProblem, GatewayProblem) as error:
        return Update(name, entry.address, entry, problem=str(error))
    if whole is not None and fetched.source.pin == whole.sha256 and not fetched.references:
        return Update(name, source.address, entry)
    return Update(name, source.address, entry, fetched, difference(catalogue, name, fetched))


def _newest(
    catalogue: Catalogue, fetcher: Fetcher, name: str, source: Source, sound: bool, cancel: CancelToken
) -> Fetched:
    """The version that the web has now. What it refers to was consented to, and is asked for again as well."""
    etag, modified = (source.etag, source.modified) if sound else ("", "")
    answer = fetcher.ask(source.address, cancel, etag, modified)
    if answer.content is None:
        base, content = source.base, catalogue.content(name)
        found = Cached(source.address, base, source.etag, source.modified, "", now(), content)
    else:
        found = fetcher.put(source.address, answer, answer.content)
    consented = {reachable(address) for address in source.documents}

    def reach(address: str) -> Cached | None:
        return fetcher.renewed(address, cancel) if address in consented else fetcher.cached(address)

    return fetcher.fetched(found, name, reach)


def difference(catalogue: Catalogue, name: str, fetched: Fetched) -> tuple[Difference, ...]:
    """What a new version changes; nothing where it cannot be compared with what is here."""
    try:
        return tuple(compare(catalogue.load(name).root, fetched.loaded().root))
    except SchemaProblem:  # what is here cannot be read any more
        return ()


def due(now: datetime, last: datetime | None, setting: str) -> bool:
    """Whether it is time to look for new versions.

    Args:
        now: the time.
        last: when it was last looked (`looked_at()`), None for never.
        setting: `never`, `daily` or `weekly`: the setting `schema_updates`.
    """
    pause = _PAUSES.get(setting)
    if pause is None:
        return False
    return last is None or not last <= now < last + pause  # a clock that was put back does not silence it for years
