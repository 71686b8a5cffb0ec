"""Looking through what a gateway shows for a submission whose answer was lost, and what is seen on the way."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gatewaydesk.gateways.base import CancelToken, Gateway, PidsNotShown, Remote
from gatewaydesk.gateways.wire import wait_for
from gatewaydesk.services.deeds import prepared_of
from gatewaydesk.services.evidence import Alike, Evidence
from gatewaydesk.store import OutboxRow, Store
from gatewaydesk.store.database import now

_MOST_ALIKE = 20  # datasets of the same title whose content is looked at


@dataclass
class Seen:
    """What one reading of the gateway's list showed: datasets of the same title, and those that carry our ID."""

    row: OutboxRow
    shown: int = 0
    alike: list[Remote] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)

    def __call__(self, remote: Remote) -> None:
        """Takes note of one dataset; handed to `Gateway.find_by_pid`."""
        self.shown += 1
        if _plain(remote.title) in ("", _plain(self.row.title)):
            self.alike.append(remote)
        if remote.pid and remote.pid.casefold() == self.row.pid.casefold():
            self.ours.append(remote.dataset_id)

    def evidence(self, dataset_id: str) -> Evidence:
        """What it shows of a dataset that carries our ID."""
        twins = tuple(one for one in self.ours if one != dataset_id)
        return Evidence(now(), 1, self.shown, dataset_id, "pid", twins=twins)


def look(
    store: Store, gateway: Gateway, row: OutboxRow, pauses: Sequence[float], cancel: CancelToken
) -> tuple[Remote | None, Evidence]:
    """Looks for our ID, and then for the same content, in all that the gateway shows.

    Args:
        pauses: seconds to wait before each time that the gateway is asked.
    """
    seen, hidden = Seen(row), None
    for waiting in pauses:
        wait_for(waiting, cancel)
        seen = Seen(row)
        try:
            remote = gateway.find_by_pid(row.pid, cancel, seen)
        except PidsNotShown as problem:
            remote, hidden = None, problem
        if remote is not None:
            return remote, seen.evidence(remote.dataset_id)
    others = _of_unknown_origin(store, row, seen.alike)
    content = [(one, gateway.same_content(one, row.body, cancel)) for one in others[-_MOST_ALIKE:]]
    same = [one for one, it_is in content if it_is]
    alike = tuple(_alike_of(one, it_is) for one, it_is in content if it_is or one.title)
    evidence = Evidence(now(), len(pauses), seen.shown, alike=alike)
    if hidden is not None and len(same) == 1:
        return same[0], replace(evidence, found=same[0].dataset_id, by="content")
    if hidden is not None and (len(others) > _MOST_ALIKE or any(it_is is None for _, it_is in content)):
        return None, replace(evidence, trouble=hidden.what)
    if same:
        which = f"Dataset {same[0].dataset_id} holds" if len(same) == 1 else f"{len(same):,} datasets hold"
        trouble = f"{which} the same as “{row.title}” under another ID, so it cannot be told whether that is this one."
        return None, replace(evidence, trouble=trouble)
    return None, evidence


def has_happened(gateway: Gateway, row: OutboxRow, pauses: Sequence[float], cancel: CancelToken) -> Evidence:
    """Whether what was to be done to a dataset has happened, by what stands there now; `pauses` as in `look`."""
    done: bool | None = False
    for waiting in pauses:
        wait_for(waiting, cancel)
        done = gateway.done(prepared_of(row), cancel)
        if done:
            return Evidence(now(), found=row.dataset_id, by="state")
    if done is None:
        trouble = (
            f"Dataset {row.dataset_id} holds neither what was sent nor what it held before: somebody else has changed "
            "it, and it cannot be told whether that was before or after."
        )
        return Evidence(now(), trouble=trouble)
    return Evidence(now(), by="before")


def _of_unknown_origin(store: Store, row: OutboxRow, found: list[Remote]) -> list[Remote]:
    """Without the datasets that are other submissions of ours, by their receipts or by the IDs that they carry."""
    if not found:
        return []
    taken = {one.dataset_id for one in store.history.of_gateway(row.gateway)}
    ours = store.outbox.pids()
    return [one for one in found if one.dataset_id not in taken and (one.pid or row.pid) not in ours - {row.pid}]


def _alike_of(remote: Remote, same: bool | None) -> Alike:
    return Alike(remote.dataset_id, remote.status, same, str(remote.extra.get("web_url", "")))


def _plain(title: str) -> str:
    """A title as it is compared: some routes write signs in it as HTML codes."""
    return html.unescape(title).strip().casefold()
