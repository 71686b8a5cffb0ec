"""The published examples, opened whole in the form and touched everywhere, come out as they went in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from gatewaydesk.document import jsonio
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Kind
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui.form.groups import Fold
from gatewaydesk.ui.form.lists import Collection
from gatewaydesk.ui.form.view import SectionView

MakeForm = Callable[..., Any]
EXAMPLES = {
    "2.1.2": "HDRUK-2.1.2-example.json",
    "3.0.0": "HDRUK-3.0.0.example.json",
    "4.0.0": "HDRUK-4.0.0.example.json",
}


def open_everything(form: Any) -> int:
    """Opens all folds and all items of all lists; gives every editor the focus. Returns how many there were."""
    for fold in form.view.findChildren(Fold):
        fold.set_open(True)
    for collection in form.view.findChildren(Collection):
        for row in range(min(collection.items.rowCount(), 12)):
            collection.go_to_row(row)
    form.settle()
    editors = [one for one in form.view.findChildren(QWidget) if one.objectName().startswith("field:")]
    for editor in editors:
        editor.setFocus()
    form.leave()
    return len(editors)


@pytest.mark.parametrize("version", EXAMPLES)
@pytest.mark.parametrize("whose", ["shipped", "published"])
def test_an_example_survives_being_shown_in_every_editor(
    make_form: MakeForm, shared_data: Path, version: str, whose: str
) -> None:
    text = (shared_data / "schemata" / "examples" / EXAMPLES[version]).read_text(encoding="utf-8")
    schema = f"HDRUK/{version}" if whose == "shipped" else shared_data / f"schemata/models/HDRUK/{version}/schema.json"
    root = Catalogue().load(schema).root
    for child in root.children:
        form = make_form(None, jsonio.loads(text), schema=schema, section=child.name)
        assert open_everything(form) > 0 or child.kind is Kind.LIST
        assert form.authoring.document.revision == 0, child.name
        assert json.dumps(form.value) == json.dumps(json.loads(text))
        assert not any(one.blocks for one in form.authoring.problems)
        form.close()


def test_every_leaf_of_the_shipped_schema_has_an_editor(make_form: MakeForm) -> None:
    root = Catalogue().load("HDRUK/4.0.0").root
    for child in root.children:
        form = make_form(schema="HDRUK/4.0.0", section=child.name)
        open_everything(form)
        for leaf in child.children:
            if leaf.is_leaf:
                assert form.has(f"field:/{child.name}/{leaf.name}"), leaf.path
        form.close()


def test_a_big_section_is_built_in_slices(make_form: MakeForm, qtbot: Any) -> None:
    form = make_form(schema="HDRUK/4.0.0", section="summary")
    model, field = form.model, form.authoring.root.child("summary")
    view = SectionView(model, field, ("summary",))
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: bool(view.findChildren(QWidget, "fold:/summary")))


def test_a_form_for_a_dialog_shows_everything_with_its_help(tmp_path: Path, qtbot: Any) -> None:
    from gatewaydesk.ui.form.model import FormModel
    from gatewaydesk.ui.form.view import FormView

    raw = {
        "title": "Connection",
        "type": "object",
        "properties": {
            "url": {"type": "string", "format": "uri", "title": "Address", "description": "Where it listens."},
            "team": {"type": "integer", "title": "Team"},
        },
        "required": ["url"],
    }
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    model = FormModel(Authoring(Catalogue().load(file)))
    view = FormView(model)
    qtbot.addWidget(view)
    view.show()
    assert view.findChild(QWidget, "field:/team").isVisible()
    assert any(getattr(one, "text", str)() == "Where it listens." for one in view.findChildren(QWidget))
    model.go_to(("team",))
    view.findChild(QWidget, "field:/team").setText("7")
    assert model.authoring.document.value == {"team": 7}
