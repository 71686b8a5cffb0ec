"""A gateway on paper, which does what a script tells it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError, OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways.base import CancelToken, Created, PidsNotShown, Prepared, Pulled, Remote, SignInStep


class PaperGateway:
    """A gateway on paper: it takes what it is told to take, and loses the answers it is told to lose.

    `script` says what each sending does: `yes`, `no` (refuses), `away` (nothing received), `lost` (received, no
    answer), `never` (not received, no answer), `late` (received only after it was asked), `slow` (the same, and the
    answer was not waited for), `broken` (an error of the connector itself, after receiving), `no-id`, `cancel-before`,
    `cancel-after`, `wait` (refuses for the next 7 seconds).
    """

    def __init__(self, *script: str, name: str = "Paper") -> None:
        self.connection = Connection(name, "hdruk", "https://paper.example")
        self.script = list(script)
        self.datasets: list[tuple[str, bytes]] = []
        self.answers_questions = True
        self.asked = 0
        self.sendings = 0
        self.reached = 0
        self.in_the_way: GatewayDeskError | None = None
        self.hides_pids = self.hides_content = False
        self._late: list[Prepared] = []
        self._numbers = itertools.count(1)

    def test_sign_in(self, cancel: CancelToken) -> Iterator[SignInStep]:
        yield SignInStep("reachable", True, "It is on paper.")

    def prepare_create(
        self, metadata: Mapping[str, Any], *, schema: str, status: str = "active", pid: str = ""
    ) -> Prepared:
        pid = pid or f"pid-{next(self._numbers)}"
        body = json.dumps({"pid": pid, "metadata": metadata}).encode()
        return Prepared("POST", "https://paper.example/datasets", body, "paper", pid, status)

    def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
        self.sendings += 1
        what = self.script.pop(0) if self.script else "yes"
        if what == "cancel-before":
            cancel.cancel()
            cancel.check()
        if what == "no":
            raise Refused("Paper refused it.", "Mend the title.", status=400)
        if what == "wait":
            raise Refused("Paper is busy.", "Wait.", status=429, retry_after=7.0)
        if what == "away":
            raise Unreachable("Paper could not be reached.", "Try later.")
        if what in ("late", "slow"):
            self._late.append(prepared)
        elif what != "never":
            self.datasets.append((prepared.pid, prepared.body))
        if what in ("lost", "never", "late", "slow"):
            raise OutcomeUnknown("The connection broke.")
        if what == "cancel-after":
            cancel.cancel()
            raise OutcomeUnknown("Cancelled while waiting for the answer.")
        if what == "broken":
            raise KeyError("answer")
        return Created("" if what == "no-id" else str(len(self.datasets)), "v1", prepared.status, "https://paper/1")

    def find_by_pid(
        self, pid: str, cancel: CancelToken, seen: Callable[[Remote], object] | None = None
    ) -> Remote | None:
        cancel.check()
        self.asked += 1
        if not self.answers_questions:
            raise Unreachable("Paper could not be reached.", "Try later.")
        found = None
        for remote in self.list_datasets(cancel):
            if seen is not None:
                seen(remote)
            found = remote if remote.pid == pid != "" else found
        if found is None and self.hides_pids:
            raise PidsNotShown("Paper does not say whose is whose.")
        return found

    def as_before(self, pulled: Pulled, known: Any) -> Pulled:
        return pulled

    def same_content(self, remote: Remote, body: bytes, cancel: CancelToken) -> bool | None:
        held = json.loads(self.datasets[int(remote.dataset_id) - 1][1])["metadata"]
        return None if self.hides_content else held == json.loads(body)["metadata"]

    def reach(self, cancel: CancelToken) -> None:
        cancel.check()
        self.reached += 1
        if self.in_the_way is not None:
            raise self.in_the_way

    def arrive(self) -> None:
        """What was late comes in now."""
        self.datasets += [(one.pid, one.body) for one in self._late]
        self._late.clear()

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        for at, (pid, body) in enumerate(self.datasets, start=1):
            said = json.loads(body)
            title = said["metadata"].get("title", "") if isinstance(said, dict) and "metadata" in said else "Title"
            yield Remote(str(at), "" if self.hides_pids else pid, title, "active")
