"""What the tests of checking share: a schema made ready, from a file or by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.multiplying import deepest
from gatewaydesk.schema.precise import rewrite
from gatewaydesk.schema.reader import read
from gatewaydesk.schema.resolve import DEPTH_LIMIT
from gatewaydesk.validation.engine import Checker, RustEngine
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.python_engine import PythonEngine

ENGINES = [RustEngine, PythonEngine]


@dataclass(frozen=True)
class Ready:
    raw: Any
    root: Field
    precise: Any
    deepest: int = DEPTH_LIMIT


def ready(schema: Any) -> Ready:
    precise = rewrite(schema)
    return Ready(schema, read(schema), precise, deepest(precise))


def from_file(path: Path) -> Ready:
    return ready(json.loads(path.read_text(encoding="utf-8")))


def checked(schema: Any, value: Any, engine: Any = None) -> list[Problem]:
    return Checker(ready(schema), engine=engine).check(value)


def told(schema: Any, value: Any, engine: Any = None) -> list[tuple[str, str]]:
    return [(problem.pointer_text, problem.message) for problem in checked(schema, value, engine)]
