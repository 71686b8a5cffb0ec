"""The stand-in for machines without the Rust validator: `jsonschema`, made to give the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
from referencing.exceptions import Unresolvable

from gatewaydesk.schema.patterns import python_pattern
from gatewaydesk.schema.precise_types import DEFAULT_DRAFT, draft_of
from gatewaydesk.validation.engine import Unusable
from gatewaydesk.validation.faults import Fault
from gatewaydesk.validation.formats import CHECKS


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
            raise Unusable(str(error)) from error
        formats = jsonschema.FormatChecker(formats=())
        strict = {name: (_of_text(check), ()) for name, check in CHECKS.items()}
        formats.checkers = {**draft.FORMAT_CHECKER.checkers, **strict}
        changed = {name: check for name, check in _PYTHON_KEYWORDS.items() if name in draft.VALIDATORS}
        extended: Any = jsonschema.validators.extend(draft, changed)  # type: ignore[no-untyped-call]
        self._validator = extended(schema, format_checker=formats, registry=REGISTRY)  # which keeps it offline

    def faults(self, value: Any) -> Iterator[Fault]:
        """All that is wrong with a document.

        Raises:
            Unusable: the schema refers to something that is not there.
        """
        try:
            yield from map(_python_fault, self._validator.iter_errors(value))
        except Unresolvable as error:
            raise Unusable(str(error)) from error

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
