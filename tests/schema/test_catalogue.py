"""The schemas that one can choose: shipped, added, from any file; and which one a document is written for."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from gatewaydesk import paths
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.catalogue import Catalogue, Entry, load_small
from gatewaydesk.schema.fields import Kind
from gatewaydesk.schema.files import SIZE_LIMIT

SMALL = {"title": "Cohort 1.2", "description": "A cohort.", "type": "object", "properties": {"a": {"type": "string"}}}


@pytest.fixture
def write(tmp_path):
    def written(content, name="cohort.json"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return file

    return written


def test_shipped_schemas_newest_first():
    names = [entry.name for entry in Catalogue().entries()]
    assert [name for name in names if name.startswith("HDRUK/")] == ["HDRUK/4.0.0", "HDRUK/3.0.0", "HDRUK/2.1.2"]
    assert {entry.origin for entry in Catalogue().entries()} == {"shipped"}


def test_a_shipped_schema_comes_with_hints_and_a_form():
    loaded = Catalogue().load("HDRUK/4.0.0")
    assert (loaded.name, loaded.origin, loaded.title) == ("HDRUK/4.0.0", "shipped", "HDRUK 4.0.0")
    assert loaded.hints.generated["/version"] == "version"
    assert loaded.hints.generated_group is not None
    assert [child.name for child in loaded.root.children][:2] == ["summary", "documentation"]
    assert loaded.root.child("version").fill == "version"
    file = paths.resource_root() / "schemas" / "HDRUK" / "4.0.0" / "schema.json"
    assert loaded.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert loaded.root is loaded.root


def test_a_schema_file_from_anywhere(write):
    file = write(SMALL)
    for place in (file, str(file)):
        loaded = Catalogue().load(place)
        assert (loaded.name, loaded.origin, loaded.raw) == ("file/Cohort 1.2", "file", SMALL)
    assert Catalogue().load(write({"$id": "https://x.example/schemas/cohort.json"})).name == "file/cohort"
    assert Catalogue().load(write({}, "mine.schema.json")).name == "file/mine.schema"
    assert Catalogue().load(write(b"\xef\xbb\xbf" + json.dumps(SMALL).encode())).title == "Cohort 1.2"


def test_adding_and_removing(write):
    catalogue = Catalogue()
    file = write(SMALL)
    assert catalogue.add(file) == Entry("Cohort/1.2", "Cohort 1.2", "A cohort.", "added")
    copy = paths.data_dir() / "schemas" / "Cohort" / "1.2" / "schema.json"
    assert copy.read_bytes() == file.read_bytes()
    assert [child.name for child in copy.parent.parent.iterdir()] == ["1.2"]
    assert catalogue.add(file).name == "Cohort/1.2"  # the same again is no problem
    assert catalogue.add(file, "Mine/1").origin == "added"
    assert "Cohort/1.2" in [entry.name for entry in Catalogue().entries()]
    file.unlink()
    assert Catalogue().load("Cohort/1.2").root.child("a").kind is Kind.TEXT
    catalogue.remove("Cohort/1.2")
    assert not copy.parent.parent.exists()
    with pytest.raises(SchemaProblem, match="no schema called"):
        catalogue.load("Cohort/1.2")


def test_versions_are_ordered_as_numbers(write):
    catalogue = Catalogue()
    for version in ("1.9", "1.10", "1.10.1", "1.2-beta", "1.2"):
        catalogue.add(write(SMALL), f"Cohort/{version}")
    names = [entry.name for entry in catalogue.entries() if entry.name.startswith("Cohort")]
    assert names == ["Cohort/1.10.1", "Cohort/1.10", "Cohort/1.9", "Cohort/1.2", "Cohort/1.2-beta"]


def test_names_for_what_is_added_without_one(write):
    catalogue = Catalogue()
    assert catalogue.add(write(SMALL, "Model/2.0/schema.json")).name == "Model/2.0"
    assert catalogue.add(write({"title": "Ünïcode & more", "version": "3"})).name == "n-code-more/3"
    assert catalogue.add(write({"title": "../../etc"})).name == "etc/1"


@pytest.mark.parametrize(
    "name", ["", "one", "a/b/c", "../x", "a/..", "/a/b", "a/ b", "CON/1", "a/nul", "a/b.", "a\\b/1", "ä/1"]
)
def test_names_that_cannot_be_used(write, name):
    with pytest.raises(SchemaProblem, match="cannot be a schema’s name"):
        Catalogue().add(write(SMALL), name or "/")
    assert not (paths.data_dir() / "schemas").exists()


def test_a_name_that_is_taken(write):
    catalogue = Catalogue()
    with pytest.raises(SchemaProblem, match="already"):
        catalogue.add(write(SMALL), "HDRUK/4.0.0")
    catalogue.add(write(SMALL), "Cohort/1")
    with pytest.raises(SchemaProblem, match="already"):
        catalogue.add(write({"title": "another"}), "Cohort/1")
    assert catalogue.load("Cohort/1").raw == SMALL


def test_what_ships_or_is_not_there_cannot_be_removed():
    with pytest.raises(SchemaProblem, match="comes with Gateway Desk"):
        Catalogue().remove("HDRUK/4.0.0")
    with pytest.raises(SchemaProblem, match="no schema called"):
        Catalogue().remove("HDRUK/9")


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(SchemaProblem) as caught:
        Catalogue().load("hdruk/4.0")
    assert caught.value.todo == "Did you mean “HDRUK/4.0.0”?"
    with pytest.raises(SchemaProblem, match=r"HDRUK/3\.0\.0"):
        Catalogue().load("zzz")


def nested(levels):
    return b'{"not":' * levels + b"{}" + b"}" * levels


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON"),
        (b"hello", "line 1, column 1"),
        (b'{"a": NaN}', "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON in UTF-8"),
        (b"[]", "holds no object"),
        (b"false", "allows nothing"),
        (b"true", "allows anything"),
        (nested(150), "100 levels"),
        (nested(200_000), "100 levels"),
        (b'{"properties": {"a": {"minLength": "x"}}}', "at “/properties/a/minLength” it should be a whole number"),
        (b'{"properties": 3}', "at “/properties” it should be an object"),
        (b'{"type": "text"}', "at “/type”"),
        (b'{"minLength": -1}', "should be at least 0"),
        (b'{"$schema": "http://json-schema.org/draft-07/schema#", "required": "a"}', "should be a list"),
        (b'{"$schema": "http://json-schema.org/draft-03/schema#"}', "too old"),
    ],
)
def test_files_that_are_no_schema(write, content, words):
    file = write(content)
    with pytest.raises(SchemaProblem) as caught:
        Catalogue().load(file)
    assert words in str(caught.value)
    assert "cohort.json" in caught.value.what
    with pytest.raises(SchemaProblem):
        Catalogue().add(file, "Mine/1")
    assert not (paths.data_dir() / "schemas").exists()


def test_a_file_that_is_absent_a_folder_or_huge(tmp_path):
    for file in (tmp_path / "absent.json", tmp_path):
        with pytest.raises(SchemaProblem, match="could not be read"):
            Catalogue().load(file)
    huge = tmp_path / "huge.json"
    with huge.open("wb") as out:
        out.truncate(SIZE_LIMIT + 1)
    with pytest.raises(SchemaProblem, match="20 MB"):
        Catalogue().load(huge)


def test_a_schema_of_an_unknown_kind_is_read_as_the_newest_and_nothing_is_fetched(write):
    loaded = Catalogue().load(write({"$schema": "https://nowhere.example/meta", "properties": {"a": {}}}))
    assert loaded.root.child("a") is not None


def test_no_address_in_a_schema_is_ever_asked(write):
    asked = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Listening) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        here = f"http://127.0.0.1:{server.server_port}"
        part = {"$ref": f"{here}/part.json"}
        catalogue = Catalogue()
        catalogue.add(write({"$schema": f"{here}/meta", "$id": f"{here}/top", "properties": {"a": part}}), "Away/1")
        assert catalogue.load("Away/1").root.child("a").kind is Kind.ANY
        assert catalogue.guess({"a": 1}) == ["Away/1"]
        server.shutdown()
        thread.join()
    assert asked == []


def test_a_damaged_added_schema_does_not_hide_the_others(write):
    catalogue = Catalogue()
    catalogue.add(write(SMALL), "Cohort/1")
    damaged = paths.data_dir() / "schemas" / "Cohort" / "1" / "schema.json"
    damaged.write_text("{", "utf-8")
    (damaged.parent / "hints.json").write_text("[]", "utf-8")
    assert {entry.origin for entry in catalogue.entries()} == {"shipped"}
    with pytest.raises(SchemaProblem, match="is not JSON"):
        catalogue.load("Cohort/1")
    damaged.write_text(json.dumps(SMALL | {"title": "Mended"}), "utf-8")
    assert catalogue.load("Cohort/1").title == "Mended"


def test_small_schemas_are_loaded_but_not_listed(write):
    file = write({"title": "Settings", "properties": {"theme": {"enum": ["light", "dark"]}}}, "small/settings.json")
    loaded = load_small(file)
    assert (loaded.name, loaded.origin, loaded.root.child("theme").kind) == ("settings", "shipped", Kind.CHOICE)


def test_the_rewritten_schema_is_made_once():
    loaded = Catalogue().load("HDRUK/4.0.0")
    assert loaded.precise is loaded.precise
    assert loaded.precise != loaded.raw


@pytest.mark.parametrize(
    ("example", "first"),
    [
        ("HDRUK-4.0.0.example.json", "HDRUK/4.0.0"),
        ("HDRUK-3.0.0.example.json", "HDRUK/3.0.0"),
        ("HDRUK-2.1.2-example.json", "HDRUK/2.1.2"),
    ],
)
def test_guessing_what_an_example_is_written_for(shared_data, example, first):
    value = json.loads((shared_data / "schemata" / "examples" / example).read_text("utf-8"))
    assert Catalogue().guess(value)[0] == first


@pytest.mark.parametrize("value", [None, 3, [], {}, {"nothing": 1, "of": 2, "this": 3}])
def test_what_fits_nothing(value):
    assert Catalogue().guess(value) == []


def test_a_begun_document_is_recognised_by_its_names_and_ties_go_to_the_newest(write):
    catalogue = Catalogue()
    for version in ("1", "2"):
        catalogue.add(write(SMALL), f"Cohort/{version}")
    assert catalogue.guess({"a": "x"}) == ["Cohort/2", "Cohort/1"]
    assert catalogue.guess({"a": 3}) == ["Cohort/2", "Cohort/1"]
    begun = {"summary": {"title": 3}, "observations": [], "accessibility": {}, "structuralMetadata": {"tables": 1}}
    assert catalogue.guess(begun)[0] == "HDRUK/4.0.0"
    strict = {"properties": {"z1": {"type": "integer"}, "z2": {}}}
    catalogue.add(write(strict), "Strict/1")
    catalogue.add(write({"properties": {"z1": {}}, "required": ["z1"]}), "Tolerant/1")
    assert catalogue.guess({"z1": "x", "z2": 1}) == ["Tolerant/1", "Strict/1"]
    deep = {"a": "x"}
    for _ in range(5000):
        deep = {"a": deep}
    assert catalogue.guess(deep) == []


def test_reading_the_catalogue_module_imports_no_validator():
    code = (
        "import sys, gatewaydesk.schema.catalogue;"
        "print([name for name in ('jsonschema', 'jsonschema_rs', 'referencing', 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_published_schema_can_be_added(shared_data):
    catalogue = Catalogue()
    shipped = len(catalogue.entries())
    files = sorted((shared_data / "schemata" / "models").glob("*/*/schema.json"))
    for file in files:
        model, version = file.parts[-3:-1]
        assert catalogue.add(file, f"{model}-published/{version}").origin == "added"
    assert len(catalogue.entries()) == len(files) + shipped
    value = json.loads((shared_data / "schemata/examples/GWDM-1.0-example.json").read_text("utf-8"))
    assert catalogue.guess(value)[0].startswith("GWDM-published/")


def test_what_is_left_of_a_schema_is_told_and_can_be_removed(tmp_path: Path) -> None:
    added = tmp_path / "added"
    catalogue = Catalogue(added=added)
    catalogue.keep("Ok/1", b'{"type": "object"}')
    (added / "Ok" / "1" / "schema.json").unlink()
    (added / "Ok" / "1" / "hints.json").write_text("{}")
    assert list(catalogue.damaged()) == ["Ok/1"]
    with pytest.raises(SchemaProblem):
        catalogue.load("Ok/1")
    catalogue.remove("Ok/1")
    assert "Ok/1" not in catalogue.names()
    assert catalogue.keep("Ok/1", b'{"type": "object"}').name == "Ok/1"


def test_names_that_differ_by_capital_letters_alone_are_refused(tmp_path: Path) -> None:
    catalogue = Catalogue(added=tmp_path / "added")
    catalogue.keep("Survey/1.0-a", b'{"type": "object"}')
    with pytest.raises(SchemaProblem, match="cannot tell from"):
        catalogue.keep("survey/1.0-A", b'{"type": "object"}')
    assert catalogue.names()[-1:] == ["Survey/1.0-a"]
    with pytest.raises(SchemaProblem, match="hdruk"):
        catalogue.keep("hdruk/4.0.0", b'{"type": "object"}')


@pytest.mark.parametrize("name", ["../added/Ok/1", "Ok/../Ok", ".Ok/1", "Ok/.1", "Ok/1/", "/Ok/1", "Ok"])
def test_only_a_whole_name_leads_to_a_schema(tmp_path: Path, name: str) -> None:
    catalogue = Catalogue(added=tmp_path / "added")
    catalogue.keep("Ok/1", b'{"type": "object"}')
    assert not catalogue.shipped(name)
    with pytest.raises(SchemaProblem):
        catalogue.load(name)


def test_what_ships_comes_first_among_those_that_fit_as_well(tmp_path: Path) -> None:
    catalogue = Catalogue(added=tmp_path / "added")
    example = json.loads((paths.resource_root() / "examples" / "HDRUK-4.0.0.json").read_text("utf-8"))
    catalogue.keep("Aaa/9", json.dumps(catalogue.load("HDRUK/4.0.0").raw).encode())
    assert catalogue.likeliest(example) == ["HDRUK/4.0.0", "Aaa/9"]
