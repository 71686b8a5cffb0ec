"""What the HDR UK gateway's refusals mean: one table, decided by message, for its statuses say little (500 is common).

`explain` turns any answer that is not a yes into a `Refused`: words, what to do, and the values it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.gateways import verdicts
from gatewaydesk.gateways.traser_answers import Finding, read_traser
from gatewaydesk.gateways.verdicts import Explanation, quoted, refused, wordless
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.schema.visible import plain

_APPLICATION = "On the gateway's web pages open “Manage API” (or “Custom Integrations”), your application,"
_COPY_IDS = f"{_APPLICATION} and its tab “Authentication”"
_PROGRAM = "This is a fault of Gateway Desk or a change of the gateway: please report it with the answer below."
_REFRESH = "Refresh the list of your datasets, and choose it again."


@dataclass(frozen=True, kw_only=True)
class Rule(verdicts.Rule):
    """One kind of refusal, known by its message.

    Attributes:
        message: a pattern that the answer's message must match as a whole; `what` may use its named groups, and
            `{status}`.
        settled: the gateway says no before it keeps anything; False means that a create may have happened all the same.
        find: reads further words and the refused values out of the answer.
    """

    message: str
    settled: bool = True
    find: Callable[[Any, Any], Finding | None] | None = None


def _refused_arguments(body: Any, metadata: Any) -> Finding | None:
    """Form-request errors: the gateway names the members of the call, not of the metadata."""
    errors = [one for one in _listed(body, "errors") if isinstance(one, dict)]
    if not errors:
        return None
    said = "; ".join(
        f"“{plain(str(one.get('field', '?')))}”: {plain(str(one.get('message', '?'))).rstrip('.')}"
        for one in errors[:5]
    )
    if any(one.get("reason") == "EXISTS" for one in errors):
        return Finding(f"The gateway knows no dataset (or team) with this ID ({said}).", _REFRESH, way_out="refresh")
    return Finding(f"The gateway could not read the call: {said}.", _PROGRAM)


def _traser(body: Any, metadata: Any) -> Finding | None:
    """The gateway's validator stands in `details.traser_message`; on one route the details are JSON text."""
    details = _parsed(body.get("details"))
    if not isinstance(details, dict):
        return None
    return read_traser(_parsed(details.get("traser_message", details)), metadata)


def _not_translated(body: Any, metadata: Any) -> Finding | None:
    reason = _traser(body, metadata)
    if reason is None:
        return None
    what = f"The gateway could not translate this dataset into the schema that was asked for. {reason.what}"
    return Finding(what, details=reason.details)


def _title_missing(body: Any, metadata: Any) -> Finding | None:
    pointer = ("summary", "title")
    return Finding(details=({"pointer": pointer, "keyword": "required", "message": "A title is required."},))


RULES: tuple[Rule, ...] = (
    # who is asking
    Rule(
        "headers-missing",
        "The gateway did not receive both IDs.",
        "Sign in again with both; if it stays so, something on the way (a proxy) removes them.",
        "sign-in",
        message=r"Unauthori[sz]ed|Please provide a x-application-id and x-client-id in your headers.*",
    ),
    Rule(
        "application-unknown",
        "The gateway does not know this Application ID.",
        f"{_COPY_IDS}, and copy the App ID again. It may belong to another gateway, or the application was deleted.",
        "sign-in",
        message=r"No known integration matches the credentials provided.*",
    ),
    Rule(
        "client-id-wrong",
        "The gateway knows the Application ID, but the Client ID does not belong to it.",
        f"{_COPY_IDS}, and copy the Client ID again. It changes whenever somebody generates a new one.",
        "sign-in",
        message=r"The credentials provided are invalid.*",
    ),
    Rule(
        "application-disabled",
        "Your application is not enabled on the gateway.",
        f"{_APPLICATION} and switch it on in the tab “App Info”.",
        "retry",
        message=r"Application has not been enabled!?",
    ),
    Rule(
        "permission-missing",
        "Your application may not do this on the gateway.",
        f"{_APPLICATION} and tick the permission for datasets (create, read, update or delete) "
        "in the tab “Scopes/Permissions”.",
        "retry",
        message=r"Application permissions do not allow this request.*",
    ),
    Rule(
        "other-team",
        "This dataset or team ID belongs to another team than your application.",
        "Correct the team ID of the connection, or choose a dataset of your own team.",
        "edit-connection",
        "team_id",
        message=r"This Application is not allowed to interact with datasets from another team!?",
    ),
    # what was asked
    Rule(
        "invalid-argument",
        "The gateway could not read the call.",
        _PROGRAM,
        message=r"Invalid argument\(s\)",
        find=_refused_arguments,
    ),
    Rule(
        "dataset-not-found",
        "The gateway has no such dataset for your team any more.",
        _REFRESH,
        "refresh",
        message=r"Dataset not found",
    ),
    Rule(
        "no-such-record",
        "The gateway has no such record any more ({model}).",
        _REFRESH,
        "refresh",
        message=r"No query results for model \[App\\+Models\\+(?P<model>\w+)\].*",
    ),
    Rule(
        "id-wrong",
        "The gateway looked for something that is not there: most likely there is no dataset with this ID any more.",
        _REFRESH,
        "refresh",
        message=r'Attempt to read property "\w+" on null',
        settled=False,
    ),
    Rule(
        "member-missing",
        "The gateway missed “{name}” in what was sent.",
        _PROGRAM,
        message=r'Undefined (?:array key|index:?) "?(?P<name>\w+)"?',
        settled=False,
    ),
    Rule(
        "address-wrong",
        "There is a gateway at this address, but it does not know what was asked of it.",
        "Check the connection's address: it ends after the host name, such as “https://api.healthdatagateway.org”.",
        "edit-connection",
        "url",
        message=r"Resource not found|The route .+ could not be found\.?|Not Found",
    ),
    Rule(
        "method-unsupported",
        "The gateway does not offer this ({method}) at this address.",
        "Check the connection's address; if it is right, this version of the gateway cannot do it.",
        "edit-connection",
        "url",
        message=r"The (?P<method>\w+) method is not supported for (?:this )?route.*",
    ),
    Rule(
        "sorting",
        "The gateway cannot sort its list in the way that was asked.",
        _PROGRAM,
        message=r"Sort direction must be either.*|.* is not a valid field to sort on.*",
    ),
    Rule(
        "half-a-schema",
        "The gateway was told only the {given} of the schema, and needs both model and version.",
        _PROGRAM,
        message=r"You have given a schema_(?P<given>model|version) but not a schema_(?:model|version).*",
    ),
    Rule(
        "archived",
        "This dataset is archived, so its status cannot be changed.",
        "Take it out of the archive first.",
        "unarchive",
        message=r"status of an archived Dataset cannot be modified.*",
    ),
    # the metadata
    Rule(
        "title-missing",
        "The dataset has no title, and the gateway keeps none without, not even a draft.",
        "Fill in the title, and send it again.",
        "show-field",
        message=r"Title is required to save a dataset.*",
        find=_title_missing,
    ),
    Rule(
        "metadata-refused",
        "The gateway refused the metadata, and did not say why.",
        "Check it here against the schema. If nothing is wrong here, ask the gateway's support.",
        "check",
        message=r"metadata is in an unknown format and cannot be processed\.?",
        find=_traser,
    ),
    Rule(
        "not-translated",
        "The gateway could not translate this dataset into the schema that was asked for.",
        "Fetch it without naming a schema, or in another version of it.",
        message=r"failed to translate.*",
        find=_not_translated,
    ),
    Rule(
        "validator-away",
        "The part of the gateway that checks metadata did not answer.",
        "Try again in some minutes. If it happens with this dataset only, the dataset itself may keep it too busy: "
        "a long web address among the revisions can do that with schema version 3.0.0.",
        "retry",
        message=r"Translation Service error.*",
        wait=300.0,
    ),
    # how much, and when
    Rule(
        "too-many",
        "The gateway has had too many calls from here within a minute.",
        "Wait a minute, and try again.",
        "retry",
        message=r"Too Many (?:Attempts|Requests)\.?",
        wait=60.0,  # its limit counts by the minute
    ),
    Rule(
        "maintenance",
        "The gateway is closed for maintenance.",
        "Try again later.",
        "retry",
        message=r"Service Unavailable|Server is down for maintenance.*",
        wait=300.0,
    ),
    Rule(
        "too-large",
        "The metadata is larger than the gateway takes.",
        "Shorten it: the structural metadata is usually the largest part.",
        message=r"The POST data is too large\.?|(?:Request|Content|Payload) (?:Entity )?Too Large",
    ),
)
# Where there is no JSON with a message that is known: by status.
_BY_STATUS: Mapping[int, str] = {413: "too-large", 429: "too-many", 503: "maintenance"}
# The gateway itself says 500, whatever happened. What is above that is said by something on the way, which does not
# know whether the gateway goes on working.
_OWN = 500
_NAMED: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
_COMPILED = tuple((re.compile(rule.message, re.IGNORECASE | re.DOTALL), rule) for rule in RULES)


def explain(answer: Answer, metadata: Any = None) -> Explanation:
    """What an answer means that is not the hoped-for yes.

    Args:
        answer: as it came.
        metadata: what was sent, so that places in it can be named exactly.
    """
    body = answer.json
    message = _message(body)
    found = next(((rule, match) for pattern, rule in _COMPILED if (match := pattern.fullmatch(message))), None)
    if found:
        facts = {name: plain(said or "") for name, said in found[1].groupdict().items()}
        return _explained(found[0], {**facts, "status": answer.status}, answer, metadata)
    if answer.status in _BY_STATUS:
        rule = _NAMED[_BY_STATUS[answer.status]]
        said = f" It says: {quoted(message)}." if message else ""
        return _explained(replace(rule, what=rule.what + "{said}"), {"said": said}, answer, metadata)
    bare = read_traser(body, metadata) if isinstance(body, dict) else None
    if bare is not None:
        way_out = "show-field" if bare.details else ""
        said_no = refused(answer, bare.what, bare.todo, way_out, details=bare.details)
        return Explanation(said_no, answer.status <= _OWN, "traser")
    return _unknown(answer, message)


def _explained(rule: Rule, facts: Mapping[str, Any], answer: Answer, metadata: Any) -> Explanation:
    finding = (rule.find(answer.json, metadata) if rule.find and isinstance(answer.json, dict) else None) or Finding()
    what = finding.what or rule.what.format(**facts)
    way_out = "show-field" if finding.details else finding.way_out or rule.way_out
    said_no = refused(
        answer,
        what,
        finding.todo or rule.todo,
        way_out,
        rule.setting,
        details=finding.details,
        wait=rule.waits(answer),
    )
    return Explanation(said_no, rule.settled and answer.status <= _OWN, rule.name)


def _unknown(answer: Answer, message: str) -> Explanation:
    status = answer.status
    what = f"The gateway answered {status}: {quoted(message)}." if message else wordless(answer, "The gateway")
    if message:
        todo = "Gateway Desk does not know this answer. Copy it for the gateway's support, or try again later."
    elif answer.json is not None:
        todo = "Check the connection's address. If it is right, copy the answer for the gateway's support."
    elif not answer.text.strip():
        todo = "Try again in a while. If it stays so, check the connection's address."
    else:
        todo = (
            "Try again in a while. If it stays so, check the connection's address: "
            "it must be that of the programming interface, which starts with “api.”, not that of the web pages."
        )
    way_out = "retry" if status >= 500 else "edit-connection"
    setting = "url" if way_out == "edit-connection" else ""
    # 4xx means by definition that the call was not carried out; any other answer leaves it open.
    return Explanation(refused(answer, what, todo, way_out, setting), 400 <= status < 500, "")


def _message(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    said = body.get("message", body.get("error", ""))
    return said.strip() if isinstance(said, str) else ""


def _listed(body: Any, name: str) -> list[Any]:
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, list) else []


def _parsed(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return jsonio.loads(value, last_wins=True)
        except FileProblem:
            return value
    return value
