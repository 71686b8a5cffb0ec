"""How a draft gets to the disk: its changes into the journal, or the whole value, or a draft of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from gatewaydesk.errors import GatewayDeskError, StoreProblem
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.store import Store
from gatewaydesk.store.journal import Note, Row

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

OWN_VERSION = "(this window’s version)"


class Way(Enum):
    """How the next save goes about it."""

    STEPS = "steps"  # the changes, into the journal
    WHOLE = "whole"  # the whole value, because a change could not be written down by itself
    APART = "apart"  # a new draft, because somebody else has changed this one


@dataclass(frozen=True)
class Facts:
    """What the list of drafts shows of a draft, what a gateway refused of it, and which advice was left so."""

    title: str
    counts: tuple[int, int, int, int]
    wrong: int | None
    refused: str
    dismissed: list[dict[str, str]]

    @classmethod
    def of(cls, authoring: Authoring, title: str) -> Facts:
        """What is to be told now of what is being written, which the list calls by that title."""
        counts, wrong = authoring.total_counts, authoring.wrong
        return cls(title, counts, wrong, authoring.refused_text(), authoring.dismissed_rows())

    @property
    def shown(self) -> dict[str, Any]:
        """What the list shows, by the names that the store has for it."""
        return {"title": self.title, "counts": self.counts, "wrong": self.wrong}


@dataclass(frozen=True)
class Save:
    """One save of a draft, as the main thread has decided it; `write` carries it out.

    Attributes:
        draft: the draft's ID.
        revision: the one in the store that its window knows,
        known_at: and when it was that.
        schema: what it is written by.
        facts: what is told of it beside its value.
        told: what was told the last time; None where that is not known.
        notes: what was done and is not written down; the list grows while the steps are written.
        last: the row of the journal that was written last.
        way: how it is done.
        picture: makes a copy of the whole value, where that is written,
        count: in which so many of the notes are.
    """

    draft: str
    revision: int
    known_at: str
    schema: LoadedSchema
    facts: Facts
    told: Facts | None
    notes: list[Note]
    last: Row | None
    way: Way
    picture: Callable[[], Any]
    count: int


@dataclass(frozen=True)
class Written:
    """Where changes went.

    Attributes:
        draft: the draft's ID.
        revision: its revision now.
        last: the row of the journal that was written last.
        count: how many changes were written.
        error: why no more could be.
        parted_as: the name in the list when it had to become a new draft.
    """

    draft: str
    revision: int
    last: Row | None
    count: int
    error: GatewayDeskError | None = None
    parted_as: str = ""


def write(store: Store, save: Save) -> Written:
    """Carries a save out, in any thread.

    Raises:
        GatewayDeskError: nothing was written.
    """
    return _WAYS[save.way](store, save)


def _steps(store: Store, save: Save) -> Written:
    """Goes on with what is typed meanwhile: the next key does not wait until the window has time."""
    facts, told, notes = save.facts, save.told, save.notes
    refused = facts.refused if told is None or facts.refused != told.refused else None
    revision, row, count = save.revision, save.last, 0
    while not count or len(notes) > count:
        some = notes[count:]
        try:
            if not count:
                _keep_dismissed(store, save.draft, facts, told)
            done = store.writing.append(save.draft, some, **facts.shown, expected=revision, refused=refused, last=row)
        except GatewayDeskError as error:
            return Written(save.draft, revision, row, count, error)
        revision, row, count = done.revision, done.last, count + len(some)
        if not some:
            break
    return Written(save.draft, revision, row, count)


def _whole(store: Store, save: Save) -> Written:
    facts = save.facts
    _keep_dismissed(store, save.draft, facts)
    saved = store.drafts.save(save.draft, save.picture(), **facts.shown, expected=save.revision, refused=facts.refused)
    return Written(save.draft, saved, None, save.count)


def _apart(store: Store, save: Save) -> Written:
    facts, schema = save.facts, save.schema
    name = facts.title if facts.title.endswith(OWN_VERSION) else f"{facts.title} {OWN_VERSION}"
    value = save.picture()
    with store.database.write():
        made = store.drafts.create(
            value, schema=schema.name, title=name, counts=facts.counts, wrong=facts.wrong,
            schema_sha256=schema.sha256, parted_from=save.draft,
        )  # fmt: skip
        store.bases.part(made.id, save.draft, save.known_at)
    with suppress(StoreProblem):  # the draft is there
        _keep_dismissed(store, made.id, facts)
    return Written(made.id, made.revision, None, save.count, parted_as=name)


def _keep_dismissed(store: Store, draft: str, facts: Facts, told: Facts | None = None) -> None:
    if told is None or facts.dismissed != told.dismissed:
        store.writing.keep_dismissed(draft, {"advice": facts.dismissed} if facts.dismissed else {})


_WAYS: Mapping[Way, Callable[[Store, Save], Written]] = {Way.STEPS: _steps, Way.WHOLE: _whole, Way.APART: _apart}
