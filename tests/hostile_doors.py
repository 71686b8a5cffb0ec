"""Goes through every door with one schema and one document, and says on each what came of it; run by `test_hostile`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["GATEWAYDESK_QUIET"] = "1"

from gatewaydesk.__main__ import main


def in_the_window(schema: Path, document: Path) -> str:
    """Opens the document as a draft, and everything of its first page; "" or what the window says."""
    from gatewaydesk.gateways.credentials import Credentials
    from gatewaydesk.schema.catalogue import Catalogue
    from gatewaydesk.store import Store
    from gatewaydesk.ui.app import make_application
    from gatewaydesk.ui.main_window import MainWindow
    from gatewaydesk.ui.tasks import Tasks

    app = make_application()
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        store, tasks = Store.open(Path(folder) / "store.sqlite3"), Tasks()
        window = MainWindow(store, Catalogue(), Credentials(), tasks, remember=False)
        window.show()
        window.desk.failed.disconnect()
        window.desk.failed.connect(lambda error: told.append(str(error)))
        window.open_file(document, schema=str(schema))
        for _ in range(1000):
            tasks.wait()
            app.processEvents()
            if told or (window.form.view is not None and window.form.view.isVisible()):
                break
        shown = window.form.view is not None and window.form.view.isVisible()
        assert shown or told, "neither a form nor a sentence"
        app.processEvents()
        window.close()
        window.deleteLater()
        app.processEvents()
        tasks.close()
        store.close()
    return " ".join(told)


def go(schema: Path, document: Path) -> None:
    """Prints a line a door: its name, its exit code or what it said."""
    for words in (["fields", schema], ["check", document, "--schema", schema], ["schemas", "add", schema]):
        code = main([str(word) for word in words])
        print(f"\ndoor {words[0]} {code}", flush=True)
    print(f"\ndoor window {json.dumps(in_the_window(schema, document))}", flush=True)


if __name__ == "__main__":
    go(Path(sys.argv[1]), Path(sys.argv[2]))
