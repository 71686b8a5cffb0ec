"""Random schemas and random documents in the real form: shown, tried out in every way, undone, done again.

Nothing is lost, changed unasked or raised, and Qt has nothing to grumble about.
"""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions, format_captured_exceptions

from gatewaydesk.document import jsonio
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from tests.strategies import documents, forms, schemas
from tests.ui.form.acting import acts, come_back
from tests.ui.form.conftest import Form
from tests.ui.form.test_examples import open_everything

MOST_STEPS = 20


def written(value: Any) -> str:
    """A value with the order of its members, and `1` apart from `1.0`."""
    return jsonio.dumps(value, indent=None)


def undo_all(form: Form) -> None:
    """Takes back step after step."""
    for _ in range(400):
        if form.authoring.undo_label is None:
            return
        form.model.undo()
        form.settle()
    raise AssertionError("undo does not come to an end")


def redo_all(form: Form) -> None:
    while form.model.redo():
        form.settle()


def try_out(authoring: Authoring, tasks: Any, seed: int, steps: int) -> None:
    """Opens everything, acts, undoes and does again; the document must be where it was each time."""
    start = written(authoring.document.value)
    form = Form(authoring, tasks)
    try:
        open_everything(form)
        assert authoring.document.revision == 0, "being shown changed the document"
        assert written(form.value) == start
        chance = random.Random(seed)
        for _ in range(steps):
            come_back(form)
            offered = acts(form)
            if not offered:
                break
            name, act = chance.choice(offered)
            note(name)
            act(chance)
        come_back(form)
        form.leave()
        form.model.commit_pending()
        end = written(form.value)
        note(f"end: {end}")
        undo_all(form)
        assert written(form.value) == start
        redo_all(form)
        assert written(form.value) == end
        open_everything(form)
        assert written(form.value) == end
    finally:
        form.close()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_done_can_be_undone(tasks: Any, qtlog: Any, qapp: QApplication, data: st.DataObject) -> None:
    raw = data.draw(schemas(forms) if data.draw(st.integers(0, 3)) else schemas(), label="schema")
    value = data.draw(documents(raw), label="document")
    seed = data.draw(st.integers(0, 2**32), label="seed")
    steps = data.draw(st.integers(4, MOST_STEPS), label="steps")
    before = len(qtlog.records)
    with capture_exceptions() as raised:
        try_out(Authoring(LoadedSchema("file/random", raw), copy.deepcopy(value)), tasks, seed, steps)
    if raised:
        pytest.fail(format_captured_exceptions(raised))
    loud = [record for record in qtlog.records[before:] if not record.ignored]
    assert not loud, [record.message for record in loud]
    assert json.loads(json.dumps(raw)) == raw
