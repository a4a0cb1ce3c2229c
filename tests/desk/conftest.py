"""Pages of the workspaces over one kind of database, where storage itself is tested elsewhere.

A browser is for one file of tests: while it is open, no other test may start an event loop.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
from browsing import chromium
from playwright.sync_api import Browser
from running import Running, running_registry

BEGAN = date(2027, 1, 11)


@pytest.fixture
async def on_sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    """A registry on SQLite, begun on the module's day `BEGAN`, or on the one above."""
    began = getattr(request.module, "BEGAN", BEGAN)
    async with running_registry(f"sqlite:///{tmp_path}/registry.sqlite", began) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()
