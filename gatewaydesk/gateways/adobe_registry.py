"""The Schema Registry: schemas to choose from, the fields of one, a sample record, and fields that are added.

It is strict about `Accept`: a list takes no version there, a look-up must name one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayProblem
from gatewaydesk.gateways.adobe_answers import explain, not_understood, unless_settled
from gatewaydesk.gateways.adobe_way import REGISTRY, SANDBOXES, Way, segment
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.sending import Content
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.gateways.work import Choice, Outcome, Table

PAGE = 300
CONTENT_TYPE = "application/vnd.adobe.xed+json;version=1"
_SHORT = "application/vnd.adobe.xed-id+json"
_FULL = "application/vnd.adobe.xed-full+json; version=1"
_CONTAINERS = {"tenant": "your organisation's", "global": "Adobe's own"}
_MOST_PAGES = 1000
_MOST_FIELDS, _DEEPEST = 5000, 12  # fields of one schema that are told, and how deep it is looked into
_PATCH = "application/json-patch+json"
_COLUMNS = ("Field", "Title", "Type", "Required", "Values", "Help")
_RANGES = {"int": "whole number", "long": "whole number", "short": "whole number", "byte": "whole number"}
Json = Mapping[str, Any]


def schemas(way: Way, containers: Sequence[str], search: str, cancel: CancelToken) -> Iterator[Choice]:
    """The schemas of the registry by title: the organisation's own first."""
    wanted = search.casefold()
    for container in containers:
        for one in _listed(way, container, cancel):
            title, id_ = str(one.get("title") or one["$id"]), str(one["$id"])
            if wanted in f"{title}\n{id_}".casefold():
                detail = f"{_CONTAINERS[container]}, version {one.get('version', '?')}"
                yield Choice(id_, title, detail, {"/schemaRef/contentType": CONTENT_TYPE})


def sandboxes(way: Way, search: str, cancel: CancelToken) -> Iterator[Choice]:
    """The sandboxes of the organisation; production ones say so."""
    answer = way.call("GET", SANDBOXES, cancel=cancel, sandboxed=False)
    found = answer.json.get("sandboxes") if isinstance(answer.json, dict) else None
    if answer.status != 200 or not isinstance(found, list):
        raise explain(answer).refused if answer.status != 200 else not_understood(answer)
    for one in found:
        name, kind = str(one.get("name")), str(one.get("type"))
        label = str(one.get("title") or name)
        if search.casefold() in f"{name}\n{label}".casefold():
            said = "PRODUCTION" if kind == "production" else kind
            state = one.get("state")
            detail = said if state in (None, "active") else f"{said}, {state}"
            fills = {"/sandbox_type": kind} if kind in ("production", "development") else {}
            yield Choice(name, label, detail, fills)


def full(way: Way, schema_id: str, cancel: CancelToken) -> Json:
    """A schema with everything that it refers to in it.

    Raises:
        Refused: it is not there.
    """
    return _looked_up(way, schema_id, _FULL, cancel)


def told(way: Way, schema_id: str, cancel: CancelToken) -> Outcome:
    """A schema's fields as a table, a sample record as text, and what a dataset has to say to use it."""
    schema = full(way, schema_id, cancel)
    rows = tuple(_rows(schema))
    title = str(schema.get("title") or schema_id)
    answer = way.get(f"{REGISTRY}/rpc/sampledata/{segment(schema_id)}", cancel=cancel)
    sample = jsonio.dumps(answer.json) if answer.status == 200 and isinstance(answer.json, dict) else ""
    count = "1 field" if len(rows) == 1 else f"{len(rows):,} fields"
    return Outcome(
        f"“{title}”, version {schema.get('version', '?')}, has {count}.",
        tables=(Table(f"Fields of “{title}”", _COLUMNS, rows),),
        text=sample,
        fills={"/schemaRef": {"id": str(schema.get("$id") or schema_id), "contentType": CONTENT_TYPE}},
    )


def as_form(way: Way, schema_id: str, cancel: CancelToken) -> Outcome:
    """A schema to write records by, as a form is drawn from it."""
    schema = full(way, schema_id, cancel)
    title = str(schema.get("title") or "schema")
    name = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in title).strip("-") or "schema"
    return Outcome(
        f"“{title}” can be filled in here now. Records that you save as JSON lines can be added to a dataset.",
        schema=(f"XDM-{name}/{schema.get('version', '1')}", schema),
    )


def extend(way: Way, schema_id: str, text: str, cancel: CancelToken) -> Outcome:
    """Adds fields to a schema by a JSON Patch; what would take some away is not sent.

    Raises:
        GatewayProblem: the text is no JSON Patch that only adds.
        OutcomeUnknown: it may have been done; the schema's fields show it.
    """
    steps = _additions(text)
    before = full(way, schema_id, cancel)
    body = Content((jsonio.dumps(steps, indent=None).encode("utf-8"),), _PATCH)
    answer = way.call("PATCH", f"{REGISTRY}/tenant/schemas/{segment(schema_id)}", body=body, cancel=cancel)
    if answer.status != 200:
        raise unless_settled(answer)
    after = full(way, schema_id, cancel)
    old = {row[0] for row in _rows(before)}
    new = tuple(row for row in _rows(after) if row[0] not in old)
    title = str(after.get("title") or schema_id)
    said = f"“{title}” is version {after.get('version', '?')} now"
    return Outcome(
        f"{said}, with {len(new):,} new fields. Files that have them can be added.",
        tables=(Table("New fields", _COLUMNS, new),),
        ids={"schema": schema_id},
    )


def names_of(schema: Json) -> dict[str, str]:
    """The titles of a schema's fields, by place as `a.b.c`; items of lists are at the list's own place."""
    return {row[0]: row[1] for row in _rows(schema)}


def _additions(text: str) -> list[Json]:
    try:
        steps = jsonio.loads(text)
    except FileProblem as problem:
        raise GatewayProblem(f"This is not JSON. {problem.what}", "Write a list of “add” operations.") from None
    if not isinstance(steps, list) or not steps or not all(isinstance(one, dict) for one in steps):
        raise GatewayProblem("This is not a JSON Patch.", "It is a list of operations, each with op, path and value.")
    for number, one in enumerate(steps, start=1):
        if one.get("op") != "add" or not str(one.get("path", "")).startswith("/") or "value" not in one:
            raise GatewayProblem(
                f"Operation {number} does not add anything: “{one.get('op')}” at “{one.get('path')}”.",
                "A schema that datasets use can only grow, so only “add” with a path and a value is sent.",
            )
    return steps


def _listed(way: Way, container: str, cancel: CancelToken) -> Iterator[Json]:
    seen: set[str] = set()
    start: str | None = None
    for _ in range(_MOST_PAGES):
        params = [("orderby", "title"), ("limit", str(PAGE)), *([("start", start)] if start is not None else [])]
        answer = way.get(f"{REGISTRY}/{container}/schemas", params, cancel=cancel, accept=_SHORT)
        page = _object(answer)
        results = page.get("results")
        if not isinstance(results, list) or not all(isinstance(one, dict) and "$id" in one for one in results):
            raise not_understood(answer, "The list of schemas could not be understood.")
        fresh = [one for one in results if one["$id"] not in seen]
        seen |= {one["$id"] for one in fresh}
        yield from fresh
        paging = page.get("_page")
        following = paging.get("next") if isinstance(paging, dict) else None
        if following is None or not fresh:
            return
        start = str(following)


def _looked_up(way: Way, schema_id: str, accept: str, cancel: CancelToken) -> Json:
    if not schema_id.strip():
        raise GatewayProblem("No schema is chosen yet.", "Choose one from the list.")
    # An ID of the organisation's is found under its own container only, and one of Adobe's under the other.
    containers = ("global", "tenant") if "/xdm/" in schema_id or schema_id.startswith("_xdm.") else ("tenant", "global")
    for container in containers:
        answer = way.get(f"{REGISTRY}/{container}/schemas/{segment(schema_id)}", cancel=cancel, accept=accept)
        if answer.status != 404:
            break
    return _object(answer)


def _object(answer: Answer) -> Json:
    if answer.status != 200:
        raise explain(answer).refused
    if not isinstance(answer.json, dict):
        raise not_understood(answer)
    return answer.json


def _rows(schema: Json) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(_below(schema, "", 0)):
        if number >= _MOST_FIELDS:
            return
        yield row


def _below(schema: Json, place: str, depth: int) -> Iterator[tuple[str, ...]]:
    """Every field below one, in order; depth is bounded because types may refer to themselves."""
    fields = schema.get("properties")
    if not isinstance(fields, dict) or depth > _DEEPEST:
        return
    required = schema.get("required")
    needed = required if isinstance(required, list) else []
    for name, one in fields.items():
        if not isinstance(one, dict):
            continue
        at = f"{place}.{name}" if place else name
        values = one.get("meta:enum") or one.get("enum") or ()
        yield (
            at,
            str(one.get("title") or ""),
            _type(one),
            "yes" if name in needed else "",
            ", ".join(map(str, values)) if isinstance(values, list | dict | tuple) else "",
            str(one.get("description") or ""),
        )
        items = one.get("items")
        yield from _below(items if isinstance(items, dict) else one, at, depth + 1)


def _type(field: Json) -> str:
    kind = str(field.get("format") or field.get("meta:xdmType") or field.get("type") or "")
    said = _RANGES.get(kind, {"number": "number", "string": "text", "boolean": "yes or no"}.get(kind, kind))
    low, high = field.get("minimum"), field.get("maximum")
    if isinstance(low, int | float) and isinstance(high, int | float):
        said = f"{said}, {low:,} to {high:,}"
    items = field.get("items")
    return f"list of {_type(items)}" if isinstance(items, dict) and "type" in field else said
