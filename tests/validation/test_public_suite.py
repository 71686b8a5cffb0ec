"""The whole public suite: every schema is read, the rewrite changes no answer, and what is wrong is said well.

8,327 documents of five drafts, the optional ones and those with remote references too, under both engines.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.schema.fields import walk
from gatewaydesk.schema.precise import rewrite
from gatewaydesk.schema.reader import read
from gatewaydesk.validation.engine import Checker, Unusable
from gatewaydesk.validation.problems import Problem, Severity
from tests.public_suite import DRAFTS, Group, groups
from tests.validation.checking import ENGINES, ready

BOTH = ("RustEngine", "PythonEngine")

#: Where an engine's answer is another than the suite's: whose, in which file and group, how many documents, and why.
DISAGREEMENTS: list[tuple[tuple[str, ...], str, str, int, str]] = [
    (BOTH, "format.json", "", 19, "formats are always checked: gateways refuse what does not keep to them"),
    (BOTH, "optional/format/email.json", "", 5, "quoted names and addresses in brackets are refused, as gateways do"),
    (BOTH, "optional/format/uri-template.json", "", 4, "an apostrophe is refused, as gateways do"),
    (BOTH, "vocabulary.json", "", 2, "a meta-schema of its own cannot switch validation off"),
    (("PythonEngine",), "unevaluatedProperties.json", "non-bool additional", 1, "a mistake of `jsonschema` itself"),
    (("PythonEngine",), "optional/format/hostname.json", "A-label", 66, "the tables for other scripts are not there"),
    (("PythonEngine",), "optional/format/hostname.json", "host names", 2, "two hyphens are refused in old drafts too"),
    (("PythonEngine",), "optional/format/idn-hostname.json", "", 15, "the `idna` package lets more dots and digits by"),
]

#: Words of validators and of schemas that no person should have to read. What a document holds stands in quotes.
JARGON = re.compile(
    r"\b(anyOf|oneOf|allOf|\$\w+|valid under|schemas|subschemas?|instance|regex|propert(y|ies)|array|boolean|integer"
    r"|string|null|None|enum|const|keyword|additional|unevaluated|prefixItems|dependent\w*|min[A-Z]\w+|max[A-Z]\w+"
    r"|JSON Schema|validator|match(es)?|constraint|Does not keep to)\b"
)
_QUOTED = re.compile(r"“[^”]*”|one of: [^;]*;|\{.*\}|\[.*\]", re.DOTALL)


def answer(engine: Any, schema: Any, value: Any) -> Any:
    """Whether a document is valid, or that the schema cannot be used."""
    try:
        return engine(schema).is_valid(value)
    except Unusable:
        return "unusable"


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_schema_is_read_into_fields(shared_data: Path, draft: str) -> None:
    fields = 0
    for group in groups(shared_data, draft):
        for schema in (group.raw, group.schema):
            for field in walk(read(schema)):
                assert field.title, group
                fields += 1
    assert fields > 500


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("draft", DRAFTS)
def test_the_rewritten_schema_gives_the_same_answers(shared_data: Path, draft: str, engine: Any) -> None:
    asked = changed = 0
    for group in groups(shared_data, draft):
        rewritten = rewrite(group.schema)
        for name, value, _ in group.cases:
            assert answer(engine, rewritten, value) == answer(engine, group.schema, value), (str(group), name)
            asked += 1
        changed += rewritten != group.schema
    assert asked > 800
    assert changed >= 1


def test_where_an_engine_does_not_agree_with_the_suite(shared_data: Path) -> None:
    found: Counter[tuple[str, str, str]] = Counter()
    every = 0
    for draft in DRAFTS:
        for group in groups(shared_data, draft):
            for engine in ENGINES:
                for name, value, valid in group.cases:
                    every += 1
                    if answer(engine, group.schema, value) is not valid:
                        row = _row(engine.__name__, group)
                        assert row is not None, f"{engine.__name__}: {group}: {name}"
                        found[engine.__name__, row[1], row[2]] += 1
    told = {(engine, row[1], row[2]): row[3] for row in DISAGREEMENTS for engine in row[0]}
    assert dict(found) == told
    assert every > 16_000


def _row(engine: str, group: Group) -> tuple[Any, ...] | None:
    rows = (row for row in DISAGREEMENTS if engine in row[0] and row[1] == group.file and row[2] in group.name)
    return next(rows, None)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("draft", DRAFTS)
def test_every_invalid_document_is_told_where_and_why(shared_data: Path, draft: str, engine: Any) -> None:
    told = 0
    for group in groups(shared_data, draft):
        checker = Checker(ready(group.schema), engine=engine)
        for name, value, valid in group.cases:
            problems = checker.check(value)
            where = f"{group}: {name}"
            assert checker.is_valid(value) is not bool(problems), where
            if _row(engine.__name__, group) is None:
                assert bool(problems) is not valid, where
            for problem in problems:
                assert_leads_somewhere(problem, value, where)
                assert_reads_well(problem, where)
                told += 1
    assert told > 300


def assert_leads_somewhere(problem: Problem, value: Any, where: str) -> None:
    """The pointer is a place in the document; of what is missing, the place that should hold it."""
    if get(value, problem.pointer) is not ABSENT:
        return
    assert problem.severity is Severity.EMPTY, where
    above = get(value, problem.pointer[:-1])
    group_left_out = (above is ABSENT or above is None) and len(problem.pointer) > 1
    assert isinstance(above, dict) or group_left_out, (where, problem)


def assert_reads_well(problem: Problem, where: str) -> None:
    message = problem.message
    assert len(message) > 10 and message[0] not in "abcdefghijklmnopqrstuvwxyz", (where, message)
    assert message.endswith((".", "?")), (where, message)
    assert problem.title and problem.sentence.endswith((".", "?")), where
    assert not problem.pointer or problem.title in problem.sentence, (where, problem.sentence)
    found = JARGON.search(_QUOTED.sub("", message))
    assert found is None, (where, message, found)
