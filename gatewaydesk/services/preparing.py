"""Before anything is sent: what tells versions apart, what was sent already, and what the gateway would refuse."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError, Refused
from gatewaydesk.gateways.base import Gateway, Prepared
from gatewaydesk.gateways.gwdm_places import in_words
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get, to_text
from gatewaydesk.schema.visible import going_on, plain
from gatewaydesk.schema.widgets import filled_in
from gatewaydesk.services.refusals import FORESEEN, THERE
from gatewaydesk.store import AlreadySent, Store
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema
    from gatewaydesk.services.authoring import Authoring

_MESSAGE_OF_ROUTE = "The gateway would refuse this: this route writes signs such as “&” and “'” as longer HTML codes"
_BY_THE_GATEWAY = "Refused by the gateway: "
_MOST_NAMED = 12  # fields whose text is changed on the way
_LONGEST_MESSAGE = 600  # characters of what a gateway says of one field
_LONGEST_PLACE = 300


@dataclass(frozen=True)
class Outlook:
    """What sending to one gateway would mean.

    Attributes:
        drafts: it takes drafts.
        content: tells this version from others.
        earlier: the same was sent there before, or is on its way.
        spoiled: what it would refuse although it is right here.
        changed: a sentence that names each text that it would keep otherwise than it was written, or "".
        untitled: it has no title, so that the gateway would not keep it even as a draft.
    """

    gateway: Gateway
    prepared: Prepared
    drafts: bool
    content: str
    earlier: AlreadySent | None
    spoiled: list[Problem]
    changed: str = ""
    untitled: bool = False

    @property
    def words(self) -> str:
        """What a person should know before sending, a sentence a line, but for what would be refused (`spoiled`)."""
        earlier = [self.earlier.what] if self.earlier is not None and not self.twice else []
        told = {words for _, words in self.prepared.troubles}
        happens = [one for one in self.prepared.consequences if one not in told]
        return "\n".join((*earlier, *happens, *([self.changed] if self.changed else [])))

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
    content = content_here(store, schema, value)
    earlier = store.outbox.earlier(gateway.connection, content)
    changed = changed_on_the_way(schema, value, prepared)
    untitled = gateway.connection.system == "hdruk" and not _titled(value)
    return Outlook(gateway, prepared, drafts, content, earlier, spoiled(schema, value, prepared), changed, untitled)


def _titled(value: Any) -> bool:
    """Whether there is a title where the HDR UK gateway looks for one; it trims what it gets."""
    title = get(value, ("summary", "title"))
    return isinstance(title, str) and bool(title.strip())


def changed_on_the_way(schema: LoadedSchema, value: Any, prepared: Prepared) -> str:
    """Names the fields whose text the route changes, in a sentence; "" where it changes none."""
    if prepared.as_checked is None:
        return ""
    places = Places(schema.root, value)
    named: dict[str, None] = {}
    count = 0
    for pointer in _differing(value, prepared.as_checked):
        count += 1
        if len(named) <= _MOST_NAMED:
            place = places.at(pointer)
            named[" › ".join((*place.trail[-2:], place.title))] = None
    if not count:
        return ""
    shown = ", ".join(f"“{one}”" for one in list(named)[:_MOST_NAMED])
    return f"Changed on the way: {shown}{' and others' if len(named) > _MOST_NAMED else ''}."


def _differing(value: Any, other: Any) -> Iterator[Pointer]:
    """The places of texts that differ between two values of the same shape."""
    stack: list[tuple[Any, Any, Pointer]] = [(value, other, ())]
    while stack:
        one, there, place = stack.pop()
        if isinstance(one, str):
            if one != there:
                yield place
        elif isinstance(one, dict):
            stack.extend((below, there[name], (*place, name)) for name, below in reversed(one.items()))
        elif isinstance(one, list):
            stack.extend((one[at], there[at], (*place, at)) for at in range(len(one) - 1, -1, -1))


def content_of_value(schema: LoadedSchema, value: Any) -> str:
    """Tells versions apart by what a person wrote, in whichever order its members stand: the time of the last change is
    renewed on every try.
    """
    return _hashed(_in_order(_written(schema, value)))


def content_here(store: Store, schema: LoadedSchema, value: Any) -> str:
    """`content_of_value`, by which the outbox then knows what was sent of it, also where that was written down by a
    version of Gateway Desk which heeded the order.
    """
    written = _written(schema, value)
    content = _hashed(_in_order(written))
    store.outbox.rename_content(_hashed(written), content)
    return content


def is_content(schema: LoadedSchema, value: Any, content: str) -> bool:
    """Whether that is the content of a value, worked out now or by a version which heeded the order."""
    written = _written(schema, value)
    return content in (_hashed(_in_order(written)), _hashed(written))


def _written(schema: LoadedSchema, value: Any) -> Any:
    filled = filled_in(schema.hints, schema.root, value)
    renewed = {text.lstrip("/") for text, rule in filled.items() if rule == "modified"}
    return {name: one for name, one in value.items() if name not in renewed} if isinstance(value, dict) else value


def _in_order(value: Any) -> Any:
    """The same value with the members of every object in the order of their names."""
    if isinstance(value, dict):
        return {name: _in_order(value[name]) for name in sorted(value)}
    return [_in_order(one) for one in value] if isinstance(value, list) else value


def _hashed(value: Any) -> str:
    return hashlib.sha256(jsonio.dumps(value, indent=None).encode()).hexdigest()


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
            message = words or f"{_MESSAGE_OF_ROUTE}{_as_checked(problem)}"
            found.append(replace(problem, message=message, source="gateway", facts={FORESEEN: True}))
    places = Places(schema.root, value)
    for pointer, words in certain.items():
        place = places.at(pointer)
        facts = {FORESEEN: True}
        found.append(Problem(pointer, "format", words, Severity.WRONG, place.title, place.trail, facts, "gateway"))
    return found


def _as_checked(problem: Problem) -> str:
    """What is wrong with a value as a route has made it, which nobody sees here."""
    limit, actual = problem.facts.get("limit"), problem.facts.get("actual")
    if problem.keyword == "maxLength" and isinstance(limit, int) and isinstance(actual, int):
        return f", which makes it {actual:,} characters long, and {limit:,} are allowed."
    return f". {problem.message}"


def gateway_problems(error: Refused, authoring: Authoring) -> list[Problem]:
    """What a gateway refused, as problems on the fields they belong to.

    They say who says so, since each may stand under a value that is right by the schema, and whether it is.
    """
    value = authoring.document.value
    places = Places(authoring.root, value)
    faulty = _faulty(authoring) if error.details else set()
    found = []
    for detail in error.details:
        given = detail.get("pointer", ())
        pointer = from_text(given if isinstance(given, str) else to_text(given), value)
        place = places.at(pointer)
        said_of = pointer
        while pointer and place.field is None and place.value is ABSENT:  # no such field in this schema version
            pointer = pointer[:-1]
            place = places.at(pointer)
        keyword, message = str(detail.get("keyword", "")), plain(str(detail.get("message", "")), _LONGEST_MESSAGE)
        there = str(detail.get("there", ""))
        if said_of != pointer:
            message, there = _of_a_place_unknown(said_of, message), there or plain(to_text(said_of), _LONGEST_PLACE)
        elif "the gateway" not in message.casefold():
            allowed = place.value is not ABSENT and not any(one[: len(pointer)] == pointer for one in faulty)
            message = _refused(message, allowed=bool(pointer) and allowed)
        location = place.field.location if place.field is not None else ""
        found.append(
            Problem(
                pointer,
                keyword,
                message,
                title=place.title if pointer else "The whole document",
                trail=place.trail,
                facts={THERE: there} if there else {},
                source="gateway",
                location=location,
            )
        )
    return found


def _faulty(authoring: Authoring) -> set[Pointer]:
    """Where something is wrong or missing by the schema."""
    fresh = authoring.checked == authoring.document.revision
    problems = authoring.problems if fresh else authoring.examine(authoring.document.value)[0]
    return {one.pointer for one in problems if one.source == "schema" and one.severity is not Severity.ADVICE}


def _refused(message: str, *, allowed: bool) -> str:
    return f"{_BY_THE_GATEWAY}{going_on(message)}{' (the schema allows it)' if allowed else ''}."


def _of_a_place_unknown(place: Pointer, message: str) -> str:
    """The gateway names a place that neither the schema nor the document has: it is told by its names."""
    said = going_on(message.removeprefix("The gateway says: "))
    return f"The gateway says of “{in_words(place)}”, which is not part of this schema version: {said}."
