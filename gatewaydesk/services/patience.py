"""How long to wait before something is tried again by itself: longer each time, never in step with others."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from gatewaydesk.store.database import stamp

FIRST = 15.0
"""Seconds before the first repetition; doubled each time."""

MOST = 30 * 60.0
"""Seconds that are waited at most, where the gateway does not ask for more."""

LONGEST = 24 * 3600.0
"""Seconds that are waited at most, whatever a gateway asks for: a slip there should not stop a submission for good."""

_JITTER = 0.25  # of the pause, either way, so that windows that lost the network together do not come back together


def pause(tries: int, asked: float | None = None) -> float:
    """Seconds to wait after so many tries in vain.

    Args:
        tries: how many there were before this one.
        asked: what the gateway asked for (`Retry-After`): never less is waited, and a little more.
    """
    jitter = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311
    if asked is not None:
        return min(max(asked, 1.0) * (1 + abs(jitter - 1) / 5), LONGEST)
    return min(FIRST * 2.0 ** min(tries, 16), MOST) * jitter


def after(seconds: float) -> str:
    """The moment in so many seconds, as the store writes it."""
    return stamp(datetime.now(UTC) + timedelta(seconds=seconds))
