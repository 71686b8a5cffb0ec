"""Names that look like slips and are none: what a schema lets pass is renamed unasked only in another spelling."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.likely import is_plain_slip
from tests.validation.advising import TEXT, members


def _renames(known: list[str], value: dict[str, Any], **more: Any) -> list[tuple[str, bool]]:
    authoring = Authoring(LoadedSchema("ours/1", members(**dict.fromkeys(known, TEXT)) | more), value)
    found = [repair for problem in authoring.check() for repair in authoring.repairs(problem)]
    return [(one.label, one.sure) for one in found if one.kind == "rename"]


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ("schema", "$schema"), ("comment", "$comment"), ("ID", "@id"), ("url", "x-url"), ("url", "X-URL"),
        ("address2", "address3"), ("year2020", "year2022"), ("item11", "item1_1"), ("note1", "note"),
        ("inactive", "active"), ("isActive", "isInactive"), ("valid", "invalid"), ("identifiable", "non_identifiable"),
    ],
)  # fmt: skip
def test_what_is_another_name_is_not_told_as_a_slip(known: str, name: str) -> None:
    authoring = Authoring(LoadedSchema("ours/1", members(**{known: TEXT})), {name: "x"})
    assert [one.keyword for one in authoring.check()] == []


@pytest.mark.parametrize(
    ("known", "name", "sure"),
    [
        ("startDate", "StartDate", True), ("startDate", "start_date", True), ("startDate", "start-date", True),
        ("startDate", "start date", True), ("start_date", "startDate", True), ("address2", "Address_2", True),
        ("country", "county", False), ("patient", "patent", False), ("description", "descripton", False),
        ("description", "prescription", False), ("titles", "title", False),
    ],
)  # fmt: skip
def test_what_may_be_a_name_of_its_own_is_renamed_by_a_person(known: str, name: str, sure: bool) -> None:
    assert _renames([known], {name: "Kent"}) == [(f"Rename to “{known}”", sure)]


def test_a_missing_member_is_taken_for_sure_only_from_another_spelling_of_its_name() -> None:
    for name, sure in (("county", False), ("Country", True)):
        authoring = Authoring(LoadedSchema("ours/1", members(country=TEXT) | {"required": ["country"]}), {name: "Kent"})
        found = [repair for problem in authoring.check() for repair in authoring.repairs(problem)]
        taken = [one for one in found if one.kind == "rename"]
        assert taken and {one.sure for one in taken} == {sure}, name


@pytest.mark.parametrize(
    ("known", "name", "sure"),
    [
        ("summary", "Summary", True), ("dataCustodian", "data_custodian", True),
        ("dataCustodian", "Data custodian", True),
        ("summary", "sumary", True), ("title", "tilte", True), ("description", "descripton", True),
        ("country", "county", False), ("patient", "patent", False), ("schema", "$schema", False),
        ("versions", "version", True), ("published", "publisher", False), ("from", "form", False),
    ],
)  # fmt: skip
def test_what_a_schema_refuses_is_renamed_for_sure_where_it_can_be_no_other_word(
    known: str, name: str, sure: bool
) -> None:
    found = _renames([known], {name: "Kent"}, additionalProperties=False)
    assert {one for one in found if one[0] == f"Rename to “{known}”"} <= {(f"Rename to “{known}”", sure)}
    assert found or not sure


def test_a_slip_in_a_short_name_or_at_the_end_of_one_is_not_plain() -> None:
    assert is_plain_slip("datacustodain", "datacustodian") and is_plain_slip("tittle", "title")
    assert not is_plain_slip("modifier", "modified") and not is_plain_slip("form", "from")
