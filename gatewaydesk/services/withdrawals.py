"""What gateways do no longer, kept in the store over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from gatewaydesk.errors import StoreProblem
from gatewaydesk.gateways import withdrawn
from gatewaydesk.store import Store

_SETTING = "withdrawn"  # {"https://portal.example.com:443 v2": ["save-version"]}


def remember_in(store: Store) -> None:
    """What is known of withdrawn actions is that of this store from now on, and is kept there."""

    def keep(known: withdrawn.Known) -> None:
        with suppress(StoreProblem):  # it is only asked once more then
            store.settings.set(_SETTING, {place: sorted(names) for place, names in known.items()})

    kept = store.settings.get(_SETTING, {})
    known = kept if isinstance(kept, Mapping) else {}
    withdrawn.begin({place: names for place, names in known.items() if isinstance(names, list)}, keep)
