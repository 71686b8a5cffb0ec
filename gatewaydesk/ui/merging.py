"""Comparing the open draft with something else, and bringing it together with a gateway's copy, in a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from gatewaydesk.connection import Connection
from gatewaydesk.document.disk import SIZE_MOST
from gatewaydesk.document.edits import Change
from gatewaydesk.document.filed import open_file
from gatewaydesk.document.steps import Kind
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.pointer import ABSENT
from gatewaydesk.ui.dialogs.merge_sides import Headings, Sides, Versions
from gatewaydesk.ui.showing import while_unchanged
from gatewaydesk.ui.wording import count

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.services.merging import Grown
    from gatewaydesk.services.standing import Standing
    from gatewaydesk.ui.dialogs.compare import CompareDialog, Other
    from gatewaydesk.ui.dialogs.merge import MergeDialog
    from gatewaydesk.ui.dialogs.refusal import Ways, WaysOf
    from gatewaydesk.ui.main_window import MainWindow

_STEP = "bring together with "
_STEPS = (_STEP, "pull from ")  # after which a draft counts as grown from what a gateway holds
_SINCE = "Before"
_UNKNOWN = "It is not known what both grew from, so wherever they differ, you decide."


class Bringing(QObject):
    """What the window does about versions that have grown apart.

    Once a draft holds what a gateway's copy holds, it counts as grown from that copy. When the step that did so is
    undone, it does not any more: otherwise the work of others, which the draft no longer holds, would be overwritten
    by the next update without a word.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before: dict[tuple[str, str], tuple[Grown, Grown]] = {}  # by draft and label: before the step, and after
        self._to_keep: list[Grown] = []
        self._unlisten: Callable[[], None] | None = None
        window.desk.opened.connect(self._follow)
        window.desk.closed.connect(self._follow)

    # Comparing

    def ask_compare(self) -> CompareDialog | None:
        """Asks what the open draft shall be compared with, and shows how they differ."""
        from gatewaydesk.ui.dialogs.compare import CompareDialog

        window, model = self._window, self._window.current_model
        if model is None:
            return None
        if not window.desk.may_go_on():
            return None
        dialog = CompareDialog(window.store, window.desk.draft_id, model.authoring.title, window.tasks, window)
        dialog.chosen.connect(self.compare)
        dialog.file_wanted.connect(self._ask_file)
        dialog.open()
        return dialog

    def compare(self, other: Other) -> MergeDialog | None:
        """Shows how the open draft differs from a gateway's copy, a version or another draft."""
        authoring = self._authoring
        if authoring is None:
            return None
        reads = {"gateway": self._with_gateway, "version": self._with_version, "draft": self._with_draft}
        return reads[other.kind](authoring, other)

    def compare_file(self, path: Path) -> MergeDialog | None:
        """Shows how the open draft differs from a file."""
        authoring = self._authoring
        if authoring is None:
            return None

        def read(token: CancelToken) -> Versions:
            return Versions(ABSENT, open_file(path, last_wins=True, size_limit=SIZE_MOST, check=token.check).value)

        return self._show(authoring, _looking(f"“{path.name}”", "In the file", path.name), read)

    @property
    def _authoring(self) -> Authoring | None:
        model = self._window.current_model
        return model.authoring if model is not None else None

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, "Compare with a file", "", "JSON metadata (*.json)")
        if name:
            self.compare_file(Path(name))

    def _with_version(self, authoring: Authoring, other: Other) -> MergeDialog:
        store, mine = self._window.store, authoring.schema.name

        def read(_: CancelToken) -> Versions:
            version, value = store.versions.load(other.id)
            return Versions(ABSENT, value, _other_schema(version.schema, mine))

        return self._show(authoring, _looking(f"“{other.name}”", "In that version", other.name), read)

    def _with_draft(self, authoring: Authoring, other: Other) -> MergeDialog:
        store, mine = self._window.store, authoring.schema.name

        def read(_: CancelToken) -> Versions:
            draft = store.drafts.load(other.id)
            return Versions(ABSENT, draft.value, _other_schema(draft.schema, mine))

        return self._show(authoring, _looking(f"“{other.name}”", "In the other draft", other.name), read)

    def _with_gateway(self, authoring: Authoring, other: Other) -> MergeDialog:
        window, draft_id = self._window, self._window.desk.draft_id

        def connection() -> Connection:
            """As it is now: perhaps it was mended meanwhile."""
            return next(one for one in window.connecting.connections if one.name == other.where)

        found: list[Standing] = []

        def read(token: CancelToken) -> Versions:
            from gatewaydesk.services.standing import stand

            standing = stand(
                window.store,
                window.remoting.open_gateway(connection()),
                authoring.schema,
                authoring.document.value,
                dataset_id=other.id,
                draft_id=draft_id,
                cancel=token,
            )
            found[:] = [standing]
            return _versions(standing)

        def merged(_: int) -> None:
            self._hold(authoring, found[0], draft_id, lambda: None)

        def ways(error: BaseException, again: Callable[[], object]) -> Ways:
            return window.sending.ways_out(connection(), error, retry=again)

        dialog = self._show(authoring, _bringing(other.where, known=True), read, ways)
        dialog.merged.connect(merged)
        return dialog

    # Bringing together

    def merge(self, authoring: Authoring, standing: Standing, then: Callable[[], object]) -> None:
        """Brings the open draft together with a gateway's copy; then goes on.

        Args:
            authoring: the open draft.
            standing: how it stands to that copy.
            then: what comes afterwards: sending it.
        """
        draft_id = self._window.desk.draft_id
        known = standing.base is not ABSENT
        dialog = self._show(authoring, _bringing(standing.gateway, known=known), lambda _: _versions(standing))
        dialog.merged.connect(lambda _: self._hold(authoring, standing, draft_id, then))

    def _show(
        self,
        authoring: Authoring,
        sides: Sides,
        read: Callable[[CancelToken], Versions],
        ways: WaysOf = lambda error, again: {"retry": again},
    ) -> MergeDialog:
        from gatewaydesk.ui.dialogs.merge import MergeDialog

        window = self._window
        if window.current_model is not None:
            window.current_model.commit_pending()
        dialog = MergeDialog(sides, read, authoring, list(window.desk.sections), window.tasks, window, ways)
        dialog.merged.connect(lambda changes: self._merged(sides, changes))
        dialog.open()
        return dialog

    def _merged(self, sides: Sides, changes: int) -> None:
        self._window.show_form()
        if changes:
            words = f"{sides.done}: {count(changes, 'change')}. Undo takes that back."
            self._window.say(words, "done", 15, holds=while_unchanged(self._window))
        else:
            self._window.say(f"{sides.done}: your draft holds all of it already.", seconds=10)

    # What the draft grew from

    def _hold(self, authoring: Authoring, standing: Standing, draft_id: str, then: Callable[[], object]) -> None:
        """Remembers that the draft holds what the gateway's copy holds, and goes on when that is written down."""
        from gatewaydesk.services.merging import grown, grown_from, keep_grown

        store, label = self._window.store, _STEP + standing.gateway
        after = grown_from(standing, draft_id, authoring.schema.name)

        def work(_: CancelToken) -> Grown:
            before = grown(store, draft_id, standing.gateway, after.dataset_id)
            keep_grown(store, after)
            return before

        def kept(before: Grown) -> None:
            self._before[draft_id, label] = (before, after)
            then()

        self._window.tasks.run(work, kept, lambda _: then(), self)

    def _follow(self) -> None:
        """Another draft is open: its steps are followed from now on."""
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None
        authoring, draft_id = self._authoring, self._window.desk.draft_id
        if authoring is not None:
            self._unlisten = authoring.document.record(lambda kind, change: self._stepped(draft_id, kind, change))

    def _stepped(self, draft_id: str, kind: Kind, change: Change) -> None:
        step = next((one for one in _STEPS if change.label.startswith(one)), "")
        if not step or kind not in (Kind.UNDO, Kind.REDO, Kind.WITHDRAW):
            return
        from gatewaydesk.services.merging import Grown

        before, after = self._before.get((draft_id, change.label), (None, None))
        if kind is not Kind.REDO:  # of a step of an earlier session, what was before it is no longer known
            self._keep(before or Grown(draft_id, change.label.removeprefix(step), "", None))
        elif after is not None:
            self._keep(after)

    def _keep(self, what: Grown) -> None:
        """Writes down what a draft grew from, one after the other."""
        self._to_keep.append(what)
        if len(self._to_keep) == 1:
            self._keep_next()

    def _keep_next(self) -> None:
        from gatewaydesk.services.merging import keep_grown

        what = self._to_keep[0]

        def over(_: object) -> None:
            self._to_keep.pop(0)
            if self._to_keep:
                self._keep_next()

        self._window.tasks.run(lambda _: keep_grown(self._window.store, what), over, over, self)


def ask_compare(window: MainWindow) -> CompareDialog | None:
    """The action `compare`."""
    return window.bringing.ask_compare()


def _versions(standing: Standing) -> Versions:
    pulled = standing.pulled
    remarks = [] if standing.base is not ABSENT else [_UNKNOWN]
    if not pulled.original:
        remarks.append("The gateway keeps only its own translation of it, so more may differ than anybody has changed.")
    return Versions(standing.base, pulled.metadata, (*remarks, *pulled.lost))


def _other_schema(schema: str, mine: str) -> tuple[str, ...]:
    if schema == mine:
        return ()
    return (f"It was written for {schema}, and your draft follows {mine}: what they have in common can be taken over.",)


def _looking(what: str, heading: str, name: str) -> Sides:
    return Sides(
        f"Your draft and {what}",
        "Where they differ, your draft stays as it is unless you take over what the other one says.",
        Headings(theirs=heading),
        accept="Change the draft",
        step=f"take over from “{name}”",
        done=f"Took over from “{name}”",
        keep_mine=True,
    )


def _bringing(gateway: str, *, known: bool) -> Sides:
    return Sides(
        f"Your draft and the copy on {gateway}",
        "What only one of the two has changed is taken over. Where both have changed the same, you decide.",
        Headings(theirs=f"On {gateway}", base=_SINCE if known else ""),
        step=_STEP + gateway,
        done=f"Brought together with {gateway}",
    )
