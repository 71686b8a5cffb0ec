"""Schemas and documents that mean harm: each is answered with a form or a sentence, and nothing hangs or breaks.

Each goes through every door in a process of its own, which is ended after minutes: a guard, not a measure.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.schema.fields import walk
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.multiplying import deepest
from gatewaydesk.schema.resolve import DEPTH_LIMIT
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.engine import Checker
from tests.conftest import ROOT
from tests.hostile_schemas import CASES, KEYWORDS, WRONG, of

GUARD = 180  # seconds
DOORS = ["fields", "check", "schemas", "window"]


def written(folder: Path, name: str, what: Any) -> Path:
    file = folder / f"{name}.json"
    file.write_text(what if isinstance(what, str) else json.dumps(what), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", CASES)
def test_every_door_answers(name: str, tmp_path: Path, home: Path) -> None:
    schema, document = CASES[name]()
    files = [written(tmp_path, "schema", schema), written(tmp_path, "document", document)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile_doors", *map(str, files)],
        capture_output=True,
        timeout=GUARD,
        check=False,
        cwd=ROOT,
        env={**os.environ, "GATEWAYDESK_HOME": str(home), "PYTHONPATH": str(ROOT)},
    )
    said = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in said, said[-4000:]
    assert done.returncode == 0, said[-4000:]
    answers = dict(re.findall(r"^door (\w+) (.*)$", done.stdout.decode("utf-8", "replace"), re.MULTILINE))
    assert list(answers) == DOORS
    assert {answers[door] for door in DOORS[:3]} <= {"0", "1", "2"}
    refused = json.loads(answers["window"])
    assert not refused or refused[-1] in ".?”", refused[-300:]


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_keyword_of_the_wrong_type(keyword: str) -> None:
    """Read and checked wherever it stands; a schema that cannot be used is a problem of the document."""
    for wrong in WRONG:
        for schema in ({keyword: wrong}, of(a={keyword: wrong}), of(a={"type": "string", keyword: wrong})):
            authoring = Authoring(LoadedSchema("file/x", schema), {"a": "x"})
            assert all(field.title for _, field in zip(range(200), walk(authoring.root), strict=False))
            for value in ({"a": "x"}, {"a": [1]}, {"a": {"x": 1}}, {}):
                problems, counts = authoring.examine(value)
                assert all(problem.message for problem in problems)
                assert "" in counts


@pytest.mark.parametrize(
    ("schema", "levels"),
    [
        (True, DEPTH_LIMIT),
        (of(a={"$ref": "#"}), DEPTH_LIMIT),
        ({"allOf": [{"$ref": "#"}], **of(a={"$ref": "#"})}, DEPTH_LIMIT),
        (CASES["conditions in a row"]()[0], DEPTH_LIMIT),
        (CASES["references in a chain"]()[0], DEPTH_LIMIT),
        (CASES["references in an endless chain"]()[0], 0),
        (CASES["product of anyOf"]()[0], 0),
        (CASES["conditions that multiply"]()[0], 0),
    ],
)
def test_how_deep_can_be_checked(schema: Any, levels: int) -> None:
    assert deepest(schema) == levels


def test_a_union_that_multiplies_is_checked_as_deep_as_can_be_in_time() -> None:
    loaded = LoadedSchema("file/x", CASES["union that multiplies with depth"]()[0])
    assert 5 < loaded.deepest < 30
    value: Any = {}
    for level in range(loaded.deepest + 3):
        problems = Checker(loaded).check(value)
        assert [problem.keyword for problem in problems] in ([], ["depth"]) or level < loaded.deepest
        value = {"a": value}
    assert "levels deep" in Checker(loaded).check(value)[0].message


def test_help_is_shortened_and_titles_too() -> None:
    schema, _ = CASES["texts of a megabyte"]()
    for field in walk(LoadedSchema("file/x", schema).root):
        assert len(field.title) <= 300
        assert len(field.help) <= 10_000
        assert len(field.guidance) <= 10_000


def test_references_that_are_repeated_count_once_and_others_are_all_counted() -> None:
    assert LoadedSchema("file/x", CASES["references to itself in allOf, anyOf and oneOf"]()[0]).deepest > 2
    assert LoadedSchema("file/x", CASES["references to itself that differ"]()[0]).deepest == 0


def test_what_is_required_in_groups_that_are_not_there_is_told_within_bounds() -> None:
    few, many = (
        LoadedSchema("file/x", CASES[name]()[0]) for name in ("groups that double", "groups that double without end")
    )
    assert all(10 < len(Checker(schema).check({})) < 1000 for schema in (few, many))
