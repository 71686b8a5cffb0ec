"""A gateway has taken it: the receipt is written and its submission ended, both or neither."""

from __future__ import annotations

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import StoreProblem
from gatewaydesk.gateways import rest_of
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.base import Created, Remote
from gatewaydesk.services.deeds import prepared_of
from gatewaydesk.store import MovedOn, OutboxRow, Receipt, Store


def settle(store: Store, row: OutboxRow, created: Created, note: str, *, not_before: str = "") -> Receipt:
    """Writes the receipt of a submission and ends its row. `not_before` as in `Outbox.settle`.

    Raises:
        StoreProblem: that could not be written; the sentence names the dataset that was made.
    """
    receipt = Receipt(
        dataset_id=created.dataset_id,
        version_id=created.version_id,
        pid=row.pid,
        gateway=row.gateway,
        system=row.system,
        title=row.title,
        schema=row.schema,
        status=created.status or row.status,
        sent_at=store.outbox.get(row.id).sent_at,
        sha256=row.sha256,
        web_url=created.web_url,
        draft_id=row.draft,
        action=row.action,
        ids=jsonio.dumps(dict(created.ids), indent=None),
    )
    job = created.job
    if job is None and note:  # nobody answered: what an answer would have left to do is left to do all the same
        job = rest_of(row.system, prepared_of(row), created.dataset_id)
    try:
        with store.database.write() as line:
            kept = store.outbox.settle(row.id, receipt, note, not_before=not_before)
            if row.action in ("update", "delete"):
                store.jobs.overtake(row.place, created.dataset_id, line)
            if job is not None and kept is receipt:
                where = Connection(row.gateway, row.system, row.url, row.options, practice=is_loopback(row.url))
                store.jobs.begin(job, where, dataset=row.title, draft_id=row.draft, line=line)
        return kept
    except MovedOn:
        raise
    except StoreProblem as problem:
        raise type(problem)(
            f"{row.gateway} has taken “{row.title}” as dataset {created.dataset_id}, but the receipt could not be "
            f"written: {problem.what}",
            f"{problem.todo} Then resolve it in the outbox.",
        ) from problem


def created_of(remote: Remote) -> Created:
    """What a gateway lists, as what it would have answered."""
    ids = remote.extra.get("ids") or {}
    return Created(remote.dataset_id, status=remote.status, web_url=str(remote.extra.get("web_url", "")), ids=ids)
