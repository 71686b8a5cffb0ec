"""Reading Catalog: the sandbox's datasets page by page, and one of them with the ETag of its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.adobe_answers import explain, not_understood
from gatewaydesk.gateways.adobe_metadata import mark_of, metadata_of, pid_of
from gatewaydesk.gateways.adobe_way import CATALOG, Way, segment
from gatewaydesk.gateways.base import CancelToken, Pulled, Remote
from gatewaydesk.gateways.wire import Answer

PAGE = 100  # the most that Catalog gives at once
DATASETS = f"{CATALOG}/dataSets"
SCHEMA = "AEP/1.0"
_MOST_PAGES = 10_000


@dataclass(frozen=True)
class Standing:
    """One dataset as it stands there.

    Attributes:
        remote: as it is listed.
        doc: all that Catalog says of it.
        etag: the mark of this state, with which a change names what it replaces.
    """

    remote: Remote
    doc: Mapping[str, Any]
    etag: str

    @property
    def mark(self) -> str:
        """Changes with the metadata only."""
        return mark_of(self.doc)


def datasets(way: Way, cancel: CancelToken) -> Iterator[Remote]:
    """Every dataset of the sandbox once, oldest first.

    Raises:
        GatewayProblem: the list could not be read to its end.
    """
    seen: set[str] = set()
    for number in range(_MOST_PAGES):
        params = [("limit", str(PAGE)), ("start", str(number * PAGE)), ("orderBy", "asc:created")]
        page = keyed(way.get(DATASETS, params, cancel=cancel), "The list of datasets could not be understood.")
        if not page:
            return
        fresh = {key: doc for key, doc in page.items() if key not in seen}
        if not fresh:
            raise GatewayProblem(
                "The platform's list of datasets goes on without bringing anything new: it was not read any further.",
                "So nothing can be concluded from it. If it stays so, tell Adobe's support.",
            )
        seen |= fresh.keys()
        for key, doc in fresh.items():
            yield remote_of(way, key, doc)
    raise GatewayProblem("The platform's list of datasets has no end: it was not read any further.")


def standing(way: Way, dataset_id: str, cancel: CancelToken) -> Standing:
    """One dataset.

    Raises:
        Refused: it is not there, or may not be read.
    """
    answer = way.get(f"{DATASETS}/{segment(dataset_id)}", cancel=cancel)
    doc = own_of(keyed(answer, "The platform's answer could not be understood."), dataset_id)
    if doc is None:
        raise not_understood(answer)
    return Standing(remote_of(way, dataset_id, doc), doc, answer.headers.get("etag", ""))


def is_there(way: Way, dataset_id: str, cancel: CancelToken) -> bool:
    """Whether a dataset is there at all.

    Raises:
        Refused: it may not be read.
    """
    answer = way.get(f"{DATASETS}/{segment(dataset_id)}", cancel=cancel)
    if answer.status != 200 and explain(answer).rule == "gone":
        return False
    keyed(answer, "The platform's answer could not be understood.")
    return True


def pulled(there: Standing) -> Pulled:
    """A dataset as its author wrote it."""
    return Pulled(there.remote, metadata_of(there.doc), SCHEMA, True, (), there.mark)


def remote_of(way: Way, dataset_id: str, doc: Mapping[str, Any]) -> Remote:
    """One dataset as it is listed. Catalog's `state` is not documented, so none of its datasets is a draft."""
    changed = moment(doc.get("updated")) or moment(doc.get("created"))
    reference = doc.get("schemaRef")
    schema = reference.get("id", "") if isinstance(reference, Mapping) else ""
    extra = {
        "web_url": way.web_url(dataset_id),
        "ids": ids_of(way, dataset_id, schema),
        "metadata": metadata_of(doc),
        "schema_id": schema,
        "format": (doc.get("fileDescription") or {}).get("format", ""),
        "tags": doc.get("tags") or {},
    }
    title = doc.get("name")
    batch = doc.get("lastBatchStatus")
    return Remote(
        dataset_id=dataset_id,
        pid=pid_of(doc),
        title=title if isinstance(title, str) else "",
        status="active",
        native_status=f"last batch: {batch}" if isinstance(batch, str) else "",
        changed=changed,
        extra=extra,
    )


def ids_of(way: Way, dataset_id: str, schema: object) -> dict[str, str]:
    """The IDs that go into the history with a dataset."""
    return {"dataset": dataset_id, "sandbox": way.sandbox, **({"schema": str(schema)} if schema else {})}


def keyed(answer: Answer, what: str) -> dict[str, Any]:
    """Objects by ID, as Catalog lists them. An empty list stands for none.

    Raises:
        Refused: the answer is a no, or no such list.
    """
    if answer.status != 200:
        raise explain(answer).refused
    found = answer.json
    if found == []:
        return {}
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise not_understood(answer, what)
    return found


def own_of(found: Mapping[str, Any], wanted: str) -> Mapping[str, Any] | None:
    """The object of that ID, or else the only one: in the publisher's own example the key is another one."""
    if wanted in found:
        return dict(found[wanted])
    return dict(next(iter(found.values()))) if len(found) == 1 else None


def moment(value: Any) -> str:
    """A moment of Catalog's (milliseconds since 1970) as ISO 8601 in UTC, or "" where it is none."""
    try:
        text = datetime.fromtimestamp(float(value) / 1000, UTC).isoformat(timespec="milliseconds")
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
    return text.replace("+00:00", "Z")


def listed(answer: Answer) -> list[Mapping[str, Any]]:
    """The entries of a `data` list, as Data Access has them.

    Raises:
        Refused: the answer is a no, or no such list.
    """
    if answer.status != 200:
        raise explain(answer).refused
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise not_understood(answer)
    return data
