"""From places in the gateway's own format to the fields that authors write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.gateways.gwdm_places import written_as
from gatewaydesk.pointer import to_parts, to_text
from gatewaydesk.practice.hdruk_traser import to_gwdm

EXAMPLE = json.loads((Path(__file__).parents[2] / "resources" / "examples" / "HDRUK-4.0.0.json").read_text("utf-8"))
OLDER = {
    "issued": "x",
    "summary": {"title": "t", "publisher": {"name": "n"}, "keywords": ["k"]},
    "documentation": {"isPartOf": "x"},
    "coverage": {"followup": "UNKNOWN", "typicalAgeRange": "0-1"},
    "provenance": {"temporal": {"accrualPeriodicity": "DAILY"}},
    "enrichmentAndLinkage": {"qualifiedRelation": ["x"]},
    "structuralMetadata": [{"name": "t", "elements": [{"name": "c"}]}],
}


@pytest.mark.parametrize(
    ("there", "newer", "older"),
    [
        ("/summary/title", "/summary/title", "/summary/title"),
        ("/summary/shortTitle", "/summary/title", "/summary/title"),
        ("/summary/description", "/documentation/description", "/documentation/description"),
        ("/summary/publisher/name", "/summary/dataCustodian/name", "/summary/publisher/name"),
        ("/summary/datasetType", "/provenance/origin/datasetType", None),
        ("/required/issued", "/issued", "/issued"),
        ("/required/revisions/1/url", "/revisions/1/url", None),
        ("/required/gatewayId", None, None),
        ("/required", None, None),
        ("/coverage/followUp", "/coverage/followUp", "/coverage/followup"),
        ("/coverage/typicalAgeRange", "/coverage/typicalAgeRangeMin", "/coverage/typicalAgeRange"),
        (
            "/provenance/temporal/accrualPeriodicity",
            "/provenance/temporal/publishingFrequency",
            "/provenance/temporal/accrualPeriodicity",
        ),
        ("/accessibility/formatAndStandards/formats", "/accessibility/formatAndStandards/format", None),
        ("/linkage/tools", "/enrichmentAndLinkage/tools", "/enrichmentAndLinkage/tools"),
        ("/linkage/datasetLinkage/isPartOf/0/url", "/enrichmentAndLinkage/isPartOf/0/url", "/documentation/isPartOf"),
        (
            "/linkage/datasetLinkage/linkedDatasets",
            "/enrichmentAndLinkage/linkableDatasets",
            "/enrichmentAndLinkage/qualifiedRelation",
        ),
        ("/linkage/dataUses", None, None),
        ("/linkage/associatedMedia", "/documentation/associatedMedia", "/documentation/associatedMedia"),
        (
            "/structuralMetadata/0/columns/0/sensitive",
            "/structuralMetadata/tables/0/columns/0/sensitive",
            "/structuralMetadata/0/elements/0/sensitive",
        ),
        ("/observations/2/measuredValue", "/observations/2/measuredValue", None),
        ("/observations/99/measuredValue", "/observations", None),
        ("/erd/image", None, None),
        ("", None, None),
    ],
)
def test_where_it_was_written(there: str, newer: str | None, older: str | None) -> None:
    for metadata, wanted in ((EXAMPLE, newer), (OLDER, older)):
        found = written_as(to_parts(there), metadata)
        assert (None if found is None else to_text(found)) == wanted


def test_every_place_of_the_practice_gateways_translation_is_known_but_for_what_it_adds() -> None:
    """It keeps most sections as they were sent, in GWDM's place for them."""
    lost = []

    def look(value: Any, place: tuple[str | int, ...]) -> None:
        if place and written_as(place, EXAMPLE) is None:
            lost.append(to_text(place))
        for name, below in value.items() if isinstance(value, dict) else ():
            look(below, (*place, name))

    look(to_gwdm(EXAMPLE), ())
    assert lost == ["/required", "/required/gatewayId", "/required/gatewayPid"]


@pytest.mark.parametrize("metadata", [None, [], "x", {}, {"summary": 1}, {"summary": None}, {"structuralMetadata": 5}])
def test_metadata_of_any_shape_is_no_crash(metadata: Any) -> None:
    for there in ("/summary/title", "/structuralMetadata/0/columns/0/name", "/required/issued", "/linkage/tools"):
        written_as(to_parts(there), metadata)
