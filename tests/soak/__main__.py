"""Runs the parts named on the command line, or all of them: `python -m tests.soak [PART…] [--share 0.1]`.

A part is a module here with a `TITLE`, and a function `soak(report, share)` that does `share` of its whole amount,
tells figures with `report.figure` and what must not be with `report.must`.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time

from tests import soak
from tests.soak.report import Report


def main() -> int:
    """0 when every part kept every promise."""
    known = sorted(one.name for one in pkgutil.iter_modules(soak.__path__) if one.name not in {"__main__", "report"})
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(known)}; all where none is named")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the whole amount is done (default 1)")
    given = parser.parse_args()
    if strange := sorted(set(given.parts) - set(known)):
        parser.error(f"there is no part {', '.join(strange)}; there are {', '.join(known)}")
    broken = 0
    for name in given.parts or known:
        part = importlib.import_module(f"tests.soak.{name}")
        report, began = Report(), time.monotonic()
        print(f"\n{part.TITLE}", flush=True)
        part.soak(report, given.share)
        print(f"  {time.monotonic() - began:,.0f} s", flush=True)
        broken += report.broken
    print(f"\n{'every promise was kept' if not broken else f'{broken} promises were broken'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
