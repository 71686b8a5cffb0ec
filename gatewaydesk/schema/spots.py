"""Where in a document a field stands, and how it is called there."""

from __future__ import annotations

from dataclasses import dataclass

from gatewaydesk.schema.naming import definition_title, member_title
from gatewaydesk.schema.view import View
from gatewaydesk.schema.words import text


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the document a field stands, and what its surroundings say about it."""

    path: tuple[str, ...] = ()
    depth: int = 0
    required: bool = False
    title: str = ""  # used where the schema has none
    branch: bool = False  # one alternative of a union
    decides: str = ""  # name of the member that tells this alternative from the others
    read_only: bool = False  # what holds it may not be changed


def title_of(view: View, spot: Spot) -> str:
    """The label of the field of a view at a spot; never empty."""
    own = text(view.words, "title")
    if not spot.path:
        return definition_title(own or view.defined[0], view.defined[1]) or "Document"
    if spot.path[-1] not in ("*", "**") or not spot.title:  # a member may be called so
        return member_title(spot.path[-1], own, view.defined[0])
    structured = bool(view.properties)
    return (own and member_title("", own, "")) or (structured and definition_title(*view.defined)) or spot.title
