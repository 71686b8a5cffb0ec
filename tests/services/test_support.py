"""The support bundle: useful, and free of secrets, of what people wrote, and of who and where they are."""

from __future__ import annotations

import base64
import getpass
import html
import io
import json
import logging
import platform
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk import events, logs, paths
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services import cleansing, support
from gatewaydesk.services.doctoring import Finding, findings, program
from gatewaydesk.store import Store
from gatewaydesk.store.texts import written_texts

IDS = {"application_id": "Ap9xQ2" * 6, "client_id": "cL7vB4" * 6}
HERE = Connection("Usk Valley trust", "hdruk", "https://api.healthdatagateway.org", {"team_id": 7})
TITLE = "Kea & kākāpō: nests of the valley"
ABSTRACT = "Spirometry of 4,512 people who live in the valley of the Usk, collected since 1998 by their family doctors."


def example() -> Any:
    value = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["summary"]["abstract"] = ABSTRACT
    value["summary"]["title"] = "Asthma"
    return value


@pytest.fixture
def filled() -> Store:
    store = Store.open()
    Credentials().store(HERE, IDS)
    store.connections.save(HERE)
    store.drafts.create(example(), schema="HDRUK/4.0.0", title="Asthma in Powys")
    return store


def collect(store: Store | None, **named: Any) -> support.Bundle:
    return support.collect([program(), *findings(store)], {"qt": "6.0"}, CancelToken(), store=store, **named)


def whole(bundle: support.Bundle) -> str:
    with zipfile.ZipFile(io.BytesIO(bundle.zipped)) as archive:
        assert archive.testzip() is None
        return "\n".join(f"{name}\n{archive.read(name).decode()}" for name in archive.namelist())


def fail_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first walls broken on purpose: everything that must not be there is logged in plain words."""
    monkeypatch.setattr(redaction.Redaction, "filter", lambda self, record: True)
    handler = logs.start_logging()
    log = logging.getLogger("gatewaydesk.broken")
    home = str(Path.home())
    for text in (
        f"x-client-id: {IDS['client_id']}", f"{IDS['application_id'][:20]}\n{IDS['application_id'][20:]}",
        f"title {example()['summary']['title']!r} of draft Asthma in Powys", f"«{ABSTRACT[9:60]}»", ABSTRACT,
        f"{paths.database_path()} and {home}/Documents/Usk study/draft.json",
        "“/media/Ann's stick/powys data.json” is odd",
        "C:\\Users\\ann\\x.json", f"{getpass.getuser()} on {platform.node()}", "ann.price@wales.nhs.uk wrote",
        "GET https://api.example.org/api/v2/teams/7/datasets?title=Secret+study&page=2: 200", f"to {HERE.name} at once",
    ):  # fmt: skip
        log.error("%s", text)
    for text in variants(TITLE):
        log.error(f"{text}")
        logging.getLogger("gatewaydesk.ui.tasks").error("background work failed: %s", text)
        logging.getLogger("gatewaydesk.transport").error("%s %s: %s (%.0f ms)", "GET", f"/api/{text}", text, 3.0)
    try:
        raise ValueError(ABSTRACT)
    except ValueError:
        log.exception("oh")
    logs.stop_logging(handler)
    with (paths.log_dir() / events.FILE).open("a", encoding="utf-8") as file:
        file.write(f"{TITLE}\n")
    (paths.log_dir() / "crash-1.log").write_text(f"Fatal Python error: Aborted\n\n{TITLE}\n")


def variants(text: str) -> list[str]:
    """A text as it turns up in other hands: shouted, cut, encoded, torn."""
    data = text.encode()
    return [
        text, text.upper(), text.lower(), text[:18], text[3:19], text.replace(" ", "\n"), text.replace(" ", "  "),
        json.dumps(text), json.dumps(text).replace("&", "\\u0026"), html.escape(text), quote(text), quote_plus(text),
        base64.b64encode(data).decode(), base64.b64encode(b"x" + data).decode(), data.hex(), repr(data), "Kea",
    ]  # fmt: skip


def tells_nothing_of(title: str, text: str) -> None:
    folded = re.sub(r"\W+", "", text.casefold())
    for variant in variants(title):
        assert variant not in text and re.sub(r"\W+", "", variant.casefold()) not in folded, variant
    assert "kea" not in folded


def test_with_every_first_wall_broken_the_bundle_is_clean(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_loudly(monkeypatch)
    raw = (paths.log_dir() / "gateway-desk.log").read_text(encoding="utf-8")
    assert ABSTRACT in raw and IDS["client_id"] in raw and "Powys" in raw  # the test can fail
    bundle = collect(filled)
    text = whole(bundle)
    for secret in IDS.values():
        assert not any(secret[at : at + 12] in text for at in range(len(secret) - 11))
    for told in (
        "Asthma", "Powys", "Usk", "Spirometry", "family doctors", str(Path.home()), "Documents", "stick", "nhs.uk",
        "Secret+study", str(paths.data_dir()),
    ):  # fmt: skip
        assert told not in text, told
    if getpass.getuser() != "root":
        assert getpass.getuser() not in text
    assert platform.node() not in text.replace(platform.platform(), "")
    tells_nothing_of(TITLE, text)
    assert bundle.untold >= 30 and "of the log held more than the program's own words" in bundle.words
    assert "ValueError" in text  # and it is of use all the same
    assert "gatewaydesk.ui.tasks: background work failed: …" in text and ": GET /api/…: … (3 ms)" in text
    filled.close()


def test_no_text_of_any_draft_stands_in_it(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_loudly(monkeypatch)
    bundle = collect(filled)
    told = "\n".join(part.text for part in bundle.parts if part.name.startswith("logs/"))
    for text in written_texts(filled.database):
        if len(text) >= 12:
            assert text not in told
    assert told
    filled.close()


def test_what_helps_is_in_it(filled: Store) -> None:
    parts = {part.name: part.text for part in collect(filled).parts}
    assert {"README.txt", "versions.json", "doctor.txt", "settings.json", "schemas.json", "counts.json"} <= parts.keys()
    assert json.loads(parts["versions.json"])["qt"] == "6.0"
    assert json.loads(parts["settings.json"])["theme"] == "system"
    assert "HDRUK/4.0.0" in [one["name"] for one in json.loads(parts["schemas.json"])]
    counts = json.loads(parts["counts.json"])
    assert (counts["drafts"], counts["connections_by_system"]) == (1, {"hdruk": 1})
    assert "Keyring" in parts["doctor.txt"] and "‹data folder›" in parts["doctor.txt"]
    filled.close()


def test_the_same_parts_make_the_same_file(filled: Store) -> None:
    bundle = collect(filled)
    assert bundle.zipped == bundle.zipped
    filled.close()


@pytest.mark.parametrize("opened", [False, True])
def test_where_the_database_cannot_be_read_nothing_that_may_hold_metadata_is_in_it(
    filled: Store, opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.drafts.create(example(), schema="HDRUK/4.0.0", title=TITLE)
    fail_loudly(monkeypatch)
    filled.close()
    store = Store.open() if opened else None
    with paths.database_path().open("r+b") as file:
        file.write(b"this is no database" * 20_000)
    found = [program(), *findings(store), Finding("Database", False, TITLE, TITLE), Finding(TITLE, False, TITLE)]
    with ThreadPoolExecutor() as background:  # as the window does: a thread that has read nothing of it before
        bundle = background.submit(support.collect, found, {}, CancelToken(), store=store).result()
    text = whole(bundle)
    tells_nothing_of(TITLE, text)
    for told in ("Asthma", "Powys", "Usk", "Spirometry", ABSTRACT, str(Path.home()), *IDS.values()):
        assert told not in text, told
    assert bundle.unread and "The database could not be read, so settings, counts" in bundle.words
    parts = {part.name: part.text for part in bundle.parts}
    assert "StoreDamaged" in parts["counts.json"] and "✕ Database\n" in parts["doctor.txt"]
    assert "ValueError" in parts["logs/events.txt"]  # which is why it is made
    if store is not None:
        store.database.close()


def test_a_path_in_the_settings_is_told_only_as_set(filled: Store) -> None:
    filled.settings.set("certificates", "/home/ann/hospital.pem")
    text = whole(collect(filled))
    assert '"certificates": "set"' in text and "ann" not in text
    filled.close()


def test_a_long_log_is_cut_at_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "_MOST_OF_A_LOG", 1000)
    handler = logs.start_logging()
    for number in range(100):
        logging.getLogger("gatewaydesk.store.drafts").error("steps of a draft after the %dth could not be read", number)
    logs.stop_logging(handler)
    text = next(part.text for part in collect(None).parts if part.name == "logs/events.txt")
    assert 800 < len(text) <= 1000 and text[:2] == "20" and text.endswith("after the 99th could not be read\n")


def test_it_can_be_stopped(filled: Store) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        support.collect([Finding("x", True, "y")], {}, cancel, store=filled)
    filled.close()


WORDS = st.lists(st.sampled_from(["lung", "heart", "Powys", "1998", "of", "the", "–", "é"]), min_size=3, max_size=14)


@given(WORDS.map(" ".join), st.text("xyz \n", max_size=30), st.text("xyz \n", max_size=30))
def test_a_whole_text_never_stays(text: str, before: str, after: str) -> None:
    clean = cleansing.cleanse([f"{before} {text} {after}"], [text], CancelToken()).texts[0]
    assert len(text) < 12 or text not in clean


@given(st.text("abcdefgh ", min_size=30, max_size=80), st.integers(0, 40), st.integers(24, 40))
def test_no_long_stretch_of_a_text_stays(text: str, start: int, length: int) -> None:
    stretch = text[start : start + length]
    if len(stretch) < 24 or not stretch.strip():
        return
    clean = cleansing.cleanse([f"<{stretch}>"], [text], CancelToken()).texts[0]
    assert stretch not in clean


def test_what_nobody_wrote_stays() -> None:
    lines = (
        "2026-11-21 10:00:00,123 ERROR gatewaydesk.ui.tasks: background work failed: KeyError\n  ui/tasks.py:12 in run"
    )
    clean = cleansing.cleanse([lines], ["a failed background", "2026-11-21 10:00:00,123", "run", ""], CancelToken())
    assert clean.texts == (lines,) and clean.masked == 0
