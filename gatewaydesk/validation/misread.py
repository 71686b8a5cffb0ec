"""Texts that were written in UTF-8 and read as Windows-1252, and what they were before: “cafÃ©” was “café”."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What bytes of 128 and more become when Windows-1252 reads them; five of them it leaves as control characters.
_SIGNS = {number: bytes([number]).decode("cp1252", "ignore") or chr(number) for number in range(0x80, 0x100)}
_BYTES = {sign: number for number, sign in _SIGNS.items()}
_RUN = re.compile(f"[{re.escape(''.join(_BYTES))}]{{2,}}")


@dataclass(frozen=True)
class Reread:
    """The first word that was misread and what it was, and the whole text as it was."""

    was: str
    meant: str
    text: str


def reread(text: str) -> Reread | None:
    """What a text was before it was misread; None where no letters of it are surely those of another encoding.

    Sure is a run of such signs whose bytes are UTF-8 throughout: no language writes those letters side by side.
    """
    mended = _RUN.sub(_meant, text)
    if mended == text:
        return None
    first = next(found for found in _RUN.finditer(text) if _meant(found) != found[0])
    start = max(text.rfind(blank, 0, first.start()) for blank in " \n\t") + 1
    end = min((at for blank in " \n\t" if (at := text.find(blank, first.end())) >= 0), default=len(text))
    was = text[max(start, first.start() - 20) : min(end, first.end() + 20)]
    return Reread(was, _RUN.sub(_meant, was), mended)


def _meant(found: re.Match[str]) -> str:
    try:
        read = bytes(_BYTES[sign] for sign in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    return read if read.isprintable() or read.isspace() else found[0]
