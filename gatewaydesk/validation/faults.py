"""What a validator found, in one form for every validator, and the choice of what to show of a failed union."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from gatewaydesk.pointer import Pointer
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

    def branch_meant(self, fault: Fault, branches: Sequence[Sequence[Fault]]) -> int | None:
        """Which branch of a failed union a value was meant for: the one that the form draws; None where it has none.

        Args:
            fault: the union's.
            branches: the faults of each branch, with unions in them as they were found.
        """


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
    found = fault.branches()
    branches = [list(flatten(branch, document)) for branch in found]
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
        meant = document.branch_meant(fault, found)
        if meant is not None and branches[meant] in fitting:
            yield from branches[meant]
            return
        ranked = sorted(fitting, key=lambda branch: _misfit(branch, fault.pointer))
        alike = all(_shape(branch) == _shape(ranked[0]) for branch in ranked)
        if alike or _misfit(ranked[0], fault.pointer) < _misfit(ranked[1], fault.pointer):
            yield from ranked[0]
            return
    yield replace(fault, facts={**fault.facts, "alternatives": fitting})


def leads_to(branch: Sequence[Fault], pointer: Pointer, way: Sequence[str]) -> bool:
    """Whether a branch of a union failed for a union of its own that a place of the schema is in."""
    unions = (tuple(map(str, one.location)) for one in branch if one.keyword in _UNIONS and one.pointer == pointer)
    return any(tuple(way[: len(one)]) == one for one in unions)


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
