"""`gatewaydesk check` on many files and folders, and what it tells code hosts."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.document.jsonio import DEPTH_LIMIT
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import get, to_text
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import checking
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.checking import Checking
from gatewaydesk.services.rule_words import RULES
from gatewaydesk.validation.advice.table import RULES as ADVICE
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.wording import TABLE
from tests.commands.shell import EXAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Valid, wrong and missing something, one of them further down; beside them what is no metadata at all."""
    top = tmp_path / "all of them"
    (top / "more" / ".hidden").mkdir(parents=True)
    value = jsonio.read_file(EXAMPLE)
    jsonio.write_file(top / "a valid.json", value)
    value["summary"]["abstract"] = "x" * 612
    jsonio.write_file(top / "b.json", value)
    del value["summary"]["title"]
    jsonio.write_file(top / "more" / "c.JSON", value)
    (top / "more" / "notes.txt").write_text("no metadata")
    (top / "more" / ".hidden" / "d.json").write_text("{")
    (top / "package.json").write_text('{"name": "something else"}')
    return top


def test_folders_are_looked_through(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert [line.split(": ")[0].rpartition("/")[2] for line in out.splitlines()] == [
        "b.json:18:9",
        "c.JSON:16:5",
        "c.JSON:17:9",
    ]
    assert "package.json: left out: it fits none of the known schemas." in err
    assert err.splitlines()[-1] == "4 files: 1 valid, 2 with 3 problems, 1 left out."


@pytest.mark.parametrize("command", ["check", "drafts import", "roundtrip --schema HDRUK/4.0.0"])
def test_a_very_large_file_is_read_only_when_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.setattr(jsonio, "VALUES_ASK", 100)
    assert main([*command.split(), str(EXAMPLE)]) == 2
    said = capsys.readouterr()
    assert "million values; above" in said.err and "add --large" in said.err
    assert main([*command.split(), "--large", str(EXAMPLE)]) in (0, 1)
    assert "million values" not in capsys.readouterr().err


def test_a_named_schema_is_asked_of_every_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder), "--schema", "HDRUK/4.0.0", "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert any(row["file"].endswith("package.json") for row in rows)


def test_a_folder_without_metadata_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "holds no JSON file" in capsys.readouterr().err
    (tmp_path / "x.json").write_text('{"name": "something else"}')
    assert main(["check", str(tmp_path)]) == 2
    assert "left out" in capsys.readouterr().err


def test_a_line_names_the_place_in_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"type": "object", "required": ["b"], "properties": {"a": {"type": "integer"}, "b": {}}}')
    file = tmp_path / "mine.json"
    file.write_text('{\n "😀": 0, "a": "x"\n}', encoding="utf-8-sig")
    assert main(["check", str(file), "--schema", str(schema)]) == 1
    places = [line.removeprefix(f"{file}:").split(": ")[:2] for line in capsys.readouterr().out.splitlines()]
    assert places == [["2:10", "wrong"], ["1:1", "empty"]]


def test_json_lines_tell_what_would_mend_a_problem(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "b.json"
    value = jsonio.read_file(file)
    value["summary"]["abstract"] = "many words " * 60
    jsonio.write_file(file, value)
    assert main(["check", str(file), "--json"]) == 1
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["repairs"]
    assert set(row["repairs"][0]) == {"id", "label", "sure", "loses"}


def test_a_member_that_is_named_twice_has_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twice.json"
    file.write_text('{"summary": {"title": "A",\n  "title": "B"}}')
    assert main(["check", str(file), "--json"]) == 2
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["line"], row["column"]) == (2, 3) and "lines 1 and 2" in row["message"]


def test_what_may_stay_empty_is_told_as_in_the_window_and_fails_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["abstract"] = None
    file = tmp_path / "empty.json"
    jsonio.write_file(file, value)
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    shown = [(one.pointer_text, one.keyword, one.message, str(one.severity)) for one in authoring.check()]
    assert main(["check", str(file), "--json"]) == 0
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["pointer"], row["keyword"], row["message"], row["severity"]) for row in rows] == shown
    assert [(row["severity"], row["blocks"]) for row in rows] == [("empty", False)]
    assert "valid, 1 still empty, as the schema allows" in err
    code, run = sarif(capsys, str(file))
    assert (code, [one["level"] for one in run["results"]]) == (0, ["warning"])


def test_a_json_line_names_the_place_also_of_what_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema, wrong, broken = tmp_path / "schema.json", tmp_path / "wrong.json", tmp_path / "broken.json"
    schema.write_text('{"type": "object", "properties": {"a": {"type": "integer"}}}')
    wrong.write_text('{\n "a": "x"\n}')
    broken.write_text('{\n "a": nul\n}')
    away, empty = tmp_path / "away.json", tmp_path / "empty"
    empty.mkdir()
    files = [str(one) for one in (wrong, broken, away, empty)]
    assert main(["check", *files, "--schema", str(schema), "--json"]) == 2
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    places = [(Path(row["file"]).name, row["line"], row["column"], row["severity"], row["blocks"]) for row in rows]
    assert places == [
        ("empty", None, None, "unchecked", True),
        ("wrong.json", 2, 2, "wrong", True),
        ("broken.json", 2, 7, "unchecked", True),
        ("away.json", None, None, "unchecked", True),
    ]
    assert all(row["message"] and row.keys() == rows[0].keys() for row in rows)
    _, run = sarif(capsys, str(broken), "--schema", str(schema))
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 7}


def test_advice_is_told_and_fails_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["abstract"] = value["summary"]["title"] = "The same words for both of them"
    file = tmp_path / "doubtful.json"
    jsonio.write_file(file, value)
    assert main(["check", str(file)]) == 0
    out, err = capsys.readouterr()
    assert ": advice: " in out
    assert "valid, 1 to consider" in err
    assert main(["check", str(file), "--no-advice"]) == 0
    assert capsys.readouterr().out == ""
    code, run = sarif(capsys, str(file))
    assert code == 0
    assert [one["level"] for one in run["results"]] == ["note"]


def sarif(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = main(["check", *words, "--sarif"])
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return code, run


def test_sarif_names_file_line_rule_and_place(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    code, run = sarif(capsys, folder.name)
    assert code == 1
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found = []
    for one in run["results"]:
        assert rules[one["ruleIndex"]] == one["ruleId"]
        (place,) = one["locations"]
        found.append(
            (
                place["physicalLocation"]["artifactLocation"]["uri"],
                place["physicalLocation"]["region"]["startLine"],
                place["logicalLocations"][0]["fullyQualifiedName"],
                one["level"],
            )
        )
    assert found == [
        ("all%20of%20them/b.json", 18, "/summary/abstract", "error"),
        ("all%20of%20them/more/c.JSON", 16, "/summary/title", "error"),
        ("all%20of%20them/more/c.JSON", 17, "/summary/abstract", "error"),
    ]
    assert "500 characters" in run["results"][0]["message"]["text"]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_carries_repairs_that_make_the_file_say_what_they_make_the_document_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["title"] = " 😀 with a space "
    value["summary"]["abstract"] = "many words " * 60
    value["summary"]["notKnown"] = 1
    value["summary"]["keywords"] = "one;two"
    value["provenance"]["temporal"]["startDate"] = "3/4/2009"
    del value["summary"]["contactPoint"]
    file = tmp_path / "wrong.json"
    file.write_bytes(json.dumps(value, indent=3, ensure_ascii=False).replace("\n", "\r\n").encode("utf-8-sig"))
    _, run = sarif(capsys, str(file))
    text = file.read_bytes().decode("utf-8-sig")
    checked = Checking(Catalogue(), "HDRUK/4.0.0").check(file)
    repairs = {one.label: one for several in checked.repairs() for one in several or ()}
    fixes = [one for result in run["results"] for one in result.get("fixes", ())]
    assert len(fixes) >= 3
    for fix in fixes:
        (change,) = fix["artifactChanges"]
        assert change["artifactLocation"]["uri"] == file.as_uri()
        (made,) = change["replacements"]
        start, end = (offset(text, made["deletedRegion"], which) for which in ("start", "end"))
        mended = text[:start] + made.get("insertedContent", {"text": ""})["text"] + text[end:]
        assert jsonio.loads(mended) == with_edits(value, repairs[fix["description"]["text"]].edits)
        assert "\n" not in mended.replace("\r\n", ""), "line ends stay what they are"


def test_what_a_repair_loses_is_told_and_no_tool_is_given_it_as_a_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema, file = tmp_path / "schema.json", tmp_path / "wrong.json"
    schema.write_text('{"type": "object", "properties": {"title": {}}, "additionalProperties": false}')
    file.write_text('{"tilte": "Heart"}')
    main(["check", str(file), "--json", "--schema", str(schema)])
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["repairs"] == [
        {"id": "rename:title", "label": "Rename to “title”", "sure": True, "loses": False},
        {"id": "remove", "label": "Remove “tilte”", "sure": False, "loses": True},
    ]
    (told,) = sarif(capsys, str(file), "--schema", str(schema))[1]["results"]
    assert [one["description"]["text"] for one in told["fixes"]] == ["Rename to “title”"]
    assert told["message"]["text"].endswith(" What would mend it: Remove “tilte”.")


def test_repairs_that_were_not_looked_for_are_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_REPAIRED", 2)
    schema, file = tmp_path / "schema.json", tmp_path / "wrong.json"
    schema.write_text('{"type": "array", "items": {"type": "boolean"}}')
    file.write_text('["Y", "maybe", "Y"]')
    main(["check", str(file), "--json", "--schema", str(schema)])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["repairs"] for row in rows] == [
        [{"id": "yesno:Yes", "label": "Use “Yes”", "sure": True, "loses": False}],
        [],
        [],
    ]
    assert ["repairsLookedFor" in row for row in rows] == [False, False, True]
    _, run = sarif(capsys, str(file), "--schema", str(schema))
    assert ["repairsLookedFor" in one["properties"] for one in run["results"]] == [False, False, True]


@pytest.mark.parametrize(("tick", "looked_for"), [(0.0, 4), (2.0, 2), (4.0, 1), (6.0, 0), (11.0, 0)])
def test_no_repair_is_looked_for_after_some_seconds(tmp_path: Path, tick: float, looked_for: int) -> None:
    """Each look at the clock takes a tick: before a problem, and before each trial of it."""
    schema, file = tmp_path / "schema.json", tmp_path / "wrong.json"
    schema.write_text('{"type": "array", "items": {"type": "boolean"}}')
    file.write_text('["Y", "N", "Y", "N"]')
    checked = Checking(Catalogue(), str(schema)).check(file)
    times = itertools.count(0.0, tick)
    found = list(checked.repairs(lambda: next(times)))
    assert [one is not None for one in found] == [True] * looked_for + [False] * (4 - looked_for)


def offset(text: str, region: dict[str, int], which: str) -> int:
    """Where a region starts or ends, in characters."""
    lines = text.split("\n")[: region[f"{which}Line"] - 1]
    return sum(len(line) + 1 for line in lines) + region[f"{which}Column"] - 1


def test_a_repair_of_many_edits_in_a_long_text_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    schema, file = tmp_path / "schema.json", tmp_path / "wrong.json"
    schema.write_text(
        '{"type": "object", "properties": {"colour": {"type": "integer"}}, "additionalProperties": false}'
    )
    file.write_text('{"color": 3}')
    (fix,) = sarif(capsys, str(file), "--schema", str(schema))[1]["results"][0]["fixes"][:1]
    monkeypatch.setattr(checking, "MOST_REWRITTEN", 3)
    (told,) = sarif(capsys, str(file), "--schema", str(schema))[1]["results"]
    assert fix["description"]["text"] in told["message"]["text"]


def test_every_rule_is_told_in_a_sentence_that_is_no_keyword() -> None:
    told = {*TABLE, *(rule.name for rule in ADVICE), "required", "depth", "surrogate", "unusable"}
    assert told <= RULES.keys()
    assert not [words for name, words in RULES.items() if name != name.lower() and name in words]
    assert all(words[0].isupper() and words[-1] == "." for words in RULES.values())


def test_sarif_knows_a_problem_again_wherever_it_moved(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "b.json"
    _, before = sarif(capsys, str(file))
    file.write_text("\n\n" + file.read_text())
    _, after = sarif(capsys, str(file))
    prints = [[one["partialFingerprints"] for one in run["results"]] for run in (before, after)]
    assert prints[0] == prints[1] and prints[0]
    lines = [run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] for run in (before, after)]
    assert lines[1] == lines[0] + 2


def test_sarif_tells_what_could_not_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    code, run = sarif(capsys, str(broken), str(EXAMPLE))
    assert code == 2
    assert run["results"] == []
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "not JSON" in told["message"]["text"]
    assert run["invocations"][0]["executionSuccessful"] is False


def unforeseen(*given: Any) -> Any:
    raise KeyError("a word of the file")


@pytest.mark.parametrize("where", ["_examine", "region", "repairs"])
@pytest.mark.parametrize("form", ["", "--json", "--sarif"])
def test_a_fault_of_the_programs_own_ends_the_check_of_one_file_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, where: str, form: str
) -> None:
    """Whether it is in the check itself or in what is told of it."""
    (folder / "more" / "z.json").write_bytes((folder / "b.json").read_bytes())
    holder: Any = Checking if where == "_examine" else checking.CheckedFile
    as_it_is = getattr(holder, where)

    def failing(self: Any, *given: Any) -> Any:
        if where == "_examine":
            return lambda value: as_it_is(self, *given)(value) if "title" in value["summary"] else unforeseen()
        return as_it_is(self, *given) if self.file.name != "c.JSON" else unforeseen()

    monkeypatch.setattr(holder, where, failing)
    code = main(["check", str(folder), *([form] if form else [])])
    out, err = capsys.readouterr()
    foreseen = where == "repairs" and not form  # plain lines tell no repairs
    assert code == (1 if foreseen else 2)
    assert "c.JSON” could not be checked: the program met" in err or foreseen
    assert "Traceback" not in err and "a word of the file" not in out + err
    assert foreseen or "1 could not be checked" in err.splitlines()[-1]
    if form == "--sarif":
        (run,) = json.loads(out)["runs"]
        assert len(run["results"]) == 2 and not run["invocations"][0]["executionSuccessful"]
        left_out, told = run["invocations"][0]["toolExecutionNotifications"]
        assert "c.JSON” could not be checked" in told["message"]["text"]
        assert "package.json" in left_out["message"]["text"]
    elif form:
        rows = [json.loads(line) for line in out.splitlines()]
        assert [row["severity"] for row in rows] == ["wrong", "left-out", "unchecked", "wrong"]
    else:
        assert len(out.splitlines()) == (4 if foreseen else 2)


def test_where_a_fault_of_the_programs_own_is_stands_in_the_log_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAYDESK_LOG", "debug")
    monkeypatch.setattr(checking, "advised", unforeseen)
    assert main(["check", str(folder / "b.json")]) == 2
    said = capsys.readouterr().err
    assert "a file could not be checked: KeyError" in said and "gatewaydesk/services/checking.py" in said
    assert "a word of the file" not in said


def test_what_cannot_be_read_does_not_keep_the_rest_from_being_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "more" / "broken.json").write_text("{")
    (folder / "empty").mkdir()
    assert main(["check", str(folder), str(folder / "empty")]) == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert f"{folder}/more/broken.json: “broken.json”: It is not JSON" in err
    assert "empty” holds no JSON file" in err
    code, run = sarif(capsys, str(folder), str(folder / "empty"))
    assert code == 2
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert ["empty" in one["message"]["text"] for one in told] == [True, False, False]
    assert [one["level"] for one in told] == ["error", "note", "error"]


def test_a_file_is_checked_once_however_often_it_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "b.json"
    assert main(["check", str(file), str(folder / "more" / ".." / "b.json"), str(file)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_nothing_in_a_file_commands_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"type": "object", "properties": {"a": {"enum": ["x"]}}, "additionalProperties": false}')
    file = tmp_path / "two\nlines.json"
    file.write_text(json.dumps({"a": "\x1b]0;title\x07\x1b[2J", "b\n/etc/passwd:1:1: wrong: forged": 1}))
    assert main(["check", str(file), "--schema", str(schema)]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert out.replace("\n", "").isprintable()
    assert len(err.splitlines()) == 1


def test_a_file_name_of_any_bytes_has_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.json"))
    try:
        file.write_text("{", encoding="utf-8")
    except OSError:
        pytest.skip("this file system holds only names that are text")
    monkeypatch.chdir(tmp_path)
    code, run = sarif(capsys, file.name)
    assert code == 2
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%FF.json"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_who_stops_reading_is_not_told_that_all_is_well(tmp_path: Path) -> None:
    schema, file = tmp_path / "schema.json", tmp_path / "wrong.json"
    schema.write_text('{"type": "array", "items": {"type": "integer"}}')
    file.write_text(json.dumps(["x"] * 5000))
    command = f"'{sys.executable}' -m gatewaydesk check '{file}' --schema '{schema}' | head -1; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr


_shallow = st.recursive(
    st.sampled_from([1, '[{"\\', "a"]), lambda below: st.lists(below) | st.dictionaries(st.text(), below)
)


@given(_shallow, st.integers(DEPTH_LIMIT - 3, DEPTH_LIMIT + 3))
def test_depth_is_counted_in_the_text_as_in_the_value(value: Any, more: int) -> None:
    for _ in range(more):
        value = [value]
    deep, level = 0, [value]
    while level := [one for one in level if isinstance(one, list | dict)]:
        deep += 1
        level = [below for one in level for below in (one.values() if isinstance(one, dict) else one)]
    try:
        assert jsonio.loads(json.dumps(value)) == value
        assert deep <= DEPTH_LIMIT
    except FileProblem:
        assert deep > DEPTH_LIMIT


@pytest.mark.parametrize(
    "blank",
    [
        ("summary", "title"),
        ("accessibility", "access", "accessRights"),
        ("structuralMetadata", "tables", 0, "columns", 0, "name"),
    ],
)
def test_a_required_text_of_blanks_leaves_all_other_repairs(
    blank: tuple[Any, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["keywords"] = ["Asthma ", "COPD", "COPD"]
    value["documentation"]["associatedMedia"] = ["http://www.northmere.example/film"]
    value["enrichmentAndLinkage"]["isPartOf"][0]["pid"] = "https://doi.org/10.12345/admissions.2024"
    *above, name = blank
    get(value, tuple(above))[name] = "   "
    file = tmp_path / "blank.json"
    jsonio.write_file(file, value)
    main(["check", str(file), "--json"])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    repaired = {one["pointer"]: [each["label"] for each in one["repairs"]] for one in told}
    assert repaired == {
        to_text(blank): [],
        "/summary/keywords/0": ["Remove the space around it"],
        "/summary/keywords/2": ["Remove the repeat"],
        "/documentation/associatedMedia/0": ["Use “https://www.northmere.example/film”"],
        "/enrichmentAndLinkage/isPartOf/0/pid": ["Use the DOI alone: “10.12345/admissions.2024”"],
    }
    assert [one["severity"] for one in told].count("empty") == 1
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    authoring.check()
    assert {one.pointer_text: [each.label for each in authoring.repairs(one)] for one in authoring.problems} == repaired


def test_json_lists_the_choices_that_a_sentence_does_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["accessibility"]["access"]["deliveryLeadTime"] = "1 week"
    value["observations"][0]["observedNode"] = "Peoples"
    file = tmp_path / "d.json"
    jsonio.write_file(file, value)
    assert main(["check", str(file), "--json", "--no-advice"]) == 1
    rows = {row["pointer"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    lead = rows["/accessibility/access/deliveryLeadTime"]
    assert "one of the 9 choices" in lead["message"]
    assert len(lead["choices"]) == 9 and "1-2 months" in lead["choices"]
    assert "choices" not in rows["/observations/0/observedNode"]


def test_choices_that_are_called_otherwise_are_told_as_they_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["provenance"]["origin"]["source"][0] = "Foo"
    file = tmp_path / "d.json"
    jsonio.write_file(file, value)
    assert main(["check", str(file), "--json", "--no-advice"]) == 1
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert "“Electronic patient record”" in row["message"] and "EPR" in row["choices"]
    assert main(["check", str(file), "--no-advice"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "To be written as: “EPR”, “Electronic survey”, “LIMS”," in line
    for written in row["choices"]:
        value["provenance"]["origin"]["source"][0] = written
        jsonio.write_file(file, value)
        assert main(["check", str(file), "--no-advice"]) == 0


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_json_tells_where_a_file_is_no_unicode(mark: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "d.json"
    file.write_bytes(mark + '{\n  "é": "'.encode() + b'\xe9"\n}')
    assert main(["check", str(file), "--schema", "HDRUK/4.0.0", "--json"]) == 2
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["severity"], row["line"], row["column"]) == ("unchecked", 2, 9)
    assert "in line 2," in row["message"]
    file.write_bytes(mark + b'"\xe9"')
    assert main(["check", str(file), "--schema", "HDRUK/4.0.0", "--json"]) == 2
    assert [(row["line"], row["column"]) for row in map(json.loads, capsys.readouterr().out.splitlines())] == [(1, 2)]


def test_what_joins_signs_stays_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "d.json"
    value = jsonio.read_file(EXAMPLE)
    value["observations"][0]["observedNode"] = "👩\u200d👧\u202e"
    jsonio.write_file(file, value)
    main(["check", str(file), "--no-advice"])
    said = capsys.readouterr().out
    assert "👩\u200d👧" in said and "\u202e" not in said
