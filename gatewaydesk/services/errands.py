"""What a gateway can do with a dataset, a job or a connection, put before a person: its questions, and its answers
checked as any metadata is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayDeskError
from gatewaydesk.gateways.work import Errand
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.hints import NO_HINTS

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

_NOTHING: Mapping[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}


def questions(errand: Errand) -> LoadedSchema:
    """What must be told before an errand, as a schema that a form is drawn from."""
    raw = dict(errand.asks or _NOTHING)
    return LoadedSchema(f"errand/{errand.name}", raw, NO_HINTS, "shipped", "")


def answers(errand: Errand, pairs: Sequence[tuple[str, str]]) -> Authoring:
    """The answers that were given as words, with each in the type that its question has; a list is given item by item.

    Raises:
        GatewayDeskError: a question is not known.
    """
    from gatewaydesk.services.authoring import Authoring  # brings what answers are checked with

    asked: Mapping[str, Any] = (errand.asks or _NOTHING).get("properties", {})
    value: dict[str, Any] = {
        name: one["default"] for name, one in asked.items() if isinstance(one, dict) and "default" in one
    }
    given: set[str] = set()
    for name, text in pairs:
        if name not in asked:
            known = ", ".join(asked) or "none"
            raise GatewayDeskError(f"“{errand.label}” has no answer called “{name}”.", f"It asks for: {known}.")
        wanted = _types(asked[name])
        if "array" in wanted and not text.lstrip().startswith("["):
            before = value.get(name, []) if name in given else []
            value[name] = [*before, _typed(_types(asked[name].get("items", {})), text)]
        else:
            value[name] = _typed(wanted, text)
        given.add(name)
    return Authoring(questions(errand), value, advises=False)


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    said = schema.get("type", "string")
    return frozenset([said] if isinstance(said, str) else said)


def _typed(wanted: frozenset[str], text: str) -> Any:
    """Text stays text where text is wanted; else it is read as JSON, and what is none is told as a wrong value is."""
    if "string" in wanted:
        return text
    words = {"yes": True, "no": False}
    if "boolean" in wanted and text.strip().casefold() in words:
        return words[text.strip().casefold()]
    try:
        return jsonio.loads(text)
    except FileProblem:
        return text
