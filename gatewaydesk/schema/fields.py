"""Fields: what the form is drawn from. Read once from a schema by `reader`, never changed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any

from gatewaydesk.pointer import ABSENT


class Kind(StrEnum):
    """What a person does with a field; an editor is chosen by it."""

    TEXT = "text"  # one line or many: see Field.multiline
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATE_TIME = "date-time"
    TIME = "time"
    EMAIL = "email"
    URL = "url"
    CHOICE = "choice"  # one of Field.choices
    CHOICES = "choices"  # a list whose items are each one of Field.choices
    TAGS = "tags"  # a list of short texts; Field.item holds the limits of one
    OBJECT = "object"  # Field.children
    LIST = "list"  # a list of anything else; Field.item
    MAP = "map"  # an object whose member names are free; Field.extra is the value's field
    UNION = "union"  # Field.branches
    CONST = "const"  # exactly Field.choices[0].value
    NULL = "null"
    ANY = "any"  # whatever JSON: the JSON editor


@dataclass(frozen=True)
class Choice:
    """One allowed value and what a person reads for it."""

    value: Any
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures that a value must keep to; lengths in Unicode characters, counts in items or members."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: float | int | None = None
    maximum: float | int | None = None
    exclusive_minimum: float | int | None = None
    exclusive_maximum: float | int | None = None
    multiple_of: float | int | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_contains: int | None = None  # how many items must be what Field.sought says
    max_contains: int | None = None
    min_members: int | None = None
    max_members: int | None = None
    format: str | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Grouped:
    """Members of an object that are shown together; a name that is none of its members is passed over."""

    title: str
    names: tuple[str, ...]
    help: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Names:
    """What members may be called that a schema does not name one by one.

    Attributes:
        limits: what the text of a name must keep to (`propertyNames`).
        choices: the only names there are; empty where others are allowed too.
        patterns: the expressions by which the schema knows such members (`patternProperties`).
    """

    limits: Limits = NO_LIMITS
    choices: tuple[Choice, ...] = ()
    patterns: tuple[str, ...] = ()


ANY_NAME = Names()


@dataclass(frozen=True)
class Under:
    """What would bring a member about that does not apply now.

    Attributes:
        because: what has to be so, as it stands after “only if”; "" where that cannot be told in a few words.
        members: the names of the members beside it that decide.
    """

    because: str
    members: frozenset[str] = frozenset()


_nothing: Callable[[], Any] = lambda: ()  # noqa: E731


@dataclass(frozen=True, eq=False)
class Field:
    """One place in a document that the schema speaks of.

    Attributes:
        path: member names from the root; `*` stands for any item of a list, `**` for any member of a map.
        kind: what a person does with it.
        title: the label; never empty (made from the member's name where the schema has none).
        help: one or two plain sentences (`description`), plain text.
        guidance: longer help in Markdown, with real new lines.
        required: the object that holds it must have it.
        nullable: null is allowed here.
        choices: for CHOICE, CHOICES and CONST.
        examples: examples from the schema, each a value of the field itself.
        suggestions: values worth offering where others are allowed too (`x-suggestions`).
        default: the schema's `default`, or ABSENT.
        depth: how many fields stand above it.
        fill: who writes it: "" the person, else the name of a filling rule (`uuid`, `version`, …) from the hints that
            the field can hold the value of.
        placeholder: what stands in its empty editor, from the hints; "" leaves that to the form.
        widget: how the hints want it drawn (a name out of `widgets.WIDGETS`), or "".
        hide_empty: the hints want it out of sight while nothing is written there and it is not required.
        groups: of an OBJECT, the members that are shown together under a heading.
        closed: no members are allowed but the children, and those whose names match a pattern.
        names: what the other members of an OBJECT or MAP may be called.
        positions: how many items at the start of a LIST have a field of their own: see `item_at`.
        chooser: the list of a gateway's that it can be chosen from (`x-choices`), or "".
        media_type: what a text holds (`contentMediaType`), such as `application/json`.
        encoding: how a text holds it (`contentEncoding`), such as `base64`.
        secret: `writeOnly`, or `format: password`: to be masked, and what is written there is told nowhere.
        decides: the member that tells a UNION's OBJECT branches apart; its `default` (or only choice) is the branch's.
        because: why it is required, where the values decided that, as a sentence; else "".
        under: of a member that applies only under a condition, what that is (see `dormant`); None for all others.
        barred: of an OBJECT, the names of members that the values decided may not be there, and after “because” why.
        bound: of an OBJECT, where in the schema the values decided more about a member, as a JSON Pointer, and why.
        location: the schema's own place that shaped it, as a JSON Pointer (for the detail view).
    """

    path: tuple[str, ...]
    kind: Kind
    title: str
    help: str = ""
    guidance: str = ""
    required: bool = False
    nullable: bool = False
    choices: tuple[Choice, ...] = ()
    examples: tuple[Any, ...] = ()
    suggestions: tuple[Choice, ...] = ()
    default: Any = ABSENT
    limits: Limits = NO_LIMITS
    depth: int = 0
    fill: str = ""
    placeholder: str = ""
    widget: str = ""
    hide_empty: bool = False
    groups: tuple[Grouped, ...] = ()
    closed: bool = False
    names: Names = ANY_NAME
    positions: int = 0
    chooser: str = ""
    media_type: str = ""
    encoding: str = ""
    read_only: bool = False
    secret: bool = False
    deprecated: bool = False
    decides: bool = False
    because: str = ""
    under: Under | None = None
    barred: tuple[tuple[str, str], ...] = ()
    bound: tuple[tuple[str, str], ...] = ()
    location: str = ""
    expand_children: Callable[[], tuple[Field, ...]] = field(default=_nothing, repr=False)
    expand_item: Callable[[], Field | None] = field(default=lambda: None, repr=False)
    expand_branches: Callable[[], tuple[Field, ...]] = field(default=_nothing, repr=False)
    expand_extra: Callable[[], Field | None] = field(default=lambda: None, repr=False)
    expand_member: Callable[[str], Field | None] | None = field(default=None, repr=False)
    expand_position: Callable[[int], Field | None] | None = field(default=None, repr=False)
    expand_sought: Callable[[], Field | None] = field(default=lambda: None, repr=False)
    expand_settled: Callable[[Any], Field] | None = field(default=None, repr=False)
    expand_dormant: Callable[[str], Field | None] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The member name, `*` for an item, empty for the root."""
        return self.path[-1] if self.path else ""

    @property
    def multiline(self) -> bool:
        """A TEXT long enough to need several lines (no limit, or one above 150 characters, and no pattern)."""
        longest = self.limits.max_length
        roomy = longest is None or longest > 150
        return self.kind is Kind.TEXT and roomy and self.limits.pattern is None and self.limits.format is None

    @cached_property
    def children(self) -> tuple[Field, ...]:
        """The members of an OBJECT, made when first asked for (so recursion costs nothing until it is opened)."""
        return self.expand_children()

    @cached_property
    def item(self) -> Field | None:
        """The field of one item of a LIST, TAGS or CHOICES; of a LIST with positions, all its kinds together."""
        return self.expand_item()

    def item_at(self, index: int) -> Field | None:
        """The field of the item with that number; None where the list may not be so long."""
        return self.item if self.expand_position is None else self.expand_position(index)

    @cached_property
    def sought(self) -> Field | None:
        """What some items of a LIST have to be (`contains`; the limits say how many), or None."""
        return self.expand_sought()

    @cached_property
    def branches(self) -> tuple[Field, ...]:
        """The alternatives of a UNION, each a field at the same path, titled as a person would choose it."""
        return self.expand_branches()

    @cached_property
    def extra(self) -> Field | None:
        """The field of a free member's value, for a MAP or an OBJECT that is open with a schema."""
        return self.expand_extra()

    def child(self, name: str) -> Field | None:
        """The member of that name, or None."""
        return self._by_name.get(name)

    def member_field(self, name: str) -> Field | None:
        """The field of any member, named by the schema or not; None where the schema says nothing, or forbids it."""
        known = self._by_name.get(name)
        if known is not None:
            return known
        return self.extra if self.expand_member is None else self.expand_member(name)

    @property
    def conditional(self) -> bool:
        """Whether values decide what the field is like (`if`, `dependentRequired` and their like)."""
        return self.expand_settled is not None

    def settled(self, value: Any) -> Field:
        """The field as a value decides it: other children, other limits, perhaps another kind; the path stays.

        Args:
            value: what is written at the field's own place. An object that is not there yet counts as empty.

        Returns:
            A field that is decided; always the same one where the same conditions hold. Without conditions, or with
            nothing to decide by, the field itself.
        """
        if self.expand_settled is None:
            return self
        if value is ABSENT or value is None:
            if self.kind is Kind.OBJECT or self.kind is Kind.MAP:
                value = {}
            elif value is ABSENT:
                return self
        made = self.expand_settled(value)
        known = self._settled.get(made)
        if known is None:
            known = self._settled[made] = made.with_(
                title=self.title,
                required=self.required,
                nullable=self.nullable and made.nullable,
                decides=self.decides,
                because=self.because,
                location=self.location,
                expand_settled=None,
                expand_dormant=self.expand_dormant,
            )
        return known

    def dormant(self, name: str) -> Field | None:
        """The field of a member that applies only under a condition, for one that is written and does not apply now.

        None for any other name: of that the schema says nothing, or the same in any case.
        """
        if self.expand_dormant is None or self.member_field(name) is not None:
            return None
        found = self.expand_dormant(name)
        return found.with_(required=False, because="") if found is not None and found.required else found

    @cached_property
    def _settled(self) -> dict[Field, Field]:
        return {}

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {one.name: one for one in self.children}

    def with_(self, **changes: Any) -> Field:
        """A copy with some attributes changed; what was made on demand is made again. Faster than `replace`."""
        if not changes.keys() <= _ATTRIBUTES:
            raise TypeError(f"a field has no {sorted(changes.keys() - _ATTRIBUTES)}")
        made = object.__new__(Field)
        held = dict(self.__dict__)  # at once: another thread may be making its children
        if len(held) > len(_ATTRIBUTES):
            held = {name: held[name] for name in _ATTRIBUTES}
        made.__dict__.update(held, **changes)
        return made

    @property
    def is_leaf(self) -> bool:
        """A place where a value is typed: not an OBJECT, LIST, MAP, nor a UNION that holds one of those."""
        return self.kind not in (Kind.OBJECT, Kind.LIST, Kind.MAP, Kind.UNION)


_ATTRIBUTES = frozenset(one.name for one in fields(Field))
#: A field of which nothing is said yet; `BLANK.with_` makes fields fastest.
BLANK = Field((), Kind.ANY, "")


@dataclass
class Budget:
    """How many more fields a walk may make: alternatives that lead to one another have them without end.

    Attributes:
        left: below 0 after a walk that was cut short.
    """

    left: int = 20_000


def walk(top: Field, depth_limit: int = 12, budget: Budget | None = None) -> Iterator[Field]:
    """The field and all below it, each path once, each list item and map value once, recursion cut at `depth_limit`.

    It ends early where the budget does, which counts alternatives too, although they have no path of their own.
    """
    seen: set[tuple[str, ...]] = set()
    for one in _walk(top, depth_limit, set(), budget or Budget()):
        if one.path not in seen:
            seen.add(one.path)
            yield one


def _walk(top: Field, depth_limit: int, known: set[tuple[tuple[str, ...], str]], budget: Budget) -> Iterator[Field]:
    yield top
    if top.depth >= depth_limit:
        return
    for below in _below(top, budget):
        # Two alternatives may name the same member and mean different things by it: both are looked into.
        if (below.path, below.location) not in known:
            known.add((below.path, below.location))
            yield from _walk(below, depth_limit, known, budget)


def _below(top: Field, budget: Budget) -> Iterator[Field]:
    if budget.left < 0:
        return
    budget.left -= len(top.children)
    yield from top.children
    if top.item is not None and top.kind is Kind.LIST:
        budget.left -= 1
        yield top.item
    if top.extra is not None:
        budget.left -= 1
        yield top.extra
    for branch in top.branches:
        budget.left -= 1
        yield from _below(branch, budget)
