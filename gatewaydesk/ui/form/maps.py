"""Members that no field of the schema names: each with a name that can be changed, a value, and a way out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.branching import blank
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.entries import Entry, NameChoice, NameLine
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose
from gatewaydesk.validation.member_names import name_problem, name_rule
from gatewaydesk.validation.phrases import plural

STEP = 40  # members that are drawn at once; more of them on request, or when one is gone to


class Map(FormNode):
    """The members of an object that the schema does not name one by one.

    Where the schema says what such a member holds, new ones can be added. Where it does not (the field has no
    `extra`), those that a file brought are shown as they are, to be renamed, changed or taken out.
    """

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self._named = {child.name for child in field.children}
        self._entries: dict[str, Entry] = {}
        self._shown = STEP
        self._wanted: set[str] = set()
        self._next = ""  # an entry that comes now takes the focus
        column = QVBoxLayout(self)
        look.no_margins(column, 2 * look.SPACE)
        self._list = QVBoxLayout()
        look.no_margins(self._list, 2 * look.SPACE)
        self.more = QPushButton()
        self.more.clicked.connect(self._show_more)
        if field.extra is None:
            column.addWidget(look.Text(self._what_they_are(), size="small", tone="muted"))
        self.nothing = look.Text("None yet.", tone="muted")
        column.addWidget(self.nothing)
        column.addLayout(self._list)
        bar = QHBoxLayout()
        look.no_margins(bar, 0)
        bar.addWidget(self.more)
        bar.addStretch(1)
        column.addLayout(bar)
        self.line: NameLine | NameChoice | None = None
        self.add = QPushButton("Add")
        self.problem = look.Text(size="small", tone="wrong")
        if field.extra is None or field.read_only:
            for unused in (self.add, self.problem):
                unused.setParent(self)
                unused.hide()
        else:
            self._offer_more(column)
        self.refresh(None)

    def _what_they_are(self) -> str:
        known = (
            "The schema does not allow these entries, so a gateway may refuse them."
            if self.field.closed
            else "The schema does not name these entries."
        )
        return f"{known} They are kept as they are unless you change them."

    def _offer_more(self, column: QVBoxLayout) -> None:
        choices = self.field.names.choices
        self.line = NameChoice(choices) if choices else NameLine()
        self.line.setObjectName(f"new:{self.pointer_text}")
        self.line.set_words("Name of a new entry", f"Name of a new entry of {self.field.title}")
        self.line.written.connect(self._check)
        self.line.meant.connect(self._add)
        self.add.setObjectName(f"add:{self.pointer_text}")
        self.add.setAccessibleName(f"Add to {self.field.title}")
        self.add.clicked.connect(self._add)
        bar = QHBoxLayout()
        look.no_margins(bar, 2 * look.SPACE)
        look.limit_width(self.line, 40)
        bar.addWidget(self.line, 1)
        bar.addWidget(self.add)
        bar.addStretch(0)
        column.addLayout(bar)
        self.problem.hide()
        column.addWidget(self.problem)
        rule = name_rule(self.field)
        self.rule = look.Text(rule, size="small", tone="muted")
        if not rule:
            self.rule.hide()
        column.addWidget(self.rule)

    # In step with the document

    @property
    def names(self) -> list[str]:
        """The members' names, in the document's order."""
        held = self.value
        return [name for name in held if name not in self._named] if isinstance(held, dict) else []

    def refresh(self, change: Change | None) -> None:
        names = self.names
        shown = [name for at, name in enumerate(names) if at < self._shown or name in self._wanted]
        for name in [one for one in self._entries if one not in set(shown)]:
            dispose(self._entries.pop(name))
        for at, name in enumerate(shown):
            entry = self._entries.get(name) or self._make(name)
            if self._list.indexOf(entry) != at:
                self._list.insertWidget(at, entry)
                entry.show()
        hidden = len(names) - len(shown)
        self.more.setVisible(hidden > 0)
        self.more.setText(f"Show {min(hidden, STEP):,} of {hidden:,} more")
        self.nothing.setVisible(not names and self.field.extra is not None)
        self._limit_count()

    def _limit_count(self) -> None:
        """At the most that the schema allows nothing is added; at the least that it wants nothing is taken out."""
        limits, held = self.field.limits, self.value
        count = len(held) if isinstance(held, dict) else 0
        most, least = limits.max_members, limits.min_members
        full = most is not None and count >= most
        self.add.setEnabled(not full)
        self.add.setToolTip(f"There are {plural(most, 'entry', 'entries')}, as many as are allowed." if full else "")
        few = least is not None and self.field.required and count <= least
        why = f"At least {plural(least, 'entry', 'entries')} must stay." if few else ""
        for entry in self._entries.values():
            entry.allow_removal(not few, why)

    def _make(self, name: str) -> Entry:
        place = (*self.pointer, name)
        inside = self.field.member_field(name) or Field((*self.field.path, "**"), Kind.ANY, name)
        inside = inside.with_(read_only=inside.read_only or self.field.read_only)
        entry = Entry(self.parts, self.model, inside, place, lambda new: self._why_not(new, name))
        entry.removed.connect(lambda: self.model.authoring.document.remove(place, label=f"remove {name}"))
        entry.renamed.connect(lambda new: self._rename(name, new))
        self._entries[name] = entry
        return entry

    def _why_not(self, new: str, own: str = "") -> str:
        held = self.value if isinstance(self.value, dict) else {}
        if not own and new in self._named:
            return f"“{new}” has a field of its own."
        return name_problem(self.field, new, [one for one in held if one != own])

    # What the person does

    def _rename(self, old: str, new: str) -> None:
        entry = self._entries.get(old)
        if entry is None or not self.alive:
            return
        inside = entry.focus_inside
        self.model.commit_pending()
        self.model.authoring.end_merge()
        self._wanted.add(new)
        self.model.authoring.rename_member((*self.pointer, old), new)
        made = self._entries.get(new)
        if made is not None and inside:
            made.take_focus_in(inside)

    def _check(self, name: str) -> None:
        why = self._why_not(name) if name else ""
        self.problem.setText(why)
        self.problem.setVisible(bool(why))

    def _add(self) -> None:
        if self.line is None or not self.add.isEnabled():
            return
        name = self.line.text()
        why = self._why_not(name)
        if why:
            self.problem.setText(why)
            self.problem.show()
            self.line.setFocus()
            return
        place = (*self.pointer, name)
        inside = self.field.member_field(name)
        start = blank(inside) if inside is not None else ABSENT
        self._wanted.add(name)
        self.model.authoring.end_merge()
        self.model.authoring.document.set(place, "" if start is ABSENT else start, label=f"add {name}")
        self.line.clear()
        self.model.go_to(place)

    def _show_more(self) -> None:
        self._shown += STEP
        self.refresh(None)

    # Where one is

    def reveal(self, pointer: Pointer) -> bool:
        return self.bring_up(pointer)

    def bring_up(self, pointer: Pointer) -> bool:
        depth = len(self.pointer)
        if len(pointer) > depth and pointer[depth] in self.names and pointer[depth] not in self._entries:
            self._wanted.add(str(pointer[depth]))
            self.refresh(None)
        return False

    def take_focus(self) -> bool:
        if self.line is not None:
            self.line.setFocus()
            return True
        return any(entry.row.take_focus() for entry in self._entries.values())
