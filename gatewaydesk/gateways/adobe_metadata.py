"""A dataset's metadata on Adobe Experience Platform: which members of Catalog's object it is, and the bodies that carry
it. Our own ID for a dataset goes along as one of its tags.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.gateways.adobe_answers import MEMBERS

TAG = "gatewayDesk"
"""The tag of ours: on a dataset our ID for it, on a batch the ID of the upload that made it."""

RESERVED = ("unifiedProfile", "unifiedIdentity")
"""Tags with a meaning on the platform; those that begin with “adobe” have one too."""

Json = Mapping[str, Any]


def metadata_of(doc: Json) -> dict[str, Any]:
    """What a person has written of a dataset, without what the platform adds."""
    held = {name: doc[name] for name in MEMBERS if doc.get(name) is not None}
    tags = {name: one for name, one in _tags(doc).items() if not _is_kept(name)}
    held.pop("tags", None)
    return held | ({"tags": tags} if tags else {})


def pid_of(doc: Json) -> str:
    """Our own ID for a dataset; "" where it was made elsewhere."""
    values = _tags(doc).get(TAG)
    return str(values[0]) if isinstance(values, list) and values else ""


def mark_of(doc: Json) -> str:
    """Changes with the metadata, whatever else the platform notes beside it (each batch changes its own ETag)."""
    text = json.dumps(metadata_of(doc), sort_keys=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def created_by(metadata: Json, pid: str) -> bytes:
    """The body that makes a dataset."""
    return _written({**metadata, "tags": {**_tags(metadata), TAG: [pid]}})


def changed_by(metadata: Json, doc: Json, pid: str) -> bytes:
    """The body that changes one: a JSON Patch with all of the metadata, so that what a person took out goes too.

    Args:
        metadata: as it shall be.
        doc: the dataset as it stands there; of its tags, those with a meaning on the platform stay.
        pid: our ID for it.
    """
    kept = {name: one for name, one in _tags(doc).items() if _is_kept(name)}
    tags = {**_tags(metadata), **kept, **({TAG: [pid]} if pid else {})}
    wanted = {**metadata, "tags": tags}
    steps: list[Json] = [{"op": "add", "path": f"/{name}", "value": wanted[name]} for name in MEMBERS if name in wanted]
    gone = [name for name in MEMBERS if name not in wanted and doc.get(name) is not None]
    return _written([*steps, *({"op": "remove", "path": f"/{name}"} for name in gone)])


def sent_in(body: bytes) -> dict[str, Any] | None:
    """The metadata that a body of either kind carries; None where it carries none."""
    sent = jsonio.loads(body) if body else None
    if isinstance(sent, list):
        sent = {str(step.get("path", "")).lstrip("/"): step["value"] for step in sent if step.get("op") == "add"}
    return metadata_of(sent) if isinstance(sent, dict) else None


def is_profile(doc: Json) -> bool:
    """Whether a dataset takes part in profiles."""
    values = _tags(doc).get("unifiedProfile")
    return isinstance(values, list) and "enabled:true" in values


def _tags(doc: Json) -> Json:
    tags = doc.get("tags")
    return tags if isinstance(tags, Mapping) else {}


def _is_kept(name: str) -> bool:
    return name == TAG or name in RESERVED or name.startswith("adobe")


def _written(body: Any) -> bytes:
    return jsonio.dumps(body, indent=None).encode("utf-8")
