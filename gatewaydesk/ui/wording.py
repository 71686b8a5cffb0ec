"""Small words for the window: times as a person says them, numbers, errors as sentences."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from gatewaydesk.errors import GatewayDeskError

_log = logging.getLogger(__name__)


def when(text: str, now: datetime | None = None) -> str:
    """An ISO 8601 time as a person says it: "just now", "12 minutes ago", "yesterday 14:05", "3 March 2026"."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    now = now or datetime.now(UTC)
    seconds = (now - moment).total_seconds()
    local, today = moment.astimezone(), now.astimezone().date()
    if 0 <= seconds < 60:
        return "just now"
    if 60 <= seconds < 3600:
        minutes = int(seconds // 60)
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    days = (today - local.date()).days
    if days == 0:
        return f"today {local:%H:%M}"
    if days == 1:
        return f"yesterday {local:%H:%M}"
    if 1 < days < 7:
        return f"{local:%A} {local:%H:%M}"
    return f"{local.day} {local:%B %Y}"


def since(text: str, now: datetime | None = None) -> str:
    """“ since 10:14”, with its day where that is not today; "" for what is no time, or not over yet."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return ""
    now = now or datetime.now(UTC)
    if moment > now:  # the clock has been set back
        return ""
    local = moment.astimezone()
    return f" since {local:%H:%M}" if local.date() == now.astimezone().date() else f" since {when(text, now)}"


def exactly(text: str) -> str:
    """An ISO 8601 time in full, in local time."""
    try:
        local = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone()
        return f"{local.day} {local:%B %Y, %H:%M:%S}"
    except ValueError:
        return text


def count(number: int, one: str, many: str = "") -> str:
    """`1 problem`, `12 problems`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(error: BaseException) -> tuple[str, str]:
    """What happened, and what to do, for any exception; an unforeseen one goes to the log in full."""
    if isinstance(error, GatewayDeskError):
        return error.what, error.todo
    _log.error("unforeseen: %s", type(error).__name__, exc_info=error)
    return (
        "Something went wrong that Gateway Desk did not foresee.",
        "Your work is kept. The log has the details; “gatewaydesk doctor” says where it is.",
    )
