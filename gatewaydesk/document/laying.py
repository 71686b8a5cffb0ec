"""JSON text whose lines are too long for an editor is laid out over lines; every value stays spelled as it was."""

from __future__ import annotations

import re

LONGEST = 100_000  # characters of a line: one beyond that is laid out anew as a whole with every key, and takes seconds
_STEP = "  "
_BEGINS = ("{", "[", '"')  # what does not begin like JSON may belong into a text, where a line end would break it
_TOKEN = re.compile(
    r"""(?P<text>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+(?:"|(?P<open_end>)))
    |(?P<empty>\{\s*+\}|\[\s*+\])|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)|(?P<space>\s++)
    |(?P<other>[^\s"{}\[\],:]++)""",
    re.VERBOSE,
)


def too_long(text: str) -> bool:
    """Whether a line of a text is longer than an editor can bear."""
    at = 0
    while len(text) - at > LONGEST:
        end = text.rfind("\n", at, at + LONGEST + 1)
        if end < 0:
            return True
        at = end + 1
    return False


def can_lay_out(text: str) -> bool:
    """Whether a text begins like JSON, so that line ends put between its tokens change nothing of what it says."""
    return text.lstrip().startswith(_BEGINS)


def laid_out(text: str) -> str:
    """A text with each member and each item on a line of its own.

    Only space between tokens is changed, so that `1.0`, `1e3` and escapes stay what they are; broken text is laid
    out as far as its tokens go, and stays broken.
    """
    made: list[str] = []
    depth, gap = 0, False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "space":
            gap = True
            continue
        words = token[0]
        if kind == "close":
            depth = max(0, depth - 1)
            made.append(f"\n{_STEP * depth}{words}")
        elif kind == "open":
            depth += 1
            made.append(f"{words}\n{_STEP * depth}")
        elif kind == "comma":
            made.append(f",\n{_STEP * depth}")
        elif kind == "colon":
            made.append(": ")
        elif kind == "empty":
            made.append(words[0] + words[-1])
        else:
            parted = gap and made and not made[-1][-1:].isspace()  # two values side by side do not become one
            made.append(f" {words}" if parted else words)
            if kind == "open_end":
                made.append("\n")
        gap = False
    return "".join(made)
