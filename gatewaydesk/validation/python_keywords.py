"""Keywords of `jsonschema` made to say more, or something else, so that the stand-in answers as the engine does."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema

from gatewaydesk.schema.script_patterns import python_pattern

_JSON = "application/json"


def keywords_for(draft: Any) -> dict[str, Any]:
    """The keywords to put in the place of a draft's own."""
    own = draft.VALIDATORS
    changed = {name: check for name, check in _KEYWORDS.items() if name in {*own, "dependencies"}}
    if "unevaluatedProperties" in own:
        changed["unevaluatedProperties"] = _each_unevaluated(own["unevaluatedProperties"])
    if "unevaluatedItems" in own:
        changed["unevaluatedItems"] = _unevaluated_items(own["unevaluatedItems"])
    changed.update({name: _each_once(own[name]) for name in ("$ref", "$dynamicRef", "$recursiveRef") if name in own})
    if draft in (jsonschema.Draft6Validator, jsonschema.Draft7Validator):  # later drafts only note these two
        changed.update(contentEncoding=_content_encoding, contentMediaType=_content_type)
    return changed


_going = threading.local()


def _each_once(keyword: Any) -> Any:
    """A reference that leads back to itself at the same value asks for nothing more, and would never come to an end."""

    def check(validator: Any, reference: Any, instance: Any, schema: Any) -> Iterator[Any]:
        here = (id(schema), id(instance))
        on_the_way: set[tuple[int, int]] = _going.__dict__.setdefault("references", set())
        if here in on_the_way:
            return
        on_the_way.add(here)
        try:
            yield from keyword(validator, reference, instance, schema)
        finally:
            on_the_way.discard(here)

    return check


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


def _unevaluated_items(keyword: Any) -> Any:
    """The draft's own keyword only says how many there are; what it goes by says which."""
    evaluated = keyword.__globals__["find_evaluated_item_indexes_by_schema"]

    def check(validator: Any, rule: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if any(True for _ in keyword(validator, rule, instance, schema) or ()):
            known = set(evaluated(validator, instance, schema))
            yield _error([one for at, one in enumerate(instance) if at not in known])

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


def _content_encoding(_: Any, encoding: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if schema.get("contentMediaType", _JSON) != _JSON:  # as the engine does: content that it does not know is let by
        return
    if isinstance(instance, str) and _decoded(instance, encoding) is None:
        yield _error(encoding)


def _content_type(_: Any, kind: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, str) or kind != _JSON:
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


_KEYWORDS: Mapping[str, Any] = {
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
