"""What helps when a gateway did not do what was asked: the buttons beside an error, and what support needs.

An error says which way out it has; who shows it says which of these ways can be gone from there.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from gatewaydesk import __version__
from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem, OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways import redaction
from gatewaydesk.pointer import Pointer
from gatewaydesk.services.looking_again import NotOffered
from gatewaydesk.store import AlreadySent

WAYS: Mapping[str, str] = {
    "sign-in": "Sign in again…",
    "edit-connection": "Connection settings…",
    "show-field": "Show the field",
    "check": "Check it here",
    "retry": "Try again",
    "refresh": "Refresh the list",
    "unarchive": "Take it out of the archive…",
    "outbox": "Show the outbox",
    "anyway": "Send it again anyway…",
}
"""Every way out, and what its button says."""

_NO_ANSWER = "(There was no answer.)"


@dataclass(frozen=True)
class Way:
    """One way out of an error.

    Attributes:
        id: a name of `WAYS`.
        text: what its button says.
        wait: seconds before it is of use.
    """

    id: str
    text: str
    wait: float = 0.0


def ways_of(error: BaseException) -> tuple[Way, ...]:
    """What helps with an error, the likeliest first; empty where a person can do nothing but read it."""
    if isinstance(error, Refused):
        return _of_refused(error)
    if isinstance(error, NotOffered):
        return _ways("refresh")
    if isinstance(error, CredentialsProblem):
        return _ways("sign-in", "retry")
    if isinstance(error, Unreachable):
        return _ways("retry", "edit-connection")
    if isinstance(error, OutcomeUnknown):
        return _ways("outbox", "anyway")
    if isinstance(error, AlreadySent) and error.row.state == "unknown":
        return _ways("outbox", "anyway")
    return ()


def answer_of(error: BaseException) -> tuple[int, str]:
    """The HTTP status and the text of the answer that an error is about; 0 and "" where there was none."""
    if isinstance(error, Refused | OutcomeUnknown):
        return error.status, error.answer
    return 0, ""


def setting_of(error: BaseException) -> str:
    """The setting of the connection that has to be corrected, where an error says which."""
    return error.setting if isinstance(error, Refused) else ""


def field_of(error: BaseException) -> Pointer | None:
    """The field that a gateway's refusal is about, the first of several; None where it names none."""
    if not isinstance(error, Refused) or not error.details:
        return None
    return tuple(error.details[0].get("pointer", ()))


def for_support(error: BaseException, connection: Connection | None = None, done: str = "") -> str:
    """What a gateway's support needs to know of an error, as text: never a secret.

    Args:
        error: what happened.
        connection: where.
        done: what was being done, in words.
    """
    status, answer = answer_of(error)
    where = f"{connection.url} ({connection.system})" if connection is not None else ""
    team = str(connection.options.get("team_id") or "") if connection is not None else ""
    lines = (
        ("Gateway Desk", f"{__version__}, {platform.system()}"),
        ("Time", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"),
        ("Gateway", where),
        ("Team ID", team),
        ("Being done", done),
        ("What happened", str(error)),
        ("HTTP status", str(status or "")),
    )
    head = "\n".join(f"{name}: {text}" for name, text in lines if text)
    return redaction.mask(f"{head}\n\n{answer or _NO_ANSWER}\n")


def _of_refused(error: Refused) -> tuple[Way, ...]:
    if error.retry_after is not None:
        return (Way("retry", "Wait and try again", error.retry_after),)
    if error.way_out == "show-field" and len(error.details) > 1:
        return (Way("show-field", "Show the first field"),)
    if error.way_out == "edit-connection" and error.setting == "team_id":
        return _ways("edit-connection", "refresh")  # it is the team ID, or the dataset is somebody else's
    if error.way_out in ("sign-in", "edit-connection"):
        return _ways(error.way_out, "retry")
    return _ways(error.way_out) if error.way_out in WAYS else ()


def _ways(*names: str) -> tuple[Way, ...]:
    return tuple(Way(one, WAYS[one]) for one in names)
