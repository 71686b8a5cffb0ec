"""A person's own form hints for a schema: begun from those that ship, kept in the data folder, and taken back again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import to_text
from gatewaydesk.schema import hints
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema, load_small
from gatewaydesk.schema.fields import Field, walk
from gatewaydesk.schema.widgets import check_hints

_MOST_SUGGESTED = 1_000


@dataclass(frozen=True)
class Editing:
    """What is needed to edit the hints of one schema.

    Attributes:
        schema: the schema whose form the hints are for.
        form: the schema of hints, with the places of that form as suggestions.
        value: the hints as they are now.
        own: they are the person's own.
    """

    schema: LoadedSchema
    form: LoadedSchema
    value: dict[str, Any]
    own: bool


def begin(catalogue: Catalogue, name: str) -> Editing:
    """Reads what is needed to edit the hints of a schema.

    Raises:
        SchemaProblem: the schema is not known or cannot be read.
    """
    schema = catalogue.load(name)
    own, *others = catalogue.hints_files(name)
    found = next((value for file in (own, *others) if (value := _read(file)) is not None), {})
    return Editing(schema, _form(schema.root), found, _read(own) is not None)


def keep(catalogue: Catalogue, name: str, value: Any) -> None:
    """Writes a person's own hints, whole or not at all; they then count alone.

    Raises:
        FileProblem: they could not be written; what was there before is untouched.
    """
    file = catalogue.hints_files(name)[0]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(error) from error
    jsonio.write_file(file, value, indent=2)


def forget(catalogue: Catalogue, name: str) -> None:
    """Takes a person's own hints away, so that those that ship count again.

    Raises:
        FileProblem: they could not be removed.
    """
    try:
        catalogue.hints_files(name)[0].unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(error) from error


def doubts(editing: Editing, value: Any) -> list[str]:
    """What in hints leads nowhere or cannot be done, in sentences."""
    return check_hints(hints.from_json(value), editing.schema.root)


def _form(root: Field) -> LoadedSchema:
    bare = load_small(paths.resource_root() / "schemas" / "hints" / "schema.json")
    raw = copy.deepcopy(bare.raw)
    assert isinstance(raw, dict)
    raw["$defs"]["place"]["x-suggestions"] = list(_suggestions(root))
    return LoadedSchema("hints", raw, bare.hints, "shipped")


def _suggestions(root: Field) -> Iterator[dict[str, str]]:
    for number, one in enumerate(walk(root)):
        if number > _MOST_SUGGESTED:
            return
        if one.path:
            yield {"value": to_text(one.path), "label": one.title}


def _read(file: Path) -> dict[str, Any] | None:
    """The hints in a file; None where it holds none that can be read."""
    try:
        value = jsonio.read_file(file, last_wins=True)
    except FileProblem:
        return None
    return value if isinstance(value, dict) else None


def _not_written(error: OSError) -> FileProblem:
    return FileProblem(
        f"The form hints could not be written: {jsonio.os_reason(error)}.",
        "Free some space, or check your rights to the data folder.",
    )
