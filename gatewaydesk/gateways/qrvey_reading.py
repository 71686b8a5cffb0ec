"""Reading Qrvey: the application's datasets, how many there are, and one of them whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayProblem, Refused
from gatewaydesk.gateways.base import CancelToken, Pulled, Remote
from gatewaydesk.gateways.qrvey_answers import explain, not_understood
from gatewaydesk.gateways.qrvey_metadata import mark_of, metadata_of
from gatewaydesk.gateways.qrvey_way import Way, status_of
from gatewaydesk.schema.visible import plain

FEW, MOST = 1000, 1_000_000  # datasets that are asked for: how Qrvey would page is not documented
_LONGEST_ID = 40


def datasets(way: Way, cancel: CancelToken, *, complete: bool) -> Iterator[Remote]:
    """The application's datasets. With `complete`, a list of which Qrvey says that there is more is not taken for the
    whole.

    Raises:
        GatewayProblem: the list could not be read, or not to its end.
    """
    rows, more = listed(way, f"{way.datasets}/all", cancel)
    for row in rows:
        yield remote_of(way, row)
    if more and complete:
        raise GatewayProblem(
            f"Qrvey shows only {len(rows):,} of the application's datasets.",
            "So it cannot be told whether yours is among the others. Look for its name in Qrvey.",
        )


def listed(way: Way, path: str, cancel: CancelToken) -> tuple[list[dict[str, Any]], bool]:
    """The rows of a list, and whether there are more than Qrvey shows."""
    limit, shown = FEW, -1
    while True:
        answer = post(way, path, {"limit": limit}, cancel)
        rows = answer.get("Items") if isinstance(answer, dict) else answer
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise GatewayProblem("Qrvey's list could not be understood.", "Check the connection's address.")
        said = answer if isinstance(answer, dict) else {}
        count = said.get("Count")
        left_out = bool(said.get("LastEvaluatedKey")) or (isinstance(count, int) and count > len(rows))
        if len(rows) < limit or len(rows) == shown or limit >= MOST:
            return rows, left_out or len(rows) == limit == MOST
        limit, shown = limit * 10, len(rows)


def post(way: Way, path: str, body: Mapping[str, Any], cancel: CancelToken) -> Any:
    """What a call answers that reads, although it is a POST.

    Raises:
        Refused: it is not answered with JSON and a yes.
    """
    sent = jsonio.dumps(dict(body), indent=None).encode()
    answer = way.transport.request("POST", path, body=sent, cancel=cancel, repeatable=True)
    if answer.status != 200:
        raise explain(answer).refused
    if not isinstance(answer.json, (dict, list)):
        raise not_understood(answer)
    return answer.json


def definition(way: Way, dataset_id: str, cancel: CancelToken) -> dict[str, Any]:
    """One dataset's complete definition.

    Raises:
        Refused: there is no such dataset in this application, or it may not be read.
    """
    if not dataset_id.isascii() or not dataset_id.strip() or "/" in dataset_id:
        raise GatewayProblem(
            f"“{plain(dataset_id, _LONGEST_ID)}” is not the ID of a dataset.",
            "Look for it in the list of your datasets.",
        )
    answer = way.transport.get(way.dataset(dataset_id), cancel=cancel)
    if answer.status != 200:
        raise explain(answer).refused
    if not isinstance(answer.json, dict) or not answer.json.get("datasetId"):
        raise not_understood(answer)
    return answer.json


def pulled(way: Way, dataset_id: str, cancel: CancelToken) -> Pulled:
    """One dataset as a person would write it."""
    found = definition(way, dataset_id, cancel)
    return Pulled(remote_of(way, found), metadata_of(found), "Qrvey/4.0", True, (), mark_of(found))


def state_of(way: Way, dataset_id: str, cancel: CancelToken) -> str:
    """The normalised status of one dataset, `deleted` where it is not there."""
    try:
        return remote_of(way, definition(way, dataset_id, cancel)).status
    except Refused as refused:
        if refused.status == 404 and refused.way_out == "refresh":
            return "deleted"
        raise


def count_by_status(way: Way, cancel: CancelToken) -> dict[str, int]:
    """How many datasets the application has of each status."""
    counts = dict.fromkeys(("active", "draft", "archived"), 0)
    for remote in datasets(way, cancel, complete=False):
        counts[remote.status] = counts.get(remote.status, 0) + 1
    return counts


def remote_of(way: Way, row: Mapping[str, Any]) -> Remote:
    """A row of the list, or one dataset."""
    native, dataset_id = str(row.get("status") or ""), str(row.get("datasetId") or "")
    return Remote(
        dataset_id=dataset_id,
        pid="",
        title=str(row.get("name") or ""),
        status=status_of(native),
        native_status=native,
        changed=str(row.get("updatedDate") or row.get("lastModified") or ""),
        extra={
            "web_url": way.web_url,
            "shared": row.get("isPublic") is True,
            "ids": {"dataset": dataset_id, **way.ids},
        },
    )
