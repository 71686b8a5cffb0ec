"""The sign-in test of an Adobe connection: token, headers, sandbox, and the permissions for datasets."""

from __future__ import annotations

from collections.abc import Iterator

from gatewaydesk.errors import Cancelled, GatewayProblem
from gatewaydesk.gateways.adobe_answers import explain
from gatewaydesk.gateways.adobe_reading import DATASETS
from gatewaydesk.gateways.adobe_registry import sandboxes
from gatewaydesk.gateways.adobe_way import REGISTRY, Way
from gatewaydesk.gateways.base import CancelToken, SignInStep
from gatewaydesk.gateways.verdicts import Explanation
from gatewaydesk.gateways.wire import Answer

_TOKEN, _PLATFORM, _KEY = "Access token given", "Platform reachable", "Client ID known"
_ORG, _SANDBOX = "Organisation right", "Sandbox open to you"
_READ, _CREATE = "May read datasets", "May create datasets"
_NAMES = (_TOKEN, _PLATFORM, _KEY, _ORG, _SANDBOX, _READ, _CREATE)
_NOT_TRIED = "Not tried, because an earlier step failed."
_FAILS = {"token": _TOKEN, "key": _KEY, "organisation": _ORG, "region": _ORG, "sandbox": _SANDBOX}
_CHECK_ONLY = {"Pragma": "validate-only"}


def steps(way: Way, cancel: CancelToken) -> Iterator[SignInStep]:
    """Tries, from the outside in, what must work before a dataset can be created. Nothing is made."""
    failed, why = _failed(way, cancel)
    yes = {
        _TOKEN: "Adobe's sign-in service gives out access tokens for this credential.",
        _PLATFORM: f"{way.host} answers as Experience Platform does.",
        _KEY: "The platform knows the client ID.",
        _ORG: "The client ID belongs to this organisation.",
        _SANDBOX: f"Your credential may use {way.place}.{_kind(way, cancel) if not failed else ''}",
        _READ: "Your credential may read the sandbox's datasets.",
        _CREATE: "The platform would check a dataset of yours and keep it.",
    }
    at = _NAMES.index(failed) if failed else len(_NAMES)
    for number, name in enumerate(_NAMES):
        if number < at:
            yield SignInStep(name, True, yes[name])
        elif number == at:
            yield SignInStep(name, False, why)
        else:
            yield SignInStep(name, None, _NOT_TRIED)


def _kind(way: Way, cancel: CancelToken) -> str:
    """What must be said of a real sandbox that the connection does not call so; "" of every other."""
    if way.production or way.practice:
        return ""
    try:
        found = next((one for one in sandboxes(way, way.sandbox, cancel) if one.value == way.sandbox), None)
    except GatewayProblem:  # not everybody may list them, and who may not can work all the same
        return ""
    real = found is not None and found.fills.get("/sandbox_type") == "production"
    return " It is a PRODUCTION sandbox: say so in the connection (kind of sandbox)." if real else ""


def _failed(way: Way, cancel: CancelToken) -> tuple[str, str]:
    """The step that fails, and why; or neither."""
    try:
        way.sign_in(cancel)
    except Cancelled:
        raise
    except GatewayProblem as problem:
        return _TOKEN, str(problem)
    try:
        answer = way.get(f"{REGISTRY}/stats", cancel=cancel)
        verdict = explain(answer)
        if verdict.rule != "permission" and (answer.status != 200 or not isinstance(answer.json, dict)):
            return _by(verdict, _PLATFORM)
        answer = way.get(DATASETS, [("limit", "1")], cancel=cancel)
        if answer.status != 200 or not isinstance(answer.json, dict | list):
            return _by(explain(answer), _READ)
        return _may_create(way.call("POST", DATASETS, body=b"{}", headers=_CHECK_ONLY, cancel=cancel, repeatable=True))
    except Cancelled:
        raise
    except GatewayProblem as problem:
        return _PLATFORM, str(problem)


def _may_create(answer: Answer) -> tuple[str, str]:
    """A dataset that says nothing is refused for that only where permissions have been looked at."""
    verdict = explain(answer)
    if answer.status == 400 and verdict.rule == "refused":
        return "", ""
    return _by(verdict, _CREATE)


def _by(verdict: Explanation, otherwise: str) -> tuple[str, str]:
    return _FAILS.get(verdict.rule, otherwise), str(verdict.refused)
