"""A dataset on its way to a gateway, as tests of the window need it: connected, ready, submitted."""

from __future__ import annotations

from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.practice.server import PracticeServer

Desk = Any  # the fixture `desk`, see conftest.py


def connect(desk: Desk, server: PracticeServer, name: str = "Rehearsal", *, team: bool = True) -> Connection:
    """Adds a gateway and signs in; without a team ID only its older routes are taken."""
    details = server.details["hdruk"]
    options = {"team_id": details["team_id"]} if team else {}
    connection = Connection(name, "hdruk", details["url"], options, practice=True)
    desk.store.connections.save(connection)
    desk.window.credentials.store(connection, {key: details[key] for key in ("application_id", "client_id")})
    desk.window.connecting.refresh()
    desk.window.connecting.changed.emit()
    desk.window.settle()
    return connection


def ready(desk: Desk) -> Any:
    """Begins a dataset that may be sent."""
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    return desk.window.current_model


def submit(desk: Desk) -> Any:
    """Presses the button of the submit sheet."""
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.press("dialog.submit.accept", sheet)
    return sheet


def by_source(model: Any, source: str) -> list[Any]:
    """The problems that one of `schema`, `advice` or `gateway` tells."""
    return [one for one in model.authoring.problems if one.source == source]
