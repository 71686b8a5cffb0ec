"""Which schema a document says that it is written by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from gatewaydesk.schema.files import LoadedSchema

_ENDINGS = re.compile(r"(?:/schema)?(?:\.schema)?(?:\.json)?/*$", re.IGNORECASE)


def told(value: Any) -> str:
    """What the document's own `$schema` says: a name, an address, or "" where it says nothing."""
    text = value.get("$schema") if isinstance(value, dict) else None
    return text.strip().rstrip("#") if isinstance(text, str) else ""


def named(known: Iterable[LoadedSchema], text: str) -> str:
    """The name of the known schema that is meant, or "".

    It is meant by its name, by its `$id`, by the address that it came from, or by an address that ends in its name,
    as in `https://example.org/HDRUK/4.0.0/schema.json`.
    """
    if not text:
        return ""
    schemas = list(known)
    for schema in schemas:
        if text.casefold() == schema.name.casefold() or text in _own_addresses(schema):
            return schema.name
    try:
        path = unquote(urlsplit(text).path)
    except ValueError:
        return ""
    place = f"/{_ENDINGS.sub('', path).strip('/')}".casefold()
    return next((one.name for one in schemas if place.endswith(f"/{one.name.casefold()}")), "")


def _own_addresses(schema: LoadedSchema) -> set[str]:
    raw = schema.published
    said = [raw.get(word) for word in ("$id", "id")] if isinstance(raw, dict) else []
    source = schema.source.address if schema.source is not None else ""
    return {one.rstrip("#") for one in (*said, source) if isinstance(one, str) and one}
