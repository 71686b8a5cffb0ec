"""Whatever stands in a file, it is checked, advised, mended and told of without an exception: no wall in between."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import checking, sarif
from gatewaydesk.services.checking import CheckedFile, Checking
from tests import strategies

EXAMPLES = {
    "HDRUK/4.0.0": "HDRUK-4.0.0",
    "HDRUK/3.0.0": "HDRUK-4.0.0",
    "HDRUK/2.1.2": "HDRUK-4.0.0",
    "AEP/1.0": "AEP-1.0",
    "Opendatasoft/2.0": "Opendatasoft-2.0",
    "Qrvey/4.0": "Qrvey-4.0",
}
_ROWS = 501  # a list is looked through as a table when it is longer than this less one
_TURNS = 2  # damaged one after the other, so that what stands beside what is damaged is as it should be
_ODD: list[Any] = [None, True, -1, 0.5, "", "5", "a; b", [], {}, [None], [{}], ["x", 1], {"x": 1}]
_TEXTS = ["a, b", "http://x.org/a; http://y.org/b", "3/4/2021", "10.1234/abc", "1,234", "<5", "TODO", "&amp;", "\u202e"]
_VALUES = st.sampled_from([*_ODD, *_TEXTS, "0" * 400, 10**30, {"": {"": []}}, [[[]]]]) | strategies.values
_HOW = st.sampled_from(["put", "put", "lift", "beside", "wrap", "table", "twice"])


def places(value: Any, place: Pointer = ()) -> Iterator[Pointer]:
    yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in inside:
        yield from places(below, (*place, name))


def spoilt(value: Any, place: Pointer, how: str, put: Any) -> Any:
    """The value with something else at a place, or beside it, or the same there more often or in a list."""
    if not place:
        return put if how == "put" else {**value, "stray": put} if isinstance(value, dict) else value
    if get(value, place) is ABSENT:
        return value
    made: Any = copy.copy(value)
    here = value[place[0]]
    if len(place) > 1:
        made[place[0]] = spoilt(here, place[1:], how, put)
        if how == "lift" and isinstance(made, dict):  # a member of the group stands beside it, and not in it
            made = {**made, str(place[-1]): get(value, place), place[0]: put if len(place) == 2 else made[place[0]]}
    elif how == "beside":
        made = {**value, f"{place[0]}s": put} if isinstance(value, dict) else [*value, put]
    elif how != "lift":
        made[place[0]] = {"put": put, "wrap": [here], "table": [here] * _ROWS, "twice": [here, put, here]}[how]
    return made


def told(file: CheckedFile) -> None:
    """All that any command tells of a file."""
    assert file.error is None, file.error
    for problem in file.problems:
        assert problem.sentence and problem.said
        region = file.region(problem)
        assert (1, 1) <= (region.line, region.column) <= (region.end_line, region.end_column)
    json.dumps(list(sarif.results(file, Path("/"))))


def example(name: str) -> Any:
    text = (resource_root() / "examples" / f"{EXAMPLES[name]}.json").read_text(encoding="utf-8")
    made = json.loads(text)
    if "HDRUK" in name:
        column = made["structuralMetadata"]["tables"][0]["columns"][0]
        column["values"] = [{"name": "1", "description": "one", "frequency": 3}]
    return made


@pytest.fixture
def checker(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Tells all of a document, looking for a few repairs."""
    monkeypatch.setattr(checking, "MOST_REPAIRED", 4)
    monkeypatch.setattr(checking, "MOST_REWRITTEN", 20_000)
    known, file = Checking(Catalogue(), request.getfixturevalue("name")), tmp_path / "file.json"

    def check(value: Any) -> None:
        file.write_text(json.dumps(value, indent=1), encoding="utf-8")
        told(known.check(file))

    return check


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_with_odd_values_in_every_field_is_told_of(name: str, checker: Callable[[Any], None]) -> None:
    value = example(name)
    leaves = [place for place in places(value) if not isinstance(get(value, place), dict | list)]
    for odd in _ODD:
        for turn in range(_TURNS):
            worse = value
            for place in leaves[turn::_TURNS]:
                worse = spoilt(worse, place, "put", odd)
            checker(worse)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_whose_groups_were_taken_apart_is_told_of(name: str, checker: Callable[[Any], None]) -> None:
    """A few members of a group stand beside it, where something else is instead of the group."""
    value = example(name)
    groups = [(one, below) for one, below in value.items() if isinstance(below, dict)]
    for at, odd in enumerate(([], "", {}, ["x"], 5)):
        for turn, (name_of_group, group) in enumerate(groups):
            start = (at + turn) % max(1, len(group))
            lifted = {one: group[one] for one in [*group, *group][start : start + 3]}
            checker({**lifted, **value, name_of_group: odd})


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_with_anything_anywhere_is_told_of(name: str, checker: Callable[[Any], None]) -> None:
    value = example(name)
    everywhere = list(places(value))

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(everywhere), _HOW, _VALUES), min_size=1, max_size=4))
    def holds(damage: list[tuple[Pointer, str, Any]]) -> None:
        worse = value
        for place, how, put in damage:
            worse = spoilt(worse, place, how, put)
        checker(worse)

    holds()


def test_so_is_one_of_any_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_REPAIRED", 4)
    catalogue, rules, file = Catalogue(), tmp_path / "rules.json", tmp_path / "file.json"

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        raw = data.draw(strategies.schemas(strategies.forms) | strategies.schemas(), label="schema")
        value = data.draw(strategies.documents(raw) | _VALUES, label="document")
        rules.write_text(json.dumps(raw), encoding="utf-8")
        file.write_text(json.dumps(value), encoding="utf-8")
        told(Checking(catalogue, str(rules)).check(file))

    holds()
