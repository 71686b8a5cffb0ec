"""A problem in full: where, why it is asked for, and the schema's own lines, short enough to be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.practice import ajv
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.explaining import MOST_LINES, explain, schema_lines
from gatewaydesk.validation.problems import Problem, Severity


def opened(**changes: Any) -> Authoring:
    value = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["summary"].update(changes)
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    authoring.check()
    return authoring


def test_a_problem_is_told_in_full() -> None:
    told = explain(opened(abstract="x" * 612), ("summary", "abstract"))
    assert told.where == "Summary › Abstract"
    assert told.sentence == "“Abstract” must have at most 500 characters; it has 612 (112 too many)."
    assert (told.severity, told.keyword, told.place) == ("wrong", "maxLength", "/summary/abstract")
    assert told.required == "The schema requires it in every dataset."
    assert told.location.endswith("/maxLength") and '"maxLength": 500' in told.lines
    for part in (told.where, told.sentence, told.required, told.place, told.location, told.lines):
        assert part in told.text


def test_why_something_is_required() -> None:
    authoring = opened()
    assert explain(authoring, ("summary", "title")).required == "The schema requires it in every dataset."
    column = explain(authoring, ("structuralMetadata", "tables", 0, "columns", 0, "sensitive")).required
    assert column == "Every entry of “Tables and columns › Table participants › Columns” must have it."
    group = explain(authoring, ("documentation", "description")).required
    assert group == "“Documentation” may be left out as a whole. Where it is not, this has to be filled in."
    assert explain(authoring, ("summary", "doiName")).required == ""
    assert explain(authoring, ("summary", "doiName")).lines


def test_a_condition_says_why(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    jsonio.write_file(file, {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"title": "Bee", "type": "string"}},
        "dependentRequired": {"a": ["b"]},
    })  # fmt: skip
    authoring = Authoring(Catalogue().load(file), {"a": "x"})
    authoring.check()
    told = explain(authoring, ("b",))
    assert told.sentence == "“Bee” must be filled in because “A” is filled in."
    assert told.required == "Required because “A” is filled in."


def test_what_is_said_by_others_than_the_schema() -> None:
    authoring = opened()
    authoring.gateway_problems = [Problem(("summary", "title"), "maxLength", "Must be short.", source="gateway")]
    told = explain(authoring, ("summary", "title"))
    assert told.said_by.startswith("The gateway said so") and told.keyword == ""
    advice = Problem(("summary",), "same", "Is odd.", Severity.ADVICE, title="Summary", source="advice")
    assert "advice" in explain(authoring, ("summary",), advice).said_by
    assert explain(authoring, ()).where == authoring.root.title


@pytest.mark.parametrize(
    ("value", "read"),
    [("18240", "“18240”"), ("18,240", ""), ("many", ""), (["1"], ""), (True, "“1”"), ("-0.5", ""), ("", "")],
)
def test_what_the_gateways_own_check_reads_otherwise_is_told(value: Any, read: str) -> None:
    authoring = opened(populationSize=value)
    told = explain(authoring, ("summary", "populationSize"))
    assert ("The HDR UK gateway" in told.said_by) is bool(read) and read in told.said_by
    entries, _ = ajv.check(authoring.schema.raw, authoring.document.value)
    assert bool(read) is not bool(entries), "the practice gateway's validator is the other opinion"


def test_a_long_rule_is_shortened() -> None:
    big = {"enum": list(range(1000)), "title": "t" * 9000, **{f"k{n}": {"a": {"b": {"c": 1}}} for n in range(300)}}
    lines = schema_lines({"x": big}, "/x/enum", "enum").splitlines()
    assert len(lines) == MOST_LINES + 1 and lines[-1].endswith("more lines")
    assert max(map(len, lines)) < 400
    assert "    … left out here: 988 more" in lines
    named = {"title": "gone", "properties": {"title": {"type": "string", "description": "gone"}}, "const": {"title": 1}}
    told = schema_lines({"x": named}, "/x")
    assert "gone" not in told and told.count('"title"') == 2
    assert schema_lines({"x": big}, "/nowhere") == ""


def test_what_is_left_out_is_no_line_of_the_schema() -> None:
    rule = {
        "enum": [f"x{n}" for n in range(20)],
        "pattern": 'a"' * 200,
        "not": {"a": {"b": {"c": 1}}},
        "const": "… left out here: nothing",
    }
    told = schema_lines(rule, "")
    assert "\n    … left out here: 8 more\n" in told
    assert 'a\\"" … left out here: 100 more characters,\n' in told
    assert '"b": … left out here: what is further inside\n' in told
    assert '"const": "… left out here: nothing"' in told, "what the publisher wrote keeps its quotes"
