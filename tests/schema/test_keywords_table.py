"""The table of keywords in the help names every keyword of every draft; what it calls drawn is in the gallery."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

from gatewaydesk.schema.resolve import MANY, NAMED, ONE

ROOT = Path(__file__).resolve().parents[2]
GALLERY = sorted((ROOT / "tests" / "gallery").glob("*.json"))
DRAFTS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
ORDER = list(DRAFTS)
ROW = re.compile(r"^\| `(?P<word>[^`]+)` \| (?P<drafts>[^|]+) \| (?P<does>\w+) \| (?P<words>[^|]+) \|$", re.MULTILINE)
#: Words that a meta-schema lacks though its draft has them, or keeps though the draft has given them up.
_SPOKEN_OF_ELSEWHERE = {"4": {"$ref"}, "7": {"writeOnly"}}
_GIVEN_UP = {"2020-12": {"$recursiveRef", "$recursiveAnchor", "definitions", "dependencies"}}


def table() -> dict[str, re.Match[str]]:
    text = (ROOT / "resources" / "help" / "keywords.md").read_text(encoding="utf-8")
    rows = list(ROW.finditer(text))
    assert len(rows) == text.count("\n| `"), "a row is not written like the others"
    return {row["word"]: row for row in rows}


def keywords(draft: str) -> set[str]:
    """The keywords of a draft, as its meta-schema and the vocabularies in it name them."""
    top = REGISTRY.contents(DRAFTS[draft])
    resolver = REGISTRY.resolver(DRAFTS[draft])
    parts = [top, *(resolver.lookup(part["$ref"]).contents for part in top.get("allOf", ()))]
    return {word for part in parts for word in part["properties"]} | _SPOKEN_OF_ELSEWHERE.get(draft, set())


def drafts_of(row: re.Match[str]) -> set[str]:
    text = row["drafts"].strip()
    if text == "all":
        return set(ORDER)
    first, _, last = text.partition(" to ")
    if last:
        return set(ORDER[ORDER.index(first) : ORDER.index(last) + 1])
    return set(ORDER[ORDER.index(text.removesuffix(" on")) :]) if text.endswith(" on") else {text}


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_keyword_of_a_draft_stands_in_the_table(draft: str) -> None:
    rows = table()
    told = {word for word, row in rows.items() if draft in drafts_of(row)}
    assert keywords(draft) - told == set()
    assert told - keywords(draft) <= _GIVEN_UP.get(draft, set())


def test_no_row_is_about_a_word_that_is_none_or_says_nothing() -> None:
    every = set().union(*(keywords(draft) for draft in DRAFTS))
    for word, row in table().items():
        assert word in every
        assert row["does"] in ("drawn", "checked", "noted"), word
        assert row["words"].strip().endswith("."), word


@pytest.mark.parametrize("word", [word for word, row in table().items() if row["does"] == "drawn"])
def test_what_is_drawn_is_in_the_gallery(word: str) -> None:
    assert GALLERY
    schemas = [json.loads(file.read_text(encoding="utf-8"))["schema"] for file in GALLERY]
    assert any(word in used(schema) for schema in schemas)


def used(node: Any) -> Iterator[str]:
    """The keywords of a schema and of the schemas in it; names of members and allowed values are none."""
    if not isinstance(node, dict):
        return
    yield from node
    for word, value in node.items():
        if word in NAMED and isinstance(value, dict):
            for below in value.values():
                yield from used(below)
        elif word in MANY and isinstance(value, list):
            for below in value:
                yield from used(below)
        elif word in ONE:
            yield from used(value)
