"""Versions of a draft: what they are called, and the moments at which one is kept by itself."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from gatewaydesk.errors import StoreProblem
from gatewaydesk.store import Draft, DraftMissing, Store, Version
from gatewaydesk.store.versions import Why

_log = logging.getLogger(__name__)

# What a version is called, by what made it. {name} is kept with it, {day} is the day on which it was kept.
_CALLED: dict[str, str] = {
    "named": "{name}",
    "sent": "As submitted to {name}",
    "opened": "Before the work of {day}",
    "before": "Before going back to “{name}”",
    "pulled": "Before pulling from {name}",
}


def called(version: Version) -> str:
    """What a person calls a version."""
    return _CALLED.get(version.why, "{name}").format(name=version.name, day=_day(version.made_at))


def keep_stored(store: Store, draft_id: str, why: Why, name: str = "") -> Version | None:
    """Keeps a draft as it is stored now; None where that is kept already and nobody gave it a name.

    Raises:
        StoreProblem: it could not be read or written.
    """
    return store.versions.keep(draft_id, store.drafts.load(draft_id).value, why=why, name=name)


def keep_by_itself(store: Store, draft_id: str, why: Why, name: str = "") -> None:
    """Like `keep_stored`, for what a person does meanwhile: where it cannot be kept, that is not in their way.

    What belongs to no draft, or to one that is gone, has no versions.
    """
    try:
        keep_stored(store, draft_id, why, name)
    except DraftMissing:
        return
    except StoreProblem as problem:
        _log.warning("a version could not be kept (%s): %s", why, type(problem).__name__)


def keep_before_work(store: Store, draft: Draft) -> None:
    """Keeps a draft that is being opened as the work of other days left it."""
    if draft.revision > 1 and _local(draft.changed_at).date() != datetime.now().astimezone().date():
        try:
            store.versions.keep(draft.id, draft.value, why="opened")
        except StoreProblem as problem:
            _log.warning("a version could not be kept (opened): %s", type(problem).__name__)


def _local(moment: str) -> datetime:
    """A time of the database in this computer's own zone; what is no time counts as the beginning of all times."""
    try:
        return datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return datetime(1970, 1, 2, tzinfo=UTC)


def _day(moment: str) -> str:
    local = _local(moment)
    return f"{local.day} {local:%B %Y}"
