"""What a person wants to know about a schema before choosing it: how large it is, what it refers to, who uses it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema import files
from gatewaydesk.schema.catalogue import Catalogue, Entry, LoadedSchema
from gatewaydesk.schema.drafts import draft_is_told
from gatewaydesk.schema.fields import Field, walk
from gatewaydesk.services.schema_adding import Found, LeftOut
from gatewaydesk.services.schema_fetching import Fetched
from gatewaydesk.store import DraftRow, Store

#: What a schema that says no draft must have one of: words that hold further schemas.
_HOLDING = ("properties", "$defs", "definitions", "allOf", "anyOf", "oneOf", "items", "patternProperties", "$ref")
_COUNTED = 5_000  # fields; schemas that repeat themselves have any number, and nobody needs to know it exactly


@dataclass(frozen=True)
class Size:
    """How many fields a form has.

    Attributes:
        fields: all of them, each list item and map value once.
        required: how many of these must be filled in.
        more: there are more than were counted.
    """

    fields: int
    required: int
    more: bool = False

    @property
    def words(self) -> str:
        """“214 fields, 23 of them required”."""
        if self.more:
            return f"more than {self.fields:,} fields"
        fields = f"{self.fields:,} field{'' if self.fields == 1 else 's'}"
        return f"{fields}, {self.required:,} of them required" if self.fields else "no fields of its own"


@dataclass(frozen=True)
class Row:
    """One schema as the list shows it.

    Attributes:
        entry: the schema.
        fetched_at: when this version came here, ISO 8601 in UTC; "" for what ships or came from a file.
        drafts: how many are written by it.
        problem: why it cannot be used any more, in a sentence; or "".
    """

    entry: Entry
    fetched_at: str = ""
    drafts: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Facts:
    """One schema of the catalogue.

    Attributes:
        schema: the schema itself.
        size: how large its form is.
        drafts: those that are written by it, last changed first.
    """

    schema: LoadedSchema
    size: Size
    drafts: tuple[DraftRow, ...]


@dataclass(frozen=True)
class Preview:
    """One schema that was read and is not kept yet.

    Attributes:
        fetched: what was read.
        title: what a person reads.
        description: one or two sentences, or "".
        size: how large its form is, as far as it can be seen before its references are here.
        doubts: what to know before adding it, in sentences.
    """

    fetched: Fetched
    title: str
    description: str
    size: Size
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Previews:
    """What can be added, and what is left out.

    Attributes:
        schemas: those that can be added.
        left_out: those that cannot, or are here already.
    """

    schemas: tuple[Preview, ...]
    left_out: tuple[LeftOut, ...] = ()


def size_of(root: Field) -> Size:
    """Counts a form's fields."""
    below = list(islice(walk(root), 1, _COUNTED + 2))
    counted = below[:_COUNTED]
    return Size(len(counted), sum(one.required for one in counted), len(below) > _COUNTED)


def preview(fetched: Fetched) -> Preview:
    """Looks at a schema that was read.

    Raises:
        SchemaProblem: no form can be drawn from it.
    """
    schema = fetched.loaded()
    return Preview(fetched, schema.title, schema.description, size_of(schema.root), fetched.doubts())


def previews(found: Found) -> Previews:
    """Looks at several schemas that were read; one of which no form can be drawn is left out.

    Raises:
        SchemaProblem: no form can be drawn from the only one.
    """
    seen, left_out = [], list(found.left_out)
    for one in found.schemas:
        try:
            seen.append(preview(one))
        except SchemaProblem as error:
            if len(found.schemas) == 1:
                raise
            left_out.append(LeftOut(f"“{one.address}” was left out. {error}"))
    return Previews(tuple(seen), tuple(left_out))


def rows(catalogue: Catalogue, store: Store) -> list[Row]:
    """Every schema that is here, those that cannot be used any more last.

    Raises:
        StoreProblem: the drafts cannot be read.
    """
    uses = Counter(row.schema for row in store.drafts.rows())
    found = []
    for entry in catalogue.entries():
        source = catalogue.load(entry.name).source
        found.append(Row(entry, source.fetched_at if source is not None else "", uses[entry.name]))
    damaged = catalogue.damaged()
    found.extend(
        Row(Entry(name, "", "", "added"), "", uses[name], str(damaged[name]))
        for name in catalogue.added()
        if name in damaged
    )
    return found


def facts(schema: LoadedSchema, store: Store) -> Facts:
    """Looks at a schema of the catalogue.

    Raises:
        SchemaProblem: no form can be drawn from it.
        StoreProblem: the drafts cannot be read.
    """
    return Facts(schema, size_of(schema.root), tuple(drafts_by(store, schema.name)))


def is_schema(file: Path) -> bool:
    """Whether a file is rather a schema than a metadata document; False for what cannot be read at all."""
    try:
        raw = files.read_schema(files.read_bytes(file, file.name), file.name)
    except SchemaProblem:
        return False
    return draft_is_told(raw) or any(isinstance(raw.get(word), dict | list | str) for word in _HOLDING)


def drafts_by(store: Store, name: str) -> list[DraftRow]:
    """The drafts that are written by a schema, last changed first."""
    return [row for row in store.drafts.rows() if row.schema == name]


def hosts(addresses: Iterable[str]) -> tuple[str, ...]:
    """The hosts of some addresses, each once, in their order."""
    return tuple(dict.fromkeys(urlsplit(one).netloc or one for one in addresses))


def listed(names: Iterable[str], most: int = 4) -> str:
    """“A, B and C”; beyond `most` of them, “A, B, C, D and 3 more”."""
    all_names = list(names)
    shown, left = all_names[:most], len(all_names) - most
    if left > 0:
        return f"{', '.join(shown)} and {left:,} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)
