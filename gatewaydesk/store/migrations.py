"""How the database came to its present shape: small named steps, each in a transaction of its own.

A step that has shipped is never changed; a new wish is a new step at the end of `STEPS`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from gatewaydesk.connection import place_of
from gatewaydesk.errors import StoreDamaged, StoreNewer

APPLICATION_ID = 0x47444B31  # "GDK1", so that a file says whose it is
TABLES = (
    "drafts", "draft_values", "receipts", "outbox", "connections", "settings",
    "journal", "beside", "versions", "opened", "files", "bases", "jobs", "former_names",
)  # fmt: skip

RESCUE = "Nothing was changed. To carry over what can be read: gatewaydesk doctor --rescue"

Step = Callable[[sqlite3.Connection], None]


def drafts(connection: sqlite3.Connection) -> None:
    """Drafts; their values stand apart, so that listing 10,000 of them reads no metadata.

    A value names its schema a second time: a rescue can then open it when the page with its title is lost.
    """
    connection.execute(
        """CREATE TABLE drafts (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, schema TEXT NOT NULL,
            sought TEXT NOT NULL, created_at TEXT NOT NULL, changed_at TEXT NOT NULL, deleted_at TEXT,
            required_done INTEGER NOT NULL, required_total INTEGER NOT NULL,
            all_done INTEGER NOT NULL, all_total INTEGER NOT NULL, revision INTEGER NOT NULL)"""
    )
    connection.execute("CREATE INDEX drafts_by_change ON drafts(deleted_at, changed_at DESC, number DESC)")
    connection.execute(
        """CREATE TABLE draft_values (
            number INTEGER PRIMARY KEY REFERENCES drafts(number) ON DELETE CASCADE,
            schema TEXT NOT NULL, value TEXT NOT NULL)"""
    )


def receipts(connection: sqlite3.Connection) -> None:
    """Receipts; the database itself refuses to change or delete one. They outlive their drafts."""
    connection.execute(
        """CREATE TABLE receipts (
            number INTEGER PRIMARY KEY, outbox_id TEXT NOT NULL UNIQUE, dataset_id TEXT NOT NULL,
            version_id TEXT NOT NULL, pid TEXT NOT NULL, gateway TEXT NOT NULL, system TEXT NOT NULL,
            title TEXT NOT NULL, schema TEXT NOT NULL, status TEXT NOT NULL, sent_at TEXT NOT NULL,
            sha256 TEXT NOT NULL, web_url TEXT NOT NULL, draft_id TEXT NOT NULL, sought TEXT NOT NULL)"""
    )
    connection.execute("CREATE INDEX receipts_by_time ON receipts(sent_at DESC, number DESC, sought)")
    connection.execute("CREATE INDEX receipts_by_draft ON receipts(draft_id, sent_at)")
    for what in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER receipts_keep_{what.lower()} BEFORE {what} ON receipts "
            "BEGIN SELECT RAISE(ABORT, 'a receipt is never changed or deleted'); END"
        )


def outbox(connection: sqlite3.Connection) -> None:
    """What is or was on its way. `once` is the wall against sending one version of a draft twice."""
    connection.execute(
        """CREATE TABLE outbox (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, draft TEXT NOT NULL, gateway TEXT NOT NULL,
            system TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'unknown', 'sent', 'refused')),
            title TEXT NOT NULL, schema TEXT NOT NULL, pid TEXT NOT NULL, since TEXT NOT NULL, sha256 TEXT NOT NULL,
            method TEXT NOT NULL, url TEXT NOT NULL, route TEXT NOT NULL, status TEXT NOT NULL, note TEXT NOT NULL,
            sent_at TEXT NOT NULL, doubtful INTEGER NOT NULL, content TEXT NOT NULL, again INTEGER NOT NULL,
            owner TEXT NOT NULL, body BLOB NOT NULL)"""
    )
    connection.execute(
        "CREATE UNIQUE INDEX outbox_once ON outbox(gateway, draft, content, again) WHERE state <> 'refused'"
    )
    connection.execute(
        "CREATE UNIQUE INDEX outbox_one_open ON outbox(gateway, draft) "
        "WHERE draft <> '' AND state IN ('waiting', 'sending', 'unknown')"
    )
    connection.execute("CREATE INDEX outbox_by_state ON outbox(state)")
    connection.execute("CREATE INDEX outbox_by_content ON outbox(gateway, content)")


def connections(connection: sqlite3.Connection) -> None:
    """Gateway connections, without their secrets."""
    connection.execute(
        """CREATE TABLE connections (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, system TEXT NOT NULL, url TEXT NOT NULL,
            options TEXT NOT NULL, practice INTEGER NOT NULL)"""
    )


def settings(connection: sqlite3.Connection) -> None:
    """Settings, each value as JSON."""
    connection.execute("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


def gateways_by_address(connection: sqlite3.Connection) -> None:
    """One version may go to one gateway through several connections, so it is sought by its content alone.

    While an outcome is unknown, a person may send again on purpose: only what is being sent keeps its draft to itself.
    """
    connection.execute("CREATE INDEX outbox_by_content_anywhere ON outbox(content)")
    connection.execute("DROP INDEX outbox_one_open")
    connection.execute(
        "CREATE UNIQUE INDEX outbox_one_open ON outbox(gateway, draft) "
        "WHERE draft <> '' AND state IN ('waiting', 'sending')"
    )


def pinned_schemas(connection: sqlite3.Connection) -> None:
    """A draft knows the version of its schema by hash: a schema of the same name may be renewed meanwhile."""
    connection.execute("ALTER TABLE drafts ADD COLUMN schema_sha256 TEXT NOT NULL DEFAULT ''")


def refused_values(connection: sqlite3.Connection) -> None:
    """What a gateway refused of a draft, as JSON beside its value; what was refused is kept as a hash only."""
    connection.execute("ALTER TABLE draft_values ADD COLUMN refused TEXT NOT NULL DEFAULT ''")


def journal(connection: sqlite3.Connection) -> None:
    """Every change of a draft, appended as it is made. A draft's value stands as it was after `step`; what comes after
    is put on top when it is read. `beside` holds where the person was (`place`) and JSON text that is none yet
    (`text`): in a table of its own, because SQLite writes a row whole, and a value may have megabytes.
    """
    connection.execute("ALTER TABLE draft_values ADD COLUMN step INTEGER NOT NULL DEFAULT 0")
    connection.execute(
        """CREATE TABLE journal (
            number INTEGER PRIMARY KEY, draft INTEGER NOT NULL REFERENCES drafts(number) ON DELETE CASCADE,
            step INTEGER NOT NULL, kind TEXT NOT NULL, change TEXT NOT NULL, told TEXT NOT NULL, made_at TEXT NOT NULL,
            UNIQUE (draft, step))"""
    )
    connection.execute(
        """CREATE TABLE beside (
            number INTEGER PRIMARY KEY, draft INTEGER NOT NULL REFERENCES drafts(number) ON DELETE CASCADE,
            kind TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (draft, kind))"""
    )


def versions(connection: sqlite3.Connection) -> None:
    """Whole values of a draft to go back to; `why` says what made one (see `versions.Why`)."""
    connection.execute(
        """CREATE TABLE versions (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            draft INTEGER NOT NULL REFERENCES drafts(number) ON DELETE CASCADE,
            name TEXT NOT NULL, why TEXT NOT NULL, made_at TEXT NOT NULL, schema TEXT NOT NULL,
            schema_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL, value BLOB NOT NULL)"""
    )
    connection.execute("CREATE INDEX versions_by_draft ON versions(draft, number)")


def opened(connection: sqlite3.Connection) -> None:
    """Which window has a draft open, so that a second one asks before it writes; `wanted` is the one that asks."""
    connection.execute(
        """CREATE TABLE opened (
            draft INTEGER PRIMARY KEY REFERENCES drafts(number) ON DELETE CASCADE,
            window TEXT NOT NULL, owner TEXT NOT NULL, computer TEXT NOT NULL, since TEXT NOT NULL,
            wanted TEXT NOT NULL DEFAULT '')"""
    )


def queue(connection: sqlite3.Connection) -> None:
    """What a submission does (`create` or another action on dataset `dataset_id`); whether it waits to go by itself
    (`queued`), not before when, whether it was the gateway that said so (`held`), after how many tries; and what the
    gateway showed when it was asked, as JSON.
    """
    for column in (
        "action TEXT NOT NULL DEFAULT 'create'", "dataset_id TEXT NOT NULL DEFAULT ''",
        "queued INTEGER NOT NULL DEFAULT 0", "not_before TEXT NOT NULL DEFAULT ''",
        "held INTEGER NOT NULL DEFAULT 0", "tries INTEGER NOT NULL DEFAULT 0", "evidence TEXT NOT NULL DEFAULT ''",
    ):  # fmt: skip
        connection.execute(f"ALTER TABLE outbox ADD COLUMN {column}")


def files(connection: sqlite3.Connection) -> None:
    """Which file a draft was read from or saved to, what the file was when it was seen last, and, as a hash, what the
    draft said then.
    """
    connection.execute(
        """CREATE TABLE files (
            draft INTEGER PRIMARY KEY REFERENCES drafts(number) ON DELETE CASCADE, path TEXT NOT NULL,
            size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode TEXT NOT NULL, sha256 TEXT NOT NULL,
            content TEXT NOT NULL)"""
    )
    connection.execute("CREATE INDEX files_by_path ON files(path)")


def bases(connection: sqlite3.Connection) -> None:
    """What a gateway held when a draft, or a file (then `draft` is null), was pulled from it or sent to it last."""
    connection.execute(
        """CREATE TABLE bases (
            number INTEGER PRIMARY KEY, draft INTEGER REFERENCES drafts(number) ON DELETE CASCADE,
            gateway TEXT NOT NULL, dataset_id TEXT NOT NULL, pid TEXT NOT NULL, mark TEXT NOT NULL,
            schema TEXT NOT NULL, status TEXT NOT NULL, pulled_at TEXT NOT NULL, value BLOB NOT NULL)"""
    )
    connection.execute("CREATE UNIQUE INDEX bases_of_drafts ON bases(draft, gateway) WHERE draft IS NOT NULL")
    connection.execute("CREATE UNIQUE INDEX bases_of_files ON bases(gateway, dataset_id) WHERE draft IS NULL")


def actions(connection: sqlite3.Connection) -> None:
    """What a receipt is for, as the outbox has it; and the mark of the gateway's copy that an update replaces."""
    connection.execute("ALTER TABLE outbox ADD COLUMN base_mark TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE receipts ADD COLUMN action TEXT NOT NULL DEFAULT 'create'")
    connection.execute("CREATE INDEX receipts_deleted ON receipts(gateway, dataset_id, number) WHERE action = 'delete'")


def jobs(connection: sqlite3.Connection) -> None:
    """Work that goes on at a gateway, over restarts; and whatever IDs a gateway gives, beside a receipt."""
    connection.execute(
        """CREATE TABLE jobs (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, gateway TEXT NOT NULL, system TEXT NOT NULL,
            practice INTEGER NOT NULL, place TEXT NOT NULL, draft_id TEXT NOT NULL, dataset TEXT NOT NULL,
            kind TEXT NOT NULL, title TEXT NOT NULL, dataset_id TEXT NOT NULL, remote_id TEXT NOT NULL,
            status TEXT NOT NULL, native TEXT NOT NULL, words TEXT NOT NULL, progress REAL, ours INTEGER NOT NULL,
            since TEXT NOT NULL, facts TEXT NOT NULL,
            began TEXT NOT NULL, changed TEXT NOT NULL, looked_at TEXT NOT NULL, looks INTEGER NOT NULL,
            next_at TEXT NOT NULL, note TEXT NOT NULL, owner TEXT NOT NULL, told INTEGER NOT NULL,
            held INTEGER NOT NULL)"""
    )
    connection.execute("CREATE INDEX jobs_next ON jobs(next_at) WHERE next_at != ''")
    connection.execute("ALTER TABLE receipts ADD COLUMN ids TEXT NOT NULL DEFAULT '{}'")


def standings(connection: sqlite3.Connection) -> None:
    """The status of the gateway's copy that an update replaces."""
    connection.execute("ALTER TABLE outbox ADD COLUMN base_status TEXT NOT NULL DEFAULT ''")


def bases_by_path(connection: sqlite3.Connection) -> None:
    """A file's base is known by the file's real path. Of those that were kept before, nobody knows whose they are."""
    connection.execute("ALTER TABLE bases ADD COLUMN path TEXT NOT NULL DEFAULT ''")
    connection.execute("DELETE FROM bases WHERE draft IS NULL")
    connection.execute("DROP INDEX bases_of_files")
    connection.execute("CREATE UNIQUE INDEX bases_of_files ON bases(path, gateway, dataset_id) WHERE draft IS NULL")


def former_names(connection: sqlite3.Connection) -> None:
    """Every name that a connection ever had, with the place that it led to last: receipts keep the name they got. The
    place is kept as bytes, so that a rescue can tell these rows from those of other tables.
    """
    connection.execute(
        "CREATE TABLE former_names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, place BLOB NOT NULL)"
    )
    connection.execute("CREATE INDEX former_names_by_place ON former_names(place, name)")
    sent = connection.execute("SELECT gateway, system, url, max(number) FROM outbox GROUP BY gateway")
    known = connection.execute("SELECT name, system, url, number FROM connections")
    rows = [(name, f"{system} {place_of(url)}".encode()) for name, system, url, _ in (*sent, *known) if place_of(url)]
    connection.executemany("INSERT OR REPLACE INTO former_names (name, place) VALUES (?, ?)", rows)


def origins(connection: sqlite3.Connection) -> None:
    """Which draft a copy was made of when two windows parted: it belongs to the same datasets."""
    connection.execute("ALTER TABLE drafts ADD COLUMN origin TEXT NOT NULL DEFAULT ''")


def wrong_values(connection: sqlite3.Connection) -> None:
    """How many values of a draft were wrong when its counts were taken; NULL where nobody has checked it since."""
    connection.execute("ALTER TABLE drafts ADD COLUMN wrong INTEGER")


def sandboxes(connection: sqlite3.Connection) -> None:
    """Which sandbox a submission goes to; and two sandboxes of one platform are two places."""
    connection.execute("ALTER TABLE outbox ADD COLUMN sandbox TEXT NOT NULL DEFAULT ''")
    chosen = dict(
        connection.execute("SELECT name, json_extract(options, '$.sandbox') FROM connections WHERE system = 'adobe'")
    )
    former = "SELECT name FROM former_names WHERE CAST(place AS TEXT) LIKE 'adobe %'"
    led = "SELECT gateway FROM outbox WHERE system = 'adobe' UNION SELECT gateway FROM jobs WHERE system = 'adobe'"
    for (name,) in connection.execute(f"{led} UNION {former}").fetchall():
        own = chosen.get(name) or "prod"
        connection.execute("UPDATE outbox SET sandbox = ? WHERE gateway = ? AND system = 'adobe'", (own, name))
        connection.execute(
            "UPDATE jobs SET place = place || '/' || ? WHERE gateway = ? AND system = 'adobe'", (own, name)
        )
        connection.execute(
            "UPDATE former_names SET place = CAST(CAST(place AS TEXT) || '/' || ? AS BLOB)"
            " WHERE name = ? AND CAST(place AS TEXT) LIKE 'adobe %'",
            (own, name),
        )


STEPS: tuple[Step, ...] = (
    drafts, receipts, outbox, connections, settings, gateways_by_address, pinned_schemas, refused_values, journal,
    versions, opened, queue, files, bases, actions, jobs, standings,
    bases_by_path, former_names, origins, wrong_values, sandboxes,
)  # fmt: skip


def version(connection: sqlite3.Connection) -> int:
    """How many steps this file has had."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def stamp(connection: sqlite3.Connection, number: int) -> None:
    """Writes whose file this is and how many steps it has had."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={number}")


def refuse_foreign(connection: sqlite3.Connection) -> None:
    """Leaves alone what is not ours or not for us.

    Raises:
        StoreNewer: a newer Gateway Desk wrote it.
        StoreDamaged: it is a database of another program.
    """
    whose = connection.execute("PRAGMA application_id").fetchone()[0]
    filled = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if whose != APPLICATION_ID and (whose or filled or version(connection)):
        raise StoreDamaged(
            "The file of drafts and history is a database of another program.",
            "Move it away; or begin a new one, with the old one kept aside: gatewaydesk doctor --rescue",
        )
    if version(connection) > len(STEPS):
        raise StoreNewer(
            "The drafts and history on this computer were written by a newer Gateway Desk "
            f"(format {version(connection)}; this one knows up to {len(STEPS)}).",
            "Install the newer Gateway Desk; nothing was changed.",
        )


def refuse_incomplete(connection: sqlite3.Connection) -> None:
    """Checks that every table is there.

    Raises:
        StoreDamaged: one is missing.
    """
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if missing := sorted(set(TABLES) - there):
        raise StoreDamaged(
            f"The file of drafts and history lacks its table “{missing[0]}”.",
            RESCUE,
        )
