"""Random schemas of every draft: all are read, the rewrite and both engines agree, and problems lead somewhere."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.schema.drafts import check_is_schema
from gatewaydesk.schema.fields import walk
from gatewaydesk.schema.reader import read
from gatewaydesk.validation.completeness import measure
from gatewaydesk.validation.engine import Checker, RustEngine, Unusable
from gatewaydesk.validation.python_engine import PythonEngine
from tests.strategies import documents, forms, schemas
from tests.validation.checking import ready


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_written_is_read_and_checked(data: st.DataObject) -> None:
    raw = data.draw(schemas() | schemas(forms), label="schema")
    value = data.draw(documents(raw), label="document")
    check_is_schema(raw, "it")
    root = read(raw)
    assert all(field.title for field in walk(root, 4))
    measure(root, value)
    checker = Checker(ready(raw))
    problems = checker.check(value)
    assert checker.is_valid(value) is not bool(problems)
    assert RustEngine(raw).is_valid(value) is checker.is_valid(value)
    for problem in problems:
        assert problem.message and problem.title
        assert get(value, problem.pointer) is not ABSENT or _holder(value, problem.pointer), problem
    if '""' in repr(value).replace("'", '"'):
        return  # a member without a name is left out of a place by one engine
    assert _answer(raw, value) in (bool(problems), None)


def _holder(value: Any, pointer: tuple[str | int, ...]) -> bool:
    """Whether what is missing belongs into a group that is there, or that is missing or empty as well."""
    above = get(value, pointer[:-1])
    nothing = above is ABSENT or above is None or above == [] or (isinstance(above, str) and not above.strip())
    return isinstance(above, dict) or (nothing and len(pointer) > 1)


def _answer(raw: Any, value: Any) -> bool | None:
    """Whether the stand-in finds something wrong; None where it cannot use the schema."""
    try:
        return bool(list(PythonEngine(raw).faults(value)))
    except (Unusable, SchemaProblem):
        return None
