"""What can be said of a member that stands where the schema has none of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.branching import field_at, fits_kind
from gatewaydesk.schema.fields import Field, Kind, Under
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.schema.recognising import envelope_of
from gatewaydesk.validation.elsewhere import groups_with, only_place_of
from gatewaydesk.validation.likely import bare_name, is_slip
from gatewaydesk.validation.phrases import nearest
from gatewaydesk.validation.places import Place
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.told import is_empty
from gatewaydesk.validation.undecided import open_choice

UNEXPECTED = frozenset({"additionalProperties", "unevaluatedProperties"})
"""The keywords that let no member stand which the schema does not know."""
MOVES = "moves"
"""Among a problem's facts: where what a stray member holds stands, and where it plainly belongs, as two places."""

_MOST_WRAPPED = 4


def names_missing(place: Place) -> list[str]:
    """The names of the members that a group could have and has not; while alternatives are open, those of each."""
    open_to: Sequence[Field] = open_choice(place.union, place.value) if place.union is not None else ()
    fields = open_to or ([place.field] if place.field is not None else [])
    names = dict.fromkeys(child.name for one in fields for child in one.children)
    return [name for name in names if not isinstance(place.value, dict) or name not in place.value]


def stray_facts(
    name: str, above: Pointer, place: Place, missing: Sequence[str], root: Field, whole: Any
) -> dict[str, Any]:
    """The facts that the sentence about a stray member is made from.

    Args:
        name: what it is called.
        above: where the group is that it stands in.
        place: that group.
        missing: see `names_missing`.
        root: the field of the whole document.
        whole: the document.
    """
    twin = _twin(name, place)
    if twin is not None and bare_name(twin["name"]) != bare_name(name) and nearest(name, missing) is not None:
        twin = None  # one that is missing is nearer than one that is misspelt and there
    forms = place.union.branches if place.union is not None else ()
    facts: dict[str, Any] = {
        "unexpected": name,
        "known": missing,
        "twin": twin,
        "groups": groups_with(root, name),
        "there": _there(name, place, root, whole),
        "of_form": any(one.child(name) is not None for one in forms),
        "described": place.field is not None and place.field.child(name) is not None,
        "wraps": () if above or place.field is None else _wrapped(whole, place.field) or envelope_of(root, whole, name),
    }
    home = None if facts["described"] else _home(facts, above, root)
    stands = (*above, name, *facts["wraps"][1:])
    if home is not None and _may_stand_at(field_at(root, home, whole), get(whole, stands)):
        facts[MOVES] = (stands, home)
    return facts


def _wrapped(whole: Any, dataset: Field) -> tuple[str, ...]:
    """The names of the members, one in another, that a whole dataset was wrapped up in; () where it is not."""
    inner, names = whole, list[str]()
    while isinstance(inner, dict) and len(inner) == 1 and len(names) < _MOST_WRAPPED:
        [(name, below)] = inner.items()
        if dataset.child(name) is not None:
            break
        names.append(name)
        inner = below
    known = names and isinstance(inner, dict) and any(dataset.child(name) is not None for name in inner)
    return tuple(names) if known else ()


def _home(facts: dict[str, Any], above: Pointer, root: Field) -> Pointer | None:
    """Where the sentence says that a stray member belongs, if nothing is written there."""
    if facts["wraps"]:
        return ()
    twin = facts["twin"]
    near = (twin["name"] if twin["empty"] else None) if twin else nearest(facts["unexpected"], facts["known"])
    if twin or near is not None:
        return (*above, near) if near is not None else None
    return None if facts["there"] or facts["of_form"] else only_place_of(root, facts["unexpected"])


def _may_stand_at(field: Field | None, value: Any) -> bool:
    """Whether a value may have been meant for a field: of a group most members are known to that, however written."""
    if field is None or not fits_kind(field, value):
        return False
    if not isinstance(value, dict) or field.kind is not Kind.OBJECT:
        return True
    names = {bare_name(child.name) for child in field.settled(value).children}
    return 2 * sum(bare_name(name) in names for name in value) >= len(value)


def held_astray(problems: Iterable[Problem], value: Any) -> Callable[[Pointer], bool]:
    """What tells of an empty place whether a stray member holds what belongs there.

    What went wrong there is one slip, which is told at that member; what it lacks itself is still told.

    Args:
        problems: all that a check of the document said.
        value: the document.
    """
    moves: dict[Pointer, list[Pointer]] = {}
    for one in problems:
        if MOVES in one.facts:
            stands, home = one.facts[MOVES]
            moves.setdefault(home, []).append(stands)

    def is_held(place: Pointer) -> bool:
        ways = ((stands, place[depth:]) for depth in range(len(place) + 1) for stands in moves.get(place[:depth], ()))
        return any(
            (there := _by_name(get(value, stands), rest)) is not ABSENT and not is_empty(there) for stands, rest in ways
        )

    return is_held if moves else lambda place: False


def _by_name(value: Any, steps: Pointer) -> Any:
    """What stands in a stray member at a place, whose names may be written otherwise there as well; or ABSENT."""
    for step in steps:
        name: str | int | None = step
        if isinstance(step, str) and isinstance(value, dict) and step not in value:
            name = next((one for one in value if bare_name(one) == bare_name(step)), None)
        value = get(value, (name,)) if name is not None else ABSENT
    return value


def _there(name: str, place: Place, root: Field, whole: Any) -> str:
    """What is written at the one place that the schema has for a name: "same", "other", or "" for nothing."""
    known = only_place_of(root, name)
    there = get(whole, known) if known is not None else ABSENT
    if there is ABSENT or is_empty(there):
        return ""
    return "same" if same_json(there, get(place.value, (name,))) else "other"


def under_for(name: str, place: Place) -> Under | None:
    """Of a member that only a condition brings about, what that is; None of any other."""
    field = place.field.dormant(name) if place.field is not None else None
    return field.under if field is not None else None


def _twin(name: str, place: Place) -> dict[str, Any] | None:
    """The member beside it that a stray one is probably meant to be, with whether that one is empty."""
    if place.field is None or not isinstance(place.value, dict):
        return None
    given = bare_name(name)
    names = [child.name for child in place.field.children if child.name in place.value and child.name != name]
    meant = next((one for one in names if bare_name(one) == given), None)
    meant = meant or next((one for one in names if is_slip(given, bare_name(one))), None)
    if meant is None:
        return None
    there = place.value[meant]
    return {"name": meant, "empty": is_empty(there), "same": same_json(there, place.value[name])}
