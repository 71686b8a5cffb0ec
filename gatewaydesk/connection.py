"""A gateway connection as a person set it up. It stands below both the store, which keeps it, and the connectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Connection:
    """One gateway account as a person set it up: nothing secret in here.

    Attributes:
        name: what the person calls it; unique; the keyring entry is found by it.
        system: `hdruk`, `opendatasoft`, `adobe` or `qrvey`.
        url: base URL, normalised.
        options: what else the system's connection schema asks for and is not secret (`team_id`, …).
        practice: a practice gateway on loopback; shown as PRACTICE wherever the name is shown.
    """

    name: str
    system: str
    url: str
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    practice: bool = False
