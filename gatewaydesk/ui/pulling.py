"""Pulling in a window: a dataset of the gateway becomes a draft, or takes the place of what a draft says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatewaydesk.document.difference import difference
from gatewaydesk.document.edits import Edit
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.gateways.base import CancelToken, Gateway, Pulled
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.pulling import as_new_draft
from gatewaydesk.services.standing import keep_base
from gatewaydesk.store import Draft
from gatewaydesk.ui.versioning import bring_up
from gatewaydesk.ui.wording import count

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow


def take_in(window: MainWindow, gateway: Gateway, pulled: Pulled, into: str = "") -> None:
    """Puts what came into a draft, and opens it.

    Args:
        into: the draft whose place it takes, as one step that Undo takes back; "" for a new one.
    """
    if into:
        bring_up(window, into, lambda authoring: _replace(window, gateway, pulled, into, authoring))
        return

    def work(_: CancelToken) -> Draft:
        return as_new_draft(window.store, window.catalogue, gateway, pulled)

    def done(draft: Draft) -> None:
        window.desk.drafts_changed.emit()
        window.open_draft(draft.id)
        window.say(f"“{draft.title}” was pulled from {gateway.connection.name}. It is a draft here now.", "done", 12)

    def failed(error: BaseException) -> None:
        if isinstance(error, SchemaProblem):
            look = ("Schemas…", window.cataloguing.ask_schemas)
            window.notice.say(str(error), key="pull", icon="warning", tone="practice", buttons=[look])
        else:
            window.desk.failed.emit(error)

    window.tasks.run(work, done, failed, window)


def _replace(window: MainWindow, gateway: Gateway, pulled: Pulled, draft_id: str, authoring: Authoring | None) -> None:
    """Keeps the open draft as a version, and makes it say what came."""
    name = gateway.connection.name
    if authoring is None:
        words = "The draft could not be opened to be written here, so nothing was put into it. Pull it as a new draft."
        window.say(words, "warning", key="pull")
        return
    document = authoring.document
    revision, before = document.revision, document.value

    def work(_: CancelToken) -> list[Edit]:
        window.store.versions.keep(draft_id, before, why="before", name=f"Pulled from {name}")
        edits = difference(before, pulled.metadata)
        keep_base(window.store, gateway, pulled, draft_id, authoring.schema.name)
        return edits

    def done(edits: list[Edit]) -> None:
        if document.revision != revision:  # somebody typed meanwhile
            edits = difference(document.value, pulled.metadata)
        authoring.apply(edits, f"pull from {name}")
        window.show_form()
        told = f"{count(len(edits), 'change')}. Undo takes that back." if edits else "it says the same already."
        window.say(f"Pulled from {name}: {told}", "done", 12)

    window.tasks.run(work, done, window.desk.failed.emit, window)
