"""What a gateway holds of the team's datasets, beside what this computer has of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gatewaydesk.gateways.base import Remote
from gatewaydesk.store import DraftRow, Receipt, Store
from gatewaydesk.store.submissions import in_words


@dataclass(frozen=True)
class Linked:
    """One dataset of a gateway.

    Attributes:
        remote: as the gateway lists it.
        draft: the draft here that it was sent from or pulled into, if there is one.
        receipt: the newest receipt for it, if it was sent from this computer.
        words: what there is of it here, as the end of a sentence.
    """

    remote: Remote
    draft: DraftRow | None
    receipt: Receipt | None
    words: str


def link(store: Store, gateway: str, remotes: Iterable[Remote]) -> list[Linked]:
    """Puts drafts and receipts beside datasets, in their order. `gateway` is the name of the connection.

    A dataset of the same number whose persistent ID is another one, as after a change of address, is another dataset.
    """
    drafts = {row.id: row for row in store.drafts.rows()}
    receipts: dict[str, Receipt] = {}
    sent: dict[str, Receipt] = {}  # the newest whose draft is still here
    for receipt in store.history.of_gateway(gateway):
        if receipt.action in ("create", "update"):  # archiving it from here does not make it come from here
            receipts.setdefault(receipt.dataset_id, receipt)
        if receipt.draft_id in drafts:
            sent.setdefault(receipt.dataset_id, receipt)
    pulled: dict[str, tuple[str, str]] = {}
    for base in store.bases.of_gateway(gateway):
        pulled.setdefault(base.dataset_id, (base.draft_id, base.pid))
    connection = store.connections.get(gateway)
    team = str(connection.options.get("team_id") or "") if connection is not None else ""

    def one(remote: Remote) -> Linked:
        receipt, from_draft = (_of(found, remote) for found in (receipts, sent))
        draft_id, pid = pulled.get(remote.dataset_id, ("", ""))
        draft = drafts.get(draft_id) if _may_be(pid, remote.pid) else None
        draft = draft or drafts.get(from_draft.draft_id if from_draft is not None else "")
        return Linked(remote, draft, receipt, _words(remote, draft, receipt, team))

    return [one(remote) for remote in remotes]


def _of(receipts: Mapping[str, Receipt], remote: Remote) -> Receipt | None:
    receipt = receipts.get(remote.dataset_id)
    return receipt if receipt is not None and _may_be(receipt.pid, remote.pid) else None


def _may_be(pid: str, other: str) -> bool:
    return not pid or not other or pid == other


def _words(remote: Remote, draft: DraftRow | None, receipt: Receipt | None, team: str) -> str:
    if draft is not None:
        return f"here as draft “{draft.title}”"
    if receipt is not None:
        return f"sent from this computer {in_words(receipt.sent_at)}; its draft is no longer here"
    theirs = str(remote.extra.get("team_id") or "")
    if team and theirs and team != theirs:
        return f"not ours: it belongs to team {theirs}"
    return "made elsewhere"
