"""What only looks like a known schema’s is left out with a word; a gateway’s answer is told as the envelope it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.schema import fitting, recognising
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.recognising import guessed, recognised
from gatewaydesk.schema.resolve import nested_too_deep
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.repairs.making import with_edits
from tests.commands.shell import EXAMPLE, lines

_FOREIGN = {"datasetFilters": [{"a": 1}], "projectGrants": [{"b": 1}], "otherDataTypes": {"c": 1}}
_ROW = {"id": 7, "pid": "x", "status": "ACTIVE", "team": {"id": 2, "name": "T", "users": [{"a": 1}]}}


def _dataset() -> Any:
    return jsonio.read_file(EXAMPLE)


def _of_gwdm() -> Any:
    """The dataset as the gateway keeps it: most of its sections, with what the gateway adds."""
    value = _dataset()
    kept = {name: value[name] for name in ("summary", "coverage", "accessibility", "observations")}
    return {"required": {"gatewayId": "1", "gatewayPid": "2", "issued": "2024-01-01"}, **kept, "linkage": {"a": "b"}}


def _answer(**versions: Any) -> Any:
    return {"message": "success", "data": _ROW | {"versions": [{"id": 1, "version": 3, "metadata": versions}]}}


_ENVELOPES: dict[str, Any] = {
    "one dataset": lambda value: _answer(gwdmVersion="2.0", metadata=_of_gwdm(), original_metadata=value),
    "one translated": lambda value: _answer(metadata=value, original_metadata=[]),
    "one version": lambda value: {
        "message": "success",
        "data": {"gwdmVersion": "2.0", "metadata": _of_gwdm(), "original_metadata": value},
    },
    "a short one": lambda value: {
        "message": "success",
        "data": {"id": 1, "metadata": {"metadata": value, "original_metadata": {}}},
    },
    "a page": lambda value: {"meta": {"page": 1}, "metadata": value},
    "a list of pages": lambda value: {"data": [_answer(metadata=value)["data"]], "links": [{"url": None}]},
}


@pytest.mark.parametrize("how", _ENVELOPES)
def test_a_gateways_answer_is_the_envelope_of_its_dataset(how: str) -> None:
    catalogue, value = Catalogue(), _ENVELOPES[how](_dataset())
    assert recognised(catalogue.readable(), value) == ["HDRUK/4.0.0"]
    authoring = Authoring(catalogue.load("HDRUK/4.0.0"), value)
    problems = [one for one in authoring.check() if one.blocks]
    assert {one.keyword for one in problems} == {"additionalProperties"}, "nothing in it must still be filled in"
    [held] = [one for one in problems if "holds a whole dataset" in one.sentence]
    [repair] = [one for one in authoring.repairs(held) if one.kind == "inner"]
    assert repair.loses and not repair.sure and with_edits(value, repair.edits) == _dataset()


@pytest.mark.parametrize("first", [None, {}, [], 1])
def test_what_says_nothing_at_the_beginning_of_a_list_is_passed_over(first: Any) -> None:
    assert recognised(Catalogue().readable(), [first, _dataset()]) == ["HDRUK/4.0.0"]


def test_what_has_a_section_of_its_own_is_no_envelope() -> None:
    value = {"summary": {"title": "Mine"}, "metadata": _dataset(), "meta": {"page": 1}}
    found = Authoring(Catalogue().load("HDRUK/4.0.0"), value).check()
    assert not [one for one in found if "holds a whole dataset" in one.sentence]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (_dataset() | _FOREIGN, "“datasetFilters”, “projectGrants” and 1 more of its sections are not that schema’s"),
        (_of_gwdm(), "it says that it is GWDM’s"),
        (_answer(gwdmVersion="2.0", metadata=_of_gwdm()), "it says that it is GWDM’s"),
        (
            {"$schema": "https://example.org/schemas/CRUK/1.0.0/schema.json", "x": 1, **_dataset()}
            | {f"x{number}": 1 for number in range(20)},
            "it says that it is CRUK/1.0.0’s",
        ),
    ],
)
def test_what_was_written_for_another_schema_is_not_taken_for_one_that_is_known(value: Any, why: str) -> None:
    known = Catalogue().readable()
    assert recognised(known, value) == []
    assert guessed(known, value).foreign == why and guessed(known, value).names[0].startswith("HDRUK/")


def test_two_sections_of_ones_own_or_a_known_schemas_address_change_nothing() -> None:
    value = {name.upper(): below for name, below in _dataset().items()}
    for more in (dict(list(_FOREIGN.items())[:2]), {"$schema": "https://example.org/HDRUK/4.0.0/schema.json"}):
        assert recognised(Catalogue().readable(), value | more) == ["HDRUK/4.0.0"]
    address = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    assert recognised(Catalogue().readable(), value | address) == ["HDRUK/4.0.0"]


def test_a_text_where_a_section_belongs_is_no_section() -> None:
    dates = {"issued": "2024-01-01", "modified": "2024-01-02"}
    value = {"identifier": "x", "version": "1.0", **dates, "summary": "ok", "revisions": []}
    known = Catalogue().readable()
    assert fitting.best(known, value) == [] and recognised(known, value) == []


def test_what_is_left_out_of_a_folder_is_told_with_what_it_looks_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jsonio.write_file(tmp_path / "a.json", _dataset())
    jsonio.write_file(tmp_path / "b.json", _dataset() | _FOREIGN)
    jsonio.write_file(tmp_path / "c.json", {"name": "something else"})
    assert main(["check", str(tmp_path), "--json", "--no-advice"]) == 0
    out, err = capsys.readouterr()
    like = "It looks most like HDRUK/4.0.0"
    assert f"b.json: left out: it fits none of the known schemas. {like}, but “datasetFilters”, " in err
    assert "; name the schema with --schema." in err and err.count("It looks most like") == 1
    other, _ = lines(out)
    assert other["severity"] == "left-out" and like in other["message"]


def test_one_that_is_named_is_not_checked_against_a_guess_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b.json"
    jsonio.write_file(file, _dataset() | _FOREIGN)
    assert main(["check", str(file)]) == 2
    err = capsys.readouterr().err
    assert "None of the known schemas fits “b.json”. It looks most like HDRUK/4.0.0, but" in err
    assert "Name one with --schema MODEL/VERSION." in err
    assert main(["check", str(file), "--schema", "HDRUK/4.0.0"]) == 1


def test_a_guess_is_told_as_one_and_a_fit_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in (("a.json", _dataset()), ("b.json", {"metadata": _dataset()})):
        jsonio.write_file(tmp_path / name, value)
    assert main(["check", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert "“b.json” is taken to be written for HDRUK/4.0.0. Another can be named with --schema." in err
    assert "“a.json” is taken" not in err
    assert main(["check", str(tmp_path), "--schema", "HDRUK/4.0.0"]) == 1
    assert "is taken to be" not in capsys.readouterr().err


def test_of_very_many_foreign_groups_none_is_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    deep = nested_too_deep

    def counting(value: Any) -> bool:
        asked.append(value)
        return deep(value)

    monkeypatch.setattr(recognising, "nested_too_deep", counting)
    root = Catalogue().load("HDRUK/4.0.0").root
    value = {f"x{number}": {"a": {"b": number}} for number in range(1_000)}
    assert not any(recognising.envelope_of(root, value, name) for name in value) and not asked
