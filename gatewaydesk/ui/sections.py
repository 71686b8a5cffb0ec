"""The sections of a form: one for each group at the top of the schema, loose fields together, generated ones last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form.groups import NOT_IN_SCHEMA
from gatewaydesk.validation.completeness import Counts
from gatewaydesk.validation.problems import Problem, Severity

_LEAVES_TITLE = "General"
UNKNOWN = "#unknown"


@dataclass(frozen=True)
class Section:
    """One row of the outline and one page of the form.

    Attributes:
        key: the section's pointer text, or `#general` and `#generated` for fields that stand loose at the top, or
            `#unknown` for members that the schema does not name.
        field: what the page is drawn from; for loose fields, an object made of just those.
        pointer: where `field` stands.
        members: the top-level names that belong here.
        generated: the application fills these in.
    """

    key: str
    title: str
    field: Field
    pointer: Pointer
    members: tuple[str, ...]
    generated: bool = False

    def holds(self, pointer: Pointer) -> bool:
        """Whether a place belongs to this section."""
        return (bool(pointer) and pointer[0] in self.members) or pointer == self.pointer


def sections_of(schema: LoadedSchema, value: Any) -> list[Section]:
    """The sections of a document in the order in which a person fills them in."""
    root = schema.root
    if root.kind is not Kind.OBJECT or not root.children:
        return [Section("", root.title, root, (), ())]
    generated = set(schema.hints.generated)
    groups: list[Section] = []
    loose: list[Field] = []
    filled: list[Field] = []
    for child in root.children:
        text = to_text((child.name,))
        if text in generated:
            filled.append(child)
        elif child.is_leaf:
            loose.append(child)
        else:
            groups.append(Section(text, child.title, child, (child.name,), (child.name,)))
    rank = {text: at for at, text in enumerate(schema.hints.order)}
    groups.sort(key=lambda one: rank.get(one.key, len(rank)))
    made: list[Section] = []
    if loose:
        title = _LEAVES_TITLE if groups else root.title
        made.append(_loose("#general", title, loose, root))
    made.extend(groups)
    if filled:
        title = schema.hints.generated_title or "Filled in for you"
        made.append(_loose("#generated", title, filled, root, help_=schema.hints.generated_help, generated=True))
    unknown = tuple(name for name in value if root.child(name) is None) if isinstance(value, dict) else ()
    if unknown or (root.extra is not None and made):
        title = NOT_IN_SCHEMA if root.extra is None else "Other entries"
        made.append(
            Section(
                UNKNOWN,
                title,
                root.with_(kind=Kind.MAP, title=title, help="", guidance="", required=False),
                (),
                unknown,
            )
        )
    return made or [Section("", root.title, root, (), ())]


def _loose(
    key: str, title: str, fields: Iterable[Field], root: Field, *, help_: str = "", generated: bool = False
) -> Section:
    members = tuple(fields)
    group = Field(
        path=root.path,
        kind=Kind.OBJECT,
        title=title,
        help=help_,
        required=True,
        depth=root.depth,
        expand_children=lambda: members,
    )
    return Section(key, title, group, (), tuple(one.name for one in members), generated)


def section_of(sections: list[Section], pointer: Pointer) -> Section | None:
    """The section in which a place is shown."""
    return next((one for one in sections if one.holds(pointer)), sections[0] if sections else None)


@dataclass(frozen=True)
class Standing:
    """How a section stands: what the outline shows beside its title."""

    sign: str  # done, begun, empty, wrong, or "optional" where nothing is needed and nothing is there
    wrong: int
    empty: int
    advice: int
    counts: Counts

    @property
    def words(self) -> str:
        """The same for a tool tip and a screen reader."""
        counts = self.counts
        parts = [
            {
                "done": "done",
                "begun": "begun",
                "empty": "not begun",
                "wrong": "has mistakes",
                "optional": "optional, nothing filled in yet",
            }[self.sign]
        ]
        if self.wrong:
            parts.append(f"{self.wrong:,} wrong")
        if counts.required_total:
            parts.append(f"{counts.required_done:,} of {counts.required_total:,} required filled in")
        if counts.all_total:
            parts.append(f"{counts.all_done:,} of {counts.all_total:,} in all")
        return ", ".join(parts)


def standing(section: Section, counts: dict[str, Counts], problems: Iterable[Problem]) -> Standing:
    """Works out how a section stands from the last check."""
    tally = dict.fromkeys(Severity, 0)
    for problem in problems:
        if section.holds(problem.pointer):
            tally[problem.severity] += 1
    mine = [counts[to_text((name,))] for name in section.members if to_text((name,)) in counts]
    if not section.members and "" in counts:
        mine = [counts[""]]
    total = Counts(
        sum(one.required_done for one in mine),
        sum(one.required_total for one in mine),
        sum(one.all_done for one in mine),
        sum(one.all_total for one in mine),
    )
    wrong, empty = tally[Severity.WRONG], tally[Severity.EMPTY]
    if wrong:
        sign = "wrong"
    elif empty:
        sign = "begun" if total.all_done else "empty"
    elif total.all_done or section.generated:
        sign = "done"
    else:
        sign = "optional"
    return Standing(sign, wrong, empty, tally[Severity.ADVICE], total)
