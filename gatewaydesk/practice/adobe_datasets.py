"""What a dataset of the practice Catalog Service may say, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gatewaydesk.practice import adobe_states as states
from gatewaydesk.practice.adobe_rules import Json, service
from gatewaydesk.practice.adobe_schemas import resource, schema_of
from gatewaydesk.practice.adobe_store import AdobeStore, Row, new_id, now

FORMATS = ("", "csv", "text", "parquet", "json", "sequencefile", "avro")
CHARSETS = ("US-ASCII", "UTF-8", "ISO-8859-1", "")
RESERVED = ("unifiedProfile", "unifiedIdentity")
EXPANDABLE = ("files",)
KEPT = (
    "name",
    "description",
    "schemaRef",
    "fileDescription",
    "enableErrorDiagnostics",
    "tags",
    "dataSourceId",
    "classification",
    "extensions",
    "observableSchema",
)
_CONTENT_TYPE = re.compile(r"application/vnd\.adobe\.xed(-full)?(-notext)?\+json\s*;\s*version=[0-9]+(\.[0-9]+)?")


def check(store: AdobeStore, sandbox: str, sent: Mapping[str, Any]) -> None:
    """Refuses a dataset that Catalog would not keep.

    Raises:
        Refusal: it names the member.
    """
    name = sent.get("name")
    _demand(isinstance(name, str) and bool(name.strip()), "name is required and must be a text.")
    for member in ("description", "dataSourceId"):
        _demand(isinstance(sent.get(member, ""), str), f"{member} must be a text.")
    _demand(
        isinstance(sent.get("enableErrorDiagnostics", False), bool), "enableErrorDiagnostics must be true or false."
    )
    reference = sent.get("schemaRef")
    _demand(isinstance(reference, dict) and isinstance(reference.get("id"), str), "schemaRef.id is required.")
    content = reference.get("contentType") if isinstance(reference, dict) else None
    fits = isinstance(content, str) and _CONTENT_TYPE.fullmatch(content)
    _demand(bool(fits), "schemaRef.contentType must be application/vnd.adobe.xed+json;version=1 or alike.")
    schema_id = str((reference or {}).get("id"))
    found = resource(store, sandbox, schema_id, "schemas")
    _demand(found is not None, f"The schema {schema_id} of schemaRef.id was not found in this sandbox.")
    _check_files(sent.get("fileDescription", {}))
    _check_tags(sent.get("tags", {}), "union" in (found or {"doc": {}})["doc"].get("meta:immutableTags", ()))


def _check_files(given: Any) -> None:
    _demand(isinstance(given, dict), "fileDescription must be an object.")
    _demand(given.get("format", "") in FORMATS, f"fileDescription.format must be one of {', '.join(FORMATS[1:])}.")
    _demand(given.get("charset", "") in CHARSETS, "fileDescription.charset must be US-ASCII, UTF-8 or ISO-8859-1.")
    for member in ("header", "persisted"):
        _demand(isinstance(given.get(member, True), bool), f"fileDescription.{member} must be true or false.")
    for member in ("delimiters", "quotes", "escapes"):
        signs = given.get(member, [])
        single = isinstance(signs, list) and all(isinstance(one, str) and len(one) == 1 for one in signs)
        _demand(single, f"fileDescription.{member} must be a list of single characters.")


def _check_tags(tags: Any, union: bool) -> None:
    fits = isinstance(tags, dict) and all(
        isinstance(one, list) and all(isinstance(text, str) for text in one) for one in tags.values()
    )
    _demand(fits, "tags must be an object of lists of texts.")
    _demand(not any(name.startswith("adobe") for name in tags), "Tags that begin with “adobe” are reserved.")
    if any("enabled:true" in tags.get(name, ()) for name in RESERVED):
        _demand(union, "The schema is not enabled for the union of profiles, so that the dataset cannot be either.")


def _demand(holds: bool, detail: str) -> None:
    if not holds:
        raise service(400, detail)


def fresh(sent: Mapping[str, Any], org: str, user: str, client: str) -> Json:
    """A dataset's own document, from what was sent."""
    moment = now()
    view = new_id()
    stamps = {"created": moment, "updated": moment, "createdUser": user, "createdClient": client, "updatedUser": user}
    own = {"imsOrg": org, "viewId": view, "version": "1.0.0", "state": "DRAFT"}
    return {"tags": {}, **{name: sent[name] for name in KEPT if name in sent}, **own, **stamps}


def replaced(doc: Json, sent: Mapping[str, Any], user: str) -> Json:
    """The document with what may be sent taken from `sent`, and its version counted on."""
    held = {name: value for name, value in doc.items() if name not in KEPT}
    major, minor, patch = map(int, doc["version"].split("."))
    stamps = {"version": f"{major}.{minor}.{patch + 1}", "updated": max(now(), doc["updated"] + 1), "updatedUser": user}
    return {"tags": {}, **{name: sent[name] for name in KEPT if name in sent}, **held, **stamps}


def etag(row: Row) -> str:
    """The mark of this state of a dataset."""
    return f'"{row["id"][:8]}-0000-0200-0000-{row["doc"]["updated"]:x}0000"'


def shown(store: AdobeStore, row: Row, org: str) -> Json:
    """A dataset as a reader sees it, with what its batches add."""
    doc, key = row["doc"], row["id"]
    full = schema_of(store, row["sandbox"], doc["schemaRef"]["id"])
    return {
        **doc,
        "sandboxId": f"sandbox-{row['sandbox']}",
        "basePath": f"@/dataSets/{key}/base",
        "files": f"@/dataSets/{key}/views/{doc['viewId']}/files",
        "persistence": {"adls": {"location": f"adl://{org}/platform/{row['sandbox']}/{key}"}},
        "observableSchema": {"type": "object", "meta:xdmType": "object", "properties": full.get("properties", {})},
        **last_batch(store, key),
    }


def last_batch(store: AdobeStore, dataset_id: str) -> Json:
    """What the newest batches of a dataset are; nothing where there are none."""
    batches = store.rows("select * from batches where dataset_id = ? order by number desc", (dataset_id,))
    if not batches:
        return {}
    moment = now()
    told: Json = {"lastBatchId": batches[0]["id"], "lastBatchStatus": states.state(batches[0], moment)[0]}
    kinds: Mapping[str, Callable[[str], bool]] = {
        "lastSuccessfulBatch": states.GOOD.__contains__,
        "lastFailedBatch": ("failed", "failure").__contains__,
    }
    for member, fits in kinds.items():
        found = next((one["id"] for one in batches if fits(states.state(one, moment)[0])), None)
        told |= {member: found} if found else {}
    return told
