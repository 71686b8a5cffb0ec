"""`gatewaydesk screenshot`: draws the window with a file open, without a display."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

from gatewaydesk.commands._common import add_large_flag, value_of
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import from_text
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema

HELP = "Draw the window with a file open, without a display, into a PNG."


def size(text: str) -> tuple[int, int]:
    """Reads “1200x800”."""
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and 300 <= int(width) <= 8000 and 200 <= int(height) <= 8000):
        raise ArgumentTypeError(f"“{text}” is not a size such as 1280x840 (300x200 to 8000x8000)")
    return int(width), int(height)


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_large_flag(parser)
    parser.add_argument("--schema", required=True, metavar="SCHEMA", help="MODEL/VERSION, or a schema file")
    parser.add_argument("--out", required=True, type=Path, metavar="PNG")
    parser.add_argument("--size", type=size, default=(1280, 840), metavar="WxH")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--section", default="", metavar="POINTER", help="for instance /coverage, or a field in it")


def _section(text: str, schema: LoadedSchema, value: Any) -> str:
    """The section that was named, with or without the slash before it.

    Raises:
        FileProblem: the form has no such place.
    """
    from gatewaydesk.ui.sections import sections_of

    sections = sections_of(schema, value)
    keys = [one.key for one in sections if one.key]
    if not text or text in keys:
        return text
    named = text if text.startswith("/") else f"/{text}"
    if not any(one.holds(from_text(named, value)) for one in sections):
        raise FileProblem(f"The form has no section “{text}”.", f"Its sections are: {', '.join(keys) or 'one only'}.")
    return named


def run(given: Namespace) -> int:
    """0 when the picture was written."""
    from gatewaydesk.ui.headless import without_grumbles
    from gatewaydesk.ui.offscreen import picture

    value = value_of(given.file, large=given.large)
    schema = Catalogue().load(given.schema)
    section = _section(given.section, schema, value)
    with without_grumbles():
        image = picture(schema, value, size=given.size, theme=given.theme, section=section)
    if not image.save(str(given.out), "PNG"):  # type: ignore[call-overload]  # the stub wants bytes, Qt wants text
        raise FileProblem(f"“{given.out}” could not be written.", "Check the folder and your rights.")
    print(given.out, file=sys.stderr)
    return 0
