"""While a snapshot comes to a node, pages, files and health are all of the one before."""

from pathlib import Path

import pytest
from nodes import LATEST, chain, keeper_of, node_of, publish, published

from registry.node.files import NodeFiles
from registry.node.health import State, health_of
from registry.node.keeper import Keeper
from registry.public_app import CachedApp
from registry.readying import Readying

pytestmark = pytest.mark.anyio


async def told(keeper: Keeper) -> tuple[int, bool, bool, int]:
    """The number of the snapshot that is shown, whether the file of the second and of the third is
    given and `latest.json` is of what is shown, and the number that health tells."""
    files, shelf = NodeFiles(keeper), keeper.shelf
    second, third = [await files.find(f"r/{n}/snapshot.json") is not None for n in (2, 3)]
    latest = await files.read(LATEST) or b""
    assert shelf.current is not None
    assert shelf.current.digest.encode() in latest
    health = health_of(keeper)
    assert health.status is State.OK
    assert health.snapshot is not None
    return shelf.number, second, third, health.snapshot.number


async def test_all_a_node_says_is_of_one_snapshot_until_the_next_is_shown(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    keeper.shelf.is_served = True
    assert await told(keeper) == (1, False, False, 1)
    for number in (2, 3, 3):
        publish(tmp_path, published(number))
        keeper.look()
        assert keeper.shelf.newest == number
        assert await told(keeper) == (1, False, False, 1)
    keeper.shelf.put(keeper.shelf.coming)
    assert await told(keeper) == (3, True, True, 3)


async def test_what_comes_and_is_damaged_then_leaves_what_is_shown(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    keeper.shelf.is_served = True
    publish(tmp_path, published(2))
    keeper.look()
    coming = keeper.shelf.coming
    (tmp_path / LATEST).write_bytes(b"no json")
    keeper.look()
    assert (keeper.shelf.number, keeper.shelf.coming) == (1, coming)
    assert health_of(keeper).status is State.DEGRADED


async def test_a_node_makes_ready_what_comes(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    app = node_of(keeper)
    assert isinstance(app, CachedApp)
    readying = [m.__self__ for m in app._lifespan_managers if hasattr(m, "__self__")]
    assert [each.shelf for each in readying if isinstance(each, Readying)] == [keeper.shelf]
    assert chain(1)[0] == keeper.shelf.current
