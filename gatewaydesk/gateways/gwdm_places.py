"""From places in the HDR UK gateway's own format (GWDM) to the fields of the schemas that authors write in.

The gateway's maps between the two are not public. What stands here follows from the names, which are mostly the same,
and from what the two formats say a field means. Where nothing is certain, nothing is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, get, to_parts
from gatewaydesk.schema.naming import humanise
from gatewaydesk.schema.visible import plain

# GWDM, and where an author wrote it, by schema version: the first that the metadata has is meant.
_FROM: Mapping[str, Sequence[str]] = {
    "/required": ("",),
    "/required/gatewayId": (),
    "/required/gatewayPid": (),
    "/summary/shortTitle": ("/summary/title",),
    "/summary/description": ("/documentation/description",),
    "/summary/controlledKeywords": ("/summary/keywords",),
    "/summary/datasetType": ("/provenance/origin/datasetType",),
    "/summary/datasetSubType": ("/provenance/origin/datasetSubType", "/provenance/origin/datasetType"),
    "/summary/inPipeline": ("/documentation/inPipeline",),
    "/summary/publisher": ("/summary/dataCustodian", "/summary/publisher"),
    "/summary/publisher/name": ("/summary/dataCustodian/name", "/summary/publisher/name"),
    "/summary/publisher/publisherName": ("/summary/dataCustodian/name", "/summary/publisher/name"),
    "/summary/publisher/gatewayId": ("/summary/dataCustodian/identifier", "/summary/publisher/identifier"),
    "/summary/publisher/publisherId": ("/summary/dataCustodian/identifier", "/summary/publisher/identifier"),
    "/coverage/followUp": ("/coverage/followUp", "/coverage/followup"),
    "/coverage/followup": ("/coverage/followup", "/coverage/followUp"),
    "/coverage/typicalAgeRange": ("/coverage/typicalAgeRange", "/coverage/typicalAgeRangeMin"),
    "/provenance/origin/collectionSituation": (
        "/provenance/origin/collectionSituation",
        "/provenance/origin/collectionSource",
    ),
    "/provenance/temporal/accrualPeriodicity": (
        "/provenance/temporal/publishingFrequency",
        "/provenance/temporal/accrualPeriodicity",
    ),
    "/accessibility/usage/dataUseRequirement": ("/accessibility/usage/dataUseRequirements",),
    "/accessibility/formatAndStandards/vocabularyEncodingSchemes": (
        "/accessibility/formatAndStandards/vocabularyEncodingScheme",
    ),
    "/accessibility/formatAndStandards/languages": ("/accessibility/formatAndStandards/language",),
    "/accessibility/formatAndStandards/formats": ("/accessibility/formatAndStandards/format",),
    "/linkage": ("/enrichmentAndLinkage",),
    "/linkage/associatedMedia": ("/documentation/associatedMedia",),
    "/linkage/dataUses": (),
    "/linkage/isGeneratedUsing": (),
    "/linkage/isReferenceIn": ("/accessibility/usage/isReferencedBy",),
    "/linkage/investigations": ("/enrichmentAndLinkage/investigations", "/accessibility/usage/investigations"),
    "/linkage/syntheticDataWebLink": ("/structuralMetadata/syntheticDataWebLink",),
    "/linkage/datasetLinkage": ("/enrichmentAndLinkage",),
    "/linkage/datasetLinkage/isDerivedFrom": (
        "/enrichmentAndLinkage/derivedFrom",
        "/enrichmentAndLinkage/derivation",
    ),
    "/linkage/datasetLinkage/isPartOf": ("/enrichmentAndLinkage/isPartOf", "/documentation/isPartOf"),
    "/linkage/datasetLinkage/linkedDatasets": (
        "/enrichmentAndLinkage/linkableDatasets",
        "/enrichmentAndLinkage/qualifiedRelation",
    ),
    "/linkage/datasetLinkage/isMemberOf": (),
    "/structuralMetadata": ("/structuralMetadata/tables", "/structuralMetadata"),
}
_KNOWN = {to_parts(there): tuple(map(to_parts, here)) for there, here in _FROM.items()}
_LONGEST_NUMBER = 12  # figures of an entry that could be there
_COLUMNS = "columns"
_ELEMENTS = "elements"  # what columns are called in older versions


def written_as(place: Pointer, metadata: Any) -> Pointer | None:
    """The author's place for a place in GWDM, or None where none is known.

    Args:
        place: as the validator names it.
        metadata: what was sent; it tells by its members which version it is written in.

    Returns:
        A place in the metadata, or of a member that its object could have; as deep as both formats go together.
    """
    names = tuple(map(str, place))
    for depth in range(len(names), -1, -1):
        bases: Sequence[tuple[str, ...]] | None = _KNOWN.get(names[:depth])
        if bases is None and depth:
            continue
        for base in bases if bases is not None else ((),):
            found = _within(metadata, base, names[depth:])
            if found:
                return found
        return None
    return None


def in_words(place: Pointer) -> str:
    """A place as its names say it, for a person: “Linkage › Data uses”, “Observations › entry 3 › Measured value”.

    For a place in GWDM of which no field is known, or one that nobody has a title for; "" for the whole.
    """
    return " › ".join(_step(step) for step in place)


def _step(step: str | int) -> str:
    if isinstance(step, int) or step.isdecimal():
        return f"entry {int(step) + 1:,}" if len(str(step)) < _LONGEST_NUMBER else "an entry"
    return plain(humanise(step) or step)


def _within(metadata: Any, base: tuple[str, ...], rest: tuple[str, ...]) -> Pointer | None:
    """The base and as much of the rest as is there; a member that is missing counts where its object is there."""
    here = get(metadata, base) if base else metadata
    if here is ABSENT:
        above = get(metadata, base[:-1])
        return base if isinstance(above, dict) and not _has_others(base) else None
    place: list[str | int] = list(base)
    for name in rest:
        if isinstance(here, list) and name.isdigit() and int(name) < len(here):
            place.append(int(name))
        elif isinstance(here, dict):
            if name not in here and not place:
                return None
            older = name == _COLUMNS and name not in here and _ELEMENTS in here
            place.append(_ELEMENTS if older else name)
        else:
            break
        here = get(here, place[-1:])
        if here is ABSENT:
            break
    return tuple(place) or None


def _has_others(base: tuple[str, ...]) -> bool:
    """Whether another version has another name for the same, which then is to be looked for first."""
    return any(base in here and here[-1] != base for here in _KNOWN.values())
