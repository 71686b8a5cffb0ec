"""What the tests of repairs share: kinds of values, and all that is offered, each of which is tried."""

from __future__ import annotations

import copy
from typing import Any

from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.repairs import Mender, Repair, repairs_for
from gatewaydesk.validation.repairs.making import with_edits
from tests.validation.checking import ready

TAGS = {"type": "array", "items": {"type": "string", "minLength": 2}}
DOI = {"type": "string", "pattern": r"^10\.\d{4,9}/[-._;()/:a-zA-Z0-9]+$"}
PEOPLE = {"type": "integer", "title": "Number of people"}
MOMENT = {"type": "string", "format": "date-time"}
MAIL = {"type": "string", "format": "email"}
DOIS = {"type": "array", "items": DOI}
URL = {"type": "string", "format": "uri"}
SPANS = {"enum": ["0 - 6 Months", "6 - 12 Months", "1 - 10 Years", "> 10 Years", "Other"]}


def offered(schema: Any, value: Any) -> list[tuple[Problem, tuple[Repair, ...]]]:
    made = ready(schema)
    checker = Checker(made)
    problems = checker.check(value)
    before = copy.deepcopy(value)
    mender = Mender(checker.check, made.root, value, problems, made.raw)
    found = [(problem, mender.repairs(problem)) for problem in problems]
    assert value == before, "a search for repairs changes nothing"
    assert [repairs_for(problem, made.root, value, checker.check) for problem in problems] == [one for _, one in found]
    for _, repairs in found:
        for repair in repairs:
            after = checker.check(with_edits(value, repair.edits))
            assert len(after) < len(problems)
    return found
