"""The simulation publishes what the registry publishes, number by number and date by date."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from running import Running, running_registry

from registry.snapshot import Snapshot
from tests.attacks import scenes
from tests.attacks.publication import publish
from tests.attacks.through_intake import play
from tests.attacks.world import BEGINS, World

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

SCENES: list[Callable[[], World]] = [
    scenes.two_centres,
    scenes.eleven_and_five,
    scenes.adults_and_children,
    scenes.three_countries,
    scenes.chosen_late,
    scenes.twelve_before_a_cut_off,
    scenes.two_waves,
    scenes.one_waits,
    partial(scenes.left_of, 5, 5, 4),
]
DRAWN = [partial(scenes.drawn, 11), partial(scenes.drawn, 35)]


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Running]:
    """On SQLite alone: that both databases publish the same is shown elsewhere."""
    async with running_registry(f"sqlite:///{tmp_path}/registry.sqlite", BEGINS) as running:
        yield running


def seen(snapshot: Snapshot, ids: dict[str, str]) -> dict[str, Any]:
    """Groups, stages and verdicts of a snapshot, under the simulation's names."""
    text = msgspec.json.encode(snapshot).decode()
    for simulated, registered in sorted(ids.items()):
        text = text.replace(f'"{registered}', f'"{simulated}')
    told: dict[str, Any] = msgspec.json.decode(text)
    programmes = sorted(told["programmes"], key=lambda row: str(row["programme"]["id"]))
    return {
        "groups": sorted(told["groups"], key=lambda group: str(group["id"])),
        "stages": [(row["programme"]["id"], row["stage"], row["activity"]) for row in programmes],
        "flags": [(row["overdue"], row["silent"]) for row in programmes],
        "decisions": [[plain(d) for d in row["decisions"]] for row in programmes],
        "results": [
            (row["standing"], row["result"]["verdict"], row["result"]["patients"])
            for row in told["endpoint_results"]
        ],
        "sets": told["verdict_sets"],
    }


def plain(decision: dict[str, Any]) -> dict[str, Any]:
    """A decision without the salted digest of its inputs, which hold ids."""
    return {name: value for name, value in decision.items() if name != "inputs_digest"}


async def compare(registry: Running, world: World, years: int) -> int:
    """Assert that both publish the same; how many groups there are in the end."""
    published, ids = await play(registry, world, years)
    simulated = publish(world, years=years).snapshots
    same_names = {id: id for id in ids}
    for real, frozen in zip(published, simulated, strict=True):
        assert seen(real, ids) == seen(frozen.snapshot, same_names)
    return len(published[-1].groups)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: getattr(scene, "__name__", "left_of"))
async def test_simulation_and_registry_publish_the_same(
    registry: Running, scene: Callable[[], World]
) -> None:
    await compare(registry, scene(), years=4)


@pytest.mark.parametrize("scene", DRAWN, ids=["one", "another"])
async def test_a_registry_drawn_by_chance_is_published_the_same(
    registry: Running, scene: Callable[[], World]
) -> None:
    assert await compare(registry, scene(), years=9) > 2
