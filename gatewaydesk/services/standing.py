"""How a document here stands to the gateway's copy of it: what both grew from, and who has changed something since.

What both grew from is the base kept by the last pull or update (`store.bases`). After something else was sent, such as
the first submission, there is none: then it is what was sent last, if the gateway still holds just that; or the version
of the draft that was sent, which its hash in the outbox tells from the others.

A file has a base of its own, by its path; or by what it says, where it was moved or copied (see `moved`). Of a file
that came in another way, what was sent last tells something only where the file still says just that, or where the
dataset was made from here and never updated since: an update may have brought in what others wrote, which the file need
not hold.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gatewaydesk.document.difference import same
from gatewaydesk.errors import GatewayProblem, StoreProblem
from gatewaydesk.gateways.base import CancelToken, Gateway, Pulled
from gatewaydesk.pointer import ABSENT
from gatewaydesk.services import moved
from gatewaydesk.services.preparing import is_content
from gatewaydesk.store import Base, OutboxRow, Receipt, Store

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema


class AnotherDataset(GatewayProblem):
    """Under the number that a draft was pulled from stands a dataset of another persistent ID."""

    def __init__(self, base: Base) -> None:
        super().__init__(
            f"Dataset {base.dataset_id} on {base.gateway} is not the one that this was pulled from: its ID is another.",
            f"Has the address of {base.gateway} been changed? Look for your dataset in its list, and pull it again.",
        )


class PulledFromElsewhere(GatewayProblem):
    """A file is not of the dataset that it is to be sent to: it was pulled from another, or names another."""

    def __init__(self, gateway: str, dataset_id: str, why: str) -> None:
        super().__init__(
            f"This does not belong to dataset {dataset_id} on {gateway}: {why}.",
            "Nothing was sent. Is the ID right?",
        )


@dataclass(frozen=True)
class Standing:
    """How a document stands to the gateway's copy.

    Attributes:
        pulled: the gateway's copy now.
        base: the metadata that both grew from, or ABSENT where that is not known. Only to be read.
        changed: whether the gateway's copy has changed since; None where that is not known.
        edited: whether the document has changed since; None likewise.
        alike: whether the two say the same now.
        gateway: the name of the connection.
        taken_from: the path of the file that it was moved or copied from, where its base is that one's.
        incomplete: the gateway has not got all yet that was sent from here last, so that nobody else is to be thought
            to have taken out what is missing there.
    """

    pulled: Pulled
    base: Any = field(repr=False, hash=False)
    changed: bool | None
    edited: bool | None
    alike: bool
    gateway: str
    incomplete: bool = False
    taken_from: str = ""

    @property
    def merge_needed(self) -> bool:
        """Sending would overwrite what somebody else has written there, so both have to be brought together first."""
        return self.changed is not False and not self.alike

    @property
    def words(self) -> str:
        """The same in a sentence, or two."""
        return f"{moved.words(self.taken_from)} {self._words}".lstrip()

    @property
    def _words(self) -> str:
        there, number = self.gateway, self.pulled.remote.dataset_id
        if self.alike:
            return f"Dataset {number} on {there} says the same as this already."
        if self.incomplete:
            return (
                f"Dataset {number} on {there} does not hold all that was sent from here: this update sends all of it."
            )
        if self.changed is None:
            return f"It is not known what dataset {number} on {there} was like when this was begun."
        if self.changed:
            both = ", and so has this" if self.edited else ""
            return f"Dataset {number} has changed on {there} since this was pulled or sent{both}."
        return f"Nobody else has changed dataset {number} on {there} since this was pulled or sent."


def stand(
    store: Store,
    gateway: Gateway,
    schema: LoadedSchema,
    value: Any,
    *,
    dataset_id: str,
    draft_id: str = "",
    path: str = "",
    foreign: bool = False,
    cancel: CancelToken,
) -> Standing:
    """Asks the gateway for its copy and finds out how a document stands to it. Fit for a background thread.

    Args:
        value: the document; only read.
        draft_id: the draft that holds it, or "" for a file.
        path: the real path of the file that holds it; what the file grew from counts before what the draft did.
        foreign: whether a file may be of another dataset.

    Raises:
        AnotherDataset: the gateway's copy is of another dataset.
        PulledFromElsewhere: the file is of another dataset.
        GatewayDeskError: the gateway could not be asked, or has no such dataset.
    """
    pulled, name = gateway.fetch(dataset_id, cancel), gateway.connection.name
    of_file = store.bases.of_file(path, name) if path else []
    taken_from = ""
    if path and not of_file and not foreign:
        of_file, taken_from = moved.find(store, value, name, dataset_id, path)
    known = next((one for one in of_file if one.dataset_id == dataset_id), None)
    if known is None and not of_file:
        known = store.bases.of_draft(draft_id, name)
    if known is not None and known.dataset_id == dataset_id:
        if known.pid and pulled.remote.pid and known.pid != pulled.remote.pid:
            raise AnotherDataset(known)
        base = _value(store, known)
        if base is not ABSENT:
            pulled = gateway.as_before(pulled, base)
        changed = _changed(store, gateway, schema, known, base, pulled, cancel)
    elif of_file:
        known, base, changed = of_file[0], ABSENT, None
    else:
        base, changed = _since_sent(store, gateway, schema, value, pulled, draft_id, cancel)
        if base is not ABSENT:
            pulled = gateway.as_before(pulled, base)
    if path and not foreign:
        _refuse_foreign(value, base, pulled, known, name)
    incomplete = changed is not False and store.jobs.completing(gateway.connection, dataset_id)
    if incomplete:
        base, changed = pulled.metadata, False
    elif changed is False:
        base = pulled.metadata
        if known is None or known.mark != pulled.mark:
            _keep(store, gateway, pulled, "" if path else draft_id, schema.name, path)
    edited = None if base is ABSENT else not same(base, value)
    return Standing(pulled, base, changed, edited, same(pulled.metadata, value), name, incomplete, taken_from)


def _refuse_foreign(value: Any, base: Any, pulled: Pulled, known: Base | None, name: str) -> None:
    remote = pulled.remote
    if known is not None and known.path and known.dataset_id != remote.dataset_id:
        raise PulledFromElsewhere(name, remote.dataset_id, f"the file was pulled from dataset {known.dataset_id}")
    for member in moved.IDENTITIES:
        mine, theirs, before = (moved.text_of(one, member) for one in (value, pulled.metadata, base))
        if mine and theirs and mine not in (theirs, before, remote.pid, remote.dataset_id):
            raise PulledFromElsewhere(name, remote.dataset_id, f"its “{member}” is {mine}, and there it is {theirs}")


def keep_base(
    store: Store, gateway: Gateway, pulled: Pulled, draft_id: str, schema: str, path: str = "", value: Any = ABSENT
) -> Base:
    """Remembers that a draft, or the file of a real path, is as the gateway's copy is now, or holds all that stands
    there; or that the gateway's copy grew from `value`, which is what the file says.
    """
    remote = pulled.remote
    return store.bases.keep(
        Base(
            draft_id=draft_id,
            gateway=gateway.connection.name,
            dataset_id=remote.dataset_id,
            pid=remote.pid,
            mark=pulled.mark,
            schema=pulled.schema or schema,
            status=remote.status,
            path=path,
        ),
        pulled.metadata if value is ABSENT else value,
    )


def keep_sent(store: Store, receipt: Receipt, value: Any, path: str) -> None:
    """Remembers that the file of a real path says what a gateway has just taken; where it cannot be kept, it is only
    not known.
    """
    base = Base("", receipt.gateway, receipt.dataset_id, "", "", receipt.schema, receipt.status, path=path)
    with suppress(StoreProblem), store.database.write():
        store.bases.forget_file(path)
        store.bases.keep(base, value)


def _keep(store: Store, gateway: Gateway, pulled: Pulled, draft_id: str, schema: str, path: str) -> None:
    """Like `keep_base`, beside what a person does meanwhile: where it cannot be kept, the gateway is asked again."""
    try:
        keep_base(store, gateway, pulled, draft_id, schema, path)
    except StoreProblem:
        return


def _value(store: Store, base: Base) -> Any:
    try:
        value = store.bases.value(base)
    except StoreProblem:
        return ABSENT
    return ABSENT if value is None else value


def _changed(
    store: Store, gateway: Gateway, schema: LoadedSchema, known: Base, base: Any, pulled: Pulled, cancel: CancelToken
) -> bool | None:
    if known.mark and known.mark == pulled.mark:
        return False
    if base is ABSENT:
        return None
    if known.path and not known.mark:  # it was sent, and the gateway may keep it in a way of its own
        row = store.bases.sent_last(known.gateway, known.dataset_id)
        if row is not None and is_content(schema, base, row.content):
            return not gateway.same_content(pulled.remote, row.body, cancel)
    return not same(base, pulled.metadata)


def _since_sent(
    store: Store,
    gateway: Gateway,
    schema: LoadedSchema,
    value: Any,
    pulled: Pulled,
    draft_id: str,
    cancel: CancelToken,
) -> tuple[Any, bool | None]:
    """What was sent from here last, and whether the gateway's copy is another by now."""
    row = store.bases.sent_last(gateway.connection.name, pulled.remote.dataset_id, draft_id)
    if row is None or (row.pid and pulled.remote.pid not in ("", row.pid)):
        return ABSENT, None
    if not draft_id and row.action != "create" and not is_content(schema, value, row.content):
        return ABSENT, None
    sent = _sent(store, schema, value, row, cancel)
    if sent is ABSENT:
        alike = gateway.same_content(pulled.remote, row.body, cancel)
        return (pulled.metadata, False) if alike else (ABSENT, None)
    alike = same(gateway.as_before(pulled, sent).metadata, sent)
    return sent, not (alike or gateway.same_content(pulled.remote, row.body, cancel))


def _sent(store: Store, schema: LoadedSchema, value: Any, row: OutboxRow, cancel: CancelToken) -> Any:
    """The value that a submission was made of, as it is now or as a version; ABSENT where it is no longer kept."""
    if is_content(schema, value, row.content):
        return value
    versions = store.versions.rows(row.draft) if row.draft else []
    likeliest_first = sorted(versions, key=lambda one: (one.why, one.name) != ("sent", row.gateway))
    for version in likeliest_first:
        cancel.check()
        try:
            held = store.versions.load(version.id)[1]
        except StoreProblem:
            continue
        if is_content(schema, held, row.content):
            return held
    return ABSENT
