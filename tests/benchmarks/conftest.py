"""Measuring beside thousands of other tests."""

import gc

import pytest


@pytest.fixture(autouse=True)
def quiet_heap() -> None:
    """What earlier tests left behind is not searched for garbage while something is measured.

    It stays set aside, for else the next test would search all of it once more.
    """
    gc.collect()
    gc.freeze()
