"""Members with nearly the name of one that the schema knows, which it lets pass: no gateway shows what they say."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.advice.rule import LONG, LONGEST, About, Rows, Test, Told
from gatewaydesk.validation.likely import denies_name, is_respelt, is_set_apart, other_figures

_NEAR = 0.84  # of two names: how much of them is alike
_MOST_STRANGE = 20  # names of a table that the schema does not know: of more, they are no slips but entries
_MOST_KINDS = 200  # different sets of names in a table


def misspelt_member(about: About) -> Test | None:
    """A member that the schema does not know, and does not refuse, with nearly the name of one that is missing."""
    fields = _open_groups(about.union or about.field)
    if not fields:
        return None

    @cache
    def named() -> Mapping[str, Field]:
        return _named(fields)

    def test(value: Mapping[str, Any]) -> Iterable[Told]:
        known = named()
        return () if not known or value.keys() <= known.keys() else strange(value, known)

    def strange(value: Mapping[str, Any], known: Mapping[str, Field]) -> Iterator[Told]:
        for name in sorted(value.keys() - known.keys()):
            if any(_is_known(one, name) for one in fields):
                continue
            meant = _near(name, known.keys() - value.keys())
            if meant:
                message = f"Is not known to the schema, which knows “{meant}” instead: check how it is spelt."
                yield Told(message, {"unexpected": name, "meant": meant, "title": known[meant].title}, (name,))

    return test


def misspelt_in_rows(about: About) -> Test | None:
    """The same in the rows of a table, and of a list that is as long as one: looked for once in each set of names."""
    item = about.field.item if about.field.kind is Kind.LIST else None
    fields = _open_groups(item) if item is not None else []
    of_row = (
        misspelt_member(replace(about, field=fields[0], union=item if item.branches else None))
        if item and fields
        else None
    )
    if of_row is None:
        return None

    @cache
    def known() -> frozenset[str]:
        return frozenset(_named(fields))

    def test(rows: Rows) -> Iterable[Told]:
        if len(rows.items) > LONGEST or not (about.in_list or len(rows.items) > LONG) or rows.names() <= known():
            return ()
        there: set[str] = set().union(*(row for row in rows.items if type(row) is dict))
        return strange(rows, there - known())

    def strange(rows: Rows, names: set[str]) -> Iterator[Told]:
        if of_row is None or len(names) > _MOST_STRANGE or not any(_near(name, known()) for name in names):
            return
        found: dict[frozenset[str], tuple[Told, ...]] = {}
        for at, row in enumerate(rows.items):
            if type(row) is not dict or names.isdisjoint(row):
                continue
            kind = frozenset(row)
            if kind not in found:
                if len(found) == _MOST_KINDS:
                    return
                found[kind] = tuple(of_row(row))
            for told in found[kind]:
                yield replace(told, below=(at, *told.below))

    return test


def _open_groups(field: Field) -> list[Field]:
    """The groups that a value may be, where any of them lets members pass that it does not know."""
    groups = [one for one in field.branches or (field,) if one.kind is Kind.OBJECT]
    return [] if all(one.closed for one in groups) else groups


def _named(groups: Iterable[Field]) -> Mapping[str, Field]:
    """The members of groups by their names; asked for when a document needs them: of many groups that takes seconds."""
    return {child.name: child for one in groups for child in one.children}


def _is_known(field: Field, name: str) -> bool:
    """By a pattern of names, or under a condition; the schema of all other members knows no name."""
    return (field.extra is None and field.member_field(name) is not None) or field.dormant(name) is not None


def _near(name: str, missing: Iterable[str]) -> str:
    """The name that another one is nearly; none for one that its mark sets apart, a numbered neighbour, a negation."""
    if is_set_apart(name):
        return ""
    bare = {_bare(one): one for one in missing if not other_figures(name, one)}
    found = difflib.get_close_matches(_bare(name), bare, 1, _NEAR)
    meant = bare[found[0]] if found else ""
    return "" if meant and not is_respelt(name, meant) and denies_name(name, meant) else meant


@lru_cache(maxsize=1024)
def _bare(name: str) -> str:
    return "".join(name.replace("_", "").replace("-", "").split()).casefold()
