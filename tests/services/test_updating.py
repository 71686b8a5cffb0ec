"""Pulling, updating and what both leave behind, by both routes of a practice gateway."""

from __future__ import annotations

import contextlib
import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.document.merging import merge
from gatewaydesk.errors import OutcomeUnknown, Refused, SchemaProblem, Unreachable
from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared, Pulled, Remote
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.pointer import ABSENT
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import resolving
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.looking_again import ChangedThere
from gatewaydesk.services.preparing import content_of_value
from gatewaydesk.services.pulling import WouldOverwrite, as_new_draft, into_draft, pull, schema_of
from gatewaydesk.services.remote import link
from gatewaydesk.services.standing import AnotherDataset, Standing, stand
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.services.updating import changed_there, prepare_update, update
from gatewaydesk.store import AlreadySent, Receipt, Store

pytestmark = pytest.mark.usefixtures("no_pauses")

EXAMPLE = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
NAME = "HDRUK/4.0.0"


@dataclass
class Desk:
    """A store, a catalogue, and a connection to a practice gateway."""

    store: Store
    server: PracticeServer
    gateway: Gateway
    catalogue: Catalogue

    @property
    def schema(self) -> Any:
        return self.catalogue.load(NAME)

    def draft(self, value: Any = EXAMPLE) -> str:
        return self.store.drafts.create(copy.deepcopy(value), schema=NAME, title="Mine").id

    def create(self, draft_id: str) -> Receipt:
        value = self.store.drafts.load(draft_id).value
        prepared = self.gateway.prepare_create(value, schema=NAME)
        what = Submission(prepared, draft_id, "Mine", NAME, content_of_value(self.schema, value))
        return submit(self.store, self.gateway, what, cancel=CancelToken(), progress=lambda words: None)

    def edit(self, draft_id: str, change: Callable[[Any], object]) -> None:
        value = self.store.drafts.load(draft_id).value
        change(value)
        self.store.drafts.save(draft_id, value, title="Mine")

    def stand(self, draft_id: str, dataset_id: str) -> Standing:
        value = self.store.drafts.load(draft_id).value
        return stand(
            self.store, self.gateway, self.schema, value, dataset_id=dataset_id, draft_id=draft_id, cancel=CancelToken()
        )

    def update(self, draft_id: str, standing: Standing, **more: Any) -> Receipt:
        authoring = Authoring(self.schema, self.store.drafts.load(draft_id).value)
        prepared = prepare_update(self.gateway, standing, authoring, **more)
        return update(
            self.store, self.gateway, prepared, authoring, draft_id=draft_id, cancel=CancelToken(),
            progress=lambda words: None,
        )  # fmt: skip

    def pull(self, dataset_id: str) -> Pulled:
        return pull(self.gateway, dataset_id, CancelToken())

    def on_the_web(self, dataset_id: str, change: Callable[[Any], object]) -> None:
        """Somebody else changes a dataset meanwhile."""
        details = self.server.details["hdruk"]
        other = HdrUk(Connection("Other", "hdruk", details["url"], {"team_id": details["team_id"]}), details)
        value = other.fetch(dataset_id, CancelToken()).metadata
        change(value)
        other.send(other.prepare_update(dataset_id, value, schema=NAME), CancelToken())

    def holds(self, dataset_id: str) -> Any:
        return self.gateway.fetch(dataset_id, CancelToken()).metadata


@pytest.fixture(params=["v2", "v1"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    with PracticeServer(tmp_path / "practice", samples=False) as server, Store.open(tmp_path / "d.sqlite3") as store:
        details = server.details["hdruk"]
        options = {"team_id": details["team_id"]} if request.param == "v2" else {}
        connection = Connection("Practice", "hdruk", details["url"], options, practice=True)
        store.connections.save(connection)
        yield Desk(store, server, HdrUk(connection, details), Catalogue())


def title(text: str) -> Callable[[Any], object]:
    return lambda value: value["summary"].update(title=text)


def abstract(text: str) -> Callable[[Any], object]:
    return lambda value: value["summary"].update(abstract=text)


def test_after_creating_nobody_has_changed_anything_until_somebody_does(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    first = desk.stand(draft, number)
    assert (first.changed, first.merge_needed) == (False, False)
    assert first.words.startswith("Dataset " if first.alike else "Nobody else")
    base = desk.store.bases.of_draft(draft, "Practice")
    assert base is not None and base.mark == first.pulled.mark and base.pid == first.pulled.remote.pid
    desk.on_the_web(number, title("Their title for it"))
    second = desk.stand(draft, number)
    assert (second.changed, second.edited, second.merge_needed) == (True, False, True)
    assert "has changed on Practice" in second.words
    told = changed_there(second, Authoring(desk.schema, desk.store.drafts.load(draft).value))
    assert [one.now for one in told.changed] == ["Their title for it"] and "title" in told.changed[0].words.casefold()


def test_what_was_sent_is_the_base_even_where_nobody_asked_before_it_was_changed_there(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.edit(draft, abstract("Mine is another one by now, and long enough for it."))
    desk.on_the_web(number, title("Their title for it"))
    standing = desk.stand(draft, number)
    assert (standing.changed, standing.edited) == (True, True) and standing.words.endswith("and so has this.")
    assert standing.base["summary"]["title"] == EXAMPLE["summary"]["title"]
    merged = merge(standing.base, desk.store.drafts.load(draft).value, standing.pulled.metadata)
    assert not merged.open and merged.value["summary"]["title"] == "Their title for it"
    assert merged.value["summary"]["abstract"].startswith("Mine is another")


def test_an_update_arrives_once_with_a_receipt_and_renews_the_base(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.edit(draft, title("A better title"))
    receipt = desk.update(draft, desk.stand(draft, number))
    assert (receipt.dataset_id, receipt.action, receipt.draft_id) == (number, "update", draft)
    assert desk.holds(number)["summary"]["title"] == "A better title" and len(desk.server.hdruk.datasets()) == 1
    base = desk.store.bases.of_draft(draft, "Practice")
    assert base is not None and base.mark == desk.pull(number).mark
    assert desk.stand(draft, number).changed is False


def test_the_same_update_is_not_sent_twice(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.edit(draft, title("A better title"))
    authoring = Authoring(desk.schema, desk.store.drafts.load(draft).value)
    prepared = prepare_update(desk.gateway, desk.stand(draft, number), authoring)
    calls: dict[str, Any] = {"draft_id": draft, "cancel": CancelToken(), "progress": lambda words: None}
    update(desk.store, desk.gateway, prepared, authoring, **calls)
    with pytest.raises(AlreadySent):
        update(desk.store, desk.gateway, prepared, authoring, **calls)


def test_only_what_was_looked_at_is_overwritten(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.edit(draft, title("A better title"))
    looked = desk.stand(draft, number)
    desk.on_the_web(number, title("Their title for it"))
    with pytest.raises(ChangedThere):
        desk.update(draft, looked)
    assert desk.holds(number)["summary"]["title"] == "Their title for it"
    desk.update(draft, desk.stand(draft, number))
    assert desk.holds(number)["summary"]["title"] == "A better title"


def test_the_same_can_be_sent_again_after_somebody_wrote_over_it(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.edit(draft, title("A better title"))
    desk.update(draft, desk.stand(draft, number))
    desk.on_the_web(number, title("Their title for it"))
    desk.update(draft, desk.stand(draft, number))
    assert desk.holds(number)["summary"]["title"] == "A better title"


def test_an_update_whose_answer_was_lost_leaves_no_wrong_base(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.stand(draft, number)
    desk.edit(draft, title("A better title"))
    standing = desk.stand(draft, number)
    authoring = Authoring(desk.schema, desk.store.drafts.load(draft).value)
    prepared = prepare_update(desk.gateway, standing, authoring)
    desk.server.hdruk.fail_next("reset-after")
    done = update(
        desk.store, desk.gateway, prepared, authoring, draft_id=draft, cancel=CancelToken(), progress=lambda words: None
    )
    assert done.action == "update" and desk.holds(number)["summary"]["title"] == "A better title"
    assert desk.stand(draft, number).changed is False


def test_what_is_settled_later_makes_no_strangers_change_of_our_own(desk: Desk):
    class AwayAfterwards(HdrUk):
        def done(self, prepared: Prepared, cancel: CancelToken) -> bool | None:
            raise Unreachable("The gateway cannot be reached.")

    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.edit(draft, title("A better title"))
    authoring = Authoring(desk.schema, desk.store.drafts.load(draft).value)
    prepared = prepare_update(desk.gateway, desk.stand(draft, number), authoring)
    away = AwayAfterwards(desk.gateway.connection, desk.server.details["hdruk"])
    desk.server.hdruk.fail_next("reset-after")
    with pytest.raises(OutcomeUnknown):
        update(desk.store, away, prepared, authoring, draft_id=draft, cancel=CancelToken(), progress=lambda words: None)
    (row,) = desk.store.outbox.rows(open_only=True)
    assert resolving.resolve(desk.store, desk.gateway, row.id, CancelToken()) is not None
    assert desk.stand(draft, number).changed is False


def test_a_dataset_made_elsewhere_comes_as_a_draft_with_its_base(desk: Desk):
    number = desk.create(desk.draft()).dataset_id
    desk.store.drafts.delete(desk.store.drafts.rows()[0].id)
    desk.on_the_web(number, title("Their title for it"))
    pulled = desk.pull(number)
    draft = as_new_draft(desk.store, desk.catalogue, desk.gateway, pulled)
    assert (draft.schema, draft.title) == (NAME, "Their title for it") and draft.counts[0] > 20
    base = desk.store.bases.of_draft(draft.id, "Practice")
    assert base is not None and (base.dataset_id, base.schema, base.status) == (number, NAME, "active")
    standing = desk.stand(draft.id, number)
    assert (standing.changed, standing.edited, standing.alike) == (False, False, True)


def test_pulling_into_a_draft_takes_nothing_away_that_is_only_here(desk: Desk):
    number = desk.create(desk.draft()).dataset_id
    draft = as_new_draft(desk.store, desk.catalogue, desk.gateway, desk.pull(number)).id
    desk.on_the_web(number, title("Their title for it"))
    taken = into_draft(desk.store, desk.catalogue, desk.gateway, desk.pull(number), draft)
    assert taken.value["summary"]["title"] == taken.title == "Their title for it"
    assert [one.why for one in desk.store.versions.rows(draft)] == ["pulled"]
    assert desk.stand(draft, number).changed is False
    desk.edit(draft, abstract("Only here, and worth keeping in any case, says its author."))
    desk.on_the_web(number, title("A second title of theirs"))
    with pytest.raises(WouldOverwrite):
        into_draft(desk.store, desk.catalogue, desk.gateway, desk.pull(number), draft)
    assert desk.store.drafts.load(draft).value["summary"]["title"] == "Their title for it"


def test_another_dataset_under_the_same_number_is_not_ours(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.stand(draft, number)
    with desk.store.database.write() as connection:
        connection.execute("UPDATE bases SET pid = 'another'")
    with pytest.raises(AnotherDataset):
        desk.stand(draft, number)


def test_a_damaged_base_makes_everything_that_differs_a_conflict(desk: Desk):
    draft = desk.draft()
    number = desk.create(draft).dataset_id
    desk.stand(draft, number)
    with desk.store.database.write() as connection:
        connection.execute("UPDATE bases SET value = x'00'")
    assert desk.stand(draft, number).changed is False  # its mark says so
    with desk.store.database.write() as connection:
        connection.execute("UPDATE bases SET value = x'00'")
    desk.on_the_web(number, title("Their title for it"))
    standing = desk.stand(draft, number)
    assert (standing.base, standing.changed, standing.merge_needed) == (ABSENT, None, True)
    assert "not known" in standing.words
    assert merge(standing.base, EXAMPLE, standing.pulled.metadata).open


def test_what_is_not_there_is_refused(desk: Desk):
    with pytest.raises(Refused):
        desk.pull("4711")


def test_a_dataset_of_no_known_schema_says_so(desk: Desk):
    number = desk.create(desk.draft()).dataset_id
    empty = Catalogue(shipped=desk.store.path.parent / "none", added=desk.store.path.parent / "none-either")
    with pytest.raises(SchemaProblem, match="None of the schemas known here"):
        schema_of(desk.store, empty, "Practice", desk.pull(number))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order_of_events_neither_sides_last_word_is_lost(desk: Desk, seed: int):
    """Each side writes into fields of its own; answers get lost, and somebody looks now and then."""
    chance, draft = random.Random(seed), desk.draft()
    number = desk.create(draft).dataset_id
    mine, theirs, unseen = EXAMPLE["summary"]["title"], EXAMPLE["summary"]["populationSize"], False
    for step in range(9):
        event = chance.choice(("here", "there", "look", "send", "send and hear nothing"))
        if event in ("here", "send and hear nothing"):  # what is as it was is not sent at all, so no answer is lost
            mine = f"My title number {step}"
            desk.edit(draft, title(mine))
        if event == "there":
            theirs, unseen = 1_000 + step, True
            desk.on_the_web(number, lambda value, now=theirs: value["summary"].update(populationSize=now))
        if event == "look":
            assert bool(desk.stand(draft, number).changed) is unseen
        if event.startswith("send"):
            standing = desk.stand(draft, number)
            assert (standing.changed, standing.merge_needed) == (unseen, unseen)
            merged = merge(standing.base, desk.store.drafts.load(draft).value, standing.pulled.metadata)
            assert not merged.open
            desk.edit(draft, lambda value, now=merged.value: value.update(now))
            if "nothing" in event:
                desk.server.hdruk.fail_next("reset-after")
            with contextlib.suppress(AlreadySent):
                desk.update(draft, standing)
            unseen = False
            held = desk.holds(number)["summary"]
            assert (held["title"], held["populationSize"]) == (mine, theirs)


def test_the_list_says_what_is_here_and_what_is_not(desk: Desk):
    sent, gone, pulled_one, elsewhere = desk.draft(), desk.draft(), "", desk.draft()
    desk.edit(gone, title("Gone from here"))
    desk.edit(elsewhere, title("Never seen here"))
    numbers = [desk.create(sent).dataset_id, desk.create(gone).dataset_id]
    desk.store.drafts.delete(gone)
    details = desk.server.details["hdruk"]
    other = HdrUk(Connection("Other", "hdruk", details["url"], {"team_id": details["team_id"]}), details)
    for words in ("Pulled here", "Never seen here"):
        value = copy.deepcopy(EXAMPLE)
        title(words)(value)
        numbers.append(other.send(other.prepare_create(value, schema=NAME), CancelToken()).dataset_id)
    pulled_one = as_new_draft(desk.store, desk.catalogue, desk.gateway, desk.pull(numbers[2])).id
    rows = {
        row.remote.dataset_id: row for row in link(desk.store, "Practice", desk.gateway.list_datasets(CancelToken()))
    }
    assert [rows[one].draft.id if rows[one].draft else "" for one in numbers] == [sent, "", pulled_one, ""]
    assert [rows[one].receipt is not None for one in numbers] == [True, True, False, False]
    assert rows[numbers[0]].words == "here as draft “Mine”" and rows[numbers[3]].words == "made elsewhere"
    assert "its draft is no longer here" in rows[numbers[1]].words
    desk.edit(sent, title("A better title"))
    desk.update(sent, desk.stand(sent, numbers[0]))
    desk.store.bases.forget(sent, "Practice")
    (row,) = link(desk.store, "Practice", [rows[numbers[0]].remote])
    assert row.draft is not None and row.receipt is not None and row.receipt.action == "update"


def test_a_dataset_of_another_team_is_not_ours(desk: Desk):
    theirs = Remote("99", "p", "T", "active", extra={"team_id": 12_345})
    by_team = "team_id" in desk.gateway.connection.options
    words = "not ours: it belongs to team 12345" if by_team else "made elsewhere"
    assert link(desk.store, "Practice", [theirs])[0].words == words
