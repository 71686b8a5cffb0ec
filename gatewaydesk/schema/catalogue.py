"""The schemas that one can choose: those that ship, those a person added, and any schema file."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema import files, fitting, kept, neighbours
from gatewaydesk.schema.files import HINTS_FILE, LoadedSchema
from gatewaydesk.schema.kept import SCHEMA_FILE, SOURCE_FILE, Source

__all__ = ["Catalogue", "Entry", "LoadedSchema", "load_small"]


@dataclass(frozen=True)
class Entry:
    """One schema that can be chosen.

    Attributes:
        name: `MODEL/VERSION`.
        title: what a person reads.
        description: one or two sentences, or "".
        origin: `shipped`, `added` or `file`.
        address: the web address that it came from, or "".
    """

    name: str
    title: str
    description: str
    origin: str
    address: str = ""


def load_small(path: Path) -> LoadedSchema:
    """A small schema that ships but is not listed (settings, a gateway's connection); named after its file."""
    return files.load_folder_file(path, path.stem, "shipped")


class Catalogue:
    """The schemas that ship and those that were added.

    Args:
        shipped: folder of the shipped ones; the application's own by default.
        added: folder of those that a person added; in the data folder by default. Beside it, in `hints`, is a person's
            own form hints, a file for each schema.
    """

    def __init__(self, shipped: Path | None = None, added: Path | None = None) -> None:
        self._folders = {
            "shipped": shipped or paths.resource_root() / "schemas",
            "added": added or paths.data_dir() / "schemas",
        }
        self._hints = self._folders["added"].parent / "hints"
        self._loaded: dict[str, tuple[Any, LoadedSchema]] = {}

    def entries(self) -> list[Entry]:
        """Every schema that can be chosen: by model, the newest version first. An unreadable one is left out."""
        return [_entry(loaded) for loaded in self.readable()]

    def names(self) -> list[str]:
        """The name of every schema, readable or not, in the order of `entries`."""
        return list(self._ordered())

    def damaged(self) -> dict[str, SchemaProblem]:
        """Those that `entries` leaves out, as they can no longer be used: name to what is wrong."""
        return {name: tried for name, tried in self._tried().items() if isinstance(tried, SchemaProblem)}

    def load(self, name_or_file: str | Path, pin: str = "") -> LoadedSchema:
        """Loads a schema by its name, or from any schema file.

        Args:
            name_or_file: `MODEL/VERSION`, or a file.
            pin: `sha256` of the version wanted; the newest where that one is not kept any more, or "" is wanted.

        Raises:
            SchemaProblem: it is not known, cannot be read, or is not a schema; or its files were changed since it came.
        """
        if isinstance(name_or_file, str):
            place = self._place(name_or_file)
            if place is not None:
                older = kept.older_version(place[1], pin) if pin else None
                return self._load_known(name_or_file, place[0], older or place[1])
        file = Path(name_or_file).expanduser()
        if isinstance(name_or_file, Path) or file.is_file() or file.suffix.lower() == ".json":
            return neighbours.load_file(file)
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
        content = files.read_bytes(file, file.name)
        return self.keep(name or files.name_to_add(file.resolve(), loaded.published), content)

    def keep(
        self, name: str, content: bytes, source: Source | None = None, documents: Mapping[str, bytes] | None = None
    ) -> Entry:
        """Puts a schema, read and checked already, into the catalogue, whole or not at all.

        Args:
            name: `MODEL/VERSION`.
            content: its bytes.
            source: where it came from; it is pinned by that.
            documents: what it refers to, by address.

        Raises:
            SchemaProblem: the name cannot be used or is taken by another schema, or it could not be written.
        """
        name = files.checked_name(name)
        pin = source.pin if source is not None else kept.digest(content)
        known = self._place(name)
        if known is not None:
            origin, folder = known
            if origin == "added" and self._sha256(name, folder) == pin:
                return _entry(self.load(name))
            raise SchemaProblem(
                f"There is a schema called “{name}” already.",
                "Give this one another name."
                if origin == "shipped"
                else "Remove that one first, or choose a new name.",
            )
        twin = self._twin(name)
        if twin:
            raise SchemaProblem(
                f"There is a schema called “{twin}”, which many computers cannot tell from “{name}”.",
                "Give this one another name.",
            )
        shelf = (documents or {}).values()
        self._write(name, lambda: kept.write_new(self._folders["added"] / name, content, source, shelf))
        return _entry(self.load(name))

    def renew(self, name: str, content: bytes, source: Source, documents: Mapping[str, bytes]) -> Entry:
        """Puts a newer version in the place of an added schema's, which is kept for `load(name, pin)`.

        Raises:
            SchemaProblem: there is no added schema of that name, or it could not be written.
        """
        folder = self._added(name)
        self._write(name, lambda: kept.renew(folder, content, source, documents.values()))
        return _entry(self.load(name))

    def shelve(self, name: str, content: bytes, source: Source | None, documents: Mapping[str, bytes]) -> None:
        """Keeps a version of an added schema beside its newest, for `load(name, pin)`.

        Raises:
            SchemaProblem: there is no added schema of that name, or it could not be written.
        """
        folder = self._added(name)
        self._write(name, lambda: kept.shelve(folder, content, source, documents.values()))

    def source(self, name: str) -> Source | None:
        """Where an added schema came from, even one whose files were changed since; None where that is not known.

        Raises:
            SchemaProblem: there is no added schema of that name, or what was written down cannot be read.
        """
        return kept.read_source(self._added(name))

    def content(self, name: str) -> bytes:
        """An added schema's bytes as they are now, whether they were changed or not.

        Raises:
            SchemaProblem: there is no added schema of that name, or it cannot be read.
        """
        return files.read_bytes(self._added(name) / SCHEMA_FILE, name)

    def has_version(self, name: str, pin: str) -> bool:
        """Whether a version of a schema is here, the newest or an older one."""
        place = self._place(name)
        if place is None:
            return False
        return kept.older_version(place[1], pin) is not None or self.load(name).sha256 == pin

    def added(self) -> list[str]:
        """Names of the schemas that a person added, readable or not."""
        return [name for name, (origin, _) in self._ordered().items() if origin == "added"]

    def shipped(self, name: str) -> bool:
        """Whether a schema of that name comes with the application."""
        return (self._place(name) or ("", None))[0] == "shipped"

    def hints_files(self, name: str) -> tuple[Path, ...]:
        """Where the form hints of a schema may be; the first that is there counts. A person's own come first.

        Raises:
            SchemaProblem: the schema is not in the catalogue.
        """
        place = self._place(name)
        if place is None:
            raise self._unknown(name)
        return self._hints_files(name, place[1])

    def _hints_files(self, name: str, folder: Path) -> tuple[Path, ...]:
        ours = self._folders["shipped"] / name.removesuffix(files.PUBLISHER_MARK) / HINTS_FILE
        return tuple(dict.fromkeys((self._hints / f"{name}.json", folder / HINTS_FILE, ours)))

    def prune(self, used: Collection[str]) -> int:
        """Removes older versions whose pin is not among those used; returns how many that were.

        Raises:
            SchemaProblem: one could not be removed.
        """
        count = 0
        for name in self.added():
            folder = self._added(name)

            def clear(folder: Path = folder) -> None:
                nonlocal count
                count += kept.prune(folder, used)

            self._write(name, clear)
        return count

    def remove(self, name: str) -> None:
        """Takes an added schema out of the catalogue.

        Raises:
            SchemaProblem: it is not known, ships with the application, or could not be removed.
        """
        place = self._place(name)
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
        return fitting.rank(self.readable(), value)

    def likeliest(self, value: Any) -> list[str]:
        """The first of `guess`, with those that fit the document just as well."""
        return fitting.best(self.readable(), value)

    def readable(self) -> list[LoadedSchema]:
        """Every schema that can be chosen, loaded: for those who look at many documents one after the other."""
        return [tried for tried in self._tried().values() if isinstance(tried, LoadedSchema)]

    # Inside

    def _place(self, name: str) -> tuple[str, Path] | None:
        """Origin and folder of a schema; a shipped one comes before an added one of the same name."""
        model, slash, version = name.partition("/")
        if not slash or not model or not version or "/" in version or model.startswith(".") or version.startswith("."):
            return None
        folders = ((origin, top / model / version) for origin, top in self._folders.items())
        return next((found for found in folders if kept.is_kept(found[1])), None)

    def _ordered(self) -> dict[str, tuple[str, Path]]:
        """Name to origin and folder of every schema: by model, the newest version first."""
        found: dict[str, tuple[str, Path]] = {}
        for origin, top in self._folders.items():
            for folder in top.glob("*/*/") if top.is_dir() else ():
                model, version = folder.parent.name, folder.name
                if not version.startswith(".") and not model.startswith(".") and kept.is_kept(folder):
                    found.setdefault(f"{model}/{version}", (origin, folder))
        return {name: found[name] for name in fitting.newest_first(found)}

    def _tried(self) -> dict[str, LoadedSchema | SchemaProblem]:
        """Every schema, or what is wrong with it."""
        tried: dict[str, LoadedSchema | SchemaProblem] = {}
        for name, (origin, folder) in self._ordered().items():
            try:
                tried[name] = self._load_known(name, origin, folder)
            except SchemaProblem as error:
                tried[name] = error
        return tried

    def _sha256(self, name: str, folder: Path) -> str:
        """The pin of an added schema, or "" where it can no longer be read."""
        try:
            return self._load_known(name, "added", folder).sha256
        except SchemaProblem:
            return ""

    def _twin(self, name: str) -> str:
        """A schema whose name differs by capital letters alone: on most computers both would be one folder."""
        return next((one for one in self._ordered() if one.casefold() == name.casefold()), "")

    def _load_known(self, name: str, origin: str, folder: Path) -> LoadedSchema:
        own, *others = self._hints_files(name, folder)
        stamp = (folder, *(files.stamp(one) for one in (folder / SCHEMA_FILE, folder / SOURCE_FILE, own, *others)))
        loaded = self._loaded.get(name)
        if loaded is None or loaded[0] != stamp:
            loaded = (stamp, files.load_folder_file(folder / SCHEMA_FILE, name, origin, (own, *others)))
            self._loaded[name] = loaded
        return loaded[1]

    def _added(self, name: str) -> Path:
        origin, folder = self._place(name) or ("", None)
        if folder is None:
            raise self._unknown(name)
        if origin != "added":
            raise SchemaProblem(f"“{name}” comes with Gateway Desk.", "Only schemas that were added can be renewed.")
        return folder

    def _write(self, name: str, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            raise SchemaProblem(
                f"“{name}” could not be written into the list of schemas: {files.reason(error)}.",
                "Free some space, or check your rights to the data folder.",
            ) from error
        self._loaded.pop(name, None)

    def _unknown(self, name: str) -> SchemaProblem:
        known = list(self._ordered())
        folded = {one.lower(): one for one in known}
        near = difflib.get_close_matches(name.lower(), folded, 1, 0.6)
        if near:
            return SchemaProblem(f"There is no schema called “{name}”.", f"Did you mean “{folded[near[0]]}”?")
        listed = ", ".join(f"“{one}”" for one in known[:6]) or "none"
        return SchemaProblem(f"There is no schema called “{name}”.", f"Known are: {listed}.")


def _entry(loaded: LoadedSchema) -> Entry:
    address = loaded.source.address if loaded.source is not None else ""
    return Entry(loaded.name, loaded.title, loaded.description, loaded.origin, address)
