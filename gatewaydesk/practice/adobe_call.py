"""One call to the practice Adobe Experience Platform, as its handlers see it, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from flask import Response, request

from gatewaydesk.practice.adobe_rules import Json, service

if TYPE_CHECKING:
    from gatewaydesk.practice.adobe import AdobePractice
    from gatewaydesk.practice.adobe_store import AdobeStore

LARGEST_JSON = 10 * 1024 * 1024
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Call:
    """What came in, after the gateway in front.

    Attributes:
        system: the practice gateway with its settings.
        sandbox: the sandbox that is asked; empty where none is.
        query: the first value of each parameter.
        headers: with names in lower case.
        base: the address of this gateway.
        length: how many bytes the body says it has; None when it does not say.
    """

    system: AdobePractice
    sandbox: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    base: str
    length: int | None

    @property
    def store(self) -> AdobeStore:
        """What the gateway remembers."""
        return self.system.store

    @property
    def validate_only(self) -> bool:
        """Whether the body is only to be checked."""
        return self.headers.get("pragma", "").strip().lower() == "validate-only"

    def every(self, name: str) -> Sequence[str]:
        """Each value of a parameter that may be repeated."""
        return request.args.getlist(name)

    def kind(self) -> str:
        """The body's media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def body(self, *kinds: str) -> Any:
        """The JSON body, of one of these media types.

        Raises:
            Refusal: it is too large, of another type, or no JSON.
        """
        if self.kind() not in (kinds or ("application/json",)):
            raise service(415, f"The Content-Type {self.kind() or '(none)'} is not supported here.")
        if (self.length or 0) > LARGEST_JSON:
            raise service(413, "The request body is too large.")
        try:
            return json.loads(request.get_data(cache=False))
        except (ValueError, RecursionError):
            raise service(400, "The request body is not valid JSON.") from None

    def json_object(self) -> Json:
        """The JSON body, which must be an object."""
        value = self.body()
        if not isinstance(value, dict):
            raise service(400, "The request body must be a JSON object.")
        return value

    def blocks(self) -> Iterator[bytes]:
        """The body as it arrives, a block at a time, so that a file of any size needs no memory."""
        stream: IO[bytes] = request.stream
        yield from iter(lambda: stream.read(_BLOCK), b"")


def reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "") -> Response:
    """An answer in JSON."""
    return Response(json.dumps(value), status, headers, content_type=kind or "application/json")


def empty(status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer without a body."""
    return Response(b"", status, headers)
