"""The life of a dataset in Qrvey: somebody at the window, a colleague in the composer, and what goes wrong at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest

from gatewaydesk import paths
from gatewaydesk.gateways.qrvey import Qrvey
from gatewaydesk.practice.qrvey import QrveyPractice
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from tests.ui.person import NAME, Key, Person

Desk = Any  # the fixture `desk`, see conftest.py
IDS = ("url", "user_id", "app_id", "data_router_url", "data_router_key")
SOURCE = "field:/datasources/0"
TITLE = "Admissions along the Tideway"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    monkeypatch.setattr(Qrvey, "patience", (0.05,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    with PracticeServer(paths.data_dir() / "practice", systems=("qrvey",)) as running:
        practice = running.system(QrveyPractice)
        practice.load_seconds = practice.job_seconds = 0
        yield running


def test_x(start: Callable[..., Desk], server: PracticeServer) -> None:
    desk, practice, details = start(), server.system(QrveyPractice), server.details["qrvey"]
    person = Person(desk)

    dialog = person.add_gateway("qrvey", name=NAME, api_key="somebody-else's", **{one: details[one] for one in IDS})
    print(person.tested(dialog))
    desk.type_into("field:/api_key", details["api_key"], dialog)
    print(person.tested(dialog))
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()
    page = person.datasets()
    print([(r.remote.title, r.remote.status) for r in page.all_rows])
    desk.window.grab().save("/tmp/desk/sq_list.png")
    authoring = person.begin("Qrvey/4.0", example=False)
    desk.type_into("field:/name", TITLE)
    from PySide6.QtWidgets import QWidget
    from tests.ui.person import CTRL
    def show(what=""):
        from PySide6.QtWidgets import QApplication
        print(what, desk.open_dialogs(), desk.window.notice.words, [w.objectName() for w in desk.window.findChildren(QWidget) if w.isVisible() and w.objectName().split(":")[0] in ("field","add","choose","section","show","table","open","fold","problem")])
    person.key(Key.Key_PageDown, CTRL)
    show("ds")
    desk.press("add:/datasources")
    show("added")
    practice.fail_next("portal", any_method=True)
    desk.press("choose:/datasources/0/connectionId")
    sheet = desk.dialog("choices")
    person.settle()
    print(desk.find("choices.waiting.says", sheet).text(), sheet.ways.offered)
    desk.press("way.retry", sheet)
    person.settle()
    print([(p.title, p.note) for p in sheet.rows.picks])
    sheet.grab().save("/tmp/desk/sq_choices.png")
    desk.pick(sheet.rows, desk.row_of(sheet.rows, "Saltmarsh warehouse"))
    person.agree(sheet)
    print(authoring.document.value)
    desk.type_into("field:/datasources/0/database", "saltmarsh")
    desk.type_into("field:/datasources/0/tableName", "admision")
    show("typed")
    desk.window.grab().save("/tmp/desk/sq_ds.png")
    person.key(Key.Key_Return, CTRL, desk.window)
    sheet = desk.dialog("submit")
    person.settle()
    sheet.grab().save("/tmp/desk/sq_submit.png")
    for n in ("submit.route","submit.consequences","submit.hint"):
        print(n, desk.find(n, sheet).text())
    print(desk.find("submit.status.draft", sheet).isVisible())
    person.agree(sheet)
    print(desk.open_dialogs(), sheet._says.text(), sheet._ways.offered)
    sheet.grab().save("/tmp/desk/sq_submit_no.png")
    sheet.reject()
