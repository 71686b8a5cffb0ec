"""JSON text that cannot be read yet: its states, to step back through, and the texts of drafts that were left so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_STEPS = 100  # so many states can be taken back
_ROOM = 50_000_000  # characters of all of them; of texts that are larger than that at once, the last state stays


@dataclass
class Kept:
    """The unfinished text of a draft; `both`: the form had changed as well."""

    text: str
    title: str
    both: bool = False

    @property
    def members(self) -> dict[str, Any]:
        """It as it is stored with the draft."""
        return {"text": self.text, "title": self.title, "both": self.both}

    @classmethod
    def of(cls, members: dict[str, Any]) -> Kept | None:
        """What was stored, or None where that is no text."""
        text = members.get("text")
        return cls(text, str(members.get("title", "")), members.get("both") is True) if isinstance(text, str) else None


@dataclass
class History:
    """The states of a text since it was last good, and those that were taken back.

    The document's undo does not know them: nothing of them has reached the document.
    """

    good: str = ""
    _before: list[str] = field(default_factory=list)
    _after: list[str] = field(default_factory=list)

    def begin(self, good: str) -> None:
        """The text is good now; what was taken back may still be done again."""
        self.good = good
        self._before.clear()

    def note(self, text: str) -> None:
        """Remembers a state that cannot be read."""
        self._before = [*self._before, text][-_STEPS:]
        while len(self._before) > 1 and sum(map(len, self._before)) > _ROOM:
            del self._before[0]

    def typed(self) -> None:
        """Somebody goes on from here: what was taken back is gone."""
        self._after.clear()

    def at_good(self, now: str) -> bool:
        """Whether a text is the good one, with nothing before it."""
        return not any(one != now for one in self._before) and now == self.good

    def back(self, now: str) -> str:
        """The state before this one; at last, the good text."""
        while self._before and self._before[-1] == now:
            self._before.pop()
        self._after.append(now)
        return self._before.pop() if self._before else self.good

    def forth(self) -> str | None:
        """The state that was taken back last, or None."""
        return self._after.pop() if self._after else None
