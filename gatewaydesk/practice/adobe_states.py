"""The states of a batch. Its plan is a list of states with the moment each begins; the clock says which one holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Plan = list[tuple[str, int]]

GOOD = frozenset({"success", "active"})
BAD = frozenset({"failed", "failure", "aborted", "abandoned"})
GONE = frozenset({"inactive", "deleted", "archived", "retained"})
ENDED = GOOD | BAD | GONE
WAITING = frozenset({"loading"})
ON_THE_WAY = frozenset({"loaded", "staging", "staged", "queued", "processing", "retrying", "stalled"})


@dataclass(frozen=True)
class Pace:
    """How many seconds each state lasts; `abandoned` is how long a batch may stay without being completed."""

    loaded: float = 1.0
    staging: float = 2.0
    processing: float = 3.0
    retrying: float = 4.0
    inactive: float = 3600.0
    abandoned: float = 7 * 86_400.0


def begun(now: int, pace: Pace) -> Plan:
    """A batch that takes in files."""
    return [("loading", now), ("abandoned", now + _ms(pace.abandoned))]


def completed(plan: Sequence[Any], now: int, pace: Pace, end: str) -> Plan:
    """A batch whose files are complete: it goes its way to `end`, which may be any word."""
    stalled = end == "stalled"
    steps: tuple[tuple[str, float], ...] = (
        ("loaded", pace.loaded),
        ("staging", pace.staging),
        ("processing", pace.processing),
    )
    steps += (("retrying", pace.retrying),) if stalled else ()
    made = until(plan, now)
    for state, seconds in steps:
        made.append((state, now))
        now += _ms(seconds)
    return [*made, (end, now)]


def ended(plan: Sequence[Any], now: int, end: str) -> Plan:
    """A batch that is brought into another state now."""
    return [*until(plan, now), (end, now)]


def withdrawn(plan: Sequence[Any], now: int, pace: Pace) -> Plan:
    """A batch whose data leave the lake at that moment: inactive, later deleted."""
    return [*until(plan, now), ("inactive", now), ("deleted", now + _ms(pace.inactive))]


def until(plan: Sequence[Any], now: int) -> Plan:
    """What has begun by now, without what was still to come."""
    return [(state, moment) for state, moment in plan if moment <= now]


def state(batch: Mapping[str, Any], now: int) -> tuple[str, int]:
    """A batch's state, and the moment it began."""
    return (until(batch["plan"], now) or [tuple(batch["plan"][0])])[-1]


def last_moment(batch: Mapping[str, Any]) -> int:
    """When the last state of the plan begins."""
    return int(batch["plan"][-1][1])


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
