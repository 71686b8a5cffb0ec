"""Connections and settings come back as they were kept."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.store import Store


def test_connections_come_back_in_the_order_they_were_made(store: Store):
    first = Connection(
        "Zeta", "hdruk", "https://api.example.org", {"team_id": 7, "exact": Decimal("0.10000000000000000000001")}
    )
    second = Connection("Alpha – ü", "adobe", "http://127.0.0.1:1", {}, practice=True)
    store.connections.save(first)
    store.connections.save(second)
    assert store.connections.all() == [first, second]
    changed = Connection("Zeta", "hdruk", "https://other.example.org", {"team_id": None})
    store.connections.save(changed)
    assert store.connections.all() == [changed, second]
    assert store.connections.get("Zeta") == changed
    assert store.connections.get("zeta") is None


def test_a_removed_connection_is_gone_and_removing_it_twice_is_no_error(store: Store):
    store.connections.save(Connection("One", "hdruk", "https://x"))
    store.connections.remove("One")
    store.connections.remove("One")
    assert store.connections.all() == []


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "", "ü", [1, {"a": None}], {}])
def test_settings(store: Store, value: object):
    assert store.settings.get("a", "default") == "default"
    store.settings.set("a", "before")
    store.settings.set("a", value)
    assert store.settings.get("a", "default") == value
    assert store.settings.all() == {"a": value}
