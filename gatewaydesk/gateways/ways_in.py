"""The ways of signing in to a system: which secrets, and which settings beside them, are enough.

A connection schema says so by `required`, and where one of several ways is enough by an `anyOf` at its top, an entry a
way. A secret with `x-memory-only` is never written into a keyring.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.gateways import connection_schema, secret_fields, system_named
from gatewaydesk.schema.files import LoadedSchema


@dataclass(frozen=True)
class Way:
    """One way of signing in.

    Attributes:
        title: what a person reads; "" where a system has only one way.
        needs: the names of secrets, and of settings that stand for half a secret (a user name), in the schema's order.
        takes: the names of settings that only this way has a use for (`x-takes`).
    """

    title: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


@cache
def ways_in(system: str) -> tuple[Way, ...]:
    """Every way of signing in to a system, the one to recommend first."""
    schema = _raw(system)
    secrets = secret_fields(system)
    always = [name for name in schema.get("required", ()) if name in secrets]
    several = schema.get("anyOf") or [{}]
    return tuple(
        Way(str(one.get("title", "")), (*always, *one.get("required", ())), tuple(one.get("x-takes", ())))
        for one in several
    )


@cache
def memory_only(system: str) -> frozenset[str]:
    """The secrets that are kept in memory until the program ends, whatever keyring there is."""
    return frozenset(name for name, one in _raw(system)["properties"].items() if one.get("x-memory-only"))


@cache
def schema_of(system: str, way: Way) -> LoadedSchema:
    """The schema of a system's connections for one way of signing in: what only another way needs is left out."""
    whole = connection_schema(system)
    schema = {key: one for key, one in _raw(system).items() if key != "anyOf"}
    others = {name for other in ways_in(system) for name in (*other.needs, *other.takes)} - {*way.needs, *way.takes}
    schema["properties"] = {name: one for name, one in schema["properties"].items() if name not in others}
    schema["required"] = [*schema["required"], *(name for name in way.needs if name not in schema["required"])]
    return LoadedSchema(whole.name, settled(schema), whole.hints, whole.origin, whole.sha256)


def settled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A small schema whose choices cannot be left open where one of them is usual: that one is chosen at first."""
    chosen = [
        name
        for name, one in schema.get("properties", {}).items()
        if "default" in one and ("enum" in one or one.get("type") == "boolean")
    ]
    return {**schema, "required": list(dict.fromkeys((*schema.get("required", ()), *chosen)))}


def way_of(system: str, given: Collection[str]) -> Way:
    """The way that is complete with what is given, else the one that was begun, else the first."""
    ways = ways_in(system)
    return max(ways, key=lambda way: (set(way.needs) <= set(given), any(name in given for name in way.needs)))


def lacking(connection: Connection, secrets: Collection[str]) -> tuple[str, ...]:
    """The titles of what is still missing to be signed in; empty where one of the ways is complete.

    Args:
        connection: whose options count as well.
        secrets: the names of those that are there.
    """
    system = connection.system
    given = {*secrets, *(name for name, one in connection.options.items() if one not in (None, ""))}
    way = way_of(system, given)
    missing = [name for name in way.needs if name not in given]
    if len(missing) == len(way.needs) and len(ways_in(system)) > 1:
        first, *more = (in_sentence(one.title) for one in ways_in(system))
        return (f"{first} (or else {', '.join(more)})",)
    titles = _titles(system)
    return tuple(titles[name] for name in missing)


def brought_together(connection: Connection, kept: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """All secrets that a connection is to have, from those that are kept and those that were typed since.

    Whoever has typed all that another way needs, goes over to it: what only the former way needed is not kept on.
    """
    ways = ways_in(connection.system)
    given = {*typed, *connection.options}
    new = next((way for way in ways if set(way.needs) <= given and set(way.needs) & set(typed)), None)
    if new is None:
        return {**kept, **typed}
    others = {name for way in ways for name in way.needs} - set(new.needs)
    return {name: one for name, one in {**kept, **typed}.items() if name not in others}


def secrets_are(system: str, names: Collection[str] = ()) -> str:
    """“the IDs are”, “the API key is”: what a person calls the secrets of a system, with its verb.

    Args:
        system: whose.
        names: of these; by default of all.
    """
    if system == "hdruk":
        return "the IDs are"
    titles = [
        f"the {in_sentence(title)}" for name, title in secret_fields(system).items() if not names or name in names
    ]
    words = " and ".join((", ".join(titles[:-1]), titles[-1])) if len(titles) > 1 else "".join(titles)
    return f"{words} {'are' if len(titles) > 1 else 'is'}"


def in_sentence(title: str) -> str:
    """A title as it stands within a sentence: “Client secret” is “client secret” there, “API key” stays."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _titles(system: str) -> dict[str, str]:
    return {name: str(one.get("title", name)) for name, one in _raw(system)["properties"].items()}


@cache
def _raw(system: str) -> dict[str, Any]:
    schema: dict[str, Any] = jsonio.read_file(system_named(system).connection_schema_path)
    return schema
