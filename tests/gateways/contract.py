"""What every connector must do: its tests inherit `GatewayContract` and say how to reach a practice gateway."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol, get_args

import pytest

from gatewaydesk.errors import Cancelled, GatewayDeskError, GatewayProblem, OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways.base import Action, CancelToken, Created, Gateway, PidsNotShown, Prepared, Remote
from gatewaydesk.practice.faults import LATE


class Desk(Protocol):
    """One practice gateway and one connection to it, as the contract needs them."""

    metadata: Mapping[str, Any]
    schema: str
    secrets: Mapping[str, str]

    def open(self, **transport: Any) -> Gateway:
        """The connector, signed in; keywords go to its transport."""

    def held(self) -> list[tuple[str, Any]]:
        """What the gateway really holds of ours, the samples left out: persistent ID and metadata."""

    def fail_next(self, kind: str, *, seconds: float = 0.0, any_method: bool = False) -> None:
        """Lets the next call go wrong."""

    def catch_up(self) -> None:
        """Lets the gateway carry out now what is late."""

    def refused_metadata(self) -> tuple[Mapping[str, Any], tuple[str | int, ...]]:
        """Metadata that the gateway refuses, and the place of its one fault."""

    def sign_in_faults(self) -> Mapping[str, Any]:
        """What can be wrong with signing in: the step that then fails, and what makes it so."""

    def standing(self, dataset_id: str) -> tuple[str, Any] | None:
        """What the gateway really holds of one dataset: normalised status and metadata; None where it is deleted."""

    def edit_elsewhere(self, dataset_id: str, metadata: Mapping[str, Any]) -> None:
        """Somebody else changes a dataset."""

    def limit_rate(self) -> None:
        """From now on calls are refused for being too many."""

    def small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Lets the connector ask for few datasets a page."""


class GatewayContract:
    """Inherit it, and give a fixture `desk`.

    Attributes:
        shows_pids: the gateway shows our own IDs; else what was sent is found by its content.
        shows_changed: its list says when a dataset was changed.
        status: what a dataset that is made is asked to be, and is once nothing of it is left to do.
        takes_twice: the same can be made twice; else the gateway refuses an ID of ours that it has already.
        pause: the seconds that it asks to be left alone for after too many calls; None where that differs.
        silent: what it says yes to without a body, of which there is no half.
        aside: a change of status that can be made of a dataset in that status, and the status after it; None where
            deleting is the only one.
        life: changes of status one after the other, from that status on, each with the status after it.
    """

    shows_pids = True
    shows_changed = True
    takes_twice = True
    pause: float | None = 60.0
    silent: frozenset[str] = frozenset()
    status = "active"
    aside: tuple[Action, str] | None = ("archive", "archived")
    life: tuple[tuple[Action, str], ...] = (
        ("to-draft", "draft"), ("publish", "active"), ("archive", "archived"), ("unarchive", "draft"),
        ("archive", "archived"), ("publish", "active"), ("delete", "deleted"),
    )  # fmt: skip

    def test_signing_in_passes_every_step(self, desk: Desk) -> None:
        steps = list(desk.open().test_sign_in(CancelToken()))
        assert steps and all(step.passed for step in steps), steps
        assert all(step.name and step.message.endswith(".") for step in steps)
        assert desk.held() == []

    def test_signing_in_names_the_step_that_fails(self, desk: Desk) -> None:
        for name, spoil in desk.sign_in_faults().items():
            steps = list(spoil().test_sign_in(CancelToken()))
            passed = [step.passed for step in steps]
            failing = next(step for step in steps if step.passed is False)
            assert failing.name == name, (name, steps)
            assert passed.count(False) == 1
            assert all(passed[: steps.index(failing)])
            assert len(failing.message.split()) > 5

    def test_a_step_that_cannot_be_tried_says_so(self, desk: Desk) -> None:
        for _ in range(3):  # a safe call is repeated
            desk.fail_next("reset-before", any_method=True)
        steps = list(desk.open().test_sign_in(CancelToken()))
        assert steps[0].passed is False and {step.passed for step in steps[1:]} == {None}

    def test_what_is_created_is_what_was_written(self, desk: Desk) -> None:
        gateway = desk.open()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema, status=self.status)
        assert desk.held() == [], "preparing sends nothing"
        created = self._sent(gateway, prepared)
        assert created.dataset_id and created.status == self.status
        assert desk.held() == [(prepared.pid if self.shows_pids else "", desk.metadata)]
        found = self._found(gateway, prepared)
        assert found is not None and found.dataset_id == created.dataset_id and found.status == self.status

    def test_every_preparation_has_an_id_of_its_own_unless_given(self, desk: Desk) -> None:
        gateway = desk.open()
        one, two = (gateway.prepare_create(desk.metadata, schema=desk.schema) for _ in range(2))
        assert one.pid != two.pid or not self.takes_twice
        again = gateway.prepare_create(desk.metadata, schema=desk.schema, pid=one.pid)
        assert again.body == one.body and again.url == one.url

    def test_a_refusal_names_the_place_and_keeps_nothing(self, desk: Desk) -> None:
        gateway = desk.open()
        metadata, place = desk.refused_metadata()
        with pytest.raises(Refused) as caught:
            gateway.send(gateway.prepare_create(metadata, schema=desk.schema), CancelToken())
        assert [detail["pointer"] for detail in caught.value.details] == [place]
        assert caught.value.details[0]["message"].endswith(".") and caught.value.way_out == "show-field"
        assert caught.value.what and caught.value.todo and caught.value.answer
        assert desk.held() == []

    @pytest.mark.parametrize("kind", ["html", "http500", "reset-before"])
    def test_an_unusable_answer_before_keeping_is_unknown_and_then_known_not_to_be_there(
        self, desk: Desk, kind: str
    ) -> None:
        assert self._send_with(desk, kind) is None
        assert desk.held() == []

    @pytest.mark.parametrize("kind", ["html-after", "http500-after", "reset-after", "half"])
    def test_an_unusable_answer_after_keeping_is_unknown_and_then_found(self, desk: Desk, kind: str) -> None:
        found = self._send_with(desk, kind)
        assert found is not None
        assert [pid for pid, _ in desk.held()] == [found.pid]
        assert desk.standing(found.dataset_id) is not None

    def _send_with(self, desk: Desk, kind: str) -> Remote | None:
        gateway = desk.open()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        desk.fail_next(kind)
        with pytest.raises(OutcomeUnknown):
            gateway.send(prepared, CancelToken())
        return self._found(gateway, prepared)

    @pytest.mark.parametrize("kind", sorted(LATE))
    def test_what_is_carried_out_after_its_answer_is_unknown_and_found_later(self, desk: Desk, kind: str) -> None:
        gateway = desk.open()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        desk.fail_next(kind, seconds=60.0)
        with pytest.raises(OutcomeUnknown):
            gateway.send(prepared, CancelToken())
        assert self._found(gateway, prepared) is None
        desk.catch_up()
        found = self._found(gateway, prepared)
        assert found is not None and [pid for pid, _ in desk.held()] == [found.pid]

    def test_an_id_that_is_there_twice_shows_twice(self, desk: Desk) -> None:
        gateway, seen = desk.open(), list[Remote]()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        if not self.takes_twice:
            gateway.send(prepared, CancelToken())
            with pytest.raises(Refused) as caught:
                gateway.send(prepared, CancelToken())
            assert caught.value.details and caught.value.way_out == "show-field"
            assert [pid for pid, _ in desk.held()] == [prepared.pid]
            return
        made = [gateway.send(prepared, CancelToken()).dataset_id for _ in range(2)]
        if not self.shows_pids:
            with pytest.raises(PidsNotShown):
                gateway.find_by_pid(prepared.pid, CancelToken(), seen.append)
            same = [one.dataset_id for one in seen if gateway.same_content(one, prepared.body, CancelToken())]
            assert same == made
            return
        found = gateway.find_by_pid(prepared.pid, CancelToken(), seen.append)
        assert found is not None and found.dataset_id == made[0]
        assert [remote.dataset_id for remote in seen if remote.pid == prepared.pid] == made

    def test_a_wish_to_be_left_alone_is_heard_whatever_its_wording(self, desk: Desk) -> None:
        gateway = desk.open()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        for kind, error in (("wait", Refused), ("away-wait", OutcomeUnknown)):
            desk.fail_next(kind)
            with pytest.raises(error) as caught:
                gateway.send(prepared, CancelToken())
            assert caught.value.retry_after == 30.0
        assert desk.held() == []

    def test_a_redirect_is_refused(self, desk: Desk) -> None:
        gateway = desk.open()
        desk.fail_next("redirect")
        with pytest.raises(Refused, match=r"elsewhere\.invalid"):
            gateway.send(gateway.prepare_create(desk.metadata, schema=desk.schema), CancelToken())
        assert desk.held() == []

    def test_silence_is_unknown_and_what_arrives_late_is_found(self, desk: Desk) -> None:
        gateway = desk.open(read_timeout=0.3)
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        desk.fail_next("delay", seconds=0.5)
        with pytest.raises(OutcomeUnknown):
            gateway.send(prepared, CancelToken())
        patient, deadline = desk.open(), time.monotonic() + 10
        while (found := self._found(patient, prepared)) is None and time.monotonic() < deadline:
            pass
        assert found is not None and [pid for pid, _ in desk.held()] == [found.pid]

    def test_cancelling_during_the_call_returns_at_once_and_is_unknown(self, desk: Desk) -> None:
        gateway, cancel = desk.open(), CancelToken()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        desk.fail_next("delay", seconds=5)
        threading.Timer(0.3, cancel.cancel).start()
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            gateway.send(prepared, cancel)
        assert time.monotonic() - started < 1.3

    def test_cancelling_before_the_call_sends_nothing(self, desk: Desk) -> None:
        gateway, cancel = desk.open(), CancelToken()
        cancel.cancel()
        for call in (
            lambda: gateway.send(gateway.prepare_create(desk.metadata, schema=desk.schema), cancel),
            lambda: list(gateway.list_datasets(cancel)),
            lambda: list(gateway.test_sign_in(cancel)),
            lambda: gateway.find_by_pid("x", cancel),
        ):
            with pytest.raises(Cancelled):
                call()
        assert desk.held() == []

    def test_too_many_calls_are_said_so(self, desk: Desk) -> None:
        gateway = desk.open()
        desk.limit_rate()
        with pytest.raises(Refused) as caught:
            gateway.send(gateway.prepare_create(desk.metadata, schema=desk.schema), CancelToken())
        assert "too many" in caught.value.what and "Wait" in caught.value.todo and caught.value.way_out == "retry"

    def test_all_datasets_are_listed_once_over_all_pages(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        gateway = desk.open()
        before = {remote.dataset_id for remote in gateway.list_datasets(CancelToken())}
        made = {self._made(desk, gateway, number).dataset_id for number in range(5)}
        desk.small_pages(monkeypatch)
        listed = list(gateway.list_datasets(CancelToken()))
        assert sorted(remote.dataset_id for remote in listed) == sorted(before | made)
        ours = [remote for remote in listed if remote.dataset_id in made]
        assert {remote.pid for remote in ours} == {pid for pid, _ in desk.held()}
        assert all(remote.title and remote.status == self.status for remote in ours)
        assert all(remote.changed for remote in ours) or not self.shows_changed
        for remote in ours if self.shows_pids else ():
            found = gateway.find_by_pid(remote.pid, CancelToken())
            assert found is not None and replace(found, extra={}) == replace(remote, extra={})

    def test_what_was_never_sent_is_not_found(self, desk: Desk) -> None:
        assert self._by_pid(desk.open(), "00000000-0000-4000-8000-000000000000") is None

    @pytest.mark.parametrize("kind", ["html", "http500", "half", "redirect", "reset-before"])
    def test_a_list_that_cannot_be_read_concludes_nothing(self, desk: Desk, kind: str) -> None:
        gateway = desk.open(retries=0)
        desk.fail_next(kind, any_method=True)
        with pytest.raises(GatewayProblem):
            gateway.find_by_pid("00000000-0000-4000-8000-000000000000", CancelToken())

    def test_a_gateway_that_is_away_has_received_nothing(self, desk: Desk) -> None:
        gateway = desk.open()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        self.switch_off(desk)
        with pytest.raises(Unreachable):
            gateway.send(prepared, CancelToken())

    def switch_off(self, desk: Desk) -> None:
        """Stops the gateway."""
        raise NotImplementedError

    def test_no_secret_shows_anywhere(self, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
        texts = []
        with caplog.at_level(logging.DEBUG):
            gateway = desk.open(retries=0)
            texts.append(repr(gateway))
            prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
            texts += [repr(prepared), prepared.body.decode()]
            for kind in ("html", "reset-after", "redirect", "http500"):
                desk.fail_next(kind)
                try:
                    gateway.send(prepared, CancelToken())
                except GatewayDeskError as error:
                    texts += ["".join(traceback.format_exception(error)), repr(vars(error))]
        texts.append(caplog.text)
        for secret in desk.secrets.values():
            assert not any(secret in text for text in texts)

    def test_what_was_looked_at_is_shown_with_whether_it_holds_the_same(self, desk: Desk) -> None:
        gateway, seen = desk.open(), list[Remote]()
        prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
        created = self._sent(gateway, prepared)
        assert self._by_pid(gateway, "00000000-0000-4000-8000-000000000000", seen) is None
        assert {remote.dataset_id for remote in seen} >= {created.dataset_id}
        same = {remote.dataset_id: gateway.same_content(remote, prepared.body, CancelToken()) for remote in seen}
        assert [at for at, it_is in same.items() if it_is] == [created.dataset_id]
        other = gateway.prepare_create(desk.refused_metadata()[0], schema=desk.schema)
        mine = next(remote for remote in seen if remote.dataset_id == created.dataset_id)
        assert gateway.same_content(mine, other.body, CancelToken()) is False

    def test_whether_it_can_be_reached_is_found_out_without_changing_anything(self, desk: Desk) -> None:
        gateway = desk.open()
        gateway.reach(CancelToken())
        desk.fail_next("reset-before", any_method=True)
        gateway.reach(CancelToken())  # a safe call is repeated
        for _ in range(3):
            desk.fail_next("html", any_method=True)
        with pytest.raises(Unreachable, match="not as a gateway does"):
            gateway.reach(CancelToken())
        desk.limit_rate()
        with pytest.raises(Refused) as caught:
            gateway.reach(CancelToken())
        assert self._pauses(caught.value)
        assert desk.held() == []

    # what is done to a dataset that is there

    def test_every_action_is_offered_once_or_said_why_not(self, desk: Desk) -> None:
        gateway = desk.open()
        for status in ("active", "draft", "archived", "deleted", "something new"):
            remote = Remote("1", "p", "Title", status, status.upper())
            offers = gateway.offers(remote)
            assert [one.action for one in offers] == [one.action for one in gateway.offers()] == list(get_args(Action))
            assert all(one.why.endswith(".") and len(one.why.split()) > 3 for one in offers)
            for offer in offers:
                if offer.action in ("create", "update", "test"):
                    continue
                if offer.offered:
                    prepared = gateway.prepare_status(remote, offer.action)
                    assert (prepared.action, prepared.dataset_id) == (offer.action, "1")
                    assert prepared.consequences == (offer.why,)
                else:
                    with pytest.raises(GatewayProblem) as caught:
                        gateway.prepare_status(remote, offer.action)
                    assert offer.why in caught.value.what

    def test_what_is_fetched_is_what_was_written(self, desk: Desk) -> None:
        gateway = desk.open()
        made = self._made(desk, gateway)
        pulled = gateway.fetch(made.dataset_id, CancelToken())
        assert pulled.original and pulled.metadata == desk.metadata and pulled.lost == ()
        listed = next(one for one in gateway.list_datasets(CancelToken()) if one.dataset_id == made.dataset_id)
        assert replace(pulled.remote, extra={}) == replace(listed, extra={})

    def test_the_mark_changes_with_the_metadata_and_with_nothing_else(self, desk: Desk) -> None:
        gateway = desk.open()
        made = self._made(desk, gateway)
        first = gateway.fetch(made.dataset_id, CancelToken())
        if self.aside is not None:
            self._sent(gateway, gateway.prepare_status(first.remote, self.aside[0]))
            moved = gateway.fetch(made.dataset_id, CancelToken())
            assert moved.mark == first.mark and moved.remote.status == self.aside[1]
        desk.edit_elsewhere(made.dataset_id, _retitled(desk.metadata, "Edited elsewhere"))
        edited = gateway.fetch(made.dataset_id, CancelToken())
        assert edited.mark != first.mark and edited.remote.title == "Edited elsewhere"
        desk.edit_elsewhere(made.dataset_id, desk.metadata)
        assert gateway.fetch(made.dataset_id, CancelToken()).mark == first.mark

    def test_what_is_not_there_cannot_be_fetched(self, desk: Desk) -> None:
        with pytest.raises(Refused) as caught:
            desk.open().fetch("987654", CancelToken())
        assert caught.value.what and caught.value.todo

    @pytest.mark.parametrize("kind", ["html", "http500", "half", "redirect"])
    def test_one_that_cannot_be_read_is_a_problem_in_words(self, desk: Desk, kind: str) -> None:
        gateway = desk.open(retries=0)
        made = self._made(desk, gateway)
        desk.fail_next(kind, any_method=True)
        with pytest.raises(GatewayProblem):
            gateway.fetch(made.dataset_id, CancelToken())

    def test_datasets_are_counted_by_status(self, desk: Desk) -> None:
        gateway = desk.open()
        before = dict(gateway.count_by_status(CancelToken()))
        made = self._made(desk, gateway)
        self._made(desk, gateway, 1)
        action, status = self.aside or ("delete", "")
        self._sent(gateway, gateway.prepare_status(made, action))
        after = gateway.count_by_status(CancelToken())
        assert set(before) >= {"active", "draft", "archived"}
        moved = {status: before[status] + 1} if status else {}
        assert after == {**before, self.status: before[self.status] + 1, **moved}

    def test_an_update_replaces_the_metadata_and_nothing_else(self, desk: Desk) -> None:
        gateway = desk.open()
        made = self._made(desk, gateway)
        changed = _retitled(desk.metadata, "Another title")
        prepared = gateway.prepare_update(made.dataset_id, changed, schema=desk.schema, status=self.status)
        assert desk.standing(made.dataset_id) == (self.status, desk.metadata), "preparing sends nothing"
        assert (prepared.action, prepared.dataset_id) == ("update", made.dataset_id)
        assert prepared.pid == made.pid or not self.shows_pids
        assert prepared.base_mark == gateway.fetch(made.dataset_id, CancelToken()).mark
        assert prepared.consequences and not gateway.done(prepared, CancelToken())
        assert self._sent(gateway, prepared).dataset_id == made.dataset_id
        assert desk.standing(made.dataset_id) == (self.status, changed) and len(desk.held()) == 1
        assert gateway.done(prepared, CancelToken()) is True
        assert gateway.fetch(made.dataset_id, CancelToken()).metadata == changed

    def test_an_update_that_is_refused_names_the_place_and_changes_nothing(self, desk: Desk) -> None:
        gateway = desk.open()
        made = self._made(desk, gateway)
        metadata, place = desk.refused_metadata()
        prepared = gateway.prepare_update(made.dataset_id, metadata, schema=desk.schema, status=self.status)
        with pytest.raises(Refused) as caught:
            gateway.send(prepared, CancelToken())
        assert [detail["pointer"] for detail in caught.value.details] == [place]
        assert desk.standing(made.dataset_id) == (self.status, desk.metadata)

    @pytest.mark.parametrize("kind", ["html", "http500", "reset-before", "html-after", "reset-after", "half"])
    @pytest.mark.parametrize("what", ["update", "aside", "delete"])
    def test_after_silence_it_is_told_whether_it_has_happened(self, desk: Desk, kind: str, what: str) -> None:
        gateway = desk.open()
        if kind == "half" and what in self.silent:
            return
        made = self._made(desk, gateway)
        changed = _retitled(desk.metadata, "Another title")
        prepared = (
            gateway.prepare_update(made.dataset_id, changed, schema=desk.schema, status=self.status)
            if what == "update"
            else gateway.prepare_status(made, self.aside[0] if what == "aside" and self.aside else "delete")
        )
        desk.fail_next(kind)
        with pytest.raises(OutcomeUnknown):
            gateway.send(prepared, CancelToken())
        happened = desk.standing(made.dataset_id) != (self.status, desk.metadata)
        assert happened == (kind in ("html-after", "reset-after", "half"))
        assert gateway.done(prepared, CancelToken()) is happened

    def test_an_update_that_somebody_else_has_overtaken_cannot_be_told(self, desk: Desk) -> None:
        gateway = desk.open()
        made = self._made(desk, gateway)
        changed = _retitled(desk.metadata, "Another title")
        prepared = gateway.prepare_update(made.dataset_id, changed, schema=desk.schema, status=self.status)
        desk.edit_elsewhere(made.dataset_id, _retitled(desk.metadata, "Edited elsewhere"))
        assert gateway.done(prepared, CancelToken()) is None

    def test_each_change_of_status_does_what_it_says(self, desk: Desk) -> None:
        gateway = desk.open()
        made = self._made(desk, gateway)
        for action, status in self.life:
            remote = gateway.fetch(made.dataset_id, CancelToken()).remote
            prepared = gateway.prepare_status(remote, action)
            assert gateway.done(prepared, CancelToken()) is False
            created = self._sent(gateway, prepared)
            assert (created.dataset_id, created.status, prepared.status) == (made.dataset_id, status, status)
            assert desk.standing(made.dataset_id) == (None if status == "deleted" else (status, desk.metadata))
            assert gateway.done(prepared, CancelToken()) is True

    def test_what_is_done_to_a_dataset_that_is_gone_is_refused(self, desk: Desk) -> None:
        gateway = desk.open()
        made = self._made(desk, gateway)
        prepared = gateway.prepare_update(made.dataset_id, desk.metadata, schema=desk.schema, status=self.status)
        gateway.send(gateway.prepare_status(made, "delete"), CancelToken())
        for again in (prepared, gateway.prepare_status(made, self.aside[0] if self.aside else "delete")):
            with pytest.raises(Refused):
                gateway.send(again, CancelToken())
        with pytest.raises(Refused):
            gateway.prepare_update(made.dataset_id, desk.metadata, schema=desk.schema)

    def test_a_test_keeps_nothing(self, desk: Desk) -> None:
        gateway = desk.open()
        offer = next(one for one in gateway.offers() if one.action == "test")
        if not offer.offered:
            with pytest.raises(GatewayProblem) as refused:
                gateway.prepare_test(desk.metadata, schema=desk.schema)
            assert refused.value.what and refused.value.todo
            return
        prepared = gateway.prepare_test(desk.metadata, schema=desk.schema)
        assert prepared.action == "test" and gateway.send(prepared, CancelToken()).dataset_id == ""
        with pytest.raises(Refused):
            gateway.send(gateway.prepare_test(desk.refused_metadata()[0], schema=desk.schema), CancelToken())
        for kind in ("html", "reset-after", "half"):
            desk.fail_next(kind)
            with pytest.raises((Refused, Unreachable)):
                gateway.send(prepared, CancelToken())
        assert desk.held() == []

    def test_too_many_calls_and_cancelling_are_the_same_for_every_action(self, desk: Desk) -> None:
        gateway, cancelled = desk.open(), CancelToken()
        made = self._made(desk, gateway)
        changed = _retitled(desk.metadata, "Another title")
        ready = [
            gateway.prepare_update(made.dataset_id, changed, schema=desk.schema, status=self.status),
            gateway.prepare_status(made, self.aside[0] if self.aside else "delete"),
        ]
        if next(one.offered for one in gateway.offers() if one.action == "test"):
            ready.append(gateway.prepare_test(desk.metadata, schema=desk.schema))
        cancelled.cancel()
        for prepared in ready:
            with pytest.raises(Cancelled):
                gateway.send(prepared, cancelled)
        for ask in (gateway.fetch, gateway.prepare_update):
            more = {"metadata": {}, "schema": desk.schema, "cancel": cancelled} if ask == gateway.prepare_update else {}
            with pytest.raises(Cancelled):
                ask(made.dataset_id, **more or {"cancel": cancelled})
        with pytest.raises(Cancelled):
            gateway.count_by_status(cancelled)
        desk.limit_rate()
        for prepared in ready:
            with pytest.raises(Refused, match="too many") as caught:
                gateway.send(prepared, CancelToken())
            assert self._pauses(caught.value)
        assert desk.standing(made.dataset_id) == (self.status, desk.metadata)

    def another(self, desk: Desk, number: int) -> Mapping[str, Any]:
        """Metadata for one more dataset."""
        return desk.metadata

    def _pauses(self, error: Refused) -> bool:
        return error.retry_after == self.pause if self.pause is not None else (error.retry_after or 0) > 0

    def _made(self, desk: Desk, gateway: Gateway, number: int = 0) -> Remote:
        metadata = self.another(desk, number) if number else desk.metadata
        prepared = gateway.prepare_create(metadata, schema=desk.schema, status=self.status)
        made = self._sent(gateway, prepared)
        return Remote(made.dataset_id, prepared.pid, "Title", self.status, self.status.upper())

    def _sent(self, gateway: Gateway, prepared: Prepared) -> Created:
        """Sends it, and does or awaits what is left to do then; the status is the one after that."""
        created = gateway.send(prepared, CancelToken())
        job, deadline = created.job, time.monotonic() + 10
        while job is not None and not job.finished:
            assert time.monotonic() < deadline, job
            job = gateway.go_on(job, lambda _: None, CancelToken()) if job.ours else gateway.look(job, CancelToken())
        if created.job is None:
            return created
        return replace(created, status=gateway.fetch(created.dataset_id, CancelToken()).remote.status)

    def _found(self, gateway: Gateway, prepared: Prepared) -> Remote | None:
        """What was sent, by our own ID or else by its content."""
        seen: list[Remote] = []
        found = self._by_pid(gateway, prepared.pid, seen)
        if self.shows_pids:
            return found
        return next((one for one in seen if gateway.same_content(one, prepared.body, CancelToken())), None)

    def _by_pid(self, gateway: Gateway, pid: str, seen: list[Remote] | None = None) -> Remote | None:
        """Looks for an ID; where the gateway shows none, it has to say so rather than that there is none."""
        look = (seen if seen is not None else []).append
        try:
            return gateway.find_by_pid(pid, CancelToken(), look)
        except PidsNotShown:
            assert not self.shows_pids
            return None


def _retitled(metadata: Mapping[str, Any], title: str) -> dict[str, Any]:
    if "summary" not in metadata:
        return {**metadata, "name" if "name" in metadata else "title": title}
    return {**metadata, "summary": {**metadata["summary"], "title": title}}
