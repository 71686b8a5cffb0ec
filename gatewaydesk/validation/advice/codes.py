"""Codes of countries that have the right shape and are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gatewaydesk.schema.fields import Kind
from gatewaydesk.schema.patterns import matches
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.country_codes import asks_for_country, code_meant, is_code, is_perhaps, name_of

_SHAPE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


def no_country(about: About) -> Test | None:
    """What is in no list of ISO 3166, where that is asked for: “UK”, which is “GB”, “EN”, or “GB-SCO”."""
    pattern = about.field.limits.pattern
    if about.field.kind is not Kind.TEXT or pattern is None or not asks_for_country(about.field):
        return None

    def test(text: str) -> Iterator[Told]:
        if _SHAPE.fullmatch(text) is None or is_code(text):
            return
        meant = code_meant(text)
        if not meant or not matches(pattern, meant):
            of_gb = text.startswith("GB-")
            yield Told(f"Is no code of a {'part of the United Kingdom' if of_gb else 'country'} in ISO 3166.")
        elif text.startswith("UK-"):
            message = f"Is no code of a country: that of the United Kingdom is “GB”, so that this is “{meant}”."
            yield Told(message, {"suggestion": meant})
        else:
            perhaps = {"perhaps": True} if is_perhaps(text) else {}
            message = f"Is no code of a country: that of {_named(meant)} is “{meant}”."
            yield Told(message, {"suggestion": meant, **perhaps})

    return test


def _named(code: str) -> str:
    name = name_of(code) or code
    return f"the {name}" if name.startswith("United ") else name
