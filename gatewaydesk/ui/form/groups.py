"""The members of an object, one under the other; optional ones that are empty are folded away at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.fold import Fold
from gatewaydesk.ui.form.headings import Headed, is_heading, under_headings
from gatewaydesk.ui.form.keeping import keeping_focus, put_after
from gatewaydesk.ui.form.leftovers import NOT_IN_SCHEMA, Leftover, leftovers
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose
from gatewaydesk.validation.problems import Severity

_NAMES = ("name", "title", "label")
_FEW = 9  # an item with no more members than a grid has columns folds none of them away
_AT_ONCE = 60  # rows of a fold; more are made when they are asked for


class Group(FormNode):
    """The fields of an object."""

    holds_others = True
    is_group = True

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, look.FIELD_GAP)
        self._left: dict[str, Field] = {}
        self._rank: dict[str, float] = {}
        self._children = self._arranged()
        self._rows: dict[str, FormNode] = {}
        self._inside: dict[str, FormNode] = {}
        self._hidden = {child.name: child for child in self._children if self._is_hidden(child)}
        self._folded = {child.name: child for child in self._children if self._can_fold(child)}
        self._fold: Fold | None = None
        self._more: QToolButton | None = None
        self._shown = _AT_ONCE
        self._tail: list[QWidget] = []
        self._whole = False
        self._steps = self._build()

    def _arranged(self) -> list[Field]:
        """The members that are drawn, in order; what is written and does not apply stays where it was."""
        arranged, rank = under_headings(self.field)
        self._left = {} if is_heading(self.field) else self._left_over(rank)
        before = sorted(self._rank, key=self._rank.__getitem__)
        self._rank = dict(rank)
        for name in self._left:
            above = before[: before.index(name)] if name in before else []
            last = max((rank[one] for one in above if one in rank), default=-1) if above else len(rank)
            self._rank[name] = last + 0.5
        shown = [child for child in arranged if not self._is_settled(child)]
        return sorted([*shown, *self._left.values()], key=lambda child: self._rank[child.name])

    def _left_over(self, known: Iterable[str]) -> dict[str, Field]:
        """What is written and does not apply; emptied, it stays for as long as somebody is in it."""
        found = leftovers(self.field, self.value)
        for name in self._left.keys() - found.keys() - set(known):
            row = self._rows.get(name)
            if isinstance(row, Leftover) and self.model.hands.keep(row):
                found[name] = self._left[name]
        return found

    def _is_hidden(self, child: Field) -> bool:
        return child.hide_empty and not child.required and child.name not in self._left and self._is_idle(child)

    def _can_fold(self, child: Field) -> bool:
        if child.name in self._hidden or child.name in self._left or is_heading(self.field):
            return False
        if child.deprecated and not child.required and self.model.folding and self._is_idle(child):
            return True
        if self._is_item and (len(self.field.children) <= _FEW or self._names_the_item(child)):
            return False  # in the order of its grid's columns, and of the schema
        return self.model.folding and not child.required and self._is_idle(child)

    @property
    def _is_item(self) -> bool:
        return bool(self.pointer) and isinstance(self.pointer[-1], int)

    def _names_the_item(self, child: Field) -> bool:
        first = child is next(iter(self.field.children), None) and child.kind is Kind.TEXT and not child.multiline
        return first or child.name.casefold() in _NAMES

    def _is_settled(self, child: Field) -> bool:
        """The member that says which alternative this is, when it says so: the chooser above shows it already."""
        if not child.decides:
            return False
        only = child.choices[0].value if len(child.choices) == 1 else child.default
        return values.same(self.model.value((*self.pointer, child.name)), only)

    def _is_idle(self, child: Field) -> bool:
        """Nothing written there, and nothing wrong."""
        place = (*self.pointer, child.name)
        wrong = any(one.severity is not Severity.ADVICE for one in self.model.problems_below(place))
        typing = any(one[: len(place)] == place for one in self.model.beside.unfinished)
        return not wrong and not typing and values.is_empty(self.model.value(place))

    # Building, a row at a time

    def build(self, enough: Callable[[], bool]) -> bool:
        """Makes rows until it is enough; returns whether all are made.

        They find their places together at the end: each by itself would have all those before it laid out once more.
        """
        self.column.setEnabled(False)
        try:
            return all(not enough() for _ in self._steps)
        finally:
            self.column.setEnabled(True)
            self.column.activate()

    def build_to(self, name: object) -> None:
        """Makes the rows as far as that member's, or all where it has no row of its own (yet)."""
        if name not in self._rows:
            self.build(lambda: name in self._rows)

    def build_all(self) -> Group:
        """Makes all rows now."""
        self.build(lambda: False)
        return self

    def _build(self) -> Iterator[None]:
        for child in self._children:
            if child.name not in self._folded and child.name not in self._hidden:
                self._add_row(child)
                yield
        self._add_fold()
        yield
        self._whole = True
        self._add_tail()

    def _add_row(self, child: Field) -> None:
        row = self._make(child)
        before = sum(1 for name in self._rows if self._rank[name] < self._rank[child.name])
        self._give_room(row, first=before == 0)
        self._rows[child.name] = row
        behind = self._fold is not None and self.column.indexOf(self._fold) < before
        self.column.insertWidget(before + behind, row)
        row.show()

    def _make(self, child: Field) -> FormNode:
        if child.name in self._left:
            return Leftover(self.parts, self.model, child, (*self.pointer, child.name))
        if is_heading(child):
            return Headed(self.parts, self.model, self.field, child, self.pointer)
        return self.parts.row(self.model, child, (*self.pointer, child.name))

    def _give_room(self, row: FormNode, *, first: bool) -> None:
        if getattr(row, "heads_a_group", False) and not first:
            row.setContentsMargins(0, look.GROUP_GAP - look.FIELD_GAP, 0, 0)

    def _add_fold(self) -> None:
        if not self._folded:
            return
        self._fold = Fold(self)
        self._fold.button.setObjectName(f"fold:{self.pointer_text}")
        self._fold.toggled.connect(self._fold_toggled)
        self.column.insertWidget(self._place_of_fold(), self._fold)
        self._name_fold()
        self._fold.set_open(self.model.folds.get(self._fold_key, not self._rows))

    def _add_tail(self) -> None:
        """Members that the schema does not name."""
        if is_heading(self.field):
            return
        held = self.model.value(self.pointer)
        unknown = [name for name in held if name not in self._rank] if isinstance(held, dict) else []
        if self.field.extra is None and not unknown:
            self._drop_tail()
            return
        if self._tail:
            return
        real = self.model.authoring.field_at(self.pointer)
        if real is not None and real.kind is Kind.OBJECT and {one.name for one in real.children} - set(self._rank):
            return  # a page made of only some of the fields
        title = "Other entries" if self.field.extra is not None else NOT_IN_SCHEMA
        named = (*self.field.children, *self._left.values())
        free = self.field.with_(kind=Kind.MAP, title=title, required=True, expand_children=lambda: named)
        if unknown or self._rows or self._folded:
            heading = look.Text(title, size="group")
            heading.setContentsMargins(0, look.GROUP_GAP - look.FIELD_GAP, 0, 0)
            self._tail.append(heading)
        self._tail.append(self.parts.body(self.model, free, self.pointer))
        for widget in self._tail:
            self.column.addWidget(widget)
            widget.show()

    def _drop_tail(self) -> None:
        tail, self._tail = self._tail, []
        for widget in tail:
            dispose(widget)

    # When conditions make it another group

    def adopt(self, field: Field) -> bool:
        if field.kind is not Kind.OBJECT:
            return False
        if field is not self.field:
            if not self._whole:
                self.build_all()
            self.field = field
            self._rearrange()
        return True

    def _rearrange(self) -> None:
        """Draws anew what has changed, and nothing else."""
        before, left = {child.name: child for child in self._children}, set(self._left)
        self._children = self._arranged()
        if self._children == [*before.values()] and left == self._left.keys():
            return
        now = {child.name: child for child in self._children}
        with keeping_focus(self):
            for name in before.keys() - now.keys():
                self._take_away(name)
            for name, child in now.items():
                known, same_part = before.get(name), (name in left) is (name in self._left)
                if child is known and same_part:
                    continue
                if known is None or not (same_part and self._pass_on(child)):
                    self._take_away(name)
                    self._add_row(child)
            self._put_in_order()
            self._drop_tail()
            self._add_tail()
        self._name_fold()

    def _pass_on(self, child: Field) -> bool:
        """Gives a member's row the field that the member has now; False where it needs a row of its own."""
        for there in (self._hidden, self._folded):
            if child.name in there and not child.required:
                there[child.name] = child
                row = self._inside.get(child.name)
                if row is not None and not row.adopt(child):
                    dispose(self._inside.pop(child.name))
                    if self._fold is not None and self._fold.is_open:
                        self._fold_toggled(True)
                return True
        row = self._rows.get(child.name)
        return row is not None and row.adopt(child)

    def _take_away(self, name: str) -> None:
        self._hidden.pop(name, None)
        self._folded.pop(name, None)
        dispose(self._inside.pop(name, None))
        dispose(self._rows.pop(name, None))

    def _put_in_order(self) -> None:
        """The rows in the order of the members; Tab goes the same way."""
        wanted = sorted(self._rows, key=self._rank.__getitem__)
        shown = sorted(self._rows, key=lambda name: self.column.indexOf(self._rows[name]))
        if wanted != shown:
            first = min(self.column.indexOf(row) for row in self._rows.values())
            for at, name in enumerate(wanted):
                self.column.removeWidget(self._rows[name])
                self.column.insertWidget(first + at, self._rows[name])
        self._rows = {name: self._rows[name] for name in wanted}
        above: QWidget | None = None
        for row in self._rows.values():
            put_after(above, row)
            above = row

    # Folding

    def _place_of_fold(self) -> int:
        """At the end; in an item, before the first big part that the schema has behind a folded member."""
        rows = list(self._rows.items())
        first = min(self._rank[name] for name in self._folded)
        for at, (name, row) in enumerate(rows):
            if self._is_item and self._rank[name] > first and getattr(row, "heads_a_group", False):
                return at
        return len(rows)

    @property
    def _fold_key(self) -> str:
        return "/".join(self.field.path)

    def _name_fold(self) -> None:
        if self._fold is not None:
            count = len(self._folded)
            above = [row for row in self._rows.values() if self.column.indexOf(row) < self.column.indexOf(self._fold)]
            mixed = any(getattr(row, "heads_a_group", False) for row in above)
            where = f" of {self.field.title}" if mixed else ""
            self._fold.set_words(f"{count} optional field{'' if count == 1 else 's'}{where}")
            self._fold.setContentsMargins(0, look.GROUP_GAP - look.FIELD_GAP if mixed else 0, 0, 0)
            self._fold.setVisible(count > 0)

    def _fold_toggled(self, on: bool) -> None:
        if self._fold is None:
            return
        self.model.folds[self._fold_key] = on
        if on:
            self._fill_fold()
        else:
            self._unfold_used()

    def _fill_fold(self, more: int = 0) -> None:
        """Makes the rows in the fold; of very many only the first, and `more` when they are asked for."""
        if self._fold is None:
            return
        self._shown += more
        for child in list(islice(self._folded.values(), self._shown)):
            self._put_inside(child)
        left = len(self._folded) - len(self._inside)
        if left and self._more is None:
            self._more = look.quiet_button("", f"Show more optional fields of {self.field.title}")
            self._more.setObjectName(f"more:{self.pointer_text}")
            self._more.clicked.connect(lambda: self._fill_fold(_AT_ONCE))
            self._fold.column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        if self._more is not None:
            self._more.setText(f"Show {min(left, _AT_ONCE)} more of {left:,}")
            self._more.setVisible(left > 0)

    def _put_inside(self, child: Field) -> None:
        if self._fold is None or child.name in self._inside:
            return
        row = self._make(child)
        self._give_room(row, first=not self._inside)
        at = sum(self._rank[name] < self._rank[child.name] for name in self._inside)
        self._inside[child.name] = row
        self._fold.column.insertWidget(at, row)

    def _unfold_used(self) -> None:
        """What is no longer empty, or is wrong, moves up among the others; only while the fold is shut."""
        for child in [one for one in self._hidden.values() if not self._is_idle(one)]:
            self._bring_out(child)
        if self._fold is None or self._fold.is_open:
            return
        for child in [one for one in self._folded.values() if not self._is_idle(one)]:
            del self._folded[child.name]
            dispose(self._inside.pop(child.name, None))
            self._add_row(child)
        self._name_fold()

    def _bring_out(self, child: Field) -> None:
        """Shows what was out of sight while it was empty."""
        del self._hidden[child.name]
        if child.name not in self._rows:
            self._add_row(child)

    def refresh(self, change: Change | None) -> None:
        if self._whole and leftovers(self.field, self.value).keys() != self._left.keys():
            self._rearrange()
        self._unfold_used()
        if self._whole:
            self._add_tail()

    def show_problems(self) -> None:
        self._unfold_used()

    # Where one is

    def reveal(self, pointer: Pointer) -> bool:
        return self.bring_up(pointer)

    def bring_up(self, pointer: Pointer) -> bool:
        depth = len(self.pointer)
        if len(pointer) > depth:
            self.build_to(pointer[depth])
        if len(pointer) > depth and pointer[depth] in self._hidden:
            self._bring_out(self._hidden[str(pointer[depth])])
        for row in self._rows.values():
            if isinstance(row, Headed):
                row.bring_up(pointer)
        if len(pointer) > depth and pointer[depth] in self._folded and self._fold is not None:
            self._fold.set_open(True)
            self._put_inside(self._folded[str(pointer[depth])])
        return False

    def take_focus(self) -> bool:
        tried: set[FormNode] = set()
        while True:
            for row in (*self._rows.values(), *self._inside.values()):
                if row not in tried and row.isVisible() and row.take_focus():
                    return True
                tried.add(row)
            if next(self._steps, self) is self:
                return False
