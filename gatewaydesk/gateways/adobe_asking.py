"""What must be told before an errand on Adobe Experience Platform, as small schemas from which a form is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Asked = Mapping[str, Any]

CSV_SIGNS = ("delimiter", "quote", "escape", "charset")
"""Answers that go into a batch's description of its CSV files as they are."""

_SIGN = {"type": "string", "minLength": 1, "maxLength": 1}
_SCHEMA_FIELD = {
    "title": "Schema",
    "description": "The schema's address, as in “https://ns.adobe.com/…”. Choose it from the registry's list.",
    "type": "string",
    "format": "uri",
    "minLength": 1,
}
_FILES: Mapping[str, Any] = {
    "files": {
        "title": "Files",
        "description": "Files on this computer. Those over 256 MB with one record a line are split by themselves.",
        "type": "array",
        "minItems": 1,
        "items": {"title": "File", "type": "string", "format": "file", "minLength": 1},
    },
    "format": {
        "title": "Format",
        "description": "How the files are written. Left empty, the ends of their names tell.",
        "type": "string",
        "enum": ["json", "csv", "parquet"],
        "x-labels": {"json": "JSON", "csv": "CSV", "parquet": "Parquet"},
    },
    "diagnostics": {
        "title": "Row diagnostics",
        "description": "The platform tells then, row by row, what was wrong, for 30 days.",
        "type": "boolean",
        "default": True,
    },
    "tolerance": {
        "title": "Rows that may fail",
        "description": "Up to this percentage, the other rows are taken in all the same. Left empty, none may.",
        "type": "number",
        "minimum": 0,
        "maximum": 100,
    },
    "whole": {
        "title": "One JSON array",
        "description": "A JSON file is one list of records, not a record a line. It cannot be split then.",
        "type": "boolean",
        "default": False,
    },
    "delimiter": {"title": "Delimiter", "description": "What stands between the values of a CSV.", **_SIGN},
    "quote": {
        "title": "Quote",
        "description": "What stands around a value of a CSV that has a delimiter in it.",
        **_SIGN,
    },
    "escape": {"title": "Escape", "description": "What makes the sign after it harmless in a CSV.", **_SIGN},
    "charset": {
        "title": "Character set",
        "description": "Of a CSV. Left empty, it is UTF-8.",
        "type": "string",
        "enum": ["UTF-8", "US-ASCII", "ISO-8859-1"],
    },
}


def _asks(required: list[str], properties: Asked) -> Asked:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": dict(properties)}


SCHEMA = _asks(["schema"], {"schema": {**_SCHEMA_FIELD, "x-choices": "schemas"}})
ADD = _asks(["files"], _FILES)
FOLDER = _asks(
    [],
    {
        "folder": {
            "title": "Folder",
            "description": "Where they are saved, under names that are free there. Leave it empty for your downloads.",
            "type": "string",
            "format": "folder",
        }
    },
)
EXTEND = _asks(
    ["schema", "patch"],
    {
        "schema": {**_SCHEMA_FIELD, "x-choices": "tenant-schemas"},
        "patch": {
            "title": "What is added",
            "description": "A JSON Patch: a list of “add” operations, each with a path and a value.",
            "type": "string",
            "minLength": 2,
            "examples": ['[{"op": "add", "path": "/allOf/-", "value": {"$ref": "https://ns.adobe.com/…/mixins/…"}}]'],
        },
    },
)


def replacing(dataset_id: str) -> Asked:
    """Which batches new files take the place of, and the files."""
    batches = {
        "title": "Batches that go",
        "description": "Their rows leave the dataset as soon as the new batch is taken in.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {
            "title": "Batch",
            "type": "string",
            "minLength": 1,
            "maxLength": 60,
            "x-choices": f"batches:{dataset_id}",
        },
    }
    return _asks(["replaces", "files"], {"replaces": batches, **_FILES})


def batches_of(dataset_id: str) -> Asked:
    """One of a dataset's batches."""
    batch = {
        "title": "Batch",
        "description": "The batch's ID. Choose it from the list of the newest ones.",
        "type": "string",
        "minLength": 1,
        "maxLength": 60,
        "x-choices": f"batches:{dataset_id}",
    }
    return _asks(["batch"], {"batch": batch})
