"""A person's own form hints for a schema: begun from those that ship, kept in the data folder, and taken back again."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.document import disk, jsonio
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
        own: there is a file of the person's own, one that can be read or a damaged one.
        damaged: what a person has to know about a file of hints that cannot be read, or "".
        folder: where that file is, or None.
    """

    schema: LoadedSchema
    form: LoadedSchema
    value: dict[str, Any]
    own: bool
    damaged: str = ""
    folder: Path | None = None


def begin(catalogue: Catalogue, name: str) -> Editing:
    """Reads what is needed to edit the hints of a schema.

    Raises:
        SchemaProblem: the schema is not known or cannot be read.
    """
    schema = catalogue.load(name)
    files = catalogue.hints_files(name)
    own, form, trouble = files[0], _form(schema.root), None
    for file in files:
        value, wrong = _read(file)
        trouble = trouble or ((file, wrong) if wrong else None)
        if value is not None:
            break
    told = passed_over(*trouble) if trouble is not None else ""
    if trouble is not None and trouble[0] == own:
        told += f" When you save other hints, or go back to those that ship, it is kept aside as “{_aside(own).name}”."
    folder = trouble[0].parent if trouble is not None else None
    return Editing(schema, form, value or {}, os.path.lexists(own), told, folder)


def passed_over(file: Path, wrong: str = "") -> str:
    """What is said of a file of hints that cannot be read: that it is so, why, and where the file is."""
    wrong = wrong or _read(file)[1] or "It can be read again by now."
    return f"The form hints in “{file}” are damaged and passed over. {wrong}"


def keep(catalogue: Catalogue, name: str, value: Any) -> None:
    """Writes a person's own hints, whole or not at all; they then count alone. A damaged file is kept aside.

    Raises:
        FileProblem: they could not be written; what was there before is untouched.
    """
    file = catalogue.hints_files(name)[0]
    kept = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = _set_aside(file)
        jsonio.write_file(file, value, indent=2)
    except OSError as error:
        raise _not_written(error) from error
    except FileProblem:
        if kept is not None:
            kept.replace(file)
        raise


def forget(catalogue: Catalogue, name: str) -> None:
    """Takes a person's own hints away, so that those that ship count again. A damaged file is kept aside.

    Raises:
        FileProblem: they could not be removed.
    """
    file = catalogue.hints_files(name)[0]
    try:
        if _set_aside(file) is None:
            file.unlink(missing_ok=True)
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


def _read(file: Path) -> tuple[dict[str, Any] | None, str]:
    """The hints in a file, and what is wrong with it; nothing at all where there is no file."""
    if not os.path.lexists(file):
        return None, ""
    try:
        value = jsonio.read_file(file, last_wins=True)
    except FileProblem as error:
        return None, error.what.removeprefix(f"“{file.name}”: ")
    return (value, "") if isinstance(value, dict) else (None, "It holds something else than form hints.")


def _set_aside(file: Path) -> Path | None:
    """Moves a damaged file to a name of its own, and returns that; None where the file is none, or is well."""
    if not _read(file)[1]:
        return None
    kept = _aside(file)
    file.rename(kept)
    return kept


def _aside(file: Path) -> Path:
    """A name beside a file that nothing has yet."""
    kept, number = file.with_name(f"{file.name}.damaged"), 2
    while os.path.lexists(kept):
        kept, number = file.with_name(f"{file.name}.damaged-{number}"), number + 1
    return kept


def _not_written(error: OSError) -> FileProblem:
    return FileProblem(
        f"The form hints could not be written: {disk.os_reason(error)}.",
        "Free some space, or check your rights to the data folder.",
    )
