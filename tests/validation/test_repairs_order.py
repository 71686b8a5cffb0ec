"""Which of several repairs comes first: what keeps all that is written, before what does not; what is sure, before what
a person has to choose; and nothing that keeps is left out in favour of what deletes.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import to_text
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs import Mender, Repair
from gatewaydesk.validation.repairs.making import with_edits
from tests.validation.checking import ready


def example() -> Any:
    return jsonio.read_file(resource_root() / "examples" / "HDRUK-4.0.0.json")


def offered(value: Any, place: str, keyword: str) -> Sequence[Repair]:
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    authoring.check()
    [problem] = [one for one in authoring.problems if (to_text(one.pointer), one.keyword) == (place, keyword)]
    return authoring.repairs(problem)


def told(repairs: Sequence[Repair]) -> list[tuple[str, bool]]:
    return [(one.label, one.sure) for one in repairs]


def test_a_member_moves_where_it_belongs_also_where_there_is_advice_about_it() -> None:
    value = example()
    del value["summary"]["populationSize"]
    value["populationSize"] = 5
    [first] = offered(value, "/populationSize", "additionalProperties")
    assert told([first]) == [("Move to Summary › Number of people", True)]
    mended = with_edits(value, first.edits)
    assert mended["summary"]["populationSize"] == 5 and "populationSize" not in mended


def test_what_is_missed_is_taken_from_a_group_where_it_does_not_belong_and_mended_there() -> None:
    value = example()
    value["coverage"]["population_size"] = "18,240"
    del value["summary"]["populationSize"]
    first, *_ = offered(value, "/summary/populationSize", "required")
    group = Catalogue().load("HDRUK/4.0.0").root.child("coverage")
    assert group is not None
    assert first.label == f"Take it from {group.title} › “population_size” and use the number 18,240"
    assert with_edits(value, first.edits)["summary"]["populationSize"] == 18_240


def test_a_member_moves_as_it_is_and_what_nobody_knows_is_to_be_chosen() -> None:
    value = example()
    del value["summary"]["dataCustodian"]["logo"]
    value["logo"] = "http://x.org/a.png"
    found = offered(value, "/logo", "additionalProperties")
    assert told(found) == [
        ("Move to Summary › Data custodian › Logo", True),
        ("Move to Summary › Data custodian › Logo and use “https://x.org/a.png”", False),
        ("Remove “logo”", False),
    ]


@pytest.mark.parametrize("name", ["tools", "investigations"])
def test_addresses_are_split_as_they_are(name: str) -> None:
    value = example()
    value["enrichmentAndLinkage"][name] = "http://github.com/HDRUK/Tool; http://b.org/xY"
    [only] = offered(value, f"/enrichmentAndLinkage/{name}", "type")
    made = with_edits(value, only.edits)["enrichmentAndLinkage"][name]
    assert made == ["http://github.com/HDRUK/Tool", "http://b.org/xY"]


def test_keywords_keep_their_small_letters_where_they_are_moved() -> None:
    value = example()
    del value["summary"]["keywords"]
    value["keywords"] = "Heart disease; Cancer care"
    found = offered(value, "/keywords", "additionalProperties")
    assert [one.kind for one in found] == ["move", "remove"]
    assert with_edits(value, found[0].edits)["summary"]["keywords"] == ["Heart disease", "Cancer care"]


def test_of_several_addresses_in_a_text_all_become_https_if_any() -> None:
    value = example()
    value["documentation"]["associatedMedia"] = "http://a.org/?from=http://c.org,http://b.org"
    [only] = offered(value, "/documentation/associatedMedia", "not-https")
    mended = with_edits(value, only.edits)["documentation"]["associatedMedia"]
    assert mended == "https://a.org/?from=http://c.org,https://b.org" and not only.sure


def plainly(schema: Any, value: Any) -> list[tuple[Problem, tuple[Repair, ...]]]:
    made = ready(schema)
    checker = Checker(made)
    problems = checker.check(value)
    mender = Mender(checker.check, made.root, value, problems, made.raw)
    return [(one, mender.repairs(one)) for one in problems]


ONE_OF_THEM = {
    "type": "object",
    "properties": {"x": {"title": "Ex"}, "y": {"title": "Why"}, "z": {"title": "Zed"}},
}


def test_of_members_that_may_not_stand_together_a_person_chooses() -> None:
    schema = {**ONE_OF_THEM, "oneOf": [{"required": ["x"]}, {"required": ["y"]}]}
    value = {"x": "Long text here", "y": "Another precious text"}
    [(_, repairs)] = plainly(schema, value)
    assert told(repairs) == [("Remove “Why”", False), ("Remove “Ex”", False)]
    assert [with_edits(value, one.edits) for one in repairs] == [{"x": value["x"]}, {"y": value["y"]}]
    [(_, repairs)] = plainly(schema, {"x": "Long text here", "y": ""})
    assert told(repairs) == [("Remove “Why”", True), ("Remove “Ex”", False)], "nothing is lost with an empty one"


def test_of_three_that_may_not_stand_together_all_but_one_go() -> None:
    schema = {**ONE_OF_THEM, "oneOf": [{"required": [name]} for name in "xyz"]}
    value = {"x": 1, "y": 2, "z": 3}
    [(_, repairs)] = plainly(schema, value)
    assert told(repairs) == [(f"Keep only “{title}”", False) for title in ("Ex", "Why", "Zed")]
    assert [with_edits(value, one.edits) for one in repairs] == [{"x": 1}, {"y": 2}, {"z": 3}]


def test_a_name_with_a_space_at_its_end_is_told_once_and_whole() -> None:
    schema = {"type": "object", "properties": {"title": {}}, "additionalProperties": False}
    [(_, [only])] = plainly(schema, {"title": "y", "TITLE ": "x"})
    assert only.label == "Remove “TITLE ” (with a space behind it)"


def test_of_two_places_that_a_member_may_belong_to_none_is_sure() -> None:
    group = {"type": "object", "additionalProperties": False}
    schema = {
        **group,
        "properties": {
            "here": {**group, "title": "Here", "properties": {"name": {"title": "Name"}}},
            "there": {**group, "title": "There", "properties": {"name": {"title": "Name"}}},
        },
    }
    [(_, repairs)] = plainly(schema, {"name": "x"})
    assert told(repairs) == [("Move to Here › Name", False), ("Move to There › Name", False), ("Remove “name”", False)]


def test_a_name_that_is_known_in_two_places_is_not_sure_though_only_one_of_them_is_free() -> None:
    group = {"type": "object", "additionalProperties": False}
    names = {**group, "properties": {"name": {"title": "Name"}}}
    schema = {**group, "properties": {"here": {**names, "title": "Here"}, "there": {**names, "title": "There"}}}
    [(_, repairs)] = plainly(schema, {"name": "x", "here": {"name": "y"}})
    assert told(repairs) == [("Move to There › Name", False), ("Remove “name”", False)]


def test_what_deletes_comes_last_even_where_all_else_leads_to_advice() -> None:
    group = {"type": "object", "properties": {"a": {}}}
    made = ready({"type": "object", "properties": {"b": group}, "additionalProperties": False})
    checker = Checker(made)

    def examine(value: Any) -> list[Problem]:
        doubts = [Problem(("b", "a"), "doubtful", "…", Severity.ADVICE)] if "a" in value.get("b", {}) else []
        return [*checker.check(value), *doubts]

    value = {"a": 1, "b": {}}
    [problem] = examine(value)
    found = Mender(examine, made.root, value).repairs(problem)
    assert [one.kind for one in found] == ["move", "remove"]


TODAY = date.today()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(500, "Count", "2020-01-01"), (41, "Mean age", "2023-01-01")], 500),
        ([(500, "Count", "2023-05-01"), (41, "Count", "31/12/2019")], 500),
        ([(500, "COUNT ", "2019-05-01"), (41, "Number of participants", "13/04/2021")], 41),
        ([(500, "Count", "2023-05-01"), (41, "Count", "2099-01-01")], 500),
        ([(500, "Count", "2023-05-01"), (41, "Count", (TODAY + timedelta(days=2)).isoformat())], 500),
        ([(500, "Count", "2023-05-01"), (41, "Count", TODAY.isoformat())], 41),
        ([(500, "Count", "2023-05-01"), (41, "Count", "3/4/2024")], 500),
        ([(500, "Count", "2023-05-01"), (41, "Count", None), (42, "Count", "soon")], 500),
        ([(500, "Count", "2023-05-01T08:00:00Z"), (41, "Count", "2022-01-01")], 500),
        ([(41, "Mean age", "2023-01-01"), (42, "Count", "2099-01-01"), (43, None, "2020-01-01")], None),
    ],
)
def test_people_are_counted_only_by_counts_of_days_that_have_been(
    rows: list[tuple[int, str | None, str | None]], expected: int | None
) -> None:
    value = example()
    del value["summary"]["populationSize"]
    value["observations"] = [
        {"observedNode": "Persons", "measuredValue": count, "measuredProperty": what, "observationDate": day}
        for count, what, day in rows
    ]
    before = copy.deepcopy(value)
    found = offered(value, "/summary/populationSize", "required")
    filled = [with_edits(value, one.edits)["summary"]["populationSize"] for one in found]
    assert filled == ([] if expected is None else [expected])
    assert json.dumps(value) == json.dumps(before)


def sure_ones(schema: Any, value: Any) -> tuple[list[str], list[str]]:
    """The labels of all that is sure, and of what of that a click on “all” makes."""
    made = ready(schema)
    checker = Checker(made)
    problems = checker.check(value)
    mender = Mender(checker.check, made.root, value, problems, made.raw)
    sure = [one for problem in problems for one in mender.repairs(problem) if one.sure]
    return [one.label for one in sure], [one.label for one in mender.together(sure)]


def group(names: Sequence[str], **groups: Any) -> dict[str, Any]:
    members = {name: {"type": "string", "title": name} for name in names}
    return {"type": "object", "additionalProperties": False, "required": [*names], "properties": {**members, **groups}}


def test_a_member_that_a_neighbour_is_named_like_is_not_filled_in_elsewhere() -> None:
    schema = group(["identifier"], owner=group(["identifier"]))
    labels, made = sure_ones(schema, {"Identifier": "x", "owner": {}})
    assert labels == made == ["Rename to “identifier”"]
    labels, made = sure_ones(schema, {"Identifier": "x", "identifier": "x", "owner": {}})
    assert labels == made == ["Remove “Identifier”"], "it is said beside already"


def test_a_member_with_two_places_to_go_is_sure_in_none_from_either_side() -> None:
    contact = group(["contact"])
    schema = group([], owner=contact, maker=contact)
    assert sure_ones(schema, {"contact": "x", "owner": {}, "maker": {}}) == ([], [])
    named = group([], owner=group(["name"]), rows={"type": "array", "items": group(["name"])})
    assert sure_ones(named, {"name": "x", "owner": {}, "rows": [{"name": "y"}]}) == ([], []), "rows have names too"
    assert sure_ones(group([], owner=contact), {"contact": "x", "owner": {}})[1] == ["Move to Owner › Contact"]


def test_where_two_members_want_one_place_neither_is_sure() -> None:
    schema = group(["name"], owner=group(["abstract"]), more=group([]))
    for value in (
        {"Name": "x", "NAME": "y", "owner": {"abstract": "z"}},
        {"Name": "x", "nmae": "y", "owner": {"abstract": "z"}},
        {"name": "x", "abstract": "y", "owner": {}, "more": {"abstract": "z"}},
        {"name": "x", "abstract": "y", "owner": {"Abstract": "z"}},
    ):
        assert sure_ones(schema, value) == ([], []), value
    names = {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}
    assert sure_ones(names, {"Ab": 1, "AB": 2}) == ([], [])
    assert sure_ones(names, {"Ab": 1})[1] == ["Rename to “ab”"]


def test_names_in_capitals_go_to_the_members_beside_them() -> None:
    value = {name.upper(): one for name, one in example().items()}
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    sure = [one for problem in authoring.check() for one in authoring.repairs(problem)[:1] if one.sure]
    authoring.mend(authoring.mender.together(sure))
    assert authoring.document.value == example()
