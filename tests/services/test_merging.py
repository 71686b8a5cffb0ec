"""Bringing two versions of a dataset together: told in the form's words, checked, and made as one step."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from gatewaydesk.document.difference import same
from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways.base import Pulled, Remote
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.merging import Merging, grown, grown_from, keep_grown
from gatewaydesk.services.standing import Standing
from gatewaydesk.store import Store
from gatewaydesk.ui.sections import sections_of
from tests.soak.merging import soak
from tests.soak.report import Report

EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema() -> LoadedSchema:
    return Catalogue().load("HDRUK/4.0.0")


def changed(**at: Any) -> Any:
    value = copy.deepcopy(EXAMPLE)
    for path, new in at.items():
        holder, *below = [value, *path.split("__")]
        for part in below[:-1]:
            holder = holder[int(part) if part.isdigit() else part]
        holder[below[-1]] = new
    return value


def merging(schema: LoadedSchema, mine: Any, theirs: Any, base: Any = EXAMPLE) -> Merging:
    return Merging(schema, base, mine, theirs, sections_of(schema, mine))


CELL = "structuralMetadata__tables__0__columns__0__description"


def test_decisions_are_told_in_the_forms_words_by_its_sections(schema: LoadedSchema) -> None:
    mine = changed(summary__title="Mine", **{CELL: "My words"})
    theirs = changed(summary__title="Theirs", version="2.0.0", **{CELL: "Their words"})
    found = merging(schema, mine, theirs)
    assert [title for title, _ in found.sections] == [
        one.title
        for one in sections_of(schema, mine)
        if set(one.members) & {"summary", "structuralMetadata", "version"}
    ]
    words = [found.words(one) for one in found.decisions]
    column = EXAMPLE["structuralMetadata"]["tables"][0]["columns"][0]["name"]
    assert "Title" in words
    assert any(f"Column {column} › Column description" in one for one in words)
    assert len(found.conflicts) == 2
    title = next(one for one in found.decisions if found.words(one) == "Title")
    assert found.values(title) == (EXAMPLE["summary"]["title"], "Mine", "Theirs")
    assert found.decisions.index(title) in found.conflicts


def test_what_comes_of_it_is_checked(schema: LoadedSchema) -> None:
    mine, theirs = changed(summary__title="Mine"), changed(summary__title="x", summary__abstract="Too short?")
    found = merging(schema, mine, theirs)
    kept = found.result({})
    assert kept.value["summary"]["title"] == "Mine" and kept.value["summary"]["abstract"] == "Too short?"
    assert kept.tally.wrong == 0
    taken = found.result(found.all_of("theirs"))
    assert same(taken.value, theirs)
    assert [one.pointer for one in taken.problems] == [("summary", "title")]


def test_the_edits_make_one_step_that_undo_takes_back(schema: LoadedSchema) -> None:
    mine, theirs = changed(summary__title="Mine"), changed(coverage__followUp="0 - 6 MONTHS")
    authoring = Authoring(schema, copy.deepcopy(mine))
    found = merging(schema, authoring.document.value, theirs)
    result = found.result({})
    authoring.apply(found.edits(result), "bring together")
    assert same(authoring.document.value, changed(summary__title="Mine", coverage__followUp="0 - 6 MONTHS"))
    authoring.document.set(("summary", "title"), "Changed afterwards")
    assert result.value["summary"]["title"] == "Mine"  # the document has copies of its own
    authoring.undo()
    authoring.undo()
    assert same(authoring.document.value, mine)


def test_without_a_base_all_that_differs_is_to_be_decided(schema: LoadedSchema) -> None:
    found = merging(schema, changed(summary__title="Mine"), changed(summary__title="Theirs"), ABSENT)
    assert [found.words(one) for one in found.decisions] == ["Title"] and found.conflicts == {0}


def test_an_order_is_told_by_the_names_of_the_entries(schema: LoadedSchema) -> None:
    words = EXAMPLE["summary"]["keywords"]
    mine, theirs = changed(summary__keywords=[*words[1:], words[0]]), changed(summary__keywords=words[::-1])
    found = merging(schema, mine, theirs)
    [one] = [one for one in found.decisions if one.order]
    assert found.words(one).endswith(": order of the entries")
    assert found.values(one)[1][-1] == words[0]


def test_stopping_is_heard(schema: LoadedSchema) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        merging(schema, EXAMPLE, changed(summary__title="Theirs")).result({}, stop)


def test_a_draft_counts_as_grown_from_what_it_holds_until_that_is_taken_back(tmp_path: Any) -> None:
    with Store.open(tmp_path / "d.sqlite3") as store:
        draft = store.drafts.create({"a": 1}, schema="HDRUK/4.0.0", title="Mine").id
        remote = Remote(dataset_id="7", pid="p", title="Mine", status="draft")
        standing = Standing(Pulled(remote, {"a": 2}, "", True, (), "m2"), {"a": 0}, True, True, False, "Practice")
        before = grown(store, draft, "Practice", "7")
        assert before.base is None
        after = grown_from(standing, draft, "HDRUK/4.0.0")
        keep_grown(store, after)
        kept = store.bases.of_draft(draft, "Practice")
        assert kept is not None and kept.mark == "m2" and store.bases.value(kept) == {"a": 2}
        assert grown(store, draft, "Practice", "7").value == {"a": 2}
        keep_grown(store, before)
        assert store.bases.of_draft(draft, "Practice") is None


def test_a_small_share_of_the_soak_keeps_its_promises(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    soak(report, share=0.01)
    assert report.broken == 0, capsys.readouterr().out


def test_two_entries_that_get_the_same_name_are_told_of(schema: LoadedSchema) -> None:
    mine, theirs = copy.deepcopy(EXAMPLE), copy.deepcopy(EXAMPLE)
    columns = [value["structuralMetadata"]["tables"][0]["columns"] for value in (mine, theirs)]
    columns[0][0]["name"] = "dob"
    columns[1].append({**columns[1][0], "name": "dob", "description": "Added by a colleague."})
    result = merging(schema, mine, theirs).result({})
    merged = result.value["structuralMetadata"]["tables"][0]["columns"]
    assert [one["name"] for one in merged].count("dob") == 2
    first = result.problems[0]
    assert first.pointer == ("structuralMetadata", "tables", 0, "columns", len(merged) - 1)
    assert "dob" in first.sentence and "same name" in first.sentence and result.tally.wrong == 1
    kept = merging(schema, mine, mine).result({})
    assert not [one for one in kept.problems if one.source == "merge"]
    columns[0].append({**columns[0][0]})  # twice by its author, which is advice and no merge's doing
    assert not [one for one in merging(schema, mine, EXAMPLE).result({}).problems if one.source == "merge"]
