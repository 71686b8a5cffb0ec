"""What a validator found, in one form for every validator, and the choice of what to show of a failed union."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.json_types import same_json

_UNIONS = ("anyOf", "oneOf")

# Faults of a value as a whole: a branch with one of these at the union's own place was probably not meant.
_MISFIT = frozenset({"type", "const", "enum", "falseSchema", "not"})


@dataclass(slots=True)
class Fault:
    """One finding, without the value it is about: that is looked up in the document where it is needed.

    Attributes:
        keyword: the schema keyword, or `falseSchema`, or `ambiguous` for a oneOf of which several branches fit.
        pointer: the value's place as the validator names it.
        facts: the keyword's figures (`limit`, `options`, `types`, `property`, `unexpected`, …).
        location: the keyword's place in the schema that was checked.
        branches: for a failed union, the faults of each branch, made when asked for.
    """

    keyword: str
    pointer: Pointer
    facts: Mapping[str, Any] = field(default_factory=dict)
    location: tuple[str | int, ...] = ()
    branches: Callable[[], list[list[Fault]]] = list


class Document(Protocol):
    """What must be known of the document to choose among branches."""

    def value_at(self, pointer: Pointer) -> Any:
        """The value at a place, or ABSENT."""

    def branch_meant(self, pointer: Pointer, count: int) -> int | None:
        """Which of `count` branches the value at a place was meant for, as far as the field tree can tell."""


def contained(node: Any) -> dict[str, Any]:
    """The facts of `contains`: what must be in the list (`schema`), how often at `least` and at `most` (or None)."""
    if not isinstance(node, Mapping) or "contains" not in node:
        return {}
    return {"schema": node["contains"], "least": node.get("minContains", 1), "most": node.get("maxContains")}


def extra_items(fault: Fault, items: Any) -> Sequence[int]:
    """The numbers of a list's items that may not be there; none where the fault is another one, or does not say."""
    if not isinstance(items, list):
        return ()
    if fault.keyword == "additionalItems" and isinstance(fault.facts.get("limit"), int):
        return range(fault.facts["limit"], len(items))
    unread = list(fault.facts.get("unexpected", ())) if fault.keyword == "unevaluatedItems" else []
    found: list[int] = []
    # Only the values are named. Of equal ones those that are let be stand first, each at a place of its own.
    for at in range(len(items) - 1, -1, -1):
        if unread and same_json(unread[-1], items[at]):
            unread.pop()
            found.append(at)
    return found[::-1]


def flatten(faults: Iterable[Fault], document: Document) -> Iterator[Fault]:
    """The faults with each failed union replaced by those of the branch that was meant, where one can be told.

    Where none can be told, the union stays, and its `facts["alternatives"]` holds one list of faults a branch.
    """
    for fault in faults:
        if fault.keyword in _UNIONS:
            yield from _of_union(fault, document)
        else:
            yield fault


def _of_union(fault: Fault, document: Document) -> Iterator[Fault]:
    branches = [list(flatten(branch, document)) for branch in fault.branches()]
    types = [_refused_types(branch, fault.pointer) for branch in branches]
    if branches and all(names is not None for names in types):  # no branch takes a value of this type
        every = list(dict.fromkeys(name for names in types for name in names or ()))
        yield replace(fault, keyword="type", facts={"types": every})
        return
    fitting = [branch for branch, names in zip(branches, types, strict=True) if names is None and branch]
    if len(fitting) == 1:
        yield from fitting[0]
        return
    if fitting and isinstance(document.value_at(fault.pointer), dict | list):
        meant = document.branch_meant(fault.pointer, len(branches))
        if meant is not None and branches[meant] in fitting:
            yield from branches[meant]
            return
        ranked = sorted(fitting, key=lambda branch: _misfit(branch, fault.pointer))
        alike = all(_shape(branch) == _shape(ranked[0]) for branch in ranked)
        if alike or _misfit(ranked[0], fault.pointer) < _misfit(ranked[1], fault.pointer):
            yield from ranked[0]
            return
    yield replace(fault, facts={**fault.facts, "alternatives": fitting})


def _shape(branch: list[Fault]) -> set[tuple[str, Pointer, Any]]:
    return {(fault.keyword, fault.pointer, fault.facts.get("property")) for fault in branch}


def _refused_types(branch: list[Fault], pointer: Pointer) -> list[str] | None:
    """The types a branch would take, if it refused the value for its type alone."""
    for fault in branch:
        if fault.keyword == "type" and fault.pointer == pointer:
            return list(fault.facts.get("types", ()))
    return None


def _misfit(branch: list[Fault], pointer: Pointer) -> tuple[int, int, int]:
    """How badly a branch fits: faults of the value as a whole, then of its members' presence, then all."""
    own = [fault for fault in branch if fault.pointer == pointer]
    marked = [
        fault
        for fault in branch
        if fault.keyword in ("const", "enum") and len(fault.pointer) == len(pointer) + 1  # tells which kind it is
    ]
    return (sum(fault.keyword in _MISFIT for fault in own) + len(marked), len(own), len(branch))


def find(value: Any, pointer: Pointer) -> Pointer:
    """The true place of what a validator names without its empty member names.

    The Rust validator leaves a member named "" out of a path, so `/a//b` is named `/a/b`. Where the named place does
    not exist, empty names are put back while walking; where that does not lead there either, the nearest place that
    exists stands for it. Where both exist, the named one is taken: nothing tells them apart. A member whose name is
    a number comes as that number.
    """
    if get(value, pointer) is not ABSENT:
        return pointer
    for end in range(len(pointer), -1, -1):
        found = _walk(value, pointer[:end], ())
        if found is not None:
            return found
    return ()


def _walk(here: Any, rest: Pointer, done: Pointer) -> Pointer | None:
    if not rest:
        return done
    part = rest[0]
    below: Any = ABSENT
    if isinstance(here, dict):
        part = str(part)
        below = here.get(part, ABSENT)
    elif isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here):
        below = here[part]
    if below is not ABSENT:
        found = _walk(below, rest[1:], (*done, part))
        if found is not None:
            return found
    if isinstance(here, dict) and "" in here:
        return _walk(here[""], rest, (*done, ""))
    return None
