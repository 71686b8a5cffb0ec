"""Every error that a person may meet, as one tree. Each says what happened and what to do about it.

GatewayDeskError
├── FileProblem            a file could not be read, parsed or written
├── SchemaProblem          a schema is not a schema, is unknown, or cannot be drawn safely
├── StoreProblem           the local database cannot be used
│   ├── StoreLocked        another program holds it
│   ├── StoreDamaged       its content is not a usable database
│   ├── StoreNewer         a newer Gateway Desk wrote it
│   └── StoreFull          the disk is full or may not be written to
├── CredentialsProblem     the keyring is missing, locked or refused, or nothing is stored
├── GatewayProblem         a gateway did not do what was asked
│   ├── Unreachable        no connection, or certificate refused: nothing was received by the gateway
│   ├── Refused            the gateway answered, and the answer is no
│   └── OutcomeUnknown     sent, but no usable answer: it may or may not have arrived
└── Cancelled              the person cancelled before anything was sent
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class GatewayDeskError(Exception):
    """Says `what` happened in one sentence and what `todo` about it in another (which may be empty).

    `for_good`: the same work comes to the same end however often it is gone on with; it has to be begun anew.
    """

    for_good = False

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what, todo)
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.what} {self.todo}".strip()


class FileProblem(GatewayDeskError):
    """A file could not be read, parsed or written; `line` and `column`, from 1, where that is about a place in it."""

    line = 0
    column = 0


class SchemaProblem(GatewayDeskError):
    """A schema is not a schema, is not known here, or cannot be drawn safely."""


class StoreProblem(GatewayDeskError):
    """The local database cannot be used."""


class StoreLocked(StoreProblem):
    """Another program holds the database."""


class StoreDamaged(StoreProblem):
    """The database file is not a usable database."""


class StoreNewer(StoreProblem):
    """The database was written by a newer Gateway Desk."""


class StoreFull(StoreProblem):
    """The disk is full, or the folder may not be written to."""


class CredentialsProblem(GatewayDeskError):
    """The keyring is missing, locked or refused, or holds nothing for this connection."""


class GatewayProblem(GatewayDeskError):
    """A gateway did not do what was asked."""


class Unreachable(GatewayProblem):
    """The gateway could not be reached; it has received nothing."""


class Refused(GatewayProblem):
    """The gateway answered, and the answer is no.

    Attributes:
        status: HTTP status of the answer.
        answer: the answer's body, shortened, never holding a secret.
        details: one mapping a refused value, `{"pointer": tuple, "message": str, "keyword": str}`; may be empty.
        way_out: what helps (`sign-in`, `edit-connection`, `show-field`, `check`, `retry`, `refresh`, `unarchive`,
            `withdrawn` where only leaving it does), or "".
        setting: the setting of the connection that has to be corrected, where that is the way out and it is known.
        retry_after: seconds after which the same may be said yes to, where that is only a matter of time; else None.
    """

    def __init__(
        self,
        what: str,
        todo: str = "",
        *,
        status: int = 0,
        answer: str = "",
        details: Sequence[Mapping[str, Any]] = (),
        way_out: str = "",
        retry_after: float | None = None,
        setting: str = "",
    ) -> None:
        super().__init__(what, todo)
        self.status = status
        self.answer = answer
        self.details = tuple(details)
        self.way_out = way_out
        self.retry_after = retry_after
        self.setting = setting


class OutcomeUnknown(GatewayProblem):
    """Something was sent and no usable answer came back: it may or may not have arrived.

    Attributes:
        status: HTTP status of the answer that could not be used, 0 where there was none.
        answer: that answer's body, shortened, never holding a secret.
        retry_after: seconds that the gateway asked to be left alone for, or None.
    """

    def __init__(
        self, what: str, todo: str = "", *, status: int = 0, answer: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(what, todo)
        self.status = status
        self.answer = answer
        self.retry_after = retry_after


class Cancelled(GatewayDeskError):
    """The person cancelled before anything was sent."""

    def __init__(self, what: str = "Cancelled.", todo: str = "Nothing was sent.") -> None:
        super().__init__(what, todo)
