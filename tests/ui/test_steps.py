"""The table of the gateways' guides: each entry, errand, field and command that it names is in the product."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from gatewaydesk.__main__ import _parser
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import Gateway, Remote
from gatewaydesk.job import Job
from gatewaydesk.paths import resource_root
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.ui import actions, remote_actions
from gatewaydesk.ui.dialogs.guide import STEPS, STEPS_FILE
from tests.conftest import ROOT

Desk = Any  # the fixture `desk`, see conftest.py
TEXT = (resource_root() / "help" / STEPS_FILE).read_text("utf-8")
TABLES = {
    part.partition("\n")[0]: [
        tuple(cell.strip() for cell in line.strip("|").split(" | "))
        for line in part.splitlines()
        if line.startswith("|") and not line.startswith(("| in the guide", "|---"))
    ]
    for part in re.split(r"(?m)^## ", TEXT)[1:]
}
SYSTEMS = {heading: heading.partition(":")[0].lower().replace(" ", "") for heading in TABLES}
SIGNED_IN: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "hdruk": ({}, {"application_id": "a" * 40, "client_id": "b" * 40}),
    "opendatasoft": ({}, {"api_key": "k"}),
    "adobe": ({"client_id": "c", "org_id": "1@AdobeOrg", "sandbox": "dev"}, {"client_secret": "s"}),
    "qrvey": ({"user_id": "u", "app_id": "a"}, {"api_key": "k"}),
}
SCHEMAS = {"hdruk": "HDRUK/2.1.2", "opendatasoft": "Opendatasoft/2.0", "adobe": "AEP/1.0", "qrvey": "Qrvey/4.0"}
JOBS = ("batch", "check", "load", "push", "publish")
REFERENCE = ROOT.parent / "shared" / "reference"
GUIDES = {
    "HDR UK: create a dataset": "hdruk-create-dataset.md",
    "HDR UK: the full example": "hdruk-create-dataset-full-example.md",
    "Opendatasoft: datasets": "opendatasoft-datasets.md",
    "Adobe: create a dataset and fill it": "adobe-create-dataset.md",
    "Qrvey: create a dataset": "qrvey-create-dataset.md",
}


def gateway(system: str) -> Gateway:
    options, secrets = SIGNED_IN[system]
    return open_gateway(Connection("N", system, "https://gateway.example", options), secrets)


def errands(system: str) -> Iterator[Any]:
    """Everything that a system's connector ever offers to do beyond metadata."""
    there = gateway(system)
    yield from there.errands()
    for shared in (False, True):
        yield from there.errands(Remote("1", "", "T", "active", extra={"shared": shared}))
    for kind in JOBS:
        yield from there.errands(None, Job(kind, "T", "1", remote_id="2", status="failed"))


def entries(system: str) -> set[str]:
    """What can be chosen: in the menu bar, and behind the buttons More…."""
    found = {f"{actions.MENUS[one.menu]} › {one.text}" for one in actions.ACTIONS if one.menu}
    found |= {f"File › {text}" for text in remote_actions._DELETE}
    found |= {f"Gateway › {one.label}…" for one in gateway(system).offers() if one.label}
    found |= {f"More › {one.label}" for one in errands(system)}
    return {one.replace("&", "") for one in found}


def titles(schema: Any) -> Iterator[str]:
    """Every title that stands in a schema."""
    if isinstance(schema, dict):
        yield from (one for name, one in schema.items() if name == "title" and isinstance(one, str))
        for one in schema.values():
            yield from titles(one)
    elif isinstance(schema, list):
        for one in schema:
            yield from titles(one)


def fields(system: str) -> set[str]:
    """The titles of a system's forms: sign-in, datasets, errands."""
    found = set(titles(jsonio.read_file(resource_root() / "schemas" / "connections" / f"{system}.json")))
    found |= set(titles(Catalogue().load(SCHEMAS[system]).raw))
    return found.union(*(titles(dict(one.asks or {})) for one in errands(system)))


@pytest.mark.parametrize("heading", TABLES)
def test_whatever_a_table_names_is_there(heading: str) -> None:
    system, rows = SYSTEMS[heading], TABLES[heading]
    assert rows and all(len(row) == 3 and all(row) for row in rows)
    whole = " ".join(row[1] for row in rows)
    assert set(re.findall(r"\*\*(.+?)\*\*", whole)) - entries(system) == set()
    named = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", whole))
    assert named and named - fields(system) == set()


@pytest.mark.parametrize("heading", TABLES)
def test_each_command_can_be_given(heading: str) -> None:
    system = SYSTEMS[heading]
    deeds = {one.name: one for one in errands(system)}
    status = {one.action for one in gateway(system).offers() if one.offered}
    for command in re.findall(r"`(gatewaydesk .+?)`", " ".join(row[2] for row in TABLES[heading])):
        words = shlex.split(command)[1:]
        given = _parser(words).parse_args(words)
        if given.command == "do":
            assert given.errand in {*deeds, *status}, command
            asked = (deeds[given.errand].asks or {}).get("properties", {}) if given.errand in deeds else {}
            assert {one.partition("=")[0] for one in given.set} <= asked.keys(), command
        elif given.command == "fields":
            assert Catalogue().load(given.schema)


@pytest.mark.parametrize("system", ["opendatasoft", "adobe", "qrvey"])
def test_no_errand_is_left_out(system: str) -> None:
    whole = "".join(row[1] for heading, rows in TABLES.items() if SYSTEMS[heading] == system for row in rows)
    told = {"Publish its metadata", "Enable for Profile", "Show what was compared"}  # in none of the guides
    assert {one.label for one in errands(system)} - set(re.findall(r"More › (.+?)\*\*", whole)) <= told


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the guides themselves are not part of the project")
@pytest.mark.parametrize("heading", TABLES)
def test_each_guide_has_its_table_with_every_call_of_it(heading: str) -> None:
    guide = (REFERENCE / GUIDES[heading]).read_text("utf-8")
    told = "".join(row[0] for row in TABLES[heading])
    for method, last in re.findall(r"(?m)^(GET|PUT|POST|PATCH) \S*/([\w?=]+)", guide):
        assert f"{method} " in told and last in told, last
    for parameter in re.findall(r"(?m)^\* \*\*([\w.]+)\*\*\.|^`(\w+)` <br>", guide):
        assert next(filter(None, parameter)) in told, parameter


def test_it_is_read_from_the_help_menu_at_the_chosen_gateways_guide(desk: Desk) -> None:
    desk.store.connections.save(Connection("Q", "qrvey", "https://q.example", SIGNED_IN["qrvey"][0]))
    desk.window.connecting.refresh()
    desk.window.connecting.choose("Q")
    desk.do("steps")
    sheet = desk.dialog("steps")
    assert sheet.heading.text() == STEPS["qrvey"] and set(STEPS.values()) <= set(TABLES)
    assert "|" not in sheet.text.toPlainText() and "**" not in sheet.text.toPlainText()
