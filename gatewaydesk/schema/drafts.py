"""Which draft of JSON Schema a schema is written for, and whether it keeps to it, in words. Never asks the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import to_text
from gatewaydesk.schema.json_types import IN_WORDS

NEWEST = "2020-12"

#: Draft to the identifier of its meta-schema, without scheme and closing “#”.
DRAFTS: Mapping[str, str] = {
    "4": "json-schema.org/draft-04/schema",
    "6": "json-schema.org/draft-06/schema",
    "7": "json-schema.org/draft-07/schema",
    "2019-09": "json-schema.org/draft/2019-09/schema",
    "2020-12": "json-schema.org/draft/2020-12/schema",
}
_TOO_OLD = tuple(f"json-schema.org/draft-0{number}" for number in range(4))


def draft_of(schema: Any) -> str:
    """The draft that `$schema` names; the newest where it names none or one that is not known here."""
    declared = _declared(schema)
    return next((draft for draft, address in DRAFTS.items() if declared == address), NEWEST)


def identifier(draft: str) -> str:
    """What a schema of that draft names as its `$schema`, without the closing “#” of old drafts."""
    return f"{'https' if '-' in draft else 'http'}://{DRAFTS[draft]}"


def draft_is_told(schema: Any) -> bool:
    """Whether `$schema` names a draft of JSON Schema."""
    return _declared(schema).startswith("json-schema.org/")


def check_is_schema(schema: Any, name: str) -> None:
    """Checks a schema against the meta-schema of its draft.

    Args:
        schema: what was read; an object or a boolean.
        name: what to call it in the sentence.

    Raises:
        SchemaProblem: it is not a valid schema; the sentence names the place.
    """
    if _declared(schema).startswith(_TOO_OLD):
        raise SchemaProblem(
            f"“{name}” is written for a version of JSON Schema that is too old to be used here.",
            "Ask its publisher for one written for draft 4 or later.",
        )
    if _keeps_to(schema, draft_of(schema)):
        return
    problem = _first_problem(schema, draft_of(schema))
    if problem is None:
        return
    place, words = problem
    where = f"at “{place}” it {words}" if place else f"it {words}"
    raise SchemaProblem(
        f"“{name}” is not a valid JSON Schema: {where}.", "Ask its publisher for a corrected file, or mend that place."
    )


def _keeps_to(schema: Any, draft: str) -> bool:
    """A quick yes from the fast engine; False means: look closely."""
    try:
        import jsonschema_rs
    except ImportError:  # no wheel for this computer: the other engine does it all
        return False
    # The schema's own `$schema` is replaced, because an address that the engine does not know would be fetched.
    bare = {**schema, "$schema": identifier(draft)} if isinstance(schema, dict) else schema
    try:
        return bool(jsonschema_rs.meta.is_valid(bare))
    except (ValueError, jsonschema_rs.ReferencingError):
        return False


def _first_problem(schema: Any, draft: str) -> tuple[str, str] | None:
    from jsonschema import exceptions, validators

    checkers = {
        "4": validators.Draft4Validator,
        "6": validators.Draft6Validator,
        "7": validators.Draft7Validator,
        "2019-09": validators.Draft201909Validator,
        "2020-12": validators.Draft202012Validator,
    }
    checker = checkers[draft]
    error = exceptions.best_match(checker(checker.META_SCHEMA).iter_errors(schema))
    return (to_text(error.absolute_path), _in_words(error.validator, error.validator_value)) if error else None


def _in_words(keyword: Any, expected: Any) -> str:
    if keyword == "type":
        names = expected if isinstance(expected, list) else [expected]
        return f"should be {' or '.join(IN_WORDS.get(str(name), str(name)) for name in names)}"
    if keyword == "enum" and isinstance(expected, list):
        return f"should be one of {', '.join(f'“{value}”' for value in expected)}"
    sentences = {
        "minimum": f"should be at least {expected}",
        "exclusiveMinimum": f"should be more than {expected}",
        "minItems": "should not be an empty list",
        "uniqueItems": "names the same thing twice",
        "pattern": "is not written as it should be",
        "format": "is not written as it should be",
        "required": "lacks a part that it needs",
    }
    return sentences.get(str(keyword), "is not what a schema may hold")


def _declared(schema: Any) -> str:
    declared = schema.get("$schema") if isinstance(schema, dict) else None
    if not isinstance(declared, str):
        return ""
    return declared.strip().removeprefix("https://").removeprefix("http://").removesuffix("#")
