"""Reading an HDR UK gateway: the team's datasets page by page, how many there are, and one of them whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.errors import GatewayProblem, Refused
from gatewaydesk.gateways.base import CancelToken, Pulled, Remote
from gatewaydesk.gateways.hdruk_answers import explain
from gatewaydesk.gateways.hdruk_escaping import coded_places, unescaped_whole
from gatewaydesk.gateways.hdruk_way import STATUSES, Way
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.pointer import get
from gatewaydesk.schema.visible import plain

PAGE = 100
_FEW = 10  # rows a page while one of them is looked for: on the older route each holds its whole metadata
_MOST_PAGES = 10_000
_LONGEST_ID = 40  # characters of what is no ID, in a sentence
_TRANSLATED_INTO = ("HDRUK", "4.0.0")
_TITLES = (
    ("latest_metadata", "summary", "title"),
    ("latest_metadata", "metadata", "summary", "title"),
    ("latest_metadata", "metadata", "metadata", "summary", "title"),
)
_ENVELOPE_TITLES = (("metadata", "summary", "title"), ("original_metadata", "summary", "title"))
_LOST_IN_TRANSLATION = (
    "The gateway keeps no original of this dataset: this is its translation back from its own format.",
    "Lists come back as one text, with “;,;” between what were their items.",
    "Which sub-types belong to which dataset type is no longer told.",
    "The identifier, the revisions and the dates of issue and change are the gateway's own.",
)
_UNTRANSLATED = (
    "The gateway keeps no original of this dataset and could not translate it: this is its own format (GWDM).",
)
_UNCODED = (
    "The gateway keeps signs such as &, <, > and ’ or é of this dataset as HTML codes, because it was sent by an older "
    "route. They have been turned back into signs."
)


@dataclass(frozen=True)
class Standing:
    """One dataset as it stands there.

    Attributes:
        remote: the dataset as it is listed.
        original: the metadata that the gateway was sent, exactly as it keeps it; None where it does not.
        envelope: all that it keeps of the newest version.
    """

    remote: Remote
    original: Mapping[str, Any] | None
    envelope: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """Changes with the metadata, whatever else the gateway notes beside it."""
        held = self.envelope.get("metadata") if self.original is None else self.original
        text = json.dumps(held, sort_keys=True, default=str)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def datasets(way: Way, cancel: CancelToken, *, complete: bool) -> Iterator[Remote]:
    """Every dataset once: active, draft and archived. With `complete`, a list from which rows are missing is not taken
    for the whole, and each dataset's `extra["original"]` is its metadata where the list shows that.

    Raises:
        GatewayProblem: the list could not be read to its end.
    """
    seen: set[str] = set()
    paths = [way.datasets] if way.team is None else [f"{way.datasets}/status/{one}" for one in STATUSES]
    sort = "id:asc" if way.team is None else "created:asc"  # so that what is new comes last, not in between
    for path in paths:
        shown, total = 0, 0
        for page in _pages(way, path, sort, cancel):
            total = max(total, page["total"])
            shown += len(page["data"])
            before = len(seen)
            for row in page["data"]:
                remote = remote_of(way, row, whole=complete)
                if remote.dataset_id not in seen:
                    seen.add(remote.dataset_id)
                    yield remote
            if len(seen) == before and page["current_page"] < page["last_page"]:
                raise _endless(page, "brings nothing new")
        if complete and shown < total:
            raise GatewayProblem(
                f"The gateway counts {total:,} datasets but shows only {shown:,}: some of them are damaged there.",
                "So it cannot be told whether yours has arrived. Look for its title on the gateway's web pages.",
            )


def count_by_status(way: Way, cancel: CancelToken) -> dict[str, int]:
    """How many datasets the team has of each status."""
    if way.team is None:  # this route counts nothing, but a page of a list says how long that is
        return {
            status: int(_listed(way, way.datasets, 1, 1, cancel, status=word)["total"])
            for status, word in STATUSES.items()
        }
    answer = way.transport.get(f"{way.datasets}/count/status", cancel=cancel)
    counted = get(answer.json, ("data",))
    if answer.status != 200 or not isinstance(counted, (dict, list)):  # no members at all: PHP writes a list
        raise explain(answer).refused if answer.status != 200 else _not_understood(answer)
    found = counted if isinstance(counted, dict) else {}
    return {status: _number(found.get(word)) for status, word in STATUSES.items()}


def standing(way: Way, dataset_id: str, cancel: CancelToken) -> Standing:
    """One dataset with what the gateway keeps of it.

    No schema is named: the gateway would translate, and refuses to where a draft is not finished. The older route
    shows metadata only in the list.

    Raises:
        Refused: there is no such dataset of this team, or it may not be read.
        GatewayProblem: it is no ID of a dataset at all.
    """
    if not (dataset_id.isascii() and dataset_id.isdecimal()):  # the gateway would say that there is no such address
        raise GatewayProblem(
            f"“{plain(dataset_id, _LONGEST_ID)}” is not the ID of a dataset on this gateway: those are whole numbers.",
            "Look for its ID in the list of your datasets.",
        )
    row = _looked_up(way, dataset_id, cancel) if way.team is None else None
    if row is None:
        answer = way.transport.get(f"{way.datasets}/{dataset_id}", cancel=cancel)
        if answer.status != 200:
            raise explain(answer).refused
        row = _one(answer)
    envelope = _latest(row)
    original = envelope.get("original_metadata")
    return Standing(remote_of(way, row, whole=True), original if isinstance(original, dict) else None, envelope)


def pulled(way: Way, dataset_id: str, cancel: CancelToken) -> Pulled:
    """One dataset as its author wrote it; only where the gateway keeps no original is it asked for its translation.

    Raises:
        Refused: as in `standing`; or there is no metadata at all.
    """
    there = standing(way, dataset_id, cancel)
    remote, original, mark = there.remote, there.original, there.mark
    if original is not None:
        uncoded = unescaped_whole(original)
        if uncoded is not None:
            return Pulled(remote, uncoded, "", True, (_UNCODED,), mark)
        return Pulled(remote, original, "", True, _codes_left(original), mark)
    translated = _translated(way, dataset_id, cancel)
    if isinstance(translated, dict):
        return Pulled(remote, translated, "/".join(_TRANSLATED_INTO), False, _LOST_IN_TRANSLATION, mark)
    own = there.envelope.get("metadata")
    if not isinstance(own, dict):
        raise Refused(
            f"The gateway shows no metadata of dataset {dataset_id}.", "Ask the gateway's support: it may be damaged."
        )
    version = there.envelope.get("gwdmVersion")
    schema = f"GWDM/{version}" if isinstance(version, str) else ""
    return Pulled(remote, own, schema, False, (*_UNTRANSLATED, *_LOST_IN_TRANSLATION[1:]), mark)


def state_of(way: Way, dataset_id: str, cancel: CancelToken) -> str:
    """The normalised status of one dataset, `deleted` where the team has it no more.

    Raises:
        Refused: it may not be read.
    """
    answer = way.transport.get(f"{way.datasets}/{dataset_id}", cancel=cancel)
    if answer.status == 200:
        return remote_of(way, _one(answer)).status
    verdict = explain(answer)
    if verdict.rule in ("dataset-not-found", "no-such-record", "id-wrong"):
        return "deleted"
    raise verdict.refused


def remote_of(way: Way, row: Mapping[str, Any], *, whole: bool = False) -> Remote:
    """A row of a list, or one dataset. With `whole` the metadata goes along, where the row holds it.

    Its title is told without the codes that an older route has written into it, which `extra["coded"]` says.
    """
    native = str(row.get("status") or "")
    status = next((name for name, word in STATUSES.items() if word == native.upper()), "unknown")
    dataset_id = str(row["id"])
    envelope = _latest(row)
    titles = [get(row, path) for path in _TITLES] + [get(envelope, path) for path in _ENVELOPE_TITLES]
    title = next((title for title in titles if isinstance(title, str) and title), "")
    plain_title = unescaped_whole(title)
    extra = {
        "team_id": row.get("team_id"),
        "web_url": way.web_url(dataset_id, status),
        "cohort": row.get("is_cohort_discovery") in (True, 1),
        "coded": plain_title is not None,
    }
    return Remote(
        dataset_id=dataset_id,
        pid=str(row.get("pid") or ""),
        title=title if plain_title is None else plain_title,
        status=status,
        native_status=native,
        changed=str(row.get("updated") or row.get("updated_at") or row.get("created") or ""),
        origin=str(row.get("create_origin") or ""),
        extra=extra | ({"original": envelope.get("original_metadata")} if whole else {}),
    )


def is_id(value: Any) -> bool:
    """Whether it can be the ID of something: a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def _looked_up(way: Way, dataset_id: str, cancel: CancelToken) -> Mapping[str, Any] | None:
    """A row of the older route's list, which is sorted by ID: half of what is left is left out each time."""
    wanted, low, high = int(dataset_id), 1, _MOST_PAGES
    at = low
    while low <= high:
        page = _listed(way, way.datasets, at, _FEW, cancel, sort="id:asc")
        rows: list[Mapping[str, Any]] = page["data"]
        high = min(high, page["last_page"])
        here = next((row for row in rows if row["id"] == wanted), None)
        if here is not None:
            return here
        if not rows or rows[0]["id"] > wanted:
            high = at - 1
        elif rows[-1]["id"] < wanted:
            low = at + 1
        else:
            return None
        at = (low + high) // 2
    return None


def _translated(way: Way, dataset_id: str, cancel: CancelToken) -> Any:
    model, version = _TRANSLATED_INTO
    answer = way.transport.get(
        f"{way.datasets}/{dataset_id}",
        params=[("schema_model", model), ("schema_version", version)],
        cancel=cancel,
    )
    if answer.status != 200:
        verdict = explain(answer)
        if verdict.refused.retry_after is not None:  # there are too many calls, or it is away: that is no answer
            raise verdict.refused
        return None
    data = get(answer.json, ("data",))
    return data if way.team is None else _latest(data).get("metadata")


def _pages(way: Way, path: str, sort: str, cancel: CancelToken) -> Iterator[Mapping[str, Any]]:
    for number in range(1, _MOST_PAGES):
        page = _listed(way, path, number, PAGE, cancel, sort=sort)
        if page["last_page"] > max(page["total"], 1):
            raise _endless(page, f"counts {page['total']:,} datasets")
        yield {**page, "current_page": number}
        if number >= page["last_page"]:
            return


def _listed(way: Way, path: str, number: int, size: int, cancel: CancelToken, **filters: str) -> Mapping[str, Any]:
    """One page of a list.

    Raises:
        Refused: it is not a page of datasets, so nothing can be concluded from it.
    """
    params = [("per_page", str(size)), ("page", str(number)), *filters.items()]
    answer = way.transport.get(path, params=params, cancel=cancel)
    if answer.status != 200:
        raise explain(answer).refused
    page = answer.json
    if (
        isinstance(page, dict)
        and all(is_id(page.get(name)) for name in ("current_page", "last_page", "total"))
        and isinstance(page.get("data"), list)
        and all(isinstance(row, dict) and is_id(row.get("id")) for row in page["data"])
    ):
        return page
    raise _not_understood(answer, "The gateway's list of datasets could not be understood.")


def _endless(page: Mapping[str, Any], how: str) -> GatewayProblem:
    """A list that cannot be right, and might never come to an end."""
    return GatewayProblem(
        f"The gateway's list of datasets has {page['last_page']:,} pages, and page {page['current_page']:,} of them "
        f"{how}: it was not read any further.",
        "So nothing can be concluded from it. If it stays so, tell the gateway's support.",
    )


def _one(answer: Answer) -> Mapping[str, Any]:
    row = get(answer.json, ("data",))
    if isinstance(row, dict) and is_id(row.get("id")):
        return row
    raise _not_understood(answer)


def _not_understood(answer: Answer, what: str = "The gateway's answer could not be understood.") -> Refused:
    verdict = explain(answer)
    return Refused(
        verdict.refused.what if answer.json is None else what,
        "Check the connection's address; if it is right, copy the answer for the gateway's support.",
        status=answer.status,
        answer=verdict.refused.answer,
        way_out="edit-connection",
    )


def _latest(row: Any) -> Mapping[str, Any]:
    """What the newest version of a row holds: routes list them in either order."""
    versions = get(row, ("versions",))
    known = [one for one in versions if isinstance(one, dict)] if isinstance(versions, list) else []
    newest = max(known, key=lambda one: _number(one.get("version")), default={})
    envelope = newest.get("metadata")
    return envelope if isinstance(envelope, dict) else {}


def _codes_left(original: Any) -> tuple[str, ...]:
    count = sum(1 for _ in coded_places(original))
    if not count:
        return ()
    values = "1 value holds an HTML code" if count == 1 else f"{count:,} values hold HTML codes"
    return (f"{values} such as “&amp;”, which may have been a sign before an older route changed it.",)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
