"""Before anything is sent: what tells versions apart, what was sent already, and what the gateway would refuse."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError, Refused
from gatewaydesk.gateways.base import Gateway, Prepared
from gatewaydesk.pointer import from_text, to_text
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.store import AlreadySent, Store
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema

_MESSAGE_OF_ROUTE = "This would be refused, because this route writes signs such as “&” and “'” as longer HTML codes."


@dataclass(frozen=True)
class Outlook:
    """What sending to one gateway would mean.

    Attributes:
        drafts: it takes drafts.
        content: tells this version from others.
        earlier: the same was sent there before, or is on its way.
        spoiled: what it would refuse although it is right here.
    """

    gateway: Gateway
    prepared: Prepared
    drafts: bool
    content: str
    earlier: AlreadySent | None
    spoiled: list[Problem]

    @property
    def words(self) -> str:
        """All that a person should know before sending, a sentence a line."""
        earlier = [self.earlier.what] if self.earlier is not None and not self.twice else []
        told = dict(self.prepared.troubles)
        spoiled = [problem.sentence for problem in self.spoiled if problem.pointer not in told]
        return "\n".join((*earlier, *self.prepared.consequences, *spoiled))

    @property
    def twice(self) -> bool:
        """Sending makes a second dataset of the same."""
        return self.earlier is not None and self.earlier.receipt is not None


def look_ahead(store: Store, gateway: Gateway, schema: LoadedSchema, value: Any, status: str) -> Outlook:
    """Prepares what would be sent (as active where the gateway takes no drafts) and finds out what that would mean."""
    try:
        drafts = gateway.prepare_create(value, schema=schema.name, status="draft").status == "draft"
    except GatewayDeskError:
        drafts = False
    prepared = gateway.prepare_create(value, schema=schema.name, status=status if drafts else "active")
    content = content_of_value(schema, value)
    earlier = store.outbox.earlier(gateway.connection, content)
    return Outlook(gateway, prepared, drafts, content, earlier, spoiled(schema, value, prepared))


def content_of_value(schema: LoadedSchema, value: Any) -> str:
    """Tells versions apart by what a person wrote: the time of the last change is renewed on every try."""
    renewed = {text.lstrip("/") for text, rule in schema.hints.generated.items() if rule == "modified"}
    kept = {name: one for name, one in value.items() if name not in renewed} if isinstance(value, dict) else value
    return hashlib.sha256(jsonio.dumps(kept, indent=None).encode()).hexdigest()


def spoiled(schema: LoadedSchema, value: Any, prepared: Prepared) -> list[Problem]:
    """What the gateway would refuse although it is right here, because the route changes text before checking it."""
    if prepared.as_checked is None:
        return []
    checker = Checker(schema)
    before = {problem.pointer for problem in checker.check(value)}
    certain = dict(prepared.troubles)
    found: list[Problem] = []
    for problem in checker.check(prepared.as_checked):
        if problem.severity is not Severity.ADVICE and problem.pointer not in before:
            words = certain.pop(problem.pointer, "")
            message = words or f"{_MESSAGE_OF_ROUTE} {problem.message}"
            found.append(replace(problem, message=message, source="gateway", facts={}))
    places = Places(schema.root, value)
    for pointer, words in certain.items():
        place = places.at(pointer)
        found.append(Problem(pointer, "format", words, Severity.WRONG, place.title, place.trail, source="gateway"))
    return found


def gateway_problems(error: Refused, authoring: Authoring) -> list[Problem]:
    """What a gateway refused, as problems on the fields they belong to."""
    found = []
    for detail in error.details:
        place = detail.get("pointer", ())
        pointer = from_text(place if isinstance(place, str) else to_text(place), authoring.document.value)
        field = authoring.field_at(pointer)
        trail = tuple(authoring.label(pointer).split(" › ")[:-1]) if pointer else ()
        found.append(
            Problem(
                pointer,
                str(detail.get("keyword", "")),
                str(detail.get("message", "")),
                Severity.WRONG,
                field.title if field is not None else (str(pointer[-1]) if pointer else "The whole document"),
                trail,
                source="gateway",
            )
        )
    return found
