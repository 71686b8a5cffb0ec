"""What the window does when something has happened: who tells of it is connected with who does something then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui import asking, editing, problem_actions, showing
from gatewaydesk.ui.draft_reactions import DraftReactions
from gatewaydesk.ui.file_reactions import FileReactions
from gatewaydesk.ui.place_reactions import PlaceReactions

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow


class Reactions(QObject):
    """Connects the parts of a window with what they lead to.

    Attributes:
        files: what is said of files.
        place: where the person is in the open draft.
        draft: what is shown of the open draft.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._newest = -1  # the receipt up to which the history has been read
        self.files = FileReactions(window)
        self.place = PlaceReactions(window)
        self.draft = DraftReactions(window, self.place)
        desk = window.desk
        window.outline.page_chosen.connect(window.show_page)
        window.outline.section_chosen.connect(window.show_section)
        window.problems_panel.chosen.connect(lambda pointer: problem_actions.go_to_problem(window, pointer))
        window.help_panel.example_wanted.connect(self.use_example)
        window.help_panel.why_wanted.connect(lambda pointer: problem_actions.explain(window, pointer=pointer))
        window.problems_panel.settled.connect(lambda problem: problem_actions.settle_advice(window, problem))
        window.problems_panel.add_entry(
            problem_actions.REPAIR,
            lambda problem: problem_actions.repair_at(window, problem.pointer, problem),
            lambda entry, problem: problem_actions.say_repair(window, entry, problem),
        )
        window.problems_panel.add_entry("Why?", lambda problem: problem_actions.explain(window, problem))
        window.top.search.chosen.connect(window.go_to)
        window.top.gateway_chosen.connect(window.connecting.choose)
        desk.parted.connect(lambda _: self.drafts_changed())
        desk.drafts_changed.connect(self.drafts_changed)
        desk.draft_saved.connect(window.drafts.draft_saved)
        desk.files.unsure.connect(lambda unsure: asking.ask_schema_of(window, unsure))
        desk.failed.connect(lambda error: showing.failed(window, error))
        self._follow_sending()
        window.json.closed.connect(lambda: window.show_json(False))
        window.json.text.left.connect(lambda: window.go_to(window.focused or ()))
        cataloguing, news = window.cataloguing, window.news
        cataloguing.new_wanted.connect(window.new_draft)
        cataloguing.open_wanted.connect(window.open_file)
        cataloguing.said.connect(lambda words, tone: window.say(words, tone, 15))
        cataloguing.changed.connect(lambda: news.look_at(window.desk.draft_id))
        news.found.connect(lambda found: asking.tell_news(window, found))
        self.connections_changed()
        # Rows are there before a page is first shown, for whoever reads the window without looking at it.
        QTimer.singleShot(0, self, self._read_pages)

    def _follow_sending(self) -> None:
        window, sending = self._window, self._window.sending
        window.connecting.changed.connect(self.connections_changed)
        window.connecting.said.connect(lambda words, tone: window.say(words, tone, 15))
        sending.outbox_changed.connect(self.show_desk_counts)
        sending.said.connect(lambda words, tone: window.say(words, tone, 15))
        sending.go_to.connect(lambda pointer: problem_actions.go_to_problem(window, pointer))
        sending.check_wanted.connect(lambda: editing.check(window))
        sending.page_wanted.connect(window.show_page)
        sending.outbox_changed.connect(window.jobs.plan)  # what was sent may have left a job
        sending.outgoing.hurrying.connect(window.jobs.hurry)
        window.jobs.said.connect(lambda words, tone: window.say(words, tone, 15))
        window.jobs.ended.connect(self.job_ended)
        window.jobs.arrived.connect(sending.outbox_changed)
        window.jobs.refused.connect(lambda row, error: sending.refused_later(row.draft_id, error, row.gateway))

    def use_example(self, pointer: Pointer, example: Any) -> None:
        """A person wants the example that help shows."""
        window, model = self._window, self._window.current_model
        field = model.authoring.field_at(pointer) if model is not None else None
        if model is not None and field is not None and not model.read_only:
            model.authoring.end_merge()
            model.authoring.set_value(pointer, field, example)
            window.go_to(pointer)

    # The desk

    def drafts_changed(self) -> None:
        """The list of drafts reads differently now."""
        self._window.drafts.refresh()
        self.show_desk_counts()

    def connections_changed(self) -> None:
        """The connections read differently now."""
        window = self._window
        window.top.show_gateways(window.connecting.connections, window.connecting.chosen)
        window.gateways.refresh()
        window.refresh_actions()
        if window.current_model is not None:
            self.draft.advise_for_gateway(window.current_model)

    def job_ended(self, words: str, tone: str) -> None:
        """A job has ended, or needs a person."""
        looks = ("done", "done") if tone == "done" else ("warning", "practice")
        button = ("Show the jobs", lambda: self._window.show_page("jobs"))
        self._window.notice.say(words, key="job", icon=looks[0], tone=looks[1], buttons=[button])

    def show_desk_counts(self) -> None:
        """Counts the drafts and what is not settled, and reads what was sent again where there is a new receipt."""
        window = self._window

        def read(_: object) -> tuple[dict[str, int], int]:
            store = window.store
            counts = {"drafts": store.drafts.count(), "outbox": len(store.outbox.rows(open_only=True))}
            counts["jobs"] = len(store.jobs.rows(open_only=True))
            return counts, store.history.newest()

        def show(found: tuple[dict[str, int], int]) -> None:
            counts, newest = found
            window.outline.show_desk(counts)
            if newest != self._newest:
                self._newest = newest
                window.pages["history"].refresh()

        window.tasks.run(read, show, lambda _: None, window)
        window.pages["outbox"].refresh()

    def show_keyring(self, state: Any) -> None:
        """What kind of keyring there is, is known now."""
        if not state.usable:
            words = "No keyring was found: signing in lasts for this session only."
            self._window.say(words, "warning", 0, "keyring")

    def _read_pages(self) -> None:
        for page in self._window.pages.values():
            page.refresh()
