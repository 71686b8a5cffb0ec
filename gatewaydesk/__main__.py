"""The program's door: no command word opens the window, a command word runs that command without one."""

from __future__ import annotations

import gc

#: How seldom Python looks for unreachable objects: big schemas and documents are many, and none of them in a circle.
#: Set before the rest is loaded, which is a tenth of what that takes.
COLLECTION = (50_000, 20, 50)
gc.set_threshold(*COLLECTION)

import argparse
import io
import os
import sys
from pathlib import Path

from gatewaydesk import __version__, commands, crash_reports, logs
from gatewaydesk.document import disk
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.validation.languages import speak_as_the_system


def main(arguments: list[str] | None = None) -> int:
    """Runs the program and returns its exit code (see `gatewaydesk --help`)."""
    words = sys.argv[1:] if arguments is None else arguments
    crash_reports.leave_no_core()
    crash_reports.mask_what_python_prints()
    speak_as_the_system()
    try:
        code = _run(words, alone=arguments is None)
        sys.stdout.flush()
        return code
    except SystemExit:
        _flushed()  # `--help` and `--version` leave so, with what they print still unwritten
        raise
    except GatewayDeskError as error:
        print(error, file=sys.stderr)
        return 2
    except ImportError:
        from gatewaydesk import system_libraries

        missing = system_libraries.missing_libraries()
        if not missing:
            raise
        print(system_libraries.words(missing), file=sys.stderr)
        return 2
    except KeyboardInterrupt as interrupted:
        # Whoever was interrupted may have said what that means.
        print("Interrupted.", *getattr(interrupted, "__notes__", ()), sep="\n", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _let_go_of_output()
        return 0  # whoever read the output, such as `head`, had enough
    except OSError as error:
        _let_go_of_output()
        print(f"The output could not be written: {disk.os_reason(error)}.", file=sys.stderr)
        return 2


def _run(words: list[str], *, alone: bool) -> int:
    """Runs a command, or the window. `alone`: the process is for nothing else, and ends behind it."""
    mistyped = _mistyped(words)
    if mistyped:
        print(mistyped, file=sys.stderr)
        return 2
    given = _parser(words).parse_args(words)
    if given.command is None:
        return _open_window(given.file, practice=given.practice)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a schema may hold half of a character pair
    log = logs.start_logging_to_terminal()
    if alone:
        gc.freeze()  # what is loaded stays to the end, and need not be looked through, not even then
    try:
        return int(given.run(given))
    finally:
        logs.stop_logging(log)


def _mistyped(words: list[str]) -> str:
    """What to say where the first word is neither a command nor a file; "" where it is one."""
    word = words[0] if words else ""
    if not word or word.startswith("-") or word in commands.COMMANDS:
        return ""
    if os.sep in word or "/" in word or word.lower().endswith(".json") or Path(word).exists():
        return ""
    import difflib

    near = difflib.get_close_matches(word.lower(), commands.COMMANDS, 1, 0.6)
    advice = f"Did you mean “{near[0]}”?" if near else f"Commands are: {', '.join(commands.COMMANDS)}."
    return f"There is no command “{word}”. {advice}"


def _flushed() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
    except OSError as error:
        _let_go_of_output()
        print(f"The output could not be written: {disk.os_reason(error)}.", file=sys.stderr)
        raise SystemExit(2) from error


def _let_go_of_output() -> None:
    """Without this Python complains once more about the output while it closes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    reads = getattr(module, "PARSER", argparse.ArgumentParser)
    below = parser.add_subparsers(dest="command", required=True, parser_class=reads)
    one = below.add_parser(command, help=module.HELP, description=module.HELP)
    module.add_arguments(one)
    one.set_defaults(run=module.run)
    return parser


def _open_window(file: Path | None, *, practice: bool) -> int:
    from gatewaydesk import system_libraries

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
