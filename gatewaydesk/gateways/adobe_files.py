"""Which pieces files go out in: small ones whole, large ones of lines as several, everything else large in parts.

A file is never copied: a piece is a stretch of it, with a CSV's header in front. Facts of a job, so plain JSON.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from gatewaydesk.errors import FileProblem
from gatewaydesk.gateways.adobe_way import segment
from gatewaydesk.gateways.sending import FilePart, FileState

LARGEST = 256_000_000
"""Bytes that one upload may have."""

PART = 64 * 1024 * 1024
"""Bytes of a part of a file that goes out in parts."""

FORMATS = {".json": "json", ".jsonl": "json", ".ndjson": "json", ".csv": "csv", ".parquet": "parquet"}
"""The format that the end of a file's name tells."""

_MOST_BYTES, _MOST_FILES = 10**12, 25_000  # of one batch, as the platform's guardrails have it
_LONGEST_NAME = 900  # bytes of a name as it stands in the address, which may have 2,000 in all
_BLOCK = 1 << 20
_LONGEST_HEADER = 1 << 20
_NEWLINE = b"\n"
_MARK, _LOCKED, _LEAST = b"PAR1", b"PARE", 12  # of Parquet, plain and encrypted; bytes of the shortest that can be


@dataclass(frozen=True)
class Piece:
    """What becomes one file of a batch.

    Attributes:
        name: of the file there.
        file: the number of the file here.
        start, length: the stretch of it, in bytes.
        header: how many bytes from the file's beginning go in front.
        parts: it is too large for one upload.
    """

    name: str
    file: int
    start: int
    length: int
    header: int = 0
    parts: bool = False

    @property
    def size(self) -> int:
        """In bytes."""
        return self.header + self.length

    def content(self, file: FileState) -> tuple[FilePart, ...]:
        """The stretches that it is made of."""
        head = (FilePart(file, 0, self.header),) if self.header else ()
        return (*head, FilePart(file, self.start, self.length))


@dataclass(frozen=True)
class Manner:
    """How the files of a batch are written.

    Attributes:
        format: `json`, `csv` or `parquet`.
        whole: JSON that is one array, not an object a line.
        quote, escape: signs of a CSV.
    """

    format: str
    whole: bool = False
    quote: str = '"'
    escape: str = ""

    @property
    def of_lines(self) -> bool:
        """Whether such a file may be split at the ends of its lines.

        Not a CSV with an escape sign of its own: whether a quote in it counts cannot be told from the quotes alone.
        """
        if self.format == "csv":
            return self.escape in ("", self.quote) and self.quote.isascii()
        return self.format == "json" and not self.whole


def chosen(paths: Sequence[str], format: str) -> tuple[list[FileState], str]:
    """The files that a person chose, and their format.

    Raises:
        FileProblem: one cannot be read, is empty or no file; they are too many or too large; the format is not told.
    """
    files = [_chosen(Path(one).expanduser()) for one in dict.fromkeys(paths)]
    if not files:
        raise FileProblem("No file is chosen.", "Choose at least one.")
    total = sum(one.size for one in files)
    if len(files) > _MOST_FILES or total > _MOST_BYTES:
        raise FileProblem(
            f"These are {len(files):,} files with {total / 1e9:,.1f} GB. A batch takes {_MOST_FILES:,} files and 1 TB.",
            "Add them in several batches.",
        )
    known = {format} if format else {FORMATS.get(one.path.suffix.lower(), "") for one in files}
    if len(known) > 1 or known == {""}:
        named = ", ".join(f"“{one.path.name}”" for one in files[:3])
        raise FileProblem(
            f"The names do not tell one format for all files ({named}).",
            "Choose the format: JSON lines, CSV or Parquet. Files of two formats are two batches.",
        )
    told = known.pop()
    if told == "parquet":
        for one in files:
            _refuse_unmarked(one)
    return files, told


def plan(files: Sequence[FileState], manner: Manner) -> list[Piece]:
    """The pieces of all files, in order. Large files of lines are read once for that, where quotes may hide line ends.

    Raises:
        FileProblem: a file cannot be read, or has changed.
    """
    made: list[Piece] = []
    taken: set[str] = set()
    for number, file in enumerate(files):
        file.check()
        for piece in _pieces(number, file, manner):
            made.append(_named(piece, file.path.name, taken))
    return made


def written(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """As a job keeps them."""
    return [asdict(one) for one in pieces]


def read(facts: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """As they were kept."""
    return [Piece(**one) for one in facts]


def states(facts: Sequence[Mapping[str, Any]]) -> list[FileState]:
    """The files of a job, as they were when it was begun."""
    return [FileState(Path(one["path"]), int(one["size"]), int(one["changed"])) for one in facts]


def kept(files: Sequence[FileState]) -> list[dict[str, Any]]:
    """As a job keeps its files."""
    return [{"path": str(one.path.absolute()), "size": one.size, "changed": one.changed} for one in files]


def _chosen(path: Path) -> FileState:
    if path.is_dir():
        raise FileProblem(f"“{path.name}” is a folder.", "Choose the files in it.")
    if path.exists() and not path.is_file():
        raise FileProblem(f"“{path.name}” is not an ordinary file.", "Choose another one.")
    state = FileState.of(path)
    if not state.size:
        raise FileProblem(f"“{path.name}” is empty, and the platform takes no empty files.", "Leave it out.")
    return state


def _refuse_unmarked(file: FileState) -> None:
    """Every Parquet file begins and ends with its four marks, of which there are two kinds (parquet.apache.org)."""
    try:
        with file.path.open("rb") as opened:
            begins = opened.read(len(_MARK))
            opened.seek(-min(file.size, len(_MARK)), os.SEEK_END)
            ends = opened.read(len(_MARK))
    except OSError as error:
        raise FileProblem(f"“{file.path.name}” cannot be read: {error.strerror}.", "Choose another file.") from error
    if begins not in (_MARK, _LOCKED) or ends != begins or file.size < _LEAST:
        cut = "it was cut off" if begins in (_MARK, _LOCKED) else "it does not begin as one"
        raise FileProblem(
            f"“{file.path.name}” is no Parquet file: {cut}.", "Choose another file, or tell the format that it has."
        )


def _pieces(number: int, file: FileState, manner: Manner) -> Iterator[Piece]:
    if file.size <= LARGEST:
        yield Piece("", number, 0, file.size)
        return
    cuts = _cuts(file, manner) if manner.of_lines else None
    if cuts is None:
        yield Piece("", number, 0, file.size, parts=True)
        return
    header, ends = cuts
    start = 0
    for end in ends:
        yield Piece("", number, start, end - start, header if start else 0)
        start = end


def _cuts(file: FileState, manner: Manner) -> tuple[int, list[int]] | None:
    """The length of the header, and where each piece ends; None where a line is longer than one upload."""
    try:
        with file.path.open("rb") as opened:
            file.check(opened)
            header = _header(opened, manner) if manner.format == "csv" else 0
            if header is None:
                return None
            ends, start = list[int](), 0
            while start < file.size:
                most = start + LARGEST - (header if start else 0)
                end = file.size if most >= file.size else _last_end(opened, start, most, manner)
                if end is None or (start == 0 and end <= header < file.size):
                    return None
                ends.append(end)
                start = end
            return header, ends
    except OSError as error:
        raise FileProblem(
            f"“{file.path.name}” can no longer be read: {error.strerror}.", "Put it back, and go on."
        ) from error


def _header(opened: IO[bytes], manner: Manner) -> int | None:
    """How many bytes a CSV's first record has; None where it does not end soon."""
    opened.seek(0)
    block = opened.read(_LONGEST_HEADER)
    ends = _ends(block, manner, inside=False)
    return ends[0] if ends else None


def _last_end(opened: IO[bytes], start: int, most: int, manner: Manner) -> int | None:
    """Where the last record ends that ends in a stretch. A line end between quotes is none.

    Only whether a block begins between quotes has to be known of all blocks, which is a matter of counting; the ends
    themselves are looked for from the back.
    """
    quoted = manner.format == "csv" and manner.quote
    blocks = list(range(start, most, _BLOCK))
    inside = [False]
    if quoted:
        opened.seek(start)
        for at in blocks:
            block = opened.read(min(_BLOCK, most - at))
            inside.append(inside[-1] ^ bool(block.count(manner.quote.encode()) % 2))
    for number in range(len(blocks) - 1, -1, -1):
        opened.seek(blocks[number])
        block = opened.read(min(_BLOCK, most - blocks[number]))
        if not quoted:
            found = block.rfind(_NEWLINE)
            if found >= 0:
                return blocks[number] + found + 1
            continue
        ends = _ends(block, manner, inside=inside[number])
        if ends:
            return blocks[number] + ends[-1]
    return None


def _ends(block: bytes, manner: Manner, *, inside: bool) -> list[int]:
    """The places after each line end of a block that is not between quotes; a doubled quote ends and begins anew."""
    ends, at = list[int](), 0
    for part in block.split(manner.quote.encode()) if manner.quote else [block]:
        found = -1 if inside else part.find(_NEWLINE)
        while found >= 0:
            ends.append(at + found + 1)
            found = part.find(_NEWLINE, found + 1)
        at += len(part) + 1
        inside = not inside
    return ends


def _named(piece: Piece, name: str, taken: set[str]) -> Piece:
    """With a name of its own within the batch, short enough for an address."""
    end = Path(name).suffix
    stem = name.removesuffix(end)
    while len(segment(stem + end)) > _LONGEST_NAME and len(stem) > 1:
        stem = stem[:-1]
    found, number = stem + end, 2
    while found in taken:
        found, number = f"{stem}-{number}{end}", number + 1
    taken.add(found)
    return Piece(found, piece.file, piece.start, piece.length, piece.header, piece.parts)
