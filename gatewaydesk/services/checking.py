"""Many files checked one after the other, as scripts and continuous integration want it."""

from __future__ import annotations

import bisect
import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gatewaydesk.document import disk, jsonio, spelling
from gatewaydesk.document.textmap import TextMap
from gatewaydesk.errors import FileProblem, GatewayDeskError, SchemaProblem
from gatewaydesk.schema import recognising
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.validation.advice import advised
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.guards import collection_paused
from gatewaydesk.validation.kept_secret import secret_texts, touches
from gatewaydesk.validation.phrases import joined
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import COUNTED, Problem, Severity
from gatewaydesk.validation.unfilled import with_unfilled

if TYPE_CHECKING:
    from gatewaydesk.validation.repairs import Repair

_log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_REPAIRED = 10_000  # problems of a file for which repairs are looked for
LONGEST_REPAIRED = 10.0  # seconds for a file
_AT_ONCE = 500  # of them that are looked after at a time
MOST_REWRITTEN = 100_000  # characters of a text that is written anew to find what a repair of many edits replaces


@dataclass(frozen=True)
class Region:
    """A stretch of a text: lines and columns count from 1, in characters; the end is the first one behind it."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class CheckedFile:
    """What came of one file.

    Attributes:
        file: as it was named, or found in a folder.
        schema: the schema that it was checked against, or None where it could not be.
        fitting: names of all the schemas that fit as well as the one that was taken; empty where one was named.
        problems: what is wrong and what is advised, in the order of the form; then what is empty and may be.
        text: the file's text.
        value: the document.
        examine: checks a document as this one was checked, without sentences, or None where it could not be.
        error: why it could not be checked, or None.
        left_out: whether it was only found in a folder and is no metadata of any known schema.
        like: of one that could not be checked: which schema it looks most like, and why it is not taken for its.
        guessed: whether it fits none as it is, and was taken for what it has the sections of.
    """

    file: Path
    schema: LoadedSchema | None = None
    fitting: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    text: str = ""
    value: Any = None
    examine: Callable[[Any], list[Problem]] | None = None
    error: GatewayDeskError | None = None
    left_out: bool = False
    like: str = ""
    guessed: bool = False

    @property
    def blocking(self) -> int:
        """How many of the problems keep it from being valid, and from being sent as active."""
        return sum(problem.blocks for problem in self.problems)

    @property
    def left_empty(self) -> int:
        """How many required places are empty that the schema lets be empty: they keep it from nothing."""
        return sum(problem.source == COUNTED for problem in self.problems)

    @property
    def advice(self) -> int:
        """How many of the problems are advice."""
        return sum(problem.severity is Severity.ADVICE for problem in self.problems)

    @property
    def verdict(self) -> CheckedFile:
        """The same without its text and value, so that of many files little is kept."""
        return replace(self, text="", value=None, examine=None)

    def repairs(self, clock: Callable[[], float] = time.monotonic) -> Iterator[tuple[Repair, ...] | None]:
        """What mends each problem, best first; None where it was not looked for.

        That is after the first `MOST_REPAIRED` problems, and after `LONGEST_REPAIRED` by the clock: some repairs take a
        check each, and that of a large document takes long.
        """
        from gatewaydesk.validation.repairs import Mender

        if self.schema is None or self.examine is None:
            return
        mender = Mender(self.examine, self.schema.root, self.value, self.problems, self.schema.raw)
        end = clock() + LONGEST_REPAIRED
        looked_for = self.problems[:MOST_REPAIRED]
        for start in range(0, len(looked_for), _AT_ONCE):
            with collection_paused():
                found = mender.of_each(looked_for[start : start + _AT_ONCE], lambda: clock() > end)
            yield from found
        yield from repeat(None, len(self.problems) - len(looked_for))

    def replacement(self, repair: Repair) -> tuple[Region, str] | None:
        """What of the file's text a repair replaces, and by what.

        None where that would take too long to tell, or would tell what the schema calls a secret.
        """
        from gatewaydesk.validation.repairs.making import with_edits

        if len(repair.edits) > 1 and len(self.text) > MOST_REWRITTEN:
            return None
        value = with_edits(self.value, repair.edits)
        start, end, text = spelling.stretch(self.text, repair.edits, value, self._places)
        if text and self._hides(repair, text):
            return None
        return Region(*self._line_and_column(start), *self._line_and_column(end)), text

    def region(self, problem: Problem) -> Region:
        """Where in the file a problem is; for something missing, the beginning of what it is missing from."""
        pointer = problem.pointer
        span = self._places.span(pointer)
        missing = span is None
        while span is None and pointer:
            pointer = pointer[:-1]
            span = self._places.span(pointer)
        start, end = (span.start, span.end) if span is not None else (0, 0)
        if missing and span is not None:
            end = min(span.value + 1, span.end)
        return Region(*self._line_and_column(start), *self._line_and_column(end))

    def _hides(self, repair: Repair, text: str) -> bool:
        """Whether a text that a repair writes holds a secret, its own or one that stands beside what it changes."""
        if self.schema is None or not _has_secrets(self.schema):
            return False
        return touches(repair.edits, Places(self.schema.root, self.value)) or any(one in text for one in self._secrets)

    @cached_property
    def _secrets(self) -> frozenset[str]:
        """What must not be told of the file, as its text may have it."""
        assert self.schema is not None
        found = set(secret_texts(Places(self.schema.root, self.value)))
        escaped = (json.dumps(one, ensure_ascii=ascii)[1:-1] for one in found for ascii in (True, False))
        return frozenset(found.union(escaped))

    @cached_property
    def _places(self) -> TextMap:
        return TextMap(self.text)

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_left(self._line_ends, offset)
        return line + 1, offset - (self._line_ends[line - 1] if line else -1)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]


@dataclass(frozen=True)
class FoundFiles:
    """Files to check.

    Attributes:
        files: each once, and whether it was only found in a folder that was named; sorted within a folder.
        problems: folders that could not be read, or hold nothing to check, each with what is wrong.
    """

    files: tuple[tuple[Path, bool], ...]
    problems: tuple[tuple[Path, FileProblem], ...]


def find_files(places: Iterable[Path]) -> FoundFiles:
    """The files that are named, and those in folders that are named.

    Hidden files and folders are passed over, and so is what is not called `.json`. What was named is taken as it is.
    """
    files: dict[str, tuple[Path, bool]] = {}
    problems: list[tuple[Path, FileProblem]] = []
    real_folder = cache(os.path.realpath)

    def real(file: Path) -> str:
        if file.is_symlink():
            return os.path.realpath(file)
        folder, name = os.path.split(file)
        return os.path.join(real_folder(folder), name)

    for place in places:
        if not place.is_dir():
            files.setdefault(real(place), (place, False))
            continue
        before = len(problems)
        found = list(_below(place, problems))
        for file in found:
            files.setdefault(real(file), (file, True))
        if not found and len(problems) == before:
            said = FileProblem(f"“{place}” holds no JSON file.", "Name a folder with metadata files (.json).")
            problems.append((place, said))
    return FoundFiles(tuple(files.values()), tuple(problems))


def _below(folder: Path, problems: list[tuple[Path, FileProblem]]) -> Iterator[Path]:
    def tell(error: OSError) -> None:
        said = f"“{error.filename}” could not be read: {disk.os_reason(error)}."
        problems.append((Path(error.filename or folder), FileProblem(said, "Check your rights.")))

    for top, folders, names in os.walk(folder, onerror=tell):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(".json") and not name.startswith("."):
                yield Path(top, name)


class Checking:
    """Checks files against one named schema, or each against the one that it fits; `large` ones as well."""

    def __init__(
        self, catalogue: Catalogue, schema: str | None = None, *, advice: bool = True, large: bool = False
    ) -> None:
        self._size_limit = disk.SIZE_MOST if large else disk.ASK_ABOVE
        self._named = catalogue.load(schema) if schema else None
        self._known = [] if schema else catalogue.readable()
        self._advice = advice
        self._checkers: dict[LoadedSchema, Checker] = {}

    def check(self, file: Path, *, found: bool = False) -> CheckedFile:
        """Reads and checks one file; whatever is wrong with it is in the answer."""
        try:
            text, value = jsonio.read_text_and_value(file, size_limit=self._size_limit)
            schema, guess = self._schema_for(value, file)
            problems = with_unfilled(schema.root, value, self._examine(schema)(value))
        except _NoneFits as error:
            return CheckedFile(file, error=error, left_out=found, like=error.like)
        except disk.TooLarge as error:
            return CheckedFile(file, error=error.for_commands())
        except GatewayDeskError as error:
            return CheckedFile(file, error=error)
        examine = self._examine(schema, False)
        names, guessed = guess.names, not guess.fits
        return CheckedFile(file, schema, names, tuple(problems), text, value, examine, guessed=guessed)

    def told(
        self, file: Path, tell: Callable[[CheckedFile], Iterable[T]], *, found: bool = False
    ) -> tuple[CheckedFile, list[T]]:
        """Reads and checks one file, with all that there is to tell of it.

        What nobody foresaw, in the check or in the telling, is that file's error and ends no other's check. Where it
        happened is in the log, for those who ask for one.
        """
        try:
            checked = self.check(file, found=found)
            return checked, list(tell(checked))
        except GatewayDeskError as error:
            unread = CheckedFile(file, error=error)
        except Exception as error:
            _log.debug("a file could not be checked: %s", type(error).__name__, exc_info=error)
            unread = CheckedFile(file, error=_Unforeseen(file))
        return unread, list(tell(unread))

    def _examine(self, schema: LoadedSchema, worded: bool = True) -> Callable[[Any], list[Problem]]:
        if schema not in self._checkers:
            self._checkers[schema] = Checker(schema)
        checker = self._checkers[schema]

        def examine(value: Any) -> list[Problem]:
            depth = jsonio.DEPTH_LIMIT  # deeper ones are not read, and no repair adds to that
            problems = checker.check(value, depth, worded=worded)
            return advised(schema, value, problems) if self._advice else problems

        return examine

    def _schema_for(self, value: Any, file: Path) -> tuple[LoadedSchema, recognising.Guess]:
        if self._named is not None:
            return self._named, recognising.Guess(fits=True)
        guess = recognising.fitting_or_guessed(self._known, value)
        if guess.foreign or not guess.names:
            raise _NoneFits(file, guess)
        return next(one for one in self._known if one.name == guess.names[0]), guess


@remembered
def _has_secrets(schema: LoadedSchema) -> bool:
    """Whether a schema may call anything a secret; most never do, and nothing has to be looked for in a document."""
    return any(word in json.dumps(schema.raw, default=str) for word in ('"writeOnly"', '"password"'))


class _Unforeseen(FileProblem):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"“{file.name}” could not be checked: the program met something in it that nobody foresaw.",
            "Please report it with what is printed where GATEWAYDESK_LOG is set to debug.",
        )


class _NoneFits(SchemaProblem):
    def __init__(self, file: Path, guess: recognising.Guess) -> None:
        self.like = f"It looks most like {joined(guess.names)}, but {guess.foreign}" if guess.names else ""
        message = " ".join(
            filter(None, (f"None of the known schemas fits “{file.name}”.", self.like and f"{self.like}."))
        )
        super().__init__(message, "Name one with --schema MODEL/VERSION.")
