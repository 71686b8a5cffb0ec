"""A draft's timeline as rows: a heading an hour, below it what was changed, kept and sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gatewaydesk.services.timeline import Moment
from gatewaydesk.ui.panels.pick_list import Pick
from gatewaydesk.ui.wording import count, exactly

_MOST = 500  # rows of a timeline; what is older is rarely looked for, and the versions stay in their own list
_SIGNS = {"changes": "", "version": "icon:history", "sent": "icon:send", "begun": "icon:new"}


def timeline_picks(moments: Iterable[Moment]) -> list[Pick]:
    """The rows; a version's key is its ID, any other row's key says which row it is."""
    picks: list[Pick] = []
    hour = ""
    for at, one in enumerate(moments):
        if len(picks) >= _MOST:
            picks.append(Pick(("end", at), "Older changes are not listed", heading=True))
            break
        own = _hour(one.at)
        if own != hour:
            picks.append(Pick(("hour", at), own, heading=True))
            hour = own
        figure = (count(one.count, "change"), "muted") if one.count else (f"{_clock(one.at)}", "muted")
        spoken = ", ".join(filter(None, (one.note, count(one.count, "change") if one.count else "", exactly(one.at))))
        key = one.version or (one.what, at)
        picks.append(Pick(key, one.title, _SIGNS[one.what], figure, one.note, spoken))
    return picks


def _hour(moment: str) -> str:
    """“Today, from 14:00”, “3 March 2026, from 09:00”."""
    try:
        local = datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return "At an unknown time"
    today = datetime.now().astimezone().date()
    days = (today - local.date()).days
    day = {0: "Today", 1: "Yesterday"}.get(days, f"{local.day} {local:%B %Y}")
    return f"{day}, from {local:%H}:00"


def _clock(moment: str) -> str:
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%H:%M}"
    except ValueError:
        return ""
