"""The dialogs of schemas, as their tests use them."""

from __future__ import annotations

from typing import Any

Desk = Any  # the fixture `desk`, see conftest.py
ENTRY = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Biobank entry",
    "description": "What a biobank says about <b>one</b> of its collections.",
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string", "maxLength": 80}, "people": {"type": "integer"}},
}
RENEWED = {
    **ENTRY,
    "required": ["title", "people"],
    "properties": {**ENTRY["properties"], "more": {"type": "string"}},
}
PLACE = "schemas/Biobank/1.0/schema.json"


def listed(desk: Desk) -> Any:
    if "dialog.schemas" not in desk.open_dialogs():
        desk.do("schemas")
    return desk.dialog("schemas")


def fetch(desk: Desk, address: str) -> Any:
    """Types an address into the dialog that adds schemas, and fetches."""
    desk.press("schemas.add-address", listed(desk))
    dialog = desk.dialog("add-schema")
    desk.type_into("add-schema.address", address, dialog)
    desk.press("dialog.add-schema.accept", dialog)
    return dialog


def add(desk: Desk, address: str) -> Any:
    """Adds what stands at an address; returns the list."""
    desk.press("dialog.add-schema.accept", fetch(desk, address))
    return listed(desk)


def names(dialog: Any) -> list[str]:
    return [pick.key for pick in dialog.rows.picks]


def said(desk: Desk, name: str, dialog: Any) -> str:
    return str(desk.find(f"{name}.says", dialog).text())
