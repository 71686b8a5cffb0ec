"""The translation service behind the practice HDR UK gateway: chooses the schema, validates, refuses as traser does.

The real maps into the gateway's own model (GWDM) are not public. `translate` therefore makes a simple one: `required`
and `summary` in the gateway's words, every other section as it was sent. Translating back is possible only into the
schema that the dataset was written in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.practice import ajv

Metadata = dict[str, Any]
# In the order of the publisher's list, which is the order in which schemas are tried when none is named.
AVAILABLE: Mapping[str, tuple[str, ...]] = {
    "HDRUK": ("2.0.2", "2.1.0", "2.1.2", "2.1.3", "2.2.0", "2.2.1", "3.0.0", "4.0.0"),
    "GWDM": ("1.0", "1.1", "1.2", "2.0", "2.1"),
    "CRUK": ("1.0.0",),
    "SchemaOrg": ("BioSchema", "default", "GoogleRecommended"),
}
_LONG_LABEL = re.compile(r"[A-Za-z0-9-]{24}", re.ASCII)
_URL_V3 = "UrlV2"


class Silent(Exception):
    """No answer in time: the service is away, or one document keeps it busy."""


class Refusal(Exception):
    """Traser's answer when it says no."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


@dataclass(frozen=True)
class Translation:
    """Metadata in the gateway's model, and the schema it was written in."""

    gwdm: Metadata
    model: str
    version: str


class Traser:
    """Holds the schemas; `find` gives a schema by `MODEL/VERSION`, or None where it is not installed."""

    def __init__(self, find: Callable[[str], Any | None]) -> None:
        self._find = find
        self.away = False

    def translate(self, metadata: Any, *, model: str = "", version: str = "", validate: bool = True) -> Translation:
        """Validates against the schema named, or else the first that fits, and translates.

        Raises:
            Refusal: it says no.
            Silent: it says nothing.
        """
        if self.away:
            raise Silent
        if not isinstance(metadata, dict) or not metadata:
            errors = [{"type": "field", "msg": "Invalid value", "path": "metadata", "location": "body"}]
            raise Refusal(400, {"message": "Translation has failed.", "errors": errors})
        if not model or not version:
            model, version = self._detect(metadata)
        schema = self._find(f"{model}/{version}") if version in AVAILABLE.get(model, ()) else None
        if schema is None:
            raise Refusal(400, {"message": f"Cannot support the input model ({model}:{version})", "details": {}})
        if validate:
            self._refuse_busy(schema, model, version, metadata)
            entries, coerced = ajv.check(schema, metadata)
            if entries:
                details = {"validationErrors": entries, "data": coerced}
                raise Refusal(400, {"message": "Input metadata validation failed", "details": details})
        return Translation(to_gwdm(metadata), model, version)

    def translate_back(self, original: Metadata | None, written_in: str, wanted: str) -> Metadata:
        """The metadata as it was sent, where `wanted` (`MODEL/VERSION`) is what it was written in.

        Raises:
            Refusal: there is no original, it is invalid, or another schema is wanted.
            Silent: it says nothing.
        """
        model, _, version = wanted.partition("/")
        if self.away:
            raise Silent
        if original is None or wanted != written_in:
            source, target = "GWDM:2.0", f"{model}:{version}"
            raise Refusal(500, {"message": f"Failed to find translation between {source} and {target}", "details": {}})
        self.translate(original, model=model, version=version)
        return original

    def _detect(self, metadata: Metadata) -> tuple[str, str]:
        """The first schema that fits; every one is tried, so a document that keeps one busy is never answered."""
        fitting = []
        known: dict[str, list[str]] = {}
        for model, versions in AVAILABLE.items():
            for version in versions:
                schema = self._find(f"{model}/{version}")
                if schema is None:
                    continue
                known.setdefault(model, []).append(version)
                self._refuse_busy(schema, model, version, metadata)
                if not ajv.check(schema, metadata)[0]:
                    fitting.append((model, version))
        if not fitting:
            message = "Input metadata object matched no known schemas"
            raise Refusal(400, {"message": message, "details": {"available_schemas": known}})
        return fitting[0]

    def _refuse_busy(self, schema: Any, model: str, version: str, metadata: Metadata) -> None:
        """HDRUK 3.0.0 checks addresses with a pattern that takes minutes over a long host name without a suffix."""
        if (model, version) != ("HDRUK", "3.0.0"):
            return
        url_schema = schema["$defs"][_URL_V3]
        revisions = metadata.get("revisions")
        for one in revisions if isinstance(revisions, list) else []:
            url = one.get("url") if isinstance(one, dict) else None
            if isinstance(url, str) and _LONG_LABEL.search(url) and _fails_on_pattern(url_schema, url):
                raise Silent


def _fails_on_pattern(url_schema: Any, url: str) -> bool:
    entries, _ = ajv.check(url_schema, url)
    return any(entry["keyword"] == "pattern" for entry in entries)


def to_gwdm(metadata: Metadata) -> Metadata:
    """Our simple stand-in for the translation into the gateway's own model."""
    summary = _object(metadata, "summary")
    origin = _object(_object(metadata, "provenance"), "origin")
    custodian = _object(summary, "dataCustodian") or _object(summary, "publisher")
    required = {name: metadata.get(name) for name in ("issued", "modified", "revisions", "version")}
    rest = {name: one for name, one in metadata.items() if name not in {*required, "identifier", "summary"}}
    return {
        "required": {"gatewayId": None, "gatewayPid": None} | required,
        "summary": {
            "title": summary.get("title"),
            "shortTitle": summary.get("title"),
            "abstract": summary.get("abstract"),
            "description": _object(metadata, "documentation").get("description"),
            "keywords": _joined(summary.get("keywords")),
            "doiName": summary.get("doiName"),
            "contactPoint": summary.get("contactPoint"),
            "populationSize": summary.get("populationSize"),
            "datasetType": _joined(origin.get("datasetType")),
            "publisher": {"gatewayId": custodian.get("identifier"), "name": custodian.get("name")},
        },
    } | rest


def _object(value: Any, name: str) -> Metadata:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _joined(value: Any) -> Any:
    """Lists become one text with `;,;` between the parts: what was a comma inside a part can no longer be told."""
    if not isinstance(value, list):
        return value
    return ";,;".join(str(one.get("name", "") if isinstance(one, dict) else one) for one in value)
