"""Publication beside reading the rows it counts."""

from functools import partial
from pathlib import Path

from many import BEGAN, LATER, OPENS, filled
from running import Running, running_registry

from registry.storage import vault
from registry.storage.courses import read_told
from tests.benchmarks.measure import Spread, ratio_of, rounds_within, seconds_of

SMALL, LARGE = (1, 400), (4, 1600)
"""Programmes and patients."""


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
        reading = min([await seconds_of(partial(read, registry)) for _ in range(3)])
        publishing = await seconds_of(partial(published, registry))
        assert registry.house.shelf.current is not None
        groups = registry.house.shelf.current.snapshot.groups
    assert sum(group.accepted or 0 for group in groups) == patients
    assert all(len(group.curves[0].intervals) == 3 for group in groups)
    return 2 * reading, publishing


async def release_ratio(folder: Path, most: int, budget: float) -> Spread:
    """How much longer two publications take than reading twice, a new registry each round."""
    rounds = []
    for number in rounds_within(budget, most):
        (own := folder / str(number)).mkdir()
        reading, publishing = await measured(own, *LARGE)
        rounds.append((publishing, reading))
    return ratio_of(rounds)
