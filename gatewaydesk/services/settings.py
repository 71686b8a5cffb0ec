"""What a person has set, with a default for whatever they have not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from gatewaydesk import paths
from gatewaydesk.gateways import certificates
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.catalogue import LoadedSchema, load_small
from gatewaydesk.store import Store

_FILE = paths.resource_root() / "schemas" / "settings.json"


@cache
def settings_schema() -> LoadedSchema:
    """The schema of the settings; a new setting is a new property there, and nothing here."""
    return load_small(_FILE)


def settings_of(store: Store) -> dict[str, Any]:
    """All settings, each as it was set or else by its default."""
    kept = store.settings.all()
    return {name: kept.get(name, default) for name, default in defaults().items()}


def keep_settings(store: Store, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps what a person chose, makes what is no matter of looks felt, and returns all settings as they now are.

    Raises:
        GatewayProblem: the certificate authority cannot be read; nothing was kept.
    """
    certificates.also_trust(str(chosen.get("certificates") or ""), look=True)
    whole = {**defaults(), **chosen}  # what was emptied is by its default again
    for name, value in whole.items():
        store.settings.set(name, value)
    return whole


def trust_as_set(store: Store) -> None:
    """Connections trust the certificate authority that the settings name, besides those of the system."""
    certificates.also_trust(str(store.settings.get("certificates", "") or ""))


@cache
def defaults() -> dict[str, Any]:
    """By name. Read from the file itself: these are wanted before anything is drawn, and a schema takes its time."""
    properties = json.loads(_FILE.read_bytes())["properties"]
    return {name: one.get("default", ABSENT) for name, one in properties.items()}
