"""What a background thread makes ready for the desk: a draft with its fields, checked, before a widget is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.filed import Opened
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.services.drafts import keep_new
from gatewaydesk.services.versions import keep_before_work
from gatewaydesk.store import Draft, Store
from gatewaydesk.store.files import FileOf, content_of
from gatewaydesk.store.writing import Left
from gatewaydesk.ui.file_news import HasDraft
from gatewaydesk.ui.file_opening import Allowed, Unsure, draft_of, schema_of
from gatewaydesk.ui.holding import Held, Hold, Holding, Way

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring


@dataclass
class Made:
    """What a background thread made ready: everything that needs no widget."""

    draft: Draft
    authoring: Authoring
    file: FileOf | None
    hold: Hold
    remarks: tuple[str, ...] = ()
    left: Left = field(default_factory=Left)


Outcome = Made | Unsure | Held | HasDraft
"""What comes of opening something: a draft, or what has to be asked first."""


class Maker:
    """Makes drafts ready. Every method is for the background, and raises GatewayDeskError."""

    def __init__(self, store: Store, catalogue: Catalogue, holding: Holding) -> None:
        self._store, self._catalogue, self._holding = store, catalogue, holding

    def make_ready(self) -> None:
        """What the next draft needs, so that it opens at once: the parts of forms, and the schema of the last one."""
        import gatewaydesk.ui.form.view  # noqa: F401

        last = [row.schema for row in self._store.drafts.rows(limit=1)]
        for name in last or [entry.name for entry in self._catalogue.entries()[:1]]:
            self.load(name)

    def load(self, schema_name: str, pin: str = "") -> LoadedSchema:
        """A schema with what its forms are made of; `pin` is the hash of the one that is meant."""
        from gatewaydesk.services.authoring import make_ready

        schema = self._catalogue.load(schema_name, pin)
        make_ready(schema)
        return schema

    def new(self, schema_name: str, value: Any, token: CancelToken, *, example: bool) -> Made:
        """A draft that is begun: empty, from a value, or from the schema's example."""
        from gatewaydesk.services.generated import starting_value
        from gatewaydesk.ui.dialogs.new import example_of

        schema = self._catalogue.load(schema_name)
        start = value
        file = example_of(schema.name) if example and start is None else None
        if file is not None:
            start = jsonio.read_file(file)
        return self.create(schema, starting_value(schema) if start is None else start, None, token)

    def open(self, draft_id: str, way: Way, token: CancelToken, *, open_here: str) -> Made | Held:
        """A draft that is there, if nobody else has it; `open_here` is the one that this window has open already."""
        hold = self._holding.get(draft_id, way, token)
        if isinstance(hold, Held):
            return hold
        try:
            return self.ready(self._store.drafts.load(draft_id), hold)
        except BaseException:
            if hold.other is None and draft_id != open_here:
                self._store.opened.release(draft_id, self._holding.window)
            raise

    def read(
        self, path: Path, token: CancelToken, *, schema: str, allowed: Allowed, anew: bool, pick_best: bool
    ) -> Made | Unsure | HasDraft:
        """A file as a draft; see `Desk.read`."""
        opened = allowed.open(path, token.check)
        known = None if anew else draft_of(self._store, opened, schema)
        if known is not None and (known.same or not pick_best):
            return known
        meant = schema or schema_of(self._catalogue, opened, tried=True, pick_best=pick_best)
        if isinstance(meant, Unsure):
            return meant
        return self.create(self._catalogue.load(meant), opened.value, opened, token)

    def take_in(self, path: Path, allowed: Allowed, token: CancelToken) -> Draft | Unsure:
        """A file among the drafts, which is not opened."""
        opened = allowed.open(path, token.check)
        meant = schema_of(self._catalogue, opened, tried=False)
        if isinstance(meant, Unsure):
            return meant
        return self.create(self._catalogue.load(meant), opened.value, opened).draft

    def copy(self, draft_id: str) -> Made:
        """A copy of a draft, which is this window's."""
        copy = self._store.drafts.duplicate(draft_id)
        self._holding.claim(copy.id)
        return self.ready(copy, Hold(writes=True))

    def ready(self, draft: Draft, hold: Hold) -> Made:
        """A draft as it was left."""
        schema = self._catalogue.load(draft.schema, draft.schema_sha256)
        if hold.writes:
            keep_before_work(self._store, draft)
        authoring, left = (
            checked(schema, draft.value, draft.refused),
            self._store.writing.left(draft.id, draft.revision),
        )
        authoring.document.recall(left.history)
        authoring.recall_dismissed(left.dismissed.get("advice"))
        return Made(draft, authoring, self._store.files.of(draft.id), hold, left=left)

    def create(self, schema: LoadedSchema, value: Any, opened: Opened | None, token: CancelToken | None = None) -> Made:
        """A draft that is written down from now on; `opened` is the file that it came from."""
        authoring = checked(schema, value)
        if token is not None:
            token.check()  # while nothing is written yet
        draft = keep_new(self._store, authoring)
        if token is not None:
            self._holding.claim(draft.id)
        if opened is None:
            return Made(draft, authoring, None, Hold(writes=True))
        file = FileOf(draft.id, opened.path, opened.stamp, content_of(value))
        self._store.files.keep(file.draft, file.path, file.stamp, file.content)
        return Made(draft, authoring, file, Hold(writes=True), opened.remarks)


def checked(schema: LoadedSchema, value: Any, refused: str = "") -> Authoring:
    """A document with its fields made and itself checked, so that nothing of that is left for the window."""
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.form.checks import check_twice_at_first

    authoring = Authoring(schema, value)
    authoring.drawn = True  # soon, and what is told then is to be told from the beginning
    authoring.recall_refused(refused)
    return check_twice_at_first(authoring)
