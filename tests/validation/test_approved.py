"""The sentences for HDRUK 4.0.0 are those that have been read through one by one.

Where a sentence was changed on purpose, `.venv/bin/python -m tests.approved_sentences` writes the approved file anew;
read the difference before it is kept.
"""

from __future__ import annotations

import re

from tests.approved_sentences import FILE, sentences

JARGON = re.compile(r"anyOf|oneOf|\$ref|regex|null\b|JSON Pointer|None|instance|propert|boolean|\bstring\b|[{}]")


def test_the_sentences_are_the_approved_ones() -> None:
    assert sentences().splitlines() == FILE.read_text(encoding="utf-8").splitlines()


def test_the_approved_sentences_have_no_jargon_and_no_pointers() -> None:
    lines = [line.strip() for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]
    assert len(lines) > 300
    for line in lines:
        plain = re.sub("“[^”]*”", "“”", line)
        assert not JARGON.search(plain), line
        assert not re.search(r"(?<![\w.>:/])/\w", plain.replace("https://", "")), line
        assert line.endswith((".", "?")), line
