"""Every part of the form gets at least the height that it needs, in narrow windows and with large text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget

from gatewaydesk.ui import theme

MakeForm = Callable[..., Any]


@pytest.fixture
def text_size(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    palette, font = qapp.palette(), qapp.font()
    yield lambda percent: theme.apply(qapp, "light", percent)
    theme.apply(qapp, "light", 100)
    qapp.setPalette(palette)
    qapp.setFont(font)


def settle(form: Any) -> None:
    """Texts that wrap anew ask for another layout, which may make others wrap anew."""
    for _ in range(3):
        form.settle()


def squashed(form: Any) -> list[tuple[str, int, int]]:
    found = []
    for one in form.view.widget().findChildren(QWidget):
        least = min(one.minimumSizeHint().height(), one.maximumHeight())
        inside = isinstance(one.parentWidget(), (QAbstractItemView, QComboBox)) or one.objectName().startswith("qt_")
        if one.isVisible() and not inside and one.layout() is None and one.height() < least:
            found.append((one.objectName() or type(one).__name__, one.height(), least))
    return found


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [374, 395, 520, 900])
@pytest.mark.parametrize("section", ["summary", "coverage", "provenance", "accessibility", "observations"])
def test_nothing_is_squashed(make_form: MakeForm, text_size: Any, percent: int, width: int, section: str) -> None:
    text_size(percent)
    form = make_form(schema="HDRUK/4.0.0", section=section)
    form.model.folds[section] = True
    form.view.resize(width, 500)
    settle(form)
    assert squashed(form) == []
    form.authoring.document.set(("summary", "dataCustodian", "identifier"), "30f16703-28bc-4f45-9ce5-625d2d3db27d")
    form.authoring.document.set(("summary", "abstract"), "Many words that go on and on. " * 12)
    form.model.touch_all()
    settle(form)
    assert squashed(form) == []
    for narrower in (width - 40, width + 60):
        form.view.resize(narrower, 500)
        settle(form)
        assert squashed(form) == []


def test_a_text_that_wraps_anew_takes_its_room_from_nobody(make_form: MakeForm) -> None:
    summary = {
        "abstract": "Records of general practice with all that was written down in them. " * 4,
        "dataCustodian": {"identifier": "30f16703-28bc-4f45-9ce5-625d2d3db27d", "name": "A name"},
    }
    form = make_form(schema="HDRUK/4.0.0", section="summary", value={"summary": summary})
    for width in range(800, 380, -7):
        form.view.resize(width, 460)
        settle(form)
        assert squashed(form) == [], width
