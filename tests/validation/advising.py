"""What the tests of advice share: small schemas, what is said of a value, and the day on which it is said."""

from __future__ import annotations

from datetime import date
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.validation.advice import Adviser
from gatewaydesk.validation.problems import Problem

EXAMPLE = jsonio.read_file(resource_root() / "examples" / "HDRUK-4.0.0.json")
TODAY = date(2026, 6, 15)
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
WHOLE = {"type": "integer"}
LINK = {"type": "string", "format": "uri"}

Case = tuple[str, Any, list[Any], list[Any], str]
"""A rule; a schema; values that it doubts; others that it nearly would; where it speaks, "*" for the first member."""


def members(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def about(schema: Any, value: Any, name: str = "ours/1", *, escaping: bool = False) -> list[Problem]:
    adviser = Adviser(LoadedSchema(name, schema), today=lambda: TODAY, escaping=escaping)
    return adviser.advise(value)


def told(schema: Any, value: Any, name: str = "ours/1") -> list[tuple[str, str]]:
    return [(one.pointer_text, one.keyword) for one in about(schema, value, name)]
