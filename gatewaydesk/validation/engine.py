"""Checks whole documents against a schema, in bounded time and depth, and says what is wrong in sentences.

`jsonschema-rs` does the checking. Where it cannot be installed, `jsonschema` does, slower and with the same answers.
Nothing that a gateway's validator (ajv) refuses passes here: see `formats` and `format_patterns`, and patterns mean
what they mean in JavaScript (`$` only at the very end, `\\d` only 0 to 9).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Any, Protocol

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import Pointer, get
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.precise_types import DEFAULT_DRAFT, draft_of
from gatewaydesk.schema.resolve import NAMED
from gatewaydesk.validation.faults import Fault, contained
from gatewaydesk.validation.format_patterns import FORMAT_OF, asks_for, with_strict_formats
from gatewaydesk.validation.formats import MORE_CHECKS
from gatewaydesk.validation.guards import broken_texts, collection_paused, deeper_than
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.report import problems_of
from gatewaydesk.validation.unusable import explained, unusable

try:
    import jsonschema_rs
except ImportError:  # pragma: no cover - only where the wheel cannot be installed
    jsonschema_rs = None  # type: ignore[assignment]

BACKTRACK_LIMIT = 100_000


class Checkable(Protocol):
    """What a checker needs of a loaded schema."""

    @property
    def raw(self) -> Any:
        """The schema as published."""

    @property
    def precise(self) -> Any:
        """The schema rewritten so that errors name the cell."""

    @property
    def deepest(self) -> int:
        """The levels of a document that can be checked, or 0."""

    @property
    def root(self) -> Field:
        """The field tree."""


class Unusable(Exception):
    """A validator cannot take a schema; in its own words, which are not for people."""


class Engine(Protocol):
    """A validator made ready for one schema."""

    def faults(self, value: Any) -> Iterator[Fault]:
        """All that is wrong with a document."""

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is, found faster."""


def best_engine() -> Callable[[Any], Engine]:
    """The Rust validator, or its stand-in, which takes long to import and is therefore left alone otherwise."""
    if find_spec("jsonschema_rs"):
        return RustEngine
    from gatewaydesk.validation.python_engine import PythonEngine

    return PythonEngine


class Checker:
    """Checks documents against one schema; made once for a schema, and may be used from any thread.

    Raises:
        SchemaProblem: the schema cannot be used for checking.
    """

    def __init__(self, schema: Checkable, *, engine: Callable[[Any], Engine] | None = None) -> None:
        self._schema = schema
        if not schema.deepest:
            raise unusable("one part of it leads to the next so many times over that no check would come to an end")
        try:
            self._engine: Engine = (engine or best_engine())(schema.precise)
        except Unusable as error:
            raise explained(schema.raw) from error

    def check(self, value: Any, depth: int | None = None, *, worded: bool = True) -> list[Problem]:
        """Everything that is wrong with a document, in the order of the form.

        Args:
            value: the document.
            depth: how deep it is at most, where that is known: then nobody has to look.
            worded: without it most problems have no sentence and no facts, which is half the work where many are wrong.
        """
        with collection_paused():
            return self._check(value, depth, worded)

    def _check(self, value: Any, depth: int | None, worded: bool) -> list[Problem]:
        flat_enough = depth is not None and depth <= self._schema.deepest
        if not flat_enough and deeper_than(value, self._schema.deepest):
            faults = [Fault("depth", (), {"limit": self._schema.deepest})]
        else:
            try:
                faults = list(self._engine.faults(value))
            except Unusable as error:
                raise explained(self._schema.raw) from error
            except UnicodeEncodeError:
                faults = [Fault("surrogate", place) for place in broken_texts(value)]
        return problems_of(faults, self._schema.root, value, self._schema.raw, worded=worded)

    def is_valid(self, value: Any) -> bool:
        """Whether a document has no problem at all; faster than `check`."""
        if deeper_than(value, self._schema.deepest):
            return False
        try:
            return self._engine.is_valid(value)
        except UnicodeEncodeError:
            return False
        except Unusable as error:
            raise explained(self._schema.raw) from error


class NoChecker:
    """Stands where a schema cannot be used for checking: the one problem of every document is that it cannot."""

    def __init__(self, schema: Checkable, problem: SchemaProblem) -> None:
        self._problem = Problem((), "unusable", str(problem), title=schema.root.title)

    def check(self, value: Any, depth: int | None = None, *, worded: bool = True) -> list[Problem]:
        """Always the same problem."""
        return [self._problem]

    def is_valid(self, value: Any) -> bool:
        """Never: nobody can say so."""
        return False


_CALLED = {"regex": MORE_CHECKS["regex"]}  # what no pattern can tell; given only where it is needed, for it costs much


class RustEngine:
    """`jsonschema-rs`, offline, with formats on and the work of a pattern bounded."""

    def __init__(self, schema: Any) -> None:
        drafts = {
            4: jsonschema_rs.Draft4Validator,
            6: jsonschema_rs.Draft6Validator,
            7: jsonschema_rs.Draft7Validator,
            2019: jsonschema_rs.Draft201909Validator,
            2020: jsonschema_rs.Draft202012Validator,
        }
        make = drafts[draft_of(schema) or DEFAULT_DRAFT]
        self._schema = schema
        try:
            self._validator = make(
                with_strict_formats(schema),
                validate_formats=True,
                formats=_CALLED if asks_for(schema, *_CALLED) else None,
                offline=True,
                pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT),
            )
        except (jsonschema_rs.ReferencingError, ValueError) as error:
            raise Unusable(str(error)) from error

    def faults(self, value: Any) -> Iterator[Fault]:
        """All that is wrong with a document."""
        return _once(_fault(error, self._schema) for error in self._validator.iter_errors(value))

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is."""
        return self._validator.is_valid(value)


_CLOSING = ("additionalProperties", "unevaluatedProperties")
_UNFINISHED: tuple[type, ...] = ()
if jsonschema_rs is not None:
    _UNFINISHED = (
        jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded,
        jsonschema_rs.ValidationErrorKind.RegexEngineFailure,
    )


def _ends_at_keyword(location: Pointer) -> bool:
    """Whether a place in a schema ends with a keyword, and not with the name of a member or a definition."""
    named = False
    for step in location[:-1]:
        named = not named and step in NAMED
    return not named


def _once(faults: Iterable[Fault]) -> Iterator[Fault]:
    """A format may be refused by itself and by its patterns; that is one fault."""
    told: set[tuple[Pointer, Pointer]] = set()
    for fault in faults:
        if fault.keyword == "format":
            place = (fault.pointer, fault.location)
            if place in told:
                continue
            told.add(place)
        yield fault


def _fault(error: jsonschema_rs.ValidationError, schema: Any) -> Fault:
    """A fault without the error's instance, which would be copied to be looked at."""
    kind = error.kind
    keyword = kind.name
    pointer: Pointer = tuple(error.instance_path)
    location = tuple(error.schema_path)
    last = location[-1] if location else ""
    if keyword in ("anyOf", "oneOf"):
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.OneOfMultipleValid):
            return Fault("ambiguous", pointer, {"forms": get(schema, location)}, location)
        context = kind.context  # type: ignore[attr-defined]
        branches = lambda: [list(_once(_fault(one, schema) for one in branch)) for branch in context]  # noqa: E731
        return Fault(keyword, pointer, {}, location, branches)
    if keyword == "propertyNames":
        inner: jsonschema_rs.ValidationError = kind.error  # type: ignore[attr-defined]
        name = inner.instance
        return Fault(keyword, pointer, {"error": _fault(inner, schema), "name": name}, location)
    if keyword == "falseSchema" and last in _CLOSING and _ends_at_keyword(location):
        return Fault(str(last), pointer, {"unexpected": None}, location)
    if keyword == "required" and last in ("dependentRequired", "dependencies"):
        keyword = str(last)
    facts: dict[str, Any] = kind.as_dict()
    if keyword == "pattern" and (name := FORMAT_OF.get(facts.get("pattern", ""))) and location[-3:-2] == ("allOf",):
        return Fault("format", pointer, {"format": name}, (*location[:-3], "format"))
    if keyword == "contains":
        facts = contained(get(schema, location[:-1]))
    elif keyword == "not":
        facts = {"schema": get(schema, location)}  # as it was given, without patterns for formats
    elif keyword == "unevaluatedItems":
        facts = {"unexpected": [json.loads(one) for one in facts["unexpected"]], "schema": get(schema, location)}
    elif isinstance(kind, _UNFINISHED):  # the validator stopped looking
        keyword = "unfinished"
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Referencing):
        keyword, facts = "reference", {}
    return Fault(keyword, pointer, facts, location)
