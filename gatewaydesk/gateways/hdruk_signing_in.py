"""The HDR UK gateway's sign-in test: an empty create, refused only after all that is asked here was checked."""

from __future__ import annotations

from collections.abc import Iterator

from gatewaydesk.errors import GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken, SignInStep
from gatewaydesk.gateways.hdruk_answers import explain
from gatewaydesk.gateways.hdruk_way import Way
from gatewaydesk.gateways.verdicts import Explanation
from gatewaydesk.pointer import get

# The steps in order, each with the words for a yes, and the refusals by which it fails.
_STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Gateway reachable", "{host} answers as an HDR UK gateway does.", ()),
    ("Application ID known", "The gateway knows your application.", ("headers-missing", "application-unknown")),
    ("Client ID right", "The Client ID belongs to it.", ("client-id-wrong",)),
    ("Application enabled", "Your application is enabled.", ("application-disabled",)),
    ("May create datasets", "Your application may create datasets.", ("permission-missing",)),
)
_PAST_ALL_CHECKS = ("invalid-argument", "title-missing", "other-team")  # said only to those who may create
_LAST = len(_STEPS) - 1
_NOES = frozenset({400, 401, 403, 409, 422})  # by which a gateway says no to what was asked, and not to the address
_NOT_SAID = "The gateway's answer does not say."
_TEAM_STEP = "Team ID right"
_PROXY = "Ask your network's administrator: a proxy or firewall on the way refuses even an empty call (413)."
_READ_STEP = "May read datasets"
_NOT_TRIED = "Not tried, because an earlier step failed."


def steps(way: Way, cancel: CancelToken) -> Iterator[SignInStep]:
    """Tries, from the outside in, what must work before a dataset can be created."""
    verdict = _probe(way, cancel)
    reached = verdict.rule == "" and verdict.refused.status in _NOES  # a no in words that are not known
    failing = next((at for at, step in enumerate(_STEPS) if verdict.rule in step[2]), _LAST if reached else 0)
    failed = verdict.rule not in _PAST_ALL_CHECKS
    for at, (name, yes, _) in enumerate(_STEPS):
        if reached and 0 < at < failing:
            yield SignInStep(name, None, _NOT_SAID)
        elif reached and at == 0:
            yield SignInStep(name, True, f"{way.transport.host} answers.")
        elif not failed or at < failing:
            yield SignInStep(name, True, yes.format(host=way.transport.host))
        elif at == failing:
            yield SignInStep(name, False, str(verdict.refused))
        else:
            yield SignInStep(name, None, _NOT_TRIED)
    if way.team is not None:
        yield (SignInStep(_TEAM_STEP, None, _NOT_TRIED) if failed and failing < 3 else _test_team(way, cancel))
    else:
        yield (SignInStep(_READ_STEP, None, _NOT_TRIED) if failed else _test_reading(way, cancel))


def _probe(way: Way, cancel: CancelToken) -> Explanation:
    try:
        answer = way.transport.request("POST", way.datasets, body=b"{}", cancel=cancel)
    except GatewayProblem as problem:
        todo = "Try again in a while." if isinstance(problem, OutcomeUnknown) else problem.todo
        return Explanation(Refused(problem.what, todo), True, "")
    if answer.status == 413:  # an empty call is not too large: something on the way takes none at all
        return Explanation(Refused(f"{way.transport.host} takes no calls of this size.", _PROXY), True, "")
    return explain(answer)


def _test_team(way: Way, cancel: CancelToken) -> SignInStep:
    try:
        answer = way.transport.get(f"{way.datasets}/count/status", cancel=cancel)
        if answer.status == 200 and isinstance(get(answer.json, ("data",)), (dict, list)):
            return SignInStep(_TEAM_STEP, True, f"Team {way.team} is the team of your application.")
        return SignInStep(_TEAM_STEP, False, str(explain(answer).refused))
    except GatewayProblem as problem:
        return SignInStep(_TEAM_STEP, False, str(problem))


def _test_reading(way: Way, cancel: CancelToken) -> SignInStep:
    """Datasets can be created without it, so it is no failure."""
    lost = "Without that, it cannot be found out whether a dataset arrived when an answer is lost."
    try:
        answer = way.transport.get(way.datasets, params=[("per_page", "1")], cancel=cancel)
        if answer.status == 200:
            return SignInStep(_READ_STEP, True, "Your application may read your team's datasets.")
        return SignInStep(_READ_STEP, None, f"{explain(answer).refused} {lost}")
    except GatewayProblem as problem:
        return SignInStep(_READ_STEP, None, f"{problem} {lost}")
