"""Adding data to a dataset: a batch is made, files go up, the batch is completed. Each step is told before the next, so
that it goes on from there after a cut connection, a restart, or on another day.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayDeskError, GatewayProblem, OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways import adobe_files as files
from gatewaydesk.gateways.adobe_answers import explain, not_understood, raise_unless
from gatewaydesk.gateways.adobe_files import Manner, Piece
from gatewaydesk.gateways.adobe_metadata import TAG
from gatewaydesk.gateways.adobe_reading import keyed
from gatewaydesk.gateways.adobe_states import BATCHES, WAITING, fetch, standing
from gatewaydesk.gateways.adobe_way import IMPORT, Way, segment
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.sending import Content, FilePart, FileState, Stream
from gatewaydesk.gateways.work import Progress
from gatewaydesk.job import Job

KIND = "batch"
_NOT_OFFERED = frozenset({404, 405, 410})
_TRIES = 4  # times that a part is begun again from where it broke off, before it is left for later
_TOLD_EACH = 0.5  # seconds between two words on how far a file has come
_BLOCK = 1 << 20
_MADE = frozenset({200, 201})


@dataclass(frozen=True)
class Hashed(Content):
    """A content whose SHA-256, together with that of what went before, is known once it has gone out."""

    before: Any = field(default_factory=hashlib.sha256, compare=False)
    streams: list[_HashedStream] = field(default_factory=list, compare=False)

    def stream(self) -> Stream:
        """A fresh reader: what an earlier try has read counts no longer."""
        self.streams[:] = [_HashedStream(self)]
        return self.streams[0]

    @property
    def digest(self) -> Any:
        """The hash so far."""
        return self.streams[0].digest if self.streams else self.before


class _HashedStream(Stream):
    def __init__(self, content: Hashed) -> None:
        super().__init__(content)
        self.digest = content.before.copy()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        taken = super().read(size)
        self.digest.update(taken)
        return taken


def go_on(way: Way, job: Job, at: Progress, cancel: CancelToken) -> Job:
    """Takes every step of an upload that is left.

    Raises:
        FileProblem: a file is gone, or is no longer the one that was chosen.
        Refused: the platform does not take it.
        Unreachable: it broke off; what has arrived stays there, and the next call goes on after it.
    """
    return _Upload(way, job, at, cancel).run()


class _Upload:
    """One run of it; `facts` is all that the next one needs."""

    def __init__(self, way: Way, job: Job, at: Progress, cancel: CancelToken) -> None:
        self._way, self._job, self._at, self._cancel = way, job, at, cancel
        self._facts: dict[str, Any] = dict(job.facts)
        self._files = files.states(self._facts["files"])
        self._pieces: list[Piece] = []
        self._told_at = 0.0

    def run(self) -> Job:
        if self._job.remote_id:
            batch = fetch(self._way, self._job.remote_id, self._cancel)
            if batch is not None and str(batch.get("status")) not in WAITING:
                return standing(self._job, batch)  # completed by the last run, or ended by somebody
        for file in self._files:
            file.check()
        if not self._job.remote_id:
            self._make_batch()
        if "pieces" not in self._facts:
            self._tell(pieces=files.written(files.plan(self._files, Manner(**self._facts["manner"]))))
        self._pieces = files.read(self._facts["pieces"])
        sent = {one["name"] for one in self._facts.get("sent", ())}
        for piece in self._pieces:
            if piece.name not in sent:
                self._cancel.check()
                digest = self._send_parts(piece) if piece.parts else self._send_whole(piece)
                entry = {"name": piece.name, "size": piece.size, "sha256": digest}
                self._tell(sent=[*self._facts.get("sent", ()), entry], begun="")
        path = f"{IMPORT}/batches/{segment(self._job.remote_id)}"
        answer = self._way.call("POST", path, [("action", "COMPLETE")], cancel=self._cancel, repeatable=True)
        raise_unless(answer, 200, 201, 202, 204)
        return replace(self._job, status="queued", ours=False, words="All files have arrived.", progress=None)

    # The batch

    def _make_batch(self) -> None:
        """Makes the batch, or finds the one whose answer was lost. One too many would do no harm: it stays empty."""
        if self._facts.get("asked"):
            found = self._look_for_batch()
            if found:
                self._tell(remote_id=found)
                return
        self._tell(asked=True, words="The batch is being made.")
        body = jsonio.dumps(self._facts["request"], indent=None).encode("utf-8")
        try:
            answer = self._way.call("POST", f"{IMPORT}/batches", body=body, cancel=self._cancel)
            raise_unless(answer, *_MADE)
        except (OutcomeUnknown, Unreachable) as unknown:
            self._cancel.check()
            found = self._look_for_batch()
            if not found:
                raise Unreachable(unknown.what, "No batch was made (yet). It goes on by itself.") from unknown
        else:
            made = answer.json
            found = str(made.get("id") or "") if isinstance(made, dict) else ""
            found = found or self._look_for_batch()
            if not found:
                raise not_understood(answer, "The platform did not name the batch that it made.")
        self._tell(remote_id=found)

    def _look_for_batch(self) -> str:
        """The newest batch of the dataset that carries the mark of this upload, or ""."""
        mark = self._facts["request"]["tags"][TAG]
        params = [("dataSet", self._job.dataset_id), ("orderBy", "desc:created"), ("limit", "100")]
        answer = self._way.get(BATCHES, params, cancel=self._cancel)
        for id_, batch in keyed(answer, "The list of batches could not be understood.").items():
            tags = batch.get("tags")
            if isinstance(tags, dict) and tags.get(TAG) == mark:
                return str(batch.get("id") or id_)
        return ""

    # One file

    def _path(self, piece: Piece) -> str:
        batch, dataset = segment(self._job.remote_id), segment(self._job.dataset_id)
        return f"{IMPORT}/batches/{batch}/datasets/{dataset}/files/{segment(piece.name)}"

    def _send_whole(self, piece: Piece) -> str:
        """One upload, which may be repeated: the same name again replaces the file."""
        content = Hashed(piece.content(self._files[piece.file]), sent=self._meter(piece, 0))
        answer = self._way.call("PUT", self._path(piece), body=content, cancel=self._cancel, repeatable=True)
        raise_unless(answer, 200, 201, 204)
        return str(content.digest.hexdigest())

    def _send_parts(self, piece: Piece) -> str:
        """Part after part, each from where the platform says that it has everything before."""
        file, path = self._files[piece.file], self._path(piece)
        reached = self._reached(path) if self._facts.get("begun") == piece.name else None
        if reached is None:
            reached = self._begin(piece, path)
        digest, broke_off = hashlib.sha256(), 0
        _add_to(digest, file, 0, reached, self._cancel)
        while reached < piece.size:
            length = min(files.PART, piece.size - reached)
            content = Hashed((FilePart(file, reached, length),), sent=self._meter(piece, reached), before=digest)
            headers = {"Content-Range": f"bytes {reached}-{reached + length - 1}"}
            try:
                answer = self._way.call("PATCH", path, body=content, headers=headers, cancel=self._cancel)
                raise_unless(answer, 200, 201, 204)
                reached, digest, broke_off = reached + length, content.digest, 0
                self._tell(parts={"name": piece.name, "reached": reached})
                continue
            except (OutcomeUnknown, Unreachable) as error:
                self._cancel.check()
                broke_off += 1
                if broke_off >= _TRIES or not isinstance(error, OutcomeUnknown):
                    raise Unreachable(error.what, "What has arrived stays there. It goes on by itself.") from error
            now_ = self._reached(path)
            if now_ is None or now_ < reached:
                reached, digest = (self._begin(piece, path) if now_ is None else now_), hashlib.sha256()
                _add_to(digest, file, 0, reached, self._cancel)
            else:
                _add_to(digest, file, reached, now_, self._cancel)
                reached = now_
        file.check()
        self._end(piece, path)
        return str(digest.hexdigest())

    def _begin(self, piece: Piece, path: str) -> int:
        answer = self._way.call("POST", path, [("action", "INITIALIZE")], cancel=self._cancel, repeatable=True)
        if answer.status in _NOT_OFFERED:
            file = self._files[piece.file]
            too_large = Refused(
                f"“{file.path.name}” has {file.size / 1e6:,.0f} MB, and this platform takes no files over "
                f"{files.LARGEST / 1e6:,.0f} MB (any more).",
                "Abort this upload. Split the file, or write it as JSON lines or CSV: those are split by themselves.",
                status=answer.status,
                answer=explain(answer).refused.answer,
            )
            too_large.for_good = True
            raise too_large
        raise_unless(answer, 200, 201, 204)
        self._tell(begun=piece.name, parts={})
        return 0

    def _end(self, piece: Piece, path: str) -> None:
        answer = self._way.call("POST", path, [("action", "COMPLETE")], cancel=self._cancel, repeatable=True)
        if answer.status == 400:
            self._tell(begun="")  # the next run begins the file anew
            verdict = explain(answer).refused
            raise Refused(
                f"The parts of “{piece.name}” do not fit together there. {verdict.what}",
                "Go on with the job: this file is sent once more from its beginning.",
                status=400,
                answer=verdict.answer,
            )
        raise_unless(answer, 200, 201, 204)

    def _reached(self, path: str) -> int | None:
        """How many bytes of a file have arrived; None where it was not begun."""
        answer = self._way.call("HEAD", path, cancel=self._cancel)
        if answer.status == 404:
            return None
        raise_unless(answer)
        last = answer.headers.get("range", "").rpartition("-")[2]
        return int(last) + 1 if last.isascii() and last.isdecimal() else 0

    # Telling

    def _tell(self, *, remote_id: str = "", words: str = "", **facts: Any) -> None:
        self._facts |= facts
        job = self._job
        self._job = replace(
            job,
            status="uploading",
            remote_id=remote_id or job.remote_id,
            words=words or self._words(),
            progress=self._progress(0),
            facts=dict(self._facts),
        )
        self._at(self._job)

    def _words(self) -> str:
        planned = self._facts.get("pieces")
        if not planned:
            return "The files are being looked through."
        done = len(self._facts.get("sent", ()))
        return f"{done:,} of {len(planned):,} files have arrived." if len(planned) > 1 else "The file is on its way."

    def _progress(self, more: int) -> float:
        planned = self._facts.get("pieces") or ()
        total = sum(one["header"] + one["length"] for one in planned)
        parts: Mapping[str, Any] = self._facts.get("parts") or {}
        sent = self._facts.get("sent", ())
        done = sum(one["size"] for one in sent)
        if parts and parts["name"] not in {one["name"] for one in sent}:
            done += int(parts["reached"]) if not more else 0
        return min(1.0, (done + more) / total) if total else 0.0

    def _meter(self, piece: Piece, before: int) -> Any:
        """Hears how much of a piece has gone out, and tells it now and then."""

        def heard(size: int) -> None:
            moment = time.monotonic()
            if moment - self._told_at < _TOLD_EACH:
                return
            self._told_at = moment
            # From a thread of the transport's: what goes wrong with telling must not end the upload.
            with contextlib.suppress(GatewayDeskError):
                self._at(replace(self._job, progress=self._progress(before + size)))

        return heard


def _add_to(digest: Any, file: FileState, start: int, end: int, cancel: CancelToken) -> None:
    """Adds a stretch of a file that has gone out already: how a hash stood cannot be kept over a restart."""
    try:
        with file.path.open("rb") as opened:
            file.check(opened)
            opened.seek(start)
            while start < end:
                cancel.check()
                block = opened.read(min(_BLOCK, end - start))
                if not block:
                    raise GatewayProblem(f"The platform has more of “{file.path.name}” than there is.", "Abort this.")
                digest.update(block)
                start += len(block)
    except OSError as error:
        raise FileProblem(
            f"“{file.path.name}” can no longer be read: {error.strerror}.", "Put it back, and go on."
        ) from error
