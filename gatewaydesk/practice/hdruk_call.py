"""One call to the practice HDR UK gateway, as its handlers see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.practice.hdruk_rules import OTHER_TEAM, SERVICE_ERROR, UNKNOWN_FORMAT, Answer, failure, unwrap
from gatewaydesk.practice.hdruk_store import HdrukStore
from gatewaydesk.practice.hdruk_traser import Refusal, Silent, Translation, Traser
from gatewaydesk.practice.kept import Row

Reply = tuple[int, Mapping[str, Any] | str]


@dataclass(frozen=True)
class Call:
    """What came in, after the middleware: who calls, the cleaned body, the query, and the services behind.

    Attributes:
        application: the caller's row; empty on public routes.
        body: the JSON members, trimmed, nulled and, on routes that sanitise, escaped.
        sent: the body's bytes as they arrived.
        url: the address without its query.
        base: the address of this gateway.
        wait: waits out the silence of a translation service that does not answer.
    """

    store: HdrukStore
    traser: Traser
    application: Row
    body: Mapping[str, Any]
    sent: bytes
    query: Mapping[str, str]
    headers: Mapping[str, str]
    url: str
    base: str
    wait: Callable[[], None] = field(repr=False)

    @property
    def team_id(self) -> int:
        """The caller's team."""
        return int(self.application["team_id"])

    def require_own(self, team_id: int, *, code: int = 401) -> None:
        """Refuses what belongs to another team."""
        if team_id != self.team_id:
            raise failure(code, OTHER_TEAM)

    def received(self) -> str:
        """The metadata exactly as it arrived, as JSON text: nothing trimmed, escaped or rounded."""
        try:
            value = jsonio.loads(self.sent, last_wins=True)
            return jsonio.dumps(unwrap(value.get("metadata")), indent=None)
        except FileProblem:
            return "null"

    def translate(
        self, metadata: Any, *, schema: tuple[str, str], validate: bool, end: str, details: bool
    ) -> Translation:
        """Translates metadata that was sent, or refuses in the words of this route."""
        model, version = schema
        try:
            return self.traser.translate(metadata, model=model, version=version, validate=validate)
        except Silent:
            raise self.no_answer() from None
        except Refusal as refusal:
            body = {"message": UNKNOWN_FORMAT + end} | ({"details": refusal_details(refusal)} if details else {})
            raise Answer(400, body) from None

    def no_answer(self) -> Answer:
        """The refusal when the translation service is silent, after the silence."""
        self.wait()
        return failure(500, SERVICE_ERROR)


def refusal_details(refusal: Refusal) -> dict[str, Any]:
    """The translation service's answer as the gateway passes it on."""
    return {
        "traser_message": refusal.body,
        "wasTranslated": False,
        "metadata": None,
        "statusCode": refusal.status,
    }
