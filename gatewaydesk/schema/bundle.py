"""One schema made of several documents: what a schema refers to is embedded in it, so that all is in one place.

The documents are put under `$defs` (`definitions` before 2019-09), each with its address as its `$id`, as JSON Schema
names it “bundling”. References from one document to another are written as whole addresses on the way: they then mean
the same whatever stands around them. What is valid stays the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from gatewaydesk.schema.drafts import draft_is_told, draft_of, identifier
from gatewaydesk.schema.resolve import MANY, NAMED, ONE, Place, Resolver, nested_too_deep

_REFERENCES = ("$ref", "$dynamicRef")
_OLD = ("4", "6", "7")
#: Meta-schemas and their parts: every validator brings them along.
_BUILT_IN = re.compile(r"https?://json-schema\.org/(draft-0[467]|draft/(2019-09|2020-12))/")
_VALIDATING = frozenset(
    [
        *(*ONE, *MANY, *NAMED, "type", "enum", "const", "required", "pattern", "format", "multipleOf", "uniqueItems"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems"),
        *("maxItems", "minContains", "maxContains", "minProperties", "maxProperties", "dependentRequired"),
    ]
) - {"definitions", "$defs"}


@dataclass(frozen=True)
class Missing:
    """A document that is referred to and not there.

    Attributes:
        address: its URI, without the fragment.
        text: the reference as it is written.
        within: the address of the document that refers to it.
    """

    address: str
    text: str
    within: str


def missing(raw: Any, address: str, documents: Mapping[str, Any]) -> list[Missing]:
    """The documents that a schema refers to, and those that they refer to, as far as they are not at hand.

    Args:
        raw: the schema.
        address: where it was read from; relative references are relative to it unless `$id` says otherwise.
        documents: those at hand, by the address that they are referred to by.

    Raises:
        SchemaProblem: a document is no schema or is nested too deep.
    """
    if _stays_inside(raw):
        return []
    found: dict[str, Missing] = {}
    for link in _Library(raw, address, documents).links():
        if isinstance(link, Missing):
            found.setdefault(link.address, link)
    return list(found.values())


def bundle(raw: Any, address: str, documents: Mapping[str, Any]) -> Any:
    """A schema with the documents that it refers to embedded; the schema itself where it refers to none of them.

    Takes what `missing` takes, and raises what that raises. References that lead nowhere stay as they are.
    """
    if not isinstance(raw, dict) or _stays_inside(raw):
        return raw
    library = _Library(raw, address, documents)
    links = [link for link in library.links() if not isinstance(link, Missing)]
    return library.bundled(links) if links else raw


def _stays_inside(raw: Any) -> bool:
    """Whether every reference of a schema leads to a place in it; told fast, as that is so of most of them."""
    if not isinstance(raw, (dict, bool)) or nested_too_deep(raw):
        return False
    waiting: list[Any] = [raw] if isinstance(raw, dict) else []
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            for word in _REFERENCES:
                one = here.get(word)
                if isinstance(one, str) and not one.startswith("#"):
                    return False
            here = here.values()
        waiting += [below for below in here if isinstance(below, (dict, list))]
    return True


def of_one_draft(whole: Any) -> Any:
    """A schema without the embedded documents of other drafts, which its own draft's meta-schema says nothing of."""
    if not isinstance(whole, dict):
        return whole
    shelves = {word: whole[word] for word in ("$defs", "definitions") if isinstance(whole.get(word), dict)}
    own = {
        word: {name: one for name, one in shelf.items() if not (isinstance(one, dict) and "$schema" in one)}
        for word, shelf in shelves.items()
    }
    return {**whole, **own}


@dataclass(eq=False)
class _Part:
    """One document on the way: `schema` is a copy of it that may be changed, `address` what it is referred to by."""

    address: str
    schema: dict[str, Any]
    resolver: Resolver
    draft: str
    id: str = ""

    @property
    def base(self) -> str:
        """The address that it gives itself, or that it has."""
        return self.resolver.root.base


@dataclass(frozen=True)
class _Link:
    """A reference from one document to a place in another, or to its own document by its whole address."""

    part: _Part
    location: tuple[str | int, ...]
    word: str
    uri: str
    fragment: str
    to: _Part


class _Library:
    def __init__(self, raw: Any, address: str, documents: Mapping[str, Any]) -> None:
        self.draft = draft_of(raw)
        self.told = raw.get("$schema") if isinstance(raw, dict) else None
        self.root = self._part(address, raw)
        self.parts = [self.root, *(self._part(one, schema) for one, schema in documents.items())]
        self._by_uri: dict[str, _Part] = {}
        for part in self.parts:
            self._by_uri.setdefault(part.address, part)
        for part in self.parts:
            for uri in part.resolver.resources:
                self._by_uri.setdefault(uri, part)
        self._name_parts()

    def _part(self, address: str, schema: Any) -> _Part:
        draft = draft_of(schema) if draft_is_told(schema) else self.draft
        if isinstance(schema, bool):
            copy: Any = {} if schema else {"not": {}}
        else:
            Resolver(schema)  # refuses what is no schema, or too deep to be copied
            copy = json.loads(json.dumps(schema))
        if not draft_is_told(copy):
            copy.pop("$schema", None)
            copy["$schema"] = self.told if isinstance(self.told, str) else _meta_schema(draft)
        word = "id" if draft == "4" else "$id"
        own = copy.get(word)
        if draft in _OLD and "$ref" in copy:  # what stands beside it is not read there, `$id` neither
            copy = _opened_up(copy)
            own = None
        try:
            copy[word] = urljoin(address, own) if isinstance(own, str) else address
        except ValueError:
            copy[word] = address
        return _Part(address, copy, Resolver(copy), draft)

    def _name_parts(self) -> None:
        """Each document keeps the address that it gives itself, unless another has it already."""
        taken: dict[str, _Part] = {}
        for part in self.parts:
            part.id = part.base if part.base not in taken else part.address
            taken.setdefault(part.id, part)

    def links(self) -> Iterator[_Link | Missing]:
        """Every reference that leaves its document, from the schema on through all that is referred to."""
        seen: set[int] = set()
        begun = {self.root.address}
        waiting: list[tuple[_Part, Place]] = [(self.root, self.root.resolver.root)]
        while waiting:
            part, top = waiting.pop()
            if id(top.node) in seen:  # and everything below it, while this was waiting
                continue
            for place in part.resolver.places(top):
                if not isinstance(place.node, dict) or id(place.node) in seen:
                    continue
                seen.add(id(place.node))
                for word in _REFERENCES:
                    text = place.node.get(word)
                    link = self._link(part, place, word, text) if isinstance(text, str) else None
                    if link is None:
                        continue
                    if isinstance(link, Missing):
                        yield link
                        continue
                    if link.to is not part or link.uri:
                        yield link
                    if link.to.address not in begun:
                        begun.add(link.to.address)
                        waiting.append((link.to, link.to.resolver.root))
                    base = link.uri or place.base
                    known = link.to.resolver.resources
                    target = link.to.resolver.resolve(f"#{link.fragment}", base if base in known else link.to.base)
                    if target is not None and id(target.node) not in seen:  # it may stand where no keyword leads to
                        waiting.append((link.to, target))

    def _link(self, part: _Part, place: Place, word: str, text: str) -> _Link | Missing | None:
        try:
            uri, fragment = urldefrag(text if text.startswith("#") else urljoin(place.base, text))
        except ValueError:
            return None
        if not uri or uri in part.resolver.resources:
            moved = uri if uri == part.base != part.id else ""
            return _Link(part, place.location, word, moved, fragment, part)
        if _BUILT_IN.match(uri):
            return None
        to = self._by_uri.get(uri)
        if to is not None:
            return _Link(part, place.location, word, uri, fragment, to)
        if urlsplit(uri).scheme in ("http", "https", "file"):
            return Missing(uri, text, part.address)
        return None

    def bundled(self, links: list[_Link]) -> dict[str, Any]:
        """The schema with what the links lead to; for use once, as the copies are changed."""
        for link in links:
            holder: Any = link.part.schema
            for step in link.location:
                holder = holder[step]
            inner = link.uri not in (link.to.address, link.to.base)  # a schema in that document with its own address
            target = link.uri if inner else link.to.id
            holder[link.word] = f"{target}#{link.fragment}" if link.fragment else target
        whole = self.root.schema
        if self.told is None:
            whole.pop("$schema", None)
        shelf = whole.setdefault("definitions" if self.draft in _OLD else "$defs", {})
        reached = {link.to.address for link in links}
        for part in self.parts:
            if part.address in reached and part is not self.root:
                shelf[_free_name(part.address, shelf)] = self._embedded(part)
        return whole

    def _embedded(self, part: _Part) -> dict[str, Any]:
        schema = dict(part.schema)
        for word in ("$id", "id", "$schema"):
            schema.pop(word, None)
        head = {"$id": part.id, "id": part.id} if "4" in (part.draft, self.draft) else {"$id": part.id}
        if self.draft == part.draft == "4":
            del head["$id"]
        if part.draft != self.draft:
            head["$schema"] = _meta_schema(part.draft)
        return {**head, **schema}


def _meta_schema(draft: str) -> str:
    return identifier(draft) + ("#" if draft in _OLD else "")


def _opened_up(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that is a reference, as one that can have an `$id`: with the reference as its only condition."""
    kept = {word: value for word, value in schema.items() if word not in _VALIDATING and word != "$ref"}
    return {**kept, "allOf": [{"$ref": schema["$ref"]}]}


def _free_name(address: str, shelf: Mapping[str, Any]) -> str:
    """A short name that the documents below `$defs` are told apart by: people see it where a title is missing."""
    last = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", re.sub(r"(\.schema)?\.json$", "", last)).strip("-") or "document"
    name, number = stem, 1
    while name in shelf:
        number += 1
        name = f"{stem}-{number}"
    return name
