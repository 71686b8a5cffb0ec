"""A file of 2 GB goes up to the practice Experience Platform, is cut off in the middle, goes on, and is read back.

The uploading process is one of its own, so that its memory is only its own; the practice platform is in this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from gatewaydesk.practice.adobe import AdobePractice
from gatewaydesk.practice.adobe_states import Pace
from gatewaydesk.practice.server import PracticeServer
from tests.soak.report import Report

TITLE = "A file of 2 GB to Adobe Experience Platform, with connections cut"
SIZE = 2_000_000_000
_MEMORY = 100  # MB that the uploading process may have at its peak
_LEAST = 1_000_000  # bytes, however small the share
_CLIENT = """
import json, re, resource, sys, time
from pathlib import Path
from gatewaydesk.connection import Connection
from gatewaydesk.errors import Unreachable
from gatewaydesk.gateways import adobe_files
from gatewaydesk.gateways.adobe import Adobe
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.work import Order

details, file, largest, part = json.loads(sys.argv[1])
adobe_files.LARGEST, adobe_files.PART = largest, part
options = {name: details[name] for name in ("ims_url", "client_id", "org_id", "sandbox", "sandbox_type")}
place = Connection("Practice", "adobe", details["url"], options, practice=True)

def fresh():
    return Adobe(place, {"client_secret": details["client_secret"]}, timing={"retries": 0})

gateway, cancel, began, broke_off = fresh(), CancelToken(), time.monotonic(), 0
schema = next(iter(gateway.choices("schemas", "", {}, cancel)))
reference = {"id": schema.value, "contentType": schema.fills["/schemaRef/contentType"]}
metadata = {"name": "Soak", "schemaRef": reference}
dataset = gateway.send(gateway.prepare_create(metadata, schema="AEP/1.0"), cancel).dataset_id
job = gateway.carry_out(Order("add-data", dataset, given={"files": [file]}), cancel).job
told = [job]
while told[-1].ours:
    try:
        told.append(gateway.go_on(told[-1], lambda now: told.__setitem__(slice(None), [now]), cancel))
    except Unreachable:
        broke_off, gateway = broke_off + 1, fresh()
uploaded = time.monotonic() - began
job = told[-1]
while not job.finished:
    job = gateway.look(job, cancel)
check = gateway.carry_out(Order("verify", dataset, job=job), cancel).job
check = gateway.go_on(check, lambda now: None, cancel)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
own = Path("/proc/self/status")  # on Linux the figure above begins with that of the process which started this one
if own.exists():
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", own.read_text())[1]) / 1024
print(json.dumps({
    "status": job.status, "checked": check.status, "words": check.words, "peak": peak, "broke_off": broke_off,
    "uploaded": uploaded, "whole": time.monotonic() - began, "sent": job.facts["sent"],
}))
"""


def soak(report: Report, share: float) -> None:
    """Uploads `share` of 2 GB, cut off in the middle often enough that one run of it gives up."""
    size = max(_LEAST, int(SIZE * share))
    largest, part = min(256_000_000, size // 2), max(64 * 1024, min(64 * 1024 * 1024, size // 8))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        _write(file, size)
        with PracticeServer(Path(folder) / "practice", systems=("adobe",)) as server:
            system = server.system(AdobePractice)
            system.pace, system.looks_inside = Pace(0, 0, 0, 0), False
            for _ in range(size // part // 2):
                system.cut_next(10**12)  # these parts arrive whole
            for _ in range(5):
                system.cut_next(part // 3)
            given = json.dumps([server.details["adobe"], str(file), largest, part])
            ended = subprocess.run(
                [sys.executable, "-c", _CLIENT, given], capture_output=True, text=True, check=False, env={**os.environ}
            )
            batches = system.batches()
        if ended.returncode:
            report.must("the upload", ended.stderr[-2000:], kept=False)
            return
        told = json.loads(ended.stdout)
    report.figure("file, MB", f"{size / 1e6:,.0f}")
    report.figure("uploaded, MB a second", f"{size / 1e6 / told['uploaded']:,.0f}")
    report.figure("uploaded and read back, seconds", f"{told['whole']:,.1f}")
    report.must(
        "times that a run was given up and gone on with (at least 1)", told["broke_off"], told["broke_off"] >= 1
    )
    report.must("the batch", told["status"], told["status"] == "live")
    report.must("read back and compared", told["words"], told["checked"] == "done" and "SHA-256 are" in told["words"])
    arrived = sum(one["size"] for one in told["sent"])
    report.must("bytes there", f"{arrived:,}", arrived == size and len(batches) >= 1)
    report.must(f"peak memory, MB (below {_MEMORY})", f"{told['peak']:,.0f}", told["peak"] < _MEMORY)


def _write(file: Path, size: int) -> None:
    """A file that differs everywhere, so that a part at the wrong place would show; written block by block."""
    block = 1 << 20
    with file.open("wb") as opened:
        opened.write(b"PAR1")
        left, number = size - 8, 0
        while left > 0:
            text = number.to_bytes(8, "big") * (min(left, block) // 8 + 1)
            opened.write(text[: min(left, block)])
            left, number = left - block, number + 1
        opened.write(b"PAR1")
