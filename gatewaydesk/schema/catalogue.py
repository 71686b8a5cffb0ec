"""The schemas that one can choose: those that ship, those a person added, and any schema file."""

from __future__ import annotations

import difflib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema import files, fitting
from gatewaydesk.schema.files import HINTS_FILE, SCHEMA_FILE, LoadedSchema

__all__ = ["Catalogue", "Entry", "LoadedSchema", "load_small"]


@dataclass(frozen=True)
class Entry:
    """One schema that can be chosen.

    Attributes:
        name: `MODEL/VERSION`.
        title: what a person reads.
        description: one or two sentences, or "".
        origin: `shipped`, `added` or `file`.
    """

    name: str
    title: str
    description: str
    origin: str


def load_small(path: Path) -> LoadedSchema:
    """A small schema that ships but is not listed (settings, a gateway's connection); named after its file."""
    return files.load_folder_file(path, path.stem, "shipped")


class Catalogue:
    """The schemas that ship and those that were added.

    Args:
        shipped: folder of the shipped ones; the application's own by default.
        added: folder of those that a person added; in the data folder by default.
    """

    def __init__(self, shipped: Path | None = None, added: Path | None = None) -> None:
        self._folders = {
            "shipped": shipped or paths.resource_root() / "schemas",
            "added": added or paths.data_dir() / "schemas",
        }
        self._loaded: dict[str, tuple[Any, LoadedSchema]] = {}

    def entries(self) -> list[Entry]:
        """Every schema that can be chosen: by model, the newest version first. An unreadable one is left out."""
        found = []
        for name in self._names():
            try:
                found.append(_entry(self.load(name)))
            except SchemaProblem:
                continue
        return found

    def load(self, name_or_file: str | Path) -> LoadedSchema:
        """Loads a schema by its name, or from any schema file.

        Raises:
            SchemaProblem: it is not known, cannot be read, or is not a schema.
        """
        if isinstance(name_or_file, str):
            place = self._places().get(name_or_file)
            if place is not None:
                return self._load_known(name_or_file, *place)
        file = Path(name_or_file).expanduser()
        if isinstance(name_or_file, Path) or file.is_file() or file.suffix.lower() == ".json":
            return files.load_file(file)
        raise self._unknown(str(name_or_file))

    def add(self, file: Path, name: str | None = None) -> Entry:
        """Copies a schema file into the catalogue, whole or not at all.

        Args:
            file: the schema.
            name: `MODEL/VERSION`; made from the file's folders or its title where none is given.

        Raises:
            SchemaProblem: it is no schema, the name cannot be used or is taken, or the copy could not be written.
        """
        loaded = files.load_file(file)
        name = files.checked_name(name) if name else files.name_to_add(file, loaded)
        known = self._places().get(name)
        if known is not None:
            origin, folder = known
            if origin == "added" and self._load_known(name, origin, folder).sha256 == loaded.sha256:
                return _entry(self.load(name))
            raise SchemaProblem(
                f"There is a schema called “{name}” already.",
                "Give this one another name."
                if origin == "shipped"
                else "Remove that one first, or choose a new name.",
            )
        files.copy_whole(file, self._folders["added"] / name)
        return _entry(self.load(name))

    def remove(self, name: str) -> None:
        """Takes an added schema out of the catalogue.

        Raises:
            SchemaProblem: it is not known, ships with the application, or could not be removed.
        """
        place = self._places().get(name)
        if place is None:
            raise self._unknown(name)
        origin, folder = place
        if origin == "shipped":
            raise SchemaProblem(f"“{name}” comes with Gateway Desk.", "Only schemas that were added can be removed.")
        try:
            shutil.rmtree(folder)
            if not any(folder.parent.iterdir()):
                folder.parent.rmdir()
        except OSError as error:
            raise SchemaProblem(
                f"“{name}” could not be removed: {files.reason(error)}.", "Check your rights to that folder."
            ) from error
        self._loaded.pop(name, None)

    def guess(self, value: Any) -> list[str]:
        """Names of the schemas that a document is probably written for, the likeliest first.

        First those that accept it, then those that know its members' names; the newest version first among equals.
        """
        known = []
        for name in self._names():
            try:
                known.append(self.load(name))
            except SchemaProblem:
                continue
        return fitting.rank(known, value)

    # Inside

    def _places(self) -> dict[str, tuple[str, Path]]:
        """Name to origin and folder; a shipped schema comes before an added one of the same name."""
        found: dict[str, tuple[str, Path]] = {}
        for origin, top in self._folders.items():
            for file in top.glob(f"*/*/{SCHEMA_FILE}") if top.is_dir() else ():
                model, version = file.parent.parent.name, file.parent.name
                if not version.startswith(".") and not model.startswith("."):
                    found.setdefault(f"{model}/{version}", (origin, file.parent))
        return found

    def _names(self) -> list[str]:
        return fitting.newest_first(self._places())

    def _load_known(self, name: str, origin: str, folder: Path) -> LoadedSchema:
        stamp = (files.stamp(folder / SCHEMA_FILE), files.stamp(folder / HINTS_FILE))
        kept = self._loaded.get(name)
        if kept is None or kept[0] != stamp:
            kept = (stamp, files.load_folder_file(folder / SCHEMA_FILE, name, origin))
            self._loaded[name] = kept
        return kept[1]

    def _unknown(self, name: str) -> SchemaProblem:
        known = self._names()
        folded = {one.lower(): one for one in known}
        near = difflib.get_close_matches(name.lower(), folded, 1, 0.6)
        if near:
            return SchemaProblem(f"There is no schema called “{name}”.", f"Did you mean “{folded[near[0]]}”?")
        listed = ", ".join(f"“{one}”" for one in known[:6]) or "none"
        return SchemaProblem(f"There is no schema called “{name}”.", f"Known are: {listed}.")


def _entry(loaded: LoadedSchema) -> Entry:
    return Entry(loaded.name, loaded.title, loaded.description, loaded.origin)
