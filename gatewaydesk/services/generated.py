"""What the application fills in by itself: how it starts, by the name of its rule in the hints."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from gatewaydesk.document.document import Document
from gatewaydesk.pointer import from_text
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.schema.widgets import filled_in


def now() -> str:
    """The time in UTC as schemas of format `date-time` want it, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# How generated fields start, by the rule's name in the hints; `modified` is also renewed before sending.
FILLS: Mapping[str, Callable[[], Any]] = {
    "uuid": lambda: str(uuid.uuid4()),
    "version": lambda: "1.0.0",
    "revisions": list,
    "issued": now,
    "modified": now,
}


def starting_value(schema: LoadedSchema) -> dict[str, Any]:
    """What a new document holds: its generated fields, and nothing that a person should decide."""
    if not schema.hints.generated:
        return {}
    document = Document({})
    for text, rule in filled_in(schema.hints, schema.root, {}).items():
        document.set(from_text(text, document.value), FILLS[rule]())
    value: dict[str, Any] = document.value
    return value
