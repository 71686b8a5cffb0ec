"""Schema files that refer to files beside them: those in the schema's own folder are read, no other ever is.

What is read so gets an address below `NEIGHBOURS`, which no computer can have, so that nothing kept names a place on
this computer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema import files
from gatewaydesk.schema.bundle import bundle, missing
from gatewaydesk.schema.drafts import draft_is_told
from gatewaydesk.schema.files import LoadedSchema

#: The folder's own address. The step below the host shows a reference that leads out of the folder for what it is.
NEIGHBOURS = "https://folder.invalid/inside/"
_OUTSIDE = "https://folder.invalid/"
_MOST_FILES = 500
_MOST_FOLDERS = 2000
_MOST_SAID = 5


@dataclass(frozen=True)
class WithNeighbours:
    """A schema file and what it refers to inside its folder.

    Attributes:
        path: the file.
        content: its bytes.
        raw: the schema.
        base: its address below `NEIGHBOURS`.
        documents: the other files' bytes, by the address that they are referred to by.
        used: the other files.
    """

    path: Path
    content: bytes
    raw: dict[str, Any]
    base: str
    documents: dict[str, bytes]
    used: frozenset[Path]


def read_file(file: Path) -> WithNeighbours:
    """Reads one schema file, and what it refers to in its own folder.

    Raises:
        SchemaProblem: it is no schema, or refers to a file out of its folder, or to one that is not there.
    """
    content = files.read_bytes(file, file.name)
    raw = files.read_schema(content, file.name)
    files.refuse_metadata(raw, file.name)
    return _with_neighbours(file, content, raw, file.parent, ())


def load_file(file: Path) -> LoadedSchema:
    """Loads a schema from any file, with what it refers to in its own folder, as far as that can be read.

    Raises:
        SchemaProblem: it cannot be read or is not a schema.
    """
    alone = files.load_file(file)
    try:
        assert isinstance(alone.published, dict)
        found = _with_neighbours(file, files.read_bytes(file, file.name), alone.published, file.parent, ())
        parsed = {address: files.read_json(content, address) for address, content in found.documents.items()}
        raw = bundle(found.raw, found.base, parsed)
    except SchemaProblem:  # whoever checks a document with it is told which reference leads nowhere
        return alone
    return LoadedSchema(alone.name, raw, alone.hints, "file", alone.sha256, published=alone.published)


def read_folder(folder: Path) -> tuple[list[WithNeighbours], list[tuple[Path, SchemaProblem]]]:
    """Reads every schema in a folder and the folders below it, but for those that others there refer to.

    What is no schema is passed over.

    Returns:
        The schemas; and the files that say they are one and are broken, or refer to what they may not.

    Raises:
        SchemaProblem: there is no usable one, or there are more files than anybody keeps schemas in.
    """
    found = list(_json_files(folder))
    if len(found) > _MOST_FILES:
        raise SchemaProblem(
            f"“{folder.name}” holds more than {_MOST_FILES} JSON files.", "Choose the folder that holds the schemas."
        )
    schemas, bad = list[WithNeighbours](), list[tuple[Path, SchemaProblem]]()
    for file in found:
        try:
            content = files.read_bytes(file, file.name)
            raw = _schema_or_none(file, content)
            if raw is not None:
                schemas.append(_with_neighbours(file, content, raw, folder, found))
        except SchemaProblem as error:
            bad.append((file, error))
    if not schemas and bad:
        raise SchemaProblem(" ".join(error.what for _, error in bad[:_MOST_SAID]), bad[0][1].todo)
    if not schemas:
        raise SchemaProblem(f"There is no schema in “{folder.name}”.", "Schemas are files that end in “.json”.")
    used = frozenset[Path]().union(*(one.used for one in schemas))
    return [one for one in schemas if one.path.resolve() not in used] or schemas, bad


def _schema_or_none(file: Path, content: bytes) -> dict[str, Any] | None:
    raw: Any = None
    try:
        raw = files.read_json(content, file.name)
        schema = files.read_schema(content, file.name)
        files.refuse_metadata(schema, file.name)
        return schema
    except SchemaProblem:
        if draft_is_told(raw):
            raise
        return None


def _json_files(folder: Path) -> Iterator[Path]:
    top = folder.resolve()
    for visited, (here, below, names) in enumerate(os.walk(folder)):
        if visited >= _MOST_FOLDERS:
            raise SchemaProblem(
                f"“{folder.name}” holds more than {_MOST_FOLDERS} folders.", "Choose the folder that holds the schemas."
            )
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            file = Path(here, name)
            if name.endswith(".json") and not name.startswith(".") and file.resolve().is_relative_to(top):
                yield file


def _with_neighbours(
    file: Path, content: bytes, raw: dict[str, Any], folder: Path, others: Sequence[Path]
) -> WithNeighbours:
    base = NEIGHBOURS + quote(file.relative_to(folder).as_posix())
    places, documents, parsed = {base: file}, dict[str, bytes](), dict[str, Any]()
    size, more = len(content), True
    while more:
        more = False
        for one in missing(raw, base, parsed):
            path = _place(one.address, one.text, places.get(one.within), folder, file.name)
            if path is None:
                path = _by_own_address(one.address, [*others, *_namesakes(one.address, file.parent)])
            if path is None or one.address in parsed:
                continue
            if not path.is_file():
                raise SchemaProblem(
                    f"“{file.name}” refers to “{one.text}”, which is not there.", "Put that file beside it."
                )
            documents[one.address] = files.read_bytes(path, path.name)
            parsed[one.address] = files.read_schema(documents[one.address], path.name)
            places[one.address] = path
            size += len(documents[one.address])
            files.refuse_too_much(file.name, len(documents), size)
            more = True
    used = frozenset(path.resolve() for path in places.values()) - {file.resolve()}
    return WithNeighbours(file, content, raw, base, documents, used)


def _place(address: str, text: str, within: Path | None, folder: Path, name: str) -> Path | None:
    """The file that a reference means; None where it means a place on the web.

    Raises:
        SchemaProblem: it leads out of the folder.
    """
    top = folder.resolve()
    if address.startswith(NEIGHBOURS):
        path = top / unquote(address.removeprefix(NEIGHBOURS))
    elif address.startswith(_OUTSIDE):
        raise _leads_out(name, text)
    elif address.startswith("file:"):
        if urlsplit(address).netloc not in ("", "localhost"):
            raise _leads_out(name, text)
        from urllib.request import url2pathname  # brings a whole HTTP library with it

        path = Path(url2pathname(urlsplit(address).path))
    else:  # the schema gives itself an address of the web; the file may lie beside it all the same
        relative = unquote(urldefrag(text)[0])
        if within is None or not relative or urlsplit(relative).scheme or relative.startswith("/"):
            return None
        path = within.parent / relative
        if not path.is_file() or not path.resolve().is_relative_to(top):
            return None
    try:
        path = path.resolve()
    except (OSError, ValueError) as error:
        raise _leads_out(name, text) from error
    if not path.is_relative_to(top):
        raise _leads_out(name, text)
    return path


def _leads_out(name: str, text: str) -> SchemaProblem:
    return SchemaProblem(
        f"“{name}” refers to “{text}”, which is not in its own folder.",
        "Only files in the folder of the schema are read. Put that file there, and change the reference.",
    )


def _namesakes(address: str, folder: Path) -> list[Path]:
    name = unquote(urlsplit(address).path.rsplit("/", 1)[-1])
    found = [folder / one for one in (name, f"{name}.json") if one and "\x00" not in one and "\\" not in one]
    return [file for file in found if file.is_file() and file.resolve().is_relative_to(folder.resolve())]


def _by_own_address(address: str, candidates: Sequence[Path]) -> Path | None:
    """The file that gives itself this address and is named like it."""
    stem = unquote(urlsplit(address).path.rsplit("/", 1)[-1]).removesuffix(".json")
    for file in candidates:
        if file.name.removesuffix(".json") != stem:
            continue
        try:
            raw = files.read_json(files.read_bytes(file, file.name), file.name)
        except SchemaProblem:
            continue
        own = raw.get("$id", raw.get("id")) if isinstance(raw, dict) else None
        if isinstance(own, str) and urldefrag(urljoin(address, own))[0] == address:
            return file.resolve()
    return None
