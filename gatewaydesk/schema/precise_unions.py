"""One union written otherwise: as one schema of several types, as one list of values, or split by what tells its
branches apart. `precise.py` says which laws that keeps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from gatewaydesk.schema.precise_types import ATOMS, OF_TYPE, SILENT, Reading, inside

_LISTING = SILENT | {"enum", "const"}
_CONTAINERS = frozenset({"array", "object"})
_BIGGEST_COPY = 200  # values in a branch that may stand at several ends

# What speaks of one type only, so that branches of different types can lie side by side in one schema.
_ONLY_ABOUT = {
    "string": frozenset({"minLength", "maxLength", "pattern", "format"}),
    "array": frozenset(["items", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains"]),
    "object": frozenset(
        [
            "properties",
            "additionalProperties",
            "patternProperties",
            "required",
            "minProperties",
            "maxProperties",
            "dependencies",
            "propertyNames",
        ]
    ),
    "number": frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    "integer": frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    "boolean": frozenset[str](),
    "null": frozenset[str](),
}

# Keywords that mean something else when they stand beside one another.
_TOGETHER = (
    frozenset({"properties", "patternProperties", "additionalProperties"}),
    frozenset({"items", "additionalItems"}),
    frozenset({"minimum", "exclusiveMinimum"}),
    frozenset({"maximum", "exclusiveMaximum"}),
)


class Splitting:
    """One union being split. Branches are known by their number; `used` counts how often each stands at an end."""

    def __init__(self, keyword: str, original: list[Any], rewritten: list[Any], reading: Reading) -> None:
        self.keyword = keyword
        self.original = original
        self.rewritten = rewritten
        self.reading = reading
        self.types: list[frozenset[str]] = []
        self.used = [0] * len(original)

    def worth_it(self) -> bool:
        """Whether no branch that is big or holds unions itself would be copied."""
        return all(times <= 1 or _is_small(self.original[at]) for at, times in enumerate(self.used))

    def split_by_type(self) -> Any:
        """The union as nested if/then/else, or None when nothing would be gained."""
        if len(self.original) == 1:
            return self.rewritten[0]
        self.types = [self.reading.types(one) for one in self.original]
        groups: dict[tuple[int, ...] | bool, list[str]] = {}
        for atom in ATOMS:
            groups.setdefault(self._candidates(atom), []).append(atom)
        refused = groups.pop((), [])
        if len(groups) == 1:
            ((only, atoms),) = groups.items()
            if isinstance(only, bool):
                return {"type": _type_names(atoms)}
            if len(only) == len(self.original) and atoms != ["object"] and not self._are_plain(only):
                return None
            end = self._end(only, atoms)
            if end == {self.keyword: self.rewritten}:
                return None
            return self._guarded(end, atoms) if len(only) > 1 else end
        if not groups:
            return None
        return self._chain(groups, refused)

    def _candidates(self, atom: str) -> tuple[int, ...] | bool:
        fitting = tuple(at for at, types in enumerate(self.types) if atom in types)
        if self.keyword == "anyOf" and atom not in ("object", "array"):
            for at in fitting:
                if self._takes_all(at, atom):
                    return True
        return fitting

    def _takes_all(self, at: int, atom: str) -> bool:
        branch = self.original[at]
        if not isinstance(branch, dict) or not set(branch) <= {"type"} | SILENT or "type" not in branch:
            return False
        return atom in self.types[at]

    def _chain(self, groups: dict[tuple[int, ...] | bool, list[str]], refused: list[str]) -> Any:
        # Ends that take everything come first; the integers before all numbers.
        order = sorted(groups.items(), key=lambda item: (item[0] is not True, "fraction" in item[1]))
        ends = [(atoms, True if which is True else self._end(_numbers(which), atoms)) for which, atoms in order]
        last = ends[-1][1]
        open_ended = [which for which in groups if which is not True]
        if refused and (len(open_ended) > 1 or last is True or len(_numbers(order[-1][0])) > 1):
            wanted = [atom for atoms, _ in ends for atom in atoms if atom != "null"]
            tail: Any = {"type": _type_names(wanted)}
        else:
            tail = ends.pop()[1]
        for atoms, end in reversed(ends):
            step: dict[str, Any] = {"if": {"type": _test(atoms)}}
            if end is not True:
                step["then"] = end
            if tail is not True:
                step["else"] = tail
            tail = step
        return tail

    def _guarded(self, end: Any, atoms: list[str]) -> dict[str, Any]:
        """A split of objects, with the sentence about the type in one place."""
        return {"if": {"type": _test(atoms)}, "then": end, "else": {"type": _type_names(atoms)}}

    def _end(self, which: Sequence[int], atoms: list[str]) -> Any:
        if len(which) == 1:
            self.used[which[0]] += 1
            return self.rewritten[which[0]]
        if atoms == ["object"]:
            split = self._by_fixed_member(which)
            if split is not None:
                return split
        if self._are_plain(which):
            every = [value for at in which for value in self.reading.plain_values(self.original[at]) or ()]
            return {"enum": list(dict.fromkeys(every))}
        for at in which:
            self.used[at] += 1
        return {self.keyword: [self.rewritten[at] for at in which]}

    def _are_plain(self, which: Sequence[int]) -> bool:
        """Whether these branches are nothing but lists of values, so that one list can stand for them."""
        return self.keyword == "anyOf" and all(self.reading.plain_values(self.original[at]) is not None for at in which)

    def _by_fixed_member(self, which: Sequence[int]) -> dict[str, Any] | None:
        """Branches that all require one member, each with values of its own for it."""
        reading = self.reading
        common = set.intersection(*(reading.required(self.original[at]) for at in which))
        for name in sorted(common):
            values = [self._fixed_values(at, name) for at in which]
            if any(found is None for found in values) or not _disjoint([found or [] for found in values]):
                continue
            every = [value for found in values for value in found or []]
            tail: dict[str, Any] = {"required": [name], "properties": {name: {"enum": every}}}
            for at, found in reversed(list(zip(which, values, strict=True))):
                self.used[at] += 1
                test = {"required": [name], "properties": {name: {"enum": found}}}
                tail = {"if": test, "then": self.rewritten[at], "else": tail}
            return tail
        return None

    def _fixed_values(self, at: int, name: str) -> list[Any] | None:
        for member in self.reading.member(self.original[at], name):
            found = self.reading.values(member)
            if found is not None and all(isinstance(value, str | bool | None) for value in found):
                return found
        return None


def one_list(keyword: str, branches: list[Any]) -> list[str | None] | None:
    """The values of branches that only list texts, of which no two overlap where one alone may hold; else None."""
    values: list[str | None] = []
    for branch in branches:
        if not isinstance(branch, dict) or not branch.keys() <= _LISTING or ("enum" in branch) is ("const" in branch):
            return None
        listed = branch["enum"] if "enum" in branch else [branch["const"]]
        if not isinstance(listed, list) or not all(isinstance(value, str | None) for value in listed):
            return None
        values += listed
    unique = list(dict.fromkeys(values))
    return unique if keyword == "anyOf" or len(unique) == len(values) else None


def side_by_side(branches: list[Any]) -> dict[str, Any] | None:
    """Branches of different types as one schema; None where that would change the meaning."""
    merged: dict[str, Any] = {}
    types: list[str] = []
    for branch in branches:
        name = branch.get("type") if isinstance(branch, dict) else None
        if not isinstance(name, str) or name not in _ONLY_ABOUT:
            return None
        taken = frozenset().union(*(OF_TYPE[one] for one in types))
        speaks = set(branch) - SILENT - {"type"}
        if taken & OF_TYPE[name] or not speaks <= _ONLY_ABOUT[name]:
            return None
        types.append(name)
        merged.update({keyword: branch[keyword] for keyword in branch if keyword in speaks})
    merged["type"] = types if len(types) > 1 else types[0]
    return merged


def lie_apart(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether keywords can be written beside others: not twice, and not where one decides what another is about."""
    return not any(one == other or {one, other} <= group for one in some for other in others for group in _TOGETHER)


def is_scalar(merged: dict[str, Any]) -> bool:
    """Whether only texts, numbers and the like are told apart, where one test of the type costs least."""
    return _CONTAINERS.isdisjoint(merged["type"] if isinstance(merged["type"], list) else [merged["type"]])


def _numbers(which: tuple[int, ...] | bool) -> tuple[int, ...]:
    return () if isinstance(which, bool) else which


def _test(atoms: Sequence[str]) -> str | list[str]:
    """The `type` that holds for these atoms; `number` may stand for the fractions, as integers are tested before."""
    names = _type_names(atoms)
    return names[0] if len(names) == 1 else names


def _type_names(atoms: Sequence[str]) -> list[str]:
    names = ["number" if atom == "fraction" else atom for atom in atoms]
    return [name for name in dict.fromkeys(names) if not (name == "integer" and "number" in names)]


def _disjoint(groups: list[list[Any]]) -> bool:
    seen: set[str] = set()
    for group in groups:
        keys = {json.dumps(value) for value in group}
        if seen & keys:
            return False
        seen |= keys
    return True


def _is_small(branch: Any) -> bool:
    nodes = list(inside(branch))
    unions = any(isinstance(node, dict) and not {"anyOf", "oneOf"}.isdisjoint(node) for node in nodes)
    return not unions and len(nodes) <= _BIGGEST_COPY
