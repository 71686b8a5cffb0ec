"""From row to row of the review panel: past headings and what is settled, and round at the ends."""

from __future__ import annotations

import bisect
from collections.abc import Callable

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui.panels.problem_picks import is_place, is_settled
from gatewaydesk.ui.panels.steady_list import SteadyRows

Rank = Callable[[Pointer], tuple[int, ...]]


class Walk:
    """Finds the next stop in a list of problems, or of what is left."""

    def __init__(self, rows: SteadyRows, rank: Rank, follows_the_form: Callable[[], bool]) -> None:
        """Args:
        rows: the list.
        rank: sorts places as the list does where it follows the form.
        follows_the_form: whether it does now; what is left is ordered by effort.
        """
        self._rows, self._rank, self._follows = rows, rank, follows_the_form

    def after(self, pointer: Pointer, step: int) -> Pointer | None:
        """The next place in the list (or the one before) as seen from a place."""
        keys, at = self._rows.keys, self._rows.number_of((0, pointer))
        if at < 0:
            return self._stop(self._nearest(self._rank(pointer), step), step)
        rows = ((at + by * step) % len(keys) for by in range(1, len(keys)))
        others = (row for row in rows if keys[row][-1] != pointer)  # two problems of one field are one stop
        alone = pointer if self._is_stop(at) else None
        return next((self._place_of(row) for row in others if self._is_stop(row)), alone)

    def beside(self, rank: tuple[int, ...], step: int) -> Pointer | None:
        """The first place from a rank on, or the last one before it."""
        return self._stop(self._nearest(rank, step), step)

    def _is_stop(self, row: int) -> bool:
        return is_place(self._rows.keys[row]) and not is_settled(self._rows.thing(row))

    def _place_of(self, row: int) -> Pointer:
        place: Pointer = self._rows.keys[row][1]
        return place

    def _stop(self, row: int, step: int) -> Pointer | None:
        """The place of the first row from one on that can be gone to."""
        count = len(self._rows.keys)
        rows = ((row + by * step) % count for by in range(count))
        return next((self._place_of(one) for one in rows if self._is_stop(one)), None)

    def _nearest(self, rank: tuple[int, ...], step: int) -> int:
        """The row where a walk from a place of that rank begins."""
        keys = self._rows.keys
        places = [at for at, key in enumerate(keys) if is_place(key) and not is_settled(self._rows.thing(at))]
        if not self._follows() or not places:
            return 0 if step > 0 else -1
        at = bisect.bisect_left(places, rank, key=lambda row: self._rank(keys[row][1]))
        return places[at % len(places) if step > 0 else at - 1]
