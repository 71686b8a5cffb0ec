"""Whether the HDR UK gateway keeps the metadata that was sent: it trims texts, and empty ones become null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_BLANK = " \t\n\r\0\x0b"  # what PHP's trim() takes off


def holds(kept: Mapping[str, Any], sent: Any) -> bool:
    """Whether what is kept is what was sent. Members that the gateway adds at the top make no difference."""
    if not isinstance(sent, dict):
        return False
    return all(_as_kept(kept.get(name)) == _as_kept(value) for name, value in sent.items())


def _as_kept(value: Any) -> Any:
    """As Laravel keeps a value: texts trimmed, empty ones null, empty objects as empty lists (PHP arrays)."""
    if isinstance(value, str):
        return value.strip(_BLANK) or None
    if isinstance(value, dict):
        return {name: _as_kept(one) for name, one in value.items()} or []
    if isinstance(value, list):
        return [_as_kept(one) for one in value]
    return value
