"""Another alternative is chosen: what of the value that stands there goes along."""

from __future__ import annotations

import copy
import re
from decimal import Decimal
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.branching import TEXTS, blank, fits_kind
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.json_types import is_number

_YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}
_BACK = {"none": "all of them", "only the first": "the others"}
_WHOLE = re.compile("-?[0-9]{1,1000}")  # Python itself reads no more than some thousands of digits


def carried(value: Any, branch: Field, left: Field) -> Any:
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
    lone = _first(value) if isinstance(value, list) else value
    if not isinstance(lone, (list, dict)):
        made = _as_kind(lone, branch)
        return _emptiest(branch) if made is ABSENT else made
    return _emptiest(branch) if start is ABSENT else start


def _first(values: list[Any]) -> Any:
    """The item that a single value becomes: the first that says anything; the list itself where it has none."""
    return next((one for one in values if one not in (None, "")), values[0] if values else values)


def told_lost(title: str, before: Any, after: Any) -> str:
    """What to tell of a list that became a single value and could not be kept whole; "" where nothing was lost."""
    said = [one for one in before if one not in (None, "")] if isinstance(before, list) else []
    if isinstance(after, list) or len(said) < 2:
        return ""
    kept = "none" if after in (ABSENT, None, "") or isinstance(after, dict) else "only the first"
    return f"“{title}” keeps {kept} of its {len(said):,} entries. Undo brings back {_BACK[kept]}."


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
