"""Rewrites a schema so that a validator's errors name the cell and not the union above it. Never changes what is valid.

`anyOf: [X, {"type": "null"}]` becomes `if: {"type": "null"}, else: X`; where X is a text or a number, its keywords and
both types are written in one, which is checked faster than the original. A union is split by what tells its branches
apart: the value's type, then a member with fixed values. At each end of the split stands the only branch that can
fit, or the union of those that still can. Which of those a group with members of several was meant for is not decided
here: the form has to draw the same one.

Two laws keep the meaning. A branch is left out of an end only where it could not have been valid; and an `if` that
holds touches only members which the branch chosen by it speaks of, so that `unevaluated…` sees what it saw.
"""

from __future__ import annotations

from typing import Any

from gatewaydesk.schema.precise_types import (
    NAMING,
    ONE_SCHEMA,
    SCHEMA_LISTS,
    SCHEMA_MAPS,
    SILENT,
    Path,
    Reading,
    Schema,
    draft_of,
    inside,
    map_schemas,
    pointer_parts,
    rebases,
)
from gatewaydesk.schema.precise_unions import Splitting, is_scalar, lie_apart, one_list, side_by_side
from gatewaydesk.schema.resolve import REFERRING

_UNTOUCHED = frozenset({"if", "not", "contains", "enum", "const", "default", "examples"})
_LISTS = ("anyOf", "oneOf", "allOf")
_DEFINITIONS = frozenset({"definitions", "$defs"})
_HOLDING = ONE_SCHEMA | SCHEMA_LISTS | SCHEMA_MAPS  # a schema without these holds no other
_CONDITION = frozenset({"if", "then", "else"})


def rewrite(schema: Schema) -> Schema:
    """The same schema with unions split where that can be decided; the schema given is not changed.

    A schema whose `$schema` is not a draft known here (4, 6, 7, 2019-09, 2020-12) comes back as it is.
    """
    draft = draft_of(schema)
    if not isinstance(schema, dict) or draft is None:
        return schema
    rewritten: dict[str, Any] = _Rewriter(schema, draft).schema(schema, ())
    return rewritten


class _Rewriter:
    def __init__(self, root: dict[str, Any], draft: int) -> None:
        self.reading = Reading(root, draft)
        self.draft = draft
        self.pointed_into = _pointers_into_unions(root)

    def schema(self, node: Any, path: Path) -> Any:
        if not isinstance(node, dict) or _HOLDING.isdisjoint(node) or (path and rebases(node)):
            return node
        if "$ref" in node and self.draft <= 7:  # all but the definitions is dead there
            return map_schemas(node, lambda one, at: self.schema(one, path + at), frozenset(node) - _DEFINITIONS)
        node = self._without_repeats(node, path)
        copy = map_schemas(node, lambda one, at: self.schema(one, path + at), _UNTOUCHED)
        for keyword in ("anyOf", "oneOf"):
            original = node.get(keyword)
            if isinstance(original, list) and original and self._may_move(original, (*path, keyword)):
                self._split(copy, keyword, original)
        return copy

    def _without_repeats(self, node: dict[str, Any], path: Path) -> dict[str, Any]:
        """A reference that stands in `allOf` or `anyOf` twice says nothing more, and yet would be followed twice."""
        for keyword in ("allOf", "anyOf"):
            members = node.get(keyword)
            if not isinstance(members, list) or len(members) < 2 or self._is_pointed_into((*path, keyword)):
                continue
            known: set[Any] = set()
            once = []
            for member in members:
                reference = _reference(member)
                if reference is None or reference not in known:
                    once.append(member)
                    known.add(reference)
            if len(once) < len(members):
                node = {**node, keyword: once}
        return node

    def _is_pointed_into(self, path: Path) -> bool:
        texts = tuple(str(part) for part in path)
        return any(texts[-len(parts) :] == parts for parts in self.pointed_into)

    def _may_move(self, branches: list[Any], path: Path) -> bool:
        if self._is_pointed_into(path):
            return False
        return not any(isinstance(node, dict) and not NAMING.isdisjoint(node) for node in inside(branches))

    def _split(self, copy: dict[str, Any], keyword: str, original: list[Any]) -> None:
        rewritten = copy[keyword]
        beside = set(copy) - {keyword} - SILENT
        merged = side_by_side(rewritten) if keyword == "anyOf" else None
        if merged is not None and lie_apart(merged.keys(), beside) and (self.draft < 7 or is_scalar(merged)):
            del copy[keyword]
            copy.update({name: value for name, value in merged.items() if name not in copy})
            return
        if self.draft < 7:
            return
        listed = one_list(keyword, original)
        union = Splitting(keyword, original, rewritten, self.reading)
        split = union.split_by_type() if listed is None else {"enum": listed}
        if split is None or not union.worth_it():
            return
        del copy[keyword]
        if isinstance(split, dict) and _CONDITION.isdisjoint(copy) and set(split) <= _CONDITION:
            copy.update(split)
        else:
            copy["allOf"] = [*copy.get("allOf", ()), split]


def _pointers_into_unions(root: Any) -> list[tuple[str, ...]]:
    """The beginnings, up to a union's keyword or `allOf`, of all references that point into their members."""
    found = []
    for node in inside(root):
        if not isinstance(node, dict):
            continue
        for keyword in ("$ref", "$recursiveRef", "$dynamicRef"):
            reference = node.get(keyword)
            if not isinstance(reference, str) or "#" not in reference:
                continue
            parts = pointer_parts(reference.split("#", 1)[1]) or []
            found += [tuple(parts[: at + 1]) for at, part in enumerate(parts) if part in _LISTS]
    return found


def _reference(member: Any) -> tuple[tuple[str, str], ...] | None:
    """What a schema that is nothing but a reference refers to; None for any other."""
    if not isinstance(member, dict) or not member.keys() <= REFERRING | SILENT:
        return None
    named = tuple((word, member[word]) for word in sorted(REFERRING & member.keys()))
    return named if named and all(isinstance(one, str) for _, one in named) else None
