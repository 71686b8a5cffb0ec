"""Draws the gallery: each small schema of `tests/gallery/` with its document, and sheets of them all (`make gallery`).

Pictures go to `build/gallery/`: one of each, light, and `index.html` with them all; `sheet-*.png` show them all in
the dark, in a narrow window and with text twice as large.
"""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["GATEWAYDESK_QUIET"] = "1"

from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gatewaydesk.document import jsonio
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui import theme as look
from gatewaydesk.ui.app import make_application
from gatewaydesk.ui.form.fold import Fold
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import SectionView
from gatewaydesk.ui.headless import without_grumbles
from gatewaydesk.ui.tasks import Tasks

ROOT = Path(__file__).resolve().parent.parent
CASES = sorted((ROOT / "tests" / "gallery").glob("*.json"))
OUT = ROOT / "build" / "gallery"
WIDTH, NARROW = 860, 430
_TURNS = 6  # layouts within layouts find their places one after the other


@dataclass(frozen=True)
class Case:
    """One file of the gallery."""

    name: str
    title: str
    about: str
    schema: LoadedSchema
    document: Any


def load(file: Path) -> Case:
    """Reads one file of the gallery."""
    held = jsonio.read_file(file)
    schema = LoadedSchema(f"gallery/{file.stem}", held["schema"])
    return Case(file.stem, held["title"], held["about"], schema, held["document"])


@contextmanager
def shown(case: Case, tasks: Tasks, width: int = WIDTH) -> Iterator[SectionView]:
    """The form of a whole document, with everything opened and as high as its content."""
    model = FormModel(Authoring(case.schema, case.document), tasks, folds={})
    view = SectionView(model, case.schema.root, ())
    view.finish()
    view.resize(width, 1200)
    view.show()
    for _ in range(_TURNS):
        settle()
        for fold in view.findChildren(Fold):
            fold.set_open(True)
    for _ in range(_TURNS):  # text that wraps is as high as its width makes it
        page = view.widget()
        assert page is not None
        view.resize(width, max(120, min(page.sizeHint().height(), 6000)))
        settle()
    try:
        yield view
    finally:
        view.close()
        view.deleteLater()
        settle()
        model.close()


def settle() -> None:
    """Lets the window do what it put off."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def pictures(tasks: Tasks, width: int = WIDTH) -> Iterator[tuple[Case, QImage]]:
    """Each case with its picture."""
    for file in CASES:
        case = load(file)
        with shown(case, tasks, width) as view:
            yield case, view.grab().toImage()


def sheet(images: list[QImage], columns: int = 4, gap: int = 24) -> QImage:
    """All pictures on one, each in the column that is shortest so far."""
    wide = max(image.width() for image in images)
    heights = [gap] * columns
    places = []
    for image in images:
        at = heights.index(min(heights))
        places.append(QRect(gap + at * (wide + gap), heights[at], image.width(), image.height()))
        heights[at] += image.height() + gap
    made = QImage(gap + columns * (wide + gap), max(heights), QImage.Format.Format_RGB32)
    made.fill(0xFF808080)
    painter = QPainter(made)
    for place, image in zip(places, images, strict=True):
        painter.drawImage(place.topLeft(), image)
    painter.end()
    return made


def main() -> int:
    """Draws everything."""
    OUT.mkdir(parents=True, exist_ok=True)
    with without_grumbles():
        app = make_application()
        tasks = Tasks(workers=1)
        page = ["<!doctype html><meta charset=utf-8><title>Gallery</title>"]
        look.apply(app, "light")
        for case, image in pictures(tasks):
            image.save(str(OUT / f"{case.name}.png"), "PNG")  # type: ignore[call-overload]
            page.append(f"<h2>{html.escape(case.title)}</h2><p>{html.escape(case.about)}</p><img src={case.name}.png>")
        (OUT / "index.html").write_text("\n".join(page), encoding="utf-8")
        for name, theme, width, percent in (
            ("dark", "dark", WIDTH, 100),
            ("narrow", "light", NARROW, 100),
            ("large", "light", WIDTH, 200),
        ):
            look.apply(app, theme, percent)
            made = sheet([image for _, image in pictures(tasks, width)])
            made.save(str(OUT / f"sheet-{name}.png"), "PNG")  # type: ignore[call-overload]
        tasks.close()
    print(OUT / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
