"""The page of datasets, as its tests use it."""

from __future__ import annotations

from typing import Any

from gatewaydesk.practice.server import PracticeServer

Desk = Any  # the fixture `desk`, see conftest.py


def listed(desk: Desk) -> Any:
    """Shows the page and waits until the list is there."""
    desk.do("datasets")
    return read(desk)


def read(desk: Desk) -> Any:
    for _ in range(4):
        desk.window.settle()
    return desk.window.pages["datasets"]


def titles(page: Any) -> list[str]:
    model = page.rows.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def cells(page: Any, column: int) -> list[str]:
    model = page.rows.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def choose(desk: Desk, title: str) -> Any:
    view = desk.find("datasets")
    desk.pick(view, desk.row_of(view, title))
    return desk.window.pages["datasets"].current


def statuses(server: PracticeServer) -> dict[int, str]:
    return {one["id"]: one["status"] for one in server.hdruk.datasets()}


def there(server: PracticeServer, dataset_id: str) -> Any:
    return next(one for one in server.hdruk.datasets() if str(one["id"]) == dataset_id)


def pull_new(desk: Desk) -> None:
    desk.do("pull")
    read(desk)
    if "dialog.pull" in desk.open_dialogs():
        desk.press("dialog.pull.accept", desk.dialog("pull"))
        read(desk)


def pulled(desk: Desk, title: str = "Saltmarsh Emergency Visits") -> Any:
    """The open draft of a dataset that was just pulled, with what it must have mended."""
    listed(desk)
    row = choose(desk, title)
    pull_new(desk)
    assert desk.window.current_model is not None
    return row


def update_sheet(desk: Desk) -> Any:
    desk.do("update")
    sheet = desk.dialog("update")
    read(desk)
    return sheet
