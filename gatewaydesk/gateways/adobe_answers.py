"""What Adobe Experience Platform's refusals mean. Its services word them in half a dozen shapes, and some in none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gatewaydesk.errors import OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways.verdicts import Explanation, Rule, left_open, quoted, refused, wordless
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.pointer import Pointer

_LONGEST_SAID = 400  # of the platform's own words in a sentence
_CONSOLE = "Look it up in the Adobe Developer Console, in your project under “Credentials”."
_REFRESH = "Refresh the list of your datasets, and choose it again."
MEMBERS = ("name", "description", "schemaRef", "fileDescription", "enableErrorDiagnostics", "tags")
"""What of a dataset is metadata that a person writes."""

_MEMBER = re.compile(rf"(?<![\w./])({'|'.join(MEMBERS)})((?:\.\w+)*)\b")


_TOKEN = Rule("token", "The platform does not take the access token.", "Sign in again.", "sign-in")
_KEY = Rule("key", "The platform does not know this client ID.", _CONSOLE, "edit-connection", "client_id")
_ORG = Rule(
    "organisation",
    "The client ID does not belong to this organisation.",
    f"Correct the organisation ID. {_CONSOLE}",
    "edit-connection",
    "org_id",
)
_SANDBOX = Rule(
    "sandbox",
    "The platform does not let this credential into the sandbox.{said}",
    "Choose another sandbox, or ask your administrator to give the credential a role there.",
    "edit-connection",
    "sandbox",
)
_TOO_MANY = Rule(
    "too-many", "The platform has had too many calls.{said}", "Wait a minute, and try again.", "retry", wait=60.0
)
_AWAY = Rule("away", "The platform is not available now.{said}", "Try again later.", "retry", wait=300.0)
_BY_CODE: Mapping[str, Rule] = {
    "403010": _TOKEN,
    "401013": _TOKEN,
    "403000": _KEY,
    "403003": _KEY,
    "400003": _ORG,
    "403025": _ORG,
    "403027": Rule(
        "region",
        "The platform does not know in which region this credential works.",
        "Ask your administrator to give it a product profile of Experience Platform.",
        "retry",
    ),
    "429050": _TOO_MANY,
}
_BY_STATUS: Mapping[int, Rule] = {
    401: _TOKEN,
    403: Rule(
        "permission",
        "Your credential may not do this.{said}",
        "The sign-in itself is right: ask your administrator to give the credential a role with this permission.",
        "retry",
    ),
    404: Rule("gone", "The platform does not have this (any more).{said}", _REFRESH, "refresh"),
    405: Rule(
        "not-offered", "The platform does not offer this.{said}", "Check the connection's address.", "edit-connection"
    ),
    406: Rule("form", "The platform does not give this in the form that was asked for.{said}", "Please report this."),
    412: Rule(
        "stale",
        "Somebody else has changed this dataset since it was looked at, so nothing was changed.",
        "Fetch it again: what is different is shown, and you choose what to keep.",
        "refresh",
    ),
    413: Rule("too-large", "This is larger than the platform takes at once.{said}", "Split it into smaller files."),
    414: Rule("too-long", "A name is too long for the platform.{said}", "Give the file a shorter name."),
    429: _TOO_MANY,
    503: _AWAY,
}
_TOKEN_NOES: Mapping[str, Rule] = {
    "invalid_client": Rule(
        "client",
        "Adobe's sign-in service does not take the client ID and its secret.{said}",
        "Copy both once more from the Adobe Developer Console; the secret changes when somebody makes a new one.",
        "sign-in",
    ),
    "invalid_scope": Rule(
        "scope",
        "Adobe's sign-in service does not give these scopes to this credential.{said}",
        "Copy the list of scopes from the Adobe Developer Console.",
        "edit-connection",
        "scopes",
    ),
}
_OTHER_TOKEN_NO = Rule(
    "token-refused", "Adobe's sign-in service gives out no access token.{said}", _CONSOLE, "edit-connection"
)


def explain(answer: Answer) -> Explanation:
    """What an answer means that is not the hoped-for yes."""
    said = said_in(answer.json)
    rule = _BY_CODE.get(_code(answer.json)) or _BY_STATUS.get(answer.status)
    if rule is not None and rule.name == "permission" and "sandbox" in said.casefold() and "permission" not in said:
        rule = _SANDBOX
    settled = 400 <= answer.status < 500
    if rule is not None and (said or rule.wait is not None or rule.name == "stale" or not answer.text.strip()):
        return Explanation(_by_rule(rule, answer, said), settled, rule.name)
    if said:
        words = quoted(said, _LONGEST_SAID)
        what, todo = f"The platform answered {answer.status}: {words}.", "Correct that, and send it again."
        pointer = _place(said) if answer.status == 400 else None
        if pointer is not None:
            details = ({"pointer": pointer, "message": f"The platform says: {words}.", "keyword": "gateway"},)
            return Explanation(refused(answer, what, todo, "show-field", details=details), True, "refused")
        if not settled:
            todo = "Try again in a while: the platform says so, too, when it has much to do."
            return Explanation(refused(answer, what, todo, "retry"), False, "")
        return Explanation(refused(answer, what, todo), True, "refused")
    return _without_words(answer, settled)


def no_token(answer: Answer | None) -> Refused:
    """Why there is no access token; without an answer because a pasted one is no longer taken."""
    if answer is None:
        return Refused("There is no access token.", "Paste a new one, or sign in with the secret.", way_out="sign-in")
    said = said_in(answer.json)
    if answer.status == 429:
        return _by_rule(_TOO_MANY, answer, said)
    error = answer.json.get("error") if isinstance(answer.json, dict) else None
    return _by_rule(_TOKEN_NOES.get(str(error), _OTHER_TOKEN_NO), answer, said)


def raise_unless(answer: Answer, *statuses: int) -> None:
    """For calls that are safe to repeat: what is only a matter of time is told as such.

    Raises:
        Refused: the platform said no.
        Unreachable: it failed, or did not say anything that could be understood.
    """
    if answer.status in (statuses or (200,)):
        return
    verdict = explain(answer)
    if verdict.settled or verdict.refused.retry_after is not None:
        raise verdict.refused
    raise Unreachable(verdict.refused.what, "Try again in a while.")


def unless_settled(answer: Answer) -> Refused | OutcomeUnknown:
    """For calls that are not: a no, or silence."""
    verdict = explain(answer)
    if verdict.settled:
        return verdict.refused
    return unknown(answer, verdict.refused.what)


def unknown(answer: Answer, what: str) -> OutcomeUnknown:
    """An answer from which it cannot be told whether anything has happened."""
    return left_open(answer, what, "the platform")


def not_understood(answer: Answer, what: str = "The platform's answer could not be understood.") -> Refused:
    """A yes that is none: most likely somebody else answers at this address."""
    todo = "Check the connection's address; if it is right, copy the answer for Adobe's support."
    if answer.text.lstrip().startswith("<"):
        what = "A web page came in place of the platform's answer."
        todo = "Check whether your network asks you to sign in first, then try again; else check the address."
    return refused(answer, what, todo, "edit-connection", "url")


def said_in(body: Any) -> str:
    """The words of an answer, in whichever of the shapes it has."""
    if isinstance(body, list):
        return next((text for one in body if (text := said_in(one))), "")
    if isinstance(body, str):
        return body.strip()
    if not isinstance(body, dict):
        return ""
    for name in ("detail", "message", "errorMessage", "error_description", "description", "title", "error"):
        words = body.get(name)
        if isinstance(words, str) and words.strip():
            return words.strip()
    return said_in(body.get("errors"))


def _code(body: Any) -> str:
    return str(body.get("error_code") or "") if isinstance(body, dict) else ""


def _place(said: str) -> Pointer | None:
    """The member of a dataset that a refusal names, if there is one."""
    for found in _MEMBER.finditer(said):
        if found[2] or found.start() == 0:  # “name” alone is a word of English too
            return tuple(found[0].split("."))
    return None


def _by_rule(rule: Rule, answer: Answer, said: str) -> Refused:
    words = f" It says: {quoted(said, _LONGEST_SAID)}." if said else ""
    what = rule.what.replace("{said}", words)
    return refused(answer, what, rule.todo, rule.way_out, rule.setting, wait=rule.waits(answer))


def _without_words(answer: Answer, settled: bool) -> Explanation:
    todo = "Try again in a while. If it stays so, check the connection's address."
    way_out, setting = ("edit-connection", "url") if settled else ("retry", "")
    return Explanation(refused(answer, wordless(answer, "The platform"), todo, way_out, setting), settled, "")
