"""What an Opendatasoft portal's refusals mean, in either dialect: words, what to do, and the fields that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from gatewaydesk.errors import Refused
from gatewaydesk.gateways.opendatasoft_metadata import pointer_of_field
from gatewaydesk.gateways.verdicts import bare, quoted, refused, wordless
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.schema.visible import plain

_BUSY = frozenset({"InvalidDatasetStatusException", "invalid_dataset_status"})
_TAKEN = re.compile(r"(?=.*\bdataset_id\b).*(?:already|taken|exists|used).*", re.IGNORECASE | re.DOTALL)
_ID_MISSING = re.compile(r".*\bdataset_id is mandatory.*", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"(?P<field>[A-Za-z_][\w.-]*)\s*:\s+(?P<reason>.+)", re.DOTALL)
_MINUTE = 60.0


def explain(answer: Answer, needs: str = "", path: str = "") -> Refused:
    """What an answer means that is not the hoped-for yes.

    Args:
        answer: as it came.
        needs: the permissions that the call asks for, in words.
        path: of the call, below the base.
    """
    body, status = answer.json, answer.status
    said, several = _message(body), "permissions" if " and " in needs else "permission"
    match status:
        case 401:
            return refused(
                answer,
                "The portal does not take this API key, or this user name and password.",
                "Sign in again. A key is made on the portal, in your account's settings under “API keys”.",
                "sign-in",
            )
        case 403:
            return refused(
                answer,
                f"Your key or account may not do this on the portal: it needs the {several} {needs}."
                if needs
                else "Your key or account may not do this on the portal.",
                "Ask the portal's administrator for it, for your account and for the key: a key never has more rights "
                "than its owner.",
                "retry",
            )
        case 404:
            return _not_there(answer, path)
        case 405:
            return refused(answer, "This portal does not offer this.", "Nothing was changed.")
        case 413:
            return refused(
                answer,
                f"This is larger than the portal takes{_in_its_words(said)}.",
                "Make it smaller; a compressed file is taken too.",
            )
        case 429:
            return _too_many(answer, said)
        case 400 | 409 | 422:
            return _wrong(answer, body, said)
    return _unknown(answer, said)


def misread(answer: Answer) -> Refused:
    """A yes that cannot be read: some page on the way, or half an answer."""
    if answer.json is None:
        return refused(
            answer,
            "The portal's address answers with something that is no answer of its interface.",
            "Check whether your network asks you to sign in first, and check the connection's address.",
            "edit-connection",
            "url",
        )
    return refused(
        answer,
        "The portal's answer could not be understood.",
        "Check the connection's address and interface; if they are right, copy the answer for the portal's support.",
        "edit-connection",
    )


def is_not_there(refused: Refused) -> bool:
    """Whether a refusal says that a dataset, or a part of one, is not there."""
    return refused.status == 404 and refused.way_out == "refresh"


def is_taken(refused: Refused) -> bool:
    """Whether a refusal says that another dataset has this ID."""
    return any(one["pointer"] == ("dataset_id",) for one in refused.details)


def taken(dataset_id: str) -> Refused:
    """The refusal of an ID that another dataset has."""
    return Refused(
        f"The portal has a dataset with the ID “{plain(dataset_id)}” already.",
        "Choose another ID, or change that dataset.",
        status=400,
        answer=f"(Nothing was sent: the portal's list shows “{plain(dataset_id)}”.)",
        details=[{"pointer": ("dataset_id",), "keyword": "taken", "message": "Another dataset has this ID already."}],
        way_out="show-field",
    )


def _not_there(answer: Answer, path: str) -> Refused:
    if isinstance(answer.json, dict) and _message(answer.json) and re.match(r"datasets/[^/]+", path):
        return refused(
            answer,
            "The portal has no such dataset, or no such part of it, any more.",
            "Refresh the list of your datasets, and choose it again.",
            "refresh",
        )
    return refused(
        answer,
        "There is something at this address, but it does not know what was asked of it.",
        "Check the connection's address, and its interface: newer portals have “Automation v1.0” only.",
        "edit-connection",
        setting="dialect" if isinstance(answer.json, dict) else "url",
    )


def _too_many(answer: Answer, said: str) -> Refused:
    body = answer.json if isinstance(answer.json, dict) else {}
    limit = body.get("call_limit")
    many = f" ({limit:,} are allowed a {body.get('limit_time_unit') or 'day'})" if isinstance(limit, int) else ""
    return refused(
        answer,
        f"The portal has had too many calls from this account{many}.",
        "Wait until it takes calls again, which for daily limits is at midnight UTC.",
        "retry",
        wait=_left(answer, body),
    )


def _left(answer: Answer, body: Mapping[str, Any]) -> float:
    """Seconds until calls are taken again: as the answer says, in one of its three ways."""
    if answer.retry_after is not None:
        return answer.retry_after
    try:
        then = datetime.fromisoformat(str(body.get("reset_time")))
        then = then if then.tzinfo else then.replace(tzinfo=UTC)
        return max(1.0, (then - datetime.now(UTC)).total_seconds())
    except ValueError:
        pass
    reset = answer.headers.get("x-ratelimit-reset", "")
    if reset.isascii() and reset.isdecimal():
        return max(1.0, float(reset) - datetime.now(UTC).timestamp())
    return _MINUTE


def _wrong(answer: Answer, body: Any, said: str) -> Refused:
    key = str(body.get("error_key") or body.get("error_code") or "") if isinstance(body, dict) else ""
    if key in _BUSY:
        return refused(
            answer,
            f"The portal is busy with this dataset, or it is not in the state for this{_in_its_words(said)}.",
            "Wait until it has done what it is doing, and try again. “Status now” shows what that is.",
            "retry",
        )
    details = [
        {"pointer": pointer, "keyword": "refused", "message": message} for pointer, message in _fields(body) if pointer
    ]
    loose = [message for pointer, message in _fields(body) if not pointer]
    if details:
        more = f" It also says: {' '.join(loose)}" if loose else ""
        fields = "a value" if len(details) == 1 else f"{len(details):,} values"
        return refused(
            answer,
            f"The portal refused {fields}: {' '.join(str(one['message']) for one in details[:5])}{more}",
            "Correct what is named, and send it again.",
            "show-field",
            details=details,
        )
    if said:
        return refused(answer, f"The portal refused this{_in_its_words(said)}.", "Correct that, and try again.")
    return _unknown(answer, said)


def _fields(body: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """The fields that a refusal names, each with a sentence; `()` where it names none."""
    if not isinstance(body, dict):
        return
    several = body.get("errors")
    if isinstance(several, list) and several:
        for one in several:
            yield from _fields(one)
        return
    detail = body.get("detail")
    if isinstance(detail, dict) and detail:
        yield from _detailed("", detail)
        return
    said = _message(body)
    params = body.get("raw_params")
    params = params if isinstance(params, dict) else {}
    if _TAKEN.fullmatch(said) or _ID_MISSING.fullmatch(said):
        yield ("dataset_id",), _sentence(said)
    elif isinstance(params.get("field"), str):
        yield pointer_of_field(params["field"]), _sentence(str(params.get("reason") or said))
    elif found := _FIELD.fullmatch(said):
        yield pointer_of_field(found["field"]), _sentence(found["reason"])
    elif said:
        yield (), _sentence(said)


def _detailed(above: str, detail: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Automation's messages by field, which may stand in each other."""
    for name, below in detail.items():
        place = f"{above}.{name}" if above else str(name)
        if isinstance(below, dict):
            yield from _detailed(place, below)
            continue
        for said in below if isinstance(below, list) else [below]:
            if _TAKEN.fullmatch(str(said)):
                yield ("dataset_id",), _sentence(str(said))
            elif str(name) == "non_field_errors":
                yield (), _sentence(str(said))
            else:
                yield pointer_of_field(place), _sentence(str(said))


def _unknown(answer: Answer, said: str) -> Refused:
    status = answer.status
    what = f"The portal answered {status}{_in_its_words(said)}." if said else wordless(answer, "The portal")
    todo = "Try again in a while. If it stays so, check the connection's address."
    if said or answer.json is not None:
        todo = "Gateway Desk does not know this answer. Copy it for the portal's support, or try again later."
    # What is above 500 is said by something on the way, or while the portal is away: time may help.
    wait = answer.retry_after if status in (502, 503, 504) else None
    return refused(answer, what, todo, "retry" if status >= 500 else "edit-connection", wait=wait)


def _message(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    said = body.get("message") or body.get("error") or body.get("raw_message") or ""
    return said.strip() if isinstance(said, str) else ""


def _in_its_words(said: str) -> str:
    return f": {quoted(said)}" if said else ""


def _sentence(said: str) -> str:
    return f"{bare(said)}."
