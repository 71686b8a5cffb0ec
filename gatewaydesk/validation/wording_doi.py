"""What is wrong with a DOI: the first thing that its pattern does not take, said of this text."""

from __future__ import annotations

import re

from gatewaydesk.schema.patterns import matches
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.phrases import counted, quoted

_BEFORE = re.compile(r"(?:https?://(?:www\.|dx\.)*doi\.org/|doi\.org/|doi\s*[:=]?\s*|https?://[^\s/]+/(?:doi/)?)", re.I)
_START = re.compile(r"10\.([0-9]*)")
_PLAIN = "10.1234/a"


def doi_tail(pattern: str, text: str) -> str:
    """The end of a sentence about a DOI that does not fit, from what there is on; "" where nothing can be told.

    Args:
        pattern: one that takes DOIs alone (`patterns.DOI_ALONE`).
        text: what does not fit it.
    """
    bare = text.strip()
    before = _BEFORE.match(bare)
    if before is not None and bare[before.end() :].startswith("10."):
        rest = bare[before.end() :]
        if matches(pattern, rest):
            return words("doi.before", value=quoted(bare), before=quoted(before[0].strip()))
        bare = rest
    start = _START.match(bare)
    if start is None:
        return words("doi.start", value=quoted(bare))
    behind = bare[start.end() :]
    if any(mark.isspace() for mark in bare):
        return words("doi.space", value=quoted(bare))
    between, slash, rest = behind.partition("/")
    if between and slash and rest:
        return words("doi.figures", value=quoted(bare), sign=quoted(between))
    if not behind.startswith("/") or behind == "/":
        return words("doi.slash", value=quoted(bare))
    if not matches(pattern, f"10.{start[1]}/a"):
        return counted("doi.digits", len(start[1]), value=quoted(bare))
    sign = next((mark for mark in behind[1:] if not matches(pattern, _PLAIN + mark)), "")
    return words("doi.sign", value=quoted(bare), sign=quoted(sign)) if sign else ""
