"""The sign-in test of an Opendatasoft portal: from the outside in, what must work before a dataset can be created."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gatewaydesk.errors import GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken, SignInStep
from gatewaydesk.gateways.opendatasoft_reading import state
from gatewaydesk.gateways.opendatasoft_way import Way, part
from gatewaydesk.pointer import get

_REACHED, _KNOWN, _READ, _CREATE, _PUBLISH = (
    "Portal reachable",
    "Signed in",
    "May read datasets",
    "May create datasets",
    "May publish datasets",
)
_NOT_TRIED = "Not tried, because an earlier step failed."
_NO_OTHER = "Without that you can create datasets here, and somebody else has to publish them."


def steps(way: Way, cancel: CancelToken) -> Iterator[SignInStep]:
    """Reads one dataset, tries to create one that has no ID, and asks how the first one stands."""
    rows: Any = None
    try:
        rows = _first(way, cancel)
        failed = ""
    except Refused as refused:
        failed = {401: _KNOWN, 403: _READ}.get(refused.status, _REACHED)
        yield from _until(way, failed, str(refused))
    except GatewayProblem as problem:
        failed = _REACHED
        yield from _until(way, failed, str(problem))
    if failed:
        after = (_REACHED, _KNOWN, _READ, _CREATE)
        yield from (SignInStep(name, None, _NOT_TRIED) for name in after[after.index(failed) + 1 :])
        return
    yield from _passed(way, (_REACHED, _KNOWN, _READ))
    may = _may_create(way, cancel)
    yield may
    some = get(rows, (0, "dataset_uid" if way.is_v2 else "uid"))
    if isinstance(some, str):
        if may.passed:
            yield _may_publish(way, some, cancel)
        else:
            yield SignInStep(_PUBLISH, None, _NOT_TRIED)


def _first(way: Way, cancel: CancelToken) -> Any:
    """The first page of one row; a list of any length is a portal's answer."""
    found = way.get("datasets", params=[("rows" if way.is_v2 else "limit", "1")], cancel=cancel)
    rows = found if way.is_v2 else get(found, ("results",))
    if not isinstance(rows, list):
        raise Refused("This address answers, but not as an Opendatasoft portal does.", "Check it, and the interface.")
    return rows


def _until(way: Way, failed: str, why: str) -> Iterator[SignInStep]:
    names = (_REACHED, _KNOWN, _READ)
    yield from _passed(way, names[: names.index(failed)])
    yield SignInStep(failed, False, why)


def _passed(way: Way, names: tuple[str, ...]) -> Iterator[SignInStep]:
    words = {
        _REACHED: f"{way.transport.host} answers as an Opendatasoft portal does.",
        _KNOWN: "The portal knows your key, or your user name and password.",
        _READ: "Your account may read the portal's datasets.",
    }
    yield from (SignInStep(name, True, words[name]) for name in names)


def _may_create(way: Way, cancel: CancelToken) -> SignInStep:
    """Without an ID or a title nothing is created, and that is refused only to those who may create."""
    yes = SignInStep(_CREATE, True, "Your account may create datasets.")

    def create() -> Any:
        params = [("strict", "true")] if way.is_v2 else []
        return way.call("POST", "datasets/", params=params, body={}, cancel=cancel).json

    try:
        made = get(create(), ("dataset_uid" if way.is_v2 else "uid",))
    except Refused as refused:
        return yes if refused.status in (400, 422) else SignInStep(_CREATE, False, str(refused))
    except OutcomeUnknown as unknown:
        return SignInStep(_CREATE, False, f"{unknown.what} Try again in a while.")
    except GatewayProblem as problem:
        return SignInStep(_CREATE, False, str(problem))
    if isinstance(made, str):  # a portal that knows nothing of `strict` has made an empty one
        return _tidied(lambda: way.call("DELETE", f"datasets/{part(made)}", cancel=cancel), made)
    return yes


def _tidied(delete: Callable[[], Any], uid: str) -> SignInStep:
    try:
        delete()
    except GatewayProblem as problem:
        said = f"The portal made an empty dataset ({uid}) for this test, which could not be deleted: {problem.what}"
        return SignInStep(_CREATE, True, said)
    return SignInStep(_CREATE, True, "Your account may create datasets. An empty one was made, and deleted again.")


def _may_publish(way: Way, uid: str, cancel: CancelToken) -> SignInStep:
    """Datasets can be created without it, so it is no failure."""
    try:
        state(way, uid, cancel)
    except GatewayProblem as problem:
        return SignInStep(_PUBLISH, None, f"{problem} {_NO_OTHER}")
    return SignInStep(_PUBLISH, True, "Your account may publish datasets, and see how that goes on.")
