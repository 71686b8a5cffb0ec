"""`gatewaydesk check` on many files, and `check-jsonschema` on the same ones: both given all of them at once."""

from __future__ import annotations

import copy
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from gatewaydesk.document import disk, jsonio

FILES = 1000


def bench_files(schema_file: Path, schema: str, example: Any) -> tuple[float, float]:
    """CPU time in milliseconds for a thousand files, one in a hundred wrong: ours, and the other command's."""
    with tempfile.TemporaryDirectory() as folder:
        files = [_write(Path(folder), example, number) for number in range(FILES)]
        beside = Path(sys.executable).parent
        ours = [str(beside / "gatewaydesk"), "check", "--schema", schema, *files]
        other = [str(beside / "check-jsonschema"), "--schemafile", str(schema_file), *files]
        _run(ours)  # the first one keeps its byte code, as an installation does, and is not counted
        return min(_run(ours) for _ in range(3)), min(_run(other) for _ in range(2))


def _write(folder: Path, example: Any, number: int) -> str:
    value = copy.deepcopy(example)
    value["summary"]["title"] = f"Dataset number {number}"
    if number % 100 == 0:
        value["summary"]["abstract"] = "x" * 900
    file = folder / f"{number:04}.json"
    disk.write_bytes(file, jsonio.dumps(value).encode())
    return str(file)


def _run(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.returncode == 1, ended.stderr[-500:]  # both find the wrong ones
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
