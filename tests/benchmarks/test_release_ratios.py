"""Publication against reading the rows it counts, and against a smaller one, side by side."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from many import BEGAN, LATER, OPENS, filled
from running import Running, running_registry

from registry.storage import vault
from registry.storage.courses import read_told

pytestmark = pytest.mark.anyio

SMALL, LARGE = (1, 400), (4, 1600)
"""Programmes and patients."""


async def seconds(work: Callable[[], Awaitable[Any]]) -> float:
    """Seconds of processor time, so that other work on the machine is not counted."""
    begun = time.process_time()
    await work()
    return time.process_time() - begun


async def read(registry: Running) -> None:
    """Every episode, and everything told of it, as the registry's own structs."""
    episodes = await vault.read_episodes(registry.house.database)
    await read_told(registry.house.database, [stored.episode.id for stored in episodes])


async def published(registry: Running) -> None:
    """Two releases: everything opens in the first, further intervals in the second."""
    for day in (OPENS, LATER):
        await registry.publish(day)


async def measured(folder: Path, programmes: int, patients: int) -> tuple[float, float]:
    """Seconds of reading twice, and of two publications."""
    async with running_registry(f"sqlite:///{folder}/{patients}.sqlite", BEGAN) as registry:
        await filled(registry, programmes, patients)
        reading = min([await seconds(lambda: read(registry)) for _ in range(3)])
        publishing = await seconds(lambda: published(registry))
        assert registry.house.shelf.current is not None
        groups = registry.house.shelf.current.snapshot.groups
    assert sum(group.accepted or 0 for group in groups) == patients
    assert all(len(group.curves[0].intervals) == 3 for group in groups)
    return 2 * reading, publishing


async def test_a_release_takes_less_than_ten_times_the_reading_and_grows_with_the_patients(
    tmp_path: Path,
) -> None:
    _, small = await measured(tmp_path, *SMALL)
    reading, large = await measured(tmp_path, *LARGE)
    assert large / reading < 10, f"a release takes {large / reading:.1f} times the reading"
    growth = (large / small) / (LARGE[1] / SMALL[1])
    assert growth < 1.5, f"four times as many patients take {4 * growth:.1f} times as long"
