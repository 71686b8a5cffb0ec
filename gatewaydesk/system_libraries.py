"""Which shared libraries of the operating system Qt still lacks, and the one command that installs them (Linux).

Run as a program it checks; with `--install`, as root on a Debian system, it installs what is missing.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Shared library → the Debian package that holds it. What Qt's widgets, its X11 and its offscreen platform load.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libGLX.so.0": "libglx0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libzstd.so.1": "libzstd1",
}
FONT_PACKAGE = "fonts-dejavu-core"
_LOADED_BY_THE_WINDOW = (
    "Qt/lib/libQt6Widgets.so.6",
    "Qt/lib/libQt6Network.so.6",
    "Qt/lib/libQt6Svg.so.6",
    "Qt/lib/libQt6DBus.so.6",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqoffscreen.so",
)


def missing_libraries() -> list[str]:
    """Names of shared libraries that Qt would load and that are not installed; empty where Qt is complete."""
    spec = importlib.util.find_spec("PySide6")
    if not sys.platform.startswith("linux") or spec is None or not spec.origin or shutil.which("ldd") is None:
        return []
    folder = Path(spec.origin).parent
    missing: set[str] = set()
    for part in _LOADED_BY_THE_WINDOW:
        if not (folder / part).exists():
            continue
        listing = subprocess.run(["ldd", str(folder / part)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        missing.update(line.split()[0] for line in listing.stdout.splitlines() if "not found" in line)
    return sorted(missing)


def packages_for(libraries: list[str]) -> list[str]:
    """The Debian packages that hold these libraries, each once; a library that is not in the table goes by its name."""
    return sorted({DEBIAN_PACKAGES.get(library, library) for library in libraries})


def install_command(libraries: list[str]) -> str:
    """The one command that installs them on a Debian system."""
    return "sudo apt-get install " + " ".join(packages_for(libraries))


def words(libraries: list[str]) -> str:
    """What is missing and what to do, in two sentences."""
    return f"Qt needs system libraries that are missing: {', '.join(libraries)}. Run: {install_command(libraries)}"


def main(arguments: list[str]) -> int:
    """Checks, and installs where asked, allowed and possible. Returns 0 when nothing is missing any more."""
    missing = missing_libraries()
    if not missing:
        return 0
    may_install = "--install" in arguments and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get")
    if may_install:
        packages = [*packages_for(missing), FONT_PACKAGE]
        print(f"Installing system libraries that Qt needs: {' '.join(packages)}", file=sys.stderr)  # noqa: T201
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)  # noqa: S607
        subprocess.run(  # noqa: S603
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],  # noqa: S607
            env=quiet,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        missing = missing_libraries()
    if missing:
        print(words(missing), file=sys.stderr)  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
