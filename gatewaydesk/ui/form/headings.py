"""Members of an object under a heading of their own, as the hints group them. The document knows nothing of it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.fold import Fold
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts
from gatewaydesk.ui.wording import count
from gatewaydesk.validation.problems import Severity

_MARK = "\0heading "  # begins the name of a field that stands for a heading; no member is called so


def under_headings(field: Field) -> tuple[list[Field], dict[str, int]]:
    """An object's members as they are drawn, and the number at which each member stands.

    A group stands where its first member would, as a field of its own whose children are the group's.
    """
    if not field.groups:
        return list(field.children), {child.name: at for at, child in enumerate(field.children)}
    drawn: list[Field] = []
    rank: dict[str, int] = {}
    holders = _holders(field)
    known: dict[str, int] = {}
    for child in field.children:
        holder = holders.get(child.name)
        if holder is None:
            rank[child.name] = len(drawn)
            drawn.append(child)
            continue
        if holder.name not in known:
            rank[holder.name] = known[holder.name] = len(drawn)
            drawn.append(holder)
        rank[child.name] = known[holder.name]
    return drawn, rank


def is_heading(field: Field) -> bool:
    """Whether a field stands for a group of members."""
    return field.name.startswith(_MARK)


def _holders(field: Field) -> dict[str, Field]:
    """The heading of each member that is in a group; the first group that names it has it."""
    found: dict[str, Field] = {}
    for number, group in enumerate(field.groups):
        members = tuple(
            child
            for name in dict.fromkeys(group.names)
            if name not in found and (child := field.child(name)) is not None
        )
        if not members:
            continue
        holder = Field(
            path=(*field.path, f"{_MARK}{number}"),
            kind=Kind.OBJECT,
            title=group.title or "More",
            help=group.help,
            required=True,
            depth=field.depth,
            expand_children=lambda members=members: members,  # type: ignore[misc]
        )
        found |= {member.name: holder for member in members}
    return found


class Headed(FormNode):
    """One group: a heading that opens and shuts it, a sentence of help, and its members."""

    holds_others = True
    heads_a_group = True

    def __init__(self, parts: Parts, model: FormModel, field: Field, heading: Field, pointer: Pointer) -> None:
        """Args:
        parts: makes the members' rows.
        model: the document on the screen.
        field: the object's.
        heading: one of those that `under_headings` makes of it.
        pointer: where the object stands.
        """
        super().__init__(parts, model, pointer)
        self.field = heading
        self._folded = field.groups[int(heading.name.removeprefix(_MARK))].folded
        field = heading
        self._places = [(*pointer, child.name) for child in field.children]
        self.fold = Fold(self)
        self.fold.button.setObjectName(f"group:{self.pointer_text}#{field.title}")
        self.fold.button.setFont(look.heading_font())
        if field.help:
            self.fold.column.addWidget(look.Text(field.help, size="small", tone="muted"))
        column = QVBoxLayout(self)
        look.no_margins(column, 0)
        column.addWidget(self.fold)
        self._made: FormNode | None = None
        self.fold.toggled.connect(self._toggled)
        self.fold.button.clicked.connect(lambda: model.folds.__setitem__(self._key, self.fold.is_open))
        self._name()
        self._settle()

    @property
    def _key(self) -> str:
        return "group " + "/".join((*self.field.path[:-1], self.field.title))

    def _is_empty(self) -> bool:
        return all(values.is_empty(self.model.value(place)) for place in self._places) and not self._wrong()

    def _wrong(self) -> int:
        below = (one for place in self._places for one in self.model.problems_below(place))
        return sum(1 for one in below if one.severity is Severity.WRONG)

    def _settle(self) -> None:
        """As the person last left it; else open, unless it is to be shut while nothing is in it."""
        self.fold.set_open(
            self.model.folds.get(self._key, self.fold.is_open or not self._folded or not self._is_empty())
        )
        self._name()

    def _toggled(self, on: bool) -> None:
        if on and self._made is None:
            body = self.parts.body(self.model, self.field, self.pointer)
            assert isinstance(body, FormNode)
            self._made = body
            self.fold.column.addWidget(body)
            body.show()
        self._name()

    def _name(self) -> None:
        wrong = 0 if self.fold.is_open else self._wrong()
        self.fold.set_words(self.field.title + (f" — {count(wrong, 'problem')}" if wrong else ""))

    def adopt(self, field: Field) -> bool:
        self.field = field
        self._places = [(*self.pointer, child.name) for child in field.children]
        self._name()
        return self._made is None or self._made.adopt(field)

    def refresh(self, change: Change | None) -> None:
        self._settle()

    def show_problems(self) -> None:
        self._settle()

    def bring_up(self, pointer: Pointer) -> bool:
        if any(pointer[: len(place)] == place for place in self._places):
            if not self.fold.is_open:
                self.model.folds[self._key] = True  # it would shut again with the next change
            self.fold.set_open(True)
            if self._made is not None:
                self._made.bring_up(pointer)
        return False

    def reveal(self, pointer: Pointer) -> bool:
        return self.bring_up(pointer)

    def take_focus(self) -> bool:
        if self._made is not None and self.fold.is_open:
            return self._made.take_focus()
        self.fold.button.setFocus()
        return True
