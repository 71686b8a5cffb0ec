"""What the window does with the open draft: it is opened, drawn, checked, saved, read elsewhere, and closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer, from_text
from gatewaydesk.services.hinting import passed_over
from gatewaydesk.ui import asking
from gatewaydesk.ui.place_reactions import PlaceReactions
from gatewaydesk.ui.remembering import put_caret
from gatewaydesk.ui.sections import sections_of
from gatewaydesk.validation.completeness import Counts

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema
    from gatewaydesk.ui.form.model import FormModel
    from gatewaydesk.ui.main_window import MainWindow

_HINTS = "hints"  # the notice about a damaged file of form hints


class DraftReactions(QObject):
    """Connects a window with what its desk tells of the open draft.

    Attributes:
        return_to: the section to show when the draft that is being opened is there.
    """

    def __init__(self, window: MainWindow, place: PlaceReactions) -> None:
        super().__init__(window)
        self._window, self._place = window, place
        self.return_to = ""
        self._turning = False  # what is open is being drawn anew
        self._told: set[Path] = set()  # damaged files of form hints that were spoken of
        desk = window.desk
        desk.opened.connect(self.opened)
        desk.turned.connect(self.turned)
        desk.held.connect(lambda held: asking.ask_held(window, held))
        desk.holding.changed.connect(self.hold_changed)
        desk.closed.connect(self.closed)
        desk.opening.waiting.connect(self.waiting)
        desk.parted.connect(self.parted)
        desk.autosave.state_changed.connect(self.saved_state)
        window.in_step.state_changed.connect(self.text_state)
        window.in_step.kept.connect(window.places.keep_unfinished)
        window.boxes.kept.connect(window.places.keep_boxes)
        window.cataloguing.hints_changed.connect(self.draw_anew)

    # Opened and closed

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
        for signal in (model.changed, model.unfinished_changed):
            signal.connect(lambda *_: window.notice.look_again())
        model.changed.connect(lambda _: self._place.keep() if window.current_model is model else None)
        model.changed.connect(lambda change: self.sections_follow(change) if window.current_model is model else None)
        model.changed.connect(lambda _: self._is_changed(model))
        model.problems_changed.connect(self.problems_changed)
        model.focus_changed.connect(
            lambda pointer: self._place.came_to(pointer) if window.current_model is model else None
        )
        model.go_to_requested.connect(window.go_to)
        model.lost.connect(lambda pointer, words: self._lost(model, pointer, words))
        model.choose = lambda pointer, field: window.errands.choose(model, pointer, field)
        self._place.following.forget()
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

    def waiting(self, on: bool) -> None:
        """Opening a draft takes long, or has come to an end."""
        notice = self._window.notice
        if on:
            cancel = ("Cancel", self._window.desk.opening.stop)
            words = "Opening… The schema or the document is large."
            if self._window.desk.opening.taking_over:
                words = "Taking over… The other window saves its last changes first."
            notice.say(words, key="opening", buttons=[cancel])
        else:
            notice.take_back("opening")

    def closed(self) -> None:
        """No draft is open any more."""
        window = self._window
        self._place.following.forget()
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
        window, draft = self._window, self._window.desk.draft_id
        window.say(
            f"This draft was also changed in another window. Nothing was overwritten: your version is now the draft "
            f"“{name}”, and you go on in it.",
            "warning",
            key="parted",
            holds=lambda: window.desk.draft_id == draft,
        )
        for kept in (window.in_step, window.boxes):
            kept.rename_draft(window.desk.draft_id)
        window.places.remember_draft(window.desk.draft_id, window.form.current)

    # What is drawn of it

    def advise_for_gateway(self, model: FormModel) -> None:
        """Some texts are changed on their way to the gateway that is chosen, and that is worth knowing early."""
        escaping = self._window.connecting.escaping
        if model.authoring.escaping is not escaping:
            model.authoring.escaping = escaping
            model.checks.soon()

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

    def _is_changed(self, model: FormModel) -> None:
        if self._window.current_model is model:
            self._window.problems_panel.changed(self._is_checking)

    def _lost(self, model: FormModel, pointer: Pointer, words: str) -> None:
        """Told for as long as it stands so."""
        window, stands = self._window, model.value(pointer)
        window.notice.say(
            words,
            key="lost",
            seconds=12,
            holds=lambda: window.current_model is model and model.value(pointer) == stands,
        )

    def _is_checking(self) -> bool:
        """Whether a check of the draft that is open then is under way: another may be by the time this is asked."""
        model = self._window.current_model
        return model is not None and model.checks.busy

    def problems_changed(self) -> None:
        """A check has ended."""
        window, model = self._window, self._window.current_model
        window.notice.look_again()
        if model is not None:
            window.outline.refresh(model.authoring)
            window.problems_panel.refresh(model.authoring, window.desk.sections)
            window.refresh_actions()
            self.show_title()

    # The text beside the form, and what is saved

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

    def text_state(self) -> None:
        """The text became unfinished, or is no longer."""
        self.saved_state()
        self._window.notice.look_again()
        self._window.refresh_actions()

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
