"""How many calls a practice gateway answers in a minute."""

from __future__ import annotations

import threading
import time


class Throttle:
    """So many calls a minute; the minute starts with the first call."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._used = 0
        self._until = 0.0

    def take(self) -> int | None:
        """Counts one call; how many are left, or None when there are none."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._used, self._until = 0, time.monotonic() + 60
            if self._used >= self.limit:
                return None
            self._used += 1
            return self.limit - self._used
