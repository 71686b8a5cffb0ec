"""What Traser, the HDR UK gateway's validator and translator, says about metadata, in plain words and at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.gateways.gwdm_places import in_words, written_as
from gatewaydesk.gateways.traser_entries import refused_values
from gatewaydesk.pointer import ABSENT, to_text
from gatewaydesk.schema.visible import going_on, plain

_MOST_NAMED = 5
_LONGEST_PLACE = 300
_MOST_BYTES = 1 << 50  # more than any limit that a gateway could have
_MEND = "Mend it and send it again."
_OTHER_VERSION = "Choose another schema version for this dataset, one that the gateway supports."


@dataclass(frozen=True)
class Finding:
    """Words found in an answer (empty where the general ones do), and the values that were refused."""

    what: str = ""
    todo: str = ""
    details: tuple[Mapping[str, Any], ...] = ()
    way_out: str = ""


def read_traser(body: Any, metadata: Any) -> Finding | None:
    """What a body of Traser means, or None when it is none of its shapes."""
    if not isinstance(body, dict):
        return None
    for said in (body.get("message"), body.get("error"), body.get("type")):
        for pattern, words in _SHAPES:
            match = re.fullmatch(pattern, said, re.DOTALL) if isinstance(said, str) else None
            if match:
                return words(match, body, metadata)
    return None


def _input_refused(match: re.Match[str], body: Mapping[str, Any], metadata: Any) -> Finding:
    inside = body.get("details")
    errors = inside.get("validationErrors") if isinstance(inside, dict) else inside
    echoed = inside.get("data") if isinstance(inside, dict) else body.get("data")
    errors = errors if isinstance(errors, list) else []
    unknown = next((one for one in errors if isinstance(one, dict) and "is not known" in str(one.get("message"))), None)
    if unknown is not None:
        return Finding("The gateway does not know the schema that this dataset is written in.", _OTHER_VERSION)
    details = refused_values(errors, echoed if metadata is None and echoed is not None else metadata)
    if not details:
        why = "The gateway refused the metadata, and did not say why."
        return Finding(why, "Check it here against the schema.", way_out="check")
    if len(details) == 1:
        return Finding("The gateway does not accept one value.", _MEND, details)
    return Finding(f"The gateway does not accept {len(details):,} values.", "Mend them and send it again.", details)


def _output_refused(match: re.Match[str], body: Mapping[str, Any], metadata: Any) -> Finding:
    """Faults of the gateway's own translation: at the author's fields where it is known what they come from."""
    inside = body.get("details")
    errors = inside.get("validationErrors") if isinstance(inside, dict) else inside
    faults = refused_values(errors if isinstance(errors, list) else [], ABSENT)
    what = "The metadata itself is accepted, but not the gateway's own translation of it into its storage format (GWDM)"
    named = "; ".join(_fault_there(one) for one in faults[:_MOST_NAMED])
    named += f"; and {len(faults) - _MOST_NAMED:,} more" if len(faults) > _MOST_NAMED else ""
    todo = (
        "Look for the field that means the same in your form. The names above are those of the gateway's format, "
        "so the matching field may be called otherwise. If you find none, ask the gateway's support."
    )
    details = tuple(_translated(one, metadata) for one in faults)
    if details and all(one["pointer"] for one in details):
        todo = "The fields that this comes from are marked. If you find nothing wrong there, ask the gateway's support."
    return Finding(f"{what}: {named}." if named else f"{what}.", todo, details)


def _fault_there(fault: Mapping[str, Any]) -> str:
    message = str(fault["message"])
    apart = ":" if message.startswith("The gateway") else ""
    said = going_on(message.replace("The", "the", 1) if apart else message)
    return f"“{in_words(fault['pointer']) or 'the whole of it'}”{apart} {said}"


def _translated(fault: Mapping[str, Any], metadata: Any) -> Mapping[str, Any]:
    """The fault at the field that it comes from, or else at the document as a whole; `there` is its place in GWDM."""
    place = written_as(fault["pointer"], metadata)
    said = f"the gateway's own translation of it is not: there {_fault_there(fault)}."
    words = f"Is accepted, but {said}" if place else f"The metadata is accepted, but {said} No field is known for that."
    there = plain(to_text(fault["pointer"]), _LONGEST_PLACE)
    return {"pointer": place or (), "keyword": fault["keyword"], "message": words, "there": there}


def _fixed(what: str, todo: str) -> Callable[[re.Match[str], Mapping[str, Any], Any], Finding]:
    def words(match: re.Match[str], body: Mapping[str, Any], metadata: Any) -> Finding:
        facts = {name: plain(value or "") for name, value in match.groupdict().items()}
        return Finding(what.format(**facts), todo)

    return words


def _too_large(match: re.Match[str], body: Mapping[str, Any], metadata: Any) -> Finding:
    limit = body.get("limit")
    most = f", which is at most {limit / 1048576:,.0f} MB" if isinstance(limit, int) and 0 < limit < _MOST_BYTES else ""
    return Finding(
        f"The metadata is larger than the gateway's validator takes{most}.",
        "Shorten it: the structural metadata is usually the largest part.",
    )


_PROGRAM = "This is a fault of the gateway or of Gateway Desk: please report it with the answer below."
_SHAPES: tuple[tuple[str, Callable[[re.Match[str], Mapping[str, Any], Any], Finding]], ...] = (
    (r"(?i)input metadata validation failed|metadata validation failed", _input_refused),
    (r"(?i)output metadata validation failed", _output_refused),
    (
        r"Input metadata object matched no known schemas",
        _fixed(
            "The gateway found no schema that this metadata fits, and does not say what is wrong with it.",
            "Check it here against its schema; if nothing is wrong here, try another schema version.",
        ),
    ),
    (
        r"Cannot support the (?P<side>input|output) model \((?P<schema>[^)]*)\)",
        _fixed("The gateway does not support the schema {schema}.", _OTHER_VERSION),
    ),
    (
        r"Schema for model=(?P<schema>.+) is not known!?",
        _fixed("The gateway does not know the schema {schema}.", _OTHER_VERSION),
    ),
    (
        r"Failed to (?:find|execute) translation between (?P<a>.+) and (?P<b>.+)",
        _fixed("The gateway could not translate from {a} into {b}.", _OTHER_VERSION),
    ),
    (
        r"Translation not possible.*",
        _fixed("The gateway could not translate this: it was not told the schema's version.", _PROGRAM),
    ),
    (
        r"Translation has failed\.?|Validation has failed\.?",
        _fixed("The gateway's validator could not read the metadata as it was passed on to it.", _PROGRAM),
    ),
    (r"entity\.parse\.failed", _fixed("What reached the gateway's validator was not JSON.", _PROGRAM)),
    (r"request entity too large", _too_large),
    (
        r"Cannot read properties of undefined.*|Hydration schema not found.*",
        _fixed("The gateway's validator does not have this schema.", _OTHER_VERSION),
    ),
    (r"Not Found", _fixed("The gateway's validator did not know what was asked of it.", _PROGRAM)),
)
