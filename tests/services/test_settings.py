"""The settings that a person has not set are the schema's."""

from __future__ import annotations

from gatewaydesk.services.settings import settings_of, settings_schema
from gatewaydesk.store import Store


def test_what_is_not_set_is_as_the_schema_has_it() -> None:
    store = Store.open()
    try:
        assert settings_of(store) == {one.name: one.default for one in settings_schema().root.children}
        store.settings.set("text_size", 150)
        assert settings_of(store)["text_size"] == 150
    finally:
        store.close()
