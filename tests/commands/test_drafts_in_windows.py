"""Commands on a draft that a window has open: nothing is taken away from under it unless that is said."""

from __future__ import annotations

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.store import Store


def test_a_draft_that_a_window_has_open_is_removed_only_by_force(capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open() as store:
        draft = store.drafts.create({}, schema="HDRUK/4.0.0", title="Heights").id
        store.opened.claim(draft, "a window")
        assert main(["drafts", "remove", draft]) == 2
        told = capsys.readouterr().err
        assert "The draft “Heights” is open in another window. Close it there first" in told
        assert [row.id for row in store.drafts.rows()] == [draft]
        assert main(["drafts", "export", draft]) == 0  # reading disturbs nobody
        assert main(["drafts", "remove", draft, "--force"]) == 0
        assert store.drafts.rows() == []


def test_a_draft_whose_window_has_gone_is_removed_without_more(capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open() as store:
        draft = store.drafts.create({}, schema="HDRUK/4.0.0", title="Heights").id
        store.opened.claim(draft, "a window")
        with store.database.write() as connection:
            connection.execute("UPDATE opened SET owner = '4194999 1.0'")
        assert main(["drafts", "remove", draft]) == 0
    assert capsys.readouterr().err == ""
