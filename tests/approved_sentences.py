"""The sentences for HDRUK 4.0.0, written into the file that has been read through and approved.

    .venv/bin/python -m tests.approved_sentences

writes it anew; the difference is then to be read as a custodian would, sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem
from tests.damage import Pointer, Rules, damages, documents

FILE = Path(__file__).parent / "validation" / "approved" / "HDRUK-4.0.0.txt"
_QUOTED = re.compile("“[^”]*”")
_FIGURES = re.compile(r"[0-9][0-9,.]*")


def sentences() -> str:
    """One damage of each kind to each field of the schema that ships, and what is said of it, field by field."""
    schema = Catalogue().load("HDRUK/4.0.0")
    rules, checker = Rules(schema.raw), Checker(schema)
    example = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    told: dict[Pointer, dict[tuple[str, ...], str]] = {}
    made: set[object] = set()
    for value in [example, *documents(rules, 3)]:
        for damage in damages(rules, value, made):
            for problem in checker.check(damage.document):
                field = tuple("*" if isinstance(step, int) else step for step in problem.pointer)
                told.setdefault(field, {}).setdefault(_shape(damage.kind, problem), problem.sentence)
    return "".join(_lines(told))


def _shape(kind: str, problem: Problem) -> tuple[str, ...]:
    """What makes a sentence another one: not what is quoted in it, nor its figures."""
    if kind == "wrong type":  # one of them is enough
        return (kind, problem.keyword)
    words = _FIGURES.sub("0", _QUOTED.sub("“”", problem.message))
    return (problem.keyword, words) if problem.severity.value == "wrong" else (problem.message,)


def _lines(told: dict[Pointer, dict[tuple[str, ...], str]]) -> Iterator[str]:
    yield "# The sentences for HDRUK 4.0.0, read through one by one. Written by tests/approved_sentences.py.\n"
    for field, found in sorted(told.items(), key=lambda one: [str(step) for step in one[0]]):
        yield f"\n{' / '.join(map(str, field)) or 'the whole document'}\n"
        yield from (f"    {sentence}\n" for sentence in found.values())


if __name__ == "__main__":
    FILE.write_text(sentences(), encoding="utf-8")
    print(FILE)
