"""Updating: a dataset on a gateway gets what a document here says, unless somebody else has changed it there."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gatewaydesk.document.difference import same
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared, Pulled
from gatewaydesk.pointer import ABSENT
from gatewaydesk.services.comparing import Comparison, compare
from gatewaydesk.services.deeds import Progress
from gatewaydesk.services.preparing import content_here
from gatewaydesk.services.standing import Standing, keep_base
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.store import Receipt, Store

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

_log = logging.getLogger(__name__)


def prepare_update(gateway: Gateway, standing: Standing, authoring: Authoring, status: str = "") -> Prepared:
    """Exactly what would be sent. May ask the gateway; nothing is changed there.

    Args:
        standing: how the document stands to the gateway's copy; right before sending it is looked whether that is
            still the one.
        status: `active` or `draft`; "" leaves it as it is there.

    Raises:
        GatewayProblem: the route cannot give it that status, or the gateway could not be asked.
    """
    remote = standing.pulled.remote
    prepared = gateway.prepare_update(
        remote.dataset_id,
        authoring.document.value,
        schema=authoring.schema.name,
        status=status or remote.status,
        pid=remote.pid,
    )
    return replace(prepared, base_mark=standing.pulled.mark, base_status=remote.status)


def update(
    store: Store,
    gateway: Gateway,
    prepared: Prepared,
    authoring: Authoring,
    *,
    draft_id: str,
    cancel: CancelToken,
    progress: Progress,
    content: str = "",
    path: str = "",
    value: Any = ABSENT,
) -> Receipt:
    """Sends an update once, and remembers what the gateway holds from then on as the new base.

    Args:
        draft_id: the draft that it was made of, or "".
        path: the real path of the file that it was made of, or "" where none was, or where it does not hold all of it.
        value: what that file says, where a version number was added to it.
        content: what tells versions apart; empty works it out.

    Raises:
        ChangedThere: the gateway's copy is not the one that this was prepared for.
        AlreadySent, Refused, Unreachable, Cancelled, OutcomeUnknown, StoreProblem: as `submission.submit`.
    """
    content = content or content_here(store, authoring.schema, authoring.document.value)
    what = Submission(prepared, draft_id, authoring.title, authoring.schema.name, content)
    receipt = submit(store, gateway, what, cancel=cancel, progress=progress)
    if draft_id or path:
        renew_base(store, gateway, prepared, authoring, draft_id, cancel, path, value)
    return receipt


def renew_base(
    store: Store,
    gateway: Gateway,
    prepared: Prepared,
    sent: Authoring,
    draft_id: str,
    cancel: CancelToken,
    path: str = "",
    value: Any = ABSENT,
) -> Pulled | None:
    """After something was taken: remembers what the gateway holds now, if that is what was sent.

    Where it cannot be asked, or somebody was quicker, there is no base, and `standing.stand` finds out what was sent.
    """
    try:
        document, schema = sent.document.value, sent.schema.name
        pulled = gateway.as_before(gateway.fetch(prepared.dataset_id, cancel), document)
        if same(pulled.metadata, document) or gateway.same_content(pulled.remote, prepared.body, cancel):
            if draft_id:
                keep_base(store, gateway, pulled, draft_id, schema)
            if path:
                keep_base(store, gateway, pulled, "", schema, path, value)
            return pulled
    except GatewayDeskError as problem:
        _log.info("no base was kept after an update: %s", type(problem).__name__)
    return None


def changed_there(standing: Standing, authoring: Authoring, check: Callable[[], object] = lambda: None) -> Comparison:
    """What somebody else has changed on the gateway, in the form's words; everything that differs where the base is
    not known.
    """
    known = standing.changed is not None
    then = standing.base if known else authoring.document.value
    return compare(authoring.root, copy.deepcopy(then), standing.pulled.metadata, check)
