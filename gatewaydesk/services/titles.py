"""What a dataset is called: its title as it stands in the metadata."""

from __future__ import annotations

from typing import Any

from gatewaydesk.pointer import get

_PLACES = (("summary", "title"), ("title",), ("name",))
_LOOKED_AT = 4_000  # characters of a title: it is drawn in many places, and asked for with every key
_LONGEST_TITLE = 300


def title_of(value: Any) -> str:
    """The dataset's title as it stands in the metadata, of a very long one its beginning, or "Untitled"."""
    for place in _PLACES:
        title = get(value, place)
        if isinstance(title, str) and (begins := " ".join(title[:_LOOKED_AT].split())):
            return begins if len(title) <= _LOOKED_AT else f"{begins[:_LONGEST_TITLE]}…"
    return "Untitled"
