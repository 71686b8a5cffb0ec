"""The stand-in for machines without the Rust validator: `jsonschema`, made to give the same answers."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
from referencing.exceptions import Unresolvable

from gatewaydesk.schema.bundle import of_one_draft
from gatewaydesk.schema.precise_types import DEFAULT_DRAFT, draft_of
from gatewaydesk.schema.script_patterns import python_pattern
from gatewaydesk.validation.engine import Unusable
from gatewaydesk.validation.faults import Fault, contained
from gatewaydesk.validation.formats import CHECKS, MORE_CHECKS


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
        try:
            draft.check_schema(of_one_draft(schema), format_checker=formats)
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
    """A draft's validator with the keywords below; it stays so wherever a reference meets a `$schema`."""
    keywords = draft.VALIDATORS
    changed = {name: check for name, check in _PYTHON_KEYWORDS.items() if name in {*keywords, "dependencies"}}
    if "unevaluatedProperties" in keywords:
        changed["unevaluatedProperties"] = _each_unevaluated(keywords["unevaluatedProperties"])
    if draft in (jsonschema.Draft6Validator, jsonschema.Draft7Validator):  # later drafts only note these two
        changed.update(contentEncoding=_content_encoding, contentMediaType=_content_type)
    extended: Any = jsonschema.validators.extend(draft, changed)  # type: ignore[no-untyped-call]
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
            return Fault("ambiguous", pointer, {}, location)
        return Fault(keyword, pointer, {}, location, lambda: list(branches.values()))
    value = error.validator_value
    if keyword in ("contains", "minContains", "maxContains"):
        return Fault("contains", pointer, contained(error.schema), location)
    if keyword == "additionalItems" and isinstance(error.schema.get("items"), list):
        return Fault(keyword, pointer, {"limit": len(error.schema["items"])}, location)
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


def _each_required(_: Any, names: Any, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        yield from (_error(name) for name in names if name not in instance)


def _each_dependent(_: Any, rules: Any, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        for name, needed in rules.items():
            if name in instance:
                yield from (_error(one) for one in needed if one not in instance)


def _each_dependency(validator: Any, rules: Any, instance: Any, _: Any) -> Iterator[Any]:
    for name, rule in rules.items() if isinstance(instance, dict) else ():
        if name not in instance:
            continue
        if isinstance(rule, list):
            yield from (_error(one) for one in rule if one not in instance)
        else:
            yield from validator.descend(instance, rule, schema_path=name)


def _each_member(validator: Any, members: Any, instance: Any, _: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        for name, rule in members.items():
            if name in instance:
                yield from _descended(validator, instance[name], rule, name, schema_path=name)


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


def _each_unevaluated(keyword: Any) -> Any:
    """The draft's own keyword finds the members that nothing else spoke of; here they are told one by one."""

    def check(validator: Any, rule: Any, instance: Any, schema: Any) -> Iterator[Any]:
        listening = _Listening(validator)
        for _ in keyword(listening, rule, instance, schema) or ():
            pass
        if rule is False:
            if listening.asked:
                yield _error(listening.asked)
            return
        for name in listening.asked:
            yield from validator.descend(instance[name], rule, path=name)

    return check


class _Listening:
    """A validator that notes the members it is asked to descend into."""

    def __init__(self, validator: Any) -> None:
        self._validator = validator
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._validator, name)

    def descend(self, instance: Any, schema: Any, path: Any = None, **how: Any) -> Any:
        if path is None:
            return self._validator.descend(instance, schema, **how)
        self.asked.append(path)
        return ()


def _each_item(validator: Any, rule: Any, instance: Any, schema: Any) -> Iterator[Any]:
    """The items behind `prefixItems` in the newest draft; the lists and schemas of the older ones."""
    if not isinstance(instance, list):
        return
    if isinstance(rule, list):
        for at, (item, one) in enumerate(zip(instance, rule, strict=False)):
            yield from _descended(validator, item, one, at, schema_path=at)
        return
    for at in range(len(schema.get("prefixItems", ())), len(instance)):
        yield from _descended(validator, instance[at], rule, at)


def _each_further_item(validator: Any, rule: Any, instance: Any, schema: Any) -> Iterator[Any]:
    first = schema.get("items")
    if not isinstance(instance, list) or not isinstance(first, list) or len(instance) <= len(first):
        return
    if rule is False:
        yield _error(rule)
        return
    for at in range(len(first), len(instance)):
        yield from validator.descend(instance[at], rule, path=at)


def _each_first_item(validator: Any, rules: Any, instance: Any, _: Any) -> Iterator[Any]:
    for at, (item, rule) in enumerate(zip(instance, rules, strict=False) if isinstance(instance, list) else ()):
        yield from _descended(validator, item, rule, at, schema_path=at)


def _descended(validator: Any, value: Any, rule: Any, place: Any, **how: Any) -> Iterator[Any]:
    if rule is False:  # whose own error would not say where
        yield jsonschema.ValidationError("", validator="falseSchema", path=[place])
    else:
        yield from validator.descend(value, rule, path=place, **how)


def _each_matching(validator: Any, rules: Any, instance: Any, _: Any) -> Iterator[Any]:
    for pattern, rule in rules.items() if isinstance(instance, dict) else ():
        for name in instance:
            if python_pattern(pattern).search(name):
                yield from _descended(validator, instance[name], rule, name, schema_path=pattern)


def _each_name(validator: Any, rule: Any, instance: Any, _: Any) -> Iterator[Any]:
    for name in instance if isinstance(instance, dict) else ():
        inner = next(validator.descend(name, rule), None)
        if inner is not None:
            yield _error({"name": name, "error": inner})


def _script_pattern(_: Any, pattern: Any, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, str) and python_pattern(pattern).search(instance) is None:
        yield _error(pattern)


def _content_encoding(_: Any, encoding: Any, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, str) and _decoded(instance, encoding) is None:
        yield _error(encoding)


def _content_type(_: Any, kind: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, str) or kind != "application/json":
        return
    text = _decoded(instance, schema.get("contentEncoding"))
    try:
        json.loads(text if text is not None else "null")
    except ValueError:
        yield _error(kind)


def _decoded(text: str, encoding: Any) -> bytes | None:
    """What an encoded text holds; None where it is not encoded so. An encoding not known here counts as none."""
    decode = _ENCODINGS.get(encoding, str.encode)
    try:
        return decode(text)
    except ValueError:
        return None


_ENCODINGS: dict[Any, Callable[[str], bytes]] = {
    "base64": lambda text: base64.b64decode(text, validate=True),
    "base64url": lambda text: base64.b64decode(text, altchars="-_", validate=True),
    "base32": base64.b32decode,
    "base16": lambda text: base64.b16decode(text, casefold=True),
}


def _error(facts: Any) -> Any:
    return jsonschema.ValidationError("", validator_value=facts)


_PYTHON_KEYWORDS = {
    "properties": _each_member,
    "patternProperties": _each_matching,
    "prefixItems": _each_first_item,
    "items": _each_item,
    "additionalItems": _each_further_item,
    "required": _each_required,
    "dependentRequired": _each_dependent,
    "dependencies": _each_dependency,
    "additionalProperties": _each_unexpected,
    "propertyNames": _each_name,
    "pattern": _script_pattern,
}
