"""A disk that is full at many points where something is written; `make soak` tries every one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gatewaydesk.store import Store
from tests.soak import full_disk
from tests.soak.report import Report


def name_space() -> bool:
    """Whether a small disk can be made here."""
    if shutil.which("unshare") is None:
        return False
    made = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True, check=False)
    return made.returncode == 0


needs_disk = pytest.mark.skipif(not name_space(), reason="needs a name space of its own for a small disk")


@needs_disk
def test_nothing_is_lost_and_nothing_is_half_there(capsys: pytest.CaptureFixture[str]):
    report = Report()
    full_disk.soak(report, 1 / 23)
    assert report.broken == 0, capsys.readouterr().out


READ_ONLY = """
import sys
from pathlib import Path
from gatewaydesk.errors import StoreFull
from gatewaydesk.store import Store
path = Path(sys.argv[1])
try:
    with Store.open(path) as store:
        store.settings.set("a", 1)
    print("written")
except StoreFull as error:
    print(error.what)
with Store.for_this_session(path) as store:
    print([row.title for row in store.drafts.rows()])
    store.drafts.create({}, schema="A/1", title="For now")
"""


@needs_disk
def test_a_folder_that_can_only_be_read_is_said_and_can_be_looked_into(tmp_path: Path):
    home = tmp_path / "desk"
    with Store.open(home / "desk.sqlite3") as store:
        store.drafts.create({}, schema="A/1", title="There")
    before = (home / "desk.sqlite3").read_bytes()
    script = f'mount --bind -o ro "{home}" "{home}" && mount -o remount,ro,bind "{home}" && exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-c", READ_ONLY, str(home / "desk.sqlite3")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    said, titles = run.stdout.splitlines()
    assert "may not be written to" in said or "cannot be kept in" in said
    assert titles == "['There']"
    assert (home / "desk.sqlite3").read_bytes() == before
    assert [one.name for one in home.iterdir()] == ["desk.sqlite3"]
