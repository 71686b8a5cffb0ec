"""Schema files: read and checked, named, and copied into a folder as a whole."""

from __future__ import annotations

import json
import re
import stat as stat_of
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema import hints, kept
from gatewaydesk.schema.bundle import bundle
from gatewaydesk.schema.drafts import check_is_schema, draft_is_told
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.hints import NO_HINTS, Hints
from gatewaydesk.schema.kept import SCHEMA_FILE, Source
from gatewaydesk.schema.naming import definition_title
from gatewaydesk.schema.reader import read
from gatewaydesk.schema.resolve import DEPTH_LIMIT, MANY, NAMED, ONE, nested_too_deep

HINTS_FILE = "hints.json"
SIZE_LIMIT = 20 * 1024 * 1024
DOCUMENT_LIMIT = 50
#: Behind the name of a publisher's own schema, where one of that name ships.
PUBLISHER_MARK = "+publisher"

_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9+])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # a path keeps one slash of the two
#: Keywords of which a schema has at least one at its top; words that metadata uses as well are not among them.
_KEYWORDS = frozenset(
    [
        *("type", "enum", "const", "required", "pattern", "format", "multipleOf", "uniqueItems", "dependentRequired"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
        *("minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties"),
        *("$ref", "$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor", "$vocabulary"),
        *(*ONE, *MANY, *NAMED),
    ]
)
_ANNOTATIONS = frozenset(["title", "description", "$id", "id", "$schema", "$comment", "default", "examples", "version"])
_TITLE_WITH_VERSION = re.compile(r"(?P<model>\S.*?)[\s_-]+v?(?P<version>[0-9][A-Za-z0-9.+-]*)")


class LoadedSchema:
    """One schema, ready to be drawn and checked with.

    Attributes:
        name: `MODEL/VERSION`, or `file/NAME` for a file outside the catalogue.
        title: what a person reads.
        description: one or two sentences, or "".
        raw: the schema, with the documents that it refers to embedded in it (see `bundle`).
        published: the schema as published.
        hints: what the form does with it.
        origin: `shipped`, `added` or `file`.
        sha256: what this version is pinned by: of the file's bytes and of the documents' (see `kept.Source.pin`).
        source: where it came from, as far as that was written down.
        damaged_hints: files of hints that are there, cannot be read, and were passed over.
    """

    def __init__(
        self,
        name: str,
        raw: dict[str, Any] | bool,
        hints: Hints = NO_HINTS,
        origin: str = "file",
        sha256: str = "",
        *,
        published: dict[str, Any] | bool | None = None,
        source: Source | None = None,
        damaged_hints: tuple[Path, ...] = (),
    ) -> None:
        top = raw if isinstance(raw, dict) else {}
        own, description = top.get("title"), top.get("description")
        self.name = name
        self.title = definition_title(own if isinstance(own, str) else "", "") or name
        self.description = description if isinstance(description, str) else ""
        self.raw = raw
        self.published = raw if published is None else published
        self.source = source
        self.damaged_hints = damaged_hints
        self.hints = hints
        self.origin = origin
        self.sha256 = sha256

    def __repr__(self) -> str:
        return f"LoadedSchema({self.name!r}, {self.origin!r})"

    @cached_property
    def root(self) -> Field:
        """The field of a whole document."""
        return read(self.raw, self.hints)

    @cached_property
    def precise(self) -> dict[str, Any] | bool:
        """The schema rewritten so that errors are found where they are; the same documents are valid."""
        from gatewaydesk.schema.precise import rewrite

        rewritten: dict[str, Any] | bool = rewrite(self.raw)
        return rewritten

    @cached_property
    def deepest(self) -> int:
        """The levels of a document that `precise` can check in time; 0 where not even a single value could be."""
        from gatewaydesk.schema.multiplying import deepest

        return deepest(self.precise)


def load_folder_file(file: Path, name: str, origin: str, hints_files: Sequence[Path] = ()) -> LoadedSchema:
    """Loads a schema under a name, with the first of these hints that can be read, or those that stand beside it.

    Raises:
        SchemaProblem: it cannot be read or is not a schema; or it was pinned, and was changed since.
    """
    content = read_bytes(file, name)
    source, documents = kept.read_checked(file.parent, content, name)
    published = read_schema(content, name)
    hints_, damaged = _read_hints(hints_files or (file.parent / HINTS_FILE,))
    if source is None:
        return LoadedSchema(name, published, hints_, origin, kept.digest(content), damaged_hints=damaged)
    parsed = {address: read_json(document, address) for address, document in documents.items()}
    raw = bundle(published, source.base, parsed) if parsed else published
    return LoadedSchema(
        name, raw, hints_, origin, source.pin, published=published, source=source, damaged_hints=damaged
    )


def load_file(file: Path) -> LoadedSchema:
    """Loads a schema from any file; it is named `file/` and its title, `$id` or file name.

    Raises:
        SchemaProblem: it cannot be read or is not a schema.
    """
    if _ADDRESS.match(str(file)):
        raise SchemaProblem(
            "This is an address of the web, and the schema is not among those that were added.",
            "Add it first: gatewaydesk schemas add ADDRESS",
        )
    content = read_bytes(file, file.name)
    raw = read_schema(content, file.name)
    refuse_metadata(raw, file.name)
    return LoadedSchema(f"file/{short_name(file.stem, raw)}", raw, NO_HINTS, "file", kept.digest(content))


def refuse_metadata(raw: dict[str, Any], name: str) -> None:
    """Tells a metadata document from a schema: a schema has a word of JSON Schema at its top.

    Raises:
        SchemaProblem: it has none.
    """
    if not _ANNOTATIONS.issuperset(raw) and _KEYWORDS.isdisjoint(raw) and not draft_is_told(raw):
        raise SchemaProblem(
            f"“{name}” is a metadata document, not a schema.", "Choose the schema that it is written for."
        )


def checked_name(name: str) -> str:
    """The name, if it is one that can be a folder on every system.

    Raises:
        SchemaProblem: it is not `MODEL/VERSION`, or has a letter that a folder's name may not have.
    """
    parts = name.split("/")
    if len(parts) != 2 or not all(_PART.fullmatch(part) and not _RESERVED.fullmatch(part) for part in parts):
        raise SchemaProblem(
            f"“{name}” cannot be a schema’s name.",
            "Write MODEL/VERSION, of letters, digits, full stops and hyphens, for example HDRUK/4.0.0.",
        )
    return name


def name_to_add(path: PurePath, raw: dict[str, Any] | bool) -> str:
    """A name for a schema that is added without one: its folders, its title with a version, or its file name.

    Args:
        path: of the file, whole; or of a web address.
        raw: the schema.
    """
    if path.name == SCHEMA_FILE and re.match(r"v?[0-9]", path.parent.name):
        return checked_name(f"{_slug(path.parent.parent.name)}/{_slug(path.parent.name)}")
    top = raw if isinstance(raw, dict) else {}
    short = short_name(path.stem, top)
    split = _TITLE_WITH_VERSION.fullmatch(short)
    if split:
        return checked_name(f"{_slug(split['model'])}/{_slug(split['version'])}")
    version = top.get("version")
    return checked_name(f"{_slug(short)}/{_slug(version) if isinstance(version, str) and version else '1'}")


def refuse_too_much(name: str, documents: int, size: int) -> None:
    """Refuses a schema that is made of too many documents, or of too large ones.

    Args:
        name: what to call it.
        documents: how many it refers to.
        size: bytes of all together.

    Raises:
        SchemaProblem: there are more than `DOCUMENT_LIMIT`, or `SIZE_LIMIT` is passed.
    """
    if documents > DOCUMENT_LIMIT or size > SIZE_LIMIT:
        what = f"{DOCUMENT_LIMIT} other documents" if documents > DOCUMENT_LIMIT else f"{SIZE_LIMIT // 1048576} MB"
        raise SchemaProblem(
            f"“{name}” needs more than {what}, with all that it refers to.",
            "Ask its publisher for one that holds all in one file.",
        )


def stamp(file: Path) -> tuple[int, int] | None:
    """Changes whenever the file does; None where there is no file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def reason(error: OSError) -> str:
    """The operating system's reason in words."""
    return (error.strerror or str(error)).lower()


def read_schema(data: bytes, name: str) -> dict[str, Any]:
    """The schema that some bytes hold, checked against the meta-schema of its draft.

    Raises:
        SchemaProblem: they hold none.
    """
    raw = read_json(data, name)
    if isinstance(raw, bool):
        allows = "anything" if raw else "nothing"
        raise SchemaProblem(
            f"“{name}” is a schema that allows {allows}: no form can be drawn from it.", "Is this the right file?"
        )
    if not isinstance(raw, dict):
        raise SchemaProblem(f"“{name}” is not a JSON Schema: it holds no object.", "Is this the right file?")
    if nested_too_deep(raw):
        raise _too_deep(name)
    check_is_schema(raw, name)
    return raw


def read_bytes(file: Path, name: str) -> bytes:
    """What a file holds.

    Raises:
        SchemaProblem: it cannot be read, is no file, or is larger than `SIZE_LIMIT`.
    """
    try:
        about = file.stat()
        if not stat_of.S_ISREG(about.st_mode):
            what = "a folder" if stat_of.S_ISDIR(about.st_mode) else "a device or a pipe"
            raise SchemaProblem(f"“{file}” could not be read: it is {what}, not a file.", "Name a schema file.")
        size = about.st_size
        if size > SIZE_LIMIT:
            raise SchemaProblem(
                f"“{name}” has {size / 1048576:,.0f} MB; schemas above {SIZE_LIMIT / 1048576:,.0f} MB are not read.",
                "Is this the right file?",
            )
        return file.read_bytes()
    except OSError as error:
        raise SchemaProblem(
            f"The schema “{name}” could not be read: {reason(error)}.", "Check the file's name and your rights to it."
        ) from error


def read_json(data: bytes, name: str) -> Any:
    """The JSON value that some bytes hold.

    Raises:
        SchemaProblem: they hold none.
    """
    try:
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else json.detect_encoding(data))
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise SchemaProblem(
            f"“{name}” is not JSON: it breaks off being JSON in line {error.lineno}, column {error.colno}.",
            "Is this the right file? A schema is a JSON file.",
        ) from error
    except UnicodeDecodeError as error:
        raise SchemaProblem(f"“{name}” is not JSON in UTF-8.", "Save it as UTF-8 and try again.") from error
    except ValueError as error:  # NaN and the like, and numbers of more digits than are ever read
        raise SchemaProblem(
            f"“{name}” is not JSON that can be read: one of its numbers is none, or has thousands of digits.",
            "Look for NaN, Infinity, or a very long number.",
        ) from error
    except RecursionError as error:
        raise _too_deep(name) from error


def _read_hints(candidates: Iterable[Path]) -> tuple[Hints, tuple[Path, ...]]:
    """The first hints that can be read, and the files before them that cannot; a form can be drawn without any."""
    damaged: list[Path] = []
    for file in candidates:
        try:
            value = json.loads(file.read_bytes(), parse_constant=_refuse_constant)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            return hints.from_json(value), tuple(damaged)
        damaged.append(file)
    return NO_HINTS, tuple(damaged)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _too_deep(name: str) -> SchemaProblem:
    return SchemaProblem(
        f"“{name}” is nested more than {DEPTH_LIMIT} levels deep.",
        "No metadata schema needs that: is this the right file?",
    )


def short_name(stem: str, raw: dict[str, Any]) -> str:
    """What a schema is called: by its title, its `$id`, or else the stem of its file's name."""
    for word in ("title", "$id", "id"):
        value = raw.get(word)
        if isinstance(value, str) and value.strip():
            last = value if word == "title" else value.rstrip("#/").rsplit("/", 1)[-1].removesuffix(".json")
            if last.strip():
                return last.strip()[:120]
    return stem


def _slug(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9.+]+", "-", text).strip("-.+")
    return plain[:60].strip("-.+") or "schema"
