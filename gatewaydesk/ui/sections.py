"""The sections of a form: one for each group at the top of the schema, loose fields together, generated ones last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.schema.fields import Field, Grouped, Kind
from gatewaydesk.ui.form.leftovers import NO_LONGER, NOT_IN_SCHEMA, leftovers
from gatewaydesk.validation.completeness import Counts
from gatewaydesk.validation.listing import Tally, summed

_LEAVES_TITLE = "General"
UNKNOWN = "#unknown"


@dataclass(frozen=True)
class Section:
    """One row of the outline and one page of the form.

    Attributes:
        key: the section's pointer text, or `#general` and `#generated` for fields that stand loose at the top,
            `#group:` and its title for fields that the hints put together, or `#unknown` for members that the schema
            does not name.
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
    root = schema.root.settled(value)
    if root.kind is not Kind.OBJECT or not root.children:
        return [Section("", root.title, root, (), ())]
    hints = schema.hints
    grouped = {name: group for group in reversed(root.groups) for name in group.names}
    sections: list[Section] = []
    loose: list[Field] = []
    filled: list[Field] = []
    for child in root.children:
        text = to_text((child.name,))
        if child.name in grouped:
            continue
        if child.fill:
            filled.append(child)
        elif child.is_leaf:
            loose.append(child)
        else:
            sections.append(Section(text, child.title, child, (child.name,), (child.name,)))
    own = [(group, _members(root, group, grouped)) for group in root.groups]
    last = [(group, members) for group, members in own if members and all(one.fill for one in members)]
    sections += [
        _loose(f"#group:{group.title}", group.title, members, root, help_=group.help)
        for group, members in own
        if members and (group, members) not in last
    ]
    at = {child.name: number for number, child in enumerate(root.children)}
    rank = hints.rank
    sections.sort(
        key=lambda one: (
            min(rank.get(to_text((name,)), len(rank)) for name in one.members),
            min(at[name] for name in one.members),
        )
    )
    made: list[Section] = []
    left = leftovers(root, value)
    small = {name: child for name, child in left.items() if child.is_leaf and loose}
    sections += [_left_over(child) for name, child in left.items() if name not in small]
    if loose:
        title = _LEAVES_TITLE if sections else root.title
        made.append(_loose("#general", title, loose, root, left=small))
    made.extend(sections)
    if filled and not last:
        last.append((Grouped("Filled in for you", ()), []))
    for number, (group, members) in enumerate(last):
        mine = [*members, *(filled if not number else ())]
        key = f"#generated{number or ''}"
        made.append(_loose(key, group.title, mine, root, help_=group.help, generated=True))
    named = {child.name for child in root.children} | left.keys()
    unknown = tuple(name for name in value if name not in named) if isinstance(value, dict) else ()
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


def _members(root: Field, group: Grouped, grouped: Mapping[str, Grouped]) -> list[Field]:
    """The members that a group has for itself, in its order."""
    mine = (root.child(name) for name in dict.fromkeys(group.names) if grouped.get(name) is group)
    return [one for one in mine if one is not None]


def _left_over(child: Field) -> Section:
    """A section that does not apply any more, for what is written in it."""
    told = child.with_(help=f"{NO_LONGER} {child.help}".strip())
    return Section(to_text((child.name,)), child.title, told, (child.name,), (child.name,))


def _loose(
    key: str,
    title: str,
    fields: Iterable[Field],
    root: Field,
    *,
    help_: str = "",
    generated: bool = False,
    left: Mapping[str, Field] = MappingProxyType({}),
) -> Section:
    """Members that stand at the top by themselves; `left` are those that are written and do not apply."""
    members = tuple(fields)
    group = Field(
        path=root.path,
        kind=Kind.OBJECT,
        title=title,
        help=help_,
        required=True,
        depth=root.depth,
        expand_children=lambda: members,
        expand_dormant=lambda name: root.dormant(name) if name in left else None,
    )
    return Section(key, title, group, (), (*(one.name for one in members), *left), generated)


def section_of(sections: list[Section], pointer: Pointer) -> Section | None:
    """The section in which a place is shown; what is said of the whole document stands in the first."""
    if not pointer:
        return next(iter(sections), None)
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
        if self.advice:
            parts.append(f"{self.advice:,} {'piece' if self.advice == 1 else 'pieces'} of advice")
        if counts.required_total:
            parts.append(f"{counts.required_done:,} of {counts.required_total:,} required filled in")
        if counts.all_total:
            parts.append(f"{counts.all_done:,} of {counts.all_total:,} in all")
        return ", ".join(parts)


def standing(section: Section, counts: dict[str, Counts], tallies: Mapping[str, Tally]) -> Standing:
    """Works out how a section stands from the last check.

    Args:
        counts: how much is filled in, by the pointer's text of each member at the top.
        tallies: the problems of each member at the top, those of the whole document under "".
    """
    whole = not section.members and section.key != UNKNOWN  # the one section of a small document
    names = tuple(tallies) if whole else section.members
    wrong, empty, advice = summed(tallies[name] for name in names if name in tallies)
    mine = [counts[to_text((name,))] for name in section.members if to_text((name,)) in counts]
    if whole and "" in counts:
        mine = [counts[""]]
    total = Counts(
        sum(one.required_done for one in mine),
        sum(one.required_total for one in mine),
        sum(one.all_done for one in mine),
        sum(one.all_total for one in mine),
    )
    if wrong:
        sign = "wrong"
    elif empty or (total.required_done < total.required_total and not section.generated):
        sign = "begun" if total.all_done else "empty"
    elif total.all_done or section.generated:
        sign = "done"
    else:
        sign = "optional"
    return Standing(sign, wrong, empty, advice, total)
