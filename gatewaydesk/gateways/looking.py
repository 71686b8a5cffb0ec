"""Looking through a gateway's list of datasets for the one that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import Remote


def first_of(
    datasets: Iterable[Remote], is_it: Callable[[Remote], bool], seen: Callable[[Remote], object] | None = None
) -> Remote | None:
    """The first dataset that is the one. Looks on to the end when it has found it, for there may be two.

    Args:
        datasets: as the gateway lists them.
        is_it: whether a dataset is the one.
        seen: called with every dataset that was looked at.

    Raises:
        GatewayProblem: the list breaks off, and it has not been found before that.
    """
    found: Remote | None = None
    try:
        for remote in datasets:
            if seen is not None:
                seen(remote)
            if found is None and is_it(remote):
                found = remote
    except GatewayProblem:
        if found is None:
            raise
    return found
