"""Taking in another database: nothing is overwritten, nothing is sent from two computers, twice is as once."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled
from gatewaydesk.store import Receipt, Store, backup, merging

RECEIPT = Receipt("77", "", "p", "G", "hdruk", "T", "A/1", "active", "2026-03-01T00:00:00.000Z", "aa")


@pytest.fixture
def here(tmp_path: Path):
    with Store.open(tmp_path / "here" / "desk.sqlite3") as one:
        yield one


@pytest.fixture
def there(tmp_path: Path):
    with Store.open(tmp_path / "there" / "desk.sqlite3") as one:
        yield one


def copy_of(store: Store) -> Path:
    return backup.make(store.database, "asked").path


def begin(store: Store, draft_id: str, title: str) -> str:
    return store.outbox.begin(
        draft_id, "G", "hdruk", title, "A/1", method="POST", url="https://x/y", body=title.encode(), route="r", pid="p"
    ).id


def name_version(store: Store, draft_id: str, id: str, value: str) -> None:
    with store.database.write() as connection:
        connection.execute(
            "INSERT INTO versions (id, draft, name, why, made_at, schema, schema_sha256, sha256, value) "
            "VALUES (?, (SELECT number FROM drafts WHERE id = ?), 'v', 'named', 'm', 'A/1', '', ?, ?)",
            (id, draft_id, hashlib.sha256(value.encode()).hexdigest(), zlib.compress(value.encode())),
        )


def everything(store: Store) -> list[Any]:
    with store.database.read() as connection:
        return [
            (table, sorted(map(repr, connection.execute(f"SELECT * FROM {table}"))))
            for table in (
                "drafts",
                "draft_values",
                "receipts",
                "outbox",
                "connections",
                "settings",
                "versions",
                "journal",
            )
        ]


def test_into_an_empty_desk_everything_comes(here: Store, there: Store):
    for n in range(5):
        draft = there.drafts.create({"n": n}, schema="A/1", title=f"Draft {n}")
        name_version(there, draft.id, f"v{n}", f'{{"n":{n}}}')
    there.drafts.delete(draft.id)
    row = begin(there, draft.id, "Sent")
    there.outbox.sending(row)
    there.outbox.settle(row, RECEIPT)
    there.connections.save(Connection("G", "hdruk", "https://x"))
    there.settings.set("theme", "dark")
    source = copy_of(there)
    untouched = everything(here)
    looked = merging.merge(here.database, source, keep=False)
    assert everything(here) == untouched
    done = merging.merge(here.database, source)
    assert looked == done
    assert [one.title for one in done.new] == [f"Draft {n}" for n in range(5)]
    listed = [*there.drafts.rows(), *there.drafts.rows(deleted=True)]
    assert {(one.id, one.changed_at) for one in done.new} == {(row.id, row.changed_at) for row in listed}
    assert (done.beside, done.here, done.versions, done.receipts, done.submissions) == ([], 0, 5, 1, 1)
    assert (done.connections, done.settings) == ([("G", "https://x")], ["theme"])
    assert [(r.id, here.drafts.load(r.id).value) for r in here.drafts.rows()] == [
        (r.id, there.drafts.load(r.id).value) for r in there.drafts.rows()
    ]
    assert here.drafts.rows(deleted=True) == there.drafts.rows(deleted=True)
    assert here.history.rows() == there.history.rows()
    assert here.outbox.rows() == there.outbox.rows()
    here.database.look_through()
    after = everything(here)
    again = merging.merge(here.database, source)
    assert again.nothing and again.here == 5
    assert everything(here) == after


def test_nothing_is_overwritten(here: Store, there: Store):
    draft = there.drafts.create({"n": 0}, schema="A/1", title="Shared")
    name_version(there, draft.id, "v", '{"n":0}')
    there.connections.save(Connection("G", "hdruk", "https://there"))
    there.settings.set("theme", "dark")
    merging.merge(here.database, copy_of(there))
    here.drafts.save(draft.id, {"n": "here"}, title="Changed here")
    here.connections.save(Connection("G", "hdruk", "https://here"))
    here.settings.set("theme", "light")
    there.drafts.save(draft.id, {"n": "there"}, title="Changed there")
    source = copy_of(there)
    for turn in range(2):
        done = merging.merge(here.database, source)
        beside = [one.title for one in done.beside]
        assert (done.new, beside, done.here) == ([], [] if turn else ["Changed there"], turn)
        assert here.drafts.load(draft.id).value == {"n": "here"}
        other = next(row for row in here.drafts.rows() if row.id != draft.id)
        assert here.drafts.load(other.id).value == {"n": "there"}
        assert len(here.drafts.rows()) == 2
        assert here.connections.all() == [Connection("G", "hdruk", "https://here")]
        assert here.settings.all() == {"theme": "light"}
        with here.database.read() as connection:
            assert connection.execute("SELECT count(*) FROM versions").fetchone()[0] == 2  # of each draft its own
    here.database.look_through()


def test_versions_of_a_draft_that_is_here_just_so_come_in(here: Store, there: Store):
    draft = there.drafts.create({"n": 0}, schema="A/1", title="Shared")
    merging.merge(here.database, copy_of(there))
    name_version(there, draft.id, "v", '{"n":-1}')
    done = merging.merge(here.database, copy_of(there))
    assert (done.versions, done.here, done.new) == (1, 1, [])


def test_what_waits_or_is_on_its_way_elsewhere_is_not_sent_from_here(here: Store, there: Store):
    waiting = begin(there, "", "Waiting")
    with there.database.write() as connection:
        connection.execute("UPDATE outbox SET queued = 1 WHERE id = ?", (waiting,))
    sending = begin(there, "", "Under way")
    there.outbox.sending(sending)
    merging.merge(here.database, copy_of(there))
    states = {row.title: row.state for row in here.outbox.rows()}
    assert states == {"Waiting": "refused", "Under way": "unknown"}
    with here.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM outbox WHERE queued").fetchone()[0] == 0


def test_stopped_half_way_nothing_came(here: Store, there: Store):
    for n in range(5):
        there.drafts.create({"n": n}, schema="A/1", title=f"Draft {n}")
    calls: list[int] = []

    def check() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        merging.merge(here.database, copy_of(there), check=check)
    assert here.drafts.rows() == []
