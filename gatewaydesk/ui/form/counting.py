"""How many items a list may have, in words for the buttons that add and remove them, and what some of them must be."""

from __future__ import annotations

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.validation.phrases import number, plural

_KINDS = {
    Kind.TEXT: "a text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "yes or no",
    Kind.DATE: "a date",
    Kind.DATE_TIME: "a date and time",
    Kind.EMAIL: "an e-mail address",
    Kind.URL: "a web address",
}


def why_no_more(field: Field, count: int) -> str:
    """Why nothing can be added to a list of that many items, or ""."""
    most = field.limits.max_items
    if most is None or count < most:
        return ""
    return f"There are {plural(count, 'item')}, as many as are allowed." if count else "This list must stay empty."


def why_not_fewer(field: Field, count: int) -> str:
    """Why nothing can be removed, or ""; a list that may be left out as a whole can always be emptied."""
    least = field.limits.min_items
    if least is None or count > least or not field.required:
        return ""
    return f"At least {plural(least, 'item')} must stay."


def sought_words(field: Field) -> str:
    """What some items of a list must be: “At least 2 of them must be a whole number.”"""
    sought, limits = field.sought, field.limits
    if sought is None:
        return ""
    least, most = limits.min_contains or 0, limits.max_contains
    if most is not None and most == least:
        count = f"Exactly {number(least)}"
    elif most is not None:
        count = f"At least {number(least)} and at most {number(most)}" if least else f"At most {number(most)}"
    else:
        count = f"At least {number(least)}"
    return f"{count} of them must be {sought_name(field)}." if least or most is not None else ""


def sought_name(field: Field) -> str:
    """What to call such an item within a sentence."""
    sought = field.sought
    if sought is None:
        return ""
    if sought.title and sought.title != field.title:
        return f"“{sought.title}”"
    return _KINDS.get(sought.kind, "of the kind that the schema asks for")


def noun_of(field: Field) -> str:
    """What one item is called on a button: “table”, or “DOI”."""
    item = field.item
    own = item.title if item is not None and item.title != field.title else field.title.removesuffix("s")
    return look.lowered(own)
