"""The practice Qrvey gateway: its state, and what an administrator or a colleague in the composer would do to it."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.practice.faults import Faults
from gatewaydesk.practice.kept import Row
from gatewaydesk.practice.qrvey_faults import OWN, REPLIES
from gatewaydesk.practice.qrvey_store import QrveyStore, new_id
from gatewaydesk.practice.qrvey_tokens import token
from gatewaydesk.practice.qrvey_warehouse import Warehouse
from gatewaydesk.practice.system import System
from gatewaydesk.practice.throttle import Throttle

SAMPLES = Path("practice") / "qrvey-samples.json"


class QrveyPractice(System):
    """One organisation with one user and, at first, one application.

    Attributes:
        faults: what goes wrong on purpose.
        load_seconds: how long a load takes; one that runs keeps the time it began with.
        job_seconds: how long a push job takes.
        live_word: how a loaded dataset's status is written, “LOADED” or “ACTIVE”.
        prefixes: the beginnings of addresses that are answered.
        with_stack: whether an error's body has the gateway's own stack in it.
        refuses_second_load: whether a load during a load is refused; else it changes nothing.
        token_header: the header that a token is taken from.
        maintenance: every call is answered “Service Unavailable”.
        warehouse: the databases behind its connections.
    """

    name = "qrvey"
    store: QrveyStore

    def __init__(self, folder: Path, faults: str, stopping: threading.Event, *, samples: bool = True) -> None:
        from gatewaydesk.practice.qrvey_web import application

        prepared = json.loads((paths.resource_root() / SAMPLES).read_text("utf-8"))
        self.faults = Faults(faults, REPLIES, OWN)
        self.store = QrveyStore(folder / "qrvey.sqlite3")
        self.warehouse = Warehouse(prepared["warehouse"])
        self.throttle = Throttle(2000)
        self.load_seconds = 1.0
        self.job_seconds = 1.0
        self.live_word = "LOADED"
        self.prefixes: tuple[str, ...] = ("/devapi/v4", "/api/v4")
        self.with_stack = True
        self.refuses_second_load = False
        self.token_header = "Authorization"  # noqa: S105
        self.maintenance = False
        if self.store.fresh:
            user_id = self.store.found()
            app = self.store.add_app(user_id, "Practice application", "To practise with")
            if samples:
                self._load_samples(app, prepared)
        self.wsgi = application(self)

    def close(self) -> None:
        """Closes its files."""
        super().close()
        self.warehouse.close()

    def details(self, url: str) -> dict[str, Any]:
        """How to connect: addresses, the first application and its user, and the two keys."""
        from gatewaydesk.practice.qrvey_routes import ROUTER_PREFIX

        app, keys = self._app(), self.store.organisation()
        return {
            "url": url,
            "api_prefix": self.prefixes[0],
            "user_id": app.get("user_id", ""),
            "app_id": app.get("id", ""),
            "api_key": keys["api_key"],
            "data_router_url": url + ROUTER_PREFIX,
            "data_router_key": keys["router_key"],
        }

    # What an administrator does.

    def rotate_api_key(self) -> str:
        """Makes a new organisation key; the old one is refused from now on."""
        self.store.renew("key_seed")
        return str(self.store.organisation()["api_key"])

    def token(self, seconds: float = 3600) -> str:
        """A token for the first application that is good for so long; 0 for one that is over."""
        app = self._app()
        return token(self.store.organisation()["token_key"], app["user_id"], app["id"], time.time() + seconds)

    def end_tokens(self) -> None:
        """Makes every token invalid."""
        self.store.renew("token_seed")

    def add_app(self, name: str = "Another application") -> str:
        """A second application of the same user; its id."""
        return str(self.store.add_app(self._app()["user_id"], name, "")["id"])

    def set_rate_limit(self, calls_a_minute: int) -> None:
        """How many calls a minute are answered."""
        self.throttle.limit = calls_a_minute

    def terminate_job(self, job_id: str) -> None:
        """Ends a push job that runs, as an administrator may."""
        self.store.change("jobs", job_id, {"ends": "TerminatedExit", "seconds": 0})

    # What a colleague sees and does in the composer.

    def datasets(self) -> list[Row]:
        """Every application's datasets, oldest first: the columns, with the definition in `body`."""
        return self.store.rows("select * from datasets order by created_at, rowid")

    def pushed(self, dataset_id: str) -> list[dict[str, Any]]:
        """The rows that were pushed to a dataset, oldest first."""
        found = self.store.rows("select * from records where dataset_id = ? order by id", (dataset_id,))
        return [one["data"] for one in found]

    def edit_in_composer(self, dataset_id: str, **members: Any) -> None:
        """Changes members of a dataset's definition, for instance its name."""
        with self.store.atomically():
            row = self.store.rows("select * from datasets where id = ?", (dataset_id,))[0]
            body = row["body"] | members
            self.store.change("datasets", dataset_id, {"name": body["name"], "body": body})

    def _app(self) -> Row:
        """The first application, empty where every one was removed."""
        return self.store.row("select * from apps order by rowid limit 1") or {}

    def _load_samples(self, app: Row, prepared: dict[str, Any]) -> None:
        connections = {
            name: self.store.add_connection(app["id"], shown) for name, shown in prepared["connections"].items()
        }
        for sample in prepared["datasets"]:
            connection = connections[sample["connection"]]
            ids = {"connectionId": connection["id"], "datasourceId": sample["datasourceId"]}
            shown = connection["shown"]
            source = {"name": shown["name"], **ids, **sample["source"], "connectorType": shown["connectorType"]}
            dataset_id = new_id()
            owner = {"datasetId": dataset_id, "appId": app["id"], "userId": app["user_id"]}
            columns = [
                {"columnId": new_id(), "origColumnSourceName": one["columnName"], "origColumnType": one["columnType"]}
                | {**one, **ids, **owner}
                for one in sample["columns"]
            ]
            body = {"name": sample["name"], "datasources": [source], "columns": columns}
            begun = {"began": time.time(), "seconds": 0.0, "ends": sample["status"]}
            self.store.add_dataset(
                app["id"],
                dataset_id,
                body,
                **(begun if sample["status"] != "DRAFT" else {}),
                shared=sample["shared"],
                connection_id=new_id(),
            )
