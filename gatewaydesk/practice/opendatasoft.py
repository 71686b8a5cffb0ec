"""The practice Opendatasoft portal: its state, and what an administrator or a colleague on the web would do to it."""

from __future__ import annotations

import copy
import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.practice.faults import Faults
from gatewaydesk.practice.opendatasoft_faults import OWN, replies
from gatewaydesk.practice.opendatasoft_rules import PERMISSIONS
from gatewaydesk.practice.opendatasoft_states import TIMES, Step, new_plan, settled
from gatewaydesk.practice.opendatasoft_store import OpendatasoftStore, Row, new_seed, new_uid, now
from gatewaydesk.practice.system import System

SAMPLES = Path("practice") / "opendatasoft-samples.json"
MEGABYTE = 1024 * 1024


class OpendatasoftPractice(System):
    """One practice portal with one account and its API key, in both dialects over the same datasets.

    Attributes:
        faults: what goes wrong on purpose.
        clock: what tells the time by which a status moves on, in seconds since 1970.
        times: how many seconds each status lasts, by its name; see `opendatasoft_states.TIMES`.
        slow: how many times as long everything takes.
        status_key: under which name v2 tells the status: `name`, or `status` as in 2017.
        jobs_enabled: whether `/jobs` is there.
        legacy_actions_enabled: whether saving a version, recovering and scratching are there in v2.
        abort_path: how v2 spells aborting, `abort_processing` or `abort`; the other is not found.
        abort_is_silent: aborting is answered without a body, as later portals do.
        slash_redirect: addresses without a slash at their end are redirected to those with one.
        created_status: what v2 answers when a dataset is created.
        record_errors: how many records of each publication are refused.
        max_datasets, max_records: the portal's limits.
        largest_upload: in bytes.
    """

    name = "opendatasoft"
    store: OpendatasoftStore

    def __init__(self, folder: Path, faults: str, stopping: threading.Event, *, samples: bool = True) -> None:
        from gatewaydesk.practice.opendatasoft_web import Quota, application, next_day

        self.store = OpendatasoftStore(folder / "opendatasoft.sqlite3")
        self.uploads = folder / "opendatasoft-files"
        self.quota = Quota()
        self.clock: Callable[[], float] = time.time
        self.times = dict(TIMES)
        self.slow = 1.0
        self.dialect = ""
        self.status_key = "name"
        self.jobs_enabled = False
        self.legacy_actions_enabled = True
        self.abort_path = "abort_processing"
        self.abort_is_silent = False
        self.slash_redirect = False
        self.created_status = 200
        self.record_errors = 0
        self.max_datasets = 1000
        self.max_records = 1_000_000
        self.largest_upload = 240 * MEGABYTE
        self._reset = next_day().isoformat()
        self.faults = Faults(faults, replies("v2", self._reset), OWN)
        if self.store.fresh:
            self.store.add_account("desk@practice", PERMISSIONS)
            if samples:
                self._load_samples()
        self.wsgi = application(self)

    def details(self, url: str) -> dict[str, Any]:
        """How to connect: the address, and both ways of signing in."""
        account = self._account()
        names = ("username", "api_key", "password")
        return {"url": url, "dialect": self.dialect or "v2", **{name: account[name] for name in names}}

    def seconds(self, status: str) -> float:
        """How long a status lasts now."""
        return self.times[status] * self.slow

    def state(self, row: Row) -> Step:
        """What is so with a dataset, or a job, now."""
        return settled(row["plan"], self.clock())

    def file_behind(self, url: str) -> Path | None:
        """The uploaded file of an `odsfile://` URL, or None."""
        from gatewaydesk.practice.opendatasoft_uploads import place

        if not url.startswith("odsfile://"):
            return None
        row = self.store.row("select id from files where file_id = ?", (url.removeprefix("odsfile://"),))
        return place(self.uploads, row["id"]) if row else None

    # What an administrator does on the web.

    def offer(self, dialect: str) -> None:
        """Offers one dialect only, `v2` or `automation`; "" for both, with faults in the words of v2."""
        self.dialect = dialect
        self.faults.replies.update(replies(dialect or "v2", self._reset))

    def set_permissions(self, permissions: Mapping[str, bool], *, of_key: bool = False) -> None:
        """Gives or takes permissions of the account, or of its key; those not named stay as they are."""
        column = "key_permissions" if of_key else "permissions"
        account = self._account()
        held = set(account[column])
        for name, given in permissions.items():
            if name not in PERMISSIONS:
                raise ValueError(f"no such permission: {name}")
            (held.add if given else held.discard)(name)
        self.store.change("accounts", account["id"], {column: sorted(held)})

    def revoke_key(self) -> None:
        """Takes the API key back."""
        self.store.change("accounts", self._account()["id"], {"key_revoked": True})

    def new_key(self) -> str:
        """Makes a new API key; the old one is refused from now on."""
        self.store.change("accounts", self._account()["id"], {"key_revoked": False, "key_seed": new_seed()})
        return str(self._account()["api_key"])

    def set_quota(self, calls_a_day: int | None) -> None:
        """How many calls a day are answered; None for any number."""
        self.quota.set(calls_a_day)

    # What a colleague sees and does on the web.

    def datasets(self) -> list[dict[str, Any]]:
        """Every dataset, oldest first: its columns, and the status as it is now as `status`, `published`, `records`,
        `recovery`.
        """
        rows = self.store.rows("select * from datasets order by id")
        return [row | self.state(row) | {"status": self.state(row)["name"]} for row in rows]

    def files(self) -> list[dict[str, Any]]:
        """Every uploaded file, with its `size` in bytes."""
        return self.store.rows("select * from files order by id")

    def set_remote(self, uid: str, name: str, value: Any) -> None:
        """Gives a `default` metadata field a value as harvesting would."""
        with self.store.atomically():
            row = self._row(uid)
            config = copy.deepcopy(row["config"])
            config["metas"].setdefault("default", {}).setdefault(name, {"value": None})["remote_value"] = value
            self.store.change("datasets", row["id"], {"config": config})

    def _row(self, uid: str) -> Row:
        found = self.store.row("select * from datasets where uid = ?", (uid,))
        if found is None:
            raise ValueError(f"no such dataset: {uid}")
        return found

    def _account(self) -> Row:
        return self.store.rows("select * from accounts order by id limit 1")[0]

    def _load_samples(self) -> None:
        """The sample datasets, each with a first change."""
        from gatewaydesk.practice.opendatasoft_call import new_config

        for sample in json.loads((paths.resource_root() / SAMPLES).read_text("utf-8")):
            uid, moment = new_uid("da"), now()
            metas = {
                template: {name: {"value": value} for name, value in values.items()}
                for template, values in sample["metas"].items()
            }
            config = new_config(sample["dataset_id"], metas) | {"access_policy": sample["access_policy"]}
            config["resources"] = [one | {"uid": new_uid("re")} for one in sample["resources"]]
            plan = [new_plan(self.clock())[0] | sample["status"] | {"at": self.clock()}]
            stamps = {"created_at": moment, "updated_at": moment}
            values = {"uid": uid, "dataset_id": sample["dataset_id"], "config": config, "plan": plan}
            self.store.insert("datasets", values | stamps)
            made = {"path": ["dataset_id"], "old_value": None, "new_value": sample["dataset_id"]}
            change = {"uid": new_uid("ch"), "dataset_uid": uid, "username": "colleague@practice", "at": moment}
            diff = {"general": [made | {"operation_type": "add"}]}
            self.store.insert("changes", change | {"diff": diff, "config": config})
