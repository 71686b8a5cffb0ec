"""Checks whole documents against a schema, in bounded time and depth, and says what is wrong in sentences.

`jsonschema-rs` does the checking. Where it cannot be installed, `jsonschema` does, slower and with the same answers.
Nothing that a gateway's validator (ajv) refuses passes here: see `formats`, and patterns mean what they mean in
JavaScript (`$` only at the very end, `\\d` only 0 to 9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import jsonschema
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
from referencing.exceptions import Unresolvable

from gatewaydesk.document.jsonio import DEPTH_LIMIT
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.patterns import python_pattern
from gatewaydesk.schema.precise_types import DEFAULT_DRAFT, draft_of
from gatewaydesk.validation.faults import Fault
from gatewaydesk.validation.formats import CHECKS
from gatewaydesk.validation.guards import broken_texts, deeper_than
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.report import problems_of

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
    def root(self) -> Field:
        """The field tree."""


class Engine(Protocol):
    """A validator made ready for one schema."""

    def faults(self, value: Any) -> Iterator[Fault]:
        """All that is wrong with a document."""

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is, found faster."""


class Checker:
    """Checks documents against one schema; made once for a schema, and may be used from any thread.

    Raises:
        SchemaProblem: the schema cannot be used for checking.
    """

    def __init__(self, schema: Checkable, *, engine: type[Engine] | None = None) -> None:
        self._schema = schema
        make = engine or (RustEngine if jsonschema_rs is not None else PythonEngine)
        self._engine: Engine = make(schema.precise)  # type: ignore[call-arg]

    def check(self, value: Any) -> list[Problem]:
        """Everything that is wrong with a document, in the order of the form."""
        if deeper_than(value, DEPTH_LIMIT):
            faults = [Fault("depth", (), {"limit": DEPTH_LIMIT})]
        else:
            try:
                faults = list(self._engine.faults(value))
            except UnicodeEncodeError:
                faults = [Fault("surrogate", place) for place in broken_texts(value)]
        return problems_of(faults, self._schema.root, value, self._schema.raw)

    def is_valid(self, value: Any) -> bool:
        """Whether a document has no problem at all; faster than `check`."""
        if deeper_than(value, DEPTH_LIMIT):
            return False
        try:
            return self._engine.is_valid(value)
        except UnicodeEncodeError:
            return False


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
        try:
            self._validator = make(
                schema,
                formats=dict(CHECKS),
                validate_formats=True,
                offline=True,
                pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT),
            )
        except (jsonschema_rs.ReferencingError, ValueError) as error:
            raise unusable(error) from error

    def faults(self, value: Any) -> Iterator[Fault]:
        """All that is wrong with a document."""
        return map(_fault, self._validator.iter_errors(value))

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is."""
        return self._validator.is_valid(value)


_UNFINISHED: tuple[type, ...] = ()
if jsonschema_rs is not None:
    _UNFINISHED = (
        jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded,
        jsonschema_rs.ValidationErrorKind.RegexEngineFailure,
    )


def _fault(error: jsonschema_rs.ValidationError) -> Fault:
    """A fault without the error's instance, which would be copied to be looked at."""
    kind = error.kind
    keyword = kind.name
    pointer: Pointer = tuple(error.instance_path)
    location = tuple(error.schema_path)
    last = location[-1] if location else ""
    if keyword in ("anyOf", "oneOf"):
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.OneOfMultipleValid):
            return Fault("ambiguous", pointer, {}, location)
        context = kind.context  # type: ignore[attr-defined]
        return Fault(keyword, pointer, {}, location, lambda: [[_fault(one) for one in branch] for branch in context])
    if keyword == "propertyNames":
        inner: jsonschema_rs.ValidationError = kind.error  # type: ignore[attr-defined]
        name = inner.instance
        return Fault(keyword, pointer, {"error": _fault(inner), "name": name}, location)
    if keyword == "falseSchema" and last in ("additionalProperties", "unevaluatedProperties"):
        return Fault(str(last), pointer, {"unexpected": None}, location)
    if keyword == "required" and last in ("dependentRequired", "dependencies"):
        keyword = str(last)
    facts: dict[str, Any] = kind.as_dict()
    if keyword == "contains":
        facts["which"] = last
    elif keyword == "unevaluatedItems":
        facts = {}
    elif isinstance(kind, _UNFINISHED):  # the validator stopped looking
        keyword = "unfinished"
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Referencing):
        keyword, facts = "reference", {}
    return Fault(keyword, pointer, facts, location)


class PythonEngine:
    """`jsonschema`, for machines without the Rust wheel: some hundred times slower, and patterns are not bounded."""

    def __init__(self, schema: Any) -> None:
        drafts = {
            4: jsonschema.Draft4Validator,
            6: jsonschema.Draft6Validator,
            7: jsonschema.Draft7Validator,
            2019: jsonschema.Draft201909Validator,
            2020: jsonschema.Draft202012Validator,
        }
        draft: Any = drafts[draft_of(schema) or DEFAULT_DRAFT]
        try:
            draft.check_schema(schema)
        except jsonschema.SchemaError as error:
            raise unusable(error) from error
        formats = jsonschema.FormatChecker(formats=())
        strict = {name: (_of_text(check), ()) for name, check in CHECKS.items()}
        formats.checkers = {**draft.FORMAT_CHECKER.checkers, **strict}
        changed = {name: check for name, check in _PYTHON_KEYWORDS.items() if name in draft.VALIDATORS}
        extended: Any = jsonschema.validators.extend(draft, changed)  # type: ignore[no-untyped-call]
        self._validator = extended(schema, format_checker=formats, registry=REGISTRY)  # which keeps it offline

    def faults(self, value: Any) -> Iterator[Fault]:
        """All that is wrong with a document.

        Raises:
            SchemaProblem: the schema refers to something that is not there.
        """
        try:
            yield from map(_python_fault, self._validator.iter_errors(value))
        except Unresolvable as error:
            raise unusable(error) from error

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is."""
        return next(self.faults(value), None) is None


def _of_text(check: Callable[[str], bool]) -> Callable[[Any], bool]:
    return lambda value: not isinstance(value, str) or check(value)


def _python_fault(error: Any) -> Fault:
    keyword = error.validator or "falseSchema"
    pointer = tuple(error.absolute_path)
    location = tuple(error.absolute_schema_path)
    if keyword in ("anyOf", "oneOf"):
        branches: dict[int, list[Fault]] = {}
        for inner in error.context:
            branches.setdefault(inner.relative_schema_path[0], []).append(_python_fault(inner))
        if not branches:
            return Fault("ambiguous", pointer, {}, location)
        return Fault(keyword, pointer, {}, location, lambda: list(branches.values()))
    value = error.validator_value
    if keyword == "propertyNames":
        value = {"name": value["name"], "error": _python_fault(value["error"])}
        return Fault(keyword, pointer, value, location)
    if keyword == "type" and isinstance(value, str):
        value = [value]
    name = _FACT_NAMES.get(keyword)
    return Fault(keyword, pointer, {name: value} if name else {}, location)


_FACT_NAMES = {
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), "limit"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), "limit"),
    **dict.fromkeys(("required", "dependentRequired"), "property"),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), "unexpected"),
    "type": "types",
    "enum": "options",
    "const": "expected_value",
    "multipleOf": "multiple_of",
    "pattern": "pattern",
    "format": "format",
}


def _each_required(_: Any, names: Any, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        yield from (_error(name) for name in names if name not in instance)


def _each_dependent(_: Any, rules: Any, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        for name, needed in rules.items():
            if name in instance:
                yield from (_error(one) for one in needed if one not in instance)


def _each_member(validator: Any, members: Any, instance: Any, _: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        for name, rule in members.items():
            if name in instance and rule is False:  # whose own error would not say where
                yield jsonschema.ValidationError("", validator="falseSchema", path=[name])
            elif name in instance:
                yield from validator.descend(instance[name], rule, path=name, schema_path=name)


def _each_unexpected(validator: Any, rule: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    patterns = [python_pattern(pattern) for pattern in schema.get("patternProperties", {})]
    extra = [name for name in instance if name not in schema.get("properties", {})]
    extra = [name for name in extra if not any(pattern.search(name) for pattern in patterns)]
    if rule is False:
        if extra:
            yield _error(extra)
        return
    for name in extra:
        yield from validator.descend(instance[name], rule, path=name)


def _each_name(validator: Any, rule: Any, instance: Any, _: Any) -> Iterator[Any]:
    for name in instance if isinstance(instance, dict) else ():
        inner = next(validator.descend(name, rule), None)
        if inner is not None:
            yield _error({"name": name, "error": inner})


def _script_pattern(_: Any, pattern: Any, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, str) and python_pattern(pattern).search(instance) is None:
        yield _error(pattern)


def _error(facts: Any) -> Any:
    return jsonschema.ValidationError("", validator_value=facts)


_PYTHON_KEYWORDS = {
    "properties": _each_member,
    "required": _each_required,
    "dependentRequired": _each_dependent,
    "additionalProperties": _each_unexpected,
    "propertyNames": _each_name,
    "pattern": _script_pattern,
}


def unusable(error: BaseException) -> SchemaProblem:
    """The problem of a schema that a validator cannot take."""
    text = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return SchemaProblem(f"This schema cannot be used for checking: {text}.", "Tell its publisher, or choose another.")
