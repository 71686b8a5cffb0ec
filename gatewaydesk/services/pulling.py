"""Pulling: a gateway's dataset as a draft here, new or one that is here already, and what that leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatewaydesk.document.difference import same
from gatewaydesk.errors import GatewayDeskError, GatewayProblem, SchemaProblem
from gatewaydesk.gateways.base import CancelToken, Gateway, Pulled
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.drafts import keep_new
from gatewaydesk.services.readiness import review
from gatewaydesk.services.standing import keep_base
from gatewaydesk.services.titles import title_of
from gatewaydesk.store import Draft, Store

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema


class WouldOverwrite(GatewayDeskError):
    """A draft has been worked on since it was pulled, so what the gateway holds is not simply put in its place."""

    def __init__(self, draft: Draft, gateway: str) -> None:
        super().__init__(
            f"The draft “{draft.title}” has been changed here since it was pulled from {gateway} or sent there.",
            "Bring both together by updating it, or pull the dataset as a new draft.",
        )


def pull(gateway: Gateway, dataset_id: str, cancel: CancelToken) -> Pulled:
    """One dataset with its metadata.

    Raises:
        GatewayDeskError: it is not there, may not be read, or shows no metadata.
    """
    pulled = gateway.fetch(dataset_id, cancel)
    if not isinstance(pulled.metadata, dict):
        raise GatewayProblem(
            f"{gateway.connection.name} shows no metadata of dataset {dataset_id}.",
            "Look at it on the gateway's web pages.",
        )
    return pulled


def schema_of(store: Store, catalogue: Catalogue, gateway: str, pulled: Pulled) -> LoadedSchema:
    """The schema that a dataset follows: the one that it was sent by if it fits, the one that is named, or what fits.

    Raises:
        SchemaProblem: none of those that are known here fits.
    """
    names = catalogue.names()
    if pulled.schema in names and not pulled.original:
        return catalogue.load(pulled.schema)
    fitting = catalogue.likeliest(pulled.metadata)
    number = pulled.remote.dataset_id
    sent = [one.schema for one in store.history.of_gateway(gateway) if one.dataset_id == number]
    used = [one.schema for one in store.bases.of_gateway(gateway) if one.dataset_id == number]
    earlier = [one for one in (*used, *sent) if one in names]
    told = (pulled.schema,) if pulled.schema in names else ()
    for name in (*(one for one in earlier if one in fitting), *told, *fitting, *earlier):
        return catalogue.load(name)
    raise SchemaProblem(
        f"None of the schemas known here fits dataset {number} of {gateway}"
        + (f", which follows {pulled.schema}." if pulled.schema else "."),
        "Add its schema first, and then pull it again.",
    )


UNFINISHED = "The gateway would publish it all the same, as it is, for all to see. Finish it first, and update it."
"""What stands beside the words of `unready`."""


def unready(store: Store, catalogue: Catalogue, gateway: str, pulled: Pulled) -> str:
    """What is wrong with or missing from what a gateway holds, in a sentence; "" where it is ready to be published, or
    where that is not known: its schema is not known here, or the gateway shows only its own translation.
    """
    if not pulled.original or not isinstance(pulled.metadata, dict):
        return ""
    try:
        schema = schema_of(store, catalogue, gateway, pulled)
    except SchemaProblem:
        return ""
    authoring = Authoring(schema, pulled.metadata)
    authoring.check()
    ready = review(schema, pulled.metadata, authoring.problems)
    return "" if ready.may_send else ready.sentence


def as_new_draft(
    store: Store, catalogue: Catalogue, gateway: Gateway, pulled: Pulled, schema: LoadedSchema | None = None
) -> Draft:
    """Keeps what was pulled as a new draft, with its base.

    Args:
        schema: the schema that it follows; None takes that of `schema_of`.

    Raises:
        SchemaProblem: its schema is not known here.
        StoreProblem: it could not be written down; then nothing was.
    """
    schema = schema or schema_of(store, catalogue, gateway.connection.name, pulled)
    authoring = Authoring(schema, pulled.metadata)
    authoring.check()
    with store.database.write():
        draft = keep_new(store, authoring)
        keep_base(store, gateway, pulled, draft.id, schema.name)
    return draft


def into_draft(store: Store, catalogue: Catalogue, gateway: Gateway, pulled: Pulled, draft_id: str) -> Draft:
    """Puts what was pulled in place of a draft that no window has open; as it was, it is kept as a version.

    Raises:
        WouldOverwrite: the draft holds what the gateway never had.
        DraftChanged: somebody changed the draft in that very moment.
        SchemaProblem: the schema is not known here.
        StoreProblem: it could not be written down; then nothing was.
    """
    draft, name = store.drafts.load(draft_id), gateway.connection.name
    base = store.bases.of_draft(draft_id, name)
    known = base is not None and base.dataset_id == pulled.remote.dataset_id
    if not same(draft.value, pulled.metadata) and not (known and base and same(draft.value, store.bases.value(base))):
        raise WouldOverwrite(draft, name)
    schema = catalogue.load(draft.schema, draft.schema_sha256)
    authoring = Authoring(schema, pulled.metadata)
    authoring.check()
    own_name = draft.title if draft.title != title_of(draft.value) else ""
    with store.database.write():
        store.versions.keep(draft_id, draft.value, why="pulled", name=name)
        store.drafts.save(
            draft_id,
            pulled.metadata,
            title=own_name or authoring.title,
            counts=authoring.total_counts,
            expected=draft.revision,
        )
        keep_base(store, gateway, pulled, draft_id, schema.name)
    return store.drafts.load(draft_id)
