"""What a rule is: bound to a field it becomes a test, and a test tells of a value what is doubtful about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field

On = Literal["text", "null", "number", "group", "empty", "list", "any"]
"""Values that a rule looks at: texts, null, numbers, objects, objects without members, lists, or whatever is there."""


@dataclass(frozen=True)
class Told:
    """What is doubtful.

    Attributes:
        message: a sentence without the field's title.
        facts: what it was made from.
        below: from the value that was tested to the place that is meant.
    """

    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    below: Pointer = ()


@dataclass(frozen=True)
class About:
    """What a rule is bound by.

    Attributes:
        field: the field, settled, and no union.
        raw: the schema as published.
        model: the model whose validator and gateway are known (`HDRUK`, …), or "".
        today: the day of the advice.
        in_list: it is, or is part of, the item of a list.
        item: it is the item of a list of texts.
        union: the field whose alternative it is, or None.
        examples: those of the field, of its alternatives, and of the list that it is an item of.
        escaping: texts are changed on their way to the gateway.
    """

    field: Field
    raw: Any
    model: str
    today: date
    in_list: bool = False
    item: bool = False
    union: Field | None = None
    examples: tuple[Any, ...] = ()
    escaping: bool = False

    @property
    def location(self) -> str:
        """The place in the schema that shaped the field with all its alternatives."""
        return (self.union or self.field).location


Test = Callable[[Any], Iterable[Told]]


@dataclass(frozen=True)
class Rule:
    """One kind of advice.

    Attributes:
        name: what its problems have as keyword.
        on: what it looks at.
        bind: makes the test for a field, or None where there is nothing to be looked for.
        beside_faults: it is told even where something is wrong or empty.
        of_union: of several alternatives that are objects, it is bound to all of them at once.
    """

    name: str
    on: On
    bind: Callable[[About], Test | None]
    beside_faults: bool = False
    of_union: bool = False
