"""What Qrvey's refusals mean. It says `errors` with a message each, and the host in front of it a bare `message`.

The gateway's own `stack`, which it sends along, is taken out before anything is kept or shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import OutcomeUnknown, Refused
from gatewaydesk.gateways.hdruk_answers import shortened
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.visible import plain

ASKED_FIRST = "It may or may not have been kept: the gateway is asked before anything is sent again."
_LONGEST_SAID = 300
_NAMED = re.compile(
    r"\b(?P<list>datasources|columns)\[(?P<at>\d{1,6})\](?:\.(?P<member>\w+))?|^(?P<top>name|datasources|columns)\b"
)


@dataclass(frozen=True)
class Rule:
    """One kind of refusal: by status, and by a pattern that its message has to hold.

    Attributes:
        name: for tests, and for the sign-in test.
        status: the HTTP status.
        message: a pattern to be found in what Qrvey says; "" for whatever it says.
        what: what happened; `{said}` is what Qrvey says.
        todo: what to do about it.
        way_out: see `Refused`; likewise `setting`.
        wait: seconds after which the same may be said yes to, where Qrvey does not name them; None where time does
            not help.
    """

    name: str
    status: int
    message: str
    what: str
    todo: str
    way_out: str = ""
    setting: str = ""
    wait: float | None = None


@dataclass(frozen=True)
class Explanation:
    """A refusal in words, whether it is certain that nothing was done, and the rule that it fell under."""

    refused: Refused
    settled: bool
    rule: str


_KEY = "Ask whoever administers your Qrvey for the key, and sign in again."
RULES = (
    Rule(
        "path-unknown",
        403,
        r"Missing Authentication Token",  # what the host in front says of an address that it does not know
        "Qrvey knows no such address.",
        "Check the connection's beginning of the paths: “/devapi/v4” or “/api/v4”.",
        "edit-connection",
        "api_prefix",
    ),
    Rule(
        "other-place",
        403,
        r"another application",
        "The token is for another user or application.",
        "Correct the application ID and the user ID of the connection, or sign in with a token that was made for them.",
        "edit-connection",
        "app_id",
    ),
    Rule("key-refused", 403, "", "Qrvey does not accept the key{said}.", _KEY, "sign-in"),
    Rule(
        "token-over",
        401,
        r"expired",
        "The token has expired.",
        "Have a new one made, and sign in with it.",
        "sign-in",
    ),
    Rule("key-refused", 401, "", "Qrvey does not accept who is asking{said}.", _KEY, "sign-in"),
    Rule(
        "user-unknown",
        404,
        r"(?<![/\w])user(?![/\w])",
        "Qrvey knows no user with this ID.",
        "Correct the user ID of the connection.",
        "edit-connection",
        "user_id",
    ),
    Rule(
        "app-unknown",
        404,
        r"(?<![/\w])application(?![/\w])",
        "Qrvey knows no application with this ID that belongs to this user.",
        "Correct the application ID of the connection.",
        "edit-connection",
        "app_id",
    ),
    Rule(
        "connection-gone",
        404,
        r"(?<![/\w])connection(?![/\w])",
        "Qrvey has no such connection in this application{said}.",
        "Choose another one, or make it again.",
    ),
    Rule(
        "dataset-gone",
        404,
        r"(?<![/\w])dataset(?![/\w])",
        "Qrvey has no such dataset in this application any more.",
        "Refresh the list of your datasets, and choose it again.",
        "refresh",
    ),
    Rule("job-gone", 404, r"(?<![/\w])job(?![/\w])", "Qrvey knows no such job any more{said}.", ""),
    Rule(
        "path-unknown",
        404,
        "",
        "Qrvey does not know what was asked for{said}.",
        "Check the connection: the beginning of the paths (“/devapi/v4” or “/api/v4”), the user ID and the application "
        "ID.",
        "edit-connection",
        "api_prefix",
    ),
    Rule(
        "too-large",
        413,
        "",
        "What was sent is larger than Qrvey takes.",
        "Shorten it; rows are best sent from a file, in parts.",
    ),
    Rule(
        "too-many",
        429,
        "",
        "Qrvey has had too many calls from here.",
        "Wait a minute, and try again.",
        "retry",
        wait=60.0,
    ),
    Rule("refused", 400, "", "Qrvey refused it{said}.", "Correct it, and send it again."),
)
_CODES = Rule("", 0, "", "Qrvey answered {status}{said}.", "Try again later, or copy the answer for Qrvey's support.")
_PAGE = "Check the connection's address: it ends before “/devapi”. If it is right, try again in a while."


def explain(answer: Answer) -> Explanation:
    """What an answer means that is not the hoped-for yes."""
    messages = _messages(answer.json)
    text = " ".join(messages)
    rule = next((one for one in RULES if one.status == answer.status and re.search(one.message, text, re.I)), _CODES)
    details: tuple[Mapping[str, Any], ...] = ()
    said = f": “{plain(text, _LONGEST_SAID).rstrip('.')}”" if text else ""
    todo = rule.todo
    if answer.json is None and rule is _CODES:
        said, todo = " with something that is not JSON" if answer.text.strip() else " and nothing else", _PAGE
    if rule.name == "refused":
        details = tuple(_details(messages))
    wait = rule.wait
    if answer.status in (429, 503):
        wait = answer.retry_after if answer.retry_after is not None else wait
    refused = Refused(
        rule.what.format(said=said, status=answer.status),
        todo,
        status=answer.status,
        answer=as_shown(answer),
        details=details,
        way_out="show-field" if details else rule.way_out or ("retry" if answer.status >= 500 else ""),
        retry_after=wait,
        setting=rule.setting,
    )
    return Explanation(refused, 400 <= answer.status < 500, rule.name)


def no(answer: Answer) -> Refused | OutcomeUnknown:
    """The error of a call that changes something and was not answered with a yes."""
    verdict = explain(answer)
    return verdict.refused if verdict.settled else unknown(answer, verdict.refused.what)


def unknown(answer: Answer, what: str) -> OutcomeUnknown:
    """The error of a call that may have been carried out."""
    return OutcomeUnknown(
        what, ASKED_FIRST, status=answer.status, answer=as_shown(answer), retry_after=answer.retry_after
    )


def not_understood(answer: Answer, what: str = "Qrvey's answer could not be understood.") -> Refused:
    """The error of a yes that says nothing of what was asked for."""
    return Refused(
        what,
        "Check the connection's address; if it is right, copy the answer for Qrvey's support.",
        status=answer.status,
        answer=as_shown(answer),
        way_out="edit-connection",
    )


def as_shown(answer: Answer) -> str:
    """An answer's text as it may be shown and kept: masked, shortened, and without the gateway's own stack."""
    if isinstance(answer.json, (dict, list)):
        return shortened(jsonio.dumps(_without_stack(answer.json), indent=None))
    return shortened(answer.text)


def _without_stack(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_stack(one) for name, one in value.items() if str(name).casefold() != "stack"}
    return [_without_stack(one) for one in value] if isinstance(value, list) else value


def _messages(body: Any) -> list[str]:
    """What a refusal says, a sentence or two for each of its errors."""
    if not isinstance(body, dict):
        return []
    errors = body.get("errors")
    rows = errors if isinstance(errors, list) else [body]
    found = []
    for one in rows:
        row = one if isinstance(one, dict) else {"message": one}
        parts = [row.get(name) for name in ("message", "messageDetails")]
        text = " ".join(" ".join(shortened(part).split()) for part in parts if isinstance(part, str) and part.strip())
        found += [text] if text else []
    return found


def _details(messages: list[str]) -> list[Mapping[str, Any]]:
    """The places that refusals name, such as `datasources[0].database`."""
    found: list[Mapping[str, Any]] = []
    for message in messages:
        named = _NAMED.search(message)
        if named is not None:
            said = plain(message, _LONGEST_SAID).rstrip(".")
            found.append({"pointer": _place(named), "message": f"Qrvey says: {said}.", "keyword": "gateway"})
    return found


def _place(named: re.Match[str]) -> Pointer:
    if named["top"]:
        return (named["top"],)
    member = (named["member"],) if named["member"] else ()
    return (named["list"], int(named["at"]), *member)
