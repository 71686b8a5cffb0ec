"""What a part of the soak tells: figures, and promises kept or broken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Report:
    """Prints as it goes, and counts the promises that were broken."""

    broken: int = 0

    def figure(self, name: str, value: object) -> None:
        """Tells a figure."""
        print(f"  {name}: {value}", flush=True)

    def must(self, name: str, value: object, kept: bool) -> None:
        """Tells a figure that has a promise, and whether the promise was kept."""
        self.broken += not kept
        print(f"  {'kept  ' if kept else 'BROKEN'} {name}: {value}", flush=True)
