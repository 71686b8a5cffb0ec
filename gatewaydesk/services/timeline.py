"""The timeline of a draft: what was changed when, by the hour and the section, between versions and receipts."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from gatewaydesk.services.deeds import deed
from gatewaydesk.services.telling import BEFORE
from gatewaydesk.services.versions import called
from gatewaydesk.store import Receipt, Store, Version
from gatewaydesk.store.journal import Told

What = Literal["changes", "version", "sent", "begun"]
_Event = Told | Version | Receipt

STEPS = 5_000
"""Steps that are looked at, the newest ones; the journal keeps not many more."""

_STEP = " › "
_BEFORE = (*BEFORE.values(), "Lost: ")  # what may stand before the words of a step
_NAMED = 4  # fields that are named of a stretch of changes


@dataclass(frozen=True)
class Moment:
    """One entry of the timeline.

    Attributes:
        what: changes of one section within one hour, a version, a receipt, or the beginning of the draft.
        at: when it was, ISO 8601 in UTC; of several changes, the last one.
        title: the section, the version's name, where it was sent.
        note: more about it, or "".
        count: how many changes it is.
        version: the version's ID, or "".
    """

    what: What
    at: str
    title: str
    note: str = ""
    count: int = 0
    version: str = ""


def timeline(store: Store, draft_id: str) -> list[Moment]:
    """What became of a draft, newest first.

    Changes, versions and receipts each stay in the order in which they were written down, whatever the clock said;
    only between the three the clock decides.

    Raises:
        DraftMissing: there is no such draft.
        StoreProblem: the store could not be read.
    """
    begun = Moment("begun", store.drafts.row(draft_id).created_at, "Begun")
    streams: tuple[Sequence[_Event], ...] = (
        store.writing.told(draft_id)[-STEPS:],
        store.versions.rows(draft_id)[::-1],
        store.history.of_draft(draft_id)[::-1],
    )
    merged = heapq.merge(*streams, key=_when)
    return [*reversed([begun, *_grouped(merged)])]


def _when(one: _Event) -> str:
    return one.sent_at if isinstance(one, Receipt) else one.made_at


def _grouped(merged: Iterable[_Event]) -> Iterator[Moment]:
    for (what, *_), found in groupby(merged, _group):
        if what == "changes":
            yield from _by_section([one for one in found if isinstance(one, Told)])
        else:
            yield from (_moment(one) for one in found if not isinstance(one, Told))


def _group(one: _Event) -> tuple[str, str]:
    return ("changes", _hour(one.made_at)) if isinstance(one, Told) else ("event", "")


def _hour(moment: str) -> str:
    """The hour in this computer's own zone, so that a stretch of work is not cut where the zone has half hours."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H}"
    except ValueError:
        return ""


def _moment(one: Version | Receipt) -> Moment:
    if isinstance(one, Version):
        return Moment("version", one.made_at, called(one), version=one.id)
    return Moment(
        "sent", one.sent_at, deed(one.action).done.format(gateway=one.gateway), f"Dataset ID {one.dataset_id}"
    )


def _by_section(told: list[Told]) -> Iterator[Moment]:
    """One moment a section of what was changed in one hour, in the order of the last change in each."""
    sections: dict[str, list[str]] = {}
    last: dict[str, Told] = {}
    for one in told:
        section, what = _parts(one.words)
        known = sections.pop(section, [])
        known.append(what)
        sections[section], last[section] = known, one
    for section, all_words in sections.items():
        words = list(dict.fromkeys(all_words))
        more = f" and {len(words) - _NAMED:,} more" if len(words) > _NAMED else ""
        note = ", ".join(words[:_NAMED]) + more
        yield Moment("changes", last[section].made_at, section or note, note if section else "", len(all_words))


def _parts(told: str) -> tuple[str, str]:
    """The section that a step belongs to, or "", and what was done there."""
    before = next((one for one in _BEFORE if told.startswith(one)), "")
    section, step, words = told.removeprefix(before).partition(_STEP)
    return (section, before + words) if step else ("", told)
