"""Where more is doubtful than is told, that is said; and what is told of a long list can still be mended."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.advice.lists import MOST_REPEATED
from gatewaydesk.validation.advice.walk import MOST
from gatewaydesk.validation.problems import Problem
from tests.validation.advising import TEXT, about, members

_KEYWORDS = members(keywords={"type": "array", "items": TEXT})
_ROWS = members(rows={"type": "array", "items": members(description=TEXT)})
_COLUMNS = members(columns={"type": "array", "items": members(name=TEXT)})


def _saying_more(found: list[Problem]) -> list[Problem]:
    return [one for one in found if "more" in one.message]


def _repeats(count: int) -> Any:
    return {"keywords": ["asthma"] * (count + 1)}


@pytest.mark.parametrize("count", [1, MOST_REPEATED - 1, MOST_REPEATED])
def test_so_many_repeats_are_all_told(count: int) -> None:
    found = about(_KEYWORDS, _repeats(count))
    assert len(found) == count and not _saying_more(found)


@pytest.mark.parametrize("count", [MOST_REPEATED + 1, 10_000])
def test_of_more_repeats_the_last_that_is_told_says_that_there_are_others(count: int) -> None:
    found = about(_KEYWORDS, _repeats(count))
    assert len(found) == MOST_REPEATED and _saying_more(found) == found[-1:]
    assert found[-1].message.endswith("There are more such repeats in this list.")


@pytest.mark.parametrize("at", [0, MOST_REPEATED // 2, MOST_REPEATED - 1])
def test_each_of_very_many_repeats_can_be_taken_out(at: int) -> None:
    words = [f"word {number}" for number in range(200)]
    authoring = Authoring(LoadedSchema("ours/1", _KEYWORDS), {"keywords": [*words, *words, "one more"]})
    problem = authoring.check()[at]
    (repair,) = authoring.repairs(problem)
    authoring.mend([repair])
    assert authoring.document.value == {"keywords": [*words, *(words[:at] + words[at + 1 :]), "one more"]}


@pytest.mark.parametrize(("rows", "more"), [(MOST - 1, False), (MOST, True), (3 * MOST, True)])
def test_the_last_of_all_that_is_told_is_that_there_is_more(rows: int, more: bool) -> None:
    found = about(_ROWS, {"rows": [{"description": "tbc"}] * rows})
    assert len(found) == min(rows, MOST)
    last = found[-1]
    assert (last.keyword == "more-to-consider") is more and bool(_saying_more(found)) is more
    if more:
        assert last.pointer == () and last.sentence.startswith("The whole document has more to consider")


@pytest.mark.parametrize(("count", "more"), [(20, False), (21, False), (22, True)])
def test_of_many_columns_of_one_name_the_last_says_that_there_are_more(count: int, more: bool) -> None:
    found = about(_COLUMNS, {"columns": [{"name": "dob"}] * count})
    assert len(found) == min(count - 1, 20) and bool(_saying_more(found)) is more
