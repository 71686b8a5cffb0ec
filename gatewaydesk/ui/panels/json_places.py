"""Places of the document in the text of the JSON view: which one the cursor is in, and the lines of each."""

from __future__ import annotations

from gatewaydesk.document.reading import Sheet
from gatewaydesk.document.textmap import near
from gatewaydesk.pointer import Pointer
from gatewaydesk.ui.panels.json_edit import JsonEdit


def at_cursor(edit: JsonEdit, sheet: Sheet) -> Pointer:
    """The place that the cursor is in, or beside."""
    offset = sheet.units.characters(edit.textCursor().position())
    return sheet.places.at(near(sheet.text, offset))


def mark(edit: JsonEdit, sheet: Sheet, place: Pointer, *, scroll: bool) -> None:
    """Marks the lines of a place; of one that is not there, shows at least what it would be in."""
    span, above = sheet.places.span(place), sheet.places.span(place[:-1])
    if span is not None and place:
        end = min(span.end, len(sheet.text))
        edit.mark_lines(sheet.units.units(span.start), sheet.units.units(end))
    else:
        edit.mark_lines(0, -1)
    shown = span or above
    if scroll and shown is not None:
        edit.bring_into_view(sheet.units.units(shown.start))


def other_bracket(sheet: Sheet, position: int) -> int | None:
    """Where the bracket stands that belongs to the one at a position of the editor, or None."""
    other = sheet.places.bracket(sheet.units.characters(position))
    return None if other is None else sheet.units.units(other)
