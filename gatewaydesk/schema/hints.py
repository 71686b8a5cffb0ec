"""What a form does with a schema beyond the schema: which fields are filled in for the person, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Hints:
    """Hints for one schema; a schema needs none.

    Attributes:
        generated_title: heading of the fields that the application fills in.
        generated_help: one or two sentences about them.
        generated: pointer text of such a field to the name of its rule (`uuid`, `version`, `revisions`, …).
        order: pointer texts in the order in which people fill the fields in.
    """

    generated_title: str = ""
    generated_help: str = ""
    generated: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    order: tuple[str, ...] = ()

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Pointer text to its number in `order`."""
        return {text: at for at, text in enumerate(self.order)}


NO_HINTS = Hints()


def from_json(value: Any) -> Hints:
    """Reads the content of a `hints.json`; what is not as expected there is passed over."""
    top = value if isinstance(value, dict) else {}
    generated = top.get("generated")
    generated = generated if isinstance(generated, dict) else {}
    fields = generated.get("fields")
    fields = fields if isinstance(fields, dict) else {}
    order = top.get("order")
    return Hints(
        generated_title=_text(generated.get("title")),
        generated_help=_text(generated.get("help")),
        generated=MappingProxyType({place: rule for place, rule in fields.items() if isinstance(rule, str)}),
        order=tuple(place for place in order if isinstance(place, str)) if isinstance(order, list) else (),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
