"""A choice is found among very many as it is among few."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.choice_index import FEW

_texts = st.text(alphabet="aAbBß1 ,", max_size=3)
_plain = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from([0.0, 1.0]), _texts)
_values = st.one_of(_plain, st.lists(_plain, max_size=2))


@given(st.lists(st.builds(Choice, _values, _texts), max_size=6), _values, _texts)
def test_among_very_many_the_same_is_found(choices: list[Choice], value: Any, text: str) -> None:
    others = tuple(Choice(f"other {number}", f"Other {number}") for number in range(FEW + 1))
    few = Field((), Kind.CHOICE, "Few", choices=tuple(choices))
    many = replace(few, choices=(*choices, *others))
    assert values.choice_of(many, value) is values.choice_of(few, value)
    assert values.choice_named(many, text) is values.choice_named(few, text)


@pytest.mark.parametrize("value", [ABSENT, None, [], {}, True, 1.0])
def test_what_is_no_choice_is_none(value: Any) -> None:
    field = Field((), Kind.CHOICE, "Many", choices=tuple(Choice(number, f"N {number}") for number in range(500)))
    assert values.choice_of(field, value) is None
    assert values.choice_of(field, 1) is field.choices[1]
    assert values.choice_named(field, "n 7") is field.choices[7]
