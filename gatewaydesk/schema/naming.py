"""Words for people out of names for programs: "dataCustodian" becomes "Data custodian"."""

from __future__ import annotations

import re
from functools import lru_cache

_ACRONYMS = {
    word.lower(): word
    for word in (
        "API",
        "CSV",
        "DNA",
        "DOI",
        "HTML",
        "ID",
        "IDs",
        "JSON",
        "ORCID",
        "PID",
        "RNA",
        "URI",
        "URL",
        "UUID",
        "XML",
    )
}
_BREAKS = re.compile(r"[\s_\-./@$:~#]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CAMEL = re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+|[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+|@?[a-z][a-z0-9]*")
_CLASS = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+")


@lru_cache(maxsize=4096)
def humanise(name: str) -> str:
    """A member's or definition's name as a label; a name without letters or digits stays as it is."""
    words = [_ACRONYMS.get(word.lower(), _small(word)) for word in _BREAKS.split(name) if word]
    if not words:
        return name.strip() or "Unnamed"
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def member_title(name: str, own: str, defined: str) -> str:
    """The label of a member: the title beside it, unless that is a name for programs or only its definition's."""
    text = own.strip()
    if not text or (_CLASS.fullmatch(text) and (text == defined or _bare(text) == _bare(name))):
        return humanise(name)
    if _CAMEL.fullmatch(text):
        return humanise(name if _bare(text) == _bare(name) else text)
    return text


def definition_title(own: str, name: str) -> str:
    """The label of a definition or of a whole schema: its title in words, else its name in words, else ""."""
    text = own.strip()
    if text:
        return humanise(text) if _CLASS.fullmatch(text) or _CAMEL.fullmatch(text) else text
    return humanise(name) if name and name != "#" else ""


def _small(word: str) -> str:
    return word if len(word) > 1 and word.isupper() else word.lower()


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
