"""The two toy surfaces, served."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.surface_app import (
    Log,
    listening,
    public_schema,
    serving,
    sponsor_schema,
    two_surfaces,
)


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    with serving(two_surfaces(public_schema(), sponsor_schema())) as client:
        yield client


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Log]:
    with listening(caplog) as log:
        yield log
