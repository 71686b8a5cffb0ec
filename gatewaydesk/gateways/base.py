"""What every gateway connector can do, and the plain values that go in and come out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, GatewayProblem
from gatewaydesk.gateways.work import Care, Works
from gatewaydesk.job import Job
from gatewaydesk.pointer import Pointer

Action = Literal["create", "update", "publish", "to-draft", "archive", "unarchive", "delete", "test"]


@dataclass(frozen=True)
class Offer:
    """Something that a connection can do with a dataset, told before it is done.

    Attributes:
        action: what it is.
        offered: whether it can be done here.
        why: a sentence: what will happen, or why it is not offered.
        undoable: whether it can be taken back from here.
        label: what this system calls it (“Unpublish”), or "" for the usual name.
        care: done when it is asked for, or only by somebody who has said so once more, because something may be lost or
            shown by it for good.
    """

    action: Action
    offered: bool
    why: str
    undoable: bool
    label: str = ""
    care: Care = "plain"

    @property
    def needs_yes(self) -> bool:
        """Whether somebody has to say once more that it is meant."""
        return self.care != "plain" or not self.undoable


@dataclass(frozen=True)
class SignInStep:
    """One check of a sign-in test: `passed` None means it was not tried, or that work is possible without it."""

    name: str
    passed: bool | None
    message: str


@dataclass(frozen=True)
class Prepared:
    """Exactly what will be sent, made before anything is: shown to the person, hashed, and kept in the outbox.

    Attributes:
        method: HTTP method.
        url: the full URL with its query.
        body: the bytes of the JSON body.
        route: short name of the route, e.g. `v1-integrations` or `v2-team`.
        consequences: plain sentences on what this route does ("Publishes at once.").
        status: the status the dataset will get (`active`, `draft`), normalised.
        pid: our own persistent ID for it.
        troubles: values that this route would refuse although they are right, each with a sentence.
        as_checked: the metadata as the gateway checks it, where the route changes it first; else None.
        action: what sending does.
        dataset_id: the dataset that it is done to; "" for one that is yet to be made, or for a test.
        base_mark: the mark (see `Pulled`) of what an update replaces, as the gateway kept it when this was prepared.
        base_status: the status that it had then; also of what is to be published, archived or deleted.
    """

    method: str
    url: str
    body: bytes
    route: str
    pid: str
    status: str = "active"
    consequences: tuple[str, ...] = ()
    troubles: tuple[tuple[Pointer, str], ...] = ()
    as_checked: Any = field(default=None, repr=False, hash=False)
    action: Action = "create"
    dataset_id: str = ""
    base_mark: str = ""
    base_status: str = ""


@dataclass(frozen=True)
class Created:
    """The gateway's yes: IDs as text, whatever the system uses.

    Attributes:
        ids: further IDs that the system gives or needs, by name; they go into the history.
        job: what goes on there now, or what is still ours to do.
    """

    dataset_id: str
    version_id: str = ""
    status: str = "active"
    web_url: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    ids: Mapping[str, str] = field(default_factory=dict, hash=False)
    job: Job | None = None


@dataclass(frozen=True)
class Remote:
    """One dataset as a gateway lists it."""

    dataset_id: str
    pid: str
    title: str
    status: str
    native_status: str = ""
    changed: str = ""
    origin: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Pulled:
    """One dataset as the gateway keeps it now.

    Attributes:
        remote: the dataset as it is listed.
        metadata: as its author wrote it where the gateway keeps that, else the gateway's translation.
        schema: `MODEL/VERSION` as far as it is known, else "": few gateways keep by which schema something was written.
        original: False where `metadata` is the gateway's translation.
        lost: sentences on what cannot be brought back.
        mark: changes whenever the metadata that the gateway keeps changes. The status stands in `remote`.
    """

    remote: Remote
    metadata: Any = field(repr=False, hash=False)
    schema: str
    original: bool
    lost: tuple[str, ...]
    mark: str


class PidsNotShown(GatewayProblem):
    """The gateway's list does not say the persistent IDs, so that ours cannot be looked for in it."""


class CancelToken:
    """A person's wish to stop: asked by long work between its steps."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._callbacks: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Asks the work to stop, and calls what was hooked on (closing a socket, for instance)."""
        self._event.set()
        for callback in tuple(self._callbacks):
            callback()

    @property
    def cancelled(self) -> bool:
        """Whether someone asked to stop."""
        return self._event.is_set()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Calls back on cancelling (at once when that has happened); returns the function that unhooks it."""
        self._callbacks.append(callback)
        if self.cancelled:
            callback()
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    def check(self) -> None:
        """Raises Cancelled when someone asked to stop."""
        if self.cancelled:
            raise Cancelled


class Gateway(Works, Protocol):
    """A connector: one connection, signed in with its secrets, talking to one system.

    Every method raises only children of GatewayDeskError. Those that send something which is not safe to repeat raise
    OutcomeUnknown whenever bytes may have reached the gateway without a usable answer.
    """

    connection: Connection

    def test_sign_in(self, cancel: CancelToken) -> Iterator[SignInStep]:
        """Tries, from the outside in, what must work before a dataset can be created."""

    def prepare_create(
        self, metadata: Mapping[str, Any], *, schema: str, status: str = "active", pid: str = ""
    ) -> Prepared:
        """What would be sent to create a dataset. `schema` is `MODEL/VERSION`; an empty `pid` gets a new one."""

    def offers(self, remote: Remote | None = None) -> tuple[Offer, ...]:
        """What can be done here, one offer for each action; nothing is asked of the gateway.

        Args:
            remote: the dataset that it is about; without one, what this connection can do at all.
        """

    def prepare_update(
        self,
        dataset_id: str,
        metadata: Mapping[str, Any],
        *,
        schema: str,
        status: str = "active",
        pid: str = "",
        cancel: CancelToken | None = None,
    ) -> Prepared:
        """What would be sent to change a dataset. The gateway is asked for what stands there, so this takes a while.

        Args:
            dataset_id: as the gateway names it.
            metadata: the whole of it, as it shall be.
            schema: `MODEL/VERSION`.
            status: the status that it shall have afterwards.
            pid: its persistent ID; empty takes the one that the gateway shows.
            cancel: stops the asking.

        Raises:
            GatewayProblem: this route cannot give it that status, or the gateway could not be asked.
        """

    def prepare_status(self, remote: Remote, action: Action) -> Prepared:
        """What would be sent to publish a dataset, make it a draft again, archive it, take it back or delete it.

        Raises:
            GatewayProblem: the action is not offered for this dataset.
        """

    def prepare_test(self, metadata: Mapping[str, Any], *, schema: str) -> Prepared:
        """What would be sent to the gateway's own test route, which checks and keeps nothing."""

    def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
        """Does what was prepared, once. A test that passed has no dataset ID.

        Raises:
            OutcomeUnknown: it may or may not have happened; see `find_by_pid` for a create, `done` for the others.
        """

    def done(self, prepared: Prepared, cancel: CancelToken) -> bool | None:
        """After silence: whether an action other than a create has happened. None where that cannot be told."""

    def fetch(self, dataset_id: str, cancel: CancelToken) -> Pulled:
        """One dataset of the team, as the gateway keeps it.

        Raises:
            Refused: it is not there, or may not be read.
        """

    def count_by_status(self, cancel: CancelToken) -> Mapping[str, int]:
        """How many datasets the team has, by normalised status: `active`, `draft` and `archived` are always there."""

    def find_by_pid(
        self, pid: str, cancel: CancelToken, seen: Callable[[Remote], object] | None = None
    ) -> Remote | None:
        """Looks for a dataset that carries our own ID: the evidence after an unknown outcome.

        Looks on when it has found one, for there may be two; the first is returned.

        Args:
            pid: our own ID.
            cancel: stops the looking.
            seen: called with every dataset that was looked at.

        Raises:
            PidsNotShown: every dataset was looked at, and not all of them show such an ID.
        """

    def same_content(self, remote: Remote, body: bytes, cancel: CancelToken) -> bool | None:
        """Whether a dataset that `find_by_pid` showed holds the metadata of a body; None where it does not say."""

    def as_before(self, pulled: Pulled, known: Any) -> Pulled:
        """What was fetched, with texts that the gateway's routes have changed on the way as they stand in `known`, the
        metadata that was sent or fetched before.
        """

    def reach(self, cancel: CancelToken) -> None:
        """One small call that changes nothing: whether anything can be sent there now. Raises what is in the way."""

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        """All of the team's datasets, page by page."""
