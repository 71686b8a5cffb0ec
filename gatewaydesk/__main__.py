"""The program's door: no command word opens the window, a command word runs that command without one."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from gatewaydesk import __version__, commands, system_libraries
from gatewaydesk.errors import GatewayDeskError


def main(arguments: list[str] | None = None) -> int:
    """Runs the program and returns its exit code (see `gatewaydesk --help`)."""
    words = sys.argv[1:] if arguments is None else arguments
    parser = _parser(words)
    given = parser.parse_args(words)
    try:
        if given.command is None:
            return _open_window(given.file, practice=given.practice)
        return int(given.run(given))
    except GatewayDeskError as error:
        print(error, file=sys.stderr)
        return 2
    except ImportError:
        missing = system_libraries.missing_libraries()
        if not missing:
            raise
        print(system_libraries.words(missing), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; without this Python complains once more while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2


def _parser(words: list[str]) -> argparse.ArgumentParser:
    names = [word for word in words if not word.startswith("-")]
    command = names[0] if names and names[0] in commands.COMMANDS else None
    parser = argparse.ArgumentParser(
        prog="gatewaydesk",
        description="Write dataset metadata by hand in a form drawn from its JSON Schema, and send it to a gateway. "
        "Without a command the window opens.",
        epilog="Commands: " + ", ".join(commands.COMMANDS) + ". Each explains itself with --help. Exit codes: 0 done "
        "and nothing wrong, 1 done and problems were found, 2 could not be done, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"Gateway Desk {__version__}")
    parser.set_defaults(command=None, file=None, practice=False)
    if command is None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a metadata file to open in the window")
        parser.add_argument("--practice", action="store_true", help="with a practice gateway and an example dataset")
        return parser
    module = commands.load(command)
    below = parser.add_subparsers(dest="command", required=True)
    one = below.add_parser(command, help=module.HELP, description=module.HELP)
    module.add_arguments(one)
    one.set_defaults(run=module.run)
    return parser


def _open_window(file: Path | None, *, practice: bool) -> int:
    missing = system_libraries.missing_libraries()
    if missing:
        print(system_libraries.words(missing), file=sys.stderr)
        return 2
    if not _has_display():
        print("There is no display to open a window on. `make demo` does the main job without one.", file=sys.stderr)
        return 2
    from gatewaydesk.ui.app import run

    return run(file, practice=practice)


def _has_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    raise SystemExit(main())
