"""The public JSON Schema suite: every case of five drafts, with the documents that its schemas refer to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gatewaydesk.schema.bundle import bundle, missing

DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
_SERVED_AT = "http://localhost:1234/"


@dataclass(frozen=True)
class Group:
    """One schema of the suite and the documents that it is tried on.

    Attributes:
        draft: the suite's folder.
        file: relative to that folder.
        name: what the group is about.
        raw: the schema as the suite has it, with its draft told.
        schema: the same with all that it refers to embedded.
        cases: what each document shows, the document, and whether it is valid.
    """

    draft: str
    file: str
    name: str
    raw: Any
    schema: Any
    cases: tuple[tuple[str, Any, bool], ...]

    def __str__(self) -> str:
        return f"{self.draft}/{self.file}: {self.name}"


@cache
def groups(shared_data: Path, draft: str) -> tuple[Group, ...]:
    """Every group of a draft, the optional ones too."""
    return tuple(_groups(shared_data / "json-schema-test-suite", draft))


def _groups(suite: Path, draft: str) -> Iterator[Group]:
    served = _served(suite / "remotes")
    folder = suite / "tests" / draft
    for file in sorted(folder.rglob("*.json")):
        for group in json.loads(file.read_text(encoding="utf-8")):
            raw = group["schema"]
            if isinstance(raw, dict) and "$schema" not in raw:
                raw = {"$schema": DRAFTS[draft], **raw}
            cases = tuple((case["description"], case["data"], case["valid"]) for case in group["tests"])
            where = file.relative_to(folder).as_posix()
            yield Group(draft, where, group["description"], raw, _whole(raw, served), cases)


@cache
def _served(folder: Path) -> Mapping[str, Any]:
    files = sorted(folder.rglob("*.json"))
    return {
        f"{_SERVED_AT}{file.relative_to(folder).as_posix()}": json.loads(file.read_text(encoding="utf-8"))
        for file in files
    }


def _whole(raw: Any, served: Mapping[str, Any]) -> Any:
    """The schema with what it refers to, and what that refers to, fetched step by step as a person would be asked."""
    documents: dict[str, Any] = {}
    while True:
        wanted = {one.address for one in missing(raw, "", documents)}
        there = {address: served[address] for address in wanted if address in served}
        if not there:
            return bundle(raw, "", documents)
        documents.update(there)
