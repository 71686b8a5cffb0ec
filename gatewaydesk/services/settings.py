"""What a person has set, with a default for whatever they have not."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from gatewaydesk import paths
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
    return {name: kept.get(name, default) for name, default in _defaults().items()}


@cache
def _defaults() -> dict[str, Any]:
    """By name. Read from the file itself: these are wanted before anything is drawn, and a schema takes its time."""
    properties = json.loads(_FILE.read_bytes())["properties"]
    return {name: one.get("default", ABSENT) for name, one in properties.items()}
