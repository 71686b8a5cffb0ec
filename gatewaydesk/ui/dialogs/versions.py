"""The dialog of a draft's versions and history: name one, compare it with now, go back to it, take it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from gatewaydesk.document import jsonio
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.fields import Field
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.comparing import Comparison, compare
from gatewaydesk.services.going_back import WayBack, way_back
from gatewaydesk.services.timeline import Moment, timeline
from gatewaydesk.services.versions import called
from gatewaydesk.store import Store, Version
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import ask_text, ask_then
from gatewaydesk.ui.dialogs.timeline import timeline_picks
from gatewaydesk.ui.dialogs.version_page import VersionPage
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.pick_list import PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence


@dataclass(frozen=True)
class Present:
    """A draft as it is now: its value, and the field of the whole document."""

    value: Any
    root: Field


class VersionsDialog(WorkingSheet):
    """`dialog.versions`, with the page of versions and, behind the other tab, the list `timeline`.

    While it is open, nothing else changes the draft: it stands in front of the window that writes it.

    Signals:
        went_back(WayBack): the draft is as it was then.
        open_wanted(object, str): a value, and the schema by which it should be opened as a new draft.
        exported(Path): a version was written to a file.
        go_to(object): the pointer of a place that should be shown.
    """

    went_back = Signal(object)
    open_wanted = Signal(object, str)
    exported = Signal(object)
    go_to = Signal(object)

    def __init__(
        self,
        store: Store,
        tasks: Tasks,
        draft_id: str,
        title: str,
        present: Callable[[], Present],
        bring_up: Callable[[Callable[[Authoring | None], object]], object],
        parent: QWidget | None = None,
        *,
        may_change: bool = True,
    ) -> None:
        """Args:
        store: the versions.
        tasks: the door to the background.
        draft_id: of the draft.
        title: what the draft is called.
        present: reads the draft as it is now; called in the background.
        bring_up: opens the draft if it is not open, and then hands over what is being written here, or None where
            it is not.
        parent: the window.
        may_change: the draft may be taken back; otherwise versions can only be read and taken elsewhere.
        """
        super().__init__(
            "versions",
            f"Versions and history of “{title}”",
            tasks,
            parent,
            accept="Go back to this version",
            reject="Close",
        )
        self._store, self._tasks, self._draft = store, tasks, draft_id
        self._present, self._bring_up, self._may_change = present, bring_up, may_change
        self._asked = 0
        self.page = VersionPage(tasks, self)
        self.page.picked.connect(self._compare)
        self.page.keep_wanted.connect(self.keep)
        self.page.wanted.connect(self._do_with_current)
        self.page.comparison.go_to.connect(self._go_to)
        self.timeline = PickList("timeline", "What was changed when", self, keys_pick=False)
        self.timeline.setFrameShape(PickList.Shape.StyledPanel)
        self.timeline.entered.connect(self._show_version)
        second = QWidget(self)
        column = QVBoxLayout(second)
        column.setContentsMargins(0, 3 * theme.SPACE, 0, 0)
        column.addWidget(self.timeline)
        self.tabs = self.add(QTabWidget(self), 1)
        self.tabs.setObjectName("versions.tabs")
        self.tabs.setAccessibleName("Versions and history")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.page, "Versions")
        self.tabs.addTab(second, "What changed when")
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.add(self.waiting)
        for button in (self.accept_button, self.reject_button):
            if button is not None:  # Enter in the field for a name keeps a version, and nothing else: see its page
                button.setDefault(False)
                button.setAutoDefault(False)
        self.fit(920, 640)
        self.read()

    # Reading

    def read(self, pick: str = "") -> None:
        """Reads versions and timeline again; `pick` is the version to be picked."""
        self._asked += 1
        mine = self._asked

        def work(_: CancelToken) -> tuple[list[Version], list[Moment]]:
            return self._store.versions.rows(self._draft), timeline(self._store, self._draft)

        def done(found: tuple[list[Version], list[Moment]]) -> None:
            if mine == self._asked:
                self._show(*found, pick)

        self._tasks.run(work, done, self._failed, self)

    def _show(self, versions: list[Version], moments: list[Moment], pick: str) -> None:
        self.timeline.show_picks(timeline_picks(moments))
        self.page.show_versions(versions, pick)

    def _compare(self) -> None:
        """Compares the picked version with the draft as it is now, in the background."""
        version = self.page.current
        self.refresh()
        if version is None:
            self.page.comparison.clear()
            return

        def read(token: CancelToken) -> Comparison:
            then, now = self._store.versions.load(version.id)[1], self._present()
            return compare(now.root, then, now.value, token.check)

        self.page.comparison.compare(called(version), read)

    def refresh(self) -> None:
        """Sets what can be done now."""
        free = not self.waiting.busy
        self.page.set_free(free)
        if self.accept_button is not None:
            self.accept_button.setVisible(self.tabs.currentIndex() == 0)
            self.accept_button.setEnabled(self.page.current is not None and free and self._may_change)
            self.accept_button.setToolTip(
                "" if self._may_change else "The draft is open somewhere else: take it over to change it."
            )

    def _show_version(self, key: Any) -> None:
        """A version was chosen in the timeline."""
        if self.page.rows.picks_model.row_of(key) >= 0:
            self.tabs.setCurrentIndex(0)
            self.page.rows.mark(key)
            self._compare()

    # Doing

    def keep(self, name: str) -> None:
        """Keeps the draft as it is now, by that name."""

        def work(_: CancelToken) -> Version | None:
            return self._store.versions.keep(self._draft, self._present().value, why="named", name=name)

        def done(made: Version | None) -> None:
            self.page.name.clear()
            self.waiting.say(f"Kept as “{name}”.", "done")
            self.read(made.id if made is not None else "")

        self.waiting.run("Keeping it…", work, done)

    def finish(self) -> None:
        """Goes back to the picked version, as one step that undo takes back."""
        version = self.page.current
        if version is not None and self._may_change and not self.waiting.busy:
            self._bring_up(lambda authoring: self._go_back(version, authoring))

    def _go_back(self, version: Version, authoring: Authoring | None) -> None:
        if authoring is None:
            self.waiting.say("The draft could not be opened here, so nothing was changed.", "wrong")
            return

        self.waiting.run(
            f"Going back to “{called(version)}”…",
            lambda _: way_back(self._store, self._draft, version.id, authoring),
            lambda way: self._bring_up(lambda now: self._went_back(way, now if now is authoring else None)),
        )

    def _went_back(self, way: WayBack, authoring: Authoring | None) -> None:
        if authoring is None or authoring.document.revision != way.revision:
            self.waiting.say("The draft was changed meanwhile; nothing else was done. Try again.", "wrong")
            return
        authoring.end_merge()
        authoring.apply(way.edits, way.label)
        self.accept()
        self.went_back.emit(way)

    def _do_with_current(self, what: str) -> None:
        does = {"open": self._open, "export": self._ask_where, "rename": self._ask_name, "delete": self._ask_delete}
        version = self.page.current
        if version is not None:
            does[what](version)

    def _open(self, version: Version) -> None:
        def done(value: Any) -> None:
            self.accept()
            self.open_wanted.emit(value, version.schema)

        self.waiting.run("Reading it…", lambda _: self._store.versions.load(version.id)[1], done)

    def _ask_where(self, version: Version) -> None:
        plain = "".join(mark if mark.isalnum() or mark in " -_" else " " for mark in called(version))
        start = Path.home() / f"{'-'.join(plain.split()) or 'version'}.json"
        name, _ = QFileDialog.getSaveFileName(self, "Export this version", str(start), "JSON metadata (*.json)")
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Writes the picked version to a file."""
        version = self.page.current
        if version is None:
            return

        def done(_: object) -> None:
            self.waiting.say(f"Saved to “{path}”.", "done")
            self.exported.emit(path)

        self.waiting.run(
            "Writing it…", lambda _: jsonio.write_file(path, self._store.versions.load(version.id)[1]), done
        )

    def _ask_name(self, version: Version) -> None:
        text = version.name if version.named else ""
        name = ask_text(self, "Name this version", "A version with a name stays until you delete it:", text)
        if name is not None:
            self._change("Naming it…", lambda: self._store.versions.rename(version.id, name), version.id)

    def _ask_delete(self, version: Version) -> None:
        ask_then(
            self,
            f"Delete the version “{called(version)}”?",
            "The draft stays as it is, but it cannot go back to this version any more. This cannot be undone.",
            "Delete it",
            lambda: self._change("Deleting it…", lambda: self._store.versions.delete(version.id), ""),
            "Keep it",
            name="delete-version",
        )

    def _change(self, words: str, do: Callable[[], object], pick: str) -> None:
        self.waiting.run(words, lambda _: do(), lambda _: self.read(pick), lambda _: self.read())

    def _go_to(self, pointer: Any) -> None:
        def leave(_: object) -> None:
            self.accept()
            self.go_to.emit(pointer)

        self._bring_up(leave)

    def _failed(self, error: BaseException) -> None:
        what, todo = sentence(error)
        self.waiting.say(f"{what} {todo}".strip(), "wrong")

    def done(self, result: int) -> None:
        self.page.comparison.clear()
        super().done(result)
