"""The program, and a site on loopback that publishes a schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gatewaydesk.services.schemas import SchemaSources
from tests.ui.schemas.dialog import ENTRY, PLACE
from tests.web import Site, site

Desk = Any  # the fixture `desk`, see tests/ui/conftest.py


@pytest.fixture
def web() -> Iterator[Site]:
    with site({PLACE: ENTRY, "available.json": {"HDRUK": ["4.0.1", "4.0.0"]}}) as here:
        yield here


@pytest.fixture
def there(desk: Desk, web: Site) -> Desk:
    """The program, whose publisher is the site on loopback."""
    desk.window.cataloguing.sources = SchemaSources(desk.window.catalogue, publishers={"hdruk": web.url})
    return desk
