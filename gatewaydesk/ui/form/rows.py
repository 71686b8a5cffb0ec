"""One field of the form: its label, its editor, and the line that says what is wrong with it."""

from __future__ import annotations

import itertools
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QVBoxLayout, QWidget

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.branching import best_branch, blank
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors import editor_for
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.json_text import JsonText
from gatewaydesk.ui.form.keeping import keeping_focus, turns
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose
from gatewaydesk.ui.form.row_head import RowHead
from gatewaydesk.ui.form.row_problems import RowProblems
from gatewaydesk.ui.form.row_shape import HOLDERS, MEMBERS, around, chosen_from, heads_a_group, suits
from gatewaydesk.ui.form.unwritten import show_button, waits

PAUSE = 600  # milliseconds without a key after which a new problem is shown
_WAITING = "waiting"  # a body that is drawn when it is asked for
_INSIDE = "inside"  # a body that is set off by a line


class Row(FormNode):
    """A field on the page."""

    holds_others = True

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer, *, titled: bool = True) -> None:
        """Without `titled` only the editor and its problem are drawn; the title is then heard, not seen."""
        super().__init__(parts, model, pointer)
        self.field = field
        self.body: QWidget | None = None
        self._made_for: tuple[Any, ...] = ()
        self._titled = titled
        self._branch = -1
        self._shown: Field | None = None  # what the body was made for, or was told last
        self._asked_for = False  # its fields are drawn although there may be very many like them
        self._waits = False  # for the hands to leave a body that is to be made anew
        self._loading = False
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, look.LABEL_GAP)
        self.head = RowHead(field, self.pointer_text, titled=titled)
        self.head.name(field, all_read_only=model.read_only)
        self.include, self.variant = self.head.include, self.head.variant
        if self.include is not None:
            self.include.toggled.connect(self._included)
        if self.variant is not None:
            self.variant.activated.connect(self._variant_chosen)
            if not titled:
                self.column.setSpacing(look.FIELD_GAP - look.SPACE)
        if chosen_from(field) and model.choose is not None and not field.read_only:
            self.head.offer_choices(field, self.pointer_text).clicked.connect(self._choose)
        if self.head.count():
            self.column.addLayout(self.head)
        if titled and heads_a_group(field):
            self.column.addSpacing(look.SPACE)
            self.column.setSpacing(2 * look.SPACE)
        if model.inline_help and field.help and titled:
            self.column.addWidget(look.Text(field.help, size="small", tone="muted"))
        self._problems = RowProblems(self, self.column, self._last_stop)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(lambda: model.still.then(self.show_problems))
        self.refresh(None)
        self.show_problems()

    # What is drawn

    @property
    def heads_a_group(self) -> bool:
        """Whether more room belongs above it."""
        return heads_a_group(self.field)

    @property
    def drawn(self) -> Field:
        """The field itself, or the alternative of it that is drawn, as the value settles it."""
        field = self.field.branches[self._branch] if self._branch >= 0 else self.field
        return self.model.drawn(field.settled(self.value) if field.conditional else field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text that wraps anew while all is being laid out may leave too little room: the row then asks again."""
        super().resizeEvent(event)
        if event.size().height() < self.column.heightForWidth(event.size().width()):
            QTimer.singleShot(0, self, self.updateGeometry)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet line at the left of what is inside a group, so that one sees where it ends."""
        if self.body is not None and self.body.property(_INSIDE):
            painter = QPainter(self)
            painter.fillRect(0, self.body.y(), 2, self.body.height(), theme.color("line"))
            painter.end()

    # When conditions make it another field

    def adopt(self, field: Field) -> bool:
        if around(field) != around(self.field):
            return False
        if field is not self.field:
            self.field = field
            self.head.name(field, all_read_only=self.model.read_only)
            self.refresh(None)
            self.show_problems()
        return True

    def _drawn_anew(self, wanted: tuple[Any, ...]) -> bool:
        """Shows what the value settled anew in the body that is there; False where that needs another body.

        Under a pressed mouse, and under somebody's hands, it waits.
        """
        drawn = self.drawn
        if drawn is self._shown or self.body is None or not self._made_for:
            return True
        if wanted == self._made_for and isinstance(self.body, FormNode) and self.body.adopt(drawn):
            self._shown = drawn
            return True
        in_hand = self.has_focus() and wanted == self._made_for
        if in_hand and not (isinstance(self.body, Editor) and not type(self.body).can_show(drawn, self.value)):
            if not self._waits:
                self._waits = True
                self.model.focus_changed.connect(self._catch_up)
            return True
        return False

    def _catch_up(self) -> None:
        if self.alive and self._shown is not self.drawn:
            self.model.still.then(lambda: self.refresh(None) if self.alive else None)

    def refresh(self, change: Change | None) -> None:
        value = self.value
        emptied = self._stays(value)
        if self.field.kind is Kind.UNION and not emptied:
            self._branch = self._branch_for(value)
            if self.variant is not None and self.variant.currentIndex() != self._branch:
                self.variant.setCurrentIndex(self._branch)
        if self.include is not None:
            self._loading = True
            self.include.setChecked(emptied or (value is not ABSENT and value is not None))
            self._loading = False
        wanted = self._made_for if emptied else self._wanted(value)
        if self._shown not in (None, self.drawn) and self.model.still.held():
            self.model.still.then(self._catch_up)
            return
        if not emptied and (wanted != self._made_for or not self._drawn_anew(wanted)):
            self._make_body(wanted)
        if isinstance(self.body, Editor):
            unfinished = self.model.beside.unfinished.get(self.pointer)
            if unfinished is None or not self.body.show_unfinished(unfinished):
                self.body.show_value(value)
        self.head.show_length(self.drawn, value)

    def _stays(self, value: Any) -> bool:
        """Whether the body is drawn on without a value, because those who emptied it are still in it."""
        nothing = value is ABSENT or value is None
        if nothing and self._made_for and not self.model.stepping and self.model.hands.keep(self):
            return True
        self.model.hands.forget(self)
        return False

    def let_go(self) -> None:
        """Nobody is in it any more: shows what the document holds."""
        self.refresh(None)
        self.show_problems()

    def _wanted(self, value: Any) -> tuple[Any, ...]:
        """What the body has to be for this value; compared with what it is."""
        field = self.drawn
        if self.pointer in self.model.beside.unfinished or self.pointer in self.model.beside.as_json:
            return (JsonText, self._branch)
        kept = self._made_for and self._made_for[-1] == self._branch and isinstance(self.body, Editor)
        if kept and (not self.has_focus() or not type(self.body).can_show(field, value)):
            kept = False
        several = field.kind is Kind.UNION and (self._branch >= 0 or self.field.kind is not Kind.UNION)
        if field.kind in HOLDERS or several:
            if not suits(field, value):
                return self._made_for if kept else (editor_for(field, value), self._branch)
            left_out = self.include is not None and not self.include.isChecked()
            if left_out:
                return ()
            if self.include is None and not self._asked_for and waits(self.model, self.field, field, self.pointer):
                return (_WAITING, self._branch)
            if field.widget == "json" and not field.read_only:
                return (JsonText, self._branch)
            return ("holder", field.kind, self._branch, self.parts.shape(field, value))
        return self._made_for if kept else (editor_for(field, value), self._branch)

    def _make_body(self, wanted: tuple[Any, ...]) -> None:
        focused = self.has_focus()
        old, self.body = self.body, None
        self._shown = self.drawn
        self._made_for = wanted  # before the focus leaves the old body, which makes the row look again
        if not wanted:
            dispose(old)
            return
        if isinstance(wanted[0], type):
            self.body = self._make_editor(wanted[0])
        elif wanted[0] == _WAITING:
            self.body = show_button(self.field.title, self.pointer_text)
            self.body.clicked.connect(self._show_waiting)
        else:
            self.body = self.parts.body(self.model, self.drawn, self.pointer)
        if self._titled and (self.drawn.kind in MEMBERS or self.drawn.positions) and isinstance(self.body, FormNode):
            self.body.setProperty(_INSIDE, True)
            self.body.setContentsMargins(4 * look.SPACE, 0, 0, 0)
        self.column.insertWidget(self.column.indexOf(self._problems.line), self.body)
        self.body.show()
        self._order_tabs(old)
        if isinstance(self.body, Editor):
            dispose(old)
        else:
            with keeping_focus(self):
                dispose(old)
        if focused and not self.has_focus():
            self.take_focus()

    def _order_tabs(self, old: QWidget | None) -> None:
        """A body made later takes its predecessor's turn; the choice among alternatives comes after the field."""
        stops = turns(old)[-1:] + turns(self.body)
        if old is None:
            stops = stops[-1:] if self.variant is not None else []
        if self.variant is not None and isinstance(self.body, Editor):
            stops.append(self.variant)
        for before, one in itertools.pairwise(stops):
            QWidget.setTabOrder(before, one)

    def _last_stop(self) -> QWidget | None:
        """The widget of this field that Tab comes to last, before its repairs."""
        return self.variant if self.variant is not None and isinstance(self.body, Editor) else self.body

    def showEvent(self, event: QShowEvent) -> None:
        """Alone, a row's order is a circle in which whatever comes before also comes after: it is told on the page."""
        super().showEvent(event)
        self._order_tabs(None)

    def _make_editor(self, kind: type[Editor]) -> Editor:
        field = self.drawn.with_(required=self.field.required, nullable=self.field.nullable)
        editor = kind(field.with_(kind=Kind.ANY) if self.pointer in self.model.beside.as_json else field)
        editor.name(f"field:{self.pointer_text}", self.field.title)
        editor.show_value(self.value)
        if self.field.read_only:
            editor.set_read_only()
        editor.edited.connect(self._edited)
        editor.unfinished.connect(self._unfinished)
        editor.replaced.connect(self._replaced)
        editor.entered.connect(self._entered)
        editor.left.connect(self._left)
        return editor

    def _branch_for(self, value: Any) -> int:
        """Who chose an alternative, or is typing in one, keeps it for as long as the value can be shown in it."""
        chosen = self.model.chosen_branch(self.pointer, self.field)
        if value is ABSENT or value is None:
            return chosen if chosen >= 0 else best_branch(self.field, value)
        typed_in = self.has_focus() and not self.model.stepping
        for index in (chosen, self._branch if typed_in else -1):
            if index >= 0 and suits(self.field.branches[index], value):
                if index != chosen:
                    self.model.keep_to(self.pointer, self.field, index)
                return index
        return best_branch(self.field, value)

    def _show_waiting(self) -> None:
        """The person wants to see the fields that were not drawn yet."""
        self._asked_for = True
        self.refresh(None)
        self.take_focus()

    # What the person does

    @property
    def _is_entry(self) -> bool:
        """An item of a list or a free member; a member that the schema itself names `*` is none."""
        return self.field.name in ("*", "**") and self.pointer[-1:] != (self.field.name,)

    def _edited(self, value: Any, typing: bool) -> None:
        if not self.alive:
            return
        if typing:
            self._pause.start()
        if value is ABSENT and self._is_entry:
            value = None if self.field.nullable else ""  # what is being retyped must not vanish under the hands
        merge = f"type {self.pointer_text}" if typing else ""
        with self.model.hands.writing(self.pointer):
            self.model.authoring.set_value(self.pointer, self.field, value, merge)

    def _replaced(self, value: Any) -> None:
        """Another value, in whatever editor suits it."""
        self.model.authoring.end_merge()
        self.model.leave_unfinished(self.pointer, "")
        self._made_for = ()
        if value is ABSENT and self._is_entry and self.drawn.kind in HOLDERS:
            value = blank(self.drawn)
        self._edited(value, False)
        if self.alive:
            self.refresh(None)
            self.take_focus()

    def _unfinished(self, text: str) -> None:
        self.model.leave_unfinished(self.pointer, text)

    def _entered(self) -> None:
        self.model.focus_changed.emit(self.pointer)

    def _left(self) -> None:
        if not self.alive:
            return
        self._pause.stop()
        self.model.authoring.end_merge()
        self.model.still.then(self._settle)

    def _settle(self) -> None:
        """The person is somewhere else by now: shows what is wrong, in the editor that suits the value best."""
        if not self.alive:
            return
        self.model.touch(self.pointer)
        self.refresh(None)
        self.show_problems()

    def _included(self, on: bool) -> None:
        if self._loading:
            return
        if on:
            self.model.authoring.include(self.pointer, self.field)
        else:
            self.model.authoring.leave_out(self.pointer, self.field)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """On the label: any value can be edited as JSON, and in its own field again."""
        settled = self.model.inline_help or self.field.read_only or self.field.secret
        if settled or self.pointer in self.model.beside.unfinished:
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own = self.pointer in self.model.beside.as_json
        menu.addAction("Edit in its own field" if own else "Edit as JSON", lambda: self.edit_as_json(not own))
        menu.popup(event.globalPos())

    def edit_as_json(self, on: bool) -> None:
        """Shows the value as JSON, or in the field's own editor again."""
        self.model.commit_pending()
        (self.model.beside.as_json.add if on else self.model.beside.as_json.discard)(self.pointer)
        self._made_for = ()
        self.refresh(None)
        self.take_focus()

    def _choose(self) -> None:
        if self.model.choose is not None:
            self.model.commit_pending()
            self.model.choose(self.pointer, self.field)

    def _variant_chosen(self, index: int) -> None:
        if index != self._branch:
            self.model.choose_branch(self.pointer, self.field, index)
        else:
            self.model.stay_with(self.pointer, index)

    # What is wrong

    def tell_above(self) -> bool:
        """Leaves it to the page to tell what is wrong with a group as a whole; whether a group is drawn now."""
        if not self._problems.told_above:
            self._problems.told_above = True
            self.show_problems()
        return isinstance(self.body, FormNode) and self.body.is_group

    def show_problems(self) -> None:
        self._problems.show(self.field, self.body, entry=self._is_entry, typing=self._pause.isActive())

    # Where one is

    def take_focus_to_told(self) -> bool:
        """Gives the focus to what is said of all that it holds; False where nothing of the kind is said."""
        return self._problems.take_focus()

    def take_focus(self) -> bool:
        if isinstance(self.body, (Editor, FormNode)) and self.body.take_focus():
            return True
        first = self.include if self.include is not None else self.body
        if isinstance(first, QAbstractButton):
            first.setFocus()
            return True
        return False

    def reveal(self, pointer: Pointer) -> bool:
        if len(pointer) > len(self.pointer) and self.include is not None and not self.include.isChecked():
            self.include.setFocus()  # being shown a place writes nothing: including it is the person's step
            return True
        self.bring_up(pointer)
        return isinstance(self.body, Editor) and self.body.take_focus_in(pointer[len(self.pointer) :])

    def bring_up(self, pointer: Pointer) -> bool:
        if len(pointer) > len(self.pointer) and self._made_for[:1] == (_WAITING,):
            self._asked_for = True
            self.refresh(None)
        return False

    def has_focus(self) -> bool:
        """Whether somebody is in what it holds."""
        focused = QApplication.focusWidget()
        return focused is not None and self.body is not None and self.body.isAncestorOf(focused)
