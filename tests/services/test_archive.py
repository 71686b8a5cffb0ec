"""Everything as one zip, and back; and zips that mean harm."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, FileProblem, StoreNewer
from gatewaydesk.schema import kept
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.kept import Source, digest
from gatewaydesk.services import archive, zips
from gatewaydesk.store import Receipt, Store

RECEIPT = Receipt("77", "", "p", "G", "hdruk", "T", "A/1", "active", "2026-03-01T00:00:00.000Z", "aa")
SCHEMA = b'{"title": "Mine", "type": "object", "properties": {"a": {"type": "string"}}}'
NEWER = SCHEMA.replace(b"Mine", b"Newer")


class Home:
    """One computer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.store = Store.open(folder / "gateway-desk.sqlite3")
        self.catalogue = Catalogue(added=folder / "schemas")

    def write(self, target: Path, **options: Any) -> archive.Written:
        return archive.write(self.store, target, home=self.folder, **options)

    def take_in(self, path: Path, **options: Any) -> archive.Arrived:
        return archive.take_in(path, self.store, self.catalogue, home=self.folder, **options)

    def as_rows(self) -> Any:
        rows = [*self.store.drafts.rows(), *self.store.drafts.rows(deleted=True)]
        return (
            [(row, self.store.drafts.load(row.id).value) for row in rows],
            self.store.history.rows(),
            self.store.outbox.rows(),
            self.store.connections.all(),
            self.store.settings.all(),
        )

    def files(self) -> dict[str, bytes]:
        tops = (self.folder / "schemas", self.folder / "hints")
        return {
            one.relative_to(self.folder).as_posix(): one.read_bytes()
            for top in tops
            for one in top.rglob("*")
            if one.is_file()
        }


@pytest.fixture
def make(tmp_path: Path):
    homes: list[Home] = []

    def begin(name: str) -> Home:
        homes.append(Home(tmp_path / name))
        return homes[-1]

    yield begin
    for one in homes:
        one.store.close()


@pytest.fixture
def here(make: Callable[[str], Home]) -> Home:
    return make("here")


@pytest.fixture
def there(make: Callable[[str], Home]) -> Home:
    home = make("there")
    for n in range(3):
        draft = home.store.drafts.create(
            {"n": n, "big": 12345678901234567890, "text": "é/…"}, schema="A/1", title=f"../Draft: {n}"
        )
        value = zlib.compress(b'{"n":-1}')
        with home.store.database.write() as connection:
            connection.execute(
                "INSERT INTO versions (id, draft, name, why, made_at, schema, schema_sha256, sha256, value) "
                "VALUES (?, ?, 'v', 'named', 'm', 'A/1', '', '', ?)",
                (f"v{n}", n + 1, value),
            )
    home.store.drafts.delete(draft.id)
    row = home.store.outbox.begin(
        draft.id, "G", "hdruk", "T", "A/1", method="POST", url="https://x/y", body=b"\x00\xff{}", route="r", pid="p"
    )
    home.store.outbox.sending(row.id)
    home.store.outbox.settle(row.id, RECEIPT)
    home.store.connections.save(Connection("G", "hdruk", "https://x", {"team_id": 7}))
    home.store.settings.set("theme", "dark")
    home.catalogue.keep("A/1", SCHEMA)
    home.catalogue.renew("A/1", NEWER, Source("https://x/s", "https://x/s", digest(NEWER), "2026"), {})
    hints = home.folder / "hints" / "A" / "1.json"
    hints.parent.mkdir(parents=True)
    hints.write_text('{"fields": {}}')
    return home


def repacked(source: Path, target: Path, change: Callable[[dict[str, bytes]], object], *, sign: bool = True) -> Path:
    """An archive whose files were changed; signed again, as somebody would do who knows how."""
    with zipfile.ZipFile(source) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    change(files)
    manifest = json.loads(files["manifest.json"])
    if sign:
        names = [name for name in files if name != "manifest.json"]
        manifest["files"] = {name: hashlib.sha256(files[name]).hexdigest() for name in names}
        files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target


def test_everything_goes_out_and_comes_back(there: Home, here: Home, tmp_path: Path):
    path = tmp_path / "all.zip"
    done = there.write(path)
    assert (done.drafts, done.receipts) == (2, 1)
    assert path.stat().st_mode & 0o777 == 0o600
    looked = here.take_in(path, keep=False)
    assert here.as_rows() == ([], [], [], [], {}) and here.files() == {}
    came = here.take_in(path)
    assert looked == came
    assert len(came.rows.new) == 3 and came.schemas == ["A/1"] and came.hints == ["A/1"] and not came.problems
    assert came.rows.versions == 3
    assert here.as_rows() == there.as_rows()
    assert here.files() == there.files()
    assert here.catalogue.load("A/1", digest(SCHEMA)).title == "Mine"
    assert here.take_in(path).nothing
    assert not [one for one in here.folder.iterdir() if one.name.startswith(".")]


def test_a_person_can_read_it_without_the_program(there: Home, tmp_path: Path):
    there.write(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        names = packed.namelist()
        assert "drafts/00001 Draft 0.json" in names and "READ ME.txt" in names
        assert json.loads(packed.read("drafts/00001 Draft 0.json"))["big"] == 12345678901234567890
        assert b"dataset_id" in packed.read("history.csv")
        assert not [name for name in names if ".." in name or name.startswith("/")]


def test_a_version_of_a_schema_that_is_here_in_another_one_comes_beside_it(there: Home, here: Home, tmp_path: Path):
    there.write(tmp_path / "all.zip")
    here.catalogue.keep("A/1", SCHEMA)
    assert here.take_in(tmp_path / "all.zip").schemas == ["A/1"]
    assert here.catalogue.load("A/1").title == "Mine"
    assert here.catalogue.load("A/1", digest(NEWER)).title == "Newer"
    assert kept.is_kept(here.folder / "schemas" / "A" / "1")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files.update({"../outside.json": b"{}"}), "leads out of it"),
        (lambda files: files.update({"schemas/A/1/../../../x.json": b"{}"}), "leads out of it"),
        (lambda files: files.update({"/etc/x.json": b"{}"}), "leads out of it"),
        (lambda files: files.update({"C:/x.json": b"{}"}), "leads out of it"),
        (lambda files: files.update({"data\\drafts.jsonl": b"{}"}), "leads out of it"),
        (lambda files: files.update({"DATA/drafts.jsonl": b"{}"}), "twice"),
        (lambda files: files.update({"data/drafts.jsonl": b'{"id": 7}\n'}), "not as Gateway Desk writes"),
        (lambda files: files.update({"data/drafts.jsonl": b"no json\n"}), "not as Gateway Desk writes"),
        (lambda files: files.update({"data/drafts.jsonl": b"[]\n"}), "not as Gateway Desk writes"),
        (
            lambda files: files.update({"data/versions.jsonl": files["data/versions.jsonl"].replace(b"eJ", b"AA")}),
            "not as",
        ),
        (lambda files: files.pop("data/drafts.jsonl"), "not as Gateway Desk writes"),
        (lambda files: files.update({"data/settings.jsonl": b'{"name": "a", "value": "["}\n'}), "not as"),
        (
            lambda files: files.update({"data/connections.jsonl": b'{"number": 99999999999999999999, "name": "a"}\n'}),
            "not as",
        ),
        (lambda files: files.update({"data/draft_values.jsonl": b"[" * 5000 + b"\n"}), "not as"),
    ],
)
def test_what_means_harm_or_is_broken_is_refused_whole(
    there: Home, here: Home, tmp_path: Path, change: Callable[[dict[str, bytes]], object], said: str
):
    there.write(tmp_path / "all.zip")
    path = repacked(tmp_path / "all.zip", tmp_path / "bad.zip", change)
    around = sorted(tmp_path.rglob("*"))
    with pytest.raises(FileProblem, match=said) as told:
        here.take_in(path)
    assert "Nothing was taken in" in told.value.todo
    assert here.as_rows() == ([], [], [], [], {}) and here.files() == {}
    assert sorted(tmp_path.rglob("*")) == around


def test_what_was_changed_or_is_missing_is_noticed(there: Home, here: Home, tmp_path: Path):
    there.write(tmp_path / "all.zip")
    for change, said in (
        (lambda files: files.update({"history.csv": b"x"}), "was changed"),
        (lambda files: files.pop("history.csv"), "missing"),
    ):
        path = repacked(tmp_path / "all.zip", tmp_path / "bad.zip", change, sign=False)
        with pytest.raises(FileProblem, match=said):
            here.take_in(path)
    whole = (tmp_path / "all.zip").read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "cut.zip").write_bytes(whole[:cut])
        with pytest.raises(FileProblem, match="cannot be taken in"):
            here.take_in(tmp_path / "cut.zip")
    for at in range(0, len(whole), 97):
        (tmp_path / "hurt.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            here.take_in(tmp_path / "hurt.zip", keep=False)
        except FileProblem:
            continue
    assert here.as_rows() == ([], [], [], [], {})


def bomb(path: Path, size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("manifest.json", "w") as file:
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return path


def test_a_bomb_is_refused_before_it_is_unpacked(here: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zips, "LARGEST", 32 << 20)
    with pytest.raises(FileProblem, match="would unpack to"):
        here.take_in(bomb(tmp_path / "bomb.zip", 64 << 20))
    with pytest.raises(FileProblem, match="room for"), zips.opened(bomb(tmp_path / "bomb.zip", 8 << 20), 1 << 20):
        pass
    monkeypatch.setattr(zips, "MOST_FILES", 3)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as packed:
        for n in range(4):
            packed.writestr(f"{n}", "")
    with pytest.raises(FileProblem, match="4 files"):
        here.take_in(tmp_path / "many.zip")


def test_links_locks_and_strange_packings_are_refused(here: Home, tmp_path: Path):
    link, locked = zipfile.ZipInfo("a"), zipfile.ZipInfo("b")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    locked.flag_bits |= 1
    other = zipfile.ZipInfo("c")
    other.compress_type = zipfile.ZIP_LZMA
    for entry, said in ((link, "link"), (locked, "password"), (other, "packed in a way")):
        with pytest.raises(FileProblem, match=said):
            zips.refuse_harm("x.zip", [entry], 1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello" * 100])
def test_no_archive(here: Home, tmp_path: Path, content: bytes):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(FileProblem, match="no zip"):
        here.take_in(tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("a.txt", "hello")
    for path, said in ((tmp_path / "other.zip", "no archive of Gateway Desk"), (tmp_path, "not a file")):
        with pytest.raises(FileProblem, match=said):
            here.take_in(path)
    with pytest.raises(FileProblem, match="could not be read"):
        here.take_in(tmp_path / "absent.zip")


def test_from_a_newer_program(there: Home, here: Home, tmp_path: Path):
    there.write(tmp_path / "all.zip")

    def newer(files: dict[str, bytes]) -> None:
        files["manifest.json"] = files["manifest.json"].replace(b'"database": ', b'"database": 9')

    with pytest.raises(StoreNewer, match="newer Gateway Desk"):
        here.take_in(repacked(tmp_path / "all.zip", tmp_path / "newer.zip", newer))


def test_stopped_or_refused_the_old_file_stays(there: Home, tmp_path: Path):
    path = tmp_path / "all.zip"
    path.write_text("what was there")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        there.write(path, check=stop)
    with pytest.raises(FileProblem, match="could not be written"):
        there.write(tmp_path / "none" / "all.zip")
    assert path.read_text() == "what was there"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".archive")]


def test_a_schema_that_is_none_is_said_and_the_rest_comes(there: Home, here: Home, tmp_path: Path):
    there.write(tmp_path / "all.zip")

    def spoil(files: dict[str, bytes]) -> None:
        files["schemas/B/1/schema.json"] = b"[]"
        files["schemas/..B/1/schema.json"] = b"{}"
        files["hints/B/1/deep.json"] = b"{}"

    came = here.take_in(repacked(tmp_path / "all.zip", tmp_path / "bad.zip", spoil))
    assert came.schemas == ["A/1"] and len(came.rows.new) == 3
    assert len(came.problems) == 1
    assert here.files() == there.files()
