"""The practice HDR UK gateway: its state, and what an administrator or a colleague on the web would do to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.practice.faults import Faults
from gatewaydesk.practice.hdruk_faults import REPLIES
from gatewaydesk.practice.hdruk_rules import title_of
from gatewaydesk.practice.hdruk_store import PERMISSIONS, HdrukStore, now
from gatewaydesk.practice.hdruk_traser import Traser, to_gwdm
from gatewaydesk.practice.kept import Row, new_seed
from gatewaydesk.practice.system import System
from gatewaydesk.practice.throttle import Throttle
from gatewaydesk.schema.catalogue import Catalogue

SAMPLES = Path("practice") / "hdruk-samples.json"


class HdrukPractice(System):
    """One practice gateway with one team and its application; more teams can be added.

    Attributes:
        faults: what goes wrong on purpose.
        maintenance: every call is answered “Service Unavailable”.
        silence: seconds until a silent translation service is given up.
    """

    name = "hdruk"
    store: HdrukStore

    def __init__(self, folder: Path, faults: str, stopping: threading.Event, *, samples: bool = True) -> None:
        from gatewaydesk.practice.hdruk_web import application

        self.store = HdrukStore(folder / "hdruk.sqlite3")
        self.traser = Traser(_schemas())
        self.throttle = Throttle(2000)
        self.maintenance = False
        self.silence = 30.0
        self.faults = Faults(faults, REPLIES)
        self._stopping = stopping
        if self.store.fresh:
            self.store.add_team("Practice team")
            if samples:
                self._load_samples()
        self.wsgi = application(self)

    def details(self, url: str) -> dict[str, Any]:
        """How to connect: the address and the credentials of the first team's application."""
        application = self._application()
        ids = {name: application[name] for name in ("team_id", "application_id", "client_id")}
        return {"url": url, **ids}

    def wait_for_traser(self) -> None:
        """Waits as long as the gateway waits for its translation service, or until the server stops."""
        self._stopping.wait(self.silence)

    # What an administrator does on the web.

    def set_enabled(self, enabled: bool) -> None:
        """Switches the application on or off."""
        self.store.change("applications", self._application()["id"], {"enabled": enabled})

    def set_permissions(self, permissions: Mapping[str, bool]) -> None:
        """Gives or takes permissions, e.g. `{"datasets.create": False}`; those not named stay as they are."""
        held = set(self._application()["permissions"])
        for name, given in permissions.items():
            if name not in PERMISSIONS:
                raise ValueError(f"no such permission: {name}")
            (held.add if given else held.discard)(name)
        self.store.change("applications", self._application()["id"], {"permissions": sorted(held)})

    def rotate_client_id(self) -> str:
        """Makes a new client ID; the old one is refused from now on."""
        self.store.change("applications", self._application()["id"], {"client_seed": new_seed()})
        return str(self._application()["client_id"])

    def delete_application(self) -> None:
        """Deletes the application, so that its ID is not known any more."""
        self.store.change("applications", self._application()["id"], {"deleted_at": now()})

    def add_team(self, name: str = "Another team") -> dict[str, Any]:
        """A second team with an application of its own: `team_id`, `application_id`, `client_id`."""
        added = self.store.add_team(name)
        return {key: added[key] for key in ("team_id", "application_id", "client_id")}

    def set_rate_limit(self, calls_a_minute: int) -> None:
        """How many calls a minute are answered."""
        self.throttle.limit = calls_a_minute

    def set_translation_away(self, away: bool) -> None:
        """Lets the translation service fall silent; see `silence` for how long a call then takes."""
        self.traser.away = away

    # What a colleague sees and does on the web.

    def datasets(self, *, deleted: bool = False) -> list[dict[str, Any]]:
        """Every team's datasets, oldest first.

        Each has the dataset's columns and, of its newest version, `version`, `title`, `schema`, `metadata` (exactly as
        it arrived), `original_metadata` (as the gateway kept it) and `gwdm`.
        """
        rows = self.store.rows("select * from datasets order by id")
        return [self._whole(row) for row in rows if deleted or row["deleted_at"] is None]

    def edit_as_web(self, dataset_id: int, metadata: Mapping[str, Any], *, status: str | None = None) -> None:
        """Changes a dataset as the web form would: it becomes MANUAL again, and its metadata row is overwritten, with
        whatever an older route noted beside it.
        """
        with self.store.atomically():
            latest = self.store.versions(dataset_id)[0]
            gwdm = to_gwdm(dict(metadata))
            gwdm["required"] = latest["envelope"]["metadata"]["required"] | {"modified": now()}
            title = title_of(metadata)
            values = {
                "envelope": {"metadata": gwdm, "original_metadata": metadata, "gwdmVersion": "2.0"},
                "received": jsonio.dumps(metadata, indent=None),
                "title": title,
                "short_title": title,
                "updated_at": now(),
            }
            self.store.change("versions", latest["id"], values)
            changed = {"create_origin": "MANUAL", "updated_at": now()} | ({"status": status} if status else {})
            self.store.change("datasets", dataset_id, changed)

    def _whole(self, row: Row) -> dict[str, Any]:
        latest = self.store.versions(row["id"])[0]
        envelope = latest["envelope"]
        return row | {
            "version": latest["version"],
            "title": title_of(envelope.get("original_metadata")) or latest["title"],
            "schema": latest["schema"],
            "metadata": jsonio.loads(latest["received"]),
            "original_metadata": envelope.get("original_metadata"),
            "gwdm": envelope["metadata"],
        }

    def _application(self) -> Row:
        """The first team's application, deleted or not."""
        return self.store.rows("select * from applications order by id limit 1")[0]

    def _load_samples(self) -> None:
        team = self.store.rows("select * from teams order by id limit 1")[0]
        for sample in json.loads((paths.resource_root() / SAMPLES).read_text("utf-8")):
            metadata = sample["metadata"]
            title = title_of(metadata)
            gwdm = to_gwdm(metadata)
            # As routes that add a version do, which keep only what they have translated.
            original = {} if sample.get("translated_only") else {"original_metadata": metadata}

            def first(
                dataset_id: int, gwdm: Any = gwdm, sample: Any = sample, title: Any = title, original: Any = original
            ) -> dict[str, Any]:
                gwdm["required"] |= {"gatewayId": str(dataset_id), "gatewayPid": sample["pid"]}
                return {
                    "title": title,
                    "short_title": title,
                    "schema": sample["schema"],
                    "envelope": {"metadata": gwdm, "gwdmVersion": "2.0"} | original,
                    "received": jsonio.dumps(sample["metadata"], indent=None),
                }

            columns = {name: sample[name] for name in ("pid", "status", "create_origin")}
            made, changed = (metadata[name].replace("Z", ".000000Z") for name in ("issued", "modified"))
            self.store.add_dataset({**columns, "team_id": team["id"]}, first, made=made, changed=changed)


def _schemas() -> Callable[[str], Any | None]:
    catalogue = Catalogue()

    def find(name: str) -> Any | None:
        try:
            return catalogue.load(name).raw
        except SchemaProblem:
            return None

    return find
