"""The place of a rule in the schema as published, from its place in the schema as it was rewritten for checking."""

from __future__ import annotations

from typing import Any

from gatewaydesk.pointer import Pointer

_SPLIT = ("then", "else")  # what the rewrite puts in the place of a union
_UNIONS = ("anyOf", "oneOf", "allOf")
_MOST_TRIED = 2_000


def published(raw: Any, location: Pointer) -> Pointer | None:
    """Where a rule stands in the published schema.

    The rewrite (`schema/precise.py`) moves what stood in a branch of `anyOf` or `oneOf` to the place of the union, or
    behind an `if`; nothing else is moved. So the way is followed, and where it leads nowhere, it is looked for in the
    branches.

    Args:
        raw: the schema as published.
        location: a place in the rewritten schema, ending with a keyword.
    """
    return _follow(raw, location, [_MOST_TRIED])


def _follow(node: Any, steps: Pointer, left: list[int]) -> Pointer | None:
    left[0] -= 1
    if not steps:
        return ()
    if left[0] < 0:
        return None
    step, rest = steps[0], steps[1:]
    if isinstance(node, list):
        inside = isinstance(step, int) and 0 <= step < len(node)
        found = _follow(node[int(step)], rest, left) if inside else None
        return (step, *found) if found is not None else None
    if not isinstance(node, dict):
        return None
    if step in node:
        found = _follow(node[str(step)], rest, left)
        if found is not None:
            return (step, *found)
    for union in _UNIONS:
        branches = node.get(union)
        for at, branch in enumerate(branches if isinstance(branches, list) else ()):
            found = _follow(branch, steps, left)
            if found is not None:
                return (union, at, *found)
    if step in _SPLIT:
        return _follow(node, rest, left)
    if step == "allOf" and rest and isinstance(rest[0], int):
        return _follow(node, rest[1:], left)
    return None
