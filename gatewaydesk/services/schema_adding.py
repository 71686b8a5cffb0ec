"""Several schemas at once: which of them are added, and a sentence for each that is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.schema.files import PUBLISHER_MARK, checked_name
from gatewaydesk.schema.kept import SCHEMA_FILE
from gatewaydesk.services.schema_fetching import Fetched


@dataclass(frozen=True)
class LeftOut:
    """One schema that is not added.

    Attributes:
        sentence: which one, and why.
        here: it is in the catalogue already, with the same content: nothing is missing.
    """

    sentence: str
    here: bool = False


@dataclass(frozen=True)
class Found:
    """What a path holds.

    Attributes:
        schemas: those that can be added.
        left_out: those that cannot.
    """

    schemas: tuple[Fetched, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Added:
    """What became of some schemas.

    Attributes:
        entries: those that are in the catalogue now.
        left_out: those that are not, or were there before.
        doubts: what to know about those that are, in sentences.
    """

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """All there is to say."""
        return (*(one.sentence for one in self.left_out), *self.doubts)

    @property
    def incomplete(self) -> bool:
        """Whether something that was wanted is not in the catalogue."""
        return any(not one.here for one in self.left_out)


def sort_out(catalogue: Catalogue, several: Iterable[Fetched]) -> Found:
    """Those of several schemas whose names are free, and a sentence for each of the others.

    One that is called like a schema that ships stands beside it, with the publisher's mark; one that is called like
    another is named after its folders, as publishers have them (`MODEL/VERSION/schema.json`), or else left out.
    """
    wanted: dict[str, Fetched] = {}
    left_out = []
    added = {name.casefold() for name in catalogue.added()}
    for one in several:
        names = [marked(catalogue, name) for name in (one.suggested_name, *_folders(one))]
        taken = {*added, *(name.casefold() for name in wanted)}
        here = next((name for name in (one.suggested_name, *names) if is_here(catalogue, name, one)), "")
        free = next((name for name in names if name.casefold() not in taken), "")
        if here:
            left_out.append(already(here))
        elif free:
            wanted[free] = replace(one, suggested_name=free)
        else:
            first = f"“{wanted[names[0]].address}”" if names[0] in wanted else "a schema that was added before"
            left_out.append(
                LeftOut(
                    f"“{one.address}” was left out: {first} is called “{names[0]}” already. "
                    "Add this file by itself, with another name."
                )
            )
    return Found(tuple(wanted.values()), tuple(left_out))


def is_here(catalogue: Catalogue, name: str, fetched: Fetched) -> bool:
    """Whether the catalogue has this schema under a name; of one whose references are not here, the file alone counts.

    A schema that can no longer be read is not.
    """
    try:
        known = catalogue.load(name)
    except SchemaProblem:
        return False
    if fetched.references and known.source is not None:
        return known.source.sha256 == fetched.sha256
    return known.sha256 == fetched.source.pin


def marked(catalogue: Catalogue, name: str) -> str:
    """The name that a publisher's own schema has here: with a mark where one of that name ships."""
    return f"{name}{PUBLISHER_MARK}" if catalogue.shipped(name) else name


def _folders(one: Fetched) -> tuple[str, ...]:
    """The name that a schema's folders make, where they can be one."""
    path = Path(one.address)
    try:
        return (checked_name("/".join(path.parts[-3:-1])),) if path.name == SCHEMA_FILE else ()
    except SchemaProblem:
        return ()


def already(name: str) -> LeftOut:
    """What is said of a schema that was there before."""
    return LeftOut(f"“{name}” is there already.", here=True)
