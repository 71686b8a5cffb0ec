"""One call to the practice Opendatasoft portal, as its handlers see it, and how a dataset is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response

from gatewaydesk.practice.opendatasoft_rules import Refusal
from gatewaydesk.practice.opendatasoft_states import Step
from gatewaydesk.practice.opendatasoft_store import OpendatasoftStore, Row, new_uid, now

if TYPE_CHECKING:
    from gatewaydesk.practice.opendatasoft import OpendatasoftPractice

Reply = tuple[int, Any] | Response
"""Status and JSON body (None for no body at all), or a whole response."""
Config = dict[str, Any]
_SECTIONS: Mapping[str, str] = {  # of a configuration, as changes word them
    "dataset_id": "general",
    "metas": "metadata",
    "resources": "resources",
    "attachments": "attachments",
    "fields": "fields_specifications",
    "schedules": "schedules",
    "access_policy": "security",
}


@dataclass(frozen=True)
class Call:
    """What came in: who calls, in which dialect (`v2` or `automation`), body and query.

    Attributes:
        body: the JSON value, or None.
        url: the address without its query.
    """

    system: OpendatasoftPractice
    account: Row
    dialect: str
    body: Any
    query: Mapping[str, str]
    url: str

    @property
    def store(self) -> OpendatasoftStore:
        """What the portal remembers."""
        return self.system.store

    def state(self, row: Row) -> Step:
        """What is so with a dataset, or a job, now."""
        return self.system.state(row)

    def dataset(self, uid: str) -> Row:
        """One dataset.

        Raises:
            Refusal: there is none.
        """
        found = self.store.row("select * from datasets where uid = ?", (uid,))
        if found is None:
            raise Refusal("dataset", dataset_uid=uid)
        return found

    def save(self, row: Row, config: Config) -> None:
        """Writes a dataset's new configuration, with the change that it is."""
        diff: dict[str, list[dict[str, Any]]] = {}
        for part, section in _SECTIONS.items():
            if found := list(_differences([], row["config"][part], config[part])):
                diff[section] = found
        if "metadata" in diff:
            follow_modified(config, "modified_updates_on_metadata_change")
        values = {"config": config, "dataset_id": config["dataset_id"], "updated_at": now()}
        with self.store.atomically():
            self.store.change("datasets", row["id"], values)
            self.note(row, config, diff)

    def note(self, row: Row, config: Config, diff: Mapping[str, Any]) -> None:
        """Appends a change, of whatever kind."""
        change = {"uid": new_uid("ch"), "dataset_uid": row["uid"], "username": self.account["username"], "at": now()}
        self.store.insert("changes", change | {"diff": diff, "config": config})


def new_config(dataset_id: str, metas: Mapping[str, Any]) -> Config:
    """A new dataset's configuration."""
    lists: Config = {name: [] for name in ("resources", "attachments", "fields", "schedules")}
    return {"dataset_id": dataset_id, "metas": dict(metas), **lists, "access_policy": "domain"}


def follow_modified(config: Config, switch: str) -> None:
    """Sets `modified` to this moment where the dataset's switch says so."""
    default = config["metas"].get("default", {})
    if value_of(default.get(switch)) is True:
        default["modified"] = default.get("modified", {}) | {"value": now()}


def value_of(held: Mapping[str, Any] | None) -> Any:
    """The value that a metadata field shows: its own, or the remote one unless that is overridden."""
    held = held or {}
    remote = held.get("remote_value")
    return held.get("value") if remote is None or held.get("override_remote_value") else remote


def _differences(path: list[str], old: Any, new: Any) -> Iterator[dict[str, Any]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from _differences([*path, name], old.get(name), new.get(name))
        return
    kind = "add" if old is None else "remove" if new is None else "replace"
    yield {"path": path, "old_value": old, "new_value": new, "operation_type": kind}
