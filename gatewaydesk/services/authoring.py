"""Writing one dataset's metadata: a document, the schema it follows, what is wrong with it and what is left to do."""

from __future__ import annotations

import copy
import re
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.document import Document, Listener
from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.errors import FileProblem, SchemaProblem
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get
from gatewaydesk.schema.branching import TEXTS, best_branch, blank, field_at, fits_kind
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.json_types import is_number
from gatewaydesk.schema.widgets import filled_in
from gatewaydesk.services.dismissals import Dismissals
from gatewaydesk.services.refusals import Refusals
from gatewaydesk.validation.advice import QuietTables, advised
from gatewaydesk.validation.completeness import Counts, measure
from gatewaydesk.validation.engine import Checker, NoChecker
from gatewaydesk.validation.guards import collection_paused
from gatewaydesk.validation.listing import Tally, kept, summed, tallied
from gatewaydesk.validation.measured import Measured
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.remaining import Left, left_in
from gatewaydesk.validation.repairs import Mender, Repair
from gatewaydesk.validation.repairs.making import compatible
from gatewaydesk.validation.unfilled import also_left, counted_with, let_pass, told_once

_YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}
_WHOLE = re.compile("-?[0-9]{1,1000}")  # Python itself reads no more than some thousands of digits
TITLE_PLACES = (("summary", "title"), ("title",), ("name",))


def now() -> str:
    """The time in UTC as schemas of format `date-time` want it, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# How generated fields start, by the rule's name in the hints; `modified` is also renewed before sending.
FILLS: Mapping[str, Callable[[], Any]] = {
    "uuid": lambda: str(uuid.uuid4()),
    "version": lambda: "1.0.0",
    "revisions": list,
    "issued": now,
    "modified": now,
}

_LOOKED_AT = 4_000  # characters of a title: it is drawn in many places, and asked for with every key
_LONGEST_TITLE = 300


def title_of(value: Any) -> str:
    """The dataset's title as it stands in the metadata, of a very long one its beginning, or "Untitled"."""
    for place in TITLE_PLACES:
        title = get(value, place)
        if isinstance(title, str) and (begins := " ".join(title[:_LOOKED_AT].split())):
            return begins if len(title) <= _LOOKED_AT else f"{begins[:_LONGEST_TITLE]}…"
    return "Untitled"


class Authoring:
    """One document being written.

    Problems and counts are those of the last `check`; who changes the document decides when to check again.

    Attributes:
        checked: the document's revision at the last `check`, or -1 before the first.
        took: seconds that the last `check` took.
        dismissed: advice that a person left so, of the last check; not among `problems`.
        escaping: the gateway chosen is reached by a route that changes signs in texts, which calls for more advice.
    """

    def __init__(self, schema: LoadedSchema, value: Any = ABSENT, *, advises: bool = True) -> None:
        """Args:
        schema: what is filled in.
        value: what there is of it.
        advises: it is metadata, of which what is valid may be doubtful all the same; not so a sign-in's settings.
        """
        self.schema, self._advises = schema, advises
        self.document = Document(value)
        self.problems: list[Problem] = []
        self._found = self.problems  # what the last check found
        self._tallied: tuple[list[Problem] | None, dict[str, Tally]] = (None, {})
        self.counts: dict[str, Counts] = {}
        self.checked = -1
        self.took = 0.0
        self.escaping = False
        self.dismissed: list[Problem] = []
        self._refusals = Refusals(self.document, self._generated_places)
        self._dismissals = Dismissals(self.document)
        self._checker: Checker | NoChecker = _checker_of(schema)
        self._problem_listeners: list[Callable[[], None]] = []
        self._measured = Measured(lambda: self.root)
        self._quiet = QuietTables()
        self.document.listen(self._follow)
        self._mender: tuple[int, Mender] | None = None

    @classmethod
    def new(cls, schema: LoadedSchema) -> Authoring:
        """An empty document whose generated fields are filled in."""
        return cls(schema, starting_value(schema))

    @property
    def root(self) -> Field:
        """The field of the whole document."""
        return self.schema.root

    @property
    def title(self) -> str:
        """The dataset's title, or "Untitled"."""
        return title_of(self.document.value)

    @property
    def total_counts(self) -> tuple[int, int, int, int]:
        """Required done and in all, every field done and in all, as the last check counted them."""
        whole = self.counts.get("")
        if whole is None:
            return (0, 0, 0, 0)
        return (whole.required_done, whole.required_total, whole.all_done, whole.all_total)

    @property
    def wrong(self) -> int | None:
        """How many values the last check called wrong, or None before the first."""
        return summed(self.tallies.values()).wrong if self.checked >= 0 else None

    @property
    def tallies(self) -> dict[str, Tally]:
        """The problems of the last check by tier for each name at the top (see `listing.tallied`), counted once."""
        if self._tallied[0] is not self.problems:
            self._tallied = (self.problems, tallied(self.problems))
        return self._tallied[1]

    def field_at(self, pointer: Pointer) -> Field | None:
        """The field of a place, as the values above it decide (items, alternatives, free members)."""
        return field_at(self.root, pointer, self.document.value)

    def label(self, pointer: Pointer) -> str:
        """The place in words: "Structural metadata › Table admissions › Column dob"."""
        place = Places(self.root, self.document.value).at(pointer)
        return " › ".join((*place.trail, place.title))

    def follow(self, schema: LoadedSchema) -> None:
        """Takes the same schema read anew, with other hints; the document and its steps stay. To be checked again."""
        self.schema, self.checked, self._mender = schema, -1, None
        self._checker = _checker_of(schema)
        self._measured = Measured(lambda: self.root)

    # Changing

    def set_value(self, pointer: Pointer, field: Field, value: Any, merge: str = "") -> Change | None:
        """Writes what a person typed; ABSENT means that they emptied it.

        Emptied, a required member that may be null becomes null, and so does one that was null already; any other
        member goes, together with optional objects above it that it leaves empty.
        """
        label = f"change {field.title}"
        if value is not ABSENT:
            return self.document.set(pointer, value, label=label, merge=merge, order=self._order)
        old = self.document.get(pointer)
        if old is ABSENT or old is None:
            return None
        if field.nullable and (field.required or (pointer and isinstance(pointer[-1], int))):
            return self.document.set(pointer, None, label=label, merge=merge)
        edits = self._removal(pointer)
        return self.document.apply(edits, label=label, merge=merge)

    def include(self, pointer: Pointer, field: Field) -> Change | None:
        """Puts an optional object in, with whatever it cannot be without."""
        if self.document.get(pointer) not in (ABSENT, None):
            return None
        start = blank(field)
        start = {} if start is ABSENT or start is None else start
        return self.document.set(pointer, start, label=f"include {field.title}", order=self._order)

    def leave_out(self, pointer: Pointer, field: Field) -> Change | None:
        """Takes an optional object out with all that is in it."""
        if self.document.get(pointer) is ABSENT:
            return None
        return self.document.remove(pointer, label=f"leave out {field.title}")

    def add_item(self, pointer: Pointer, field: Field, value: Any = ABSENT) -> Pointer:
        """Adds an item at the end of a list and returns its place."""
        items = self.document.get(pointer)
        index = len(items) if isinstance(items, list) else 0
        if value is ABSENT:
            item = field.item_at(index)
            value = blank(item) if item is not None else ""
            value = "" if value is ABSENT else value
        place = (*pointer, index)
        label = f"add to {field.title}"
        if isinstance(items, list):
            self.document.insert(place, value, label=label)
        else:
            self.document.set(pointer, [value], label=label, order=self._order)
        return place

    def remove_item(self, pointer: Pointer) -> Change | None:
        """Takes an item out of its list. What the last one leaves is what adding the first one found; where that is
        not known, an optional list goes and a required one stays empty.
        """
        above = pointer[:-1]
        holder, field = self.document.get(above), self.field_at(above)
        if isinstance(holder, list) and len(holder) == 1 and field is not None:
            found = self.document.found_by_filling(above, [] if field.required else ABSENT)
            if found is not None and found is not ABSENT:
                return self.document.remove(pointer, label=f"remove from {field.title}")
            edits = self._removal(above) if found is ABSENT else self.document.plan(above, None)
            return self.document.apply(edits, label=f"remove from {field.title}")
        return self.document.remove(pointer, label="remove an item")

    def duplicate_item(self, pointer: Pointer) -> Pointer:
        """Puts a copy of an item behind it and returns the copy's place."""
        place = (*pointer[:-1], int(pointer[-1]) + 1)
        self.document.insert(place, copy.deepcopy(self.document.get(pointer)), label="duplicate an item")
        return place

    def move_item(self, pointer: Pointer, index: int) -> Change | None:
        """Moves an item to another number in its list."""
        return self.document.move(pointer, index, label="move an item")

    def rename_member(self, pointer: Pointer, name: str) -> Change | None:
        """Gives a member of an object another name, in its place."""
        return self.document.rename(pointer, name, label=f"rename {pointer[-1]}")

    def choose_branch(self, pointer: Pointer, field: Field, index: int) -> Change | None:
        """Switches a union to another alternative, keeping what fits both (members of the same name, a lone item).

        Where the new alternative is a single value that nothing carries over to, the place becomes empty.
        """
        value = self.document.get(pointer)
        branch = field.branches[index]
        if value is not ABSENT and value is not None and best_branch(field, value) == index:
            return None
        carried = _carried(value, branch, field.branches[best_branch(field, value)])
        if carried is ABSENT and field.name in ("*", "**"):  # an entry stays, whatever becomes of what is in it
            start = blank(branch)
            carried = (None if branch.nullable else "") if start is ABSENT else start
        return self.document.set(pointer, carried, label=f"change the kind of {field.title}", order=self._order)

    def apply(self, edits: Iterable[Edit], label: str) -> Change | None:
        """Makes several edits as one step."""
        made = list(edits)
        return self.document.apply(made, label=label) if made else None

    def take_values(self, given: Iterable[tuple[Pointer, Any]], label: str) -> Pointer | None:
        """Writes several values as one step, one after the other: each may make the place of the next.

        Returns:
            The first place that has changed, or None where all of it was written already.
        """
        self.document.end_merge()
        first, merge = None, f"take {uuid.uuid4()}"
        for given_place, value in given:
            pointer = self._numbered(given_place)
            change = self.document.set(pointer, value, label=label, merge=merge, order=self._order)
            if change is not None and first is None:
                first = pointer
        self.document.end_merge()
        return first

    def _numbered(self, pointer: Pointer) -> Pointer:
        """A place with its item numbers as numbers, also of a list that is not there yet: only the schema knows it."""
        place: Pointer = ()
        for part in pointer:
            number = isinstance(part, str) and part.isascii() and part.isdigit()
            field = self.field_at(place) if number else None
            place = (*place, int(part) if field is not None and field.kind is Kind.LIST else part)
        return place

    def touch_generated(
        self, given: Mapping[str, Any] = MappingProxyType({}), label: str = "fill in generated fields"
    ) -> Change | None:
        """Fills generated fields that are missing and renews the time of the last change.

        Args:
            given: values, by the name of their rule, that take the place of what is written there.
            label: what undo calls it.
        """
        edits: list[Edit] = []
        for text, rule in filled_in(self.schema.hints, self.root, self.document.value).items():
            pointer = from_text(text, self.document.value)
            missing = self.document.get(pointer) is ABSENT
            if (missing or rule == "modified" or rule in given) and self._has_room(pointer):
                made = given[rule] if rule in given else FILLS[rule]()
                edits.extend(self.document.plan(pointer, made, self._order))
        return self.apply(edits, label)

    # Repairing

    @property
    def mender(self) -> Mender:
        """What finds repairs in the document as it is now; fit for a background thread while nobody changes it."""
        if self._mender is None or self._mender[0] != self.document.revision:
            known = self.checked == self.document.revision and not self.gateway_problems  # which take advice's place
            problems = [*self.problems, *self.dismissed] if known else None
            made = Mender(self._problems_of, self.root, self.document.value, problems, self.schema.raw)
            self._mender = (self.document.revision, made)
        return self._mender[1]

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """What mends a problem, best first; each removes it and causes no other."""
        return self.mender.repairs(problem)

    def mend(self, repairs: Iterable[Repair]) -> Change | None:
        """Makes one or several repairs as one step; of two that change the same place only one is made.

        Returns:
            The change, or None where what they were made from is no longer there.
        """
        made = compatible(self.document.value, repairs)
        edits = [edit for one in made for edit in one.edits]
        title = made[0].problem.title if made else ""
        return self.apply(edits, f"repair {title}" if len(made) == 1 else f"repair {len(made):,} problems")

    # Undo

    @property
    def undo_label(self) -> str | None:
        """What would be undone, or None."""
        return self.document.undo_label

    @property
    def redo_label(self) -> str | None:
        """What would be redone, or None."""
        return self.document.redo_label

    def undo(self) -> Change | None:
        """Takes the last step back."""
        return self.document.undo()

    def redo(self) -> Change | None:
        """Does the last undone step again."""
        return self.document.redo()

    def end_merge(self) -> None:
        """The next change starts an undo step of its own."""
        self.document.end_merge()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with each change; returns the function that ends it."""
        return self.document.listen(listener)

    # Checking

    def listen_problems(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` after each check; returns the function that ends it."""
        self._problem_listeners.append(listener)
        return lambda: self._problem_listeners.remove(listener) if listener in self._problem_listeners else None

    @property
    def gateway_problems(self) -> list[Problem]:
        """What the gateway refused and nobody has changed since."""
        return self._refusals.standing()

    @gateway_problems.setter
    def gateway_problems(self, problems: Iterable[Problem]) -> None:
        self._refusals.keep(problems)
        self.adopt(self.examine(self.document.value))

    def refused_text(self) -> str:
        """What the gateway refused and nobody has changed since, to be kept with the draft (see `recall_refused`)."""
        return self._refusals.written()

    def recall_refused(self, text: str) -> None:
        """Takes what was kept with the draft; to be called before its first check."""
        self._refusals.read(text)

    def leave_so(self, problem: Problem) -> None:
        """A piece of advice is not given again while the value stays that it is about; `dismissed` tells of it."""
        self._dismissals.leave_so(problem)
        self.adopt((self._found, self.counts))

    def advise_again(self, problem: Problem) -> None:
        """A piece of advice that was left so is given again."""
        self._dismissals.give_again(problem)
        self.adopt((self._found, self.counts))

    def dismissed_rows(self) -> list[dict[str, str]]:
        """The advice that was left so, to be kept with the draft (see `recall_dismissed`)."""
        return self._dismissals.written()

    def recall_dismissed(self, rows: Any) -> None:
        """Takes what was kept with the draft."""
        self._dismissals.read(rows)
        if self.checked >= 0:
            self.adopt((self._found, self.counts))

    def examine(self, value: Any) -> tuple[list[Problem], dict[str, Counts]]:
        """Checks a value and counts what is left, without touching anything here: fit for a background thread.

        The whole value is checked; of what comes out, problems that are known already are given as the same objects,
        and where all are, as the same list.
        """
        with collection_paused():  # the first time the fields are made here, which may be many
            problems, counts, left = self._problems_of(value), self._counted(value), self._left(value)
            problems = told_once(problems, let_pass(self.root, value, problems, left))
            more = also_left(self.root, value, problems, left)
            return kept(self._found, problems), counted_with(counts, more) if more else counts

    def left(self) -> list[Left]:
        """The required places that are empty, in no order: as many as the counts of the last check miss."""
        value = self.document.value
        found = self._left(value)
        return [*found, *also_left(self.root, value, self.problems, found)]

    def _problems_of(self, value: Any) -> list[Problem]:
        try:
            problems = self._checker.check(value, self._depth(value))
            if not self._advises:
                return problems
            quiet = self._quiet if value is self.document.value else None
            return advised(
                self.schema, value, problems, escaping=self.escaping, quiet=quiet, revision=self.document.revision
            )
        except SchemaProblem as error:  # some validators look for what a schema refers to only when they come there
            return NoChecker(self.schema, error).check(value)

    def adopt(self, found: tuple[list[Problem], dict[str, Counts]]) -> None:
        """Takes over what `examine` found and tells the listeners. Where a gateway refused, advice is too late."""
        self._found, refused = found[0], self.gateway_problems
        told, dismissed = self._dismissals.sift(found[0])
        self.dismissed = kept(self.dismissed, dismissed)
        places = {one.pointer for one in refused}
        told = [one for one in told if one.source != "advice" or one.pointer not in places] if refused else told
        self.problems = found[0] if told is found[0] else kept(self.problems, [*told, *refused])
        self.counts = found[1]
        for listener in tuple(self._problem_listeners):
            listener()

    def check(self) -> list[Problem]:
        """Checks the whole document now."""
        started, revision = time.perf_counter(), self.document.revision
        found = self.examine(self.document.value)
        self.took, self.checked = time.perf_counter() - started, revision
        self.adopt(found)
        return self.problems

    # Inside

    def _follow(self, change: Change) -> None:
        self._measured.follow(change, self.document.value, self.document.revision)
        self._quiet.follow(change, self.document.revision)

    def _counted(self, value: Any) -> dict[str, Counts]:
        if value is not self.document.value:
            return measure(self.root, value)
        return self._measured.counts(value, self.document.revision)

    def _left(self, value: Any) -> list[Left]:
        if value is not self.document.value:
            return left_in(self.root, value)
        return self._measured.left(value, self.document.revision)

    def _depth(self, value: Any) -> int | None:
        return self._measured.depth(value, self.document.revision) if value is self.document.value else None

    def _has_room(self, pointer: Pointer) -> bool:
        """Whether a member can be put there: what stands above it is an object, or nothing yet."""
        above = (self.document.get(pointer[:depth]) for depth in range(len(pointer)))
        return all(one is ABSENT or one is None or isinstance(one, dict) for one in above)

    def _generated_places(self) -> Iterable[Pointer]:
        value = self.document.value
        return (from_text(text, value) for text in filled_in(self.schema.hints, self.root, value))

    def _order(self, pointer: Pointer) -> Iterable[str]:
        field = self.field_at(pointer)
        if field is not None and field.kind is Kind.UNION:
            value = self.document.get(pointer)
            field = field.branches[best_branch(field, value)].settled(value)
        return [child.name for child in field.children] if field is not None else []

    def _removal(self, pointer: Pointer) -> list[Edit]:
        """Takes a place out, with optional objects above it that hold nothing else."""
        while len(pointer) > 1:
            above = pointer[:-1]
            holder, field = self.document.get(above), self.field_at(above)
            if not isinstance(holder, dict) or len(holder) > 1 or field is None or field.required:
                break
            if field.name != above[-1]:
                break  # an item, or a free member: a person added it, and only a person takes it out
            pointer = above
        return self.document.plan(pointer, ABSENT)


@lru_cache(maxsize=8)
def _checker_of(schema: LoadedSchema) -> Checker | NoChecker:
    """The checker of a schema, kept for the next document; the form opens even where there can be none."""
    try:
        return Checker(schema)
    except SchemaProblem as error:
        return NoChecker(schema, error)


def make_ready(schema: LoadedSchema) -> None:
    """Makes a schema's fields and checker, so that the next document that follows it is there sooner."""
    with collection_paused():
        _checker_of(schema)
        measure(schema.root, {})
        advised(schema, {}, [])


def starting_value(schema: LoadedSchema) -> dict[str, Any]:
    """What a new document holds: its generated fields, and nothing that a person should decide."""
    if not schema.hints.generated:
        return {}
    document = Document({})
    for text, rule in filled_in(schema.hints, schema.root, {}).items():
        document.set(from_text(text, document.value), FILLS[rule]())
    value: dict[str, Any] = document.value
    return value


def _carried(value: Any, branch: Field, left: Field) -> Any:
    """What a value becomes when one alternative is `left` for another: as much of it as fits."""
    start = blank(branch)
    if value is ABSENT or value is None:
        return _emptiest(branch) if start is ABSENT else start
    if branch.kind in (Kind.OBJECT, Kind.MAP):
        kept = _shared_members(value, branch, left) if isinstance(value, dict) else {}
        return {**kept, **(start if isinstance(start, dict) else {})}
    listish = branch.kind in (Kind.LIST, Kind.TAGS, Kind.CHOICES)
    if listish and not isinstance(value, (list, dict)):
        return [value]
    if listish and isinstance(value, list):
        return copy.deepcopy(value)
    lone = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(lone, (list, dict)):
        made = _as_kind(lone, branch)
        return _emptiest(branch) if made is ABSENT else made
    return _emptiest(branch) if start is ABSENT else start


def _shared_members(value: dict[str, Any], branch: Field, left: Field) -> dict[str, Any]:
    """The members that an alternative knows too, and those that neither knows where it allows them."""
    names, others = _member_names(branch, value), _member_names(left, value)
    strange = () if branch.closed else value.keys() - others
    return {
        name: copy.deepcopy(below) for name, below in value.items() if not names or name in names or name in strange
    }


def _member_names(branch: Field, value: dict[str, Any]) -> set[str]:
    return {child.name for child in (*branch.children, *branch.settled(value).children)}


def _as_kind(value: Any, branch: Field) -> Any:
    """A scalar in the type of another alternative, where that loses nothing; ABSENT where that type cannot show it."""
    text = value.strip() if isinstance(value, str) else None
    if branch.kind is Kind.UNION:
        return value if any(fits_kind(one, value) for one in branch.branches) else ABSENT
    if fits_kind(branch, value):
        return value
    if branch.kind is Kind.INTEGER and not isinstance(value, bool):  # a number that is not whole can be shown there
        return int(text) if text is not None and _WHOLE.fullmatch(text) else value
    if branch.kind is Kind.NUMBER and text is not None:
        return _number(text, value)
    if branch.kind is Kind.BOOLEAN and text is not None:
        return _YES_OR_NO.get(text.casefold(), ABSENT)
    if branch.kind in TEXTS:
        return jsonio.dumps(value, indent=None)
    return ABSENT


def _number(text: str, otherwise: Any) -> Any:
    try:
        found = jsonio.loads(text)
    except FileProblem:
        return otherwise
    return found if is_number(found) or isinstance(found, Decimal) else otherwise


def _emptiest(branch: Field) -> Any:
    """A value that shows which alternative is meant; ABSENT where only a person can say more."""
    starts: dict[Kind, Any] = {
        Kind.OBJECT: {},
        Kind.MAP: {},
        Kind.LIST: [],
        Kind.TAGS: [],
        Kind.CHOICES: [],
        Kind.NULL: None,
    }
    if branch.kind in starts:
        return starts[branch.kind]
    if branch.kind is Kind.CONST and branch.choices:
        return branch.choices[0].value
    return ABSENT
