"""A disk that fills up at every point where something is written: what was there stays, and nothing is half there.

Each thing that writes is done on a small disk with room for 0 pages, for 1, for 2 and so on, until it goes through.
What is on the disk then is compared with what was there before and with what an endless disk would hold: there is no
third. The disk is a tmpfs in a name space of its own, so that neither root nor a partition is needed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError, StoreDamaged
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import archive
from gatewaydesk.store import Receipt, Store, backup, rescue
from tests.soak.report import Report

TITLE = "A disk that is full at every point where something is written"

PAGE = 4096
_DISK = 24 * 1024 * 1024
_ENOUGH = 3  # times in a row that a thing has to go through until it is done with
_MOST = 2000  # pages beyond which it ought to have gone through
RECEIPT = Receipt("77", "", "p", "G", "hdruk", "T", "A/1", "active", "2026-03-01T00:00:00.000Z", "aa")

Act = Callable[[Path, Store], object]


def soak(report: Report, share: float) -> None:
    """Every `1 / share`th number of pages is tried."""
    command = [sys.executable, "-m", "tests.soak.full_disk", str(max(1, round(1 / share)))]
    run = subprocess.run(["unshare", "-rm", *command], capture_output=True, text=True, check=False)
    if run.returncode:
        report.must("a small disk could be made", run.stderr.strip().splitlines()[-1:], kept=False)
        return
    tried = refused = 0
    wrong: list[str] = []
    for line in run.stdout.splitlines():
        one = json.loads(line)
        report.figure(one["name"], f"{one['tried']} times, {one['refused']} of them without room")
        tried, refused = tried + one["tried"], refused + one["refused"]
        wrong += [f"{one['name']}: {what}" for what in one["wrong"]]
    report.must("things done on a disk that fills up", f"{tried:,}, {refused:,} of them refused in words", refused > 0)
    report.must("lost, or half written", wrong[:5] or 0, not wrong)


def _first(store: Store) -> str:
    return next(row.id for row in store.drafts.rows() if row.title == "Draft 0")


def _send(_: Path, store: Store) -> None:
    row = store.outbox.begin(
        _first(store), "G", "hdruk", "T", "A/1", method="POST", url="https://x/y", body=b"x" * 9000, route="r", pid="p"
    )
    store.outbox.sending(row.id)


def _settle(_: Path, store: Store) -> None:
    row = next(one for one in store.outbox.rows() if one.state != "sent")
    store.outbox.settle(row.id, RECEIPT)


def _zip(home: Path, store: Store) -> None:
    archive.write(store, home / "out.zip", home=home)


def _take_in(home: Path, store: Store) -> None:
    archive.take_in(home.parent.parent / "arrives.zip", store, Catalogue(added=home / "schemas"), home=home)


def _go_back(_: Path, store: Store) -> None:
    backup.restore(store.database, next(one.path for one in backup.backups(store.path) if one.number == 1))


ACTS: dict[str, Act] = {
    "a new draft": lambda _, store: store.drafts.create({"n": "new", "text": "y" * 30_000}, schema="A/1", title="New"),
    "a draft saved": lambda _, store: store.drafts.save(_first(store), {"n": "saved", "text": "z" * 60_000}, title="S"),
    "a draft deleted": lambda _, store: store.drafts.delete(_first(store)),
    "a setting": lambda _, store: store.settings.set("theme", "dark" * 2000),
    "a receipt": _settle,
    "a backup": lambda _, store: backup.make(store.database, "asked"),
    "going back to a backup": _go_back,
    "everything as one zip": _zip,
    "taking in a zip": _take_in,
    "a JSON file": lambda home, _: jsonio.write_file(home / "out.json", {"text": "new" * 20_000}),
}


def _template(home: Path) -> None:
    home.mkdir(parents=True)
    with Store.open(home / "desk.sqlite3") as store:
        for n in range(12):
            store.drafts.create({"n": n, "text": "x" * 3000}, schema="A/1", title=f"Draft {n}")
        backup.make(store.database)
        _send(home, store)
    jsonio.write_file(home / "out.json", {"text": "old" * 5000})
    (home / "out.zip").write_bytes(b"what was there")


def _other(folder: Path) -> None:
    with Store.open(folder / "other" / "desk.sqlite3") as store:
        for n in range(5):
            store.drafts.create({"n": n, "text": "other" * 2000}, schema="A/1", title=f"Arriving {n}")
        archive.write(store, folder / "arrives.zip", home=folder / "other")


def state(home: Path) -> Any:
    """All that counts of what is on the disk; IDs and times that differ each time do not."""
    with Store.open(home / "desk.sqlite3") as store:
        store.database.look_through()
        drafts = sorted((row.title, repr(store.drafts.load(row.id).value)) for row in store.drafts.rows())
        receipts = [replace(row, draft_id="") for row in store.history.rows()]
        outbox = sorted((row.title, row.state.replace("sending", "unknown")) for row in store.outbox.rows())
        settings = store.settings.all()
        kept = [(one.why, backup.content(one.path)) for one in backup.backups(store.path)]
    out = home / "out.zip"
    packed = "what was there" if out.read_bytes() == b"what was there" else zipfile.ZipFile(out).testzip()
    strange = sorted(
        one.relative_to(home).as_posix()
        for one in home.rglob("*")
        if one.name not in ("desk.sqlite3", "out.json", "out.zip", "backups", "schemas")
        and one.parent.name != "backups"
    )
    parts = [one.name for one in home.rglob(".*")]
    digest = hashlib.sha256((home / "out.json").read_bytes()).hexdigest()
    return drafts, receipts, outbox, settings, [(why, holds.drafts, holds.problem) for why, holds in kept], (
        packed, strange, parts, digest,
    )  # fmt: skip


def _with_room(home: Path, pages: int) -> Path:
    """Fills the disk until that many pages are left."""
    ballast = home.parent / "ballast"
    ballast.touch()
    about = os.statvfs(home)
    with ballast.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, max(about.f_bavail * about.f_frsize - pages * PAGE, 1))
    return ballast


def _try(disk: Path, template: Path, act: Act, pages: int | None) -> tuple[bool, Any]:
    """Whether it went through with that much room, and what there was afterwards."""
    home = disk / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    store = Store.open(home / "desk.sqlite3", patience=0.2)
    ballast = _with_room(home, pages) if pages is not None else None
    went = True
    try:
        act(home, store)
    except GatewayDeskError:
        went = False
    finally:
        if ballast is not None:
            ballast.unlink()
        store.close()
    return went, state(home)


def _rescued(disk: Path, template: Path, pages: int | None) -> tuple[bool, Any]:
    """A damaged file is rescued, or stays byte for byte what it was."""
    home = disk / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    path = home / "desk.sqlite3"
    content = bytearray(path.read_bytes())
    content[:PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)
    ballast = _with_room(home, pages) if pages is not None else None
    went = True
    try:
        kept = rescue(path).kept
    except StoreDamaged:
        raise
    except GatewayDeskError:
        went = False
    finally:
        if ballast is not None:
            ballast.unlink()
    others = sorted(one.name for one in home.iterdir() if "damaged" in one.name or "rescue" in one.name)
    if not went:
        return went, (path.read_bytes() == content, others)
    assert kept.read_bytes() == content
    kept.unlink()
    return went, state(home)


def main(step: int) -> None:
    """Tries everything, on a disk that is made for it."""
    base = Path(os.environ.get("TMPDIR", "/tmp")) / f"full-disk-{os.getpid()}"
    disk = base / "disk"
    disk.mkdir(parents=True)
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "none", str(disk)], check=True)
        _template(base / "template")
        _other(base)
        before = _try(disk, base / "template", lambda *_: None, None)[1]
        for name, act in ACTS.items():
            after = _try(disk, base / "template", act, None)[1]
            _tell(name, step, lambda pages, act=act: _try(disk, base / "template", act, pages), before, after)
        whole = _rescued(disk, base / "template", None)[1]
        _tell("a rescue", step, lambda pages: _rescued(disk, base / "template", pages), (True, []), whole)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
        shutil.rmtree(base, ignore_errors=True)


def _tell(name: str, step: int, do: Callable[[int], tuple[bool, Any]], before: Any, after: Any) -> None:
    tried = refused = through = 0
    wrong: list[str] = []
    for pages in range(0, _MOST, step):
        tried += 1
        try:
            went, found = do(pages)
        except Exception as error:  # whatever it is, it is not in words
            wrong.append(f"{pages} pages: {type(error).__name__}: {error}")
            continue
        refused += not went
        through = through + 1 if went else 0
        if found != (after if went else before):
            wrong.append(
                f"{pages} pages, {'done' if went else 'refused'}: {_differs(found, after if went else before)}"
            )
        if through == _ENOUGH:
            break
    print(json.dumps({"name": name, "tried": tried, "refused": refused, "wrong": wrong}), flush=True)


def _differs(found: Any, wanted: Any) -> str:
    return "; ".join(f"{repr(a)[:300]} and not {repr(b)[:300]}" for a, b in zip(found, wanted, strict=False) if a != b)


if __name__ == "__main__":
    main(int(sys.argv[1]))
