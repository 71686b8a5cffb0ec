"""Laws of repairs: what is offered removes its problem and causes no other, and damaged documents are mended."""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import Pointer, get
from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.repairs import Mender, Repair
from gatewaydesk.validation.repairs.making import with_edits
from tests.strategies import documents, forms, schemas
from tests.validation.checking import ready

_PUBLISHED = {
    "HDRUK/2.1.2": "HDRUK-2.1.2-example.json",
    "HDRUK/3.0.0": "HDRUK-3.0.0.example.json",
    "HDRUK/4.0.0": "HDRUK-4.0.0.example.json",
}


def keys(problems: list[Problem]) -> Counter[tuple[Pointer, str]]:
    return Counter((one.pointer, one.keyword) for one in problems)


# Damage that a repair undoes: what becomes of the value at a place; None where this damage does not apply there


def _padded(value: Any, field: Field) -> Any:
    return f"\u00a0{value}\r\n" if isinstance(value, str) and value else None


def _recased(value: Any, field: Field) -> Any:
    return value.swapcase() if field.kind is Kind.CHOICE and isinstance(value, str) else None


def _misspelt(value: Any, field: Field) -> Any:
    return value[:2] + value[3:] if field.kind is Kind.CHOICE and isinstance(value, str) and len(value) > 8 else None


def _as_text(value: Any, field: Field) -> Any:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else None


def _as_word(value: Any, field: Field) -> Any:
    return ("Y" if value else "false") if isinstance(value, bool) else None


def _joined(value: Any, field: Field) -> Any:
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(one, str) for one in value):
        return None
    return "; ".join(value) if not any(re.search(r"[;\n|•]", one) for one in value) else None


def _bare(value: Any, field: Field) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else None


def _boxed(value: Any, field: Field) -> Any:
    return [value] if isinstance(value, str) and value else None


def _day_first(value: Any, field: Field) -> Any:
    if field.kind not in (Kind.DATE, Kind.UNION) or not isinstance(value, str):
        return None
    found = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    return f"{date.fromisoformat(value):%d/%m/%Y}" if found else None


def _as_address(value: Any, field: Field) -> Any:
    return f"https://doi.org/{value}" if isinstance(value, str) and value.startswith("10.") else None


def _twice(value: Any, field: Field) -> Any:
    return [*value, value[0]] if isinstance(value, list) and value else None


DAMAGES: tuple[Callable[[Any, Field], Any], ...] = (
    _padded, _recased, _misspelt, _as_text, _as_word, _joined, _bare, _boxed, _day_first, _as_address, _twice,
)  # fmt: skip


def places(value: Any, place: Pointer = ()) -> Iterator[Pointer]:
    yield place
    for name, below in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(below, (*place, name))


def damaged(original: Any, root: Field, chance: random.Random) -> Iterator[tuple[str, Pointer, Any]]:
    """Every way of damage at some places, in random order; members lose their names and their groups as well."""
    everywhere = list(places(original))[1:]
    for _ in range(60):
        place, damage = chance.choice(everywhere), chance.choice((*DAMAGES, "name", "group"))
        copied = copy.deepcopy(original)
        holder, last = get(copied, place[:-1]), place[-1]
        if damage == "name" and isinstance(last, str) and len(last) > 5:
            members = {
                last[:2] + last[3] + last[2] + last[4:] if name == last else name: one for name, one in holder.items()
            }
            holder.clear()
            holder.update(members)
            yield "name", place, copied
        elif damage == "group" and len(place) == 2 and isinstance(last, str) and isinstance(copied, dict):
            other = chance.choice([one for one in copied.values() if isinstance(one, dict) and last not in one])
            other[last] = holder.pop(last)
            yield "group", place, copied
        elif callable(damage):
            field = field_at(root, place, original)
            worse = damage(get(original, place), field) if field is not None else None
            if worse is not None:
                holder[last] = worse
                yield getattr(damage, "__name__", ""), place, copied


@pytest.fixture(scope="module")
def loaded() -> dict[str, tuple[LoadedSchema, Any]]:
    example = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
    return {"HDRUK/4.0.0": (Catalogue().load("HDRUK/4.0.0"), example)}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_damaged_example_is_mended_to_what_it_was(loaded: dict[str, Any], seed: int) -> None:
    schema, original = loaded["HDRUK/4.0.0"]
    checker = Checker(schema)
    mended_back = tried = 0
    for kind, place, value in damaged(original, schema.root, random.Random(seed)):
        problems = checker.check(value)
        if not problems:
            continue
        authoring = Authoring(schema, copy.deepcopy(value))
        authoring.check()
        repairs = [one for problem in authoring.problems for one in authoring.repairs(problem)]
        results = [with_edits(value, one.edits) for one in repairs]
        tried += 1
        assert any(not checker.check(one) for one in results), (kind, place)
        if kind != "_twice":
            assert original in results, (kind, place, [one.label for one in repairs])
        mended_back += 1
        for repair, result in zip(repairs, results, strict=True):
            _holds(checker, value, problems, repair)
            assert authoring.mend([repair]) is not None
            assert authoring.document.value == result
            authoring.undo()
            assert json.dumps(authoring.document.value) == json.dumps(value)
        break
    assert mended_back == tried


def _holds(checker: Checker, value: Any, before: list[Problem], repair: Repair) -> None:
    """Nothing comes with it, but what is wrong inside of something it only moves may be seen for the first time."""
    after = keys(checker.check(with_edits(value, repair.edits)))
    if repair.lands is not None and not repair.sure:
        after = Counter({key: count for key, count in after.items() if key[0][: len(repair.lands)] != repair.lands})
    allowed = keys(before)
    allowed -= Counter([(repair.problem.pointer, repair.problem.keyword)])  # advice is not among them
    if any(edit.pointer and isinstance(edit.pointer[-1], int) for edit in repair.edits):
        assert sum(after.values()) <= sum(allowed.values()), repair.label  # items may have other numbers now
    else:
        assert not after - allowed, repair.label


@pytest.mark.parametrize("name", _PUBLISHED)
def test_published_examples_damaged_are_mended(name: str, shared_data: Path) -> None:
    schema = Catalogue().load(name)
    original = json.loads((shared_data / "schemata" / "examples" / _PUBLISHED[name]).read_text(encoding="utf-8"))
    checker, seen = Checker(schema), Counter[str]()
    if checker.check(original):
        pytest.skip("the publisher's example is not valid as it stands")
    for seed in range(12):
        for kind, place, value in damaged(original, schema.root, random.Random(seed)):
            problems = checker.check(value)
            if problems and seen[kind] < 4:
                mender = Mender(checker.check, schema.root, value, problems, schema.raw)
                repairs = [one for problem in problems for one in mender.repairs(problem)]
                assert any(not checker.check(with_edits(value, one.edits)) for one in repairs), (kind, place)
                seen[kind] += 1
    assert len(seen) >= 6, seen


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_offered_holds_in_the_whole_document(data: st.DataObject) -> None:
    """Also where only a part of the document was tried: with so few items kept, most lists are shortened."""
    raw = data.draw(schemas(forms) | schemas(), label="schema")
    value = data.draw(documents(raw), label="document")
    try:
        made = ready(raw)
        checker = Checker(made)
    except Exception:
        return
    problems = checker.check(value)[:12]
    every = checker.check(value)
    for small, few in ((0, 0), (10_000, 24)):
        mender = Mender(checker.check, made.root, value, every, raw, small=small, few=few)
        for problem in problems:
            for repair in mender.repairs(problem):
                _holds(checker, value, every, repair)


ROWS = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 8},
                    "on": {"type": "boolean"},
                    "kind": {"enum": ["One", "Two"]},
                    "tags": {"type": "array", "uniqueItems": True, "items": {"enum": ["Yes", "No"]}},
                },
            },
        }
    },
}
_cells = {
    "name": st.sampled_from(["a", "a long name", " padded "]),
    "on": st.sampled_from([True, "Y", "maybe", 1]),
    "kind": st.sampled_from(["One", "one", "Twoo", "other"]),
    "tags": st.sampled_from([["Yes"], ["yes", "Yes"], ["No", "No"], "yes;no"]),
    "knid": st.just("One"),
}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.fixed_dictionaries({}, optional=_cells), min_size=1, max_size=30), st.booleans(), st.randoms())
def test_tables_are_mended_together_as_one_step(rows: list[dict[str, Any]], unique: bool, chance: Any) -> None:
    raw = copy.deepcopy(ROWS)
    raw["properties"]["rows"]["uniqueItems"] = unique  # type: ignore[index]
    made, value = ready(raw), {"rows": rows}
    checker = Checker(made)
    before = checker.check(value)
    whole = Mender(checker.check, made.root, value, before, raw)
    thin = Mender(checker.check, made.root, value, before, raw, small=0, few=1)
    found = [whole.repairs(problem) for problem in before]
    assert [thin.repairs(problem) for problem in before] == found, "a part of the document tells the same as all of it"
    chosen = [chance.choice(some) for some in found if some]
    kept = whole.together(chosen)
    after = checker.check(with_edits(value, [edit for one in kept for edit in one.edits]))
    assert len(after) <= len(before) - len(kept)
    assert bool(kept) == bool(chosen)


def test_population_size_is_the_newest_count_of_persons(loaded: dict[str, Any]) -> None:
    schema, original = loaded["HDRUK/4.0.0"]
    value = copy.deepcopy(original)
    del value["summary"]["populationSize"]
    counts = [("Persons", 10, "2023-01-01"), ("Persons", 12_000, "2025-01-01T08:00:00Z"), ("Events", 99, "2026-01-01")]
    for observation, (node, number, day) in zip(value["observations"], counts, strict=False):
        observation.update(observedNode=node, measuredValue=number, observationDate=day)
    value["observations"] = value["observations"][: len(counts)]
    authoring = Authoring(schema, value)
    [problem] = authoring.check()
    [repair] = authoring.repairs(problem)
    assert repair.label == "Use 12,000, the newest count of persons (1 January 2025)"
    authoring.mend([repair])
    assert authoring.document.get(("summary", "populationSize")) == 12_000
    assert list(authoring.document.value["summary"])[:4] == list(original["summary"])[:4], "where the schema has it"
    assert authoring.check() == []
    value["observations"] = [dict(one, observedNode="Events") for one in value["observations"]]
    del value["summary"]["populationSize"]
    nobody = Authoring(schema, value)
    [problem] = nobody.check()
    assert nobody.repairs(problem) == ()


def test_several_at_once_are_one_step_and_what_does_not_go_together_is_left(loaded: dict[str, Any]) -> None:
    schema, original = loaded["HDRUK/4.0.0"]
    value = copy.deepcopy(original)
    value["summary"]["populationSize"] = "18,240"
    value["provenance"]["temporal"]["startDate"] = "3/4/2009"
    value["summary"]["tilte"] = value["summary"].pop("title")
    authoring = Authoring(schema, copy.deepcopy(value))
    authoring.check()
    every = [one for problem in authoring.problems for one in authoring.repairs(problem)]
    change = authoring.mend(every)
    assert change is not None
    assert authoring.check() == []
    assert authoring.document.value["summary"]["title"] == original["summary"]["title"]
    authoring.undo()
    assert json.dumps(authoring.document.value) == json.dumps(value)
    authoring.document.set(("summary", "populationSize"), 3)
    stale = [one for one in every if one.kind == "number"]
    assert authoring.mend(stale) is None, "it was made from another value"


def _menders(raw: Any, value: Any) -> tuple[Checker, list[Problem], Mender, Mender]:
    made = ready(raw)
    checker = Checker(made)
    before = checker.check(value)
    whole = Mender(checker.check, made.root, value, before, raw)
    return checker, before, whole, Mender(checker.check, made.root, value, before, raw, small=0, few=1)


def test_of_repairs_that_only_together_cause_a_problem_some_are_left_out() -> None:
    raw: dict[str, Any] = copy.deepcopy(ROWS)
    raw["properties"]["rows"]["uniqueItems"] = True
    value = {"rows": [{"name": "a", "on": "Y"}, {"name": "b", "on": "Y"}, {"name": "a", "on": "yes"}]}
    checker, before, whole, _ = _menders(raw, value)
    kept = whole.together([whole.repairs(problem)[0] for problem in before])
    assert len(kept) == 2
    after = with_edits(value, [edit for one in kept for edit in one.edits])
    assert [one.keyword for one in checker.check(after)] == ["type"]


@pytest.mark.parametrize("last", ["c", "c, d"])
def test_items_that_come_into_a_list_leave_the_repairs_behind_them_in_place(last: str) -> None:
    raw = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string", "pattern": "^[^,]*$"}}}}
    value = {"a": ["a, b", *(f"x{at}" for at in range(40)), last]}
    checker, before, whole, thin = _menders(raw, value)
    found = [whole.repairs(problem) for problem in before]
    assert [thin.repairs(problem) for problem in before] == found
    kept = whole.together([some[0] for some in found])
    after = with_edits(value, [edit for one in kept for edit in one.edits])
    assert checker.check(after) == []
    assert after["a"] == ["a", "b", *value["a"][1:-1], *last.split(", ")]


_group: dict[str, Any] = {"type": "object", "additionalProperties": False}
_named = {"name": {"type": "string"}, "label": {"type": "string", "title": "Contact"}}
HOMES: list[dict[str, Any]] = [
    {**_group, "required": ["name", "label"], "properties": {**_named, "one": _group, "two": _group}},
    {
        **_group,
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "one": {**_group, "required": ["name", "label"], "properties": _named},
            "two": {**_group, "required": ["label"], "properties": {"label": {"type": "string"}}},
        },
    },
    {**_group, "properties": {"one": {**_group, "required": ["name", "label"], "properties": _named}, "two": _group}},
]
_strays = st.dictionaries(
    st.sampled_from(["name", "Name", "NAME", "nmae", "label", "Label", "contact", "CONTACT", "lable"]),
    st.sampled_from(["a", "b", " c"]),
    max_size=4,
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(HOMES), _strays, st.fixed_dictionaries({}, optional={"one": _strays, "two": _strays}))
def test_one_and_the_same_move_is_as_sure_from_either_side(
    raw: dict[str, Any], strays: dict[str, Any], groups: dict[str, Any]
) -> None:
    value = {**strays, **groups}
    _, before, mender, _ = _menders(raw, value)
    results: dict[str, bool] = {}
    homes: dict[Pointer, set[Pointer]] = {}
    for repair in (one for problem in before for one in mender.repairs(problem) if one.kind in ("rename", "move")):
        result = json.dumps(with_edits(value, repair.edits), sort_keys=True)
        assert results.setdefault(result, repair.sure) is repair.sure, repair.label
        if repair.sure and repair.lands is not None:
            homes.setdefault(repair.edits[0].pointer, set()).add(repair.lands)
    taken = [place for places in homes.values() for place in places]
    assert len(taken) == len(set(taken)) == len(homes), "one place each, and each place once"
