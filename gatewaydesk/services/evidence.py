"""What a gateway showed when it was asked what became of a submission: kept beside it, and told in sentences."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from gatewaydesk.store import OutboxRow

_STATES = {"state": "Dataset {id} is as it was to be.", "before": "Dataset {id} is as it was before."}


@dataclass(frozen=True)
class Alike:
    """A dataset on the gateway that has the title of a submission; `same` None where its content is not known."""

    dataset_id: str
    status: str
    same: bool | None
    web_url: str = ""


@dataclass(frozen=True)
class Evidence:
    """One asking.

    Attributes:
        asked_at: ISO 8601 in UTC.
        times: how often the list of datasets was read to its end.
        shown: how many datasets it showed.
        found: ID of the dataset that was taken for this submission, or "".
        by: how it was known: `pid`, `content`, `hand` or ""; of a dataset that was there before: `state`, or `before`
            where it is as it was.
        alike: what has its title, and what was not sent from here.
        trouble: why it could not be asked, or why the answer decides nothing; or "".
        twins: IDs of further datasets that are there for the same submission, or for a later one of the same.
    """

    asked_at: str
    times: int = 0
    shown: int = 0
    found: str = ""
    by: str = ""
    alike: tuple[Alike, ...] = ()
    trouble: str = ""
    twins: tuple[str, ...] = ()

    @property
    def undecided(self) -> tuple[Alike, ...]:
        """Datasets that hold the same and may be this submission: a person decides."""
        return () if self.found else tuple(one for one in self.alike if one.same)


def dumps(evidence: Evidence) -> str:
    """As the outbox keeps it."""
    return json.dumps(asdict(evidence), ensure_ascii=False)


def of(row: OutboxRow) -> Evidence | None:
    """What is known of a submission, or None when its gateway was never asked."""
    if not row.evidence:
        return None
    try:
        kept = json.loads(row.evidence)
        alike = tuple(Alike(**one) for one in kept["alike"])
        return Evidence(**kept | {"alike": alike, "twins": tuple(kept.get("twins", ()))})
    except (ValueError, TypeError, KeyError):  # written by another version: it is asked again
        return None


def told(row: OutboxRow) -> list[str]:
    """The evidence in sentences, the oldest fact first; times are not in them."""
    said = [f"It carries our persistent ID {row.pid}."] if row.pid and not row.dataset_id else []
    evidence = of(row)
    if row.dataset_id:
        said = [_STATES[evidence.by].format(id=row.dataset_id)] if evidence and evidence.by in _STATES else []
        return said + ([evidence.trouble] if evidence and evidence.trouble else [])
    if evidence is None:
        return said
    if evidence.times:
        often = "" if evidence.times == 1 else f" {evidence.times} times"
        datasets = "1 dataset" if evidence.shown == 1 else f"{evidence.shown:,} datasets"
        said.append(f"The list of {row.gateway} was read{often} to its end and showed {datasets}.")
    if evidence.found:
        by = {"pid": "carries this ID", "content": "has the same content"}.get(evidence.by, "was chosen by hand")
        said.append(f"Dataset {evidence.found} {by}.")
        if evidence.twins:
            said.append(there_twice(row, evidence))
    elif evidence.times:
        said.append("None of them carries this ID.")
        said += [_alike(one) for one in evidence.alike]
        if not evidence.alike:
            said.append("None of them has its title.")
    if evidence.trouble:
        said.append(evidence.trouble)
    return said


def there_twice(row: OutboxRow, evidence: Evidence) -> str:
    """That a submission is on its gateway more than once, as which datasets, and what to do about it."""
    others = " and ".join(f"dataset {one}" for one in evidence.twins)
    return (
        f"“{row.title}” is on {row.gateway} more than once: as dataset {evidence.found} and {others}. Keep one, and "
        "delete what is too many there."
    )


def _alike(one: Alike) -> str:
    content = {True: "and the same content", False: "and other content", None: "and does not show its content"}
    return f"Dataset {one.dataset_id} ({one.status}) has the same title {content[one.same]}."
