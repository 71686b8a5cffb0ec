"""What to call one item of a list: by a name of its own where it has one, else by its number."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gatewaydesk.schema.visible import plain
from gatewaydesk.validation.languages import words

_NAMING = ("name", "title", "label")
_AFTER_A_NOUN = frozenset({"of", "about", "for", "from", "in", "on", "to", "using", "with"})
_LONGEST_NAME = 40
_LOOKED_AT = 1_000  # characters of a name


def item_name(list_title: str, number: int, value: Any) -> str:
    """What to call one item of a list: “Table admissions”, “Observation 2 (Persons)”, “Keyword 3”.

    Args:
        list_title: the title of the list.
        number: where the item stands in it, from 0.
        value: the item.
    """
    name = name_of(value)
    if name:
        return with_name(list_title, number, name)
    one = singular(list_title)
    if isinstance(value, dict):
        texts = (text for text in value.values() if isinstance(text, str) and 0 < len(text.strip()) <= _LONGEST_NAME)
        first = next(texts, "")
        if first:
            return words("place.item.text", one=one, number=number + 1, text=_shortened(first))
    return words("place.item", one=one, number=number + 1)


def with_name(list_title: str, number: int, name: str, shared: bool = False) -> str:
    """What to call an item that has a name (see `name_of`): “Table admissions”, or “Table 2 (admissions)” where it is
    `shared` with another item.
    """
    one = singular(list_title)
    if shared:
        return words("place.item.text", one=one, number=number + 1, text=name)
    return words("place.item.titled" if one == list_title else "place.item.named", title=one, one=one, name=name)


def name_of(value: Any) -> str:
    """What an item is called by itself, as it is shown; "" where it has no name."""
    if isinstance(value, dict):
        for member in _NAMING:
            name = value.get(member)
            if isinstance(name, str) and name.strip():
                return _shortened(name)
    return ""


@lru_cache(maxsize=512)
def singular(title: str) -> str:
    """A list's title in the singular where that is plain to see: “Tables” gives “Table”; others stay.

    “Conditions of use” gives “Condition of use”: what stands before a small word is what there are several of.
    """
    first, _, rest = title.partition(" ")
    if rest.partition(" ")[0] in _AFTER_A_NOUN:
        return f"{_one(first)} {rest}"
    parts = title.split()
    return _one(title) if len(parts) <= 2 and len("".join(parts[-1:])) > 3 else title


# Plurals that lose more or less than an s, in small letters.
_ONE_OF = {
    "criteria": "criterion", "phenomena": "phenomenon", "indices": "index", "matrices": "matrix", "axes": "axis",
    "statuses": "status", "viruses": "virus", "caches": "cache", "aches": "ache",
    "people": "person", "children": "child", "women": "woman", "men": "man",
    **{word: word for word in ("news", "series", "species", "means", "lens")},
    **{f"{start}es": f"{start}is" for start in ("analys", "diagnos", "prognos", "hypothes", "thes", "synthes", "cris")},
}  # fmt: skip
_HISSING = ("sses", "xes", "ches", "shes")


def _one(noun: str) -> str:
    before, space, last = noun.rpartition(" ")
    known = _ONE_OF.get(last.casefold())
    if known is not None:
        return before + space + last[0] + known[1:]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(_HISSING):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST_NAME and name.isidentifier():  # as most names of columns are
        return name
    return plain(" ".join(name[:_LOOKED_AT].split()), _LONGEST_NAME)
