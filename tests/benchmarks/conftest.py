"""Measuring beside thousands of other tests."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def quiet_heap() -> Iterator[None]:
    """What earlier tests left behind is not searched for garbage while something is measured."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
