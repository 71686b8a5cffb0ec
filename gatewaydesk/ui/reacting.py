"""What the window does when something has happened: a draft was opened, a section shown, a check ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer, from_text
from gatewaydesk.services.hinting import passed_over
from gatewaydesk.ui import asking, editing, showing
from gatewaydesk.ui.file_reactions import FileReactions
from gatewaydesk.ui.following import Following
from gatewaydesk.ui.remembering import put_caret
from gatewaydesk.ui.sections import sections_of
from gatewaydesk.validation.completeness import Counts

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema
    from gatewaydesk.ui.form.model import FormModel
    from gatewaydesk.ui.main_window import MainWindow

_HINTS = "hints"  # the notice about a damaged file of form hints


class Reactions(QObject):
    """Connects the parts of a window with what they lead to."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.return_to = ""  # the section to show when the draft that is being opened is there
        self._turning = False  # what is open is being drawn anew
        self._told: set[Path] = set()  # damaged files of form hints that were spoken of
        self._newest = -1  # the receipt up to which the history has been read
        self.following = Following(window.form, self.came_to, self)
        self.files = FileReactions(window)
        desk = window.desk
        window.outline.page_chosen.connect(window.show_page)
        window.outline.section_chosen.connect(window.show_section)
        window.form.section_shown.connect(self.section_shown)
        window.problems_panel.chosen.connect(lambda pointer: editing.go_to_problem(window, pointer))
        window.help_panel.example_wanted.connect(self.use_example)
        window.help_panel.why_wanted.connect(lambda pointer: editing.explain(window, pointer=pointer))
        window.problems_panel.settled.connect(lambda problem: editing.settle_advice(window, problem))
        window.problems_panel.add_entry(
            editing.REPAIR,
            lambda problem: editing.repair_at(window, problem.pointer, problem),
            lambda entry, problem: editing.say_repair(window, entry, problem),
        )
        window.problems_panel.add_entry("Why?", lambda problem: editing.explain(window, problem))
        window.top.search.chosen.connect(window.go_to)
        window.top.gateway_chosen.connect(window.sending.choose)
        desk.opened.connect(self.opened)
        desk.turned.connect(self.turned)
        desk.held.connect(lambda held: asking.ask_held(window, held))
        desk.holding.changed.connect(self.hold_changed)
        desk.closed.connect(self.closed)
        desk.waiting.connect(self.waiting)
        desk.parted.connect(self.parted)
        desk.drafts_changed.connect(self.drafts_changed)
        desk.draft_saved.connect(window.drafts.draft_saved)
        desk.unsure.connect(lambda unsure: asking.ask_schema_of(window, unsure))
        desk.failed.connect(lambda error: showing.failed(window, error))
        desk.autosave.state_changed.connect(self.saved_state)
        self._follow_sending()
        window.json.closed.connect(lambda: window.show_json(False))
        window.json.text.left.connect(lambda: window.go_to(window.focused or ()))
        window.in_step.place_meant.connect(self.meant_in_text)
        window.in_step.state_changed.connect(self.text_state)
        window.in_step.kept.connect(window.places.keep_unfinished)
        window.boxes.kept.connect(window.places.keep_boxes)
        cataloguing, news = window.cataloguing, window.news
        cataloguing.new_wanted.connect(window.new_draft)
        cataloguing.open_wanted.connect(window.open_file)
        cataloguing.said.connect(lambda words, tone: window.say(words, tone, 15))
        cataloguing.changed.connect(lambda: news.look_at(window.desk.draft_id))
        cataloguing.hints_changed.connect(self.draw_anew)
        news.found.connect(lambda found: asking.tell_news(window, found))
        self.connections_changed()
        # Rows are there before a page is first shown, for whoever reads the window without looking at it.
        QTimer.singleShot(0, self, self._read_pages)

    def _follow_sending(self) -> None:
        window, sending = self._window, self._window.sending
        sending.connections_changed.connect(self.connections_changed)
        sending.outbox_changed.connect(self.show_desk_counts)
        sending.said.connect(lambda words, tone: window.say(words, tone, 15))
        sending.go_to.connect(lambda pointer: editing.go_to_problem(window, pointer))
        sending.check_wanted.connect(lambda: editing.check(window))
        sending.page_wanted.connect(window.show_page)
        sending.outbox_changed.connect(window.jobs.plan)  # what was sent may have left a job
        sending.outgoing.hurrying.connect(window.jobs.hurry)
        window.jobs.said.connect(lambda words, tone: window.say(words, tone, 15))
        window.jobs.ended.connect(self.job_ended)
        window.jobs.arrived.connect(sending.outbox_changed)
        window.jobs.refused.connect(lambda row, error: sending.refused_later(row.draft_id, error))

    # The dataset

    def opened(self) -> None:
        """Another draft is open, or the one that is open was asked for again."""
        window = self._window
        model = window.desk.model
        if model is None:
            return
        another = window.form.model is not model
        turning, self._turning = self._turning, False
        place = {} if turning else window.desk.left.place
        if another:
            self.return_to = self.return_to or str(place.get("section", ""))
            self._take_on(model)
        if not (turning and window.page):
            window.show_form()
            if another:
                self._go_back_to(place)
        if another:
            window.notice.look_again()
            window.news.look_at(window.desk.draft_id)
        self.saved_state()
        window.places.remember_draft(window.desk.draft_id, window.form.current)

    def _go_back_to(self, place: dict[str, Any]) -> None:
        """Goes to where the person was in the draft, or to where there is something to do."""
        form, model = self._window.form, self._window.current_model
        field = from_text(str(place.get("field", "")), model.authoring.document.value) if model is not None else ()
        if field and model is not None and model.authoring.field_at(field) is not None:
            form.go_to(field)
            put_caret(place)
        else:
            form.focus_first()

    def turned(self) -> None:
        """The form of the open draft is about to be made anew: it comes back at the same section."""
        self._turning, self.return_to = True, self._window.form.current

    def hold_changed(self) -> None:
        """Another window has the open draft as well, took it, or has closed it."""
        window, hold = self._window, self._window.desk.holding.hold
        if hold.words and window.current_model is not None:
            buttons = [(hold.offer, window.desk.take_over)] if hold.offer else []
            window.form.hold.say(hold.words, key="hold", icon="info", tone="advice", buttons=buttons, stays=True)
        else:
            window.form.hold.dismiss()
        self.saved_state()
        window.refresh_actions()

    def _take_on(self, model: FormModel) -> None:
        window, sections = self._window, self._window.desk.sections
        model.changed.connect(lambda _: window.refresh_actions())
        model.changed.connect(lambda _: self._keep_place() if window.current_model is model else None)
        model.changed.connect(lambda change: self.sections_follow(change) if window.current_model is model else None)
        model.problems_changed.connect(self.problems_changed)
        model.focus_changed.connect(lambda pointer: self.came_to(pointer) if window.current_model is model else None)
        model.go_to_requested.connect(window.go_to)
        model.choose = lambda pointer, field: window.errands.choose(model, pointer, field)
        self.following.forget()
        self.advise_for_gateway(model)
        self.tell_damaged_hints(model.authoring.schema)
        window.form.show_dataset(model, sections)
        self.watch_text(model)
        window.top.search.look_in(model.authoring)
        window.outline.show_dataset(model.authoring, sections)
        window.problems_panel.refresh(model.authoring, sections)
        window.undo_bar.take_back("deleted")
        first = next((one.key for one in sections if one.key == self.return_to), None)
        self.return_to = ""
        window.form.show_section(first or sections[0].key)

    def advise_for_gateway(self, model: FormModel) -> None:
        """Some texts are changed on their way to the gateway that is chosen, and that is worth knowing early."""
        escaping = self._window.sending.escaping
        if model.authoring.escaping is not escaping:
            model.authoring.escaping = escaping
            model.check_soon()

    def tell_damaged_hints(self, schema: LoadedSchema) -> None:
        """Says, once a file, that form hints cannot be read and were passed over."""
        new = [file for file in schema.damaged_hints if file not in self._told]
        self._told.update(new)
        if new:
            self._window.tasks.run(
                lambda _: passed_over(new[0]), lambda words: self._say_damaged(words, schema.name), owner=self
            )

    def _say_damaged(self, words: str, schema: str) -> None:
        look = ("Form hints…", lambda: self._window.cataloguing.ask_hints(schema))
        self._window.notice.say(words, key=_HINTS, icon="warning", tone="practice", buttons=[look])

    def draw_anew(self, schema: str) -> None:
        """The form hints of a schema are others now: its form is drawn again, at the same section."""
        self._told = set()
        self._window.notice.take_back(_HINTS)
        self._window.desk.draw_anew(schema)

    def waiting(self, on: bool) -> None:
        """Opening a draft takes long, or has come to an end."""
        notice = self._window.notice
        if on:
            cancel = ("Cancel", self._window.desk.stop_opening)
            words = "Opening… The schema or the document is large."
            if self._window.desk.taking_over:
                words = "Taking over… The other window saves its last changes first."
            notice.say(words, key="opening", buttons=[cancel])
        else:
            notice.take_back("opening")

    def closed(self) -> None:
        """No draft is open any more."""
        window = self._window
        self.following.forget()
        window.form.show_dataset(None, [])
        self.watch_text(None)
        window.news.look_at("")
        window.outline.show_dataset(None, [])
        window.problems_panel.refresh(None, [])
        window.notice.look_again()
        window.top.search.look_in(None)
        window.help_panel.show_field(None, ())
        window.places.remember_draft("", "")
        self.saved_state()
        window.show_page("drafts")

    def parted(self, name: str) -> None:
        """The draft was changed somewhere else: this window goes on in a draft of its own."""
        window = self._window
        window.say(
            f"This draft was also changed in another window. Nothing was overwritten: your version is now the draft "
            f"“{name}”, and you go on in it.",
            "warning",
            key="parted",
        )
        for kept in (window.in_step, window.boxes):
            kept.rename_draft(window.desk.draft_id)
        window.places.remember_draft(window.desk.draft_id, window.form.current)
        self.drafts_changed()

    def section_shown(self, key: str) -> None:
        """Another section is shown."""
        window = self._window
        window.outline.mark_section(key)
        section = next(one for one in window.desk.sections if one.key == key)
        self.following.forget()
        window.focused = None
        window.help_panel.show_field(section.field, section.pointer)
        window.places.remember_draft(window.desk.draft_id, key)
        self._keep_place()

    def came_to(self, pointer: Pointer) -> None:
        """The focus came to a place: help and the list of problems follow."""
        window, model = self._window, self._window.current_model
        if model is None or not pointer:
            return
        window.focused = tuple(pointer)
        self._keep_place()
        field = model.authoring.field_at(window.focused)
        window.help_panel.show_field(model.drawn(field) if field is not None else None, window.focused)
        window.problems_panel.mark(window.focused)
        window.in_step.show_place(window.focused)

    def _keep_place(self) -> None:
        """Remembers with the draft where the person is in it."""
        window, model = self._window, self._window.current_model
        if model is not None and not model.read_only:
            window.places.came_to(window.desk.draft_id, window.form.current, window.focused)

    def led_to(self, pointer: Pointer) -> None:
        """Somebody was led to a place; where it is left out, help says what comes first."""
        window, model = self._window, self._window.current_model
        if model is None or not pointer:
            return
        self.following.led_to(pointer)
        window.focused = pointer
        box = self.following.before_a_box
        note = ""
        if box is not None and len(box) < len(pointer):
            field = model.authoring.field_at(box)
            title = field.title if field is not None else str(box[-1])
            note = f"“{title}” is left out so far. Press Space or tick its box to include it, then fill this in."
        field = model.authoring.field_at(pointer)
        window.help_panel.show_field(model.drawn(field) if field is not None else None, pointer, note)
        window.problems_panel.mark(pointer)
        window.in_step.show_place(pointer)

    def problems_changed(self) -> None:
        """A check has ended."""
        window, model = self._window, self._window.current_model
        window.notice.look_again()
        if model is not None:
            window.outline.refresh(model.authoring)
            window.problems_panel.refresh(model.authoring, window.desk.sections)
            window.refresh_actions()
            self.show_title()

    # The text beside the form

    def watch_text(self, model: FormModel | None) -> None:
        """The text is another dataset's now; what was left unfinished in the one before is said to be kept."""
        window = self._window
        window.boxes.watch(model, window.desk.draft_id, window.desk.left.boxes if model is not None else {})
        left = window.in_step.watch(model, window.desk.draft_id, window.desk.left.text if model is not None else None)
        if left:
            words = (
                f"The JSON text of “{left}” is unfinished. It is kept with the draft, which holds what was right last: "
                "open it again to go on."
            )
            window.say(words, "warning", key="unfinished")

    def meant_in_text(self, pointer: Pointer) -> None:
        """The cursor in the text came to a place: the form shows it, and help and problems follow."""
        if pointer:
            self._window.form.show_place(pointer)
            self.came_to(pointer)

    def text_state(self) -> None:
        """The text became unfinished, or is no longer."""
        self.saved_state()
        self._window.refresh_actions()

    def sections_follow(self, change: Change) -> None:
        """A member at the top came or went, or conditions at the top hold that did not: the sections follow.

        Where that makes or ends a section, the outline shows it.
        """
        window, model = self._window, self._window.current_model
        if model is None:
            return
        conditional = model.authoring.root.conditional
        if not conditional and all(len(edit.pointer) > 1 for edit in change.edits):
            return
        before = [one.key for one in window.desk.sections]
        window.desk.sections[:] = sections_of(model.authoring.schema, model.authoring.document.value)
        if conditional:
            window.form.sections_changed()
        keys = [one.key for one in window.desk.sections]
        if keys != before:
            window.outline.show_dataset(model.authoring, window.desk.sections)
            window.form.show_section(window.form.current if window.form.current in keys else keys[0])
            window.outline.mark_section(window.form.current)

    def use_example(self, pointer: Pointer, example: Any) -> None:
        """A person wants the example that help shows."""
        window, model = self._window, self._window.current_model
        field = model.authoring.field_at(pointer) if model is not None else None
        if model is not None and field is not None and not model.read_only:
            model.authoring.end_merge()
            model.authoring.set_value(pointer, field, example)
            window.go_to(pointer)

    def show_title(self) -> None:
        """What is open, how much of it is filled in, and whether it is saved."""
        window, model = self._window, self._window.current_model
        if model is None:
            window.setWindowTitle("Gateway Desk")
            return
        saved = "read only" if window.desk.reads_only else window.desk.autosave.words
        words = f"{saved}, but its JSON text is unfinished" if window.in_step.unfinished else saved
        share = Counts(*model.authoring.total_counts).words
        parts = (model.authoring.title, share, model.authoring.schema.name, words)
        window.setWindowTitle(" — ".join(part for part in parts if part))

    def saved_state(self) -> None:
        """The open draft is saved, is being saved, or could not be."""
        window = self._window
        self.show_title()
        if window.current_model is None:
            return
        saving = window.desk.autosave
        if saving.state == "failed":
            words = f"Your last changes are not saved yet: {saving.trouble} It is tried again."
            window.say(words, "wrong", 0, "save")
        elif saving.state == "saved":
            window.notice.take_back("save")

    # The desk

    def drafts_changed(self) -> None:
        """The list of drafts reads differently now."""
        self._window.drafts.refresh()
        self.show_desk_counts()

    def connections_changed(self) -> None:
        """The connections read differently now."""
        window = self._window
        window.top.show_gateways(window.sending.connections, window.sending.chosen)
        window.gateways.refresh()
        window.refresh_actions()
        if window.current_model is not None:
            self.advise_for_gateway(window.current_model)

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
