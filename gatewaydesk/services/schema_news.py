"""What is new about schemas: since the version that a draft uses, at their addresses, and at their publisher."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.compare import Difference, compare
from gatewaydesk.schema.fitting import newest_first
from gatewaydesk.services.publishers import Offered
from gatewaydesk.services.schema_updates import Update, due
from gatewaydesk.services.schemas import Pinned, SchemaSources

_NOW_REQUIRED = "is now required."  # how `compare` ends that sentence
_COUNTED: tuple[tuple[str, Callable[[Difference], bool]], ...] = (
    ("added", lambda one: one.what == "added"),
    ("gone", lambda one: one.what == "removed"),
    ("now required", lambda one: one.sentence.endswith(_NOW_REQUIRED)),
    ("changed", lambda one: one.what == "changed" and not one.sentence.endswith(_NOW_REQUIRED)),
)


@dataclass(frozen=True)
class News:
    """What has changed since the version of its schema that a draft uses.

    Attributes:
        name: the schema that is newer: another version, or the same one as it is published now.
        differences: from the draft's version to that.
        words: a sentence that says so.
    """

    name: str
    differences: tuple[Difference, ...]
    words: str


@dataclass(frozen=True)
class Found:
    """What a look at addresses and publishers found.

    Attributes:
        updates: schemas that have changed at their addresses.
        offered: versions that a publisher has and this computer has not, newer than any here.
    """

    updates: tuple[Update, ...]
    offered: tuple[Offered, ...]

    @property
    def words(self) -> str:
        """What there is to say about it, or ""."""
        names = [spoken(one.name) for one in self.updates]
        said = [f"{' and '.join(names[:2])} {'has' if len(names) == 1 else 'have'} changed." if names else ""]
        if len(names) > 2:
            said = [f"{len(names):,} of your schemas have changed."]
        said.extend(f"{one.title} is out." for one in self.offered[:1])
        return " ".join(one for one in said if one)


def spoken(name: str) -> str:
    """`HDRUK/4.0.0` as a person says it: “HDRUK 4.0.0”."""
    return name.replace("/", " ").removesuffix("+publisher")


def news_for(draft: Pinned, catalogue: Catalogue, sources: SchemaSources) -> News | None:
    """What a person who writes by a draft's schema may want to know; None where nothing is new. No network.

    Raises:
        SchemaProblem: one of the two versions cannot be read.
    """
    newer = newer_version(draft.schema, [entry.name for entry in catalogue.entries()])
    if newer:
        before, now = catalogue.load(draft.schema, draft.schema_sha256), catalogue.load(newer)
        found = compare(before.root, now.root)
        return News(newer, tuple(found), f"{spoken(newer)} is out: {counted(found)}.") if found else None
    found = sources.changes_since(draft)
    words = f"{spoken(draft.schema)} has changed since this draft was begun: {counted(found)}."
    return News(draft.schema, tuple(found), words) if found else None


def newer_version(name: str, names: Iterable[str]) -> str:
    """The newest of the schemas that are newer than one of the same model, or ""."""
    model = name.partition("/")[0]
    same = [one for one in names if one.partition("/")[0] == model]
    ranked = newest_first({_bare(one) for one in (*same, name)})
    newest = ranked[0]
    return "" if newest == _bare(name) else next(one for one in sorted(same, key=len) if _bare(one) == newest)


def counted(differences: Sequence[Difference]) -> str:
    """“3 fields added, 1 gone, 1 now required and 2 changed”; "" for none."""
    numbers = [(sum(map(counts, differences)), word) for word, counts in _COUNTED]
    parts = [f"{number:,} {word}" for number, word in numbers if number]
    if parts:
        number, _, word = parts[0].partition(" ")
        parts[0] = f"{number} {'field' if number == '1' else 'fields'} {word}"
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def look(sources: SchemaSources, catalogue: Catalogue, setting: str, token: CancelToken) -> Found | None:
    """Looks for new versions when it is time to; None when it is not, or nothing is new. Uses the network.

    Args:
        sources: where schemas come from.
        catalogue: those that are here.
        setting: `never`, `daily` or `weekly`.
        token: a wish to stop.

    Raises:
        GatewayDeskError: the addresses cannot be reached, or the token was cancelled.
    """
    if not due(datetime.now(UTC), sources.looked_at(), setting):
        return None
    updates = tuple(one for one in sources.check_updates(token) if one.fetched is not None)
    token.check()
    try:
        offered = sources.publisher_list(token=token)
    except GatewayDeskError:  # the publisher is one of several places, and may be away for itself
        offered = []
    names = [entry.name for entry in catalogue.entries()]
    fresh = tuple(one for one in offered if not one.known and _is_newest(one.name, names))
    return Found(updates, fresh) if updates or fresh else None


def _is_newest(name: str, names: Sequence[str]) -> bool:
    model = name.partition("/")[0]
    same = {_bare(one) for one in names if one.partition("/")[0] == model}
    return _bare(name) not in same and newest_first({*same, _bare(name)})[0] == _bare(name)


def _bare(name: str) -> str:
    """A name without what tells the publisher's own from ours: they are the same version."""
    return name.partition("+")[0]
