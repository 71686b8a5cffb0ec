"""What has changed between two versions of a schema, in the words of a person who fills it in.

Only what a person may notice is told: fields that come and go, what is required, limits, choices, kinds and names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gatewaydesk.pointer import to_text
from gatewaydesk.schema.fields import Field, Kind, Limits
from gatewaydesk.schema.json_types import json_key

_DEPTH_LIMIT = 24  # of fields in one another; recursion is cut earlier, where the same two places meet again
_NAMED_AT_MOST = 5

_KINDS: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "yes or no",
    Kind.DATE: "a date",
    Kind.DATE_TIME: "a date with a time",
    Kind.TIME: "a time",
    Kind.EMAIL: "an e-mail address",
    Kind.URL: "a web address",
    Kind.CHOICE: "a choice from a list",
    Kind.CHOICES: "several choices from a list",
    Kind.TAGS: "a list of texts",
    Kind.OBJECT: "a group of fields",
    Kind.LIST: "a list",
    Kind.MAP: "a list of names with values",
    Kind.UNION: "one of several kinds",
    Kind.CONST: "one fixed value",
    Kind.NULL: "null",
    Kind.ANY: "any value",
}

# Limit; whether a larger figure is stricter; what a value must keep to; how a looser figure is told.
_FIGURES: Sequence[tuple[str, bool, str, str]] = (
    ("min_length", True, "have at least {} characters", "need now only have {} characters"),
    ("max_length", False, "have at most {} characters", "may now have up to {} characters"),
    ("minimum", True, "be at least {}", "may now go down to {}"),
    ("maximum", False, "be at most {}", "may now go up to {}"),
    ("exclusive_minimum", True, "be more than {}", "need now only be more than {}"),
    ("exclusive_maximum", False, "be less than {}", "need now only be less than {}"),
    ("min_items", True, "have at least {} entries", "need now only have {} entries"),
    ("max_items", False, "have at most {} entries", "may now have up to {} entries"),
)


@dataclass(frozen=True)
class Difference:
    """One change that a person may notice.

    Attributes:
        pointer_text: the field's place as a JSON Pointer, `*` for any item of a list and `**` for any member of a map.
        title: the field's title, in the new version where it is there still.
        what: `added`, `removed` or `changed`.
        sentence: a whole sentence that names the field.
    """

    pointer_text: str
    title: str
    what: str
    sentence: str


def compare(old: Field, new: Field) -> list[Difference]:
    """The changes from one version to another, in the order of the new one's fields; each member that went stands last.

    Fields are matched by their places. What is defined once and used in several places is looked into once.
    """
    return list(_Comparison().fields(old, new, "", 0))


class _Comparison:
    def __init__(self) -> None:
        self._met: set[tuple[str, str, Kind]] = set()
        self._told: set[tuple[str, str]] = set()

    def fields(self, old: Field, new: Field, trail: str, depth: int) -> Iterator[Difference]:
        name = trail or f"“{new.title}”"
        for sentence in _sentences(old, new, name):
            if (to_text(new.path), sentence) not in self._told:  # two alternatives may say the same of one member
                self._told.add((to_text(new.path), sentence))
                yield Difference(to_text(new.path), new.title, "changed", sentence)
        if depth < _DEPTH_LIMIT and not self._seen(old, new):
            for before, after in _alike(old, new):
                yield from self._inside(before, after, trail, depth + 1)

    def _seen(self, old: Field, new: Field) -> bool:
        here = (old.location, new.location, new.kind)
        if not new.path or new.is_leaf:
            return False
        if here in self._met:
            return True
        self._met.add(here)
        return False

    def _inside(self, old: Field, new: Field, trail: str, depth: int) -> Iterator[Difference]:
        for child in new.children:
            before = old.child(child.name)
            below = _below(trail, child)
            if before is not None:
                yield from self.fields(before, child, below, depth)
            elif old.kind is Kind.OBJECT:
                required = " and required" if child.required else ""
                yield Difference(to_text(child.path), child.title, "added", f"{below} is new{required}.")
        if old.item is not None and new.item is not None:
            yield from self.fields(old.item, new.item, _entry_of(trail, new), depth)
        if old.extra is not None and new.extra is not None:
            yield from self.fields(old.extra, new.extra, _entry_of(trail, new), depth)
        if new.kind is Kind.OBJECT:
            for child in old.children:
                if new.child(child.name) is None:
                    sentence = f"{_below(trail, child)} is no longer part of it."
                    yield Difference(to_text(child.path), child.title, "removed", sentence)


def _below(trail: str, child: Field) -> str:
    return f"“{trail.strip('“”')} › {child.title}”" if trail else f"“{child.title}”"


def _entry_of(trail: str, holder: Field) -> str:
    return trail or f"“{holder.title}”"


def _sentences(old: Field, new: Field, name: str) -> Iterator[str]:
    if new.path and new.path[-1] not in ("*", "**"):
        if old.title != new.title:
            yield f"“{old.title}” is now called {name}."
        if old.required != new.required:
            yield f"{name} is now required." if new.required else f"{name} is no longer required."
    if old.nullable != new.nullable and Kind.NULL not in (old.kind, new.kind):
        yield f"{name} may now be null." if new.nullable else f"{name} may no longer be null."
    if new.deprecated and not old.deprecated:
        yield f"{name} is deprecated now: it is kept for old documents only."
    if old.read_only != new.read_only:
        yield f"{name} is now filled in by others." if new.read_only else f"{name} is now for you to fill in."
    if old.closed != new.closed and old.kind is new.kind is Kind.OBJECT and name:
        yield f"{name} now allows no further fields." if new.closed else f"{name} now allows further fields."
    yield from _kinds(old, new, name)
    for before, after in _alike(old, new):
        yield from _limits(before.limits, after.limits, name)
        yield from _choices(before, after, name)


def _alternatives(field: Field) -> tuple[Field, ...]:
    return field.branches if field.kind is Kind.UNION and field.branches else (field,)


def _alike(old: Field, new: Field) -> list[tuple[Field, Field]]:
    """What each alternative was before: the one of its kind and title, then of its kind; each is taken once."""
    if old.kind is not Kind.UNION and new.kind is not Kind.UNION:
        return [(old, new)] if old.kind is new.kind else []
    left = list(_alternatives(old))
    found: dict[int, Field] = {}
    ours = _alternatives(new)
    for titled in (True, False):
        for at, after in enumerate(ours):
            if at in found:
                continue
            before = next(
                (one for one in left if one.kind is after.kind and (not titled or one.title == after.title)), None
            )
            if before is not None:
                left.remove(before)
                found[at] = before
    return [(found[at], after) for at, after in enumerate(ours) if at in found]


def _kinds(old: Field, new: Field, name: str) -> Iterator[str]:
    if old.kind is not Kind.UNION and new.kind is not Kind.UNION:
        if old.kind is not new.kind:
            yield f"{name} is now {_KINDS[new.kind]}; it was {_KINDS[old.kind]}."
        return
    matched = _alike(old, new)
    came = [one for one in _alternatives(new) if all(one is not after for _, after in matched)]
    went = [one for one in _alternatives(old) if all(one is not before for before, _ in matched)]
    if came:
        yield f"{name} may now also be {_listed([_named(one, new) for one in came], 'or')}."
    if went:
        yield f"{name} may no longer be {_listed([_named(one, old) for one in went], 'or')}."


def _named(alternative: Field, union: Field) -> str:
    distinct = alternative.title != union.title
    return f"“{alternative.title}”" if distinct else _KINDS[alternative.kind]


def _limits(old: Limits, new: Limits, name: str) -> Iterator[str]:
    if old == new:
        return
    for attribute, more_is_stricter, words, looser in _FIGURES:
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before == after:
            continue
        if after is None:
            yield f"{name} need no longer {_counted(words, before)}."
        elif before is None:
            yield f"{name} must now {_counted(words, after)}."
        else:
            stricter = (after > before) is more_is_stricter
            said = f"must now {words}" if stricter else looser
            yield f"{name} {_counted(said, after)} (before: {before})."
    if old.multiple_of != new.multiple_of:
        said = "must now" if new.multiple_of else "need no longer"
        yield f"{name} {said} be a multiple of {new.multiple_of or old.multiple_of}."
    if old.unique_items != new.unique_items:
        yield f"{name} may {'no longer' if new.unique_items else 'now'} name the same entry twice."
    if old.pattern != new.pattern:
        how = {(True, False): "is now to be written in a given way", (False, True): "may now be written freely"}
        yield f"{name} {how.get((old.pattern is None, new.pattern is None), 'is now to be written in another way')}."
    if old.format != new.format:
        how = {(True, False): "must now follow a standard form", (False, True): "need no longer follow a standard form"}
        said = how.get((old.format is None, new.format is None), "must now follow another standard form")
        yield f"{name} {said}{f' ({new.format})' if new.format else ''}."


def _counted(words: str, figure: float) -> str:
    said = words.format(figure)
    return said.replace("characters", "character").replace("entries", "entry") if figure == 1 else said


def _choices(old: Field, new: Field, name: str) -> Iterator[str]:
    before = {json_key(one.value): one.label for one in old.choices}
    after = {json_key(one.value): one.label for one in new.choices}
    if not before or not after or before.keys() == after.keys():
        return
    if new.kind is Kind.CONST:
        yield f"{name} must now be {_listed(list(after.values()), 'or', quoted=True)}."
        return
    came = [label for key, label in after.items() if key not in before]
    went = [label for key, label in before.items() if key not in after]
    if came:
        yield f"{name} now also offers {_listed(came, 'and', quoted=True)}."
    if went:
        yield f"{name} no longer offers {_listed(went, 'and', quoted=True)}."


def _listed(words: list[Any], joint: str, *, quoted: bool = False) -> str:
    """“A”, “B” and “C”; the rest of a long list as a number."""
    shown = [f"“{word}”" if quoted else str(word) for word in words[:_NAMED_AT_MOST]]
    rest = len(words) - len(shown)
    if rest:
        shown.append(f"{rest} more")
        joint = "and"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {joint} {shown[-1]}"
