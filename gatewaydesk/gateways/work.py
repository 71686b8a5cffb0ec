"""What a gateway can do with a dataset beyond keeping its metadata: errands, the jobs they leave, and lists to choose
from. A connector tells its errands in a table; their questions are small schemas, so that the same form asks them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.job import Job

if TYPE_CHECKING:
    from gatewaydesk.gateways.base import CancelToken, Remote

Care = Literal["plain", "confirm", "typed"]
Progress = Callable[[Job], None]


@dataclass(frozen=True)
class Errand:
    """One thing that can be done, told before it is.

    Attributes:
        name: e.g. `add-data`; unique within a system.
        label: on a button: “Add data…”.
        why: a sentence: what will happen then, or why it is not offered.
        offered: whether it can be done now.
        care: done at once, after a question, or after the dataset's title was typed.
        asks: the JSON Schema (of an object) of what must be told first; None where nothing must. A text with
            `"format": "file"` (or `folder`) is the path of one on this computer, `"x-choices": KIND` offers
            `Works.choices`.
        best_effort: the vendor documents it poorly or not at all, and a person should know.
        reads: it changes nothing there.
        hidden: the gateway has said that it does this no longer: it is not listed, and `why` says so to whoever asks
            for it by its name.
    """

    name: str
    label: str
    why: str
    offered: bool = True
    care: Care = "plain"
    asks: Mapping[str, Any] | None = field(default=None, repr=False, hash=False)
    best_effort: bool = False
    reads: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Order:
    """An errand with its answers.

    Attributes:
        errand: its name.
        dataset_id: the dataset that it is for; "" for the connection itself.
        title: the dataset's title, for sentences.
        given: what `Errand.asks` asked for.
        job: the job that it is for, where it is for one.
    """

    errand: str
    dataset_id: str = ""
    title: str = ""
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    job: Job | None = None


@dataclass(frozen=True)
class Table:
    """Something to read: rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Outcome:
    """What came of an errand.

    Attributes:
        words: what was done, in a sentence.
        job: what goes on now; nothing of it has been done yet where it is ours.
        tables: what there is to read.
        text: the same as one text (a file's content, an example), shown as it is.
        fills: values for a draft, by JSON Pointer: what was chosen or made there.
        schema: a schema to fill in from now on: its name `MODEL/VERSION`, and the schema.
        ids: further IDs that the gateway gave, by name; they go into the history.
    """

    words: str
    job: Job | None = None
    tables: tuple[Table, ...] = ()
    text: str = field(default="", repr=False)
    fills: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    schema: tuple[str, Mapping[str, Any]] | None = field(default=None, repr=False, hash=False)
    ids: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Choice:
    """One entry of a list that the gateway keeps.

    Attributes:
        value: what is written into the field.
        label: what a person reads.
        detail: more on it, or "".
        fills: further values that come with it, by JSON Pointer from the top of the document.
    """

    value: Any
    label: str
    detail: str = ""
    fills: Mapping[str, Any] = field(default_factory=dict, hash=False)


class Works(Protocol):
    """The part of a connector that this file is about. Every method raises only children of GatewayDeskError."""

    patience: tuple[float, ...]
    """Seconds between two looks at a job; the last one holds from then on."""

    def errands(self, remote: Remote | None = None, job: Job | None = None) -> tuple[Errand, ...]:
        """What can be done with a dataset, with a job, or (with neither) with the connection. Nothing is asked."""

    def carry_out(self, order: Order, cancel: CancelToken) -> Outcome:
        """Does an errand. What takes long is left as a job.

        Raises:
            OutcomeUnknown: it may or may not have happened; the sentence says how that is found out.
        """

    def go_on(self, job: Job, at: Progress, cancel: CancelToken) -> Job:
        """Takes the steps of a job that are ours, and tells each; called again after a failure or a restart, it goes on
        from what was told last. Returns the job when the next step is the gateway's.
        """

    def look(self, job: Job, cancel: CancelToken) -> Job:
        """Asks how a job stands."""

    def choices(self, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
        """The entries of a list, as `x-choices` of a schema names it; `given` is the document that it is chosen for."""


class WithoutWork:
    """Mixed into a connector of a gateway that only keeps metadata."""

    patience: tuple[float, ...] = (60.0,)

    def errands(self, remote: Remote | None = None, job: Job | None = None) -> tuple[Errand, ...]:
        """None."""
        return ()

    def carry_out(self, order: Order, cancel: CancelToken) -> Outcome:
        """Refuses: there are no errands."""
        raise GatewayProblem(f"This gateway does not know “{order.errand}”.", "")

    def go_on(self, job: Job, at: Progress, cancel: CancelToken) -> Job:
        """Nothing goes on."""
        return job

    def look(self, job: Job, cancel: CancelToken) -> Job:
        """Nothing goes on."""
        return job

    def choices(self, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
        """There are no lists."""
        return iter(())
