"""The practice Schema Registry: lists, look-ups with strict `Accept` headers, sample records, additive changes."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import quote

from flask import Response, request

from gatewaydesk.practice import adobe_patch
from gatewaydesk.practice.adobe_call import Call, reply
from gatewaydesk.practice.adobe_rules import TENANT, Json, at, matches, registry, service, whole_number
from gatewaydesk.practice.adobe_schemas import broken, check_names, nothing, resolved, resource, sample, without_texts
from gatewaydesk.practice.adobe_store import Row, now

PREFIX = "/data/foundation/schemaregistry"
CONTAINERS = ("tenant", "global")
_ACCEPT = re.compile(
    r"application/vnd\.adobe\.(xed-id|xed-full-notext|xed-full-desc|xed-full|xed-notext|xed-deprecatefield|xed)\+json"
    r"(?:\s*;\s*version=([0-9]+(?:\.[0-9]+)?))?"
)
_LIST = ("xed-id", "xed")
_MOST = 300
_IN_SHORT = ("title", "$id", "meta:altId", "version")


def stats(call: Call) -> Response:
    """How much there is, and whose it is."""
    rows = _schemas(call, "tenant")
    newest = sorted(rows, key=lambda row: -row["doc"]["meta:registryMetadata"]["repo:createDate"])
    short = [{name: row["doc"][name] for name in ("title", "$id", "meta:altId", "version")} for row in newest[:5]]
    kinds = ("schemas", "fieldgroups", "classes", "datatypes", "unions")
    every = call.store.rows("select kind from resources where sandbox = ?", (call.sandbox,))
    body = {
        "imsOrg": call.system.org_id,
        "tenantId": TENANT,
        "counts": {kind: sum(row["kind"] == kind for row in every) for kind in kinds},
        "recentlyCreatedResources": short,
        "recentlyUpdatedResources": short,
        "classUsage": {},
    }
    return reply(body)


def list_schemas(call: Call, container: str) -> Response:
    """One page of schemas; without `orderby`, `limit` and `start` do nothing."""
    form, version = _accepted(call, _LIST)
    if version:
        raise registry(
            "XDM-1006-400",
            "Accept header not supported",
            "The Accept header must not carry a version when resources are listed.",
        )
    docs = [row["doc"] for row in _schemas(call, container)]
    docs = [doc for doc in docs if all(matches(doc, condition) for condition in call.every("property"))]
    order, following = call.query.get("orderby"), None
    if order:
        docs, following = _page(call, docs, order)
    if form == "xed-id":
        docs = [{name: doc[name] for name in _IN_SHORT} for doc in docs]
    link = {"href": f"{call.base}{request.path}?orderby={order}&start={quote(following)}"} if following else None
    body = {
        "results": docs[:_MOST],
        "_page": {"orderby": order, "next": following, "count": min(len(docs), _MOST)},
        "_links": {"next": link},
    }
    return reply(body)


def get_schema(call: Call, container: str, name: str) -> Response:
    """One schema in the form that `Accept` asks for; its version must be named there."""
    form, version = _accepted(call, None)
    if not version:
        detail = "The version must be supplied in the Accept header, for instance application/vnd.adobe.xed-full+json; "
        raise registry("XDM-1007-400", "Accept header not supported", detail + "version=1")
    row = _found(call, container, name)
    held = str(row["doc"]["version"])
    if version not in (held, held.partition(".")[0]):
        raise nothing()
    doc = resolved(call.store, call.sandbox, row["doc"]) if "full" in form else row["doc"]
    return reply(
        without_texts(doc) if "notext" in form else doc, kind=f"application/vnd.adobe.{form}+json; version={held}"
    )


def sample_data(call: Call, name: str) -> Response:
    """A record as the schema would take it."""
    row = next((one for container in CONTAINERS for one in _named(call, container, name)), None)
    if row is None:
        raise nothing()
    return reply(sample(resolved(call.store, call.sandbox, row["doc"])))


def create_schema(call: Call) -> Response:
    """A new schema of the organisation."""
    sent = call.json_object()
    key = uuid.uuid4().hex
    first = {
        "$id": f"https://ns.adobe.com/{TENANT}/schemas/{key}",
        "meta:altId": f"_{TENANT}.schemas.{key}",
        "meta:resourceType": "schemas",
        "version": "1.0",
        "type": "object",
    }
    doc = {**sent, **first} | _stamps(call, now())
    with call.store.atomically():
        _check(call, doc)
        doc["meta:class"] = next(row["id"] for row in _parts(call, doc) if row["kind"] == "classes")
        values = {"id": doc["$id"], "sandbox": call.sandbox, "container": "tenant", "kind": "schemas", "doc": doc}
        call.store.insert("resources", values)
    return reply(doc, 201)


def patch_schema(call: Call, name: str) -> Response:
    """A changed schema; once a dataset uses it, only what adds to it is taken."""
    patch = call.body("application/json", "application/json-patch+json")
    with call.store.atomically():
        row = _found(call, "tenant", name)
        before = row["doc"]
        doc = adobe_patch.apply(before, patch)
        for fixed in ("$id", "meta:altId", "version", "imsOrg", "meta:class", "meta:registryMetadata"):
            doc[fixed] = before[fixed]
        _check(call, doc)
        if _is_used(call, before["$id"]):
            old, new = (resolved(call.store, call.sandbox, one) for one in (before, doc))
            lost = sorted(broken(old, new))
            if lost:
                detail = f"A dataset uses this schema, so that it may only grow. This would break: {', '.join(lost)}."
                raise registry("XDM-1528-400", "Breaking change", detail)
        major, _, minor = str(before["version"]).partition(".")
        doc["version"] = f"{major}.{int(minor or 0) + 1}"
        doc["meta:registryMetadata"]["repo:lastModifiedDate"] = now()
        # The row's own id is `$id`, which other sandboxes may have too.
        call.store.change_resource(row["number"], doc)
    return reply(doc)


def _check(call: Call, doc: Json) -> None:
    title = doc.get("title")
    if not (isinstance(title, str) and title.strip()):
        raise registry("XDM-1020-400", "Invalid resource", "The title is missing.")
    if doc.get("type") != "object" or not isinstance(doc.get("allOf"), list):
        raise registry("XDM-1020-400", "Invalid resource", "A schema has the type object and an allOf with its class.")
    rows = [row for container in CONTAINERS for row in _schemas(call, container)]
    if any(row["doc"]["title"] == title and row["id"] != doc["$id"] for row in rows):
        detail = f"The title {title} is used by another resource. Titles must be unique."
        raise registry("XDM-1521-400", "Title not unique", detail)
    try:
        check_names(resolved(call.store, call.sandbox, doc))
    except (AttributeError, TypeError):
        raise registry("XDM-1020-400", "Invalid resource", "Its fields are not a JSON Schema.") from None
    if not any(row["kind"] == "classes" for row in _parts(call, doc)):
        raise registry("XDM-1020-400", "Invalid resource", "The allOf of a schema must name its class.")


def _parts(call: Call, doc: Json) -> list[Row]:
    named = [resource(call.store, call.sandbox, str(one["$ref"])) for one in doc["allOf"] if "$ref" in one]
    return [row for row in named if row]


def _is_used(call: Call, schema_id: str) -> bool:
    rows = call.store.rows("select doc from datasets where sandbox = ?", (call.sandbox,))
    return any(at(row["doc"], "schemaRef.id") == schema_id for row in rows)


def _accepted(call: Call, forms: tuple[str, ...] | None) -> tuple[str, str | None]:
    """The form and the version that `Accept` asks for."""
    given = call.headers.get("accept", "")
    read = _ACCEPT.fullmatch(given.strip())
    if read is None or (forms and read[1] not in forms) or (not forms and read[1] == "xed-id"):
        raise service(406, f"The Accept header {given or '(none)'} is not supported for this resource.")
    return read[1], read[2]


def _schemas(call: Call, container: str) -> list[Row]:
    query = "select * from resources where container = ? and kind = 'schemas' and sandbox in ('', ?) order by number"
    return call.store.rows(query, (container, call.sandbox))


def _named(call: Call, container: str, name: str) -> list[Row]:
    # An `$id` counts only with its slashes encoded, as the registry has it.
    encoded = "/" not in name or "%2f" in request.environ.get("RAW_URI", "").lower()
    rows = _schemas(call, container)
    return [row for row in rows if encoded and name in (row["id"], row["doc"]["meta:altId"])]


def _found(call: Call, container: str, name: str) -> Row:
    for row in _named(call, container, name):
        return row
    raise nothing()


def _page(call: Call, docs: list[Json], order: str) -> tuple[list[Json], str | None]:
    """A page in an order, and where the next one starts. What has the same value there stays on one page."""

    def key(doc: Json) -> str:
        return str(at(doc, name) or "")

    name = order.lstrip("+-")
    docs = sorted(docs, key=key, reverse=order.startswith("-"))
    limit = whole_number(call.query.get("limit"), "limit", _MOST, 0, 500) or _MOST
    limit = min(limit, _MOST)
    if "start" in call.query:
        start = call.query["start"]
        docs = [doc for doc in docs if (key(doc) <= start if order.startswith("-") else key(doc) >= start)]
    while limit < len(docs) and key(docs[limit]) == key(docs[limit - 1]):
        limit += 1
    return docs[:limit], key(docs[limit]) if limit < len(docs) else None


def _stamps(call: Call, moment: int) -> Json:
    about: dict[str, Any] = {
        "repo:createDate": moment,
        "repo:lastModifiedDate": moment,
        "xdm:createdClientId": call.system.client_id,
        "xdm:repositoryCreatedBy": call.system.user,
    }
    tail = {"meta:containerId": "tenant", "meta:xdmType": "object", "meta:immutableTags": []}
    return {"imsOrg": call.system.org_id, **tail, "meta:registryMetadata": about}
