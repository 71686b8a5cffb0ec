"""Reading an Opendatasoft portal: its datasets page by page, one of them whole, and what goes on with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.errors import GatewayProblem, Refused
from gatewaydesk.gateways.base import CancelToken, Pulled, Remote
from gatewaydesk.gateways.opendatasoft_metadata import (
    DEFAULT,
    DOMAIN,
    NAMED,
    RESTRICTED,
    Held,
    Holding,
    Names,
    document_of,
    holding_automation,
    holding_v2,
    mark_of,
    place_here,
)
from gatewaydesk.gateways.opendatasoft_way import Way, part
from gatewaydesk.pointer import get
from gatewaydesk.schema.visible import plain

PAGE = 100
"""Datasets a page: as many as v2 gives."""

SCHEMA = "Opendatasoft/2.0"
_MOST_PAGES = 10_000
_AT_REST = frozenset({"idle", "error", "limit_reached"})
_HARVESTED = (
    "{names} {come} from the source that this dataset is harvested from. What you write there instead shows in place "
    "of it from then on."
)


@dataclass(frozen=True)
class Standing:
    """One dataset as it stands there.

    Attributes:
        row: as the portal shows it.
        remote: the dataset as it is listed.
        holding: its metadata.
        access: who may see it: `domain`, `restricted`, or "" where that is not said.
    """

    row: Mapping[str, Any]
    remote: Remote
    holding: Holding
    access: str

    @property
    def document(self) -> dict[str, Any]:
        """Its metadata as a document."""
        return document_of(self.holding, self.remote.pid, self.access)

    @property
    def mark(self) -> str:
        """Changes with the document."""
        return mark_of(self.document)


@dataclass(frozen=True)
class State:
    """What goes on with a dataset, in the portal's word.

    Attributes:
        name: `idle`, `error`, `processing`…; what is not known is kept as it is.
        published: whether there is something of it to be seen.
        since: when that began.
        errors: how many records were refused.
        message: why there is an error.
    """

    name: str
    published: bool
    since: str = ""
    errors: int = 0
    message: str = ""

    @property
    def at_rest(self) -> bool:
        """Whether nothing goes on."""
        return self.name in _AT_REST


def datasets(way: Way, cancel: CancelToken) -> Iterator[Remote]:
    """Every dataset once.

    Raises:
        GatewayProblem: the list could not be read to its end.
    """
    seen: set[str] = set()
    for rows, last in _pages(way, cancel):
        before = len(seen)
        for row in rows:
            remote = remote_of(way, row)
            if remote.dataset_id not in seen:
                seen.add(remote.dataset_id)
                yield remote
        if not last and len(seen) == before:
            raise GatewayProblem(
                "The portal's list of datasets goes on without bringing anything new, so it was not read any further.",
                "So nothing can be concluded from it. If it stays so, tell the portal's support.",
            )


def standing(way: Way, uid: str, cancel: CancelToken) -> Standing:
    """One dataset with its metadata.

    Raises:
        Refused: it is not there, or may not be read.
    """
    path = f"datasets/{part(uid)}"
    row = way.get(path, cancel=cancel)
    remote = remote_of(way, row)
    if way.is_v2:
        objects = way.get(f"{path}/metadata", cancel=cancel)
        if not isinstance(objects, list):
            raise _not_understood("The portal's metadata could not be understood.")
        holding: Holding = holding_v2(objects)
    else:
        metadata = row.get("metadata")
        holding = holding_automation(metadata if isinstance(metadata, dict) else {})
    return Standing(row, remote, holding, str(remote.extra.get("access") or ""))


def names_for(way: Way, document: Mapping[str, Any], cancel: CancelToken) -> Names:
    """What the IDs of a document's themes and licence stand for, asked for once; nothing where the portal does not say.

    v2 has names only.
    """
    if way.is_v2 or not any(template == DEFAULT and name in document for template, name in NAMED):
        return {}
    if way.learned.names is None:
        try:
            way.learned.names = dict(_named(way, cancel))
        except Refused:
            return {}
    return way.learned.names


def choices_of(given: Any) -> tuple[tuple[Any, str], ...]:
    """The choices of a field: each is a value, or one with its label."""
    found: list[tuple[Any, str]] = []
    for one in given if isinstance(given, list) else []:
        if isinstance(one, list) and one:
            found.append((one[0], str(one[-1])))
        elif isinstance(one, dict) and "value" in one:
            found.append((one["value"], str(one.get("label") or one["value"])))
        elif isinstance(one, str | int | float):
            found.append((one, str(one)))
    return tuple(found)


def templates(way: Way, cancel: CancelToken) -> list[Mapping[str, Any]]:
    """Automation's templates that are in use."""
    return listed(way, "metadata/templates/", cancel, is_active="true")


def _named(way: Way, cancel: CancelToken) -> Iterator[tuple[tuple[str, str], Mapping[str, str]]]:
    for group in templates(way, cancel):
        fields = group.get("schema")
        for one in fields if isinstance(fields, list) else []:
            place = place_here((str(group.get("name")), str(get(one, ("name",)))))
            if place in NAMED:
                yield place, {str(value): label for value, label in choices_of(get(one, ("choices",)))}


def pulled(there: Standing) -> Pulled:
    """A dataset as it is handed on."""
    harvested = [name for (_, name), held in there.holding.items() if held.remote is not None and not held.overrides]
    names = ", ".join(f"“{plain(one)}”" for one in harvested[:8])
    lost = (_HARVESTED.format(names=names, come="comes" if len(harvested) == 1 else "come"),) if harvested else ()
    return Pulled(there.remote, there.document, SCHEMA, True, lost, there.mark)


def state(way: Way, uid: str, cancel: CancelToken) -> State:
    """What goes on with a dataset now.

    Raises:
        Refused: it is not there, or its state may not be read.
    """
    said = way.get(f"datasets/{part(uid)}/status", cancel=cancel)
    if not isinstance(said, dict):
        raise _not_understood("The portal's answer on the status could not be understood.")
    return state_of(said)


def state_of(said: Mapping[str, Any]) -> State:
    """A status object of either dialect; of `name` and `status` whichever is there, a known misspelling mended."""
    word = str(said.get("name") or said.get("status") or "").strip()
    word = re.sub("s{3,}", "ss", word)  # the portal's own documents spell “processsing” too
    errors = said.get("records_errors")
    count = len(errors) if isinstance(errors, list) else errors if isinstance(errors, int) else 0
    return State(
        word or "unknown",
        said.get("published", said.get("is_published")) is True,
        str(said.get("since") or ""),
        count,
        str(said.get("message") or said.get("raw_message") or ""),
    )


def record_errors(way: Way, uid: str, cancel: CancelToken) -> list[Mapping[str, Any]]:
    """The records that were refused."""
    path = f"datasets/{part(uid)}/status"
    if not way.is_v2:
        said = way.get(path, cancel=cancel)
        found = said.get("records_errors") if isinstance(said, dict) else None
    else:
        try:
            found = way.get(f"{path}/records_errors", cancel=cancel)
        except Refused as refused:
            if refused.status not in (404, 405):
                raise
            said = way.get(path, params=[("expand", "records_errors")], cancel=cancel)
            found = said.get("records_errors") if isinstance(said, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def listed(way: Way, path: str, cancel: CancelToken, **params: str) -> list[Mapping[str, Any]]:
    """A list of few, such as stands below a dataset, whichever way the dialect wraps it."""
    whole = {} if way.is_v2 else {"limit": "1000"}
    found = way.get(path, params=[*params.items(), *whole.items()], cancel=cancel)
    rows = found if way.is_v2 else get(found, ("results",))
    if not isinstance(rows, list):
        raise _not_understood("The portal's list could not be understood.")
    return [one for one in rows if isinstance(one, dict)]


def remote_of(way: Way, row: Any) -> Remote:
    """A dataset as it is listed, or shown by itself.

    Raises:
        Refused: it is none.
    """
    uid = row.get("dataset_uid" if way.is_v2 else "uid") if isinstance(row, dict) else None
    if not isinstance(uid, str) or not uid:
        raise _not_understood("The portal's answer on a dataset could not be understood.")
    metas = row.get("metas" if way.is_v2 else "metadata")
    status = row.get("status")
    said = state_of(status) if isinstance(status, dict) else None
    published = row.get("is_published") if not way.is_v2 else get(metas, ("publishing", "published"))
    if published is None and isinstance(status, dict):
        published = status.get("published")
    dataset_id = str(row.get("dataset_id") or "")
    normalised = {True: "active", False: "draft"}.get(published, "unknown") if published is not None else "unknown"
    native = said.name if said is not None else {"active": "published", "draft": "not published"}.get(normalised, "")
    return Remote(
        dataset_id=uid,
        pid=dataset_id,
        title=_title(metas),
        status=normalised,
        native_status=native,
        changed=str(row.get("last_modified") or row.get("updated_at") or row.get("created_at") or ""),
        extra={
            "web_url": way.web_url(dataset_id, published=published is True),
            "access": _access(row),
            "ids": {"dataset_uid": uid} | ({"dataset_id": dataset_id} if dataset_id else {}),
            "state": said.name if said is not None else "",
        },
    )


def _pages(way: Way, cancel: CancelToken) -> Iterator[tuple[list[Any], bool]]:
    """The pages of the list, each with whether it is the last: v2 says nothing of how many there are."""
    for number in range(_MOST_PAGES):
        if way.is_v2:
            params = [("rows", str(PAGE)), ("page", str(number + 1)), ("include_app_metas", "true")]
            rows: Any = way.get("datasets", params=params, cancel=cancel)
            last = isinstance(rows, list) and len(rows) < PAGE
        else:
            page = way.get("datasets", params=[("limit", str(PAGE)), ("offset", str(number * PAGE))], cancel=cancel)
            rows = get(page, ("results",))
            # The next page's address is not followed: it is enough to know that there is one.
            last = isinstance(page, dict) and not page.get("next")
        if not isinstance(rows, list):
            raise _not_understood("The portal's list of datasets could not be understood.")
        yield rows, last
        if last:
            return
    raise GatewayProblem("The portal's list of datasets does not end.", "Tell the portal's support.")


def _title(metas: Any) -> str:
    """v2 shows metadata as an object of templates; its documents also tell of a list of metadata objects."""
    if isinstance(metas, list):
        return str(holding_v2(metas).get((DEFAULT, "title"), Held()).shown or "")
    title = get(metas, (DEFAULT, "title"))
    if isinstance(title, dict):
        title = holding_automation({DEFAULT: {"title": title}})[(DEFAULT, "title")].shown if title else ""
    return title if isinstance(title, str) else ""


def _access(row: Mapping[str, Any]) -> str:
    said = row.get("visibility")
    if isinstance(row.get("is_restricted"), bool):
        return RESTRICTED if row["is_restricted"] else DOMAIN
    return said if said in (RESTRICTED, DOMAIN) else ""


def _not_understood(what: str) -> Refused:
    return Refused(
        what,
        "Check the connection's address and interface; if they are right, ask the portal's support.",
        way_out="edit-connection",
    )
