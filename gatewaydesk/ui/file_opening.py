"""What a file that is being opened is: read as far as may be, the draft that it has, the schema that it follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk.document.difference import difference
from gatewaydesk.document.disk import ASK_ABOVE, SIZE_MOST, Check, TooLarge
from gatewaydesk.document.edits import Edit
from gatewaydesk.document.filed import Opened, open_file
from gatewaydesk.document.jsonio import DuplicateMembers
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.told import named, told
from gatewaydesk.store import Store
from gatewaydesk.store.files import content_of
from gatewaydesk.ui.file_news import HasDraft

_LIKELY = 4  # so many schemas are tried on a file


@dataclass(frozen=True)
class Allowed:
    """What a person has said yes to: a large file; of members that are there twice, keeping the last."""

    large: bool = False
    last_wins: bool = False

    def also(self, error: BaseException) -> Allowed | None:
        """What has to be allowed as well for a file that was not opened; None where nothing helps."""
        if isinstance(error, DuplicateMembers):
            return Allowed(self.large, last_wins=True)
        if isinstance(error, TooLarge) and error.can_be_read:
            return Allowed(True, self.last_wins)
        return None

    def open(self, path: Path, check: Check) -> Opened:
        """Opens a file; raises as `open_file` does."""
        limit = SIZE_MOST if self.large else ASK_ABOVE
        return open_file(path, last_wins=self.last_wins, size_limit=limit, check=check)


@dataclass(frozen=True)
class Unsure:
    """A file was read, and which schema it follows is for the person to say.

    Attributes:
        fitting: the schemas that accept it.
        likeliest: the one that it is probably written for, or "".
        told: what it says itself (`$schema`), where that is no known schema; or "".
    """

    file: Opened
    fitting: tuple[str, ...]
    likeliest: str
    told: str = ""

    @property
    def path(self) -> Path:
        """The file."""
        return self.file.path


def schema_of(catalogue: Catalogue, opened: Opened, *, tried: bool, pick_best: bool = False) -> str | Unsure:
    """The schema that a file follows.

    Args:
        catalogue: the schemas that are known.
        opened: the file.
        tried: a schema that it does not name has to accept it; else the likeliest is taken.
        pick_best: of several, or of those that do not accept it, takes the likeliest.
    """
    value = opened.value
    said = told(value)
    meant = named((catalogue.load(one.name) for one in catalogue.entries()), said) if said else ""
    likely = [meant] if meant else catalogue.guess(value)[:_LIKELY]
    fitting = likely if meant or not tried else _accepting(catalogue, likely, value)
    if likely and (len(fitting) == 1 or pick_best or not tried):
        return (fitting or likely)[0]
    return Unsure(opened, tuple(fitting), likely[0] if likely else "", said)


def draft_of(store: Store, opened: Opened, schema: str) -> HasDraft | None:
    """The draft of a file that was changed last, and whether it and the file still say the same."""
    kept = next(iter(store.files.drafts_of(opened.path)), None)
    draft = store.drafts.load(kept.draft) if kept is not None else None
    if kept is None or draft is None or (schema and draft.schema != schema):
        return None
    mine, theirs = content_of(draft.value) != kept.content, opened.stamp.sha256 != kept.stamp.sha256
    return HasDraft(opened.path, draft.id, draft.title, draft.changed_at, mine, theirs, opened.stamp)


@dataclass(frozen=True)
class ReadAgain:
    """A file as it is now, and the edits that make a document what it says."""

    file: Opened
    edits: tuple[Edit, ...]


def read_again(path: Path, picture: Callable[[], Any], token: CancelToken) -> ReadAgain:
    """Reads a file of which a person has seen what is odd about it, and compares it with a picture of its document."""
    opened = Allowed(large=True, last_wins=True).open(path, token.check)
    return ReadAgain(opened, tuple(difference(picture(), opened.value)))


def _accepting(catalogue: Catalogue, names: list[str], value: Any) -> list[str]:
    from gatewaydesk.validation.engine import Checker

    return [name for name in names if Checker(catalogue.load(name)).is_valid(value)]
