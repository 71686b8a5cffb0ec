"""The published examples: opened, without a problem, saved unchanged, and accepted by the practice gateway."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.store import Store
from gatewaydesk.ui.headless import value_after_opening
from gatewaydesk.validation.problems import COUNTED, Severity

EXAMPLES = {
    "HDRUK/2.1.2": "HDRUK-2.1.2-example.json",
    "HDRUK/3.0.0": "HDRUK-3.0.0.example.json",
    "HDRUK/4.0.0": "HDRUK-4.0.0.example.json",
}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeServer]:
    with PracticeServer(tmp_path_factory.mktemp("practice")) as server:
        yield server


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open() as one:
        yield one


def exact(text: str) -> Any:
    """A form of JSON text in which order, and the writing of numbers, count."""
    return json.loads(text, object_pairs_hook=lambda pairs: ["object", *pairs], parse_float=str, parse_int=str)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_survives_an_untouched_save(name: str, shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "schemata" / "examples" / EXAMPLES[name]
    schema = Catalogue().load(name)
    held = value_after_opening(schema, jsonio.read_file(file))
    saved = tmp_path / "saved.json"
    jsonio.write_file(saved, held)
    assert exact(saved.read_text("utf-8")) == exact(file.read_text("utf-8"))
    found = [one for one in Authoring(schema, held).check() if one.severity is not Severity.ADVICE]
    assert [one for one in found if one.source != COUNTED] == []  # what may be empty by the schema is told all the same


@pytest.mark.parametrize("team", [False, True], ids=["v1", "v2"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_accepted_by_the_practice_gateway(
    name: str, team: bool, shared_data: Path, practice: PracticeServer, store: Store
) -> None:
    value = jsonio.read_file(shared_data / "schemata" / "examples" / EXAMPLES[name])
    details = practice.details["hdruk"]
    options = {"team_id": details["team_id"]} if team else {}
    connection = Connection("Practice", "hdruk", details["url"], options, practice=True)
    gateway = open_gateway(connection, {key: details[key] for key in ("application_id", "client_id")})
    prepared = gateway.prepare_create(value, schema=name, status="active")
    what = Submission(prepared, store.drafts.create(value, schema=name, title=name).id, name, name)
    receipt = submit(store, gateway, what, cancel=CancelToken(), progress=lambda _: None)
    found = gateway.find_by_pid(receipt.pid, CancelToken())
    assert found is not None
    assert found.dataset_id == receipt.dataset_id


def published(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "schemata" / "models").glob("*/*/schema.json"))


def test_each_of_the_17_published_schemas_opens_as_a_form(shared_data: Path, qtbot: Any) -> None:
    files = published(shared_data)
    assert len(files) == 17
    for file in files:
        schema = Catalogue().load(file)
        assert value_after_opening(schema, {}) == {}, file


def test_one_bad_cell_in_the_last_column_of_the_last_of_100_tables_is_one_problem(home: Path) -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = jsonio.read_file(Path(__file__).parents[1] / "resources" / "examples" / "HDRUK-4.0.0.json")
    value["structuralMetadata"]["tables"] = [
        {
            "name": f"table_{table}",
            "columns": [{"name": f"column_{column}", "dataType": "text", "sensitive": False} for column in range(100)],
        }
        for table in range(100)
    ]
    value["structuralMetadata"]["tables"][99]["columns"][99]["sensitive"] = "maybe"
    (problem,) = Authoring(schema, value).check()
    assert problem.pointer == ("structuralMetadata", "tables", 99, "columns", 99, "sensitive")
    assert "table_99" in problem.sentence and "column_99" in problem.sentence and "“maybe”" in problem.sentence
    print(problem.sentence)
