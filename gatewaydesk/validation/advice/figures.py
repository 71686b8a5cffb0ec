"""Figures that cannot be: people fewer than none, ages that nobody reaches, a population smaller than its own part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gatewaydesk.pointer import get
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.advice.words import words_of

_NUMBERS = (Kind.INTEGER, Kind.NUMBER)
_COUNTED = frozenset(("count", "counts", "people", "persons", "participants", "patients", "individuals", "age", "ages"))
_SIZES = frozenset((("population", "size"), ("sample", "size"), ("cohort", "size")))
_MEASURED = ("measured", "value")  # in the schemas of the HDR UK gateway always a number of something
_OCCURRENCES = ("frequency",)  # of a value in a column
_UNTOLD = -1  # what the HDR UK gateway itself writes there for a number that is too small to be told
_OLDEST = 130
_NOT_IN_YEARS = re.compile(r"\b(?:months?|weeks?|days?|hours?)\b", re.IGNORECASE)
_SIZE = ("summary", "populationSize")
_OBSERVATIONS = ("observations",)
_TIMES = 2  # the persons of an observation, to the population that they are said to be from


def less_than_none(about: About) -> Test | None:
    """A negative number of people or of years."""
    words = words_of(about.field.name)
    if about.model and about.field.kind in _NUMBERS and words == _OCCURRENCES:
        told = Told("Is negative, and only −1 stands for a number that is not told: check the sign.")
        return lambda value: (told,) if value < 0 and value != _UNTOLD else ()
    counted = bool(_COUNTED.intersection(words)) or words[-2:] in _SIZES
    if about.field.kind not in _NUMBERS or not (counted or (about.model and words == _MEASURED)):
        return None
    told = Told("Is negative, and nothing can be counted below 0: check the sign.")
    return lambda value: (told,) if value < 0 else ()


def older_than_anybody(about: About) -> Test | None:
    """An age in years above 130."""
    field = about.field
    is_age = not {"age", "ages"}.isdisjoint(words_of(field.name))
    if field.kind not in _NUMBERS or not is_age or _NOT_IN_YEARS.search(f"{field.title} {field.help} {field.guidance}"):
        return None

    def test(value: float) -> Iterator[Told]:
        if value > _OLDEST:
            yield Told(f"Is more than {_OLDEST}, an age that nobody reaches: check it.", {"most": _OLDEST})

    return test


def fewer_than_observed(about: About) -> Test | None:
    """The population is far smaller than the persons that were observed in it, by which the gateway shows its size."""
    if about.field.path or _child(about.field, _SIZE) is None or _child(about.field, _OBSERVATIONS) is None:
        return None

    def test(value: dict[str, Any]) -> Iterator[Told]:
        size, observed = get(value, _SIZE), get(value, _OBSERVATIONS)
        rows = [one if isinstance(one, dict) else {} for one in observed] if isinstance(observed, list) else []
        counted = [
            (one["measuredValue"], at)
            for at, one in enumerate(rows)
            if one.get("observedNode") == "Persons" and type(one.get("measuredValue")) is int
        ]
        most, where = max(counted, default=(0, 0))
        if type(size) is int and 0 <= size * _TIMES < most:
            said = f"Is {size:,}, while {most:,} persons stand among the observations: check the two."
            yield Told(said, {"size": size, "observed": most}, _SIZE, ((*_OBSERVATIONS, where, "measuredValue"),))

    return test


def _child(field: Field, path: tuple[str, ...]) -> Field | None:
    here: Field | None = field
    for name in path:
        here = next((one for one in here.children if one.name == name), None) if here is not None else None
    return here
