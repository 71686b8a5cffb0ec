"""New drafts: what is written down of a document that was just checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatewaydesk.store import Draft, Store

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring


def keep_new(store: Store, authoring: Authoring) -> Draft:
    """Keeps a document as a new draft, with its title, its counts and how much was wrong at the last check.

    Raises:
        StoreProblem: it could not be written down.
    """
    schema = authoring.schema
    return store.drafts.create(
        authoring.document.value,
        schema=schema.name,
        title=authoring.title,
        counts=authoring.total_counts,
        wrong=authoring.wrong,
        schema_sha256=schema.sha256,
    )
