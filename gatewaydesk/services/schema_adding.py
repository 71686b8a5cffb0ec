"""Several schemas at once: which of them are added, and a sentence for each that is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.catalogue import Catalogue, Entry
from gatewaydesk.schema.files import PUBLISHER_MARK
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
    another schema that was added is left out, as its name would say nothing about which of the two it is.
    """
    wanted: dict[str, Fetched] = {}
    left_out = []
    for one in several:
        name = one.suggested_name
        here = next((known for known in (name, f"{name}{PUBLISHER_MARK}") if is_here(catalogue, known, one)), "")
        name = f"{name}{PUBLISHER_MARK}" if catalogue.shipped(name) else name
        if here:
            left_out.append(already(here))
        elif name in wanted or name in catalogue.added():
            first = f"“{wanted[name].address}”" if name in wanted else "A schema that was added before"
            left_out.append(
                LeftOut(
                    f"“{one.address}” was left out: {first} is called “{name}” already. "
                    "Add this file by itself, with another name."
                )
            )
        else:
            wanted[name] = replace(one, suggested_name=name)
    return Found(tuple(wanted.values()), tuple(left_out))


def is_here(catalogue: Catalogue, name: str, fetched: Fetched) -> bool:
    """Whether the catalogue has this schema under a name; of one whose references are not here, the file alone counts.

    A schema that can no longer be read is not.
    """
    try:
        known = catalogue.load(name) if name in catalogue.names() else None
    except SchemaProblem:
        return False
    if known is None:
        return False
    if fetched.references and known.source is not None:
        return known.source.sha256 == fetched.sha256
    return known.sha256 == fetched.source.pin


def already(name: str) -> LeftOut:
    """What is said of a schema that was there before."""
    return LeftOut(f"“{name}” is there already.", here=True)
