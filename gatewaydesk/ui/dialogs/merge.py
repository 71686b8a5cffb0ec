"""The dialog that brings two versions of a dataset together: what differs, what is taken, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gatewaydesk.document.edits import Edit
from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.pointer import ABSENT
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.comparing import Comparison, compare
from gatewaydesk.services.merging import Merging, Result
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.dialogs.comparison import ComparisonView
from gatewaydesk.ui.dialogs.merge_differences import MergeDifferences
from gatewaydesk.ui.dialogs.merge_sides import Sides, Versions
from gatewaydesk.ui.dialogs.refusal import WaysOf, WaysOut
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, sentence
from gatewaydesk.validation.listing import Part

_SETTLE = 200  # milliseconds after a choice until what comes of it is worked out
_MOST_PROBLEMS = 500  # that are listed; of more, nobody reads the rest here


@dataclass(frozen=True)
class _Found:
    """What was worked out about the choices of one moment."""

    generation: int
    result: Result
    changes: Comparison


class MergeDialog(WorkingSheet):
    """`dialog.merge`, with the words `merge.count`, and in its tabs where the versions differ (`MergeDifferences`), the
    table `merge.changes` of what the draft becomes, and the list `merge.problems`.

    The draft is changed only when it is accepted, in one step, and only if nobody has changed it meanwhile.

    Signals:
        merged(int): the draft holds what was brought together, by so many changes.
    """

    merged = Signal(int)

    def __init__(
        self,
        sides: Sides,
        read: Callable[[CancelToken], Versions],
        authoring: Authoring,
        parts: Sequence[Part],
        tasks: Tasks,
        parent: QWidget | None = None,
        ways: WaysOf = lambda error, again: {"retry": again},
    ) -> None:
        """Args:
        sides: how it is spoken of.
        read: reads the versions; called in the background.
        authoring: the draft.
        parts: the sections of its form.
        tasks: the door to the background.
        parent: the window.
        ways: what leads out of an error that happened while the versions were read.
        """
        super().__init__("merge", sides.title, tasks, parent, accept=sides.accept, reject="Cancel")
        self._sides, self._authoring, self._tasks = sides, authoring, tasks
        self._may_change = not authoring.document.locked
        self._revision = authoring.document.revision
        self._found: _Found | None = None
        self._token: CancelToken | None = None
        self._once_more = False  # something was chosen while it was worked out
        self._ways, self._read = ways, read
        self._trouble = ""
        self._over = False
        self.words = self.add(look.Text(sides.words, parent=self))
        self.words.setObjectName("merge.words")
        self.remarks = self.add(muted("", self))
        self.remarks.setObjectName("merge.remarks")
        self.remarks.hide()
        self.differences = MergeDifferences(sides, self, may_change=self._may_change)
        self.differences.chosen.connect(self._chosen)
        self.rows = self.differences.rows
        self.tabs = self.add(QTabWidget(self), 1)
        self.tabs.setObjectName("merge.tabs")
        self.tabs.setAccessibleName("Differences, and what comes of them")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.differences, "Differences")
        self.changes = ComparisonView("merge.changes", "What your draft becomes", self, ("Now", "Then"))
        self.tabs.addTab(_page(self.changes), "What your draft becomes")
        self.problems = PickList("merge.problems", "Problems of what comes of it", self)
        self.problems.setFrameShape(PickList.Shape.StyledPanel)
        self.tabs.addTab(_page(self.problems), "Problems")
        self.count = self.add(look.Text("", parent=self))
        self.count.setObjectName("merge.count")
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        self._later = QTimer(self, singleShot=True, interval=_SETTLE)
        self._later.timeout.connect(self._work_out)
        for keys in ("F8", "Alt+N"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.next_conflict)
        self.fit(1100, 740)
        self.refresh()
        self._begin(parts)

    def _begin(self, parts: Sequence[Part]) -> None:
        """Reads the versions, and finds out where they differ."""
        authoring, read = self._authoring, self._read
        self.ways.take_back()

        def work(token: CancelToken) -> tuple[Merging, Versions]:
            versions = read(token)
            token.check()
            return Merging(authoring.schema, versions.base, authoring.document.value, versions.theirs, parts), versions

        def failed(error: BaseException) -> None:
            self.refresh()
            if not isinstance(error, Cancelled):
                again = self._ways(error, lambda: self._begin(parts))
                self.ways.show_error(error, again, done=self.windowTitle())

        self.waiting.run("Comparing…", work, self._show, failed)

    def _show(self, read: tuple[Merging, Versions]) -> None:
        merging, versions = read
        self.remarks.setText("\n".join(versions.remarks))
        self.remarks.setVisible(bool(versions.remarks))
        self.differences.show_merging(merging, with_base=versions.base is not ABSENT)
        if not merging.decisions:
            self.words.setText("Both say the same: there is nothing to bring together.")
        self.refresh()
        self._work_out()

    def next_conflict(self) -> None:
        """Goes to the next conflict that nobody has decided."""
        self.tabs.setCurrentIndex(0)
        self.differences.next_conflict()

    def _chosen(self) -> None:
        self._later.start()
        self.refresh()

    # What comes of it

    def _work_out(self) -> None:
        """Works out in the background what comes of the choices as they are now; once more if others come meanwhile."""
        merging, chosen = self.rows.merging, dict(self.rows.chosen_sides)
        if merging is None or self._over:
            return
        if self._token is not None:
            self._once_more = True
            self._token.cancel()
            return
        root, picture, generation = self._authoring.root, snapshot(merging.mine), self.rows.generation

        def work(token: CancelToken) -> _Found:
            result = merging.result(chosen, token.check)
            return _Found(generation, result, compare(root, picture(), result.value, token.check))

        def done(found: _Found) -> None:
            self._token = None
            if not self._work_out_again():
                self._show_result(found)

        def failed(error: BaseException) -> None:
            self._token = None
            if not self._work_out_again() and not isinstance(error, Cancelled):
                self._trouble = " ".join(sentence(error)).strip()
                self.refresh()

        self._trouble = ""
        self._token = self._tasks.run(work, done, failed, self)
        self.refresh()

    def _work_out_again(self) -> bool:
        again, self._once_more = self._once_more, False
        if again:
            self._work_out()
        return again

    def _show_result(self, found: _Found) -> None:
        self._found = found
        self.changes.show_changed(found.changes.changed)
        problems = found.result.problems
        self.problems.show_picks(
            [
                Pick(at, one.said, one.severity, note=" › ".join(one.trail), spoken=" › ".join(one.trail))
                for at, one in enumerate(problems[:_MOST_PROBLEMS])
            ]
        )
        self.tabs.setTabText(1, f"What your draft becomes ({found.changes.count:,})")
        self.tabs.setTabText(2, f"Problems ({len(problems):,})")
        self.refresh()

    @property
    def _ready(self) -> bool:
        return self._found is not None and self._found.generation == self.rows.generation

    def refresh(self) -> None:
        """Says how far it is, and sets what can be done now."""
        merging, free = self.rows.merging, not self.waiting.busy and not self._over
        if merging is not None:
            self.tabs.setTabText(0, f"Differences ({len(merging.decisions):,})")
        self.count.setText(self._words_now())
        self.count.set_tone("wrong" if self._trouble else "")
        left = self.rows.open_conflicts
        self.differences.refresh(free=free)
        if self.accept_button is not None:
            nothing = self._ready and self._found is not None and not self._found.changes.count
            idle = self._sides.keep_mine and nothing
            self.accept_button.setEnabled(self._ready and not left and free and self._may_change and not idle)
            self.accept_button.setToolTip(self._why_not(left))

    def _why_not(self, left: int) -> str:
        if not self._may_change:
            return "The draft is open somewhere else: take it over to change it."
        return f"{count(left, 'conflict')} must be decided first." if left else ""

    def _words_now(self) -> str:
        merging = self.rows.merging
        if merging is None:
            return ""
        if self._trouble:
            return self._trouble
        told = []
        if merging.conflicts and not self._sides.keep_mine:
            left, whole = self.rows.open_conflicts, len(merging.conflicts)
            told.append(f"{left:,} of {count(whole, 'conflict')} still open" if left else "All conflicts are decided")
        elif not self._sides.keep_mine and merging.decisions:
            told.append("No conflicts")
        if not self._ready or self._found is None:
            return " · ".join((*told, "checking what comes of it…"))
        tally = self._found.result.tally
        changes = self._found.changes.count
        told.append(f"{count(changes, 'change')} to your draft" if changes else "your draft stays as it is")
        told += [f"{tally.wrong:,} wrong"] * bool(tally.wrong) + [f"{tally.empty:,} still empty"] * bool(tally.empty)
        if not tally.wrong and not tally.empty:
            told.append("no problems in what comes of it")
        return " · ".join(told)

    # Doing

    def finish(self) -> None:
        """Makes of the draft what was brought together, as one step that undo takes back."""
        merging, found = self.rows.merging, self._found
        usable = self.accept_button is not None and self.accept_button.isEnabled()
        if merging is None or found is None or not usable:
            return
        self.waiting.run("Bringing both together…", lambda _: merging.edits(found.result), self._apply)

    def _apply(self, edits: tuple[Edit, ...]) -> None:
        if self._authoring.document.revision != self._revision:
            self._over = self.differences.over = True
            self.waiting.say("The draft was changed meanwhile, so nothing was done. Close this and try again.", "wrong")
            self.refresh()
            return
        self._authoring.end_merge()
        self._authoring.apply(edits, self._sides.step)
        self.accept()
        self.merged.emit(self._found.changes.count if self._found is not None else len(edits))

    def done(self, result: int) -> None:
        self._over = self.differences.over = True
        self._later.stop()
        if self._token is not None:
            self._token.cancel()
        super().done(result)


def _page(widget: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 3 * theme.SPACE, 0, 0)
    column.setSpacing(2 * theme.SPACE)
    column.addWidget(widget, 1)
    return page
