"""The tables of a document in which there was nothing to advise: most of them, and an edit changes one at a time."""

from __future__ import annotations

from collections.abc import Mapping

from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.pointer import ABSENT, Pointer


class QuietTables:
    """Where they are, kept in step with the document's edits.

    With each goes what it was looked through for; where that has become something else, it is looked through again.
    A background thread may ask and tell while the document is changed: what comes too late is not kept.
    """

    def __init__(self) -> None:
        self._kept: tuple[int, dict[Pointer, object]] = (-1, {})

    def at(self, revision: int) -> Mapping[Pointer, object]:
        """Those of a revision of the document, as far as they are known."""
        known, tables = self._kept
        return tables if known == revision else {}

    def keep(self, revision: int, tables: dict[Pointer, object]) -> None:
        """These were found in a revision of the document."""
        if revision >= self._kept[0]:
            self._kept = (revision, tables)

    def follow(self, change: Change, revision: int) -> None:
        """The document was changed, and is in that revision now."""
        known, tables = self._kept
        if known != revision - 1:
            self._kept = (-1, {})
            return
        for edit in change.edits:
            _forget(tables, edit)
        self._kept = (revision, tables)


def _forget(tables: dict[Pointer, object], edit: Edit) -> None:
    """Takes out the tables that an edit has touched: those above it, and where more than a value changed, below it."""
    place = edit.pointer
    shifts = bool(place) and isinstance(place[-1], int) and (edit.old is ABSENT or edit.new is ABSENT)
    if shifts:  # the items behind it are others now
        place = place[:-1]
    for depth in range(len(place) + 1):
        tables.pop(place[:depth], None)
    if shifts or isinstance(edit.old, dict | list) or isinstance(edit.new, dict | list):
        for below in [one for one in tables if one[: len(place)] == place]:
            del tables[below]
