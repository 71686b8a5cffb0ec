"""The database file: who may read it, how it grows, and what is said when it cannot be used."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gatewaydesk import paths
from gatewaydesk.errors import StoreDamaged, StoreFull, StoreLocked, StoreNewer, StoreProblem
from gatewaydesk.store import Store, migrations

OTHER_PROCESS = textwrap.dedent(
    """
    import sqlite3, sys
    connection = sqlite3.connect(sys.argv[1], isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()
    connection.execute("ROLLBACK")
    connection.close()
    """
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "desk.sqlite3"


def filled(path: Path, drafts: int = 60) -> list[str]:
    with Store.open(path) as store:
        return [
            store.drafts.create({"n": n, "text": "x" * 3000}, schema="A/1", title=f"Draft {n}").id
            for n in range(drafts)
        ]


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    connection.close()
    return names


def test_an_empty_start_makes_everything_for_this_person_only():
    with Store.open() as store:
        assert store.path == paths.database_path()
        store.drafts.create({}, schema="A/1", title="One")
        beside = sorted(store.path.parent.iterdir())
        assert {one.stat().st_mode & 0o777 for one in beside} == {0o600}
        assert len(beside) == 3
        assert store.path.parent.stat().st_mode & 0o777 == 0o700
    connection = sqlite3.connect(paths.database_path())
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(migrations.STEPS)
    assert connection.execute("PRAGMA application_id").fetchone()[0] == migrations.APPLICATION_ID
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    connection.close()


def test_a_file_that_others_could_read_is_closed_to_them_and_a_strange_folder_is_left_alone(tmp_path: Path):
    tmp_path.chmod(0o755)
    path = tmp_path / "desk.sqlite3"
    Store.open(path).close()
    path.chmod(0o644)
    Store.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_every_commit_is_synced(path: Path):
    with Store.open(path) as store, store.database.read() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_version_1_file_is_brought_up_to_date_with_its_drafts(path: Path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    migrations.drafts(connection)
    migrations.stamp(connection, 1)
    connection.execute(
        "INSERT INTO drafts VALUES (7, 'an-id', 'Old', 'A/1', 'old\na/1', '2026-01-01T00:00:00.000Z',"
        " '2026-01-02T00:00:00.000Z', NULL, 1, 2, 3, 4, 5)"
    )
    connection.execute("INSERT INTO draft_values VALUES (7, 'A/1', '{\"a\":1.0}')")
    connection.commit()
    connection.close()
    with Store.open(path) as store:
        draft = store.drafts.load("an-id")
        assert (draft.title, draft.value, draft.counts, draft.revision) == ("Old", {"a": 1.0}, (1, 2, 3, 4), 5)
        assert store.history.rows() == []
    assert tables(path) >= set(migrations.TABLES)


def test_a_step_that_breaks_leaves_the_file_at_the_step_before(path: Path, monkeypatch: pytest.MonkeyPatch):
    filled(path, 1)

    def breaks(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (a)")
        connection.execute("CREATE TABLE half (a)")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, breaks))
    with pytest.raises(StoreProblem):
        Store.open(path)
    assert "half" not in tables(path)
    monkeypatch.undo()
    with Store.open(path) as store:
        assert len(store.drafts.rows()) == 1


def test_a_newer_file_is_refused_and_untouched(path: Path):
    filled(path, 1)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreNewer, match=r"newer Gateway Desk \(format 99"):
        Store.open(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_untouched(path: Path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"\x93" * 20_000, b"hello", b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_random_bytes_are_damage(path: Path, content: bytes):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        Store.open(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.97])
def test_a_truncated_file_is_damage(path: Path, kept: float):
    filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(StoreDamaged):
        Store.open(path)


def test_any_page_half_overwritten_is_damage_or_harmless(path: Path):
    ids = filled(path)
    whole = path.read_bytes()
    found = 0
    for page in range(len(whole) // 4096):
        start = page * 4096
        path.write_bytes(whole[:start] + b"\xa5" * 2048 + whole[start + 2048 :])
        try:
            with Store.open(path) as store:
                assert len(store.drafts.rows()) == len(ids)
        except StoreDamaged:
            found += 1
    assert found > len(whole) // 4096 * 0.9


def test_a_lost_table_is_damage(path: Path):
    filled(path, 1)
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE receipts")
    connection.close()
    with pytest.raises(StoreDamaged, match="receipts"):
        Store.open(path)


def test_held_by_another_process(path: Path):
    ids = filled(path, 1)
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        with Store.open(path, patience=0.05) as store:  # WAL: reading goes on while another writes
            assert len(store.drafts.rows()) == 1
            with pytest.raises(StoreLocked, match="Another program"):
                store.drafts.rename(ids[0], "New")
            other.communicate()
            store.drafts.rename(ids[0], "New")
            assert store.drafts.rows()[0].title == "New"


def test_locked_while_it_would_have_to_be_made(path: Path):
    path.parent.mkdir()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked):
        Store.open(path, patience=0.05)
    holder.execute("ROLLBACK")
    holder.close()


def test_a_file_in_place_of_the_folder(tmp_path: Path):
    (tmp_path / "desk").write_text("in the way")
    with pytest.raises(StoreFull, match="desk"):
        Store.open(tmp_path / "desk" / "desk.sqlite3")


def test_a_folder_that_nobody_can_make():
    with pytest.raises(StoreFull, match="cannot be kept"):
        Store.open(Path("/proc/desk/desk.sqlite3"))


def test_a_full_disk_loses_nothing_that_was_saved(path: Path):
    filled(path, 5)
    with Store.open(path) as store:
        with store.database.read() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages + 2}")
        before = store.drafts.rows()
        with pytest.raises(StoreFull, match="disk is full"):
            store.drafts.create({"text": "x" * 100_000}, schema="A/1", title="Too much")
        with pytest.raises(StoreFull):
            store.drafts.save(before[0].id, {"text": "x" * 100_000}, title="Too much")
        assert store.drafts.rows() == before
        with store.database.read() as connection:
            connection.execute("PRAGMA max_page_count=1000000")
        store.drafts.save(before[0].id, {"text": "x" * 100_000}, title="Room again")
        assert store.drafts.load(before[0].id).title == "Room again"


def test_many_threads_write_at_once(path: Path):
    with Store.open(path) as store:
        draft = store.drafts.create({"n": 0}, schema="A/1", title="Shared")

        def work(n: int) -> None:
            store.drafts.create({"n": n}, schema="A/1", title=f"Draft {n}")
            store.drafts.save(draft.id, {"n": n}, title="Shared")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(80)))
        assert len(store.drafts.rows()) == 81
        assert store.drafts.load(draft.id).revision == 81


def open_connections(path: Path) -> list[str]:
    """Connections of this process to the file that nobody has closed (Python 3.13 warns of them)."""
    found = []
    for one in gc.get_objects():
        if isinstance(one, sqlite3.Connection):
            with contextlib.suppress(sqlite3.ProgrammingError):
                found += [row[2] for row in one.execute("PRAGMA database_list") if row[2] == str(path)]
    return found


def test_connections_of_finished_threads_are_closed(path: Path):
    with Store.open(path) as store:
        for _ in range(20):
            thread = threading.Thread(target=store.drafts.rows)
            thread.start()
            thread.join()
        assert len(open_connections(path)) <= 3
    assert open_connections(path) == []


def test_closing_waits_for_the_transaction_of_another_thread(path: Path):
    store = Store.open(path)
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with store.database.write() as connection:
            inside.set()
            go_on.wait(10)
            connection.execute("INSERT INTO settings VALUES ('slow', '1')")

    writer = threading.Thread(target=slow)
    writer.start()
    inside.wait(10)
    closer = threading.Thread(target=store.close)
    closer.start()
    closer.join(0.2)
    assert closer.is_alive()
    go_on.set()
    writer.join()
    closer.join()
    with Store.open(path) as again:
        assert again.settings.all() == {"slow": 1}


def test_a_closed_store_says_so(path: Path):
    store = Store.open(path)
    store.close()
    store.close()
    with pytest.raises(StoreProblem, match="closed"):
        store.drafts.rows()
    with ThreadPoolExecutor(1) as pool, pytest.raises(StoreProblem, match="closed"):
        pool.submit(store.drafts.rows).result()


def test_a_transaction_is_all_or_nothing(path: Path):
    with Store.open(path) as store:
        with pytest.raises(RuntimeError), store.database.write():
            store.settings.set("a", 1)
            store.settings.set("b", 2)
            raise RuntimeError
        assert store.settings.all() == {}


def test_several_processes_start_on_a_fresh_file_at_once(path: Path):
    program = (
        "import sys; from pathlib import Path; from gatewaydesk.store import Store\n"
        "sys.stdin.readline()\n"
        "with Store.open(Path(sys.argv[1])) as store: store.drafts.create({}, schema='A/1', title='One')\n"
    )
    others = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for other in others:
        assert other.stdin is not None
        other.stdin.write(b"go\n")
        other.stdin.flush()
    for other in others:
        _, words = other.communicate(timeout=60)
        assert other.returncode == 0, words.decode()
    with Store.open(path) as store:
        assert len(store.drafts.rows()) == 4


SAVER = """
import itertools, sys
from pathlib import Path
from gatewaydesk.store import Store
with Store.open(Path(sys.argv[1])) as store:
    draft = store.drafts.create({"n": 0}, schema="A/1", title="0")
    for n in itertools.count(1):
        store.drafts.save(draft.id, {"n": n, "text": str(n) * 2000}, title=str(n))
        print(n, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 40])
def test_killed_while_saving_costs_nothing_that_was_saved(path: Path, after: int):
    with subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        for _ in range(after):
            other.stdout.readline()
        other.kill()
        said = [after, *map(int, other.stdout.read().split()[:-1])]
    with Store.open(path) as store:
        store.database.look_through()
        (row,) = store.drafts.rows()
        draft = store.drafts.load(row.id)
        assert draft.value["n"] == int(draft.title) == draft.revision - 1 >= max(said)
        assert draft.value["text"] == draft.title * 2000


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path):
    (tmp_path / "desk.sqlite3").mkdir()
    with pytest.raises(StoreProblem, match="is a folder"):
        Store.open(tmp_path / "desk.sqlite3")


def test_a_full_disk_is_called_full_when_the_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(StoreFull, match="The disk is full"):
        Store.open(tmp_path / "new" / "desk.sqlite3")


def test_an_input_output_error_on_a_full_disk_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with Store.open(tmp_path / "desk.sqlite3") as store:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
        with pytest.raises(StoreFull, match="refused to write or read"), store.database.read():
            raise error
        monkeypatch.setattr("gatewaydesk.store.database.tempfile.TemporaryFile", _full_disk)
        with pytest.raises(StoreFull, match="The disk is full"), store.database.read():
            raise error


def _full_disk(**_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
