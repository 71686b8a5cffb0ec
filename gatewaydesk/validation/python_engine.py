"""The stand-in for machines without the Rust validator: `jsonschema`, made to give the same answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
from referencing.exceptions import Unresolvable

from gatewaydesk.schema.bundle import of_one_draft
from gatewaydesk.schema.precise_types import DEFAULT_DRAFT, draft_of
from gatewaydesk.schema.script_patterns import is_pattern
from gatewaydesk.validation.engine import Unusable
from gatewaydesk.validation.faults import Fault, contained
from gatewaydesk.validation.formats import CHECKS, MORE_CHECKS
from gatewaydesk.validation.python_keywords import keywords_for


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
        formats = jsonschema.FormatChecker(formats=())
        strict = {name: (_of_text(check), ()) for name, check in {**MORE_CHECKS, **CHECKS}.items()}
        formats.checkers = {**draft.FORMAT_CHECKER.checkers, **strict}
        kinder = jsonschema.FormatChecker(formats=())  # a pattern is used if it can be, whether it is by the standard
        kinder.checkers = {**formats.checkers, "regex": (_of_text(is_pattern), ())}
        try:
            draft.check_schema(of_one_draft(schema), format_checker=kinder)
        except jsonschema.SchemaError as error:
            raise Unusable(str(error)) from error
        self._validator = _strict(draft)(schema, format_checker=formats, registry=REGISTRY)  # which keeps it offline

    def faults(self, value: Any) -> Iterator[Fault]:
        """All that is wrong with a document.

        Raises:
            Unusable: the schema refers to something that is not there, or has a pattern that Python has not.
        """
        try:
            yield from map(_python_fault, self._validator.iter_errors(value))
        except (Unresolvable, re.error, RecursionError) as error:
            raise Unusable(str(error)) from error

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is."""
        return next(self.faults(value), None) is None


@lru_cache(maxsize=8)
def _strict(draft: Any) -> Any:
    """A draft's validator with keywords of our own; it stays so wherever a reference meets a `$schema`."""
    extended: Any = jsonschema.validators.extend(draft, keywords_for(draft))  # type: ignore[no-untyped-call]
    plainly = extended.evolve

    def evolve(self: Any, **changes: Any) -> Any:
        made = plainly(self, **changes)
        if hasattr(made, "is_strict"):
            return made
        other: Any = type(made)
        return _strict(other)(
            made.schema, format_checker=made.format_checker, registry=REGISTRY, _resolver=made._resolver
        )

    extended.evolve = evolve
    extended.is_strict = True
    return extended


def _of_text(check: Callable[[str], bool]) -> Callable[[Any], bool]:
    return lambda value: not isinstance(value, str) or check(value)


def _python_fault(error: Any) -> Fault:
    keyword = error.validator or "falseSchema"
    pointer = tuple(error.absolute_path)
    location = tuple(error.absolute_schema_path)
    if keyword in ("anyOf", "oneOf"):
        branches: dict[int, list[Fault]] = {}
        for at, inner in enumerate(error.context):  # a branch that is `false` does not say which it is
            steps = inner.relative_schema_path
            branches.setdefault(steps[0] if steps else -1 - at, []).append(_python_fault(inner))
        if not branches:
            return Fault("ambiguous", pointer, {"forms": error.validator_value}, location)
        return Fault(keyword, pointer, {}, location, lambda: list(branches.values()))
    value = error.validator_value
    if keyword in ("contains", "minContains", "maxContains"):
        return Fault("contains", pointer, contained(error.schema), location)
    if keyword == "additionalItems" and isinstance(error.schema.get("items"), list):
        return Fault(keyword, pointer, {"limit": len(error.schema["items"])}, location)
    if keyword == "unevaluatedItems":
        return Fault(keyword, pointer, {"unexpected": value, "schema": error.schema[keyword]}, location)
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
    **dict.fromkeys(("required", "dependentRequired", "dependencies"), "property"),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), "unexpected"),
    "type": "types",
    "enum": "options",
    "const": "expected_value",
    "multipleOf": "multiple_of",
    "pattern": "pattern",
    "format": "format",
    "not": "schema",
    "contentEncoding": "content_encoding",
    "contentMediaType": "content_media_type",
}
