"""What can be said of a member that stands where the schema has none of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.schema.fields import Field, Under
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.validation.elsewhere import groups_with, only_place_of
from gatewaydesk.validation.likely import bare_name, is_slip
from gatewaydesk.validation.phrases import nearest
from gatewaydesk.validation.places import Place
from gatewaydesk.validation.told import is_empty
from gatewaydesk.validation.undecided import open_choice


def names_missing(place: Place) -> list[str]:
    """The names of the members that a group could have and has not; while alternatives are open, those of each."""
    open_to: Sequence[Field] = open_choice(place.union, place.value) if place.union is not None else ()
    fields = open_to or ([place.field] if place.field is not None else [])
    names = dict.fromkeys(child.name for one in fields for child in one.children)
    return [name for name in names if not isinstance(place.value, dict) or name not in place.value]


def stray_facts(name: str, place: Place, missing: Sequence[str], root: Field, whole: Any) -> dict[str, Any]:
    """The facts that the sentence about a stray member is made from.

    Args:
        name: what it is called.
        place: the group that it stands in.
        missing: see `names_missing`.
        root: the field of the whole document.
        whole: the document.
    """
    twin = _twin(name, place)
    if twin is not None and bare_name(twin["name"]) != bare_name(name) and nearest(name, missing) is not None:
        twin = None  # one that is missing is nearer than one that is misspelt and there
    forms = place.union.branches if place.union is not None else ()
    return {
        "unexpected": name,
        "known": missing,
        "twin": twin,
        "groups": groups_with(root, name),
        "there": _there(name, place, root, whole),
        "of_form": any(one.child(name) is not None for one in forms),
    }


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
    names = [child.name for child in place.field.children if child.name in place.value]
    meant = next((one for one in names if bare_name(one) == given), None)
    meant = meant or next((one for one in names if is_slip(given, bare_name(one))), None)
    if meant is None:
        return None
    there = place.value[meant]
    return {"name": meant, "empty": is_empty(there), "same": same_json(there, place.value[name])}
