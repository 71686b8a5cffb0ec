"""Schema files that are used where they lie, with the files beside them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Kind
from gatewaydesk.schema.neighbours import read_folder


def test_a_schema_file_is_used_with_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "part.json").write_text('{"type": "integer"}')
    file = tmp_path / "top.json"
    file.write_text('{"type": "object", "properties": {"a": {"$ref": "part.json"}}}')
    loaded = Catalogue().load(file)
    assert loaded.root.children[0].kind is Kind.INTEGER
    assert loaded.published == json.loads(file.read_text())


@pytest.mark.parametrize("reference", ["gone.json", "../part.json", "https://example.org/part.json"])
def test_a_reference_that_cannot_be_read_leaves_the_rest_usable(tmp_path: Path, reference: str) -> None:
    (tmp_path / "part.json").write_text('{"type": "integer"}')
    folder = tmp_path / "mine"
    folder.mkdir()
    properties = {"a": {"$ref": reference}, "b": {"type": "boolean"}}
    (folder / "top.json").write_text(json.dumps({"type": "object", "properties": properties}))
    fields = Catalogue().load(folder / "top.json").root.children
    assert [one.kind for one in fields] == [Kind.ANY, Kind.BOOLEAN]


def test_schemas_that_use_one_another_are_all_listed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"type": "object", "properties": {"b": {"$ref": "b.json"}}}')
    (tmp_path / "b.json").write_text('{"type": "object", "properties": {"a": {"$ref": "a.json"}}}')
    assert [one.path.name for one in read_folder(tmp_path)[0]] == ["a.json", "b.json"]


def test_a_folder_of_thousands_is_refused(tmp_path: Path) -> None:
    for number in range(501):
        (tmp_path / f"{number}.json").write_text("{}")
    with pytest.raises(SchemaProblem, match="more than 500"):
        read_folder(tmp_path)


def test_reading_schemas_brings_no_http_library_with_it() -> None:
    asked = "import sys, gatewaydesk.schema.neighbours; print('urllib.request' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "False"
