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
from gatewaydesk.gateways import verdicts
from gatewaydesk.gateways.verdicts import Explanation, bare, left_open, quoted, refused, shortened
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.pointer import Pointer

_NAMED = re.compile(
    r"\b(?P<list>datasources|columns)\[(?P<at>\d{1,6})\](?:\.(?P<member>\w+))?|^(?P<top>name|datasources|columns)\b"
)


@dataclass(frozen=True, kw_only=True)
class Rule(verdicts.Rule):
    """One kind of refusal: by status, and by a pattern that its message has to hold.

    Attributes:
        status: the HTTP status.
        message: a pattern to be found in what Qrvey says, which is `{said}` in `what`; "" for whatever it says.
    """

    status: int = 0
    message: str = ""


_KEY = "Ask whoever administers your Qrvey for the key, and sign in again."
RULES = (
    Rule(
        "path-unknown",
        "Qrvey knows no such address.",
        "Check the connection's beginning of the paths: “/devapi/v4” or “/api/v4”.",
        "edit-connection",
        "api_prefix",
        status=403,
        message=r"Missing Authentication Token",  # what the host in front says of an address that it does not know
    ),
    Rule(
        "other-place",
        "The token is for another user or application.",
        "Correct the application ID and the user ID of the connection, or sign in with a token that was made for them.",
        "edit-connection",
        "app_id",
        status=403,
        message=r"another application",
    ),
    Rule("key-refused", "Qrvey does not accept the key{said}.", _KEY, "sign-in", status=403),
    Rule(
        "token-over",
        "The token has expired.",
        "Have a new one made, and sign in with it.",
        "sign-in",
        status=401,
        message=r"expired",
    ),
    Rule("key-refused", "Qrvey does not accept who is asking{said}.", _KEY, "sign-in", status=401),
    Rule(
        "user-unknown",
        "Qrvey knows no user with this ID.",
        "Correct the user ID of the connection.",
        "edit-connection",
        "user_id",
        status=404,
        message=r"(?<![/\w])user(?![/\w])",
    ),
    Rule(
        "app-unknown",
        "Qrvey knows no application with this ID that belongs to this user.",
        "Correct the application ID of the connection.",
        "edit-connection",
        "app_id",
        status=404,
        message=r"(?<![/\w])application(?![/\w])",
    ),
    Rule(
        "connection-gone",
        "Qrvey has no such connection in this application{said}.",
        "Choose another one, or make it again.",
        status=404,
        message=r"(?<![/\w])connection(?![/\w])",
    ),
    Rule(
        "dataset-gone",
        "Qrvey has no such dataset in this application any more.",
        "Refresh the list of your datasets, and choose it again.",
        "refresh",
        status=404,
        message=r"(?<![/\w])dataset(?![/\w])",
    ),
    Rule("job-gone", "Qrvey knows no such job any more{said}.", "", status=404, message=r"(?<![/\w])job(?![/\w])"),
    Rule(
        "path-unknown",
        "Qrvey does not know what was asked for{said}.",
        "Check the connection: the beginning of the paths (“/devapi/v4” or “/api/v4”), the user ID and the application "
        "ID.",
        "edit-connection",
        "api_prefix",
        status=404,
    ),
    Rule(
        "too-large",
        "What was sent is larger than Qrvey takes.",
        "Shorten it; rows are best sent from a file, in parts.",
        status=413,
    ),
    Rule(
        "too-many",
        "Qrvey has had too many calls from here.",
        "Wait a minute, and try again.",
        "retry",
        status=429,
        wait=60.0,
    ),
    Rule("refused", "Qrvey refused it{said}.", "Correct it, and send it again.", status=400),
)
_CODES = Rule("", "Qrvey answered {status}{said}.", "Try again later, or copy the answer for Qrvey's support.")
_PAGE = "Check the connection's address: it ends before “/devapi”. If it is right, try again in a while."


def explain(answer: Answer) -> Explanation:
    """What an answer means that is not the hoped-for yes."""
    messages = _messages(answer.json)
    text = " ".join(messages)
    rule = next((one for one in RULES if one.status == answer.status and re.search(one.message, text, re.I)), _CODES)
    details: tuple[Mapping[str, Any], ...] = ()
    said = f": {quoted(text)}" if text else ""
    todo = rule.todo
    if answer.json is None and rule is _CODES:
        said, todo = " with something that is not JSON" if answer.text.strip() else " and nothing else", _PAGE
    if rule.name == "refused":
        details = tuple(_details(messages))
    wait = rule.wait
    if answer.status in (429, 503):
        wait = answer.retry_after if answer.retry_after is not None else wait
    way_out = "show-field" if details else rule.way_out or ("retry" if answer.status >= 500 else "")
    what = rule.what.format(said=said, status=answer.status)
    said_no = refused(answer, what, todo, way_out, rule.setting, details=details, wait=wait, shown=as_shown(answer))
    return Explanation(said_no, 400 <= answer.status < 500, rule.name)


def no(answer: Answer) -> Refused | OutcomeUnknown:
    """The error of a call that changes something and was not answered with a yes."""
    verdict = explain(answer)
    return verdict.refused if verdict.settled else unknown(answer, verdict.refused.what)


def unknown(answer: Answer, what: str) -> OutcomeUnknown:
    """The error of a call that may have been carried out."""
    return left_open(answer, what, shown=as_shown(answer))


def not_understood(answer: Answer, what: str = "Qrvey's answer could not be understood.") -> Refused:
    """The error of a yes that says nothing of what was asked for."""
    todo = "Check the connection's address; if it is right, copy the answer for Qrvey's support."
    return refused(answer, what, todo, "edit-connection", shown=as_shown(answer))


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
            place, _, rest = message.partition(" ")
            said = f"it {rest}" if place == named.group() and rest else message  # the field says which it is
            found.append({"pointer": _place(named), "message": f"{bare(said)}.", "keyword": "gateway"})
    return found


def _place(named: re.Match[str]) -> Pointer:
    if named["top"]:
        return (named["top"],)
    member = (named["member"],) if named["member"] else ()
    return (named["list"], int(named["at"]), *member)
