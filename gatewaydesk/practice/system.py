"""What every system's practice gateway has, whatever it speaks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from gatewaydesk.practice.faults import Faults, Wsgi
from gatewaydesk.practice.kept import Kept


class System(ABC):
    """One system's practice gateway: an application, its faults, and how to connect to it.

    Attributes:
        name: of the system.
        wsgi: what answers its calls.
        faults: what goes wrong on purpose.
        store: what it remembers.
    """

    name: ClassVar[str]
    wsgi: Wsgi
    faults: Faults
    store: Kept

    @abstractmethod
    def details(self, url: str) -> dict[str, Any]:
        """What a person needs to connect: the address, names that are not secret, and credentials."""

    def close(self) -> None:
        """Closes its files."""
        self.faults.catch_up()
        self.store.close()

    def fail_next(self, kind: str, *, seconds: float = 0.0, any_method: bool = False) -> None:
        """Lets the next unsafe call (or any call), or what one of the system's own faults is about, go wrong in one
        way; several wait in line.
        """
        self.faults.fail_next(kind, seconds=seconds, any_method=any_method)
