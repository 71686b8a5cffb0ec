"""Codes of countries that have the right shape and are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gatewaydesk.schema.fields import Kind
from gatewaydesk.schema.patterns import words_for
from gatewaydesk.validation.advice.rule import About, Test, Told

_UNITED_KINGDOM = re.compile(r"UK(-[A-Z]{2,3})?")


def no_country(about: About) -> Test | None:
    """“UK” where ISO 3166 is asked for, by which the United Kingdom is “GB”."""
    pattern = about.field.limits.pattern
    if about.field.kind is not Kind.TEXT or pattern is None or not words_for(pattern).startswith("a country code"):
        return None

    def test(text: str) -> Iterator[Told]:
        found = _UNITED_KINGDOM.fullmatch(text)
        if found is not None:
            meant = f"GB{found[1] or ''}"
            message = f"Is no code of a country: that of the United Kingdom is “GB”, so that this is “{meant}”."
            yield Told(message if found[1] else message.partition(", so")[0] + ".", {"suggestion": meant})

    return test
