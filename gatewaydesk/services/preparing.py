"""Before anything is sent: what tells versions apart, what was sent already, and what the gateway would refuse."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError, Refused
from gatewaydesk.gateways.base import Gateway, Prepared
from gatewaydesk.pointer import ABSENT, from_text, to_text
from gatewaydesk.schema.widgets import filled_in
from gatewaydesk.store import AlreadySent, Store
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema
    from gatewaydesk.services.authoring import Authoring

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
    filled = filled_in(schema.hints, schema.root, value)
    renewed = {text.lstrip("/") for text, rule in filled.items() if rule == "modified"}
    kept = {name: one for name, one in value.items() if name not in renewed} if isinstance(value, dict) else value
    return hashlib.sha256(jsonio.dumps(kept, indent=None).encode()).hexdigest()


def spoiled(schema: LoadedSchema, value: Any, prepared: Prepared) -> list[Problem]:
    """What the gateway would refuse although it is right here, because the route changes text before checking it."""
    if prepared.as_checked is None:
        return []
    from gatewaydesk.validation.engine import Checker  # the window starts without a validator

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
    value = authoring.document.value
    places = Places(authoring.root, value)
    found = []
    for detail in error.details:
        given = detail.get("pointer", ())
        pointer = from_text(given if isinstance(given, str) else to_text(given), value)
        place = places.at(pointer)
        while pointer and place.field is None and place.value is ABSENT:  # no such field in this schema version
            pointer = pointer[:-1]
            place = places.at(pointer)
        keyword, message = str(detail.get("keyword", "")), str(detail.get("message", ""))
        location = place.field.location if place.field is not None else ""
        found.append(
            Problem(
                pointer,
                keyword,
                message,
                title=place.title if pointer else "The whole document",
                trail=place.trail,
                source="gateway",
                location=location,
            )
        )
    return found
