"""Two people change one dataset of 100,000 columns: both versions are brought together, checked, and made one step."""

from __future__ import annotations

import copy
import random
import time
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.difference import same
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.merging import Merging
from gatewaydesk.ui.sections import sections_of
from tests.soak.report import Report

TITLE = "Two versions of one large dataset are brought together"
COLUMNS = 100_000
CHANGES = 400
_SEED = 20_260_807


def soak(report: Report, share: float = 1.0) -> None:
    """Runs a share of it."""
    count, chance = max(40, round(COLUMNS * share)), random.Random(_SEED)
    base = jsonio.read_file(resource_root() / "examples" / "HDRUK-4.0.0.json")
    names = [f"column_{at}" for at in range(count)]
    columns = [{"name": one, "description": f"About {one}", "dataType": "text", "sensitive": False} for one in names]
    base["structuralMetadata"]["tables"] = [{"name": "large", "columns": columns}]
    mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
    changes = min(CHANGES, count // 4)
    touched = chance.sample(names, 2 * changes)
    wanted = {**_describe(mine, touched[:changes], "mine"), **_describe(theirs, touched[changes:], "theirs")}
    fought = touched[0]
    _describe(theirs, [fought], "theirs")
    _of(theirs).insert(0, {"name": "new", "dataType": "text", "sensitive": True})

    schema = Catalogue().load("HDRUK/4.0.0")
    authoring = Authoring(schema, mine)
    before = copy.deepcopy(mine)
    found, took = _timed(lambda: Merging(schema, base, authoring.document.value, theirs, sections_of(schema, mine)))
    report.figure(f"seconds to find where {count:,} columns differ", f"{took:.1f}")
    report.must("conflicts found of 1", len(found.conflicts), len(found.conflicts) == 1)
    result, took = _timed(lambda: found.result(dict.fromkeys(found.conflicts, "mine")))
    report.figure("seconds to merge and check it", f"{took:.1f}")
    merged = {one["name"]: one.get("description", ABSENT) for one in _of(result.value)}
    lost = sum(merged[name] != words for name, words in wanted.items())
    report.must(f"changes lost of {len(wanted):,}", lost, lost == 0)
    report.must("columns", len(merged), len(merged) == count + 1)
    edits, took = _timed(lambda: found.edits(result))
    report.figure("seconds to work out the step", f"{took:.1f}")
    _, took = _timed(lambda: authoring.apply(edits, "bring together"))
    report.figure("seconds to make it", f"{took:.2f}")
    alike = same(authoring.document.value, result.value)
    report.must("the draft is what was merged", alike, alike)
    authoring.undo()
    alike = same(authoring.document.value, before)
    report.must("undo takes all of it back", alike, alike)


def _of(value: Any) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = value["structuralMetadata"]["tables"][0]["columns"]
    return columns


def _describe(value: Any, names: list[str], who: str) -> dict[str, str]:
    """Changes the description of some columns; returns what they say then."""
    words = {name: f"{name}, as {who} has it" for name in names}
    for column in _of(value):
        if column["name"] in words:
            column["description"] = words[column["name"]]
    return words


def _timed(work: Any) -> tuple[Any, float]:
    started = time.perf_counter()
    made = work()
    return made, time.perf_counter() - started
