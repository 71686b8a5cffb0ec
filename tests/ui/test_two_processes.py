"""Two windows in two processes: one is killed, one hangs, both want the same draft."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from gatewaydesk.store import Store
from tests.soak.two_windows import Window, fight, held, new_draft

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")


@pytest.fixture
def opened() -> Iterator[Store]:
    with Store.open() as store:
        yield store


def test_a_window_that_was_killed_leaves_its_draft_to_the_next_without_a_question(opened: Store, home: Path) -> None:
    draft = new_draft(opened)
    one = Window(home)
    one.ask("open", draft=draft, way="write")
    one.until(lambda state: bool(state["writes"]))
    assert one.type("before")
    one.until(lambda state: bool(state["saved"]))
    other = Window(home)
    # The program takes up where it was left, and the first window still has that.
    state = other.until(lambda state: bool(state["draft"]))
    assert not state["writes"] and state["dialogs"] == []
    assert state["bar"].startswith("Read only: open in another window since ")
    other.ask("open", draft=draft, way="write")  # it is open here, if only to be read: nothing is asked
    one.kill()
    state = other.until(lambda state: "no other window" in str(state["bar"]))
    assert other.writes(draft) and other.type("after")
    other.until(lambda state: bool(state["saved"]))
    other.close()
    assert held(opened)[draft] == {"Begins.", "before", "after"}


def test_a_window_ends_with_whoever_asked_for_it(home: Path) -> None:
    window = Window(home)
    window.process.stdin.close()  # as when that one is killed
    assert window.process.wait(20) == 1
    window.kill()


def test_two_windows_that_fight_over_a_draft_lose_no_word(home: Path) -> None:
    found = fight(home, 3, random.Random(3))
    assert found["takes"] == 3 and found["words"] >= 3
    assert found["lost"] == [] and found["questions"] == 0
    assert found["copies"] <= found["hangs"]
