"""A database on a network drive is kept in the way that is safe there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gatewaydesk.store import Store, drives


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ([("/", "ext4")], ""),
        ([("/", "ext4"), ("{}", "nfs4")], "nfs4"),
        ([("/", "nfs"), ("{}", "ext4")], ""),
        ([("/", "ext4"), ("{}", "ext4"), ("{}", "fuse.sshfs")], "fuse.sshfs"),
        ([("/", "ext4"), ("{}x", "cifs")], ""),
        ([], ""),
    ],
)
def test_the_drive_that_is_mounted_nearest_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: list[tuple[str, str]], kind: str
):
    (tmp_path / "below").mkdir()
    monkeypatch.setattr(drives, "_mounts", lambda: [(place.format(tmp_path.resolve()), name) for place, name in mounts])
    assert drives.network_drive(tmp_path / "below") == kind


def test_this_computer_says_what_is_mounted():
    assert drives._mounts()
    assert drives.network_drive(Path("/dev")) == ""


def mode(path: Path) -> str:
    connection = sqlite3.connect(path)
    found: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()
    return found


def test_there_is_no_write_ahead_log_on_a_network_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "desk.sqlite3"
    with Store.open(path) as store:
        draft = store.drafts.create({"n": 0}, schema="A/1", title="Moved here")
        assert store.database.drive == ""
    assert mode(path) == "wal"
    monkeypatch.setattr(drives, "_mounts", lambda: [(str(tmp_path.resolve()), "cifs")])
    with Store.open(path) as store, Store.open(path) as other:
        assert store.database.drive == "cifs"
        store.drafts.save(draft.id, {"n": 1}, title="Saved there")
        assert other.drafts.load(draft.id).value == {"n": 1}
    assert mode(path) == "delete"
    monkeypatch.undo()
    Store.open(path).close()
    assert mode(path) == "wal"
