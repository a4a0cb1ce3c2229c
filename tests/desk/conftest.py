"""Pages of the workspaces over one kind of database, where storage itself is tested elsewhere."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from running import Running, running_registry

BEGAN = date(2027, 1, 11)


@pytest.fixture
async def on_sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    """A registry on SQLite, begun on the module's day `BEGAN`, or on the one above."""
    began = getattr(request.module, "BEGAN", BEGAN)
    async with running_registry(f"sqlite:///{tmp_path}/registry.sqlite", began) as running:
        yield running
