"""Builds the Linux bundle with PyInstaller into dist/gatewaydesk and tries it: the main job, on a screen of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "gatewaydesk"


def build() -> None:
    """Makes the bundle anew."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    subprocess.run([*command, *folders, str(ROOT / "packaging" / "gatewaydesk.spec")], check=True, cwd=ROOT)


def try_out() -> int:
    """Does the main job with the bundle in an empty home; under Xvfb where it is installed, else offscreen."""
    with tempfile.TemporaryDirectory(prefix="gatewaydesk-bundle-") as home:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
        }
        environment |= {"HOME": home, "GATEWAYDESK_HOME": f"{home}/desk"}
        command = [str(BUNDLE / "gatewaydesk"), "demo"]
        if shutil.which("xvfb-run"):
            environment["QT_QPA_PLATFORM"] = "xcb"
            command = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1400x1000x24", *command]
        if shutil.which("dbus-run-session"):
            command = ["dbus-run-session", "--", *command]
        # Outside the checkout, so that nothing is found there by chance.
        return subprocess.run(command, env=environment, cwd=home, check=False, timeout=300).returncode


if __name__ == "__main__":
    build()
    size = sum(file.stat().st_size for file in BUNDLE.rglob("*") if file.is_file()) / 1048576
    print(f"{BUNDLE.relative_to(ROOT)}: {size:.0f} MB")
    raise SystemExit(try_out())
