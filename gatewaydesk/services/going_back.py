"""Going back: how a draft takes on the value of one of its versions, and is kept first as it is."""

from __future__ import annotations

from dataclasses import dataclass

from gatewaydesk.document.difference import difference
from gatewaydesk.document.edits import Edit
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.titles import title_of
from gatewaydesk.services.versions import called
from gatewaydesk.store import Store, Version
from gatewaydesk.store.versions import VersionMissing

_LONGEST = 120  # characters of a version's name in another one's


class OtherSchema(GatewayDeskError):
    """A version follows another schema than its draft does now, so the draft cannot simply go back to it."""

    def __init__(self, version: Version, schema: str) -> None:
        super().__init__(
            f"“{called(version)}” was written for {version.schema}, and the draft follows {schema} now.",
            "Open that version as a new draft instead; it then follows the schema that it was written for.",
        )


@dataclass(frozen=True)
class WayBack:
    """What takes a draft back to a version.

    Attributes:
        label: what undo calls it.
        edits: to be made as one step; none where the draft is like that version already.
        revision: of the document that the edits were made for.
    """

    version: Version
    label: str
    edits: tuple[Edit, ...]
    revision: int


def way_back(store: Store, draft_id: str, version_id: str, authoring: Authoring) -> WayBack:
    """Keeps an open draft as it is, and works out the edits that take it back; fit for a background thread.

    Raises:
        OtherSchema: the version follows another schema.
        StoreProblem: the version cannot be read, or the draft as it is now could not be kept first.
    """
    document = authoring.document
    revision = document.revision
    version, value = store.versions.load(version_id)
    if version.schema != authoring.schema.name:
        raise OtherSchema(version, authoring.schema.name)
    store.versions.keep(draft_id, document.value, why="before", name=_in_short(version))
    edits = tuple(difference(document.value, value))
    return WayBack(version, f"go back to “{called(version)}”", edits, revision)


def go_back(store: Store, catalogue: Catalogue, draft_id: str, version_id: str) -> Version:
    """Takes a draft that no window has open back to a version; the draft as it was is kept as a version first.

    Raises:
        VersionMissing: that draft has no such version.
        OtherSchema: the version follows another schema.
        DraftChanged: somebody changed the draft in that very moment.
        StoreProblem: something could not be read or written; the draft is then as it was.
    """
    draft = store.drafts.load(draft_id)
    version = next((one for one in store.versions.rows(draft_id) if one.id == version_id), None)
    if version is None:
        raise VersionMissing
    value = store.versions.load(version_id)[1]
    if version.schema != draft.schema:
        raise OtherSchema(version, draft.schema)
    authoring = Authoring(catalogue.load(draft.schema, draft.schema_sha256), value)
    authoring.check()
    own_name = draft.title if draft.title != title_of(draft.value) else ""
    store.versions.keep(draft_id, draft.value, why="before", name=_in_short(version))
    store.drafts.save(
        draft_id,
        value,
        title=own_name or authoring.title,
        counts=authoring.total_counts,
        expected=draft.revision,
    )
    return version


def _in_short(version: Version) -> str:
    """A version's name within another one's: to and fro, they would otherwise grow without end."""
    words = called(version)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
