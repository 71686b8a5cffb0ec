"""The rows of “My datasets”: which of them are shown, in which order, how they read, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gatewaydesk.services.remote import Linked
from gatewaydesk.store.history import harmless
from gatewaydesk.ui.rows import Column
from gatewaydesk.ui.wording import exactly, when

STATUSES = {
    "active": "Active",
    "draft": "Draft",
    "archived": "Archived",
    "processing": "In progress",
    "failed": "Failed",
    "unknown": "Unknown",
}
"""Every normalised status, with its word."""

TABS = (("all", "All"), *((key, "Drafts" if key == "draft" else words) for key, words in STATUSES.items()))
"""What the list can be narrowed to: a status, or `all`."""

_TONES = {"active": "done", "failed": "wrong", "unknown": "wrong"}
_ORIGINS = {
    "MANUAL": ("web form", "Made in the gateway's web form."),
    "API": ("program", "Made by Gateway Desk or another program; the web form cannot change it."),
    "GMI": ("integration", "Fetched by the gateway from a server of your team; the web form cannot change it."),
}


@dataclass(frozen=True)
class Order:
    """One way to sort the list.

    Attributes:
        words: as the chooser says it.
        heading: the column that it goes by.
        by: what is compared.
        falling: from the highest to the lowest.
    """

    words: str
    heading: str
    by: Callable[[Linked], Any]
    falling: bool = False


def number_of(dataset_id: str) -> tuple[int, str]:
    """An ID in the order of numbers where it is one, as the HDR UK gateway's are; the others come after."""
    return (int(dataset_id), "") if dataset_id.isdecimal() and len(dataset_id) < 19 else (1 << 63, dataset_id)


def _title(row: Linked) -> tuple[bool, str]:
    return not row.remote.title, row.remote.title.casefold()


def _status(row: Linked) -> int:
    return list(STATUSES).index(row.remote.status) if row.remote.status in STATUSES else len(STATUSES)


ORDERS: Mapping[str, Order] = {
    "newest": Order("Last change, newest first", "Last change", lambda row: row.remote.changed, falling=True),
    "oldest": Order("Last change, oldest first", "Last change", lambda row: row.remote.changed),
    "title": Order("Title, A to Z", "Title", _title),
    "title-back": Order("Title, Z to A", "Title", _title, falling=True),
    "highest": Order("Dataset ID, highest first", "Dataset ID", lambda row: number_of(row.remote.dataset_id), True),
    "lowest": Order("Dataset ID, lowest first", "Dataset ID", lambda row: number_of(row.remote.dataset_id)),
    "status": Order("Status", "Status", _status),
    "status-back": Order("Status, archived first", "Status", _status, falling=True),
    "here": Order("What is here first", "On this computer", lambda row: here(row).casefold() or "\U0010ffff"),
    "elsewhere": Order("What is not here first", "On this computer", lambda row: here(row).casefold(), falling=True),
    "made": Order("How it was made", "Made with", lambda row: origin_of(row)[0]),
    "made-back": Order("How it was made, reversed", "Made with", lambda row: origin_of(row)[0], falling=True),
}
FIRST = "newest"


def here(row: Linked) -> str:
    """What this computer has of it, in a few words; "" where it has nothing."""
    if row.draft is not None:
        return f"draft “{row.draft.title}”"
    return "sent from here" if row.receipt is not None else ""


def origin_of(row: Linked) -> tuple[str, str]:
    """How it was made, in a word and in a sentence; two empty texts where the gateway does not say."""
    known = row.remote.origin.upper()
    return _ORIGINS.get(known, (row.remote.origin, f"Made by: {row.remote.origin}." if row.remote.origin else ""))


def title_of(row: Linked) -> str:
    """Its title, or words for one without."""
    return row.remote.title or "(without a title)"


COLUMNS = (
    Column("Title", title_of, stretch=True, bold=True),
    Column("Dataset ID", lambda row: row.remote.dataset_id, spare=2),
    Column(
        "Status",
        lambda row: STATUSES.get(row.remote.status, row.remote.native_status),
        lambda row: f"The gateway says {row.remote.native_status or 'nothing'}.",
        lambda row: _TONES.get(row.remote.status, "muted"),
    ),
    Column("Last change", lambda row: when(row.remote.changed), lambda row: exactly(row.remote.changed), spare=1),
    Column(
        "On this computer",
        lambda row: here(row) or row.words,
        lambda row: row.words,
        lambda row: "" if here(row) else "muted",
        spare=3,
    ),
    Column("Made with", lambda row: origin_of(row)[0], lambda row: origin_of(row)[1], spare=4),
)


def sifted(rows: Iterable[Linked], text: str = "", tab: str = "all", order: str = FIRST) -> list[Linked]:
    """The rows of a tab that have every word of a text in them, in an order; the ID decides where that is equal."""
    words = text.casefold().split()
    kept = [row for row in rows if tab in ("all", row.remote.status) and (not words or _has(row, words))]
    how = ORDERS.get(order, ORDERS[FIRST])
    kept.sort(key=lambda row: number_of(row.remote.dataset_id), reverse=True)
    kept.sort(key=how.by, reverse=how.falling)
    return kept


def _has(row: Linked, words: Sequence[str]) -> bool:
    remote = row.remote
    whole = f"{remote.title}\n{remote.dataset_id}\n{remote.pid}\n{here(row)}\n{origin_of(row)[0]}".casefold()
    return all(word in whole for word in words)


def counted(rows: Iterable[Linked]) -> dict[str, int]:
    """How many rows each tab has."""
    by_status = Counter(row.remote.status for row in rows)
    return {key: by_status.total() if key == "all" else by_status[key] for key, _ in TABS}


_CSV: Mapping[str, Callable[[Linked], str]] = {
    "dataset_id": lambda row: row.remote.dataset_id,
    "pid": lambda row: row.remote.pid,
    "title": lambda row: row.remote.title,
    "status": lambda row: row.remote.status,
    "changed": lambda row: row.remote.changed,
    "origin": lambda row: row.remote.origin,
    "draft": lambda row: row.draft.title if row.draft is not None else "",
    "draft_id": lambda row: row.draft.id if row.draft is not None else "",
    "sent_at": lambda row: row.receipt.sent_at if row.receipt is not None else "",
}


def as_csv(rows: Iterable[Linked]) -> str:
    """Rows as CSV (RFC 4180), in the order given.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(_CSV)
    writer.writerows([harmless(cell(row)) for cell in _CSV.values()] for row in rows)
    return sheet.getvalue()
