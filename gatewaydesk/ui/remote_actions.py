"""The actions that are about a dataset on the gateway: their rows for the table, and when they can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gatewaydesk.gateways.base import Action
from gatewaydesk.ui import asking

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow

Rule = Callable[["MainWindow"], bool]
Do = Callable[["MainWindow"], object]
Told = Callable[["MainWindow"], str]
_DELETE = ("De&lete draft", "De&lete from the gateway…")


def _status(action: Action) -> tuple[Do, Rule, Told, Told]:
    return (
        lambda window: window.remoting.deeds.ask_status(action),
        lambda window: window.remoting.may(action),
        lambda window: window.remoting.why(action),
        lambda window: window.remoting.called(action),
    )


def _row(action: Action, text: str, tip: str, short: str) -> tuple[str, str, Do, Rule, str, str, Told, Told]:
    do, rule, told, called = _status(action)
    return action, text, do, rule, tip, short, told, called


ROWS: tuple[tuple[str, str, Do, Rule, str, str, Told, Told], ...] = (
    (
        "pull",
        "Pu&ll from the gateway…",
        lambda window: window.remoting.deeds.ask_pull(),
        lambda window: window.remoting.deeds.may_pull,
        "Fetch what the gateway holds of this dataset as a draft",
        "Pull…",
        lambda window: "",
        lambda window: "",
    ),
    (
        "update",
        "&Update on the gateway…",
        lambda window: window.remoting.updates.ask(window.remoting.current),
        lambda window: window.remoting.updates.may(window.remoting.current),
        "Send this draft as an update of the dataset that it belongs to",
        "Update…",
        lambda window: window.remoting.why("update") if window.page == "datasets" else "",
        lambda window: "",
    ),
    _row("publish", "Pu&blish on the gateway…", "Make a draft on the gateway visible to everybody", "Publish…"),
    _row("to-draft", "Make it a &draft on the gateway…", "Nobody else sees it any more", "Make it a draft…"),
    _row("archive", "Arch&ive on the gateway…", "Take it off the gateway's pages; it can be restored", "Archive…"),
    _row("unarchive", "Restore &from the archive…", "Take it out of the gateway's archive", "Restore…"),
)
"""Id, text, what is done, when, tip, text on a button, what will happen, and its name there, of each action."""


def delete(window: MainWindow) -> None:
    """Deletes what the page shows: the selected dataset from the gateway, after asking; else a draft."""
    if window.page == "datasets":
        window.remoting.deeds.ask_status("delete")
    else:
        asking.delete(window)


def may_delete(window: MainWindow, may_delete_draft: Rule) -> bool:
    """Whether there is something to delete."""
    return window.remoting.may("delete") if window.page == "datasets" else may_delete_draft(window)


def delete_named(window: MainWindow) -> str:
    """What the action is called: it must be plain that it is not a draft that goes."""
    return _DELETE[window.page == "datasets"]
