"""Builds the Linux bundle with PyInstaller into dist/gatewaydesk and tries it: the main job, on a screen of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "gatewaydesk"
# A session with an unlocked keyring of its own: an empty password, in a home that is thrown away.
UNLOCKED = 'printf "\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'


def build() -> None:
    """Makes the bundle anew."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    subprocess.run([*command, *folders, str(ROOT / "packaging" / "gatewaydesk.spec")], check=True, cwd=ROOT)


def megabytes() -> float:
    """What the bundle takes on the disk."""
    files = (file for file in BUNDLE.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files) / 1048576


def try_out() -> bool:
    """Does the main job with the bundle in an empty home; on X11 and with a keyring where those are installed."""
    program = str(BUNDLE / "gatewaydesk")
    with tempfile.TemporaryDirectory(prefix="gatewaydesk-bundle-", ignore_cleanup_errors=True) as home:
        run_time = Path(home, "run")
        run_time.mkdir(mode=0o700)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        environment = kept | {"HOME": home, "GATEWAYDESK_HOME": f"{home}/desk", "XDG_RUNTIME_DIR": str(run_time)}
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        # Outside the checkout, so that nothing is found there by chance.
        options = {"env": environment, "cwd": home, "text": True, "timeout": 300}

        started = time.perf_counter()
        subprocess.run([program, "--version"], check=True, **options)
        print(f"Answers after {time.perf_counter() - started:.1f} s.", flush=True)

        command = [program, "demo", "--json"]
        if shutil.which("xvfb-run"):
            environment["QT_QPA_PLATFORM"] = "xcb"
            command = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1400x1000x24", *command]
        keyring = bool(shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon"))
        if keyring:
            command = ["dbus-run-session", "--", "sh", "-c", UNLOCKED, "sh", *command]
        started = time.perf_counter()
        ended = subprocess.run(command, check=False, stdout=subprocess.PIPE, **options)
        if ended.returncode != 0:
            return False
        told = json.loads(ended.stdout)
        print(f"Did the main job in {time.perf_counter() - started:.0f} s: dataset {told['dataset_id']}.")
        if keyring and told["ids"] != "keyring":
            print("The bundle does not find the keyring.", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    build()
    print(f"{BUNDLE.relative_to(ROOT)}: {megabytes():.0f} MB", flush=True)
    raise SystemExit(0 if try_out() else 1)
