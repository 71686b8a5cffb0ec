"""Qrvey's sign-in test: one dataset is asked for, which is answered only after all that is asked here was checked."""

from __future__ import annotations

from collections.abc import Iterator

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import CancelToken, SignInStep
from gatewaydesk.gateways.qrvey_answers import explain
from gatewaydesk.gateways.qrvey_way import Way

# The steps in order, each with the words for a yes, and the refusals by which it fails.
_STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Gateway reachable", "{host} answers as Qrvey does.", ("", "too-many", "too-large")),
    ("Beginning of the paths right", "Qrvey knows addresses that begin with {prefix}.", ("path-unknown",)),
    ("Key or token accepted", "Qrvey accepts your {what}.", ("key-refused", "token-over")),
    ("User ID known", "Qrvey knows the user.", ("user-unknown",)),
    ("Application ID known", "The application is there, and belongs to the user.", ("app-unknown", "other-place")),
    ("May read datasets", "You may read the application's datasets.", ("refused", "dataset-gone", "connection-gone")),
)
_ROUTER = "Data router key accepted"
_NOT_TRIED = "Not tried, because an earlier step failed."
_NO_JOB = "00000000-0000-4000-8000-000000000000"


def steps(way: Way, cancel: CancelToken) -> Iterator[SignInStep]:
    """Tries, from the outside in, what must work before a dataset can be made."""
    failing, words = _probe(way, cancel)
    facts = {
        "host": way.transport.host,
        "prefix": f"“{way.prefix}”",
        "what": "token" if way.with_token else "organisation key",
    }
    for at, (name, yes, _) in enumerate(_STEPS):
        passed = None if at > failing else at < failing
        said = {True: yes.format(**facts), False: words, None: _NOT_TRIED}[passed]
        yield SignInStep(name, passed, said)
    if way.router is not None:
        yield SignInStep(_ROUTER, None, _NOT_TRIED) if failing < len(_STEPS) else _router(way, cancel)


def _probe(way: Way, cancel: CancelToken) -> tuple[int, str]:
    """The first step that fails, and why; the number of steps where none does."""
    try:
        body = b'{"limit":1}'
        answer = way.transport.request("POST", f"{way.datasets}/all", body=body, cancel=cancel, repeatable=True)
    except GatewayProblem as problem:
        return 0, str(problem)
    if answer.status == 200 and isinstance(answer.json, (dict, list)):
        return len(_STEPS), ""
    verdict = explain(answer)
    failing = next((at for at, step in enumerate(_STEPS) if verdict.rule in step[2]), 0)
    words = "It answers, but not as Qrvey does. Check the connection's address." if answer.status == 200 else ""
    return failing, words or str(verdict.refused)


def _router(way: Way, cancel: CancelToken) -> SignInStep:
    """A job that does not exist is asked about: whoever has the right key is told that it is not there."""
    assert way.router is not None
    try:
        answer = way.router.get(f"{_NO_JOB}/status", cancel=cancel)
    except GatewayProblem as problem:
        return SignInStep(_ROUTER, False, str(problem))
    if answer.status in (401, 403):
        return SignInStep(
            _ROUTER,
            False,
            "The data router does not accept its key. It is not the organisation key: copy it once more.",
        )
    if answer.status in (200, 400, 404) and answer.json is not None:
        return SignInStep(_ROUTER, True, f"{way.router.host} accepts the data router key.")
    return SignInStep(_ROUTER, False, f"{explain(answer).refused.what} Check the data router address.")
